//! A table of any length as a workbook: written row by row, so that memory holds one row and the disk the rest.

use super::look::new_book;
use super::{COLUMNS_MAX, Formats, ROWS_MAX, RowLook, SheetError, set_filter, unique_title, write_head};
use crate::table::{Cell, Table};
use rust_xlsxwriter::Workbook;
use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

// The library keeps each height that was set. Below these rows texts are not wrapped, so that they need no room.
const WRAPPED_ROWS: u32 = 5_000;
// A part of an archive may be larger than 4 GB only where the archive says so beforehand, which not every reader takes. With
// fewer rows a part can not become so large: that would be 40 KB a row.
const ROWS_LARGE: u64 = 100_000;

/// Writes a table as a workbook whose rows come one after the other. What does not fit into a sheet goes on in the next one,
/// which has the same head. Strings stand in their cells, so the file is larger than one of [`crate::to_xlsx`].
pub struct TableWriter {
    book: Workbook,
    formats: Formats,
    /// What stands above the rows of each sheet; it has no rows.
    table: Table,
    names: HashSet<String>,
    /// Rows that a sheet holds, with those above.
    most: u32,
    /// Index of the sheet that is written.
    sheet: usize,
    /// Number of the row of the head, and of the row that was written last.
    head: u32,
    last: u32,
    written: u64,
}

impl TableWriter {
    /// Begins a workbook with the table's head and the rows that it has. What was written waits in a file without a name in
    /// `folder`, which goes away with the writer.
    ///
    /// # Errors
    /// Too many columns, or a folder that cannot be written to.
    pub fn begin(table: Table, folder: &Path) -> Result<TableWriter, SheetError> {
        TableWriter::with_most(table, folder, ROWS_MAX as u32)
    }

    fn with_most(mut table: Table, folder: &Path, most: u32) -> Result<TableWriter, SheetError> {
        let rows = std::mem::take(&mut table.rows);
        let mut book = new_book("")?;
        book.set_tempdir(folder)?;
        let mut writer = TableWriter {
            book,
            formats: Formats::new(),
            table,
            names: HashSet::new(),
            most,
            sheet: 0,
            head: 0,
            last: 0,
            written: 0,
        };
        if writer.table.columns.len() > COLUMNS_MAX {
            return Err(writer.too_large(writer.table.columns.len()));
        }
        writer.add_sheet()?;
        if writer.last + 1 >= most {
            return Err(writer.too_large(writer.table.columns.len()));
        }
        for row in &rows {
            writer.row(row)?;
        }
        Ok(writer)
    }

    /// Writes a row below the others.
    ///
    /// # Errors
    /// More cells than a sheet has columns, or a disk that is full.
    pub fn row(&mut self, row: &[Cell]) -> Result<(), SheetError> {
        let width = row.len().max(self.table.columns.len());
        if width > COLUMNS_MAX {
            return Err(self.too_large(width));
        }
        if self.last + 1 >= self.most {
            self.end_sheet()?;
            self.sheet += 1;
            self.add_sheet()?;
        }
        self.last += 1;
        self.written += 1;
        let look = RowLook {
            columns: &self.table.columns,
            formats: &self.formats,
            is_wrapped: self.last <= WRAPPED_ROWS,
        };
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        Ok(look.write(sheet, self.last, row, width)?)
    }

    /// Writes the workbook out.
    ///
    /// # Errors
    /// What `out` met, or a disk that is full.
    pub fn finish(mut self, out: impl Write + Send) -> Result<(), SheetError> {
        self.end_sheet()?;
        self.book.use_zip_large_file(self.written > ROWS_LARGE);
        Ok(self.book.save_to_writer(out)?)
    }

    fn add_sheet(&mut self) -> Result<(), SheetError> {
        let name = unique_title(&self.table.sheet, &mut self.names);
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        self.head = write_head(sheet, &self.table, &self.formats)?;
        self.last = self.head;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), SheetError> {
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        Ok(set_filter(sheet, self.head, self.last, &self.table.columns)?)
    }

