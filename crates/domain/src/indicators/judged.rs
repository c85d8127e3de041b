//! An indicator against its target and against the same period before: the program says only what the bounds allow.

use super::formula::{Lookup, Outcome};
use super::interval::Interval;
use super::{Expected, Indicator, Target};
use crate::ledger::Verdict;
use serde::{Deserialize, Serialize};

/// What can be said of a target or an expectation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judged {
    /// Reached.
    Met,
    /// Not reached.
    Missed,
    /// "Không kết luận được": what is recorded can not decide; left to people.
    Inconclusive,
}

impl Judged {
    fn from(decided: Option<bool>) -> Judged {
        match decided {
            Some(true) => Judged::Met,
            Some(false) => Judged::Missed,
            None => Judged::Inconclusive,
        }
    }
}

/// An indicator beside the same period before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// This period.
    pub now: Outcome,
    /// The same period before.
    pub before: Outcome,
    /// What the comparison can say; nothing when either side has no number.
    pub verdict: Option<Verdict>,
    /// This period less the one before.
    pub difference: Option<Interval>,
    /// The difference as a part of the period before; nothing when that was zero.
    pub relative: Option<Interval>,
    /// Whether it stands as expected; nothing when nothing is expected.
    pub judged: Option<Judged>,
}

/// Holds a number against the indicator's target; nothing when it has none.
pub fn judge(indicator: &Indicator, outcome: &Outcome) -> Option<Judged> {
    let target = indicator.target?;
    let Some(value) = outcome.value() else {
        return Some(Judged::Inconclusive);
    };
    let wanted = |steps| Interval::exact(indicator.unshown(steps));
    Some(Judged::from(match target {
        Target::AtLeast(steps) => value.reaches(&wanted(steps)),
        Target::AtMost(steps) => wanted(steps).reaches(value),
    }))
}

/// Compares this period with the same period before. `look` reads both on one map, so that a ward that did not exist
/// then is compared with its predecessors.
pub fn compare(indicator: &Indicator, look: &Lookup<'_>) -> Compared {
    let now = indicator.formula.read(0, look);
    let before = indicator.formula.read(1, look);
    let both = now.value().zip(before.value());
    let judged = indicator.expected.map(|expected| {
        Judged::from(both.and_then(|(now, before)| match expected {
            Expected::Less => now.reaches(before).map(|yes| !yes),
            Expected::NotMore => before.reaches(now),
            Expected::More => before.reaches(now).map(|yes| !yes),
            Expected::NotLess => now.reaches(before),
        }))
    });
    let difference = both.map(|(now, before)| now.minus(before));
    // (now − before) ÷ before is now ÷ before − 1: each side is read once, so the interval stays as narrow as it is.
    let relative = both.and_then(|(now, before)| Some(now.over(before)?.minus(&Interval::whole(1))));
    Compared {
        verdict: both.map(|(now, before)| now.against(before)),
        difference,
        relative,
        judged,
        now,
        before,
    }
}
