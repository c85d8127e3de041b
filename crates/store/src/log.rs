//! The change log: one chain of hashes over all acts. It names ids, never names of persons or contents.

use crate::args::{Arg, Args, list, values};
use crate::batch::{Batch, EntryWrite, LogLine};
use crate::db::{Conn, Store, StoreError};
use crate::rows::columns;
use crate::writer::Insert;
use dienhong_domain::units::UnitId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) const INSERT: Insert = Insert {
    head: "INSERT INTO log (seq, at, author, home, act, about, detail, hash)",
    tail: "",
    columns: 8,
};

/// The head of the chain while a group is written.
#[derive(Clone)]
pub(crate) struct Chain {
    seq: i64,
    hash: Vec<u8>,
}

/// Place, hash and generation as read; all empty in a new book.
type Head = (Option<i64>, Option<Vec<u8>>, Option<String>);

impl Chain {
    /// Begins a write transaction and, in the same round trip, reads the head of the chain and the generation of map
    /// and packs (`None` in a new book).
    pub(crate) async fn begin(conn: &mut Conn) -> Result<(Chain, Option<i64>), sqlx::Error> {
        let sql = "SELECT l.seq, l.hash, s.value FROM (SELECT 1 AS one) o \
                   LEFT JOIN (SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1) l ON TRUE \
                   LEFT JOIN setting s ON s.key = 'generation'";
        let sql = match conn {
            Conn::Sqlite(_) => format!("BEGIN IMMEDIATE;{sql}").into(),
            Conn::Postgres(_) => {
                // Several processes may write: one at a time, so that there is one chain and no deadlock.
                conn.simple("BEGIN;SELECT pg_advisory_xact_lock(1284)").await?;
                sql.into()
            }
        };
        let rows: Vec<Head> = conn.all(sql, vec![]).await?;
        let (seq, hash, generation) = rows.into_iter().next().unwrap_or_default();
        let chain = Chain {
            seq: seq.unwrap_or(0),
            hash: hash.unwrap_or_else(|| vec![0; 32]),
        };
        Ok((chain, generation.and_then(|g| g.parse().ok())))
    }

    /// The place of the last line.
    pub(crate) fn last(&self) -> i64 {
        self.seq
    }

    pub(crate) fn line(&mut self, batch: &Batch, line: &LogLine) -> Vec<Arg> {
        let when = line.when.unwrap_or((batch.at, batch.author));
        self.add(when, line.home, &line.act, line.about, &line.detail)
    }

    pub(crate) fn entry(&mut self, batch: &Batch, entry: &EntryWrite, detail: &str) -> Vec<Arg> {
        self.add(
            (batch.at, batch.author),
            entry.home.0,
            "entries.write",
            entry.id,
            detail,
        )
    }

    fn add(&mut self, (at, author): (i64, i64), home: i32, act: &str, about: Uuid, detail: &str) -> Vec<Arg> {
        self.seq += 1;
        self.hash = link(&self.hash, self.seq, at, author, home, act, about, detail);
        crate::args![
            self.seq,
            at,
            author,
            home,
            act,
            about,
            detail,
            self.hash.as_slice()
        ]
    }
}

#[expect(clippy::too_many_arguments, reason = "the columns of a log row, each once")]
fn link(
    before: &[u8],
    seq: i64,
    at: i64,
    author: i64,
    home: i32,
    act: &str,
    about: Uuid,
    detail: &str,
) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    for number in [seq, at, author, i64::from(home)] {
        hash.update(number.to_be_bytes());
    }
    hash.update(about.as_bytes());
    for text in [act, detail] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.finalize().to_vec()
}

/// What the line of a revision says beside its entry. Other processes follow it: `posts` is the number of its own
/// postings, `levels` names the measures whose levels were restated with it, which posts for other entries too.
pub(crate) fn entry_detail(entry: &EntryWrite, restated: &[i32]) -> String {
    let mut detail = serde_json::json!({
        "rev": entry.rev,
        "state": entry.state.number(),
        "digest": entry.digest,
        "posts": entry.postings.len(),
    });
    if !restated.is_empty() {
        detail["levels"] = restated.into();
    }
    detail.to_string()
}

