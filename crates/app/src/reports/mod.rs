//! Reports: made from figures and an outline, written by officials, approved by the chair, numbered, sent up.
//!
//! People write the words, the ledger gives the numbers. While a report is written its numbers are read again each
//! time; once it is submitted to the chair they are part of the frozen model, from which everything is served.

mod build;
mod changes;
mod check;
mod decide;
mod draft;
mod due;
mod facts;
pub(crate) mod files;
mod find;
mod gaps;
mod headings;
mod inputs;
mod issue;
mod issuers;
mod kinds;
mod letters;
mod make;
mod paper;
pub(crate) mod read;
mod tables;
mod takes;
mod typed;
mod words;
mod write;

pub use changes::{Moved, Piece as DiffPiece, TextChange};
pub use check::Checked;
pub use dienhong_reports::Lacking;
pub use draft::{Draft, Line, LineKind};
pub use due::{Below, DueReport};
pub use files::{FORMATS, SIGNED_MAX, SignedKind, Stored};
pub use find::{Note, Report, Step, Version};
pub use gaps::{Gap, Gaps};
pub use issuers::{Issuer, IssuerForm, Outgoing, OutgoingForm, Register, Signer, SignerForm};
pub use make::{Made, MakeError, Wanted};
pub use read::Summary;
pub use takes::Takes;
pub use typed::{TypedNumbers, typed_numbers};
pub use words::{found_words, lacking_words, sentence, stage_key};
pub use write::{Conflict, NewReport};

use crate::app::Fault;
use crate::procedures::StepError;
use crate::totals::TotalsError;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::procedures::Refusal;
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Day;
use dienhong_i18n::{Locale, t};
use uuid::Uuid;

crate::context::service!(
    /// Acts on reports, their register and who issues them.
    ReportService, reports
);

/// Longest paragraph, in letters.
pub const TEXT_MAX: usize = 8_000;
/// Longest comment or reason, in characters.
pub const NOTE_MAX: usize = PROCEDURE.note_max;
/// Longest line of a head or name, in characters.
pub const LINE_MAX: usize = 200;
/// Most own paragraphs of people in one report, and most comments.
pub const OWN_MAX: usize = 200;

/// The words of a key in the language of papers.
fn say(key: &str) -> String {
    t(Locale::Vi, key)
}

/// The name of a kind of paper.
pub fn paper_words(kind: PaperKind, locale: Locale) -> String {
    let key = match kind {
        PaperKind::Report => "reports-paper-report",
        PaperKind::Minutes => "reports-paper-minutes",
        PaperKind::Proposal => "reports-paper-proposal",
        PaperKind::Plan => "reports-paper-plan",
        PaperKind::Notice => "reports-paper-notice",
        PaperKind::Invitation => "reports-paper-invitation",
        PaperKind::Decision => "reports-paper-decision",
        PaperKind::Letter => "reports-paper-letter",
    };
    t(locale, key)
}

/// Why something was not done.
#[derive(Debug)]
pub enum ReportError {
    /// There is no such thing, or the person may not see it.
    NotFound,
    /// The person may see it, but not do this.
    NotAllowed,
    /// There already is a report for this outline and period.
    Exists(Uuid),
    /// The days are not a valid period: it has not begun, is too long, or ends before it begins.
    NotAPeriod,
    /// The outline is for other periods.
    NotOfOutline(Takes),
    /// It is in this stage, in which this cannot be done.
    Stands(Stage),
    /// It was changed by somebody else since the page was shown.
    Overtaken,
    /// Somebody else changed the same paragraph meanwhile.
    Conflict(Box<Conflict>),
    /// A text is longer than this many characters.
    TooLong(usize),
    /// There are more than this many.
    TooMany(usize),
    /// Returning needs a reason.
    NeedsReason,
    /// A required field is missing: its name.
    Missing(&'static str),
    /// Paragraphs that people must write are still empty: what is expected there.
    Unwritten(Vec<String>),
    /// Paragraphs that could not be written: part, and why.
    Broken(Vec<(String, String)>),
    /// The font of PDFs lacks characters: which, and where they occur.
    Letters(Vec<Lacking>),
    /// Nobody is named who issues the paper on this day.
    NoIssuer,
    /// The signer may not sign on this day.
    SignerNotThen(String, Day),
    /// A paper of a later day already has a smaller number: that number and day.
    BeforeLast(u32, Day),
    /// The day is in the future.
    Ahead,
    /// The file is not of the expected kind.
    NotThatFile,
    /// A file is larger than this many bytes.
    FileTooLarge(usize),
    /// Nothing was recorded in the period.
    NothingRecorded,
    /// The layout failed or exceeded its limits; nothing was stored.
    Layout(String),
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for ReportError {
    fn from(error: E) -> ReportError {
        ReportError::Fault(error.into())
    }
}

impl From<StepError<Stage>> for ReportError {
    fn from(error: StepError<Stage>) -> ReportError {
        match error {
            StepError::Refused(Refusal::NotAllowed | Refusal::SamePerson) => ReportError::NotAllowed,
            StepError::Refused(Refusal::Stands(stage)) => ReportError::Stands(stage),
            StepError::Refused(Refusal::NeedsReason) => ReportError::NeedsReason,
            StepError::TooLong(max) => ReportError::TooLong(max),
            StepError::Fault(fault) => ReportError::Fault(fault),
        }
    }
}

impl From<TotalsError> for ReportError {
    fn from(error: TotalsError) -> ReportError {
        match error {
            TotalsError::NotFound => ReportError::NotFound,
            TotalsError::Fault(fault) => ReportError::Fault(fault),
        }
    }
}
