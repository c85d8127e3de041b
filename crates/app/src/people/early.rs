//! Codes typed before their time. Whoever types one is told that a clock is wrong, so that code must not open anything
//! later: otherwise somebody who guesses would learn which code will be valid in some minutes.
//!
//! Kept in memory: a code's step is over within minutes, and only people who know the password get here.

use super::totp;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Steps whose code was typed too early, by person.
#[derive(Default)]
pub(super) struct Early {
    told: Mutex<HashSet<(i64, i64)>>,
}

impl Early {
    /// Notes that a person typed the code of a step too early; steps in the past are dropped.
    pub(super) fn tell(&self, person: i64, step: i64, now: i64) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|(_, step)| *step >= totp::now_step(now) - 1);
        told.insert((person, step));
    }
    /// Whether a person typed the code of a step too early.
    pub(super) fn was_told(&self, person: i64, step: i64) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.contains(&(person, step))
    }
}
