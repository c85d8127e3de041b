//! Sums that are saved in the database, so that the first reading after a start finds them.
//!
//! They bear the line of the change log as of which they are current, and its hash: another book, a restored one or one
//! with another log does not have that line. What was written after it is followed like the lines of another process.
//! The content is a digest, then numbers of variable length: for each pool its homes, then its blocks.

use super::{Block, Cells, Homes, Kept, Key, Part, Pool, SumCache};
use crate::batch::{Batch, WriteError};
use crate::db::Store;
use crate::schema::NEWEST;
use dienhong_domain::ledger::Sums;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Number of the format; content of another one is not read.
const FORMAT: i32 = 1;
/// Most bytes that are saved: what was used last comes first.
const MOST_BYTES: usize = 4 << 20;
/// Bytes of the digest before the content.
const SEAL: usize = 32;

/// A pool as saved.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SavedPool {
    homes: Homes,
    blocks: Vec<SavedBlock>,
}

/// A block as saved.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SavedBlock {
    part: Part,
    measures: Vec<i32>,
    cells: Arc<Cells>,
}

impl Store {
    /// Saves the sums that are cached, so that the next start goes on from them; does nothing while they are as saved. It
    /// is no act, so the change log has no line of it.
    pub async fn save_sums(&self) -> Result<(), WriteError> {
        let Some((line, pools)) = self.sum_cache.to_save() else {
            return Ok(());
        };
        let sql = "INSERT INTO kept_sums (id, line, hash, format, step, content) \
             SELECT 1, l.seq, l.hash, $1, $2, $3 FROM log l WHERE l.seq = $4 \
             ON CONFLICT (id) DO UPDATE SET line = excluded.line, hash = excluded.hash, format = excluded.format, \
             step = excluded.step, content = excluded.content";
        let args = crate::args![FORMAT, NEWEST, sealed(&pools), line];
        self.write(Batch::new(0, 0).run(sql, args)).await
    }

    /// Takes up the saved sums before the first reading. What does not fit this book or does not read back is passed over:
    /// it is all in the ledger.
    pub(super) async fn open_saved_sums(&self) {
        let open = || async {
            let sql = "SELECT k.line, k.content FROM kept_sums k JOIN log l ON l.seq = k.line AND l.hash = k.hash \
                 WHERE k.id = 1 AND k.format = $1 AND k.step = $2";
            let found = self
                .first::<(i64, Vec<u8>)>(sql, crate::args![FORMAT, NEWEST])
                .await;
            // A book of an older step that is only read has no such table.
            if let Ok(Some((line, content))) = found
                && let Some(pools) = opened(&content)
            {
                self.sum_cache.take_up(line, pools);
            }
        };
        self.sum_cache.opened.get_or_init(open).await;
    }
}

impl SumCache {
    /// What is to be saved, the last used first, and the line as of which it is current; `None` while it is as saved.
    fn to_save(&self) -> Option<(i64, Vec<SavedPool>)> {
        let mut kept = self.kept();
        let line = kept.head;
        if kept.pools.is_empty() || kept.saved == Some(line) {
            return None;
        }
        kept.saved = Some(line);
        let mut pools: Vec<&Pool> = kept.pools.values().collect();
        pools.sort_unstable_by_key(|pool| Reverse(pool.used));
        Some((line, pools.into_iter().map(SavedPool::of).collect()))
    }

    /// Begins with saved sums, which are current as of a line.
    fn take_up(&self, line: i64, pools: Vec<SavedPool>) {
        let mut kept = self.kept();
        kept.forget(line);
        // The last used come first; those with the lowest numbers are evicted first.
        for saved in pools.into_iter().rev() {
            kept.take_up(saved);
        }
        kept.saved = Some(line);
        kept.make_room();
    }
}

impl Kept {
    fn take_up(&mut self, saved: SavedPool) {
        let number = self.number_of(&saved.homes);
        let Some(pool) = self.pools.get_mut(&number) else {
            return;
        };
        for SavedBlock {
            part,
            measures,
            cells,
        } in saved.blocks
        {
            self.cells += cells.0.len();
            let measures: BTreeSet<i32> = measures.into_iter().collect();
            let before = pool.blocks.insert(part, Block { measures, cells });
            self.cells -= before.map_or(0, |block| block.cells.0.len());
        }
    }
}

impl SavedPool {
    fn of(pool: &Pool) -> SavedPool {
        let blocks = pool.blocks.iter().map(|(part, block)| SavedBlock {
            part: *part,
            measures: block.measures.iter().copied().collect(),
            cells: block.cells.clone(),
        });
        SavedPool {
            homes: pool.homes.clone(),
            blocks: blocks.collect(),
        }
    }

    fn write(&self, to: &mut Vec<u8>) {
        put_list(to, &self.homes);
        put_count(to, self.blocks.len());
        for block in &self.blocks {
            match block.part {
                Part::Year(year) => put_all(to, [0, year.into()]),
                Part::Days(first, last) => put_all(to, [1, first.into(), last.into()]),
                Part::UnitsOfYear(year) => put_all(to, [2, year.into()]),
                Part::UnitsOfDays(first, last) => put_all(to, [3, first.into(), last.into()]),
            }
            put_list(to, &block.measures);
            put_cells(to, &block.cells);
        }
    }
}

