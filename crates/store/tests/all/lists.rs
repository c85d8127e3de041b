//! Lists of entries against what a walk over all of them gives: random histories, every kind of question, page by page in both
//! directions, on both engines.

use dienhong_domain::entries::State;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::entries::EntryRow;
use dienhong_store::lists::{Cursor, EntryFilter, EntryScope};
use dienhong_store::testing::both;
use dienhong_store::{Batch, EntryWrite, Store};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use uuid::Uuid;

const STATES: [State; 4] = [State::Draft, State::Sent, State::Final, State::Voided];
const WORDS: [&str; 6] = ["ma", "tuy", "ky", "ki", "tuyen truyen", "12 nq"];

/// An entry as the test knows it.
#[derive(Clone, Debug)]
struct Known {
    id: Uuid,
    rev: i32,
    home: i32,
    register: i32,
    unit: i32,
    day: i32,
    state: State,
    holder: i64,
    words: String,
    /// Order of making.
    made: usize,
}

/// What happens: which entry (a new one above those that there are), home, register, group, day, state, holder, words.
type Step = (usize, i32, i32, i32, i32, usize, i64, usize);

fn written(known: &Known, was_home: i32) -> EntryWrite {
    EntryWrite {
        id: known.id,
        home: UnitId(known.home),
        register: known.register,
        unit: UnitId(known.unit),
        day: Day::stored(known.day),
        state: known.state,
        rev: known.rev,
        was_home: UnitId(was_home),
        holder: known.holder,
        rules: 1,
        body: "{}".into(),
        text: None,
        digest: format!("{}-{}", known.id, known.rev),
        search: known.words.clone(),
        postings: vec![],
        levels: vec![],
        touches_levels: false,
    }
}

/// Writes a history and tells how its entries stand at the end.
async fn history(store: &Store, steps: &[Step]) -> Vec<Known> {
    let mut all: Vec<Known> = Vec::new();
    for (which, home, register, group, day, state, holder, words) in steps {
        let unit = if *group == 0 { *home } else { home * 100 + group };
        let fresh = Known {
            id: Uuid::now_v7(),
            rev: 1,
            home: *home,
            register: *register,
            unit,
            day: 20260101 + day,
            state: STATES[*state],
            holder: *holder,
            words: WORDS[*words].to_owned(),
            made: all.len(),
        };
        let was_home = match all.get(*which) {
            None => {
                all.push(fresh);
                *home
            }
            Some(old) => {
                let was = old.home;
                all[*which] = Known {
                    id: old.id,
                    rev: old.rev + 1,
                    register: old.register,
                    made: old.made,
                    ..fresh
                };
                was
            }
        };
        let now = all.get(*which).or(all.last()).expect("an entry");
        let batch = Batch::new(1, 5).entry(written(now, was_home));
        store.write(batch).await.expect("written");
    }
    all
}

fn fits(known: &Known, filter: &EntryFilter) -> bool {
    let is_in = match &filter.scope {
        EntryScope::Book => true,
        EntryScope::Homes(homes) => homes.contains(&known.home),
        EntryScope::Units(units) => known.unit != known.home && units.contains(&known.unit),
    };
    let day = Day::stored(known.day);
    let has = |word: &String| {
        let twin = dienhong_domain::text::twin(word);
        known
            .words
            .split(' ')
            .any(|own| own == word || twin.as_deref() == Some(own))
    };
    is_in
        && filter.register.is_none_or(|r| r == known.register)
        && filter.days.is_none_or(|d| d.from <= day && day <= d.to)
        && filter.state.is_none_or(|s| s == known.state)
        && (known.state != State::Draft || known.holder == filter.viewer)
        && filter.words.iter().all(has)
}

fn expected(all: &[Known], filter: &EntryFilter) -> Vec<Uuid> {
    let mut found: Vec<&Known> = all.iter().filter(|k| fits(k, filter)).collect();
    found.sort_by_key(|k| Reverse((k.day, k.made)));
    found.into_iter().map(|k| k.id).collect()
}

