//! Pages of indicators: all of a unit, and one with what it rests on.

mod list;
mod show;

use crate::access::{Access, Route};
use crate::shell::{State, Tag};
use crate::state::{AppState, Me};
use axum::Router;
use axum::routing::get;
use dienhong_app::indicators::words;
use dienhong_domain::indicators::Judged;
use dienhong_domain::rights::Permission;

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/chi-tieu", Access::Needs(Permission::ReadTotals)),
    (
        "GET",
        "/chi-tieu/tai/{format}",
        Access::Needs(Permission::ReadTotals),
    ),
    ("GET", "/chi-tieu/{code}", Access::Needs(Permission::ReadTotals)),
];

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/chi-tieu", get(list::show))
        .route("/chi-tieu/tai/{format}", get(list::download))
        .route("/chi-tieu/{code}", get(show::show))
}

/// A judgement as the kit shows states.
fn judged(me: &Me, of: Judged) -> Tag {
    let kind = match of {
        Judged::Met => State::Met,
        Judged::Missed => State::NotMet,
        Judged::Inconclusive => State::Unjudged,
    };
    Tag {
        words: words::judged(of, me.locale()),
        ..kind.tag(me.locale())
    }
}
