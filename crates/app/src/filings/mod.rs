//! Figures sent to the level above: frozen by an official, approved by the chair, accepted or returned by the level
//! above; each step is taken by a person and logged.

mod content;
mod decide;
mod freeze;
pub mod json;
mod paper;
mod read;
mod returns;
mod words;

pub(crate) use content::{marks, read as content_of};
pub use paper::{amount, has_paper, paper, read_through, title, unit};
pub use read::{Below, Due, Filing, Filings, Late, Step};
pub use returns::{AskedBack, ReturnRequest};
pub use words::{sentence, state_key};

use crate::app::Fault;
use crate::procedures::StepError;
use crate::totals::TotalsError;
use dienhong_domain::filings::State;
use dienhong_domain::procedures::Refusal;
use dienhong_domain::procedures::filings::PROCEDURE;
use dienhong_domain::procedures::returns::State as ReturnState;
use dienhong_domain::time::Day;

crate::context::service!(
    /// Acts on figures sent to the level above.
    FilingService, filings
);

/// Longest reason or note, in characters.
pub const NOTE_MAX: usize = PROCEDURE.note_max;

/// Why a step was not taken.
#[derive(Debug)]
pub enum FilingError {
    /// There is no such filing, form or unit, or the person may not see it.
    NotFound,
    /// The person may see it, but not do this.
    NotAllowed,
    /// The period is still running; it ends on this day.
    StillOpen(Day),
    /// The days are not a period of this form.
    NotAPeriod,
    /// Nothing was recorded in the period.
    NothingRecorded,
    /// The newest version is in this state, waiting or accepted, so no new one may be frozen.
    Stands(State),
    /// It is in this state now: somebody changed it since the page was shown.
    Overtaken(State),
    /// Returning needs a reason, for single figures or for the whole.
    NeedsReason,
    /// Refusing a return needs a reason.
    RefusalNeedsReason,
    /// Another person has to do it than the one who did the act before it.
    SamePerson,
    /// The return of its figures is asked for and not decided, or decided already.
    Request(ReturnState),
    /// A reason names a measure that the filing does not hold.
    UnknownMeasure(String),
    /// A reason or note is longer than [`NOTE_MAX`].
    TooLong,
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for FilingError {
    fn from(error: E) -> FilingError {
        FilingError::Fault(error.into())
    }
}

impl From<StepError<State>> for FilingError {
    fn from(error: StepError<State>) -> FilingError {
        match error {
            StepError::Refused(Refusal::NotAllowed) => FilingError::NotAllowed,
            StepError::Refused(Refusal::Stands(state)) => FilingError::Overtaken(state),
            StepError::Refused(Refusal::NeedsReason) => FilingError::NeedsReason,
            StepError::Refused(Refusal::SamePerson) => FilingError::SamePerson,
            StepError::TooLong(_) => FilingError::TooLong,
            StepError::Fault(fault) => FilingError::Fault(fault),
        }
    }
}

impl From<StepError<ReturnState>> for FilingError {
    fn from(error: StepError<ReturnState>) -> FilingError {
        match error {
            StepError::Refused(Refusal::NotAllowed) => FilingError::NotAllowed,
            StepError::Refused(Refusal::Stands(state)) => FilingError::Request(state),
            StepError::Refused(Refusal::NeedsReason) => FilingError::NeedsReason,
            StepError::Refused(Refusal::SamePerson) => FilingError::SamePerson,
            StepError::TooLong(_) => FilingError::TooLong,
            StepError::Fault(fault) => FilingError::Fault(fault),
        }
    }
}

impl From<TotalsError> for FilingError {
    fn from(error: TotalsError) -> FilingError {
        match error {
            TotalsError::NotFound => FilingError::NotFound,
            TotalsError::Fault(fault) => FilingError::Fault(fault),
        }
    }
}
