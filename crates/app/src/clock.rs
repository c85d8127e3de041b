//! The only place where the clock is read.

use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the moment.
pub trait Clock: Send + Sync {
    /// UTC milliseconds. Small steps back of the machine's clock are hidden. If it is set back by more than a minute,
    /// the new time is believed: the clock had been ahead.
    fn now(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock {
    last: AtomicI64,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the home of this call")]
    fn now(&self) -> i64 {
        self.tick(jiff::Timestamp::now().as_millisecond())
    }
}

/// The machine's clock in whole seconds of UTC: for certificates and names of folders, never for what a book records.
pub fn machine_seconds() -> i64 {
    SystemClock::default().now() / 1000
}

/// A step back of more than this, in milliseconds, means that the clock was corrected.
const PUT_RIGHT: i64 = 60_000;

impl SystemClock {
    fn tick(&self, now: i64) -> i64 {
        let last = self.last.fetch_max(now, Ordering::SeqCst);
        if last - now <= PUT_RIGHT {
            return last.max(now);
        }
        // Another thread may have corrected it already; then its later moment stays.
        let _ = self
            .last
            .compare_exchange(last, now, Ordering::SeqCst, Ordering::SeqCst);
        now
    }
}

/// A clock that stands still until it is set, for tests and for the demo book.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Starts at a moment in UTC milliseconds.
    pub fn at(now: i64) -> FixedClock {
        FixedClock(AtomicI64::new(now))
    }
    /// Moves the clock.
    pub fn set(&self, now: i64) {
        self.0.store(now, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_steps_back_are_not_seen_and_a_clock_put_right_is_believed() {
        let clock = SystemClock::default();
        let day = 24 * 3_600_000;
        let seen: Vec<i64> = [1000, 900, 1100, 1100 + day, 2000, 1990, 2100]
            .into_iter()
            .map(|wall| clock.tick(wall))
            .collect();
        assert_eq!(seen, [1000, 1000, 1100, 1100 + day, 2000, 2000, 2100]);
    }
}
