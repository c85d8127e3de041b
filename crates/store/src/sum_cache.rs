//! A cache of sums in memory, from which figures are added up. Every committed posting updates it.
//!
//! A block holds the sums of some homes over a year, month by month, or over some days: of all units together, or unit
//! by unit. The writer reports what it committed and up to which line of the change log; every block is current as of
//! that line. If the log has grown without this process writing, another process wrote: its lines say what it posted, and
//! are followed. What is kept can be saved, so that the next start goes on from it.

mod follow;
mod saved;

use crate::answers::{EntryTurns, Mark, Turns};
use crate::batch::PostingWrite;
use dienhong_domain::ledger::Sums;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OnceCell};

/// Upper bound of cached cells, 56 bytes each.
const MOST_CELLS: usize = 400_000;
/// Upper bound of recent postings kept to bring blocks up to date that were read before these were committed.
const MOST_RECENT: usize = 50_000;

/// Numbers of the homes that a block sums together.
pub(crate) type Homes = Arc<[i32]>;

/// Which days a block is about, and whether it sums unit by unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Part {
    /// A year, month by month.
    Year(i32),
    /// First and last day, both included, yyyymmdd.
    Days(i32, i32),
    /// A year, month by month and unit by unit.
    UnitsOfYear(i32),
    /// First and last day as in `Days`, unit by unit.
    UnitsOfDays(i32, i32),
}

impl Part {
    /// First and last day, both included, yyyymmdd.
    pub(crate) fn days(self) -> (i32, i32) {
        match self {
            Part::Year(year) | Part::UnitsOfYear(year) => (year * 10_000 + 101, year * 10_000 + 1231),
            Part::Days(from, to) | Part::UnitsOfDays(from, to) => (from, to),
        }
    }
    /// Whether each month has cells of its own.
    pub(crate) fn is_by_month(self) -> bool {
        matches!(self, Part::Year(_) | Part::UnitsOfYear(_))
    }
    /// Whether each unit has cells of its own.
    pub(crate) fn is_by_unit(self) -> bool {
        matches!(self, Part::UnitsOfYear(_) | Part::UnitsOfDays(..))
    }
    /// The same days, unit by unit.
    pub(crate) fn by_unit(self) -> Part {
        match self {
            Part::Year(year) | Part::UnitsOfYear(year) => Part::UnitsOfYear(year),
            Part::Days(from, to) | Part::UnitsOfDays(from, to) => Part::UnitsOfDays(from, to),
        }
    }
    /// The cell that a posting is summed in; `None` outside of the part.
    fn cell(self, posting: &PostingWrite) -> Option<Key> {
        let (from, to) = self.days();
        let unit = if self.is_by_unit() { posting.unit.0 } else { 0 };
        let month = if self.is_by_month() {
            posting.day.month()
        } else {
            0
        };
        let holds = (from..=to).contains(&posting.day.number());
        holds.then_some((unit, posting.measure, month))
    }
}

/// What a cell sums: unit (0 for all together), measure, month (0 for a range of days).
pub(crate) type Key = (i32, i32, u32);

/// Sums by key, sorted; zero sums are dropped.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub(crate) struct Cells(Vec<(Key, Sums)>);

impl Cells {
    /// Adds to a cell. Cells that come in the order of their keys cost nothing to put in.
    pub(crate) fn add(&mut self, key: Key, sums: Sums) {
        match self.0.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(at) => {
                self.0[at].1 += sums;
                if self.0[at].1 == Sums::default() {
                    self.0.remove(at);
                }
            }
            Err(_) if sums == Sums::default() => {}
            Err(at) => self.0.insert(at, (key, sums)),
        }
    }

    /// All of them, in the order of their keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Key, Sums)> {
        self.0.iter()
    }

    /// Calls `see` with unit, measure and sums of every month from `first` to `last`, both included.
    pub(crate) fn each(&self, (first, last): (u32, u32), mut see: impl FnMut(i32, i32, Sums)) {
        for ((unit, measure, month), sums) in &self.0 {
            if (first..=last).contains(month) {
                see(*unit, *measure, *sums);
            }
        }
    }

    /// Calls `see` with measure and sums of every such month of one unit.
    pub(crate) fn each_of(&self, unit: i32, (first, last): (u32, u32), mut see: impl FnMut(i32, Sums)) {
        let start = self.0.partition_point(|((of, ..), _)| *of < unit);
        let own = self.0.iter().skip(start).take_while(|((of, ..), _)| *of == unit);
        for ((_, measure, month), sums) in own {
            if (first..=last).contains(month) {
                see(*measure, *sums);
            }
        }
    }
}

