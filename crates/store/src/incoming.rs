//! The register of incoming papers of a unit, and the scans of its papers.

use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// A line of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingRow {
    /// Permanent id.
    pub id: Uuid,
    /// Unit that keeps the register.
    pub unit: UnitId,
    /// Year.
    pub year: i32,
    /// Number on arrival.
    pub number: u32,
    /// Day of arrival.
    pub day: Day,
    /// Who issued the paper.
    pub author: String,
    /// Its number and sign; empty where it bears none.
    pub sign: String,
    /// The day that it bears.
    pub paper_day: Option<Day>,
    /// Code of its kind.
    pub kind: String,
    /// What it is about.
    pub summary: String,
    /// Who deals with it; empty before somebody was named.
    pub receiver: String,
    /// Last day on which it is dealt with in time.
    pub due: Option<Day>,
    /// Day on which it was dealt with.
    pub done: Option<Day>,
    /// Whether the line was struck.
    pub is_struck: bool,
    /// Why it was struck.
    pub note: String,
    /// Changes since it was entered.
    pub edit_count: i64,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Who entered it.
    pub person: i64,
}

columns!(IncomingRow of incoming i:
    id, unit, year, number, day, author, sign, paper_day, kind, summary, receiver, due, done, is_struck = state, note,
    edit_count = touched, at, person);

/// A scan without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanRow {
    /// The line of the register.
    pub id: Uuid,
    /// End of its name: pdf, jpg, png.
    pub kind: String,
    /// Digest of the bytes, hex.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Who added it.
    pub person: i64,
}

columns!(ScanRow of incoming_scan c: id, kind, sha256, size, at, person);

const INCOMING: &str = IncomingRow::COLUMNS;
const SCAN: &str = ScanRow::COLUMNS;

/// Which lines of a year are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomingFilter {
    /// All of them.
    All,
    /// Those that wait to be dealt with.
    Open,
    /// Those that should have been dealt with before this day.
    LateOn(Day),
}

/// Where a page of the register begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomingPlace {
    /// With the newest number.
    Newest,
    /// With the number below this one.
    Below(u32),
    /// So that it ends with the number above this one.
    Above(u32),
}

impl Store {
    /// Lines of a unit's register of a year, the newest number first, at most `most`.
    pub async fn incoming(
        &self,
        (unit, year): (UnitId, i32),
        filter: IncomingFilter,
        place: IncomingPlace,
        most: usize,
    ) -> Result<Vec<IncomingRow>, StoreError> {
        let only = match filter {
            IncomingFilter::All => String::new(),
            IncomingFilter::Open => " AND i.state = 0 AND i.done IS NULL".to_owned(),
            IncomingFilter::LateOn(day) => {
                format!(" AND i.state = 0 AND i.done IS NULL AND i.due < {}", day.number())
            }
        };
        let (from, order) = match place {
            IncomingPlace::Newest => (String::new(), "DESC"),
            IncomingPlace::Below(number) => (format!(" AND i.number < {number}"), "DESC"),
            IncomingPlace::Above(number) => (format!(" AND i.number > {number}"), "ASC"),
        };
        let mut rows: Vec<IncomingRow> = self
            .all(
                format!(
                    "SELECT {INCOMING} FROM incoming i WHERE i.unit = $1 AND i.year = $2{only}{from} \
                     ORDER BY i.number {order} LIMIT {most}"
                ),
                crate::args![unit, year],
            )
            .await?;
        if order == "ASC" {
            rows.reverse();
        }
        Ok(rows)
    }

    /// Lines of a unit, of whatever year, that wait to be dealt with by a day, the earliest day first, at most `most`.
    pub async fn incoming_due(&self, unit: UnitId, most: usize) -> Result<Vec<IncomingRow>, StoreError> {
        self.all(
            format!(
                "SELECT {INCOMING} FROM incoming i WHERE i.unit = $1 AND i.state = 0 AND i.done IS NULL \
                 AND i.due IS NOT NULL ORDER BY i.due, i.year, i.number LIMIT {most}"
            ),
            crate::args![unit],
        )
        .await
    }

