//! What a formula counts: unlike things never add, and a condition is no number.

use super::formula::{Formula, is_zero};
use std::collections::BTreeMap;

/// Units of count with their powers: "lượt người" per "buổi" is {lượt người: 1, buổi: −1}. A plain number has none
/// and goes with any.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Dimension(pub Option<BTreeMap<String, i32>>);

/// Why a formula means nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unlike {
    /// Added, taken away or compared: things with other units of count, in words.
    Units(String, String),
    /// A condition stands where a number is needed.
    NotANumber,
    /// A number stands where a condition is needed.
    NotACondition,
    /// It divides by zero, whatever is recorded.
    Zero,
}

impl Dimension {
    /// A unit of count.
    pub fn of(unit: &str) -> Dimension {
        Dimension(Some(BTreeMap::from([(unit.to_owned(), 1)])))
    }

    fn words(&self) -> String {
        let all = self.0.iter().flatten();
        let told: Vec<String> = all
            .map(|(unit, power)| match power {
                1 => unit.clone(),
                power => format!("{unit}^{power}"),
            })
            .collect();
        if told.is_empty() {
            "1".to_owned()
        } else {
            told.join(" · ")
        }
    }

    fn with(&self, other: &Dimension, sign: i32) -> Dimension {
        let (Some(one), Some(two)) = (&self.0, &other.0) else {
            // A plain number only scales.
            let turned = |d: &BTreeMap<String, i32>| d.iter().map(|(u, p)| (u.clone(), p * sign)).collect();
            return Dimension(self.0.clone().or_else(|| other.0.as_ref().map(turned)));
        };
        let mut all = one.clone();
        for (unit, power) in two {
            *all.entry(unit.clone()).or_default() += power * sign;
        }
        all.retain(|_, power| *power != 0);
        Dimension(Some(all))
    }

    fn alike(self, other: Dimension) -> Result<Dimension, Unlike> {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) if a != b => Err(Unlike::Units(self.words(), other.words())),
            (None, _) => Ok(other),
            _ => Ok(self),
        }
    }
}

/// What a formula counts, or why it counts nothing; `unit` names a measure's unit of count.
pub fn dimension(of: &Formula, unit: &dyn Fn(&str) -> Option<String>) -> Result<Dimension, Unlike> {
    let number = |f: &Formula| dimension(f, unit);
    match of {
        Formula::Number(..) => Ok(Dimension(None)),
        // A measure that is not known was told already.
        Formula::Measure(term) => Ok(unit(&term.measure).map_or(Dimension(None), |u| Dimension::of(&u))),
        Formula::Before(a) | Formula::Minus(a) => number(a),
        Formula::Sum(a, b) | Formula::Difference(a, b) => number(a)?.alike(number(b)?),
        Formula::Product(a, b) => Ok(number(a)?.with(&number(b)?, 1)),
        Formula::Ratio(_, b) if is_zero(b) => Err(Unlike::Zero),
        Formula::Ratio(a, b) => Ok(number(a)?.with(&number(b)?, -1)),
        Formula::If(condition, a, b) => {
            holds(condition, unit)?;
            number(a)?.alike(number(b)?)
        }
        Formula::IsRecorded(_)
        | Formula::Compare(..)
        | Formula::And(..)
        | Formula::Or(..)
        | Formula::Not(_) => Err(Unlike::NotANumber),
    }
}

fn holds(of: &Formula, unit: &dyn Fn(&str) -> Option<String>) -> Result<(), Unlike> {
    match of {
        Formula::IsRecorded(_) => Ok(()),
        Formula::Compare(_, a, b) => dimension(a, unit)?.alike(dimension(b, unit)?).map(|_| ()),
        Formula::And(a, b) | Formula::Or(a, b) => holds(a, unit).and_then(|()| holds(b, unit)),
        Formula::Not(a) | Formula::Before(a) => holds(a, unit),
        Formula::If(condition, a, b) => {
            holds(condition, unit)?;
            holds(a, unit)?;
            holds(b, unit)
        }
        _ => Err(Unlike::NotACondition),
    }
}
