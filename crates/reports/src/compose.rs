//! A paper out of a pack's template, the words that people filled in, and what the office adds to every paper.

use crate::layout::{Certificate, Layout};
use crate::model::{Block, Letterhead, Paper, Recipients, Signature, Span};
use dienhong_domain::papers::PaperKind;
use dienhong_domain::templates::{
    Blank, OFFICE, PaperTemplate, TemplateForm, TemplatePartKind, TemplatePiece, template_pieces,
};
use dienhong_domain::text::clean_line;
use dienhong_domain::time::Day;
use dienhong_i18n::lower_first;
use std::collections::BTreeMap;

/// What the office that issues adds to a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuance {
    /// The agency above, line by line as written; not on certificates.
    pub parent: Vec<String>,
    /// Who issues, line by line as written; `{co-quan}` in templates.
    pub heading: Vec<String>,
    /// Who issues, in the sign of a paper ("UBND"); of a certificate the whole sign of its book, which may be empty.
    pub sign: String,
    /// Place.
    pub place: String,
    /// Number of the register, or of the book of certificates; none while it is a draft.
    pub number: Option<u32>,
    /// Day of the paper; none while it is a draft.
    pub day: Option<Day>,
    /// Day whose law holds: bases that are not in force on it are left out.
    pub law_on: Day,
    /// Who signs; in minutes the chair.
    pub signature: Signature,
    /// Who signs as secretary; in minutes only.
    pub secretary: Signature,
    /// Who gets the paper, after those that the template names.
    pub recipients: Vec<String>,
    /// What is kept where ("VT, CA").
    pub archive: String,
}

/// Makes the paper of a template. Answers are as typed, by the codes of the blanks; those of other codes are ignored.
///
/// # Errors
/// The blanks that a paper needs and that are empty, in the order of the template.
pub fn compose<'t>(
    template: &'t PaperTemplate,
    answers: &BTreeMap<String, String>,
    issuance: &Issuance,
) -> Result<Paper, Vec<&'t Blank>> {
    let filled = Filled::new(template, answers, issuance);
    let is_missing = |blank: &&Blank| blank.required && filled.is_empty(&blank.id);
    let missing: Vec<&Blank> = template.blanks.iter().filter(is_missing).collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut paper = match &template.form {
        TemplateForm::Paper { kind, authority } => official(*kind, authority, issuance, &filled),
        TemplateForm::Certificate {
            name,
            authority,
            gives,
            to,
            under,
        } => {
            let by = filled.line(authority);
            let of = Certificate {
                gives: filled.line(gives),
                to: filled.lines(to),
                under: filled.line(under),
            };
            certificate(name, &by, of, issuance)
        }
    };
    paper.summary = filled.line(&template.summary);
    if let TemplateForm::Paper { .. } = &template.form {
        paper.addressees = ended(filled.lines(&template.addressees));
        paper.recipients = recipients(template, issuance, &filled);
    }
    paper.sign_by(issuance.signature.clone());
    for (anchor, block) in body(template, issuance, &filled) {
        paper.anchors.push(anchor);
        paper.body.push(block);
    }
    Ok(paper)
}

/// A paper of Decree 30/2020 with its head and form, without its words.
fn official(kind: PaperKind, authority: &str, issuance: &Issuance, filled: &Filled<'_>) -> Paper {
    let layout = match kind {
        PaperKind::Letter => Layout::Letter,
        PaperKind::Decision => Layout::Decision {
            authority: vec![filled.line(authority).to_uppercase()],
        },
        PaperKind::Minutes => Layout::Minutes {
            secretary: issuance.secretary.clone(),
        },
        PaperKind::Report
        | PaperKind::Proposal
        | PaperKind::Plan
        | PaperKind::Notice
        | PaperKind::Invitation
        | PaperKind::TransferSlip => Layout::Named,
    };
    Paper {
        letterhead: Letterhead {
            parent: upper(&issuance.parent),
            sign: kind.sign(&issuance.sign),
            ..head(issuance)
        },
        kind: printed(kind).to_owned(),
        layout,
        ..Paper::default()
    }
}

/// Words with which a line of a head names the kind of a unit.
const UNIT_KINDS: [&str; 8] = [
    "Phường",
    "Xã",
    "Thị trấn",
    "Đặc khu",
    "Tỉnh",
    "Thành phố",
    "Quận",
    "Huyện",
];