/// A block read from the database, current as of the line `as_of` of the change log.
pub(crate) struct Read {
    pub(crate) homes: Homes,
    pub(crate) part: Part,
    pub(crate) measures: Vec<i32>,
    pub(crate) cells: Arc<Cells>,
    pub(crate) as_of: i64,
}

/// A cached block: homes, days, sums.
pub(crate) type CachedSums = (Homes, Part, Arc<Cells>);

/// What is not cached: homes, days, measures.
pub(crate) type Missing = (Homes, Part, Vec<i32>);

#[derive(Default)]
struct Block {
    measures: BTreeSet<i32>,
    cells: Arc<Cells>,
}

struct Pool {
    homes: Homes,
    blocks: BTreeMap<Part, Block>,
    used: u64,
}

#[derive(Default)]
struct Kept {
    /// The line of the change log as of which all blocks are current.
    head: i64,
    /// The postings of every line after this one are in `recent`.
    known_from: i64,
    recent: VecDeque<(i64, Vec<PostingWrite>)>,
    remembered: usize,
    turns: Turns,
    entry_turns: EntryTurns,
    numbers: HashMap<Homes, u64>,
    pools: HashMap<u64, Pool>,
    by_home: HashMap<i32, Vec<u64>>,
    made: u64,
    cells: usize,
    uses: u64,
    is_writing: bool,
    /// The line as of which the blocks were saved, unless blocks were added or dropped since.
    saved: Option<i64>,
}

/// The cached sums of a process. Clones share one cache.
#[derive(Clone, Default)]
pub(crate) struct SumCache {
    kept: Arc<Mutex<Kept>>,
    written: Arc<Notify>,
    /// Held by the reader that follows lines of other processes.
    following: Arc<tokio::sync::Mutex<()>>,
    /// Set once the saved sums were looked for.
    opened: Arc<OnceCell<()>>,
}

impl SumCache {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A panic cannot leave this data inconsistent, so a poisoned lock is safe.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the writer begins a group.
    pub(crate) fn begin(&self) {
        self.kept().is_writing = true;
    }

    /// Notes that the writer ended a group. `span` is the last line of the log before and after the group, `None`
    /// unless the commit is certain. `is_told` is false if the group changed sums in ways that `landed` does not list.
    pub(crate) fn end(&self, span: Option<(i64, i64)>, landed: Vec<PostingWrite>, is_told: bool) {
        let mut kept = self.kept();
        kept.is_writing = false;
        if let Some((before, after)) = span {
            if !is_told || (after == before && !landed.is_empty()) {
                let line = after.max(kept.head);
                kept.forget(line);
            } else if before == kept.head {
                kept.land(after, landed);
            }
            // Otherwise others wrote before this group, or a reader has followed it already. What is left between the head
            // and its last line is followed as a whole, so that each posting is added once.
        }
        drop(kept);
        self.written.notify_waiters();
    }

    /// How far postings to some measures in some homes have come, as of the line that the cache is current to.
    pub(crate) fn mark(&self, homes: &[i32], measures: &[i32]) -> Mark {
        self.kept().turns.mark(homes, measures)
    }

    /// How far entries of some homes have come, as of that line.
    pub(crate) fn entry_mark(&self, homes: &[i32]) -> Mark {
        self.kept().entry_turns.mark(homes)
    }

    /// Notes whose entries a group has written; `None` if it may have changed any. Told before [`SumCache::end`].
    pub(crate) fn written(&self, homes: Option<&[i32]>) {
        self.kept().entry_turns.written(homes);
    }

