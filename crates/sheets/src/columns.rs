//! Finds out which column of a sheet answers which field of a register.

mod labels;

use crate::numbers::address;
use crate::oldfont::{self, OldFont};
use crate::read::{RawCell, RawSheet};
use crate::words;
use dienhong_domain::packs::{Field, Register};
use dienhong_domain::text::{clean_line, fold};
use labels::Labels;
use std::collections::{BTreeMap, HashSet};

/// The column of the day.
pub const DAY: &str = "@ngay";
/// The column of the unit.
pub const UNIT: &str = "@don-vi";
/// Begins the cell in the row of codes that names register and rule set: `@so:tuyen-truyen@3f2a`.
pub(crate) const ORIGIN: &str = "@so:";
// The head stands near the top; papers have a heading of a few lines above it.
const ROWS_SEARCHED: usize = 40;
const ROWS_FOR_FONT: usize = 500;

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
    /// The cells were probably typed in this old font; their text is as found and must be converted after asking.
    pub old_font: Option<OldFont>,
}

/// A field without a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// Field id, [`DAY`] or [`UNIT`].
    pub field: String,
    /// Whether an entry cannot do without.
    pub required: bool,
}

/// What a template says about itself.
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
}

/// Matches columns by the hidden row of codes, or else by labels whatever their order, case and marks.
pub fn match_columns(raw: &RawSheet, register: &Register) -> Result<Columns, MatchError> {
    let texts = || {
        raw.rows
            .iter()
            .take(ROWS_FOR_FONT)
            .flatten()
            .map(|c| c.text.as_str())
    };
    let old_font = oldfont::detect_many(texts());
    let labels = Labels::of(register);
    let head = codes(raw, register)
        .or_else(|| names(raw, &labels, old_font))
        .ok_or(MatchError::NoHead)?;
    let found = head.addresses(raw)?;
    let missing = wanted(register)
        .filter(|m| !found.contains_key(&m.field))
        .collect();
    Ok(Columns {
        rows: head.rows(raw),
        found,
        unknown: head.unknown,
        missing,
        origin: head.origin,
        old_font,
    })
}

/// The head of a sheet: which column, counted from 0, answers what.
#[derive(Default)]
struct Head {
    row: usize,
    fields: Vec<(usize, String)>,
    unknown: Vec<(String, String)>,
    origin: Option<Origin>,
}

impl Head {
    fn addresses(&self, raw: &RawSheet) -> Result<BTreeMap<String, String>, MatchError> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (column, field) in &self.fields {
            found
                .entry(field.clone())
                .or_default()
                .push(address(*column, number(raw, self.row)));
        }
        found
            .into_iter()
            .map(|(field, addresses)| match addresses.as_slice() {
                [one] => Ok((field, one.clone())),
                _ => Err(MatchError::Twice { field, addresses }),
            })
            .collect()
    }

    fn rows(&self, raw: &RawSheet) -> Vec<SheetRow> {
        let answers = |index: usize, row: &[RawCell]| {
            let filled = self.fields.iter().filter_map(|(column, field)| {
                let cell = row.get(*column).filter(|c| !c.text.trim().is_empty())?;
                let address = address(*column, number(raw, index));
                Some((
                    field.clone(),
                    CellRef {
                        text: cell.text.clone(),
                        address,
                    },
                ))
            });
            SheetRow {
                number: number(raw, index),
                cells: filled.collect(),
            }
        };
        let below = raw.rows.iter().enumerate().skip(self.row + 1);
        below
            .map(|(i, row)| answers(i, row))
            .filter(|r| !r.cells.is_empty())
            .collect()
    }
}

fn number(raw: &RawSheet, row: usize) -> u32 {
    raw.first_row + row as u32
}

// The row of codes: it names the day or the unit, or nothing but fields of the register.
fn codes(raw: &RawSheet, register: &Register) -> Option<Head> {
    let ids: HashSet<&str> = [DAY, UNIT]
        .into_iter()
        .chain(asked(register).map(|f| f.id.as_str()))
        .collect();
    raw.rows
        .iter()
        .take(ROWS_SEARCHED)
        .enumerate()
        .find_map(|(row, cells)| {
            let labels = row.checked_sub(1).map_or(&[][..], |above| &raw.rows[above]);
            let mut head = Head {
                row,
                ..Head::default()
            };
            let mut strays = 0;
            for column in 0..cells.len().max(labels.len()) {
                let text = |row: &[RawCell]| {
                    row.get(column)
                        .map(|c| c.text.trim().to_owned())
                        .unwrap_or_default()
                };
                let (code, label) = (text(cells), text(labels));
                if let Some(origin) = code.strip_prefix(ORIGIN) {
                    head.origin = read_origin(origin);
                } else if ids.contains(code.as_str()) {
                    head.fields.push((column, code));
                } else if !(code.is_empty() && (label.is_empty() || words::is_running_number(&fold(&label))))
                {
                    // A column added by hand has a label and no code: report what the person wrote.
                    strays += usize::from(!code.is_empty());
                    let told = if label.is_empty() { code } else { label };
                    head.unknown.push((address(column, number(raw, row)), told));
                }
            }
            let names_itself = head.origin.is_some() || head.fields.iter().any(|(_, f)| f.starts_with('@'));
            (!head.fields.is_empty() && (names_itself || strays == 0 && head.fields.len() > 1))
                .then_some(head)
        })
}

fn read_origin(text: &str) -> Option<Origin> {
    let (register, ruleset) = text.split_once('@')?;
    Some(Origin {
        register: register.to_owned(),
        ruleset: ruleset.to_owned(),
    })
}

// The row in which most cells are labels; at least two, or the only one that there is.
fn names(raw: &RawSheet, labels: &Labels, old_font: Option<OldFont>) -> Option<Head> {
    let heads = raw
        .rows
        .iter()
        .take(ROWS_SEARCHED)
        .enumerate()
        .map(|(row, cells)| {
            let mut head = Head {
                row,
                ..Head::default()
            };
            for (column, cell) in cells
                .iter()
                .enumerate()
                .filter(|(_, c)| !c.text.trim().is_empty())
            {
                let read = old_font.map(|font| oldfont::convert(&cell.text, font));
                let text = clean_line(read.as_deref().unwrap_or(&cell.text));
                match labels.find(&text) {
                    Some(field) => head.fields.push((column, field.to_owned())),
                    None if words::is_running_number(&fold(&text)) => {}
                    None => head
                        .unknown
                        .push((address(column, number(raw, row)), cell.text.clone())),
                }
            }
            head
        });
    // Of equals the first: a label may come again as an answer below.
    let best = heads
        .rev()
        .max_by_key(|h| h.fields.iter().map(|(_, f)| f).collect::<HashSet<_>>().len())?;
    let enough = labels.fields.min(2);
    (best.fields.len() >= enough).then_some(best)
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
