//! The name of a unit where days with different names meet.

use dienhong_domain::time::Day;
use dienhong_domain::units::{UnitId, UnitMap};
use dienhong_i18n::{Locale, lower_first, t_with};

/// The name of a unit on a day, with its present name if that differs: "Phường An Phú (nay là phường Pleiku)". A paper
/// uses this name throughout.
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