    /// The last line of a unit's register of a year, struck or not.
    pub async fn last_incoming(&self, unit: UnitId, year: i32) -> Result<Option<IncomingRow>, StoreError> {
        self.first(
            format!(
                "SELECT {INCOMING} FROM incoming i WHERE i.unit = $1 AND i.year = $2 ORDER BY i.number DESC LIMIT 1"
            ),
            crate::args![unit, year],
        )
        .await
    }

    /// A line.
    pub async fn incoming_paper(&self, id: Uuid) -> Result<Option<IncomingRow>, StoreError> {
        self.first(
            format!("SELECT {INCOMING} FROM incoming i WHERE i.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// The scan of a line, without its bytes.
    pub async fn incoming_scan(&self, id: Uuid) -> Result<Option<ScanRow>, StoreError> {
        self.first(
            format!("SELECT {SCAN} FROM incoming_scan c WHERE c.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// The bytes of a scan.
    pub async fn incoming_scan_bytes(&self, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(Vec<u8>,)> = self
            .first("SELECT data FROM incoming_scan WHERE id = $1", crate::args![id])
            .await?;
        Ok(row.map(|(bytes,)| bytes))
    }
}

impl Batch {
    /// Enters a paper. A number or an id that is taken refuses the whole batch.
    pub fn incoming(self, of: &IncomingRow) -> Batch {
        self.run(
            "INSERT INTO incoming (id, unit, year, number, day, author, sign, paper_day, kind, summary, receiver, due, done, state, \
             note, touched, at, person) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)",
            crate::args![
                of.id,
                of.unit,
                of.year,
                of.number,
                of.day,
                of.author.as_str(),
                of.sign.as_str(),
                of.paper_day,
                of.kind.as_str(),
                of.summary.as_str(),
                of.receiver.as_str(),
                of.due,
                of.done,
                i32::from(of.is_struck),
                of.note.as_str(),
                of.edit_count,
                of.at,
                of.person
            ],
        )
    }

    /// Changes who deals with a paper, by when, and whether it was. Refused as stale when somebody else changed the line
    /// meanwhile, or struck it.
    pub fn incoming_handling(self, of: &IncomingRow) -> Batch {
        self.run(
            "UPDATE incoming SET receiver = $1, due = $2, done = $3, touched = touched + 1 \
             WHERE id = $4 AND touched = $5 AND state = 0",
            crate::args![of.receiver.as_str(), of.due, of.done, of.id, of.edit_count],
        )
        .expect(1)
    }

    /// Strikes a line with its reason; its number is never given again. Refused as stale like any change of it.
    pub fn strike_incoming(self, of: &IncomingRow, note: &str) -> Batch {
        self.run(
            "UPDATE incoming SET state = 1, note = $1, touched = touched + 1 WHERE id = $2 AND touched = $3 AND state = 0",
            crate::args![note, of.id, of.edit_count],
        )
        .expect(1)
    }

    /// Strikes a line that should not be there and deletes what it tells, its scan included: only number and day of
    /// arrival remain. Also for one that was struck before; refused as stale like any change of it.
    pub fn empty_incoming(self, of: &IncomingRow) -> Batch {
        self.run(
            "UPDATE incoming SET state = 1, note = '', author = '', sign = '', paper_day = NULL, kind = '', summary = '', \
             receiver = '', due = NULL, done = NULL, touched = touched + 1 WHERE id = $1 AND touched = $2",
            crate::args![of.id, of.edit_count],
        )
        .expect(1)
        .run("DELETE FROM incoming_scan WHERE id = $1", crate::args![of.id])
    }

    /// Adds the scan of a line. One that is there refuses the whole batch.
    pub fn new_incoming_scan(self, of: &ScanRow, data: &[u8]) -> Batch {
        self.run(
            "INSERT INTO incoming_scan (id, kind, sha256, size, data, at, person) VALUES ($1,$2,$3,$4,$5,$6,$7)",
            crate::args![of.id, of.kind.as_str(), of.sha256.as_str(), of.size, data, of.at, of.person],
        )
    }

    /// Deletes the scan of a line; refused as stale when there is none.
    pub fn remove_incoming_scan(self, id: Uuid) -> Batch {
        self.run("DELETE FROM incoming_scan WHERE id = $1", crate::args![id])
            .expect(1)
    }
}
