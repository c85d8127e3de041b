//! Sentences about reports: the same on the page, in the API and on the command line.

use super::{ReportError, Takes};
use crate::papers::{self, lacking_words};
use dienhong_domain::filings::Every;
use dienhong_domain::reports::Stage;
use dienhong_i18n::{Arg, Locale, t, t_with};
use dienhong_reports::Difference;

/// The words of a stage.
pub fn stage_key(of: Stage) -> &'static str {
    match of {
        Stage::Writing => "reports-stage-writing",
        Stage::Submitted => "reports-stage-submitted",
        Stage::Issued => "reports-stage-issued",
        Stage::Sent => "reports-stage-sent",
        Stage::Accepted => "reports-stage-accepted",
    }
}

/// What went wrong and what to do; `None` for what the user cannot correct or may not see.
pub fn sentence(error: &ReportError, locale: Locale) -> Option<String> {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| t_with(locale, key, args);
    let day = |day| Arg::from(dienhong_i18n::day(day));
    let count = |n: usize| Arg::from(n as i64);
    Some(match error {
        ReportError::NotFound | ReportError::NotAllowed | ReportError::Fault(_) => return None,
        ReportError::Exists(_) => t(locale, "reports-error-exists"),
        ReportError::NotAPeriod => t(locale, "reports-error-not-a-period"),
        ReportError::NotOfOutline(takes) => not_of_outline(takes, locale),
        ReportError::Letters(lacking) => lacking_words(lacking, locale),
        ReportError::Stands(stage) => say(
            "reports-error-stands",
            &[("state", t(locale, stage_key(*stage)).into())],
        ),
        ReportError::Overtaken | ReportError::Conflict(_) => t(locale, "reports-error-overtaken"),
        ReportError::TooLong(max) => say("reports-error-too-long", &[("max", count(*max))]),
        ReportError::TooMany(max) => say("reports-error-too-many", &[("max", count(*max))]),
        ReportError::NeedsReason => t(locale, "reports-error-needs-reason"),
        ReportError::Wordless => say(
            "reports-error-missing",
            &[("field", t(locale, "reports-words").into())],
        ),
        ReportError::Unwritten(hints) => say(
            "reports-error-unwritten",
            &[
                ("count", count(hints.len())),
                ("first", hints.first().cloned().unwrap_or_default().into()),
            ],
        ),
        ReportError::Broken(parts) => {
            let told: Vec<String> = parts
                .iter()
                .map(|(part, why)| match why.is_empty() {
                    true => part.clone(),
                    false => format!("{part}: {why}"),
                })
                .collect();
            say("reports-error-broken", &[("parts", told.join("; ").into())])
        }
        ReportError::NoIssuer => t(locale, "reports-error-no-issuer"),
        ReportError::SignerNotThen(name, on) => say(
            "reports-error-signer",
            &[("name", name.as_str().into()), ("day", day(*on))],
        ),
        ReportError::Paper(error) => return papers::sentence(error, locale),
        ReportError::NotThatFile => t(locale, "reports-error-file"),
        ReportError::FileTooLarge(max) => say("reports-error-file-large", &[("max", count(max >> 20))]),
        ReportError::NothingRecorded => t(locale, "reports-error-nothing-recorded"),
        ReportError::Layout(why) => say("reports-error-layout", &[("why", why.as_str().into())]),
    })
}

/// The refusal of a period, with those for which the outline is made.
fn not_of_outline(takes: &Takes, locale: Locale) -> String {
    match &takes.every {
        Every::Month => t(locale, "reports-error-takes-month"),
        Every::Quarter => t(locale, "reports-error-takes-quarter"),
        Every::Half => t(locale, "reports-error-takes-half"),
        Every::Year => t(locale, "reports-error-takes-year"),
        Every::Window(code) => {
            let title = takes.window.get(locale.code());
            let title = if title.is_empty() { code.as_str() } else { title };
            t_with(locale, "reports-error-takes-window", &[("title", title.into())])
        }
    }
}

/// What a Word file contains in place of a number.
pub fn found_words(of: &Difference, locale: Locale) -> String {
    match of {
        Difference::Changed(text) if text.is_empty() => t(locale, "reports-check-empty"),
        Difference::Changed(text) => text.clone(),
        Difference::Field(text) => t_with(locale, "reports-check-field", &[("text", text.as_str().into())]),
        Difference::Missing => t(locale, "reports-check-missing"),
        Difference::Twice => t(locale, "reports-check-twice"),
        Difference::Unknown(text) => {
            t_with(locale, "reports-check-unknown", &[("text", text.as_str().into())])
        }
    }
}
