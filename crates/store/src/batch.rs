//! What one act writes together: statements, entries with their postings, lines of the change log.

use crate::acts::is_act;
use crate::args::Args;
use crate::rows::columns;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::time::Day;
use dienhong_domain::units::{ConnectedUnits, UnitId};
use std::borrow::Cow;
use std::sync::Arc;
use uuid::Uuid;

/// A statement with the number of rows that it must touch, if that matters.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(crate) sql: Cow<'static, str>,
    pub(crate) args: Args,
    pub(crate) expect: Option<u64>,
    touches_ledger: bool,
}

/// Tables whose sums are cached: statements that write to them directly go through [`Batch::run_on_ledger`].
pub(crate) const LEDGER: [&str; 2] = ["posting", "roll"];

impl Statement {
    fn new(sql: Cow<'static, str>, args: Args) -> Statement {
        debug_assert!(
            !names_ledger(&sql),
            "a statement that names the ledger goes through run_on_ledger: {sql}"
        );
        Statement {
            sql,
            args,
            expect: None,
            touches_ledger: false,
        }
    }
}

/// Whether a text names a table of the ledger as a whole word.
fn names_ledger(sql: &str) -> bool {
    let mut words = sql.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| LEDGER.iter().any(|table| word.eq_ignore_ascii_case(table)))
}

/// A posting of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingWrite {
    /// Home.
    pub home: UnitId,
    /// Day.
    pub day: Day,
    /// Unit.
    pub unit: UnitId,
    /// Measure.
    pub measure: i32,
    /// Steps; of a reversal, already with the sign turned.
    pub amount: i64,
    /// How exact they are.
    pub bound: Bound,
    /// +1, or −1 for a reversal.
    pub w: i16,
}

/// A whole level that an entry states for a measure on its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelWrite {
    /// Home where it is counted.
    pub home: UnitId,
    /// Unit whose level it is: the entry's, or a predecessor of that for which it was stated before the map changed.
    pub unit: UnitId,
    /// Measure.
    pub measure: i32,
    /// Steps.
    pub amount: i64,
    /// How exact they are.
    pub bound: Bound,
}

columns!(LevelWrite of level l: home, unit, measure, amount, bound);

/// A new revision of an entry, or its first.
#[derive(Clone, Debug)]
pub struct EntryWrite {
    /// Permanent id, made by the client.
    pub id: Uuid,
    /// Home after the write.
    pub home: UnitId,
    /// Register.
    pub register: i32,
    /// Unit.
    pub unit: UnitId,
    /// Day.
    pub day: Day,
    /// Where it stands after the write.
    pub state: State,
    /// Number of this revision, from 1.
    pub rev: i32,
    /// Home before the write; equals `home` unless the map changed.
    pub was_home: UnitId,
    /// Who holds the open work.
    pub holder: i64,
    /// Rules under which it was read.
    pub rules: i32,
    /// Counted and chosen answers as compact JSON, with the reason of a correction.
    pub body: String,
    /// Free text as JSON with its salt, kept apart so that it stays erasable.
    pub text: Option<(Vec<u8>, String)>,
    /// Digest of body and salted text, for the change log.
    pub digest: String,
    /// Folded words for search.
    pub search: String,
    /// Reversals of the revision before, then new postings.
    pub postings: Vec<PostingWrite>,
    /// Whole levels that it states.
    pub levels: Vec<LevelWrite>,
    /// Whether the entry states, or stated, levels: then the batch needs its connected units
    /// ([`Batch::restate_levels`]).
    pub touches_levels: bool,
}

/// A line of the change log.
#[derive(Clone, Debug)]
pub struct LogLine {
    /// Unit whose chair may read it; 0 for the installation.
    pub home: i32,
    /// What was done, "room.act".
    pub act: Cow<'static, str>,
    /// What it was done to.
    pub about: Uuid,
    /// Short JSON without names or contents.
    pub detail: String,
    /// When it was done and by whom, for a line that was written in another book before; the batch's own otherwise.
    pub when: Option<(i64, i64)>,
}

