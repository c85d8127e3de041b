//! Importing a filled sheet: every bad cell is named, whatever is left out or read differently is reported, and nothing
//! is written until the whole sheet is right (or only the good rows, if the person says so). The same row imported
//! twice is one entry; a row that carries the code of an entry and differs from it is a correction of that entry.

mod changed;
mod file;
mod identity;
mod places;
mod remarks;
mod rows;
mod waiting;
mod words;

pub use changed::SheetCorrection;
pub use remarks::{Remark, RowAt, RowsKind, remark};
pub use waiting::{SheetKey, WaitingSheets};
pub use words::{note, refusal, unread};

use super::again::ActError;
use super::bulk::{logged, written};
use super::draft::EntryMistakeKind;
use crate::app::Fault;
use crate::entries::EntryService;
use dienhong_domain::entries::State;
use dienhong_domain::rights::Permission;
use dienhong_domain::undo::BulkKind;
use dienhong_domain::units::UnitId;
use dienhong_sheets::ReadError;
use dienhong_store::bulk::BulkEntry;
use file::SheetFile;
use places::Places;
use rows::{Intake, Looked};
use uuid::Uuid;

/// Most rows of one file.
pub const MAX_ROWS: usize = 20_000;

/// A cell that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Row as the sheet shows it.
    pub row: u32,
    /// Address, "C7"; only the row's number when the cell is missing.
    pub address: String,
    /// Field, or one of `DAY`, `UNIT`, `ENTRY`, `WHY`.
    pub field: String,
    /// The text of the cell.
    pub typed: String,
    /// What is wrong.
    pub what: EntryMistakeKind,
}

/// A row that can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Row as the sheet shows it.
    pub row: u32,
    /// Its entry.
    pub id: Uuid,
}

/// What a file contains and what was done with it.
#[derive(Debug, Default)]
pub struct Import {
    /// Rows that are not empty.
    pub rows: usize,
    /// Rows that name no unit: they belong to the unit of the sheet.
    pub unnamed: usize,
    /// Sheets whose rows were read, in their order, with how many; CSV has no name.
    pub sheets: Vec<(String, usize)>,
    /// Rows that can be imported as new entries.
    pub good: Vec<ImportRow>,
    /// Rows that carry the code of an entry and differ from it.
    pub corrections: Vec<SheetCorrection>,
    /// Rows that are already in the book with the same content.
    pub known: usize,
    /// Bad cells, in the order of the sheets.
    pub bad: Vec<BadCell>,
    /// What was left out or read differently from how it is written, including unknown columns; and what the book
    /// already has of the rows.
    pub remarks: Vec<Remark>,
    /// Questions that an entry needs and that have no column.
    pub missing: Vec<String>,
    /// How many entries were written.
    pub written: usize,
    /// How many entries were corrected.
    pub corrected: usize,
    /// The act that wrote them, by which all of it can be taken back; `None` when nothing was written.
    pub act: Option<Uuid>,
    /// Identifies what would be written: the rows, and the revisions that they correct. The person who saw it sends it
    /// back to confirm.
    pub seal: String,
    /// Nothing was written, because it would no longer be what the person saw.
    pub is_moved: bool,
}

impl Import {
    /// Whether every cell of the file was read as it is written, and none is wrong.
    pub fn is_whole(&self) -> bool {
        self.is_right() && self.remarks.is_empty()
    }
    /// Whether something was left out or read differently from how it is written.
    pub fn has_notes(&self) -> bool {
        !self.remarks.is_empty()
    }
    /// Whether no cell that was read is wrong and no needed column is missing.
    pub fn is_right(&self) -> bool {
        self.bad.is_empty() && self.missing.is_empty()
    }
}

