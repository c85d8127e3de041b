//! The checks of a book as a job: they read all of it, so the last answer is kept and shown with its time.

use super::{CheckService, Checked, Kind};
use crate::app::{App, Fault};
use crate::totals::TotalsError;
use dienhong_domain::packs::MeasureKind;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{ConnectedUnits, Lens, UnitId};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout_at};

/// How long a page waits for a job.
const WAIT: Duration = Duration::from_millis(500);
/// So many books are checked at once.
const AT_ONCE: usize = 2;
/// The answers of so many books are kept.
const KEPT: usize = 64;

/// What is known of a book's checks.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The last answer; `None` when the book was not checked since the program began, or not for long.
    pub checked: Option<Arc<Checked>>,
    /// How true it is.
    pub standing: Standing,
}

/// How true the last answer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is of the book as it stands.
    Current,
    /// The book is being checked anew.
    Running,
    /// The checks failed; the next question begins them again.
    Failed,
}

impl CheckService<'_> {
    /// The last answer of a book's checks. Where something was recorded since, or another day began, the book is checked anew
    /// beside the request, which waits half a second for it. `app` is the program of this context: the job outlives the
    /// request.
    pub async fn answer(&self, app: &Arc<App>, unit: UnitId) -> Result<Answer, TotalsError> {
        self.checkable(unit)?;
        let line = self.last_line(unit).await?;
        let generation = self.snapshot().generation;
        let checks = &self.app.book_checks;
        let (kept, _) = checks.look(unit);
        if let Some(kept) = kept.filter(|kept| kept.is_current(line, generation, self.today())) {
            return Ok(kept.answer());
        }
        let until = Instant::now() + WAIT;
        loop {
            let (mut told, begun) = checks.begin(unit);
            if let Some(tell) = begun {
                tokio::spawn(run(app.clone(), unit, tell));
            }
            // Nothing is ever told: the job lets go of its end when it is over.
            let is_late = timeout_at(until, told.changed()).await.is_err();
            let (kept, has_failed) = checks.look(unit);
            let standing = match &kept {
                _ if is_late => Standing::Running,
                _ if has_failed => Standing::Failed,
                Some(kept) if kept.line >= line => Standing::Current,
                // A job that began before the last write; the next one sees it.
                _ => continue,
            };
            return Ok(Answer {
                checked: kept.map(|kept| kept.checked),
                standing,
            });
        }
    }

    /// The last line of the change log by which the answer for a book may change: of its home, and of all homes with which it
    /// shares stocks or from which it descends.
    async fn last_line(&self, unit: UnitId) -> Result<i64, TotalsError> {
        let snapshot = self.snapshot();
        let until = Period {
            from: Day::MIN,
            to: self.today(),
        };
        let stocks = snapshot.scope(MeasureKind::Stock, unit, until, Lens::AsItWas);
        let mut homes: BTreeSet<UnitId> = snapshot.map.ancestry(unit);
        homes.insert(unit);
        homes.extend(ConnectedUnits::of(&snapshot.map, [unit]).homes);
        homes.extend(stocks.slices.iter().flat_map(|slice| slice.homes.iter().copied()));
        let homes: Vec<i32> = homes.into_iter().map(|home| home.0).collect();
        Ok(self.store.last_line_of(&homes).await?)
    }
}

/// What the program keeps of the checks of books.
pub(crate) struct BookChecks {
    books: Mutex<Books>,
    places: Semaphore,
}

#[derive(Default)]
struct Books {
    by_unit: HashMap<UnitId, Book>,
    /// Counts the questions.
    asked: u64,
}

/// What is kept of one book.
#[derive(Default)]
struct Book {
    kept: Option<Kept>,
    /// Whether the last job failed.
    has_failed: bool,
    /// The job that runs.
    running: Option<watch::Receiver<()>>,
    /// The last question about it.
    asked: u64,
}

/// An answer, and what it is true of.
#[derive(Clone)]
struct Kept {
    checked: Arc<Checked>,
    generation: i64,
    line: i64,
}

impl Kept {
    fn answer(self) -> Answer {
        Answer {
            checked: Some(self.checked),
            standing: Standing::Current,
        }
    }

    /// Whether nothing it rests on has changed. Sums that did not agree may have been mended, which no line of the home tells.
    fn is_current(&self, line: i64, generation: i64, today: Day) -> bool {
        let agrees = |(kind, found): &(Kind, Vec<_>)| *kind != Kind::Sums || found.is_empty();
        self.line >= line
            && self.generation == generation
            && dienhong_i18n::day_of(self.checked.at) == today
            && self.checked.kinds.iter().all(agrees)
    }
}

impl Default for BookChecks {
    fn default() -> BookChecks {
        BookChecks {
            books: Mutex::default(),
            places: Semaphore::new(AT_ONCE),
        }
    }
}

impl BookChecks {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last answer for a book, and whether the last job failed.
    fn look(&self, unit: UnitId) -> (Option<Kept>, bool) {
        let mut books = self.books();
        let asked = books.asked + 1;
        books.asked = asked;
        match books.by_unit.get_mut(&unit) {
            Some(book) => {
                book.asked = asked;
                (book.kept.clone(), book.has_failed)
            }
            None => (None, false),
        }
    }

