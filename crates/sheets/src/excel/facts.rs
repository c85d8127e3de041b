//! What a sheet says beside its values: rows and columns that are hidden, merged cells, formulas without a result.

use super::parts::{attribute, elements, is_true, open, written};
use crate::read::ReadError;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::collections::HashSet;

// A paper merges a few hundred cells; a million of them would only fill memory.
const MERGED_MAX: usize = 10_000;
const HIDDEN_COLUMNS_MAX: usize = 1_000;
const COMMENTS_MAX: usize = 10_000;

/// What was found beside the values; places are counted from 0.
#[derive(Default, Debug)]
pub(super) struct Facts {
    pub(super) hidden_rows: HashSet<u32>,
    /// First and last column of each stretch.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Ranges of merged cells, as "A2:A5".
    pub(super) merged: Vec<String>,
    /// Formulas whose program left no result, as (row, column).
    pub(super) without_result: HashSet<(u32, u32)>,
    /// Rows with something in them.
    pub(super) rows: u32,
    /// Cells with a comment, as "C7".
    pub(super) comments: Vec<String>,
}

impl Facts {
    /// Reads the part of a sheet. `recomputes` is true when its program asked for all formulas to be computed when opened:
    /// then a result of 0 is what it wrote instead of computing.
    pub(super) fn read(xml: &str, recomputes: bool) -> Result<Facts, ReadError> {
        let mut reader = open(xml);
        let mut walk = Walk {
            recomputes,
            ..Walk::default()
        };
        loop {
            match reader.read_event().map_err(|_| ReadError::Broken)? {
                Event::Start(element) => walk.start(&element)?,
                Event::End(element) => walk.end(element.local_name().into_inner()),
                Event::Text(text) => walk.text(&text.into_inner()),
                Event::CData(text) => walk.text(&text.into_inner()),
                Event::GeneralRef(_) => walk.text("&"),
                Event::Eof => return Ok(walk.facts),
                _ => {}
            }
        }
    }
}

/// The cells to which a part of comments belongs.
pub(super) fn comments(xml: &str) -> Result<Vec<String>, ReadError> {
    let mut cells = Vec::new();
    elements(xml, |element| {
        if element.local_name().into_inner() == "comment" && cells.len() < COMMENTS_MAX {
            cells.extend(attribute(element, "ref").filter(|address| place(address).is_some()));
        }
    })?;
    Ok(cells)
}

/// A sheet on the way through.
#[derive(Default)]
struct Walk {
    facts: Facts,
    recomputes: bool,
    row: u32,
    column: u32,
    row_is_filled: bool,
    cell: Option<Cell>,
}

#[derive(Default)]
struct Cell {
    at: (u32, u32),
    is_text: bool,
    has_formula: bool,
    has_value: bool,
    in_formula: bool,
    value: String,
}

impl Walk {
    fn start(&mut self, element: &BytesStart) -> Result<(), ReadError> {
        let name = element.local_name();
        match (name.into_inner(), &mut self.cell) {
            ("f", Some(cell)) => {
                cell.has_formula = true;
                cell.in_formula = true;
            }
            ("v", Some(cell)) => cell.has_value = true,
            ("row", None) => self.start_row(element)?,
            ("c", None) => self.start_cell(element)?,
            ("col", None) => self.start_column(element),
            ("mergeCell", None) => {
                let range = written(element, "ref").filter(|_| self.facts.merged.len() < MERGED_MAX);
                self.facts.merged.extend(range.map(Cow::into_owned));
            }
            _ => {}
        }
        Ok(())
    }

    fn start_row(&mut self, element: &BytesStart) -> Result<(), ReadError> {
        if let Some(row) = written(element, "r") {
            self.row = place(&row).ok_or(ReadError::Broken)?.0;
        }
        if is_true(written(element, "hidden")) || is_nothing(written(element, "ht")) {
            self.facts.hidden_rows.insert(self.row);
        }
        Ok(())
    }

    fn start_cell(&mut self, element: &BytesStart) -> Result<(), ReadError> {
        let mut at = (self.row, self.column);
        if let Some(address) = written(element, "r") {
            at = match place(&address) {
                Some((row, Some(column))) => (row, column),
                _ => return Err(ReadError::Broken),
            };
        }
        self.column = at.1.saturating_add(1);
        self.cell = Some(Cell {
            at,
            is_text: written(element, "t").is_some_and(|t| t == "str"),
            ..Cell::default()
        });
        Ok(())
    }

