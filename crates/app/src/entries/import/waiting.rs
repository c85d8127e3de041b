//! Files that were checked and wait for confirmation, so that exactly what was checked is imported without choosing the
//! file again.

use crate::entries::EntryService;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long a file waits, in milliseconds.
const WAITS_MS: i64 = 60 * 60 * 1000;
/// Most bytes of all waiting files together; the oldest is dropped first.
const MOST_BYTES: usize = 128 * 1024 * 1024;
/// Most waiting files of one person.
const MOST_OF_ONE: usize = 4;

/// Identifies a waiting file: the hash of its bytes, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetKey(pub String);

struct Waiting {
    person: i64,
    key: SheetKey,
    name: String,
    bytes: Arc<[u8]>,
    since: i64,
}

/// Waiting files of all people, kept in memory only because they may contain names of residents.
#[derive(Default)]
pub struct WaitingSheets(Mutex<VecDeque<Waiting>>);

impl WaitingSheets {
    fn all(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        // Whole files are inserted and removed, so a panic elsewhere cannot leave the list inconsistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, new: Waiting) {
        let mut all = self.all();
        all.retain(|w| w.since + WAITS_MS > new.since && !(w.person == new.person && w.key == new.key));
        let own = all.iter().filter(|w| w.person == new.person).count();
        if own >= MOST_OF_ONE
            && let Some(oldest) = all.iter().position(|w| w.person == new.person)
        {
            all.remove(oldest);
        }
        let mut held: usize = all.iter().map(|w| w.bytes.len()).sum();
        while held + new.bytes.len() > MOST_BYTES
            && let Some(oldest) = all.pop_front()
        {
            held -= oldest.bytes.len();
        }
        all.push_back(new);
    }
}

impl EntryService<'_> {
    /// Keeps a file until the person confirms: for an hour at most, and no longer than the program runs.
    pub fn keep_sheet(&self, name: &str, bytes: Vec<u8>) -> SheetKey {
        let key = SheetKey(hex::encode(Sha256::digest(&bytes)));
        self.app.sheets.put(Waiting {
            person: self.actor.person,
            key: key.clone(),
            name: name.to_owned(),
            bytes: bytes.into(),
            since: self.now(),
        });
        key
    }

    /// The waiting file of a person by its key, with its name.
    pub fn kept_sheet(&self, key: &str) -> Option<(String, Arc<[u8]>)> {
        let now = self.now();
        let all = self.app.sheets.all();
        let is_it =
            |w: &&Waiting| w.person == self.actor.person && w.key.0 == key && now < w.since + WAITS_MS;
        all.iter().find(is_it).map(|w| (w.name.clone(), w.bytes.clone()))
    }

    /// Drops a file once it was imported.
    pub fn drop_sheet(&self, key: &str) {
        let is_it = |w: &Waiting| w.person == self.actor.person && w.key.0 == key;
        self.app.sheets.all().retain(|w| !is_it(w));
    }
}
