//! Words for the map through which figures are read: the same on pages, papers, tables and the command line.

use super::Question;
use dienhong_domain::units::{Lens, UnitMap};
use dienhong_i18n::{Locale, day, t, t_with};

/// The sentence that the unit did not exist in all of the period: it is read through the map of a later day or, as it
/// was, only since the unit began. `None` if it existed throughout.
pub fn before_it_existed(map: &UnitMap, q: Question, locale: Locale) -> Option<String> {
    let unit = map.get(q.unit)?;
    if q.period.from >= unit.begins() || map.predecessors(q.unit).is_empty() {
        return None;
    }
    let name = map.label(q.unit, unit.begins(), locale.code());
    let (unit, from) = (("unit", name.into()), ("from", day(unit.begins()).into()));
    Some(match q.lens {
        Lens::AsItWas => t_with(locale, "totals-since-it-exists", &[unit, from]),
        Lens::At(at) => t_with(
            locale,
            "totals-before-it-existed",
            &[unit, from, ("day", day(at).into())],
        ),
    })
}

/// Words for the map through which figures are read.
pub fn lens(map: &UnitMap, q: Question, locale: Locale) -> String {
    let plain = match q.lens {
        Lens::AsItWas => t(locale, "totals-lens-then-note"),
        Lens::At(at) => t_with(locale, "totals-lens-today-note", &[("day", day(at).into())]),
    };
    before_it_existed(map, q, locale).unwrap_or(plain)
}
