//! Proofs against what a walk over all postings gives: random histories with reversals, several homes and groups, page by page in
//! both directions, on both engines, also while others write.

use crate::sum_cache::entry;
use dienhong_domain::amount::Bound;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Scope, Slice, UnitId, Weight};
use dienhong_store::entries::PostingRow;
use dienhong_store::proof::{ProofCursor, ProofPlace};
use dienhong_store::testing::both;
use dienhong_store::{Batch, EntryWrite, PostingWrite, Store};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::cmp::Reverse;
use uuid::Uuid;

const MEASURE: i32 = 2;
const MONTHS: [i32; 6] = [202311, 202401, 202402, 202407, 202612, 202703];

/// Home, month, day, measure, and what becomes of it: 0 it is taken back, 1 it is corrected, else it stays.
type Step = (i32, usize, i32, i32, u8);

fn written(id: Uuid, rev: i32, postings: Vec<PostingWrite>) -> EntryWrite {
    let (home, day) = postings
        .first()
        .map_or((UnitId(1), Day::stored(20240101)), |p| (p.home, p.day));
    EntryWrite {
        unit: home,
        day,
        ..entry(id, rev, home.0, postings)
    }
}

fn posting((home, month, day, measure): (i32, i32, i32, i32), amount: i64) -> PostingWrite {
    PostingWrite {
        home: UnitId(home),
        day: Day::stored(month * 100 + day),
        unit: UnitId(home * 100 + day % 3),
        measure,
        amount,
        bound: Bound::Exact,
        w: if amount < 0 { -1 } else { 1 },
    }
}

async fn history(store: &Store, steps: &[Step]) {
    for (home, month, day, measure, fate) in steps {
        let id = Uuid::now_v7();
        let at = (*home, MONTHS[*month], *day, *measure);
        // Another measure stands beside it, so that the asked one is rare.
        let beside = posting((at.0, at.1, at.2, 9), 1);
        let first = Batch::new(1, 5).entry(written(id, 1, vec![posting(at, 7), beside]));
        store.write(first).await.expect("written");
        let again = match fate {
            0 => vec![posting(at, -7)],
            1 => vec![posting(at, -7), posting(at, 8)],
            _ => continue,
        };
        let second = Batch::new(1, 6).entry(written(id, 2, again));
        store.write(second).await.expect("corrected");
    }
}

fn slice(homes: &[i32], from: i32, to: i32) -> Slice {
    Slice {
        homes: homes.iter().map(|h| UnitId(*h)).collect(),
        days: Period {
            from: if from == 0 { Day::MIN } else { Day::stored(from) },
            to: if to == 0 { Day::MAX } else { Day::stored(to) },
        },
        only: None,
        except: vec![],
        weight: Weight::Whole,
    }
}

fn scopes() -> Vec<Scope> {
    let of = |slices: Vec<Slice>| Scope { slices };
    let group = Slice {
        only: Some(UnitId(101)),
        ..slice(&[1], 0, 0)
    };
    let rest = Slice {
        except: vec![UnitId(101), UnitId(201)],
        ..slice(&[1, 2], 20240105, 20270310)
    };
    vec![
        of(vec![slice(&[1], 0, 0)]),
        of(vec![slice(&[1, 2, 3], 0, 0)]),
        of(vec![slice(&[1, 2, 3, 4, 5, 6, 7], 20240110, 20240720)]),
        of(vec![group.clone()]),
        of(vec![
            slice(&[2], 0, 20240131),
            group,
            rest,
            slice(&[3], 20240201, 0),
        ]),
        of(vec![slice(&[99], 0, 0)]),
        of(vec![]),
    ]
}

