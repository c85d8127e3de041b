//! Steps of a report, each a small form; a refusal is shown on the report's page.

use super::sheet::Sheet;
use super::show::title;
use super::{problem, show, words};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::reports::ReportError;
use dienhong_app::urls;
use dienhong_domain::time::Day;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::return_form::{Page, ReturnAct, ReturnForm};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Deserialize)]
pub(super) struct NoteForm {
    #[serde(rename = "loi", default)]
    note: String,
}

#[derive(Deserialize)]
pub(super) struct SubmitForm {
    #[serde(rename = "loi", default)]
    note: String,
    /// Changes of the report's words that the page showed.
    #[serde(rename = "lan", default)]
    seen: i64,
}

#[derive(Deserialize)]
pub(super) struct ApprovalForm {
    #[serde(rename = "loi", default)]
    note: String,
    #[serde(rename = "nguoi-ky", default)]
    signer: String,
    #[serde(rename = "ngay", default)]
    day: String,
}

#[derive(Deserialize)]
pub(super) struct CommentForm {
    /// Part of the paper; empty for the whole.
    #[serde(rename = "doan", default)]
    place: String,
    #[serde(rename = "loi", default)]
    words: String,
    /// The page of the form: "soan" for the editor, empty for the report.
    #[serde(rename = "ve", default)]
    from: String,
}

async fn answered(me: &Me, id: Uuid, done: Result<(), ReportError>) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&urls::report(id)).into_response()),
        Err(error) => refused(me, id, words(&me.shell("", Room::Reports), error)?).await,
    }
}

pub(super) async fn refused(me: &Me, id: Uuid, said: String) -> Result<Response, Problem> {
    let page = show::page(me, id, said).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

pub(super) async fn submit(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<SubmitForm>,
) -> Result<Response, Problem> {
    let done = me.cx().reports().submit(id, typed.seen, &typed.note).await;
    answered(&me, id, done).await
}

pub(super) async fn withdraw(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<NoteForm>,
) -> Result<Response, Problem> {
    let done = me.cx().reports().withdraw(id, &typed.note).await;
    answered(&me, id, done).await
}

pub(super) async fn approve(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<ApprovalForm>,
) -> Result<Response, Problem> {
    let shell = me.shell("", Room::Reports);
    let day = match Day::parse(&typed.day) {
        Ok(day) => day,
        Err(error) => {
            let said = dienhong_i18n::explain::day_error(me.locale(), &error, Some(me.today()));
            return refused(&me, id, said).await;
        }
    };
    let Ok(signer) = Uuid::parse_str(&typed.signer) else {
        return refused(&me, id, shell.t("reports-error-no-signer")).await;
    };
    let done = me.cx().reports().approve(id, signer, day, &typed.note).await;
    answered(&me, id, done.map(|_| ())).await
}

pub(super) async fn send(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<NoteForm>,
) -> Result<Response, Problem> {
    let done = me.cx().reports().send(id, &typed.note).await;
    answered(&me, id, done).await
}

pub(super) async fn accept(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<NoteForm>,
) -> Result<Response, Problem> {
    let done = me.cx().reports().accept(id, &typed.note).await;
    answered(&me, id, done).await
}

pub(super) async fn comment(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<CommentForm>,
) -> Result<Response, Problem> {
    match me.cx().reports().comment(id, &typed.place, &typed.words).await {
        Ok(_) => Ok(Redirect::to(&back(id, &typed)).into_response()),
        Err(error) => refused(&me, id, words(&me.shell("", Room::Reports), error)?).await,
    }
}

pub(super) async fn resolve(
    me: Me,
    Path((id, note)): Path<(Uuid, Uuid)>,
    Form(typed): Form<CommentForm>,
) -> Result<Response, Problem> {
    match me.cx().reports().resolve_comment(id, note).await {
        // Somebody else resolved it meanwhile, so there is nothing left to do.
        Ok(()) | Err(ReportError::Overtaken) => Ok(Redirect::to(&back(id, &typed)).into_response()),
        Err(error) => refused(&me, id, words(&me.shell("", Room::Reports), error)?).await,
    }
}

fn back(id: Uuid, typed: &CommentForm) -> String {
    match typed.from.as_str() {
        "soan" => format!("{}#d-{}", urls::report_editor(id), typed.place),
        _ => format!("{}#gop-y", urls::report(id)),
    }
}

/// The field of a place in the form that sends a report back.
const PLACE: &str = "doan";

pub(super) async fn ask(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    Ok(html(&form(&me, id, &ReturnForm::none(), Vec::new()).await?))
}

pub(super) async fn return_it(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let shell = me.shell("", Room::Reports);
    let typed = ReturnForm::read(&typed, PLACE);
    let reasons = typed.given();
    if reasons.iter().any(|(part, _)| part.is_empty()) {
        let mistakes = vec![Mistake::new("doan-1", shell.t("reports-error-no-place"))];
        let page = form(&me, id, &typed, mistakes).await?;
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    match me.cx().reports().send_back(id, &typed.note, &reasons).await {
        Ok(()) => Ok(Redirect::to(&urls::report(id)).into_response()),
        Err(error) => {
            let mistakes = vec![Mistake::new("ghi-chu", words(&shell, error)?)];
            let page = form(&me, id, &typed, mistakes).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn form(me: &Me, id: Uuid, typed: &ReturnForm, mistakes: Vec<Mistake>) -> Result<Page, Problem> {
    let of = me.cx().reports().find(id).await.map_err(problem)?;
    if !show::may_return(me, &of) {
        return Err(Problem::NotFound);
    }
    let locale = me.locale();
    let shell = me
        .shell(t(locale, "reports-return-title"), Room::Reports)
        .kicker(title(me, &of))
        .lead(t(locale, "reports-return-lead"))
        .below(title(me, &of), urls::report(id))
        .mistakes(mistakes);
    let places = Sheet::of(&of).places();
    let act = ReturnAct {
        action: urls::report_return(id),
        button: shell.t("filings-return"),
        back: urls::report(id),
    };
    Ok(typed.page(shell, act, |shell, n, chosen| {
        let mut place = Field::new(format!("{PLACE}-{n}"), shell.t("reports-comment-place")).optional();
        place.choices = places
            .iter()
            .map(|(anchor, label)| Choice::new(anchor, label).chosen(anchor == chosen))
            .collect();
        place
    }))
}
