//! Pages of figures sent up: what is due, one filing with what happened to it, what units below sent.

mod below;
mod decide;
mod list;
mod show;

pub(crate) use show::page as page_saying;

use crate::access::{Access, Route};
use crate::respond::Problem;
use crate::shell::{Shell, State as Shown, Tag};
use crate::state::{AppState, Me};
use axum::Router;
use axum::routing::{get, post};
use dienhong_app::filings::{Due, FilingError, NOTE_MAX};
use dienhong_domain::filings::State;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;

pub(crate) use list::{Task, ahead, tasks};

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/gui-so-lieu", Access::Needs(Permission::ReadTotals)),
    (
        "POST",
        "/gui-so-lieu/chot",
        Access::Needs(Permission::FreezeFigures),
    ),
    (
        "GET",
        "/gui-so-lieu/cap-duoi",
        Access::Needs(Permission::AcceptFigures),
    ),
    ("GET", "/gui-so-lieu/{id}", Access::Needs(Permission::ReadTotals)),
    (
        "GET",
        "/gui-so-lieu/{id}/tai/{format}",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "POST",
        "/gui-so-lieu/{id}/duyet",
        Access::Needs(Permission::ApproveFigures),
    ),
    (
        "POST",
        "/gui-so-lieu/{id}/tiep-nhan",
        Access::Needs(Permission::AcceptFigures),
    ),
    (
        "GET",
        "/gui-so-lieu/{id}/tra",
        Access::Needs(Permission::AcceptFigures),
    ),
    (
        "POST",
        "/gui-so-lieu/{id}/tra",
        Access::Needs(Permission::AcceptFigures),
    ),
];

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/gui-so-lieu", get(list::show))
        .route("/gui-so-lieu/chot", post(list::freeze))
        .route("/gui-so-lieu/cap-duoi", get(below::show))
        .route("/gui-so-lieu/{id}", get(show::show))
        .route("/gui-so-lieu/{id}/tai/{format}", get(show::download))
        .route("/gui-so-lieu/{id}/duyet", post(decide::approve))
        .route("/gui-so-lieu/{id}/tiep-nhan", post(decide::accept))
        .route("/gui-so-lieu/{id}/tra", get(decide::ask).post(decide::return_it))
}

/// Where a filing stands, as the kit shows states.
pub(crate) fn state_tag(me: &Me, of: State) -> Tag {
    let (shown, key) = match of {
        State::Frozen => (Shown::Doing, "filings-state-frozen"),
        State::Sent => (Shown::Waiting, "filings-state-sent"),
        State::Returned => (Shown::Incomplete, "filings-state-returned"),
        State::Accepted => (Shown::Met, "filings-state-accepted"),
        State::Replaced => (Shown::Void, "filings-state-replaced"),
    };
    Tag {
        words: dienhong_i18n::t(me.locale(), key),
        ..shown.tag(me.locale())
    }
}

/// How much time is left, or how late it is.
pub(crate) fn due_tag(me: &Me, due: Day) -> Tag {
    match me.today().days_until(due) {
        0 => Shown::Today.tag(me.locale()),
        days if days > 0 => Shown::DaysLeft(days).tag(me.locale()),
        days => Shown::DaysOver(-days).tag(me.locale()),
    }
}

/// The tag of a period that is owed: where its filing stands, or the time that is left.
fn owed_tag(me: &Me, of: &Due) -> Tag {
    match of.newest {
        Some((_, _, state)) if !of.is_open() || state != State::Frozen => state_tag(me, state),
        _ => due_tag(me, of.due),
    }
}

/// What went wrong as a sentence; what nobody can correct, or nobody may see, is a problem.
pub(crate) fn words(shell: &Shell, error: FilingError) -> Result<String, Problem> {
    let state = |key: &str, state: State| shell.t1(key, "state", shell.t(state_words(state)));
    Ok(match error {
        FilingError::NotFound | FilingError::NotAllowed => return Err(Problem::NotFound),
        FilingError::Fault(fault) => return Err(crate::respond::fault(&fault)),
        FilingError::StillOpen(day) => shell.t1("filings-error-still-open", "day", dienhong_i18n::day(day)),
        FilingError::NotAPeriod => shell.t("filings-error-not-a-period"),
        FilingError::NothingRecorded => shell.t("filings-error-nothing-recorded"),
        FilingError::Stands(now) => state("filings-error-stands", now),
        FilingError::Overtaken(now) => state("filings-error-overtaken", now),
        FilingError::NeedsReason => shell.t("filings-error-needs-reason"),
        FilingError::UnknownMeasure(_) => shell.t("filings-error-unknown-measure"),
        FilingError::TooLong => shell.t1("filings-error-too-long", "max", NOTE_MAX as i64),
    })
}

pub(crate) fn state_words(state: State) -> &'static str {
    match state {
        State::Frozen => "filings-state-frozen",
        State::Sent => "filings-state-sent",
        State::Returned => "filings-state-returned",
        State::Accepted => "filings-state-accepted",
        State::Replaced => "filings-state-replaced",
    }
}