/// Postings that no entry makes, such as those of a change of the map.
#[derive(Clone, Debug)]
pub(crate) struct SourcePostings {
    pub(crate) source: Uuid,
    pub(crate) kind: i16,
    pub(crate) rev: i32,
    pub(crate) lines: Vec<PostingWrite>,
}

/// Everything that one act writes; all of it or nothing.
#[derive(Clone, Debug)]
pub struct Batch {
    pub(crate) author: i64,
    pub(crate) at: i64,
    pub(crate) statements: Vec<Statement>,
    pub(crate) entries: Vec<EntryWrite>,
    pub(crate) postings: Vec<SourcePostings>,
    pub(crate) after: Vec<Statement>,
    pub(crate) log: Vec<LogLine>,
    pub(crate) connected: Option<(Arc<ConnectedUnits>, Arc<ConnectedUnits>)>,
    pub(crate) settles_all: bool,
    pub(crate) generation: Option<i64>,
}

impl Batch {
    /// Opens a batch by a person (0 is the program itself) at a moment in UTC milliseconds.
    pub fn new(author: i64, at: i64) -> Batch {
        Batch {
            author,
            at,
            statements: Vec::new(),
            entries: Vec::new(),
            postings: Vec::new(),
            after: Vec::new(),
            log: Vec::new(),
            connected: None,
            settles_all: false,
            generation: None,
        }
    }
    /// Sets the connected units whose levels are recomputed: on the map before the batch, and on the map after it.
    pub fn restate_levels(mut self, before: Arc<ConnectedUnits>, after: Arc<ConnectedUnits>) -> Batch {
        self.connected = Some((before, after));
        self
    }
    /// Compares every level of the connected units with the postings, whether the batch touches it or not.
    pub(crate) fn restate_all_levels(mut self) -> Batch {
        self.settles_all = true;
        self
    }
    /// Sets the generation of map and packs that the batch was made on; it is refused as outdated if that has changed.
    pub fn made_on(mut self, generation: i64) -> Batch {
        self.generation = Some(generation);
        self
    }
    /// Adds a statement.
    pub fn run(mut self, sql: impl Into<Cow<'static, str>>, args: Args) -> Batch {
        self.statements.push(Statement::new(sql.into(), args));
        self
    }
    /// Adds a statement that writes postings or roll-ups directly. It clears the cache of sums.
    pub fn run_on_ledger(mut self, sql: impl Into<Cow<'static, str>>, args: Args) -> Batch {
        self.statements.push(Statement {
            sql: sql.into(),
            args,
            expect: None,
            touches_ledger: true,
        });
        self
    }
    /// Says how many rows the last statement must touch; otherwise the whole batch is refused as stale.
    pub fn expect(mut self, rows: u64) -> Batch {
        if let Some(last) = self.statements.last_mut() {
            last.expect = Some(rows);
        }
        self
    }
    /// Adds an entry's revision.
    pub fn entry(mut self, entry: EntryWrite) -> Batch {
        self.entries.push(entry);
        self
    }
    /// Adds postings of another source than an entry: its id, its kind (1 a change of the map), the revision that makes them.
    pub fn postings(mut self, source: Uuid, kind: i16, rev: i32, lines: Vec<PostingWrite>) -> Batch {
        if !lines.is_empty() {
            self.postings.push(SourcePostings {
                source,
                kind,
                rev,
                lines,
            });
        }
        self
    }
    /// Adds a statement that runs after the entries were written.
    pub fn then(mut self, sql: impl Into<Cow<'static, str>>, args: Args) -> Batch {
        self.after.push(Statement::new(sql.into(), args));
        self
    }
    /// Adds a line to the change log.
    pub fn log(
        mut self,
        home: i32,
        act: impl Into<Cow<'static, str>>,
        about: Uuid,
        detail: impl Into<String>,
    ) -> Batch {
        let (act, detail) = (act.into(), detail.into());
        debug_assert!(
            is_act(&act),
            "{act} is not among the acts that pages have words for"
        );
        self.log.push(LogLine {
            home,
            act,
            about,
            detail,
            when: None,
        });
        self
    }
    /// Adds a line that stood in another book's change log, with its own moment and person.
    pub(crate) fn log_again(
        mut self,
        at: i64,
        author: i64,
        (home, act, about, detail): (i32, &str, Uuid, &str),
    ) -> Batch {
        // The other book may be older or newer than this program, so its acts are not checked.
        self.log.push(LogLine {
            home,
            act: act.to_owned().into(),
            about,
            detail: detail.to_owned(),
            when: Some((at, author)),
        });
        self
    }
    /// Whether it was made on another generation of map and packs than the one that there is.
    pub(crate) fn is_outdated(&self, generation: Option<i64>) -> bool {
        self.generation.is_some() && self.generation != generation
    }
    /// Whether statements of the batch write postings or roll-ups directly.
    pub(crate) fn touches_ledger_by_itself(&self) -> bool {
        let mut statements = self.statements.iter().chain(&self.after);
        statements.any(|s| s.touches_ledger)
    }
    pub(crate) fn is_only_entries(&self) -> bool {
        self.statements.is_empty() && self.after.is_empty()
    }
    pub(crate) fn is_plain_entry(&self) -> bool {
        self.statements.is_empty()
            && self.after.is_empty()
            && self.postings.is_empty()
            && self.entries.len() == 1
            && !self.entries[0].touches_levels
    }
}

