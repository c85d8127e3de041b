//! Books that are made once per test run and copied for each test.

use super::{NOON, opened, small_map};
use crate::app::App;
use crate::clock::FixedClock;
use crate::setup::{init, init_on};
use dienhong_store::meter::Meter;
use dienhong_store::testing::{Address, copied, named};
use dienhong_store::{Batch, Engine, Store};
use std::future::Future;
use std::sync::Arc;
use uuid::Uuid;

/// Runs a test with a small book on SQLite, then on PostgreSQL.
pub async fn both_small_books<F: Future<Output = ()>>(test: impl Fn(App) -> F) {
    for engine in Engine::ALL {
        let (place, app) = small_book_on(engine).await;
        named(engine, &place.address, async { test(app).await }).await;
    }
}

/// Opens a small book on an engine; it is deleted when its address is dropped.
pub async fn small_book_on(engine: Engine) -> (Address, App) {
    let (place, store) = Prepared::Small.on(engine).await;
    (place, opened(store, Arc::new(FixedClock::at(NOON))).await)
}

/// Opens a small book on an engine with a meter of what its readers make it do.
pub async fn small_book_metered(engine: Engine) -> (Address, App, Meter) {
    let (place, store, meter) = Prepared::Small.metered(engine).await;
    let app = opened(store, Arc::new(FixedClock::at(NOON))).await;
    (place, app, meter)
}

/// A book that is copied for tests.
#[derive(Clone, Copy, Debug)]
pub enum Prepared {
    /// The small one, made at noon.
    Small,
    /// The whole shipped map and the shipped packs, made at a given moment.
    Whole {
        /// The moment, in milliseconds.
        at: i64,
    },
}

impl Prepared {
    /// Runs a test with a copy on SQLite, then with one on PostgreSQL.
    pub async fn both<F: Future<Output = ()>>(self, test: impl Fn(Store) -> F) {
        for engine in Engine::ALL {
            let (place, store) = self.on(engine).await;
            named(engine, &place.address, async { test(store).await }).await;
        }
    }

    /// A copy on an engine; it is deleted when its address is dropped.
    pub async fn on(self, engine: Engine) -> (Address, Store) {
        let place = match self {
            Prepared::Small => {
                copied(engine, "small", async |store| {
                    let made = init_on(store, &small_map(), &[], NOON).await;
                    made.unwrap_or_else(|e| panic!("the small book: {e}"));
                })
                .await
            }
            Prepared::Whole { at } => {
                copied(engine, &format!("whole_{at}"), async |store| {
                    let made = init(store, at).await;
                    made.unwrap_or_else(|e| panic!("the whole book: {e}"));
                })
                .await
            }
        };
        let store = Store::open(&place.address).await;
        let store = store.unwrap_or_else(|e| panic!("{}: {e}", place.address));
        rename(&store).await;
        (place, store)
    }

    /// The same with a meter of what its readers make the engine do.
    pub async fn metered(self, engine: Engine) -> (Address, Store, Meter) {
        let (place, store) = self.on(engine).await;
        store.close().await;
        let meter = Meter::default();
        let store = Store::open_metered(&place.address, &meter).await;
        let store = store.unwrap_or_else(|e| panic!("{}: {e}", place.address));
        (place, store, meter)
    }
}

/// Gives a copy its own identity, as every installation has.
async fn rename(store: &Store) {
    let renamed = Batch::new(0, NOON).run(
        "UPDATE setting SET value = $1 WHERE key = 'book'",
        dienhong_store::args![Uuid::now_v7().to_string()],
    );
    let done = store.write(renamed.expect(1)).await;
    done.unwrap_or_else(|e| panic!("a copy gets its own identity: {e}"));
}
