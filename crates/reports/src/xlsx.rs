//! XLSX: every number of a paper on one sheet, and each table on its own.

use crate::LayoutError;
use crate::model::{Block, Paper, Span, Table};
use crate::pdf::text;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// Lays the numbers and tables of a paper out as a workbook.
///
/// # Errors
/// What [`Paper::checked`] refuses, and what the writer says.
pub fn xlsx(paper: &Paper) -> Result<Vec<u8>, LayoutError> {
    let paper = paper.clone().checked()?;
    let why = |e: XlsxError| LayoutError::Engine(e.to_string());
    make(&paper).map_err(why)
}

fn make(paper: &Paper) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let day = paper.letterhead.day;
    let (year, month, of) = day.map_or((2000, 1, 1), |d| (d.year(), d.month(), d.day()));
    // The same paper is the same file, whenever it is made.
    let moment = ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), month as u8, of as u8)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    let head = Format::new()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_text_wrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Số liệu")?;
    for (column, words) in ["Tên", "Trên giấy", "Giá trị", "Căn cứ"].into_iter().enumerate() {
        sheet.write_with_format(0, column as u16, words, &head)?;
    }
    for (width, column) in [36.0, 24.0, 18.0, 60.0].into_iter().zip(0..) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, number) in (1..).zip(paper.numbers()) {
        sheet.write_string(row, 0, &number.name)?;
        sheet.write_string(row, 1, &number.text)?;
        value(sheet, (row, 2), number.value, number.scale)?;
        sheet.write_string(row, 3, &number.proof)?;
    }
    let annexes = paper.annexes.iter().flat_map(|(_, blocks)| blocks);
    let tables = paper.body.iter().chain(annexes).filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for (n, of) in (1..).zip(tables) {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("Bảng {n}"))?;
        table(sheet, of, &head)?;
    }
    book.save_to_buffer()
}

fn value(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Option<i64>,
    scale: u8,
) -> Result<(), XlsxError> {
    let Some(value) = value else { return Ok(()) };
    // Whole numbers above 2^53 would change in a spreadsheet: they stay text.
    if value.unsigned_abs() > 1 << 53 {
        sheet.write_string(row, column, value.to_string())?;
    } else {
        let format = match scale {
            0 => Format::new().set_num_format("#,##0"),
            n => Format::new().set_num_format(format!("#,##0.{}", "0".repeat(usize::from(n)))),
        };
        sheet.write_number_with_format(row, column, value as f64 / 10f64.powi(i32::from(scale)), &format)?;
    }
    Ok(())
}

fn table(sheet: &mut Worksheet, of: &Table, head: &Format) -> Result<(), XlsxError> {
    sheet.write_with_format(0, 0, of.title.as_str(), &Format::new().set_bold())?;
    let whole: u32 = of.columns.iter().map(|c| u32::from(c.width.max(1))).sum();
    for (column, place) in of.columns.iter().zip(0..) {
        sheet.write_with_format(1, place, column.title.as_str(), head)?;
        let share = f64::from(column.width.max(1)) / f64::from(whole.max(1));
        sheet.set_column_width(place, (share * 100.0).max(6.0))?;
    }
    sheet.set_freeze_panes(2, 0)?;
    for (cells, row) in of.rows.iter().zip(2..) {
        for (spans, place) in cells.iter().zip(0..) {
            match &spans[..] {
                // A counted number is a number; one with a bound stays as written.
                [Span::Number(number)]
                    if number.value.is_some() && !number.text.contains(char::is_alphabetic) =>
                {
                    value(sheet, (row, place), number.value, number.scale)?;
                }
                _ => {
                    sheet.write_string(row, place, text(spans))?;
                }
            }
        }
    }
    Ok(())
}
