//! Amounts in whole steps of a measure, and how sure they are.

use serde::{Deserialize, Serialize};

/// The largest amount that one entry may carry, in steps; sums of a country stay far inside 64 bits.
pub const LARGEST: i64 = 1_000_000_000_000_000;

/// How sure an amount is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// Counted.
    #[default]
    Exact,
    /// "hơn 2.000": this much or more.
    AtLeast,
    /// "không quá": this much or less.
    AtMost,
    /// "khoảng": near this, either side.
    About,
}

impl Bound {
    /// The stored form: 0 exact, 1 at least, 2 about, 3 at most.
    pub fn number(self) -> i16 {
        match self {
            Bound::Exact => 0,
            Bound::AtLeast => 1,
            Bound::About => 2,
            Bound::AtMost => 3,
        }
    }
    /// Reads the stored form.
    pub fn stored(number: i16) -> Bound {
        match number {
            1 => Bound::AtLeast,
            2 => Bound::About,
            3 => Bound::AtMost,
            _ => Bound::Exact,
        }
    }
    /// The bound after a change of sign: at least 5 gone is at most −5.
    pub fn turned(self) -> Bound {
        match self {
            Bound::AtLeast => Bound::AtMost,
            Bound::AtMost => Bound::AtLeast,
            other => other,
        }
    }
    /// Interval sum of two bounds.
    pub fn plus(self, other: Bound) -> Bound {
        match (self, other) {
            (Bound::Exact, b) | (b, Bound::Exact) => b,
            (a, b) if a == b => a,
            _ => Bound::About,
        }
    }
    /// Interval difference: the other one's bound turned, then summed.
    pub fn minus(self, other: Bound) -> Bound {
        self.plus(other.turned())
    }
}

/// Why a typed amount is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing was typed.
    Missing,
    /// Not a number.
    NotANumber,
    /// "1.250" of a measure with three decimals may be 1250 or 1,25.
    Ambiguous,
    /// More decimals than the measure has.
    TooManyDecimals {
        /// Decimals that the measure has.
        scale: u8,
    },
    /// Below the smallest amount allowed, in steps.
    BelowMin {
        /// Smallest amount allowed, in steps.
        min: i64,
    },
    /// Beyond sense for one entry.
    AboveMax {
        /// Largest amount allowed, in steps.
        max: i64,
    },
}

/// Reads an amount into steps of `scale` decimals: 2.844 and 2844, 7,5 and 7.5.
pub fn parse(input: &str, scale: u8) -> Result<i64, AmountError> {
    let text: String = input
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{a0}' && *c != '\u{202f}')
        .collect();
    if text.is_empty() {
        return Err(AmountError::Missing);
    }
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, decimals) = split(digits, scale)?;
    if whole.is_empty() || whole.len() > 18 {
        return Err(if whole.is_empty() {
            AmountError::NotANumber
        } else {
            AmountError::AboveMax { max: LARGEST }
        });
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > usize::from(scale) {
        return Err(AmountError::TooManyDecimals { scale });
    }
    let padded = format!("{whole}{decimals:0<width$}", width = usize::from(scale));
    let steps: i128 = padded.parse().map_err(|_| AmountError::NotANumber)?;
    if steps > i128::from(LARGEST) {
        return Err(AmountError::AboveMax { max: LARGEST });
    }
    Ok(if negative { -(steps as i64) } else { steps as i64 })
}

fn split(text: &str, scale: u8) -> Result<(String, String), AmountError> {
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let grouped = |s: &str| {
        let parts: Vec<&str> = s.split('.').collect();
        parts.len() > 1
            && (1..=3).contains(&parts[0].len())
            && parts.iter().all(|p| all_digits(p))
            && parts[1..].iter().all(|p| p.len() == 3)
    };
    if let Some((whole, decimals)) = text.split_once(',') {
        let plain = whole.replace('.', "");
        let fits = all_digits(whole) || grouped(whole);
        return match fits && all_digits(decimals) {
            true => Ok((plain, decimals.to_owned())),
            false => Err(AmountError::NotANumber),
        };
    }
    if all_digits(text) {
        return Ok((text.to_owned(), String::new()));
    }
    if grouped(text) {
        // "1.250" could be a thousand or one and a quarter where three decimals exist.
        let single = text.matches('.').count() == 1;
        return if single && scale >= 3 {
            Err(AmountError::Ambiguous)
        } else {
            Ok((text.replace('.', ""), String::new()))
        };
    }
    match text.split_once('.') {
        Some((whole, decimals)) if scale > 0 && all_digits(whole) && all_digits(decimals) => {
            Ok((whole.to_owned(), decimals.to_owned()))
        }
        _ => Err(AmountError::NotANumber),
    }
}

