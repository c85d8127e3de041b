//! What a draft lacks: numbers of its sentences that nobody recorded, and sentences that could not be written.

use super::draft::Draft;
use super::facts::{BEFORE, CHANGE, ReportFacts};
use dienhong_domain::outlines::Piece;
use dienhong_i18n::{Locale, lower_first, t_with};
use dienhong_packs::narrative::Fact;
use std::collections::BTreeMap;

/// An incomplete paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Part; `summary` for what the paper is about.
    pub part: String,
    /// What is missing, in words.
    pub why: String,
}

/// Names of numbers that occur in a draft but were not recorded, with their titles.
#[derive(Clone, Debug, Default)]
pub struct Gaps(BTreeMap<String, String>);

impl Gaps {
    /// Those that occur in paragraphs.
    pub(super) fn of<'a>(ground: &ReportFacts, pieces: impl Iterator<Item = &'a Piece>) -> Gaps {
        let missing = pieces.filter_map(|piece| match piece {
            Piece::Number(name) if !ground.numbers.contains_key(name) => Some(name),
            _ => None,
        });
        Gaps(missing.map(|name| (name.clone(), ground.title(name))).collect())
    }

    /// The title of a missing number.
    pub fn title(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// What is printed in place of a missing number.
    pub fn words(&self, name: &str) -> String {
        t_with(Locale::Vi, "reports-gap", &[("name", self.title(name).into())])
    }
}

/// The sentence that names the numbers a paragraph lacks.
pub(super) fn lacks(titles: &[String]) -> String {
    let names = titles.join("”, “");
    t_with(Locale::Vi, "reports-broken-missing", &[("name", names.into())])
}

impl ReportFacts {
    /// The title of a number, recorded or not.
    pub(super) fn title(&self, name: &str) -> String {
        let stem = name.trim_end_matches(CHANGE).trim_end_matches(BEFORE);
        let title = self.known_title(stem).unwrap_or_else(|| stem.to_owned());
        match stem == name {
            true => title,
            false => t_with(Locale::Vi, "reports-gap-before", &[("name", title.into())]),
        }
    }

    fn known_title(&self, name: &str) -> Option<String> {
        let mut rows = self.totals.sections.iter().flat_map(|s| &s.rows);
        let row = rows.find(|row| row.measure.code == name);
        let row = row.map(|row| lower_first(&row.measure.title.vi));
        let fact = || {
            self.narrator
                .facts()
                .numbers
                .get(name)
                .map(|fact| fact.title.clone())
        };
        row.or_else(fact).filter(|title| !title.is_empty())
    }

    /// Units of count of everything that sentences may name, by name.
    pub(super) fn units(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let facts = self.narrator.facts().numbers.values();
        facts.for_each(|fact| note_unit(fact, &mut found));
        found
    }
}

fn note_unit(of: &Fact, found: &mut BTreeMap<String, String>) {
    if !of.unit.is_empty() {
        found.insert(of.name.clone(), of.unit.clone());
    }
    let parts = of.items.iter().map(|(_, item)| item).chain(of.before.as_deref());
    parts.for_each(|part| note_unit(part, found));
}

impl Draft {
    /// The incomplete paragraphs, in the order of the paper.
    pub fn gaps(&self) -> Vec<Gap> {
        let summary = self.summary_problem.iter().map(|why| Gap {
            part: "summary".to_owned(),
            why: why.clone(),
        });
        let lines = self.lines.iter().filter(|line| !line.is_gone);
        let parts = lines.filter_map(|line| {
            let why = line.problem.clone().or_else(|| self.lacking(&line.pieces))?;
            let part = line.part.clone();
            Some(Gap { part, why })
        });
        summary.chain(parts).collect()
    }

    /// Which numbers in a person's words are missing.
    fn lacking(&self, pieces: &[Piece]) -> Option<String> {
        let mut titles: Vec<String> = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Number(name) if !self.numbers.contains_key(name) => {
                    let title = self.gaps.title(name);
                    if !titles.contains(&title) {
                        titles.push(title);
                    }
                }
                _ => {}
            }
        }
        (!titles.is_empty()).then(|| lacks(&titles))
    }
}
