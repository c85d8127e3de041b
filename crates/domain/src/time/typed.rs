//! Days as people type them on the day on which they write: without a year, or by a word.

use super::{Day, DayError, digits, last_of};
use crate::text::fold;

/// Words for days before today, folded, with how many days before.
const WORDS: [(&str, u32); 5] = [
    ("hom nay", 0),
    ("hom qua", 1),
    ("hom kia", 2),
    ("today", 0),
    ("yesterday", 1),
];

impl Day {
    /// Reads what [`Day::parse`] reads, and beside it "hôm nay", "hôm qua", "hôm kia", and days without a year: 15/11, 15-11,
    /// 15.11, 15 11, "15 tháng 11", "ngày 15 tháng 11".
    ///
    /// A day without a year is of today's year, or of the one before if it would be after `today` or this year lacks it.
    ///
    /// # Errors
    ///
    /// Those of [`Day::parse`].
    pub fn parse_on(input: &str, today: Day) -> Result<Day, DayError> {
        let refused = match Day::parse(input) {
            Err(DayError::NotADay) => DayError::NotADay,
            answer => return answer,
        };
        let folded = fold(input);
        if let Some((_, before)) = WORDS.iter().find(|(word, _)| *word == folded) {
            return Ok((0..*before).fold(today, |day, _| day.previous()));
        }
        let (day, month) = without_year(input).ok_or(refused)?;
        let years = [today.year(), today.year() - 1];
        let mut found = years.into_iter().filter_map(|year| Day::new(year, month, day));
        found
            .find(|day| *day <= today)
            .ok_or_else(|| DayError::NoSuchDay {
                day,
                month,
                year: today.year(),
                last: last_of(today.year(), month),
            })
    }
}

fn without_year(text: &str) -> Option<(u32, u32)> {
    let short = |text: &str| (text.len() <= 2).then(|| digits(text)).flatten();
    let parts: Vec<&str> = text
        .trim()
        .split(['/', '-', '.', ' ', '\u{a0}'])
        .filter(|part| !part.is_empty())
        .collect();
    if let [day, month] = parts[..] {
        return Some((short(day)?, short(month)?));
    }
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    match words[..] {
        [day, "thang", month] | ["ngay", day, "thang", month] | ["ngay", day, month] => {
            Some((short(day)?, short(month)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::new(year, month, day).expect("a day")
    }

    #[test]
    fn a_day_without_a_year_is_of_this_year_or_the_one_before() {
        let today = day(2026, 11, 30);
        for text in [
            "15/11",
            "15-11",
            "15.11",
            "15 11",
            " 15/11 ",
            "15 tháng 11",
            "ngày 15 tháng 11",
            "Ngày 15/11",
            "15/11/2026",
            "15112026",
        ] {
            assert_eq!(Day::parse_on(text, today), Ok(day(2026, 11, 15)), "{text}");
        }
        assert_eq!(Day::parse_on("30/11", today), Ok(today));
        assert_eq!(Day::parse_on("1/12", today), Ok(day(2025, 12, 1)));
        assert_eq!(Day::parse_on("29/2", day(2025, 2, 28)), Ok(day(2024, 2, 29)));
    }

    #[test]
    fn words_count_back_from_today() {
        let today = day(2026, 3, 1);
        for (text, of) in [
            ("hôm nay", today),
            ("Hôm qua", day(2026, 2, 28)),
            ("hom qua", day(2026, 2, 28)),
            ("hôm kia", day(2026, 2, 27)),
            ("yesterday", day(2026, 2, 28)),
        ] {
            assert_eq!(Day::parse_on(text, today), Ok(of), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_stays_refused() {
        let today = day(2026, 11, 30);
        for text in ["ngày mai", "9/2022", "tháng 11", "15", "1511", "15/11 2", "a/b"] {
            assert_eq!(Day::parse_on(text, today), Err(DayError::NotADay), "{text}");
        }
        assert_eq!(Day::parse_on("", today), Err(DayError::Missing));
        assert!(matches!(
            Day::parse_on("31/9", today),
            Err(DayError::NoSuchDay {
                month: 9,
                last: 30,
                ..
            })
        ));
        assert!(matches!(
            Day::parse_on("9/13", today),
            Err(DayError::NoSuchDay {
                month: 13,
                last: 0,
                ..
            })
        ));
        assert!(matches!(
            Day::parse_on("29/2", day(2026, 3, 1)),
            Err(DayError::NoSuchDay {
                month: 2,
                last: 28,
                ..
            })
        ));
    }

    proptest! {
        #[test]
        fn a_day_of_the_last_year_is_found_again_without_its_year(start in 0i64..20_000, back in 0i64..365) {
            let today = Day::from_date(jiff::civil::date(1990, 1, 1).saturating_add(jiff::Span::new().days(start)));
            let of = Day::from_date(today.date().saturating_sub(jiff::Span::new().days(back)));
            for text in [format!("{}/{}", of.day(), of.month()), format!("{} tháng {}", of.day(), of.month())] {
                prop_assert_eq!(Day::parse_on(&text, today), Ok(of), "{} on {}", text, today);
            }
            // With its year it reads as it does on any day.
            let whole = format!("{}/{}/{}", of.day(), of.month(), of.year());
            prop_assert_eq!(Day::parse_on(&whole, today), Day::parse(&whole));
        }

        #[test]
        fn no_day_without_a_year_is_after_today(text in "\\PC{0,14}", start in 0i64..20_000) {
            let today = Day::from_date(jiff::civil::date(1990, 1, 1).saturating_add(jiff::Span::new().days(start)));
            if let (Err(_), Ok(day)) = (Day::parse(&text), Day::parse_on(&text, today)) {
                prop_assert!(day <= today);
            }
        }
    }
}
