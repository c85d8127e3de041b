//! Entering a paper that arrived. What it is is asked before anything else: a citizen's letter and a secret paper lead to
//! the desk that takes them, and nothing of them is kept.
//!
//! The answer is sent in a form and never stands in an address, which browsers and proxies would remember.

use super::{SCANS, day, kept_unit, optional_day};
use crate::papers::words;
use askama::Template;
use axum::extract::{Form, Multipart, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::papers::{IncomingForm, SIGNED_MAX, incoming_words};
use dienhong_app::urls;
use dienhong_domain::incoming::{IncomingKind, Nature};
use dienhong_domain::units::UnitId;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize, Default)]
pub(super) struct EntryQuery {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(rename = "la", default)]
    nature: String,
}

#[derive(Deserialize, Default)]
pub(super) struct QuestionForm {
    #[serde(rename = "don-vi", default)]
    unit: String,
    #[serde(rename = "la", default)]
    nature: String,
}

#[derive(Template)]
#[template(path = "papers/question.html")]
struct QuestionPage {
    shell: Shell,
    uid: Uuid,
    question: Field,
}

#[derive(Template)]
#[template(path = "papers/elsewhere.html")]
struct ElsewherePage {
    shell: Shell,
    desks: Vec<String>,
    register: String,
}

#[derive(Template)]
#[template(path = "papers/enter.html")]
struct FormPage {
    shell: Shell,
    uid: Uuid,
    id: String,
    nature: &'static str,
    day: Field,
    author: Field,
    sign: Field,
    paper_day: Field,
    kind: Field,
    summary: Field,
    receiver: Field,
    due: Field,
    scan: Field,
}

/// The word of an answer in forms.
fn nature_code(nature: Nature) -> &'static str {
    match nature {
        Nature::Organisation => "co-quan",
        Nature::Citizen => "cong-dan",
        Nature::Secret => "mat",
    }
}

fn nature_of(typed: &str) -> Option<Nature> {
    Nature::ALL.into_iter().find(|of| nature_code(*of) == typed)
}

fn unit_of(me: &Me, typed: &str) -> Result<UnitId, Problem> {
    let unit = kept_unit(me, typed).ok_or(Problem::NotFound)?;
    match me.cx().papers().may_enter(unit) {
        true => Ok(unit),
        false => Err(Problem::NotFound),
    }
}

fn frame(me: &Me, unit: UnitId, title: &str, mistakes: Vec<Mistake>) -> Shell {
    let locale = me.locale();
    me.shell(t(locale, title), Room::Papers)
        .kicker(me.full_name(unit))
        .below(
            t(locale, "papers-incoming-title"),
            urls::incoming(me.snapshot.map.uid(unit)),
        )
        .mistakes(mistakes)
        .narrow()
}

pub(super) async fn show(me: Me, Query(asked): Query<EntryQuery>) -> Result<Response, Problem> {
    let unit = unit_of(&me, &asked.unit)?;
    Ok(match nature_of(&asked.nature) {
        Some(Nature::Organisation) => {
            let typed = UploadForm::default();
            html(&form_page(&me, unit, &typed, Vec::new()))
        }
        _ => html(&question_page(&me, unit, Vec::new())),
    })
}

