//! Names and codes that are taken on the day of a change, or will be.

use super::change::{Change, ChangeProblem, ProblemKind};
use super::map::{Span, Unit, UnitMap};
use super::{Level, UnitId};
use crate::text::name_key;
use std::collections::BTreeSet;

/// What a unit is called from the day of a change on.
struct Called<'a> {
    unit: UnitId,
    level: Option<Level>,
    parent: Option<UnitId>,
    kind: &'a str,
    name: &'a str,
    code: Option<&'a str>,
    new_name: bool,
    new_code: bool,
}

impl Called<'_> {
    // Folding would make Thôn Hà and Thôn Hạ one: only capitals do not tell names apart, and [`alike`] asks about tone marks.
    fn named_as(&self, parent: Option<UnitId>, kind: &str, name: &str) -> bool {
        self.parent.is_some()
            && (self.parent, self.kind) == (parent, kind)
            && self.name.to_lowercase() == name.to_lowercase()
    }
}

fn called<'a>(map: &'a UnitMap, change: &'a Change) -> Vec<Called<'a>> {
    let new = change.creates.iter().map(|n| Called {
        unit: n.id,
        level: map.level_of_kind(&n.kind),
        parent: n.parent,
        kind: &n.kind,
        name: &n.name,
        code: n.code.as_deref(),
        new_name: true,
        new_code: n.code.is_some(),
    });
    let set = change.sets.iter().filter_map(|s| {
        let last = map.get(s.unit)?.last();
        Some(Called {
            unit: s.unit,
            level: map.level(s.unit),
            parent: s.parent.or(last.parent),
            kind: s.kind.as_deref().unwrap_or(&last.kind),
            name: s.name.as_deref().unwrap_or(&last.name),
            code: s.code.as_deref().or(last.code.as_deref()),
            new_name: s.name.is_some() || s.kind.is_some(),
            new_code: s.code.is_some(),
        })
    });
    new.chain(set).collect()
}

/// Names that a sibling bears and codes that another unit of the level bears.
pub(super) fn taken(map: &UnitMap, change: &Change, found: &mut Vec<ChangeProblem>) {
    let called = called(map, change);
    let touched: BTreeSet<UnitId> = change
        .ends
        .iter()
        .copied()
        .chain(called.iter().map(|c| c.unit))
        .collect();
    // A name or a code is taken on the day and also when it will be taken later.
    let holds = |unit: &Unit, claims: &dyn Fn(&Span) -> bool| {
        !touched.contains(&unit.id) && unit.spans.iter().any(|s| s.to > change.day && claims(s))
    };
    for (i, it) in called.iter().enumerate() {
        let others = || called.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, o)| o);
        if let Some(code) = it.code.filter(|_| it.new_code) {
            let has = |s: &Span| s.code.as_deref() == Some(code);
            if others().any(|o| o.level == it.level && o.code == it.code)
                || map.units().any(|u| holds(u, &has) && map.level(u.id) == it.level)
            {
                let code = code.to_owned();
                found.push(ChangeProblem::new(it.unit, ProblemKind::CodeTaken { code }));
            }
        }
        if it.new_name {
            let has = |s: &Span| it.named_as(s.parent, &s.kind, &s.name);
            let mut siblings = it.parent.into_iter().flat_map(|p| map.children_ever(p));
            if others().any(|o| it.named_as(o.parent, o.kind, o.name))
                || siblings.any(|id| map.get(id).is_some_and(|u| holds(u, &has)))
            {
                found.push(ChangeProblem::new(it.unit, ProblemKind::NameTaken));
            }
        }
    }
}

/// Two groups of one commune that are hard to tell apart: their names differ only by the place of a tone mark (hoà, hòa).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alike {
    /// The unit that gets the name.
    pub unit: UnitId,
    /// The name.
    pub name: String,
    /// The name that is there already, or begins with it.
    pub other: String,
}

/// Names that a change gives and that a person has to confirm: some group beside is called nearly so.
pub fn alike(map: &UnitMap, change: &Change) -> Vec<Alike> {
    let called = called(map, change);
    let gone: BTreeSet<UnitId> = change
        .ends
        .iter()
        .chain(change.sets.iter().map(|s| &s.unit))
        .copied()
        .collect();
    let groups = called
        .iter()
        .enumerate()
        .filter(|(_, it)| it.new_name && it.level == Some(Level::Group));
    groups
        .filter_map(|(i, it)| it.like(map, change, &called[..i], &gone))
        .collect()
}

impl Called<'_> {
    /// The group beside that is called nearly so: one that stands there, or an earlier one of the change.
    fn like(
        &self,
        map: &UnitMap,
        change: &Change,
        earlier: &[Called],
        gone: &BTreeSet<UnitId>,
    ) -> Option<Alike> {
        let key = name_key(self.name);
        let is_alike =
            |kind: &str, name: &str| kind == self.kind && name != self.name && name_key(name) == key;
        let others = earlier.iter().filter(|o| o.parent == self.parent);
        let begun = others.filter(|o| is_alike(o.kind, o.name)).map(|o| o.name);
        let beside = self
            .parent
            .into_iter()
            .flat_map(|parent| map.children_ever(parent));
        let spans = beside.filter(|id| *id != self.unit && !gone.contains(id));
        let spans = spans.filter_map(|id| map.get(id)).flat_map(|u| &u.spans);
        let there = spans
            .filter(|s| s.to > change.day && s.parent == self.parent && is_alike(&s.kind, &s.name))
            .map(|s| &*s.name);
        let other = begun.chain(there).next()?.to_owned();
        Some(Alike {
            unit: self.unit,
            name: self.name.to_owned(),
            other,
        })
    }
}
