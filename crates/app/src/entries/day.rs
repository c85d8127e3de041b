//! The day of an entry: a civil day, or for monthly registers the last day of a month.

use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{UnitId, UnitMap};

/// The last day of the month on which a unit still existed.
pub(super) fn last_alive(map: &UnitMap, unit: UnitId, last: Day) -> Option<Day> {
    if map.at(unit, last).is_some() {
        return Some(last);
    }
    let month = Period::month(last.year(), last.month())?;
    let end = map.get(unit)?.ends().previous();
    (month.holds(end) && map.at(unit, end).is_some()).then_some(end)
}
