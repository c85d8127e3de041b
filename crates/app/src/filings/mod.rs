//! Figures sent to the level above: frozen by an official, approved by the chair, accepted or returned by the level
//! above, each step by a person and in the log.

mod content;
mod decide;
mod freeze;
pub mod json;
mod paper;
mod read;
mod words;

pub(crate) use content::{marks, read as content_of};
pub use decide::ReturnReasons;
pub(crate) use decide::above;
pub use paper::{amount, has_paper, paper, read_through, title};
pub(crate) use read::owing;
pub use read::{Below, Due, Filing, Filings, Late, Step};
pub use words::{sentence, state_key};

use crate::app::Fault;
use crate::totals::TotalsError;
use dienhong_domain::filings::State;
use dienhong_domain::time::Day;

crate::context::service!(
    /// Acts on figures sent to the level above.
    FilingService, filings
);

/// Longest reason or note, in letters.
pub const NOTE_MAX: usize = 500;

/// Why a step was not taken.
#[derive(Debug)]
pub enum FilingError {
    /// No such filing, form or unit, or not for this person.
    NotFound,
    /// The person may see it, and may not do this.
    NotAllowed,
    /// The period still goes on; it ends on this day.
    StillOpen(Day),
    /// The days are no period of this form.
    NotAPeriod,
    /// Nothing was recorded in the period.
    NothingRecorded,
    /// The newest version stands so, and no new one may be frozen: it waits, or it was accepted.
    Stands(State),
    /// It no longer stands as the page showed: somebody was faster.
    Overtaken(State),
    /// It is returned with a reason, figure by figure or for the whole.
    NeedsReason,
    /// A reason names a measure that the filing does not hold.
    UnknownMeasure(String),
    /// A reason or note is longer than [`NOTE_MAX`].
    TooLong,
    /// Nobody at the screen can correct it.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for FilingError {
    fn from(error: E) -> FilingError {
        FilingError::Fault(error.into())
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
