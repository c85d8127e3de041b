//! Days, moments and periods as people read them, always in Vietnam's time.

use crate::{Locale, t, t_with};
use dienhong_domain::time::{Day, Period};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

// Asia/Ho_Chi_Minh has been seven hours ahead since 1975 without summer time; no zone file is needed for it.
fn local(utc_ms: i64) -> DateTime {
    let moment = Timestamp::from_millisecond(utc_ms).unwrap_or_default();
    Offset::constant(7).to_datetime(moment)
}

/// The civil day in Vietnam of a moment in UTC milliseconds.
pub fn day_of(utc_ms: i64) -> Day {
    Day::from_date(local(utc_ms).date())
}

/// Writes a day with two digits for day and month: 05/09/2022.
pub fn day(day: Day) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// Writes a month: 9/2022.
pub fn month(day: Day) -> String {
    format!("{}/{}", day.month(), day.year())
}

/// Names the day of the week: Thứ Hai.
pub fn weekday(day: Day, locale: Locale) -> String {
    let key = match day.weekday() {
        1 => "shell-weekday-1",
        2 => "shell-weekday-2",
        3 => "shell-weekday-3",
        4 => "shell-weekday-4",
        5 => "shell-weekday-5",
        6 => "shell-weekday-6",
        _ => "shell-weekday-7",
    };
    t(locale, key)
}

/// Writes a day with its weekday: Thứ Hai, 12/09/2022.
pub fn day_with_weekday(of: Day, locale: Locale) -> String {
    format!("{}, {}", weekday(of, locale), day(of))
}

/// Writes the time of day of a moment by 24 hours: 07 giờ 30 phút.
pub fn clock(utc_ms: i64, locale: Locale) -> String {
    let at = local(utc_ms);
    let args = [
        ("hour", format!("{:02}", at.hour()).into()),
        ("minute", format!("{:02}", at.minute()).into()),
    ];
    t_with(locale, "shell-clock", &args)
}

/// Writes a moment: 19 giờ 42 phút, ngày 10/09/2022.
pub fn moment(utc_ms: i64, locale: Locale) -> String {
    let args = [
        ("clock", clock(utc_ms, locale).into()),
        ("day", day(day_of(utc_ms)).into()),
    ];
    t_with(locale, "shell-moment", &args)
}

/// Writes a period by its natural name: Tháng 9/2022, Quý III/2022, 6 tháng đầu năm 2022, Năm 2022, 2012–2021, else
/// its first and last day.
pub fn period(of: Period, locale: Locale) -> String {
    named(of, locale).unwrap_or_else(|| stretch(of, locale))
}

fn named(of: Period, locale: Locale) -> Option<String> {
    let (year, last) = (of.from.year(), of.to.year());
    if of
        == (Period {
            from: Day::MIN,
            to: Day::MAX,
        })
    {
        return Some(t(locale, "shell-period-all"));
    }
    // Without an end there is no last year to name.
    if of.to != Day::MAX && Period::years(year, last) == Some(of) {
        return Some(if year == last {
            t_with(locale, "shell-period-year", &[("year", year.to_string().into())])
        } else {
            format!("{year}–{last}")
        });
    }
    if year != last {
        return None;
    }
    let year_arg = ("year", year.to_string().into());
    if Period::month(year, of.from.month()) == Some(of) {
        let name = month_name(of.from.month(), locale);
        return Some(t_with(
            locale,
            "shell-period-month",
            &[("month", name.into()), year_arg],
        ));
    }
    if let Some(quarter) = (1..=4).find(|q| Period::quarter(year, *q) == Some(of)) {
        let roman = ["I", "II", "III", "IV"][quarter as usize - 1];
        return Some(t_with(
            locale,
            "shell-period-quarter",
            &[("quarter", roman.into()), year_arg],
        ));
    }
    if Period::half(year, 1) == Some(of) {
        return Some(t_with(locale, "shell-period-first-half", &[year_arg]));
    }
    if Period::half(year, 2) == Some(of) {
        return Some(t_with(locale, "shell-period-second-half", &[year_arg]));
    }
    let nine = Period::new(Day::new(year, 1, 1)?, Day::new(year, 9, 30)?);
    (nine == Some(of)).then(|| t_with(locale, "shell-period-nine-months", &[year_arg]))
}

