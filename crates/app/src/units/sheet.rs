//! The table of groups as a sheet: its template, and reading a filled one or pasted text.

use super::form::{ReformRow, RowPlace};
use crate::app::Fault;
use crate::book::Book;
use dienhong_domain::text::fold;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, t, t_with};
use dienhong_sheets::{
    Cell, Column, ColumnKind, Limits, OldFont, RawSheet, ReadError, Table, convert, detect_many, read,
    to_xlsx,
};

/// Most lines of a table.
const ROWS_MAX: usize = 2_000;
/// The head stands near the top, below a heading of a few lines.
const HEAD_ROWS: usize = 40;

/// Why a sheet was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetError {
    /// The file.
    File(ReadError),
    /// No row with the heads of both columns of groups.
    NoHeading,
    /// More lines than a commune can have groups.
    TooManyRows {
        /// Most.
        max: usize,
    },
}

/// A sheet to fill: every group of a commune on a day, and where it goes.
pub fn template(book: &Book, commune: UnitId, day: Day, locale: Locale) -> Result<Vec<u8>, Fault> {
    let column = |key: &str, width| Column {
        title: t(locale, key),
        kind: ColumnKind::Text,
        width,
    };
    let name = |unit: UnitId| book.map.label(unit, day, locale.code());
    let mut groups = book.map.children(commune, day);
    groups.sort_by_key(|g| dienhong_i18n::sort_key(&name(*g)));
    let row = |group: UnitId| vec![Cell::Text(name(group)), Cell::Empty, Cell::Empty, Cell::Empty];
    let args = [("unit", name(commune).into())];
    let table = Table {
        title: t_with(locale, "units-reform-sheet-title", &args),
        notes: vec![
            t(locale, "units-reform-sheet-note"),
            t(locale, "units-reform-sheet-share"),
        ],
        columns: vec![
            column("units-reform-column-old", 30),
            column("units-reform-column-new", 30),
            column("units-reform-column-share", 12),
            column("units-reform-column-source", 40),
        ],
        rows: groups.into_iter().map(row).collect(),
        sheet: t(locale, "units-reform-sheet"),
    };
    to_xlsx(&[table]).map_err(|e| Fault::Other(e.to_string()))
}

/// Reads a filled sheet: its lines, and the old font from which they were converted.
pub fn parse_sheet(bytes: &[u8]) -> Result<(Vec<ReformRow>, Option<OldFont>), SheetError> {
    let book = read(bytes, Limits::default()).map_err(SheetError::File)?;
    let found = book.sheets.iter().find_map(|sheet| {
        let font = detect_many(sheet.rows.iter().flatten().map(|c| c.text.as_str()));
        Some((sheet, font, head(sheet, font)?))
    });
    let (sheet, font, (head, columns)) = found.ok_or(SheetError::NoHeading)?;
    let below = sheet.rows.iter().enumerate().skip(head + 1);
    let rows: Vec<ReformRow> = below
        .map(|(i, cells)| {
            let text = |column: Option<usize>| {
                let cell = column.and_then(|c| cells.get(c)).map_or("", |c| c.text.as_str());
                font.map_or_else(
                    || cell.trim().to_owned(),
                    |font| convert(cell, font).trim().to_owned(),
                )
            };
            let [old, new, share, source] = columns.map(text);
            let place = RowPlace::Sheet {
                row: sheet.first_row + i as u32,
                columns: columns.map(|c| c.map_or_else(String::new, letters)),
            };
            ReformRow {
                old,
                new,
                share,
                source,
                place,
            }
        })
        .filter(is_filled)
        .collect();
    match rows.len() {
        n if n > ROWS_MAX => Err(SheetError::TooManyRows { max: ROWS_MAX }),
        _ => Ok((rows, font)),
    }
}

