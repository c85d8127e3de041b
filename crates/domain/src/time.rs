//! Civil days in Asia/Ho_Chi_Minh, periods, and the windows that a law names.

mod months;
mod typed;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A civil day, kept as yyyymmdd so that `day / 100` is its month in every engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(i32);

/// Why a typed day is not a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayError {
    /// Nothing was typed.
    Missing,
    /// Not in any form that we read.
    NotADay,
    /// The month has fewer days.
    NoSuchDay {
        /// What was typed.
        day: u32,
        /// Month typed.
        month: u32,
        /// Year typed.
        year: i32,
        /// Last day of that month; 0 when there is no such month.
        last: u32,
    },
    /// Before the years that a book can hold.
    TooEarly,
    /// After the last day allowed here.
    TooLate,
}

impl Day {
    /// The open beginning: before every recorded day.
    pub const MIN: Day = Day(10_000_101);
    /// The open end: after every recorded day.
    pub const MAX: Day = Day(99_991_231);

    /// Makes a day of the calendar; `None` when the calendar has no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1000..=9999).contains(&year) {
            return None;
        }
        Date::new(year as i16, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()
            .map(Day::from_date)
    }

    /// Reads the stored form yyyymmdd.
    pub fn from_number(number: i32) -> Option<Day> {
        Day::new(
            number / 10_000,
            (number / 100 % 100) as u32,
            (number % 100) as u32,
        )
    }

    /// Takes a stored number that is known to be a day.
    pub fn stored(number: i32) -> Day {
        Day(number)
    }

    /// Converts from the calendar library's date.
    pub fn from_date(date: Date) -> Day {
        Day(i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day()))
    }

    /// Converts to the calendar library's date.
    pub fn date(self) -> Date {
        Date::new(self.year() as i16, self.month() as i8, self.day() as i8).unwrap_or(Date::MAX)
    }

    /// The stored form yyyymmdd.
    pub fn number(self) -> i32 {
        self.0
    }
    /// Year.
    pub fn year(self) -> i32 {
        self.0 / 10_000
    }
    /// Month, 1 to 12.
    pub fn month(self) -> u32 {
        (self.0 / 100 % 100) as u32
    }
    /// Day of the month.
    pub fn day(self) -> u32 {
        (self.0 % 100) as u32
    }
    /// The day after; the open end stays.
    pub fn next(self) -> Day {
        self.date().tomorrow().map(Day::from_date).unwrap_or(Day::MAX)
    }
    /// The day before; the open beginning stays.
    pub fn previous(self) -> Day {
        if self <= Day::MIN {
            Day::MIN
        } else {
            self.date().yesterday().map(Day::from_date).unwrap_or(Day::MIN)
        }
    }
    /// Days from `self` to `other`.
    pub fn days_until(self, other: Day) -> i64 {
        (other.date() - self.date()).get_days().into()
    }
    /// The same day `years` later (or earlier), 29 February falling back to the 28th.
    pub fn plus_years(self, years: i32) -> Day {
        let year = self.year() + years;
        Day::new(year, self.month(), self.day())
            .or_else(|| Day::new(year, self.month(), 28))
            .unwrap_or(if years < 0 { Day::MIN } else { Day::MAX })
    }
    /// Day of the week, Monday 1 to Sunday 7.
    pub fn weekday(self) -> u32 {
        self.date().weekday().to_monday_one_offset() as u32
    }

    /// Reads what people type: 10/9/2022, 10-9-22, 10.9.2022, 10 9 2022, 10092022, 2022-09-10, 20220910, "ngày 10 tháng 9 năm
    /// 2022"; a time of midnight behind it, as programs write it, is nothing.
    ///
    /// The day comes first, or else the year in four digits; never the month. Two digits of a year are of this century.
    /// Everything else is refused: 9/13/2022, 10/9, "Sep 10, 2022", 10/9/2022 14:30.
    pub fn parse(input: &str) -> Result<Day, DayError> {
        let text = without_midnight(input.trim());
        if text.is_empty() {
            return Err(DayError::Missing);
        }
        let (day, month, year) = in_digits(text)
            .or_else(|| in_words(text))
            .ok_or(DayError::NotADay)?;
        if year < 1945 {
            return Err(DayError::TooEarly);
        }
        Day::new(year, month, day).ok_or_else(|| DayError::NoSuchDay {
            day,
            month,
            year,
            last: last_of(year, month),
        })
    }
}

fn without_midnight(text: &str) -> &str {
    let ends = [
        "T00:00:00",
        "T00:00:00Z",
        " 00:00:00",
        " 0:00:00",
        " 00:00",
        " 0:00",
    ];
    let found = ends.iter().find_map(|end| text.strip_suffix(end));
    found.unwrap_or(text).trim_end()
}