/// Reads an amount with the words or signs that people put before it: "hơn 2.000", ">= 40", "khoảng 300", "tối đa 5".
pub fn parse_bounded(input: &str, scale: u8) -> Result<(i64, Bound), AmountError> {
    const WORDS: [(&str, Bound); 15] = [
        ("it nhat", Bound::AtLeast),
        ("tren", Bound::AtLeast),
        ("hon", Bound::AtLeast),
        ("more than", Bound::AtLeast),
        ("at least", Bound::AtLeast),
        ("over", Bound::AtLeast),
        ("khong qua", Bound::AtMost),
        ("toi da", Bound::AtMost),
        ("duoi", Bound::AtMost),
        ("at most", Bound::AtMost),
        ("khoang", Bound::About),
        ("gan", Bound::About),
        ("uoc", Bound::About),
        ("about", Bound::About),
        ("around", Bound::About),
    ];
    const SIGNS: [(&str, Bound); 7] = [
        (">=", Bound::AtLeast),
        ("≥", Bound::AtLeast),
        (">", Bound::AtLeast),
        ("<=", Bound::AtMost),
        ("≤", Bound::AtMost),
        ("~", Bound::About),
        ("≈", Bound::About),
    ];
    let text = input.trim();
    for (sign, bound) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign) {
            return Ok((parse(rest, scale)?, bound));
        }
    }
    let start = text
        .find(|c: char| c.is_ascii_digit() || c == '-' || c == '−')
        .unwrap_or(text.len());
    let words = crate::text::fold(&text[..start]);
    if let Some((_, bound)) = WORDS.iter().find(|(word, _)| *word == words) {
        return Ok((parse(&text[start..], scale)?, *bound));
    }
    Ok((parse(text, scale)?, Bound::Exact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_accept_thousands_dots_and_decimal_commas() {
        assert_eq!(parse("2.844", 0), Ok(2844));
        assert_eq!(parse("2844", 0), Ok(2844));
        assert_eq!(parse("1.250.000", 0), Ok(1_250_000));
        assert_eq!(parse("7,5", 1), Ok(75));
        assert_eq!(parse("7.5", 1), Ok(75));
        assert_eq!(parse("1.234,56", 2), Ok(123_456));
        assert_eq!(parse("55", 3), Ok(55_000));
    }

    #[test]
    fn amounts_refuse_what_could_mean_two_things() {
        assert_eq!(parse("1.250", 3), Err(AmountError::Ambiguous));
        assert_eq!(parse("6o", 0), Err(AmountError::NotANumber));
        assert_eq!(parse("7,5", 0), Err(AmountError::TooManyDecimals { scale: 0 }));
        assert_eq!(parse("2,844", 0), Err(AmountError::TooManyDecimals { scale: 0 }));
        assert_eq!(
            parse("99999999999999999999", 0),
            Err(AmountError::AboveMax { max: LARGEST })
        );
    }

    #[test]
    fn bounds_are_read_from_words_and_signs() {
        assert_eq!(parse_bounded("hơn 2.000", 0), Ok((2000, Bound::AtLeast)));
        assert_eq!(parse_bounded("≥40", 0), Ok((40, Bound::AtLeast)));
        assert_eq!(parse_bounded("khoảng 300", 0), Ok((300, Bound::About)));
        assert_eq!(parse_bounded("tối đa 5", 0), Ok((5, Bound::AtMost)));
        assert_eq!(parse_bounded("64", 0), Ok((64, Bound::Exact)));
        assert_eq!(parse_bounded("hơn -5", 0), Ok((-5, Bound::AtLeast)));
        assert_eq!(parse_bounded("chừng 64", 0), Err(AmountError::NotANumber));
    }

    #[test]
    fn bounds_follow_interval_rules() {
        assert_eq!(Bound::Exact.minus(Bound::AtLeast), Bound::AtMost);
        assert_eq!(Bound::AtLeast.minus(Bound::AtLeast), Bound::About);
        assert_eq!(Bound::AtLeast.plus(Bound::AtLeast), Bound::AtLeast);
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in "\\PC{0,24}", scale in 0u8..7) {
            let _ = parse_bounded(&text, scale);
        }

        #[test]
        fn plain_numbers_come_back(steps in 0i64..1_000_000_000) {
            prop_assert_eq!(parse(&steps.to_string(), 0), Ok(steps));
        }
    }
}
