//! What a template must satisfy: every blank in its texts is declared, and every declared one is used.

use crate::check::Check;
use crate::mistake::{MistakeKind, Thing};
use dienhong_domain::papers::PaperKind;
use dienhong_domain::templates::{
    OFFICE, PaperTemplate, TemplateForm, TemplatePartKind, TemplatePiece, template_pieces,
};
use std::collections::BTreeSet;

/// Notes all mistakes of a template.
pub(super) fn template(check: &Check<'_>, of: &PaperTemplate) {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (path, key, text) in texts(of) {
        let Some(pieces) = template_pieces(text) else {
            let what = MistakeKind::BraceAlone { key: key.to_owned() };
            check.wrong(&path, key, what);
            continue;
        };
        for piece in pieces {
            if let TemplatePiece::Blank(id) = piece {
                used.insert(id);
                if id != OFFICE && !of.blanks.iter().any(|blank| blank.id == id) {
                    unknown(check, &path, key, id, of);
                }
            }
        }
    }
    for blank in &of.blanks {
        let path = format!("blank:{}/{}", of.id, blank.id);
        let id = blank.id.clone();
        if id == OFFICE {
            check.wrong(&path, "id", MistakeKind::ReservedField { id });
        } else if !id.is_empty() && !used.contains(id.as_str()) {
            check.wrong(&path, "id", MistakeKind::BlankUnused { id });
        }
    }
    articles(check, of);
}

/// A blank that is not declared. An empty name is one too.
fn unknown(check: &Check<'_>, path: &str, key: &str, id: &str, of: &PaperTemplate) {
    let known = of.blanks.iter().map(|blank| blank.id.as_str());
    let what = MistakeKind::Unknown {
        what: Thing::Blank,
        id: id.to_owned(),
        near: check.diagnostics.nearest(id, known.chain([OFFICE])),
    };
    check.wrong(path, key, what);
}

/// Only a decision has articles (Decree 30/2020, annex III, form 1.2).
fn articles(check: &Check<'_>, of: &PaperTemplate) {
    let kind = match &of.form {
        TemplateForm::Paper {
            kind: PaperKind::Decision,
            ..
        } => return,
        TemplateForm::Paper { kind, .. } => kind.code(),
        TemplateForm::Certificate { .. } => "certificate",
    };
    let is_article = |kind: &TemplatePartKind| matches!(kind, TemplatePartKind::Article(_));
    for part in of.parts.iter().filter(|part| is_article(&part.is)) {
        let what = MistakeKind::KeyNotHere {
            key: "article".to_owned(),
            kind: kind.to_owned(),
        };
        check.wrong(&format!("clause:{}/{}", of.id, part.id), "article", what);
    }
}

/// Every text that may hold blanks, with the path and key of its place.
fn texts(of: &PaperTemplate) -> Vec<(String, &'static str, &str)> {
    let mut own: Vec<(&'static str, &str)> = vec![("summary", of.summary.as_str())];
    match &of.form {
        TemplateForm::Paper { authority, .. } => own.push(("authority", authority.as_str())),
        TemplateForm::Certificate {
            authority,
            gives,
            to,
            under,
            ..
        } => {
            own.extend([
                ("authority", authority.as_str()),
                ("gives", gives.as_str()),
                ("under", under.as_str()),
            ]);
            own.extend(to.iter().map(|line| ("to", line.as_str())));
        }
    }
    own.extend(of.addressees.iter().map(|line| ("addressees", line.as_str())));
    own.extend(of.recipients.iter().map(|line| ("recipients", line.as_str())));
    own.extend(of.bases.iter().map(|basis| ("basis", basis.text.as_str())));
    let path = format!("template:{}", of.id);
    let own = own.into_iter().map(|(key, text)| (path.clone(), key, text));
    let parts = of.parts.iter().map(|part| {
        let key = match &part.is {
            TemplatePartKind::Heading(..) => "heading",
            TemplatePartKind::Text(_) => "text",
            TemplatePartKind::Article(_) => "article",
        };
        (format!("clause:{}/{}", of.id, part.id), key, part.is.text())
    });
    own.chain(parts).collect()
}
