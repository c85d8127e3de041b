//! A table to be handed over, and its plain form: CSV. Excel's form is written by [`crate::to_xlsx`].

use crate::numbers;
use dienhong_domain::time::Day;
use std::io::{self, Write};

/// A table with a heading.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// Heading, printed above.
    pub title: String,
    /// Lines below the heading: period, unit, what the reader must know.
    pub notes: Vec<String>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; a row that is shorter than the columns is filled with nothing.
    pub rows: Vec<Vec<Cell>>,
    /// Name of the sheet; cleaned and cut to what Excel allows.
    pub sheet: String,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// What mostly stands in it.
    pub kind: ColumnKind,
    /// Width in letters.
    pub width: u16,
}

/// What mostly stands in a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnKind {
    /// Text, set left and wrapped.
    Text,
    /// Numbers, set right.
    Number {
        /// Decimals.
        scale: u8,
    },
    /// Days, centred.
    Day,
}

/// What stands in one cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, never read as a formula.
    Text(String),
    /// A number of 10^-scale steps.
    Number {
        /// Steps.
        steps: i64,
        /// Decimals.
        scale: u8,
    },
    /// A day.
    Day(Day),
}

/// Writes a table as CSV (RFC 4180): UTF-8 with a byte order mark, ISO days, numbers with a decimal point.
///
/// Heading and notes are left out, so that a program can read the file.
pub fn to_csv(table: &Table) -> Vec<u8> {
    let mut out = head(&table.columns);
    for row in &table.rows {
        push_row(&mut out, row, table.columns.len());
    }
    out.into_bytes()
}

/// Writes a table as [`to_csv`] does, row by row, so that it may be of any length.
pub struct CsvWriter<W> {
    out: W,
    columns: usize,
}

impl<W: Write> CsvWriter<W> {
    /// Begins a file with the heads of its columns.
    ///
    /// # Errors
    /// What the writing met.
    pub fn begin(columns: &[Column], mut out: W) -> io::Result<CsvWriter<W>> {
        out.write_all(head(columns).as_bytes())?;
        let columns = columns.len();
        Ok(CsvWriter { out, columns })
    }

    /// Writes a row below the others.
    ///
    /// # Errors
    /// What the writing met.
    pub fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        let mut record = String::new();
        push_row(&mut record, row, self.columns);
        self.out.write_all(record.as_bytes())
    }

    /// Ends the file: nothing waits in a buffer any more.
    ///
    /// # Errors
    /// What the writing met.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn head(columns: &[Column]) -> String {
    let mut out = String::from("\u{feff}");
    let titles: Vec<String> = columns.iter().map(|c| guarded(&c.title)).collect();
    push_record(&mut out, titles.iter().map(String::as_str));
    out
}

fn push_row(out: &mut String, row: &[Cell], columns: usize) {
    let fields: Vec<String> = (0..columns.max(row.len()))
        .map(|i| row.get(i).map(field).unwrap_or_default())
        .collect();
    push_record(out, fields.iter().map(String::as_str));
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Number { steps, scale } => numbers::plain(*steps, *scale),
        Cell::Day(day) => day.to_string(),
    }
}

/// Whether a spreadsheet program would run a cell as a formula, also when it is quoted, if it did not begin with an apostrophe.
/// An apostrophe of the text itself gets another one before it, so that one can be taken away again.
pub(crate) fn is_armed(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

fn guarded(text: &str) -> String {
    match is_armed(text) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn push_record<'a>(out: &mut String, fields: impl Iterator<Item = &'a str>) {
    for (i, field) in fields.enumerate() {
        if i > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\r', '\n']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(title: &str, kind: ColumnKind) -> Column {
        Column {
            title: title.to_owned(),
            kind,
            width: 12,
        }
    }

    fn csv(rows: Vec<Vec<Cell>>) -> String {
        let columns = vec![
            column("Đơn vị", ColumnKind::Text),
            column("Số, lượt", ColumnKind::Number { scale: 0 }),
        ];
        let bytes = to_csv(&Table {
            columns,
            rows,
            ..Table::default()
        });
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn csv_has_a_mark_quotes_and_crlf() {
        let day = Day::new(2022, 9, 10).expect("a day");
        let text = csv(vec![
            vec![
                Cell::Text("Tổ \"3\"".into()),
                Cell::Number {
                    steps: -28_44,
                    scale: 2,
                },
            ],
            vec![Cell::Day(day)],
        ]);
        assert_eq!(
            text,
            "\u{feff}Đơn vị,\"Số, lượt\"\r\n\"Tổ \"\"3\"\"\",-28.44\r\n2022-09-10,\r\n"
        );
    }

    #[test]
    fn rows_written_one_by_one_are_the_same_file() {
        let table = Table {
            columns: vec![
                column("Đơn vị", ColumnKind::Text),
                column("=Số", ColumnKind::Text),
            ],
            rows: vec![vec![Cell::Text("Tổ \"3\"".into())], vec![], vec![Cell::Empty; 3]],
            ..Table::default()
        };
        let mut out = Vec::new();
        let mut writer = CsvWriter::begin(&table.columns, &mut out).expect("begun");
        for row in &table.rows {
            writer.row(row).expect("written");
        }
        writer.finish().expect("ended");
        assert_eq!(out, to_csv(&table));
    }

    #[test]
    fn text_that_looks_like_a_formula_is_disarmed_and_numbers_are_not() {
        for bad in ["=1+1", "+84", "-2", "@SUM(A1)", "\tx", "\rx"] {
            let text = csv(vec![vec![
                Cell::Text(bad.into()),
                Cell::Number { steps: -5, scale: 0 },
            ]]);
            let row = text.split_once("\r\n").expect("a header").1;
            assert!(
                row.trim_start_matches('"').starts_with(&format!("'{bad}")),
                "{row}"
            );
            assert!(row.ends_with(",-5\r\n"), "{row}");
        }
    }
}
