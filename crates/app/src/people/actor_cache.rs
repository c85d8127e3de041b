//! The actors of cookies and keys, cached for a moment: finding one takes three reads, and programs send many requests
//! a second. What this process writes about people invalidates the cache at once; what another process writes is seen
//! within a second.

use super::Actor;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const KEPT_MS: u64 = 1000;
const MOST: usize = 10_000;

/// The kind of credential: a key must never be accepted as a cookie.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Credential {
    Cookie,
    Key,
}

/// An actor as found.
pub(super) struct Kept {
    pub(super) actor: Actor,
    /// When it was found, UTC milliseconds.
    pub(super) at: i64,
    /// When the session or key ends.
    pub(super) ends: i64,
    /// [`dienhong_store::Store::changes`] before it was read.
    pub(super) changes: u64,
}

/// Recently found actors, by the hash of their secret.
#[derive(Default)]
pub(super) struct ActorCache(Mutex<HashMap<(Credential, [u8; 32]), Kept>>);

impl ActorCache {
    /// The actor, if it was found a moment ago and nothing was written since.
    pub(super) fn find(&self, came: Credential, hash: [u8; 32], now: i64, changes: u64) -> Option<Actor> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.get(&(came, hash))?;
        let holds = kept.changes == changes && now < kept.ends && now.abs_diff(kept.at) < KEPT_MS;
        holds.then(|| kept.actor.clone())
    }
    /// Keeps an actor.
    pub(super) fn keep(&self, came: Credential, hash: [u8; 32], kept: Kept) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((came, hash), kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOON, anybody};

    fn kept() -> ActorCache {
        let known = ActorCache::default();
        let kept = Kept {
            actor: anybody(),
            at: NOON,
            ends: NOON + 500,
            changes: 7,
        };
        known.keep(Credential::Cookie, [1; 32], kept);
        known
    }

    #[test]
    fn an_actor_is_known_for_a_moment() {
        assert!(kept().find(Credential::Cookie, [1; 32], NOON + 499, 7).is_some());
        assert!(kept().find(Credential::Cookie, [2; 32], NOON, 7).is_none());
    }

    #[test]
    fn what_ends_a_session_or_is_written_since_ends_it() {
        assert!(kept().find(Credential::Cookie, [1; 32], NOON + 500, 7).is_none());
        assert!(kept().find(Credential::Cookie, [1; 32], NOON, 8).is_none());
        assert!(kept().find(Credential::Cookie, [1; 32], NOON - 2000, 7).is_none());
    }

    #[test]
    fn a_key_never_passes_for_a_cookie() {
        assert!(kept().find(Credential::Key, [1; 32], NOON, 7).is_none());
    }
}
