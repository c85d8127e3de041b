//! Scopes: which homes and days a figure of a unit is summed over, as it was or through a lens.

use super::map::UnitMap;
use super::{Level, UnitId};
use crate::time::{Day, Period};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Through which map a figure is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lens {
    /// As it was on each day.
    AsItWas,
    /// Restated to the map of a day.
    At(Day),
}

/// Part of an inheritance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Share {
    /// All of it.
    Whole,
    /// Millionths of it; the figure becomes an estimate.
    Known(u32),
    /// Some of it, no one said how much.
    Unknown,
}

impl Share {
    fn of(share: Option<u32>) -> Share {
        match share {
            Some(super::checks::WHOLE) => Share::Whole,
            Some(part) => Share::Known(part),
            None => Share::Unknown,
        }
    }
    fn times(self, other: Share) -> Share {
        match (self, other) {
            (Share::Whole, s) | (s, Share::Whole) => s,
            (Share::Known(a), Share::Known(b)) => {
                Share::Known((u64::from(a) * u64::from(b) / u64::from(super::checks::WHOLE)) as u32)
            }
            _ => Share::Unknown,
        }
    }
}

/// How a slice counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Weight {
    /// Wholly.
    Whole,
    /// Shared among all heirs in this order by largest remainder; `mine` are the places that count here.
    Shared {
        /// Millionths of every heir.
        parts: Vec<u32>,
        /// Places that belong to the figure's unit.
        mine: Vec<usize>,
    },
    /// Some of it belongs here, unknown how much: shown as not yet divided, never guessed.
    Undivided,
}

/// Homes and days that are summed together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slice {
    /// Homes.
    pub homes: Vec<UnitId>,
    /// Days.
    pub days: Period,
    /// Only postings of this unit.
    pub only: Option<UnitId>,
    /// All but postings of these units.
    pub except: Vec<UnitId>,
    /// How it counts.
    pub weight: Weight,
}

/// Everything that a figure of a unit over a period is summed over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scope {
    /// Slices.
    pub slices: Vec<Slice>,
}

impl Scope {
    /// The scope of a flow.
    pub fn flow(map: &UnitMap, unit: UnitId, period: Period, lens: Lens) -> Scope {
        match lens {
            Lens::AsItWas => as_it_was(map, unit, period),
            Lens::At(day) => through(map, unit, period, day),
        }
    }

    /// The scope of a stock at a day: every change up to it. As it was, a unit holds what its predecessors left it.
    pub fn stock(map: &UnitMap, unit: UnitId, at: Day, lens: Lens) -> Scope {
        let all = Period {
            from: Day::MIN,
            to: at,
        };
        match lens {
            Lens::AsItWas => through(map, unit, all, at),
            Lens::At(day) => through(map, unit, all, day),
        }
    }
}

fn as_it_was(map: &UnitMap, unit: UnitId, period: Period) -> Scope {
    let slice = |homes: Vec<UnitId>, days: Period, only: Option<UnitId>| Slice {
        homes,
        days,
        only,
        except: Vec::new(),
        weight: Weight::Whole,
    };
    match map.level(unit) {
        Some(Level::Group) => Scope {
            slices: vec![slice(map.homes_ever(unit), period, Some(unit))],
        },
        Some(Level::Commune) => Scope {
            slices: vec![slice(vec![unit], period, None)],
        },
        Some(_) => {
            let mut below: BTreeMap<(Day, Day), Vec<UnitId>> = BTreeMap::new();
            below.entry((period.from, period.to)).or_default().push(unit);
            let mut seen = HashMap::new();
            for id in map
                .units
                .keys()
                .filter(|id| **id != unit && map.level(**id) != Some(Level::Group))
            {
                for (from, to) in times_within(map, *id, unit, &mut seen) {
                    if let Some(days) = period.meet(Period {
                        from,
                        to: to.previous(),
                    }) {
                        below.entry((days.from, days.to)).or_default().push(*id);
                    }
                }
            }
            let slices = below
                .into_iter()
                .map(|((from, to), homes)| slice(homes, Period { from, to }, None))
                .collect();
            Scope { slices }
        }
        None => Scope::default(),
    }
}

type Times = Vec<(Day, Day)>;

/// Stretches (end not counted) in which a unit stood below another.
fn times_within(map: &UnitMap, id: UnitId, top: UnitId, seen: &mut HashMap<UnitId, Times>) -> Times {
    if let Some(times) = seen.get(&id) {
        return times.clone();
    }
    seen.insert(id, Vec::new());
    let mut times: Times = Vec::new();
    for span in map.get(id).into_iter().flat_map(|u| &u.spans) {
        let Some(parent) = span.parent else { continue };
        let above = if parent == top {
            vec![(span.from, span.to)]
        } else {
            times_within(map, parent, top, seen)
        };
        for (from, to) in above {
            let (from, to) = (from.max(span.from), to.min(span.to));
            if from < to {
                match times.last_mut() {
                    Some(last) if last.1 == from => last.1 = to,
                    _ => times.push((from, to)),
                }
            }
        }
    }
    seen.insert(id, times.clone());
    times
}

