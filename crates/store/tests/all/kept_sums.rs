//! Sums saved between starts against a book that has none saved: what is gone on from, what is not trusted.

use crate::sum_cache::{anew, entry, posting, read, slice};
use dienhong_domain::units::Scope;
use dienhong_store::meter::Meter;
use dienhong_store::testing::both_addresses;
use dienhong_store::{Batch, PostingWrite, Store};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Writes postings of three measures in two years for each of some homes.
async fn fill(store: &Store, homes: i32) {
    let of_home =
        |home| (1..=3).flat_map(move |measure| [(home, measure, 20240315), (home, measure, 20250611)]);
    let lines: Vec<PostingWrite> = (1..=homes)
        .flat_map(of_home)
        .map(|(home, measure, day)| posting((home, day, measure, 5, 0)))
        .collect();
    let batch = Batch::new(1, 1).postings(Uuid::now_v7(), 1, 1, lines);
    store
        .write(batch.log(0, "test.change", Uuid::nil(), "{}"))
        .await
        .unwrap();
}

async fn run(address: &str, batch: Batch) {
    let store = Store::open(address).await.unwrap();
    store.write(batch).await.unwrap();
    store.close().await;
}

/// Bends roll-ups; without a line of the log no other process can know of it.
fn bent() -> Batch {
    Batch::new(0, 1).run_on_ledger("UPDATE roll SET m3 = m3 + 1000", vec![])
}

/// A book with two lines of the log, and the figures that were saved with it.
async fn saved(address: &str) -> Vec<BTreeMap<i32, String>> {
    let store = Store::open(address).await.unwrap();
    fill(&store, 9).await;
    fill(&store, 4).await;
    let figures = read(&store).await;
    store.save_sums().await.unwrap();
    store.close().await;
    figures
}

#[tokio::test]
async fn a_start_goes_on_from_what_was_saved_and_follows_what_came_after() {
    both_addresses(|address| async move {
        let straight = saved(&address).await;
        run(&address, bent()).await;
        assert_eq!(anew(&address).await, straight, "from what was saved");
        let line = posting((4, 20240310, 1, 70, 0));
        let written = Batch::new(1, 1).entry(entry(Uuid::now_v7(), 1, 4, vec![line]));
        run(&address, written).await;
        let followed = anew(&address).await;
        // The same with the saved sums gone, and the roll-ups straight again.
        run(&address, Batch::new(0, 1).run("DELETE FROM kept_sums", vec![])).await;
        assert_ne!(anew(&address).await, followed);
        let back = Batch::new(0, 1).run_on_ledger("UPDATE roll SET m3 = m3 - 1000", vec![]);
        run(&address, back).await;
        let cold = anew(&address).await;
        assert_eq!(cold, followed);
        assert_ne!(cold, straight);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_the_book_is_not_trusted() {
    both_addresses(|address| async move {
        let straight = saved(&address).await;
        run(&address, bent()).await;
        for (spoil, restore) in [
            // The log holds this line, with another hash.
            ("line = line - 1", "line = line + 1"),
            // It does not hold this one.
            ("line = line + 1", "line = line - 1"),
            ("format = format + 1", "format = format - 1"),
            ("step = step - 1", "step = step + 1"),
        ] {
            let change = |what: &str| Batch::new(0, 1).run(format!("UPDATE kept_sums SET {what}"), vec![]);
            run(&address, change(spoil)).await;
            assert_ne!(anew(&address).await, straight, "{spoil}");
            run(&address, change(restore)).await;
            assert_eq!(anew(&address).await, straight, "{restore}");
        }
        let content = dienhong_store::args![vec![0u8; 400]];
        run(
            &address,
            Batch::new(0, 1).run("UPDATE kept_sums SET content = $1", content),
        )
        .await;
        assert_ne!(
            anew(&address).await,
            straight,
            "a content that does not read back"
        );
    })
    .await;
}

#[tokio::test]
async fn an_act_on_the_whole_ledger_makes_what_was_saved_void() {
    both_addresses(|address| async move {
        let straight = saved(&address).await;
        let act = bent().log(0, "ledger.mend", Uuid::nil(), "{}");
        run(&address, act).await;
        let found = anew(&address).await;
        assert_ne!(found, straight);
        run(&address, Batch::new(0, 1).run("DELETE FROM kept_sums", vec![])).await;
        assert_eq!(found, anew(&address).await);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_saved_again_while_nothing_changed() {
    both_addresses(|address| async move {
        let store = Store::open(&address).await.unwrap();
        fill(&store, 9).await;
        let rows = async || {
            store
                .number("SELECT COUNT(*) FROM kept_sums", vec![])
                .await
                .unwrap()
        };
        let forget = async || {
            let gone = Batch::new(0, 1).run("DELETE FROM kept_sums", vec![]);
            store.write(gone).await.unwrap();
        };
        store.save_sums().await.unwrap();
        assert_eq!(rows().await, 0, "nothing was read yet");
        read(&store).await;
        store.save_sums().await.unwrap();
        assert_eq!(rows().await, 1);
        forget().await;
        read(&store).await;
        store.save_sums().await.unwrap();
        assert_eq!(rows().await, 0, "as saved before");
        fill(&store, 2).await;
        store.save_sums().await.unwrap();
        assert_eq!(rows().await, 1);
        let lines = store.number("SELECT COUNT(*) FROM log", vec![]).await.unwrap();
        assert_eq!(lines, 2, "saving is no act");
    })
    .await;
}

/// What the engine did for the first figures after a start, and these figures.
async fn first_reading(address: &str) -> (u64, BTreeMap<i32, String>) {
    let meter = Meter::default();
    let store = Store::open_metered(address, &meter).await.unwrap();
    let whole = Scope {
        slices: vec![slice(&(1..=400).collect::<Vec<_>>(), 20240101, 20251231)],
    };
    let before = meter.reading(&store).await.unwrap();
    let figures = store.figures(&whole, &[1, 2, 3]).await.unwrap();
    let did = meter.reading(&store).await.unwrap() - before;
    store.save_sums().await.unwrap();
    store.close().await;
    let figures = figures.into_iter().map(|(m, figure)| (m, format!("{figure:?}")));
    (did, figures.collect())
}

#[tokio::test]
async fn the_first_reading_after_a_start_reads_no_rolls() {
    both_addresses(|address| async move {
        let store = Store::open(&address).await.unwrap();
        fill(&store, 400).await;
        store.close().await;
        let (cold, figures) = first_reading(&address).await;
        let (warm, again) = first_reading(&address).await;
        assert_eq!((figures.len(), figures), (3, again));
        // There are 2,400 rows of roll-ups.
        assert!(cold > warm + 2_000, "{cold} cold, {warm} from what was saved");
    })
    .await;
}
