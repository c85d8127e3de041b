//! Moves a whole book into another one: entries, ledger, people, changes of the map, filings and log. Numbers are
//! replaced by those of the receiving database; permanent identities stay. [`compare`] proves afterwards that nothing
//! changed.

mod numbers;
mod tables;

use crate::args::{Arg, list};
use crate::batch::{Batch, WriteError};
use crate::db::{Engine, Store, StoreError};
use crate::rows::As;
use crate::units::ChangeRow;
use crate::writer::places;
use numbers::{Names, Numbers};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use tables::{Kind, Table, Value, Values};
use uuid::Uuid;

/// Most placeholders in one statement.
const PLACES: usize = 9_000;
/// Bytes of photos and files in one transaction.
const BYTES: usize = 16 << 20;

/// Why a book cannot move in.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// A database could not be read, or its data are broken; users cannot correct this.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The writer refused.
    #[error("{0}")]
    Write(#[from] WriteError),
    /// The schemas of the two books differ: their newest steps.
    #[error("the book that comes stands at step {0}, this one at {1}")]
    OtherStep(i64, i64),
    /// The two books were made with different shipped maps.
    #[error("the two books stand on different maps")]
    OtherMap,
    /// A measure of this code has another kind, unit of count or scale here.
    #[error("{0} is counted otherwise here")]
    OtherMeasure(String),
    /// The receiving book already holds this many rows for the units of the moving book.
    #[error("{0} rows of these units are here already")]
    Occupied(i64),
}

/// What was moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Tables with their rows, in the order in which they were written.
    pub rows: Vec<(&'static str, usize)>,
    /// People whose sign-in name or telephone is already in use here; they lose it and must be invited again.
    pub renamed: usize,
    /// Lines of the change log.
    pub log: usize,
}

/// The comparison of a table in both books.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Table.
    pub what: &'static str,
    /// Rows in the book that moved.
    pub there: usize,
    /// Its rows in the receiving book.
    pub here: usize,
    /// Whether every row is the same under its permanent identities.
    pub is_equal: bool,
}

/// Moves a book in, in one batch except for photos and files. `at` is the moment, UTC milliseconds.
pub async fn move_in(from: &Store, into: &Store, at: i64) -> Result<Moved, MoveError> {
    let (numbers, mut batch) = Numbers::make(from, into, at).await?;
    free(from, into, &numbers).await?;
    let mut moved = Moved {
        rows: Vec::new(),
        renamed: numbers.renamed,
        log: 0,
    };
    // Files go first, in transactions of their own: they are large, unreferenced until their entries are written, and
    // writing them twice changes nothing.
    moved.rows.push(("attachment_data", files(from, into, at).await?));
    for table in tables::ALL.iter().filter(|t| !t.is_file) {
        let rows = read(from, table, "").await?;
        moved.rows.push((table.name, rows.len()));
        let rows: Vec<Vec<Arg>> = rows.into_iter().map(|row| numbers.row(table, row)).collect();
        batch = insert(batch, into, table, rows);
    }
    let changes = from.unit_changes().await?;
    moved.rows.push(("unit_change", changes.len()));
    batch = numbers.changes(batch, changes);
    let lines = from.log_between(0, i64::MAX).await?;
    moved.log = lines.len();
    let head = lines.last().map_or_else(String::new, |l| hex::encode(&l.hash));
    for line in &lines {
        batch = batch.log_again(
            line.at,
            numbers.person(line.author),
            (
                numbers.unit(line.home.0.into()) as i32,
                &line.act,
                line.about,
                &line.detail,
            ),
        );
    }
    let detail = serde_json::json!({ "lines": lines.len(), "head": head }).to_string();
    batch = batch
        .run(
            "UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = 'generation'",
            vec![],
        )
        .log(0, MARK, book_of(from).await?, detail);
    into.write(batch).await?;
    Ok(moved)
}

/// The line of the change log that closes the lines of a book that moved in.
const MARK: &str = "book.moved-in";

async fn book_of(store: &Store) -> Result<Uuid, StoreError> {
    let kept = store.setting("book").await?;
    kept.and_then(|id| Uuid::parse_str(&id).ok())
        .ok_or_else(|| StoreError::Broken("the book has no id".to_owned()))
}

