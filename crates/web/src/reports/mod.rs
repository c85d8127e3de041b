//! Pages of reports: what is due, writing, what lies before the chair, what went up and came from below; and the papers'
//! register with who issues and who signs.

mod below;
mod decide;
mod edit;
mod files;
mod issuers;
mod list;
mod register;
pub(crate) mod sheet;
mod show;

pub(crate) use list::tasks;
pub(crate) use sheet::Sheet;
pub(crate) use show::page as page_saying;

use crate::access::{Access, Route};
use crate::respond::Problem;
use crate::shell::{Shell, State as Shown, Tag};
use crate::state::{AppState, Me};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use dienhong_app::reports::{ReportError, SIGNED_MAX, sentence, stage_key};
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/bao-cao", Access::Needs(Permission::ReadTotals)),
    ("POST", "/bao-cao", Access::Needs(Permission::WriteReports)),
    (
        "GET",
        "/bao-cao/cap-duoi",
        Access::Needs(Permission::AcceptFigures),
    ),
    ("GET", "/bao-cao/{id}", Access::Needs(Permission::ReadTotals)),
    (
        "GET",
        "/bao-cao/{id}/soan",
        Access::Needs(Permission::WriteReports),
    ),
    (
        "POST",
        "/bao-cao/{id}/soan",
        Access::Needs(Permission::WriteReports),
    ),
    (
        "POST",
        "/bao-cao/{id}/dat",
        Access::Needs(Permission::WriteReports),
    ),
    (
        "POST",
        "/bao-cao/{id}/gop-y",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "POST",
        "/bao-cao/{id}/gop-y/{note}",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "POST",
        "/bao-cao/{id}/trinh",
        Access::Needs(Permission::WriteReports),
    ),
    (
        "POST",
        "/bao-cao/{id}/rut",
        Access::Needs(Permission::WriteReports),
    ),
    (
        "POST",
        "/bao-cao/{id}/duyet",
        Access::Needs(Permission::ApproveReports),
    ),
    ("GET", "/bao-cao/{id}/tra", Access::Needs(Permission::ReadTotals)),
    ("POST", "/bao-cao/{id}/tra", Access::Needs(Permission::ReadTotals)),
    ("POST", "/bao-cao/{id}/gui", Access::Needs(Permission::ReadTotals)),
    (
        "POST",
        "/bao-cao/{id}/tiep-nhan",
        Access::Needs(Permission::AcceptFigures),
    ),
    ("GET", "/bao-cao/{id}/khac", Access::Needs(Permission::ReadTotals)),
    (
        "GET",
        "/bao-cao/{id}/tai/{format}",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "GET",
        "/bao-cao/{id}/tep/{version}/{stage}/{format}",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "POST",
        "/bao-cao/{id}/ban-ky",
        Access::Needs(Permission::ReadTotals),
    ),
    (
        "POST",
        "/bao-cao/{id}/doi-chieu",
        Access::Needs(Permission::ReadTotals),
    ),
    ("GET", "/van-ban", Access::Needs(Permission::ReadTotals)),
    ("POST", "/van-ban", Access::Needs(Permission::WriteReports)),
    ("POST", "/van-ban/huy", Access::Needs(Permission::WriteReports)),
    ("GET", "/van-ban/co-quan", Access::Needs(Permission::ReadTotals)),
    (
        "POST",
        "/van-ban/co-quan",
        Access::Needs(Permission::ManagePapers),
    ),
    (
        "POST",
        "/van-ban/nguoi-ky",
        Access::Needs(Permission::ManagePapers),
    ),
    (
        "POST",
        "/van-ban/nguoi-ky/thoi",
        Access::Needs(Permission::ManagePapers),
    ),
];

/// Room for the words around an uploaded file.
const AROUND: usize = 64 * 1024;

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    let upload = || DefaultBodyLimit::max(SIGNED_MAX + AROUND);
    Router::new()
        .route("/bao-cao", get(list::show).post(list::begin))
        .route("/bao-cao/cap-duoi", get(below::show))
        .route("/bao-cao/{id}", get(show::show))
        .route("/bao-cao/{id}/soan", get(edit::show).post(edit::save))
        .route("/bao-cao/{id}/dat", post(edit::set))
        .route("/bao-cao/{id}/gop-y", post(decide::comment))
        .route("/bao-cao/{id}/gop-y/{note}", post(decide::resolve))
        .route("/bao-cao/{id}/trinh", post(decide::submit))
        .route("/bao-cao/{id}/rut", post(decide::withdraw))
        .route("/bao-cao/{id}/duyet", post(decide::approve))
        .route("/bao-cao/{id}/tra", get(decide::ask).post(decide::return_it))
        .route("/bao-cao/{id}/gui", post(decide::send))
        .route("/bao-cao/{id}/tiep-nhan", post(decide::accept))
        .route("/bao-cao/{id}/khac", get(show::changes))
        .route("/bao-cao/{id}/tai/{format}", get(files::download))
        .route("/bao-cao/{id}/tep/{version}/{stage}/{format}", get(files::stored))
        .route("/bao-cao/{id}/ban-ky", post(files::sign).layer(upload()))
        .route("/bao-cao/{id}/doi-chieu", post(files::check).layer(upload()))
        .route("/van-ban", get(register::show).post(register::enter))
        .route("/van-ban/huy", post(register::cancel))
        .route("/van-ban/co-quan", get(issuers::show).post(issuers::save))
        .route("/van-ban/nguoi-ky", post(issuers::add_signer))
        .route("/van-ban/nguoi-ky/thoi", post(issuers::end_signer))
}

/// Where a report stands, as the kit shows states.
pub(crate) fn stage_tag(me: &Me, of: Stage, is_returned: bool) -> Tag {
    let (shown, key) = match of {
        Stage::Writing if is_returned => (Shown::Incomplete, "reports-stage-returned"),
        Stage::Writing => (Shown::Draft, stage_key(of)),
        Stage::Submitted => (Shown::Doing, stage_key(of)),
        Stage::Issued => (Shown::Final, stage_key(of)),
        Stage::Sent => (Shown::Waiting, stage_key(of)),
        Stage::Accepted => (Shown::Met, stage_key(of)),
    };
    Tag {
        words: dienhong_i18n::t(me.locale(), key),
        ..shown.tag(me.locale())
    }
}

/// How much time is left, or how late it is.
fn due_tag(me: &Me, due: Day) -> Tag {
    crate::filings::due_tag(me, due)
}

/// What nobody at the screen can correct, or nobody may see.
fn problem(error: ReportError) -> Problem {
    match error {
        ReportError::Fault(fault) => crate::respond::fault(&fault),
        _ => Problem::NotFound,
    }
}

/// What went wrong as a sentence; what nobody can correct, or nobody may see, is a problem.
fn words(shell: &Shell, error: ReportError) -> Result<String, Problem> {
    match sentence(&error, shell.locale()) {
        Some(words) => Ok(words),
        None => Err(problem(error)),
    }
}
