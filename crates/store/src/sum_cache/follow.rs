//! Follows what other processes posted, line by line of the change log.
//!
//! A line of an entry says how many postings its revision made and of which measures levels were restated with it. Acts
//! that post nothing are passed over; any other line makes the cache start anew. Lines are committed in their order, a
//! group at once, and postings never change, so they may be read after the lines.

use super::{Kept, SumCache};
use crate::acts::posts_nothing;
use crate::args::padded;
use crate::batch::PostingWrite;
use crate::db::{Store, StoreError};
use crate::entries::{POSTING, PostingRow};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Most lines that are followed; after more the cache starts anew.
const MOST_LINES: i64 = 5_000;
/// Entries whose postings are read by one statement.
const TOGETHER: usize = 128;
/// How often it is tried to reach a line while others move the cache at the same time.
const TRIES: usize = 8;

/// Where the cache stands beside a line of the change log.
#[derive(Debug, PartialEq, Eq)]
enum Standing {
    /// Current as of that line or a later one.
    Current,
    /// Lines of other processes are to be followed.
    Behind,
    /// The writer of this process was busy for about two seconds.
    Busy,
}

/// What the line of an entry says of the ledger.
#[derive(Deserialize)]
struct Told {
    rev: i32,
    /// Number of its own postings; absent in lines of older programs, which did not say what else they restated.
    posts: i32,
    /// Measures whose levels were restated: other entries have postings of them too.
    #[serde(default)]
    levels: Vec<i32>,
}

/// A line that changes sums.
struct Step {
    line: i64,
    entry: Uuid,
    told: Told,
    posted: Vec<PostingWrite>,
}

/// The lines after the head of the cache, up to a last one.
struct Followed {
    last: i64,
    steps: Vec<Step>,
}

/// A line of the change log: its place, its act, what it is about, its detail.
type Line = (i64, String, Uuid, String);

impl Store {
    /// Brings the cache of sums up to a line of the change log; false if it could not be reached, then the cache is not used.
    pub(crate) async fn sums_reach(&self, line: i64) -> Result<bool, StoreError> {
        self.open_saved_sums().await;
        for _ in 0..TRIES {
            match self.sum_cache.standing(line).await {
                Standing::Current => return Ok(true),
                Standing::Busy => return Ok(false),
                Standing::Behind => self.follow_to(line).await?,
            }
        }
        Ok(false)
    }

    async fn follow_to(&self, line: i64) -> Result<(), StoreError> {
        // One reader follows, the others wait and find it done.
        let _one_at_a_time = self.sum_cache.following.lock().await;
        let Some(head) = self.sum_cache.behind(line) else {
            return Ok(());
        };
        match self.lines_after(head).await? {
            Some(followed) => self.sum_cache.follow(head, followed),
            None => self.sum_cache.start_anew(head, line),
        }
        Ok(())
    }

    /// What the lines after one of the change log posted; `None` where they do not tell all of it, or are too many.
    async fn lines_after(&self, head: i64) -> Result<Option<Followed>, StoreError> {
        let sql = "SELECT seq, act, about, detail FROM log WHERE seq > $1 ORDER BY seq LIMIT $2";
        let lines: Vec<Line> = self.all(sql, crate::args![head, MOST_LINES + 1]).await?;
        let Some(mut followed) = followed(head, lines) else {
            return Ok(None);
        };
        let is_whole = self.read_posted(&mut followed.steps).await?;
        Ok(is_whole.then_some(followed))
    }

