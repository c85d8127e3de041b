//! Two versions of one entry side by side: the stored one, and the one that somebody else wrote at the same time.

use super::entry_form::EntryForm;
use super::page::{day_words, field_id, units_word, who};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{DAY, EntryView, Stored, WHY, answer};
use dienhong_app::urls;
use dienhong_domain::entries::{self, BOUND_SUFFIX, State};
use dienhong_domain::packs::{Field, Register};
use dienhong_domain::time::Day;
use dienhong_web_kit::respond::html_with;
use dienhong_web_kit::shell::{Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use std::collections::BTreeMap;

/// A question with both answers.
struct Pair {
    label: String,
    book: String,
    own: String,
    differs: bool,
}

impl Pair {
    fn new(label: String, book: String, own: String) -> Pair {
        Pair {
            differs: book != own,
            label,
            book,
            own,
        }
    }
}

#[derive(Template)]
#[template(path = "entries/conflict.html")]
struct Both {
    shell: Shell,
    pairs: Vec<Pair>,
    /// Who wrote the stored version, and when.
    book: String,
    action: String,
    register: String,
    keep: String,
    hidden: Vec<(String, String)>,
    /// Questions that take photos or files.
    uploads: Vec<String>,
    id: String,
    entry: String,
    state: String,
    is_final: bool,
}

/// Whether what was typed equals the stored version, apart from photos and files.
pub(crate) fn says_the_same(me: &Me, typed: &UploadForm, view: &EntryView) -> bool {
    view.register()
        .is_some_and(|register| pairs(me, view, register, typed).iter().all(|p| !p.differs))
}

fn pairs(me: &Me, view: &EntryView, register: &Register, typed: &UploadForm) -> Vec<Pair> {
    let answers = typed.answers(register);
    let read = entries::read_form(register, &view.rules.pack, Some(view.day), &answers, false);
    let own = read.ok().map(|body| Stored {
        body,
        why: String::new(),
    });
    let mut all = vec![day_pair(me, view, register, typed), unit_pair(me, view, typed)];
    for field in &register.fields {
        match field.kind.is_upload() {
            true => all.extend(upload_pair(me, view, field, typed)),
            false => all.push(answer_pair(me, view, field, own.as_ref(), &answers)),
        }
    }
    // Differences come first; the rest only shows that it is the same entry.
    all.sort_by_key(|p| !p.differs);
    all.retain(|p| p.differs || !p.book.is_empty() || !p.own.is_empty());
    all
}

fn day_pair(me: &Me, view: &EntryView, register: &Register, typed: &UploadForm) -> Pair {
    let own = typed.one(&field_id(DAY)).trim();
    let read = match register.monthly {
        true => Day::parse_month_on(own, me.today()),
        false => Day::parse_on(own, me.today()),
    };
    let own = read.map_or_else(|_| own.to_owned(), |day| day_words(day, register.monthly));
    let label = dienhong_i18n::t(me.locale(), "entries-field-day");
    Pair::new(label, day_words(view.day, register.monthly), own)
}

fn unit_pair(me: &Me, view: &EntryView, typed: &UploadForm) -> Pair {
    Pair::new(
        dienhong_i18n::t(me.locale(), "entries-field-unit"),
        units_word(me, Some(view.unit)),
        units_word(me, typed.unit(me)),
    )
}

/// How many files a question has and how many would be added; additions never conflict.
fn upload_pair(me: &Me, view: &EntryView, field: &Field, typed: &UploadForm) -> Option<Pair> {
    let added = typed.uploads.iter().filter(|u| u.field == field.id).count();
    let kept = view.attachments.iter().filter(|a| a.field == field.id).count();
    let words = |key: &str, count: usize| dienhong_i18n::t_with(me.locale(), key, &[("count", count.into())]);
    (added > 0).then(|| Pair {
        label: field.label.get(me.locale().code()).to_owned(),
        book: words("entries-both-kept", kept),
        own: words("entries-both-added", added),
        differs: false,
    })
}

/// Both answers to a question; the person's own as typed if the form as a whole cannot be read.
fn answer_pair(
    me: &Me,
    view: &EntryView,
    field: &Field,
    own: Option<&Stored>,
    answers: &BTreeMap<String, Vec<String>>,
) -> Pair {
    let words = |stored: &Stored| {
        answer(&view.rules, &field.kind, &field.id, stored, me.locale()).unwrap_or_default()
    };
    let raw = || {
        let bound = answers.get(&format!("{}{BOUND_SUFFIX}", field.id));
        let both = answers.get(&field.id).into_iter().chain(bound).flatten();
        both.cloned().collect::<Vec<_>>().join(" ")
    };
    let label = field.label.get(me.locale().code()).to_owned();
    Pair::new(label, words(&view.stored), own.map_or_else(raw, words))
}

/// The page on which the person chooses between the two.
pub(super) fn page(me: &Me, view: &EntryView, register: &Register, typed: &UploadForm) -> Response {
    let language = me.locale().code();
    let id = view.row.id;
    let shell = me
        .shell(dienhong_i18n::t(me.locale(), "entries-both-title"), Room::New)
        .below(register.title.get(language), urls::register(&register.id))
        .form();
    let newest = view.revisions.first();
    let author = who(newest.map_or("", |r| r.author.as_str()), me.locale());
    let at = dienhong_i18n::moment(newest.map_or(0, |r| r.at), me.locale());
    let lead = shell.t("entries-both-lead");
    let told = ["seen", "trang-thai"];
    let mut hidden: Vec<(String, String)> = typed
        .fields
        .iter()
        .filter(|(name, _)| !told.contains(&name.as_str()))
        .flat_map(|(name, all)| all.iter().map(|v| (name.clone(), v.clone())))
        .collect();
    if typed.one("id").is_empty() {
        hidden.push(("id".to_owned(), id.to_string()));
    }
    hidden.push(("seen".to_owned(), view.row.rev.to_string()));
    let is_final = view.state == State::Final;
    let state = match typed.one("trang-thai") {
        "draft" if !is_final => "draft",
        "sent" if !is_final => "sent",
        _ => "final",
    };
    html_with(
        StatusCode::CONFLICT,
        &Both {
            pairs: pairs(me, view, register, typed),
            book: dienhong_i18n::t_with(
                me.locale(),
                "entries-both-book",
                &[("author", author.into()), ("at", at.as_str().into())],
            ),
            action: format!("{}/sua", urls::entry(id)),
            register: register.id.clone(),
            keep: format!("{}:{id}", me.actor.person),
            hidden,
            uploads: register
                .fields
                .iter()
                .filter(|f| f.kind.is_upload())
                .map(|f| f.id.clone())
                .collect(),
            id: id.to_string(),
            entry: urls::entry(id),
            state: state.to_owned(),
            // A correction of a final entry needs a reason first.
            is_final: is_final && typed.one(&field_id(WHY)).trim().is_empty(),
            shell: shell.lead(lead),
        },
    )
}
