//! What must hold before a change of the map is applied. All problems are found at once.

use super::change::{Change, ChangeKind, ChangeProblem, GroupMove, Part, ProblemKind};
use super::map::{Unit, UnitMap};
use super::{Level, UnitId};
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};

/// One whole inheritance, in millionths.
pub const WHOLE: u32 = 1_000_000;

pub(super) fn problems(map: &UnitMap, change: &Change) -> Vec<ChangeProblem> {
    let mut found = Vec::new();
    living(map, change, &mut found);
    created(map, change, &mut found);
    moved(map, change, &mut found);
    super::names::taken(map, change, &mut found);
    children(map, change, &mut found);
    inheritance(map, change, &mut found);
    groups(map, change, &mut found);
    if change.ends.is_empty()
        && change.creates.is_empty()
        && change.sets.is_empty()
        && change.parts.is_empty()
    {
        found.push(ChangeProblem {
            unit: None,
            what: ProblemKind::Nothing,
        });
    }
    found
}

fn living(map: &UnitMap, change: &Change, found: &mut Vec<ChangeProblem>) {
    let mut seen = BTreeSet::new();
    let ends = change.ends.iter().map(|id| (*id, true));
    for (id, ending) in ends.chain(change.sets.iter().map(|s| (s.unit, false))) {
        let Some(unit) = map.get(id) else {
            found.push(ChangeProblem::new(id, ProblemKind::Unknown));
            continue;
        };
        if unit.at(change.day).is_none() {
            found.push(ChangeProblem::new(id, ProblemKind::NotAlive));
        } else if let Some(day) = changed_later(map, unit, change.day, ending) {
            found.push(ChangeProblem::new(id, ProblemKind::ChangedLater { day }));
        } else if !seen.insert(id) {
            let day = change.day;
            found.push(ChangeProblem::new(id, ProblemKind::ChangedLater { day }));
        }
    }
    for part in &change.parts {
        let Some(unit) = map.get(part.from) else {
            found.push(ChangeProblem::new(part.from, ProblemKind::Unknown));
            continue;
        };
        if unit.at(change.day.previous()).is_none() || unit.at(change.day).is_none() {
            found.push(ChangeProblem::new(part.from, ProblemKind::NotAlive));
        }
    }
}

/// The day of a later change that depends on the unit as it is: a new span, its end, and for a unit that is to end
/// also a succession or a unit below it.
fn changed_later(map: &UnitMap, unit: &Unit, day: Day, ending: bool) -> Option<Day> {
    let last = unit.last();
    if last.from >= day {
        return Some(last.from);
    }
    if last.to < Day::MAX {
        return Some(last.to);
    }
    if !ending {
        return None;
    }
    let links = map.heirs(unit.id).iter().chain(map.predecessors(unit.id));
    let below = map.children_ever(unit.id).filter_map(|id| map.get(id));
    let spans = below.flat_map(|u| &u.spans).filter(|s| s.parent == Some(unit.id));
    links
        .map(|l| l.day)
        .filter(|d| *d >= day)
        .chain(spans.map(|s| s.from).filter(|d| *d > day))
        .max()
}

fn created(map: &UnitMap, change: &Change, found: &mut Vec<ChangeProblem>) {
    let mut ids = BTreeSet::new();
    let mut uids = BTreeSet::new();
    for new in &change.creates {
        let taken = map.get(new.id).is_some() || map.by_uid(new.uid).is_some();
        if taken || !ids.insert(new.id) || !uids.insert(new.uid) {
            found.push(ChangeProblem::new(new.id, ProblemKind::Unknown));
        }
        match map.level_of_kind(&new.kind) {
            None => found.push(ChangeProblem::new(new.id, ProblemKind::UnknownKind)),
            Some(level) if !parent_fits(map, change, level, new.parent, level == Level::Group) => {
                found.push(ChangeProblem::new(new.id, ProblemKind::BadParent));
            }
            Some(_) => {}
        }
    }
}

fn moved(map: &UnitMap, change: &Change, found: &mut Vec<ChangeProblem>) {
    for set in &change.sets {
        let Some(level) = map.level(set.unit) else {
            continue;
        };
        if let Some(kind) = &set.kind {
            match map.level_of_kind(kind) {
                None => found.push(ChangeProblem::new(set.unit, ProblemKind::UnknownKind)),
                Some(l) if l != level => found.push(ChangeProblem::new(set.unit, ProblemKind::WrongLevel)),
                Some(_) => {}
            }
        }
        if set.parent.is_some() && !parent_fits(map, change, level, set.parent, false) {
            found.push(ChangeProblem::new(set.unit, ProblemKind::BadParent));
        }
    }
}

