//! Who may change which part of the map.

use crate::app::App;
use crate::book::Book;
use crate::people::Actor;
use dienhong_domain::rights::Act;
use dienhong_domain::units::{Change, UnitId, UnitMap};
use std::collections::BTreeSet;

/// Units of the standing map that a change touches; those that it creates are not there yet.
pub(super) fn touched(map: &UnitMap, change: &Change) -> BTreeSet<UnitId> {
    let mut all: BTreeSet<UnitId> = change.ends.iter().copied().collect();
    for part in &change.parts {
        all.extend([part.from, part.to]);
    }
    for set in &change.sets {
        all.insert(set.unit);
        all.extend(set.parent);
    }
    // An heir stands where its predecessors stood; a unit without any begins in somebody's house.
    let inherits = |unit: UnitId| change.parts.iter().any(|p| p.to == unit);
    let begun = change.creates.iter().filter(|n| !inherits(n.id));
    all.extend(begun.filter_map(|n| n.parent));
    all.retain(|unit| map.get(*unit).is_some());
    all
}

/// The unit whose people decide on a unit: itself while it lives, otherwise the nearest one above that lives.
fn answers_for(map: &UnitMap, unit: UnitId, today: dienhong_domain::time::Day) -> Option<UnitId> {
    map.chain(unit, today)
        .into_iter()
        .find(|u| map.at(*u, today).is_some())
}

impl App {
    /// Whether the actor may change everything that a change touches.
    pub(super) fn may_change(&self, actor: &Actor, book: &Book, change: &Change) -> bool {
        let touched = touched(&book.map, change);
        !touched.is_empty()
            && touched
                .into_iter()
                .all(|unit| self.may_change_unit(actor, book, unit))
    }

    /// Whether the actor may change a unit of the map.
    pub fn may_change_unit(&self, actor: &Actor, book: &Book, unit: UnitId) -> bool {
        answers_for(&book.map, unit, self.today())
            .is_some_and(|unit| actor.may(Act::ChangeUnits, unit, self.here(book)))
    }
}
