//! Values of an entry and their compact stored form.

use crate::amount::Bound;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where an entry stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Being written; counts nothing, may lack answers.
    Draft,
    /// Sent up and waiting to be looked at; counts nothing yet.
    Sent,
    /// Final; counts.
    Final,
    /// Voided with a reason; counts no more.
    Voided,
}

impl State {
    /// All states.
    pub const ALL: [State; 4] = [State::Draft, State::Sent, State::Final, State::Voided];
    /// The stored form.
    pub fn number(self) -> i16 {
        match self {
            State::Draft => 0,
            State::Sent => 1,
            State::Final => 2,
            State::Voided => 3,
        }
    }
    /// Reads the stored form.
    pub fn stored(number: i64) -> Option<State> {
        State::ALL.into_iter().find(|s| i64::from(s.number()) == number)
    }
    /// The code used in words, exports and the API.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Sent => "sent",
            State::Final => "final",
            State::Voided => "voided",
        }
    }
    /// Reads the code.
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Steps, counted.
    Number(i64),
    /// Yes or no.
    YesNo(bool),
    /// An item.
    Choice(String),
    /// Items, in the order of their list.
    Choices(Vec<String>),
    /// Steps with a bound.
    Bounded {
        /// Steps.
        n: i64,
        /// Bound as stored.
        b: i16,
    },
    /// A day.
    Day {
        /// yyyymmdd.
        d: Day,
    },
}

impl Value {
    /// Steps and bound of a number.
    pub fn number(&self) -> Option<(i64, Bound)> {
        match self {
            Value::Number(n) => Some((*n, Bound::Exact)),
            Value::Bounded { n, b } => Some((*n, Bound::stored(*b))),
            _ => None,
        }
    }
    /// Makes the shortest form of a number.
    pub fn bounded(n: i64, bound: Bound) -> Value {
        match bound {
            Bound::Exact => Value::Number(n),
            other => Value::Bounded { n, b: other.number() },
        }
    }
}

/// All answers of an entry. Free text stands apart, so that it stays erasable.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// Counted and chosen answers by field.
    pub values: BTreeMap<String, Value>,
    /// Free text by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
}