/// Result of a batch that was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Committed.
    Written,
    /// An entry with this id exists, so nothing was written. The caller compares the digests.
    Exists {
        /// Home of the entry there.
        home: i32,
        /// Its first revision's digest.
        digest: String,
    },
}

/// Why a batch was refused. Nothing of it was written, unless `Unsure`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Somebody was faster.
    #[error("somebody was faster")]
    Stale,
    /// Map or packs have changed since it was made.
    #[error("map or packs have changed meanwhile")]
    Outdated,
    /// A constraint refused it.
    #[error("a constraint refused it: {0}")]
    Constraint(String),
    /// The disk is full.
    #[error("the disk is full")]
    NoSpace,
    /// The database is not there or too busy.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Stored data do not read back.
    #[error("stored data do not read back: {0}")]
    Corrupt(String),
    /// The connection broke during the commit: it may or may not have been written. The same id may be sent again.
    #[error("the connection broke during the commit")]
    Unsure,
}

impl WriteError {
    /// Whether it was refused because of stored data that do not read back: writing again does not help.
    pub fn is_corrupt(&self) -> bool {
        matches!(self, WriteError::Corrupt(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_the_ledger() {
        let told = |sql: &'static str| Batch::new(0, 0).run(sql, vec![]).touches_ledger_by_itself();
        assert!(!told("INSERT INTO enrollment (person) VALUES (1)"));
        assert!(!told("UPDATE posting_rule SET composting = 1"));
        for sql in [
            "UPDATE posting SET w = 1",
            "DELETE FROM \"Roll\"",
            "INSERT INTO public.roll(year) VALUES (1)",
        ] {
            assert!(names_ledger(sql), "{sql}");
        }
    }

    #[test]
    fn a_statement_on_the_ledger_says_so() {
        let batch = Batch::new(0, 0).run_on_ledger("UPDATE roll SET m1 = 0", vec![]);
        assert!(batch.touches_ledger_by_itself());
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "run_on_ledger")]
    fn a_statement_on_the_ledger_that_does_not_say_so_is_refused() {
        let _ = Batch::new(0, 0).run("DELETE FROM posting", vec![]);
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "run_on_ledger")]
    fn a_later_statement_on_the_ledger_that_does_not_say_so_is_refused() {
        let _ = Batch::new(0, 0).then("UPDATE roll SET m1 = 0", vec![]);
    }
}
