//! Letters over the network: sent by a button, received from other installations, previewed like files.

use super::{import, problem, refused, refused_at, words};
use crate::filings;
use crate::reports;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::exchange::{Delivery, ExchangeError};
use dienhong_app::urls;
use dienhong_web_kit::respond::{Problem, html_with};
use dienhong_web_kit::shell::Room;
use dienhong_web_kit::state::{AppState, Me};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) async fn address(
    me: Me,
    Path(book): Path<Uuid>,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let field = format!("dia-chi-{book}");
    let typed = form.get(&field).map_or("", String::as_str);
    match me.cx().exchange().note_address(book, typed).await {
        Ok(()) => Ok(Redirect::to(urls::EXCHANGE).into_response()),
        Err(error @ ExchangeError::Address(_)) => refused_at(&me, &field, error).await,
        Err(error) => Err(problem(error)),
    }
}

pub(super) async fn fetch(me: Me, Path(book): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().exchange().fetch_letters(book).await {
        Ok(new) => Ok(Redirect::to(&format!("{}?lay={new}", urls::EXCHANGE)).into_response()),
        Err(ExchangeError::NotFound | ExchangeError::NotAllowed) => Err(Problem::NotFound),
        Err(error) => refused(&me, error).await,
    }
}

pub(super) async fn open(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    let text = me.cx().exchange().letter(id).await.map_err(problem)?;
    match me.cx().exchange().preview(text.as_bytes()).await {
        Ok(found) => Ok(import::shown(&me, &found, &text, Some(id))),
        Err(error) => refused(&me, error).await,
    }
}

pub(super) async fn aside(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    me.cx().exchange().put_letter_aside(id).await.map_err(problem)?;
    Ok(Redirect::to(urls::EXCHANGE).into_response())
}

pub(super) async fn send(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().exchange().send_filing(id).await {
        Ok(_) => Ok(sent(&urls::filing(id))),
        Err(error) => {
            let (status, said) = unsent(&me, error)?;
            let page = filings::page_saying(&me, id, said).await?;
            Ok(html_with(status, &page))
        }
    }
}

pub(super) async fn send_report(me: Me, Path(id): Path<Uuid>) -> Result<Response, Problem> {
    match me.cx().exchange().send_report_bundle(id).await {
        Ok(_) => Ok(sent(&urls::report(id))),
        Err(error) => {
            let (status, said) = unsent(&me, error)?;
            let page = reports::page_saying(&me, id, said).await?;
            Ok(html_with(status, &page))
        }
    }
}

fn sent(page: &str) -> Response {
    Redirect::to(&format!("{page}?gui=xong")).into_response()
}

/// Why something was not delivered, as a sentence.
fn unsent(me: &Me, error: ExchangeError) -> Result<(StatusCode, String), Problem> {
    let status = match error {
        ExchangeError::NotFound | ExchangeError::NotAllowed => return Err(Problem::NotFound),
        ExchangeError::Unreached(..) | ExchangeError::RefusedThere(..) => StatusCode::BAD_GATEWAY,
        _ => StatusCode::CONFLICT,
    };
    Ok((status, words(&me.shell("", Room::Totals), error)?))
}

/// The response to another installation.
fn told<T>(answer: Result<T, ExchangeError>, good: impl FnOnce(T) -> serde_json::Value) -> Response {
    match answer {
        Ok(of) => Json(good(of)).into_response(),
        Err(error) => {
            let code = error.code();
            let status = match code {
                "unknown-sender" | "other-key" | "ended" | "stale" => StatusCode::FORBIDDEN,
                "full" => StatusCode::TOO_MANY_REQUESTS,
                "too-large" => StatusCode::PAYLOAD_TOO_LARGE,
                "broken" => {
                    tracing::error!("A letter could not be put in: {error:?}");
                    StatusCode::INTERNAL_SERVER_ERROR
                }
                _ => StatusCode::BAD_REQUEST,
            };
            (status, Json(json!({ "error": code }))).into_response()
        }
    }
}

pub(super) async fn came(State(state): State<AppState>, bytes: Bytes) -> Response {
    told(
        state.app.unattended().exchange().letter_came(&bytes).await,
        |came| json!({ "state": if came == Delivery::Known { "known" } else { "waiting" } }),
    )
}

pub(super) async fn ready(State(state): State<AppState>, bytes: Bytes) -> Response {
    told(
        state.app.unattended().exchange().ready_for(&bytes).await,
        |letters| json!({ "letters": letters }),
    )
}
