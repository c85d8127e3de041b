//! Who may change which part of the map.

use crate::app::Fault;
use crate::people::RightsContext;
use crate::units::UnitService;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Change, ChangeKind, Level, UnitId, UnitMap};
use std::collections::BTreeSet;

/// Units of the present map that a change touches, without those that it creates.
pub(super) fn touched(map: &UnitMap, change: &Change) -> BTreeSet<UnitId> {
    let mut all: BTreeSet<UnitId> = change.ends.iter().copied().collect();
    for part in &change.parts {
        all.extend([part.from, part.to]);
    }
    for set in &change.sets {
        all.insert(set.unit);
        all.extend(set.parent);
    }
    // An heir begins in the place of its predecessors; a unit without predecessors changes the unit above it.
    let inherits = |unit: UnitId| change.parts.iter().any(|p| p.to == unit);
    let begun = change.creates.iter().filter(|n| !inherits(n.id));
    all.extend(begun.filter_map(|n| n.parent));
    all.retain(|unit| map.get(*unit).is_some());
    all
}

/// The unit whose people decide on a unit: itself while it exists, otherwise the nearest existing unit above.
fn answers_for(map: &UnitMap, unit: UnitId, today: dienhong_domain::time::Day) -> Option<UnitId> {
    map.chain(unit, today)
        .into_iter()
        .find(|u| map.at(*u, today).is_some())
}

impl UnitService<'_> {
    /// Whether the actor may make a change on a map: the actor may change everything that it touches; or the actor runs
    /// the program for a commune and merges it with neighbours of which this book has nothing but the name. A ward that
    /// keeps its own book could otherwise never record its own merger.
    pub(super) async fn may_make(
        &self,
        map: &UnitMap,
        (kind, touched): (ChangeKind, &BTreeSet<UnitId>),
    ) -> Result<bool, Fault> {
        let is_own = |unit: &UnitId| self.may_change_on(map, *unit);
        let is_small = |unit: &UnitId| map.level(*unit).is_some_and(|level| level >= Level::Commune);
        let others: Vec<UnitId> = touched.iter().copied().filter(|unit| !is_own(unit)).collect();
        if touched.is_empty() || others.is_empty() {
            return Ok(!touched.is_empty());
        }
        let here = RightsContext { now: self.now(), map };
        let runs = |unit: &UnitId| is_small(unit) && self.actor.may(Permission::ManagePacks, *unit, here);
        if kind != ChangeKind::Merge || !others.iter().all(is_small) || !touched.iter().any(runs) {
            return Ok(false);
        }
        let mut homes: BTreeSet<i32> = others.iter().map(|unit| unit.0).collect();
        homes.extend(
            others
                .iter()
                .flat_map(|unit| map.homes_ever(*unit))
                .map(|home| home.0),
        );
        homes.extend(
            others
                .iter()
                .flat_map(|unit| map.children_ever(*unit))
                .map(|group| group.0),
        );
        Ok(!self
            .store
            .is_known(&homes.into_iter().collect::<Vec<_>>())
            .await?)
    }

    /// Whether the actor may change a unit of the map.
    pub fn may_change_unit(&self, unit: UnitId) -> bool {
        let snapshot = self.snapshot();
        self.may_change_on(&snapshot.map, unit)
    }

    fn may_change_on(&self, map: &UnitMap, unit: UnitId) -> bool {
        let here = RightsContext { now: self.now(), map };
        answers_for(map, unit, self.today())
            .is_some_and(|unit| self.actor.may(Permission::ChangeUnits, unit, here))
    }
}
