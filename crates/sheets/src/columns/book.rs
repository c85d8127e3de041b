//! Matches all sheets of a file: those with a head of the register are read, the others are noted.

use super::head::Head;
use super::labels::Heads;
use super::{Columns, MatchError, below, font_of, match_columns};
use crate::notes::{Note, NoteKind};
use crate::read::{Book, RawSheet};
use crate::template::{is_guide, is_lists};
use dienhong_domain::packs::Register;

/// A sheet of a file whose columns are understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MatchedSheet {
    /// Name of the sheet; empty for CSV.
    pub name: String,
    /// Its columns and rows.
    pub columns: Columns,
}

/// A file whose sheets are understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matched {
    /// Sheets with a head of the register, in their order.
    pub sheets: Vec<MatchedSheet>,
    /// What is not read at all: other sheets, pictures. What concerns one of `sheets` stands there.
    pub notes: Vec<Note>,
}

impl Matched {
    /// Everything to be told, sheet by sheet.
    pub fn all_notes(&self) -> impl Iterator<Item = &Note> {
        let of_sheets = self.sheets.iter().flat_map(|s| &s.columns.notes);
        self.notes.iter().chain(of_sheets)
    }
}

/// Matches every sheet of a file by its head. The guide and the lists of our own template are skipped.
///
/// # Errors
/// When no sheet has a head, and when one has a head twice: then the sheet's name stands before the addresses if the file has
/// several ("Tháng 2!F1").
pub fn match_book(book: &Book, register: &Register) -> Result<Matched, MatchError> {
    matched(book, |sheet| match_columns(sheet, register))
}

/// Matches every sheet of a file that has columns for all of `needed`, where `what` tells which column a head names: for
/// tables that are of no register.
///
/// # Errors
/// As [`match_book`].
pub fn match_table(
    book: &Book,
    what: fn(&str) -> Option<&'static str>,
    needed: &[&str],
) -> Result<Matched, MatchError> {
    matched(book, |sheet| {
        let old_font = font_of(sheet);
        let has_all = |head: &Head| needed.iter().all(|field| head.column(field).is_some());
        let head = Head::best(sheet, &Named(what), old_font).filter(has_all);
        below(sheet, head.ok_or(MatchError::NoHead)?, |_| false, old_font)
    })
}

/// Heads that a function knows.
struct Named(fn(&str) -> Option<&'static str>);

impl Heads for Named {
    fn find(&self, text: &str) -> Option<&str> {
        (self.0)(text)
    }
}

fn matched(
    book: &Book,
    read: impl Fn(&RawSheet) -> Result<Columns, MatchError>,
) -> Result<Matched, MatchError> {
    let mut matched = Matched {
        sheets: Vec::new(),
        notes: Vec::new(),
    };
    for sheet in &book.sheets {
        match read(sheet) {
            Ok(columns) => matched.sheets.push(MatchedSheet {
                name: sheet.name.clone(),
                columns,
            }),
            Err(MatchError::Twice { field, addresses }) => {
                let addresses = addresses.into_iter().map(|a| named(book, sheet, a)).collect();
                return Err(MatchError::Twice { field, addresses });
            }
            Err(MatchError::HeadAgainstCode {
                address,
                heading,
                field,
            }) => {
                let address = named(book, sheet, address);
                return Err(MatchError::HeadAgainstCode {
                    address,
                    heading,
                    field,
                });
            }
            Err(MatchError::NoHead) => matched.notes.extend(without_head(sheet)),
        }
    }
    if matched.sheets.is_empty() {
        return Err(MatchError::NoHead);
    }
    let is_template =
        matched.sheets.iter().any(|s| s.columns.origin.is_some()) || book.sheets.iter().any(is_guide);
    let is_ours = |note: &Note| {
        is_template && matches!(note.kind, NoteKind::HiddenSheet { .. }) && is_lists(&note.sheet)
    };
    matched
        .notes
        .extend(book.notes.iter().filter(|n| !is_ours(n)).cloned());
    Ok(matched)
}

fn named(book: &Book, sheet: &RawSheet, address: String) -> String {
    match book.sheets.len() {
        1 => address,
        _ => format!("{}!{address}", sheet.name),
    }
}

fn without_head(sheet: &RawSheet) -> Option<Note> {
    let rows = sheet.rows.iter().filter(|r| !r.is_empty()).count() as u32;
    (rows > 0 && !is_guide(sheet)).then(|| Note::of_sheet(&sheet.name, NoteKind::NoHead { rows }))
}

#[cfg(test)]
mod tests;
