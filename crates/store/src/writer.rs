//! The single writer task: collects waiting jobs, writes each table with few statements, commits once, then answers.

mod checkpoint;
mod group;
mod levels;
mod rolls;
mod rows;
pub(crate) use rows::{Insert, places};
mod single;

use crate::batch::{Batch, Outcome, WriteError};
use crate::db::{Conn, Options};
use crate::sum_cache::SumCache;
use checkpoint::Checkpoints;
use group::{Group, Written};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Most jobs in one commit.
const MOST: usize = 256;
/// Capacity of the queue; callers wait while it is full.
const QUEUE: usize = 2048;

/// Steps of the writer, noted for tests: "commit" after the engine's commit returned, "answer" before each reply.
#[derive(Clone, Default)]
pub struct Trace(Option<Arc<Mutex<Vec<&'static str>>>>);

impl Trace {
    /// A trace that keeps its steps.
    pub fn kept() -> Trace {
        Trace(Some(Arc::default()))
    }
    /// The steps so far.
    pub fn steps(&self) -> Vec<&'static str> {
        self.0
            .as_ref()
            .map(|t| t.lock().map(|s| s.clone()).unwrap_or_default())
            .unwrap_or_default()
    }
    fn note(&self, step: &'static str) {
        if let Some(Ok(mut steps)) = self.0.as_ref().map(|t| t.lock()) {
            steps.push(step);
        }
    }
}

pub(crate) type Answer = Result<Outcome, WriteError>;

pub(crate) struct Job {
    pub(crate) batch: Batch,
    reply: oneshot::Sender<Answer>,
}

#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
    changes: Arc<AtomicU64>,
}

enum Message {
    Job(Box<Job>),
    Stop(oneshot::Sender<()>),
}

impl Writer {
    pub(crate) fn start(options: Options, trace: Trace, sum_cache: SumCache) -> Writer {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let changes = Arc::new(AtomicU64::new(0));
        let told = Told {
            trace,
            changes: changes.clone(),
            sum_cache,
        };
        tokio::spawn(run(options, waiting, told));
        Writer { queue, changes }
    }

    /// Number of groups so far that wrote something other than entries.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    pub(crate) async fn write(&self, batch: Batch) -> Answer {
        let gone = || WriteError::Unavailable("the writer has stopped".to_owned());
        let (reply, answer) = oneshot::channel();
        self.queue
            .send(Message::Job(Box::new(Job { batch, reply })))
            .await
            .map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    pub(crate) async fn stop(&self) {
        let (reply, done) = oneshot::channel();
        if self.queue.send(Message::Stop(reply)).await.is_ok() {
            // An error means that the writer has already stopped.
            let _ = done.await;
        }
    }
}

/// What the writer updates after each group.
struct Told {
    trace: Trace,
    changes: Arc<AtomicU64>,
    sum_cache: SumCache,
}

async fn run(options: Options, mut waiting: mpsc::Receiver<Message>, told: Told) {
    let mut conn: Option<Conn> = None;
    let mut taken = Vec::with_capacity(MOST);
    let mut checkpoints = Checkpoints::start(&options);
    while waiting.recv_many(&mut taken, MOST).await > 0 {
        let mut jobs = Vec::with_capacity(taken.len());
        let mut stop = None;
        for message in taken.drain(..) {
            match message {
                Message::Job(job) => jobs.push(*job),
                Message::Stop(reply) => stop = Some(reply),
            }
        }
        if !jobs.is_empty() {
            conn = work(&options, conn, jobs, &told).await;
            checkpoints.note();
        }
        if let Some(reply) = stop {
            if let Some(conn) = conn.take() {
                conn.close().await;
            }
            checkpoints.stop().await;
            let _ = reply.send(());
            return;
        }
    }
}

/// Writes the jobs; returns the connection if it is still usable.
async fn work(options: &Options, conn: Option<Conn>, jobs: Vec<Job>, told: &Told) -> Option<Conn> {
    let trace = &told.trace;
    let opened = match conn {
        Some(conn) => Ok(conn),
        None => open(options).await,
    };
    let mut conn = match opened {
        Ok(conn) => conn,
        Err(error) => {
            let error = refusal(&error);
            answer(jobs.into_iter().map(|j| (j, Err(error.clone()))), trace);
            return None;
        }
    };
    let (batches, replies): (Vec<Batch>, Vec<_>) = jobs.into_iter().map(|j| (j.batch, j.reply)).unzip();
    told.sum_cache.begin();
    let Written {
        answers,
        is_good,
        span,
        landed,
    } = Group::new(&batches).write(&mut conn, trace).await;
    // Updated before callers are answered, so that they find their own write in every figure.
    let is_told = !batches.iter().any(Batch::touches_ledger_by_itself);
    told.sum_cache
        .written(homes_of(&batches).filter(|_| span.is_some()).as_deref());
    told.sum_cache.end(span, landed, is_told);
    // Counted here and before the answer, so that it is counted even if the caller has gone away.
    if batches.iter().any(|b| !b.is_only_entries()) {
        told.changes.fetch_add(1, Ordering::SeqCst);
    }
    for (reply, result) in replies.into_iter().zip(answers) {
        trace.note("answer");
        // The caller may have gone away; the write stands regardless.
        let _ = reply.send(result);
    }
    if is_good {
        Some(conn)
    } else {
        conn.close().await;
        None
    }
}

/// The homes whose entries some batches write; `None` if one of them may change any entry.
fn homes_of(batches: &[Batch]) -> Option<Vec<i32>> {
    let is_plain = batches.iter().all(Batch::is_only_entries);
    let entries = batches.iter().flat_map(|batch| &batch.entries);
    is_plain.then(|| {
        entries
            .flat_map(|entry| [entry.home.0, entry.was_home.0])
            .collect()
    })
}

async fn open(options: &Options) -> Result<Conn, sqlx::Error> {
    let mut last = None;
    for pause in [0u64, 100, 400, 1500] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        match options.connect().await {
            Ok(conn) => return Ok(conn),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or(sqlx::Error::PoolClosed))
}

fn answer(jobs: impl Iterator<Item = (Job, Answer)>, trace: &Trace) {
    for (job, result) in jobs {
        trace.note("answer");
        let _ = job.reply.send(result);
    }
}

/// Sorts an engine's error by what a person can do about it.
pub(crate) fn refusal(error: &sqlx::Error) -> WriteError {
    if let sqlx::Error::Database(db) = error {
        let code = db.code().unwrap_or_default();
        // SQLITE_FULL 13, SQLITE_IOERR 10 and its extended codes; PostgreSQL disk_full 53100.
        let is_full = code == "13" || code == "53100" || db.message().contains("disk is full");
        if is_full || (code == "10" || code.parse::<i32>().is_ok_and(|c| c & 0xff == 10)) {
            return WriteError::NoSpace;
        }
        if db.is_unique_violation() || db.is_check_violation() || db.is_foreign_key_violation() {
            return WriteError::Constraint(db.message().to_owned());
        }
        if code == "5" || code == "6" {
            return WriteError::Unavailable("the database is locked by another program".to_owned());
        }
    }
    if let sqlx::Error::ColumnDecode { index, source } = error {
        return WriteError::Corrupt(format!("{index}: {source}"));
    }
    WriteError::Unavailable(error.to_string())
}

/// Whether the connection itself is broken, so that nothing more can be asked of it.
pub(crate) fn is_broken(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed
    ) || matches!(error, sqlx::Error::Database(db) if db.code().is_some_and(|c| c.starts_with("57P") || c.starts_with("08")))
}
