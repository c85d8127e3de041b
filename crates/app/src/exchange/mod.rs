//! Exchange between installations: they introduce themselves with a card, submissions go up and answers come down in
//! signed bundles. Everything is previewed first and imported by a person; importing it twice changes nothing. What
//! travels is the affair of areas: each implements `Travels` in a file of its own and stands in the table `areas`.

mod areas;
mod arrivals;
mod filings;
mod import;
mod own;
mod peer_client;
mod post;
mod reports;
mod send;
mod travels;

pub use import::{BundlePreview, BundleStatus};
pub use own::{Introduced, MEETING, Own};
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
    /// Acts on what is exchanged between installations.
    ExchangeService, exchange
);

/// Why a card or bundle was not imported or made.
#[derive(Debug)]
pub enum ExchangeError {
    /// The file cannot be opened.
    Open(OpenError),
    /// Not for this person.
    NotAllowed,
    /// There is no such filing or installation, or the person may not see it.
    NotFound,
    /// This sender was not introduced here; its fingerprint.
    UnknownSender(String),
    /// The sender is no longer trusted.
    Ended(String),
    /// The book was introduced here with another key: name and fingerprint of the introduced one.
    OtherKey(String, String),
    /// The map of this book does not have the named unit.
    UnknownUnit,
    /// The sender does not act for the unit whose figures these are.
    NotTheirs(String),
    /// It was addressed to a unit for which the reader is not responsible here.
    NotForUs(String),
    /// The people of that unit work in this book, so they decide here and not by bundle.
    WorksHere(String),
    /// The content does not match its hash, or exceeds its limits.
    Damaged,
    /// A newer version was imported already.
    Stale(i64),
    /// The previous version is waiting for an answer here.
    Waits(i64),
    /// The same period was already filed here in another way.
    Collides,
    /// What is answered is not in this book, or has another content.
    UnknownFiling,
    /// The filing is in this state, which the answer does not fit.
    Stands(State),
    /// The report is in this stage, in which it is neither sent nor answered.
    ReportStands(Stage),
    /// Only approved figures are sent up, and only answers sent back; the filing is in this state.
    NothingToSend(State),
    /// The address is not one of an installation.
    Address(AddressError),
    /// No address is noted for the other installation.
    NoAddress(String),
    /// The other installation does not answer, or not as an installation does; why, for the log and the operator.
    Unreached(String, String),
    /// The other installation refused what was sent, with this code.
    RefusedThere(String, String),
    /// Too many letters of this sender are waiting already.
    Full,
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl ExchangeError {
    /// A code for the other installation. Codes never change.
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
