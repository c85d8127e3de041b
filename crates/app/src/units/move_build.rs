//! Transfers and merges: units below continue under the heir, and conflicting names are reported.

use super::build::{Build, WHOLE};
use super::form::Destination;
use super::mistake::Wrong;
use super::names;
use dienhong_domain::text::clean_line;
use dienhong_domain::units::{Level, UnitId};
use std::collections::{BTreeMap, BTreeSet};

impl Build<'_> {
    pub(super) fn transfer(
        &mut self,
        units: &[UnitId],
        to: Option<UnitId>,
        names: &BTreeMap<UnitId, String>,
    ) {
        if units.is_empty() {
            self.wrong(super::UNITS, Wrong::NoUnit);
        }
        let Some(to) = to else {
            return self.wrong(super::TO, Wrong::NoUnit);
        };
        self.move_all(units, to, names);
    }

    pub(super) fn merge(&mut self, units: &[UnitId], into: &Destination, names: &BTreeMap<UnitId, String>) {
        let existing = match into {
            Destination::Existing(heir) => Some(*heir),
            Destination::New { .. } => None,
        };
        let ends: BTreeSet<UnitId> = units.iter().copied().filter(|u| Some(*u) != existing).collect();
        let least = if existing.is_some() { 1 } else { 2 };
        if ends.len() < least {
            self.wrong(super::UNITS, Wrong::TooFew { least });
        }
        let levels: BTreeSet<Option<Level>> =
            ends.iter().chain(&existing).map(|u| self.map.level(*u)).collect();
        if levels.len() > 1 {
            self.wrong(super::UNITS, Wrong::MixedLevels);
        }
        let heir = match into {
            Destination::Existing(heir) => *heir,
            Destination::New { name, kind, code } => {
                let level = levels.into_iter().flatten().next();
                if !level.is_some_and(|level| self.is_kind(kind, level)) {
                    self.wrong(super::KIND, Wrong::NoKind);
                }
                let name = names::bare(self.map, kind, name);
                if name.is_empty() {
                    self.wrong(super::NAME, Wrong::NoName);
                }
                self.checked_name(super::NAME, &name);
                let code = Some(clean_line(code)).filter(|c| !c.is_empty());
                let first = ends.first().copied();
                let parent = first
                    .and_then(|u| self.map.at(u, self.day))
                    .and_then(|s| s.parent);
                self.create_heir(&ends, (&name, ""), (kind, code), parent)
            }
        };
        let below: Vec<UnitId> = ends
            .iter()
            .flat_map(|u| self.map.children(*u, self.day))
            .collect();
        self.move_all(&below, heir, names);
        for unit in &ends {
            self.inherit(*unit, heir, Some(WHOLE), String::new());
        }
        self.change.ends.extend(ends);
    }

    /// Moves units to another parent. Groups whose names conflict there need other names.
    pub(super) fn move_all(&mut self, units: &[UnitId], to: UnitId, names: &BTreeMap<UnitId, String>) {
        let moving: BTreeSet<UnitId> = units.iter().copied().collect();
        let there = self.map.children(to, self.day).into_iter();
        let mut taken: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut called: BTreeMap<UnitId, (String, String)> = BTreeMap::new();
        for unit in there
            .filter(|u| !moving.contains(u))
            .chain(moving.iter().copied())
        {
            let Some(span) = self.map.at(unit, self.day) else {
                continue;
            };
            let typed = names.get(&unit).map(|n| names::bare(self.map, &span.kind, n));
            let name = typed
                .filter(|n| !n.is_empty())
                .unwrap_or_else(|| span.name.to_string());
            *taken
                .entry((span.kind.to_string(), names::key(&name)))
                .or_default() += 1;
            called.insert(unit, (span.kind.to_string(), name));
        }
        for unit in units {
            let Some((kind, name)) = called.remove(unit) else {
                // It does not exist on that day; the mistake is found when the change is tried on the map.
                self.move_to(*unit, to, None);
                continue;
            };
            let field = super::name_field(self.map.uid(*unit));
            self.checked_name(field.clone(), &name);
            let is_taken = taken.get(&(kind, names::key(&name))).is_some_and(|n| *n > 1);
            if is_taken && self.map.level(*unit) == Some(Level::Group) {
                let suggestion = names::suggestion(&name, &self.home_name(*unit));
                let name = name.clone();
                self.wrong(
                    field,
                    Wrong::NameMeets {
                        unit: *unit,
                        name,
                        suggestion,
                    },
                );
            }
            let old = self.map.at(*unit, self.day).map(|s| s.name.to_string());
            self.move_to(*unit, to, Some(name).filter(|n| Some(n) != old.as_ref()));
        }
    }

    fn home_name(&self, unit: UnitId) -> String {
        let parent = self.map.at(unit, self.day).and_then(|s| s.parent);
        let span = parent.and_then(|p| self.map.at(p, self.day));
        span.map_or_else(String::new, |s| s.name.to_string())
    }
}