    /// Reads the postings of the steps; false unless all that the lines tell of are there.
    async fn read_posted(&self, steps: &mut [Step]) -> Result<bool, StoreError> {
        let posting = steps.iter().filter(|step| step.told.posts > 0);
        let entries: BTreeSet<Uuid> = posting.map(|step| step.entry).collect();
        let entries: Vec<Uuid> = entries.into_iter().collect();
        let places: HashMap<(Uuid, i32), usize> = steps
            .iter()
            .enumerate()
            .map(|(at, step)| ((step.entry, step.told.rev), at))
            .collect();
        for chunk in entries.chunks(TOGETHER) {
            let (list, args) = padded(chunk, 0);
            let sql = format!(
                "SELECT {POSTING} FROM (SELECT entry, home, day FROM revision WHERE entry IN ({list}) \
                 UNION SELECT entry, home, day FROM reach WHERE entry IN ({list})) r CROSS JOIN posting p \
                 WHERE p.home = r.home AND p.day = r.day AND p.source = r.entry"
            );
            let rows: Vec<PostingRow> = self.all(sql, args).await?;
            for row in &rows {
                let place = places.get(&(row.source, row.rev));
                let step = place.and_then(|at| steps.get_mut(*at));
                // Lines after those that the revision made itself were posted later, when levels were restated.
                if let Some(step) = step.filter(|step| row.line < step.told.posts) {
                    step.posted.push(PostingWrite::from(row));
                }
            }
        }
        let is_whole = |step: &Step| i32::try_from(step.posted.len()) == Ok(step.told.posts);
        Ok(steps.iter().all(is_whole))
    }
}

/// What lines after the head tell; `None` if they are too many or not in a row, or if one does not tell all that it posted.
fn followed(head: i64, lines: Vec<Line>) -> Option<Followed> {
    let count = i64::try_from(lines.len()).ok()?;
    let last = lines.last().map_or(head, |(line, ..)| *line);
    if count > MOST_LINES || last - head != count {
        return None;
    }
    let mut steps = Vec::new();
    for (line, act, entry, detail) in lines {
        if posts_nothing(&act) {
            continue;
        }
        if act != "entries.write" {
            return None;
        }
        let told: Told = serde_json::from_str(&detail).ok()?;
        if told.posts != 0 || !told.levels.is_empty() {
            steps.push(Step {
                line,
                entry,
                told,
                posted: Vec::new(),
            });
        }
    }
    Some(Followed { last, steps })
}

impl SumCache {
    /// Waits while the writer of this process is at work, then says how the cache stands beside a line.
    async fn standing(&self, line: i64) -> Standing {
        for _ in 0..20 {
            let written = {
                let mut kept = self.kept();
                if line <= kept.head {
                    return Standing::Current;
                }
                if !kept.is_writing {
                    return kept.beside(line);
                }
                self.written.notified()
            };
            // The loop checks again whether the notice came or the wait timed out.
            let _ = tokio::time::timeout(Duration::from_millis(100), written).await;
        }
        Standing::Busy
    }

    /// The line as of which the cache is current, if that is before another one.
    fn behind(&self, line: i64) -> Option<i64> {
        let head = self.kept().head;
        (head < line).then_some(head)
    }

    /// Adds what lines after the head posted, unless the cache has moved meanwhile.
    fn follow(&self, head: i64, followed: Followed) {
        let mut kept = self.kept();
        if kept.head != head {
            return;
        }
        for step in followed.steps {
            if !step.told.levels.is_empty() {
                kept.forget_measures(step.line, &step.told.levels);
            }
            kept.land(step.line, step.posted);
        }
        kept.entry_turns.written(None);
        kept.head = followed.last;
    }

    /// Empties the cache as of a line, unless it has moved from the head meanwhile.
    fn start_anew(&self, head: i64, line: i64) {
        let mut kept = self.kept();
        if kept.head == head {
            kept.forget(line);
        }
    }
}

impl Kept {
    /// Where the cache stands beside a later line; with nothing to lose it starts anew there at once.
    fn beside(&mut self, line: i64) -> Standing {
        if !self.pools.is_empty() && line - self.head <= MOST_LINES {
            return Standing::Behind;
        }
        self.forget(line);
        Standing::Current
    }

    /// Drops what is cached of some measures, as of a line.
    fn forget_measures(&mut self, line: i64, measures: &[i32]) {
        for block in self.pools.values_mut().flat_map(|pool| pool.blocks.values_mut()) {
            if !measures.iter().any(|measure| block.measures.contains(measure)) {
                continue;
            }
            block.measures.retain(|measure| !measures.contains(measure));
            let cells = Arc::make_mut(&mut block.cells);
            let before = cells.0.len();
            cells.0.retain(|((_, measure, _), _)| !measures.contains(measure));
            self.cells -= before - cells.0.len();
        }
        // What was read before this line can not be brought up to date.
        self.recent.clear();
        (self.remembered, self.known_from) = (0, line);
        self.turns.forget();
        self.saved = None;
    }
}

#[cfg(test)]
mod tests;
