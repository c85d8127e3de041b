//! Whole levels of a stock: what was stated, what each statement should post, and whether the ledger agrees.

use crate::args::{Arg, Args, padded};
use crate::batch::{Batch, PostingWrite, WriteError};
use crate::db::{Conn, Row, Store, StoreError};
use crate::entries::{PLACES, POSTING, PostingRow, is_same_in_sum};
use crate::rows::{As, columns};
use dienhong_domain::amount::Bound;
use dienhong_domain::time::Day;
use dienhong_domain::units::{ConnectedUnits, LevelLine, Stated, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// The postings of each entry for the levels of one measure.
pub(crate) type Lines = BTreeMap<Uuid, Vec<PostingWrite>>;

/// Which units' levels depend on one another. A level stated by a home covers every unit in it (`All`); while the home
/// states none, only the units tied by successions matter (`Units`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Units,
    All,
}

/// A source of rows: the writer's connection, or the store's readers.
pub(crate) trait Reads {
    type Error;
    async fn rows<T: Row>(&mut self, sql: String, args: Args) -> Result<Vec<T>, Self::Error>;
}

impl Reads for Conn {
    type Error = sqlx::Error;
    async fn rows<T: Row>(&mut self, sql: String, args: Args) -> Result<Vec<T>, sqlx::Error> {
        self.all(sql.into(), args).await
    }
}

impl Reads for &Store {
    type Error = StoreError;
    async fn rows<T: Row>(&mut self, sql: String, args: Args) -> Result<Vec<T>, StoreError> {
        self.all(sql, args).await
    }
}

/// An entry whose postings differ from what its level requires, given the levels of all connected units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Astray {
    /// Entry.
    pub entry: Uuid,
    /// Measure.
    pub measure: i32,
}

impl Store {
    /// Homes in which levels are stated.
    pub async fn level_homes(&self) -> Result<Vec<i32>, StoreError> {
        let sql = "SELECT DISTINCT home FROM level ORDER BY home";
        let rows: Vec<(As<i32>,)> = self.all(sql, vec![]).await?;
        Ok(rows.into_iter().map(|(As(home),)| home).collect())
    }

    /// Finds entries of connected units whose postings differ from what their levels require. A write may commit
    /// between the reads, so only what differs twice is returned.
    pub async fn levels_astray(&self, connected: &ConnectedUnits) -> Result<Vec<Astray>, StoreError> {
        let mut found = self.astray(connected).await?;
        if !found.is_empty() {
            let again = self.astray(connected).await?;
            found.retain(|it| again.contains(it));
        }
        Ok(found)
    }

    async fn astray(&self, connected: &ConnectedUnits) -> Result<Vec<Astray>, StoreError> {
        let mut from = self;
        let mut found = Vec::new();
        for measure in measures_of(&mut from, &connected.all).await? {
            for (entry, wanted) in lines(&mut from, connected, measure, Reach::All).await? {
                let posted = posted(&mut from, entry, measure).await?;
                if !is_same_in_sum(&posted, &wanted) {
                    found.push(Astray { entry, measure });
                }
            }
        }
        Ok(found)
    }

    /// Posts the differences between what the levels of connected units require and what is posted. Existing postings
    /// stay; `count` goes into the change log.
    pub async fn mend_levels(
        &self,
        connected: ConnectedUnits,
        count: usize,
        at: i64,
    ) -> Result<(), WriteError> {
        let connected = Arc::new(connected);
        let batch = Batch::new(0, at)
            .restate_levels(connected.clone(), connected)
            .restate_all_levels();
        let detail = serde_json::json!({ "levels": count }).to_string();
        self.write(batch.log(0, "ledger.mend", Uuid::nil(), detail)).await
    }
}

pub(crate) async fn measures_of<R: Reads>(
    from: &mut R,
    units: &BTreeSet<UnitId>,
) -> Result<Vec<i32>, R::Error> {
    let mut found = Vec::new();
    for (places, args) in lists(units, 0) {
        let sql = format!("SELECT DISTINCT measure FROM level WHERE unit IN ({places})");
        let rows: Vec<(As<i32>,)> = from.rows(sql, args).await?;
        found.extend(rows.into_iter().map(|(As(measure),)| measure));
    }
    Ok(found)
}

pub(crate) async fn reach<R: Reads>(
    from: &mut R,
    connected: &ConnectedUnits,
    measure: i32,
) -> Result<Reach, R::Error> {
    let at_home = stated(from, &connected.homes, measure).await?;
    Ok(if at_home.is_empty() {
        Reach::Units
    } else {
        Reach::All
    })
}

/// The postings of every entry of connected units for a measure.
pub(crate) async fn lines<R: Reads>(
    from: &mut R,
    connected: &ConnectedUnits,
    measure: i32,
    reach: Reach,
) -> Result<Lines, R::Error> {
    let units = match reach {
        Reach::Units => &connected.units,
        Reach::All => &connected.all,
    };
    let stated = stated(from, units, measure).await?;
    let days: BTreeMap<Uuid, Day> = stated.iter().map(|s| (s.entry, s.day)).collect();
    let posting = |entry: &Uuid, line: LevelLine| PostingWrite {
        home: line.home,
        day: days[entry],
        unit: line.unit,
        measure,
        amount: line.amount,
        bound: line.bound,
        w: line.w,
    };
    let of_entry = |(entry, lines): (Uuid, Vec<LevelLine>)| {
        let lines = lines.into_iter().map(|line| posting(&entry, line)).collect();
        (entry, lines)
    };
    Ok(connected.lines(&stated).into_iter().map(of_entry).collect())
}

struct LevelRow {
    entry: Uuid,
    unit: UnitId,
    home: UnitId,
    day: Day,
    amount: i64,
    bound: Bound,
}

columns!(LevelRow of level l: entry, unit, home, day, amount, bound);

async fn stated<R: Reads>(
    from: &mut R,
    units: &BTreeSet<UnitId>,
    measure: i32,
) -> Result<Vec<Stated>, R::Error> {
    let mut found = Vec::new();
    for (places, mut args) in lists(units, 1) {
        let sql = format!(
            "SELECT {} FROM level l WHERE l.measure = $1 AND l.unit IN ({places})",
            LevelRow::COLUMNS
        );
        args.insert(0, Arg::from(measure));
        let rows: Vec<LevelRow> = from.rows(sql, args).await?;
        found.extend(rows.into_iter().map(|row| Stated {
            entry: row.entry,
            unit: row.unit,
            home: row.home,
            day: row.day,
            amount: row.amount,
            bound: row.bound,
        }));
    }
    Ok(found)
}

/// Placeholders and arguments for units, at most 128 a statement: both engines limit the number of arguments.
fn lists(units: &BTreeSet<UnitId>, before: usize) -> Vec<(String, Vec<Arg>)> {
    let units: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    units.chunks(128).map(|units| padded(units, before)).collect()
}

/// The postings of an entry for a measure, in the order in which they were made.
pub(crate) async fn posted<R: Reads>(
    from: &mut R,
    entry: Uuid,
    measure: i32,
) -> Result<Vec<PostingWrite>, R::Error> {
    let sql = format!(
        "SELECT {POSTING} FROM ({PLACES}) r CROSS JOIN posting p \
         WHERE p.home = r.home AND p.day = r.day AND p.source = $1 AND p.measure = $2 ORDER BY p.rev, p.line"
    );
    let rows: Vec<PostingRow> = from.rows(sql, crate::args![entry, measure]).await?;
    Ok(rows.iter().map(PostingWrite::from).collect())
}
