//! Steps of the tables: what is kept of each, and what a book says of a step that was edited.

use dienhong_store::testing::{both_addresses, empty, named};
use dienhong_store::{Batch, Engine, NEWEST, Store, StoreError};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use std::collections::{BTreeMap, BTreeSet};

/// Writes to a book as something else than this program would.
async fn run(address: &str, sql: &'static str) {
    let store = Store::open(address).await.unwrap();
    store.write(Batch::new(0, 1).run(sql, vec![])).await.unwrap();
    store.close().await;
}

/// The checksums that a book keeps, in the order of the steps.
async fn checksums(store: &Store) -> Vec<Option<String>> {
    let sql = "SELECT checksum FROM migration ORDER BY step";
    let rows: Vec<(Option<String>,)> = store.all(sql, vec![]).await.unwrap();
    rows.into_iter().map(|(checksum,)| checksum).collect()
}

#[tokio::test]
async fn a_book_without_checksums_gets_them_when_it_is_opened() {
    both_addresses(|address| async move {
        let store = Store::open(&address).await.unwrap();
        let made = checksums(&store).await;
        store.close().await;
        assert_eq!(made.len(), NEWEST as usize);
        assert!(made.iter().all(Option::is_some), "{made:?}");
        run(&address, "ALTER TABLE migration DROP COLUMN checksum").await;
        for _ in 0..2 {
            let store = Store::open(&address).await.unwrap();
            assert_eq!(checksums(&store).await, made);
            store.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_step_that_was_edited_is_named() {
    both_addresses(|address| async move {
        run(
            &address,
            "UPDATE migration SET checksum = 'another' WHERE step = 5",
        )
        .await;
        let refused = Store::open(&address).await.err();
        assert!(
            matches!(
                refused,
                Some(StoreError::Edited {
                    step: 5,
                    name: "filings"
                })
            ),
            "{refused:?}"
        );
    })
    .await;
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
        assert_eq!(checksums(&store).await.len(), 3);
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
                assert_eq!(checksums(&store).await.len(), NEWEST as usize);
                store.close().await;
            }
            drop(held);
        })
        .await;
    }
}

/// Tables and their columns.
async fn columns(store: &Store) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match store.engine() {
        Engine::Sqlite => {
            "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        Engine::Postgres => {
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let rows: Vec<(String, String)> = store.all(sql, vec![]).await.unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, column) in rows {
        found.entry(table).or_default().insert(column);
    }
    found
}

/// What happened to something, and why, is kept once for all areas: whoever adds a table with places in a history and states,
/// notes or reasons there wants a kind of step instead.
#[tokio::test]
async fn no_area_keeps_steps_of_its_own() {
    both_addresses(|address| async move {
        let store = Store::open(&address).await.unwrap();
        let all = columns(&store).await;
        let repeats = |columns: &BTreeSet<String>| {
            columns.contains("seq") && ["state", "note", "reason"].iter().any(|c| columns.contains(*c))
        };
        let found: Vec<&str> = all
            .iter()
            .filter(|(_, columns)| repeats(columns))
            .map(|(table, _)| table.as_str())
            .collect();
        assert_eq!(found, ["step", "step_reason"]);
        store.close().await;
    })
    .await;
}