fn in_digits(text: &str) -> Option<(u32, u32, i32)> {
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' ', '\u{a0}'])
        .filter(|p| !p.is_empty())
        .collect();
    let (day, month, year) = match parts[..] {
        [y, m, d] if y.len() == 4 => (d, m, y),
        [d, m, y] => (d, m, y),
        [all] if all.len() == 8 && all.is_ascii() => eight(all),
        _ => return None,
    };
    Some((digits(day)?, digits(month)?, year_of(year)?))
}

// Never both: what ends in a year from 1945 on would have 19 or 20 for a month.
fn eight(all: &str) -> (&str, &str, &str) {
    let ends_in_year = digits(&all[4..]).is_some_and(|year| year >= 1945);
    match !ends_in_year && (all.starts_with("19") || all.starts_with("20")) {
        true => (&all[6..], &all[4..6], &all[..4]),
        false => (&all[..2], &all[2..4], &all[4..]),
    }
}

fn in_words(text: &str) -> Option<(u32, u32, i32)> {
    let folded = crate::text::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    match words[..] {
        ["ngay", d, "thang", m, "nam", y] | [d, "thang", m, "nam", y] | ["ngay", d, m, y] => {
            Some((digits(d)?, digits(m)?, year_of(y)?))
        }
        _ => None,
    }
}

