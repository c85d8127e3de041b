//! Finds the head of a sheet: by the hidden row of codes, or by what its columns are called.

use super::labels::{Heads, Labels};
use super::{CellRef, DAY, MatchError, ORIGIN, Origin, SheetRow, UNIT, asked};
use crate::numbers::address;
use crate::oldfont::OldFont;
use crate::read::{RawCell, RawSheet};
use crate::words;
use dienhong_domain::packs::Register;
use dienhong_domain::text::fold;
use dienhong_i18n::{Locale, t};
use std::collections::{BTreeMap, HashSet};

// The head stands near the top; papers have a heading of a few lines above it.
const ROWS_SEARCHED: usize = 40;

/// The head of a sheet: which column, counted from 0, answers what.
#[derive(Default)]
pub(super) struct Head {
    /// Row of the head in the sheet; answers stand below.
    pub(super) row: usize,
    /// First row of the head: labels stand above codes.
    pub(super) top: usize,
    pub(super) fields: Vec<(usize, String)>,
    /// Columns whose head names no field, and their heads.
    pub(super) strange: Vec<(usize, String)>,
    /// Columns of running numbers.
    pub(super) numbering: Vec<usize>,
    pub(super) origin: Option<Origin>,
    /// Columns read by their code whose head has another text: column, head, and label of the code's question.
    pub(super) renamed: Vec<(usize, String, String)>,
    /// The first column whose head is the name of another question than its code says.
    pub(super) against: Option<MatchError>,
}

impl Head {
    pub(super) fn find(raw: &RawSheet, register: &Register, old_font: Option<OldFont>) -> Option<Head> {
        let labels = Labels::of(register);
        codes(raw, register, &labels, old_font).or_else(|| {
            let best = Head::best(raw, &labels, old_font)?;
            (best.count() >= labels.fields.min(2)).then_some(best)
        })
    }

    /// The row in which most cells are known heads; the first of several, because heads may be repeated further down.
    pub(super) fn best(raw: &RawSheet, heads: &impl Heads, old_font: Option<OldFont>) -> Option<Head> {
        let rows = raw.rows.iter().take(ROWS_SEARCHED).enumerate();
        let all = rows.map(|(row, cells)| read_names(row, cells, heads, old_font));
        all.rev().max_by_key(Head::count)
    }

    /// How many fields have a column.
    fn count(&self) -> usize {
        self.fields.iter().map(|(_, f)| f).collect::<HashSet<_>>().len()
    }

