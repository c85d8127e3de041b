//! Days of the demo data: a date, or an offset from the day of loading.

use super::DemoError;
use dienhong_domain::time::Day;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};

/// Seven o'clock in the morning, in minutes after midnight: acts of a day begin then.
pub(super) const MORNING: u32 = 7 * 60;

/// A day as the data give it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum When {
    /// "9/8/2023".
    On(Day),
    /// "-12": days before the day of loading.
    DaysAgo(i32),
    /// "-3m": months before the month of loading; the month's first day.
    MonthsAgo(i32),
    /// "-2y": 1 January of an earlier year.
    YearsAgo(i32),
}

impl When {
    /// Reads a day of the data.
    pub(super) fn parse(text: &str) -> Result<When, DemoError> {
        let wrong = || DemoError::Data(format!("not a day: {text}"));
        let Some(back) = text.strip_prefix('-') else {
            return Day::parse(text).map(When::On).map_err(|_| wrong());
        };
        let number = |text: &str| text.parse::<i32>().map_err(|_| wrong());
        match (back.strip_suffix('m'), back.strip_suffix('y')) {
            (Some(months), _) => number(months).map(When::MonthsAgo),
            (_, Some(years)) => number(years).map(When::YearsAgo),
            _ => number(back).map(When::DaysAgo),
        }
    }

    /// The day, counted from a moment.
    pub(super) fn day(self, now: i64) -> Result<Day, DemoError> {
        let today = dienhong_i18n::day_of(now).date();
        let wrong = |_| DemoError::Data(format!("no such day: {self:?}"));
        Ok(Day::from_date(match self {
            When::On(day) => return Ok(day),
            When::DaysAgo(days) => today.checked_sub(days.days()).map_err(wrong)?,
            When::MonthsAgo(months) => today
                .first_of_month()
                .checked_sub(months.months())
                .map_err(wrong)?,
            When::YearsAgo(years) => Date::new(today.year() - years as i16, 1, 1).map_err(wrong)?,
        }))
    }

    /// A moment of that day; for a day given as an offset, never after `now`.
    pub(super) fn moment(self, now: i64, minute: u32) -> Result<i64, DemoError> {
        let at = moment(self.day(now)?, minute)?;
        Ok(if matches!(self, When::On(_)) {
            at
        } else {
            at.min(now)
        })
    }
}

/// A moment of a day in Vietnam, in UTC milliseconds.
pub(super) fn moment(day: Day, minute: u32) -> Result<i64, DemoError> {
    // Vietnam has kept UTC+7 since 1975, and no day of the data lies before.
    let zone = TimeZone::fixed(offset(7));
    let time = jiff::civil::time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
    let there = day.date().to_datetime(time).to_zoned(zone);
    there
        .map(|z| z.timestamp().as_millisecond())
        .map_err(|e| DemoError::Data(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Noon of 31 March 2026 in Vietnam.
    const NOW: i64 = 1_774_933_200_000;

    fn day(text: &str) -> String {
        When::parse(text)
            .and_then(|w| w.day(NOW))
            .map(|d| d.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn days_are_dates_or_distances() {
        assert_eq!(day("9/8/2023"), "2023-08-09");
        assert_eq!(day("-0"), "2026-03-31");
        assert_eq!(day("-31"), "2026-02-28");
        assert_eq!(day("-1m"), "2026-02-01");
        assert_eq!(day("-2y"), "2024-01-01");
        assert_eq!(day("soon"), "");
    }

    #[test]
    fn nothing_is_recorded_after_now() {
        let today = When::DaysAgo(0);
        assert_eq!(today.moment(NOW, 23 * 60).ok(), Some(NOW));
        assert_eq!(today.moment(NOW, MORNING).ok(), Some(NOW - 5 * 3_600_000));
    }
}
