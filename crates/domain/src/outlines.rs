//! Outlines of official papers (đề cương): parts in order, as a pack defines them; and text in which numbers are locked.

pub mod order;

use crate::filings::Every;
use crate::packs::Words;
use crate::papers::PaperKind;
use crate::procedures::Deadline;
use crate::text::clean_line;
use crate::units::Level;
use serde::{Deserialize, Serialize};

/// Most columns of numbers in a table by units, years or months: more do not fit a page.
pub const COLUMNS_MAX: usize = 5;

/// An outline of a paper.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outline {
    /// Permanent code.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Kind of paper.
    pub paper: PaperKind,
    /// Levels of units that make it.
    pub levels: Vec<Level>,
    /// How often it is due; any period and no deadline when there is none.
    pub every: Option<Every>,
    /// By when it is due, from the last day of the period; nothing where it is never due.
    pub deadline: Deadline,
    /// Article and clause, or that it is custom.
    pub reference: String,
    /// What the paper is about: a template.
    pub summary: String,
    /// Parts in the order of the paper.
    pub parts: Vec<Part>,
}

/// A part of an outline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// Code within the outline.
    pub id: String,
    /// What stands there.
    pub is: PartKind,
}

/// What stands in a part.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// A heading, numbered by the program: level 1 to 3.
    Heading(u8, String),
    /// A basis of the paper: words as they stand.
    Basis(String),
    /// A paragraph: a template.
    Text(String),
    /// A paragraph that a person writes; the words say what belongs there.
    Ask(String),
    /// A table.
    Table(TablePart),
    /// A chart.
    Chart(ChartPart),
    /// From here on an annex of this title.
    Annex(String),
}

impl PartKind {
    /// Whether its words can be written by a person.
    pub fn is_text(&self) -> bool {
        matches!(self, PartKind::Basis(_) | PartKind::Text(_) | PartKind::Ask(_))
    }
}

/// What a table or chart is broken down by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// Units directly below.
    Unit,
    /// Calendar months of the period.
    Month,
    /// Calendar years of the period.
    Year,
}

impl By {
    /// Every one with its word in packs.
    pub const ALL: [(&'static str, By); 3] = [("unit", By::Unit), ("month", By::Month), ("year", By::Year)];

    /// Its word in packs.
    pub fn code(self) -> &'static str {
        By::ALL
            .iter()
            .find(|(_, by)| *by == self)
            .map_or("", |(word, _)| word)
    }
}

/// A table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TablePart {
    /// Title.
    pub title: String,
    /// Measures, in order.
    pub rows: Rows,
    /// Whether the same period of the year before stands beside.
    pub compare: bool,
    /// What its rows are; the measures themselves when there is nothing.
    pub by: Option<By>,
}

/// Which measures a table holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rows {
    /// All of a section.
    Section(String),
    /// These.
    Measures(Vec<String>),
}

/// A chart of one measure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChartPart {
    /// Title.
    pub title: String,
    /// Measure.
    pub measure: String,
    /// What its bars are.
    pub by: By,
}

/// A piece of a paragraph.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Words.
    Words(String),
    /// A locked number, by its name: `luot-tuyen-truyen`, `luot-tuyen-truyen.cung-ky`.
    Number(String),
}

/// Opens a locked number in a paragraph as people edit it: `[[name = 2.844]]`. What stands behind the sign is for the
/// reader and never read back.
pub const OPEN: &str = "[[";
/// Closes it.
pub const CLOSE: &str = "]]";

/// Reads a paragraph as people edit it. What is no whole mark stays words; text is brought to one line and NFC.
///
/// ```
/// use dienhong_domain::outlines::{Piece, pieces};
/// let read = pieces("Tổ chức [[buoi = 46]] buổi");
/// assert_eq!(read[1], Piece::Number("buoi".into()));
/// ```
pub fn pieces(typed: &str) -> Vec<Piece> {
    let text = clean_line(typed);
    let mut found: Vec<Piece> = Vec::new();
    let mut words = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(OPEN) {
        words.push_str(&rest[..at]);
        let inside = &rest[at + OPEN.len()..];
        let name = inside
            .find(CLOSE)
            .map(|end| (&inside[..end], &inside[end + CLOSE.len()..]))
            .and_then(|(mark, after)| {
                let name = mark.split('=').next().unwrap_or_default().trim();
                is_name(name).then_some((name, after))
            });
        match name {
            Some((name, after)) => {
                if !words.is_empty() {
                    found.push(Piece::Words(std::mem::take(&mut words)));
                }
                found.push(Piece::Number(name.to_owned()));
                rest = after;
            }
            None => {
                words.push('[');
                rest = &rest[at + 1..];
            }
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        found.push(Piece::Words(words));
    }
    found
}

/// Writes a paragraph as people edit it; `text` says what each number reads now.
pub fn editable<'a>(pieces: &'a [Piece], text: impl Fn(&'a str) -> Option<String>) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Number(name) => match text(name) {
                Some(text) => format!("{OPEN}{name} = {text}{CLOSE}"),
                None => format!("{OPEN}{name}{CLOSE}"),
            },
        })
        .collect()
}

/// Names of numbers: small letters, digits, hyphens, and `.` or `:` between them.
fn is_name(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | ':');
    !name.is_empty() && name.len() <= 200 && name.chars().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Piece {
        Piece::Words(text.to_owned())
    }

    fn number(name: &str) -> Piece {
        Piece::Number(name.to_owned())
    }

    #[test]
    fn numbers_are_marks_and_all_else_stays_words() {
        assert_eq!(
            pieces("Đã tổ chức [[buoi-tuyen-truyen = 46]] buổi, [[luot.cung-ky]]."),
            [
                words("Đã tổ chức "),
                number("buoi-tuyen-truyen"),
                words(" buổi, "),
                number("luot.cung-ky"),
                words(".")
            ]
        );
        for odd in [
            "[[",
            "a [[ b",
            "[[]]",
            "[[Ă = 3]] x",
            "]] [[",
            "[[a b]]",
            "[[ = 3]]",
        ] {
            assert_eq!(pieces(odd), [words(odd)], "{odd}");
        }
        assert_eq!(
            pieces("[[[a]]"),
            [words("["), number("a")].to_vec(),
            "the inner one counts"
        );
        assert_eq!(pieces(""), []);
        assert_eq!(pieces("một\t\u{0}hai\r\nba"), [words("một hai ba")]);
    }

    #[test]
    fn what_is_written_reads_back() {
        let all = [words("Có "), number("a:b.c"), words(" và "), number("d")];
        let typed = editable(&all, |name| (name == "d").then(|| "hơn 3".to_owned()));
        assert_eq!(typed, "Có [[a:b.c]] và [[d = hơn 3]]");
        assert_eq!(pieces(&typed), all);
    }
}

#[cfg(test)]
mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_reads_and_reads_the_same_again(typed in "(\\[|\\]|=|a|ế| |\\PC){0,60}") {
            let once = pieces(&typed);
            let again = pieces(&editable(&once, |_| Some("1".to_owned())));
            // Words at the ends may lose their space to the number beside them, never a number.
            let names = |of: &[Piece]| of.iter().filter(|p| matches!(p, Piece::Number(_))).cloned().collect::<Vec<_>>();
            prop_assert_eq!(names(&once), names(&again));
        }
    }
}
