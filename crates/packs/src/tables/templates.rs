//! `[[template]]`: papers and certificates as fixed words with blanks.

mod check;

use super::filings::levels;
use super::{Table, each, removed};
use crate::check::Check;
use crate::compatible::Row;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::narrative::TEMPLATE_MAX;
use crate::overlay::Overlay;
use dienhong_domain::packs::Pack;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::templates::{
    Blank, LegalBasis, PaperTemplate, TemplateForm, TemplatePart, TemplatePartKind,
};

/// Keys of which a part has exactly one.
const KINDS: [&str; 3] = ["heading", "text", "article"];

pub(super) struct Templates;

impl Table for Templates {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.templates = each(files, "template")
            .filter_map(|keys| template(&keys))
            .collect();
    }

    fn check(&self, check: &Check<'_>) {
        let all = check.pack.templates.iter();
        all.for_each(|template| check::template(check, template));
    }

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = &overlay.pack.templates;
        overlay.add(Thing::Template, "template", own, &mut below.templates, |t| &t.id);
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        removed(
            Thing::Template,
            (&old.templates, &new.templates),
            |t| &t.id,
            found,
        );
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |t: &PaperTemplate| Row::new(Thing::Template, &t.id, &t.title, t);
        pack.templates.iter().map(row).collect()
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.templates.iter().map(|t| ("template", &t.id)).collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.templates.append(&mut other.templates);
    }
}

fn template(keys: &Keys<'_>) -> Option<PaperTemplate> {
    let id = keys.need_id("id");
    keys.claim(Thing::Template, "", &id);
    keys.place(&format!("template:{id}"));
    let form = form(keys, &id);
    let template = PaperTemplate {
        title: keys.need_words("title"),
        levels: levels(keys),
        reference: keys
            .needed("reference", keys.text("reference"))
            .unwrap_or_default(),
        summary: keys
            .needed("summary", keys.long_text("summary", TEMPLATE_MAX))
            .unwrap_or_default(),
        addressees: keys.texts("addressees").unwrap_or_default(),
        recipients: keys.texts("recipients").unwrap_or_default(),
        bases: keys.tables("basis").iter().map(basis).collect(),
        parts: keys
            .tables("part")
            .iter()
            .filter_map(|keys| part(keys, &id))
            .collect(),
        blanks: keys.tables("blank").iter().map(|keys| blank(keys, &id)).collect(),
        form: form?,
        id,
    };
    keys.finish();
    Some(template)
}

/// What is made: a paper of a kind, or a certificate with its name.
fn form(keys: &Keys<'_>, id: &str) -> Option<TemplateForm> {
    let papers = PaperKind::ALL.map(|kind| (kind.code(), kind));
    let (paper, certificate) = (keys.one_of("paper", &papers), keys.text("certificate"));
    if keys.has("paper") == keys.has("certificate") {
        keys.wrong("id", MistakeKind::TemplateNeedsOne { id: id.to_owned() });
        return None;
    }
    if let Some(name) = certificate {
        not_here(keys, &["addressees", "recipients", "basis"], "certificate");
        return Some(TemplateForm::Certificate {
            name,
            authority: keys.text("authority").unwrap_or_default(),
            gives: keys.needed("gives", keys.text("gives")).unwrap_or_default(),
            to: keys.needed("to", keys.texts("to")).unwrap_or_default(),
            under: keys.text("under").unwrap_or_default(),
        });
    }
    let kind = paper?;
    not_here(keys, &["gives", "to", "under"], kind.code());
    // Decree 30/2020, annex I, section II, 9 b and c: only these are addressed.
    if !matches!(kind, PaperKind::Proposal | PaperKind::Report | PaperKind::Letter) {
        not_here(keys, &["addressees"], kind.code());
    }
    let authority = keys.text("authority");
    let authority = match kind {
        PaperKind::Decision => keys.needed("authority", authority).unwrap_or_default(),
        _ => {
            not_here(keys, &["authority"], kind.code());
            String::new()
        }
    };
    Some(TemplateForm::Paper { kind, authority })
}

/// Notes keys that this form has no place for.
fn not_here(keys: &Keys<'_>, all: &[&'static str], kind: &str) {
    for &key in all {
        if keys.has(key) {
            let what = MistakeKind::KeyNotHere {
                key: key.to_owned(),
                kind: kind.to_owned(),
            };
            keys.wrong(key, what);
        }
    }
}

fn basis(keys: &Keys<'_>) -> LegalBasis {
    let (since, until) = (keys.day("since"), keys.day("until"));
    if since.zip(until).is_some_and(|(since, until)| until < since) {
        keys.wrong("until", MistakeKind::EndsBeforeStart);
    }
    let basis = LegalBasis {
        text: keys.needed("text", keys.text("text")).unwrap_or_default(),
        reference: keys.text("reference").unwrap_or_default(),
        since,
        until,
    };
    keys.finish();
    basis
}

fn part(keys: &Keys<'_>, template: &str) -> Option<TemplatePart> {
    let id = keys.need_id("id");
    keys.claim(Thing::Clause, template, &id);
    keys.place(&format!("clause:{template}/{id}"));
    let given: Vec<&'static str> = KINDS.into_iter().filter(|key| keys.has(key)).collect();
    let found = match given.as_slice() {
        ["heading"] => heading(keys),
        ["text"] => keys.long_text("text", TEMPLATE_MAX).map(TemplatePartKind::Text),
        ["article"] => keys
            .long_text("article", TEMPLATE_MAX)
            .map(TemplatePartKind::Article),
        _ => {
            keys.wrong("id", MistakeKind::ClauseNeedsOne { id: id.clone() });
            return None;
        }
    };
    keys.finish();
    Some(TemplatePart { id, is: found? })
}

fn heading(keys: &Keys<'_>) -> Option<TemplatePartKind> {
    let level = keys.whole("level").unwrap_or(1);
    if !(1..=3).contains(&level) {
        let what = MistakeKind::BadNumber {
            key: "level".to_owned(),
            given: level.to_string(),
            scale: 0,
        };
        keys.wrong("level", what);
    }
    Some(TemplatePartKind::Heading(
        level.clamp(1, 3) as u8,
        keys.text("heading")?,
    ))
}

fn blank(keys: &Keys<'_>, template: &str) -> Blank {
    let id = keys.need_id("id");
    keys.claim(Thing::Blank, template, &id);
    keys.place(&format!("blank:{template}/{id}"));
    let blank = Blank {
        label: keys.need_words("label"),
        hint: keys.words("hint"),
        lines: keys.flag("lines").unwrap_or(false),
        required: keys.flag("required").unwrap_or(false),
        id,
    };
    keys.finish();
    blank
}
