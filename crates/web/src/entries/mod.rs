//! Pages of registers and entries.

mod act;
mod both;
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
pub(crate) use page::{Typed, sentences, tag_of};
pub(crate) use registers::{doors, writable};
pub(crate) use show::handed_over;
pub(crate) use units::former;
pub(crate) use units::named_in_sheet;

use crate::access::{Access, Route};
use crate::state::AppState;
use axum::Router;
use axum::routing::{get, post};
use dienhong_domain::rights::Act;

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/so", Access::Needs(Act::ReadEntries)),
    ("GET", "/so/{register}", Access::Needs(Act::ReadEntries)),
    ("GET", "/so/{register}/tai.xlsx", Access::Needs(Act::ReadEntries)),
    ("GET", "/so/{register}/mau.xlsx", Access::Needs(Act::WriteEntries)),
    ("GET", "/so/{register}/nhap", Access::Needs(Act::WriteEntries)),
    ("POST", "/so/{register}/nhap", Access::Needs(Act::WriteEntries)),
    ("GET", "/ghi", Access::Needs(Act::WriteEntries)),
    ("GET", "/ghi/{register}", Access::Needs(Act::WriteEntries)),
    ("POST", "/ghi/{register}", Access::Needs(Act::WriteEntries)),
    ("GET", "/muc/{id}", Access::Needs(Act::ReadEntries)),
    ("GET", "/muc/{id}/sua", Access::Needs(Act::ReadEntries)),
    ("POST", "/muc/{id}/sua", Access::Needs(Act::ReadEntries)),
    ("POST", "/muc/{id}/chot", Access::Needs(Act::FinishEntries)),
    ("GET", "/muc/{id}/tra", Access::Needs(Act::FinishEntries)),
    ("POST", "/muc/{id}/tra", Access::Needs(Act::FinishEntries)),
    ("GET", "/muc/{id}/huy", Access::Needs(Act::ReadEntries)),
    ("POST", "/muc/{id}/huy", Access::Needs(Act::ReadEntries)),
    ("GET", "/tep/{id}", Access::Needs(Act::ReadEntries)),
    ("GET", "/tep/{id}/nho", Access::Needs(Act::ReadEntries)),
    ("GET", "/tim", Access::Needs(Act::ReadEntries)),
];

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/so", get(registers::index))
        .route("/so/{register}", get(list::show))
        .route("/so/{register}/tai.xlsx", get(list::xlsx))
        .route("/so/{register}/mau.xlsx", get(import::template))
        .route("/so/{register}/nhap", get(import::show).post(import::take))
        .route("/ghi", get(registers::choose))
        .route("/ghi/{register}", get(form::new).post(form::create))
        .route("/muc/{id}", get(show::show))
        .route("/muc/{id}/sua", get(form::edit).post(form::update))
        .route("/muc/{id}/chot", post(act::finish))
        .route("/muc/{id}/tra", get(act::ask_return).post(act::give_back))
        .route("/muc/{id}/huy", get(act::ask_void).post(act::void))
        .route("/tep/{id}", get(show::file))
        .route("/tep/{id}/nho", get(show::small))
        .route("/tim", get(list::search))
}
