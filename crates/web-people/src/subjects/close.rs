//! Closing a subject with its last day; the appointments over it end.

use super::rename::manageable;
use super::{frame, told};
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::subjects::SubjectView;
use dienhong_app::urls;
use dienhong_domain::time::Day;
use dienhong_i18n::t;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "subjects/close.html")]
struct ClosePage {
    shell: Shell,
    action: String,
    back: String,
    seen: i64,
    day: Field,
    reason: Field,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedClosure {
    #[serde(rename = "lan")]
    seen: i64,
    #[serde(rename = "ngay")]
    day: String,
    #[serde(rename = "ly-do")]
    reason: String,
}

pub(super) async fn form(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let view = manageable(&me, id).await?;
    Ok(html(&page(&me, &view, &TypedClosure::default(), Vec::new())))
}

fn page(me: &Me, view: &SubjectView, typed: &TypedClosure, mistakes: Vec<Mistake>) -> ClosePage {
    let shell = frame(me, view, "subjects-close-title");
    let lead = shell.t("subjects-close-lead");
    ClosePage {
        action: urls::subject_closure(view.subject.id),
        back: urls::subject(view.subject.id),
        seen: view.edit_count,
        day: Field::new("ngay", shell.t("subjects-close-day"))
            .hint(shell.t("subjects-close-day-hint"))
            .value(typed.day.clone())
            .checked(&mistakes),
        reason: Field::new("ly-do", shell.t("subjects-close-reason"))
            .hint(shell.t("subjects-close-reason-hint"))
            .value(typed.reason.clone())
            .checked(&mistakes),
        shell: shell.lead(lead).mistakes(mistakes),
    }
}

pub(super) async fn close(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<TypedClosure>,
) -> Result<Response, Problem> {
    let locale = me.locale();
    let view = manageable(&me, id).await?;
    let mistakes = match Day::parse(&typed.day) {
        Err(_) => vec![Mistake::new("ngay", t(locale, "errors-day-not-a-day"))],
        Ok(last) => {
            let subjects = me.cx().subjects();
            match subjects.close(id, typed.seen, last, &typed.reason).await {
                Ok(()) => return Ok(Redirect::to(&urls::subject(id)).into_response()),
                Err(error) => told(locale, error, "ngay")?,
            }
        }
    };
    let page = page(&me, &view, &typed, mistakes);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
