//! Installations whose bundles are taken.

use crate::batch::Batch;
use crate::db::{Store, StoreError};
use uuid::Uuid;

/// An installation that was introduced by its card.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PeerRow {
    /// Permanent id of its book.
    pub book: Uuid,
    /// The unit for which it speaks.
    pub unit: i64,
    /// That unit's name, as its card had it.
    pub name: String,
    /// Its public key.
    pub public_key: Vec<u8>,
    /// Moment, UTC milliseconds.
    pub added_at: i64,
    /// Person.
    pub added_by: i64,
    /// When it was trusted no more.
    pub ended_at: Option<i64>,
}

const COLUMNS: &str = "book, CAST(unit AS BIGINT) AS unit, name, public_key, added_at, added_by, ended_at";

impl Store {
    /// All installations ever introduced, the newest first.
    pub async fn peers(&self) -> Result<Vec<PeerRow>, StoreError> {
        self.all(
            format!("SELECT {COLUMNS} FROM peer ORDER BY added_at DESC, book"),
            vec![],
        )
        .await
    }

    /// One of them.
    pub async fn peer(&self, book: Uuid) -> Result<Option<PeerRow>, StoreError> {
        self.first(
            format!("SELECT {COLUMNS} FROM peer WHERE book = $1"),
            crate::args![book],
        )
        .await
    }
}

impl Batch {
    /// Takes an installation in, or one that was ended again, with the key of its new card.
    pub fn peer(self, of: &PeerRow) -> Batch {
        self.run(
            "INSERT INTO peer (book, unit, name, public_key, added_at, added_by, ended_at) VALUES ($1,$2,$3,$4,$5,$6,NULL) \
             ON CONFLICT (book) DO UPDATE SET unit = excluded.unit, name = excluded.name, public_key = excluded.public_key, \
             added_at = excluded.added_at, added_by = excluded.added_by, ended_at = NULL",
            crate::args![
                of.book,
                of.unit,
                of.name.as_str(),
                of.public_key.clone(),
                of.added_at,
                of.added_by
            ],
        )
    }

    /// Trusts an installation no more.
    pub fn end_peer(self, book: Uuid, at: i64) -> Batch {
        self.run(
            "UPDATE peer SET ended_at = $1 WHERE book = $2 AND ended_at IS NULL",
            crate::args![at, book],
        )
        .expect(1)
    }
}
