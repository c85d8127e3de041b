//! Tables as an Excel workbook. The same tables give the same bytes.

mod long;
pub(crate) mod look;

pub use long::TableWriter;

use crate::table::{Cell, Column, ColumnKind, Table};
use look::{base, head, new_book, number_format, set_height, set_page};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use std::collections::HashSet;

// Excel refuses a cell with more, counted in UTF-16 units.
const CELL_MAX: usize = 32_767;
const SHEET_TITLE_MAX: usize = 31;
const ROWS_MAX: usize = 1_048_576;
const COLUMNS_MAX: usize = 16_384;
const WIDEST: u16 = 255;
const SCALES: u8 = 6;
// Room that the arrow of the filter takes from a heading.
const FILTER_WIDTH: u16 = 2;

/// Why tables cannot become a workbook.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// A workbook needs a sheet.
    #[error("no table")]
    NoTable,
    /// More rows or columns than a sheet has.
    #[error("sheet {sheet}: {rows} rows and {columns} columns do not fit")]
    TooLarge {
        /// Name of the sheet.
        sheet: String,
        /// Rows asked for.
        rows: usize,
        /// Columns asked for.
        columns: usize,
    },
    /// The library refused.
    #[error(transparent)]
    Writer(#[from] XlsxError),
}

/// Writes tables as a workbook, one sheet each.
pub fn to_xlsx(tables: &[Table]) -> Result<Vec<u8>, SheetError> {
    if tables.is_empty() {
        return Err(SheetError::NoTable);
    }
    let mut book = new_book("")?;
    let formats = Formats::new();
    let mut names = HashSet::new();
    for table in tables {
        let name = unique_title(&table.sheet, &mut names);
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        write_table(sheet, table, &formats)?;
    }
    Ok(book.save_to_buffer()?)
}

struct Formats {
    title: Format,
    note: Format,
    head: Format,
    text: Format,
    /// Text that is not wrapped.
    one_line: Format,
    day: Format,
    numbers: Vec<Format>,
}

impl Formats {
    fn new() -> Formats {
        let cell = || base().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
        Formats {
            title: base().set_bold().set_font_size(14),
            note: base(),
            head: head(),
            text: cell().set_align(FormatAlign::Left).set_text_wrap(),
            one_line: cell().set_align(FormatAlign::Left),
            day: cell().set_align(FormatAlign::Center).set_num_format("dd/mm/yyyy"),
            numbers: (0..=SCALES)
                .map(|scale| cell().set_num_format(number_format(scale)))
                .collect(),
        }
    }

    fn of(&self, column: &Column) -> &Format {
        match column.kind {
            ColumnKind::Text => &self.text,
            ColumnKind::Number { scale } => self.number(scale),
            ColumnKind::Day => &self.day,
        }
    }

    fn number(&self, scale: u8) -> &Format {
        &self.numbers[usize::from(scale.min(SCALES))]
    }
}

fn write_table(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), SheetError> {
    let width = table
        .rows
        .iter()
        .map(Vec::len)
        .max()
        .unwrap_or(0)
        .max(table.columns.len());
    if above(table) + 1 + table.rows.len() > ROWS_MAX || width > COLUMNS_MAX {
        return Err(SheetError::TooLarge {
            sheet: table.sheet.clone(),
            rows: table.rows.len(),
            columns: width,
        });
    }
    let head = write_head(sheet, table, formats)?;
    let look = RowLook {
        columns: &table.columns,
        formats,
        is_wrapped: true,
    };
    let mut number = head;
    for row in &table.rows {
        number += 1;
        look.write(sheet, number, row, width)?;
    }
    Ok(set_filter(sheet, head, number, &table.columns)?)
}

