//! What a unit is called where days of different names meet.

use dienhong_domain::time::Day;
use dienhong_domain::units::{UnitId, UnitMap};
use dienhong_i18n::{Locale, lower_first, t_with};

/// The name that a unit bore on a day, with the one it bears now where they differ: "Phường An Phú (nay là phường Pleiku)".
/// A paper calls its unit so throughout.
pub fn then_and_now(map: &UnitMap, unit: UnitId, day: Day, locale: Locale) -> String {
    let then = map.label(unit, day, locale.code());
    let lives = map.get(unit).is_some_and(|u| u.ends() == Day::MAX);
    let now = map.label(unit, Day::MAX.previous(), locale.code());
    if !lives || now == then {
        return then;
    }
    let args = [("then", then.into()), ("now", lower_first(&now).into())];
    t_with(locale, "units-then-and-now", &args)
}
