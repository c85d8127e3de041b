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
mod kinds;
mod letters;
mod make;
mod order;
mod outline;
mod paper;
pub(crate) mod read;
mod tables;
mod takes;
mod typed;
mod words;
mod write;

pub use crate::papers::lacking_words;
pub use changes::{Moved, Piece as DiffPiece, TextChange};
pub use check::Checked;
pub use dienhong_domain::outlines::order::Direction;
pub use dienhong_reports::Lacking;
pub use draft::{Draft, Line, LineKind};
pub use due::{Below, DueReport};
pub use files::{FORMATS, Stored};
pub use find::{Note, Report, Step, Version};
pub use gaps::{Gap, Gaps};
pub use make::{Made, MakeError, Wanted};
pub use outline::OutlineLaw;
pub use read::Summary;
pub use takes::Takes;
pub use typed::{TypedNumbers, typed_numbers};
pub use words::{found_words, sentence, stage_key};
pub use write::{Conflict, NewReport};

use crate::app::Fault;
use crate::papers::PaperError;
use crate::procedures::StepError;
use crate::totals::TotalsError;
use dienhong_domain::procedures::Refusal;
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Day;
use dienhong_i18n::{Locale, t};
use uuid::Uuid;

crate::context::service!(
    /// Acts on reports.
    ReportService, reports
);

/// Longest paragraph, in letters.
pub const TEXT_MAX: usize = 8_000;
/// Longest comment or reason, in characters.
pub const NOTE_MAX: usize = PROCEDURE.note_max;
/// Most own paragraphs of people in one report, and most comments.
pub const OWN_MAX: usize = 200;

/// The words of a key in the language of papers.
fn say(key: &str) -> String {
    t(Locale::Vi, key)
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
    /// A paragraph without words.
    Wordless,
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
    /// What issues papers refused it.
    Paper(PaperError),
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

impl From<PaperError> for ReportError {
    fn from(error: PaperError) -> ReportError {
        match error {
            PaperError::NotFound => ReportError::NotFound,
            PaperError::NotAllowed => ReportError::NotAllowed,
            PaperError::Overtaken => ReportError::Overtaken,
            PaperError::Fault(fault) => ReportError::Fault(fault),
            error => ReportError::Paper(error),
        }
    }
}
