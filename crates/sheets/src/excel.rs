//! Reads visible sheets of a workbook, cell by cell, so that limits hold before memory is spent.

use crate::numbers;
use crate::read::{CellKind, Encoding, Limits, Meter, RawCell, RawSheet, ReadError};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

const SHEETS_MAX: usize = 100;

/// Reads a workbook that [`crate::kind::recognise`] let pass.
pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<Vec<RawSheet>, ReadError> {
    // The reader is robust, not proven; a file from a stranger must not end a request.
    catch_unwind(AssertUnwindSafe(|| read_book(bytes, limits))).unwrap_or(Err(ReadError::Broken))
}

fn read_book(bytes: &[u8], limits: Limits) -> Result<Vec<RawSheet>, ReadError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|s| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet)
        .map(|s| s.name.clone())
        .collect();
    if names.len() > SHEETS_MAX {
        return Err(ReadError::TooManySheets { max: SHEETS_MAX });
    }
    let mut meter = Meter::new(limits);
    names
        .iter()
        .map(|name| read_sheet(&mut book, name, &mut meter))
        .collect()
}

fn read_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, meter: &mut Meter) -> Result<RawSheet, ReadError> {
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let percents: Vec<bool> = cells
        .styles()
        .iter()
        .map(|s| {
            s.number_format
                .as_ref()
                .is_some_and(|f| f.format_code.contains('%'))
        })
        .collect();
    let mut sheet = RawSheet {
        name: name.to_owned(),
        rows: Vec::new(),
        first_row: 1,
        encoding: Encoding::Unicode,
    };
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
        let is_percent = percents.get(style).copied().unwrap_or(false);
        let Some(raw) = as_seen(cell.get_value(), is_percent) else {
            continue;
        };
        let (row, column) = cell.get_position();
        meter.cell(name, row, column, raw.text.len())?;
        sheet.put(row as usize, column as usize, raw);
    }
    sheet.trim();
    meter.finish(&sheet);
    Ok(sheet)
}

fn broken(_: calamine::XlsxError) -> ReadError {
    ReadError::Broken
}

fn as_seen(value: &DataRef, is_percent: bool) -> Option<RawCell> {
    let (text, kind) = match value {
        DataRef::Empty => return None,
        DataRef::Int(n) => (n.to_string(), CellKind::Number),
        DataRef::Float(n) if !n.is_finite() => ("#NUM!".to_owned(), CellKind::Error),
        // Excel stores 94,7 % as 0,947; who typed it sees 94,7%.
        DataRef::Float(n) if is_percent => (format!("{}%", numbers::seen(n * 100.0)), CellKind::Number),
        DataRef::Float(n) => (numbers::seen(*n), CellKind::Number),
        DataRef::String(text) => (shown(text), CellKind::Text),
        DataRef::SharedString(text) => (shown(text), CellKind::Text),
        DataRef::Bool(value) => (
            (if *value { "TRUE" } else { "FALSE" }).to_owned(),
            CellKind::YesNo,
        ),
        DataRef::DateTime(moment) => moment_as_seen(moment),
        DataRef::DateTimeIso(text) => (iso_as_seen(text), CellKind::Day),
        DataRef::DurationIso(text) => (text.clone(), CellKind::Text),
        DataRef::Error(error) => (error.to_string(), CellKind::Error),
    };
    (!text.is_empty()).then_some(RawCell { text, kind })
}

// A soft hyphen is "ư" in an old font, so nothing but white space is dropped.
fn shown(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace()).to_owned()
}

fn moment_as_seen(moment: &ExcelDateTime) -> (String, CellKind) {
    let value = moment.as_f64();
    // Excel's calendar ends with the year 9999.
    if !(0.0..2_958_466.0).contains(&value) {
        return (numbers::seen(value), CellKind::Number);
    }
    let (year, month, day, hour, minute, _, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() || value < 1.0 {
        let hours = if moment.is_duration() {
            (value * 24.0 + 1e-9) as u64
        } else {
            u64::from(hour)
        };
        return (format!("{hours}:{minute:02}"), CellKind::Text);
    }
    (format!("{day:02}/{month:02}/{year}"), CellKind::Day)
}

fn iso_as_seen(text: &str) -> String {
    let day = text.split('T').next().unwrap_or(text);
    match day.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] if year.len() == 4 => format!("{day}/{month}/{year}"),
        _ => text.to_owned(),
    }
}