    /// Where each field stands.
    pub(super) fn addresses(&self, raw: &RawSheet) -> Result<BTreeMap<String, String>, MatchError> {
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

    /// Heads that belong to no field: address and text.
    pub(super) fn unknown(&self, raw: &RawSheet) -> Vec<(String, String)> {
        let told = |(column, text): &(usize, String)| (address(*column, number(raw, self.row)), text.clone());
        self.strange.iter().map(told).collect()
    }

    /// Rows below with at least one answer.
    pub(super) fn rows(&self, raw: &RawSheet) -> Vec<SheetRow> {
        let below = raw.rows.iter().enumerate().skip(self.row + 1);
        below
            .map(|(i, row)| self.answers(number(raw, i), row))
            .filter(|r| !r.cells.is_empty())
            .collect()
    }

    /// The answers that stand in a row.
    pub(super) fn answers(&self, number: u32, row: &[RawCell]) -> SheetRow {
        let filled = self.fields.iter().filter_map(|(column, field)| {
            let cell = row.get(*column).filter(|c| !c.text.trim().is_empty())?;
            let answer = CellRef {
                text: cell.text.clone(),
                address: address(*column, number),
            };
            Some((field.clone(), answer))
        });
        SheetRow {
            number,
            cells: filled.collect(),
        }
    }

    /// The column of a field.
    pub(super) fn column(&self, field: &str) -> Option<usize> {
        self.fields
            .iter()
            .find(|(_, f)| f == field)
            .map(|(column, _)| *column)
    }
}

/// The number of a row as Excel shows it.
pub(super) fn number(raw: &RawSheet, row: usize) -> u32 {
    raw.first_row + row as u32
}

// The row of codes: it names the day or the unit, or nothing but fields of the register.
fn codes(raw: &RawSheet, register: &Register, known: &Labels, old_font: Option<OldFont>) -> Option<Head> {
    let ids: HashSet<&str> = [DAY, UNIT]
        .into_iter()
        .chain(asked(register).map(|f| f.id.as_str()))
        .collect();
    let rows = raw.rows.iter().take(ROWS_SEARCHED).enumerate();
    rows.filter_map(|(row, cells)| {
        let labels = row.checked_sub(1).map_or(&[][..], |above| &raw.rows[above]);
        let (mut head, strays) = read_codes(row, cells, labels, &ids);
        let names_itself = head.origin.is_some() || head.fields.iter().any(|(_, f)| f.starts_with('@'));
        let is_head = !head.fields.is_empty() && (names_itself || strays == 0 && head.fields.len() > 1);
        is_head.then(|| {
            hold_against(raw, register, &mut head, (labels, known, old_font));
            head
        })
    })
    .next()
}

/// Compares the heads of columns with their codes, because people fill a sheet by its heads.
fn hold_against(
    raw: &RawSheet,
    register: &Register,
    head: &mut Head,
    (labels, known, old_font): (&[RawCell], &Labels, Option<OldFont>),
) {
    for (column, code) in &head.fields {
        let label = labels.get(*column).map_or("", |c| c.text.trim());
        if label.is_empty() || known.is_called(label, code) {
            continue;
        }
        let found = known.find_in(label, old_font);
        if found == Some(code.as_str()) {
            continue;
        }
        let (heading, field) = (label.to_owned(), called(register, code));
        match found {
            Some(_) if head.against.is_none() => {
                head.against = Some(MatchError::HeadAgainstCode {
                    address: address(*column, number(raw, head.top)),
                    heading,
                    field,
                });
            }
            Some(_) => {}
            None => head.renamed.push((*column, heading, field)),
        }
    }
}

/// What a code's question is called.
fn called(register: &Register, code: &str) -> String {
    match (code, register.field(code)) {
        (_, Some(field)) => field.label.vi.clone(),
        (DAY, None) if register.monthly => t(Locale::Vi, "entries-field-month"),
        (DAY, None) => t(Locale::Vi, "entries-field-day"),
        _ => t(Locale::Vi, "entries-field-unit"),
    }
}

/// A row read as codes below labels, and how many of its cells are no code.
fn read_codes(row: usize, cells: &[RawCell], labels: &[RawCell], ids: &HashSet<&str>) -> (Head, usize) {
    let mut head = Head {
        row,
        top: row.saturating_sub(usize::from(!labels.is_empty())),
        ..Head::default()
    };
    let mut strays = 0;
    let text = |row: &[RawCell], column: usize| row.get(column).map_or("", |c| c.text.trim()).to_owned();
    for column in 0..cells.len().max(labels.len()) {
        let (code, label) = (text(cells, column), text(labels, column));
        if let Some(origin) = code.strip_prefix(ORIGIN) {
            head.origin = read_origin(origin);
        } else if ids.contains(code.as_str()) {
            head.fields.push((column, code));
        } else if code.is_empty() && words::is_running_number(&fold(&label)) {
            head.numbering.push(column);
        } else if !(code.is_empty() && label.is_empty()) {
            // A column added by hand has a label and no code: report what the person wrote.
            strays += usize::from(!code.is_empty());
            head.strange
                .push((column, if label.is_empty() { code } else { label }));
        }
    }
    (head, strays)
}

fn read_origin(text: &str) -> Option<Origin> {
    let (register, ruleset) = text.split_once('@')?;
    Some(Origin {
        register: register.to_owned(),
        ruleset: ruleset.to_owned(),
    })
}

fn read_names(row: usize, cells: &[RawCell], heads: &impl Heads, old_font: Option<OldFont>) -> Head {
    let mut head = Head {
        row,
        top: row,
        ..Head::default()
    };
    for (column, cell) in cells
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.text.trim().is_empty())
    {
        match heads.find_in(&cell.text, old_font) {
            Some(field) => head.fields.push((column, field.to_owned())),
            None if words::is_running_number(&fold(&cell.text)) => head.numbering.push(column),
            None => head.strange.push((column, cell.text.clone())),
        }
    }
    head
}
