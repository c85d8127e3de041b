//! The program as a whole: its store, its clock, its people, and the book that all acts read.

use crate::clock::Clock;
use crate::context::Context;
use crate::entries::WaitingSheets;
use crate::exchange::PeerClient;
use crate::layouts::Layouts;
use crate::people::{Actor, People, RightsContext};
use crate::snapshot::RulesSnapshot;
use dienhong_domain::time::Day;
use dienhong_reports::Fonts;
use dienhong_store::{Store, StoreError, WriteError};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, RwLock};
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

/// What nobody at the screen can correct; logged once at the edge.
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
}

// Another process (the command line) may change the map or the packs: looked for at most this often.
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
        })
    }

    /// Lets letters to other installations be carried by this courier.
    pub fn with_peer_client(self, peer_client: PeerClient) -> App {
        App { peer_client, ..self }
    }

    /// Sets the PDFs of papers in this family; without it in the one that travels with the program.
    pub fn with_fonts(self, fonts: Fonts) -> App {
        let layouts = Layouts::new(Some(fonts));
        App { layouts, ..self }
    }

    /// The moment in UTC milliseconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// The civil day in Vietnam.
    pub fn today(&self) -> Day {
        dienhong_i18n::day_of(self.now())
    }

    /// The book as it stands: map and rules.
    pub fn snapshot(&self) -> Arc<RulesSnapshot> {
        self.snapshot
            .read()
            .map(|b| b.clone())
            .unwrap_or_else(|poisoned| poisoned.into_inner().clone())
    }

    /// Somebody who acts now, on the map and rules in force.
    pub fn by<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        Context::new(self, actor, self.snapshot(), self.now())
    }

    /// What no person does: jobs, and doors without one. Nothing is allowed to it.
    pub fn unattended(&self) -> Context<'_> {
        self.by(Actor::nobody())
    }

    /// When and on which map an act happens.
    pub fn here<'a>(&self, snapshot: &'a RulesSnapshot) -> RightsContext<'a> {
        snapshot.rights_at(self.now())
    }

    /// Looks whether another process changed map or packs, and reads them anew if so.
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

    /// Reads map and rules anew.
    pub async fn reload(&self) -> Result<(), Fault> {
        let snapshot = Arc::new(RulesSnapshot::load(&self.store).await?);
        match self.snapshot.write() {
            Ok(mut place) => *place = snapshot,
            Err(poisoned) => *poisoned.into_inner() = snapshot,
        }
        Ok(())
    }

    /// Whether a write was refused for what others did since the book was seen: they changed map or packs, which are then
    /// read anew unless somebody has done it already, or they took its place. Then it is to be looked at anew.
    pub(crate) async fn is_overtaken(&self, seen: &RulesSnapshot, error: &WriteError) -> Result<bool, Fault> {
        if *error == WriteError::Outdated {
            let _one_at_a_time = self.renewal.lock().await;
            if self.snapshot().generation == seen.generation {
                self.reload().await?;
            }
        }
        Ok(matches!(error, WriteError::Outdated | WriteError::Constraint(_)))
    }

    /// Changes of map and packs come one after another within a process.
    pub async fn map_lock(&self) -> MutexGuard<'_, ()> {
        self.map_writes.lock().await
    }
}
