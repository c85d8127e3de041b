//! What the tests of this crate look at besides pages and answers.
//!
//! They stand in `tests/`, so that this library is compiled once and not a second time with its tests.

pub use crate::api::openapi::{described, summary};
pub use crate::phone::receive::{MOST, Sent};

/// Telling who asks before anything is known about them.
pub mod door {
    pub use crate::people::door::{device, inside, is_for_this_machine, is_handed_on, place};
}

use crate::api::entries::draft::{AnswerIn, put};
use std::collections::BTreeMap;

/// Reads a JSON answer to a question of a register: the fields of the form that a person would have sent. Nothing when
/// it does not have a described shape.
pub fn typed(question: &str, json: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let answer: AnswerIn = serde_json::from_str(json).ok()?;
    let mut fields = BTreeMap::new();
    put(&mut fields, question.to_owned(), answer);
    Some(fields)
}
