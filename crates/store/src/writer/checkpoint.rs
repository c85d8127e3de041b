//! Runs SQLite's checkpoints in a task beside the writer, so that no write waits while the write-ahead log is copied
//! into the file.

use crate::db::Options;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Groups between two checkpoints: about a thousand pages if every entry changes a different one.
const GROUPS: u32 = 6;

/// Asks for checkpoints; nothing on PostgreSQL, which makes its own.
pub(super) struct Checkpoints {
    beside: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
    groups: u32,
}

impl Checkpoints {
    pub(super) fn start(options: &Options) -> Checkpoints {
        let beside = matches!(options, Options::Sqlite(_)).then(|| {
            let (wanted, asked) = mpsc::channel(1);
            (wanted, tokio::spawn(run(options.clone(), asked)))
        });
        Checkpoints { beside, groups: 0 }
    }

    /// Counts a group that was committed.
    pub(super) fn note(&mut self) {
        self.groups += 1;
        if self.groups < GROUPS {
            return;
        }
        self.groups = 0;
        if let Some((wanted, _)) = &self.beside {
            // A full channel means that a checkpoint is already requested.
            let _ = wanted.try_send(());
        }
    }

    /// Waits for a running checkpoint to end and closes its connection.
    pub(super) async fn stop(self) {
        if let Some((wanted, task)) = self.beside {
            drop(wanted);
            // A task that panicked has already dropped its connection.
            let _ = task.await;
        }
    }
}

async fn run(options: Options, mut asked: mpsc::Receiver<()>) {
    let mut conn = None;
    while asked.recv().await.is_some() {
        if conn.is_none() {
            conn = options.connect().await.ok();
        }
        if let Some(open) = conn.as_mut()
            && open.simple("PRAGMA wal_checkpoint(PASSIVE)").await.is_err()
        {
            // The next checkpoint reconnects; until then the writer's automatic checkpoint is the fallback.
            conn = None;
        }
    }
    if let Some(conn) = conn {
        conn.close().await;
    }
}