/// The office as it is named inside a sentence: a line that names a unit goes on in small letters ("Ủy ban nhân dân phường …").
fn office(heading: &[String]) -> String {
    let is_unit = |line: &str| UNIT_KINDS.iter().any(|kind| line.starts_with(kind));
    let lines = heading
        .iter()
        .enumerate()
        .map(|(at, line)| match at > 0 && is_unit(line) {
            true => lower_first(line),
            false => line.clone(),
        });
    clean_line(&lines.collect::<Vec<_>>().join(" "))
}

impl Paper {
    /// Puts the signature below. Who decides in a right of their own, a chair and not the committee, signs without
    /// "TM." (Decree 30/2020, Annex I, section II, 7 a): that is so where the paper names the office of the head as the
    /// one that decides or gives.
    pub fn sign_by(&mut self, signature: Signature) {
        let decides = match &self.layout {
            Layout::Decision { authority } => authority.join(" "),
            Layout::Certificate(_) => self.letterhead.issuer.join(" "),
            Layout::Letter | Layout::Minutes { .. } | Layout::Named => String::new(),
        };
        let office = |line: &String| {
            let marks = ["KT. ", "TL. ", "TUQ. ", "Q. "];
            let bare = marks.iter().find_map(|mark| line.strip_prefix(mark));
            bare.unwrap_or(line).to_owned()
        };
        let is_collective = |line: &String| line.starts_with("TM. ");
        let mut offices = signature.lines.iter().filter(|line| !is_collective(line));
        let is_own_right = offices.any(|line| !line.is_empty() && decides.starts_with(&office(line)));
        self.signature = signature;
        if is_own_right {
            self.signature.lines.retain(|line| !is_collective(line));
        }
    }
}

fn certificate(name: &str, by: &str, of: Certificate, issuance: &Issuance) -> Paper {
    let head = head(issuance);
    Paper {
        letterhead: match by {
            "" => head,
            by => Letterhead {
                issuer: vec![by.to_uppercase()],
                ..head
            },
        },
        kind: name.to_uppercase(),
        layout: Layout::Certificate(of),
        ..Paper::default()
    }
}

/// The head without the agency above, with the sign as the office gives it.
fn head(issuance: &Issuance) -> Letterhead {
    Letterhead {
        parent: Vec::new(),
        issuer: upper(&issuance.heading),
        number: issuance.number,
        sign: issuance.sign.clone(),
        place: issuance.place.clone(),
        day: issuance.day,
    }
}

fn upper(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| line.to_uppercase()).collect()
}

/// The kind as it is printed (Decree 30/2020, art. 7); a letter bears none.
fn printed(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Report => "BÁO CÁO",
        PaperKind::Minutes => "BIÊN BẢN",
        PaperKind::Proposal => "TỜ TRÌNH",
        PaperKind::Plan => "KẾ HOẠCH",
        PaperKind::Notice => "THÔNG BÁO",
        PaperKind::Invitation => "GIẤY MỜI",
        PaperKind::Decision => "QUYẾT ĐỊNH",
        PaperKind::TransferSlip => "PHIẾU CHUYỂN",
        PaperKind::Letter => "",
    }
}

/// Several addressees end with semicolons and the last with a full stop, one alone with nothing (annex I, section II, 9 d).
fn ended(lines: Vec<String>) -> Vec<String> {
    match lines.len() {
        0 | 1 => lines,
        count => {
            let end = |(at, line): (usize, String)| match at + 1 == count {
                true => format!("{line}."),
                false => format!("{line};"),
            };
            lines.into_iter().enumerate().map(end).collect()
        }
    }
}

/// "Như trên" stands first where somebody is addressed (annex I, section II, 9 b).
fn recipients(template: &PaperTemplate, issuance: &Issuance, filled: &Filled<'_>) -> Recipients {
    let above = (!template.addressees.is_empty()).then(|| "Như trên".to_owned());
    let own = filled.lines(&template.recipients).into_iter();
    let lines = above
        .into_iter()
        .chain(own)
        .chain(issuance.recipients.iter().cloned());
    Recipients {
        lines: lines.collect(),
        archive: issuance.archive.clone(),
    }
}

