//! What tests stand on: a failure names its engine, copies are whole and share nothing.

use dienhong_store::testing::{both, copied, empty};
use dienhong_store::{Batch, Engine, NEWEST, Store};
use std::process::Command;

const FAILS_ON: &str = "DIENHONG_TEST_FAILS_ON";

/// Run by the test below in a process of its own.
#[tokio::test]
#[ignore = "it fails"]
async fn fails_on_one_engine() {
    let Ok(engine) = std::env::var(FAILS_ON) else {
        return;
    };
    both(|store| {
        let engine = &engine;
        async move { assert_ne!(&store.engine().to_string(), engine) }
    })
    .await;
}

#[test]
fn a_failing_test_names_its_engine_and_its_database() {
    for (engine, address) in [("SQLite", "/"), ("PostgreSQL", "postgres://")] {
        let ran = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "testing::fails_on_one_engine",
                "--ignored",
                "--nocapture",
            ])
            .env(FAILS_ON, engine)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(!ran.status.success(), "{engine}: {said}");
        let told = format!("This test failed on {engine}, {address}");
        assert!(said.contains(&told), "{engine}: {said}");
        assert_eq!(said.matches("This test failed on").count(), 1, "{engine}: {said}");
    }
}

async fn put(store: &Store, key: &str) {
    let batch = Batch::new(0, 1).run(
        "INSERT INTO setting (key, value) VALUES ($1, '')",
        dienhong_store::args![key],
    );
    store.write(batch).await.unwrap();
}

async fn settings(store: &Store) -> Vec<String> {
    let rows: Vec<(String,)> = store
        .all("SELECT key FROM setting ORDER BY key", vec![])
        .await
        .unwrap();
    rows.into_iter().map(|(key,)| key).collect()
}

#[tokio::test]
async fn copies_hold_what_was_written_and_share_nothing() {
    for engine in Engine::ALL {
        for round in ["first", "second"] {
            let place = copied(engine, "settings", async |store| put(store, "kept").await).await;
            let store = Store::open(&place.address).await.unwrap();
            assert_eq!(settings(&store).await, ["kept"], "{engine}, {round}");
            put(&store, "own").await;
            store.close().await;
        }
    }
}

#[tokio::test]
async fn a_new_database_gets_the_tables_that_copies_have() {
    both(|copy| async move {
        let place = empty(copy.engine());
        let new = Store::open(&place.address).await.unwrap();
        let tables = async |store: &Store| {
            let sql = match store.engine() {
                Engine::Sqlite => "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql",
                Engine::Postgres => {
                    "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns \
                     WHERE table_schema = 'public' ORDER BY 1"
                }
            };
            store.all::<(String,)>(sql, vec![]).await.unwrap()
        };
        assert_eq!(tables(&new).await, tables(&copy).await);
        assert!(tables(&new).await.len() > 40, "{:?}", tables(&new).await);
        let steps = new.number("SELECT COUNT(*) FROM migration", vec![]).await;
        assert_eq!(steps.unwrap(), NEWEST);
        new.close().await;
    })
    .await;
}
