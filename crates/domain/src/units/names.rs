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
    // Folding would make Thôn Hà and Thôn Hạ one: only capitals and the place of a tone mark do not tell names apart.
    fn named_as(&self, parent: Option<UnitId>, kind: &str, name: &str) -> bool {
        self.parent.is_some()
            && (self.parent, self.kind) == (parent, kind)
            && name_key(self.name) == name_key(name)
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
