//! Letters of a paper that a family of fonts lacks: a PDF would show empty boxes in their place.

use crate::clean::plain;
use crate::fonts::{Fonts, face};
use crate::layout::Layout;
use crate::model::{Block, Paper, Span};
use std::fmt;
use ttf_parser::Face;

/// Words around letters that are missing, in letters on either side.
const AROUND: usize = 30;
/// Most places that are reported: pasted text with many such letters is corrected as a whole.
const PLACES_MAX: usize = 10;

/// Letters that a font lacks at one place of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The letters as they stand, each group of them once.
    pub letters: String,
    /// The words around the first of them.
    pub place: String,
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in “{}”", self.letters, self.place)
    }
}

/// The cuts in the order of [`Fonts`].
#[derive(Clone, Copy)]
enum Cut {
    Upright,
    Bold,
    Italic,
    BoldItalic,
}

impl Fonts {
    /// Every place of a paper with letters that the cut in which it is set lacks, at most ten.
    pub fn lacking(&self, paper: &Paper) -> Vec<Lacking> {
        let faces: Vec<Face<'_>> = self.fonts.iter().filter_map(face).collect();
        let texts = texts(paper).into_iter();
        let found = texts.filter_map(|(cut, text)| lacking(faces.get(cut as usize)?, &plain(&text)));
        let mut all: Vec<Lacking> = Vec::new();
        for place in found {
            if !all.contains(&place) && all.len() < PLACES_MAX {
                all.push(place);
            }
        }
        all
    }
}

fn lacking(face: &Face<'_>, text: &str) -> Option<Lacking> {
    let is_lacking = |c: char| !is_unseen(c) && face.glyph_index(c).is_none();
    let first = text.chars().position(is_lacking)?;
    let mut groups: Vec<&str> = Vec::new();
    for group in text.split(|c| !is_lacking(c)).filter(|group| !group.is_empty()) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let from = first.saturating_sub(AROUND);
    Some(Lacking {
        letters: groups.join(" "),
        place: text.chars().skip(from).take(first - from + AROUND).collect(),
    })
}

/// White space, and signs that the engine draws nothing for whether the font has them or not.
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// Everything that is printed, with the cut in which it is set.
fn texts(paper: &Paper) -> Vec<(Cut, String)> {
    let head = &paper.letterhead;
    let mut all: Vec<(Cut, String)> = Vec::new();
    let mut add = |cut: Cut, lines: &[String]| all.extend(lines.iter().map(|line| (cut, line.clone())));
    add(Cut::Upright, &head.parent);
    add(Cut::Bold, &head.issuer);
    add(Cut::Upright, &[paper.number_line()]);
    add(Cut::Upright, &[paper.cell_5b()]);
    add(Cut::Italic, &[paper.place_line()]);
    add(Cut::Bold, &[paper.kind.clone(), paper.summary.clone()]);
    add(Cut::Upright, &paper.addressees);
    add(Cut::Bold, &paper.signature.lines);
    add(Cut::Bold, std::slice::from_ref(&paper.signature.name));
    add(Cut::Upright, &paper.recipient_lines());
    match &paper.layout {
        Layout::Named | Layout::Letter => {}
        Layout::Decision { authority } => add(Cut::Bold, authority),
        Layout::Minutes { secretary } => {
            add(Cut::Bold, &secretary.lines);
            add(Cut::Bold, std::slice::from_ref(&secretary.name));
        }
        Layout::Certificate(of) => {
            add(Cut::Upright, &[of.gives.clone(), of.under.clone()]);
            // The name of who receives it stands in bold, what belongs to it upright.
            let (name, more) = of.to.split_at(of.to.len().min(1));
            add(Cut::Bold, name);
            add(Cut::Upright, more);
        }
    }
    paper.body.iter().for_each(|of| block(of, &mut all));
    for (title, blocks) in &paper.annexes {
        all.push((Cut::Bold, title.clone()));
        blocks.iter().for_each(|of| block(of, &mut all));
    }
    all
}

fn block(of: &Block, all: &mut Vec<(Cut, String)>) {
    match of {
        Block::Heading(3, text) => all.push((Cut::BoldItalic, text.clone())),
        Block::Heading(_, text) => all.push((Cut::Bold, text.clone())),
        Block::Basis(text) => all.push((Cut::Italic, text.clone())),
        Block::Paragraph(spans) => all.push((Cut::Upright, said(spans))),
        Block::Table(table) => {
            all.push((Cut::Bold, table.title.clone()));
            all.extend(
                table
                    .columns
                    .iter()
                    .map(|column| (Cut::Bold, column.title.clone())),
            );
            all.extend(table.rows.iter().flatten().map(|cell| (Cut::Upright, said(cell))));
        }
        Block::Chart(chart) => {
            all.push((Cut::Italic, format!("{} ({})", chart.title, chart.unit)));
            let texts = chart.bars.iter().flat_map(|bar| [&bar.label, &bar.number.text]);
            all.extend(texts.map(|text| (Cut::Upright, text.clone())));
        }
    }
}

fn said(spans: &[Span]) -> String {
    crate::pdf::text(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, Table};

    fn words(text: &str) -> Block {
        Block::Paragraph(vec![Span::Words(text.into())])
    }

    fn of(body: Vec<Block>) -> Vec<(String, String)> {
        let paper = Paper {
            body,
            ..Paper::default()
        };
        let found = Fonts::tinos().lacking(&paper);
        found.into_iter().map(|of| (of.letters, of.place)).collect()
    }

    #[test]
    fn letters_of_other_scripts_are_told_with_their_place() {
        assert_eq!(
            of(vec![words("Họp tại ភូមិ Tà Om và ភូមិ khác")]),
            [("ភូមិ".to_owned(), "Họp tại ភូមិ Tà Om và ភូមិ khác".to_owned())]
        );
        let ticked = of(vec![
            Block::Heading(1, "I. Đã làm ☑".into()),
            words("Xong ✓ rồi 🎉"),
        ]);
        let letters: Vec<&str> = ticked.iter().map(|(letters, _)| letters.as_str()).collect();
        assert_eq!(letters, ["☑", "✓ 🎉"]);
        let table = Table {
            columns: vec![Column::default()],
            rows: vec![vec![vec![Span::Words("中".into())]]],
            ..Table::default()
        };
        assert_eq!(of(vec![Block::Table(table)])[0].0, "中");
    }

    #[test]
    fn what_papers_hold_is_there() {
        let all = "Tiếng Việt, Tie\u{302}\u{301}ng Vie\u{323}\u{302}t; 2.844\u{a0}lượt\u{202f}người – “đúng”… − 94,7 % m² m³ ≥ ≤ ± × ÷ ½ ₫ § • soft\u{ad}hyphen";
        assert_eq!(
            of(vec![
                words(all),
                Block::Basis(all.into()),
                Block::Heading(3, all.into())
            ]),
            []
        );
    }
}