/// Writes what stands above the rows, from above to below, and sets columns and page; gives the number of the head's row.
fn write_head(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<u32, XlsxError> {
    if !table.title.is_empty() {
        sheet.write_string_with_format(0, 0, fitting(&table.title), &formats.title)?;
    }
    for (row, line) in table.notes.iter().enumerate() {
        sheet.write_string_with_format(row as u32 + 1, 0, fitting(line), &formats.note)?;
    }
    let head = above(table) as u32;
    for (i, column) in table.columns.iter().enumerate() {
        sheet.set_column_width(i as u16, f64::from(column.width.clamp(1, WIDEST)))?;
        sheet.write_string_with_format(head, i as u16, fitting(&column.title), &formats.head)?;
    }
    let titles = table
        .columns
        .iter()
        .map(|c| (c.title.as_str(), c.width.saturating_sub(FILTER_WIDTH)));
    set_height(sheet, head, titles)?;
    set_page(sheet, head)?;
    Ok(head)
}

/// Sets the arrows of the filter into the head of the rows down to `last`.
fn set_filter(sheet: &mut Worksheet, head: u32, last: u32, columns: &[Column]) -> Result<(), XlsxError> {
    if !columns.is_empty() {
        sheet.autofilter(head, 0, last.max(head + 1), columns.len() as u16 - 1)?;
    }
    Ok(())
}

// Heading, notes and one empty line; nothing when there is neither.
fn above(table: &Table) -> usize {
    if table.title.is_empty() && table.notes.is_empty() {
        0
    } else {
        table.notes.len() + 2
    }
}

/// How the rows of a table are written.
struct RowLook<'a> {
    columns: &'a [Column],
    formats: &'a Formats,
    /// Long texts are wrapped and get room; otherwise each stays on one line.
    is_wrapped: bool,
}

impl RowLook<'_> {
    /// Writes a row, filled with nothing up to `width` columns.
    fn write(&self, sheet: &mut Worksheet, number: u32, row: &[Cell], width: usize) -> Result<(), XlsxError> {
        for i in 0..width {
            let cell = row.get(i).unwrap_or(&Cell::Empty);
            self.write_cell(sheet, (number, i as u16), cell, self.columns.get(i))?;
        }
        if !self.is_wrapped {
            return Ok(());
        }
        let texts = row
            .iter()
            .zip(self.columns)
            .filter_map(|(cell, column)| match cell {
                Cell::Text(text) => Some((text.as_str(), column.width)),
                _ => None,
            });
        set_height(sheet, number, texts)
    }

    fn text(&self) -> &Format {
        match self.is_wrapped {
            true => &self.formats.text,
            false => &self.formats.one_line,
        }
    }

    fn write_cell(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        cell: &Cell,
        of: Option<&Column>,
    ) -> Result<(), XlsxError> {
        let formats = self.formats;
        match cell {
            Cell::Empty => {
                sheet.write_blank(row, column, of.map_or(&formats.text, |c| formats.of(c)))?;
            }
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, fitting(text), self.text())?;
            }
            Cell::Number { steps, scale } => {
                let value = *steps as f64 / 10f64.powi(i32::from(*scale));
                sheet.write_number_with_format(row, column, value, formats.number(*scale))?;
            }
            Cell::Day(day) => {
                let (year, month, date) = (day.year(), day.month(), day.day());
                match ExcelDateTime::from_ymd(year as u16, month as u8, date as u8) {
                    Ok(moment) => sheet.write_datetime_with_format(row, column, &moment, &formats.day)?,
                    // Excel's calendar begins in 1900; an older day stays readable.
                    Err(_) => {
                        let text = format!("{date:02}/{month:02}/{year}");
                        sheet.write_string_with_format(row, column, text, &formats.day)?
                    }
                };
            }
        }
        Ok(())
    }
}

fn fitting(text: &str) -> String {
    if text.len() <= CELL_MAX || text.encode_utf16().count() <= CELL_MAX {
        return text.to_owned();
    }
    let mut kept = cut(text, CELL_MAX - 1);
    kept.push('…');
    kept
}

fn cut(text: &str, max: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= max
        })
        .collect()
}

/// Brings a name to what Excel takes for a sheet: 31 letters, without []:*?/\ and outer apostrophes.
pub(crate) fn sheet_title(name: &str) -> String {
    let clean: String = name
        .chars()
        .map(|c| {
            if "[]:*?/\\".contains(c) || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let short = cut(clean.trim_matches('\''), SHEET_TITLE_MAX);
    let short = short.trim_matches([' ', '\'']);
    // Excel keeps the name "History" for itself.
    if short.is_empty() || short.eq_ignore_ascii_case("history") {
        "Sheet".to_owned()
    } else {
        short.to_owned()
    }
}

fn unique_title(name: &str, taken: &mut HashSet<String>) -> String {
    let title = sheet_title(name);
    let mut candidate = title.clone();
    let mut number = 2;
    while !taken.insert(candidate.to_lowercase()) {
        let suffix = format!(" ({number})");
        candidate = format!(
            "{}{suffix}",
            cut(&title, SHEET_TITLE_MAX - suffix.len()).trim_end()
        );
        number += 1;
    }
    candidate
}

#[cfg(test)]
mod tests;
