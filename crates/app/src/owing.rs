//! Who below a unit owes what is asked for a period, and for how many of them an answer is due.

use dienhong_domain::packs::Words;
use dienhong_domain::procedures::DueDay;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Level, UnitId, UnitMap};
use std::collections::BTreeSet;

/// Units of some levels below one that existed there on the last day of a period: they owe what is asked for it.
#[derive(Debug)]
pub(crate) struct Owing {
    by_name: Vec<UnitId>,
    by_number: Vec<UnitId>,
    is_country: bool,
}

impl Owing {
    /// The units below `top` on the last day of a period.
    pub(crate) fn new(map: &UnitMap, top: UnitId, levels: &[Level], last: Day) -> Owing {
        let by_number = found(map, top, levels, last);
        let mut by_name = by_number.clone();
        by_name.sort_by_cached_key(|unit| dienhong_i18n::sort_key(&map.label(*unit, last, "vi")));
        Owing {
            by_name,
            by_number,
            is_country: map.level(top) == Some(Level::Country),
        }
    }

    /// All of them, by their names on that day.
    pub(crate) fn by_name(&self) -> &[UnitId] {
        &self.by_name
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.by_number.len()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_number.is_empty()
    }

    /// Whether a unit is one of them.
    pub(crate) fn holds(&self, unit: UnitId) -> bool {
        self.by_number.binary_search(&unit).is_ok()
    }

    /// The units to name when the book is asked about them; `None` for the country, to which nearly every row of the
    /// book belongs: reading them all is quicker than seeking each unit.
    pub(crate) fn named(&self) -> Option<&[UnitId]> {
        (!self.is_country).then_some(&self.by_number)
    }
}

fn found(map: &UnitMap, top: UnitId, levels: &[Level], last: Day) -> Vec<UnitId> {
    let mut found = BTreeSet::new();
    let mut open = vec![top];
    while let Some(unit) = open.pop() {
        for child in map.children(unit, last) {
            let Some(level) = map.level(child) else { continue };
            if levels.contains(&level) {
                found.insert(child);
            }
            if levels.iter().any(|l| *l > level) {
                open.push(child);
            }
        }
    }
    found.into_iter().collect()
}

/// How many units below sent something for a period that nobody has answered yet, or owe it after its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Code of the form or outline.
    pub code: String,
    /// What it is called.
    pub title: Words,
    /// Days.
    pub period: Period,
    /// Units, at least one.
    pub count: usize,
    /// The last day in time, where it is over and they owe it still.
    pub late_since: Option<Day>,
}

impl Waiting {
    /// So many units; nothing for none.
    pub(crate) fn of(code: String, title: Words, period: Period, count: usize) -> Option<Waiting> {
        (count > 0).then_some(Waiting {
            code,
            title,
            period,
            count,
            late_since: None,
        })
    }
    /// The same, of those that owe it since a day.
    pub(crate) fn late(self, since: Day) -> Waiting {
        Waiting {
            late_since: Some(since),
            ..self
        }
    }
}

/// The last day in time where it is over; of a year whose days off nobody knows it is not said.
pub(crate) fn past(due: DueDay, today: Day) -> Option<Day> {
    due.ok().filter(|day| *day < today)
}
