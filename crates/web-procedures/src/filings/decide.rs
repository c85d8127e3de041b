//! Approving, accepting, returning.

use super::list::problem;
use super::{show, words};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::filings::{Filing, FilingError};
use dienhong_app::urls;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::return_form::{Page, ReturnAct, ReturnForm};
use dienhong_web_kit::shell::{Choice, Field, Mistake, Room, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The field of a place in the form that returns figures.
pub(super) const PLACE: &str = "so";

#[derive(Deserialize, Default)]
pub(super) struct NoteForm {
    #[serde(rename = "ghi-chu", default)]
    pub(super) note: String,
}

pub(super) async fn approve(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<NoteForm>,
) -> Result<Response, Problem> {
    let done = me.cx().filings().approve(id, &typed.note).await;
    answered(&me, id, done).await
}

pub(super) async fn accept(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<NoteForm>,
) -> Result<Response, Problem> {
    let done = me.cx().filings().accept(id, &typed.note).await;
    answered(&me, id, done).await
}

/// Back to the filing, which tells what was done or why not.
pub(super) async fn answered(me: &Me, id: Uuid, done: Result<(), FilingError>) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&urls::filing(id)).into_response()),
        Err(error) => {
            let said = words(&me.shell("", Room::Totals), &error)?;
            let page = show::page(me, id, said).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// A filing about which the reader may answer in the name of the level above.
pub(super) async fn answerable(me: &Me, id: Uuid) -> Result<Filing, Problem> {
    let of = me.cx().filings().find(id).await.map_err(problem)?;
    match me.cx().filings().may_accept(of.unit) {
        true => Ok(of),
        false => Err(Problem::NotFound),
    }
}

pub(super) async fn ask(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let of = answerable(&me, id).await?;
    Ok(html(&form(&me, &of, &ReturnForm::none(), Vec::new())))
}

pub(super) async fn return_it(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let typed = ReturnForm::read(&typed, PLACE);
    let filings = me.cx().filings();
    match filings.send_back(id, &typed.note, typed.given()).await {
        Ok(()) => Ok(Redirect::to(&urls::filing(id)).into_response()),
        Err(error) => {
            let mistakes = vec![mistake(&me, &error)?];
            let of = me.cx().filings().find(id).await.map_err(problem)?;
            let page = form(&me, &of, &typed, mistakes);
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// A refusal at the field of a form of reasons to which it belongs.
pub(super) fn mistake(me: &Me, error: &FilingError) -> Result<Mistake, Problem> {
    let field = match error {
        FilingError::UnknownMeasure(_) => "so-1",
        _ => "ghi-chu",
    };
    Ok(Mistake::new(field, words(&me.shell("", Room::Totals), error)?))
}

/// What a filing is, above the title of a form about it.
pub(super) fn kicker(me: &Me, of: &Filing) -> String {
    let locale = me.locale();
    format!(
        "{}. {}, {}",
        of.content.unit_name,
        of.content.title.get(locale.code()),
        dienhong_i18n::period(of.period, locale)
    )
}

fn form(me: &Me, of: &Filing, typed: &ReturnForm, mistakes: Vec<Mistake>) -> Page {
    let locale = me.locale();
    let shell = me
        .shell(t(locale, "filings-return-title"), Room::Totals)
        .kicker(kicker(me, of))
        .lead(t(locale, "filings-return-lead"))
        .mistakes(mistakes);
    let act = ReturnAct {
        action: urls::filing_return(of.id),
        button: shell.t("filings-return"),
        back: urls::filing(of.id),
    };
    reason_page(of, typed, shell, act)
}

/// A form with reasons at figures of a filing.
pub(super) fn reason_page(of: &Filing, typed: &ReturnForm, shell: Shell, act: ReturnAct) -> Page {
    let locale = shell.locale();
    typed.page(shell, act, |shell, n, chosen| {
        let none = Choice::new("", shell.t("filings-return-whole")).chosen(chosen.is_empty());
        let each =
            of.content.figures.iter().map(|f| {
                Choice::new(f.measure.as_str(), f.title.get(locale.code())).chosen(f.measure == chosen)
            });
        let words = shell.t1("filings-return-figure", "number", n as i64);
        Field::new(format!("{PLACE}-{n}"), words).choices(std::iter::once(none).chain(each).collect())
    })
}
