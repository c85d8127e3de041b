//! Answers from postings that no sum can give. They are kept in memory until something is posted to the measures and homes
//! that they were read from.

use crate::batch::PostingWrite;
use crate::db::{Store, StoreError};
use crate::sums::AS_OF;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Upper bound of all answers of one kind, in bytes.
const MOST_BYTES: usize = 1_000_000;
/// What an answer takes beside its content, in bytes.
const BYTES_BESIDE: usize = 120;
/// Upper bound of homes and measures of which it is known when they were last posted to.
const MOST_POSTED: usize = 100_000;

/// How far the postings behind an answer have come: as long as it is the same, nothing was posted to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark(u64);

/// When each measure of a home was last posted to, in turns that count what was posted or forgotten.
#[derive(Default)]
pub(crate) struct Turns {
    turn: u64,
    posted: HashMap<(i32, i32), u64>,
    /// What is not in `posted` was last posted to at this turn or before.
    forgotten: u64,
}

impl Turns {
    pub(crate) fn land(&mut self, landed: &[PostingWrite]) {
        self.touch(landed.iter().map(|p| (p.home.0, p.measure)));
    }

    /// Notes that measures of homes were posted to.
    fn touch(&mut self, places: impl Iterator<Item = (i32, i32)>) {
        let turn = self.turn + 1;
        self.posted.extend(places.map(|place| (place, turn)));
        self.turn = turn;
        if self.posted.len() > MOST_POSTED {
            self.forget();
        }
    }

    /// Makes every mark differ from those given before.
    pub(crate) fn forget(&mut self) {
        self.turn += 1;
        self.posted.clear();
        self.forgotten = self.turn;
    }

    pub(crate) fn mark(&self, homes: &[i32], measures: &[i32]) -> Mark {
        let places = homes
            .iter()
            .flat_map(|home| measures.iter().map(move |m| (*home, *m)));
        let last = places.filter_map(|place| self.posted.get(&place)).max();
        Mark(last.copied().unwrap_or(self.forgotten))
    }
}

/// When entries of each home were last written, in the same way.
#[derive(Default)]
pub(crate) struct EntryTurns(Turns);

impl EntryTurns {
    /// Notes what a group wrote: entries of some homes, or something that may have changed any entry.
    pub(crate) fn written(&mut self, homes: Option<&[i32]>) {
        match homes {
            Some(homes) => self.0.touch(homes.iter().map(|home| (*home, 0))),
            None => self.0.forget(),
        }
    }

    pub(crate) fn mark(&self, homes: &[i32]) -> Mark {
        self.0.mark(homes, &[0])
    }
}

/// Answers of one kind by question. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Answers<T>(Arc<Mutex<Kept<T>>>);

#[derive(Default)]
struct Kept<T> {
    /// By the hash of the question.
    answers: HashMap<Vec<u8>, (Mark, T)>,
    bytes: usize,
}

impl<T: Clone + Default> Answers<T> {
    fn kept(&self) -> MutexGuard<'_, Kept<T>> {
        // A panic cannot leave this data inconsistent, so a poisoned lock is safe.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a question, if it was kept with the same mark.
    pub(crate) fn find(&self, question: &str, mark: Option<Mark>) -> Option<T> {
        let mark = mark?;
        let kept = self.kept();
        let (of, answer) = kept.answers.get(&hash(question))?;
        (*of == mark).then(|| answer.clone())
    }

    /// Keeps an answer of so many bytes. The mark must be taken before the answer is read; without one nothing is kept.
    pub(crate) fn keep(&self, question: &str, mark: Option<Mark>, answer: T, bytes: usize) {
        let bytes = bytes + BYTES_BESIDE;
        let Some(mark) = mark.filter(|_| bytes <= MOST_BYTES) else {
            return;
        };
        let mut kept = self.kept();
        if kept.bytes + bytes > MOST_BYTES {
            *kept = Kept::default();
        }
        // What an answer replaces is counted on until all are dropped: the count is never too low.
        kept.bytes += bytes;
        kept.answers.insert(hash(question), (mark, answer));
    }
}

impl<R: Clone> Answers<Vec<R>> {
    /// The rows that were kept for a question with the same mark, else those that `read` gives, which are kept.
    pub(crate) async fn rows(
        &self,
        question: &str,
        mark: Option<Mark>,
        read: impl Future<Output = Result<Vec<R>, StoreError>>,
    ) -> Result<Vec<R>, StoreError> {
        if let Some(found) = self.find(question, mark) {
            return Ok(found);
        }
        let found = read.await?;
        self.keep(question, mark, found.clone(), size_of_val(found.as_slice()));
        Ok(found)
    }
}

fn hash(question: &str) -> Vec<u8> {
    Sha256::digest(question.as_bytes()).to_vec()
}

