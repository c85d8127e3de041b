//! Installations whose bundles are accepted.

use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// An installation that was introduced by its card.
#[derive(Clone, Debug)]
pub struct PeerRow {
    /// Permanent id of its book.
    pub book: Uuid,
    /// The unit for which it speaks.
    pub unit: UnitId,
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
    /// Where it is reached over the network; empty when only by files.
    pub address: String,
}

columns!(PeerRow of peer p: book, unit, name, public_key, added_at, added_by, ended_at, address);

/// A bundle that came over the network.
#[derive(Clone, Debug)]
pub struct LetterRow {
    /// Permanent id, from its content.
    pub id: Uuid,
    /// The book that sent it.
    pub book: Uuid,
    /// Moment, UTC milliseconds.
    pub came_at: i64,
}

columns!(LetterRow of letter l: id, book, came_at);

/// State of a letter, a bundle that came over the network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LetterState {
    /// Nobody decided yet.
    Waits = 1,
    /// It was imported.
    Taken = 2,
    /// Somebody put it aside.
    Aside = 3,
}

const COLUMNS: &str = PeerRow::COLUMNS;

impl Store {
    /// All installations ever introduced, the newest first.
    pub async fn peers(&self) -> Result<Vec<PeerRow>, StoreError> {
        self.all(
            format!("SELECT {COLUMNS} FROM peer p ORDER BY p.added_at DESC, p.book"),
            vec![],
        )
        .await
    }

    /// One of them.
    pub async fn peer(&self, book: Uuid) -> Result<Option<PeerRow>, StoreError> {
        self.first(
            format!("SELECT {COLUMNS} FROM peer p WHERE p.book = $1"),
            crate::args![book],
        )
        .await
    }
}

impl Store {
    /// Letters that wait, the oldest first.
    pub async fn letters(&self) -> Result<Vec<LetterRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM letter l WHERE l.state = {} ORDER BY l.came_at, l.id",
                LetterRow::COLUMNS,
                LetterState::Waits as i32
            ),
            vec![],
        )
        .await
    }

    /// The content of a letter that waits.
    pub async fn letter(&self, id: Uuid) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = self
            .first(
                format!(
                    "SELECT content FROM letter WHERE id = $1 AND state = {}",
                    LetterState::Waits as i32
                ),
                crate::args![id],
            )
            .await?;
        Ok(found.map(|(content,)| content))
    }

    /// Whether a letter ever came.
    pub async fn has_letter(&self, id: Uuid) -> Result<bool, StoreError> {
        Ok(self
            .number(
                "SELECT COUNT(*) FROM letter WHERE id = $1".to_owned(),
                crate::args![id],
            )
            .await?
            > 0)
    }

    /// How many letters of a book wait.
    pub async fn letters_of(&self, book: Uuid) -> Result<i64, StoreError> {
        let sql = format!(
            "SELECT COUNT(*) FROM letter WHERE book = $1 AND state = {}",
            LetterState::Waits as i32
        );
        self.number(sql, crate::args![book]).await
    }
}

impl Batch {
    /// Keeps a letter until somebody looks at it; one that came before changes nothing.
    pub fn letter(self, of: &LetterRow, content: &str) -> Batch {
        self.run(
            format!(
                "INSERT INTO letter (id, book, came_at, state, content) VALUES ($1,$2,$3,{},$4) ON CONFLICT (id) DO NOTHING",
                LetterState::Waits as i32
            ),
            crate::args![of.id, of.book, of.came_at, content],
        )
    }

    /// Says what became of a letter. Its content is needed no more.
    pub fn letter_done(self, id: Uuid, state: LetterState) -> Batch {
        self.run(
            format!(
                "UPDATE letter SET state = {}, content = '' WHERE id = $1 AND state = {}",
                state as i32,
                LetterState::Waits as i32
            ),
            crate::args![id],
        )
    }

    /// Notes where an installation is reached over the network.
    pub fn peer_address(self, book: Uuid, address: &str) -> Batch {
        self.run(
            "UPDATE peer SET address = $1 WHERE book = $2 AND ended_at IS NULL",
            crate::args![address, book],
        )
        .expect(1)
    }

    /// Adds a trusted installation, or trusts one again that was ended, with the key of its new card.
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
