//! Indicators (chỉ tiêu): named formulas over measures, exact until they are shown, with bounds that decide only what
//! they can decide.

mod formula;
mod interval;
mod judged;
mod units;

pub use formula::{Formula, Lack, Lookup, Number, Outcome, Sign, Term, When};
pub use interval::Interval;
pub use judged::{Compared, Judged, compare, judge};
pub use units::{Dimension, Unlike, dimension};

use crate::packs::Words;
use num_bigint::BigInt;
use num_rational::BigRational;
use serde::{Deserialize, Serialize};

/// A named formula over measures.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Indicator {
    /// Permanent code.
    pub code: String,
    /// Name.
    pub title: Words,
    /// What the shown number counts: "%", "lượt người mỗi buổi".
    pub unit: Words,
    /// Section of the totals page under which it stands.
    pub section: String,
    /// The formula as its author wrote it, in Common Expression Language.
    pub text: String,
    /// The formula as read.
    pub formula: Formula,
    /// The shown number is the formula's result times this: 100 for per cent.
    pub times: i64,
    /// Decimals shown; rounding happens there and nowhere else. At most 6.
    pub decimals: u8,
    /// What it should reach, in shown units.
    pub target: Option<Target>,
    /// How it should stand to the same period before.
    pub expected: Option<Expected>,
    /// The yearly window (a code of the pack) that target and comparison are meant for; any period when there is none.
    pub window: Option<String>,
    /// Article and clause, or why it is computed.
    pub reference: String,
}

impl Indicator {
    /// An exact result as it is shown: times [`Indicator::times`], in whole steps of 10^-`decimals`, rounded as its bound
    /// allows ([`Interval::steps`]). `None` beyond 64 bits.
    pub fn shown(&self, value: &Interval) -> Option<i64> {
        let ten = BigInt::from(10u8).pow(u32::from(self.decimals));
        value.steps(&BigRational::from_integer(BigInt::from(self.times) * ten))
    }

    /// A number in shown units, as the formula's result would be.
    pub fn unshown(&self, steps: i64) -> BigRational {
        let ten = BigInt::from(10u8).pow(u32::from(self.decimals));
        BigRational::new(BigInt::from(steps), BigInt::from(self.times.max(1)) * ten)
    }
}

/// What an indicator should reach; steps of its shown number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// This much or more.
    AtLeast(i64),
    /// This much or less.
    AtMost(i64),
}

/// How an indicator should stand to the same period before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// Less than before.
    Less,
    /// Less, or as much.
    NotMore,
    /// More than before.
    More,
    /// More, or as much.
    NotLess,
}
