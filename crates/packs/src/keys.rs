//! Reads one table key by key: every answer is checked, and a key that nobody asked for is a mistake.

mod many;
mod values;

pub(crate) use values::LEVELS;

use crate::diagnostics::Diagnostics;
use crate::mistake::{Expected, MistakeKind, Thing};
use crate::source::Source;
use dienhong_domain::text::clean_line;
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest text of any key, in letters.
pub const TEXT_MAX: usize = 1_000;
/// Longest code.
pub const ID_MAX: usize = 40;

/// Whether a text is a code: a-z, 0-9 and hyphens.
pub fn is_id(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.len() <= ID_MAX && text.bytes().all(allowed)
}

/// A table of a file.
pub(crate) struct Keys<'a> {
    pub(crate) source: &'a Source,
    pub(crate) diagnostics: &'a Diagnostics,
    pub(crate) line: usize,
    table: &'a DeTable<'a>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(
        source: &'a Source,
        diagnostics: &'a Diagnostics,
        line: usize,
        table: &'a DeTable<'a>,
    ) -> Keys<'a> {
        Keys {
            source,
            diagnostics,
            line,
            table,
            asked: RefCell::default(),
        }
    }

    /// Notes a mistake at a key, or at the table when the key is not written.
    pub(crate) fn wrong(&self, key: &str, what: MistakeKind) {
        self.diagnostics.wrong(&self.source.name, self.line_of(key), what);
    }

    fn line_of(&self, key: &str) -> usize {
        self.table
            .get_key_value(key)
            .map_or(self.line, |(k, _)| self.source.line(k.span().start))
    }

    /// Remembers where this table and its keys stand.
    pub(crate) fn place(&self, path: &str) {
        let mut places = self.diagnostics.places.borrow_mut();
        let at = |line: usize| (self.source.name.clone(), line);
        places.0.insert(path.to_owned(), at(self.line));
        for (key, _) in self.table {
            places.0.insert(
                format!("{path}#{}", key.get_ref()),
                at(self.source.line(key.span().start)),
            );
        }
    }

    /// Claims a name for the thing that this table defines.
    pub(crate) fn claim(&self, what: Thing, scope: &str, id: &str) {
        if !id.is_empty() {
            self.diagnostics
                .claim(what, format!("{scope}/{id}"), id, &self.source.name, self.line);
        }
    }

    /// Notes every key that was not asked for. Call last.
    pub(crate) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let key = key.get_ref().as_ref();
            if !asked.contains(key) {
                let near = self.diagnostics.nearest(key, asked.iter().copied());
                self.wrong(
                    key,
                    MistakeKind::UnknownKey {
                        key: shortened(key),
                        near,
                    },
                );
            }
        }
    }

    /// Whether a key is written.
    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn value(&self, key: &'static str) -> Option<&'a DeValue<'a>> {
        self.get(key).map(Spanned::get_ref)
    }

    fn typed<T>(
        &self,
        key: &'static str,
        expected: Expected,
        read: impl Fn(&'a DeValue<'a>) -> Option<T>,
    ) -> Option<T> {
        let found = read(self.value(key)?);
        if found.is_none() {
            self.wrong(
                key,
                MistakeKind::WrongType {
                    key: key.to_owned(),
                    expected,
                },
            );
        }
        found
    }

    /// Notes a missing key.
    pub(crate) fn needed<T>(&self, key: &'static str, value: Option<T>) -> Option<T> {
        if !self.has(key) {
            self.wrong(key, MistakeKind::MissingKey { key: key.to_owned() });
        }
        value
    }
}

/// A foreign text, short enough to be told back.
pub(crate) fn shortened(text: &str) -> String {
    let text = clean_line(text);
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
