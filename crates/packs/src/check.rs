//! What a whole pack must satisfy: everything named is defined, and only like goes with like.

use crate::diagnostics::{Diagnostics, Places};
use crate::mistake::{MistakeKind, Thing, Unlike};
use crate::{check_indicators, check_outlines, check_posts};
use dienhong_domain::filings::{Every, FilingForm};
use dienhong_domain::packs::*;
use dienhong_domain::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Checks one pack that stands on its own, or the effective one.
pub(crate) struct Check<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) places: &'a Places,
    pub(crate) diagnostics: &'a Diagnostics,
    pub(crate) measures: BTreeMap<&'a str, &'a Measure>,
    pub(crate) stems: BTreeMap<&'a str, &'a Stem>,
    pub(crate) lists: BTreeMap<&'a str, &'a List>,
}

/// Whether a pack was checked before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// It comes from outside.
    None,
    /// It was checked when it was installed. Trying every sentence of its outlines takes longer than all else.
    Installed,
}

/// Notes all mistakes of a whole pack.
pub(crate) fn whole(pack: &Pack, places: &Places, diagnostics: &Diagnostics, trust: Trust) {
    let check = Check {
        pack,
        places,
        diagnostics,
        measures: pack.measures.iter().map(|m| (m.code.as_str(), m)).collect(),
        stems: pack.stems.iter().map(|s| (s.measure.code.as_str(), s)).collect(),
        lists: pack.lists.iter().map(|l| (l.id.as_str(), l)).collect(),
    };
    pack.lists.iter().for_each(|list| check.titles(list));
    pack.stems.iter().for_each(|stem| check.stem(stem));
    // Measures made for items repeat what their stem says.
    pack.measures
        .iter()
        .filter(|m| m.item.is_none())
        .for_each(|m| check.measure(m));
    check.circles();
    pack.registers
        .iter()
        .for_each(|register| check.register(register));
    pack.filings.iter().for_each(|filing| check.filing(filing));
    pack.indicators
        .iter()
        .for_each(|indicator| check_indicators::indicator(&check, indicator));
    if trust == Trust::None {
        check_outlines::outlines(&check);
    }
}

impl<'a> Check<'a> {
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

    fn titles(&self, list: &List) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for item in &list.items {
            // Sheets hold names, in either language: two items must not read alike in either.
            let names: BTreeSet<String> = [fold(&item.title.vi), fold(&item.title.en)].into();
            for name in names.into_iter().filter(|n| !n.is_empty()) {
                if let Some(other) = seen.insert(name, &item.id) {
                    let what = MistakeKind::SameTitle {
                        id: item.id.clone(),
                        other: other.to_owned(),
                    };
                    self.wrong(&format!("item:{}/{}", list.id, item.id), "title", what);
                    break;
                }
            }
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

    fn filing(&self, filing: &FilingForm) {
        let path = format!("filing:{}", filing.id);
        if let Every::Window(window) = &filing.every {
            self.window(&path, window);
        }
        for section in &filing.sections {
            self.section(&path, section);
        }
    }

    /// Notes a list that is not there.
    pub(crate) fn list(&self, path: &str, key: &str, list: &str) {
        if !self.lists.contains_key(list) {
            self.unknown(path, key, Thing::List, list, self.lists.keys().copied());
        }
    }

    fn stem(&self, stem: &Stem) {
        let path = format!("measure:{}", stem.measure.code);
        self.section(&path, &stem.measure.section);
        self.list(&path, "per", &stem.list);
        if stem.measure.counts_units.is_some() {
            self.wrong(&path, "counts_units", MistakeKind::UnitsAreStock);
        }
    }

    fn measure(&self, measure: &Measure) {
        let path = format!("measure:{}", measure.code);
        self.section(&path, &measure.section);
        let may_count = matches!(measure.kind, MeasureKind::Stock | MeasureKind::Units);
        if measure.counts_units.is_some() && (!may_count || measure.scale != 0) {
            self.wrong(&path, "counts_units", MistakeKind::UnitsAreStock);
        }
        let Some(code) = &measure.part_of else { return };
        let Some(whole) = self.measures.get(code.as_str()) else {
            return self.unknown(
                &path,
                "part_of",
                Thing::Measure,
                code,
                self.measures.keys().copied(),
            );
        };
        if let Some(why) = unlike(measure, whole) {
            let what = MistakeKind::PartUnlike {
                code: measure.code.clone(),
                whole: code.clone(),
                why,
            };
            self.wrong(&path, "part_of", what);
        }
    }

    /// Walks up from each measure once; who meets its own steps is a part of itself.
    fn circles(&self) {
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for measure in self.measures.values() {
            let mut steps: Vec<&str> = Vec::new();
            let mut at = Some(*measure);
            while let Some(next) = at.filter(|m| !done.contains(m.code.as_str())) {
                done.insert(&next.code);
                steps.push(&next.code);
                at = next
                    .part_of
                    .as_ref()
                    .and_then(|code| self.measures.get(code.as_str()).copied());
            }
            let met = at.and_then(|m| steps.iter().position(|code| *code == m.code));
            for code in met.map_or(&[][..], |from| &steps[from..]) {
                let what = MistakeKind::PartCycle {
                    code: (*code).to_owned(),
                };
                self.wrong(&format!("measure:{code}"), "part_of", what);
            }
        }
    }

    fn register(&self, register: &Register) {
        let path = format!("register:{}", register.id);
        self.section(&path, &register.section);
        for field in &register.fields {
            if let FieldKind::Choice { list } | FieldKind::Choices { list } = &field.kind {
                self.list(&format!("field:{}/{}", register.id, field.id), "list", list);
            }
        }
        for (at, post) in register.posts.iter().enumerate() {
            check_posts::post(self, register, at, post);
        }
    }
}

/// Why two measures do not count the same thing.
pub(crate) fn unlike(one: &Measure, other: &Measure) -> Option<Unlike> {
    if one.kind != other.kind {
        return Some(Unlike::Kind);
    }
    if one.unit != other.unit {
        return Some(Unlike::Unit);
    }
    (one.scale != other.scale).then_some(Unlike::Scale)
}
