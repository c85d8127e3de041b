//! Amounts in whole steps of a measure, and how sure they are.

mod parse;
mod words;

pub use parse::{parse, parse_bounded, parse_with_unit};

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
    /// The code in forms, packs, exports and interfaces.
    pub fn code(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::AtLeast => "at-least",
            Bound::AtMost => "at-most",
            Bound::About => "about",
        }
    }
    /// Reads the code.
    pub fn coded(code: &str) -> Option<Bound> {
        let all = [Bound::Exact, Bound::AtLeast, Bound::AtMost, Bound::About];
        all.into_iter().find(|bound| bound.code() == code)
    }
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
    pub fn from_number(number: i64) -> Option<Bound> {
        match number {
            0 => Some(Bound::Exact),
            1 => Some(Bound::AtLeast),
            2 => Some(Bound::About),
            3 => Some(Bound::AtMost),
            _ => None,
        }
    }
    /// Takes a stored number that is known to be a bound.
    pub fn stored(number: i16) -> Bound {
        Bound::from_number(number.into()).unwrap_or(Bound::Exact)
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

/// Why a typed amount was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing was typed.
    Missing,
    /// Not a number.
    NotANumber,
    /// "1.250" of a measure with three decimals may be 1250 or 1,25; "1,000" of one without may be a thousand or one.
    Ambiguous,
    /// Blanks or line breaks stand among the digits, and not between groups of three: 64 and 70 in one cell.
    SplitDigits,
    /// Words stand beside the number that say neither how sure it is nor its own unit.
    UnknownWords {
        /// The words as typed.
        words: String,
    },
    /// "50-60", "từ 50 đến 60": two numbers where one is asked.
    Range {
        /// The smaller one, in steps.
        from: i64,
        /// The larger one, in steps.
        to: i64,
    },
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
    /// Above the largest amount allowed for one entry.
    AboveMax {
        /// Largest amount allowed, in steps.
        max: i64,
    },
}

#[cfg(test)]
mod tests;
