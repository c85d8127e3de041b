//! Upgrades with their backup, and the way back when one fails.

use crate::common::{Place, files};
use dienhong_store::{Batch, NEWEST, Store};
use serde_json::json;

/// Makes a book look as the program before the newest step left it; `is_clean` also takes its tables away.
async fn make_older(place: &Place, is_clean: bool) {
    let store = Store::open(&place.address()).await.expect("opened");
    let mut batch = Batch::new(0, 1);
    if is_clean {
        for dropped in newest_made() {
            batch = batch.run(dropped, vec![]);
        }
    }
    batch = batch.run(
        "DELETE FROM migration WHERE step = $1",
        dienhong_store::args![NEWEST],
    );
    store.write(batch).await.expect("made older");
    store.close().await;
}

/// How what the newest step makes is taken away again ("DROP TABLE x"), read from its text so that the next step needs no change here;
/// indexes come first, for they go with their tables.
fn newest_made() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src");
    let steps = std::fs::read_to_string(folder.join("schema.rs")).expect("the list of steps");
    let newest = steps
        .lines()
        .rfind(|l| l.contains("include_str!("))
        .expect("a step")
        .to_owned();
    let file = newest
        .split('"')
        .find(|part| part.ends_with(".sql"))
        .expect("its file");
    let sql = std::fs::read_to_string(folder.join(file)).expect("its text");
    let made = |line: &str| {
        let words: Vec<&str> = line.trim().split([' ', '(']).collect();
        match words[..] {
            ["CREATE", "UNIQUE", what, name, ..] | ["CREATE", what, name, ..] => {
                Some(format!("DROP {what} {name}"))
            }
            ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..] => {
                Some(format!("ALTER TABLE {table} DROP COLUMN {column}"))
            }
            _ => None,
        }
    };
    let mut all: Vec<String> = sql.lines().filter_map(made).collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_book_is_backed_up_and_brought_up() {
    for place in Place::both_with_book() {
        place.record(1..11);
        assert_eq!(place.json(0, &["upgrade"])["due"], false);
        make_older(&place, true).await;
        for refused in [&["recount"][..], &["pack", "list"]] {
            assert_eq!(place.json(4, refused)["error"]["code"], "older", "{refused:?}");
        }
        assert_eq!(place.json(0, &["upgrade", "--look"])["due"], true);
        let done = place.json(0, &["upgrade"]);
        assert_eq!(
            (&done["step"], &done["was"]),
            (&json!(NEWEST), &json!(NEWEST - 1))
        );
        assert!(
            done["backup"]
                .as_str()
                .is_some_and(|p| p.contains("-before-upgrade")),
            "{done}"
        );
        assert_eq!(place.json(0, &["recount"])["mismatches"], 0);
        place.json(0, &["upgrade", "--rollback"]);
        assert_eq!(
            place.json(0, &["upgrade", "--look"])["due"],
            true,
            "the book is as before the upgrade"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_upgrade_names_the_way_back_and_loses_nothing() {
    for place in Place::both_with_book() {
        place.record(1..11);
        // The step's tables are there already, so making them fails half-way.
        make_older(&place, false).await;
        let failed = place.run(&["upgrade"]).expect(1);
        assert!(failed.err.contains("upgrade --rollback"), "{failed:?}");
        place.json(0, &["upgrade", "--rollback"]);
        let store = Store::open_to_read(&place.address(), dienhong_store::upkeep::Reading::Live)
            .await
            .expect("opened");
        assert_eq!(store.counts().await.expect("counted").entries, 10);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_of_a_newer_program_is_left_alone() {
    for place in Place::both_with_book() {
        let store = Store::open(&place.address()).await.expect("opened");
        let newer = dienhong_store::args![NEWEST + 1];
        store
            .write(Batch::new(0, 1).run("INSERT INTO migration (step, name) VALUES ($1, 'next')", newer))
            .await
            .expect("written");
        store.close().await;
        for args in [
            &["upgrade"][..],
            &["recount"],
            &["serve", "--listen", "127.0.0.1:0"],
        ] {
            assert_eq!(place.json(4, args)["error"]["code"], "newer", "{args:?}");
        }
        assert!(files(&place.data().join("backups"), "db").is_empty());
    }
}
