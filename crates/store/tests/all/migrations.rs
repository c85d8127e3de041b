//! Steps of the tables: whole or not at all, and once.

use dienhong_store::testing::{both_addresses, empty, named};
use dienhong_store::{Batch, Engine, NEWEST, Store, StoreError};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

/// Writes to a book as something else than this program would.
async fn run(address: &str, sql: &'static str) {
    let store = Store::open(address).await.unwrap();
    store.write(Batch::new(0, 1).run(sql, vec![])).await.unwrap();
    store.close().await;
}

async fn steps(store: &Store) -> i64 {
    let steps = store.number("SELECT COUNT(*) FROM migration", vec![]).await;
    steps.unwrap()
}

#[tokio::test]
async fn a_step_that_failed_leaves_nothing_behind() {
    both_addresses(|address| async move {
        run(&address, "DELETE FROM migration WHERE step >= 4").await;
        // What the step makes is there already.
        let refused = Store::open(&address).await.err();
        assert!(matches!(refused, Some(StoreError::Database(_))), "{refused:?}");
        let store = Store::open_to_read(&address, dienhong_store::upkeep::Reading::Live).await;
        let store = store.unwrap();
        assert_eq!(steps(&store).await, 3);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_open_a_new_book_at_once_make_its_tables_once() {
    for engine in Engine::ALL {
        let place = empty(engine);
        named(engine, &place.address, async {
            // SQLite refuses whoever comes while a file is given its journal, so that is done before.
            let options = SqliteConnectOptions::new().filename(&place.address);
            let options = options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal);
            let held = match engine {
                Engine::Sqlite => Some(options.connect().await.unwrap()),
                Engine::Postgres => None,
            };
            let opened = tokio::join!(Store::open(&place.address), Store::open(&place.address));
            for store in [opened.0, opened.1] {
                let store = store.unwrap();
                assert_eq!(steps(&store).await, NEWEST);
                store.close().await;
            }
            drop(held);
        })
        .await;
    }
}