fn questions() -> Vec<EntryFilter> {
    let scopes = [
        EntryScope::Book,
        EntryScope::Homes(vec![1]),
        EntryScope::Homes(vec![1, 2, 3]),
        EntryScope::Homes((2..40).collect()),
        EntryScope::Units(vec![101]),
        EntryScope::Units(vec![101, 202]),
        EntryScope::Homes(vec![]),
    ];
    let days = Period {
        from: Day::stored(20260105),
        to: Day::stored(20260120),
    };
    let mut all = Vec::new();
    for scope in scopes {
        let plain = EntryFilter::of(scope, 1);
        for state in [None].into_iter().chain(STATES.map(Some)) {
            let words = ["ma", "ky", "khong"].map(str::to_owned);
            all.push(EntryFilter {
                state,
                ..plain.clone()
            });
            all.push(EntryFilter {
                state,
                register: Some(2),
                ..plain.clone()
            });
            all.push(EntryFilter {
                state,
                days: Some(days),
                viewer: 2,
                ..plain.clone()
            });
            for word in words {
                all.push(EntryFilter {
                    state,
                    words: vec![word],
                    ..plain.clone()
                });
            }
            let two = vec!["tuyen".to_owned(), "truyen".to_owned()];
            all.push(EntryFilter {
                state,
                words: two,
                register: Some(1),
                days: Some(days),
                ..plain.clone()
            });
        }
    }
    all
}

fn ids(rows: &[EntryRow]) -> Vec<Uuid> {
    rows.iter().map(|row| row.id).collect()
}

/// A part of a list; each entry comes with its newest revision.
async fn listed(store: &Store, filter: &EntryFilter, from: Cursor, most: i64) -> Vec<EntryRow> {
    let listed = store.list_entries(filter, from, most).await.expect("a list");
    let newest: Vec<(Uuid, i32)> = listed.iter().map(|of| (of.row.id, of.row.rev)).collect();
    let newest = store.newest_revisions(&newest).await.expect("revisions");
    for of in &listed {
        let said = newest.iter().find(|(id, ..)| *id == of.row.id);
        let (_, body, text) = said.expect("a revision");
        assert_eq!((&of.body, &of.text), (body, text));
    }
    listed.into_iter().map(|of| of.row).collect()
}

/// Reads a list to its end in parts, then back to its beginning.
async fn there_and_back(store: &Store, filter: &EntryFilter, most: i64) -> Vec<Uuid> {
    let mut parts: Vec<Vec<EntryRow>> = Vec::new();
    let mut from = Cursor::Newest;
    loop {
        let rows = listed(store, filter, from, most).await;
        let Some(last) = rows.last() else { break };
        from = Cursor::After(last.place);
        parts.push(rows);
    }
    for pair in parts.windows(2).rev() {
        let before = Cursor::Before(pair[1][0].place);
        let rows = listed(store, filter, before, most).await;
        assert_eq!(ids(&rows), ids(&pair[0]), "{filter:?}");
    }
    parts.iter().flat_map(|part| ids(part)).collect()
}

fn random_steps(count: usize) -> Vec<Step> {
    let step = (
        0usize..90,
        1i32..5,
        1i32..4,
        0i32..3,
        0i32..28,
        0usize..4,
        1i64..3,
        0usize..6,
    );
    let mut runner = TestRunner::deterministic();
    proptest::collection::vec(step, count)
        .new_tree(&mut runner)
        .expect("steps")
        .current()
}

