//! A group of jobs in one transaction: plain entries together, others one by one, each with a savepoint.

use super::rolls::Rolls;
use super::rows::{Insert, write_together};
use super::single;
use super::{Answer, Trace, is_broken, refusal};
use crate::args::{Arg, padded};
use crate::batch::{Batch, EntryWrite, Outcome, PostingWrite, WriteError};
use crate::db::Conn;
use crate::lists::place;
use crate::log::{Chain, entry_detail};
use crate::rows::As;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

pub(super) const ENTRY: Insert = Insert {
    head: "INSERT INTO entry (id, home, register, unit, day, state, rev, author, holder, made_at, changed_at, search, place)",
    tail: "",
    columns: 13,
};
pub(super) const REVISION: Insert = Insert {
    head: "INSERT INTO revision (entry, rev, home, at, author, unit, day, state, rules, body, digest)",
    tail: "",
    columns: 11,
};
pub(super) const TEXT: Insert = Insert {
    head: "INSERT INTO revision_text (entry, rev, home, salt, body)",
    tail: "",
    columns: 5,
};
pub(super) const POSTING: Insert = Insert {
    head: "INSERT INTO posting (home, day, source, rev, line, source_kind, unit, measure, amount, bound, w)",
    tail: "",
    columns: 11,
};
pub(super) const UPDATE_ENTRY: &str = "UPDATE entry SET home = $1, unit = $2, day = $3, state = $4, rev = $5, holder = $6, \
     changed_at = $7, search = $8, place = $9 + place % 10000000000 WHERE id = $10 AND home = $11 AND rev = $12";

pub(super) struct Group<'a> {
    batches: &'a [Batch],
    answers: Vec<Option<Answer>>,
    landed: Landed,
    span: Option<(i64, i64)>,
}

/// Postings that were written, for the cache of sums.
pub(super) type Landed = Vec<PostingWrite>;

/// How a group ended.
pub(super) struct Written {
    pub(super) answers: Vec<Answer>,
    /// Whether the connection is still usable.
    pub(super) is_good: bool,
    /// The last line of the log before and after the group; `None` unless the commit is certain.
    pub(super) span: Option<(i64, i64)>,
    /// What was posted, when it was committed.
    pub(super) landed: Landed,
}

