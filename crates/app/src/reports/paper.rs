//! Builds the paper from the lines of a draft: its head, its paragraphs with their numbers, its signature.

use super::draft::{Draft, LineKind, Sources};
use super::facts::{BEFORE, CHANGE};
use super::gaps::Gaps;
use super::say;
use crate::papers::{Issuer, Signer, paper_words};
use crate::reports::ReportService;
use crate::snapshot::RulesSnapshot;
use crate::units::then_and_now;
use dienhong_domain::outlines::Piece;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, t_with};
use dienhong_reports::{Block, Letterhead, Number, Paper, Recipients, Span};
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl ReportService<'_> {
    /// The paper of a draft. `signer`, number and day are set when it is issued.
    pub(super) fn paper_of(
        &self,
        unit: UnitId,
        draft: &Draft,
        issuer: Option<&Issuer>,
        signer: Option<&Signer>,
    ) -> Paper {
        let snapshot = self.snapshot();
        let mut paper = Paper {
            letterhead: letterhead(snapshot, unit, draft, issuer),
            kind: kind_words(draft.paper),
            summary: draft.summary.clone(),
            signature: signer.map(Signer::signature).unwrap_or_default(),
            recipients: recipients(issuer),
            ..Paper::default()
        };
        let mut seen = HashMap::new();
        let mut annex: Option<(String, Vec<Block>)> = None;
        for line in draft.lines.iter().filter(|line| line.is_printed()) {
            let block = match &line.kind {
                LineKind::Annex(title) => {
                    paper.annexes.extend(annex.take());
                    annex = Some((title.clone(), Vec::new()));
                    continue;
                }
                LineKind::Heading(level, title) => {
                    Block::Heading(*level, format!("{} {}", line.mark, title).trim().to_owned())
                }
                LineKind::Basis => Block::Basis(plain(&line.pieces, &draft.numbers, &draft.gaps)),
                // Nothing could be written: the gap says so, and why.
                LineKind::Text if line.pieces.is_empty() => {
                    let why = line.problem.clone().unwrap_or_default();
                    Block::Paragraph(words(t_with(
                        Locale::Vi,
                        "reports-gap-part",
                        &[("why", why.into())],
                    )))
                }
                // A gap for people to fill in; a paper with one is never submitted.
                LineKind::Ask(_) if line.pieces.is_empty() => {
                    Block::Paragraph(vec![Span::Words("…".to_owned())])
                }
                LineKind::Text | LineKind::Ask(_) => Block::Paragraph(spans(&line.pieces, draft, &mut seen)),
                LineKind::Block(block) => block.clone(),
            };
            paper.anchors.push(line.part.clone());
            match &mut annex {
                Some((_, blocks)) => blocks.push(block),
                None => paper.body.push(block),
            }
        }
        for words in &draft.notes {
            before_the_end(&mut paper, words.clone());
        }
        paper.annexes.extend(annex);
        if let Some(words) = draft.sources.said(seen.keys()) {
            before_the_end(&mut paper, words);
        }
        paper
    }
}

/// Adds a paragraph at the end of the body, but before the sentence that closes the paper: nothing may follow "./.".
fn before_the_end(paper: &mut Paper, said: String) {
    let closes = |block: &Block| match block {
        Block::Paragraph(spans) => {
            matches!(spans.last(), Some(Span::Words(words)) if words.trim_end().ends_with("./."))
        }
        _ => false,
    };
    let at = paper.body.len() - usize::from(paper.body.last().is_some_and(closes));
    // Anchors follow the blocks of the body, then those of the annexes.
    paper.anchors.insert(at, String::new());
    paper.body.insert(at, Block::Paragraph(words(said)));
}

impl Sources {
    /// A note on how many units recorded the numbers with these names, and on the days meant by "cùng kỳ".
    fn said<'n>(&self, names: impl Iterator<Item = &'n String>) -> Option<String> {
        let names: BTreeSet<&str> = names.map(String::as_str).collect();
        let is_beside = |name: &&str| name.ends_with(BEFORE) || name.ends_with(CHANGE);
        let bare = |name: &str| {
            let name = name
                .strip_suffix(BEFORE)
                .or_else(|| name.strip_suffix(CHANGE))
                .unwrap_or(name);
            self.coverage.get(name).cloned()
        };
        let recorded: BTreeSet<String> = names.iter().filter_map(|name| bare(name)).collect();
        let recorded: Vec<String> = recorded.into_iter().collect();
        let coverage = (!recorded.is_empty()).then(|| {
            let list = recorded.join("; ");
            t_with(Locale::Vi, "reports-coverage-note", &[("list", list.into())])
        });
        let before = names.iter().any(is_beside).then(|| {
            let period = self.before.as_str();
            t_with(Locale::Vi, "reports-before-note", &[("period", period.into())])
        });
        let said: Vec<String> = before.into_iter().chain(coverage).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }
}

