//! What is learned while a pack is read: its mistakes, where its parts stand, and who defined what.

use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::source::file_order;
use crate::suggest::nearest;
use std::cell::RefCell;
use std::collections::BTreeMap;

// A foreign pack may be wrong in every line; nobody reads further than this.
const MISTAKES_MAX: usize = 1_000;
// Looking for the word meant takes time; after so many mistakes it is no slip of the finger.
const SUGGESTIONS_MAX: usize = 50;

/// Where things stand: by path ("measure:ho") and by path and key ("measure:ho#unit").
#[derive(Clone, Default, Debug)]
pub struct Places(pub(crate) BTreeMap<String, (String, usize)>);

impl Places {
    /// The line of a key of a thing; of the thing when the key is not written.
    pub(crate) fn of(&self, path: &str, key: &str) -> Option<&(String, usize)> {
        self.0.get(&format!("{path}#{key}")).or_else(|| self.0.get(path))
    }
}

/// Collects them.
#[derive(Default)]
pub(crate) struct Diagnostics {
    mistakes: RefCell<Vec<Mistake>>,
    pub(crate) places: RefCell<Places>,
    claims: RefCell<BTreeMap<(Thing, String), (String, usize)>>,
}

impl Diagnostics {
    /// Notes a mistake.
    pub(crate) fn wrong(&self, file: &str, line: usize, what: MistakeKind) {
        let mut mistakes = self.mistakes.borrow_mut();
        if mistakes.len() < MISTAKES_MAX {
            mistakes.push(Mistake {
                file: file.to_owned(),
                line,
                what,
            });
        }
    }
    /// The known word nearest to a mistyped one, as long as the pack does not look foreign.
    pub(crate) fn nearest<'k>(
        &self,
        given: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Option<String> {
        if self.mistakes.borrow().len() < SUGGESTIONS_MAX {
            nearest(given, known)
        } else {
            None
        }
    }
    /// Notes who defines a name first; a second one is a mistake.
    pub(crate) fn claim(&self, what: Thing, name: String, id: &str, file: &str, line: usize) {
        let mut claims = self.claims.borrow_mut();
        if let Some((first, at)) = claims.get(&(what, name.clone())) {
            let what = MistakeKind::Duplicate {
                what,
                id: id.to_owned(),
                file: first.clone(),
                line: *at,
            };
            self.wrong(file, line, what);
        } else {
            claims.insert((what, name), (file.to_owned(), line));
        }
    }
    /// Whether nothing is wrong so far.
    pub(crate) fn is_clean(&self) -> bool {
        self.mistakes.borrow().is_empty()
    }
    /// All mistakes in the order of the files.
    pub(crate) fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by(|a, b| (file_order(&a.file), a.line).cmp(&(file_order(&b.file), b.line)));
        mistakes.dedup();
        mistakes
    }
}
