//! Pages of reports: due, being written, submitted to the chair, sent up, and received from below.

mod below;
mod decide;
mod edit;
mod files;
mod list;
pub(crate) mod sheet;
mod show;

pub(crate) use sheet::Sheet;
pub(crate) use show::page as page_saying;

use dienhong_app::papers::SIGNED_MAX;
use dienhong_app::reports::{ReportError, sentence, stage_key};
use dienhong_app::urls;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission::{AcceptFigures, ApproveReports, ReadTotals, WriteReports};
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::{Shell, State as Shown, Tag};
use dienhong_web_kit::state::Me;

/// Bytes allowed for the form fields around an uploaded file.
const AROUND: usize = 64 * 1024;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::REPORTS, Needs(ReadTotals), list::show)
        .post(urls::REPORTS, Needs(WriteReports), list::begin)
        .get(urls::REPORTS_BELOW, Needs(AcceptFigures), below::show)
        .get(urls::REPORT, Needs(ReadTotals), show::show)
        .get(urls::REPORT_EDITOR, Needs(WriteReports), edit::show)
        .post(urls::REPORT_EDITOR, Needs(WriteReports), edit::save)
        .post(urls::REPORT_SETTINGS, Needs(WriteReports), edit::set)
        .post(urls::REPORT_COMMENTS, Needs(ReadTotals), decide::comment)
        .post(urls::REPORT_COMMENT, Needs(ReadTotals), decide::resolve)
        .post(urls::REPORT_SUBMISSION, Needs(WriteReports), decide::submit)
        .post(urls::REPORT_WITHDRAWAL, Needs(WriteReports), decide::withdraw)
        .post(urls::REPORT_APPROVAL, Needs(ApproveReports), decide::approve)
        .get(urls::REPORT_RETURN, Needs(ReadTotals), decide::ask)
        .post(urls::REPORT_RETURN, Needs(ReadTotals), decide::return_it)
        .post(urls::REPORT_SENDING, Needs(ReadTotals), decide::send)
        .post(urls::REPORT_ACCEPTANCE, Needs(AcceptFigures), decide::accept)
        .get(urls::REPORT_CHANGES, Needs(ReadTotals), show::changes)
        .get(urls::REPORT_DOWNLOAD, Needs(ReadTotals), files::download)
        .get(urls::REPORT_FILE, Needs(ReadTotals), files::stored)
        .post(urls::REPORT_SIGNED, Needs(ReadTotals), files::sign)
        .body(SIGNED_MAX + AROUND)
        .post(urls::REPORT_CHECK, Needs(ReadTotals), files::check)
        .body(SIGNED_MAX + AROUND)
}

/// The stage of a report as a tag of the kit.
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

/// The problem page for an error that users cannot correct, or may not know of.
fn problem(error: ReportError) -> Problem {
    match error {
        ReportError::Fault(fault) => dienhong_web_kit::respond::fault(&fault),
        _ => Problem::NotFound,
    }
}

/// The sentence for an error; one that users cannot correct, or may not know of, is a problem page.
fn words(shell: &Shell, error: ReportError) -> Result<String, Problem> {
    match sentence(&error, shell.locale()) {
        Some(words) => Ok(words),
        None => Err(problem(error)),
    }
}
