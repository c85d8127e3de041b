//! Keys of the interface for programs; only their hash is kept.

use crate::rows::columns;
use crate::{Batch, Store, StoreError, args};
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// A key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Id for lists and addresses.
    pub id: Uuid,
    /// The program's own row among the persons.
    pub person: i64,
    /// Unit.
    pub unit: UnitId,
    /// Subject, if it stands over one.
    pub subject: Option<Uuid>,
    /// Codes of the acts, parted by spaces.
    pub scopes: String,
    /// Who made it.
    pub made_by: i64,
    /// When.
    pub created: i64,
    /// When it ends.
    pub expires: i64,
    /// When it was last used, to some minutes.
    pub last_used: Option<i64>,
    /// When it was revoked.
    pub revoked: Option<i64>,
}

columns!(TokenRow of api_token t:
    id, person, unit, subject, scopes, made_by, created, expires, last_used, revoked);

/// A key to make.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Id for lists and addresses.
    pub id: Uuid,
    /// SHA-256 of the key.
    pub hash: [u8; 32],
    /// The program's own row among the persons.
    pub person: i64,
    /// Unit.
    pub unit: UnitId,
    /// Subject, if it stands over one.
    pub subject: Option<Uuid>,
    /// Codes of the acts, parted by spaces.
    pub scopes: String,
    /// When it ends.
    pub expires: i64,
}

impl Store {
    /// The key with a hash.
    pub async fn token(&self, hash: &[u8]) -> Result<Option<TokenRow>, StoreError> {
        self.first(
            format!("SELECT {} FROM api_token t WHERE t.hash = $1", TokenRow::COLUMNS),
            args![hash],
        )
        .await
    }
    /// The key with an id.
    pub async fn token_by_id(&self, id: Uuid) -> Result<Option<TokenRow>, StoreError> {
        self.first(
            format!("SELECT {} FROM api_token t WHERE t.id = $1", TokenRow::COLUMNS),
            args![id],
        )
        .await
    }
    /// Keys of a unit, the newest first.
    pub async fn tokens_of(&self, unit: UnitId) -> Result<Vec<TokenRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM api_token t WHERE t.unit = $1 ORDER BY t.created DESC, t.id",
                TokenRow::COLUMNS
            ),
            args![unit.0],
        )
        .await
    }
}

impl Batch {
    /// Makes a key.
    pub fn add_token(self, new: &NewToken) -> Batch {
        let (at, by) = (self.at, self.author);
        self.run(
            "INSERT INTO api_token (id, hash, person, unit, subject, scopes, made_by, created, expires, last_used, revoked) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL)",
            args![
                new.id,
                &new.hash[..],
                new.person,
                new.unit.0,
                new.subject,
                &new.scopes,
                by,
                at,
                new.expires
            ],
        )
    }
    /// Notes the use of a key.
    pub fn use_token(self, id: Uuid) -> Batch {
        let at = self.at;
        self.run("UPDATE api_token SET last_used = $2 WHERE id = $1", args![id, at])
    }
    /// Revokes a key; refused as stale when it was revoked before.
    pub fn revoke_token(self, id: Uuid) -> Batch {
        let at = self.at;
        self.run(
            "UPDATE api_token SET revoked = $2 WHERE id = $1 AND revoked IS NULL",
            args![id, at],
        )
        .expect(1)
    }
}
