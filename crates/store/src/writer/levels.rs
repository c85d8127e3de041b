//! Whole levels of a stock ("hôm nay có 2.546 hộ") as changes in the ledger.
//!
//! What each entry posts for its levels follows from all levels of its kin ([`Kin::lines`]). It is worked out before and
//! after a batch, whether that states, corrects or voids levels or changes the map; where it differs, the difference is
//! posted by reversals. Nothing is rewritten.

use super::group::{Landed, Tables};
use crate::args::{Arg, padded};
use crate::batch::{Batch, EntryWrite, PostingWrite};
use crate::db::Conn;
use crate::entries::difference;
use dienhong_domain::amount::Bound;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Kin, LevelLine, Stated, UnitId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

type Lines = BTreeMap<Uuid, Vec<PostingWrite>>;

/// What was posted for levels before a batch.
pub(super) struct Levels {
    before: BTreeMap<i32, Lines>,
}

impl Levels {
    /// Looks at what a batch may change; nothing if it touches no levels.
    pub(super) async fn before(conn: &mut Conn, batch: &Batch) -> Result<Option<Levels>, sqlx::Error> {
        let Some((kin, after)) = &batch.kin else {
            return Ok(None);
        };
        let mut measures = BTreeSet::new();
        for entry in batch.entries.iter().filter(|e| e.touches_levels) {
            measures.extend(entry.levels.iter().map(|l| l.measure));
            let sql = "SELECT CAST(measure AS BIGINT) FROM level WHERE entry = $1";
            let rows: Vec<(i64,)> = conn.all(sql.into(), crate::args![entry.id]).await?;
            measures.extend(rows.into_iter().map(|(m,)| m as i32));
        }
        if !Arc::ptr_eq(kin, after) {
            // The map changes: every stock of these units may.
            measures.extend(measures_of(conn, &kin.all).await?);
        }
        let mut before = BTreeMap::new();
        for measure in measures {
            before.insert(measure, lines(conn, kin, measure).await?);
        }
        Ok(Some(Levels { before }))
    }

    /// Posts what differs by now.
    pub(super) async fn settle(
        self,
        conn: &mut Conn,
        batch: &Batch,
        landed: &mut Landed,
    ) -> Result<(), sqlx::Error> {
        let Some((_, kin)) = &batch.kin else {
            return Ok(());
        };
        for (measure, before) in self.before {
            let after = lines(conn, kin, measure).await?;
            let entries: BTreeSet<Uuid> = before.keys().chain(after.keys()).copied().collect();
            for entry in entries {
                let wanted = after.get(&entry);
                if before.get(&entry) != wanted {
                    let wanted = wanted.map_or(&[][..], Vec::as_slice);
                    post(conn, (entry, measure), wanted, landed).await?;
                }
            }
        }
        Ok(())
    }
}

/// Notes the levels that an entry states by now.
pub(super) async fn state(conn: &mut Conn, entry: &EntryWrite) -> Result<(), sqlx::Error> {
    conn.execute(
        "DELETE FROM level WHERE entry = $1".into(),
        crate::args![entry.id],
    )
    .await?;
    for level in &entry.levels {
        conn.execute(
            "INSERT INTO level (home, unit, measure, day, entry, amount, bound) VALUES ($1,$2,$3,$4,$5,$6,$7)".into(),
            crate::args![level.home, level.unit, level.measure, entry.day, entry.id, level.amount, level.bound],
        )
        .await?;
    }
    Ok(())
}

async fn measures_of(conn: &mut Conn, units: &BTreeSet<UnitId>) -> Result<Vec<i32>, sqlx::Error> {
    let mut found = Vec::new();
    for (places, args) in lists(units, 0) {
        let sql = format!("SELECT DISTINCT CAST(measure AS BIGINT) FROM level WHERE unit IN ({places})");
        let rows: Vec<(i64,)> = conn.all(sql.into(), args).await?;
        found.extend(rows.into_iter().map(|(m,)| m as i32));
    }
    Ok(found)
}

/// What every entry of a kin posts for a measure.
async fn lines(conn: &mut Conn, kin: &Kin, measure: i32) -> Result<Lines, sqlx::Error> {
    let at_home = stated(conn, &kin.homes, measure).await?;
    let units = if at_home.is_empty() { &kin.units } else { &kin.all };
    let stated = stated(conn, units, measure).await?;
    let days: BTreeMap<Uuid, Day> = stated.iter().map(|s| (s.entry, s.day)).collect();
    let posting = |entry: &Uuid, line: LevelLine| PostingWrite {
        home: line.home.0,
        day: days[entry].number(),
        unit: line.unit.0,
        measure,
        amount: line.amount,
        bound: line.bound.number(),
        w: line.w,
    };
    let of_entry = |(entry, lines): (Uuid, Vec<LevelLine>)| {
        let lines = lines.into_iter().map(|line| posting(&entry, line)).collect();
        (entry, lines)
    };
    Ok(kin.lines(&stated).into_iter().map(of_entry).collect())
}

