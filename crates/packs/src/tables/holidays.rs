//! `[[holidays]]`: the days off of a year, from which working days are counted.

use super::{Table, each};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::calendar::Holidays;
use dienhong_domain::packs::{Pack, Words};
use dienhong_domain::time::Day;

/// The days of the week by their words, Monday 1 to Sunday 7.
const WEEKDAYS: [(&str, u32); 7] = [
    ("monday", 1),
    ("tuesday", 2),
    ("wednesday", 3),
    ("thursday", 4),
    ("friday", 5),
    ("saturday", 6),
    ("sunday", 7),
];

pub(super) struct Calendars;

impl Table for Calendars {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.holidays = each(files, "holidays")
            .filter_map(|keys| holidays(&keys))
            .collect();
    }

    // A year names nothing; its days are checked when it is read.
    fn check(&self, _: &Check<'_>) {}

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        for own in &overlay.pack.holidays {
            match below.holidays.iter().any(|have| have.year == own.year) {
                true => {
                    let what = MistakeKind::AlreadyInBase {
                        what: Thing::Holidays,
                        id: own.year.to_string(),
                    };
                    overlay.wrong(&format!("holidays:{}", own.year), "year", what);
                }
                false => below.holidays.push(own.clone()),
            }
        }
    }

    // A decision may move days off within a year; what was due by then was kept or missed already.
    fn compatible(&self, _: &Pack, _: &Pack, _: &mut Vec<MistakeKind>) {}

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |of: &Holidays| {
            let year = of.year.to_string();
            let title = Words {
                vi: year.clone(),
                en: year.clone(),
            };
            Row::new(Thing::Holidays, &year, &title, of)
        };
        pack.holidays.iter().map(row).collect()
    }

    // Packs that stand alone may bring the same year; the first one is asked.
    fn codes<'p>(&self, _: &'p Pack) -> Vec<(&'static str, &'p String)> {
        Vec::new()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.holidays.append(&mut other.holidays);
    }
}

fn holidays(keys: &Keys<'_>) -> Option<Holidays> {
    let year = keys.needed("year", keys.whole("year"));
    let rest = keys.needed("rest", keys.texts("rest")).unwrap_or_default();
    let weekday = |word: &String| keys.among("rest", word, &WEEKDAYS);
    let rest: Vec<u32> = rest.iter().filter_map(weekday).collect();
    let (days, working) = (days(keys, "days", year), days(keys, "working", year));
    let days = keys.needed("days", days);
    let reference = keys
        .needed("reference", keys.text("reference"))
        .unwrap_or_default();
    let is_a_year = |year: &i64| (2000..=2999).contains(year);
    if let Some(year) = year.filter(|year| !is_a_year(year)) {
        let what = MistakeKind::BadNumber {
            key: "year".to_owned(),
            given: year.to_string(),
            scale: 0,
        };
        keys.wrong("year", what);
    }
    let id = year.map_or_else(String::new, |year| year.to_string());
    keys.claim(Thing::Holidays, "", &id);
    keys.place(&format!("holidays:{id}"));
    keys.finish();
    Some(Holidays {
        year: i32::try_from(year.filter(is_a_year)?).ok()?,
        rest,
        days: days?,
        working: working.unwrap_or_default(),
        reference,
    })
}

/// Days of a year, as texts; one of another year is a mistake.
fn days(keys: &Keys<'_>, key: &'static str, year: Option<i64>) -> Option<Vec<Day>> {
    let read = |given: &String| {
        let found = Day::parse(given).ok();
        let found = found.filter(|day| year.is_none_or(|year| i64::from(day.year()) == year));
        if found.is_none() {
            let what = MistakeKind::BadDate {
                key: key.to_owned(),
                given: given.clone(),
            };
            keys.wrong(key, what);
        }
        found
    };
    Some(keys.texts(key)?.iter().filter_map(read).collect())
}
