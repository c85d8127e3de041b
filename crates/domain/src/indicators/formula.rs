//! A formula over measures: what it reads, and its exact result.

use super::interval::Interval;
use crate::ledger::Verdict;
use crate::time::Period;
use num_rational::BigRational;
use num_traits::Zero;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// When a measure is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// A flow over the period, a stock on its last day.
    Period,
    /// A stock on the day before the period.
    Start,
}

impl When {
    /// The days read when one asks about `period`, so many periods back; of the start, the day before it.
    pub fn days(self, period: Period, back: u8) -> Period {
        let period = (0..back).fold(period, |period, _| period.same_before());
        match self {
            When::Period => period,
            When::Start => Period {
                from: period.from.previous(),
                to: period.from.previous(),
            },
        }
    }
}

/// A measure that a formula reads: its evidence.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Term {
    /// Measure.
    pub measure: String,
    /// When.
    pub when: When,
    /// How many periods back: 0 is the period asked about, 1 the same period before.
    pub back: u8,
}

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// <
    Less,
    /// <=
    AtMost,
    /// >
    More,
    /// >=
    AtLeast,
    /// ==
    Equal,
    /// !=
    Unequal,
}

/// A formula, read from the text in a pack.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// A number: numerator and denominator.
    Number(i64, i64),
    /// A measure.
    Measure(Term),
    /// A formula read over the same period before.
    Before(Box<Formula>),
    /// −a.
    Minus(Box<Formula>),
    /// a + b.
    Sum(Box<Formula>, Box<Formula>),
    /// a − b.
    Difference(Box<Formula>, Box<Formula>),
    /// a × b.
    Product(Box<Formula>, Box<Formula>),
    /// a ÷ b.
    Ratio(Box<Formula>, Box<Formula>),
    /// condition ? a : b.
    If(Box<Formula>, Box<Formula>, Box<Formula>),
    /// Whether a measure was recorded at all.
    IsRecorded(Term),
    /// A comparison.
    Compare(Sign, Box<Formula>, Box<Formula>),
    /// a && b.
    And(Box<Formula>, Box<Formula>),
    /// a || b.
    Or(Box<Formula>, Box<Formula>),
    /// !a.
    Not(Box<Formula>),
}

/// What a formula comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// A number.
    Number(Box<Number>),
    /// None, and why.
    None(Lack),
}

/// A result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number {
    /// The result.
    pub value: Interval,
    /// Numerator and denominator, when the formula is a quotient.
    pub fraction: Option<(Interval, Interval)>,
}

/// Why there is no number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lack {
    /// Measures that were not recorded: nothing recorded is never zero.
    NotRecorded(BTreeSet<Term>),
    /// The divisor is zero: there is nothing to have a share of.
    NothingToDivideBy,
    /// A condition inside the formula can not be decided by what is known.
    Undecided,
}

impl Outcome {
    /// The number, when there is one.
    pub fn value(&self) -> Option<&Interval> {
        match self {
            Outcome::Number(number) => Some(&number.value),
            Outcome::None(_) => None,
        }
    }
    /// Numerator and denominator, when the formula is a quotient.
    pub fn fraction(&self) -> Option<&(Interval, Interval)> {
        match self {
            Outcome::Number(number) => number.fraction.as_ref(),
            Outcome::None(_) => None,
        }
    }
}

/// Looks a measure up: its figure as an interval, nothing when it was not recorded.
pub type Lookup<'a> = dyn Fn(&Term) -> Option<Interval> + 'a;

impl Formula {
    /// All measures that the formula reads, each once.
    pub fn terms(&self) -> BTreeSet<Term> {
        let mut found = BTreeSet::new();
        self.visit(0, &mut |term| {
            found.insert(term);
        });
        found
    }

    fn visit(&self, back: u8, see: &mut dyn FnMut(Term)) {
        match self {
            Formula::Number(..) => {}
            Formula::Measure(term) | Formula::IsRecorded(term) => see(term.earlier(back)),
            Formula::Before(of) => of.visit(back + 1, see),
            Formula::Minus(a) | Formula::Not(a) => a.visit(back, see),
            Formula::Sum(a, b)
            | Formula::Difference(a, b)
            | Formula::Product(a, b)
            | Formula::Ratio(a, b)
            | Formula::Compare(_, a, b)
            | Formula::And(a, b)
            | Formula::Or(a, b) => [a, b].into_iter().for_each(|f| f.visit(back, see)),
            Formula::If(a, b, c) => [a, b, c].into_iter().for_each(|f| f.visit(back, see)),
        }
    }

