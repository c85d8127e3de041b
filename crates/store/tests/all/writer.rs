//! The writer on both engines: group commit, idempotent ids, staleness, levels, roll-ups, the chain.

use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{ConnectedUnits, Scope, Slice, UnitId, UnitMap, Weight};
use dienhong_store::log::ChainCheck;
use dienhong_store::testing::{both, both_addresses};
use dienhong_store::{Batch, EntryWrite, LevelWrite, Outcome, PostingWrite, Store, Trace, WriteError};
use std::sync::Arc;
use uuid::Uuid;

fn posting(amount: i64, bound: i16, w: i16, day: i32) -> PostingWrite {
    PostingWrite {
        home: UnitId(7),
        day: Day::stored(day),
        unit: UnitId(9),
        measure: 1,
        amount,
        bound: Bound::stored(bound),
        w,
    }
}

fn entry(id: Uuid, rev: i32, day: i32, postings: Vec<PostingWrite>) -> EntryWrite {
    EntryWrite {
        id,
        home: UnitId(7),
        register: 1,
        unit: UnitId(9),
        day: Day::stored(day),
        state: State::Final,
        rev,
        was_home: UnitId(7),
        holder: 1,
        rules: 1,
        body: "{}".into(),
        text: Some((vec![1], "{}".into())),
        digest: format!("d{rev}-{}", postings.len()),
        search: "to 3".into(),
        postings,
        levels: vec![],
        touches_levels: false,
    }
}

async fn figure(store: &Store, from: i32, to: i32, measure: i32) -> (i64, Bound, i64) {
    let days = Period {
        from: Day::stored(from),
        to: Day::stored(to),
    };
    let slice = Slice {
        homes: vec![UnitId(7)],
        days,
        only: None,
        except: vec![],
        weight: Weight::Whole,
    };
    let figures = store
        .figures(&Scope { slices: vec![slice] }, &[measure])
        .await
        .unwrap();
    let sums = figures.get(&measure).copied().unwrap_or_default().sums;
    (sums.amount, sums.bound(), sums.lines)
}

#[tokio::test]
async fn a_correction_takes_the_old_amount_and_its_bound_away() {
    both(|store| async move {
        let id = Uuid::now_v7();
        let first = entry(id, 1, 20220910, vec![posting(2000, 1, 1, 20220910)]);
        assert_eq!(
            store.record(Batch::new(1, 5).entry(first.clone())).await,
            Ok(Outcome::Written)
        );
        assert_eq!(
            figure(&store, 20220101, 20221231, 1).await,
            (2000, Bound::AtLeast, 1)
        );
        let lines = vec![posting(-2000, 1, -1, 20220910), posting(64, 0, 1, 20220911)];
        let second = EntryWrite {
            day: Day::stored(20220911),
            ..entry(id, 2, 20220911, lines)
        };
        store.write(Batch::new(1, 6).entry(second.clone())).await.unwrap();
        assert_eq!(figure(&store, 20220101, 20221231, 1).await, (64, Bound::Exact, 1));
        assert_eq!(figure(&store, 20220911, 20220915, 1).await, (64, Bound::Exact, 1));
        assert_eq!(
            store.write(Batch::new(1, 7).entry(second)).await,
            Err(WriteError::Stale)
        );
        let again = store.record(Batch::new(1, 8).entry(first)).await;
        assert_eq!(
            again,
            Ok(Outcome::Exists {
                home: 7,
                digest: "d1-1".into()
            })
        );
        assert_eq!(store.recount_home(7).await.unwrap(), vec![]);
        assert_eq!(store.postings_of(id).await.unwrap().len(), 3);
        assert!(matches!(
            store.verify_log().await.unwrap(),
            ChainCheck::Whole { lines: 2, .. }
        ));
    })
    .await;
}