/// The body with the anchor of each block: the bases in force, then the parts.
fn body(template: &PaperTemplate, issuance: &Issuance, filled: &Filled<'_>) -> Vec<(String, Block)> {
    let held = template
        .bases
        .iter()
        .filter(|basis| basis.holds_on(issuance.law_on));
    let bases: Vec<String> = held
        .flat_map(|basis| filled.paragraphs(&basis.text))
        .map(|text| text.trim_end_matches([';', '.']).to_owned())
        .collect();
    let mut all = Vec::new();
    for (at, text) in ended_as_bases(bases).into_iter().enumerate() {
        all.push((format!("basis.{}", at + 1), Block::Basis(text)));
    }
    let mut articles = 0;
    for part in &template.parts {
        let paragraphs = filled.paragraphs(part.is.text());
        for (at, text) in paragraphs.into_iter().enumerate() {
            let block = match &part.is {
                TemplatePartKind::Heading(level, _) => Block::Heading(*level, text),
                TemplatePartKind::Article(_) if at == 0 => {
                    articles += 1;
                    words(format!("Điều {articles}. {text}"))
                }
                TemplatePartKind::Article(_) | TemplatePartKind::Text(_) => words(text),
            };
            all.push((part.id.clone(), block));
        }
    }
    all
}

/// Each basis ends with a semicolon, the last one with a full stop (annex I, section II, 6 a).
fn ended_as_bases(bases: Vec<String>) -> Vec<String> {
    let count = bases.len();
    let end = |(at, text): (usize, String)| match at + 1 == count {
        true => format!("{text}."),
        false => format!("{text};"),
    };
    bases.into_iter().enumerate().map(end).collect()
}

fn words(text: String) -> Block {
    Block::Paragraph(vec![Span::Words(text)])
}

/// The answers, cleaned, by the codes of the blanks.
struct Filled<'a> {
    values: BTreeMap<&'a str, String>,
}

impl<'a> Filled<'a> {
    fn new(
        template: &'a PaperTemplate,
        answers: &BTreeMap<String, String>,
        issuance: &Issuance,
    ) -> Filled<'a> {
        let value = |blank: &'a Blank| {
            let typed = answers.get(&blank.id).map_or("", String::as_str);
            let lines = typed.lines().map(clean_line).filter(|line| !line.is_empty());
            let value = match blank.lines {
                true => lines.collect::<Vec<_>>().join("\n"),
                false => clean_line(typed),
            };
            (blank.id.as_str(), value)
        };
        let mut values: BTreeMap<&str, String> = template.blanks.iter().map(value).collect();
        values.insert(OFFICE, office(&issuance.heading));
        Filled { values }
    }

    fn is_empty(&self, blank: &str) -> bool {
        self.values.get(blank).is_none_or(String::is_empty)
    }

    /// A text with its blanks filled in, a line for each paragraph; none where it has blanks and all of them are empty.
    fn text(&self, text: &str) -> Option<String> {
        // A text with a lone brace does not pass the check of its pack.
        let Some(pieces) = template_pieces(text) else {
            return Some(text.to_owned());
        };
        let blanks = pieces.iter().filter_map(|piece| match piece {
            TemplatePiece::Blank(id) if *id != OFFICE => Some(*id),
            _ => None,
        });
        let blanks: Vec<&str> = blanks.collect();
        if !blanks.is_empty() && blanks.iter().all(|id| self.is_empty(id)) {
            return None;
        }
        let piece = |piece: &TemplatePiece<'_>| match piece {
            TemplatePiece::Words(words) => (*words).to_owned(),
            TemplatePiece::Blank(id) => self.values.get(*id).cloned().unwrap_or_default(),
        };
        Some(pieces.iter().map(piece).collect())
    }

    /// The paragraphs of a text; none where it is not printed.
    fn paragraphs(&self, text: &str) -> Vec<String> {
        let filled = self.text(text).unwrap_or_default();
        let lines = filled.lines().map(clean_line);
        lines.filter(|line| !line.is_empty()).collect()
    }

    /// A text as one line; empty where it is not printed.
    fn line(&self, text: &str) -> String {
        self.paragraphs(text).join(" ")
    }

    /// Texts that are lines of their own, without those that are not printed.
    fn lines(&self, texts: &[String]) -> Vec<String> {
        texts.iter().flat_map(|text| self.paragraphs(text)).collect()
    }
}
