//! Figures that a process keeps against figures read anew: random writes, other processes at the same book, readers and writers
//! at once.

use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::ledger::Sums;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{ConnectedUnits, Posted, Scope, Slice, UnitId, UnitMap, Weight};
use dienhong_store::figures::Figures;
use dienhong_store::testing::both_addresses;
use dienhong_store::{Batch, EntryWrite, LevelWrite, PostingWrite, Store, WriteError};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Levels are stated of the last one.
const MEASURES: [i32; 4] = [1, 2, 3, 4];

pub(crate) fn entry(id: Uuid, rev: i32, home: i32, postings: Vec<PostingWrite>) -> EntryWrite {
    EntryWrite {
        id,
        home: UnitId(home),
        register: 1,
        unit: UnitId(home + 1000),
        day: postings.first().map_or(Day::stored(20240101), |p| p.day),
        state: State::Final,
        rev,
        was_home: UnitId(home),
        holder: 1,
        rules: 1,
        body: "{}".into(),
        text: None,
        digest: format!("{id}-{rev}"),
        search: String::new(),
        postings,
        levels: vec![],
        touches_levels: false,
    }
}

pub(crate) fn posting((home, day, measure, amount, bound): (i32, i32, i32, i64, i16)) -> PostingWrite {
    PostingWrite {
        home: UnitId(home),
        day: Day::stored(day),
        unit: UnitId(home + 1000 + day % 2),
        measure,
        amount,
        bound: Bound::stored(bound),
        w: 1,
    }
}

/// An entry that states a level of a unit.
fn level(home: i32, day: i32, amount: i64) -> Batch {
    let unit = UnitId(home + 1000);
    let stated = EntryWrite {
        unit,
        day: Day::stored(day),
        levels: vec![LevelWrite {
            home: UnitId(home),
            unit,
            measure: 4,
            amount,
            bound: Bound::Exact,
        }],
        touches_levels: true,
        ..entry(Uuid::now_v7(), 1, home, vec![])
    };
    let connected = Arc::new(ConnectedUnits::of(&UnitMap::default(), [unit]));
    Batch::new(1, 1)
        .restate_levels(connected.clone(), connected)
        .entry(stated)
}

pub(crate) fn slice(homes: &[i32], from: i32, to: i32) -> Slice {
    Slice {
        homes: homes.iter().map(|h| UnitId(*h)).collect(),
        days: Period {
            from: if from == 0 { Day::MIN } else { Day::stored(from) },
            to: Day::stored(to),
        },
        only: None,
        except: vec![],
        weight: Weight::Whole,
    }
}

/// Scopes of every kind: many homes and one, whole years, broken months, from the beginning, units alone and left out, shares.
fn scopes() -> Vec<Scope> {
    let all: Vec<i32> = (1..=9).collect();
    let of = |slices: Vec<Slice>| Scope { slices };
    let shared = Weight::Shared {
        parts: vec![400_000, 600_000],
        mine: vec![1],
    };
    vec![
        of(vec![slice(&all, 20240101, 20251231)]),
        of(vec![
            slice(&all, 20240117, 20250303),
            slice(&[3], 20240101, 20241231),
        ]),
        of(vec![slice(&[1, 2, 5], 0, 20250815)]),
        of(vec![
            slice(&[4], 20240301, 20240930),
            slice(&[5], 20240210, 20240211),
        ]),
        of(vec![Slice {
            only: Some(UnitId(1004)),
            ..slice(&[4], 20240101, 20251231)
        }]),
        of(vec![Slice {
            except: vec![UnitId(1006), UnitId(1007)],
            ..slice(&[6, 7], 20240101, 20251130)
        }]),
        of(vec![Slice {
            weight: shared,
            ..slice(&[8], 20240101, 20251231)
        }]),
    ]
}

pub(crate) async fn read(store: &Store) -> Vec<BTreeMap<i32, String>> {
    let plain = |f: Figures| f.into_iter().map(|(m, f)| (m, format!("{f:?}"))).collect();
    let mut all: Vec<BTreeMap<i32, String>> = Vec::new();
    for scope in scopes() {
        all.push(plain(store.figures(&scope, &MEASURES).await.unwrap()));
        all.push(plain(store.figures(&scope, &MEASURES[1..2]).await.unwrap()));
    }
    let shared: Vec<Arc<Scope>> = scopes().into_iter().map(Arc::new).collect();
    let together = store.figures_of_many(&shared, &MEASURES).await.unwrap();
    let together: Vec<BTreeMap<i32, String>> = together.into_iter().map(plain).collect();
    let alone: Vec<_> = all.iter().step_by(2).cloned().collect();
    assert_eq!(together, alone);
    all
}