pub(super) async fn answer(me: Me, Form(typed): Form<QuestionForm>) -> Result<Response, Problem> {
    let unit = unit_of(&me, &typed.unit)?;
    Ok(match nature_of(&typed.nature) {
        Some(Nature::Organisation) => {
            Redirect::to(&urls::incoming_form(me.snapshot.map.uid(unit))).into_response()
        }
        Some(nature) => html(&elsewhere_page(&me, unit, nature)),
        None => {
            let said = t(me.locale(), "papers-incoming-question-missing");
            let page = question_page(&me, unit, vec![Mistake::new("la", said)]);
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    })
}

pub(super) async fn save(me: Me, form: Multipart) -> Result<Response, Problem> {
    let typed = UploadForm::read(form).await?;
    let unit = unit_of(&me, typed.one("don-vi"))?;
    let nature = match nature_of(typed.one("la")) {
        Some(nature @ Nature::Organisation) => nature,
        Some(nature) => {
            let page = elsewhere_page(&me, unit, nature);
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        None => {
            let said = t(me.locale(), "papers-incoming-question-missing");
            let page = question_page(&me, unit, vec![Mistake::new("la", said)]);
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
    };
    let shell = me.shell("", Room::Papers);
    let mut mistakes = Vec::new();
    let form = read(&me, &shell, nature, &typed, &mut mistakes)?;
    if mistakes.is_empty() {
        match me.cx().papers().enter_incoming(unit, &form).await {
            Ok(of) => return Ok(Redirect::to(&urls::incoming_paper(of.id)).into_response()),
            Err(error) => mistakes.push(Mistake::new("ngay-den", words(&shell, error)?)),
        }
    }
    let page = form_page(&me, unit, &typed, mistakes);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The form of what was typed; every mistake is told at its field.
fn read(
    me: &Me,
    shell: &Shell,
    nature: Nature,
    typed: &UploadForm,
    mistakes: &mut Vec<Mistake>,
) -> Result<IncomingForm, Problem> {
    let today = me.today();
    let arrived = day(me, "ngay-den", typed.one("ngay-den"));
    let paper_day = optional_day(me, "ngay-van-ban", typed.one("ngay-van-ban"));
    let due = optional_day(me, "han", typed.one("han"));
    let form = IncomingForm {
        id: Uuid::parse_str(typed.one("ma")).map_err(|_| Problem::Unreadable)?,
        nature,
        day: *arrived.as_ref().unwrap_or(&today),
        author: typed.one("tac-gia").to_owned(),
        sign: typed.one("so-ky-hieu").to_owned(),
        paper_day: paper_day.as_ref().copied().unwrap_or_default(),
        kind: typed.one("loai").to_owned(),
        summary: typed.one("trich-yeu").to_owned(),
        receiver: typed.one("nguoi-nhan").to_owned(),
        due: due.as_ref().copied().unwrap_or_default(),
        scan: typed.uploads.first().map(|file| file.bytes.clone()),
    };
    mistakes.extend(arrived.err());
    mistakes.extend(paper_day.err());
    mistakes.extend(due.err());
    for (field, error) in form.mistakes(today) {
        mistakes.push(Mistake::new(field_of(field), words(shell, error)?));
    }
    Ok(form)
}

/// The field of this page for one of the act.
fn field_of(field: &str) -> &'static str {
    match field {
        "author" => "tac-gia",
        "sign" => "so-ky-hieu",
        "summary" => "trich-yeu",
        "receiver" => "nguoi-nhan",
        "kind" => "loai",
        "paper-day" => "ngay-van-ban",
        "due" => "han",
        "scan" => "ban-quet",
        _ => "ngay-den",
    }
}

fn question_page(me: &Me, unit: UnitId, mistakes: Vec<Mistake>) -> QuestionPage {
    let shell = frame(me, unit, "papers-incoming-enter", mistakes);
    let choice = |nature: Nature| {
        let (label, hint) = match nature {
            Nature::Organisation => (
                "papers-incoming-organisation",
                "papers-incoming-organisation-hint",
            ),
            Nature::Citizen => ("papers-incoming-citizen", "papers-incoming-citizen-hint"),
            Nature::Secret => ("papers-incoming-secret", "papers-incoming-secret-hint"),
        };
        Choice::new(nature_code(nature), shell.t(label)).hint(shell.t(hint))
    };
    QuestionPage {
        uid: me.snapshot.map.uid(unit),
        question: Field::new("la", shell.t("papers-incoming-question"))
            .choices(Nature::ALL.map(choice).into())
            .checked(&shell.mistakes),
        shell,
    }
}

/// The page that names the desk of what does not enter the register.
fn elsewhere_page(me: &Me, unit: UnitId, nature: Nature) -> ElsewherePage {
    let (lead, desks): (&str, &[&str]) = match nature {
        Nature::Secret => ("papers-incoming-secret-lead", &["papers-incoming-secret-desk"]),
        Nature::Citizen | Nature::Organisation => (
            "papers-incoming-citizen-lead",
            &[
                "papers-incoming-citizen-reception",
                "papers-incoming-citizen-police",
                "papers-incoming-citizen-secrecy",
            ],
        ),
    };
    let shell = frame(me, unit, "papers-incoming-elsewhere-title", Vec::new());
    ElsewherePage {
        desks: desks.iter().map(|key| shell.t(key)).collect(),
        register: urls::incoming(me.snapshot.map.uid(unit)),
        shell: shell.lead(t(me.locale(), lead)),
    }
}

fn form_page(me: &Me, unit: UnitId, typed: &UploadForm, mistakes: Vec<Mistake>) -> FormPage {
    let shell = frame(me, unit, "papers-incoming-enter", mistakes);
    let field = |name: &str, label: &str| {
        Field::new(name, shell.t(label))
            .value(typed.one(name))
            .checked(&shell.mistakes)
    };
    let mut arrived = field("ngay-den", "papers-incoming-day");
    if typed.fields.is_empty() {
        arrived.value = dienhong_i18n::day(me.today());
    }
    let kinds = IncomingKind::ALL.iter().map(|kind| {
        let is_chosen = kind.code() == typed.one("loai");
        Choice::new(kind.code(), incoming_words(*kind, me.locale())).chosen(is_chosen)
    });
    let id = Uuid::parse_str(typed.one("ma")).unwrap_or_else(|_| Uuid::now_v7());
    FormPage {
        uid: me.snapshot.map.uid(unit),
        id: id.to_string(),
        nature: nature_code(Nature::Organisation),
        day: arrived,
        author: field("tac-gia", "papers-incoming-author").hint(shell.t("papers-incoming-author-hint")),
        sign: field("so-ky-hieu", "papers-incoming-sign").optional(),
        paper_day: field("ngay-van-ban", "papers-incoming-paper-day").optional(),
        kind: field("loai", "papers-kind").choices(kinds.collect()),
        summary: field("trich-yeu", "papers-summary").hint(shell.t("papers-incoming-summary-hint")),
        receiver: field("nguoi-nhan", "papers-incoming-receiver")
            .hint(shell.t("papers-incoming-receiver-hint"))
            .optional(),
        due: field("han", "papers-incoming-due").optional(),
        scan: scan_field(&shell).optional(),
        shell,
    }
}

/// The question for the scan of a paper.
pub(super) fn scan_field(shell: &Shell) -> Field {
    let most = (SIGNED_MAX >> 20) as i64;
    Field::new("ban-quet", shell.t("papers-incoming-scan"))
        .hint(shell.t1("papers-incoming-scan-hint", "max", most))
        .files(SCANS, false)
        .checked(&shell.mistakes)
}
