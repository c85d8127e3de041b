//! Counts the units that have something, across successions: "10/10 tổ". Each unit states for itself whether it has it;
//! heirs inherit the statement until they make their own.

use super::map::{Link, UnitMap};
use super::{Level, UnitId};
use crate::amount::Bound;
use crate::ledger::{Figure, Sums};
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};

/// What a unit stated of itself on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Having {
    /// Unit.
    pub unit: UnitId,
    /// Day.
    pub day: Day,
    /// Whether it has it.
    pub has: bool,
}

/// What is known of a unit.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Known {
    Nothing,
    No,
    Yes,
    /// One of several heirs of these units has it, and it is unknown which.
    OneOf(BTreeSet<UnitId>),
}

/// Statements about one thing, by unit and day; the last statement of a day counts.
#[derive(Clone, Debug, Default)]
pub struct Havings(BTreeMap<UnitId, BTreeMap<Day, bool>>);

impl FromIterator<Having> for Havings {
    fn from_iter<I: IntoIterator<Item = Having>>(all: I) -> Havings {
        let mut found = Havings::default();
        for of in all {
            found.0.entry(of.unit).or_default().insert(of.day, of.has);
        }
        found
    }
}

impl Havings {
    /// How many units of a level within `top` have it on the map of `lens`, by what was stated until `at`.
    ///
    /// A unit merged from several has it if any of them had it, and counts once. If a unit that had it was split, its
    /// heirs count once together, as "at least", until they state for themselves; if some of them are outside of `top`,
    /// the one is undivided.
    pub fn count(&self, map: &UnitMap, top: UnitId, level: Level, (at, lens): (Day, Day)) -> Figure {
        let mut figure = Figure::default();
        let mut open: BTreeSet<UnitId> = BTreeSet::new();
        // Number of units that may have it. Each counts at most once, however many of its predecessors had it.
        let mut places = 0;
        for unit in units_within(map, top, level, lens) {
            let line = |has: i64| Sums::of(has, Bound::Exact, 1);
            match self.known(map, unit, at, 0) {
                Known::Nothing => {}
                Known::No => figure.sums += line(0),
                Known::Yes => figure.sums += line(1),
                Known::OneOf(from) => {
                    figure.sums += line(0);
                    places += 1;
                    open.extend(from);
                }
            }
        }
        for from in open {
            let heirs = living_heirs(map, from, lens);
            if heirs
                .iter()
                .any(|heir| self.known(map, *heir, at, 0) == Known::Yes)
            {
                continue;
            }
            let one = Sums::of(1, Bound::AtLeast, 1);
            match heirs.iter().all(|heir| map.is_within(*heir, top, lens)) {
                // The heir's line is already counted above, so only the amount is added.
                true if places > 0 => {
                    places -= 1;
                    figure.sums += Sums { lines: 0, ..one };
                }
                true => {}
                false => figure.undivided += one,
            }
        }
        figure
    }

    /// What is known of a unit by a day: its own last statement, and what it inherited after that.
    fn known(&self, map: &UnitMap, unit: UnitId, until: Day, depth: usize) -> Known {
        let own = self
            .0
            .get(&unit)
            .and_then(|days| days.range(..=until).next_back());
        let mut known = match own {
            None => Known::Nothing,
            Some((_, true)) => return Known::Yes,
            Some((_, false)) => Known::No,
        };
        let since = own.map_or(Day::MIN, |(day, _)| *day);
        for link in came(map, unit, until).filter(|link| link.day > since && depth < DEEPEST) {
            let before = self.known(map, link.from, link.day.previous(), depth + 1);
            known = known.and(passed(map, link, before));
        }
        known
    }
}

// Upper bound of successions in a row: a longer chain means a cycle in foreign data.
const DEEPEST: usize = 64;

impl Known {
    /// Combines what is known of a unit from two sources: it has it if either says so.
    fn and(self, other: Known) -> Known {
        match (self, other) {
            (Known::Yes, _) | (_, Known::Yes) => Known::Yes,
            (Known::OneOf(mut a), Known::OneOf(b)) => {
                a.extend(b);
                Known::OneOf(a)
            }
            (Known::OneOf(a), _) | (_, Known::OneOf(a)) => Known::OneOf(a),
            (Known::No, _) | (_, Known::No) => Known::No,
            (Known::Nothing, Known::Nothing) => Known::Nothing,
        }
    }
}

/// What follows for an heir from what is known of its predecessor: of several heirs, one has it.
fn passed(map: &UnitMap, link: &Link, before: Known) -> Known {
    let heirs = map.heirs(link.from).iter().filter(|l| l.day == link.day).count();
    match before {
        Known::Yes if heirs > 1 => Known::OneOf(BTreeSet::from([link.from])),
        before => before,
    }
}

/// Successions into a unit from units that ended. A predecessor that goes on keeps what it has.
fn came(map: &UnitMap, unit: UnitId, until: Day) -> impl Iterator<Item = &Link> {
    let ended = |link: &&Link| map.get(link.from).is_some_and(|from| from.ends() <= link.day);
    map.predecessors(unit)
        .iter()
        .filter(move |link| link.day <= until)
        .filter(ended)
}

/// Units of a level that stand within another on a day.
pub fn units_within(map: &UnitMap, top: UnitId, level: Level, day: Day) -> Vec<UnitId> {
    let (mut found, mut open) = (Vec::new(), vec![top]);
    while let Some(unit) = open.pop() {
        if map.level(unit) == Some(level) {
            found.push(unit);
        } else {
            open.extend(map.children(unit, day));
        }
    }
    found
}

/// Units alive on a day that succeed a unit, or the unit itself.
fn living_heirs(map: &UnitMap, unit: UnitId, day: Day) -> Vec<UnitId> {
    let (mut found, mut open) = (BTreeSet::new(), vec![unit]);
    let mut seen = BTreeSet::new();
    while let Some(unit) = open.pop().filter(|_| seen.len() < 10_000) {
        if !seen.insert(unit) {
            continue;
        }
        match map.at(unit, day) {
            Some(_) => {
                found.insert(unit);
            }
            None => open.extend(map.heirs(unit).iter().map(|l| l.to)),
        }
    }
    found.into_iter().collect()
}
