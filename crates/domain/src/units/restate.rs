//! Restates a posting on the map of another day by following the successions and their shares.

use super::UnitId;
use super::checks::WHOLE;
use super::map::{Link, UnitMap};
use crate::ledger::share_out;
use crate::time::{Day, Period};
use std::collections::{BTreeMap, BTreeSet};

/// The units to which a unit's postings belong on the lens's map, with shares in millionths; `None` is an unknown
/// share. Sorted by unit.
pub(super) type Targets = Vec<(UnitId, Option<u32>)>;

/// A map as seen through the lens of a day.
#[derive(Clone, Copy)]
pub(super) struct View<'m> {
    pub(super) map: &'m UnitMap,
    pub(super) lens: Day,
    /// Whether a stock is read. A unit that goes on keeps its whole stock even if it gave a part away, until either
    /// unit is counted again.
    pub(super) stock: bool,
}

/// Splits a period at the days on which a unit's targets change; with `as_homes`, targets that are groups are replaced
/// by their homes.
pub(super) fn stretches(view: View, unit: UnitId, period: Period, as_homes: bool) -> Vec<(Period, Targets)> {
    let View { map, lens, .. } = view;
    let links = map.heirs(unit).iter().chain(map.predecessors(unit));
    let mut cuts: BTreeSet<Day> = links.map(|l| l.day).collect();
    cuts.retain(|day| *day > period.from && *day <= period.to);
    cuts.insert(period.from);
    let mut found: Vec<(Period, Targets)> = Vec::with_capacity(cuts.len());
    for from in cuts {
        let mut targets = resolve(view, unit, from);
        if as_homes {
            let home = |target| map.home(target, lens).unwrap_or(target);
            targets = merge_shares(targets.into_iter().map(|(t, share)| (home(t), share)));
        }
        match found.last_mut() {
            Some((_, last)) if *last == targets => {}
            Some((days, _)) => {
                days.to = from.previous();
                found.push((Period { from, to: period.to }, targets));
            }
            None => found.push((Period { from, to: period.to }, targets)),
        }
    }
    found
}

/// The targets of a unit's posting of a day. A day outside of the unit's life counts as the nearest inside.
fn resolve(view: View, unit: UnitId, day: Day) -> Targets {
    let day = view
        .map
        .get(unit)
        .map_or(day, |u| day.max(u.begins()).min(u.ends().previous()));
    restate(view, unit, day, 0)
}

// Upper bound of successions in a row: a longer chain means a cycle in foreign data.
const DEEPEST: usize = 64;

fn restate(view: View, unit: UnitId, day: Day, depth: usize) -> Targets {
    let step = if day <= view.lens {
        onward(view, unit, day)
    } else {
        back(view, unit, day)
    };
    let Some((day, parts)) = step.filter(|_| depth < DEEPEST) else {
        return vec![(unit, Some(WHOLE))];
    };
    let mut found = Targets::new();
    for (next, share) in merge_shares(parts) {
        let below = restate(view, next, day, depth + 1);
        let parts: Vec<u32> = below.iter().map(|(_, part)| part.unwrap_or(0)).collect();
        let shares = share_out(share.unwrap_or(0).into(), &parts);
        for ((target, part), known) in below.into_iter().zip(shares) {
            found.push((target, share.and(part).map(|_| known as u32)));
        }
    }
    merge_shares(found)
}

/// The next succession of a unit until the lens's day, and who holds its postings then.
fn onward(View { map, lens, stock }: View, unit: UnitId, after: Day) -> Option<(Day, Targets)> {
    let it = map.get(unit)?;
    let links = map.heirs(unit);
    let counts = |day: &Day| *day > after && *day <= lens && (!stock || it.ends() <= *day);
    if let Some(day) = links.iter().map(|l| l.day).find(counts) {
        let mut parts: Targets = links
            .iter()
            .filter(|l| l.day == day)
            .map(|l| (l.to, l.share))
            .collect();
        if it.ends() > day {
            parts.push((unit, None));
        }
        return Some((day, parts));
    }
    let day = it.ends();
    if day > lens {
        return None;
    }
    // Ended without heirs: a listed group follows to its commune, all else falls to the unit that it stood in.
    let listed = map.group_links.get(&unit).into_iter().flatten();
    match listed.into_iter().find(|l| l.day == day) {
        Some(link) => Some((day, vec![(link.to, Some(WHOLE))])),
        None => Some((day.previous(), vec![(it.last().parent?, Some(WHOLE))])),
    }
}

/// The last succession into a unit after the lens's day, and where its postings come from.
fn back(View { map, lens, stock }: View, unit: UnitId, day: Day) -> Option<(Day, Targets)> {
    let it = map.get(unit)?;
    let links = map.predecessors(unit);
    let counts = |l: &&Link| !stock || map.get(l.from).is_some_and(|from| from.ends() <= l.day);
    let links: Vec<&Link> = links.iter().filter(counts).collect();
    if let Some(day) = links.iter().rev().map(|l| l.day).find(|d| *d > lens && *d <= day) {
        let mut parts: Targets = links
            .iter()
            .filter(|l| l.day == day)
            .map(|l| (l.from, None))
            .collect();
        if it.begins() < day {
            parts.push((unit, None));
        }
        return Some((day.previous(), parts));
    }
    if it.begins() <= lens {
        return None;
    }
    Some((it.begins(), vec![(it.spans[0].parent?, Some(WHOLE))]))
}

/// Adds up the shares of equal targets. A single unknown share becomes the remainder of the others, or the whole if
/// there are none.
pub(super) fn merge_shares(parts: impl IntoIterator<Item = (UnitId, Option<u32>)>) -> Targets {
    let mut sums: BTreeMap<UnitId, Option<u32>> = BTreeMap::new();
    for (target, part) in parts {
        let sum = sums.entry(target).or_insert(Some(0));
        *sum = sum.zip(part).map(|(a, b)| a.saturating_add(b));
    }
    let known = sums.values().flatten().fold(0u32, |a, b| a.saturating_add(*b));
    let mut unknown = sums.values_mut().filter(|share| share.is_none());
    if let (Some(only), None) = (unknown.next(), unknown.next()) {
        *only = Some(WHOLE.saturating_sub(known));
    }
    sums.into_iter().filter(|(_, share)| *share != Some(0)).collect()
}
