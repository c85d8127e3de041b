//! Amounts, percentages and how sure they are, as people read them.

use crate::{Locale, t};
use dienhong_domain::amount::Bound;

/// U+2212; a hyphen is too short beside figures and may break the line.
const MINUS: char = '−';

struct Marks {
    thousands: char,
    decimal: char,
    percent: &'static str,
}

// English groups with a narrow space: "2,844" would be read as a decimal by whoever types it back.
const fn marks(locale: Locale) -> Marks {
    match locale {
        Locale::Vi => Marks {
            thousands: '.',
            decimal: ',',
            percent: "\u{a0}%",
        },
        Locale::En => Marks {
            thousands: '\u{202f}',
            decimal: '.',
            percent: "%",
        },
    }
}

/// Writes a whole number: 2.844, −46.
pub fn number(value: impl Into<i64>, locale: Locale) -> String {
    amount(value.into(), 0, locale)
}

/// Writes steps of `scale` decimals: 2.844 and 94,7; zeros at the end of the decimals are left out.
pub fn amount(steps: i64, scale: u8, locale: Locale) -> String {
    write(i128::from(steps), scale, locale, true)
}

/// Writes an amount as a form shows it for typing over: without thousands marks, so that it can only mean one thing.
pub fn amount_typed(steps: i64, scale: u8) -> String {
    write(i128::from(steps), scale, Locale::Vi, false)
}

fn write(steps: i128, scale: u8, locale: Locale, grouped: bool) -> String {
    let Marks {
        thousands, decimal, ..
    } = marks(locale);
    let digits = format!(
        "{:0>width$}",
        steps.unsigned_abs(),
        width = usize::from(scale) + 1
    );
    let (whole, decimals) = digits.split_at(digits.len() - usize::from(scale));
    let mut out = String::new();
    if steps < 0 {
        out.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if grouped && index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        out.push(decimal);
        out.push_str(decimals);
    }
    out
}

/// Writes a share as per cent, rounded half up once, from the exact parts: 2412 of 2546 is "94,7 %".
///
/// A denominator of 0 gives "–".
pub fn percent(
    numerator: impl Into<i128>,
    denominator: impl Into<i128>,
    decimals: u8,
    locale: Locale,
) -> String {
    let (numerator, denominator) = (numerator.into(), denominator.into());
    let factor = 10_i128
        .checked_pow(u32::from(decimals))
        .and_then(|p| p.checked_mul(100));
    let exact = factor.and_then(|f| numerator.checked_abs()?.checked_mul(f)?.checked_mul(2));
    let (Some(exact), false) = (exact, denominator == 0) else {
        return "–".to_owned();
    };
    let whole = denominator.saturating_abs();
    let rounded = (exact.saturating_add(whole)).div_euclid(whole.saturating_mul(2));
    let signed = if (numerator < 0) == (denominator < 0) {
        rounded
    } else {
        -rounded
    };
    write(signed, decimals, locale, true) + marks(locale).percent
}

/// Writes an amount with how sure it is: "hơn 2.000", "khoảng 300", "không quá 5".
pub fn bounded(steps: i64, scale: u8, bound: Bound, locale: Locale) -> String {
    let amount = amount(steps, scale, locale);
    match bound {
        Bound::Exact => amount,
        _ => format!("{} {amount}", bound_word(bound, locale)),
    }
}

/// The word before an amount that is not exact; empty for an exact one.
pub fn bound_word(bound: Bound, locale: Locale) -> String {
    match bound {
        Bound::Exact => String::new(),
        Bound::AtLeast => t(locale, "shell-bound-at-least"),
        Bound::About => t(locale, "shell-bound-about"),
        Bound::AtMost => t(locale, "shell-bound-at-most"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_domain::amount::{parse, parse_bounded};
    use proptest::prelude::*;

    #[test]
    fn amounts_carry_the_marks_of_the_language() {
        assert_eq!(amount(2844, 0, Locale::Vi), "2.844");
        assert_eq!(amount(947, 1, Locale::Vi), "94,7");
        assert_eq!(amount(-46, 0, Locale::Vi), "−46");
        assert_eq!(amount(5, 3, Locale::Vi), "0,005");
        assert_eq!(amount(70, 1, Locale::Vi), "7");
        assert_eq!(amount(211_164, 0, Locale::En), "211\u{202f}164");
        assert_eq!(amount(i64::MIN, 0, Locale::Vi), "−9.223.372.036.854.775.808");
    }

    #[test]
    fn shares_are_rounded_once_half_up() {
        assert_eq!(percent(2412, 2546, 1, Locale::Vi), "94,7\u{a0}%");
        assert_eq!(percent(1, 8, 1, Locale::Vi), "12,5\u{a0}%");
        assert_eq!(percent(1, 16, 1, Locale::Vi), "6,3\u{a0}%");
        assert_eq!(percent(-1, 16, 1, Locale::Vi), "−6,3\u{a0}%");
        assert_eq!(percent(7, 7, 1, Locale::En), "100%");
        assert_eq!(percent(1, 0, 1, Locale::Vi), "–");
        assert_eq!(percent(i128::MAX, 1, 1, Locale::Vi), "–");
    }

    #[test]
    fn bounds_stand_before_the_number() {
        assert_eq!(bounded(2000, 0, Bound::AtLeast, Locale::Vi), "hơn 2.000");
        assert_eq!(bounded(300, 0, Bound::About, Locale::Vi), "khoảng 300");
        assert_eq!(bounded(5, 0, Bound::AtMost, Locale::Vi), "không quá 5");
        assert_eq!(bounded(64, 0, Bound::Exact, Locale::Vi), "64");
    }

    proptest! {
        #[test]
        fn whole_amounts_are_read_back(steps in -1_000_000_000_000_i64..1_000_000_000_000) {
            for locale in Locale::ALL {
                prop_assert_eq!(parse(&amount(steps, 0, locale), 0), Ok(steps));
            }
        }

        #[test]
        fn what_a_form_shows_is_read_back_at_every_scale(steps in 0i64..1_000_000_000_000, scale in 0u8..7) {
            prop_assert_eq!(parse(&amount_typed(steps, scale), scale), Ok(steps));
        }

        #[test]
        fn bounds_are_read_back(steps in 0i64..1_000_000_000, number in 0i16..4) {
            let bound = Bound::stored(number);
            for locale in Locale::ALL {
                prop_assert_eq!(parse_bounded(&bounded(steps, 0, bound, locale), 0), Ok((steps, bound)));
            }
        }

        #[test]
        fn shares_never_stray_by_more_than_half_a_step(n in 0i64..10_000, d in 1i64..10_000) {
            let text = percent(n, d, 2, Locale::Vi);
            let digits = text.trim_end_matches("\u{a0}%").replace('.', "");
            let hundredths = parse(&digits, 2).expect("a number");
            let error = (i128::from(hundredths) * i128::from(d) - i128::from(n) * 10_000).abs();
            prop_assert!(error * 2 <= i128::from(d), "{text}");
        }
    }
}