#[tokio::test]
async fn only_the_bad_job_of_a_group_is_refused() {
    both(|store| async move {
        let good = (0..40).map(|_| entry(Uuid::now_v7(), 1, 20220910, vec![posting(1, 0, 1, 20220910)]));
        let bad = EntryWrite {
            rev: 2,
            ..entry(Uuid::now_v7(), 2, 20220910, vec![posting(5, 0, 1, 20220910)])
        };
        let mut writes = tokio::task::JoinSet::new();
        for job in good.chain([bad]) {
            let store = store.clone();
            writes.spawn(async move { store.write(Batch::new(1, 5).entry(job)).await });
        }
        let broken = Batch::new(1, 5).run("INSERT INTO setting (key, value) VALUES ('a', NULL)", vec![]);
        assert!(store.write(broken).await.is_err());
        let results = writes.join_all().await;
        assert_eq!(results.iter().filter(|r| r.is_ok()).count(), 40);
        assert_eq!(
            results.iter().filter(|r| **r == Err(WriteError::Stale)).count(),
            1
        );
        assert_eq!(
            figure(&store, 20220901, 20220930, 1).await,
            (40, Bound::Exact, 40)
        );
        assert_eq!(store.recount_home(7).await.unwrap(), vec![]);
        assert!(matches!(
            store.verify_log().await.unwrap(),
            ChainCheck::Whole { lines: 40, .. }
        ));
    })
    .await;
}

#[tokio::test]
async fn a_level_stated_between_two_others_leaves_the_later_one_as_stated() {
    both(|store| async move {
        let level = |id, rev, day, amount, bound| EntryWrite {
            levels: vec![LevelWrite {
                home: UnitId(7),
                unit: UnitId(9),
                measure: 2,
                amount,
                bound: Bound::stored(bound),
            }],
            touches_levels: true,
            ..entry(id, rev, day, vec![])
        };
        let (a, b, c) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let connected = Arc::new(ConnectedUnits::of(&UnitMap::default(), [UnitId(9)]));
        let batch = |at| Batch::new(1, at).restate_levels(connected.clone(), connected.clone());
        store
            .write(batch(1).entry(level(a, 1, 20210101, 3200, 1)))
            .await
            .unwrap();
        store
            .write(batch(2).entry(level(c, 1, 20230101, 3300, 0)))
            .await
            .unwrap();
        let stock = |day| {
            let store = store.clone();
            async move { figure(&store, 10_000_101, day, 2).await }
        };
        assert_eq!(stock(20220630).await, (3200, Bound::AtLeast, 1));
        assert_eq!(stock(20231231).await, (3300, Bound::Exact, 1));
        store
            .write(batch(3).entry(level(b, 1, 20220101, 3250, 2)))
            .await
            .unwrap();
        assert_eq!(stock(20220630).await, (3250, Bound::About, 1));
        assert_eq!(stock(20231231).await, (3300, Bound::Exact, 1));
        store
            .write(batch(4).entry(level(a, 2, 20220601, 3210, 0)))
            .await
            .unwrap();
        assert_eq!(stock(20220501).await, (3250, Bound::About, 1));
        assert_eq!(stock(20220701).await, (3210, Bound::Exact, 1));
        assert_eq!(stock(20231231).await, (3300, Bound::Exact, 1));
        let voided = EntryWrite {
            state: State::Voided,
            touches_levels: true,
            ..entry(b, 2, 20220101, vec![])
        };
        store.write(batch(5).entry(voided)).await.unwrap();
        assert_eq!(stock(20220501).await, (0, Bound::Exact, 0));
        assert_eq!(stock(20231231).await, (3300, Bound::Exact, 1));
        assert_eq!(store.recount_home(7).await.unwrap(), vec![]);
    })
    .await;
}

