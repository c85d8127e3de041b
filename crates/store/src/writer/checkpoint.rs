//! SQLite's checkpoints beside the writer: what is committed goes from the engine's log into the file without anybody
//! waiting for it.

use crate::db::Options;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Groups between two checkpoints: about a thousand pages where every entry lies in another place.
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
            // Full means that one is asked for already.
            let _ = wanted.try_send(());
        }
    }

    /// Lets the running one end and closes its connection.
    pub(super) async fn stop(self) {
        if let Some((wanted, task)) = self.beside {
            drop(wanted);
            // A task that died has no connection left.
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
            // The writer makes its own where this one cannot.
            conn = None;
        }
    }
    if let Some(conn) = conn {
        conn.close().await;
    }
}