/// Refuses if the receiving book already has records for the units of the moving book.
async fn free(from: &Store, into: &Store, numbers: &Numbers) -> Result<(), MoveError> {
    let (homes, units) = (places_of(from, HOMES).await?, places_of(from, UNITS).await?);
    let here = |all: &BTreeSet<i64>| -> Vec<i32> { all.iter().map(|u| numbers.unit(*u) as i32).collect() };
    let (homes, units) = (list(&here(&homes)), list(&here(&units)));
    let mut there = 0;
    for table in ["entry", "posting", "level", "unit_change"] {
        there += into
            .number(
                format!("SELECT COUNT(*) FROM {table} WHERE home IN ({homes})"),
                vec![],
            )
            .await?;
    }
    there += into
        .number(
            format!(
                "SELECT (SELECT COUNT(*) FROM filing WHERE unit IN ({units})) + (SELECT COUNT(*) FROM report WHERE unit IN ({units})) \
                 + (SELECT COUNT(*) FROM issuer WHERE unit IN ({units})) + (SELECT COUNT(*) FROM incoming WHERE unit IN ({units}))"
            ),
            vec![],
        )
        .await?;
    match there {
        0 => Ok(()),
        there => Err(MoveError::Occupied(there)),
    }
}

const HOMES: &str = "SELECT home FROM entry UNION SELECT home FROM posting UNION SELECT home FROM level \
     UNION SELECT home FROM unit_change";
const UNITS: &str = "SELECT unit FROM filing UNION SELECT unit FROM claim UNION SELECT unit FROM report \
     UNION SELECT unit FROM issuer UNION SELECT unit FROM incoming";

async fn places_of(store: &Store, sql: &'static str) -> Result<BTreeSet<i64>, StoreError> {
    let rows: Vec<(As<i64>,)> = store.all(sql, vec![]).await?;
    Ok(rows.into_iter().map(|(As(unit),)| unit).collect())
}

