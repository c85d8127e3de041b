//! The state that all acts read: the map over time and the rules of the installed packs.

use crate::app::Fault;
use crate::law::Laws;
use crate::people::RightsContext;
use crate::scopes::Scopes;
use dienhong_domain::packs::{Measure, Pack, Register};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::timelines::Timeline;
use dienhong_domain::units::{UnitId, UnitMap, kinds};
use dienhong_packs::combine_packs;
use dienhong_store::packs::PackRow;
use dienhong_store::units::ChangeRow;
use dienhong_store::{Store, StoreError};
use sha2::{Digest, Sha256};
use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex};

/// A measure's number in this database.
pub type MeasureNumber = i32;

/// The rules in force for a unit: all packs that apply there, merged.
#[derive(Debug)]
pub struct Rules {
    /// Numbers of the packs, joined with commas; identifies the set.
    pub key: String,
    /// Everything that the packs define together.
    pub pack: Pack,
}

impl Rules {
    /// A register by its code.
    pub fn register(&self, code: &str) -> Option<&Register> {
        self.pack.registers.iter().find(|r| r.id == code)
    }
    /// A timeline by its code. It is asked of today's rules, about the day that the law names.
    pub fn timeline(&self, code: &str) -> Option<&Timeline> {
        self.pack.timelines.iter().find(|t| t.code == code)
    }
    /// A measure by its code.
    pub fn measure(&self, code: &str) -> Option<&Measure> {
        self.pack.measures.iter().find(|m| m.code == code)
    }
}

/// Map and rules at one generation.
#[derive(Debug)]
pub struct RulesSnapshot {
    /// Counts changes of the map and the packs.
    pub generation: i64,
    /// Units over time.
    pub map: UnitMap,
    /// Every change of the map ever recorded, including undone ones.
    pub changes: Vec<ChangeRow>,
    /// Every pack ever installed.
    pub packs: Vec<PackRow>,
    /// Numbers of measures by code.
    pub measures: HashMap<String, MeasureNumber>,
    /// Numbers of registers by code.
    pub registers: HashMap<String, i32>,
    rules_numbers: Mutex<HashMap<String, i32>>,
    made: Mutex<HashMap<String, Arc<Rules>>>,
    laws: Laws,
    pub(crate) scopes: Scopes,
}

/// A part of a period in which the law of a unit did not change.
#[derive(Clone, Debug)]
pub struct LawSpan {
    /// Its days.
    pub days: Period,
    /// The law.
    pub rules: Arc<Rules>,
}

