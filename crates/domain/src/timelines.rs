//! What a law sets anew from day to day: a base salary, a factor, a limit, the instrument on which a paper rests.
//!
//! A timeline is asked about the day that the law names, such as the day on which a file was received. Its steps stand in the
//! newest law; they are never taken from the law of the day asked about.

use crate::packs::Words;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Values by day, each from its day until the next one begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Timeline {
    /// Permanent code; never changes its unit or scale.
    pub code: String,
    /// Name.
    pub title: Words,
    /// Unit of its amounts in words: "đồng". `None` when its values are texts.
    pub unit: Option<Words>,
    /// Decimals: an amount is a whole number of 10^-scale. At most 6; 0 for texts.
    pub scale: u8,
    /// Steps, days ascending.
    pub steps: Vec<TimelineStep>,
}

/// A value from a day on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TimelineStep {
    /// First day.
    pub from: Day,
    /// What holds.
    pub value: TimelineValue,
    /// Instrument, article and clause.
    pub reference: String,
}

/// What holds from a day on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimelineValue {
    /// In steps of the timeline's scale.
    Amount(i64),
    /// Words as a paper has them, in Vietnamese.
    Text(String),
}

impl Timeline {
    /// The step that holds on a day; `None` before the first one, where nothing is known.
    pub fn step_on(&self, day: Day) -> Option<&TimelineStep> {
        self.steps.iter().rev().find(|step| step.from <= day)
    }

    /// What holds on a day; `None` before the first step.
    pub fn value_on(&self, day: Day) -> Option<&TimelineValue> {
        self.step_on(day).map(|step| &step.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_holds_from_its_day_until_the_next_and_nothing_is_known_before_the_first() {
        let step = |from, amount| TimelineStep {
            from: Day::stored(from),
            value: TimelineValue::Amount(amount),
            reference: String::new(),
        };
        let timeline = Timeline {
            code: "muc".to_owned(),
            title: Words::default(),
            unit: Some(Words::default()),
            scale: 0,
            steps: vec![step(20_250_701, 10), step(20_260_701, 12)],
        };
        let on = |day| timeline.value_on(Day::stored(day)).cloned();
        assert_eq!(on(20_250_630), None);
        assert_eq!(on(20_250_701), Some(TimelineValue::Amount(10)));
        assert_eq!(on(20_260_630), Some(TimelineValue::Amount(10)));
        assert_eq!(on(20_260_701), Some(TimelineValue::Amount(12)));
    }
}
