//! Reads an uploaded file, XLSX or CSV, as untrusted input and within limits.

use crate::notes::Note;
use crate::{csv, excel, kind, oldfont};

/// Limits of what is read from a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of a workbook when unpacked.
    pub unpacked: u64,
    /// Columns of a sheet.
    pub columns: u32,
    /// Rows, counted over all sheets.
    pub rows: u32,
    /// Bytes of all text: one shared string may stand in many cells.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        let mb = 1024 * 1024;
        Limits {
            bytes: 20 * mb,
            unpacked: 200 * mb as u64,
            columns: 200,
            rows: 20_000,
            text: 50 * mb,
        }
    }
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The file has no bytes.
    Empty,
    /// More bytes than allowed.
    TooLarge {
        /// Bytes of the file.
        bytes: usize,
        /// Bytes allowed.
        max: usize,
    },
    /// Unpacks to more than allowed.
    TooLargeUnpacked {
        /// Bytes allowed.
        max: u64,
    },
    /// More rows than allowed, counted over all sheets.
    TooManyRows {
        /// Sheet in which the limit was passed; empty for CSV.
        sheet: String,
        /// Rows allowed.
        max: u32,
        /// Address of the cell below them.
        address: String,
    },
    /// A cell stands to the right of the last column allowed.
    TooManyColumns {
        /// Its sheet; empty for CSV.
        sheet: String,
        /// Columns allowed.
        max: u32,
        /// Address of the cell.
        address: String,
    },
    /// More sheets than allowed.
    TooManySheets {
        /// Sheets allowed.
        max: usize,
    },
    /// More text than allowed.
    TooMuchText {
        /// Bytes allowed.
        max: usize,
    },
    /// A quote opens a cell of a CSV file and is not closed, or not closed right before a separator or line end.
    QuoteNotClosed {
        /// Line on which it opens, counted from 1.
        line: u32,
    },
    /// Opens with a password only.
    Protected,
    /// Excel 97–2003 or older (.xls).
    OldExcel,
    /// Excel's binary workbook (.xlsb).
    BinaryExcel,
    /// Excel 2003 XML.
    Excel2003Xml,
    /// LibreOffice or OpenOffice (.ods).
    OpenDocument,
    /// A web page, often named .xls.
    Html,
    /// Any other format.
    NotASheet,
    /// Damaged or cut off.
    Broken,
}

/// How the text of a file was encoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    /// UTF-8, UTF-16, or a workbook.
    #[default]
    Unicode,
    /// The Vietnamese code page of Windows; already converted.
    Windows1258,
    /// Latin, perhaps typed in an old font: ask [`crate::detect_many`].
    Windows1252,
}

/// One sheet as read, before its columns are matched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RawSheet {
    /// Name of the sheet; empty for CSV.
    pub name: String,
    /// Rows from the first that is not empty; each starts at column A and ends at its last filled cell.
    pub rows: Vec<Vec<RawCell>>,
    /// Number of the first row, as Excel shows it.
    pub first_row: u32,
    /// How its text was encoded.
    pub encoding: Encoding,
    /// What is hidden, merged, without a result or in doubt, anywhere in the sheet.
    pub notes: Vec<Note>,
}

/// A file as read, before its columns are matched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Book {
    /// Its visible sheets.
    pub sheets: Vec<RawSheet>,
    /// What is not in any of them: hidden sheets, charts, pictures.
    pub notes: Vec<Note>,
}

/// One cell as a person sees it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RawCell {
    /// Its text: days as dd/mm/yyyy, numbers with a decimal comma and without grouping. Otherwise uncleaned.
    pub text: String,
    /// What it was stored as.
    pub kind: CellKind,
}

/// What a cell was stored as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CellKind {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text,
    /// A number; with "%" behind it when the cell shows per cent.
    Number,
    /// A day.
    Day,
    /// TRUE or FALSE.
    YesNo,
    /// An error of a formula, for example #N/A.
    Error,
}

/// Reads the visible sheets of an uploaded file, and notes what else it contains. Never panics, whatever the bytes.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Book, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > limits.bytes {
        return Err(ReadError::TooLarge {
            bytes: bytes.len(),
            max: limits.bytes,
        });
    }
    match kind::recognise(bytes, limits.unpacked)? {
        kind::Kind::Workbook => excel::read(bytes, limits),
        kind::Kind::Text => csv::read(bytes, limits).map(|sheet| Book {
            sheets: vec![sheet],
            notes: Vec::new(),
        }),
    }
}

/// Feeds bytes through everything that reads strangers' files; for tests with odd input.
pub fn run(bytes: &[u8]) {
    let book = read(bytes, Limits::default()).unwrap_or_default();
    for sheet in &book.sheets {
        let texts = || sheet.rows.iter().flatten().map(|c| c.text.as_str());
        if let Some(font) = oldfont::detect_many(texts()) {
            texts().for_each(|t| drop(oldfont::convert(t, font)));
        }
        let _ = crate::match_columns(sheet, &crate::sample::register());
    }
    let _ = crate::match_book(&book, &crate::sample::register());
}

impl RawSheet {
    /// Sets a cell, counted from 0; the caller has checked the limits.
    pub(crate) fn put(&mut self, row: usize, column: usize, cell: RawCell) {
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut self.rows[row];
        if cells.len() <= column {
            cells.resize_with(column + 1, RawCell::default);
        }
        cells[column] = cell;
    }

    /// Drops empty rows at both ends and says where the rest begins.
    pub(crate) fn trim(&mut self) {
        while self.rows.last().is_some_and(Vec::is_empty) {
            self.rows.pop();
        }
        let empty = self.rows.iter().take_while(|r| r.is_empty()).count();
        self.rows.drain(..empty);
        self.first_row += empty as u32;
    }
}

/// Checks each cell against the limits before it is stored; counts over all sheets of a file.
pub(crate) struct Meter {
    limits: Limits,
    rows_left: u32,
    text_left: usize,
}

impl Meter {
    pub(crate) fn new(limits: Limits) -> Meter {
        Meter {
            limits,
            rows_left: limits.rows,
            text_left: limits.text,
        }
    }

    /// Counts a cell, its place counted from 0.
    pub(crate) fn cell(
        &mut self,
        sheet: &str,
        row: u32,
        column: u32,
        length: usize,
    ) -> Result<(), ReadError> {
        if row >= self.rows_left {
            return Err(ReadError::TooManyRows {
                sheet: sheet.to_owned(),
                max: self.limits.rows,
                address: crate::numbers::address(column as usize, row.saturating_add(1)),
            });
        }
        if column >= self.limits.columns {
            let address = crate::numbers::address(column as usize, row + 1);
            return Err(ReadError::TooManyColumns {
                sheet: sheet.to_owned(),
                max: self.limits.columns,
                address,
            });
        }
        let left = self.text_left.checked_sub(length);
        self.text_left = left.ok_or(ReadError::TooMuchText {
            max: self.limits.text,
        })?;
        Ok(())
    }

    /// Subtracts the rows of a finished sheet from the rest of the limit.
    pub(crate) fn finish(&mut self, sheet: &RawSheet) {
        self.rows_left = self.rows_left.saturating_sub(sheet.rows.len() as u32);
    }
}

#[cfg(test)]
mod tests;
