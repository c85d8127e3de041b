//! Units that have something, counted through mergers and splits.

use super::world::{Tape, base, change, day, kinds, new_unit, part, world};
use super::{ids, tape, told};
use dienhong_domain::amount::Bound;
use dienhong_domain::units::*;
use proptest::prelude::*;

/// A commune with groups 7, 8 and 9.
fn commune() -> UnitMap {
    let mut rows = vec![
        base(1, "quoc-gia", "Việt Nam", None),
        base(2, "tinh", "Đông", Some(1)),
        base(6, "xa", "Hòa", Some(2)),
    ];
    for id in [7, 8, 9] {
        rows.push(base(id, "to-dan-pho", &id.to_string(), Some(6)));
    }
    UnitMap::new(kinds(), rows, vec![])
}

/// On a day some groups become others.
fn become_others(map: &mut UnitMap, n: u128, on: i64, olds: &[i32], heirs: &[i32]) {
    let mut of = change(n, day(on), ChangeKind::Merge);
    for old in olds {
        of.ends.push(UnitId(*old));
        for heir in heirs {
            let share = (heirs.len() == 1).then_some(1_000_000);
            of.parts.push(part(UnitId(*old), UnitId(*heir), share));
        }
    }
    for heir in heirs {
        of.creates
            .push(new_unit(*heir, "to-dan-pho", &heir.to_string(), UnitId(6)));
    }
    map.apply(&of).unwrap_or_else(|why| panic!("{why:?}"));
}

fn said(all: &[(i32, i64, bool)]) -> Havings {
    let having = |(unit, on, has): &(i32, i64, bool)| Having {
        unit: UnitId(*unit),
        day: day(*on),
        has: *has,
    };
    all.iter().map(having).collect()
}

/// How many have it, how sure, and how many said anything, on a day.
fn count(map: &UnitMap, all: &[(i32, i64, bool)], on: i64) -> (i64, Bound, i64) {
    let figure = said(all).count(map, UnitId(6), Level::Group, (day(on), day(on)));
    (figure.sums.amount, figure.bound(), figure.sums.lines)
}

#[test]
fn each_unit_counts_by_its_last_word() {
    let map = commune();
    let all = [(7, 10, false), (7, 20, true), (8, 10, true), (8, 30, false)];
    assert_eq!(count(&map, &all, 25), (2, Bound::Exact, 2));
    assert_eq!(count(&map, &all, 40), (1, Bound::Exact, 2));
    assert_eq!(
        count(&map, &all, 5),
        (0, Bound::Exact, 0),
        "nobody said anything yet"
    );
}

#[test]
fn after_a_merger_of_two_villages_one_of_which_has_a_team_one_is_counted() {
    let mut map = commune();
    become_others(&mut map, 1, 100, &[7, 8], &[10]);
    let all = [(7, 10, true), (8, 10, false), (9, 10, true)];
    assert_eq!(count(&map, &all, 50), (2, Bound::Exact, 3));
    assert_eq!(count(&map, &all, 150), (2, Bound::Exact, 2));
    let both = [(7, 10, true), (8, 10, true), (9, 10, true)];
    assert_eq!(count(&map, &both, 150), (2, Bound::Exact, 2), "two became one");
    let anew = [(7, 10, true), (10, 120, false)];
    assert_eq!(
        count(&map, &anew, 150),
        (0, Bound::Exact, 1),
        "its own word counts"
    );
}

#[test]
fn what_one_village_had_that_two_became_is_counted_once_until_they_say() {
    let mut map = commune();
    become_others(&mut map, 1, 100, &[7], &[10, 11]);
    let all = [(7, 10, true)];
    assert_eq!(count(&map, &all, 150), (1, Bound::AtLeast, 2));
    let one = [(7, 10, true), (10, 120, true)];
    assert_eq!(count(&map, &one, 150), (1, Bound::Exact, 2));
    let both = [(7, 10, true), (10, 120, true), (11, 120, true)];
    assert_eq!(count(&map, &both, 150), (2, Bound::Exact, 2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 3000, max_global_rejects: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// However the map changes, there are never more units with something than units, and a commune's groups are its own.
    #[test]
    fn never_more_units_have_something_than_there_are(numbers in tape()) {
        let mut tape = Tape::new(numbers);
        let world = world(&mut tape);
        let map = &world.map;
        let all: Vec<Having> = ids(map)
            .into_iter()
            .filter(|unit| map.level(*unit) == Some(Level::Group))
            .map(|unit| Having { unit, day: map.get(unit).map_or(day(0), |u| u.begins().max(day(1))), has: tape.below(2) == 0 })
            .collect();
        let stated: Havings = all.iter().copied().collect();
        for on in [day(0), day(500), day(1500)] {
            for unit in ids(map).into_iter().filter(|unit| map.at(*unit, on).is_some()) {
                let there = units_within(map, unit, Level::Group, on).len() as i64;
                let figure = stated.count(map, unit, Level::Group, (on, on));
                prop_assert!(figure.sums.amount <= there && figure.sums.lines <= there, "{unit:?}: {figure:?} of {there}\n{}", told(&world));
            }
        }
    }
}
