//! Reports: from figures and an outline to the paper, written by officials, approved by the chair, numbered, sent up.
//!
//! Words belong to people, numbers to the ledger: while a report is written its numbers are read anew each time; once it is
//! laid before the chair they stand in the frozen model, and whatever is served comes from there.

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
use crate::totals::TotalsError;
use dienhong_domain::papers::PaperKind;
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
/// Longest comment or reason, in letters.
pub const NOTE_MAX: usize = 1_000;
/// Longest line of a head or name.
pub const LINE_MAX: usize = 200;
/// Most paragraphs of people's own in one report, and most comments.
pub const OWN_MAX: usize = 200;

/// The words of a key in the language of papers.
fn say(key: &str) -> String {
    t(Locale::Vi, key)
}

/// What a kind of paper is called.
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
    /// No such thing, or not for this person.
    NotFound,
    /// The person may see it, and may not do this.
    NotAllowed,
    /// There is a report of this outline and period already.
    Exists(Uuid),
    /// The days are no period of a report: not begun, too long, the last before the first.
    NotAPeriod,
    /// The outline takes other periods.
    NotOfOutline(Takes),
    /// It does not stand so that this could be done.
    Stands(Stage),
    /// Somebody was faster: it was changed since the page was shown.
    Overtaken,
    /// Somebody else wrote the same paragraph meanwhile.
    Conflict(Box<Conflict>),
    /// A text is longer than so many letters.
    TooLong(usize),
    /// There are too many of these.
    TooMany(usize),
    /// It is returned with a reason.
    NeedsReason,
    /// Something that must be told is missing: the name of the field.
    Missing(&'static str),
    /// Paragraphs that people have to write are still empty: what belongs there.
    Unwritten(Vec<String>),
    /// Paragraphs that could not be written: part, and why.
    Broken(Vec<(String, String)>),
    /// The font of PDFs lacks letters: which, and where they stand.
    Letters(Vec<Lacking>),
    /// Nobody was named who issues the paper on this day.
    NoIssuer,
    /// The signer does not sign on this day.
    SignerNotThen(String, Day),
    /// A paper of a later day bears a smaller number already: that number and day.
    BeforeLast(u32, Day),
    /// The day has not come yet.
    Ahead,
    /// Register and frozen papers disagree about what a file is.
    NotThatFile,
    /// A file is larger than so many bytes.
    FileTooLarge(usize),
    /// Nothing was recorded in the period.
    NothingRecorded,
    /// The layout failed, or took too much; nothing was kept.
    Layout(String),
    /// Nobody at the screen can correct it.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for ReportError {
    fn from(error: E) -> ReportError {
        ReportError::Fault(error.into())
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
