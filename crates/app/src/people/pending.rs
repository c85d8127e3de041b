//! Data that waits for a second step: kept in memory for some minutes, limited in number, and used once.
//!
//! A restart drops it, and people begin the step again. With several processes the proxy must send each visitor to the
//! same one.

use super::{Fault, secrets};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

const MOST: usize = 4096;

pub(super) struct Pending<T> {
    kept: Mutex<HashMap<[u8; 32], (i64, T)>>,
}

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Pending {
            kept: Mutex::default(),
        }
    }
}

impl<T: Clone> Pending<T> {
    /// Keeps a value until a moment; returns the secret by which it is found again.
    pub(super) fn keep(&self, now: i64, until: i64, what: T) -> Result<String, Fault> {
        let id = secrets::token()?;
        let mut kept = self.lock();
        if kept.len() >= MOST {
            kept.retain(|_, (end, _)| *end > now);
        }
        if kept.len() >= MOST {
            let first = kept.iter().min_by_key(|(_, (end, _))| *end).map(|(key, _)| *key);
            first.map(|key| kept.remove(&key));
        }
        kept.insert(secrets::hash(id.as_bytes()), (until, what));
        Ok(id)
    }
    /// Returns the value without removing it.
    pub(super) fn peek(&self, now: i64, id: &str) -> Option<T> {
        let kept = self.lock();
        let (until, what) = kept.get(&secrets::hash(id.as_bytes()))?;
        (*until > now).then(|| what.clone())
    }
    /// Removes and returns the value; a second call finds nothing.
    pub(super) fn take(&self, now: i64, id: &str) -> Option<T> {
        let (until, what) = self.lock().remove(&secrets::hash(id.as_bytes()))?;
        (until > now).then_some(what)
    }
    // Each change of the map is one call, so a panic elsewhere leaves it consistent.
    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], (i64, T)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_taken_once_and_in_time() {
        let waiting = Pending::default();
        let id = waiting.keep(0, 10, "x").expect("kept");
        assert_eq!(waiting.peek(9, &id), Some("x"));
        assert_eq!(waiting.take(9, &id), Some("x"));
        assert_eq!(waiting.take(9, &id), None);
        let late = waiting.keep(0, 10, "y").expect("kept");
        assert_eq!(waiting.take(10, &late), None);
    }

    #[test]
    fn room_is_bounded_and_the_first_to_end_makes_place() {
        let waiting = Pending::default();
        let first = waiting.keep(0, 5, 0).expect("kept");
        for n in 0..MOST {
            waiting.keep(0, 100, n).expect("kept");
        }
        assert_eq!(waiting.lock().len(), MOST);
        assert_eq!(waiting.peek(0, &first), None);
    }
}