/// Reads lines as typed or pasted: old | new | share | source, or with tabs as pasted from a sheet.
pub fn parse_lines(text: &str) -> Vec<ReformRow> {
    let line = |(number, line): (usize, &str)| {
        let sign = if line.contains('\t') { '\t' } else { '|' };
        let mut cells = line.splitn(4, sign).map(|c| c.trim().to_owned());
        let mut next = || cells.next().unwrap_or_default();
        ReformRow {
            old: next(),
            new: next(),
            share: next(),
            source: next(),
            place: RowPlace::Line(number),
        }
    };
    (1..)
        .zip(text.lines())
        .map(line)
        .filter(is_filled)
        .take(ROWS_MAX)
        .collect()
}

impl ReformRow {
    /// The line as it would be typed.
    pub fn line(&self) -> String {
        let cell = |text: &str| text.replace(['|', '\t', '\n', '\r'], " ");
        let cells = [&self.old, &self.new, &self.share, &self.source].map(|c| cell(c));
        cells.join(" | ").trim_end_matches(['|', ' ']).to_owned()
    }
}

fn is_filled(row: &ReformRow) -> bool {
    [&row.old, &row.new, &row.share, &row.source]
        .into_iter()
        .any(|c| !c.trim().is_empty())
}

/// The row of heads, and the columns of old, new, share and source.
fn head(sheet: &RawSheet, font: Option<OldFont>) -> Option<(usize, [Option<usize>; 4])> {
    let rows = sheet.rows.iter().take(HEAD_ROWS).enumerate();
    rows.filter_map(|(row, cells)| {
        let mut columns = [None; 4];
        for (place, cell) in cells.iter().enumerate() {
            let text = font.map_or_else(|| cell.text.clone(), |font| convert(&cell.text, font));
            let column = what_column(&text).filter(|c| columns[*c].is_none());
            if let Some(column) = column {
                columns[column] = Some(place);
            }
        }
        (columns[0].is_some() && columns[1].is_some()).then_some((row, columns))
    })
    .next()
}

fn what_column(text: &str) -> Option<usize> {
    let words = fold(text);
    let is = |ends: &[&str]| {
        ends.iter()
            .any(|e| words == *e || words.ends_with(&format!(" {e}")))
    };
    let begins = |starts: &[&str]| starts.iter().any(|s| words.starts_with(s));
    match () {
        // A heading above the table may end in the same words; a head is short.
        () if words.is_empty() || words.len() > 40 => None,
        () if is(&["cu", "hien nay"]) || words.starts_with("old ") => Some(0),
        () if is(&["moi"]) || words.starts_with("new ") => Some(1),
        () if begins(&["phan", "ty le", "ti le", "share"]) || text.trim() == "%" => Some(2),
        () if begins(&["nguon", "can cu", "source"]) => Some(3),
        () => None,
    }
}

fn letters(column: usize) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    match column / 26 {
        0 => letter(column).to_string(),
        tens => format!("{}{}", letters(tens - 1), letter(column)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_and_pasted_lines_are_read() {
        let rows = parse_lines("Tổ 1 | Tổ 1\n\nTổ 2\tTổ 3\t40\tĐề án 12\n");
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].old.as_str(), rows[0].new.as_str()), ("Tổ 1", "Tổ 1"));
        assert_eq!(
            (rows[1].share.as_str(), rows[1].source.as_str()),
            ("40", "Đề án 12")
        );
        assert_eq!(rows[1].place, RowPlace::Line(3));
        assert_eq!(parse_lines(&rows[1].line())[0].source, "Đề án 12");
    }

    #[test]
    fn a_sheet_is_read_by_its_heads_and_keeps_its_addresses() {
        let csv = "Đề án sắp xếp tổ dân phố\nSTT,Tổ dân phố cũ,Tổ dân phố mới,Tỷ lệ,Nguồn\n1,Tổ 1,Tổ 1,,\n,,,,\n2,Tổ 2,Tổ 1,\"40,5\",Đề án\n";
        let (rows, _) = parse_sheet(csv.as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].share, "40,5");
        let columns = ["B", "C", "D", "E"].map(str::to_owned);
        assert_eq!(rows[1].place, RowPlace::Sheet { row: 5, columns });
        assert_eq!(parse_sheet(b"a,b\n1,2\n"), Err(SheetError::NoHeading));
        assert_eq!(letters(27), "AB");
    }
}
