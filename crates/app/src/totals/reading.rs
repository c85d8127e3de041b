//! Through which map figures are read, in words: the same on pages, papers, tables and the command line.

use super::Question;
use dienhong_domain::units::{Lens, UnitMap};
use dienhong_i18n::{Locale, day, t, t_with};

/// That a time before the unit existed is read through the map of a later day; nothing where it is not so.
pub fn before_it_existed(map: &UnitMap, q: Question, locale: Locale) -> Option<String> {
    let unit = map.get(q.unit)?;
    let Lens::At(at) = q.lens else { return None };
    let name = map.label(q.unit, unit.begins(), locale.code());
    let args = [
        ("unit", name.into()),
        ("from", day(unit.begins()).into()),
        ("day", day(at).into()),
    ];
    (q.period.from < unit.begins()).then(|| t_with(locale, "totals-before-it-existed", &args))
}

/// Through which map figures are read.
pub fn lens(map: &UnitMap, q: Question, locale: Locale) -> String {
    let plain = match q.lens {
        Lens::AsItWas => t(locale, "totals-lens-then-note"),
        Lens::At(at) => t_with(locale, "totals-lens-today-note", &[("day", day(at).into())]),
    };
    before_it_existed(map, q, locale).unwrap_or(plain)
}