/// The kind of paper in capitals, as it is printed; empty for a letter.
fn kind_words(of: PaperKind) -> String {
    match of {
        PaperKind::Letter => String::new(),
        kind => paper_words(kind, Locale::Vi).to_uppercase(),
    }
}

/// A paragraph as plain text.
pub(super) fn plain(pieces: &[Piece], numbers: &BTreeMap<String, Number>, gaps: &Gaps) -> String {
    let text = pieces.iter().map(|piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Number(name) => numbers
            .get(name)
            .map_or_else(|| gaps.words(name), |n| n.text.clone()),
    });
    text.collect()
}

fn spans(pieces: &[Piece], draft: &Draft, seen: &mut HashMap<String, usize>) -> Vec<Span> {
    let mut unit = "";
    let mut found = Vec::new();
    for piece in pieces {
        found.push(match piece {
            Piece::Words(words) => Span::Words(joined(words, unit)),
            Piece::Number(name) => match draft.numbers.get(name) {
                Some(number) => Span::Number(numbered(number, name, seen)),
                // A paper with such a gap is never submitted.
                None => Span::Words(draft.gaps.words(name)),
            },
        });
        unit = match piece {
            Piece::Number(name) => draft.units.get(name).map_or("", String::as_str),
            Piece::Words(_) => "",
        };
    }
    found
}

/// Gives a number that occurs in a paper again a name of its own.
fn numbered(number: &Number, name: &str, seen: &mut HashMap<String, usize>) -> Number {
    let times = seen.entry(name.to_owned()).or_default();
    *times += 1;
    let name = match *times {
        1 => name.to_owned(),
        n => format!("{name}.{n}"),
    };
    Number {
        name,
        ..number.clone()
    }
}

/// Words after a number, joined so that the unit of count stays on the same line.
fn joined(words: &str, unit: &str) -> String {
    let rest = words.strip_prefix(' ').and_then(|rest| rest.strip_prefix(unit));
    match rest.filter(|_| !unit.is_empty()) {
        Some(rest) => format!("\u{a0}{}{rest}", unit.replace(' ', "\u{a0}")),
        None => words.to_owned(),
    }
}

fn letterhead(snapshot: &RulesSnapshot, unit: UnitId, draft: &Draft, issuer: Option<&Issuer>) -> Letterhead {
    match issuer {
        Some(issuer) => Letterhead {
            parent: issuer.parent.iter().map(|l| l.to_uppercase()).collect(),
            issuer: issuer.heading.iter().map(|l| l.to_uppercase()).collect(),
            number: None,
            sign: draft.paper.sign(&issuer.sign),
            place: issuer.place.clone(),
            day: None,
        },
        None => Letterhead {
            parent: Vec::new(),
            issuer: vec![
                say("filings-paper-committee").to_uppercase(),
                then_and_now(&snapshot.map, unit, draft.days.to, Locale::Vi).to_uppercase(),
            ],
            number: None,
            sign: draft.paper.sign("UBND"),
            place: snapshot
                .map
                .get(unit)
                .map_or_else(String::new, |u| u.near(draft.days.to).name.to_string()),
            day: None,
        },
    }
}

fn recipients(issuer: Option<&Issuer>) -> Recipients {
    issuer.map_or_else(Recipients::default, |issuer| Recipients {
        lines: issuer.recipients.clone(),
        archive: issuer.archive.clone(),
    })
}

pub(super) fn words(text: impl Into<String>) -> Vec<Span> {
    vec![Span::Words(text.into())]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The note on "cùng kỳ" was once printed after "./.", where a paper ends.
    #[test]
    fn what_is_told_of_numbers_stands_before_the_closing_sentence() {
        let paragraph = |text: &str| Block::Paragraph(words(text));
        let said = |blocks: &[&str]| {
            let mut paper = Paper {
                body: blocks.iter().map(|b| paragraph(b)).collect(),
                anchors: blocks.iter().map(|b| (*b).to_owned()).collect(),
                ..Paper::default()
            };
            before_the_end(&mut paper, "Cùng kỳ: năm 2025.".to_owned());
            (paper.body, paper.anchors)
        };
        let (body, anchors) = said(&["Một.", "Trên đây là báo cáo./."]);
        assert_eq!(body[1], paragraph("Cùng kỳ: năm 2025."));
        assert_eq!(anchors, ["Một.", "", "Trên đây là báo cáo./."]);
        assert_eq!(said(&["Một."]).0[1], paragraph("Cùng kỳ: năm 2025."));
        assert_eq!(said(&[]).0.len(), 1);
    }
}
