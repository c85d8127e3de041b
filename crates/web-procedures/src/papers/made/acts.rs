//! Steps of a paper, each a small form; a refusal is shown on the paper's page.

use super::{day, show};
use crate::papers::words;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::papers::PaperError;
use dienhong_app::urls;
use dienhong_web_kit::respond::{Problem, html_with};
use dienhong_web_kit::shell::{Mistake, Room};
use dienhong_web_kit::state::Me;
use serde::Deserialize;
use uuid::Uuid;

/// The part of the page that always stands there: what is refused without a field to be mended is told there.
pub(super) const STATE: &str = "tinh-trang";

#[derive(Deserialize, Default)]
pub(super) struct SubmitForm {
    /// Changes of the paper that the page showed.
    #[serde(rename = "lan", default)]
    seen: i64,
}

/// What was typed with an act: the reason of one, signer and day of another, the paper that revokes.
#[derive(Deserialize, Default)]
pub(super) struct ActForm {
    #[serde(rename = "ly-do", default)]
    pub(super) why: String,
    #[serde(rename = "nguoi-ky", default)]
    pub(super) signer: String,
    #[serde(rename = "ngay", default)]
    pub(super) day: String,
    /// The paper that revokes this one.
    #[serde(rename = "theo", default)]
    pub(super) by: String,
    #[serde(rename = "ghi-chu", default)]
    pub(super) note: String,
}

pub(super) async fn submit(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<SubmitForm>,
) -> Result<Response, Problem> {
    let done = me.cx().papers().submit_paper(id, typed.seen, "").await;
    answered(&me, id, done, STATE, &ActForm::default()).await
}

pub(super) async fn withdraw(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let done = me.cx().papers().withdraw_paper(id, "").await;
    answered(&me, id, done, STATE, &ActForm::default()).await
}

pub(super) async fn discard(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let done = me.cx().papers().discard_paper(id).await;
    answered(&me, id, done, STATE, &ActForm::default()).await
}

pub(super) async fn restore(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let done = me.cx().papers().restore_paper(id).await;
    answered(&me, id, done, STATE, &ActForm::default()).await
}

pub(super) async fn return_it(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<ActForm>,
) -> Result<Response, Problem> {
    let done = me.cx().papers().return_paper(id, &typed.why).await;
    answered(&me, id, done, "ly-do", &typed).await
}

pub(super) async fn cancel(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<ActForm>,
) -> Result<Response, Problem> {
    let done = me.cx().papers().cancel_paper(id, &typed.why).await;
    answered(&me, id, done, "ly-do", &typed).await
}

pub(super) async fn revoke(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<ActForm>,
) -> Result<Response, Problem> {
    let Ok(by) = Uuid::parse_str(&typed.by) else {
        let said = me.shell("", Room::Papers).t("papers-error-no-revoker");
        return refused(&me, id, Mistake::new("theo", said), &typed).await;
    };
    let done = me.cx().papers().revoke_paper(id, by, &typed.note).await;
    let field = match done {
        Err(PaperError::TooLong(_)) => "ghi-chu",
        _ => "theo",
    };
    answered(&me, id, done, field, &typed).await
}

pub(super) async fn issue(
    me: Me,
    Path(id): Path<Uuid>,
    Form(typed): Form<ActForm>,
) -> Result<Response, Problem> {
    let on = match day(&me, "ngay", &typed.day) {
        Ok(on) => on,
        Err(mistake) => return refused(&me, id, mistake, &typed).await,
    };
    let Ok(signer) = Uuid::parse_str(&typed.signer) else {
        let said = me.shell("", Room::Papers).t("papers-error-no-signer");
        return refused(&me, id, Mistake::new("nguoi-ky", said), &typed).await;
    };
    let done = me.cx().papers().issue_paper(id, signer, on, "").await;
    let field = match done {
        Err(PaperError::SignerNotThen(..)) => "nguoi-ky",
        _ => "ngay",
    };
    answered(&me, id, done.map(|_| ()), field, &typed).await
}

/// The paper's page, or the same with a refusal at a field.
pub(super) async fn answered(
    me: &Me,
    id: Uuid,
    done: Result<(), PaperError>,
    field: &str,
    typed: &ActForm,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(Redirect::to(&urls::made_paper(id)).into_response()),
        Err(error) => {
            let said = words(&me.shell("", Room::Papers), error)?;
            refused(me, id, Mistake::new(field, said), typed).await
        }
    }
}

async fn refused(me: &Me, id: Uuid, mistake: Mistake, typed: &ActForm) -> Result<Response, Problem> {
    let page = show::page(me, id, vec![mistake], typed).await?;
    Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