/// A statement that stands: measure, amount, bound.
pub(crate) type Stated = (i32, i64, Bound);
/// A statement of a unit that stands: unit, measure, day, steps.
pub(crate) type StatedOfUnit = (UnitId, i32, Day, i64);

/// How many entries of a register are in a state.
pub(crate) type EntryCount = (i32, State, i64);

/// Where a measure has postings in a year.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub(crate) struct YearLines {
    /// The homes that have roll-ups of it.
    pub(crate) homes: Vec<i32>,
    /// How many postings count in each month.
    pub(crate) months: [i64; 12],
}

/// All answers that a process keeps, by kind.
#[derive(Clone, Default)]
pub(crate) struct KeptAnswers {
    pub(crate) stated: Answers<Vec<Stated>>,
    pub(crate) stated_of_units: Answers<Vec<StatedOfUnit>>,
    pub(crate) last_days: Answers<Vec<(i32, Day)>>,
    texts: Answers<String>,
    pub(crate) entry_counts: Answers<Vec<EntryCount>>,
    pub(crate) year_lines: Answers<YearLines>,
}

impl Store {
    /// How far postings to some measures in some homes have come; `None` while that is not known, because another group
    /// has been writing for too long. An answer that is read after this may be kept with it.
    pub async fn mark(&self, homes: &[i32], measures: &[i32]) -> Result<Option<Mark>, StoreError> {
        let is_known = self.sums_reach_the_log().await?;
        Ok(is_known.then(|| self.sum_cache.mark(homes, measures)))
    }

    /// How far entries of some homes have come, drafts with them; as [`Store::mark`].
    pub(crate) async fn entry_mark(&self, homes: &[i32]) -> Result<Option<Mark>, StoreError> {
        let is_known = self.sums_reach_the_log().await?;
        Ok(is_known.then(|| self.sum_cache.entry_mark(homes)))
    }

    /// Whether the cache has come as far as the log has by now.
    async fn sums_reach_the_log(&self) -> Result<bool, StoreError> {
        let line = self.number(format!("SELECT {AS_OF}"), vec![]).await?;
        self.sums_reach(line).await
    }

    /// A text that was kept for a question, if its postings are as far as they were then.
    pub fn kept_text(&self, question: &str, mark: Option<Mark>) -> Option<String> {
        self.answers.texts.find(question, mark)
    }

    /// Keeps a text made of postings for a question that names everything else that it depends on. The mark must be
    /// taken before the postings are read.
    pub fn keep_text(&self, question: &str, mark: Option<Mark>, text: &str) {
        self.answers
            .texts
            .keep(question, mark, text.to_owned(), text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(home: i32, measure: i32) -> PostingWrite {
        PostingWrite {
            home: UnitId(home),
            day: Day::stored(20240310),
            unit: UnitId(home),
            measure,
            amount: 1,
            bound: Bound::Exact,
            w: 1,
        }
    }

    #[test]
    fn an_answer_is_found_until_its_mark_moves() {
        let (mut turns, answers) = (Turns::default(), Answers::<String>::default());
        let first = turns.mark(&[1], &[7]);
        let before = Some(first);
        answers.keep("a", before, "one".to_owned(), 3);
        answers.keep("b", None, "two".to_owned(), 3);
        turns.land(&[posted(1, 8), posted(2, 7)]);
        assert_eq!(turns.mark(&[1], &[7]), first);
        assert_eq!(answers.find("a", before).as_deref(), Some("one"));
        assert_eq!(answers.find("a", None), None);
        assert_eq!(answers.find("b", before), None);
        turns.land(&[posted(1, 7)]);
        assert_eq!(answers.find("a", Some(turns.mark(&[1], &[7]))), None);
        turns.forget();
        assert_eq!(answers.find("a", Some(turns.mark(&[1], &[7]))), None);
        // Whoever posts again after that comes to none of the earlier marks.
        turns.land(&[posted(1, 7)]);
        assert_eq!(answers.find("a", Some(turns.mark(&[1], &[7]))), None);
    }

    #[test]
    fn more_than_there_is_room_for_is_not_kept() {
        let (answers, mark) = (
            Answers::<String>::default(),
            Some(Turns::default().mark(&[], &[])),
        );
        answers.keep("large", mark, "x".to_owned(), MOST_BYTES);
        assert_eq!(answers.find("large", mark), None);
        for n in 0..100 {
            answers.keep(&n.to_string(), mark, n.to_string(), MOST_BYTES / 40);
            assert!(answers.kept().bytes <= MOST_BYTES);
            assert!(answers.kept().answers.len() <= 40, "after {n}");
            assert_eq!(answers.find(&n.to_string(), mark), Some(n.to_string()));
        }
        assert_eq!(answers.find("0", mark), None);
    }
}