fn parent_fits(map: &UnitMap, change: &Change, level: Level, parent: Option<UnitId>, follows: bool) -> bool {
    let Some(parent) = parent else {
        return level == Level::Country;
    };
    if change.ends.contains(&parent) {
        return false;
    }
    let new = change.creates.iter().find(|n| n.id == parent);
    let above = match new {
        Some(new) => map.level_of_kind(&new.kind),
        // A parent that is known to end later would leave the unit behind; a new group follows it to its heir.
        None => map
            .at(parent, change.day)
            .filter(|_| follows || map.get(parent).is_some_and(|p| p.ends() == Day::MAX))
            .and_then(|s| map.level_of_kind(&s.kind)),
    };
    match level {
        Level::Group => above == Some(Level::Commune),
        _ => above.is_some_and(|a| a < level),
    }
}

fn children(map: &UnitMap, change: &Change, found: &mut Vec<ChangeProblem>) {
    for id in &change.ends {
        let stays = |child: &UnitId| {
            !change.ends.contains(child)
                && !change
                    .sets
                    .iter()
                    .any(|s| s.unit == *child && s.parent.is_some_and(|p| p != *id))
        };
        let count = map.children(*id, change.day).iter().filter(|c| stays(c)).count();
        if count > 0 {
            found.push(ChangeProblem::new(*id, ProblemKind::ChildrenLeft { count }));
        }
    }
}

fn inheritance(map: &UnitMap, change: &Change, found: &mut Vec<ChangeProblem>) {
    let mut sums: BTreeMap<UnitId, (u64, bool)> = BTreeMap::new();
    for part in &change.parts {
        let known = sums.entry(part.from).or_insert((0, true));
        match part.share {
            Some(share) => known.0 += u64::from(share),
            None => known.1 = false,
        }
        if part.share.is_some_and(|s| s < WHOLE) && part.source.trim().is_empty() {
            found.push(ChangeProblem::new(part.from, ProblemKind::ShareWithoutSource));
        }
        let new = change.creates.iter().find(|n| n.id == part.to);
        let heir = match new {
            Some(new) => map.level_of_kind(&new.kind),
            None => map.level(part.to),
        };
        if new.is_none() && map.get(part.to).is_none() {
            found.push(ChangeProblem::new(part.to, ProblemKind::Unknown));
        } else if heir != map.level(part.from) {
            found.push(ChangeProblem::new(part.from, ProblemKind::WrongLevel));
        } else if new.is_none() && (change.ends.contains(&part.to) || map.at(part.to, change.day).is_none()) {
            found.push(ChangeProblem::new(part.to, ProblemKind::NotAlive));
        } else if part.to == part.from {
            found.push(ChangeProblem::new(part.from, ProblemKind::Nothing));
        }
    }
    for (id, (sum, all_known)) in sums {
        // Shares that earlier recorded changes of the same day already assigned.
        let given = map.heirs(id).iter().filter(|l| l.day == change.day);
        let sum = sum + given.filter_map(|l| l.share).map(u64::from).sum::<u64>();
        let ends = change.ends.contains(&id);
        let fits = if ends && all_known {
            sum == u64::from(WHOLE)
        } else {
            sum <= u64::from(WHOLE)
        };
        if !fits {
            found.push(ChangeProblem::new(id, ProblemKind::SharesNotWhole));
        }
    }
    if matches!(change.kind, ChangeKind::Merge | ChangeKind::Split) {
        for id in &change.ends {
            // Groups may end with their commune, and the districts of 2025 had no heirs.
            let must = matches!(map.level(*id), Some(Level::Province | Level::Commune));
            if must && !change.parts.iter().any(|p| p.from == *id) {
                found.push(ChangeProblem::new(*id, ProblemKind::NoHeir));
            }
        }
    }
}

fn groups(map: &UnitMap, change: &Change, found: &mut Vec<ChangeProblem>) {
    for GroupMove { group, to } in &change.groups {
        let problem = match map.at(*group, change.day.previous()) {
            None => ProblemKind::NotAlive,
            Some(_) if map.level(*group) != Some(Level::Group) => ProblemKind::WrongLevel,
            // A group that goes on takes its postings along by itself.
            Some(_) if !change.ends.contains(group) => ProblemKind::Nothing,
            Some(span) => {
                let is_heir = |p: &Part| Some(p.from) == span.parent && p.to == *to;
                if change.parts.iter().any(is_heir) {
                    continue;
                }
                ProblemKind::NoHeir
            }
        };
        found.push(ChangeProblem::new(*group, problem));
    }
}
