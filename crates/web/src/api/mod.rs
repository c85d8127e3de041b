//! The interface for programs, described by OpenAPI. Everything goes through the same acts as the pages.

mod answer;
pub(crate) mod entries;
mod error;
mod extract;
mod figures;
mod filings;
mod import;
mod indicators;
mod me;
pub(crate) mod openapi;
mod page;
mod question;
mod registers;
mod reports;
mod schema;
mod totals;
mod units;

pub(crate) use error::dress;

use crate::access::{Access, Route};
use crate::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use dienhong_domain::rights::Permission;
use error::{Code, Refusal};

/// Routes of the interface.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/api", Access::Public),
    ("GET", "/api/v1/openapi.json", Access::Public),
    ("GET", "/api/v1/me", Access::SignedIn),
    ("GET", "/api/v1/units", Access::Needs(Permission::ReadUnits)),
    ("GET", "/api/v1/units/{uid}", Access::Needs(Permission::ReadUnits)),
    ("GET", "/api/v1/registers", Access::Needs(Permission::ReadUnits)),
    (
        "GET",
        "/api/v1/registers/{id}",
        Access::Needs(Permission::ReadUnits),
    ),
    (
        "GET",
        "/api/v1/registers/{id}/template",
        Access::Needs(Permission::WriteEntries),
    ),
    (
        "POST",
        "/api/v1/registers/{id}/import",
        Access::Needs(Permission::WriteEntries),
    ),
    ("GET", "/api/v1/measures", Access::Needs(Permission::ReadUnits)),
    ("GET", "/api/v1/entries", Access::Needs(Permission::ReadEntries)),
    (
        "POST",
        "/api/v1/entries:batch",
        Access::Needs(Permission::WriteEntries),
    ),
    (
        "GET",
        "/api/v1/entries/{id}",
        Access::Needs(Permission::ReadEntries),
    ),
    (
        "PUT",
        "/api/v1/entries/{id}",
        Access::Needs(Permission::WriteEntries),
    ),
    // Sending up needs another right than finishing, so the act itself asks.
    (
        "POST",
        "/api/v1/entries/{id}/state",
        Access::Needs(Permission::ReadEntries),
    ),
    (
        "POST",
        "/api/v1/entries/{id}/files",
        Access::Needs(Permission::ReadEntries),
    ),
    (
        "GET",
        "/api/v1/files/{id}",
        Access::Needs(Permission::ReadEntries),
    ),
    ("GET", "/api/v1/totals", Access::Needs(Permission::ReadTotals)),
    ("GET", "/api/v1/totals.csv", Access::Needs(Permission::ReadTotals)),
    (
        "GET",
        "/api/v1/totals.xlsx",
        Access::Needs(Permission::ReadTotals),
    ),
    ("GET", "/api/v1/filings", Access::Needs(Permission::ReadTotals)),
    (
        "POST",
        "/api/v1/filings",
        Access::Needs(Permission::FreezeFigures),
    ),
    (
        "GET",
        "/api/v1/filings/{id}",
        Access::Needs(Permission::ReadTotals),
    ),
    ("GET", "/api/v1/reports", Access::Needs(Permission::ReadTotals)),
    ("POST", "/api/v1/reports", Access::Needs(Permission::WriteReports)),
    (
        "GET",
        "/api/v1/reports/{id}",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "GET",
        "/api/v1/reports/{id}/files/{format}",
        Access::Needs(Permission::ReadTotals),
    ),
    ("GET", "/api/v1/indicators", Access::Needs(Permission::ReadTotals)),
    (
        "GET",
        "/api/v1/indicators/{code}",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "GET",
        "/api/v1/figures/{measure}",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "GET",
        "/api/v1/figures/{measure}/proof",
        Access::Needs(Permission::ReadTotals),
    ),
];

/// Largest entry, and largest batch of them.
const ENTRY_MAX: usize = 1024 * 1024;
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Largest sheet.
const SHEET_MAX: usize = 21 * 1024 * 1024;

/// The interface's routes.
pub(crate) fn routes() -> Router<AppState> {
    let most = DefaultBodyLimit::max;
    Router::new()
        .route("/api", get(page::show))
        .route("/api/v1/openapi.json", get(openapi::document))
        .route("/api/v1/me", get(me::show))
        .route("/api/v1/units", get(units::list))
        .route("/api/v1/units/{uid}", get(units::show))
        .route("/api/v1/registers", get(registers::list))
        .route("/api/v1/registers/{id}", get(registers::show))
        .route("/api/v1/registers/{id}/template", get(import::template))
        .route(
            "/api/v1/registers/{id}/import",
            post(import::import).layer(most(SHEET_MAX)),
        )
        .route("/api/v1/measures", get(registers::measures))
        .route("/api/v1/entries", get(entries::list::list))
        .route(
            "/api/v1/entries:batch",
            post(entries::batch::record).layer(most(BATCH_BYTES)),
        )
        .route(
            "/api/v1/entries/{id}",
            put(entries::write::put)
                .layer(most(ENTRY_MAX))
                .get(entries::show::show),
        )
        .route(
            "/api/v1/entries/{id}/state",
            post(entries::write::state).layer(most(ENTRY_MAX)),
        )
        .route("/api/v1/entries/{id}/files", post(entries::files::add))
        .route("/api/v1/files/{id}", get(entries::files::show))
        .route("/api/v1/totals", get(totals::show))
        .route("/api/v1/totals.csv", get(totals::csv))
        .route("/api/v1/totals.xlsx", get(totals::xlsx))
        .route("/api/v1/filings", get(filings::list).post(filings::freeze))
        .route("/api/v1/filings/{id}", get(filings::show))
        .route("/api/v1/reports", get(reports::list).post(reports::begin))
        .route("/api/v1/reports/{id}", get(reports::show))
        .route("/api/v1/reports/{id}/files/{format}", get(reports::file))
        .route("/api/v1/indicators", get(indicators::list))
        .route("/api/v1/indicators/{code}", get(indicators::show))
        .route("/api/v1/figures/{measure}", get(figures::show))
        .route("/api/v1/figures/{measure}/proof", get(figures::proof))
}

/// No sign-in and no key.
pub(crate) fn unauthorized() -> Response {
    Refusal::new(Code::Unauthorized).into_response()
}

/// What is not there, or not for this actor.
pub(crate) fn not_found() -> Response {
    Refusal::not_found().into_response()
}

/// What no route of the table takes: another method of a known address says so.
pub(crate) fn unrouted(path: &str) -> Response {
    let methods: Vec<&str> = ROUTES
        .iter()
        .filter(|(_, p, _)| *p == path)
        .map(|(m, _, _)| *m)
        .collect();
    if methods.is_empty() {
        return not_found();
    }
    let mut response = Refusal::new(Code::MethodNotAllowed).into_response();
    if let Ok(allowed) = HeaderValue::from_str(&methods.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}
