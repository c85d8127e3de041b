//! Upgrades with their backup, and returning to it when one fails.

use crate::common::{Place, files};
use dienhong_store::{Batch, NEWEST, Store};
use serde_json::json;

/// Step that folds the words of the search again.
const SEARCH_LETTERS: i64 = 10;

/// Makes a book look as the program before a step left it; `is_clean` also removes what steps made since. Returns the
/// step of the book.
async fn make_older(place: &Place, step: i64, is_clean: bool) -> i64 {
    let store = Store::open(&place.address()).await.expect("opened");
    let mut batch = Batch::new(0, 1);
    if is_clean {
        let is_postgres = place.address().starts_with("postgres");
        let since = undone_by_step(is_postgres)
            .into_iter()
            .rev()
            .filter(|(number, _)| *number >= step);
        for undone in since.flat_map(|(_, undone)| undone) {
            batch = batch.run(undone, vec![]);
        }
    }
    batch = batch.run(
        "DELETE FROM migration WHERE step >= $1",
        dienhong_store::args![step],
    );
    store.write(batch).await.expect("made older");
    store.close().await;
    step - 1
}

/// The newest step that makes something; one that only corrects rows is simply run again.
fn newest_made() -> i64 {
    let steps = undone_by_step(false);
    let made = steps.iter().rfind(|(_, undone)| !undone.is_empty());
    made.expect("a step that makes something").0
}

/// Statements that remove what each step makes ("DROP TABLE x") and make what it removes, read from the steps' texts so that
/// the next step needs no change here. Triggers, functions and indexes come before tables and columns, with which some
/// would disappear.
fn undone_by_step(is_postgres: bool) -> Vec<(i64, Vec<String>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/src");
    let steps = std::fs::read_to_string(folder.join("schema.rs")).expect("the list of steps");
    let files = steps.lines().filter(|l| l.contains("include_str!("));
    let files = files.filter_map(|l| l.split('"').find(|part| part.ends_with(".sql")));
    let texts: Vec<String> = files
        .map(|file| {
            let sql = std::fs::read_to_string(folder.join(file)).expect("its text");
            of_engine(&sql, is_postgres)
        })
        .collect();
    let steps = texts.iter().zip(1..).map(|(text, step)| {
        let removed = text.lines().filter_map(|line| {
            let name = line.strip_prefix("DROP TABLE ")?.strip_suffix(';')?;
            let made = texts.iter().find_map(|text| making(text, name));
            Some(made.expect("the table was made by a step"))
        });
        let mut undone: Vec<String> = text.lines().filter_map(undoing).chain(removed).collect();
        let order = [
            "DROP TRIGGER",
            "DROP FUNCTION",
            "DROP INDEX",
            "DROP TABLE",
            "ALTER TABLE",
            "CREATE TABLE",
        ];
        undone.sort_by_key(|undone| order.iter().position(|kind| undone.starts_with(kind)));
        (step, undone)
    });
    steps.collect()
}

/// The lines of a step that one engine runs.
fn of_engine(sql: &str, is_postgres: bool) -> String {
    let (own, other) = match is_postgres {
        true => ("POSTGRES ", "SQLITE "),
        false => ("SQLITE ", "POSTGRES "),
    };
    let lines = sql.lines().filter(|line| !line.starts_with(other));
    let lines = lines.map(|line| line.strip_prefix(own).unwrap_or(line).to_owned() + "\n");
    let text: String = lines.collect();
    match is_postgres {
        true => text.replace(" WITHOUT ROWID", ""),
        false => text,
    }
}

/// The statement of a step that makes a table.
fn making(text: &str, table: &str) -> Option<String> {
    let from = text.find(&format!("CREATE TABLE {table} "))?;
    let statement = &text[from..];
    statement.find(';').map(|end| statement[..end].to_owned())
}

fn undoing(line: &str) -> Option<String> {
    let words: Vec<&str> = line.trim().split([' ', '(']).collect();
    match words[..] {
        ["CREATE", "VIRTUAL", "TABLE", name, ..] => Some(format!("DROP TABLE {name}")),
        [
            "CREATE",
            "TRIGGER",
            name,
            "AFTER",
            ..,
            "FOR",
            "EACH",
            "STATEMENT",
            "EXECUTE",
            "FUNCTION",
            _,
            _,
        ] => Some(format!("DROP TRIGGER {name} ON entry")),
        ["CREATE", "UNIQUE", what, name, ..] | ["CREATE", what, name, ..] => {
            Some(format!("DROP {what} {name}"))
        }
        ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..] => {
            Some(format!("ALTER TABLE {table} DROP COLUMN {column}"))
        }
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_book_is_backed_up_and_brought_up() {
    for place in Place::both_with_book() {
        place.record(1..11);
        assert_eq!(place.json(0, &["upgrade"])["due"], false);
        let was = make_older(&place, newest_made(), true).await;
        for refused in [&["recount"][..], &["pack", "list"]] {
            assert_eq!(place.json(4, refused)["error"]["code"], "older", "{refused:?}");
        }
        assert_eq!(place.json(0, &["upgrade", "--look"])["due"], true);
        let done = place.json(0, &["upgrade"]);
        assert_eq!((&done["step"], &done["was"]), (&json!(NEWEST), &json!(was)));
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
async fn words_to_search_by_of_an_older_book_are_folded_anew() {
    for place in Place::both_with_book() {
        place.record(1..3);
        let words = "SELECT search FROM entry ORDER BY id";
        let kept = async || {
            let store = Store::open(&place.address()).await.expect("opened");
            let kept: Vec<(String,)> = store.all(words, vec![]).await.expect("read");
            store.close().await;
            kept
        };
        let before = kept().await;
        assert!(before.iter().all(|(words,)| words.contains('d')), "{before:?}");
        let store = Store::open(&place.address()).await.expect("opened");
        let as_it_was = "UPDATE entry SET search = REPLACE(search, 'd', 'ð')";
        let batch = Batch::new(0, 1).run(as_it_was, vec![]);
        store.write(batch).await.expect("made older");
        store.close().await;
        assert_ne!(kept().await, before);
        make_older(&place, SEARCH_LETTERS, true).await;
        place.json(0, &["upgrade"]);
        assert_eq!(kept().await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_upgrade_names_the_way_back_and_loses_nothing() {
    for place in Place::both_with_book() {
        place.record(1..11);
        // The step's tables exist already, so making them fails half-way.
        make_older(&place, newest_made(), false).await;
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
