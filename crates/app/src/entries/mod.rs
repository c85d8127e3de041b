//! Entries: recording, correcting, finishing, voiding; reading them back within one's rights.

mod batch;
mod day;
mod draft;
mod duplicates;
mod import;
mod phone;
pub mod photos;
mod place;
mod read;
mod record;
mod stocks;
mod stored;
mod uploads;
pub mod words;
mod write;

pub use batch::{BATCH_MAX, Many, ManyError};
pub use day::MonthError;
pub use draft::{Draft, EntryError, EntryMistake, EntryMistakeKind, Recorded, SentFile, Upload};
pub use import::{
    BadCell, Import, ImportError, ImportRow, MAX_ROWS, Remark, RowAt, RowsKind, SheetCorrection, SheetKey,
    WaitingSheets, Wish, note, refusal, remark, unread,
};
pub use phone::Written;
pub use read::{Attachment, EntryList, EntryView, ListQuery, ListRow, PostedLine, Revision, answer};
pub use stored::Stored;

crate::context::service!(
    /// Acts on entries.
    EntryService, entries
);

/// Name under which the day is asked, in forms, sheets and the API.
pub const DAY: &str = "@ngay";
/// Name under which the unit is asked.
pub const UNIT: &str = "@don-vi";
/// Name under which the reason of a correction or voiding is kept.
pub const WHY: &str = "@ly-do";
/// Column of a sheet that bears the code of an entry.
pub const ENTRY: &str = dienhong_sheets::ENTRY;
/// Column of a sheet that bears the state of an entry.
pub const STATE: &str = dienhong_sheets::STATE;
