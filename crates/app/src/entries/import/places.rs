//! The units that a sheet's rows may name.

use crate::snapshot::RulesSnapshot;
use dienhong_domain::time::Day;
use dienhong_domain::units::{NamedUnit, UnitId, UnitNames};
use dienhong_i18n::{Locale, t_with};

/// Units that a sheet may name, by every name that they ever had.
pub(super) struct Places {
    names: UnitNames,
    top: UnitId,
}

impl Places {
    /// The unit of the sheet, all units that were ever below it, and those that ended and passed their book to it, in
    /// both languages.
    pub(super) fn new(snapshot: &RulesSnapshot, top: UnitId, today: Day) -> Places {
        let mut names = UnitNames::default();
        let mut reach = snapshot.map.former(top, today);
        reach.extend(snapshot.map.children_ever(top));
        reach.insert(top);
        for id in reach {
            let ended = snapshot.map.get(id).map(|u| u.ends()).filter(|end| *end <= today);
            for span in snapshot.map.get(id).into_iter().flat_map(|u| &u.spans) {
                for locale in [Locale::Vi, Locale::En] {
                    let name = |id| snapshot.map.label(id, span.from, locale.code());
                    let own = name(id);
                    names.add(&own, id, span.from, span.to);
                    let Some(end) = ended else {
                        continue;
                    };
                    // As the pages write it, with or without the unit above it.
                    for former in former(&own, end, locale) {
                        names.add(&former, id, span.from, span.to);
                        if let Some(parent) = span.parent {
                            let above = dienhong_i18n::lower_first(&name(parent));
                            names.add(&format!("{former}, {above}"), id, span.from, span.to);
                        }
                    }
                }
            }
        }
        Places { names, top }
    }

    /// The unit meant on a day; an empty cell means the sheet's own unit.
    pub(super) fn find(&self, name: &str, day: Option<Day>) -> NamedUnit {
        if name.trim().is_empty() {
            return NamedUnit::One(self.top);
        }
        self.names.find(name, day)
    }
}

/// The name of a unit that ended, with its last day: as pages write it, and with a day and month of one digit, as templates that were
/// handed out earlier have it.
fn former(name: &str, end: Day, locale: Locale) -> [String; 2] {
    let last = end.previous();
    let short = format!("{}/{}/{}", last.day(), last.month(), last.year());
    [dienhong_i18n::day(last), short].map(|day| {
        let args = [("name", name.into()), ("day", day.into())];
        t_with(locale, "units-former-name", &args)
    })
}