    fn too_large(&self, columns: usize) -> SheetError {
        SheetError::TooLarge {
            sheet: self.table.sheet.clone(),
            rows: self.most as usize,
            columns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Limits, RawSheet, read};
    use crate::table::{Column, ColumnKind};
    use crate::xlsx::to_xlsx;
    use dienhong_domain::time::Day;

    fn table(rows: Vec<Vec<Cell>>) -> Table {
        let column = |title: &str, kind| Column {
            title: title.into(),
            kind,
            width: 14,
        };
        Table {
            title: "Sổ tuyên truyền".into(),
            notes: vec!["Phường Diên Hồng".into()],
            columns: vec![
                column("Ngày", ColumnKind::Day),
                column("Đơn vị", ColumnKind::Text),
                column("Lượt người", ColumnKind::Number { scale: 1 }),
            ],
            rows,
            sheet: "Sổ".into(),
        }
    }

    fn number(steps: i64) -> Vec<Cell> {
        let day = Cell::Day(Day::new(2026, 9, 10).expect("a day"));
        let text = Cell::Text(format!("=Tổ dân phố {steps}, đường Lê Hồng Phong"));
        vec![day, text, Cell::Number { steps, scale: 1 }]
    }

    /// The sheets of a table whose rows are written one by one.
    fn row_by_row(mut table: Table, most: u32) -> Vec<RawSheet> {
        let rows = std::mem::take(&mut table.rows);
        let mut writer = TableWriter::with_most(table, &std::env::temp_dir(), most).expect("begun");
        for row in &rows {
            writer.row(row).expect("written");
        }
        let mut bytes = Vec::new();
        writer.finish(&mut bytes).expect("a workbook");
        read(&bytes, Limits::default()).expect("readable").sheets
    }

    #[test]
    fn a_table_written_row_by_row_is_the_one_written_at_once() {
        let old = Cell::Day(Day::new(1288, 4, 9).expect("a day"));
        let rows = vec![
            number(28_447),
            vec![],
            vec![old, Cell::Empty, Cell::Text("hai\ndòng".into())],
            vec![Cell::Empty, Cell::Text("ế".repeat(40_000))],
            vec![Cell::Empty, Cell::Empty, Cell::Empty, Cell::Text("thêm".into())],
            number(-5),
        ];
        let at_once = to_xlsx(&[table(rows.clone())]).expect("a workbook");
        let at_once = read(&at_once, Limits::default()).expect("readable").sheets;
        let rows_of = |sheets: &[RawSheet]| -> Vec<_> { sheets.iter().map(|s| s.rows.clone()).collect() };
        let written = row_by_row(table(rows), 1_000);
        assert_eq!(rows_of(&written), rows_of(&at_once));
        assert_eq!(written[0].name, "Sổ");
    }

    #[test]
    fn rows_that_do_not_fit_go_on_in_the_next_sheet() {
        let sheets = row_by_row(table((0..8).map(number).collect()), 7);
        let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["Sổ", "Sổ (2)", "Sổ (3)"]);
        let head: Vec<_> = sheets.iter().map(|s| &s.rows[3]).collect();
        assert!(head.iter().all(|h| *h == head[0] && h[1].text == "Đơn vị"));
        let below = sheets.iter().flat_map(|s| &s.rows[4..]);
        let numbers: Vec<&str> = below.map(|row| row[2].text.as_str()).collect();
        assert_eq!(numbers, ["0", "0,1", "0,2", "0,3", "0,4", "0,5", "0,6", "0,7"]);
    }

    #[test]
    fn what_no_sheet_holds_is_refused() {
        let folder = std::env::temp_dir();
        let fits_not = |of: Result<TableWriter, SheetError>| matches!(of, Err(SheetError::TooLarge { .. }));
        assert!(fits_not(TableWriter::with_most(table(vec![]), &folder, 4)));
        let mut writer = TableWriter::begin(table(vec![number(1)]), &folder).expect("begun");
        let wide = writer.row(&vec![Cell::Empty; COLUMNS_MAX + 1]);
        assert!(matches!(wide, Err(SheetError::TooLarge { .. })));
        let nowhere = TableWriter::begin(table(vec![]), Path::new("/nowhere/at/all"));
        assert!(matches!(nowhere, Err(SheetError::Writer(_))));
    }
}