/// All postings of a scope in the order of showing.
async fn expected(store: &Store, scope: &Scope) -> Vec<PostingRow> {
    let mut slices: Vec<&Slice> = scope.slices.iter().collect();
    slices.sort_by_key(|s| (Reverse(s.days.to), s.homes.first().copied(), s.only));
    let mut all = Vec::new();
    for slice in slices {
        let one = Scope {
            slices: vec![slice.clone()],
        };
        let mut own: Vec<PostingRow> = Vec::new();
        let each = store.each_posting(&one, &[MEASURE], |row| own.push(row.clone()));
        each.await.expect("postings");
        own.sort_by_key(|p| (Reverse(p.day), p.source, Reverse(p.rev), p.line, p.home));
        all.extend(own);
    }
    all
}

type Page = Vec<(ProofPlace, PostingRow)>;

async fn page(store: &Store, scope: &Scope, from: ProofCursor, most: usize) -> Page {
    let found = store.proof(scope, MEASURE, from, most).await.expect("a page");
    for (place, _) in &found {
        assert_eq!(ProofPlace::parse(&place.to_string()), Some(*place));
    }
    found
}

/// Reads a proof to its end in pages, then back to its beginning.
async fn there_and_back(store: &Store, scope: &Scope, most: usize) -> Vec<PostingRow> {
    let mut pages: Vec<Page> = Vec::new();
    let mut from = ProofCursor::Newest;
    loop {
        let found = page(store, scope, from, most).await;
        let Some((last, _)) = found.last() else { break };
        from = ProofCursor::After(*last);
        pages.push(found);
    }
    for pair in pages.windows(2).rev() {
        let before = ProofCursor::Before(pair[1][0].0);
        assert_eq!(
            page(store, scope, before, most).await,
            pair[0],
            "{scope:?} by {most}"
        );
    }
    if let Some(first) = pages.first() {
        let above = ProofCursor::Before(first[0].0);
        assert!(page(store, scope, above, most).await.is_empty());
    }
    pages.into_iter().flatten().map(|(_, row)| row).collect()
}

fn steps(count: usize) -> Vec<Step> {
    let step = (1i32..8, 0usize..MONTHS.len(), 1i32..29, 1i32..4, 0u8..6);
    let mut runner = TestRunner::deterministic();
    proptest::collection::vec(step, count)
        .new_tree(&mut runner)
        .expect("steps")
        .current()
}

#[tokio::test]
async fn pages_show_every_posting_once_in_order() {
    both(|store| async move {
        history(&store, &steps(150)).await;
        for scope in scopes() {
            let wanted = expected(&store, &scope).await;
            for most in [1, 4, 26, 1_000] {
                let found = there_and_back(&store, &scope, most).await;
                assert_eq!(found, wanted, "{scope:?} by {most}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_back_is_shown_though_nothing_of_it_counts() {
    both(|store| async move {
        history(&store, &[(1, 0, 9, MEASURE, 0), (1, 3, 9, MEASURE, 2)]).await;
        let scope = Scope {
            slices: vec![slice(&[1], 0, 0)],
        };
        let amounts: Vec<i64> = there_and_back(&store, &scope, 1)
            .await
            .iter()
            .map(|row| row.amount)
            .collect();
        assert_eq!(amounts, [7, -7, 7]);
    })
    .await;
}

#[tokio::test]
async fn a_proof_goes_on_where_it_was_while_others_write_newer_postings() {
    both(|store| async move {
        history(&store, &steps(60)).await;
        let scope = Scope {
            slices: vec![slice(&[1, 2, 3, 4, 5, 6, 7], 0, 0)],
        };
        let wanted = expected(&store, &scope).await;
        let mut found = Vec::new();
        let mut from = ProofCursor::Newest;
        loop {
            let rows = page(&store, &scope, from, 5).await;
            let Some((last, _)) = rows.last() else { break };
            from = ProofCursor::After(*last);
            found.extend(rows.into_iter().map(|(_, row)| row));
            let newest = written(Uuid::now_v7(), 1, vec![posting((2, 202704, 1, MEASURE), 3)]);
            store
                .write(Batch::new(1, 7).entry(newest))
                .await
                .expect("written");
        }
        assert_eq!(found, wanted);
    })
    .await;
}
