//! Whole levels of a stock ("hôm nay có 2.546 hộ") as changes in the ledger.
//!
//! What each entry posts for its levels follows from all levels of its kin ([`ConnectedUnits::lines`]). It is worked out before and
//! after a batch, whether that states, corrects or voids levels or changes the map; where it differs, the difference is
//! posted by reversals. Nothing is rewritten.

use super::group::{Landed, Tables};
use crate::batch::{Batch, EntryWrite, PostingWrite};
use crate::db::Conn;
use crate::entries::{difference, is_same_in_sum};
use crate::levels::{Lines, Reach, lines, measures_of, posted, reach};
use crate::rows::As;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// What was posted for levels before a batch.
pub(super) struct Levels {
    before: BTreeMap<i32, (Reach, Lines)>,
}

impl Levels {
    /// Looks at what a batch may change; nothing if it touches no levels.
    pub(super) async fn before(conn: &mut Conn, batch: &Batch) -> Result<Option<Levels>, sqlx::Error> {
        let Some((connected, after)) = &batch.connected else {
            return Ok(None);
        };
        let mut measures = BTreeSet::new();
        for entry in batch.entries.iter().filter(|e| e.touches_levels) {
            measures.extend(entry.levels.iter().map(|l| l.measure));
            let sql = "SELECT measure FROM level WHERE entry = $1";
            let rows: Vec<(As<i32>,)> = conn.all(sql.into(), crate::args![entry.id]).await?;
            measures.extend(rows.into_iter().map(|(As(measure),)| measure));
        }
        if batch.settles_all {
            // Nothing is taken for granted: what is posted is held against what is wanted, entry by entry.
            let all = measures_of(conn, &connected.all).await?;
            let nothing = |measure| (measure, (Reach::All, Lines::new()));
            let before = all.into_iter().map(nothing).collect();
            return Ok(Some(Levels { before }));
        }
        if !Arc::ptr_eq(connected, after) {
            // The map changes: every stock of these units may.
            measures.extend(measures_of(conn, &connected.all).await?);
        }
        let mut before = BTreeMap::new();
        for measure in measures {
            let reach = reach(conn, connected, measure).await?;
            before.insert(measure, (reach, lines(conn, connected, measure, reach).await?));
        }
        Ok(Some(Levels { before }))
    }

    /// Posts what differs by now.
    pub(super) async fn restate(
        self,
        conn: &mut Conn,
        batch: &Batch,
        landed: &mut Landed,
    ) -> Result<(), sqlx::Error> {
        let Some((_, connected)) = &batch.connected else {
            return Ok(());
        };
        for (measure, (reach_before, before)) in self.before {
            // Where the home stated and states no more, all that it held back is told anew.
            let reach = match reach_before {
                Reach::All => Reach::All,
                Reach::Units => reach(conn, connected, measure).await?,
            };
            let after = lines(conn, connected, measure, reach).await?;
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

/// Posts the difference between what an entry has posted for a measure and what it should.
async fn post(
    conn: &mut Conn,
    (entry, measure): (Uuid, i32),
    wanted: &[PostingWrite],
    landed: &mut Landed,
) -> Result<(), sqlx::Error> {
    let posted = posted(conn, entry, measure).await?;
    if is_same_in_sum(&posted, wanted) {
        return Ok(());
    }
    let changes = difference(&posted, wanted);
    let sql = "SELECT DISTINCT home FROM revision WHERE entry = $1";
    let own: Vec<(As<i32>,)> = conn.all(sql.into(), crate::args![entry]).await?;
    let reached: BTreeSet<(i32, i32)> = changes
        .iter()
        .map(|p| (p.home, p.day))
        .filter(|(home, _)| !own.iter().any(|(As(own),)| own == home))
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

async fn next_line(conn: &mut Conn, entry: Uuid) -> Result<(i32, i32), sqlx::Error> {
    let sql = format!(
        "SELECT e.rev, (SELECT MAX(p.line) FROM ({PLACES}) r CROSS JOIN posting p \
         WHERE p.home = r.home AND p.day = r.day AND p.source = $1 AND p.rev = e.rev) FROM entry e WHERE e.id = $1",
        PLACES = crate::entries::PLACES
    );
    let rows: Vec<(As<i32>, As<Option<i32>>)> = conn.all(sql.into(), crate::args![entry]).await?;
    Ok(rows
        .first()
        .map_or((1, -1), |(As(rev), As(line))| (*rev, line.unwrap_or(-1))))
}