async fn read(store: &Store, table: &Table, only: &str) -> Result<Vec<Vec<Value>>, StoreError> {
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let sql = format!("SELECT {} FROM {}{only}", columns.join(", "), table.name);
    let rows: Vec<Values> = store.all(sql, vec![]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

fn insert(mut batch: Batch, into: &Store, table: &Table, rows: Vec<Vec<Arg>>) -> Batch {
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let is_postgres = into.engine() == Engine::Postgres;
    for chunk in rows.chunks((PLACES / columns.len()).max(1)) {
        let sql = format!(
            "INSERT INTO {} ({}) VALUES {}{}",
            table.name,
            columns.join(", "),
            places(is_postgres, chunk.len(), columns.len()),
            if table.is_file {
                " ON CONFLICT (id) DO NOTHING"
            } else {
                ""
            },
        );
        batch = match table.is_ledger() {
            true => batch.run_on_ledger(sql, chunk.concat()),
            false => batch.run(sql, chunk.concat()),
        };
    }
    batch
}

/// Copies photos and files, about [`BYTES`] a transaction.
async fn files(from: &Store, into: &Store, at: i64) -> Result<usize, MoveError> {
    let table = &tables::FILES;
    let ids: Vec<(Uuid, i64)> = from
        .all(
            "SELECT d.id, COALESCE(MAX(a.size), 0) FROM attachment_data d LEFT JOIN attachment a ON a.id = d.id GROUP BY d.id ORDER BY d.id",
            vec![],
        )
        .await?;
    let mut part: Vec<Vec<Arg>> = Vec::new();
    let mut bytes = 0;
    for (id, size) in &ids {
        let sql = format!("SELECT id, data, thumb FROM {} WHERE id = $1", table.name);
        let row: Option<Values> = from.first(sql, crate::args![*id]).await?;
        part.extend(row.map(|row| table.args(row.0, |_, value| value)));
        bytes += usize::try_from(*size).unwrap_or(BYTES);
        if bytes >= BYTES {
            into.write(insert(Batch::new(0, at), into, table, std::mem::take(&mut part)))
                .await?;
            bytes = 0;
        }
    }
    if !part.is_empty() {
        into.write(insert(Batch::new(0, at), into, table, part)).await?;
    }
    Ok(ids.len())
}

/// Compares a book with its copy in another one, table by table. Numbers are replaced by permanent identities.
pub async fn compare(from: &Store, into: &Store) -> Result<Vec<Compared>, MoveError> {
    let (there, here) = (Names::read(from).await?, Names::read(into).await?);
    let numbered = |all: &BTreeSet<i64>| -> Vec<i32> {
        let found = all.iter().filter_map(|unit| here.unit_of(there.unit(*unit)));
        found.map(|unit| unit as i32).collect()
    };
    let homes = list(&numbered(&places_of(from, HOMES).await?));
    let units = list(&numbered(&places_of(from, UNITS).await?));
    let people: Vec<i32> = there
        .people()
        .filter_map(|uid| here.person_of(uid))
        .map(|person| person as i32)
        .collect();
    let people = list(&people);
    let mut all = Vec::new();
    for table in tables::ALL {
        let only = table
            .only
            .replace("{homes}", &homes)
            .replace("{units}", &units)
            .replace("{people}", &people);
        let one = digests(read(from, table, "").await?, table, &there);
        let other = digests(read(into, table, &only).await?, table, &here);
        all.push(Compared {
            what: table.name,
            there: one.len(),
            here: other.len(),
            is_equal: one == other,
        });
    }
    all.push(changes(from, into, &there, &here).await?);
    all.push(log(from, into, &there, &here).await?);
    Ok(all)
}

/// One digest per row, sorted by digest.
fn digests(rows: Vec<Vec<Value>>, table: &Table, names: &Names) -> Vec<[u8; 32]> {
    let mut all: Vec<[u8; 32]> = rows
        .iter()
        .map(|row| {
            let mut hash = Sha256::new();
            for ((_, kind), value) in table.columns.iter().zip(row) {
                if !matches!(kind, Kind::Door | Kind::Place) {
                    names.feed(&mut hash, *kind, value);
                }
            }
            hash.finalize().into()
        })
        .collect();
    all.sort_unstable();
    all
}

async fn changes(from: &Store, into: &Store, there: &Names, here: &Names) -> Result<Compared, MoveError> {
    let one = from.unit_changes().await?;
    let mut other = into.unit_changes().await?;
    other.retain(|row| one.iter().any(|own| own.change.id == row.change.id));
    let is_same = |(own, row): (&ChangeRow, &ChangeRow)| {
        let undone = |names: &Names, row: &ChangeRow| {
            let of = row.undone.clone();
            of.map(|(at, who, why)| (at, names.person(who), why))
        };
        *own.change == there.change(here, &row.change)
            && there.unit(own.home.0.into()) == here.unit(row.home.0.into())
            && own.at == row.at
            && there.person(own.author) == here.person(row.author)
            && undone(there, own) == undone(here, row)
    };
    let is_equal = one.len() == other.len() && one.iter().zip(&other).all(is_same);
    Ok(Compared {
        what: "unit_change",
        there: one.len(),
        here: other.len(),
        is_equal,
    })
}

/// Compares the moved lines of the log, which precede the line with [`MARK`] in their original order.
async fn log(from: &Store, into: &Store, there: &Names, here: &Names) -> Result<Compared, MoveError> {
    let said = |lines: Vec<crate::log::LogRow>, names: &Names| -> Vec<String> {
        let line = |l: crate::log::LogRow| {
            let (who, unit) = (names.person(l.author), names.unit(l.home.0.into()));
            format!("{} {who} {unit} {} {} {}", l.at, l.act, l.about, l.detail)
        };
        lines.into_iter().map(line).collect()
    };
    let one = said(from.log_between(0, i64::MAX).await?, there);
    let book = book_of(from).await?;
    let mark = into
        .number(
            "SELECT COALESCE(MAX(seq), 0) FROM log WHERE act = $1 AND about = $2".to_owned(),
            crate::args![MARK, book],
        )
        .await?;
    let first = mark - one.len() as i64;
    let lines = into.log_between(first, mark).await?;
    let other = said(lines, here);
    Ok(Compared {
        what: "log",
        there: one.len(),
        here: other.len(),
        is_equal: mark > 0 && one == other,
    })
}
