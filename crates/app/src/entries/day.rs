//! The day of an entry: a civil day, or for monthly registers the last day of a month.

use dienhong_domain::time::{Day, DayError, Period, last_of};
use dienhong_domain::units::{UnitId, UnitMap};

/// Why a typed month is not valid.
pub type MonthError = DayError;

/// Reads "9/2022", "09-2022", "2022-09", or any day of the month, as the month's last day.
pub(super) fn parse_month(typed: &str) -> Result<Day, MonthError> {
    let text = typed.trim();
    if text.is_empty() {
        return Err(DayError::Missing);
    }
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .filter(|p| !p.is_empty())
        .collect();
    let number = |p: &str| p.parse::<u32>().map_err(|_| DayError::NotADay);
    let (month, year) = match parts[..] {
        [y, m] if y.len() == 4 => (number(m)?, number(y)?),
        [m, y] if y.len() == 4 => (number(m)?, number(y)?),
        _ => Day::parse(text).map(|d| (d.month(), d.year() as u32))?,
    };
    let (year, last) = (year as i32, last_of(year as i32, month));
    if year < 1945 {
        return Err(DayError::TooEarly);
    }
    Day::new(year, month, last).ok_or(DayError::NoSuchDay {
        day: 1,
        month,
        year,
        last: 0,
    })
}

/// The last day of the month on which a unit still existed.
pub(super) fn last_alive(map: &UnitMap, unit: UnitId, last: Day) -> Option<Day> {
    if map.at(unit, last).is_some() {
        return Some(last);
    }
    let month = Period::month(last.year(), last.month())?;
    let end = map.get(unit)?.ends().previous();
    (month.holds(end) && map.at(unit, end).is_some()).then_some(end)
}
