//! "Cùng kỳ": what a figure is compared with. One rule for totals, indicators, papers and their annexes.

use crate::time::{Day, Period};
use crate::units::{Lens, UnitId, UnitMap};

/// The days that are compared, and the map through which both periods are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The period as far as it has gone.
    pub now: Period,
    /// The same days of the year before; of a longer period as many years earlier as it needs to not overlap itself.
    pub before: Period,
    /// The map of both: that of the lens, or of the last day compared, on which the unit lived.
    pub ground: Day,
    /// Whether the period still goes on: whatever is said of it is provisional.
    pub is_open: bool,
    /// The last day that is told of a period that goes on: "tính đến ngày …".
    pub as_of: Option<Day>,
}

impl Comparison {
    /// The comparison of a unit's period, seen on a day.
    pub fn of(map: &UnitMap, unit: UnitId, period: Period, lens: Lens, today: Day) -> Comparison {
        let now = period.until(today);
        let ground = match lens {
            Lens::At(day) => day,
            Lens::AsItWas => map.living_day(unit, now.to),
        };
        Comparison {
            now,
            before: now.same_before(),
            ground,
            is_open: period.to > today,
            as_of: (now != period).then_some(now.to),
        }
    }

    /// The lens of both periods.
    pub fn lens(&self) -> Lens {
        Lens::At(self.ground)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::new(y, m, d).expect("a day of the calendar")
    }

    fn compared(period: Option<Period>, today: Day) -> Comparison {
        let period = period.expect("a period");
        Comparison::of(&UnitMap::default(), UnitId(1), period, Lens::AsItWas, today)
    }

    #[test]
    fn an_open_period_is_compared_with_the_same_days() {
        let found = compared(Period::years(2026, 2026), day(2026, 9, 15));
        assert_eq!(Some(found.now), Period::new(day(2026, 1, 1), day(2026, 9, 15)));
        assert_eq!(Some(found.before), Period::new(day(2025, 1, 1), day(2025, 9, 15)));
        assert_eq!(found.as_of, Some(day(2026, 9, 15)));
        assert_eq!(found.ground, day(2026, 9, 15));
    }

    #[test]
    fn a_period_of_years_goes_back_as_many_years_while_it_is_open_too() {
        let found = compared(Period::years(2022, 2026), day(2026, 9, 15));
        assert_eq!(Some(found.before), Period::new(day(2017, 1, 1), day(2021, 9, 15)));
    }

    #[test]
    fn a_period_that_ended_is_compared_whole() {
        let found = compared(Period::month(2024, 2), day(2026, 9, 15));
        assert_eq!((found.as_of, Some(found.now)), (None, Period::month(2024, 2)));
        assert_eq!(Some(found.before), Period::month(2023, 2));
        assert_eq!(
            compared(Period::month(2026, 2), day(2026, 2, 28)).as_of,
            None,
            "its last day has come"
        );
    }

    #[test]
    fn the_last_day_of_february_that_is_not_its_months_end_stays_that_day() {
        let found = compared(Period::month(2024, 2), day(2024, 2, 28));
        assert_eq!(Some(found.before), Period::new(day(2023, 2, 1), day(2023, 2, 28)));
    }

    #[test]
    fn what_has_not_begun_is_compared_as_it_was_asked() {
        let found = compared(Period::years(2027, 2027), day(2026, 9, 15));
        assert_eq!(Some(found.now), Period::years(2027, 2027));
        assert_eq!((found.is_open, found.as_of), (true, None));
    }
}
