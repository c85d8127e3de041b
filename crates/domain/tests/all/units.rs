//! Units over time, against a naive model and by hand.

mod hand;
mod having;
mod heritage;
mod levels;
mod oracle;
mod reading;
mod rest;
mod shipped;
mod world;

use dienhong_domain::ledger::Sums;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::*;
use oracle::Mine;
use proptest::prelude::*;
use reading::{Read, read};
use std::collections::BTreeSet;
use std::sync::Arc;
use world::{Posting, Tape, World, day, postings, random_change, world};

fn tape() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(0u32..5040, 60..260)
}

/// What is asked: a period, and lenses before, in and after it.
fn questions(tape: &mut Tape, map: &UnitMap) -> Vec<(Period, Lens)> {
    let first = tape.below(1000) as i64 - 50;
    let last = first + tape.below(900) as i64;
    let period = Period::new(day(first), day(last)).expect("a period");
    let ever = Period::new(Day::MIN, Day::MAX).expect("a period");
    let days: Vec<Day> = map.changes().iter().map(|c| c.day).collect();
    let turn = tape.pick(&days).unwrap_or(day(1));
    let inside = day(first + tape.below((last - first) as usize) as i64);
    vec![
        (period, Lens::AsItWas),
        (ever, Lens::At(day(-400))),
        (ever, Lens::At(day(2000))),
        (period, Lens::At(inside)),
        (period, Lens::At(turn)),
        (ever, Lens::At(turn.previous())),
        (Period { from: turn, ..ever }, Lens::At(inside)),
    ]
}

fn ids(map: &UnitMap) -> Vec<UnitId> {
    map.units().map(|u| u.id).collect()
}

fn agrees(got: Read, want: &[(Mine, Posting)]) -> Result<(), String> {
    let mut sums = Sums::default();
    let mut undivided = Sums::default();
    let mut amount = 0.0;
    let mut estimated = false;
    for (mine, posting) in want {
        match mine {
            Mine::None => continue,
            Mine::Some => {
                undivided += posting.sums;
                continue;
            }
            Mine::All => amount += posting.sums.amount as f64,
            Mine::Part(part) => {
                amount += posting.sums.amount as f64 * part;
                estimated = true;
            }
        }
        sums += posting.sums;
    }
    let slack = if estimated { got.shared as f64 + 0.1 } else { 0.0 };
    let same = got.figure.undivided == undivided
        && got.figure.estimated == estimated
        && (got.figure.sums.amount as f64 - amount).abs() <= slack
        && Sums {
            amount: 0,
            ..got.figure.sums
        } == Sums { amount: 0, ..sums };
    match same {
        true => Ok(()),
        false => Err(format!(
            "got {got:?}\nwant {amount} of {sums:?}, undivided {undivided:?}\n{want:#?}"
        )),
    }
}

