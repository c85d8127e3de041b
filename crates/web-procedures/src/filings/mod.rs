//! Pages of figures sent up: what is due, one filing with what happened to it, what units below sent.

mod below;
mod decide;
mod list;
mod returns;
mod show;

use dienhong_app::filings::sentence;
use dienhong_app::filings::{Due, FilingError};
use dienhong_app::urls;
use dienhong_domain::filings::State;
use dienhong_domain::procedures::DueDay;
use dienhong_domain::rights::Permission::{AcceptFigures, ApproveFigures, FreezeFigures, ReadTotals};
use dienhong_domain::time::Period;
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::{Shell, State as Shown, Tag};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::tasks::{deadline_tag, deadline_words};

pub(crate) use show::page as page_saying;

/// The routes of this room.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::FILINGS, Needs(ReadTotals), list::show)
        .post(urls::FILING_FREEZE, Needs(FreezeFigures), list::freeze)
        .get(urls::FILINGS_BELOW, Needs(AcceptFigures), below::show)
        .get(urls::FILING, Needs(ReadTotals), show::show)
        .get(urls::FILING_DOWNLOAD, Needs(ReadTotals), show::download)
        .post(urls::FILING_APPROVAL, Needs(ApproveFigures), decide::approve)
        .post(urls::FILING_ACCEPTANCE, Needs(AcceptFigures), decide::accept)
        .get(urls::FILING_RETURN, Needs(AcceptFigures), decide::ask)
        .post(urls::FILING_RETURN, Needs(AcceptFigures), decide::return_it)
        .get(
            urls::FILING_RETURN_REQUESTS,
            Needs(AcceptFigures),
            returns::waiting,
        )
        .get(urls::FILING_RETURN_REQUEST, Needs(AcceptFigures), returns::ask)
        .post(urls::FILING_RETURN_REQUEST, Needs(AcceptFigures), returns::ask_it)
        .post(
            urls::FILING_RETURN_APPROVAL,
            Needs(AcceptFigures),
            returns::approve,
        )
        .get(
            urls::FILING_RETURN_REFUSAL,
            Needs(AcceptFigures),
            returns::refusal,
        )
        .post(urls::FILING_RETURN_REFUSAL, Needs(AcceptFigures), returns::refuse)
}

/// The state of a filing as a tag of the kit.
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

/// The tag of a due period: the state of its filing, or the time that is left.
fn owed_tag(me: &Me, of: &Due) -> Tag {
    match of.newest {
        Some((_, _, state)) if !of.is_open() || state != State::Frozen => state_tag(me, state),
        _ => deadline_tag(me, of.due),
    }
}

/// The period of something that comes due, and its last day.
pub(crate) fn ahead_words(me: &Me, of: Period, due: DueDay) -> String {
    let words = [
        ("period", dienhong_i18n::period(of, me.locale()).into()),
        ("day", deadline_words(me, due).into()),
    ];
    dienhong_i18n::t_with(me.locale(), "filings-ahead-meta", &words)
}

/// The sentence for an error; one that users cannot correct, or may not know of, is a problem page.
pub(crate) fn words(shell: &Shell, error: &FilingError) -> Result<String, Problem> {
    match (sentence(error, shell.locale()), error) {
        (Some(words), _) => Ok(words),
        (None, FilingError::Fault(fault)) => Err(dienhong_web_kit::respond::fault(fault)),
        (None, _) => Err(Problem::NotFound),
    }
}