/// Why a file was not checked at all.
#[derive(Debug)]
pub enum ImportError {
    /// The file cannot be read.
    File(ReadError),
    /// It contains no heading of the register.
    NoHeading,
    /// Two columns hold the same question.
    Twice {
        /// Field.
        field: String,
        /// Addresses of the headings, with their sheet where there are several.
        addresses: Vec<String>,
    },
    /// The head of a column names another question than its hidden code.
    HeadAgainstCode {
        /// Address of the head, with its sheet where there are several.
        address: String,
        /// The head as found.
        heading: String,
        /// The question of the code.
        field: String,
    },
    /// It was made from the template of another register.
    OtherRegister {
        /// That register's code.
        register: String,
    },
    /// More rows than can be imported at once.
    TooManyRows,
    /// There is no such register or unit, or the person may not use it.
    NotFound,
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for ImportError {
    fn from(error: E) -> ImportError {
        ImportError::Fault(error.into())
    }
}

impl ActError for ImportError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            ImportError::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

/// How a sheet is to be imported.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// Write; otherwise only check.
    pub write: bool,
    /// Import the good rows although others are bad.
    pub only_good: bool,
    /// The person saw what is left out or read differently, and confirmed it.
    pub notes_are_seen: bool,
    /// The reason why entries are corrected by their rows; without it, differing rows are reported and left alone.
    pub correct: Option<String>,
    /// The seal of what the person saw; if it differs, nothing is written.
    pub seen: Option<String>,
}

impl EntryService<'_> {
    /// Checks a filled sheet of a register for a unit and the units below it, and imports it if asked to and right.
    pub async fn import(
        &self,
        register: &str,
        unit: UnitId,
        bytes: &[u8],
        wish: &Wish,
    ) -> Result<Import, ImportError> {
        self.until_written(|on| async move { on.import_on(register, unit, bytes, wish).await })
            .await
    }

    async fn import_on(
        &self,
        register: &str,
        unit: UnitId,
        bytes: &[u8],
        wish: &Wish,
    ) -> Result<Import, ImportError> {
        let snapshot = self.snapshot();
        let rules = self.rules_knowing(register, unit, self.today());
        let form = rules.register(register).ok_or(ImportError::NotFound)?;
        if !self.may(Permission::WriteEntries, unit) {
            return Err(ImportError::NotFound);
        }
        let file = file::understand(bytes, form)?;
        let state = if self.may(Permission::FinishEntries, unit) {
            State::Final
        } else {
            State::Sent
        };
        let places = Places::new(snapshot, unit, self.today());
        let intake = Intake {
            form,
            unit,
            places,
            state,
            wish,
        };
        let looked = self.rows(&intake, &file).await?;
        self.conclude(&intake, &file, looked).await
    }

    /// Writes what was found good, or only reports it.
    async fn conclude(
        &self,
        intake: &Intake<'_>,
        file: &SheetFile,
        mut looked: Looked,
    ) -> Result<Import, ImportError> {
        let wish = intake.wish;
        let mut report = file.report();
        report.known = looked.known;
        looked.unnamed(file);
        if !looked.bad.is_empty() {
            looked.hold_back(file);
        }
        report.remarks.extend(looked.remarks());
        report.seal = looked.seal();
        report.bad = looked.bad;
        let would_write = !looked.new.is_empty() || !looked.corrections.is_empty() && wish.correct.is_some();
        report.is_moved =
            wish.write && would_write && wish.seen.as_ref().is_some_and(|seen| *seen != report.seal);
        let is_seen = wish.notes_are_seen || !report.has_notes();
        let is_taken = wish.write
            && is_seen
            && !report.is_moved
            && report.missing.is_empty()
            && (report.bad.is_empty() || wish.only_good);
        let (new, mut ready): (Vec<_>, Vec<_>) = looked.new.into_iter().unzip();
        let (corrections, corrected): (Vec<_>, Vec<_>) = looked.corrections.into_iter().unzip();
        if is_taken {
            report.written = ready.len();
            ready.extend(corrected.into_iter().flatten());
            report.corrected = ready.len() - report.written;
            let (new, changed) = ready.split_at(report.written);
            let made = new.iter().map(|ready| written(ready, None));
            let corrected = changed.iter().map(|ready| written(ready, Some(ready.state)));
            let entries: Vec<BulkEntry> = made.chain(corrected).collect();
            if !entries.is_empty() {
                let register = self.snapshot().registers.get(&intake.form.id).copied();
                let act = self.bulk_row(BulkKind::Import, intake.unit, register, entries.len());
                let batch = self.batch_of(ready).bulk(&act, &entries);
                self.store
                    .write(logged(batch, "bulk.import", act.id, &entries))
                    .await?;
                report.act = Some(act.id);
            }
        }
        report.good = new;
        report.corrections = corrections;
        Ok(report)
    }
}