impl<'a> Group<'a> {
    pub(super) fn new(batches: &'a [Batch]) -> Group<'a> {
        Group {
            batches,
            answers: vec![None; batches.len()],
            landed: Landed::new(),
            span: None,
        }
    }

    /// Writes all jobs.
    pub(super) async fn write(mut self, conn: &mut Conn, trace: &Trace) -> Written {
        let (answers, is_good) = self.write_all(conn, trace).await;
        Written {
            answers,
            is_good,
            span: self.span,
            landed: self.landed,
        }
    }

    async fn write_all(&mut self, conn: &mut Conn, trace: &Trace) -> (Vec<Answer>, bool) {
        match self.attempt(conn, true, trace).await {
            Ok(()) => return (self.finish(), true),
            Err(Failure::Commit(error)) => return self.refused_at_commit(conn, &error).await,
            Err(Failure::Before(error)) if is_broken(&error) => return (self.all(&refusal(&error)), false),
            Err(Failure::Before(error)) => {
                if conn.simple("ROLLBACK").await.is_err() && matches!(conn, Conn::Postgres(_)) {
                    return (self.all(&refusal(&error)), false);
                }
            }
        }
        // The engine refused something in the group: the jobs run again one by one, so that only the bad one is
        // refused.
        self.answers = vec![None; self.batches.len()];
        self.landed.clear();
        match self.attempt(conn, false, trace).await {
            Ok(()) => (self.finish(), true),
            Err(Failure::Commit(error)) => self.refused_at_commit(conn, &error).await,
            Err(Failure::Before(error)) => {
                let is_good = !is_broken(&error) && conn.simple("ROLLBACK").await.is_ok();
                (self.all(&refusal(&error)), is_good)
            }
        }
    }

    /// Rolls back after a failed commit, so that nothing is left of what the answer reports as not written.
    async fn refused_at_commit(&mut self, conn: &mut Conn, error: &sqlx::Error) -> (Vec<Answer>, bool) {
        if !is_broken(error) {
            // This fails if the engine has already ended the transaction.
            let _ = conn.simple("ROLLBACK").await;
        }
        (self.all(&after_commit(error)), !is_broken(error))
    }

    fn finish(&mut self) -> Vec<Answer> {
        std::mem::take(&mut self.answers)
            .into_iter()
            .map(|a| a.unwrap_or(Ok(Outcome::Written)))
            .collect()
    }

    /// Answers all jobs with one error, except those that were refused for a reason of their own before.
    fn all(&mut self, error: &WriteError) -> Vec<Answer> {
        std::mem::take(&mut self.answers)
            .into_iter()
            .map(|a| match a {
                Some(Err(own)) => Err(own),
                _ => Err(error.clone()),
            })
            .collect()
    }

    async fn attempt(&mut self, conn: &mut Conn, together: bool, trace: &Trace) -> Result<(), Failure> {
        let (mut chain, generation) = Chain::begin(conn).await?;
        let first = chain.last();
        if together && self.together(conn, &mut chain, generation).await? {
            self.span = Some((first, chain.last()));
            trace.note("commit");
            return Ok(());
        }
        let mut log: Vec<Arg> = Vec::new();
        for (i, batch) in self.batches.iter().enumerate() {
            if self.answers[i].is_some() {
                continue;
            }
            let before = (chain.clone(), log.len(), self.landed.len());
            conn.simple("SAVEPOINT job").await?;
            match single::write(conn, batch, &mut chain, &mut log, &mut self.landed).await {
                Ok(outcome) => {
                    conn.simple("RELEASE SAVEPOINT job").await?;
                    self.answers[i] = Some(Ok(outcome));
                }
                Err(single::Refused::Engine(error)) if is_broken(&error) => {
                    return Err(Failure::Before(error));
                }
                Err(refused) => {
                    if let Err(also) = conn.simple("ROLLBACK TO SAVEPOINT job").await {
                        // On a full disk the engine ends a large transaction itself: its first error is the one to
                        // report.
                        return Err(Failure::Before(match refused {
                            single::Refused::Engine(error) => error,
                            _ => also,
                        }));
                    }
                    conn.simple("RELEASE SAVEPOINT job").await?;
                    chain = before.0;
                    log.truncate(before.1);
                    self.landed.truncate(before.2);
                    self.answers[i] = Some(Err(refused.into()));
                }
            }
        }
        crate::log::INSERT.write(conn, log).await?;
        conn.simple("COMMIT").await.map_err(Failure::Commit)?;
        self.span = Some((first, chain.last()));
        trace.note("commit");
        Ok(())
    }

    /// Writes the plain entries of all jobs, table by table. Returns whether it also committed, which it does if
    /// nothing else is left to write.
    async fn together(
        &mut self,
        conn: &mut Conn,
        chain: &mut Chain,
        generation: Option<i64>,
    ) -> Result<bool, Failure> {
        let (outdated, plain): (Vec<usize>, Vec<usize>) = (0..self.batches.len())
            .filter(|i| self.batches[*i].is_plain_entry())
            .partition(|i| self.batches[*i].is_outdated(generation));
        for i in outdated {
            self.answers[i] = Some(Err(WriteError::Outdated));
        }
        let there = existing(
            conn,
            plain
                .iter()
                .map(|i| &self.batches[*i].entries[0])
                .filter(|e| e.rev == 1),
        )
        .await?;
        let mut tables = Tables::default();
        let mut seen: HashSet<Uuid> = HashSet::new();
        for i in plain {
            let (batch, entry) = (&self.batches[i], &self.batches[i].entries[0]);
            if !seen.insert(entry.id) {
                // The same entry twice in one group: the second is written on its own with a savepoint.
                continue;
            }
            if entry.rev == 1 {
                if let Some((home, digest)) = there.get(&entry.id) {
                    self.answers[i] = Some(Ok(Outcome::Exists {
                        home: *home,
                        digest: digest.clone(),
                    }));
                    continue;
                }
                tables.entries.extend(entry_row(batch, entry, chain.last() + 1));
            } else if conn
                .execute(UPDATE_ENTRY.into(), update_args(batch, entry))
                .await?
                != 1
            {
                self.answers[i] = Some(Err(WriteError::Stale));
                continue;
            }
            tables.add(batch, entry);
            tables
                .log
                .extend(chain.entry(batch, entry, &entry_detail(entry, &[])));
            for line in &batch.log {
                tables.log.extend(chain.line(batch, line));
            }
            self.answers[i] = Some(Ok(Outcome::Written));
        }
        let is_all = self.answers.iter().all(Option::is_some);
        let rolls = tables.write_rows(conn, &mut self.landed).await?;
        if is_all {
            return rolls.write_and_commit(conn).await;
        }
        rolls.write(conn).await?;
        Ok(false)
    }
}

/// Rows of the entry tables, gathered.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) entries: Vec<Arg>,
    revisions: Vec<Arg>,
    texts: Vec<Arg>,
    postings: Vec<Arg>,
    /// Lines of the change log, if they are written together with the rest.
    log: Vec<Arg>,
    rolls: Rolls,
    landed: Landed,
}

