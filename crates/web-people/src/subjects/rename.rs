//! Giving a subject another name.

use super::{frame, problem, told};
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::subjects::SubjectView;
use dienhong_app::urls;
use dienhong_domain::rights::Permission;
use dienhong_web_kit::respond::{Problem, html, html_with};
use dienhong_web_kit::shell::{Field, Mistake, Shell};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "subjects/rename.html")]
struct RenamePage {
    shell: Shell,
    action: String,
    back: String,
    seen: i64,
    name: Field,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct TypedName {
    #[serde(rename = "lan")]
    seen: i64,
    #[serde(rename = "ten")]
    name: String,
}

/// A subject that the reader may rename and close.
pub(super) async fn manageable(me: &Me, id: Uuid) -> Result<SubjectView, Problem> {
    let view = me.cx().subjects().find(id).await.map_err(problem)?;
    match me.may(Permission::ManageSubjects, view.subject.unit) {
        true => Ok(view),
        false => Err(Problem::NotFound),
    }
}

pub(super) async fn form(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let view = manageable(&me, id).await?;
    let name = view.subject.name.clone();
    Ok(html(&page(&me, &view, name, Vec::new())))
}

fn page(me: &Me, view: &SubjectView, name: String, mistakes: Vec<Mistake>) -> RenamePage {
    let shell = frame(me, view, "subjects-rename-title");
    RenamePage {
        action: urls::subject_name(view.subject.id),
        back: urls::subject(view.subject.id),
        seen: view.edit_count,
        name: Field::new("ten", shell.t("subjects-name"))
            .value(name)
            .checked(&mistakes),
        shell: shell.mistakes(mistakes),
    }
}

pub(super) async fn rename(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<TypedName>,
) -> Result<Response, Problem> {
    let done = me.cx().subjects().rename(id, typed.seen, &typed.name).await;
    let mistakes = match done {
        Ok(()) => return Ok(Redirect::to(&urls::subject(id)).into_response()),
        Err(error) => told(me.locale(), error, "ten")?,
    };
    let view = manageable(&me, id).await?;
    let page = page(&me, &view, typed.name, mistakes);
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
