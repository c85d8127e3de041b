//! Splits: the heirs, whole units below given to one of them, and shares of the rest.

use super::build::{Build, WHOLE};
use super::form::Heir;
use super::mistake::Wrong;
use super::names;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::units::UnitId;
use std::collections::{BTreeMap, BTreeSet};

impl Build<'_> {
    pub(super) fn split(
        &mut self,
        unit: UnitId,
        heirs: &[Heir],
        places: &BTreeMap<UnitId, usize>,
        names: &BTreeMap<UnitId, String>,
    ) {
        let Some(span) = self.map.at(unit, self.day).cloned() else {
            // Its mistakes are found when the change is tried on the map.
            self.change.ends.push(unit);
            return;
        };
        let mut made: BTreeMap<usize, UnitId> = BTreeMap::new();
        let mut seen: Vec<(Option<UnitId>, String)> = Vec::new();
        for (place, heir) in heirs.iter().enumerate() {
            let kind = if heir.kind.is_empty() {
                &*span.kind
            } else {
                heir.kind.as_str()
            };
            let name = names::bare(self.map, kind, &heir.name);
            if name.is_empty() && heir.existing.is_none() {
                continue;
            }
            let [name_field, ..] = super::heir_fields(place);
            let key = (heir.existing, names::key(&name));
            if seen.contains(&key) {
                self.wrong(name_field, Wrong::NameTwice { name });
                continue;
            }
            seen.push(key);
            self.checked_name(name_field, &name);
            let id = match heir.existing {
                Some(there) => there,
                None => {
                    if !self
                        .map
                        .level(unit)
                        .is_some_and(|level| self.is_kind(kind, level))
                    {
                        self.wrong(super::KIND, Wrong::NoKind);
                    }
                    let among = names::key(&name);
                    self.create_heir(
                        &BTreeSet::from([unit]),
                        (&name, &among),
                        (kind, None),
                        span.parent,
                    )
                }
            };
            made.insert(place, id);
        }
        if made.len() < 2 {
            self.wrong(
                super::heir_fields(made.len())[0].clone(),
                Wrong::TooFew { least: 2 },
            );
        }
        self.shares(unit, heirs, &made);
        self.place_below(unit, places, names, &made);
        self.change.ends.push(unit);
    }

    fn shares(&mut self, unit: UnitId, heirs: &[Heir], made: &BTreeMap<usize, UnitId>) {
        let (mut sum, mut known) = (0u64, 0usize);
        for (place, id) in made {
            let [_, share_field, source_field] = super::heir_fields(*place);
            let source = clean_line(&heirs[*place].source);
            if length(&source) > super::TEXT_MAX {
                let max = super::TEXT_MAX;
                self.wrong(source_field.clone(), Wrong::TooLong { max });
            }
            let share = match Build::share(&heirs[*place].share) {
                Ok(share) => share,
                Err(typed) => {
                    self.wrong(share_field, Wrong::BadShare { typed });
                    None
                }
            };
            if let Some(share) = share {
                sum += u64::from(share);
                known += 1;
                if share < WHOLE && source.is_empty() {
                    self.wrong(source_field, Wrong::NoSource);
                }
            }
            self.inherit(unit, *id, share, source);
        }
        let fits = match known == made.len() {
            true => known == 0 || sum == u64::from(WHOLE),
            false => sum < u64::from(WHOLE),
        };
        if !fits {
            let first = made.keys().next().copied().unwrap_or_default();
            self.wrong(super::heir_fields(first)[1].clone(), Wrong::NotWhole { sum });
        }
    }

    fn place_below(
        &mut self,
        unit: UnitId,
        places: &BTreeMap<UnitId, usize>,
        names: &BTreeMap<UnitId, String>,
        made: &BTreeMap<usize, UnitId>,
    ) {
        let mut by_heir: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
        for below in self.map.children(unit, self.day) {
            match places.get(&below).and_then(|place| made.get(place)) {
                Some(heir) => by_heir.entry(*heir).or_default().push(below),
                None => {
                    let field = super::place_field(self.map.uid(below));
                    self.wrong(field, Wrong::NotPlaced { unit: below });
                }
            }
        }
        for (heir, units) in by_heir {
            self.move_all(&units, heir, names);
        }
    }
}
