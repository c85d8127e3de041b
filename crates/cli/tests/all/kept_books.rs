//! Books of older programs: stored as they were, upgraded by this program, and read with nothing lost.
//!
//! `make keep` makes the books with the present program and writes them into `tests/kept-books/<commit>/`; before a
//! commit that changes tables, books are kept.

use crate::common::{Case, Place};
use crate::kept::facts::Reader;
use crate::kept::make::make;
use crate::kept::places;
use dienhong_app::testing::*;
use dienhong_domain::rights::Role;
use dienhong_store::Store;
use dienhong_store::log::ChainCheck;
use dienhong_store::testing::{Address, postgres, sqlite};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The books contain every table and every state, on both engines alike. With DIENHONG_KEEP, the folder into which the
/// books are written.
#[tokio::test(flavor = "multi_thread")]
async fn a_book_holds_every_state_of_every_thing() {
    let into = std::env::var_os("DIENHONG_KEEP").map(PathBuf::from);
    for new in [sqlite as fn() -> Address, postgres] {
        let addresses = [new(), new()];
        let _case = Case::new(addresses[0].address.as_str());
        let open = async |a: &Address| Store::open(&a.address).await.expect("a store");
        let made = make(open(&addresses[0]).await, open(&addresses[1]).await).await;
        let engine = made.ward.store.engine();
        let mut missing = Vec::new();
        let (ward, province) = (
            places::counts(&made.ward.store).await,
            places::counts(&made.province.store).await,
        );
        for ((what, here), (_, there)) in ward.iter().zip(&province) {
            if here + there == 0 {
                missing.push(what);
            }
        }
        assert!(missing.is_empty(), "{engine:?} has no row of {missing:?}");
        let known: Vec<&str> = places::TABLES.iter().map(|(t, _)| *t).collect();
        let all = places::tables(&made.ward.store).await;
        let forgotten: Vec<&String> = all.iter().filter(|t| !known.contains(&t.as_str())).collect();
        assert!(forgotten.is_empty(), "{engine:?}: {forgotten:?}");
        let Some(into) = &into else { continue };
        std::fs::create_dir_all(into).expect("a folder");
        let mut facts = Vec::new();
        for (at, key) in made.keys.iter().enumerate() {
            let reader = Reader::open(open(&addresses[at]).await, key).await;
            facts.push(reader.facts().await);
        }
        places::keep(
            &made,
            [&addresses[0], &addresses[1]],
            [&facts[0], &facts[1]],
            into,
        )
        .await;
    }
}

/// Every kept book is upgraded and says the same as before; sums, log and bundles on their way are still valid.
#[tokio::test(flavor = "multi_thread")]
async fn every_kept_book_is_brought_up_with_nothing_lost() {
    let commits = places::commits();
    assert!(
        !commits.is_empty(),
        "books are kept in {}",
        places::folder().display()
    );
    for commit in &commits {
        for (at, book) in places::BOOKS.iter().enumerate() {
            for place in Place::both() {
                let _case = Case::new(format!("{book} of {}", commit.display()));
                is_brought_up(commit, &place, at).await;
            }
        }
    }
}

async fn is_brought_up(commit: &Path, place: &Place, at: usize) {
    let engine = place.engine();
    let (kept, book) = (places::of_engine(commit, engine), places::BOOKS[at]);
    let which = format!("{} on {engine:?}, {book}", commit.display());
    let keys = std::fs::read_to_string(kept.join("keys")).expect("keys");
    places::restore(&kept, book, place.db.as_ref(), &place.data().join("book.db"));
    place.json(0, &["upgrade"]);
    assert_eq!(place.json(0, &["recount"])["mismatches"], 0, "{which}");
    let store = Store::open(&place.address()).await.expect("opened");
    let log = store.verify_log().await.expect("the log");
    assert!(matches!(log, ChainCheck::Whole { .. }), "{which}: {log:?}");
    let reader = Reader::open(store, keys.lines().nth(at).expect("a key")).await;
    let was = serde_json::from_slice(&places::read(&kept.join(format!("{book}.facts.json.gz"))));
    let mut differs = Vec::new();
    compare(&was.expect("facts"), &reader.facts().await, &which, &mut differs);
    let left = not_meant(differs);
    assert!(left.is_empty(), "{left:#?}");
    takes_what_was_on_its_way(&reader, &kept, book).await;
}

/// Differences that are not intended. Intended is this: the figures of a unit that ended are read through the last map
/// on which it was; the answer names that map, and what is compared with it belongs to it.
fn not_meant(differs: Vec<(String, String)>) -> Vec<(String, String)> {
    let through_another_map: Vec<String> = differs
        .iter()
        .filter_map(|(at, _)| at.strip_suffix(" › lens"))
        .filter(|question| question.contains("/api/v1/totals?") && question.ends_with("&lens=today"))
        .map(str::to_owned)
        .collect();
    let is_meant = |at: &str| {
        through_another_map
            .iter()
            .any(|question| at.starts_with(question))
    };
    differs.into_iter().filter(|(at, _)| !is_meant(at)).collect()
}

/// Everything that was said before is still said; more may be said.
fn compare(was: &Value, is: &Value, at: &str, differs: &mut Vec<(String, String)>) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            for (key, one) in was {
                let at = format!("{at} › {key}");
                match is.get(key) {
                    Some(other) => compare(one, other, &at, differs),
                    None => differs.push((at, "is gone".to_owned())),
                }
            }
        }
        (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            for (n, (one, other)) in was.iter().zip(is).enumerate() {
                compare(one, other, &format!("{at} › {n}"), differs);
            }
        }
        _ if was == is => {}
        _ => differs.push((at.to_owned(), format!("{was} was, {is} is"))),
    }
}

/// Bundles that were sealed before the upgrade are imported after it.
async fn takes_what_was_on_its_way(reader: &Reader, kept: &Path, book: &str) {
    let (unit, kinds) = match book {
        "ward" => (DIEN_HONG, ["tra-loi-so-lieu", "tra-loi-bao-cao"]),
        _ => (EAST, ["so-lieu", "bao-cao"]),
    };
    let who = somebody(2, &[(Role::Official, unit), (Role::Chair, unit)]);
    for kind in kinds {
        let bundle = std::fs::read(kept.join(format!("{kind}.dienhong"))).expect("a bundle");
        let took = reader.app.by(&who).exchange().import(&bundle).await;
        let took = took.unwrap_or_else(|e| panic!("{book}: {kind}: {e:?}"));
        assert_eq!(
            took.status(),
            dienhong_app::exchange::BundleStatus::New,
            "{book}: {kind}"
        );
        let again = reader
            .app
            .by(&who)
            .exchange()
            .import(&bundle)
            .await
            .expect("known");
        assert_eq!(
            again.status(),
            dienhong_app::exchange::BundleStatus::Known,
            "{book}: {kind}"
        );
    }
    for kind in ["the", "hoi"] {
        let bundle = std::fs::read(kept.join(format!("{kind}.dienhong"))).expect("a bundle");
        dienhong_bundles::open(&bundle).unwrap_or_else(|e| panic!("{kind}: {e:?}"));
    }
}
