//! A draft: the lines of a report as they would be frozen now, with notes on its numbers.

use super::gaps::Gaps;
use dienhong_domain::outlines::Piece;
use dienhong_domain::packs::Words;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::time::Period;
use dienhong_reports::{Block, Number};
use std::collections::BTreeMap;

/// The content of a line of a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum LineKind {
    /// A heading of a level, from 1.
    Heading(u8, String),
    /// An annex begins.
    Annex(String),
    /// A basis.
    Basis,
    /// A paragraph.
    Text,
    /// A paragraph that a person writes; what is expected there.
    Ask(String),
    /// A table or chart.
    Block(Block),
}

impl LineKind {
    /// Whether a person can write its words.
    pub fn is_text(&self) -> bool {
        matches!(self, LineKind::Basis | LineKind::Text | LineKind::Ask(_))
    }
}

/// A line of a draft.
#[derive(Clone, Debug)]
pub struct Line {
    /// Part.
    pub part: String,
    /// Its content.
    pub kind: LineKind,
    /// Number of a heading: "I.".
    pub mark: String,
    /// The words with their numbers.
    pub pieces: Vec<Piece>,
    /// What the outline says now; `None` for a person's own paragraph, and where words cannot be written.
    pub outline: Option<Vec<Piece>>,
    /// Revision of the words written by people; 0 when nobody wrote.
    pub rev: i64,
    /// Who wrote last, and when.
    pub person: Option<(i64, i64)>,
    /// Whether it was taken out.
    pub is_gone: bool,
    /// Whether it is a heading or annex with nothing below it, which is not printed.
    pub is_bare: bool,
    /// Whether the outline has changed since a person wrote over its sentence.
    pub is_outdated: bool,
    /// Why the outline's sentence could not be written.
    pub problem: Option<String>,
    /// Whether a part of its kind stands before it, so that it can be moved there.
    pub moves_up: bool,
    /// Whether a part of its kind stands behind it.
    pub moves_down: bool,
}

impl Line {
    /// A line that nobody wrote, moved or took out.
    pub(super) fn new(part: &str, kind: LineKind, pieces: Vec<Piece>) -> Line {
        Line {
            part: part.to_owned(),
            kind,
            mark: String::new(),
            pieces,
            outline: None,
            rev: 0,
            person: None,
            is_gone: false,
            is_bare: false,
            is_outdated: false,
            problem: None,
            moves_up: false,
            moves_down: false,
        }
    }

    /// Whether it is printed on the paper. What could not be written is printed as a gap; a table or chart without rows
    /// is not printed.
    pub fn is_printed(&self) -> bool {
        let has_content = match &self.kind {
            LineKind::Heading(..) | LineKind::Annex(_) => !self.is_bare,
            LineKind::Text => !self.pieces.is_empty() || self.problem.is_some(),
            LineKind::Basis | LineKind::Ask(_) => true,
            LineKind::Block(Block::Table(table)) => !table.rows.is_empty(),
            LineKind::Block(Block::Chart(chart)) => !chart.bars.is_empty(),
            LineKind::Block(_) => true,
        };
        has_content && !self.is_gone
    }
}

/// Notes on the numbers of the sentences.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// How many units below recorded a number, by the number's name.
    pub coverage: BTreeMap<String, String>,
    /// The days meant by "cùng kỳ".
    pub before: String,
}

/// A report as it would be frozen now.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Outline's name.
    pub title: Words,
    /// Kind of paper.
    pub paper: PaperKind,
    /// What it is about; a gap if it could not be written.
    pub summary: String,
    /// Why the summary could not be written.
    pub summary_problem: Option<String>,
    /// Lines in order.
    pub lines: Vec<Line>,
    /// Revision of their order; 0 while it is that of the outline.
    pub order_rev: i64,
    /// Who moved a part last, and when.
    pub order_person: Option<(i64, i64)>,
    /// The days that it is about.
    pub days: Period,
    /// Sentences about how it was read: through another map, under laws that changed, by an outline whose text was not read.
    pub notes: Vec<String>,
    /// Every number that may occur in it, by name.
    pub numbers: BTreeMap<String, Number>,
    /// Notes on the numbers.
    pub sources: Sources,
    /// Numbers that occur in it but were not recorded.
    pub gaps: Gaps,
    /// Units of count of its numbers, by name.
    pub units: BTreeMap<String, String>,
    /// Whether something is based on a known share.
    pub is_estimated: bool,
    /// Whether something could not be divided.
    pub is_undivided: bool,
    /// Whether nothing at all was recorded.
    pub is_empty: bool,
}
