//! Sessions: only the hash of the cookie is kept.

use crate::rows::columns;
use crate::{Batch, Store, StoreError, args};
use dienhong_domain::people::SessionKind;
use uuid::Uuid;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Id for lists and addresses.
    pub uid: Uuid,
    /// Who signed in.
    pub person: i64,
    /// How it was opened.
    pub kind: SessionKind,
    /// Browser and system in a few words.
    pub device: String,
    /// When it began.
    pub created: i64,
    /// When it was last used, to some minutes.
    pub seen: i64,
    /// When it ends if it is not used.
    pub expires: i64,
}

columns!(SessionRow of session s: uid, person, kind, device, created, seen, expires);

/// A session to open.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// SHA-256 of the cookie's value.
    pub token_hash: [u8; 32],
    /// Id for lists and addresses.
    pub uid: Uuid,
    /// Who signed in.
    pub person: i64,
    /// How it was opened.
    pub kind: SessionKind,
    /// Browser and system in a few words.
    pub device: String,
    /// When it ends if it is not used.
    pub expires: i64,
}

impl Store {
    /// The session of a cookie, whether it still holds or not.
    pub async fn session(&self, token_hash: &[u8]) -> Result<Option<SessionRow>, StoreError> {
        self.first(
            format!(
                "SELECT {} FROM session s WHERE s.token_hash = $1",
                SessionRow::COLUMNS
            ),
            args![token_hash],
        )
        .await
    }
    /// Sessions of a person that still hold, the latest used first.
    pub async fn sessions(&self, person: i64, now: i64) -> Result<Vec<SessionRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM session s WHERE s.person = $1 AND s.expires > $2 ORDER BY s.seen DESC, s.uid",
                SessionRow::COLUMNS
            ),
            args![person, now],
        )
        .await
    }
}

impl Batch {
    /// Opens a session.
    pub fn add_session(self, new: &NewSession) -> Batch {
        let at = self.at;
        self.run(
            "INSERT INTO session (token_hash, uid, person, kind, device, created, seen, expires) \
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
            args![
                &new.token_hash[..],
                new.uid,
                new.person,
                new.kind,
                &new.device,
                at,
                new.expires
            ],
        )
    }
    /// Notes the use of a session and moves its end.
    pub fn touch_session(self, uid: Uuid, expires: i64) -> Batch {
        let at = self.at;
        self.run(
            "UPDATE session SET seen = $2, expires = $3 WHERE uid = $1",
            args![uid, at, expires],
        )
    }
    /// Ends one session of a person.
    pub fn end_session(self, person: i64, uid: Uuid) -> Batch {
        self.run(
            "DELETE FROM session WHERE person = $1 AND uid = $2",
            args![person, uid],
        )
    }
    /// Ends all sessions of a person.
    pub fn end_sessions(self, person: i64) -> Batch {
        self.run("DELETE FROM session WHERE person = $1", args![person])
    }
    /// Ends all sessions of a person but one.
    pub fn end_other_sessions(self, person: i64, but: Uuid) -> Batch {
        self.run(
            "DELETE FROM session WHERE person = $1 AND uid <> $2",
            args![person, but],
        )
    }
    /// Drops sessions that ended by themselves.
    pub fn drop_expired_sessions(self) -> Batch {
        let at = self.at;
        self.run("DELETE FROM session WHERE expires <= $1", args![at])
    }
}
