//! The naive model: one posting is carried from its day to the lens's day, change by change, from the changes as
//! they were recorded. It knows no links, stretches or slices.
//!
//! * What a unit recorded follows its heirs: all of it to one, known shares to several, or "some of it".
//! * What stays with a unit that gives a part away and goes on is the rest. If one share alone is not told, it is
//!   what the others leave.
//! * Of a stock, a unit that goes on keeps everything: a part given away carries nothing along.
//! * A group that goes on takes its postings along to whatever commune it goes. A group that ends and is listed
//!   leaves them to the commune that the list names.
//! * A unit that ends without any heir leaves them to the unit that it stood in.
//! * Backward the same: a posting of an heir came from its only predecessor, or from some of several; a unit that
//!   began without predecessors came out of the unit that it stood in.

use super::world::Posting;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Parts of a posting; `None` is some of it.
pub(crate) type Places = BTreeMap<UnitId, Option<f64>>;

const UPWARD: [Level; 5] = [
    Level::Group,
    Level::Commune,
    Level::District,
    Level::Province,
    Level::Country,
];

fn add(places: &mut Places, unit: UnitId, part: Option<f64>) {
    let known = places.entry(unit).or_insert(Some(0.0));
    *known = known.zip(part).map(|(a, b)| a + b);
}

fn times(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    // "Some of nothing" does not occur; all of "some" is some.
    a.zip(b).map(|(a, b)| a * b)
}

/// Where a unit's posting of a day stands on the lens's map, groups as such.
pub(crate) fn carry(map: &UnitMap, unit: UnitId, day: Day, lens: Day, stock: bool) -> Places {
    let mut places = Places::from([(unit, Some(1.0))]);
    let days: BTreeSet<Day> = map.changes().iter().map(|c| c.day).collect();
    if day <= lens {
        for on in days.iter().filter(|d| **d > day && **d <= lens) {
            places = one_day_on(map, places, *on, stock);
        }
    } else {
        for on in days.iter().rev().filter(|d| **d > lens && **d <= day) {
            places = one_day_back(map, places, *on, stock);
        }
    }
    settle(places)
}

fn settle(mut places: Places) -> Places {
    let known: f64 = places.values().flatten().sum();
    let mut unknown = places.values_mut().filter(|p| p.is_none());
    if let (Some(only), None) = (unknown.next(), unknown.next()) {
        *only = Some(1.0 - known);
    }
    places.retain(|_, part| part.is_none_or(|p| p > 1e-9));
    places
}

fn one_day_on(map: &UnitMap, mut before: Places, on: Day, stock: bool) -> Places {
    let today: Vec<&Arc<Change>> = map.changes().iter().filter(|c| c.day == on).collect();
    let mut after = Places::new();
    for level in UPWARD {
        let here: Vec<UnitId> = before
            .keys()
            .copied()
            .filter(|u| map.level(*u) == Some(level))
            .collect();
        for unit in here {
            let whole = before[&unit];
            // By a change that names it, or with its commune, if it was recorded after the commune's end was.
            let ends = map.get(unit).is_some_and(|u| u.ends() == on);
            let parts: Vec<&Part> = today
                .iter()
                .flat_map(|c| &c.parts)
                .filter(|p| p.from == unit && (ends || !stock))
                .collect();
            let mut heirs = Places::new();
            for part in &parts {
                add(&mut heirs, part.to, part.share.map(|s| f64::from(s) / 1e6));
            }
            if !ends {
                add(&mut heirs, unit, None);
            }
            for (heir, share) in settle(heirs) {
                add(&mut after, heir, times(whole, share));
            }
            if ends && parts.is_empty() {
                let listed = today.iter().flat_map(|c| &c.groups).find(|g| g.group == unit);
                let parent = map.at(unit, on.previous()).and_then(|s| s.parent);
                match (listed, parent) {
                    (Some(listed), _) => add(&mut after, listed.to, whole),
                    (None, Some(parent)) => add(&mut before, parent, whole),
                    (None, None) => {}
                }
            }
        }
    }
    after
}

