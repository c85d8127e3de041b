//! Papers of no single area: the bodies that issue them, who signs, the numbers and the registers.

mod incoming;
mod issuers;
mod outgoing;
mod signed;
mod typed;
mod words;

pub use dienhong_store::incoming::IncomingPlace;
pub use incoming::{INCOMING_ROWS, Incoming, IncomingForm, IncomingList, IncomingPage, Scan};
pub(crate) use issuers::signer_of;
pub use issuers::{Issuer, IssuerForm, Signer, SignerForm};
pub(crate) use outgoing::outgoing_of;
pub use outgoing::{Outgoing, OutgoingForm, Register};
pub use signed::{SIGNED_MAX, SignedKind};
pub use words::{incoming_words, paper_words, sentence};

use crate::app::Fault;
use dienhong_domain::time::Day;
use dienhong_store::{Batch, WriteError};

crate::context::service!(
    /// Acts on issuing bodies, signers, numbers and registers of papers.
    PaperService, papers
);

/// Longest line of a head or name, in characters.
pub const LINE_MAX: usize = 200;

/// Why something was not done.
#[derive(Debug)]
pub enum PaperError {
    /// There is no such thing, or the person may not see it.
    NotFound,
    /// The person may see it, but not do this.
    NotAllowed,
    /// It was changed by somebody else since the page was shown.
    Overtaken,
    /// A text is longer than this many characters.
    TooLong(usize),
    /// There are more than this many lines.
    TooMany(usize),
    /// Cancelling needs a reason.
    NeedsReason,
    /// A required field is missing: its name.
    Missing(&'static str),
    /// A paper of a later day already has a smaller number: that number and day.
    BeforeLast(u32, Day),
    /// The day is in the future.
    Ahead,
    /// A paper arrived, or was dealt with, on a day in the future.
    NotYet,
    /// A paper that arrived on a later day already has a number: that number and day.
    ArrivedBeforeLast(u32, Day),
    /// The paper bears a day after that of its arrival.
    WrittenAfterArrival,
    /// The last day for dealing with a paper is before that of its arrival.
    DueBeforeArrival,
    /// A paper is said to have been dealt with before it arrived.
    DoneBeforeArrival,
    /// What arrived does not enter this register: a citizen's letter or a secret paper.
    Elsewhere,
    /// The file is no PDF, JPEG or PNG.
    NotThatFile,
    /// A file is larger than this many bytes.
    FileTooLarge(usize),
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for PaperError {
    fn from(error: E) -> PaperError {
        PaperError::Fault(error.into())
    }
}

impl PaperService<'_> {
    /// Writes a batch that can be refused only because something changed since it was read.
    async fn unless_outdated(&self, batch: Batch) -> Result<(), PaperError> {
        match self.write(batch).await {
            Err(WriteError::Stale) => Err(PaperError::Overtaken),
            done => Ok(done?),
        }
    }
}
