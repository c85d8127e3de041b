//! Random valid templates of papers and certificates.

use super::day;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::templates::{
    Blank, LegalBasis, PaperTemplate, TemplateForm, TemplatePart, TemplatePartKind,
};
use dienhong_domain::units::Level;
use dienhong_packs::samples::SeededRandom;

/// A template. Each of its blanks stands in its summary.
pub(super) fn template(at: u64, random: &mut SeededRandom) -> PaperTemplate {
    let blanks: Vec<Blank> = (0..random.below(4)).map(|at| blank(at, random)).collect();
    let named: String = blanks.iter().map(|blank| format!(" {{{}}}", blank.id)).collect();
    let form = form(random);
    let (is_decision, is_addressed) = match &form {
        TemplateForm::Paper { kind, .. } => (
            *kind == PaperKind::Decision,
            matches!(kind, PaperKind::Proposal | PaperKind::Report | PaperKind::Letter),
        ),
        TemplateForm::Certificate { .. } => (false, false),
    };
    let is_paper = matches!(form, TemplateForm::Paper { .. });
    PaperTemplate {
        id: format!("mau-{at}"),
        title: random.words(),
        form,
        levels: vec![Level::Commune],
        reference: random.words().vi,
        summary: format!("Về việc{named}"),
        addressees: lines(is_addressed, random),
        bases: match is_paper {
            true => (0..random.below(3)).map(|_| basis(random)).collect(),
            false => Vec::new(),
        },
        parts: (0..random.below(5))
            .map(|at| part(at, is_decision, random))
            .collect(),
        recipients: lines(is_paper, random),
        blanks,
    }
}

fn form(random: &mut SeededRandom) -> TemplateForm {
    if random.one_in(4) {
        return TemplateForm::Certificate {
            name: random.words().vi,
            authority: plain(random),
            gives: "Tặng".to_owned(),
            to: vec!["Tập thể của {co-quan}".to_owned()],
            under: plain(random),
        };
    }
    let kind = random.pick(&PaperKind::ALL).copied().unwrap_or(PaperKind::Notice);
    let authority = match kind {
        PaperKind::Decision => "Chủ tịch {co-quan}".to_owned(),
        _ => String::new(),
    };
    TemplateForm::Paper { kind, authority }
}

/// Words without braces, which name blanks.
fn plain(random: &mut SeededRandom) -> String {
    random.words().vi.replace(['{', '}'], "")
}

fn lines(are_some: bool, random: &mut SeededRandom) -> Vec<String> {
    match are_some {
        true => (0..random.below(3)).map(|_| plain(random)).collect(),
        false => Vec::new(),
    }
}

fn basis(random: &mut SeededRandom) -> LegalBasis {
    LegalBasis {
        text: plain(random),
        reference: random.words().vi,
        since: random.maybe().then(|| day(2021)),
        until: random.maybe().then(|| day(2025)),
    }
}

fn part(at: u64, is_decision: bool, random: &mut SeededRandom) -> TemplatePart {
    let words = plain(random);
    let is = match random.below(3) {
        0 => TemplatePartKind::Heading(1 + random.below(3) as u8, words),
        1 if is_decision => TemplatePartKind::Article(words),
        _ => TemplatePartKind::Text(words),
    };
    TemplatePart {
        id: format!("doan-{at}"),
        is,
    }
}

fn blank(at: u64, random: &mut SeededRandom) -> Blank {
    Blank {
        id: format!("o-{at}"),
        label: random.words(),
        hint: random.maybe().then(|| random.words()),
        lines: random.maybe(),
        required: random.maybe(),
    }
}
