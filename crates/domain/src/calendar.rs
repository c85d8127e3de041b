//! Working days. Which days of a year are free is data with its source; of a year without it nothing is computed.

use crate::time::Day;
use serde::{Deserialize, Serialize};

/// The days off of a calendar year, as a pack has them from its source.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Holidays {
    /// Year.
    pub year: i32,
    /// Days of the week without work, Monday 1 to Sunday 7.
    pub rest: Vec<u32>,
    /// Public holidays of the year, with those given instead of ones that fell on a day of rest.
    pub days: Vec<Day>,
    /// Days of rest of the year on which work is done, in exchange for others.
    pub working: Vec<Day>,
    /// Instrument, article and clause.
    pub reference: String,
}

impl Holidays {
    /// Whether a day of the year is a working day.
    pub fn is_working(&self, day: Day) -> bool {
        let is_free = self.rest.contains(&day.weekday()) || self.days.contains(&day);
        !is_free || self.working.contains(&day)
    }
}

/// A year whose holidays are not known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UnknownYear(pub i32);

/// The day that is so many working days after another one, which is not counted. None after it is the day itself.
///
/// # Errors
/// A day on the way lies in a year whose holidays are not known.
pub fn working_days_after(day: Day, count: u32, calendars: &[Holidays]) -> Result<Day, UnknownYear> {
    let mut day = day;
    let mut left = count;
    while left > 0 {
        day = day.next();
        let calendar = calendars.iter().find(|c| c.year == day.year());
        let calendar = calendar.ok_or(UnknownYear(day.year()))?;
        // The last day of time has none after it.
        if day == Day::MAX {
            break;
        }
        if calendar.is_working(day) {
            left -= 1;
        }
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::new(year, month, day).expect("a day")
    }

    /// A made-up year: Friday 1 May is free, and Saturday 9 May is worked.
    fn made_up(year: i32) -> Holidays {
        Holidays {
            year,
            rest: vec![6, 7],
            days: vec![day(year, 1, 1), day(year, 5, 1)],
            working: vec![day(year, 5, 9)],
            reference: "Minh họa".into(),
        }
    }

    #[test]
    fn free_days_are_passed_over_and_exchanged_ones_count() {
        let known = [made_up(2026)];
        let after = |month, on, count| working_days_after(day(2026, month, on), count, &known);
        assert_eq!(after(4, 30, 0), Ok(day(2026, 4, 30)));
        assert_eq!(after(4, 30, 1), Ok(day(2026, 5, 4)));
        assert_eq!(after(5, 7, 2), Ok(day(2026, 5, 9)));
        assert_eq!(after(5, 7, 3), Ok(day(2026, 5, 11)));
        // Counting from a free day begins on the next one.
        assert_eq!(after(5, 2, 1), Ok(day(2026, 5, 4)));
    }

    #[test]
    fn a_year_without_its_holidays_is_named() {
        let known = [made_up(2026)];
        let over = working_days_after(day(2026, 12, 30), 2, &known);
        assert_eq!(over, Err(UnknownYear(2027)));
        assert_eq!(
            working_days_after(day(2026, 12, 30), 1, &known),
            Ok(day(2026, 12, 31))
        );
        let both = [made_up(2026), made_up(2027)];
        assert_eq!(
            working_days_after(day(2026, 12, 30), 2, &both),
            Ok(day(2027, 1, 4))
        );
        assert_eq!(
            working_days_after(day(2025, 6, 1), 1, &[]),
            Err(UnknownYear(2025))
        );
    }

    proptest! {
        #[test]
        fn the_days_between_are_as_many_as_were_asked_for(start in 1u32..=365, count in 1u32..60) {
            let known = [made_up(2026), made_up(2027)];
            let from = (1..start).fold(day(2026, 1, 1), |at, _| at.next());
            let found = working_days_after(from, count, &known).expect("known years");
            let is_working = |at: Day| known.iter().any(|c| c.year == at.year() && c.is_working(at));
            let mut at = from;
            let mut passed = 0;
            while at < found {
                at = at.next();
                passed += u32::from(is_working(at));
            }
            prop_assert!(is_working(found));
            prop_assert_eq!(passed, count);
        }
    }
}