/// What a store says that has kept nothing.
pub(crate) async fn anew(address: &str) -> Vec<BTreeMap<i32, String>> {
    let fresh = Store::open(address).await.unwrap();
    let found = read(&fresh).await;
    fresh.close().await;
    found
}

/// Some postings of two years.
fn some_lines(runner: &mut TestRunner) -> Vec<PostingWrite> {
    let day = (0..2i32, 1..=12i32, 1..=28i32).prop_map(|(y, m, d)| 20_240_000 + y * 10_000 + m * 100 + d);
    let line = (1..=9i32, day, 1..=3i32, -4..900i64, 0..4i16).prop_map(posting);
    some(runner, proptest::collection::vec(line, 1..5))
}

fn some<T>(runner: &mut TestRunner, of: impl Strategy<Value = T>) -> T {
    of.new_tree(runner).unwrap().current()
}

#[tokio::test]
async fn kept_figures_are_those_read_anew_whoever_writes() {
    both_addresses(|address| async move {
        let mut runner = TestRunner::deterministic();
        let (own, other) = (
            Store::open(&address).await.unwrap(),
            Store::open(&address).await.unwrap(),
        );
        let mut written: Vec<(Uuid, i32, i32, Vec<PostingWrite>)> = Vec::new();
        let mut differed = 0;
        for step in 0..60 {
            // Mostly the own process, sometimes another one.
            let by = if some(&mut runner, 0..4u8) == 0 {
                &other
            } else {
                &own
            };
            let mut lines = some_lines(&mut runner);
            if some(&mut runner, 0..4u8) > 0 {
                // As entries post: where and when they are.
                let (home, day) = (lines[0].home, lines[0].day);
                lines
                    .iter_mut()
                    .for_each(|line| (line.home, line.day) = (home, day));
            }
            match some(&mut runner, 0..6u8) {
                // A correction takes back all that stood before.
                0 if !written.is_empty() => {
                    let at = some(&mut runner, 0..written.len());
                    let (id, rev, home, before) = written[at].clone();
                    let back = before.into_iter().map(|p| PostingWrite {
                        amount: -p.amount,
                        w: -1,
                        ..p
                    });
                    lines.iter_mut().for_each(|line| line.home = UnitId(home));
                    let all: Vec<PostingWrite> = lines.iter().cloned().chain(back).collect();
                    by.write(Batch::new(1, 1).entry(entry(id, rev + 1, home, all)))
                        .await
                        .unwrap();
                    written[at] = (id, rev + 1, home, lines);
                }
                // Postings that no entry makes.
                1 => {
                    let batch = Batch::new(1, 1).postings(Uuid::now_v7(), 1, 1, lines);
                    by.write(batch.log(0, "test.change", Uuid::nil(), "{}"))
                        .await
                        .unwrap();
                }
                // Refused: nothing of it counts.
                2 => {
                    let gone = Batch::new(1, 1).entry(entry(Uuid::now_v7(), 2, 1, lines));
                    assert_eq!(by.write(gone).await, Err(WriteError::Stale), "step {step}");
                }
                // A level, after which what was stated for later days is posted anew.
                3 => {
                    let of = &lines[0];
                    by.write(level(of.home.0, of.day.number(), of.amount.abs()))
                        .await
                        .unwrap();
                }
                _ => {
                    let (id, home) = (Uuid::now_v7(), lines[0].home.0);
                    by.write(Batch::new(1, 1).entry(entry(id, 1, home, lines.clone())))
                        .await
                        .unwrap();
                    written.push((id, 1, home, lines));
                }
            }
            if some(&mut runner, 0..3u8) == 0 {
                // Several lines are followed at once.
                continue;
            }
            let (before, kept) = (differed, read(&own).await);
            assert_eq!(read(&other).await, kept, "after step {step}");
            if step % 4 == 3 && step > 8 {
                let fresh = anew(&address).await;
                assert_eq!(kept, fresh, "after step {step}");
                differed += usize::from(fresh.iter().any(|f| !f.is_empty()));
                assert!(differed > before, "step {step} saw figures");
            }
        }
        // A roll-up that is mended past the writer's own way is noticed too.
        let home = written[0].2;
        let batch = Batch::new(0, 1).run_on_ledger(
            "UPDATE roll SET m3 = m3 + 1000, n3 = n3 + 1 WHERE home = $1",
            vec![home.into()],
        );
        own.write(batch.log(0, "test.bend", Uuid::nil(), "{}"))
            .await
            .unwrap();
        assert_eq!(read(&own).await, anew(&address).await);
        let wrong = own.recount_home(home).await.unwrap();
        assert!(!wrong.is_empty());
        own.mend(&wrong, 1).await.unwrap();
        assert_eq!(own.recount_home(home).await.unwrap(), vec![]);
        assert_eq!(read(&own).await, anew(&address).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_reader_sees_less_than_was_acknowledged() {
    both_addresses(|address| async move {
        let (own, other) = (
            Store::open(&address).await.unwrap(),
            Store::open(&address).await.unwrap(),
        );
        let whole = Scope {
            slices: vec![slice(&(1..=9).collect::<Vec<_>>(), 20240101, 20241231)],
        };
        let mut tasks = tokio::task::JoinSet::new();
        for client in 0..6i32 {
            // One of six writes from another process.
            let by = if client == 0 { other.clone() } else { own.clone() };
            let (own, whole) = (own.clone(), whole.clone());
            tasks.spawn(async move {
                let mut least = 0;
                for i in 0..25i32 {
                    let line = posting((1 + (client + i) % 9, 20240101 + 100 * (i % 12), 1, 1, 0));
                    let batch = Batch::new(1, 1).entry(entry(Uuid::now_v7(), 1, line.home.0, vec![line]));
                    by.write(batch).await.unwrap();
                    let found = own.figures(&whole, &[1]).await.unwrap()[&1].sums.lines;
                    assert!(
                        found > i64::from(i) && found >= least,
                        "{found} after {i}, {least} before"
                    );
                    least = found;
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        assert_eq!(own.figures(&whole, &[1]).await.unwrap()[&1].sums.amount, 150);
        assert_eq!(read(&own).await, anew(&address).await);
    })
    .await;
}

/// Scopes in which units count apart: alone and left out, over whole years, broken months, single days, all days.
fn scopes_of_units() -> Vec<Scope> {
    let only = |unit: i32, homes: &[i32], from, to| Slice {
        only: Some(UnitId(unit)),
        ..slice(homes, from, to)
    };
    let except = |units: &[i32], homes: &[i32], from, to| Slice {
        except: units.iter().map(|unit| UnitId(*unit)).collect(),
        ..slice(homes, from, to)
    };
    let of = |slices: Vec<Slice>| Scope { slices };
    vec![
        of(vec![only(1004, &[4], 20240101, 20251231)]),
        of(vec![only(1004, &[4], 20240217, 20250303)]),
        of(vec![only(1004, &[4], 20240301, 20240301)]),
        of(vec![only(1005, &[4], 0, 20250815)]),
        // A unit that stood in two homes, and one that never posted.
        of(vec![only(1007, &[6, 7], 20240110, 20251120)]),
        of(vec![only(1999, &[6, 7], 0, 20251120)]),
        of(vec![except(&[1006, 1007], &[6, 7], 20240217, 20250303)]),
        of(vec![except(&[1006], &[6], 0, 20250610)]),
        of(vec![except(&[1999], &[6], 20240401, 20240415)]),
        // A unit that is left out is not alone either.
        of(vec![Slice {
            only: Some(UnitId(1004)),
            ..except(&[1004], &[4], 20240101, 20251231)
        }]),
        of(vec![Slice {
            only: Some(UnitId(1004)),
            ..except(&[1005], &[4], 20240101, 20251231)
        }]),
        // As after a change of the map: a piece leaves, the rest stays, a neighbour comes whole.
        of(vec![
            only(1004, &[4], 20250701, 20251231),
            except(&[1002], &[2], 20240117, 20250630),
            slice(&[3, 5], 20240117, 20250630),
        ]),
    ]
}

/// Holds figures of units against the postings themselves.
async fn hold(store: &Store, posted: &[(i32, Posted)], of: &str) {
    for scope in scopes_of_units() {
        let found = store.figures(&scope, &MEASURES).await.unwrap();
        for measure in MEASURES {
            let own = posted.iter().filter(|(m, _)| *m == measure).map(|(_, p)| *p);
            let figure = found.get(&measure).copied().unwrap_or_default();
            assert_eq!(figure, scope.figure(own), "{of}, measure {measure}: {scope:?}");
        }
    }
    let days = [(20240217, 20250303), (20240101, 20251231), (20240905, 20240920)];
    for (from, to) in days {
        let whole = slice(&[4, 7], from, to);
        let mut wanted: BTreeMap<i32, Sums> = BTreeMap::new();
        for (_, posted) in posted.iter().filter(|(m, p)| *m == 2 && whole.holds(p)) {
            *wanted.entry(posted.unit.0).or_default() += posted.sums;
        }
        wanted.retain(|_, sums| *sums != Sums::default());
        let found = store.by_unit(&[4, 7], whole.days, 2).await.unwrap();
        let found = found.into_iter().filter(|(_, sums)| *sums != Sums::default());
        let found: BTreeMap<i32, Sums> = found.collect();
        assert_eq!(found, wanted, "{of}: {from} to {to}");
    }
}

#[tokio::test]
async fn kept_sums_of_units_are_those_of_the_postings() {
    both_addresses(|address| async move {
        let mut runner = TestRunner::deterministic();
        let (own, other) = (
            Store::open(&address).await.unwrap(),
            Store::open(&address).await.unwrap(),
        );
        let mut posted: Vec<(i32, Posted)> = Vec::new();
        let mut before: Vec<PostingWrite> = Vec::new();
        for step in 0..30 {
            // Now and then another process writes, and what was posted before is taken back.
            let by = if step % 7 == 6 { &other } else { &own };
            let back = before
                .into_iter()
                .filter(|_| step % 3 == 2)
                .map(|p| PostingWrite {
                    amount: -p.amount,
                    w: -1,
                    ..p
                });
            let new = some_lines(&mut runner);
            let lines: Vec<PostingWrite> = back.chain(new.clone()).collect();
            before = new;
            posted.extend(lines.iter().map(|p| {
                let posted = Posted {
                    home: p.home,
                    unit: p.unit,
                    day: p.day,
                    sums: Sums::of(p.amount, p.bound, p.w.into()),
                };
                (p.measure, posted)
            }));
            let batch = Batch::new(1, 1).postings(Uuid::now_v7(), 1, 1, lines);
            by.write(batch.log(0, "test.change", Uuid::nil(), "{}"))
                .await
                .unwrap();
            hold(&own, &posted, &format!("warm, step {step}")).await;
            if step % 10 == 9 {
                let fresh = Store::open(&address).await.unwrap();
                hold(&fresh, &posted, &format!("cold, step {step}")).await;
                hold(&fresh, &posted, &format!("read again, step {step}")).await;
                fresh.close().await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn kept_statements_are_those_that_stand() {
    both_addresses(|address| async move {
        let (own, other) = (
            Store::open(&address).await.unwrap(),
            Store::open(&address).await.unwrap(),
        );
        let scope = Scope {
            slices: vec![slice(&[4], 20240101, 20241231)],
        };
        let hold = async |amounts: &[i64], last: i32| {
            // Twice, so that the second time it was kept.
            for _ in 0..2 {
                let stated = own.stated(&scope, &[2]).await.unwrap();
                let wanted: Vec<_> = amounts.iter().map(|a| (2, *a, Bound::Exact)).collect();
                assert_eq!(stated, wanted);
                let of_units = own.stated_of_units(&[4], &[2]).await.unwrap();
                let of_units: Vec<(i32, i64)> = of_units.iter().map(|(u, _, _, a)| (u.0, *a)).collect();
                let wanted: Vec<_> = amounts.iter().map(|a| (1004, *a)).collect();
                assert_eq!(of_units, wanted);
                let days = own.last_days(&[4], &[2]).await.unwrap();
                assert_eq!(days, [(2, Day::stored(last))]);
            }
        };
        let line = |day, measure, amount| posting((4, day, measure, amount, 0));
        let back = |day, amount: i64| PostingWrite {
            amount: -amount,
            w: -1,
            ..line(day, 2, amount)
        };
        let id = Uuid::now_v7();
        let first = entry(id, 1, 4, vec![line(20240310, 2, 700)]);
        own.write(Batch::new(1, 1).entry(first)).await.unwrap();
        hold(&[700], 20240310).await;
        let mark = own.mark(&[4], &[2]).await.unwrap();
        assert!(mark.is_some());
        own.keep_text("what was made", mark, "700");
        // Another measure leaves it as it is.
        let beside = entry(Uuid::now_v7(), 1, 4, vec![line(20240810, 1, 9)]);
        own.write(Batch::new(1, 1).entry(beside)).await.unwrap();
        hold(&[700], 20240310).await;
        let same = own.mark(&[4], &[2]).await.unwrap();
        assert_eq!(own.kept_text("what was made", same).as_deref(), Some("700"));
        assert_eq!(own.kept_text("what else was made", same), None);
        let second = entry(id, 2, 4, vec![back(20240310, 700), line(20240310, 2, 800)]);
        own.write(Batch::new(1, 1).entry(second)).await.unwrap();
        hold(&[800], 20240310).await;
        let moved = own.mark(&[4], &[2]).await.unwrap();
        assert_eq!(own.kept_text("what was made", moved), None);
        // Another process takes it back.
        own.keep_text("what was made", moved, "800");
        let third = entry(id, 3, 4, vec![back(20240310, 800)]);
        other.write(Batch::new(1, 1).entry(third)).await.unwrap();
        hold(&[], 20240310).await;
        let moved = own.mark(&[4], &[2]).await.unwrap();
        assert_eq!(own.kept_text("what was made", moved), None);
    })
    .await;
}
