//! How a paper is laid out: the forms of Decree 30/2020/NĐ-CP, annex III, and the sheet of a certificate.

use crate::model::{Block, Paper, Signature, Span};
use serde::{Deserialize, Serialize};

/// What stands above the articles of a decision (annex III, form 1.2).
pub(crate) const DECIDES: &str = "QUYẾT ĐỊNH:";

/// The form of a paper, with what only that form has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Forms 1.4 and 1.7: reports, proposals, plans, notices, invitations.
    #[default]
    Named,
    /// Form 1.5, a letter: no name of a kind; what it is about stands below the number (cell 5b).
    Letter,
    /// Form 1.2, a decision: who decides, the bases, the word that decides, articles. The bases are the first blocks of the body.
    Decision {
        /// Who decides, in capitals, line by line.
        authority: Vec<String>,
    },
    /// Form 1.9, minutes: no place and day; the secretary signs left, the chair right, and who gets them stands below.
    Minutes {
        /// The secretary.
        secretary: Signature,
    },
    /// A certificate, which is no paper of the decree: its own sheet, without national name; its number is that of its book.
    Certificate(Certificate),
}

impl Layout {
    /// Whether it is the form that papers had before there were others: models stored then do not name it.
    pub(crate) fn is_named(&self) -> bool {
        *self == Layout::Named
    }
}

/// What a certificate says beside its reason, which is the body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// What is done ("Tặng").
    pub gives: String,
    /// Who receives it: the name first, then what belongs to it, line by line.
    pub to: Vec<String>,
    /// The decision under which it is given; empty where none is named.
    pub under: String,
}

impl Paper {
    /// The bases of a decision, and what stands below the word that decides. Other papers have all of their body below.
    pub(crate) fn parted(&self) -> (&[Block], &[Block]) {
        let is_basis = |block: &&Block| matches!(block, Block::Basis(_));
        let bases = match self.layout {
            Layout::Decision { .. } => self.body.iter().take_while(is_basis).count(),
            _ => 0,
        };
        self.body.split_at(bases)
    }

    /// The mark of an article and the words behind it: "Điều 1." and " Tặng …". It stands in bold (annex I, section II, 6 đ).
    pub(crate) fn article<'b>(&self, spans: &'b [Span]) -> Option<(&'b str, &'b str)> {
        let (Layout::Decision { .. }, Some(Span::Words(words))) = (&self.layout, spans.first()) else {
            return None;
        };
        let (number, _) = words.strip_prefix("Điều ")?.split_once('.')?;
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| words.split_at("Điều ".len() + number.len() + 1))
    }

    /// What stands in cell 4: nothing in minutes.
    pub(crate) fn cell_4(&self) -> String {
        match self.layout {
            Layout::Minutes { .. } => String::new(),
            _ => self.place_line(),
        }
    }

    /// What stands in cell 5b: "V/v …" of a letter, and nothing in other papers.
    pub(crate) fn cell_5b(&self) -> String {
        match self.layout {
            Layout::Letter if !self.summary.is_empty() => format!("V/v {}", self.summary),
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_without_a_layout_is_read_and_written_as_before() {
        let old = serde_json::to_value(Paper::default()).expect("a model");
        assert!(old.get("layout").is_none());
        let read: Paper = serde_json::from_value(old).expect("an old model");
        assert_eq!(read, Paper::default());
        let layouts = [
            Layout::Letter,
            Layout::Decision {
                authority: vec!["CHỦ TỊCH".into()],
            },
            Layout::Minutes {
                secretary: Signature::default(),
            },
            Layout::Certificate(Certificate::default()),
        ];
        for layout in layouts {
            let paper = Paper {
                layout,
                ..Paper::default()
            };
            let text = serde_json::to_string(&paper).expect("a model");
            assert_eq!(serde_json::from_str::<Paper>(&text).expect("the model"), paper);
        }
    }

    #[test]
    fn only_a_decision_has_articles() {
        let words = |text: &str| vec![Span::Words(text.into())];
        let decision = Paper {
            layout: Layout::Decision { authority: vec![] },
            ..Paper::default()
        };
        let article = words("Điều 12. Tặng Giấy khen");
        assert_eq!(decision.article(&article), Some(("Điều 12.", " Tặng Giấy khen")));
        assert_eq!(decision.article(&words("Điều 1 và Điều 2.")), None);
        assert_eq!(decision.article(&words("Điều . x")), None);
        assert_eq!(Paper::default().article(&article), None);
    }
}
