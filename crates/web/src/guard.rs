//! Access control: the table of routes is checked before any handler; what is not in it is not found.

use crate::dress::Framed;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::urls;
use dienhong_web_kit::access::{Access, Classes, cookie};
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::state::{AppState, Seen};
use std::sync::Arc;

/// Passes a request on to its handler only if the route's access allows it.
pub(crate) async fn guard(
    State((state, classes)): State<(AppState, Classes)>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map(|p| p.as_str().to_owned())
        .unwrap_or_default();
    let is_api = path.starts_with("/api/");
    let Some(access) = classes.of(request.method(), &path) else {
        return match is_api {
            true => dienhong_web_api::api::unrouted(&path),
            false => unrouted(&state, &classes, request.headers()).await,
        };
    };
    if !is_own_site(&request) {
        return Problem::NotFound.into_response();
    }
    let seen = match seen(&state, &classes, request.headers()).await {
        Ok(seen) => seen,
        Err(problem) => return problem.into_response(),
    };
    match (&seen.actor, access) {
        (_, Access::Public) => {}
        (None, _) => return signed_out(&state, request, is_api).await,
        (Some(actor), access) if access.opens(actor, seen.here()) => {}
        (Some(_), _) if is_api => return dienhong_web_api::api::not_found(),
        (Some(_), _) => return framed(Problem::NotFound.into_response(), seen, state),
    }
    request.extensions_mut().insert(seen.clone());
    framed(next.run(request).await, seen, state)
}

/// A response that tells who asked, so that a refusal keeps the person's frame ([`crate::dress`]).
fn framed(mut response: Response, seen: Seen, state: AppState) -> Response {
    if response.status().is_client_error() || response.status().is_server_error() {
        response.extensions_mut().insert(Framed(seen, state));
    }
    response
}

/// An address that no route has: in the frame of the person who asked for it.
async fn unrouted(state: &AppState, classes: &Classes, headers: &HeaderMap) -> Response {
    let refused = Problem::NotFound.into_response();
    match seen(state, classes, headers).await {
        Ok(seen) => framed(refused, seen, state.clone()),
        Err(_) => refused,
    }
}

/// The snapshot for the whole request, taken only here.
async fn seen(state: &AppState, classes: &Classes, headers: &HeaderMap) -> Result<Seen, Problem> {
    let broken = |fault| Problem::broken(&fault);
    state
        .app
        .reload_if_changed()
        .await
        .map_err(|fault| Problem::broken(&fault))?;
    let mut seen = Seen {
        snapshot: state.app.snapshot(),
        now: state.app.now(),
        actor: None,
        classes: classes.clone(),
    };
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "));
    let actor = match (bearer, cookie(headers, state.cookie())) {
        (Some(key), _) => state.app.people.program(seen.here(), key.trim()).await,
        (None, Some(cookie)) => state.app.people.actor(seen.here(), &cookie).await,
        (None, None) => Ok(None),
    };
    seen.actor = actor.map_err(broken)?.map(Arc::new);
    Ok(seen)
}

/// What somebody who is not signed in gets instead of a page.
async fn signed_out(state: &AppState, request: Request, is_api: bool) -> Response {
    if is_api {
        return dienhong_web_api::api::unauthorized();
    }
    if request.method() != Method::GET {
        // A form of an expired session is kept through signing in.
        return dienhong_web_people::people::ask_again(state, request).await;
    }
    let here = request.uri().path_and_query().map_or(urls::HOME, |p| p.as_str());
    to_sign_in(state, here).await
}

/// Whether a request only reads, carries a key, or comes from our own pages. Browsers name the origin in their headers.
fn is_own_site(request: &Request) -> bool {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    if is_safe || headers.contains_key(header::AUTHORIZATION) {
        return true;
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, o)| o == host),
        // Old browsers and simple programs send neither header; a page of another site always has an origin.
        (None, _) => true,
        _ => false,
    }
}

async fn to_sign_in(state: &AppState, here: &str) -> Response {
    let nobody_yet = state.app.people.set_up_state().await;
    if nobody_yet.is_ok_and(|s| dienhong_web_people::people::is_before_set_up(&s)) {
        return Redirect::to(urls::SET_UP).into_response();
    }
    let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
    Redirect::to(&format!("{}?next={next}", urls::SIGN_IN)).into_response()
}
