//! The reminder calendar of a person: only the hash of the secret in its address is kept.

use crate::rows::columns;
use crate::{Batch, Store, StoreError, args};

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    /// Whose it is.
    pub person: i64,
    /// When its address was made, UTC milliseconds.
    pub created: i64,
}

columns!(FeedRow of feed f: person, created);

impl Store {
    /// The calendar whose secret has a hash.
    pub async fn feed(&self, hash: &[u8]) -> Result<Option<FeedRow>, StoreError> {
        self.first(
            format!("SELECT {} FROM feed f WHERE f.hash = $1", FeedRow::COLUMNS),
            args![hash],
        )
        .await
    }
    /// The calendar of a person.
    pub async fn feed_of(&self, person: i64) -> Result<Option<FeedRow>, StoreError> {
        self.first(
            format!("SELECT {} FROM feed f WHERE f.person = $1", FeedRow::COLUMNS),
            args![person],
        )
        .await
    }
}

impl Batch {
    /// Makes the calendar of a person, or gives it another secret; the old one then opens nothing.
    pub fn set_feed(self, person: i64, hash: &[u8; 32]) -> Batch {
        let at = self.at;
        self.run(
            "INSERT INTO feed (person, hash, created) VALUES ($1, $2, $3) \
             ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, created = excluded.created",
            args![person, &hash[..], at],
        )
    }
    /// Revokes the calendar of a person; refused as stale when there is none.
    pub fn revoke_feed(self, person: i64) -> Batch {
        self.run("DELETE FROM feed WHERE person = $1", args![person])
            .expect(1)
    }
}
