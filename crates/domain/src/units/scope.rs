//! Scopes: which homes and days a figure of a unit is summed over, as it was or through a lens.

use super::map::UnitMap;
use super::restate::{Targets, View, stretches};
use super::{Level, UnitId};
use crate::ledger::{Figure, Sums};
use crate::time::{Day, Period};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Through which map a figure is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lens {
    /// As it was on each day.
    AsItWas,
    /// Restated to the map of a day.
    At(Day),
}

/// How much of a slice counts in a figure.
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
    /// An unknown part of it belongs here: shown as not yet divided, never estimated.
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

/// A posting of one measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posted {
    /// Home that it was recorded in.
    pub home: UnitId,
    /// Unit.
    pub unit: UnitId,
    /// Day.
    pub day: Day,
    /// What it adds.
    pub sums: Sums,
}

impl Slice {
    /// Whether a posting is in it.
    pub fn holds(&self, of: &Posted) -> bool {
        self.homes.contains(&of.home)
            && self.days.holds(of.day)
            && self.only.is_none_or(|only| only == of.unit)
            && !self.except.contains(&of.unit)
    }
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
            Lens::At(lens) => through(
                View {
                    map,
                    lens,
                    stock: false,
                },
                unit,
                period,
            ),
        }
    }

    /// Sums postings of one measure in memory: the reference for the sums that the store computes.
    pub fn figure(&self, postings: impl Iterator<Item = Posted> + Clone) -> Figure {
        let mut figure = Figure::default();
        for slice in &self.slices {
            let mut sums = Sums::default();
            for of in postings.clone().filter(|of| slice.holds(of)) {
                sums += of.sums;
            }
            if sums != Sums::default() {
                figure.take(&slice.weight, sums);
            }
        }
        figure
    }

    /// The scope of a stock at a day: every change up to it. With [`Lens::AsItWas`], a unit holds what its predecessors
    /// left it, and a unit that goes on keeps all that it held.
    pub fn stock(map: &UnitMap, unit: UnitId, at: Day, lens: Lens) -> Scope {
        let all = Period {
            from: Day::MIN,
            to: at,
        };
        let lens = match lens {
            Lens::AsItWas => at,
            Lens::At(day) => day,
        };
        through(
            View {
                map,
                lens,
                stock: true,
            },
            unit,
            all,
        )
    }
}

pub(super) fn slice(homes: Vec<UnitId>, days: Period, only: Option<UnitId>, weight: Weight) -> Slice {
    Slice {
        homes,
        days,
        only,
        except: Vec::new(),
        weight,
    }
}

fn as_it_was(map: &UnitMap, unit: UnitId, period: Period) -> Scope {
    if map.level(unit) == Some(Level::Group) {
        let own = slice(map.homes_ever(unit), period, Some(unit), Weight::Whole);
        return Scope { slices: vec![own] };
    }
    let mut times = BTreeMap::new();
    times_below(map, unit, period, 0, &mut times);
    let mut whole = BTreeMap::new();
    for (home, times) in times {
        for days in joined(times) {
            whole
                .entry((days.from, days.to))
                .or_insert_with(Vec::new)
                .push(home);
        }
    }
    Scope {
        slices: wholes(whole),
    }
}

fn wholes(homes: BTreeMap<(Day, Day), Vec<UnitId>>) -> Vec<Slice> {
    homes
        .into_iter()
        .map(|((from, to), homes)| slice(homes, Period { from, to }, None, Weight::Whole))
        .collect()
}

/// Collects the periods in which homes were at or below a unit. Before and after its life a unit keeps its first and
/// last parent, so that totals stay complete when a change is recorded late.
fn times_below(
    map: &UnitMap,
    top: UnitId,
    days: Period,
    depth: usize,
    times: &mut BTreeMap<UnitId, Vec<Period>>,
) {
    times.entry(top).or_default().push(days);
    for id in homes_below(map, top).filter(|_| depth < Level::ALL.len()) {
        let spans = map.get(id).map_or(&[][..], |u| &u.spans);
        for (i, span) in spans.iter().enumerate().filter(|(_, s)| s.parent == Some(top)) {
            let from = if i == 0 { Day::MIN } else { span.from };
            let to = if i + 1 == spans.len() {
                Day::MAX
            } else {
                span.to.previous()
            };
            if let Some(days) = days.meet(Period { from, to }) {
                times_below(map, id, days, depth + 1, times);
            }
        }
    }
}

fn homes_below(map: &UnitMap, top: UnitId) -> impl Iterator<Item = UnitId> + '_ {
    map.children_ever(top)
        .filter(|id| map.level(*id) != Some(Level::Group))
}

fn joined(mut times: Vec<Period>) -> Vec<Period> {
    times.sort_by_key(|p| p.from);
    let mut joined: Vec<Period> = Vec::with_capacity(times.len());
    for days in times {
        match joined.last_mut() {
            Some(last) if last.to.next() == days.from => last.to = days.to,
            _ => joined.push(days),
        }
    }
    joined
}

fn through(view: View, unit: UnitId, period: Period) -> Scope {
    let View { map, lens, .. } = view;
    match map.level(unit) {
        _ if map.at(unit, lens).is_none() => Scope::default(),
        // The country holds everything on any map.
        Some(Level::Country) => as_it_was(map, unit, period),
        Some(Level::Group) => group_through(view, unit, period),
        _ => home_through(view, unit, period),
    }
}

