//! Sentences about filings: the same on the page and in the API.

use super::{FilingError, NOTE_MAX};
use dienhong_domain::filings::State;
use dienhong_domain::procedures::returns;
use dienhong_i18n::{Arg, Locale, t, t_with};

/// The words of a state.
pub fn state_key(state: State) -> &'static str {
    match state {
        State::Frozen => "filings-state-frozen",
        State::Sent => "filings-state-sent",
        State::Returned => "filings-state-returned",
        State::Accepted => "filings-state-accepted",
        State::Replaced => "filings-state-replaced",
    }
}

/// What went wrong and what to do; `None` for what the user cannot correct or may not see.
pub fn sentence(error: &FilingError, locale: Locale) -> Option<String> {
    let state =
        |key: &str, state: State| t_with(locale, key, &[("state", t(locale, state_key(state)).into())]);
    Some(match error {
        FilingError::NotFound | FilingError::NotAllowed | FilingError::Fault(_) => return None,
        FilingError::StillOpen(day) => {
            let day: Arg<'_> = dienhong_i18n::day(*day).into();
            t_with(locale, "filings-error-still-open", &[("day", day)])
        }
        FilingError::NotAPeriod => t(locale, "filings-error-not-a-period"),
        FilingError::NothingRecorded => t(locale, "filings-error-nothing-recorded"),
        FilingError::Stands(now) => state("filings-error-stands", *now),
        FilingError::Overtaken(now) => state("filings-error-overtaken", *now),
        FilingError::NeedsReason => t(locale, "filings-error-needs-reason"),
        FilingError::RefusalNeedsReason => t(locale, "filings-error-refusal-needs-reason"),
        FilingError::SamePerson => t(locale, "filings-error-same-person"),
        FilingError::Request(returns::State::Asked) => t(locale, "filings-error-return-asked"),
        FilingError::Request(returns::State::Approved | returns::State::Refused) => {
            t(locale, "filings-error-return-decided")
        }
        FilingError::UnknownMeasure(_) => t(locale, "filings-error-unknown-measure"),
        FilingError::TooLong => t_with(
            locale,
            "filings-error-too-long",
            &[("max", (NOTE_MAX as i64).into())],
        ),
    })
}
