//! Differences: numbers of the ledger that changed since a report was frozen, and words between two versions.

use super::ReportError;
use crate::reports::ReportService;
use dienhong_reports::{Block, Number, Paper, Span};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A number that is different now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Name in the paper.
    pub name: String,
    /// As frozen.
    pub then: String,
    /// As it would be now; `None` when nothing is recorded any more.
    pub now: Option<String>,
    /// Address of its proof.
    pub proof: String,
}

/// A piece of a compared paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the older version.
    Gone(String),
    /// Only in the newer version.
    New(String),
}

/// A paragraph that differs between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextChange {
    /// The heading under which it stands.
    pub heading: String,
    /// Word by word.
    pub pieces: Vec<Piece>,
}

/// Numbers of a frozen paper that are different in the same paper made now.
pub(super) fn moved(frozen: &Paper, now: &Paper) -> Vec<Moved> {
    let newer: BTreeMap<&str, &Number> = now.numbers().into_iter().map(|n| (n.name.as_str(), n)).collect();
    let differs = |number: &&Number| {
        let other = newer.get(number.name.as_str());
        other.is_none_or(|o| o.text != number.text || o.value != number.value)
    };
    let older = frozen.numbers();
    let found = older.into_iter().filter(differs).map(|number| Moved {
        name: number.name.clone(),
        then: number.text.clone(),
        now: newer.get(number.name.as_str()).map(|n| n.text.clone()),
        proof: number.proof.clone(),
    });
    found.collect()
}

impl ReportService<'_> {
    /// Paragraphs that differ between two frozen versions, or between one and the draft (version 0).
    pub async fn changes(&self, id: Uuid, from: i64, to: i64) -> Result<Vec<TextChange>, ReportError> {
        let report = self.find(id).await?;
        let older = self.model(id, from).await?;
        let newer = match to {
            0 => report.paper,
            to => self.model(id, to).await?,
        };
        Ok(text_changes(&older, &newer))
    }
}

/// The text of a paper, paragraph by paragraph, each with its heading.
fn paragraphs(paper: &Paper) -> Vec<(String, String)> {
    let mut heading = String::new();
    let mut found = Vec::new();
    let said = |spans: &[Span]| -> String {
        let text = spans.iter().map(|span| match span {
            Span::Words(words) => words.as_str(),
            Span::Number(number) => number.text.as_str(),
        });
        text.collect()
    };
    let annexes = paper.annexes.iter().flat_map(|(_, blocks)| blocks);
    for block in paper.body.iter().chain(annexes) {
        match block {
            Block::Heading(_, text) => heading.clone_from(text),
            Block::Paragraph(spans) => found.push((heading.clone(), said(spans))),
            Block::Basis(text) => found.push((heading.clone(), text.clone())),
            Block::Table(table) => {
                let rows = table.rows.iter().map(|row| {
                    let cells: Vec<String> = row.iter().map(|cell| said(cell)).collect();
                    cells.join(" · ")
                });
                found.extend(rows.map(|row| (format!("{heading} — {}", table.title), row)));
            }
            Block::Chart(_) => {}
        }
    }
    found
}

pub(super) fn text_changes(older: &Paper, newer: &Paper) -> Vec<TextChange> {
    let (before, after) = (paragraphs(older), paragraphs(newer));
    let lines =
        |of: &[(String, String)]| -> String { of.iter().map(|(_, text)| format!("{text}\n")).collect() };
    let (before_text, after_text) = (lines(&before), lines(&after));
    let diff = TextDiff::from_lines(&before_text, &after_text);
    let mut found: Vec<TextChange> = Vec::new();
    for group in diff.ops() {
        let (old, new) = (group.old_range(), group.new_range());
        if group.tag() == similar::DiffTag::Equal {
            continue;
        }
        let pairs = old.len().max(new.len());
        for at in 0..pairs {
            let was = before.get(old.start + at).filter(|_| at < old.len());
            let is = after.get(new.start + at).filter(|_| at < new.len());
            let heading = is
                .or(was)
                .map_or_else(String::new, |(heading, _)| heading.clone());
            let text = |of: Option<&(String, String)>| of.map_or_else(String::new, |(_, text)| text.clone());
            found.push(TextChange {
                heading,
                pieces: words(&text(was), &text(is)),
            });
        }
    }
    found
}

fn words(was: &str, is: &str) -> Vec<Piece> {
    let diff = TextDiff::from_words(was, is);
    let mut found: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), found.last_mut()) {
            (ChangeTag::Equal, Some(Piece::Same(last)))
            | (ChangeTag::Delete, Some(Piece::Gone(last)))
            | (ChangeTag::Insert, Some(Piece::New(last))) => last.push_str(text),
            (ChangeTag::Equal, _) => found.push(Piece::Same(text.to_owned())),
            (ChangeTag::Delete, _) => found.push(Piece::Gone(text.to_owned())),
            (ChangeTag::Insert, _) => found.push(Piece::New(text.to_owned())),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(texts: &[&str]) -> Paper {
        let paragraph = |text: &&str| Block::Paragraph(vec![Span::Words((*text).to_owned())]);
        Paper {
            body: texts.iter().map(paragraph).collect(),
            ..Paper::default()
        }
    }

    #[test]
    fn changed_words_are_found_and_nothing_else() {
        let (older, newer) = (
            paper(&["một", "hai ba", "bốn"]),
            paper(&["một", "hai bảy", "bốn", "năm"]),
        );
        let found = text_changes(&older, &newer);
        assert_eq!(found.len(), 2);
        assert!(found[0].pieces.contains(&Piece::Gone("ba".into())), "{found:?}");
        assert!(found[0].pieces.contains(&Piece::New("bảy".into())));
        assert_eq!(found[1].pieces, [Piece::New("năm".into())]);
        assert_eq!(text_changes(&older, &older), []);
    }
}