/// The content of pools under its digest; the last ones are left out when it gets too long.
fn sealed(pools: &[SavedPool]) -> Vec<u8> {
    let mut content = vec![0; SEAL];
    let mut one = Vec::new();
    for pool in pools {
        one.clear();
        pool.write(&mut one);
        if content.len() + one.len() > MOST_BYTES {
            break;
        }
        content.extend_from_slice(&one);
    }
    let seal = Sha256::digest(&content[SEAL..]);
    content[..SEAL].copy_from_slice(&seal);
    content
}

/// The pools of a content; `None` if any byte is another than was saved.
fn opened(content: &[u8]) -> Option<Vec<SavedPool>> {
    let (seal, rest) = content.split_at_checked(SEAL)?;
    (Sha256::digest(rest)[..] == *seal).then_some(())?;
    pools(rest)
}

/// Reads pools to the end of some bytes; `None` if they are anything else.
fn pools(bytes: &[u8]) -> Option<Vec<SavedPool>> {
    let mut from = Bytes(bytes);
    let mut pools = Vec::new();
    while !from.0.is_empty() {
        pools.push(from.pool()?);
    }
    Some(pools)
}

/// Writes a number; a small one, of either sign, takes one byte.
fn put(to: &mut Vec<u8>, number: i64) {
    let mut rest = ((number << 1) ^ (number >> 63)) as u64;
    while rest >= 0x80 {
        to.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    to.push(rest as u8);
}

fn put_all<const N: usize>(to: &mut Vec<u8>, numbers: [i64; N]) {
    numbers.into_iter().for_each(|number| put(to, number));
}

fn put_count(to: &mut Vec<u8>, count: usize) {
    put(to, count as i64);
}

/// Writes numbers as their differences.
fn put_list(to: &mut Vec<u8>, list: &[i32]) {
    put_count(to, list.len());
    let mut before = 0;
    for number in list.iter().map(|number| i64::from(*number)) {
        put(to, number - before);
        before = number;
    }
}

fn put_cells(to: &mut Vec<u8>, cells: &Cells) {
    put_count(to, cells.0.len());
    let mut before = (0, 0);
    for ((unit, measure, month), sums) in &cells.0 {
        let (unit, measure) = (i64::from(*unit), i64::from(*measure));
        let Sums {
            amount,
            at_least,
            at_most,
            about,
            lines,
        } = *sums;
        put_all(to, [unit - before.0, measure - before.1, (*month).into()]);
        put_all(to, [amount, at_least, at_most, about, lines]);
        before = (unit, measure);
    }
}

/// Bytes that are still to be read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn number(&mut self) -> Option<i64> {
        let mut number = 0u64;
        for shift in (0..64u32).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some((number >> 1) as i64 ^ -((number & 1) as i64));
            }
        }
        None
    }

    /// How many things follow: each takes a byte at least.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    fn small(&mut self) -> Option<i32> {
        i32::try_from(self.number()?).ok()
    }

    fn list(&mut self) -> Option<Vec<i32>> {
        let mut list = Vec::new();
        let mut last = 0i64;
        for _ in 0..self.count()? {
            last = last.checked_add(self.number()?)?;
            list.push(i32::try_from(last).ok()?);
        }
        Some(list)
    }

    fn pool(&mut self) -> Option<SavedPool> {
        let homes = self.list()?;
        let mut blocks: Vec<SavedBlock> = Vec::new();
        for _ in 0..self.count()? {
            let block = self.block()?;
            if blocks.last().is_some_and(|before| before.part >= block.part) {
                return None;
            }
            blocks.push(block);
        }
        let homes = homes.into();
        Some(SavedPool { homes, blocks })
    }

    fn block(&mut self) -> Option<SavedBlock> {
        let part = match self.number()? {
            0 => Part::Year(self.small()?),
            1 => Part::Days(self.small()?, self.small()?),
            2 => Part::UnitsOfYear(self.small()?),
            3 => Part::UnitsOfDays(self.small()?, self.small()?),
            _ => return None,
        };
        Some(SavedBlock {
            part,
            measures: self.list()?,
            cells: Arc::new(self.cells()?),
        })
    }

    fn cells(&mut self) -> Option<Cells> {
        let mut cells: Vec<(Key, Sums)> = Vec::new();
        let (mut unit, mut measure) = (0i64, 0i64);
        for _ in 0..self.count()? {
            unit = unit.checked_add(self.number()?)?;
            measure = measure.checked_add(self.number()?)?;
            let month = u32::try_from(self.number()?).ok()?;
            let key = (i32::try_from(unit).ok()?, i32::try_from(measure).ok()?, month);
            let sums = Sums {
                amount: self.number()?,
                at_least: self.number()?,
                at_most: self.number()?,
                about: self.number()?,
                lines: self.number()?,
            };
            if sums == Sums::default() || cells.last().is_some_and(|(before, _)| *before >= key) {
                return None;
            }
            cells.push((key, sums));
        }
        Some(Cells(cells))
    }
}

#[cfg(test)]
mod tests;