fn group_through(view: View, unit: UnitId, period: Period) -> Scope {
    let map = view.map;
    let mut slices = Vec::new();
    for group in closure(BTreeSet::from([unit]), |id| linked(map, id)) {
        for (days, targets) in stretches(view, group, period, false) {
            if let Some(weight) = weigh(&targets, &|target| target == unit) {
                slices.push(slice(map.homes_ever(group), days, Some(group), weight));
            }
        }
    }
    Scope { slices }
}

fn home_through(view: View, unit: UnitId, period: Period) -> Scope {
    let View { map, lens, .. } = view;
    let here = |target: UnitId| map.is_within(target, unit, lens);
    let mut slices = Vec::new();
    let mut whole: BTreeMap<(Day, Day), Vec<UnitId>> = BTreeMap::new();
    for home in sources(map, unit, lens) {
        let own = stretches(view, home, period, true);
        let mut except = Vec::new();
        for group in map
            .children_ever(home)
            .filter(|g| map.level(*g) == Some(Level::Group))
        {
            let its = stretches(view, group, period, true);
            if counts_alike(&its, &own, &here) {
                continue;
            }
            except.push(group);
            for (days, targets) in its {
                if let Some(weight) = weigh(&targets, &here) {
                    slices.push(slice(vec![home], days, Some(group), weight));
                }
            }
        }
        for (days, targets) in own {
            match weigh(&targets, &here) {
                None => {}
                Some(Weight::Whole) if except.is_empty() => {
                    whole.entry((days.from, days.to)).or_default().push(home);
                }
                Some(weight) => slices.push(Slice {
                    except: except.clone(),
                    ..slice(vec![home], days, None, weight)
                }),
            }
        }
    }
    slices.extend(wholes(whole));
    Scope { slices }
}

pub(super) fn weigh(targets: &Targets, here: &dyn Fn(UnitId) -> bool) -> Option<Weight> {
    let mine: Vec<usize> = (0..targets.len()).filter(|i| here(targets[*i].0)).collect();
    if mine.is_empty() {
        return None;
    }
    if mine.len() == targets.len() {
        return Some(Weight::Whole);
    }
    let parts: Option<Vec<u32>> = targets.iter().map(|(_, share)| *share).collect();
    Some(parts.map_or(Weight::Undivided, |parts| Weight::Shared { parts, mine }))
}

/// Whether a group's postings may be summed with those of its home. Sums that are shared out must be the same sums
/// for all heirs, or the rounded parts would not add up: there the targets have to be equal, else only the weights.
fn counts_alike(
    group: &[(Period, Targets)],
    home: &[(Period, Targets)],
    here: &dyn Fn(UnitId) -> bool,
) -> bool {
    let weights = |stretches: &[(Period, Targets)]| {
        let mut weights: Vec<(Day, Option<Weight>)> = stretches
            .iter()
            .map(|(days, targets)| (days.from, weigh(targets, here)))
            .collect();
        weights.dedup_by(|next, last| next.1 == last.1);
        weights
    };
    let (its, own) = (weights(group), weights(home));
    let is_shared = |(_, weight): &(Day, Option<Weight>)| matches!(weight, Some(Weight::Shared { .. }));
    if its.iter().chain(&own).any(is_shared) {
        group == home
    } else {
        its == own
    }
}

/// Homes whose postings may stand in a unit on the lens's map.
pub(super) fn sources(map: &UnitMap, unit: UnitId, lens: Day) -> impl Iterator<Item = UnitId> {
    let now = closure(BTreeSet::from([unit]), |id| {
        let mut below = map.children(id, lens);
        below.retain(|child| map.level(*child) != Some(Level::Group));
        below
    });
    let all = closure(now, |id| {
        let mut near = linked(map, id);
        if map.level(id) == Some(Level::Group) {
            near.extend(map.homes_ever(id));
        }
        near.extend(
            map.children_ever(id)
                .filter(|child| map.level(*child) == Some(Level::Group) || leans_on_parent(map, *child)),
        );
        near
    });
    all.into_iter().filter(|id| map.level(*id) != Some(Level::Group))
}

pub(super) fn closure(mut found: BTreeSet<UnitId>, near: impl Fn(UnitId) -> Vec<UnitId>) -> BTreeSet<UnitId> {
    let mut open: Vec<UnitId> = found.iter().copied().collect();
    while let Some(id) = open.pop() {
        open.extend(near(id).into_iter().filter(|id| found.insert(*id)));
    }
    found
}

fn linked(map: &UnitMap, id: UnitId) -> Vec<UnitId> {
    let before = map.predecessors(id).iter().map(|l| l.from);
    before.chain(map.heirs(id).iter().map(|l| l.to)).collect()
}

/// Whether a unit ended without heirs or began without predecessors.
pub(super) fn leans_on_parent(map: &UnitMap, id: UnitId) -> bool {
    let Some(unit) = map.get(id) else { return false };
    unit.ends() < Day::MAX && !map.heirs(id).iter().any(|l| l.day == unit.ends())
        || unit.begins() > Day::MIN && !map.predecessors(id).iter().any(|l| l.day == unit.begins())
}
