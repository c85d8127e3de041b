//! What a whole pack must satisfy: everything named is defined, and only like goes with like.

use crate::diagnostics::{Diagnostics, Places};
use crate::mistake::{MistakeKind, Thing};
use crate::tables::TABLES;
use dienhong_domain::packs::*;
use std::collections::BTreeMap;

/// Checks one pack that stands on its own, or the effective one.
pub(crate) struct Check<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) places: &'a Places,
    pub(crate) diagnostics: &'a Diagnostics,
    pub(crate) trust: Trust,
    pub(crate) measures: BTreeMap<&'a str, &'a Measure>,
    pub(crate) stems: BTreeMap<&'a str, &'a Stem>,
    pub(crate) lists: BTreeMap<&'a str, &'a List>,
}

/// Whether a pack was checked before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// It comes from outside.
    None,
    /// It was checked when it was installed.
    Installed,
}

/// Notes all mistakes of a whole pack.
pub(crate) fn whole(pack: &Pack, places: &Places, diagnostics: &Diagnostics, trust: Trust) {
    let check = Check {
        pack,
        places,
        diagnostics,
        trust,
        measures: pack.measures.iter().map(|m| (m.code.as_str(), m)).collect(),
        stems: pack.stems.iter().map(|s| (s.measure.code.as_str(), s)).collect(),
        lists: pack.lists.iter().map(|l| (l.id.as_str(), l)).collect(),
    };
    for table in TABLES {
        table.check(&check);
    }
}

impl Check<'_> {
    /// Notes a mistake at a key of a thing.
    pub(crate) fn wrong(&self, path: &str, key: &str, what: MistakeKind) {
        match self.places.of(path, key) {
            Some((file, line)) => self.diagnostics.wrong(file, *line, what),
            None => self.diagnostics.wrong(&self.pack.id, 0, what),
        }
    }

    /// Notes a name that nothing defines. Empty names were noted when they were read.
    pub(crate) fn unknown<'k>(
        &self,
        path: &str,
        key: &str,
        what: Thing,
        id: &str,
        known: impl Iterator<Item = &'k str>,
    ) {
        if !id.is_empty() {
            let near = self.diagnostics.nearest(id, known);
            self.wrong(
                path,
                key,
                MistakeKind::Unknown {
                    what,
                    id: id.to_owned(),
                    near,
                },
            );
        }
    }

    /// Notes a section that is not there.
    pub(crate) fn section(&self, path: &str, section: &str) {
        if !self.pack.sections.iter().any(|s| s.id == section) {
            let known = self.pack.sections.iter().map(|s| s.id.as_str());
            self.unknown(path, "section", Thing::Section, section, known);
        }
    }

    /// Notes a window that is not there.
    pub(crate) fn window(&self, path: &str, window: &str) {
        if !self.pack.windows.iter().any(|w| w.id == window) {
            let known = self.pack.windows.iter().map(|w| w.id.as_str());
            self.unknown(path, "window", Thing::Window, window, known);
        }
    }

    /// Notes a list that is not there.
    pub(crate) fn list(&self, path: &str, key: &str, list: &str) {
        if !self.lists.contains_key(list) {
            self.unknown(path, key, Thing::List, list, self.lists.keys().copied());
        }
    }
}
