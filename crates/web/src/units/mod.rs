//! Pages of units: what there is, what was, and every change of the map: form, preview, record, undo.

mod change;
mod describe;
mod index;
mod kind;
mod questions;
mod read;
mod rehoming;
mod sheet;
mod show;
mod step;
mod words;

use crate::access::{Access, Route};
use crate::state::{AppState, Me};
use axum::Router;
use axum::extract::{Form, Path};
use axum::routing::get;
use dienhong_domain::rights::Permission;
use kind::Kind;
use read::ChangeForm;
use uuid::Uuid;

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/don-vi", Access::Needs(Permission::ReadUnits)),
    ("GET", "/don-vi/{uid}", Access::Needs(Permission::ReadUnits)),
    ("GET", "/don-vi/{uid}/to", Access::Needs(Permission::ChangeUnits)),
    ("POST", "/don-vi/{uid}/to", Access::Needs(Permission::ChangeUnits)),
    (
        "GET",
        "/don-vi/{uid}/to/mau.xlsx",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "GET",
        "/don-vi/{uid}/to/sap-xep",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "POST",
        "/don-vi/{uid}/to/sap-xep",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "GET",
        "/don-vi/{uid}/doi-ten",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "POST",
        "/don-vi/{uid}/doi-ten",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "GET",
        "/don-vi/{uid}/chuyen",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "POST",
        "/don-vi/{uid}/chuyen",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "GET",
        "/don-vi/{uid}/nhap",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "POST",
        "/don-vi/{uid}/nhap",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "GET",
        "/don-vi/{uid}/tach",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "POST",
        "/don-vi/{uid}/tach",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "GET",
        "/don-vi/{uid}/ket-thuc",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "POST",
        "/don-vi/{uid}/ket-thuc",
        Access::Needs(Permission::ChangeUnits),
    ),
    ("GET", "/thay-doi/{id}", Access::Needs(Permission::ReadUnits)),
    (
        "GET",
        "/thay-doi/{id}/hoan-tac",
        Access::Needs(Permission::ChangeUnits),
    ),
    (
        "POST",
        "/thay-doi/{id}/hoan-tac",
        Access::Needs(Permission::ChangeUnits),
    ),
];

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    let routes = Router::new()
        .route("/don-vi", get(index::show))
        .route("/don-vi/{uid}", get(show::show))
        .route("/don-vi/{uid}/to/mau.xlsx", get(sheet::template))
        .route("/don-vi/{uid}/to/sap-xep", get(sheet::show).post(sheet::submit))
        .route("/thay-doi/{id}", get(change::show))
        .route("/thay-doi/{id}/hoan-tac", get(change::ask).post(change::undo));
    Kind::TYPED.into_iter().fold(routes, |routes, kind| {
        let ask = move |me: Me, unit: Path<Uuid>| step::ask(me, unit.0, kind);
        let take =
            move |me: Me, unit: Path<Uuid>, form: Form<ChangeForm>| step::submit(me, unit.0, kind, form.0);
        routes.route(kind.path(), get(ask).post(take))
    })
}