    /// What ends with the job that checks a book, and what a job must hold if none runs yet.
    fn begin(&self, unit: UnitId) -> (watch::Receiver<()>, Option<watch::Sender<()>>) {
        let mut books = self.books();
        books.make_room(unit);
        let asked = books.asked;
        let book = books.by_unit.entry(unit).or_default();
        book.asked = asked;
        if let Some(running) = &book.running {
            return (running.clone(), None);
        }
        let (tell, told) = watch::channel(());
        book.running = Some(told.clone());
        (told, Some(tell))
    }

    /// Notes that a job is over, with its answer unless it failed.
    fn finish(&self, unit: UnitId, found: Option<Kept>) {
        let mut books = self.books();
        let book = books.by_unit.entry(unit).or_default();
        book.running = None;
        book.has_failed = found.is_none();
        if found.is_some() {
            book.kept = found;
        }
    }
}

impl Books {
    /// Lets go of the book that nobody asked about for longest, if there are too many.
    fn make_room(&mut self, unit: UnitId) {
        if self.by_unit.len() < KEPT || self.by_unit.contains_key(&unit) {
            return;
        }
        let resting = self.by_unit.iter().filter(|(_, book)| book.running.is_none());
        let oldest = resting.min_by_key(|(_, book)| book.asked).map(|(unit, _)| *unit);
        if let Some(oldest) = oldest {
            self.by_unit.remove(&oldest);
        }
    }
}

/// A job that checks a book. However it ends, by an answer, an error or a panic, that is noted, and then who waits is woken.
struct Job {
    app: Arc<App>,
    unit: UnitId,
    found: Option<Kept>,
    _tell: watch::Sender<()>,
}

impl Drop for Job {
    fn drop(&mut self) {
        self.app.book_checks.finish(self.unit, self.found.take());
    }
}

impl Job {
    async fn checked(&self) -> Result<Kept, TotalsError> {
        let place = self.app.book_checks.places.acquire().await;
        let _place = place.map_err(|error| Fault::Other(error.to_string()))?;
        // Nobody's rights: who is shown the answer is asked each time.
        let cx = self.app.unattended();
        let checks = cx.checks();
        // Before the book is read, so that what is written meanwhile is newer.
        let line = checks.last_line(self.unit).await?;
        Ok(Kept {
            checked: Arc::new(checks.run_all(self.unit).await?),
            generation: cx.snapshot().generation,
            line,
        })
    }
}

async fn run(app: Arc<App>, unit: UnitId, tell: watch::Sender<()>) {
    let mut job = Job {
        app,
        unit,
        found: None,
        _tell: tell,
    };
    match job.checked().await {
        Ok(found) => job.found = Some(found),
        Err(error) => tracing::error!(unit = unit.0, ?error, "a book could not be checked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Finding;
    use crate::testing::{NOON, day};

    fn kept(line: i64, wrong: usize) -> Kept {
        let sums = match wrong {
            0 => Vec::new(),
            count => vec![Finding::Sums { count }],
        };
        Kept {
            checked: Arc::new(Checked {
                unit: UnitId(10),
                at: NOON,
                is_empty: false,
                kinds: vec![(Kind::Sums, sums)],
            }),
            generation: 1,
            line,
        }
    }

    #[test]
    fn an_answer_is_current_until_a_line_a_map_or_a_day_is_newer() {
        let today = day(12, 1);
        assert!(kept(7, 0).is_current(7, 1, today));
        assert!(!kept(7, 0).is_current(8, 1, today));
        assert!(!kept(7, 0).is_current(7, 2, today));
        assert!(!kept(7, 0).is_current(7, 1, day(12, 2)));
        assert!(!kept(7, 1).is_current(7, 1, today), "it may have been mended");
    }

    #[test]
    fn one_job_runs_for_a_book_and_a_failed_one_keeps_the_last_answer() {
        let checks = BookChecks::default();
        let unit = UnitId(10);
        let (_, first) = checks.begin(unit);
        assert!(first.is_some());
        assert!(checks.begin(unit).1.is_none(), "it runs already");
        checks.finish(unit, Some(kept(7, 0)));
        assert!(checks.begin(unit).1.is_some());
        checks.finish(unit, None);
        let (last, has_failed) = checks.look(unit);
        assert_eq!((last.map(|kept| kept.line), has_failed), (Some(7), true));
        checks.finish(unit, Some(kept(8, 0)));
        assert!(!checks.look(unit).1);
    }

    #[test]
    fn the_book_asked_about_least_is_let_go_unless_it_is_being_checked() {
        let checks = BookChecks::default();
        let all: Vec<UnitId> = (0..KEPT as i32).map(UnitId).collect();
        let mut held = Vec::new();
        for unit in &all {
            checks.look(*unit);
            held.push(checks.begin(*unit));
            if *unit != all[0] {
                checks.finish(*unit, Some(kept(1, 0)));
            }
        }
        checks.look(all[1]);
        checks.begin(UnitId(1_000));
        assert!(checks.look(all[2]).0.is_none(), "the oldest that rests");
        assert!(checks.look(all[1]).0.is_some());
        assert!(checks.begin(all[0]).1.is_none(), "it still runs");
    }
}