fn through(map: &UnitMap, unit: UnitId, period: Period, lens: Day) -> Scope {
    let mut slices = Vec::new();
    if map.level(unit) == Some(Level::Group) {
        for group in related(map, unit) {
            for (days, targets) in stretches(map, group, period, lens) {
                if let Some(weight) = weigh(&targets, &|t| t == unit) {
                    slices.push(Slice {
                        homes: map.homes_ever(group),
                        days,
                        only: Some(group),
                        except: vec![],
                        weight,
                    });
                }
            }
        }
        return Scope { slices };
    }
    let here = |target: UnitId| {
        target == unit || map.at(target, lens).is_some() && map.is_within(target, unit, lens)
    };
    let mut whole: BTreeMap<(Day, Day), Vec<UnitId>> = BTreeMap::new();
    let homes: Vec<UnitId> = match map.level(unit) {
        Some(Level::Commune) => related(map, unit).into_iter().collect(),
        _ => map
            .units
            .keys()
            .copied()
            .filter(|id| map.level(*id) != Some(Level::Group))
            .collect(),
    };
    let mut with_groups: BTreeSet<UnitId> = homes.iter().copied().collect();
    if map.level(unit) == Some(Level::Commune) {
        with_groups.extend(map.children_ever(unit).flat_map(|g| map.homes_ever(g)));
        for group in map.group_links.values().flatten().filter(|l| l.to == unit) {
            with_groups.extend(map.homes_ever(group.group));
        }
    }
    for home in with_groups {
        for (days, targets) in stretches(map, home, period, lens) {
            let only_target = match targets[..] {
                [(target, Share::Whole)] => Some(target),
                _ => None,
            };
            let mut except = Vec::new();
            for group in map.children_ever(home) {
                let Some(goes) = home_of_group(map, group, days.from, lens) else {
                    continue;
                };
                if Some(goes) == only_target || !lived_in(map, group, home, days) {
                    continue;
                }
                except.push(group);
                if here(goes) {
                    slices.push(Slice {
                        homes: vec![home],
                        days,
                        only: Some(group),
                        except: vec![],
                        weight: Weight::Whole,
                    });
                }
            }
            let Some(weight) = weigh(&targets, &here) else {
                continue;
            };
            if weight == Weight::Whole && except.is_empty() {
                whole.entry((days.from, days.to)).or_default().push(home);
            } else {
                slices.push(Slice {
                    homes: vec![home],
                    days,
                    only: None,
                    except,
                    weight,
                });
            }
        }
    }
    for ((from, to), homes) in whole {
        slices.push(Slice {
            homes,
            days: Period { from, to },
            only: None,
            except: vec![],
            weight: Weight::Whole,
        });
    }
    Scope { slices }
}

fn weigh(targets: &[(UnitId, Share)], here: &dyn Fn(UnitId) -> bool) -> Option<Weight> {
    let mine: Vec<usize> = (0..targets.len()).filter(|i| here(targets[*i].0)).collect();
    if mine.is_empty() {
        return None;
    }
    if mine.len() == targets.len() {
        return Some(Weight::Whole);
    }
    let parts: Option<Vec<u32>> = targets
        .iter()
        .map(|(_, share)| match share {
            Share::Whole => Some(super::checks::WHOLE),
            Share::Known(part) => Some(*part),
            Share::Unknown => None,
        })
        .collect();
    Some(match parts {
        Some(parts) => Weight::Shared { parts, mine },
        None => Weight::Undivided,
    })
}

/// The unit and all that it shares an inheritance with, in either direction of time.
fn related(map: &UnitMap, unit: UnitId) -> BTreeSet<UnitId> {
    let mut found = BTreeSet::from([unit]);
    let mut open = vec![unit];
    while let Some(at) = open.pop() {
        let near = map
            .predecessors(at)
            .iter()
            .map(|l| l.from)
            .chain(map.heirs(at).iter().map(|l| l.to));
        for id in near {
            if found.insert(id) {
                open.push(id);
            }
        }
    }
    found
}

/// Splits a period at the days on which a home's inheritance changes, with the targets of each stretch.
fn stretches(map: &UnitMap, home: UnitId, period: Period, lens: Day) -> Vec<(Period, Vec<(UnitId, Share)>)> {
    let mut cuts: BTreeSet<Day> = BTreeSet::from([period.from]);
    let links = map.heirs(home).iter().chain(map.predecessors(home));
    cuts.extend(
        links
            .map(|l| l.day)
            .filter(|d| *d > period.from && *d <= period.to),
    );
    let after = lens.next();
    if after > period.from && after <= period.to && !map.predecessors(home).is_empty() {
        cuts.insert(after);
    }
    let cuts: Vec<Day> = cuts.into_iter().collect();
    let mut found = Vec::with_capacity(cuts.len());
    for (i, from) in cuts.iter().enumerate() {
        let to = cuts.get(i + 1).map_or(period.to, |next| next.previous());
        let targets = resolve(map, home, *from, lens);
        if !targets.is_empty() {
            found.push((Period { from: *from, to }, targets));
        }
    }
    found
}

