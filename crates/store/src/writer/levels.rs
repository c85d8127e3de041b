//! Whole levels of a stock ("hôm nay có 2.546 hộ") as changes in the ledger.
//!
//! What each entry posts for its levels depends on the levels of all connected units ([`ConnectedUnits::lines`]). It is
//! computed before and after every batch that states, corrects or voids levels or changes the map; differences are
//! posted, with reversals of what no longer holds. Existing postings never change.

use super::group::{Landed, Tables};
use crate::batch::{Batch, EntryWrite, PostingWrite};
use crate::db::Conn;
use crate::entries::{difference, is_same_in_sum};
use crate::levels::{Lines, Reach, lines, measures_of, posted, reach};
use crate::rows::As;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// What was posted for levels before a batch.
pub(super) struct Levels {
    before: BTreeMap<i32, (Reach, Lines)>,
}

impl Levels {
    /// Computes what is posted for the levels that a batch may change; `None` if it touches no levels.
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
            // An empty list of lines before makes every entry differ, so each is compared with its actual postings.
            let all = measures_of(conn, &connected.all).await?;
            let nothing = |measure| (measure, (Reach::All, Lines::new()));
            let before = all.into_iter().map(nothing).collect();
            return Ok(Some(Levels { before }));
        }
        if !Arc::ptr_eq(connected, after) {
            // A change of the map may affect every stock of these units.
            measures.extend(measures_of(conn, &connected.all).await?);
        }
        let mut before = BTreeMap::new();
        for measure in measures {
            let reach = reach(conn, connected, measure).await?;
            before.insert(measure, (reach, lines(conn, connected, measure, reach).await?));
        }
        Ok(Some(Levels { before }))
    }

    /// The measures whose levels are computed anew.
    pub(super) fn measures(&self) -> Vec<i32> {
        self.before.keys().copied().collect()
    }

    /// Posts the differences between what the levels require now and what they required before the batch.
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
            // If the home stated a level before and no longer does, the levels of its units that it replaced count
            // again.
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

/// Replaces the stored levels of an entry with those that its new revision states.
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

/// Posts the difference between the postings of an entry for a measure and the wanted ones.
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
    let own: Vec<(As<UnitId>,)> = conn.all(sql.into(), crate::args![entry]).await?;
    let reached: BTreeSet<(UnitId, Day)> = changes
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
