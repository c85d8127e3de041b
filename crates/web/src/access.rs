//! Who may come through which door: one table of routes, asked before any handler; what is not in it is not found.

use crate::respond::Problem;
use crate::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use dienhong_app::people::Actor;
use dienhong_domain::rights::Permission;
use std::sync::Arc;

/// Class of a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Everyone.
    Public,
    /// Whoever signed in.
    SignedIn,
    /// Whoever may do this for some unit; the act itself asks for which.
    Needs(Permission),
}

/// A classified route: method, path as the router writes it, class.
pub type Route = (&'static str, &'static str, Access);

/// Finds a route's class.
pub fn class(method: &Method, path: &str) -> Option<Access> {
    let method = if method == Method::HEAD {
        "GET"
    } else {
        method.as_str()
    };
    crate::router::ROUTES
        .iter()
        .flat_map(|r| r.iter())
        .find(|(m, p, _)| *m == method && *p == path)
        .map(|(_, _, a)| *a)
}

/// Lets a request through to its handler only when its route's class allows it.
pub(crate) async fn guard(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map(|p| p.as_str().to_owned())
        .unwrap_or_default();
    let Some(access) = class(request.method(), &path) else {
        return if path.starts_with("/api/") {
            crate::api::unrouted(&path)
        } else {
            Problem::NotFound.into_response()
        };
    };
    if !is_own_site(&request) {
        return Problem::NotFound.into_response();
    }
    if let Err(fault) = state.app.reload_if_changed().await {
        return Problem::broken(&fault).into_response();
    }
    let actor = match actor(&state, request.headers()).await {
        Ok(actor) => actor,
        Err(problem) => return problem.into_response(),
    };
    let is_api = path.starts_with("/api/");
    let allowed = match (access, &actor) {
        (Access::Public, _) => true,
        (_, None) => {
            let here = (request.method() == Method::GET).then(|| {
                request
                    .uri()
                    .path_and_query()
                    .map_or("/", |p| p.as_str())
                    .to_owned()
            });
            return match here {
                _ if is_api => crate::api::unauthorized(),
                Some(here) => to_sign_in(&state, here).await,
                // A form that came too late keeps its words through signing in.
                None => crate::people::ask_again(&state, request).await,
            };
        }
        (Access::SignedIn, Some(_)) => true,
        (Access::Needs(permission), Some(actor)) => {
            let snapshot = state.app.snapshot();
            actor.may_somewhere(permission, state.app.here(&snapshot))
        }
    };
    if !allowed {
        return if is_api {
            crate::api::not_found()
        } else {
            Problem::NotFound.into_response()
        };
    }
    if let Some(actor) = actor {
        request.extensions_mut().insert(Arc::new(actor));
    }
    next.run(request).await
}

async fn actor(state: &AppState, headers: &HeaderMap) -> Result<Option<Actor>, Problem> {
    let snapshot = state.app.snapshot();
    let here = state.app.here(&snapshot);
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "));
    let found = match (bearer, cookie(headers, state.cookie())) {
        (Some(key), _) => state.app.people.program(here, key.trim()).await,
        (None, Some(cookie)) => state.app.people.actor(here, &cookie).await,
        (None, None) => Ok(None),
    };
    found.map_err(|fault| Problem::broken(&fault))
}

/// A cookie's value.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|v| v.to_str().ok());
    all.flat_map(|v| v.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}

/// An unsafe request with a cookie must come from our own pages: the browser says so by itself.
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
        // Old browsers and plain programs send neither; a foreign page always has an origin.
        (None, _) => true,
        _ => false,
    }
}

async fn to_sign_in(state: &AppState, here: String) -> Response {
    let nobody_yet = state.app.people.set_up_state().await;
    if nobody_yet.is_ok_and(|s| crate::people::is_before_set_up(&s)) {
        return Redirect::to("/cai-dat").into_response();
    }
    let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
    Redirect::to(&format!("/vao?next={next}")).into_response()
}
