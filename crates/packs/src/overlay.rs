//! One overlay over what lies below it: what it may add, close, and write again.

use crate::diagnostics::{Diagnostics, Places};
use crate::mistake::{MistakeKind, Thing};
use dienhong_domain::packs::{Pack, Register};
use std::cell::RefCell;

/// An overlay while it is laid.
pub(crate) struct Overlay<'a> {
    pub(crate) pack: &'a Pack,
    /// Where its parts stand.
    pub(crate) places: &'a Places,
    /// Where the parts of all packs stand that were laid so far, this one among them.
    pub(crate) merged: &'a RefCell<Places>,
    pub(crate) diagnostics: &'a Diagnostics,
}

impl Overlay<'_> {
    /// Notes a mistake at a key of a thing.
    pub(crate) fn wrong(&self, path: &str, key: &str, what: MistakeKind) {
        match self.places.of(path, key) {
            Some((file, line)) => self.diagnostics.wrong(file, *line, what),
            None => self.diagnostics.wrong(&self.pack.id, 0, what),
        }
    }

    /// Notes what the base has and the overlay defines anew or changes.
    pub(crate) fn already(&self, path: &str, what: Thing, id: &str) {
        let id = id.to_owned();
        self.wrong(path, "id", MistakeKind::AlreadyInBase { what, id });
    }

    /// Notes what the overlay adds to and the base lacks.
    pub(crate) fn unknown<'k>(
        &self,
        path: &str,
        what: Thing,
        id: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        let near = self.diagnostics.nearest(id, known);
        let id = id.to_owned();
        self.wrong(path, "id", MistakeKind::Unknown { what, id, near });
    }

    /// Adds what the base must not have yet.
    pub(crate) fn add<T: Clone>(
        &self,
        what: Thing,
        prefix: &str,
        from: &[T],
        to: &mut Vec<T>,
        id: impl Fn(&T) -> &str,
    ) {
        for one in from {
            if to.iter().any(|have| id(have) == id(one)) {
                self.already(&format!("{prefix}:{}", id(one)), what, id(one));
            } else {
                to.push(one.clone());
            }
        }
    }

    /// Adds the places of its parts to those of the packs below.
    pub(crate) fn add_places(&self) {
        let mut merged = self.merged.borrow_mut();
        for (path, place) in &self.places.0 {
            merged.0.entry(path.clone()).or_insert_with(|| place.clone());
        }
    }

    /// Posts are placed by their number, which moves when they are added to a register that has some.
    pub(crate) fn move_posts(&self, register: &Register, before: usize) {
        let mut merged = self.merged.borrow_mut();
        for at in 0..register.posts.len() {
            let old = format!("post:{}/{at}", register.id);
            let new = format!("post:{}/{}", register.id, at + before);
            let all = self.places.0.range(old.clone()..);
            for (path, line) in all.take_while(|(path, _)| path.starts_with(&old)) {
                let rest = &path[old.len()..];
                if rest.is_empty() || rest.starts_with('#') {
                    merged.0.insert(format!("{new}{rest}"), line.clone());
                }
            }
        }
    }
}
