//! Months as people type them: "11/2026", "tháng 11 năm 2026", and on the day on which they write "t11" or "tháng trước".

use super::{Day, DayError, digits, last_of};
use crate::text::fold;

/// Words for this month and the one before, folded, with how many months before.
const WORDS: [(&str, u32); 6] = [
    ("thang nay", 0),
    ("thang qua", 1),
    ("thang roi", 1),
    ("thang truoc", 1),
    ("this month", 0),
    ("last month", 1),
];

/// What may be said before the number of a month, folded, the longest first: "tháng 11", "thg11", "T11".
const CALLED: [&str; 5] = ["thang", "month", "thg", "th", "t"];

const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Day {
    /// Reads a month with its year as its last day: 11/2026, 11-26, 2026-11, 112026, T11/2026, "tháng 11 năm 2026", "November
    /// 2026", or any of its days as [`Day::parse`] reads it.
    ///
    /// Two digits of a year are of this century, and are read only where they can be no month: 11/12 is refused.
    ///
    /// # Errors
    ///
    /// Those of [`Day::parse`]; a month that is none is told with `last` 0.
    pub fn parse_month(input: &str) -> Result<Day, DayError> {
        match of_text(input) {
            Some((month, Some(year))) => last_day(year, month),
            Some((_, None)) => Err(DayError::NotADay),
            None => Day::parse(input).and_then(|day| last_day(day.year(), day.month())),
        }
    }

    /// Reads what [`Day::parse_month`] reads, and beside it "tháng này", "tháng trước", and months without a year: "tháng 11",
    /// t11, 11, "November".
    ///
    /// A month without a year is of today's year, or of the one before if it would be after today's month.
    ///
    /// # Errors
    ///
    /// Those of [`Day::parse_month`].
    pub fn parse_month_on(input: &str, today: Day) -> Result<Day, DayError> {
        let folded = fold(input);
        if let Some((_, before)) = WORDS.iter().find(|(word, _)| *word == folded) {
            let last_before = |day: Day| Day::new(day.year(), day.month(), 1).map_or(day, Day::previous);
            let day = (0..*before).fold(today, |day, _| last_before(day));
            return last_day(day.year(), day.month());
        }
        match of_text(input) {
            Some((month, None)) => last_day(today.year() - i32::from(month > today.month()), month),
            _ => Day::parse_month(input),
        }
    }
}

/// A month, with its year where one was typed; `None` for what is not a month by itself.
fn of_text(text: &str) -> Option<(u32, Option<i32>)> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let words = match words.as_slice() {
        [first, rest @ ..] if CALLED.contains(first) => rest,
        all => all,
    };
    match *words {
        [all] if all.len() == 6 && digits(all).is_some() => six(all),
        [month] => Some((number(month)?, None)),
        [year, month] if year.len() == 4 && digits(year).is_some() => Some((number(month)?, year_of(year))),
        [month, year] => Some((number(month)?, Some(year_of(year)?))),
        [month, "nam", year] => Some((number(month)?, Some(year_of(year).or_else(|| short_year(year))?))),
        _ => None,
    }
}

// Never both: a year begins with 19 or 20, which no month is.
fn six(all: &str) -> Option<(u32, Option<i32>)> {
    let (month, year) = match all.starts_with("19") || all.starts_with("20") {
        true => (&all[4..], &all[..4]),
        false => (&all[..2], &all[2..]),
    };
    Some((digits(month)?, Some(year_of(year)?)))
}

/// The number of a month by its digits, with or without what it is called before them, or by its English name.
fn number(word: &str) -> Option<u32> {
    let bare = CALLED.iter().find_map(|called| word.strip_prefix(called));
    let bare = bare.unwrap_or(word);
    if bare.len() <= 2 {
        return digits(bare);
    }
    let is_named = |name: &&str| word.len() >= 3 && name.starts_with(word);
    (1..)
        .zip(ENGLISH)
        .find(|(_, name)| is_named(name))
        .map(|(n, _)| n)
}

/// A year in four digits, or in two that can be no month.
fn year_of(text: &str) -> Option<i32> {
    match text.len() {
        4 => digits(text).and_then(|year| i32::try_from(year).ok()),
        _ => short_year(text).filter(|year| *year > 2012),
    }
}

fn short_year(text: &str) -> Option<i32> {
    let year = digits(text).filter(|_| text.len() == 2)?;
    Some(2000 + i32::try_from(year).ok()?)
}

