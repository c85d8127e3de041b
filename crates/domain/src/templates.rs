//! Templates of papers (mẫu văn bản), as a pack defines them: fixed words with named blanks that people fill in.

use crate::packs::Words;
use crate::papers::PaperKind;
use crate::time::Day;
use crate::units::Level;
use serde::{Deserialize, Serialize};

/// Name of the blank that the program fills: the office that issues, as it is written in its heading.
pub const OFFICE: &str = "co-quan";

/// A template of a paper.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PaperTemplate {
    /// Permanent code.
    pub id: String,
    /// Name.
    pub title: Words,
    /// What is made from it.
    pub form: TemplateForm,
    /// Levels of units that make it.
    pub levels: Vec<Level>,
    /// Article, clause and form, or that it is custom.
    pub reference: String,
    /// What the paper is about. As all texts below, it may hold blanks: "{ten-cuoc-hop}".
    pub summary: String,
    /// To whom it is addressed ("Kính gửi").
    pub addressees: Vec<String>,
    /// Its legal bases, in order.
    pub bases: Vec<LegalBasis>,
    /// Parts of its body, in order.
    pub parts: Vec<TemplatePart>,
    /// Who gets it ("Nơi nhận"), before those that the office names.
    pub recipients: Vec<String>,
    /// What people fill in, in the order in which it is asked.
    pub blanks: Vec<Blank>,
}

/// What is made from a template, which says how it is laid out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemplateForm {
    /// A paper of Decree 30/2020/NĐ-CP.
    Paper {
        /// Its kind.
        kind: PaperKind,
        /// Who decides (annex III, form 1.2); empty for every kind but a decision.
        authority: String,
    },
    /// A certificate: no paper of that decree.
    Certificate {
        /// Its name ("Giấy khen").
        name: String,
        /// Who gives it; empty where the office does.
        authority: String,
        /// What is done ("Tặng", "Công nhận").
        gives: String,
        /// Who receives it: the name first, then what belongs to it.
        to: Vec<String>,
        /// The decision under which it is given.
        under: String,
    },
}

/// A legal basis, in force on some days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LegalBasis {
    /// As it is written, without the sign at its end.
    pub text: String,
    /// Where it was read; empty when nothing but a blank stands there.
    pub reference: String,
    /// First day on which it holds.
    pub since: Option<Day>,
    /// Last day on which it holds.
    pub until: Option<Day>,
}

impl LegalBasis {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A part of a template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TemplatePart {
    /// Code within the template.
    pub id: String,
    /// What stands there.
    pub is: TemplatePartKind,
}

/// What stands in a part of a template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TemplatePartKind {
    /// A heading with its own number: level 1 to 3.
    Heading(u8, String),
    /// A paragraph, or several where a blank in it has several lines.
    Text(String),
    /// An article of a decision, numbered by the program: "Điều 1."
    Article(String),
}

impl TemplatePartKind {
    /// Its words.
    pub fn text(&self) -> &str {
        match self {
            TemplatePartKind::Heading(_, text)
            | TemplatePartKind::Text(text)
            | TemplatePartKind::Article(text) => text,
        }
    }
}

/// What a person fills in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Blank {
    /// Code within the template.
    pub id: String,
    /// The question.
    pub label: Words,
    /// Hint above the box.
    pub hint: Option<Words>,
    /// Whether it takes several lines; each is a paragraph.
    pub lines: bool,
    /// Whether a paper needs it. A text whose blanks are all empty is not printed.
    pub required: bool,
}

/// A piece of a text with blanks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TemplatePiece<'a> {
    /// Words.
    Words(&'a str),
    /// A blank, by its code.
    Blank(&'a str),
}

/// Reads a text with blanks: "Thời gian: {thoi-gian}". None where a brace has no mate.
///
/// ```
/// use dienhong_domain::templates::{TemplatePiece, template_pieces};
/// let read = template_pieces("Địa điểm: {dia-diem}").unwrap();
/// assert_eq!(read[1], TemplatePiece::Blank("dia-diem"));
/// ```
pub fn template_pieces(text: &str) -> Option<Vec<TemplatePiece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        if words.contains('}') || name.contains('{') {
            return None;
        }
        if !words.is_empty() {
            pieces.push(TemplatePiece::Words(words));
        }
        pieces.push(TemplatePiece::Blank(name));
        rest = behind;
    }
    if rest.contains('}') {
        return None;
    }
    if !rest.is_empty() {
        pieces.push(TemplatePiece::Words(rest));
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_stand_between_braces_and_braces_have_mates() {
        let read = template_pieces("a {b} c{d}").expect("sound");
        assert_eq!(
            read,
            [
                TemplatePiece::Words("a "),
                TemplatePiece::Blank("b"),
                TemplatePiece::Words(" c"),
                TemplatePiece::Blank("d"),
            ]
        );
        assert_eq!(template_pieces(""), Some(vec![]));
        for odd in ["{", "}", "a {b", "a} {b}", "{a{b}}", "{a}}"] {
            assert_eq!(template_pieces(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_basis_holds_from_its_first_to_its_last_day() {
        let day = Day::stored;
        let basis = LegalBasis {
            text: String::new(),
            reference: String::new(),
            since: Some(day(20250701)),
            until: Some(day(20260930)),
        };
        let held = [20250630, 20250701, 20260930, 20261001].map(|number| basis.holds_on(day(number)));
        assert_eq!(held, [false, true, true, false]);
    }
}
