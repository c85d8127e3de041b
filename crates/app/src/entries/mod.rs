//! Entries: recording, correcting, finishing and voiding them; reading them within the reader's rights.

mod again;
mod batch;
mod bulk;
mod day;
mod draft;
mod duplicates;
mod grid;
mod import;
mod last;
mod pages;
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
pub use bulk::{
    BULK_ENTRIES_SHOWN, BULKS_SHOWN, BulkDone, BulkView, KeptEntry, TICKED_MAX, Ticked, UndoError, Undone,
};
pub use draft::{Draft, EntryError, EntryMistake, EntryMistakeKind, Recorded, SentFile, Upload};
pub use grid::{Grid, GridAnswer, GridRow, GridSaved};
pub use import::{
    BadCell, Import, ImportError, ImportRow, MAX_ROWS, Remark, RowAt, RowsKind, SheetCorrection, SheetKey,
    WaitingSheets, Wish, note, refusal, remark, unread,
};
pub use last::LastTime;
pub use pages::EntryPages;
pub use phone::Written;
pub use read::{
    Attachment, Cursor, EntryList, EntryView, ListQuery, ListRow, OPEN, PostedLine, Revision, answer,
};
pub use stored::Stored;

crate::context::service!(
    /// Acts on entries.
    EntryService, entries
);

/// Name of the day in forms, sheets and the API.
pub const DAY: &str = "@ngay";
/// Name of the unit in forms, sheets and the API.
pub const UNIT: &str = "@don-vi";
/// Name of the reason of a correction or voiding.
pub const WHY: &str = "@ly-do";
/// Column of a sheet that holds the code of an entry.
pub const ENTRY: &str = dienhong_sheets::ENTRY;
/// Column of a sheet that holds the state of an entry.
pub const STATE: &str = dienhong_sheets::STATE;
