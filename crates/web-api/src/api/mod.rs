//! The interface for programs, described by OpenAPI. Everything goes through the same acts as the pages.

mod answer;
mod entries;
mod error;
mod extract;
mod figures;
mod filings;
mod import;
mod indicators;
mod me;
mod openapi;
mod page;
mod papers;
mod question;
mod registers;
mod reports;
mod schema;
mod totals;
mod units;

#[doc(hidden)]
pub use entries::draft::typed;
pub use error::dress;
#[doc(hidden)]
pub use openapi::{described, summary};

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use dienhong_app::urls;
use dienhong_domain::rights::Permission::{
    FreezeFigures, ReadEntries, ReadTotals, ReadUnits, WriteEntries, WriteReports,
};
use dienhong_web_kit::access::Access::{Needs, Public, SignedIn};
use dienhong_web_kit::access::{BODY_MAX, Route, Routes};
use error::{Code, Refusal};
use std::sync::LazyLock;

/// Largest entry, and largest batch of them.
const ENTRY_MAX: usize = 1024 * 1024;
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Largest sheet.
const SHEET_MAX: usize = 21 * 1024 * 1024;

/// The routes of the interface, without making their handlers anew.
fn table() -> impl Iterator<Item = &'static Route> {
    static TABLE: LazyLock<Routes> = LazyLock::new(routes);
    TABLE.iter()
}

/// The routes of the interface.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::INTERFACE, Public, page::show)
        .get("/api/v1/openapi.json", Public, openapi::document)
        .get("/api/v1/me", SignedIn, me::show)
        .get("/api/v1/units", Needs(ReadUnits), units::list)
        .get("/api/v1/units/{uid}", Needs(ReadUnits), units::show)
        .get("/api/v1/registers", Needs(ReadUnits), registers::list)
        .get("/api/v1/registers/{id}", Needs(ReadUnits), registers::show)
        .get(
            "/api/v1/registers/{id}/template",
            Needs(WriteEntries),
            import::template,
        )
        .post(
            "/api/v1/registers/{id}/import",
            Needs(WriteEntries),
            import::import,
        )
        .body(SHEET_MAX)
        .get("/api/v1/measures", Needs(ReadUnits), registers::measures)
        .get("/api/v1/entries", Needs(ReadEntries), entries::list::list)
        .post(
            "/api/v1/entries:batch",
            Needs(WriteEntries),
            entries::batch::record,
        )
        .body(BATCH_BYTES)
        .get("/api/v1/entries/{id}", Needs(ReadEntries), entries::show::show)
        .put("/api/v1/entries/{id}", Needs(WriteEntries), entries::write::put)
        .body(ENTRY_MAX)
        // Sending up needs another right than finishing, so the act itself asks.
        .post(
            "/api/v1/entries/{id}/state",
            Needs(ReadEntries),
            entries::write::state,
        )
        .body(ENTRY_MAX)
        .post(
            "/api/v1/entries/{id}/files",
            Needs(ReadEntries),
            entries::files::add,
        )
        .body(BODY_MAX)
        .get("/api/v1/files/{id}", Needs(ReadEntries), entries::files::show)
        .get("/api/v1/totals", Needs(ReadTotals), totals::show)
        .get("/api/v1/totals.csv", Needs(ReadTotals), totals::csv)
        .get("/api/v1/totals.xlsx", Needs(ReadTotals), totals::xlsx)
        .get("/api/v1/filings", Needs(ReadTotals), filings::list)
        .post("/api/v1/filings", Needs(FreezeFigures), filings::freeze)
        .get("/api/v1/filings/{id}", Needs(ReadTotals), filings::show)
        .get("/api/v1/reports", Needs(ReadTotals), reports::list)
        .post("/api/v1/reports", Needs(WriteReports), reports::begin)
        .get("/api/v1/reports/{id}", Needs(ReadTotals), reports::show)
        .get(
            "/api/v1/reports/{id}/files/{format}",
            Needs(ReadTotals),
            reports::file,
        )
        .get("/api/v1/papers", Needs(ReadTotals), papers::list)
        .get("/api/v1/papers/{id}", Needs(ReadTotals), papers::show)
        .get(
            "/api/v1/papers/{id}/files/{format}",
            Needs(ReadTotals),
            papers::file,
        )
        .get("/api/v1/indicators", Needs(ReadTotals), indicators::list)
        .get("/api/v1/indicators/{code}", Needs(ReadTotals), indicators::show)
        .get("/api/v1/figures/{measure}", Needs(ReadTotals), figures::show)
        .get(
            "/api/v1/figures/{measure}/proof",
            Needs(ReadTotals),
            figures::proof,
        )
}

/// No sign-in and no key.
pub fn unauthorized() -> Response {
    Refusal::new(Code::Unauthorized).into_response()
}

/// What is not there, or not for this actor.
pub fn not_found() -> Response {
    Refusal::not_found().into_response()
}

/// What no route of the table takes: another method of a known address says so.
pub fn unrouted(path: &str) -> Response {
    let methods: Vec<&str> = table()
        .filter(|route| route.path == path)
        .map(|route| route.method.as_str())
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
