//! Failed attempts delay the next one: longer each time, but never for ever.
//!
//! Attempts are counted by the typed name (known or not, so that nothing is revealed) and by the address. Those of
//! known accounts are stored in the database too, so that a restart does not reset them.

use super::secrets;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

const MOST: usize = 20_000;
/// Failures are forgotten after a day without any, in milliseconds.
const FORGOTTEN: i64 = 24 * 3600 * 1000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// Tries at one account.
    Account,
    /// Attempts from one address, which an office shares.
    Address,
    /// Unfinished ceremonies begun from one address: each uses memory.
    Ceremony,
}

impl Count {
    fn free(self) -> u32 {
        match self {
            Count::Account => 5,
            Count::Address => 40,
            Count::Ceremony => 200,
        }
    }
    fn longest(self) -> i64 {
        match self {
            Count::Account => 15 * 60 * 1000,
            Count::Address => 5 * 60 * 1000,
            Count::Ceremony => 60 * 1000,
        }
    }
    /// How long to wait after so many failures, in milliseconds.
    fn delay(self, failures: u32) -> i64 {
        match failures.checked_sub(self.free()) {
            None => 0,
            Some(over) => (1000_i64 << over.min(20)).min(self.longest()),
        }
    }
}

/// Failures in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tries {
    pub(super) failures: u32,
    pub(super) last: i64,
}

impl Tries {
    /// Milliseconds to wait before the next attempt.
    pub(super) fn wait(self, of: Count, now: i64) -> i64 {
        (self.since(now).last + of.delay(self.since(now).failures) - now).max(0)
    }
    // A clock that was set back must not lock anybody out until it has caught up.
    fn since(self, now: i64) -> Tries {
        if now - self.last > FORGOTTEN {
            Tries { failures: 0, last: 0 }
        } else {
            Tries {
                last: self.last.min(now),
                ..self
            }
        }
    }
}

/// Counts in memory.
#[derive(Default)]
pub(super) struct Throttle {
    tries: Mutex<HashMap<[u8; 32], Tries>>,
}

impl Throttle {
    /// Begins an attempt: returns the time to wait, or counts the attempt as failed until [`Throttle::forget`] is
    /// called. Because it counts first, many simultaneous attempts gain nothing.
    pub(super) fn enter(&self, of: Count, key: &str, kept: Tries, now: i64) -> Result<u32, i64> {
        let mut tries = self.lock();
        if tries.len() >= MOST {
            make_room(&mut tries, now);
        }
        let seen = tries.entry(name(of, key)).or_default();
        let before = seen.since(now);
        let kept = kept.since(now);
        let both = Tries {
            failures: before.failures.max(kept.failures),
            last: before.last.max(kept.last),
        };
        let wait = both.wait(of, now);
        if wait > 0 {
            return Err(wait);
        }
        *seen = Tries {
            failures: both.failures + 1,
            last: now,
        };
        Ok(seen.failures)
    }
    /// Forgets the failures of a key.
    pub(super) fn forget(&self, of: Count, key: &str) {
        self.lock().remove(&name(of, key));
    }
    /// Takes back one failure of an address that others share.
    pub(super) fn take_back(&self, of: Count, key: &str) {
        if let Some(tries) = self.lock().get_mut(&name(of, key)) {
            tries.failures = tries.failures.saturating_sub(1);
        }
    }
    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Tries>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(of: Count, key: &str) -> [u8; 32] {
    secrets::hash(format!("{of:?}:{key}").as_bytes())
}

// First the expired ones are dropped, then the older half of the rest.
fn make_room(tries: &mut HashMap<[u8; 32], Tries>, now: i64) {
    tries.retain(|_, t| now - t.last <= FORGOTTEN);
    if tries.len() >= MOST {
        let mut times: Vec<i64> = tries.values().map(|t| t.last).collect();
        times.sort_unstable();
        let middle = times[times.len() / 2];
        tries.retain(|_, t| t.last > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: Tries = Tries { failures: 0, last: 0 };
    const NOON: i64 = 1_700_000_000_000;

    #[test]
    fn five_tries_are_free_then_each_waits_longer() {
        let throttle = Throttle::default();
        for n in 1..=5 {
            assert_eq!(throttle.enter(Count::Account, "a", NONE, NOON), Ok(n));
        }
        assert_eq!(throttle.enter(Count::Account, "a", NONE, NOON), Err(1000));
        assert_eq!(throttle.enter(Count::Account, "a", NONE, NOON + 1000), Ok(6));
        assert_eq!(throttle.enter(Count::Account, "a", NONE, NOON + 1000), Err(2000));
        assert_eq!(throttle.enter(Count::Account, "b", NONE, NOON), Ok(1));
        throttle.forget(Count::Account, "a");
        assert_eq!(throttle.enter(Count::Account, "a", NONE, NOON + 1000), Ok(1));
    }

    #[test]
    fn what_was_kept_counts_after_a_restart() {
        let kept = Tries {
            failures: 9,
            last: NOON,
        };
        assert_eq!(
            Throttle::default().enter(Count::Account, "a", kept, NOON + 1),
            Err(15_999)
        );
        assert_eq!(
            Throttle::default().enter(Count::Account, "a", kept, NOON + FORGOTTEN + 1),
            Ok(1)
        );
    }

    proptest! {
        #[test]
        fn nobody_is_locked_out_for_more_than_a_quarter_of_an_hour(failures in 0u32..u32::MAX, ago in -FORGOTTEN..FORGOTTEN) {
            let tries = Tries { failures, last: NOON - ago };
            prop_assert!(tries.wait(Count::Account, NOON) <= 15 * 60 * 1000);
        }

        #[test]
        fn more_failures_never_wait_less(failures in 0u32..1000) {
            prop_assert!(Count::Account.delay(failures) <= Count::Account.delay(failures + 1));
        }
    }
}