/// A line of the change log as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// Moment in UTC milliseconds.
    pub at: i64,
    /// Person; 0 is the program.
    pub author: i64,
    /// Unit; 0 is the installation.
    pub home: UnitId,
    /// What was done.
    pub act: String,
    /// To what.
    pub about: Uuid,
    /// Short JSON.
    pub detail: String,
    /// Hash over this line and all before it.
    pub hash: Vec<u8>,
}

columns!(LogRow of log l: seq, at, author, home, act, about, detail, hash);

/// What the check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainCheck {
    /// Every line fits the one before.
    Whole {
        /// Number of lines.
        lines: i64,
        /// Hash of the last line, in hexadecimal.
        head: String,
    },
    /// This line does not fit.
    Broken {
        /// Its place.
        seq: i64,
    },
}

const COLUMNS: &str = LogRow::COLUMNS;

impl Store {
    /// Reads the log newest first: of some homes (or of all, when `homes` is `None`), before a place in the chain.
    pub async fn log(
        &self,
        homes: Option<&[i32]>,
        before: i64,
        most: i64,
    ) -> Result<Vec<LogRow>, StoreError> {
        let filter = match homes {
            None => String::new(),
            Some(homes) => format!("AND home IN ({})", list(homes)),
        };
        let sql = format!("SELECT {COLUMNS} FROM log l WHERE seq < $1 {filter} ORDER BY seq DESC LIMIT $2");
        self.all(sql, crate::args![before, most]).await
    }

    /// The place of the last line of some homes, 0 where there is none.
    pub async fn last_line_of(&self, homes: &[i32]) -> Result<i64, StoreError> {
        // Each home is sought by itself at the end of its lines.
        let sql = format!(
            "WITH h (home) AS (VALUES {}) SELECT COALESCE(MAX((SELECT MAX(l.seq) FROM log l WHERE l.home = h.home)), 0) FROM h",
            values(homes)
        );
        self.number(sql, Args::new()).await
    }

    /// Log lines from one place in the chain up to another, which is not counted.
    pub async fn log_between(&self, first: i64, before: i64) -> Result<Vec<LogRow>, StoreError> {
        self.all(
            format!("SELECT {COLUMNS} FROM log l WHERE seq >= $1 AND seq < $2 ORDER BY seq"),
            crate::args![first, before],
        )
        .await
    }

    /// Log lines about one thing, oldest first.
    pub async fn log_about(&self, about: Uuid) -> Result<Vec<LogRow>, StoreError> {
        self.all(
            format!("SELECT {COLUMNS} FROM log l WHERE about = $1 ORDER BY seq"),
            crate::args![about],
        )
        .await
    }

    /// Checks the whole chain.
    pub async fn verify_log(&self) -> Result<ChainCheck, StoreError> {
        let mut hash = vec![0; 32];
        let mut seq = 0;
        loop {
            let sql = format!("SELECT {COLUMNS} FROM log l WHERE seq > $1 ORDER BY seq LIMIT 5000");
            let rows: Vec<LogRow> = self.all(sql, crate::args![seq]).await?;
            if rows.is_empty() {
                return Ok(ChainCheck::Whole {
                    lines: seq,
                    head: hex::encode(hash),
                });
            }
            for row in rows {
                let fits = link(
                    &hash,
                    row.seq,
                    row.at,
                    row.author,
                    row.home.0,
                    &row.act,
                    row.about,
                    &row.detail,
                );
                if row.seq != seq + 1 || fits != row.hash {
                    return Ok(ChainCheck::Broken { seq: row.seq });
                }
                seq = row.seq;
                hash = row.hash;
            }
        }
    }
}
