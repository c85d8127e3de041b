//! Pages of units, present and former, and of changes of the map: form, preview, recording, undoing.

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

use axum::extract::{Form, Path};
use dienhong_app::urls;
use dienhong_domain::rights::Permission::{ChangeUnits, ReadUnits};
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::{BODY_MAX, Routes};
use dienhong_web_kit::state::Me;
use kind::Kind;
use read::ChangeForm;
use uuid::Uuid;

/// The routes of this room.
pub fn routes() -> Routes {
    let routes = Routes::default()
        .get(urls::UNITS, Needs(ReadUnits), index::show)
        .get(urls::UNIT, Needs(ReadUnits), show::show)
        .get(urls::UNIT_GROUPS_TEMPLATE, Needs(ChangeUnits), sheet::template)
        .get(urls::UNIT_REFORM, Needs(ChangeUnits), sheet::show)
        .post(urls::UNIT_REFORM, Needs(ChangeUnits), sheet::submit)
        .body(BODY_MAX)
        .get(urls::CHANGE, Needs(ReadUnits), change::show)
        .get(urls::CHANGE_UNDO, Needs(ChangeUnits), change::ask)
        .post(urls::CHANGE_UNDO, Needs(ChangeUnits), change::undo);
    Kind::TYPED.into_iter().fold(routes, |routes, kind| {
        let ask = move |me: Me, unit: Path<Uuid>| step::ask(me, unit.0, kind);
        let submit =
            move |me: Me, unit: Path<Uuid>, form: Form<ChangeForm>| step::submit(me, unit.0, kind, form.0);
        routes
            .get(kind.path(), Needs(ChangeUnits), ask)
            .post(kind.path(), Needs(ChangeUnits), submit)
    })
}
