//! Pages of figures: today, the totals of a unit, the proof of a number.

mod below;
mod chart;
pub(crate) mod filter;
pub(crate) mod periods;
mod proof;
pub(crate) mod question;
pub(crate) mod show;
mod today;

use crate::access::{Access, Route};
use crate::state::AppState;
use axum::Router;
use axum::routing::get;
use dienhong_domain::rights::Permission;

/// Media type of XLSX.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/", Access::SignedIn),
    ("GET", "/so-lieu", Access::Needs(Permission::ReadTotals)),
    (
        "GET",
        "/so-lieu/tai/{format}",
        Access::Needs(Permission::ReadTotals),
    ),
    ("GET", "/so-lieu/{measure}", Access::Needs(Permission::ReadTotals)),
    ("GET", "/theo-don-vi", Access::Needs(Permission::ReadTotals)),
    (
        "GET",
        "/theo-don-vi/tai/{format}",
        Access::Needs(Permission::ReadTotals),
    ),
];

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/", get(today::show))
        .route("/so-lieu", get(show::show))
        .route("/so-lieu/tai/{format}", get(show::download))
        .route("/so-lieu/{measure}", get(proof::show))
        .route("/theo-don-vi", get(below::show))
        .route("/theo-don-vi/tai/{format}", get(below::download))
}
