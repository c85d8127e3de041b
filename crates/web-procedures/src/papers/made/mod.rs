//! Pages of papers that an office makes from templates: the list, the choice of a template, the blanks, and a paper with its
//! acts and history.

mod acts;
mod choose;
mod edit;
mod files;
mod list;
mod sheet;
mod show;

use dienhong_app::papers::{SIGNED_MAX, paper_state_key};
use dienhong_app::urls;
use dienhong_domain::procedures::papers::State;
use dienhong_domain::rights::Permission::{ApproveReports, ReadTotals, WriteReports};
use dienhong_domain::time::Day;
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::shell::{Mistake, State as Shown, Tag};
use dienhong_web_kit::state::Me;

/// Bytes allowed for the form fields around an uploaded file.
const AROUND: usize = 64 * 1024;

/// The routes of this room.
pub(super) fn routes() -> Routes {
    Routes::default()
        .get(urls::MADE_PAPERS, Needs(ReadTotals), list::show)
        .post(urls::MADE_PAPERS, Needs(WriteReports), choose::begin)
        .get(urls::PAPER_TEMPLATES, Needs(WriteReports), choose::show)
        .get(urls::MADE_PAPER, Needs(ReadTotals), show::show)
        .get(urls::MADE_PAPER_EDITOR, Needs(WriteReports), edit::show)
        .post(urls::MADE_PAPER_EDITOR, Needs(WriteReports), edit::save)
        .post(urls::MADE_PAPER_SUBMISSION, Needs(WriteReports), acts::submit)
        .post(urls::MADE_PAPER_WITHDRAWAL, Needs(WriteReports), acts::withdraw)
        .post(urls::MADE_PAPER_RETURN, Needs(ApproveReports), acts::return_it)
        .post(urls::MADE_PAPER_ISSUE, Needs(ApproveReports), acts::issue)
        .post(urls::MADE_PAPER_CANCELLATION, Needs(ApproveReports), acts::cancel)
        .post(urls::MADE_PAPER_REVOCATION, Needs(ApproveReports), acts::revoke)
        .post(urls::MADE_PAPER_DISCARDING, Needs(WriteReports), acts::discard)
        .post(urls::MADE_PAPER_RESTORING, Needs(WriteReports), acts::restore)
        .get(urls::MADE_PAPER_DOWNLOAD, Needs(ReadTotals), files::download)
        .get(urls::MADE_PAPER_FILE, Needs(ReadTotals), files::stored)
        .post(urls::MADE_PAPER_SIGNED, Needs(ReadTotals), files::sign)
        .body(SIGNED_MAX + AROUND)
}

/// Where a paper stands as a tag of the kit.
pub(crate) fn state_tag(me: &Me, state: State) -> Tag {
    let shown = match state {
        State::Draft => Shown::Draft,
        State::Submitted => Shown::Doing,
        State::Issued => Shown::Final,
        State::Cancelled | State::Discarded | State::Revoked => Shown::Void,
    };
    Tag {
        words: dienhong_i18n::t(me.locale(), paper_state_key(state)),
        ..shown.tag(me.locale())
    }
}

/// A day as typed; a mistake at its field otherwise.
fn day(me: &Me, field: &str, typed: &str) -> Result<Day, Mistake> {
    Day::parse(typed).map_err(|error| {
        let said = dienhong_i18n::explain::day_error(me.locale(), &error, Some(me.today()));
        Mistake::new(field, said)
    })
}
