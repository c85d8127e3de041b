//! The program as a whole: its store, its clock, its people, and the book that all acts read.

use crate::checks::BookChecks;
use crate::clock::Clock;
use crate::context::Context;
use crate::entries::WaitingSheets;
use crate::exchange::PeerClient;
use crate::layouts::Layouts;
use crate::people::{Actor, People, RightsContext};
use crate::snapshot::RulesSnapshot;
use crate::workbooks::Workbooks;
use dienhong_domain::time::Day;
use dienhong_reports::Fonts;
use dienhong_store::{Store, StoreError, WriteError};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, RwLock};
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

/// What the user cannot correct; logged once, at the edge.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database could not be read.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The database could not be written.
    #[error("{0}")]
    Write(#[from] WriteError),
    /// A part could not be set up.
    #[error("{0}")]
    Other(String),
}

impl From<crate::people::Fault> for Fault {
    fn from(fault: crate::people::Fault) -> Fault {
        match fault {
            crate::people::Fault::Store(error) => Fault::Store(error),
            crate::people::Fault::Write(error) => Fault::Write(error),
            crate::people::Fault::Machine(what) => Fault::Other(what),
        }
    }
}

/// Everything that acts need.
pub struct App {
    /// What is remembered.
    pub store: Store,
    /// Acts on people.
    pub people: People,
    clock: Arc<dyn Clock>,
    snapshot: RwLock<Arc<RulesSnapshot>>,
    checked: AtomicI64,
    map_writes: Mutex<()>,
    renewal: Mutex<()>,
    pub(crate) peer_client: PeerClient,
    pub(crate) layouts: Layouts,
    pub(crate) sheets: WaitingSheets,
    pub(crate) workbooks: Workbooks,
    pub(crate) book_checks: BookChecks,
}

// Another process (the command line) may change the map or the packs; they are checked at most this often, in
// milliseconds.
const CHECK_EVERY_MS: i64 = 500;

impl App {
    /// Opens the program on a store. `base` is the address under which people reach it.
    pub async fn open(store: Store, clock: Arc<dyn Clock>, base: Url) -> Result<App, Fault> {
        let snapshot = RulesSnapshot::load(&store).await?;
        let people = People::new(store.clone(), base).map_err(|e| Fault::Other(e.to_string()))?;
        let checked = AtomicI64::new(clock.now());
        Ok(App {
            store,
            people,
            clock,
            snapshot: RwLock::new(Arc::new(snapshot)),
            checked,
            map_writes: Mutex::default(),
            renewal: Mutex::default(),
            peer_client: PeerClient::default(),
            layouts: Layouts::new(None),
            sheets: WaitingSheets::default(),
            workbooks: Workbooks::new(std::env::temp_dir()),
            book_checks: BookChecks::default(),
        })
    }

    /// Sets the client that posts letters to other installations.
    pub fn with_peer_client(self, peer_client: PeerClient) -> App {
        App { peer_client, ..self }
    }

    /// Sets the font family for PDFs of papers; without it the family built into the program is used.
    pub fn with_fonts(self, fonts: Fonts) -> App {
        let layouts = Layouts::new(Some(fonts));
        App { layouts, ..self }
    }

    /// Sets the folder where long files are made; without it that is the system's folder for temporary files, which may lie
    /// in memory. They have no names there and go away with the process.
    pub fn with_folder(self, folder: PathBuf) -> App {
        let workbooks = Workbooks::new(folder);
        App { workbooks, ..self }
    }

    /// The moment in UTC milliseconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// The civil day in Vietnam.
    pub fn today(&self) -> Day {
        dienhong_i18n::day_of(self.now())
    }

    /// The map and the rules now in force.
    pub fn snapshot(&self) -> Arc<RulesSnapshot> {
        self.snapshot
            .read()
            .map(|b| b.clone())
            .unwrap_or_else(|poisoned| poisoned.into_inner().clone())
    }

    /// The context of an actor who acts now, on the map and rules in force.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        Context::new(self, actor, self.snapshot(), self.now())
    }

    /// The context for jobs and requests without a person. It has no permissions.
    pub fn unattended(&self) -> Context<'_> {
        self.by(Actor::nobody())
    }

    /// When and on which map an act happens.
    pub fn here<'a>(&self, snapshot: &'a RulesSnapshot) -> RightsContext<'a> {
        snapshot.rights_at(self.now())
    }

    /// Checks whether another process changed the map or the packs, and reloads them if so.
    pub async fn reload_if_changed(&self) -> Result<(), Fault> {
        let (now, last) = (self.now(), self.checked.load(Ordering::Relaxed));
        if now.abs_diff(last) < CHECK_EVERY_MS as u64 {
            return Ok(());
        }
        self.checked.store(now, Ordering::Relaxed);
        if RulesSnapshot::generation(&self.store).await? != self.snapshot().generation {
            self.reload().await?;
        }
        Ok(())
    }

    /// Reloads the map and the rules.
    pub async fn reload(&self) -> Result<(), Fault> {
        let snapshot = Arc::new(RulesSnapshot::load(&self.store).await?);
        match self.snapshot.write() {
            Ok(mut place) => *place = snapshot,
            Err(poisoned) => *poisoned.into_inner() = snapshot,
        }
        Ok(())
    }

    /// Whether a write was refused because of what others did since `seen` was read: they changed the map or the packs
    /// (which are then reloaded, unless somebody has already done so), or they took the same place. The caller then
    /// tries again on the new state.
    pub(crate) async fn is_overtaken(&self, seen: &RulesSnapshot, error: &WriteError) -> Result<bool, Fault> {
        if *error == WriteError::Outdated {
            let _one_at_a_time = self.renewal.lock().await;
            if self.snapshot().generation == seen.generation {
                self.reload().await?;
            }
        }
        Ok(matches!(error, WriteError::Outdated | WriteError::Constraint(_)))
    }

    /// Locks changes of the map and the packs, which are made one after another within a process.
    pub async fn map_lock(&self) -> MutexGuard<'_, ()> {
        self.map_writes.lock().await
    }
}
