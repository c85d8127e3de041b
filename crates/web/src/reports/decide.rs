//! Steps of a report, each a small form; what is refused is said on the report's page.

use super::sheet::Sheet;
use super::show::title;
use super::{problem, show, words};
use crate::respond::{Problem, html, html_with};
use crate::shell::{Choice, Field, Mistake, Room, Shell};
use crate::state::Me;
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::reports::ReportError;
use dienhong_app::urls;
use dienhong_domain::time::Day;
use dienhong_i18n::t;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize, Default)]
pub(super) struct Typed {
    #[serde(default)]
    loi: String,
    #[serde(default)]
    doan: String,
    #[serde(default)]
    lan: i64,
    #[serde(rename = "nguoi-ky", default)]
    signer: String,
    #[serde(default)]
    ngay: String,
    /// Where the form stood.
    #[serde(default)]
    ve: String,
}

async fn answered(me: &Me, id: Uuid, done: Result<(), ReportError>) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&urls::report(id)).into_response()),
        Err(error) => refused(me, id, words(&me.shell("", Room::Totals), error)?).await,
    }
}

pub(super) async fn refused(me: &Me, id: Uuid, said: String) -> Result<Response, Problem> {
    let page = show::page(me, id, said).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

pub(super) async fn submit(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let done = me.app.submit_report(&me.actor, id, typed.lan, &typed.loi).await;
    answered(&me, id, done).await
}

pub(super) async fn withdraw(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let done = me.app.withdraw_report(&me.actor, id, &typed.loi).await;
    answered(&me, id, done).await
}

pub(super) async fn approve(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let shell = me.shell("", Room::Totals);
    let day = match Day::parse(&typed.ngay) {
        Ok(day) => day,
        Err(error) => {
            let said = dienhong_i18n::explain::day_error(me.locale(), &error, Some(me.app.today()));
            return refused(&me, id, said).await;
        }
    };
    let Ok(signer) = Uuid::parse_str(&typed.signer) else {
        return refused(&me, id, shell.t("reports-error-no-signer")).await;
    };
    let done = me
        .app
        .approve_report(&me.actor, id, signer, day, &typed.loi)
        .await;
    answered(&me, id, done.map(|_| ())).await
}

pub(super) async fn send(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let done = me.app.send_report(&me.actor, id, &typed.loi).await;
    answered(&me, id, done).await
}

pub(super) async fn accept(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let done = me.app.accept_report(&me.actor, id, &typed.loi).await;
    answered(&me, id, done).await
}

pub(super) async fn comment(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    match me.app.comment(&me.actor, id, &typed.doan, &typed.loi).await {
        Ok(_) => Ok(Redirect::to(&back(id, &typed)).into_response()),
        Err(error) => refused(&me, id, words(&me.shell("", Room::Totals), error)?).await,
    }
}

pub(super) async fn settle(
    me: Me,
    Path((id, note)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    match me.app.settle_comment(&me.actor, id, note).await {
        // Somebody else settled it meanwhile: it is settled.
        Ok(()) | Err(ReportError::Overtaken) => Ok(Redirect::to(&back(id, &typed)).into_response()),
        Err(error) => refused(&me, id, words(&me.shell("", Room::Totals), error)?).await,
    }
}

fn back(id: Uuid, typed: &Typed) -> String {
    match typed.ve.as_str() {
        "soan" => format!("{}#d-{}", urls::report_editor(id), typed.doan),
        _ => format!("{}#gop-y", urls::report(id)),
    }
}

/// So many places can be named at once; more go into the words for the whole.
const ROWS: usize = 3;

#[derive(Deserialize, Default)]
pub(super) struct Reasons {
    #[serde(rename = "ghi-chu", default)]
    note: String,
    #[serde(rename = "doan-1", default)]
    part_1: String,
    #[serde(rename = "ly-do-1", default)]
    reason_1: String,
    #[serde(rename = "doan-2", default)]
    part_2: String,
    #[serde(rename = "ly-do-2", default)]
    reason_2: String,
    #[serde(rename = "doan-3", default)]
    part_3: String,
    #[serde(rename = "ly-do-3", default)]
    reason_3: String,
}

impl Reasons {
    fn rows(&self) -> [(&str, &str); ROWS] {
        [
            (&self.part_1, &self.reason_1),
            (&self.part_2, &self.reason_2),
            (&self.part_3, &self.reason_3),
        ]
    }
}

#[derive(Template)]
#[template(path = "filings/return.html")]
struct Page {
    shell: Shell,
    action: String,
    note: Field,
    rows: Vec<(Field, Field)>,
    back: String,
}

pub(super) async fn ask(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    Ok(html(&form(&me, id, &Reasons::default(), Vec::new()).await?))
}

pub(super) async fn give_back(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Reasons>,
) -> Result<Response, Problem> {
    let shell = me.shell("", Room::Totals);
    let mut reasons = Vec::new();
    for (part, reason) in typed.rows() {
        if part.is_empty() && !reason.trim().is_empty() {
            let mistakes = vec![Mistake::new("doan-1", shell.t("reports-error-no-place"))];
            let page = form(&me, id, &typed, mistakes).await?;
            return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page));
        }
        if !reason.trim().is_empty() {
            reasons.push((part.to_owned(), reason.to_owned()));
        }
    }
    match me.app.return_report(&me.actor, id, &typed.note, &reasons).await {
        Ok(()) => Ok(Redirect::to(&urls::report(id)).into_response()),
        Err(error) => {
            let mistakes = vec![Mistake::new("ghi-chu", words(&shell, error)?)];
            let page = form(&me, id, &typed, mistakes).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

async fn form(me: &Me, id: Uuid, typed: &Reasons, mistakes: Vec<Mistake>) -> Result<Page, Problem> {
    let of = me.app.report(&me.actor, id).await.map_err(problem)?;
    if !show::may_return(me, &of) {
        return Err(Problem::NotFound);
    }
    let locale = me.locale();
    let shell = me
        .shell(t(locale, "reports-return-title"), Room::Totals)
        .kicker(title(me, &of))
        .lead(t(locale, "reports-return-lead"))
        .below(title(me, &of), urls::report(id))
        .mistakes(mistakes);
    let places = Sheet::of(&of).places();
    let rows = (1i32..).zip(typed.rows()).map(|(n, (part, reason))| {
        let mut place = Field::new(format!("doan-{n}"), shell.t("reports-comment-place")).optional();
        place.choices = places
            .iter()
            .map(|(anchor, label)| Choice::new(anchor, label).chosen(anchor == part))
            .collect();
        let why = Field::new(
            format!("ly-do-{n}"),
            shell.t1("filings-return-reason", "number", i64::from(n)),
        )
        .value(reason)
        .optional();
        (place, why)
    });
    let rows = rows.collect();
    let mut note = Field::new("ghi-chu", shell.t("filings-return-note"))
        .value(&typed.note)
        .optional();
    note.error = shell
        .mistakes
        .iter()
        .find(|m| m.field == "ghi-chu")
        .map(|m| m.words.clone());
    Ok(Page {
        action: format!("{}/tra", urls::report(id)),
        note,
        rows,
        back: urls::report(id),
        shell,
    })
}
