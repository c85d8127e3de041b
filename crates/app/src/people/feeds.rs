//! The reminder calendar of a person: an address with a secret, which the person makes and revokes.

use super::actor::held;
use super::fault::carries_fault;
use super::{Actor, By, Fault, People, PeopleService, RightsContext, secrets};
use dienhong_domain::people::{PersonKind, PersonState};
use dienhong_store::WriteError;

/// Why a calendar is not made or revoked.
#[derive(Debug)]
pub enum FeedError {
    /// There is none, or it is not a person who asks.
    NotFound,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(FeedError);

impl People {
    /// Whose calendar has a secret; nobody when it is unknown, the account is closed, or no appointment of the person holds.
    pub async fn feed_reader(&self, here: RightsContext<'_>, secret: &str) -> Result<Option<Actor>, Fault> {
        let Some(feed) = self.store.feed(&secrets::hash(secret.as_bytes())).await? else {
            return Ok(None);
        };
        let person = self.store.person(feed.person).await?;
        let is_active = person.filter(|p| p.state == PersonState::Active && p.kind == PersonKind::Person);
        let Some(person) = is_active else {
            return Ok(None);
        };
        let rows = self.store.appointments_of(person.id).await?;
        let actor = Actor {
            person: person.id,
            uid: person.uid,
            name: person.name,
            language: person.language,
            held: held(&rows),
            by: By::Feed,
        };
        Ok(Some(actor).filter(|actor| actor.is_appointed(here)))
    }
}

impl PeopleService<'_> {
    /// When the address of one's own calendar was made, UTC milliseconds; `None` without one.
    pub async fn feed_made(&self) -> Result<Option<i64>, Fault> {
        let feed = self.store.feed_of(self.actor.person).await?;
        Ok(feed.map(|feed| feed.created))
    }

    /// Makes the address of one's own calendar and returns its secret of 256 bits, shown only this once. An earlier address
    /// opens nothing from then on.
    ///
    /// # Errors
    /// [`FeedError::NotFound`] unless a signed-in person asks.
    pub async fn make_feed(&self) -> Result<String, FeedError> {
        if !self.actor.is_signed_in() {
            return Err(FeedError::NotFound);
        }
        let secret = secrets::token()?;
        let batch = self
            .batch_without_rules()
            .set_feed(self.actor.person, &secrets::hash(secret.as_bytes()))
            .log(0, "people.make-feed", self.actor.uid, "{}");
        self.store.write(batch).await?;
        Ok(secret)
    }

    /// Revokes one's own calendar: its address opens nothing any more.
    ///
    /// # Errors
    /// [`FeedError::NotFound`] when there is none, or unless a signed-in person asks.
    pub async fn revoke_feed(&self) -> Result<(), FeedError> {
        if !self.actor.is_signed_in() {
            return Err(FeedError::NotFound);
        }
        let batch = self.batch_without_rules().revoke_feed(self.actor.person).log(
            0,
            "people.revoke-feed",
            self.actor.uid,
            "{}",
        );
        match self.store.write(batch).await {
            Err(WriteError::Stale) => Err(FeedError::NotFound),
            done => Ok(done?),
        }
    }
}
