//! The program as a whole: its store, its clock, its people, and the book that all acts read.

use crate::book::Book;
use crate::clock::Clock;
use crate::entries::WaitingSheets;
use crate::exchange::Courier;
use crate::layouts::Layouts;
use crate::people::{Here, People};
use dienhong_domain::time::Day;
use dienhong_reports::Fonts;
use dienhong_store::{Batch, Store, StoreError, WriteError};
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
    book: RwLock<Arc<Book>>,
    checked: AtomicI64,
    map_writes: Mutex<()>,
    renewal: Mutex<()>,
    pub(crate) courier: Courier,
    pub(crate) layouts: Layouts,
    pub(crate) sheets: WaitingSheets,
}

// Another process (the command line) may change the map or the packs: looked for at most this often.
const LOOK_EVERY_MS: i64 = 500;

impl App {
    /// Opens the program on a store. `base` is the address under which people reach it.
    pub async fn open(store: Store, clock: Arc<dyn Clock>, base: Url) -> Result<App, Fault> {
        let book = Book::load(&store).await?;
        let people = People::new(store.clone(), base).map_err(|e| Fault::Other(e.to_string()))?;
        let checked = AtomicI64::new(clock.now());
        Ok(App {
            store,
            people,
            clock,
            book: RwLock::new(Arc::new(book)),
            checked,
            map_writes: Mutex::default(),
            renewal: Mutex::default(),
            courier: Courier::default(),
            layouts: Layouts::new(None),
            sheets: WaitingSheets::default(),
        })
    }

    /// Lets letters to other installations be carried by this courier.
    pub fn with_courier(self, courier: Courier) -> App {
        App { courier, ..self }
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
    pub fn book(&self) -> Arc<Book> {
        self.book
            .read()
            .map(|b| b.clone())
            .unwrap_or_else(|poisoned| poisoned.into_inner().clone())
    }

    /// When and on which map an act happens.
    pub fn here<'a>(&self, book: &'a Book) -> Here<'a> {
        Here {
            now: self.now(),
            map: &book.map,
        }
    }

    /// Looks whether another process changed map or packs, and reads them anew if so.
    pub async fn look(&self) -> Result<(), Fault> {
        let (now, last) = (self.now(), self.checked.load(Ordering::Relaxed));
        if now.abs_diff(last) < LOOK_EVERY_MS as u64 {
            return Ok(());
        }
        self.checked.store(now, Ordering::Relaxed);
        if Book::generation(&self.store).await? != self.book().generation {
            self.reload().await?;
        }
        Ok(())
    }

    /// Reads map and rules anew.
    pub async fn reload(&self) -> Result<(), Fault> {
        let book = Arc::new(Book::load(&self.store).await?);
        match self.book.write() {
            Ok(mut place) => *place = book,
            Err(poisoned) => *poisoned.into_inner() = book,
        }
        Ok(())
    }

    /// Whether a write was refused for what others did since the book was seen: they changed map or packs, which are then
    /// read anew unless somebody has done it already, or they took its place. Then it is to be looked at anew.
    pub(crate) async fn is_overtaken(&self, seen: &Book, error: &WriteError) -> Result<bool, Fault> {
        if *error == WriteError::Outdated {
            let _one_at_a_time = self.renewal.lock().await;
            if self.book().generation == seen.generation {
                self.reload().await?;
            }
        }
        Ok(matches!(error, WriteError::Outdated | WriteError::Constraint(_)))
    }

    /// Changes of map and packs come one after another within a process.
    pub async fn map_lock(&self) -> MutexGuard<'_, ()> {
        self.map_writes.lock().await
    }

    /// Marks in a batch that map or packs change, refusing when another process changed them since the book was read.
    pub fn next_generation(batch: Batch, book: &Book) -> Batch {
        batch
            .run(
                "UPDATE setting SET value = $1 WHERE key = 'generation' AND value = $2",
                dienhong_store::args![(book.generation + 1).to_string(), book.generation.to_string()],
            )
            .expect(1)
    }
}