    /// Finds the cached blocks of some homes and days, and what is missing.
    pub(crate) fn look<'w>(
        &self,
        wanted: impl Iterator<Item = (&'w Homes, &'w BTreeSet<Part>)>,
        measures: &[i32],
    ) -> (Vec<CachedSums>, Vec<Missing>) {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        let mut kept = self.kept();
        kept.uses += 1;
        let uses = kept.uses;
        for (homes, parts) in wanted {
            let number = kept.numbers.get(homes).copied();
            let mut pool = number.and_then(|n| kept.pools.get_mut(&n));
            if let Some(pool) = pool.as_mut() {
                pool.used = uses;
            }
            for part in parts {
                let block = pool.as_ref().and_then(|p| p.blocks.get(part));
                let lacks = |m: &&i32| block.is_none_or(|b| !b.measures.contains(m));
                let lacking: Vec<i32> = measures.iter().filter(lacks).copied().collect();
                if let Some(block) = block {
                    found.push((homes.clone(), *part, block.cells.clone()));
                }
                if !lacking.is_empty() {
                    missing.push((homes.clone(), *part, lacking));
                }
            }
        }
        (found, missing)
    }

    /// Caches blocks that were read, after adding the postings committed since; blocks that are too old for that are
    /// dropped.
    pub(crate) fn keep(&self, read: Vec<Read>) {
        let mut kept = self.kept();
        for block in read {
            if (kept.known_from..=kept.head).contains(&block.as_of) {
                kept.keep(block);
            }
        }
        kept.make_room();
    }
}

impl Kept {
    fn forget(&mut self, line: i64) {
        self.numbers.clear();
        self.pools.clear();
        self.by_home.clear();
        self.recent.clear();
        self.turns.forget();
        self.entry_turns.written(None);
        (self.cells, self.remembered) = (0, 0);
        (self.head, self.known_from) = (line, line);
        self.saved = None;
    }

    fn land(&mut self, line: i64, landed: Vec<PostingWrite>) {
        self.turns.land(&landed);
        for posting in &landed {
            let Some(pools) = self.by_home.get(&posting.home.0) else {
                continue;
            };
            for number in pools {
                let Some(pool) = self.pools.get_mut(number) else {
                    continue;
                };
                for (part, block) in &mut pool.blocks {
                    if block.measures.contains(&posting.measure)
                        && let Some(key) = part.cell(posting)
                    {
                        let cells = Arc::make_mut(&mut block.cells);
                        let before = cells.0.len();
                        cells.add(key, sums_of(posting));
                        self.cells = self.cells + cells.0.len() - before;
                    }
                }
            }
        }
        self.head = line;
        if landed.is_empty() {
            return;
        }
        self.remembered += landed.len();
        self.recent.push_back((line, landed));
        while self.remembered > MOST_RECENT
            && let Some((line, landed)) = self.recent.pop_front()
        {
            self.remembered -= landed.len();
            self.known_from = line;
        }
    }

    fn keep(&mut self, read: Read) {
        let mut cells = read.cells;
        let new: BTreeSet<i32> = read.measures.iter().copied().collect();
        let since = self.recent.iter().filter(|(line, _)| *line > read.as_of);
        for posting in since.flat_map(|(_, landed)| landed) {
            if new.contains(&posting.measure)
                && let Some(key) = read.part.cell(posting)
                && read.homes.contains(&posting.home.0)
            {
                Arc::make_mut(&mut cells).add(key, sums_of(posting));
            }
        }
        let number = self.number_of(&read.homes);
        let Some(pool) = self.pools.get_mut(&number) else {
            return;
        };
        pool.used = self.uses;
        let block = pool.blocks.entry(read.part).or_default();
        let before = block.cells.0.len();
        if block.measures.is_empty() {
            block.cells = cells;
        } else {
            // Another reader may have cached some of these measures meanwhile.
            let own = Arc::make_mut(&mut block.cells);
            for (key, sums) in &cells.0 {
                if !block.measures.contains(&key.1) {
                    own.add(*key, *sums);
                }
            }
        }
        block.measures.extend(new);
        self.cells = self.cells + block.cells.0.len() - before;
        self.saved = None;
    }

    fn number_of(&mut self, homes: &Homes) -> u64 {
        if let Some(number) = self.numbers.get(homes) {
            return *number;
        }
        self.made += 1;
        let pool = Pool {
            homes: homes.clone(),
            blocks: BTreeMap::new(),
            used: self.uses,
        };
        for home in homes.iter() {
            self.by_home.entry(*home).or_default().push(self.made);
        }
        self.cells += homes.len();
        self.numbers.insert(homes.clone(), self.made);
        self.pools.insert(self.made, pool);
        self.made
    }

