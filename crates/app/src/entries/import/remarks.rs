//! What is reported about a sheet before the person confirms: what the file leaves out or reads differently, and what
//! the book already has of its rows.

use super::words::note;
use dienhong_i18n::{Arg, Locale, t_with};
use dienhong_sheets::Note;

/// Most rows that a sentence names one by one; the others are counted.
const NAMED: usize = 12;

/// A row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowAt {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Row as the sheet shows it.
    pub row: u32,
}

/// What is reported about rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowsKind {
    /// They name no unit where others do, so they belong to the sheet's own unit.
    WithoutUnit,
    /// The book has an entry with the same unit, day and answers; imported, the row counts once more.
    Alike,
    /// The book has an entry with the same unit, day and form but other answers; imported, the row counts beside it.
    Similar,
    /// They were imported before and voided in the book since; they are not imported again.
    KnownVoided,
    /// They were imported before and are drafts again; they are not imported again.
    KnownDraft,
    /// They were imported before, and the book has changed since; they are not imported again.
    KnownChanged,
    /// They are right, but what is reported about the file makes them doubtful; as long as others are wrong they are
    /// not imported.
    HeldBack,
}

impl RowsKind {
    /// The code used in words and in the interface.
    pub fn code(self) -> &'static str {
        match self {
            RowsKind::WithoutUnit => "rows-without-unit",
            RowsKind::Alike => "rows-alike",
            RowsKind::Similar => "rows-similar",
            RowsKind::KnownVoided => "rows-known-voided",
            RowsKind::KnownDraft => "rows-known-draft",
            RowsKind::KnownChanged => "rows-known-changed",
            RowsKind::HeldBack => "rows-held-back",
        }
    }
}

/// One remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Of the file.
    File(Note),
    /// About rows, in their order; never empty.
    Rows(RowsKind, Vec<RowAt>),
}

impl Remark {
    /// The code used in words and in the interface.
    pub fn code(&self) -> &'static str {
        match self {
            Remark::File(note) => note.kind.code(),
            Remark::Rows(kind, _) => kind.code(),
        }
    }

    /// The places concerned: sheet and address; a row's address is its number.
    pub fn places(&self) -> Vec<(String, Option<String>)> {
        match self {
            Remark::File(note) => vec![(note.sheet.clone(), note.address.clone())],
            Remark::Rows(_, rows) => {
                let place = |at: &RowAt| (at.sheet.clone(), Some(at.row.to_string()));
                rows.iter().map(place).collect()
            }
        }
    }
}

/// The sentence of a remark.
pub fn remark(locale: Locale, of: &Remark) -> String {
    match of {
        Remark::File(of) => note(locale, of),
        Remark::Rows(kind, rows) => {
            let key = format!("entries-note-{}", kind.code());
            let at = named(locale, rows);
            let args: [(&str, Arg<'_>); 2] = [("at", at.as_str().into()), ("count", rows.len().into())];
            t_with(locale, &key, &args)
        }
    }
}

/// "Dòng 3, 4, 7", with the sheet if it has a name, and the number of further rows.
fn named(locale: Locale, rows: &[RowAt]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for of_sheet in rows[..rows.len().min(NAMED)].chunk_by(|a, b| a.sheet == b.sheet) {
        let numbers: Vec<String> = of_sheet.iter().map(|at| at.row.to_string()).collect();
        let numbers = numbers.join(", ");
        let sheet = of_sheet[0].sheet.as_str();
        parts.push(match sheet.is_empty() {
            true => numbers,
            false => t_with(
                locale,
                "entries-note-rows-in-sheet",
                &[("rows", numbers.into()), ("sheet", sheet.into())],
            ),
        });
    }
    let named = parts.join("; ");
    match rows.len().saturating_sub(NAMED) {
        0 => t_with(locale, "entries-note-rows", &[("rows", named.into())]),
        more => t_with(
            locale,
            "entries-note-rows-more",
            &[("rows", named.into()), ("more", more.into())],
        ),
    }
}