#[tokio::test]
async fn the_newest_of_a_unit_are_found_in_every_state_whoever_holds_them() {
    both(|store| async move {
        let all = history(&store, &random_steps(160)).await;
        let from = Day::stored(20260108);
        for unit in [1, 2, 101, 202, 303] {
            let fits = |k: &&Known| k.unit == unit && Day::stored(k.day) >= from;
            let mut wanted: Vec<&Known> = all.iter().filter(fits).collect();
            wanted.sort_by_key(|k| Reverse((k.day, k.made)));
            let wanted: Vec<Uuid> = wanted.iter().map(|k| k.id).collect();
            for most in [1, 3, 500] {
                let found = store.newest_of_unit(UnitId(unit), unit < 100, from, most);
                let found = ids(&found.await.expect("entries"));
                let count = wanted.len().min(most as usize);
                assert_eq!(found, wanted[..count], "{unit} by {most}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn lists_show_what_a_walk_over_all_entries_finds() {
    let steps = random_steps(120);
    both(|store| {
        let steps = steps.clone();
        async move {
            let all = history(&store, &steps).await;
            for filter in questions() {
                let wanted = expected(&all, &filter);
                for most in [1, 3, 50] {
                    assert_eq!(
                        there_and_back(&store, &filter, most).await,
                        wanted,
                        "{filter:?} by {most}"
                    );
                }
                let open = EntryFilter {
                    words: vec![],
                    ..filter
                };
                let waiting = all
                    .iter()
                    .filter(|k| fits(k, &open) && !matches!(k.state, State::Final | State::Voided));
                assert_eq!(
                    store.open_entries(&open, 1_000).await.expect("counted"),
                    waiting.count() as i64
                );
            }
            counts_agree(&store, &all).await;
        }
    })
    .await;
}

/// What entries of one crowded day share, the newest day first.
fn crowd(known: &Known) -> (Reverse<i32>, i32, i32) {
    (Reverse(known.day), known.register, known.unit)
}

#[tokio::test]
async fn crowded_days_are_those_on_which_a_register_has_several_of_a_unit() {
    let step = |n: i32| -> Step {
        let state = usize::try_from(n * 7 / 3 % 4).expect("a state");
        (1_000, 1 + n % 2, 1 + n / 2 % 3, n / 5 % 3, n / 7 % 9, state, 1, 0)
    };
    let steps: Vec<Step> = (0..120).map(step).collect();
    both(|store| {
        let steps = steps.clone();
        async move {
            let all = history(&store, &steps).await;
            let counts = |k: &&Known| {
                k.home == 1 && k.day >= 20260103 && matches!(k.state, State::Sent | State::Final)
            };
            let mut sizes: BTreeMap<_, usize> = BTreeMap::new();
            for known in all.iter().filter(counts) {
                *sizes.entry(crowd(known)).or_default() += 1;
            }
            let mut wanted: Vec<&Known> = all
                .iter()
                .filter(counts)
                .filter(|k| sizes[&crowd(k)] > 1)
                .collect();
            wanted.sort_by_key(|k| (crowd(k), k.id));
            let wanted: Vec<Uuid> = wanted.iter().map(|k| k.id).collect();
            assert!(
                wanted.len() > 4 && wanted.len() < all.len() / 2,
                "{}",
                wanted.len()
            );
            let found = store.crowded(1, 20260103, 500).await.expect("entries");
            assert_eq!(ids(&found), wanted);
            let found = store.crowded(1, 20260103, 3).await.expect("entries");
            assert_eq!(ids(&found), wanted[..3]);
        }
    })
    .await;
}

async fn counts_agree(store: &Store, all: &[Known]) {
    assert_eq!(store.miscounts(None).await.expect("counted"), []);
    for scope in [
        EntryScope::Book,
        EntryScope::Homes(vec![1, 2]),
        EntryScope::Homes((2..40).collect()),
        EntryScope::Units(vec![101]),
        EntryScope::Units((101..140).collect()),
    ] {
        let every = EntryFilter::of(scope.clone(), 0);
        let mut wanted: BTreeMap<(i32, i16), i64> = BTreeMap::new();
        for known in all {
            let seen = Known {
                holder: 0,
                ..known.clone()
            };
            if fits(&seen, &every) {
                *wanted.entry((known.register, known.state.number())).or_default() += 1;
            }
        }
        let seen: BTreeMap<(i32, i16), i64> = wanted
            .iter()
            .filter(|((_, state), _)| *state != State::Draft.number())
            .map(|(of, n)| (*of, *n))
            .collect();
        let counts = store.entry_counts(&scope, None, i64::MAX).await.expect("counts");
        let counts: BTreeMap<(i32, i16), i64> =
            counts.into_iter().map(|(r, s, n)| ((r, s.number()), n)).collect();
        assert_eq!(counts, seen, "{scope:?}");
        let kept = store.tallied(&scope, None).await.expect("kept");
        let kept: BTreeMap<(i32, i16), i64> =
            kept.into_iter().map(|(r, s, n)| ((r, s.number()), n)).collect();
        assert_eq!(kept, wanted, "{scope:?}");
    }
    let first = all.iter().map(|k| k.day).min().map(Day::stored);
    assert_eq!(store.first_day(&EntryScope::Book).await.expect("a day"), first);
    let many = all.iter().filter(|k| (2..40).contains(&k.home)).map(|k| k.day);
    let first = many.min().map(Day::stored);
    let many = EntryScope::Homes((2..40).collect());
    assert_eq!(store.first_day(&many).await.expect("a day"), first);
}

#[tokio::test]
async fn a_count_that_was_bent_is_found_and_mended() {
    both(|store| async move {
        history(&store, &[(0, 1, 1, 1, 0, 2, 1, 0), (9, 1, 1, 0, 0, 1, 1, 0)]).await;
        let bend = Batch::new(0, 0).run("UPDATE tally SET n = n + 3 WHERE kind = 1", vec![]);
        store.write(bend).await.expect("bent");
        assert_eq!(store.miscounts(Some(2)).await.expect("counted"), []);
        let found = store.miscounts(None).await.expect("counted");
        assert_eq!(found, store.miscounts(Some(1)).await.expect("counted"));
        let told: Vec<_> = found
            .iter()
            .map(|m| (m.kind, m.scope, m.state, m.stored, m.counted))
            .collect();
        assert_eq!(told, [(1, 1, 1, 4, 1), (1, 1, 2, 4, 1)]);
        store.mend_tally(&found, 7).await.expect("mended");
        assert_eq!(store.miscounts(None).await.expect("counted"), []);
    })
    .await;
}

/// Whatever letters a word holds, it is asked for without an error and finds its entry.
#[tokio::test]
async fn a_word_of_any_script_is_found() {
    let texts = [
        "Đặng Thị Ổn",
        "工作 報告",
        "करना है",
        "ไทย",
        "Ⓐ ① ²",
        "a_h1 _v",
        "\"x\" OR NOT (y)",
        "ª º",
        "ﬁ ß İ",
        "12/NQ-HĐND",
        "𝔄 👍🏽",
        "a'b \\ c:*",
        "่",
    ];
    both(|store| async move {
        for (n, text) in texts.iter().enumerate() {
            let words = dienhong_domain::text::fold(text);
            let long = format!("{words} {}", "dài".repeat(900));
            let known = Known {
                id: Uuid::now_v7(),
                rev: 1,
                home: 1,
                register: 1,
                unit: 1,
                day: 20260101 + n as i32,
                state: State::Final,
                holder: 1,
                words: dienhong_domain::text::fold(&long),
                made: n,
            };
            store
                .write(Batch::new(1, 5).entry(written(&known, 1)))
                .await
                .expect("written");
            for word in known.words.split(' ').filter(|w| !w.is_empty()) {
                let filter = EntryFilter {
                    words: vec![word.to_owned()],
                    ..EntryFilter::of(EntryScope::Homes(vec![1]), 1)
                };
                let rows = listed(&store, &filter, Cursor::Newest, 50).await;
                assert!(rows.iter().any(|row| row.id == known.id), "{word} of {text}");
            }
        }
        // Marks of home and reader cannot be typed.
        for mark in ["_v", "_h1", "v", "h1"] {
            let words = dienhong_domain::text::fold(mark)
                .split(' ')
                .map(str::to_owned)
                .collect();
            let filter = EntryFilter {
                words,
                ..EntryFilter::of(EntryScope::Book, 1)
            };
            let rows = store
                .list_entries(&filter, Cursor::Newest, 50)
                .await
                .expect("a list");
            assert!(rows.len() <= 1, "{mark} is no mark: {} entries", rows.len());
        }
    })
    .await;
}