    /// Evicts the least recently used homes until the cache is at three quarters of its bound.
    fn make_room(&mut self) {
        if self.cells <= MOST_CELLS {
            return;
        }
        let mut oldest: Vec<(u64, u64)> = self.pools.iter().map(|(number, p)| (p.used, *number)).collect();
        oldest.sort_unstable();
        for (_, number) in oldest {
            if self.cells <= MOST_CELLS * 3 / 4 {
                break;
            }
            let Some(pool) = self.pools.remove(&number) else {
                continue;
            };
            let cells: usize = pool.blocks.values().map(|b| b.cells.0.len()).sum();
            self.cells -= cells + pool.homes.len();
            self.numbers.remove(&pool.homes);
            for home in pool.homes.iter() {
                if let Some(pools) = self.by_home.get_mut(home) {
                    pools.retain(|of| *of != number);
                }
            }
        }
    }
}

fn sums_of(posting: &PostingWrite) -> Sums {
    Sums::of(posting.amount, posting.bound, i64::from(posting.w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_domain::amount::Bound;
    use dienhong_domain::time::Day;
    use dienhong_domain::units::UnitId;

    pub(super) fn one(home: i32, day: i32, amount: i64) -> PostingWrite {
        of_unit(1, home, day, amount)
    }

    fn of_unit(unit: i32, home: i32, day: i32, amount: i64) -> PostingWrite {
        PostingWrite {
            home: UnitId(home),
            day: Day::stored(day),
            unit: UnitId(unit),
            measure: 1,
            amount,
            bound: Bound::Exact,
            w: 1,
        }
    }

    pub(super) fn read(homes: &[i32], part: Part, as_of: i64, amount: i64) -> Read {
        let mut cells = Cells::default();
        let posting = one(homes[0], 20240315, amount);
        cells.add(part.cell(&posting).unwrap_or_default(), sums_of(&posting));
        Read {
            homes: homes.into(),
            part,
            measures: vec![1],
            cells: Arc::new(cells),
            as_of,
        }
    }

    pub(super) fn amount(sum_cache: &SumCache, homes: &[i32], part: Part) -> Option<i64> {
        let (homes, parts): (Homes, _) = (homes.into(), BTreeSet::from([part]));
        let (found, missing) = sum_cache.look(std::iter::once((&homes, &parts)), &[1]);
        let mut amount = 0;
        found.first()?.2.each((0, 12), |_, _, sums| amount += sums.amount);
        missing.is_empty().then_some(amount)
    }

    /// What a kept block of a home has for each of three units, in the months from March to May.
    fn by_unit(sum_cache: &SumCache, home: i32, part: Part) -> Option<[i64; 3]> {
        let (homes, parts): (Homes, _) = (Homes::from([home]), BTreeSet::from([part]));
        let (found, missing) = sum_cache.look(std::iter::once((&homes, &parts)), &[1]);
        let months = if part.is_by_month() { (3, 5) } else { (0, 0) };
        let (_, _, cells) = found.first()?;
        let amounts = [1, 2, 3].map(|unit| {
            let mut amount = 0;
            cells.each_of(unit, months, |_, sums| amount += sums.amount);
            amount
        });
        missing.is_empty().then_some(amounts)
    }

    #[test]
    fn what_landed_while_somebody_read_is_added_once_to_its_unit() {
        let (sum_cache, year, days) = (
            SumCache::default(),
            Part::UnitsOfYear(2024),
            Part::UnitsOfDays(20240301, 20240320),
        );
        let early = [of_unit(1, 1, 20240310, 5)];
        sum_cache.end(Some((0, 1)), early.into(), true);
        let meanwhile = [
            of_unit(2, 1, 20240320, 70),
            of_unit(1, 1, 20240402, 600),
            of_unit(2, 2, 20240310, 8_000),
        ];
        sum_cache.end(Some((1, 2)), meanwhile.into(), true);
        // Read before the second group and after the first one.
        sum_cache.keep(vec![read(&[1], year, 1, 5), read(&[1], days, 1, 5)]);
        assert_eq!(by_unit(&sum_cache, 1, year), Some([605, 70, 0]));
        assert_eq!(by_unit(&sum_cache, 1, days), Some([5, 70, 0]));
        let later = [
            of_unit(3, 1, 20240301, 9),
            of_unit(2, 1, 20240320, -70),
            of_unit(3, 1, 20240601, 1_000),
            of_unit(3, 1, 20250301, 1_000),
        ];
        sum_cache.end(Some((2, 3)), later.into(), true);
        assert_eq!(by_unit(&sum_cache, 1, year), Some([605, 0, 9]));
        assert_eq!(by_unit(&sum_cache, 1, days), Some([5, 0, 9]));
        assert_eq!(amount(&sum_cache, &[1], year), Some(1_614));
        // Sums of units are none of all together, nor the other way round.
        assert_eq!(amount(&sum_cache, &[1], Part::Year(2024)), None);
        sum_cache.keep(vec![read(&[1], Part::Year(2024), 3, 7)]);
        assert_eq!(amount(&sum_cache, &[1], Part::Year(2024)), Some(7));
        assert_eq!(by_unit(&sum_cache, 1, year), Some([605, 0, 9]));
    }

    #[test]
    fn a_mark_moves_with_what_lands_where_it_was_taken_and_with_what_is_forgotten() {
        let sum_cache = SumCache::default();
        sum_cache.end(Some((0, 1)), vec![one(1, 20240310, 5)], true);
        let mark = sum_cache.mark(&[1, 2], &[1, 4]);
        let elsewhere = [
            one(3, 20240310, 5),
            PostingWrite {
                measure: 2,
                ..one(1, 20240310, 5)
            },
        ];
        sum_cache.end(Some((1, 2)), elsewhere.into(), true);
        assert_eq!(sum_cache.mark(&[1, 2], &[1, 4]), mark);
        sum_cache.end(Some((2, 3)), vec![one(2, 20240310, 5)], true);
        let moved = sum_cache.mark(&[1, 2], &[1, 4]);
        assert_ne!(moved, mark);
        // Somebody changed the ledger in a way that is not told, on the same line.
        sum_cache.end(Some((3, 3)), vec![], false);
        let forgotten = sum_cache.mark(&[1, 2], &[1, 4]);
        assert!(forgotten != moved && forgotten != mark);
    }

    #[test]
    fn what_landed_while_somebody_read_is_added_once() {
        let (sum_cache, year, days) = (
            SumCache::default(),
            Part::Year(2024),
            Part::Days(20240301, 20240320),
        );
        sum_cache.end(Some((0, 1)), vec![one(1, 20240310, 5)], true);
        sum_cache.end(
            Some((1, 3)),
            vec![one(1, 20240320, 70), one(2, 20240310, 600)],
            true,
        );
        sum_cache.end(
            Some((3, 4)),
            vec![one(1, 20240321, 8_000), one(9, 20240310, 90_000)],
            true,
        );
        // Read before the second group and after the first one.
        sum_cache.keep(vec![read(&[1, 2], year, 1, 5), read(&[1, 2], days, 1, 5)]);
        assert_eq!(amount(&sum_cache, &[1, 2], year), Some(8_675));
        assert_eq!(amount(&sum_cache, &[1, 2], days), Some(675));
        sum_cache.end(
            Some((4, 5)),
            vec![one(2, 20240301, 1_000_000), one(2, 20250301, 7)],
            true,
        );
        assert_eq!(amount(&sum_cache, &[1, 2], year), Some(1_008_675));
        assert_eq!(amount(&sum_cache, &[1, 2], days), Some(1_000_675));
        assert_eq!(amount(&sum_cache, &[1], year), None);
        // Read after a line that this process has not been told of: not kept.
        sum_cache.keep(vec![read(&[3], year, 6, 1)]);
        assert_eq!(amount(&sum_cache, &[3], year), None);
    }

    #[test]
    fn what_was_not_used_for_longest_is_let_go() {
        let sum_cache = SumCache::default();
        let (mut first, homes) = (None, MOST_CELLS / 100);
        for i in 0..250i32 {
            let many: Vec<i32> = (i..i + homes as i32 / 2).collect();
            sum_cache.keep(vec![read(&many, Part::Year(2024), 0, 1)]);
            first.get_or_insert(many.clone());
            assert_eq!(amount(&sum_cache, &many, Part::Year(2024)), Some(1), "step {i}");
            let kept = sum_cache.kept();
            let cells: usize = kept.pools.values().map(|p| p.homes.len() + 1).sum();
            assert_eq!(kept.cells, cells, "step {i}");
            assert!(kept.cells <= MOST_CELLS, "step {i}");
            assert_eq!(kept.pools.len(), kept.numbers.len(), "step {i}");
            let named: usize = kept.by_home.values().map(Vec::len).sum();
            assert_eq!(named + kept.pools.len(), cells, "step {i}");
        }
        assert_eq!(
            amount(&sum_cache, &first.unwrap_or_default(), Part::Year(2024)),
            None
        );
    }
}
