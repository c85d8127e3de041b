//! Papers of no single area: the bodies that issue them, who signs, the numbers and the registers, and papers that an office
//! makes from templates of packs.

mod drafting;
mod freezing;
mod incoming;
mod issuers;
mod made;
mod made_files;
mod outgoing;
mod signed;
mod typed;
pub(crate) mod versions;
mod words;

pub use dienhong_reports::Lacking;
pub use dienhong_store::incoming::IncomingPlace;
pub use dienhong_store::made_papers::PaperPlace;
pub use drafting::{ANSWER_MAX, LINES_MAX, NewPaper, PaperContent, TemplateChoice};
pub use incoming::{INCOMING_ROWS, Incoming, IncomingForm, IncomingList, IncomingPage, Scan};
pub(crate) use issuers::signer_of;
pub use issuers::{Issuer, IssuerForm, Signer, SignerForm};
pub use made::{MADE_ROWS, MadePage, MadePaper, MadeSummary, PaperStep, PaperVersion};
pub use made_files::{MADE_FORMATS, MadeFile};
pub(crate) use outgoing::outgoing_of;
pub use outgoing::{Outgoing, OutgoingForm, Register};
pub use signed::{SIGNED_MAX, SignedKind};
pub use words::{incoming_words, lacking_words, paper_state_key, paper_words, sentence, template_kind_words};

use crate::app::Fault;
use crate::procedures::StepError;
use dienhong_domain::packs::Words;
use dienhong_domain::procedures::Refusal;
use dienhong_domain::procedures::papers::State;
use dienhong_domain::time::Day;
use dienhong_store::{Batch, WriteError};

crate::context::service!(
    /// Acts on issuing bodies, signers, numbers and registers of papers, and on papers made from templates.
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
    /// Cancelling or sending back needs a reason.
    NeedsReason,
    /// A paper is revoked by another one.
    RevokesItself,
    /// The paper that is to revoke is older than what it revokes: its mark and day.
    RevokedBefore(String, Day),
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
    /// The paper is in this state, in which this cannot be done.
    Stands(State),
    /// Blanks that a paper needs are empty: their questions.
    Blanks(Vec<Words>),
    /// The signer may not sign on this day.
    SignerNotThen(String, Day),
    /// The font of PDFs lacks characters: which, and where they occur.
    Letters(Vec<Lacking>),
    /// The layout failed or exceeded its limits; nothing was stored.
    Layout(String),
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for PaperError {
    fn from(error: E) -> PaperError {
        PaperError::Fault(error.into())
    }
}

impl From<StepError<State>> for PaperError {
    fn from(error: StepError<State>) -> PaperError {
        match error {
            StepError::Refused(Refusal::NotAllowed | Refusal::SamePerson) => PaperError::NotAllowed,
            StepError::Refused(Refusal::Stands(state)) => PaperError::Stands(state),
            StepError::Refused(Refusal::NeedsReason) => PaperError::NeedsReason,
            StepError::TooLong(max) => PaperError::TooLong(max),
            StepError::Fault(fault) => PaperError::Fault(fault),
        }
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
