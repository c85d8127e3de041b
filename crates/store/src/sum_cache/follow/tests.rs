use super::super::tests::{amount, one, read};
use super::super::{Cells, Homes, Part, Read};
use super::*;
use crate::batch::{Batch, EntryWrite};
use crate::testing::both_addresses;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::State;
use dienhong_domain::ledger::Sums;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Scope, Slice, UnitId, Weight};

const YEAR: Part = Part::Year(2024);

fn step(line: i64, levels: &[i32], posted: Vec<PostingWrite>) -> Step {
    Step {
        line,
        entry: Uuid::nil(),
        told: Told {
            rev: 1,
            posts: 1,
            levels: levels.to_vec(),
        },
        posted,
    }
}

fn posted(line: i64, amount: i64) -> Step {
    step(line, &[], vec![one(1, 20240310, amount)])
}

fn until(last: i64, steps: Vec<Step>) -> Followed {
    Followed { last, steps }
}

#[tokio::test]
async fn lines_of_others_are_followed_and_each_posting_is_added_once() {
    let cache = SumCache::default();
    // There is nothing to lose.
    assert_eq!(cache.standing(3).await, Standing::Current);
    cache.keep(vec![read(&[1], YEAR, 3, 5)]);
    assert_eq!(cache.standing(3).await, Standing::Current);
    assert_eq!(cache.standing(4).await, Standing::Behind);
    // A group that began on a line of others is followed with that line, not before it.
    cache.end(Some((4, 5)), vec![one(1, 20240310, 60)], true);
    assert_eq!(cache.behind(5), Some(3));
    assert_eq!(amount(&cache, &[1], YEAR), Some(5));
    cache.follow(3, until(5, vec![posted(4, 7), posted(5, 60)]));
    assert_eq!(amount(&cache, &[1], YEAR), Some(72));
    // Somebody who followed the same lines comes later.
    cache.follow(3, until(5, vec![posted(4, 7), posted(5, 60)]));
    assert_eq!(amount(&cache, &[1], YEAR), Some(72));
    // A reader was faster than the writer's own word.
    cache.follow(5, until(7, vec![posted(7, 100)]));
    cache.end(Some((6, 7)), vec![one(1, 20240310, 100)], true);
    assert_eq!(amount(&cache, &[1], YEAR), Some(172));
    assert_eq!(cache.behind(7), None);
    // Read between two lines that were followed together.
    cache.keep(vec![read(&[1, 2], YEAR, 4, 12)]);
    assert_eq!(amount(&cache, &[1, 2], YEAR), Some(172));
}