impl RulesSnapshot {
    /// What rights are checked against at a moment, UTC milliseconds.
    pub fn rights_at(&self, now: i64) -> RightsContext<'_> {
        RightsContext { now, map: &self.map }
    }

    /// A map without rules.
    #[cfg(test)]
    pub(crate) fn of_map(map: UnitMap) -> RulesSnapshot {
        RulesSnapshot {
            generation: 0,
            map,
            changes: Vec::new(),
            packs: Vec::new(),
            measures: HashMap::new(),
            registers: HashMap::new(),
            rules_numbers: Mutex::default(),
            made: Mutex::default(),
            laws: Laws::default(),
            scopes: Scopes::default(),
        }
    }

    /// Counts changes of map and packs as remembered.
    pub async fn generation(store: &Store) -> Result<i64, StoreError> {
        Ok(store
            .setting("generation")
            .await?
            .and_then(|g| g.parse().ok())
            .unwrap_or(0))
    }

    /// Reads everything; an empty database gives an empty state.
    pub async fn load(store: &Store) -> Result<RulesSnapshot, Fault> {
        let generation = RulesSnapshot::generation(store).await?;
        let (spans, links) = store.base_map().await?;
        let packs = store.packs().await?;
        let changes = store.unit_changes().await?;
        let mut map = UnitMap::new(kinds::of_the_map(), spans, links);
        let snapshot = RulesSnapshot {
            generation,
            map: UnitMap::default(),
            changes: Vec::new(),
            measures: store.measure_numbers().await?,
            registers: store.register_numbers().await?,
            rules_numbers: Mutex::new(rules_numbers(store).await?),
            made: Mutex::default(),
            laws: Laws::default(),
            scopes: Scopes::default(),
            packs,
        };
        let mut read = Vec::new();
        for row in &snapshot.packs {
            read.push((row, parsed(row)?));
        }
        let laws = Laws::of(&read);
        for (_, pack) in read {
            map.add_kinds(pack.kinds);
        }
        for change in changes.iter().filter(|c| c.undone.is_none()) {
            map.restore(&change.change);
        }
        Ok(RulesSnapshot {
            map,
            changes,
            laws,
            ..snapshot
        })
    }

    /// The name of a unit on a day; for one whose founding was undone, the name that it would have had.
    pub fn unit_name(&self, unit: UnitId, day: Day, language: &str) -> String {
        if self.map.get(unit).is_some() {
            return self.map.label(unit, day, language);
        }
        let mut created = self.changes.iter().flat_map(|row| &row.change.creates);
        created
            .find(|new| new.id == unit)
            .map_or_else(String::new, |new| {
                self.map.full_name(&new.kind, &new.name, language)
            })
    }

    /// What may be chosen in a unit today: the law in force there on this very day.
    pub fn rules(&self, unit: UnitId, today: Day) -> Arc<Rules> {
        self.rules_on(unit, today, today)
    }

    /// The law in force in a unit on the day of a fact: national packs, then the overlays of every unit above it, in the
    /// versions of that day.
    ///
    /// Whose overlays hold is asked of today's map, because those who keep a book today record what is late and read what is
    /// past. A unit that ended keeps the overlays of the units that have its book now, where all of them have the overlay.
    pub fn rules_on(&self, unit: UnitId, day: Day, today: Day) -> Arc<Rules> {
        let own = self.map.chain(unit, today);
        // Only overlays need them, and most books have none.
        let heirs = LazyCell::new(|| self.map.successors(unit, today));
        let reaches = |scope: UnitId| {
            let is_above = |heir: &UnitId| self.map.is_within(*heir, scope, today);
            own.contains(&scope) || !heirs.is_empty() && heirs.iter().all(is_above)
        };
        self.rules_of(&self.laws.in_force(day, reaches))
    }

    /// The law in force in a unit on a day if it knows a register, otherwise the newest one that does: what was recorded
    /// stays readable when its register is no longer kept.
    pub fn rules_knowing(&self, register: &str, unit: UnitId, day: Day, today: Day) -> Arc<Rules> {
        let on = self.rules_on(unit, day, today);
        if on.register(register).is_some() {
            return on;
        }
        let beginnings = self.laws.beginnings();
        let mut others = beginnings
            .iter()
            .rev()
            .map(|first| self.rules_on(unit, *first, today));
        others
            .find(|rules| rules.register(register).is_some())
            .unwrap_or(on)
    }

    /// All laws that stood in a unit during a period, in order: more than one where the law changed inside it.
    pub fn rules_in(&self, unit: UnitId, period: Period, today: Day) -> Vec<LawSpan> {
        let mut spans: Vec<LawSpan> = Vec::new();
        for first in self.laws.changes(period) {
            let rules = self.rules_on(unit, first, today);
            if spans.last().is_some_and(|last| last.rules.key == rules.key) {
                continue;
            }
            if let Some(last) = spans.last_mut() {
                last.days.to = first.previous();
            }
            let days = Period {
                from: first,
                to: period.to,
            };
            spans.push(LawSpan { days, rules });
        }
        spans
    }

    /// Numbers of the packs that are law on a day in some unit at least.
    pub fn packs_in_force(&self, day: Day) -> BTreeSet<i64> {
        let everywhere = self.laws.in_force(day, |_| false);
        let somewhere = self.laws.in_force(day, |_| true);
        everywhere.into_iter().chain(somewhere).collect()
    }

    /// The rules of a set that was in force at some time.
    pub fn rules_by_number(&self, number: i32) -> Arc<Rules> {
        let key = self
            .rules_numbers
            .lock()
            .ok()
            .and_then(|n| n.iter().find(|(_, v)| **v == number).map(|(k, _)| k.clone()));
        let ids: Vec<i64> = key
            .unwrap_or_default()
            .split(',')
            .filter_map(|p| p.parse().ok())
            .collect();
        self.rules_of(&ids)
    }

    fn rules_of(&self, ids: &[i64]) -> Arc<Rules> {
        let key = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        if let Some(rules) = self.made.lock().ok().and_then(|m| m.get(&key).cloned()) {
            return rules;
        }
        let packs: Vec<Pack> = self
            .packs
            .iter()
            .filter(|p| ids.contains(&p.id))
            .filter_map(|p| parsed(p).ok())
            .collect();
        let rules = Arc::new(Rules {
            key: key.clone(),
            pack: combine_packs(&packs),
        });
        if let Ok(mut made) = self.made.lock() {
            made.insert(key, rules.clone());
        }
        rules
    }

    /// The number of a stored set of rules, if it was ever used.
    pub fn rules_number(&self, rules: &Rules) -> Option<i32> {
        self.rules_numbers.lock().ok()?.get(&rules.key).copied()
    }

    /// Remembers the number of a set of rules.
    pub fn note_rules(&self, rules: &Rules, number: i32) {
        if let Ok(mut numbers) = self.rules_numbers.lock() {
            numbers.insert(rules.key.clone(), number);
        }
    }

    /// What an installed pack defines.
    pub fn read_pack(&self, row: &PackRow) -> Result<Pack, Fault> {
        parsed(row)
    }

    /// A measure's number.
    pub fn measure_number(&self, code: &str) -> Option<MeasureNumber> {
        self.measures.get(code).copied()
    }
    /// The code of a measure's number.
    pub fn measure_code(&self, number: MeasureNumber) -> Option<&str> {
        self.measures
            .iter()
            .find(|(_, n)| **n == number)
            .map(|(code, _)| code.as_str())
    }
    /// The code of a register's number.
    pub fn register_code(&self, number: i32) -> Option<&str> {
        self.registers
            .iter()
            .find(|(_, n)| **n == number)
            .map(|(code, _)| code.as_str())
    }
}

