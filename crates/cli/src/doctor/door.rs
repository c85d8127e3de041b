//! Access: how the book was last served, what does not work without TLS, and certificates that expire soon.

use super::{Findings, State};
use crate::context::CommandContext;
use crate::serve::own_ca::{self, OwnCa};
use crate::served::{Protection, Served};
use dienhong_app::App;

const SOON: i64 = 14 * 86_400;

pub(super) fn look(cx: &CommandContext, findings: &mut Findings<'_>, app: &App) {
    let Some(served) = Served::read(&cx.place) else {
        findings.note("door", State::Notice, "cli-doctor-never-served", &[]);
        return;
    };
    let is_running = cx.place.is_served();
    let key = if is_running {
        "cli-doctor-serving"
    } else {
        "cli-doctor-not-serving"
    };
    findings.note("door", State::Good, key, &[("url", (&served.url).into())]);
    let is_https = served.url.starts_with("https:");
    let is_here = ["http://localhost", "http://127.0.0.1"]
        .iter()
        .any(|here| served.url.starts_with(here));
    match (is_https, is_here) {
        (true, _) if app.people.has_passkeys() => findings.note("tls", State::Good, "cli-doctor-tls", &[]),
        (true, _) => findings.note("tls", State::Notice, "cli-doctor-tls-number", &[]),
        (false, true) => findings.note("tls", State::Notice, "cli-doctor-tls-here", &[]),
        (false, false) => findings.note("tls", State::Wrong, "cli-doctor-tls-none", &[]),
    }
    let certificate = match &served.protection {
        Protection::OwnCa => OwnCa::of(&cx.place).server_file(),
        Protection::Certificate(path) => path.clone(),
        Protection::None | Protection::Proxy => return,
    };
    match own_ca::read(&certificate) {
        Ok(read) => {
            let is_soon = read.until - app.now() / 1000 < SOON;
            let (state, key) = match is_soon {
                true => (State::Wrong, "cli-doctor-certificate-soon"),
                false => (State::Good, "cli-doctor-certificate"),
            };
            findings.note("certificate", state, key, &[("until", read.last_day().into())]);
        }
        Err(failure) => {
            let cause = failure.sentence(&cx.say);
            findings.note(
                "certificate",
                State::Wrong,
                "cli-doctor-certificate-unread",
                &[("cause", cause.into())],
            );
        }
    }
}