#[tokio::test]
async fn who_reads_waits_for_the_writer_of_the_same_process() {
    let cache = SumCache::default();
    cache.keep(vec![read(&[1], YEAR, 0, 5)]);
    cache.begin();
    let waits = cache.clone();
    let later = tokio::spawn(async move { waits.standing(2).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!later.is_finished());
    cache.end(Some((0, 2)), vec![one(1, 20240310, 60)], true);
    assert!(later.await.is_ok_and(|standing| standing == Standing::Current));
    assert_eq!(amount(&cache, &[1], YEAR), Some(65));
    // Unsure whether it was committed: the log will tell.
    cache.begin();
    cache.end(None, vec![one(1, 20240310, 1)], true);
    assert_eq!(cache.standing(3).await, Standing::Behind);
    assert_eq!(amount(&cache, &[1], YEAR), Some(65));
    // Changed past the writer's own way.
    cache.end(Some((3, 4)), vec![], false);
    assert_eq!(amount(&cache, &[1], YEAR), None);
    assert_eq!(cache.behind(4), None);
}

#[tokio::test]
async fn after_too_many_lines_the_cache_starts_anew() {
    let cache = SumCache::default();
    cache.keep(vec![read(&[1], YEAR, 0, 5)]);
    assert_eq!(cache.standing(MOST_LINES).await, Standing::Behind);
    assert_eq!(cache.standing(MOST_LINES + 1).await, Standing::Current);
    assert_eq!(amount(&cache, &[1], YEAR), None);
    // What was read before that is not kept any more.
    cache.keep(vec![read(&[1], YEAR, MOST_LINES, 5)]);
    assert_eq!(amount(&cache, &[1], YEAR), None);
    cache.keep(vec![read(&[1], YEAR, MOST_LINES + 1, 5)]);
    cache.start_anew(MOST_LINES, MOST_LINES + 2);
    assert_eq!(amount(&cache, &[1], YEAR), Some(5));
    cache.start_anew(MOST_LINES + 1, MOST_LINES + 2);
    assert_eq!(amount(&cache, &[1], YEAR), None);
}

#[test]
fn only_measures_whose_levels_were_restated_are_dropped() {
    let cache = SumCache::default();
    let mut cells = Cells::default();
    cells.add((0, 1, 3), Sums::of(5, Bound::Exact, 1));
    cells.add((0, 2, 3), Sums::of(9, Bound::Exact, 1));
    cache.keep(vec![Read {
        homes: [1].into(),
        part: YEAR,
        measures: vec![1, 2],
        cells: Arc::new(cells),
        as_of: 0,
    }]);
    cache.follow(
        0,
        until(4, vec![step(3, &[2], vec![one(1, 20240310, 70)]), posted(4, 600)]),
    );
    assert_eq!(amount(&cache, &[1], YEAR), Some(675));
    let homes: Homes = [1].into();
    let parts = BTreeSet::from([YEAR]);
    let (_, missing) = cache.look(std::iter::once((&homes, &parts)), &[1, 2]);
    assert_eq!(missing, [(homes.clone(), YEAR, vec![2])]);
    assert_eq!(cache.kept().cells, 2, "a home and a cell");
    // What was read before the levels were restated can not be brought up to date.
    cache.keep(vec![read(&[2], YEAR, 2, 1), read(&[3], YEAR, 3, 1)]);
    assert_eq!(amount(&cache, &[2], YEAR), None);
    assert_eq!(amount(&cache, &[3], YEAR), Some(1));
}

#[test]
fn a_line_that_does_not_tell_all_it_posted_is_not_followed() {
    let line = |seq: i64, act: &str, detail: &str| (seq, act.to_owned(), Uuid::nil(), detail.to_owned());
    let entry = |seq, posts: i32| line(seq, "entries.write", &format!(r#"{{"rev":2,"posts":{posts}}}"#));
    let quiet = |seq| line(seq, "people.sign-in", "{}");
    let found = followed(7, vec![quiet(8), entry(9, 3), entry(10, 0), quiet(11)]);
    let found = found.map(|f| {
        (
            f.last,
            f.steps.iter().map(|s| (s.line, s.told.posts)).collect::<Vec<_>>(),
        )
    });
    assert_eq!(found, Some((11, vec![(9, 3)])));
    assert!(followed(7, vec![]).is_some_and(|f| f.last == 7 && f.steps.is_empty()));
    for other in [
        line(8, "entries.write", r#"{"rev":1,"state":2,"digest":"00"}"#),
        line(8, "entries.write", "no JSON"),
        line(8, "units.merge", "{}"),
        line(8, "ledger.mend", "{}"),
        line(8, "book.moved-in", "{}"),
        line(8, "people.unheard-of", "{}"),
        quiet(9),
    ] {
        assert!(followed(7, vec![other.clone()]).is_none(), "{other:?}");
    }
    let many = |count: i64| followed(0, (1..=count).map(quiet).collect());
    assert!(many(MOST_LINES).is_some() && many(MOST_LINES + 1).is_none());
}

fn entry(id: Uuid, rev: i32, day: i32, amounts: &[(i32, i64)]) -> Batch {
    let lines = amounts.iter().map(|(day, amount)| PostingWrite {
        w: if *amount < 0 { -1 } else { 1 },
        ..one(1, *day, *amount)
    });
    Batch::new(1, 1).entry(EntryWrite {
        id,
        home: UnitId(1),
        register: 1,
        unit: UnitId(1),
        day: Day::stored(day),
        state: State::Final,
        rev,
        was_home: UnitId(1),
        holder: 1,
        rules: 1,
        body: "{}".into(),
        text: None,
        digest: String::new(),
        search: String::new(),
        postings: lines.collect(),
        levels: vec![],
        touches_levels: false,
    })
}

/// What a process says of a year and of broken months, and how many pools its cache has made since it was opened.
async fn said(store: &Store) -> Result<(i64, i64, u64), StoreError> {
    let of = |from, to| Scope {
        slices: vec![Slice {
            homes: vec![UnitId(1), UnitId(2)],
            days: Period {
                from: Day::stored(from),
                to: Day::stored(to),
            },
            only: None,
            except: vec![],
            weight: Weight::Whole,
        }],
    };
    let year = store.figures(&of(20240101, 20241231), &[1]).await?;
    let days = store.figures(&of(20240110, 20240120), &[1]).await?;
    let made = store.sum_cache.kept().made;
    let amount = |figures: crate::figures::Figures| figures.get(&1).map_or(0, |figure| figure.sums.amount);
    Ok((amount(year), amount(days), made))
}

#[tokio::test]
async fn entries_of_another_process_let_nothing_be_forgotten() {
    both_addresses(|address| async move {
        let run = async {
            let (one, other) = (Store::open(&address).await?, Store::open(&address).await?);
            let first = entry(Uuid::now_v7(), 1, 20240115, &[(20240115, 1)]);
            assert_eq!(one.write(first).await, Ok(()));
            let (mut year, mut days) = (1, 1);
            let (made, made_there) = (said(&one).await?.2, said(&other).await?.2);
            assert!(made > 0 && made_there > 0);
            for round in 0..12 {
                let (by, then) = if round % 3 == 0 {
                    (&other, &one)
                } else {
                    (&one, &other)
                };
                let id = Uuid::now_v7();
                let written = entry(id, 1, 20240115, &[(20240115, 100)]);
                assert_eq!(by.write(written).await, Ok(()));
                // Acts that post nothing come in between.
                let quiet = Batch::new(1, 1).log(0, "people.sign-in", Uuid::nil(), "{}");
                assert_eq!(then.write(quiet).await, Ok(()));
                if round % 2 == 0 {
                    // It is dated anew: taken back on one day, posted on another.
                    let again = entry(id, 2, 20240301, &[(20240115, -100), (20240301, 30)]);
                    assert_eq!(then.write(again).await, Ok(()));
                    year += 30;
                } else {
                    (year, days) = (year + 100, days + 100);
                }
                if round % 4 == 1 {
                    continue;
                }
                assert_eq!(said(&one).await?, (year, days, made), "round {round}");
                assert_eq!(said(&other).await?, (year, days, made_there), "round {round}");
            }
            one.close().await;
            other.close().await;
            Ok::<(), StoreError>(())
        };
        assert!(run.await.is_ok());
    })
    .await;
}
