//! From tables to the filings that a pack asks for.

use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::read::LEVELS;
use dienhong_domain::filings::{Every, FilingForm};
use dienhong_domain::units::Level;

const EVERY: [(&str, &Every); 4] = [
    ("month", &Every::Month),
    ("quarter", &Every::Quarter),
    ("half", &Every::Half),
    ("year", &Every::Year),
];
/// Most days of delay.
const DUE_MAX: i64 = 366;

/// Reads a filing.
pub(crate) fn filing(keys: &Keys<'_>) -> FilingForm {
    let id = keys.need_id("id");
    let every = how_often(keys);
    if keys.has("every") == keys.has("window") {
        keys.wrong("every", MistakeKind::FilingNeedsOne);
    }
    let due = due_days(keys);
    let levels = keys.texts("levels").unwrap_or_else(|| vec!["commune".to_owned()]);
    let level = |word: &String| keys.among("levels", word, &LEVELS);
    let levels: Vec<Level> = levels.iter().filter_map(level).collect();
    let filing = FilingForm {
        title: keys.need_words("title"),
        every: every.unwrap_or(Every::Month),
        due_days: due,
        levels,
        sections: keys.texts("sections").unwrap_or_default(),
        reference: keys
            .needed("reference", keys.text("reference"))
            .unwrap_or_default(),
        id,
    };
    keys.claim(Thing::Filing, "", &filing.id);
    keys.place(&format!("filing:{}", filing.id));
    keys.finish();
    filing
}

/// How often something is due, if it is.
pub(crate) fn how_often(keys: &Keys<'_>) -> Option<Every> {
    let every = keys.one_of("every", &EVERY).cloned();
    every.or(keys.id("window").map(Every::Window))
}

/// Days of delay.
pub(crate) fn due_days(keys: &Keys<'_>) -> u32 {
    let due = keys.needed("due_days", keys.whole("due_days")).unwrap_or(0);
    if !(0..=DUE_MAX).contains(&due) {
        let what = MistakeKind::BadNumber {
            key: "due_days".to_owned(),
            given: due.to_string(),
            scale: 0,
        };
        keys.wrong("due_days", what);
    }
    due.clamp(0, DUE_MAX) as u32
}
