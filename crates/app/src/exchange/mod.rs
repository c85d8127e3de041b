//! Books that meet: installations introduce themselves by a card, figures travel up and answers down in signed bundles.
//! Everything is looked at first and taken by a person; taking it twice changes nothing.

mod import;
mod own;
mod peer_client;
mod post;
mod reports;
mod send;

pub use import::{BundlePreview, BundleStatus};
pub use own::{Introduced, Own};
pub use peer_client::{Address, AddressError, Answered, PeerClient};
pub use post::{ASKED_AT, Delivery, LETTERS_AT, Letter, Sent};
pub use reports::SIGNED_TRAVELS;

use crate::app::Fault;
use crate::filings::FilingError;
use crate::reports::ReportError;
use dienhong_bundles::{KeyError, OpenError};
use dienhong_domain::filings::State;
use dienhong_domain::reports::Stage;

crate::context::service!(
    /// Acts on what travels between installations.
    ExchangeService, exchange
);

/// Why a card or bundle was not taken or made.
#[derive(Debug)]
pub enum ExchangeError {
    /// The file can not be opened.
    Open(OpenError),
    /// Not for this person.
    NotAllowed,
    /// No such filing or installation, or not for this person.
    NotFound,
    /// Nobody introduced this sender here; its fingerprint.
    UnknownSender(String),
    /// The sender is trusted no more.
    Ended(String),
    /// The book is known here by another key: name and fingerprint of the one that was introduced.
    OtherKey(String, String),
    /// The map of this book does not know a unit that is named.
    UnknownUnit,
    /// The sender does not speak for the unit whose figures these are.
    NotTheirs(String),
    /// It was sent to a unit that is not in the reader's hands here.
    NotForUs(String),
    /// The people of that unit work in this very book: they decide here.
    WorksHere(String),
    /// The content is not what its hash says, or beyond sense.
    Damaged,
    /// A newer version was taken already.
    Stale(i64),
    /// The version before waits for an answer here.
    Waits(i64),
    /// The same period is filed here by another way.
    Collides,
    /// The filing that is answered is not in this book, or has another content.
    UnknownFiling,
    /// The filing stands so, and the answer does not fit that.
    Stands(State),
    /// The report stands so, and neither goes up nor is answered.
    ReportStands(Stage),
    /// Only figures that were approved go up, and only answers come back.
    NothingToSend(State),
    /// The address is none under which an installation can be reached.
    Address(AddressError),
    /// Nobody noted where the other installation is reached.
    NoAddress(String),
    /// The other installation does not answer, or not as one; why, for the log and the operator.
    Unreached(String, String),
    /// The other installation refused what was sent, with this code.
    RefusedThere(String, String),
    /// Too many letters of this sender wait already.
    Full,
    /// Nobody at the screen can correct it.
    Fault(Fault),
}

impl ExchangeError {
    /// A code for the other installation; codes never change.
    pub fn code(&self) -> &'static str {
        match self {
            ExchangeError::Open(OpenError::TooLarge) => "too-large",
            ExchangeError::Open(OpenError::CutOff) => "cut-off",
            ExchangeError::Open(OpenError::Newer(_)) => "newer",
            ExchangeError::Open(OpenError::Forged) => "forged",
            ExchangeError::Open(OpenError::NotAnEnvelope | OpenError::BadPayload) => "unreadable",
            ExchangeError::UnknownSender(_) => "unknown-sender",
            ExchangeError::OtherKey(..) => "other-key",
            ExchangeError::Ended(_) => "ended",
            ExchangeError::Full => "full",
            ExchangeError::Stale(_) => "stale",
            ExchangeError::Fault(_) => "broken",
            _ => "refused",
        }
    }
}

impl<E: Into<Fault>> From<E> for ExchangeError {
    fn from(error: E) -> ExchangeError {
        ExchangeError::Fault(error.into())
    }
}

impl From<FilingError> for ExchangeError {
    fn from(error: FilingError) -> ExchangeError {
        match error {
            FilingError::Fault(fault) => ExchangeError::Fault(fault),
            FilingError::NotAllowed => ExchangeError::NotAllowed,
            _ => ExchangeError::NotFound,
        }
    }
}

impl From<ReportError> for ExchangeError {
    fn from(error: ReportError) -> ExchangeError {
        match error {
            ReportError::Fault(fault) => ExchangeError::Fault(fault),
            ReportError::NotAllowed => ExchangeError::NotAllowed,
            _ => ExchangeError::NotFound,
        }
    }
}

impl From<KeyError> for ExchangeError {
    fn from(error: KeyError) -> ExchangeError {
        ExchangeError::Fault(Fault::Other(error.to_string()))
    }
}
