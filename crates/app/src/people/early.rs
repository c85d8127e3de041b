//! Codes typed before their time: whoever types one is told that a clock is off, so its step must not open anything later.
//!
//! Otherwise somebody who guesses would learn which code opens in some minutes. Kept in memory: a step is over within
//! minutes, and only who has the password comes here.

use super::totp;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Steps that were told, by person.
#[derive(Default)]
pub(super) struct Early {
    told: Mutex<HashSet<(i64, i64)>>,
}

impl Early {
    /// Notes a step of a person as told; steps that are over are forgotten.
    pub(super) fn tell(&self, person: i64, step: i64, now: i64) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|(_, step)| *step >= totp::now_step(now) - 1);
        told.insert((person, step));
    }
    /// Whether a step of a person was told before its time.
    pub(super) fn was_told(&self, person: i64, step: i64) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.contains(&(person, step))
    }
}
