//! Whole levels of a stock ("hôm nay có 2.546 hộ") as changes in the ledger.
//!
//! Each stated level posts the level itself on its day and takes the level before it away, bound included. When one is
//! stated, corrected or voided, the one after it in time is posted anew; all by reversals, nothing is rewritten.

use super::group::Tables;
use crate::batch::{EntryWrite, PostingWrite};
use crate::db::Conn;
use crate::entries::difference;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

type Key = (i32, i32);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Stated {
    home: i32,
    day: i32,
    entry: Uuid,
    amount: i64,
    bound: i16,
}

/// Rewrites the levels of an entry and brings the postings of it and of its followers in line.
pub(in crate::writer) async fn restate(conn: &mut Conn, entry: &EntryWrite) -> Result<(), sqlx::Error> {
    let before: Vec<(i64, i64)> = conn
        .all(
            "SELECT CAST(unit AS BIGINT), CAST(measure AS BIGINT) FROM level WHERE entry = $1".into(),
            crate::args![entry.id],
        )
        .await?;
    conn.execute(
        "DELETE FROM level WHERE entry = $1".into(),
        crate::args![entry.id],
    )
    .await?;
    let mut keys: BTreeSet<Key> = before.into_iter().map(|(u, m)| (u as i32, m as i32)).collect();
    for level in &entry.levels {
        keys.insert((entry.unit, level.measure));
        conn.execute(
            "INSERT INTO level (home, unit, measure, day, entry, amount, bound) VALUES ($1,$2,$3,$4,$5,$6,$7)".into(),
            crate::args![entry.home, entry.unit, level.measure, entry.day, entry.id, level.amount, level.bound],
        )
        .await?;
    }
    for (unit, measure) in keys {
        settle(conn, unit, measure, entry).await?;
    }
    Ok(())
}

/// Compares what each stating entry should have posted for a unit and measure with what it has, and posts the difference.
async fn settle(conn: &mut Conn, unit: i32, measure: i32, changed: &EntryWrite) -> Result<(), sqlx::Error> {
    let rows: Vec<(i64, i64, Uuid, i64, i64)> = conn
        .all(
            "SELECT CAST(home AS BIGINT), CAST(day AS BIGINT), entry, amount, CAST(bound AS BIGINT) FROM level \
             WHERE unit = $1 AND measure = $2 ORDER BY day, entry"
                .into(),
            crate::args![unit, measure],
        )
        .await?;
    let stated: Vec<Stated> = rows
        .into_iter()
        .map(|(home, day, entry, amount, bound)| Stated {
            home: home as i32,
            day: day as i32,
            entry,
            amount,
            bound: bound as i16,
        })
        .collect();
    let mut should: BTreeMap<Uuid, Vec<PostingWrite>> = BTreeMap::new();
    should.insert(changed.id, Vec::new());
    for (i, now) in stated.iter().enumerate() {
        let posting = |amount: i64, bound: i16, w: i16| PostingWrite {
            home: now.home,
            day: now.day,
            unit,
            measure,
            amount,
            bound,
            w,
        };
        let lines = should.entry(now.entry).or_default();
        if i > 0 {
            let last = &stated[i - 1];
            lines.push(posting(-last.amount, last.bound, -1));
        }
        lines.push(posting(now.amount, now.bound, 1));
    }
    for (source, wanted) in should {
        let posted = posted(conn, source, unit, measure).await?;
        let changes = difference(&posted, &wanted);
        if changes.is_empty() {
            continue;
        }
        let (rev, mut line) = next_line(conn, source).await?;
        let mut tables = Tables::default();
        for posting in &changes {
            line += 1;
            tables.post(source, rev, line, 0, posting);
        }
        tables.write(conn).await?;
    }
    Ok(())
}

/// What an entry has posted net for a unit and measure: each distinct line with its count above zero.
async fn posted(
    conn: &mut Conn,
    source: Uuid,
    unit: i32,
    measure: i32,
) -> Result<Vec<PostingWrite>, sqlx::Error> {
    let homes: Vec<(i64, i64, i64, i64, i64)> = conn
        .all(
            "SELECT CAST(p.home AS BIGINT), CAST(p.day AS BIGINT), p.amount, CAST(p.bound AS BIGINT), CAST(p.w AS BIGINT) \
             FROM (SELECT DISTINCT home, day FROM revision WHERE entry = $1) r \
             CROSS JOIN posting p WHERE p.home = r.home AND p.day = r.day AND p.source = $1 AND p.unit = $2 AND p.measure = $3 \
             ORDER BY p.rev, p.line"
                .into(),
            crate::args![source, unit, measure],
        )
        .await?;
    Ok(homes
        .into_iter()
        .map(|(home, day, amount, bound, w)| PostingWrite {
            home: home as i32,
            day: day as i32,
            unit,
            measure,
            amount,
            bound: bound as i16,
            w: w as i16,
        })
        .collect())
}

async fn next_line(conn: &mut Conn, source: Uuid) -> Result<(i32, i32), sqlx::Error> {
    let rows: Vec<(i64, Option<i64>)> = conn
        .all(
            "SELECT CAST(e.rev AS BIGINT), (SELECT MAX(CAST(p.line AS BIGINT)) FROM posting p JOIN \
             (SELECT DISTINCT home, day FROM revision WHERE entry = $1) r ON p.home = r.home AND p.day = r.day \
             WHERE p.source = $1 AND p.rev = e.rev) FROM entry e WHERE e.id = $1"
                .into(),
            crate::args![source],
        )
        .await?;
    Ok(rows
        .first()
        .map_or((1, -1), |(rev, line)| (*rev as i32, line.unwrap_or(-1) as i32)))
}