fn stretch(of: Period, locale: Locale) -> String {
    let (from, to) = (day(of.from), day(of.to));
    if of.from == of.to {
        return t_with(locale, "shell-period-day", &[("day", from.into())]);
    }
    if of.to == Day::MAX {
        return t_with(locale, "shell-period-since", &[("from", from.into())]);
    }
    if of.from == Day::MIN {
        return t_with(locale, "shell-period-until", &[("to", to.into())]);
    }
    t_with(
        locale,
        "shell-period-stretch",
        &[("from", from.into()), ("to", to.into())],
    )
}

fn month_name(month: u32, locale: Locale) -> String {
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match locale {
        Locale::Vi => month.to_string(),
        Locale::En => ENGLISH[(month as usize - 1) % 12].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Locale::{En, Vi};

    fn d(y: i32, m: u32, d: u32) -> Day {
        Day::new(y, m, d).expect("a day of the calendar")
    }
    fn p(from: Day, to: Day) -> Period {
        Period::new(from, to).expect("a period")
    }

    #[test]
    fn days_and_months_of_days_have_two_digits() {
        assert_eq!(day(d(2022, 9, 5)), "05/09/2022");
        assert_eq!(month(d(2022, 9, 5)), "9/2022");
        assert_eq!(day_with_weekday(d(2022, 9, 12), Vi), "Thứ Hai, 12/09/2022");
        assert_eq!(weekday(d(2022, 9, 11), En), "Sunday");
    }

    #[test]
    fn moments_are_told_in_vietnam_whatever_the_server() {
        // 10 September 2022, 12:42 UTC.
        assert_eq!(moment(1_662_813_720_000, Vi), "19 giờ 42 phút, ngày 10/09/2022");
        assert_eq!(moment(1_662_813_720_000, En), "19:42, 10/09/2022");
        assert_eq!(day_of(1_662_829_200_000), d(2022, 9, 11));
        assert_eq!(clock(1_662_856_200_000, Vi), "07 giờ 30 phút");
        assert_eq!(clock(1_662_856_200_000, En), "07:30");
    }

    #[test]
    fn periods_carry_their_natural_name() {
        let cases = [
            (Period::month(2022, 9), "Tháng 9/2022", "September 2022"),
            (Period::month(2024, 2), "Tháng 2/2024", "February 2024"),
            (Period::quarter(2022, 3), "Quý III/2022", "Quarter III of 2022"),
            (
                Period::half(2022, 1),
                "6 tháng đầu năm 2022",
                "First half of 2022",
            ),
            (
                Period::half(2022, 2),
                "6 tháng cuối năm 2022",
                "Second half of 2022",
            ),
            (
                Some(p(d(2022, 1, 1), d(2022, 9, 30))),
                "9 tháng đầu năm 2022",
                "First nine months of 2022",
            ),
            (Period::years(2022, 2022), "Năm 2022", "Year 2022"),
            (Period::years(2012, 2021), "2012–2021", "2012–2021"),
            (
                Some(p(d(2021, 8, 23), d(2022, 9, 15))),
                "23/08/2021 đến 15/09/2022",
                "23/08/2021 to 15/09/2022",
            ),
            (
                Some(p(d(2022, 9, 5), d(2022, 9, 5))),
                "Ngày 05/09/2022",
                "05/09/2022",
            ),
            (
                Some(p(d(2022, 8, 1), Day::MAX)),
                "Từ 01/08/2022",
                "Since 01/08/2022",
            ),
            (
                Some(p(Day::MIN, d(2022, 8, 1))),
                "Đến 01/08/2022",
                "Until 01/08/2022",
            ),
            (Some(p(Day::MIN, Day::MAX)), "Từ trước đến nay", "All time"),
        ];
        for (of, vi, en) in cases {
            let of = of.expect("a period");
            assert_eq!(
                (period(of, Vi).as_str(), period(of, En).as_str()),
                (vi, en),
                "{of:?}"
            );
        }
    }
}
