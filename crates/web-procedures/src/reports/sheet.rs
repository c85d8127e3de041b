//! The paper as part of a page: what is printed, with its numbers linked to their proofs.

use dienhong_app::reports::{Draft, Report};
use dienhong_reports::{Block, Chart, Paper, Span, kept_together};
use std::collections::BTreeSet;

/// A part of the paper with its place.
pub(crate) struct Placed {
    /// Name of the part, for comments.
    pub(crate) anchor: String,
    /// Whether a person's text replaces that of the outline.
    pub(crate) is_edited: bool,
    /// The part.
    pub(crate) block: Block,
}

/// The paper as it is shown.
pub(crate) struct Sheet {
    pub(crate) paper: Paper,
    pub(crate) body: Vec<Placed>,
    pub(crate) annexes: Vec<(String, Vec<Placed>)>,
    pub(crate) number_line: String,
    pub(crate) place_line: String,
    pub(crate) recipients: Vec<String>,
}

impl Sheet {
    /// A paper that came from elsewhere.
    pub(crate) fn of_paper(paper: &Paper) -> Sheet {
        Sheet::new(paper.clone(), None)
    }

    pub(crate) fn of(report: &Report) -> Sheet {
        Sheet::new(report.paper.clone(), report.draft.as_ref())
    }

    fn new(paper: Paper, draft: Option<&Draft>) -> Sheet {
        let paper = kept_together(paper);
        let edited: BTreeSet<&str> = draft
            .iter()
            .flat_map(|d| &d.lines)
            .filter(|l| l.outline.as_ref().is_none_or(|said| *said != l.pieces) && l.kind.is_text())
            .map(|l| l.part.as_str())
            .collect();
        let mut anchors = paper.anchors.iter();
        let mut placed = |block: &Block| {
            let anchor = anchors.next().cloned().unwrap_or_default();
            Placed {
                is_edited: edited.contains(anchor.as_str()),
                anchor,
                block: block.clone(),
            }
        };
        let body = paper.body.iter().map(&mut placed).collect();
        let annexes = paper
            .annexes
            .iter()
            .map(|(title, blocks)| (title.clone(), blocks.iter().map(&mut placed).collect()))
            .collect();
        Sheet {
            body,
            annexes,
            number_line: paper.number_line(),
            place_line: paper.place_line(),
            recipients: paper.recipient_lines(),
            paper,
        }
    }

    /// Parts that can be commented on, each with a label of a few words.
    pub(crate) fn places(&self) -> Vec<(String, String)> {
        let mut heading = String::new();
        let mut found = Vec::new();
        let all = self
            .body
            .iter()
            .chain(self.annexes.iter().flat_map(|(_, blocks)| blocks));
        // Parts that the program adds by itself cannot be commented on.
        for placed in all.filter(|placed| !placed.anchor.is_empty()) {
            let words = match &placed.block {
                Block::Heading(_, text) => {
                    heading.clone_from(text);
                    text.clone()
                }
                Block::Basis(text) => shortened(text),
                Block::Paragraph(spans) => shortened(&said(spans)),
                Block::Table(table) => table.title.clone(),
                Block::Chart(chart) => chart.title.clone(),
            };
            let label = match words == heading {
                true => words,
                false => format!("{} — {words}", shortened(&heading)),
            };
            found.push((placed.anchor.clone(), label));
        }
        found
    }
}

/// A bar of a chart: its label, its number, its length in thousandths.
pub(crate) fn bars(chart: &Chart) -> Vec<(&dienhong_reports::Bar, u64)> {
    chart.bars.iter().map(|bar| (bar, chart.length(bar))).collect()
}

fn said(spans: &[Span]) -> String {
    let text = spans.iter().map(|span| match span {
        Span::Words(words) => words.as_str(),
        Span::Number(number) => number.text.as_str(),
    });
    text.collect()
}

/// The first words of a text.
pub(crate) fn shortened(text: &str) -> String {
    const LETTERS: usize = 60;
    match text.char_indices().nth(LETTERS) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