/// Where a posting of a unit on a day stands on the lens's map.
pub(super) fn resolve(map: &UnitMap, unit: UnitId, day: Day, lens: Day) -> Vec<(UnitId, Share)> {
    let mut found: Vec<(UnitId, Share)> = Vec::new();
    let all = if day <= lens {
        forward(map, unit, day, lens, 0)
    } else {
        backward(map, unit, day, lens, 0)
    };
    for (target, share) in all {
        match found.iter_mut().find(|(t, _)| *t == target) {
            Some((_, known)) => {
                *known = match (*known, share) {
                    (Share::Known(a), Share::Known(b)) => Share::Known(a + b),
                    _ => Share::Unknown,
                }
            }
            None => found.push((target, share)),
        }
    }
    // The parts of one inheritance that come together again are the whole of it.
    if let [(target, share)] = found[..] {
        if share != Share::Whole {
            found = vec![(target, Share::Whole)];
        }
    }
    found.sort_by_key(|(target, _)| *target);
    found
}

// Successions in a row: deeper than this is a circle in foreign data.
const DEEPEST: usize = 64;

fn forward(map: &UnitMap, unit: UnitId, after: Day, lens: Day, depth: usize) -> Vec<(UnitId, Share)> {
    let next = map
        .heirs(unit)
        .iter()
        .map(|l| l.day)
        .filter(|d| *d > after && *d <= lens)
        .min();
    let Some(day) = next.filter(|_| depth < DEEPEST) else {
        // Alive on the lens's day, or born after the posting's own day by a later correction of the map.
        let alive = map.get(unit).is_some_and(|u| u.ends() > lens);
        return if alive {
            vec![(unit, Share::Whole)]
        } else {
            Vec::new()
        };
    };
    let links: Vec<_> = map.heirs(unit).iter().filter(|l| l.day == day).collect();
    let mut found = Vec::new();
    if map.get(unit).is_some_and(|u| u.ends() > day) {
        let given: Option<u32> = links.iter().map(|l| l.share).sum();
        let rest = match given {
            Some(given) if given >= super::checks::WHOLE => None,
            Some(given) => Some(Share::Known(super::checks::WHOLE - given)),
            None => Some(Share::Unknown),
        };
        if let Some(rest) = rest {
            found.extend(
                forward(map, unit, day, lens, depth + 1)
                    .into_iter()
                    .map(|(t, s)| (t, rest.times(s))),
            );
        }
    }
    for link in links {
        let share = Share::of(link.share);
        found.extend(
            forward(map, link.to, day, lens, depth + 1)
                .into_iter()
                .map(|(t, s)| (t, share.times(s))),
        );
    }
    found
}

fn backward(map: &UnitMap, unit: UnitId, day: Day, lens: Day, depth: usize) -> Vec<(UnitId, Share)> {
    let last = map
        .predecessors(unit)
        .iter()
        .map(|l| l.day)
        .filter(|d| *d > lens && *d <= day)
        .max();
    let Some(at) = last.filter(|_| depth < DEEPEST) else {
        let alive = map.at(unit, lens).is_some();
        return if alive {
            vec![(unit, Share::Whole)]
        } else {
            Vec::new()
        };
    };
    let from: Vec<UnitId> = map
        .predecessors(unit)
        .iter()
        .filter(|l| l.day == at)
        .map(|l| l.from)
        .collect();
    let was_there = map.get(unit).is_some_and(|u| u.begins() < at);
    let single = from.len() == 1 && !was_there;
    let mut found = Vec::new();
    for before in from.into_iter().chain(was_there.then_some(unit)) {
        let share = if single { Share::Whole } else { Share::Unknown };
        found.extend(
            backward(map, before, at.previous(), lens, depth + 1)
                .into_iter()
                .map(|(t, s)| (t, share.times(s))),
        );
    }
    found
}

/// The commune to which a group's posting of a day belongs on the lens's map, when the group itself tells it.
fn home_of_group(map: &UnitMap, group: UnitId, day: Day, lens: Day) -> Option<UnitId> {
    let mut homes = BTreeSet::new();
    for (target, _) in resolve(map, group, day, lens) {
        homes.insert(map.at(target, lens)?.parent?);
    }
    if homes.len() == 1 {
        return homes.into_iter().next();
    }
    let link = map
        .group_links
        .get(&group)?
        .iter()
        .find(|l| l.day > day && l.day <= lens)?;
    match resolve(map, link.to, link.day, lens)[..] {
        [(home, Share::Whole)] => Some(home),
        _ => None,
    }
}

fn lived_in(map: &UnitMap, group: UnitId, home: UnitId, days: Period) -> bool {
    let spans = map.get(group).into_iter().flat_map(|u| &u.spans);
    spans
        .into_iter()
        .any(|s| s.parent == Some(home) && s.from <= days.to && s.to > days.from)
}
