//! Sessions: opened when signing in, found by their cookie, ended after some time or by the user.

use super::actor::held;
use super::actor_cache::{Credential, Kept};
use super::{Actor, By, Fault, Kind, People, RightsContext, secrets};
use dienhong_domain::people::{PersonKind, PersonState};
use dienhong_store::Batch;
use dienhong_store::people::{NewSession, SessionRow};
use uuid::Uuid;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
// How often the use of a session or a key is stored, in milliseconds.
pub(super) const SEEN_EVERY: i64 = 10 * MINUTE;

fn idle(kind: Kind) -> i64 {
    match kind {
        Kind::Passkey => 30 * DAY,
        Kind::Password => 12 * HOUR,
    }
}

fn longest(kind: Kind) -> i64 {
    match kind {
        Kind::Passkey => 180 * DAY,
        Kind::Password => 7 * DAY,
    }
}

fn ends(kind: Kind, opened: i64, now: i64) -> i64 {
    (now + idle(kind)).min(opened + longest(kind))
}

/// A session just opened.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The cookie's value, for the browser only.
    pub cookie: String,
    /// Who signed in.
    pub person: i64,
    /// Language of the interface.
    pub language: String,
    /// Seconds for which the browser keeps the cookie.
    pub max_age: i64,
}

/// A session to be stored, with its cookie.
pub(super) fn open(person: i64, kind: Kind, device: &str, now: i64) -> Result<(NewSession, String), Fault> {
    let cookie = secrets::token()?;
    let session = NewSession {
        token_hash: secrets::hash(cookie.as_bytes()),
        uid: Uuid::now_v7(),
        person,
        kind,
        device: device.chars().take(80).collect(),
        expires: ends(kind, now, now),
    };
    Ok((session, cookie))
}

pub(super) fn signed_in(person: i64, language: &str, kind: Kind, cookie: String) -> SignedIn {
    SignedIn {
        cookie,
        person,
        language: language.to_owned(),
        max_age: longest(kind) / 1000,
    }
}

impl People {
    /// The actor of a cookie; nobody when the session is over or the account is closed.
    pub async fn actor(&self, here: RightsContext<'_>, cookie: &str) -> Result<Option<Actor>, Fault> {
        let (hash, changes) = (secrets::hash(cookie.as_bytes()), self.store.changes());
        if let Some(actor) = self.actor_cache.find(Credential::Cookie, hash, here.now, changes) {
            return Ok(Some(actor));
        }
        let Some(session) = self.store.session(&hash).await? else {
            return Ok(None);
        };
        if session.expires <= here.now {
            return Ok(None);
        }
        let Some(person) = self
            .store
            .person(session.person)
            .await?
            .filter(|p| p.state == PersonState::Active && p.kind == PersonKind::Person)
        else {
            return Ok(None);
        };
        self.touch(&session, here.now).await;
        let rows = self.store.appointments_of(person.id).await?;
        let actor = Actor {
            person: person.id,
            uid: person.uid,
            name: person.name,
            language: person.language,
            held: held(&rows),
            by: By::Session {
                id: session.uid,
                kind: session.kind,
                opened: session.created,
            },
        };
        let kept = Kept {
            actor: actor.clone(),
            at: here.now,
            ends: session.expires,
            changes,
        };
        self.actor_cache.keep(Credential::Cookie, hash, kept);
        Ok(Some(actor))
    }

    // A page must not fail because its visit could not be stored.
    async fn touch(&self, session: &SessionRow, now: i64) {
        if now - session.seen < SEEN_EVERY {
            return;
        }
        let expires = ends(session.kind, session.created, now);
        let noted = self
            .store
            .write(Batch::new(session.person, now).touch_session(session.uid, expires))
            .await;
        if let Err(cause) = noted {
            tracing::warn!(session = %session.uid, %cause, "the use of a session could not be noted");
        }
    }

    /// Opens a session for a person of the demo book; `demo::doors` has checked that it is a demo book.
    pub(crate) async fn open_for_demo(
        &self,
        now: i64,
        uid: Uuid,
        device: &str,
    ) -> Result<Option<SignedIn>, Fault> {
        let Some(person) = self
            .store
            .person_by_uid(uid)
            .await?
            .filter(|p| p.state == PersonState::Active && p.kind == PersonKind::Person)
        else {
            return Ok(None);
        };
        let (session, cookie) = open(person.id, Kind::Password, device, now)?;
        let batch = Batch::new(person.id, now).add_session(&session);
        self.store
            .write(batch.log(0, "people.sign-in", session.uid, r#"{"by":"demo"}"#))
            .await?;
        Ok(Some(signed_in(
            person.id,
            &person.language,
            Kind::Password,
            cookie,
        )))
    }

    /// Signs out: ends the session of a cookie.
    pub async fn sign_out(&self, now: i64, cookie: &str) -> Result<(), Fault> {
        if let Some(session) = self.store.session(&secrets::hash(cookie.as_bytes())).await? {
            let batch = Batch::new(session.person, now).end_session(session.person, session.uid);
            self.store
                .write(batch.log(0, "people.sign-out", session.uid, "{}"))
                .await?;
        }
        Ok(())
    }

    /// Deletes sessions that are over; called every night.
    pub async fn tidy_sessions(&self, now: i64) -> Result<(), Fault> {
        Ok(self
            .store
            .write(Batch::new(0, now).drop_expired_sessions())
            .await?)
    }
}