fn one_day_back(map: &UnitMap, mut after: Places, on: Day, stock: bool) -> Places {
    let today: Vec<&Arc<Change>> = map.changes().iter().filter(|c| c.day == on).collect();
    let mut before = Places::new();
    for level in UPWARD {
        let here: Vec<UnitId> = after
            .keys()
            .copied()
            .filter(|u| map.level(*u) == Some(level))
            .collect();
        for unit in here {
            let whole = after[&unit];
            let mut from: BTreeSet<UnitId> = today
                .iter()
                .flat_map(|c| &c.parts)
                .filter(|p| p.to == unit)
                .filter(|p| !stock || map.get(p.from).is_some_and(|u| u.ends() == on))
                .map(|p| p.from)
                .collect();
            let begins = today.iter().any(|c| c.creates.iter().any(|n| n.id == unit));
            if !begins {
                from.insert(unit);
            }
            let part = if from.len() == 1 { whole } else { None };
            for earlier in &from {
                add(&mut before, *earlier, part);
            }
            let parent = map.at(unit, on).and_then(|s| s.parent);
            if let (true, Some(parent)) = (from.is_empty(), parent) {
                add(&mut after, parent, whole);
            }
        }
    }
    before
}

/// As [`carry`], with groups counted where they lie.
pub(crate) fn homes(map: &UnitMap, unit: UnitId, day: Day, lens: Day, stock: bool) -> Places {
    let mut homes = Places::new();
    for (place, part) in carry(map, unit, day, lens, stock) {
        let home = map.home(place, lens).expect("a place lives on the lens's day");
        add(&mut homes, home, part);
    }
    settle(homes)
}

/// How much of a posting belongs to a unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Mine {
    None,
    All,
    Part(f64),
    Some,
}

/// How much of a posting belongs to a unit on the lens's map.
pub(crate) fn mine(map: &UnitMap, posting: &Posting, unit: UnitId, lens: Day, stock: bool) -> Mine {
    let group = map.level(unit) == Some(Level::Group);
    let places = match group {
        true => carry(map, posting.unit, posting.day, lens, stock),
        false => homes(map, posting.unit, posting.day, lens, stock),
    };
    let here: Vec<Option<f64>> = places
        .iter()
        .filter(|(place, _)| **place == unit || !group && stands_below(map, **place, unit, lens))
        .map(|(_, part)| *part)
        .collect();
    let sum: Option<f64> = here.iter().copied().sum();
    match sum {
        _ if here.is_empty() => Mine::None,
        _ if here.len() == places.len() => Mine::All,
        Some(part) if places.values().all(Option::is_some) => Mine::Part(part),
        _ => Mine::Some,
    }
}

/// Whether a unit stands below another on a day, by its parents of that very day.
pub(crate) fn stands_below(map: &UnitMap, unit: UnitId, top: UnitId, day: Day) -> bool {
    let parent = map.at(unit, day).and_then(|s| s.parent);
    parent.is_some_and(|p| p == top || stands_below(map, p, top, day))
}

/// Whether a posting is the unit's, as it was.
pub(crate) fn as_it_was(map: &UnitMap, posting: &Posting, unit: UnitId) -> Mine {
    let is = match map.level(unit) {
        Some(Level::Group) => posting.unit == unit,
        _ => posting.home == unit || stands_below(map, posting.home, unit, posting.day),
    };
    if is { Mine::All } else { Mine::None }
}

/// What the naive model makes of a flow (`stock`: of all days up to the period's end).
pub(crate) fn expected(
    map: &UnitMap,
    all: &[Posting],
    unit: UnitId,
    period: Period,
    lens: Lens,
    stock: bool,
) -> Vec<(Mine, Posting)> {
    let counted = all
        .iter()
        .filter(|p| p.day <= period.to && (stock || p.day >= period.from));
    counted
        .map(|p| {
            let how = match lens {
                Lens::AsItWas if stock => mine(map, p, unit, period.to, true),
                Lens::AsItWas => as_it_was(map, p, unit),
                Lens::At(day) => mine(map, p, unit, day, stock),
            };
            (how, p.clone())
        })
        .collect()
}
