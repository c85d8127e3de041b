//! Sentences for the errors of the domain's parsers; each says what is wrong and what to do.

use crate::{Locale, amount, day, t, t_with};
use dienhong_domain::amount::AmountError;
use dienhong_domain::time::{Day, DayError};

/// Says what is wrong with a typed amount; `label` is the field's label, as "Số lượt người dự".
pub fn amount_error(locale: Locale, label: &str, error: &AmountError, scale: u8) -> String {
    let label = ("label", label.into());
    match error {
        AmountError::Missing => t_with(locale, "errors-amount-missing", &[label]),
        AmountError::NotANumber if scale == 0 => t_with(locale, "errors-amount-not-a-number", &[label]),
        AmountError::NotANumber => t_with(locale, "errors-amount-not-a-decimal", &[label]),
        AmountError::Ambiguous => t_with(locale, "errors-amount-ambiguous", &[label]),
        AmountError::SplitDigits => t_with(locale, "errors-amount-split-digits", &[label]),
        AmountError::UnknownWords { words } => t_with(
            locale,
            "errors-amount-unknown-words",
            &[label, ("words", words.as_str().into())],
        ),
        AmountError::Range { from, to } => t_with(
            locale,
            "errors-amount-range",
            &[
                label,
                ("from", amount(*from, scale, locale).into()),
                ("to", amount(*to, scale, locale).into()),
                ("middle", amount(from + (to - from) / 2, scale, locale).into()),
            ],
        ),
        AmountError::TooManyDecimals { scale: 0 } => t_with(locale, "errors-amount-not-whole", &[label]),
        AmountError::TooManyDecimals { scale } => t_with(
            locale,
            "errors-amount-decimals",
            &[label, ("count", (*scale).into())],
        ),
        AmountError::BelowMin { min } => t_with(
            locale,
            "errors-amount-below-min",
            &[label, ("min", amount(*min, scale, locale).into())],
        ),
        AmountError::AboveMax { max } => t_with(
            locale,
            "errors-amount-above-max",
            &[label, ("max", amount(*max, scale, locale).into())],
        ),
    }
}

/// Says what is wrong with a typed day; `latest` is the last day allowed here, where there is one.
pub fn day_error(locale: Locale, error: &DayError, latest: Option<Day>) -> String {
    match error {
        DayError::Missing => t(locale, "errors-day-missing"),
        DayError::NotADay => t(locale, "errors-day-not-a-day"),
        DayError::NoSuchDay { month, last: 0, .. } => {
            t_with(locale, "errors-day-no-such-month", &[("month", month.into())])
        }
        DayError::NoSuchDay {
            day,
            month,
            year,
            last,
        } => {
            let typed = format!("{day:02}/{month:02}/{year}");
            let args = [
                ("day", typed.into()),
                ("month", month.into()),
                ("last", last.into()),
            ];
            t_with(locale, "errors-day-no-such-day", &args)
        }
        DayError::TooEarly => t(locale, "errors-day-too-early"),
        DayError::TooLate => match latest {
            Some(latest) => t_with(locale, "errors-day-too-late", &[("latest", day(latest).into())]),
            None => t(locale, "errors-day-in-the-future"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_not_there_names_the_last_of_its_month() {
        let error = DayError::NoSuchDay {
            day: 31,
            month: 9,
            year: 2022,
            last: 30,
        };
        let words = day_error(Locale::Vi, &error, None);
        assert_eq!(words, "Ngày 31/09/2022 không có trong lịch. Tháng 9 có 30 ngày.");
    }

    #[test]
    fn an_amount_that_is_no_number_gives_an_example() {
        let words = amount_error(Locale::Vi, "Số lượt người", &AmountError::NotANumber, 0);
        assert_eq!(words, "Số lượt người phải là số, ví dụ 64.");
        let range = AmountError::Range { from: 2000, to: 3000 };
        let words = amount_error(Locale::Vi, "Số lượt người", &range, 0);
        assert_eq!(
            words,
            "Số lượt người ghi hai số, từ 2.000 đến 3.000. Ghi một số, ví dụ “ít nhất 2.000” hoặc “khoảng 2.500”."
        );
    }
}
