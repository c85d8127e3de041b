//! What became of units that ended: who answers for them today, and what a unit has behind it.

use super::map::UnitMap;
use super::{Lens, Level, UnitId};
use crate::time::{Day, Period};
use std::collections::BTreeSet;

impl UnitMap {
    /// The living units whose people answer for a unit: itself while it lives; then its heirs, near and far; of a group
    /// those of its commune; of a unit above communes that ended without heirs (the districts of 2025) the units that
    /// have its communes.
    pub fn successors(&self, unit: UnitId, today: Day) -> BTreeSet<UnitId> {
        let mut open = vec![unit];
        let mut seen = BTreeSet::new();
        // Upwards only, and each once: a unit without heirs is answered for from above.
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
            // A group is its commune's: what a group inherited is read and mended there.
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

    /// What ended and lies directly behind a unit: those that it inherited from, near and far, and what once stood
    /// directly below them or below itself.
    pub fn former(&self, unit: UnitId, today: Day) -> BTreeSet<UnitId> {
        let mut found = self.ancestry(unit);
        let tops: Vec<UnitId> = found.iter().copied().chain([unit]).collect();
        found.extend(tops.into_iter().flat_map(|top| self.children_ever(top)));
        found.retain(|id| self.get(*id).is_some_and(|u| u.ends() <= today));
        found
    }

    /// Every home of a unit above communes: what stands below it, and what ended and left its book there; of a unit that
    /// ended itself what stood below it.
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

    /// Units of the same level that stood on a day where a unit did not: what it came from or went to, near and far.
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

    /// A day, or the nearest one on which a unit stood.
    pub fn living_day(&self, unit: UnitId, day: Day) -> Day {
        self.get(unit)
            .map_or(day, |it| day.max(it.begins()).min(it.ends().previous()))
    }

    /// The map through which a unit's figures of a period can be read. A time before the unit existed is read through
    /// today's map, where it has what its predecessors left it; a map on which it does not stand is the nearest one of
    /// its life. Everything else stays as it was asked.
    pub fn readable(&self, unit: UnitId, period: Period, lens: Lens, today: Day) -> Lens {
        let Some(it) = self.get(unit) else { return lens };
        let living = |day| self.living_day(unit, day);
        match lens {
            Lens::At(day) => Lens::At(living(day)),
            Lens::AsItWas if period.to < it.begins() && self.inherits(unit) => Lens::At(living(today)),
            Lens::AsItWas => Lens::AsItWas,
        }
    }

    /// Whether a unit began with what others left it.
    fn inherits(&self, unit: UnitId) -> bool {
        let begins = self.get(unit).map(super::map::Unit::begins);
        self.predecessors(unit).iter().any(|l| Some(l.day) == begins)
    }
}
