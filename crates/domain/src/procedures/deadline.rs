//! Deadlines.

use crate::calendar::{Holidays, UnknownYear, working_days_after};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// By when something is done in time, counted from a day: the last one of a period, or that of receiving something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deadline {
    /// So many days after it; the last of them counts.
    Days(u32),
    /// So many working days after it; the last of them counts.
    WorkingDays(u32),
    /// The first such month and day that is not before it.
    On(u32, u32),
}

/// The last day in time, or the year whose holidays are not known.
pub type DueDay = Result<Day, UnknownYear>;

/// Years in which every month and day occurs once at least: 29 February is missing in seven years around a century.
const YEARS: i32 = 8;

impl Deadline {
    /// The last day in time. A month and day that no year has is the day itself.
    ///
    /// # Errors
    /// Working days are counted into a year whose holidays are not known.
    pub fn due(self, after: Day, calendars: &[Holidays]) -> DueDay {
        match self {
            Deadline::Days(days) => Ok((0..days).fold(after, |day, _| day.next())),
            Deadline::WorkingDays(days) => working_days_after(after, days, calendars),
            Deadline::On(month, day) => {
                let mut years = after.year()..=after.year() + YEARS;
                let found = years.find_map(|year| Day::new(year, month, day).filter(|found| *found >= after));
                Ok(found.unwrap_or(after))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::new(year, month, day).expect("a day")
    }

    #[test]
    fn the_last_day_counts() {
        let last = day(2026, 2, 28);
        assert_eq!(Deadline::Days(0).due(last, &[]), Ok(last));
        assert_eq!(Deadline::Days(5).due(last, &[]), Ok(day(2026, 3, 5)));
    }

    #[test]
    fn a_fixed_day_is_the_next_one() {
        let fixed = Deadline::On(11, 20);
        assert_eq!(fixed.due(day(2026, 11, 14), &[]), Ok(day(2026, 11, 20)));
        assert_eq!(fixed.due(day(2026, 11, 20), &[]), Ok(day(2026, 11, 20)));
        assert_eq!(fixed.due(day(2026, 12, 31), &[]), Ok(day(2027, 11, 20)));
        assert_eq!(
            Deadline::On(2, 29).due(day(2096, 3, 1), &[]),
            Ok(day(2104, 2, 29))
        );
        assert_eq!(Deadline::On(2, 30).due(day(2026, 3, 1), &[]), Ok(day(2026, 3, 1)));
    }

    #[test]
    fn working_days_need_the_holidays_of_their_years() {
        let fifth = Deadline::WorkingDays(5);
        let friday = day(2026, 1, 30);
        assert_eq!(fifth.due(friday, &[]), Err(UnknownYear(2026)));
        let known = Holidays {
            year: 2026,
            rest: vec![6, 7],
            days: Vec::new(),
            working: Vec::new(),
            reference: "Minh họa".into(),
        };
        assert_eq!(fifth.due(friday, &[known]), Ok(day(2026, 2, 6)));
    }
}