    /// The result over the period `back` periods before the one asked about.
    pub fn read(&self, back: u8, look: &Lookup<'_>) -> Outcome {
        let found = match self {
            Formula::Ratio(a, b) => two(a, b, back, look).and_then(|(a, b)| {
                let value = a.over(&b).ok_or(Lack::NothingToDivideBy)?;
                Ok(Number {
                    value,
                    fraction: Some((a, b)),
                })
            }),
            other => number(other, back, look).map(|value| Number {
                value,
                fraction: None,
            }),
        };
        found.map_or_else(Outcome::None, |number| Outcome::Number(Box::new(number)))
    }
}

impl Term {
    fn earlier(&self, by: u8) -> Term {
        Term {
            back: self.back + by,
            ..self.clone()
        }
    }
}

/// Both sides; each tells what it lacks.
fn two(a: &Formula, b: &Formula, back: u8, look: &Lookup<'_>) -> Result<(Interval, Interval), Lack> {
    match (number(a, back, look), number(b, back, look)) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Lack::NotRecorded(mut all)), Err(Lack::NotRecorded(more))) => {
            all.extend(more);
            Err(Lack::NotRecorded(all))
        }
        (Err(lack), _) | (_, Err(lack)) => Err(lack),
    }
}

fn number(of: &Formula, back: u8, look: &Lookup<'_>) -> Result<Interval, Lack> {
    let two = |a: &Formula, b: &Formula| two(a, b, back, look);
    match of {
        Formula::Number(n, d) if *d != 0 => Ok(Interval::exact(BigRational::new((*n).into(), (*d).into()))),
        Formula::Number(..) => Err(Lack::NothingToDivideBy),
        Formula::Measure(term) => {
            let term = term.earlier(back);
            look(&term).ok_or_else(|| Lack::NotRecorded(BTreeSet::from([term])))
        }
        Formula::Before(of) => number(of, back + 1, look),
        Formula::Minus(a) => Ok(number(a, back, look)?.turned()),
        Formula::Sum(a, b) => two(a, b).map(|(a, b)| a.plus(&b)),
        Formula::Difference(a, b) => two(a, b).map(|(a, b)| a.minus(&b)),
        Formula::Product(a, b) => two(a, b).map(|(a, b)| a.times(&b)),
        Formula::Ratio(a, b) => two(a, b).and_then(|(a, b)| a.over(&b).ok_or(Lack::NothingToDivideBy)),
        Formula::If(condition, a, b) => match truth(condition, back, look)? {
            Some(true) => number(a, back, look),
            Some(false) => number(b, back, look),
            None => Err(Lack::Undecided),
        },
        Formula::IsRecorded(_)
        | Formula::Compare(..)
        | Formula::And(..)
        | Formula::Or(..)
        | Formula::Not(_) => {
            // The reader of packs refuses a condition where a number stands.
            Err(Lack::Undecided)
        }
    }
}

/// Three-valued logic: what the bounds can not decide stays undecided.
fn truth(of: &Formula, back: u8, look: &Lookup<'_>) -> Result<Option<bool>, Lack> {
    match of {
        Formula::IsRecorded(term) => Ok(Some(look(&term.earlier(back)).is_some())),
        Formula::Compare(sign, a, b) => Ok(compared(*sign, &number(a, back, look)?, &number(b, back, look)?)),
        Formula::Not(a) => Ok(truth(a, back, look)?.map(|yes| !yes)),
        Formula::And(a, b) => Ok(match truth(a, back, look)? {
            Some(false) => Some(false),
            first => match truth(b, back, look)? {
                Some(false) => Some(false),
                second => first.zip(second).map(|(a, b)| a && b),
            },
        }),
        Formula::Or(a, b) => Ok(match truth(a, back, look)? {
            Some(true) => Some(true),
            first => match truth(b, back, look)? {
                Some(true) => Some(true),
                second => first.zip(second).map(|(a, b)| a || b),
            },
        }),
        Formula::Before(of) => truth(of, back + 1, look),
        Formula::If(condition, a, b) => match truth(condition, back, look)? {
            Some(true) => truth(a, back, look),
            Some(false) => truth(b, back, look),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

fn compared(sign: Sign, a: &Interval, b: &Interval) -> Option<bool> {
    let verdict = a.against(b);
    match sign {
        Sign::AtLeast => a.reaches(b),
        Sign::AtMost => b.reaches(a),
        Sign::Less => a.reaches(b).map(|yes| !yes),
        Sign::More => b.reaches(a).map(|yes| !yes),
        Sign::Equal if verdict == Verdict::Inconclusive => None,
        Sign::Unequal if verdict == Verdict::Inconclusive => None,
        Sign::Equal => Some(verdict == Verdict::Equal),
        Sign::Unequal => Some(verdict != Verdict::Equal),
    }
}

/// Whether a formula divides by a number that is zero as written.
pub(super) fn is_zero(of: &Formula) -> bool {
    let nothing = |_: &Term| None;
    number(of, 0, &nothing).is_ok_and(|v| v.point.is_zero())
}
