//! What must hold before a change of the map is applied. All problems are found at once.

use super::change::{Change, ChangeKind, ChangeProblem, ProblemKind};
use super::map::UnitMap;
use super::{Level, UnitId};
use crate::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// One whole inheritance, in millionths.
pub const WHOLE: u32 = 1_000_000;

pub(super) fn problems(map: &UnitMap, change: &Change) -> Vec<ChangeProblem> {
    let mut found = Vec::new();
    living(map, change, &mut found);
    created(map, change, &mut found);
    moved(map, change, &mut found);
    children(map, change, &mut found);
    inheritance(map, change, &mut found);
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
    let touched = change
        .ends
        .iter()
        .copied()
        .chain(change.sets.iter().map(|s| s.unit));
    for id in touched {
        let Some(unit) = map.get(id) else {
            found.push(ChangeProblem::new(id, ProblemKind::Unknown));
            continue;
        };
        let last = unit.last();
        if unit.at(change.day).is_none() {
            found.push(ChangeProblem::new(id, ProblemKind::NotAlive));
        } else if last.from >= change.day {
            found.push(ChangeProblem::new(
                id,
                ProblemKind::ChangedLater { day: last.from },
            ));
        }
    }
    for part in &change.parts {
        let Some(unit) = map.get(part.from) else {
            found.push(ChangeProblem::new(part.from, ProblemKind::Unknown));
            continue;
        };
        if unit.at(change.day.previous()).is_none() {
            found.push(ChangeProblem::new(part.from, ProblemKind::NotAlive));
        }
    }
}

fn created(map: &UnitMap, change: &Change, found: &mut Vec<ChangeProblem>) {
    let mut names = BTreeSet::new();
    for new in &change.creates {
        if map.get(new.id).is_some() || map.by_uid(new.uid).is_some() {
            found.push(ChangeProblem::new(new.id, ProblemKind::Unknown));
        }
        let Some(level) = map.level_of_kind(&new.kind) else {
            found.push(ChangeProblem::new(new.id, ProblemKind::UnknownKind));
            continue;
        };
        if !parent_fits(map, change, level, new.parent) {
            found.push(ChangeProblem::new(new.id, ProblemKind::BadParent));
        }
        if let Some(code) = &new.code {
            let taken = map.units().any(|u| {
                !change.ends.contains(&u.id)
                    && map.level(u.id) == Some(level)
                    && u.at(change.day).is_some_and(|s| s.code.as_deref() == Some(code))
                    && !change.sets.iter().any(|s| s.unit == u.id && s.code.is_some())
            });
            if taken {
                found.push(ChangeProblem::new(
                    new.id,
                    ProblemKind::CodeTaken { code: code.clone() },
                ));
            }
        }
        let key = (new.parent, new.kind.clone(), fold(&new.name));
        let sibling = new.parent.is_some_and(|parent| {
            map.children(parent, change.day).into_iter().any(|c| {
                !change.ends.contains(&c)
                    && !change.sets.iter().any(|s| s.unit == c)
                    && map
                        .at(c, change.day)
                        .is_some_and(|s| *s.kind == *new.kind && fold(&s.name) == key.2)
            })
        });
        if sibling || !names.insert(key) {
            found.push(ChangeProblem::new(new.id, ProblemKind::NameTaken));
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
        if set.parent.is_some() && !parent_fits(map, change, level, set.parent) {
            found.push(ChangeProblem::new(set.unit, ProblemKind::BadParent));
        }
    }
}

fn parent_fits(map: &UnitMap, change: &Change, level: Level, parent: Option<UnitId>) -> bool {
    let Some(parent) = parent else {
        return level == Level::Country;
    };
    if change.ends.contains(&parent) {
        return false;
    }
    let new = change.creates.iter().find(|n| n.id == parent);
    let above = match new {
        Some(new) => map.level_of_kind(&new.kind),
        None => map
            .at(parent, change.day)
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
        let heir = change
            .creates
            .iter()
            .find(|n| n.id == part.to)
            .map(|n| map.level_of_kind(&n.kind));
        let heir = heir.unwrap_or_else(|| map.level(part.to));
        if heir != map.level(part.from) {
            found.push(ChangeProblem::new(part.from, ProblemKind::WrongLevel));
        }
    }
    for (id, (sum, all_known)) in sums {
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
            if map.level(*id) != Some(Level::Group) && !change.parts.iter().any(|p| p.from == *id) {
                found.push(ChangeProblem::new(*id, ProblemKind::NoHeir));
            }
        }
    }
}