fn told(world: &World) -> String {
    world.map.changes().iter().map(|c| format!("{c:?}\n")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, max_shrink_iters: 3000, max_global_rejects: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_is_what_walking_each_posting_gives(numbers in tape()) {
        let mut tape = Tape::new(numbers);
        let world = world(&mut tape);
        let map = &world.map;
        let all = postings(&mut tape, map);
        for (period, lens) in questions(&mut tape, map) {
            for unit in ids(map) {
                for stock in [false, true] {
                    let scope = match stock {
                        true => Scope::stock(map, unit, period.to, lens),
                        false => Scope::flow(map, unit, period, lens),
                    };
                    let want = oracle::expected(map, &all, unit, period, lens, stock);
                    if let Err(why) = agrees(read(&scope, &all), &want) {
                        return Err(TestCaseError::fail(format!(
                            "{unit:?} {period:?} {lens:?} stock {stock}\n{why}\n{scope:#?}\n{}", told(&world)
                        )));
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_doubled(numbers in tape()) {
        let mut tape = Tape::new(numbers);
        let world = world(&mut tape);
        let map = &world.map;
        let all = postings(&mut tape, map);
        for (period, lens) in questions(&mut tape, map) {
            let inside = |p: &&Posting| period.holds(p.day);
            let total: i64 = all.iter().filter(inside).map(|p| p.sums.amount).sum();
            let country = read(&Scope::flow(map, UnitId(1), period, lens), &all);
            prop_assert_eq!(country.figure.sums.amount, total);
            prop_assert!(!country.figure.is_undivided() && !country.figure.estimated);
            let Lens::At(on) = lens else { continue };
            // What communes hold, and once each what is not divided or stands above communes, is the country's total.
            let mut rest = 0;
            let mut tells = true;
            for posting in all.iter().filter(inside) {
                let places = oracle::homes(map, posting.unit, posting.day, on, false);
                let high = places.keys().filter(|u| map.level(**u) != Some(Level::Commune)).count();
                if places.values().any(Option::is_none) || high == places.len() {
                    rest += posting.sums.amount;
                } else {
                    tells &= high == 0;
                }
            }
            let communes: i64 = ids(map).into_iter()
                .filter(|u| map.level(*u) == Some(Level::Commune))
                .map(|u| read(&Scope::flow(map, u, period, lens), &all).figure.sums.amount)
                .sum();
            prop_assert!(!tells || communes + rest == total, "{communes} + {rest} is not {total}\n{}", told(&world));
        }
    }

    #[test]
    fn another_name_changes_no_figure(numbers in tape(), on in 0i64..1000) {
        let mut tape = Tape::new(numbers);
        let world = world(&mut tape);
        let all = postings(&mut tape, &world.map);
        let mut named = world.map.clone();
        let mut set = world::moved_to(tape.pick(&ids(&named)).expect("a unit"), UnitId(0));
        set.parent = None;
        set.name = Some("Tên khác".into());
        let mut change = world::change(7, day(on), ChangeKind::Rename);
        change.sets.push(set);
        prop_assume!(named.apply(&change).is_ok());
        for (period, lens) in questions(&mut tape, &world.map) {
            for unit in ids(&world.map) {
                let before = read(&Scope::flow(&world.map, unit, period, lens), &all);
                prop_assert_eq!(read(&Scope::flow(&named, unit, period, lens), &all), before);
            }
        }
    }

    #[test]
    fn a_refused_change_leaves_the_map_and_the_last_change_can_be_taken_back(numbers in tape()) {
        let mut tape = Tape::new(numbers);
        let world = world(&mut tape);
        let mut map = world.map.clone();
        let change = random_change(&mut tape, &world.map, 7, day(1200));
        if map.apply(&change).is_err() {
            prop_assert_eq!(&map, &world.map);
        }
        let mut again = UnitMap::new(world::kinds(), world.rows.clone(), vec![]);
        prop_assert!(again.replay(world.map.changes()).is_ok());
        prop_assert_eq!(&again, &world.map);
    }

    #[test]
    fn taking_a_change_back_is_a_history_without_it(numbers in tape()) {
        let mut tape = Tape::new(numbers);
        let world = world(&mut tape);
        let changes = world.map.changes().to_vec();
        prop_assume!(!changes.is_empty());
        let gone = tape.below(changes.len());
        let kept: Vec<Arc<Change>> = changes.iter().filter(|c| c.id != changes[gone].id).cloned().collect();
        let mut map = UnitMap::new(world::kinds(), world.rows.clone(), vec![]);
        match map.replay(&kept) {
            Err((later, problems)) => {
                // Something recorded afterwards stands on it.
                prop_assert!(!problems.is_empty());
                prop_assert!(changes[gone + 1..].iter().any(|c| c.id == later.id));
            }
            Ok(()) => {
                prop_assert_eq!(is_sound(&map), Ok(()));
                let new: BTreeSet<UnitId> = changes[gone].creates.iter().map(|n| n.id).collect();
                let touched: BTreeSet<UnitId> = changes[gone].ends.iter().copied()
                    .chain(changes[gone].sets.iter().map(|s| s.unit)).collect();
                for unit in world.map.units() {
                    let now = map.get(unit.id);
                    prop_assert_eq!(now.is_none(), new.contains(&unit.id));
                    match now {
                        Some(now) if !touched.contains(&unit.id) && goes_along(unit, &changes[gone]) => {
                            // Recorded afterwards for days before: it went along with its commune, and now stays.
                            let before = changes[gone].day.previous();
                            prop_assert_eq!(now.begins(), unit.begins());
                            prop_assert_eq!(now.at(before).map(|s| s.parent), unit.at(before).map(|s| s.parent));
                            prop_assert!(now.ends() > changes[gone].day);
                        }
                        Some(now) if !touched.contains(&unit.id) => prop_assert_eq!(now, unit),
                        _ => {}
                    }
                    let other = |links: &[Link]| -> Vec<Link> {
                        links.iter().filter(|l| l.change != changes[gone].id).cloned().collect()
                    };
                    prop_assert_eq!(map.heirs(unit.id), other(world.map.heirs(unit.id)));
                    prop_assert_eq!(map.predecessors(unit.id), other(world.map.predecessors(unit.id)));
                    prop_assert!(now.is_none_or(|u| u.spans.iter().all(|s| s.opened_by != Some(changes[gone].id))));
                }
            }
        }
    }

    #[test]
    fn no_history_leaves_a_unit_under_a_dead_one(numbers in tape()) {
        let world = world(&mut Tape::new(numbers));
        prop_assert_eq!(is_sound(&world.map), Ok(()), "{}", told(&world));
    }
}

/// Whether a group was founded under a commune that the change ends, for days before it: it went along to the only heir,
/// or ended with its commune, though the change does not name it.
fn goes_along(unit: &Unit, change: &Change) -> bool {
    let stood_there = |span: &Span| span.parent.is_some_and(|parent| change.ends.contains(&parent));
    let moved = |pair: &[Span]| {
        pair[1].from == change.day && pair[1].opened_by == pair[0].opened_by && stood_there(&pair[0])
    };
    unit.spans.windows(2).any(moved) || unit.ends() == change.day && stood_there(unit.last())
}

/// What no accepted history may break: spans in order, parents and heirs alive, shares no more than the whole.
fn is_sound(map: &UnitMap) -> Result<(), String> {
    for unit in map.units() {
        for (i, span) in unit.spans.iter().enumerate() {
            if span.from >= span.to {
                return Err(format!("{:?} has an empty span", unit.id));
            }
            if unit.spans.get(i + 1).is_some_and(|next| next.from != span.to) {
                return Err(format!("{:?} has a gap or an overlap", unit.id));
            }
            let Some(parent) = span.parent.and_then(|p| map.get(p)) else {
                continue;
            };
            if parent.begins() > span.from || parent.ends() < span.to {
                return Err(format!(
                    "{:?} stands under {:?} on days when that is not there",
                    unit.id, parent.id
                ));
            }
        }
        for link in map.heirs(unit.id) {
            let begins = map.get(link.to).map(|u| (u.begins(), u.ends()));
            if begins.is_none_or(|(b, e)| b > link.day || e <= link.day)
                || unit.ends() < link.day
                || unit.begins() >= link.day
            {
                return Err(format!("{:?} leaves to one that is not there: {link:?}", unit.id));
            }
            let given: u32 = map
                .heirs(unit.id)
                .iter()
                .filter(|l| l.day == link.day)
                .filter_map(|l| l.share)
                .sum();
            if given > 1_000_000 {
                return Err(format!("{:?} gives more than it has", unit.id));
            }
        }
    }
    Ok(())
}