async fn rules_numbers(store: &Store) -> Result<HashMap<String, i32>, StoreError> {
    let rows = store.rules().await?;
    Ok(rows
        .into_iter()
        .map(|(id, packs)| (packs.iter().map(i64::to_string).collect::<Vec<_>>().join(","), id))
        .collect())
}

/// The files of an installed pack.
pub(crate) fn files(row: &PackRow) -> Vec<(String, Vec<u8>)> {
    let files: Vec<(String, String)> = serde_json::from_str(&row.files).unwrap_or_default();
    files
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()))
        .collect()
}

/// Packs that this process has parsed, by the hash of their exact text.
static READ: LazyLock<Mutex<HashMap<[u8; 32], Arc<Pack>>>> = LazyLock::new(Mutex::default);
/// Most parsed packs that are cached; beyond that, in a country with overlays everywhere, the cache is emptied.
const READ_MOST: usize = 64;

/// An installed pack, parsed from the text in the database. A text that this process parsed before is not parsed again,
/// because every change of the map needs all packs.
pub(crate) fn parsed(row: &PackRow) -> Result<Pack, Fault> {
    let text: [u8; 32] = Sha256::digest(row.files.as_bytes()).into();
    if let Some(pack) = READ.lock().ok().and_then(|read| read.get(&text).cloned()) {
        return Ok(Pack::clone(&pack));
    }
    let pack = dienhong_packs::parse_installed(&files(row)).map_err(|mistakes| {
        Fault::Other(format!(
            "pack {} does not read: {} mistakes",
            row.code,
            mistakes.len()
        ))
    })?;
    if let Ok(mut read) = READ.lock() {
        if read.len() >= READ_MOST {
            read.clear();
        }
        read.insert(text, Arc::new(pack.clone()));
    }
    Ok(pack)
}
