//! Approving, accepting, returning.

use super::list::problem;
use super::{show, words};
use crate::respond::{Problem, html, html_with};
use crate::shell::{Choice, Field, Mistake, Room, Shell};
use crate::state::Me;
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::filings::{Filing, FilingError};
use dienhong_app::urls;
use dienhong_i18n::t;
use serde::Deserialize;
use uuid::Uuid;

/// So many figures can be named at once; more go into the words for the whole.
const ROWS: usize = 3;

#[derive(Deserialize, Default)]
pub(super) struct Typed {
    #[serde(rename = "ghi-chu", default)]
    note: String,
    #[serde(rename = "so-1", default)]
    measure_1: String,
    #[serde(rename = "ly-do-1", default)]
    reason_1: String,
    #[serde(rename = "so-2", default)]
    measure_2: String,
    #[serde(rename = "ly-do-2", default)]
    reason_2: String,
    #[serde(rename = "so-3", default)]
    measure_3: String,
    #[serde(rename = "ly-do-3", default)]
    reason_3: String,
}

impl Typed {
    fn rows(&self) -> [(&str, &str); ROWS] {
        [
            (&self.measure_1, &self.reason_1),
            (&self.measure_2, &self.reason_2),
            (&self.measure_3, &self.reason_3),
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

pub(super) async fn approve(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let done = me.app.approve_filing(&me.actor, id, &typed.note).await;
    answered(&me, id, done).await
}

pub(super) async fn accept(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let done = me.app.accept_filing(&me.actor, id, &typed.note).await;
    answered(&me, id, done).await
}

async fn answered(me: &Me, id: Uuid, done: Result<(), FilingError>) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&urls::filing(id)).into_response()),
        Err(error) => {
            let said = words(&me.shell("", Room::Totals), error)?;
            let page = show::page(me, id, said).await?;
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

pub(super) async fn ask(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let of = me.app.filing(&me.actor, id).await.map_err(problem)?;
    if !me.app.may_accept(&me.actor, of.unit) {
        return Err(Problem::NotFound);
    }
    Ok(html(&form(&me, &of, &Typed::default(), Vec::new())))
}

pub(super) async fn give_back(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let reasons = typed
        .rows()
        .into_iter()
        .filter(|(_, reason)| !reason.trim().is_empty());
    let reasons = reasons.map(|(m, r)| (m.to_owned(), r.to_owned())).collect();
    match me.app.return_filing(&me.actor, id, &typed.note, reasons).await {
        Ok(()) => Ok(Redirect::to(&urls::filing(id)).into_response()),
        Err(error) => {
            let field = if matches!(error, FilingError::UnknownMeasure(_)) {
                "so-1"
            } else {
                "ghi-chu"
            };
            let said = words(&me.shell("", Room::Totals), error)?;
            let of = me.app.filing(&me.actor, id).await.map_err(problem)?;
            let page = form(&me, &of, &typed, vec![Mistake::new(field, said)]);
            Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

fn form(me: &Me, of: &Filing, typed: &Typed, mistakes: Vec<Mistake>) -> Page {
    let locale = me.locale();
    let shell = me
        .shell(t(locale, "filings-return-title"), Room::Totals)
        .kicker(format!(
            "{}. {}, {}",
            of.content.unit_name,
            of.content.title.get(locale.code()),
            dienhong_i18n::period(of.period, locale)
        ))
        .lead(t(locale, "filings-return-lead"))
        .mistakes(mistakes);
    let row = |(at, (measure, reason)): (usize, (&str, &str))| {
        let none = Choice::new("", shell.t("filings-return-whole")).chosen(measure.is_empty());
        let each = of.content.figures.iter().map(|f| {
            Choice::new(f.measure.as_str(), f.title.get(locale.code())).chosen(f.measure == measure)
        });
        let (select, text) = (format!("so-{}", at + 1), format!("ly-do-{}", at + 1));
        let number = (at + 1) as i64;
        (
            Field::new(select, shell.t1("filings-return-figure", "number", number))
                .choices(std::iter::once(none).chain(each).collect())
                .checked(&shell.mistakes),
            Field::new(text, shell.t1("filings-return-reason", "number", number))
                .value(reason)
                .optional()
                .checked(&shell.mistakes),
        )
    };
    Page {
        action: format!("{}/tra", urls::filing(of.id)),
        note: Field::new("ghi-chu", shell.t("filings-return-note"))
            .value(typed.note.as_str())
            .checked(&shell.mistakes),
        rows: typed.rows().into_iter().enumerate().map(row).collect(),
        back: urls::filing(of.id),
        shell,
    }
}
