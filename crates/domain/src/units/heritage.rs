//! Units that ended: which living units are responsible for them today, and which ended units a unit succeeds.

use super::map::UnitMap;
use super::{Lens, Level, UnitId};
use crate::time::{Day, Period};
use std::collections::BTreeSet;

impl UnitMap {
    /// The living units responsible for a unit: itself while it lives; then its direct and indirect heirs; for a group
    /// those of its commune; for a unit above communes that ended without heirs (the districts of 2025) the units to
    /// which its communes now belong.
    pub fn successors(&self, unit: UnitId, today: Day) -> BTreeSet<UnitId> {
        let mut open = vec![unit];
        let mut seen = BTreeSet::new();
        // Goes upwards and visits each unit once: the parent is responsible for a unit without heirs.
        while let Some(at) = open.pop().filter(|at| seen.insert(*at)) {
            let found = self.direct_successors(at, today);
            if !found.is_empty() {
                return found;
            }
            open.extend(self.get(at).and_then(|u| u.last().parent));
        }
        BTreeSet::new()
    }

    fn direct_successors(&self, unit: UnitId, today: Day) -> BTreeSet<UnitId> {
        if self.at(unit, today).is_some() {
            return BTreeSet::from([unit]);
        }
        match self.level(unit) {
            // Entries of a group belong to its commune, also those of the groups that it succeeds.
            None | Some(Level::Group) => BTreeSet::new(),
            Some(Level::Commune) => self.living_heirs(unit, today),
            Some(_) => {
                let heirs = self.living_heirs(unit, today);
                if heirs.is_empty() {
                    self.holders_of_communes(unit, today)
                } else {
                    heirs
                }
            }
        }
    }

    fn living_heirs(&self, unit: UnitId, today: Day) -> BTreeSet<UnitId> {
        let mut all = super::scope::closure(BTreeSet::from([unit]), |id| {
            self.heirs(id).iter().map(|l| l.to).collect()
        });
        all.retain(|heir| self.at(*heir, today).is_some());
        all
    }

    /// The units directly above what inherited the communes that stood below a unit when it ended.
    fn holders_of_communes(&self, unit: UnitId, today: Day) -> BTreeSet<UnitId> {
        let Some(last) = self.get(unit).map(|u| u.ends().previous()) else {
            return BTreeSet::new();
        };
        let communes = self.children(unit, last).into_iter();
        let heirs = communes.flat_map(|commune| self.living_heirs(commune, today));
        heirs
            .filter_map(|heir| self.at(heir, today)?.parent)
            .filter(|above| self.at(*above, today).is_some())
            .collect()
    }

    /// The ended units that a unit succeeds: its direct and indirect predecessors, and units that were ever directly
    /// below them or below the unit itself.
    pub fn former(&self, unit: UnitId, today: Day) -> BTreeSet<UnitId> {
        let mut found = self.ancestry(unit);
        let tops: Vec<UnitId> = found.iter().copied().chain([unit]).collect();
        found.extend(tops.into_iter().flat_map(|top| self.children_ever(top)));
        found.retain(|id| self.get(*id).is_some_and(|u| u.ends() <= today));
        found
    }

    /// Every home of a unit above communes: the units below it, and ended units whose successors are below it. For a
    /// unit that ended itself, the units that were below it.
    pub fn homes_below(&self, unit: UnitId, today: Day) -> BTreeSet<UnitId> {
        let has_ended = self.at(unit, today).is_none();
        let within = |id: UnitId| self.is_within(id, unit, today);
        let mut all = super::scope::closure(BTreeSet::from([unit]), |id| {
            let before = self.predecessors(id).iter().map(|l| l.from);
            let below = self.children_ever(id);
            let is_home = |id: &UnitId| self.level(*id) != Some(Level::Group);
            below
                .chain(before.filter(|_| !has_ended))
                .filter(is_home)
                .collect()
        });
        all.retain(|id| {
            let left_here = || self.successors(*id, today).into_iter().any(within);
            has_ended || within(*id) || self.at(*id, today).is_none() && left_here()
        });
        all
    }

    /// Units of the same level that existed on a day on which a unit did not: its direct and indirect predecessors and
    /// heirs.
    pub fn instead_of(&self, unit: UnitId, day: Day) -> Vec<UnitId> {
        let connected = super::scope::closure(BTreeSet::from([unit]), |id| {
            let before = self.predecessors(id).iter().map(|l| l.from);
            let after = self.heirs(id).iter().map(|l| l.to);
            match self.get(unit).is_some_and(|u| day < u.begins()) {
                true => before.collect(),
                false => after.collect(),
            }
        });
        connected
            .into_iter()
            .filter(|id| self.at(*id, day).is_some())
            .collect()
    }

    /// A day, or the nearest one on which a unit existed.
    pub fn living_day(&self, unit: UnitId, day: Day) -> Day {
        self.get(unit)
            .map_or(day, |it| day.max(it.begins()).min(it.ends().previous()))
    }

    /// The lens through which a unit's figures of a period can be read. A period before the unit existed is read on
    /// today's map, which gives it the figures of its predecessors. A lens on whose day the unit does not exist moves
    /// to the nearest day of its life. Any other lens is returned unchanged.
    pub fn readable(&self, unit: UnitId, period: Period, lens: Lens, today: Day) -> Lens {
        let Some(it) = self.get(unit) else { return lens };
        let living = |day| self.living_day(unit, day);
        match lens {
            Lens::At(day) => Lens::At(living(day)),
            Lens::AsItWas if period.to < it.begins() && self.inherits(unit) => Lens::At(living(today)),
            Lens::AsItWas => Lens::AsItWas,
        }
    }

    /// Whether a unit has predecessors on its first day.
    fn inherits(&self, unit: UnitId) -> bool {
        let begins = self.get(unit).map(super::map::Unit::begins);
        self.predecessors(unit).iter().any(|l| Some(l.day) == begins)
    }
}
