//! `[[filing]]`: figures that units owe to the level above.

use super::{Table, each, removed};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::{Keys, LEVELS};
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::filings::{Every, FilingForm};
use dienhong_domain::packs::Pack;
use dienhong_domain::procedures::Deadline;
use dienhong_domain::units::Level;

const EVERY: [(&str, &Every); 4] = [
    ("month", &Every::Month),
    ("quarter", &Every::Quarter),
    ("half", &Every::Half),
    ("year", &Every::Year),
];
/// Most days of delay.
const DUE_MAX: i64 = 366;
/// The keys that say by when something is due.
const DEADLINES: [&str; 3] = ["due_days", "due_working_days", "due_on"];

pub(super) struct Filings;

impl Table for Filings {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.filings = each(files, "filing").map(|keys| filing(&keys)).collect();
    }

    fn check(&self, check: &Check<'_>) {
        for filing in &check.pack.filings {
            let path = format!("filing:{}", filing.id);
            if let Every::Window(window) = &filing.every {
                check.window(&path, window);
            }
            for section in &filing.sections {
                check.section(&path, section);
            }
        }
    }

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = &overlay.pack.filings;
        overlay.add(Thing::Filing, "filing", own, &mut below.filings, |f| &f.id);
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        removed(Thing::Filing, (&old.filings, &new.filings), |f| &f.id, found);
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |f: &FilingForm| Row::new(Thing::Filing, &f.id, &f.title, f);
        pack.filings.iter().map(row).collect()
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.filings.iter().map(|f| ("filing", &f.id)).collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.filings.append(&mut other.filings);
    }
}

fn filing(keys: &Keys<'_>) -> FilingForm {
    let id = keys.need_id("id");
    let every = how_often(keys);
    if keys.has("every") == keys.has("window") {
        keys.wrong("every", MistakeKind::FilingNeedsOne);
    }
    let deadline = deadline(keys);
    let levels = levels(keys);
    let filing = FilingForm {
        title: keys.need_words("title"),
        every: every.unwrap_or(Every::Month),
        deadline,
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
pub(super) fn how_often(keys: &Keys<'_>) -> Option<Every> {
    let every = keys.one_of("every", &EVERY).cloned();
    every.or(keys.id("window").map(Every::Window))
}

/// Levels of the units for which a filing or an outline is; communes where none are written.
pub(super) fn levels(keys: &Keys<'_>) -> Vec<Level> {
    let words = keys.texts("levels").unwrap_or_else(|| vec!["commune".to_owned()]);
    let level = |word: &String| keys.among("levels", word, &LEVELS);
    words.iter().filter_map(level).collect()
}

/// By when a filing or an outline is due; exactly one key says it. At most [`DUE_MAX`] days.
pub(super) fn deadline(keys: &Keys<'_>) -> Deadline {
    let given: Vec<&'static str> = DEADLINES.into_iter().filter(|key| keys.has(key)).collect();
    let found = match given.as_slice() {
        ["due_on"] => keys
            .month_day("due_on")
            .map(|(month, day)| Deadline::On(month, day)),
        ["due_working_days"] => Some(Deadline::WorkingDays(days(keys, "due_working_days"))),
        ["due_days"] => Some(Deadline::Days(days(keys, "due_days"))),
        [] => {
            keys.needed("due_days", None::<()>);
            None
        }
        [one, other, ..] => {
            let what = MistakeKind::KeyNotHere {
                key: (*other).to_owned(),
                kind: (*one).to_owned(),
            };
            keys.wrong(other, what);
            None
        }
        [_] => None,
    };
    found.unwrap_or(Deadline::Days(0))
}

/// Days until something is due, at most [`DUE_MAX`].
fn days(keys: &Keys<'_>, key: &'static str) -> u32 {
    let due = keys.whole(key).unwrap_or(0);
    if !(0..=DUE_MAX).contains(&due) {
        let what = MistakeKind::BadNumber {
            key: key.to_owned(),
            given: due.to_string(),
            scale: 0,
        };
        keys.wrong(key, what);
    }
    due.clamp(0, DUE_MAX) as u32
}
