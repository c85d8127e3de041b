//! The only place where the clock is read.

use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the moment.
pub trait Clock: Send + Sync {
    /// UTC milliseconds. Never goes backwards within a process, even when the machine's clock jumps.
    fn now(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock {
    last: AtomicI64,
}

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        let now = jiff::Timestamp::now().as_millisecond();
        self.last.fetch_max(now, Ordering::SeqCst).max(now)
    }
}

/// A clock that stands still until it is set: for tests and for the demo book.
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