#[tokio::test]
async fn what_was_made_on_an_older_map_is_refused_wherever_it_stands_in_the_group() {
    both(|store| async move {
        let generation = |value: &str| {
            let sql = "INSERT INTO setting (key, value) VALUES ('generation', $1) \
                       ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            Batch::new(1, 1).run(sql, dienhong_store::args![value])
        };
        store.write(generation("3")).await.unwrap();
        let plain = |made_on| {
            Batch::new(1, 2).made_on(made_on).entry(entry(
                Uuid::now_v7(),
                1,
                20220901,
                vec![posting(1, 0, 1, 20220901)],
            ))
        };
        assert_eq!(store.write(plain(3)).await, Ok(()));
        assert_eq!(store.write(plain(2)).await, Err(WriteError::Outdated));
        // Many at once: some behind savepoints, some before and some after the map changes.
        let mut writes = tokio::task::JoinSet::new();
        for n in 0..60 {
            let (store, batch) = (
                store.clone(),
                match n {
                    30 => generation("4"),
                    n if n % 3 == 0 => {
                        plain(3).run("UPDATE setting SET value = value WHERE key = 'nothing'", vec![])
                    }
                    _ => plain(3),
                },
            );
            writes.spawn(async move { store.write(batch).await });
        }
        let results = writes.join_all().await;
        let written = results.iter().filter(|r| r.is_ok()).count() as i64 - 1;
        assert!(
            results
                .iter()
                .all(|r| matches!(r, Ok(()) | Err(WriteError::Outdated))),
            "{results:?}"
        );
        assert_eq!(
            figure(&store, 20220901, 20220930, 1).await,
            (written + 1, Bound::Exact, written + 1)
        );
        assert_eq!(store.write(plain(3)).await, Err(WriteError::Outdated));
        assert_eq!(store.write(plain(4)).await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn answers_come_after_the_commit_and_survive_a_reopening() {
    both_addresses(|address| async move {
        let trace = Trace::kept();
        let store = Store::open_traced(&address, trace.clone()).await.unwrap();
        for _ in 0..3 {
            store
                .write(Batch::new(1, 5).entry(entry(
                    Uuid::now_v7(),
                    1,
                    20220910,
                    vec![posting(1, 0, 1, 20220910)],
                )))
                .await
                .unwrap();
        }
        assert_eq!(
            trace.steps(),
            ["commit", "answer", "commit", "answer", "commit", "answer"]
        );
        store.close().await;
        let store = Store::open(&address).await.unwrap();
        assert_eq!(figure(&store, 20220101, 20221231, 1).await, (3, Bound::Exact, 3));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_recount_finds_and_mends_a_wrong_cell() {
    both(|store| async move {
        let job = entry(Uuid::now_v7(), 1, 20220910, vec![posting(30, 1, 1, 20220910)]);
        store.write(Batch::new(1, 5).entry(job)).await.unwrap();
        store
            .write(Batch::new(1, 6).run_on_ledger("UPDATE roll SET m9 = 31, b9 = 0", vec![]))
            .await
            .unwrap();
        let found = store.recount_home(7).await.unwrap();
        assert_eq!(found.len(), 1);
        store.mend(&found, 7).await.unwrap();
        assert_eq!(store.recount_home(7).await.unwrap(), vec![]);
        assert_eq!(
            figure(&store, 20220101, 20221231, 1).await,
            (30, Bound::AtLeast, 1)
        );
    })
    .await;
}

#[tokio::test]
async fn a_changed_log_line_breaks_the_chain() {
    both(|store| async move {
        for i in 0..3 {
            store
                .write(Batch::new(1, i).log(7, "test.act", Uuid::nil(), "{}"))
                .await
                .unwrap();
        }
        store
            .write(Batch::new(0, 9).run("UPDATE log SET author = 2 WHERE seq = 2", vec![]))
            .await
            .unwrap();
        assert_eq!(store.verify_log().await.unwrap(), ChainCheck::Broken { seq: 2 });
    })
    .await;
}

#[tokio::test]
async fn postings_of_a_change_of_the_map_are_rolled_up_and_turned_back() {
    both(|store| async move {
        let (change, day) = (Uuid::now_v7(), 20220910);
        let founded = vec![posting(1, 0, 1, day), posting(1, 0, 1, day)];
        let batch = Batch::new(1, 5).postings(change, 1, 1, founded);
        store.write(batch.clone()).await.unwrap();
        assert_eq!(figure(&store, 20220901, 20220930, 1).await, (2, Bound::Exact, 2));
        assert_eq!(figure(&store, 20220910, 20220910, 1).await, (2, Bound::Exact, 2));
        assert_eq!(store.recount_home(7).await.unwrap(), vec![]);
        assert!(store.write(batch).await.is_err(), "the same postings once more");
        let posted = store.postings_of_change(change, &[7], day).await.unwrap();
        let turned = posted.iter().map(|p| PostingWrite {
            amount: -p.amount,
            w: -1,
            ..PostingWrite::from(p)
        });
        let mut undo = Batch::new(1, 6).postings(change, 1, 2, turned.collect());
        // Together with an entry of its own the batch goes the same way.
        undo = undo.entry(entry(Uuid::now_v7(), 1, day, vec![posting(64, 0, 1, day)]));
        store.write(undo).await.unwrap();
        assert_eq!(figure(&store, 20220901, 20220930, 1).await, (64, Bound::Exact, 1));
        assert_eq!(store.recount_home(7).await.unwrap(), vec![]);
    })
    .await;
}