fn digits(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn year_of(text: &str) -> Option<i32> {
    let year = i32::try_from(digits(text)?).ok()?;
    match text.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

impl fmt::Display for Day {
    /// Writes ISO 8601; what people read is written by `i18n`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// Last day of a month, 0 when there is no such month.
pub fn last_of(year: i32, month: u32) -> u32 {
    (28..=31)
        .rev()
        .find(|d| Day::new(year, month, *d).is_some())
        .unwrap_or(0)
}

/// A stretch of days, both ends counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// Makes a period; `None` when it ends before it begins.
    pub fn new(from: Day, to: Day) -> Option<Period> {
        (from <= to).then_some(Period { from, to })
    }
    /// A calendar month.
    pub fn month(year: i32, month: u32) -> Option<Period> {
        Period::new(
            Day::new(year, month, 1)?,
            Day::new(year, month, last_of(year, month))?,
        )
    }
    /// A quarter, 1 to 4.
    pub fn quarter(year: i32, quarter: u32) -> Option<Period> {
        if !(1..=4).contains(&quarter) {
            return None;
        }
        let last = quarter * 3;
        Period::new(
            Day::new(year, last - 2, 1)?,
            Day::new(year, last, last_of(year, last))?,
        )
    }
    /// A half year, 1 or 2.
    pub fn half(year: i32, half: u32) -> Option<Period> {
        match half {
            1 => Period::new(Day::new(year, 1, 1)?, Day::new(year, 6, 30)?),
            2 => Period::new(Day::new(year, 7, 1)?, Day::new(year, 12, 31)?),
            _ => None,
        }
    }
    /// Calendar years, both counted.
    pub fn years(first: i32, last: i32) -> Option<Period> {
        Period::new(Day::new(first, 1, 1)?, Day::new(last, 12, 31)?)
    }
    /// Whether a day lies inside.
    pub fn holds(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
    /// What two periods share.
    pub fn meet(self, other: Period) -> Option<Period> {
        Period::new(self.from.max(other.from), self.to.min(other.to))
    }
    /// The period as far as it has gone on a day; all of it when it has ended or has not begun.
    pub fn until(self, today: Day) -> Period {
        Period::new(self.from, self.to.min(today)).unwrap_or(self)
    }
    /// The period to compare with: as many whole years earlier as this one needs to not overlap itself.
    ///
    /// A month, quarter, half, year or window goes back one year; 1/1/2022–31/12/2023 goes back two.
    pub fn same_before(self) -> Period {
        let mut years = 1;
        while self.to.plus_years(-years) >= self.from && years < 200 {
            years += 1;
        }
        let to = self.to.plus_years(-years);
        // The last day of February stays the last day.
        let whole_month = self.to.day() == last_of(self.to.year(), self.to.month());
        let to = match whole_month {
            true => Day::new(to.year(), to.month(), last_of(to.year(), to.month())).unwrap_or(to),
            false => to,
        };
        Period {
            from: self.from.plus_years(-years),
            to,
        }
    }
    /// Splits into whole calendar months (year, first month, last month) and broken rests.
    pub fn months_and_rests(self) -> (Vec<(i32, u32, u32)>, Vec<Period>) {
        let mut whole: Vec<(i32, u32, u32)> = Vec::new();
        let mut rests = Vec::new();
        for year in self.from.year()..=self.to.year() {
            let (first, last) = (Day(year * 10_000 + 101), Day(year * 10_000 + 1231));
            let Some(part) = self.meet(Period {
                from: first,
                to: last,
            }) else {
                continue;
            };
            let mut start = part.from.month();
            let mut end = part.to.month();
            if part.from.day() != 1 {
                let close = Day(year * 10_000 + start as i32 * 100 + last_of(year, start) as i32);
                rests.push(Period {
                    from: part.from,
                    to: close.min(part.to),
                });
                if close >= part.to {
                    continue;
                }
                start += 1;
            }
            if part.to.day() != last_of(year, end) {
                let open = Day(year * 10_000 + end as i32 * 100 + 1);
                rests.push(Period {
                    from: open,
                    to: part.to,
                });
                end -= 1;
            }
            if start <= end {
                whole.push((year, start, end));
            }
        }
        (whole, rests)
    }
}

/// A yearly window of a law, for example 16 November of the year before to 15 November.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct YearWindow {
    /// Month and day on which it opens.
    pub opens: (u32, u32),
    /// Whether it opens in the year before the year that it is named after.
    pub opens_year_before: bool,
    /// Month and day of its last day, counted.
    pub closes: (u32, u32),
}

impl YearWindow {
    /// The window of a year.
    pub fn of(self, year: i32) -> Option<Period> {
        let first = if self.opens_year_before { year - 1 } else { year };
        let day = |y: i32, (m, d): (u32, u32)| Day::new(y, m, d.min(last_of(y, m)));
        Period::new(day(first, self.opens)?, day(year, self.closes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::new(y, m, d).expect("a day of the calendar")
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for text in [
            "10/9/2022",
            "10-9-22",
            "10092022",
            "10.9.2022",
            "2022-09-10",
            " 10/09/2022 ",
            "10/9/2022\u{a0}",
            "20220910",
            "ngày 10 tháng 9 năm 2022",
            "10 tháng 09 năm 2022",
            "Ngày 10/9/2022",
            "2022-09-10T00:00:00",
            "2022-09-10 00:00:00",
            "10/09/2022 00:00",
        ] {
            assert_eq!(Day::parse(text), Ok(day(2022, 9, 10)), "{text}");
        }
    }

    #[test]
    fn what_could_be_two_days_is_refused() {
        for text in [
            "10/9",
            "9/2022",
            "Sep 10, 2022",
            "10/9/2022 14:30",
            "10/9/2022\n11/9/2022",
            "10/9/2022 - 12/9/2022",
            "10 tháng 9",
            "10/9/022",
            "10//2022",
            "44814",
            "ngày mồng 10 tháng 9 năm 2022",
        ] {
            assert_eq!(Day::parse(text), Err(DayError::NotADay), "{text}");
        }
        // The month never comes first.
        assert!(matches!(
            Day::parse("9/13/2022"),
            Err(DayError::NoSuchDay {
                month: 13,
                last: 0,
                ..
            })
        ));
        assert_eq!(Day::parse("20112012"), Ok(day(2012, 11, 20)));
    }

    #[test]
    fn a_day_that_the_month_lacks_names_its_last_day() {
        assert_eq!(
            Day::parse("31/9/2022"),
            Err(DayError::NoSuchDay {
                day: 31,
                month: 9,
                year: 2022,
                last: 30
            })
        );
        assert_eq!(Day::parse("mai"), Err(DayError::NotADay));
        assert_eq!(Day::parse("1/1/0022"), Err(DayError::TooEarly));
    }

    #[test]
    fn windows_of_circular_124_count_both_ends() {
        let group = YearWindow {
            opens: (11, 1),
            opens_year_before: true,
            closes: (10, 31),
        };
        assert_eq!(group.of(2022), Period::new(day(2021, 11, 1), day(2022, 10, 31)));
    }

    #[test]
    fn the_period_before_never_overlaps() {
        assert_eq!(
            Period::month(2024, 2).map(Period::same_before),
            Period::month(2023, 2)
        );
        assert_eq!(
            Period::month(2025, 2).map(Period::same_before),
            Period::month(2024, 2)
        );
        assert_eq!(
            Period::years(2012, 2021).map(Period::same_before),
            Period::years(2002, 2011)
        );
    }

    proptest! {
        #[test]
        fn months_and_rests_cover_each_day_once(start in 0i64..4000, length in 0i64..1500) {
            let from = Day::from_date(jiff::civil::date(2015, 1, 1).saturating_add(jiff::Span::new().days(start)));
            let to = Day::from_date(from.date().saturating_add(jiff::Span::new().days(length)));
            let (whole, rests) = Period { from, to }.months_and_rests();
            let days: i64 = rests.iter().map(|r| r.from.days_until(r.to) + 1).sum::<i64>()
                + whole.iter().map(|(y, a, b)| (*a..=*b).map(|m| i64::from(last_of(*y, m))).sum::<i64>()).sum::<i64>();
            prop_assert_eq!(days, length + 1);
        }

        #[test]
        fn parsing_never_panics(text in "\\PC{0,14}") {
            let _ = Day::parse(&text);
        }
    }
}