async fn stated(conn: &mut Conn, units: &BTreeSet<UnitId>, measure: i32) -> Result<Vec<Stated>, sqlx::Error> {
    let mut found = Vec::new();
    for (places, mut args) in lists(units, 1) {
        let sql = format!(
            "SELECT entry, CAST(unit AS BIGINT), CAST(home AS BIGINT), CAST(day AS BIGINT), amount, CAST(bound AS BIGINT) FROM level \
             WHERE measure = $1 AND unit IN ({places})"
        );
        args.insert(0, Arg::from(measure));
        let rows: Vec<(Uuid, i64, i64, i64, i64, i64)> = conn.all(sql.into(), args).await?;
        found.extend(
            rows.into_iter()
                .map(|(entry, unit, home, day, amount, bound)| Stated {
                    entry,
                    unit: UnitId(unit as i32),
                    home: UnitId(home as i32),
                    day: Day::stored(day as i32),
                    amount,
                    bound: Bound::stored(bound as i16),
                }),
        );
    }
    Ok(found)
}

/// Units in portions that no engine finds too long.
fn lists(units: &BTreeSet<UnitId>, before: usize) -> Vec<(String, Vec<Arg>)> {
    let units: Vec<i32> = units.iter().map(|unit| unit.0).collect();
    units.chunks(128).map(|units| padded(units, before)).collect()
}

/// Posts the difference between what an entry has posted for a measure and what it should.
async fn post(
    conn: &mut Conn,
    (entry, measure): (Uuid, i32),
    wanted: &[PostingWrite],
    landed: &mut Landed,
) -> Result<(), sqlx::Error> {
    let posted = posted(conn, entry, measure).await?;
    let changes = difference(&posted, wanted);
    if changes.is_empty() {
        return Ok(());
    }
    let own: Vec<(i64,)> = conn
        .all(
            "SELECT DISTINCT CAST(home AS BIGINT) FROM revision WHERE entry = $1".into(),
            crate::args![entry],
        )
        .await?;
    let reached: BTreeSet<(i32, i32)> = changes
        .iter()
        .map(|p| (p.home, p.day))
        .filter(|(home, _)| !own.contains(&(i64::from(*home),)))
        .collect();
    for (home, day) in reached {
        let sql = "INSERT INTO reach (entry, home, day) VALUES ($1,$2,$3) ON CONFLICT (entry, home, day) DO NOTHING";
        conn.execute(sql.into(), crate::args![entry, home, day]).await?;
    }
    let (rev, mut line) = next_line(conn, entry).await?;
    let mut tables = Tables::default();
    for posting in &changes {
        line += 1;
        tables.post(entry, rev, line, 0, posting);
    }
    tables.write(conn, landed).await
}

/// What an entry has posted for a measure, in the order made.
async fn posted(conn: &mut Conn, entry: Uuid, measure: i32) -> Result<Vec<PostingWrite>, sqlx::Error> {
    let sql = format!(
        "SELECT CAST(p.home AS BIGINT), CAST(p.day AS BIGINT), CAST(p.unit AS BIGINT), p.amount, CAST(p.bound AS BIGINT), \
         CAST(p.w AS BIGINT) FROM ({PLACES}) r CROSS JOIN posting p \
         WHERE p.home = r.home AND p.day = r.day AND p.source = $1 AND p.measure = $2 ORDER BY p.rev, p.line",
        PLACES = crate::entries::PLACES
    );
    let rows: Vec<(i64, i64, i64, i64, i64, i64)> =
        conn.all(sql.into(), crate::args![entry, measure]).await?;
    Ok(rows
        .into_iter()
        .map(|(home, day, unit, amount, bound, w)| PostingWrite {
            home: home as i32,
            day: day as i32,
            unit: unit as i32,
            measure,
            amount,
            bound: bound as i16,
            w: w as i16,
        })
        .collect())
}

async fn next_line(conn: &mut Conn, entry: Uuid) -> Result<(i32, i32), sqlx::Error> {
    let sql = format!(
        "SELECT CAST(e.rev AS BIGINT), (SELECT MAX(CAST(p.line AS BIGINT)) FROM ({PLACES}) r CROSS JOIN posting p \
         WHERE p.home = r.home AND p.day = r.day AND p.source = $1 AND p.rev = e.rev) FROM entry e WHERE e.id = $1",
        PLACES = crate::entries::PLACES
    );
    let rows: Vec<(i64, Option<i64>)> = conn.all(sql.into(), crate::args![entry]).await?;
    Ok(rows
        .first()
        .map_or((1, -1), |(rev, line)| (*rev as i32, line.unwrap_or(-1) as i32)))
}
