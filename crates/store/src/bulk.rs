//! Acts on many entries at once: what each of them wrote, and what of it was undone.

use crate::args::{Args, list, padded};
use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use dienhong_domain::entries::State;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::undo::BulkKind;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// So many rows are written with one statement.
const AT_ONCE: usize = 100;

/// An act on many entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRow {
    /// Permanent id, made in the order of time.
    pub id: Uuid,
    /// What was done.
    pub kind: BulkKind,
    /// Where.
    pub unit: UnitId,
    /// The register of an import.
    pub register: Option<i32>,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person.
    pub person: i64,
    /// How many entries.
    pub size: i64,
    /// How many of them were not undone.
    pub remaining: i64,
    /// Moment of the last undoing.
    pub undone_at: Option<i64>,
    /// Who undid it last.
    pub undone_by: Option<i64>,
    /// Why; empty where no reason is asked for.
    pub why: String,
}

columns!(BulkRow of bulk b:
    id, kind, unit, register, at, person, size, remaining, undone_at, undone_by, why);

/// An entry of such an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkEntry {
    /// Entry.
    pub entry: Uuid,
    /// Its home then.
    pub home: UnitId,
    /// The revision that the act wrote.
    pub rev: i32,
    /// Its state before; `None` for an entry that the act made.
    pub was: Option<State>,
    /// Whether it was undone.
    pub undone: bool,
}

columns!(BulkEntry of bulk_entry i: entry, home, rev, was, undone);

/// Days whose figures a unit has frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrozenSpan {
    /// Unit.
    pub unit: UnitId,
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
}

columns!(FrozenSpan of filing f: unit, first, last);

/// How often figures and reports of some units were frozen so far. It only grows.
fn times_frozen(units: &[i32]) -> String {
    let units = list(units);
    format!(
        "(SELECT COUNT(*) FROM filing f WHERE f.unit IN ({units})) + \
         (SELECT COUNT(*) FROM report_version v JOIN report r ON r.id = v.report WHERE r.unit IN ({units}))"
    )
}

impl Store {
    /// An act on many entries.
    pub async fn bulk(&self, id: Uuid) -> Result<Option<BulkRow>, StoreError> {
        self.first(
            format!("SELECT {} FROM bulk b WHERE b.id = $1", BulkRow::COLUMNS),
            crate::args![id],
        )
        .await
    }

    /// Acts of a kind in a unit, the newest first, below one of them if it is given, at most `most`.
    pub async fn bulks(
        &self,
        unit: UnitId,
        kind: BulkKind,
        below: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<BulkRow>, StoreError> {
        let mut args = crate::args![unit, kind];
        let mut condition = String::new();
        if let Some(below) = below {
            args.extend(crate::args![below]);
            condition.push_str(" AND b.id < $3");
        }
        let sql = format!(
            "SELECT {} FROM bulk b WHERE b.unit = $1 AND b.kind = $2{condition} ORDER BY b.id DESC LIMIT {most}",
            BulkRow::COLUMNS
        );
        self.all(sql, args).await
    }

    /// The entries of an act, in the order of their ids, at most `most`.
    pub async fn bulk_entries(&self, id: Uuid, most: usize) -> Result<Vec<BulkEntry>, StoreError> {
        let sql = format!(
            "SELECT {} FROM bulk_entry i WHERE i.bulk = $1 ORDER BY i.entry LIMIT {most}",
            BulkEntry::COLUMNS
        );
        self.all(sql, crate::args![id]).await
    }

    /// The days that figures and reports of some units have frozen, as far as they meet a period: figures that are frozen, sent
    /// or accepted, and reports that were submitted.
    pub async fn frozen_spans(&self, units: &[i32], days: Period) -> Result<Vec<FrozenSpan>, StoreError> {
        let units = list(units);
        let sql = format!(
            "SELECT {} FROM filing f WHERE f.unit IN ({units}) AND f.first <= $2 AND f.last >= $1 AND f.state IN (0, 1, 3) \
             UNION SELECT r.unit, r.first, r.last FROM report r WHERE r.unit IN ({units}) AND r.first <= $2 AND r.last >= $1 \
             AND r.state > 0",
            FrozenSpan::COLUMNS
        );
        self.all(sql, crate::args![days.from, days.to]).await
    }

    /// How often figures and reports of some units were frozen so far, for [`Batch::bulk_undone`].
    pub async fn times_frozen(&self, units: &[i32]) -> Result<i64, StoreError> {
        self.number(format!("SELECT {}", times_frozen(units)), crate::args![])
            .await
    }
}

/// What an undoing rests on: refused as stale when it is so no more.
#[derive(Clone, Copy, Debug)]
pub struct UndoGround<'a> {
    /// Units whose figures were looked at.
    pub units: &'a [i32],
    /// How often these had been frozen then ([`Store::times_frozen`]).
    pub times_frozen: i64,
}

impl Batch {
    /// Keeps an act on many entries, with its entries.
    pub fn bulk(self, of: &BulkRow, entries: &[BulkEntry]) -> Batch {
        let mut batch = self.run(
            "INSERT INTO bulk (id, kind, unit, register, at, person, size, remaining, undone_at, undone_by, why) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)",
            crate::args![
                of.id,
                of.kind,
                of.unit,
                of.register,
                of.at,
                of.person,
                of.size,
                of.remaining,
                of.undone_at,
                of.undone_by,
                of.why.as_str()
            ],
        );
        for some in entries.chunks(AT_ONCE) {
            let mut args = Args::new();
            let mut rows = Vec::with_capacity(some.len());
            for entry in some {
                let at = args.len();
                rows.push(format!(
                    "(${},${},${},${},${},0)",
                    at + 1,
                    at + 2,
                    at + 3,
                    at + 4,
                    at + 5
                ));
                args.extend(crate::args![of.id, entry.entry, entry.home, entry.rev, entry.was]);
            }
            let sql = format!(
                "INSERT INTO bulk_entry (bulk, entry, home, rev, was, undone) VALUES {}",
                rows.join(",")
            );
            batch = batch.run(sql, args);
        }
        batch
    }

    /// Marks entries of an act as undone, by the author and at the moment given. Refused as stale when some of it was undone
    /// meanwhile, or when figures were frozen.
    pub fn bulk_undone(
        self,
        of: &BulkRow,
        entries: &[Uuid],
        (at, person): (i64, i64),
        why: &str,
        ground: UndoGround<'_>,
    ) -> Batch {
        let sql = format!(
            "UPDATE bulk SET remaining = remaining - $1, undone_at = $2, undone_by = $3, why = $4 \
             WHERE id = $5 AND remaining = $6 AND {} = $7",
            times_frozen(ground.units)
        );
        let args = crate::args![
            entries.len() as i64,
            at,
            person,
            why,
            of.id,
            of.remaining,
            ground.times_frozen
        ];
        let mut batch = self.run(sql, args).expect(1);
        for some in entries.chunks(AT_ONCE) {
            let (places, ids) = padded(some, 1);
            let mut args = crate::args![of.id];
            args.extend(ids);
            let sql = format!(
                "UPDATE bulk_entry SET undone = 1 WHERE bulk = $1 AND undone = 0 AND entry IN ({places})"
            );
            batch = batch.run(sql, args).expect(some.len() as u64);
        }
        batch
    }
}
