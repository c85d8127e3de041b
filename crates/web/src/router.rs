//! All routes with their classes, and the layers around them.

use crate::access::{Access, Route, guard};
use crate::state::AppState;
use crate::{
    api, assets, checks, demo, entries, exchange, filings, indicators, more, people, phone, reports, respond,
    shell, totals, units,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// Every route of the program. A route that is not here is refused, whatever the router knows.
pub const ROUTES: &[&[Route]] = &[
    COMMON,
    entries::ROUTES,
    totals::ROUTES,
    indicators::ROUTES,
    checks::ROUTES,
    filings::ROUTES,
    reports::ROUTES,
    exchange::ROUTES,
    more::ROUTES,
    people::ROUTES,
    phone::ROUTES,
    units::ROUTES,
    api::ROUTES,
    demo::ROUTES,
];

const COMMON: &[Route] = &[
    ("GET", "/healthz", Access::Public),
    ("GET", "/hien-thi", Access::Public),
    ("POST", "/hien-thi", Access::Public),
    ("GET", "/ngon-ngu/{code}", Access::Public),
    ("GET", "/favicon.svg", Access::Public),
    ("GET", "/assets/{content}/{*path}", Access::Public),
];

/// Largest body: five photos of 20 MB with their form.
const BODY_MAX: usize = 110 * 1024 * 1024;

/// The whole door.
pub fn router(state: AppState) -> Router {
    let pages = Router::new()
        .merge(entries::routes())
        .merge(totals::routes())
        .merge(indicators::routes())
        .merge(checks::routes())
        .merge(filings::routes())
        .merge(reports::routes())
        .merge(exchange::routes())
        .merge(more::routes())
        .merge(people::routes())
        .merge(phone::routes())
        .merge(units::routes())
        .merge(demo::routes())
        .merge(shell::display::routes())
        .merge(assets::routes())
        .fallback(|| async { StatusCode::NOT_FOUND });
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .merge(api::routes())
        .merge(pages)
        .layer(from_fn_with_state(state.clone(), guard))
        // Within the dressing, so that a page, or JSON for programs, is made of both.
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(60),
        ))
        .layer(from_fn(respond::dress))
        .layer(from_fn(shell::guard::headers))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(CompressionLayer::new())
        .with_state(state)
}
