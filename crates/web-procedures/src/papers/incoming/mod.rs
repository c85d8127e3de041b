//! Pages of the register of incoming papers: the list, the question that comes first, the form, and a paper.

mod enter;
mod list;
mod show;

use dienhong_app::papers::{Incoming, SIGNED_MAX, incoming_words};
use dienhong_app::urls;
use dienhong_domain::incoming::Progress;
use dienhong_domain::rights::Permission::KeepIncoming;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_web_kit::access::Access::Needs;
use dienhong_web_kit::access::Routes;
use dienhong_web_kit::shell::{Mistake, Shell, State, Tag};
use dienhong_web_kit::state::Me;

/// Bytes allowed for the form fields around an uploaded file.
const AROUND: usize = 64 * 1024;
/// File types of a scan.
const SCANS: &str = "application/pdf,image/jpeg,image/png";

/// The routes of this room.
pub(super) fn routes() -> Routes {
    Routes::default()
        .get(urls::INCOMING, Needs(KeepIncoming), list::show)
        .get(urls::INCOMING_ENTRY, Needs(KeepIncoming), enter::show)
        .post(urls::INCOMING_QUESTION, Needs(KeepIncoming), enter::answer)
        .post(urls::INCOMING_ENTRY, Needs(KeepIncoming), enter::save)
        .body(SIGNED_MAX + AROUND)
        .get(urls::INCOMING_PAPER, Needs(KeepIncoming), show::show)
        .post(urls::INCOMING_ASSIGNMENT, Needs(KeepIncoming), show::assign)
        .post(urls::INCOMING_COMPLETION, Needs(KeepIncoming), show::finish)
        .get(urls::INCOMING_SCAN, Needs(KeepIncoming), show::scan)
        .post(urls::INCOMING_SCAN, Needs(KeepIncoming), show::add_scan)
        .body(SIGNED_MAX + AROUND)
        .post(
            urls::INCOMING_SCAN_REMOVAL,
            Needs(KeepIncoming),
            show::remove_scan,
        )
        .post(urls::INCOMING_CANCELLATION, Needs(KeepIncoming), show::strike)
}

/// The unit that is asked for, or the first whose register the person keeps.
fn kept_unit(me: &Me, asked: &str) -> Option<UnitId> {
    match asked.is_empty() {
        true => me.actor.units_for(KeepIncoming, me.here()).first().copied(),
        false => me.requested_unit(asked, KeepIncoming),
    }
}

/// Kind and summary in one line, as the register has them.
fn content(me: &Me, of: &Incoming) -> String {
    match of.kind {
        Some(kind) => format!("{}: {}", incoming_words(kind, me.locale()), of.summary),
        None => of.summary.clone(),
    }
}

/// How far a paper is dealt with, or that its line was struck.
fn progress_tag(me: &Me, shell: &Shell, of: &Incoming) -> Tag {
    if of.struck.is_some() {
        return shell.tag(State::Void);
    }
    match of.progress {
        Progress::Done(day) => Tag {
            words: shell.t1("papers-incoming-done-on", "day", dienhong_i18n::day(day)),
            ..shell.tag(State::Done)
        },
        Progress::Late(days) => shell.tag(State::DaysOver(days)),
        Progress::Open => match of.due.map(|due| me.today().days_until(due)) {
            Some(0) => shell.tag(State::Today),
            Some(left) => shell.tag(State::DaysLeft(left)),
            None => Tag {
                words: shell.t("papers-incoming-open"),
                ..shell.tag(State::Doing)
            },
        },
    }
}

/// Why a line was struck, in words.
fn struck_words(shell: &Shell, of: &Incoming) -> Option<String> {
    of.struck.as_ref().map(|why| match why.is_empty() {
        true => shell.t("papers-incoming-emptied"),
        false => shell.t1("papers-incoming-struck", "why", why.as_str()),
    })
}

/// A day as typed; a mistake at its field otherwise.
fn day(me: &Me, field: &str, typed: &str) -> Result<Day, Mistake> {
    Day::parse(typed).map_err(|error| {
        let said = dienhong_i18n::explain::day_error(me.locale(), &error, Some(me.today()));
        Mistake::new(field, said)
    })
}

/// The same of a day that may stay empty.
fn optional_day(me: &Me, field: &str, typed: &str) -> Result<Option<Day>, Mistake> {
    match typed.trim().is_empty() {
        true => Ok(None),
        false => day(me, field, typed).map(Some),
    }
}