impl Tables {
    pub(super) fn add(&mut self, batch: &Batch, entry: &EntryWrite) {
        self.revisions.extend(crate::args![
            entry.id,
            entry.rev,
            entry.home,
            batch.at,
            batch.author,
            entry.unit,
            entry.day,
            entry.state,
            entry.rules,
            entry.body.as_str(),
            entry.digest.as_str()
        ]);
        if let Some((salt, text)) = &entry.text {
            self.texts.extend(crate::args![
                entry.id,
                entry.rev,
                entry.home,
                salt.as_slice(),
                text.as_str()
            ]);
        }
        for (line, posting) in entry.postings.iter().enumerate() {
            self.post(entry.id, entry.rev, line as i32, 0, posting);
        }
    }

    pub(super) fn post(&mut self, source: Uuid, rev: i32, line: i32, kind: i16, posting: &PostingWrite) {
        self.postings.extend(crate::args![
            posting.home,
            posting.day,
            source,
            rev,
            line,
            kind,
            posting.unit,
            posting.measure,
            posting.amount,
            posting.bound,
            posting.w
        ]);
        self.rolls.add(posting);
        self.landed.push(posting.clone());
    }

    /// Writes all rows, and adds the postings to `landed`.
    pub(super) async fn write(self, conn: &mut Conn, landed: &mut Landed) -> Result<(), sqlx::Error> {
        self.write_rows(conn, landed).await?.write(conn).await
    }

    /// Writes all but the roll-ups.
    async fn write_rows(self, conn: &mut Conn, landed: &mut Landed) -> Result<Rolls, sqlx::Error> {
        landed.extend(self.landed);
        let log = crate::log::INSERT;
        let rows = |insert: Insert, rows: &[Arg]| rows.len() / insert.columns;
        let revisions = rows(REVISION, &self.revisions);
        let as_many = rows(ENTRY, &self.entries) == revisions && rows(log, &self.log) == revisions;
        if as_many && revisions > 0 {
            // The usual case: new entries with one line of the log each.
            let tables = [(ENTRY, self.entries), (REVISION, self.revisions), (log, self.log)];
            write_together(conn, tables).await?;
        } else {
            ENTRY.write(conn, self.entries).await?;
            REVISION.write(conn, self.revisions).await?;
            log.write(conn, self.log).await?;
        }
        TEXT.write(conn, self.texts).await?;
        POSTING.write(conn, self.postings).await?;
        Ok(self.rolls)
    }
}

/// A new entry's row; `line` of the change log tells of its making.
pub(super) fn entry_row(batch: &Batch, e: &EntryWrite, line: i64) -> Vec<Arg> {
    crate::args![
        e.id,
        e.home,
        e.register,
        e.unit,
        e.day,
        e.state,
        e.rev,
        batch.author,
        e.holder,
        batch.at,
        batch.at,
        e.search.as_str(),
        place(e.day, line)
    ]
}

pub(super) fn update_args(batch: &Batch, e: &EntryWrite) -> Vec<Arg> {
    crate::args![
        e.home,
        e.unit,
        e.day,
        e.state,
        e.rev,
        e.holder,
        batch.at,
        e.search.as_str(),
        place(e.day, 0),
        e.id,
        e.was_home,
        e.rev - 1
    ]
}

/// Entries that exist already: home and the digest of the first revision.
pub(super) async fn existing(
    conn: &mut Conn,
    entries: impl Iterator<Item = &EntryWrite>,
) -> Result<HashMap<Uuid, (i32, String)>, sqlx::Error> {
    let ids: Vec<Uuid> = entries.map(|e| e.id).collect();
    let mut found = HashMap::new();
    for ids in ids.chunks(64) {
        let (places, args) = padded(ids, 0);
        let sql = format!(
            "SELECT e.id, e.home, r.digest FROM entry e JOIN revision r ON r.entry = e.id AND r.rev = 1 \
             WHERE e.id IN ({places})"
        );
        let rows: Vec<(Uuid, As<i32>, String)> = conn.all(sql.into(), args).await?;
        found.extend(
            rows.into_iter()
                .map(|(id, As(home), digest)| (id, (home, digest))),
        );
    }
    Ok(found)
}

/// The current generation of map and packs.
pub(super) async fn generation(conn: &mut Conn) -> Result<Option<i64>, sqlx::Error> {
    let sql = "SELECT value FROM setting WHERE key = 'generation'";
    let rows: Vec<(String,)> = conn.all(sql.into(), vec![]).await?;
    Ok(rows.first().and_then(|(value,)| value.parse().ok()))
}

pub(super) enum Failure {
    Before(sqlx::Error),
    Commit(sqlx::Error),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Failure {
        Failure::Before(error)
    }
}

fn after_commit(error: &sqlx::Error) -> WriteError {
    if is_broken(error) {
        WriteError::Unsure
    } else {
        refusal(error)
    }
}
