//! The rows of all sheets of a file that belong to the register, and what is to be reported about the file.

use super::{BadCell, Import, ImportError, ImportRow, MAX_ROWS, Remark, RowAt};
use crate::entries::draft::EntryMistakeKind;
use crate::entries::{ENTRY, UNIT};
use dienhong_domain::entries::BOUND_SUFFIX;
use dienhong_domain::packs::Register;
use dienhong_sheets::{
    CellRef, Limits, MatchError, Matched, MatchedSheet, Note, SheetRow, convert, match_book, read,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// A file whose columns are understood.
pub(super) struct SheetFile {
    pub(super) rows: Vec<FileRow>,
    sheets: Vec<(String, usize)>,
    notes: Vec<Note>,
    missing: Vec<String>,
}

/// A row of one of its sheets.
pub(super) struct FileRow {
    pub(super) sheet: String,
    pub(super) number: u32,
    /// Answers by field, old fonts read.
    pub(super) cells: BTreeMap<String, CellRef>,
    /// Fields that have a column in its sheet.
    pub(super) columns: Arc<BTreeSet<String>>,
}

impl FileRow {
    /// The text of a column; empty when there is none.
    pub(super) fn text(&self, field: &str) -> &str {
        self.cells.get(field).map_or("", |c| c.text.as_str())
    }
    /// The row's place in the file.
    pub(super) fn at(&self) -> RowAt {
        RowAt {
            sheet: self.sheet.clone(),
            row: self.number,
        }
    }
    /// The entry whose code the row carries.
    pub(super) fn code(&self) -> Option<Uuid> {
        Uuid::parse_str(self.text(ENTRY).trim()).ok()
    }
    /// What is wrong with the answer to a question.
    pub(super) fn bad(&self, field: &str, what: EntryMistakeKind) -> BadCell {
        let stem = || self.cells.get(field.strip_suffix(BOUND_SUFFIX)?);
        let cell = self.cells.get(field).or_else(stem);
        BadCell {
            sheet: self.sheet.clone(),
            row: self.number,
            address: cell.map_or_else(|| self.number.to_string(), |c| c.address.clone()),
            field: field.to_owned(),
            typed: cell.map_or_else(String::new, |c| c.text.clone()),
            what,
        }
    }
    /// The row as one that can be imported.
    pub(super) fn of(&self, id: Uuid) -> ImportRow {
        ImportRow {
            sheet: self.sheet.clone(),
            row: self.number,
            id,
        }
    }
}

/// Reads a file and matches the columns of each sheet that belongs to the register.
pub(super) fn understand(bytes: &[u8], form: &Register) -> Result<SheetFile, ImportError> {
    let snapshot = read(bytes, Limits::default()).map_err(ImportError::File)?;
    let matched = match_book(&snapshot, form).map_err(|error| match error {
        MatchError::Twice { field, addresses } => ImportError::Twice { field, addresses },
        MatchError::NoHead => ImportError::NoHeading,
        MatchError::HeadAgainstCode {
            address,
            heading,
            field,
        } => ImportError::HeadAgainstCode {
            address,
            heading,
            field,
        },
    })?;
    let origins = matched.sheets.iter().filter_map(|s| s.columns.origin.as_ref());
    if let Some(other) = origins.map(|o| &o.register).find(|r| **r != form.id) {
        return Err(ImportError::OtherRegister {
            register: other.clone(),
        });
    }
    let file = SheetFile::of(&matched);
    if file.rows.len() > MAX_ROWS {
        return Err(ImportError::TooManyRows);
    }
    Ok(file)
}

impl SheetFile {
    fn of(matched: &Matched) -> SheetFile {
        let filled = || matched.sheets.iter().filter(|s| !s.columns.rows.is_empty());
        let lacking = filled().flat_map(|s| &s.columns.missing).filter(|m| m.required);
        let missing: BTreeSet<String> = lacking.map(|m| m.field.clone()).collect();
        SheetFile {
            rows: matched.sheets.iter().flat_map(rows).collect(),
            sheets: filled().map(|s| (s.name.clone(), s.columns.rows.len())).collect(),
            notes: matched.all_notes().cloned().collect(),
            missing: missing.into_iter().collect(),
        }
    }

    /// The place of a row among all rows of the file.
    pub(super) fn place(&self, sheet: &str, row: u32) -> usize {
        let sheet_at = self
            .sheets
            .iter()
            .position(|(name, _)| name == sheet)
            .unwrap_or_default();
        let before: usize = self.sheets[..sheet_at].iter().map(|(_, rows)| rows).sum();
        let rows = self.sheets.get(sheet_at).map_or(0, |(_, rows)| *rows);
        before + self.rows[before..before + rows].partition_point(|r| r.number < row)
    }

    /// A mistake of a row that would be right by itself.
    pub(super) fn bad(&self, row: &ImportRow, field: &str, what: EntryMistakeKind) -> BadCell {
        self.rows[self.place(&row.sheet, row.row)].bad(field, what)
    }

    /// The rows that may not have been read as they were meant.
    pub(super) fn doubts(&self) -> Doubts<'_> {
        let mut by_sheet: HashMap<&str, Vec<(u32, u32)>> = HashMap::new();
        for note in self.notes.iter().filter(|n| n.kind.is_doubt()) {
            by_sheet.entry(&note.sheet).or_default().extend(note.rows());
        }
        by_sheet
            .values_mut()
            .for_each(|ranges| *ranges = joined(std::mem::take(ranges)));
        Doubts { by_sheet }
    }

    /// The report of the file, before its rows are checked.
    pub(super) fn report(&self) -> Import {
        Import {
            rows: self.rows.len(),
            unnamed: self
                .rows
                .iter()
                .filter(|r| r.text(UNIT).trim().is_empty())
                .count(),
            sheets: self.sheets.clone(),
            remarks: self.notes.iter().cloned().map(Remark::File).collect(),
            missing: self.missing.clone(),
            ..Import::default()
        }
    }
}

fn rows(sheet: &MatchedSheet) -> impl Iterator<Item = FileRow> + '_ {
    let columns: Arc<BTreeSet<String>> = Arc::new(sheet.columns.found.keys().cloned().collect());
    sheet.columns.rows.iter().map(move |row| FileRow {
        sheet: sheet.name.clone(),
        number: row.number,
        cells: cells(sheet, row),
        columns: columns.clone(),
    })
}

/// The cells of a row, old fonts read.
fn cells(sheet: &MatchedSheet, row: &SheetRow) -> BTreeMap<String, CellRef> {
    let mut cells = row.cells.clone();
    if let Some(font) = sheet.columns.old_font {
        cells
            .values_mut()
            .for_each(|cell| cell.text = convert(&cell.text, font));
    }
    cells
}

/// Doubtful rows, by sheet: disjoint ranges from first to last, in order.
pub(super) struct Doubts<'a> {
    by_sheet: HashMap<&'a str, Vec<(u32, u32)>>,
}

impl Doubts<'_> {
    pub(super) fn touch(&self, sheet: &str, row: u32) -> bool {
        let Some(ranges) = self.by_sheet.get(sheet) else {
            return false;
        };
        let before = ranges.partition_point(|(first, _)| *first <= row);
        before.checked_sub(1).is_some_and(|at| row <= ranges[at].1)
    }
}

fn joined(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut all: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match all.last_mut().filter(|(_, end)| first <= *end) {
            Some((_, end)) => *end = last.max(*end),
            None => all.push((first, last)),
        }
    }
    all
}
