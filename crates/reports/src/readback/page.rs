//! Text with the bookmarks of numbers in it: of a file, and of a frozen paper.

use super::{LETTERS_MAX, cut};
use crate::clean::plain;
use crate::model::{Block, Number, Paper, Span};
use std::ops::Range;

/// Marks both ends of a bookmark in a [`Page`]: a character that XML does not allow.
pub(super) const EDGE: char = '\0';
/// Stands in a [`Page`] where a paragraph ends.
pub(super) const PARAGRAPH: char = '\u{2029}';

/// Text with bookmarks in it.
#[derive(Default)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) marks: Vec<Mark>,
    /// Where fields stand whose text Word computes anew.
    pub(super) computed: Vec<Range<usize>>,
    /// Where text is shown from right to left, its figures too.
    pub(super) turned: Vec<Range<usize>>,
}

/// A bookmark in the text of a [`Page`], its edges outside.
pub(super) struct Mark {
    pub(super) name: String,
    pub(super) start: usize,
    pub(super) end: Option<usize>,
}

impl Page {
    /// The text of a paper around its numbers, in the order of [`Paper::numbers`].
    pub(super) fn of(paper: &Paper) -> Page {
        let mut page = Page::default();
        let annexes = paper.annexes.iter().flat_map(|(_, blocks)| blocks);
        for block in paper.body.iter().chain(annexes) {
            match block {
                Block::Heading(..) | Block::Basis(_) => {}
                Block::Paragraph(spans) => page.spans(spans),
                Block::Table(table) => table.rows.iter().flatten().for_each(|cell| page.spans(cell)),
                Block::Chart(chart) => chart.bars.iter().for_each(|bar| {
                    page.number(&bar.number);
                    page.text.push(PARAGRAPH);
                }),
            }
        }
        page
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            match span {
                Span::Words(words) => self.text.push_str(&plain(words)),
                Span::Number(number) => self.number(number),
            }
        }
        self.text.push(PARAGRAPH);
    }

    fn number(&mut self, number: &Number) {
        let at = self.open(&number.name);
        self.text.push_str(&plain(&number.text));
        self.close(at);
    }

    pub(super) fn open(&mut self, name: &str) -> usize {
        self.text.push(EDGE);
        self.marks.push(Mark {
            name: cut(name),
            start: self.text.len(),
            end: None,
        });
        self.marks.len() - 1
    }

    pub(super) fn close(&mut self, at: usize) {
        self.marks[at].end = Some(self.text.len());
        self.text.push(EDGE);
    }

    /// The text in a bookmark.
    pub(super) fn inside(&self, mark: &Mark) -> String {
        let text = &self.text[mark.start..mark.end.unwrap_or(self.text.len())];
        // Cut first, because a hundred thousand bookmarks may be nested.
        text.chars()
            .take(LETTERS_MAX)
            .take_while(|c| mark.end.is_some() || *c != PARAGRAPH)
            .filter(|c| *c != EDGE)
            .map(|c| if c == PARAGRAPH { ' ' } else { c })
            .collect()
    }

    /// Whether Word computes the text in a bookmark, or part of it, anew.
    pub(super) fn is_computed(&self, mark: &Mark) -> bool {
        overlaps(&self.computed, mark)
    }

    /// Whether the text in a bookmark, or part of it, is shown from right to left.
    pub(super) fn is_turned(&self, mark: &Mark) -> bool {
        overlaps(&self.turned, mark)
    }
}

fn overlaps(all: &[Range<usize>], mark: &Mark) -> bool {
    let end = mark.end.unwrap_or(mark.start + 1);
    all.iter().any(|of| of.start < end && mark.start < of.end)
}