    fn start_column(&mut self, element: &BytesStart) {
        let number = |name| written(element, name).and_then(|n| n.parse::<u32>().ok());
        let is_hidden = is_true(written(element, "hidden")) || is_nothing(written(element, "width"));
        let is_kept = is_hidden && self.facts.hidden_columns.len() < HIDDEN_COLUMNS_MAX;
        if let (true, Some(first), Some(last)) = (is_kept, number("min"), number("max")) {
            let (first, last) = (first.saturating_sub(1), last.saturating_sub(1));
            self.facts.hidden_columns.push((first, last));
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|c| !c.in_formula) {
            // Enough to tell something from nothing, and 0 from the rest.
            cell.value.extend(text.trim().chars().take(8));
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "f" => {
                if let Some(cell) = &mut self.cell {
                    cell.in_formula = false;
                }
            }
            "c" => {
                if let Some(cell) = self.cell.take() {
                    self.end_cell(&cell);
                }
            }
            "row" => {
                self.facts.rows += u32::from(std::mem::take(&mut self.row_is_filled));
                self.row = self.row.saturating_add(1);
                self.column = 0;
            }
            _ => {}
        }
    }

    fn end_cell(&mut self, cell: &Cell) {
        // An empty text is a result; nothing at all is none.
        let is_empty_text = cell.is_text && cell.has_value;
        let was_never_computed =
            self.recomputes && !cell.is_text && is_nothing(Some(cell.value.as_str().into()));
        if cell.has_formula && (cell.value.is_empty() && !is_empty_text || was_never_computed) {
            self.facts.without_result.insert(cell.at);
        }
        self.row_is_filled |= cell.has_formula || !cell.value.is_empty();
    }
}

fn is_nothing(number: Option<Cow<str>>) -> bool {
    number
        .and_then(|n| n.parse::<f64>().ok())
        .is_some_and(|n| n == 0.0)
}

/// Row and column, counted from 0, of "C7"; a row alone of "7".
fn place(address: &str) -> Option<(u32, Option<u32>)> {
    let digits = address.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    let letters = &address[..address.len() - digits.len()];
    let column = letters.bytes().try_fold(0u32, |sum, letter| {
        let place = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        sum.checked_mul(26)?.checked_add(place)
    })?;
    Some((row, column.checked_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        assert_eq!(place("C7"), Some((6, Some(2))));
        assert_eq!(place("XFD2"), Some((1, Some(16_383))));
        assert_eq!(place("7"), Some((6, None)));
        for odd in ["", "C", "A0", "ZZZZZZZZZ1", "Đ3", "A-1"] {
            assert_eq!(place(odd), None, "{odd}");
        }
    }

    #[test]
    fn formulas_without_a_result_are_told_from_those_with_one() {
        let xml = r#"<worksheet><sheetData><row r="2">
            <c r="A2"><f>1+1</f><v></v></c><c r="B2"><f>1+1</f></c><c r="C2"><f>1+1</f><v/></c><c r="D2"><f t="shared" si="0"/></c>
            <c r="E2"><f>1+1</f><v>2</v></c><c r="F2" t="str"><f>""</f><v></v></c><c r="G2" t="str"><f>"a"</f><v>a</v></c>
            <c r="H2"><f>A1*0</f><v>0</v></c><c r="I2"><v>0</v></c><c><f>1</f></c></row></sheetData></worksheet>"#;
        let columns = |recomputes| {
            let facts = Facts::read(xml, recomputes).expect("read");
            let mut columns: Vec<u32> = facts.without_result.into_iter().map(|(_, c)| c).collect();
            columns.sort_unstable();
            columns
        };
        assert_eq!(columns(false), [0, 1, 2, 3, 9]);
        // A program that never computes writes 0 and asks for computing.
        assert_eq!(columns(true), [0, 1, 2, 3, 7, 9]);
    }

    #[test]
    fn hidden_and_merged_are_found() {
        let xml = r#"<worksheet><cols><col min="3" max="4" hidden="1"/><col min="6" max="6" width="0"/><col min="7" max="7" width="9"/></cols>
            <sheetData><row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row ht="0"><c><v>2</v></c></row><row r="9"/></sheetData>
            <mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>"#;
        let facts = Facts::read(xml, false).expect("read");
        assert_eq!(facts.hidden_rows, HashSet::from([1, 2]));
        assert_eq!(facts.hidden_columns, [(2, 3), (5, 5)]);
        assert_eq!(facts.merged, ["A2:A3"]);
        assert_eq!(facts.rows, 2);
    }
}
