//! Finds out which column of a sheet answers which field of a register.

mod book;
mod head;
mod labels;
mod told;

pub use book::{Matched, MatchedSheet, match_book, match_table};

use crate::notes::Note;
use crate::oldfont::{self, OldFont};
use crate::read::RawSheet;
use dienhong_domain::packs::{Field, FieldKind, Register};
use head::Head;
use std::collections::BTreeMap;

/// The column of the day.
pub const DAY: &str = "@ngay";
/// The column of the unit.
pub const UNIT: &str = "@don-vi";
/// The column of an entry's code, which our own export writes.
pub const ENTRY: &str = "@muc";
/// The column of an entry's state, which our own export writes.
pub const STATE: &str = "@trang-thai";
/// Begins the cell in the row of codes that names register and rule set: `@so:tuyen-truyen@3f2a`.
pub(crate) const ORIGIN: &str = "@so:";

/// A sheet whose columns are understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Columns {
    /// Rows with at least one answer.
    pub rows: Vec<SheetRow>,
    /// Where each field was found: its id, or [`DAY`] or [`UNIT`], and the address of its head.
    pub found: BTreeMap<String, String>,
    /// Heads that belong to no field: address and text. A running number is not reported.
    pub unknown: Vec<(String, String)>,
    /// Fields without a column, and whether an entry needs them.
    pub missing: Vec<Missing>,
    /// Register and rule set of the template that the sheet was made from, if it still says so.
    pub origin: Option<Origin>,
    /// Some cells were probably typed in this old font; their text is as found, and [`crate::convert`] reads it after asking.
    pub old_font: Option<OldFont>,
    /// What is left out, hidden or in doubt below the head, and each text that would be converted.
    pub notes: Vec<Note>,
}

/// A field without a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// Field id, [`DAY`] or [`UNIT`].
    pub field: String,
    /// Whether an entry requires it.
    pub required: bool,
}

/// The origin that a template states in its row of codes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// Register.
    pub register: String,
    /// Rule set.
    pub ruleset: String,
}

/// One row to become an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SheetRow {
    /// Its number as Excel shows it.
    pub number: u32,
    /// Answers by field id, [`DAY`] or [`UNIT`]; empty cells are left out.
    pub cells: BTreeMap<String, CellRef>,
}

/// An answer and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellRef {
    /// Text as a person sees it.
    pub text: String,
    /// Address, for example "C7".
    pub address: String,
}

/// Why a sheet cannot be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchError {
    /// No row looks like the head of this register.
    NoHead,
    /// Two columns answer the same field.
    Twice {
        /// Field id, [`DAY`] or [`UNIT`].
        field: String,
        /// Addresses of the heads.
        addresses: Vec<String>,
    },
    /// The head of a column is the name of another question than its hidden code says: the person filled by the name.
    HeadAgainstCode {
        /// Address of the head.
        address: String,
        /// The head as found.
        heading: String,
        /// What the code's question is called.
        field: String,
    },
}

/// Matches columns by the hidden row of codes, or else by labels whatever their order, case and marks.
pub fn match_columns(raw: &RawSheet, register: &Register) -> Result<Columns, MatchError> {
    let old_font = font_of(raw);
    let mut head = Head::find(raw, register, old_font).ok_or(MatchError::NoHead)?;
    if let Some(error) = head.against.take() {
        return Err(error);
    }
    let is_day = |field: &str| {
        let asked = register
            .field(field)
            .is_some_and(|f| matches!(f.kind, FieldKind::Date));
        asked || field == DAY && !register.monthly
    };
    let mut columns = below(raw, head, is_day, old_font)?;
    columns.missing = wanted(register)
        .filter(|m| !columns.found.contains_key(&m.field))
        .collect();
    Ok(columns)
}

fn font_of(raw: &RawSheet) -> Option<OldFont> {
    oldfont::detect_many(raw.rows.iter().flatten().map(|c| c.text.as_str()))
}

/// What stands below a head.
fn below(
    raw: &RawSheet,
    head: Head,
    is_day: impl Fn(&str) -> bool,
    old_font: Option<OldFont>,
) -> Result<Columns, MatchError> {
    let found = head.addresses(raw)?;
    let rows = head.rows(raw);
    Ok(Columns {
        notes: told::notes(raw, &head, &rows, is_day, old_font),
        rows,
        found,
        unknown: head.unknown(raw),
        missing: Vec::new(),
        origin: head.origin,
        old_font,
    })
}

/// Fields that a sheet can answer: photos and files are not among them.
pub(crate) fn asked(register: &Register) -> impl Iterator<Item = &Field> {
    register.fields.iter().filter(|f| !f.kind.is_upload())
}

fn wanted(register: &Register) -> impl Iterator<Item = Missing> + '_ {
    let always = [DAY, UNIT].into_iter().map(|f| Missing {
        field: f.to_owned(),
        required: true,
    });
    always.chain(asked(register).map(|f| Missing {
        field: f.id.clone(),
        required: f.required,
    }))
}

#[cfg(test)]
mod tests;
