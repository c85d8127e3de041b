//! Pages of registers and entries.

mod act;
mod conflict;
mod form;
mod import;
mod list;
mod page;
mod registers;
mod show;
mod units;
mod which;

pub(crate) use import::notes;
pub(crate) use list::{download, main_number, table};
pub(crate) use page::{EntryForm, sentences, tag_of};
pub(crate) use registers::{doors, writable};
pub(crate) use show::handed_over;
pub(crate) use units::former;
pub(crate) use units::named_in_sheet;

use crate::access::{Access, Route};
use crate::state::AppState;
use axum::Router;
use axum::routing::{get, post};
use dienhong_domain::rights::Permission;

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/so", Access::Needs(Permission::ReadEntries)),
    ("GET", "/so/{register}", Access::Needs(Permission::ReadEntries)),
    (
        "GET",
        "/so/{register}/tai.xlsx",
        Access::Needs(Permission::ReadEntries),
    ),
    (
        "GET",
        "/so/{register}/mau.xlsx",
        Access::Needs(Permission::WriteEntries),
    ),
    (
        "GET",
        "/so/{register}/nhap",
        Access::Needs(Permission::WriteEntries),
    ),
    (
        "POST",
        "/so/{register}/nhap",
        Access::Needs(Permission::WriteEntries),
    ),
    ("GET", "/ghi", Access::Needs(Permission::WriteEntries)),
    ("GET", "/ghi/{register}", Access::Needs(Permission::WriteEntries)),
    ("POST", "/ghi/{register}", Access::Needs(Permission::WriteEntries)),
    ("GET", "/muc/{id}", Access::Needs(Permission::ReadEntries)),
    ("GET", "/muc/{id}/sua", Access::Needs(Permission::ReadEntries)),
    ("POST", "/muc/{id}/sua", Access::Needs(Permission::ReadEntries)),
    ("POST", "/muc/{id}/chot", Access::Needs(Permission::FinishEntries)),
    ("GET", "/muc/{id}/tra", Access::Needs(Permission::FinishEntries)),
    ("POST", "/muc/{id}/tra", Access::Needs(Permission::FinishEntries)),
    ("GET", "/muc/{id}/huy", Access::Needs(Permission::ReadEntries)),
    ("POST", "/muc/{id}/huy", Access::Needs(Permission::ReadEntries)),
    ("GET", "/tep/{id}", Access::Needs(Permission::ReadEntries)),
    ("GET", "/tep/{id}/nho", Access::Needs(Permission::ReadEntries)),
    ("GET", "/tim", Access::Needs(Permission::ReadEntries)),
];

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/so", get(registers::index))
        .route("/so/{register}", get(list::show))
        .route("/so/{register}/tai.xlsx", get(list::xlsx))
        .route("/so/{register}/mau.xlsx", get(import::template))
        .route("/so/{register}/nhap", get(import::show).post(import::import))
        .route("/ghi", get(registers::choose))
        .route("/ghi/{register}", get(form::new).post(form::create))
        .route("/muc/{id}", get(show::show))
        .route("/muc/{id}/sua", get(form::edit).post(form::update))
        .route("/muc/{id}/chot", post(act::finish))
        .route("/muc/{id}/tra", get(act::ask_return).post(act::return_it))
        .route("/muc/{id}/huy", get(act::ask_void).post(act::void))
        .route("/tep/{id}", get(show::file))
        .route("/tep/{id}/nho", get(show::small))
        .route("/tim", get(list::search))
}
