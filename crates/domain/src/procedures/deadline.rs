//! Deadlines.

use crate::time::{Day, Period};

/// The last day in time, so many days after a period; the last of them counts.
pub fn due(period: Period, days: u32) -> Day {
    (0..days).fold(period.to, |day, _| day.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_counts() {
        let period = Period::month(2026, 2).expect("a month");
        assert_eq!(due(period, 0), period.to);
        assert_eq!(due(period, 5), Day::new(2026, 3, 5).expect("a day"));
    }
}