fn last_day(year: i32, month: u32) -> Result<Day, DayError> {
    if year < 1945 {
        return Err(DayError::TooEarly);
    }
    Day::new(year, month, last_of(year, month)).ok_or(DayError::NoSuchDay {
        day: 1,
        month,
        year,
        last: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::new(year, month, day).expect("a day")
    }

    #[test]
    fn a_month_with_its_year_is_its_last_day() {
        for text in [
            "11/2026",
            "11-2026",
            "11.2026",
            " 11 2026 ",
            "2026-11",
            "112026",
            "202611",
            "11/26",
            "T11/2026",
            "t11/26",
            "thg 11/2026",
            "Tháng 11/2026",
            "tháng 11 năm 2026",
            "thang 11 nam 26",
            "November 2026",
            "Nov 2026",
            "november 26",
            "30/11/2026",
            "2026-11-05",
        ] {
            assert_eq!(Day::parse_month(text), Ok(day(2026, 11, 30)), "{text}");
        }
        assert_eq!(Day::parse_month("2/2024"), Ok(day(2024, 2, 29)));
        assert_eq!(Day::parse_month("tháng 9 năm 12"), Ok(day(2012, 9, 30)));
    }

    #[test]
    fn a_month_without_a_year_is_of_this_year_or_the_one_before() {
        let today = day(2026, 11, 20);
        for text in [
            "tháng 11",
            "Tháng11",
            "t11",
            "T 11",
            "11",
            "thg11",
            "nov",
            "November",
            "tháng này",
        ] {
            assert_eq!(Day::parse_month_on(text, today), Ok(day(2026, 11, 30)), "{text}");
            assert!(Day::parse_month(text).is_err(), "{text} needs today");
        }
        for text in ["t12", "tháng 12", "12/2025"] {
            assert_eq!(Day::parse_month_on(text, today), Ok(day(2025, 12, 31)), "{text}");
        }
        assert_eq!(Day::parse_month_on("tháng trước", today), Ok(day(2026, 10, 31)));
        let january = day(2026, 1, 31);
        assert_eq!(Day::parse_month_on("last month", january), Ok(day(2025, 12, 31)));
    }

    #[test]
    fn what_is_no_month_or_could_be_two_things_is_refused() {
        let today = day(2026, 11, 20);
        for text in [
            "11/12",
            "15/11",
            "hôm qua",
            "tháng",
            "quý 4",
            "2026",
            "11 12 13 14",
            "ma 2026",
        ] {
            assert_eq!(Day::parse_month_on(text, today), Err(DayError::NotADay), "{text}");
        }
        assert_eq!(Day::parse_month_on(" ", today), Err(DayError::Missing));
        assert_eq!(Day::parse_month_on("9/1912", today), Err(DayError::TooEarly));
        for text in ["13/2026", "t13", "0"] {
            let said = Day::parse_month_on(text, today);
            assert!(matches!(said, Err(DayError::NoSuchDay { last: 0, .. })), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_month_is_found_again_however_it_is_typed(year in 1945i32..2100, month in 1u32..=12) {
            let last = day(year, month, last_of(year, month));
            for text in [
                format!("{month}/{year}"),
                format!("{month:02}/{year}"),
                format!("{year}-{month:02}"),
                format!("{month:02}{year}"),
                format!("t{month}/{year}"),
                format!("Tháng {month} năm {year}"),
                format!("{last}"),
            ] {
                prop_assert_eq!(Day::parse_month(&text), Ok(last), "{}", text);
                prop_assert_eq!(Day::parse_month_on(&text, Day::MIN), Ok(last), "{}", text);
            }
        }

        #[test]
        fn a_month_of_the_last_twelve_is_found_again_without_its_year(start in 0i64..20_000, back in 0u32..12) {
            let today = Day::from_date(jiff::civil::date(1990, 1, 1).saturating_add(jiff::Span::new().days(start)));
            let whole = today.year() * 12 + today.month() as i32 - 1 - back as i32;
            let (year, month) = (whole.div_euclid(12), whole.rem_euclid(12) as u32 + 1);
            for text in [format!("t{month}"), format!("tháng {month}"), month.to_string()] {
                prop_assert_eq!(Day::parse_month_on(&text, today), Ok(day(year, month, last_of(year, month))));
            }
        }

        #[test]
        fn whatever_is_typed_the_answer_is_the_last_day_of_a_month(text in "(\\PC|[0-9]|t|tháng |/){0,14}") {
            let today = day(2026, 11, 20);
            if let Ok(read) = Day::parse_month_on(&text, today) {
                prop_assert_eq!(read.day(), last_of(read.year(), read.month()));
            }
        }
    }
}
