//! The table of groups as a sheet: its template, and reading a filled sheet or pasted text.

use super::form::{ReformRow, RowPlace};
use crate::app::Fault;
use crate::snapshot::RulesSnapshot;
use dienhong_domain::text::fold;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, t, t_with};
use dienhong_sheets::{
    Cell, Column, ColumnKind, Limits, MatchError, MatchedSheet, Note, ReadError, Table, convert, match_table,
    read, to_xlsx,
};

/// Most lines of a table.
const ROWS_MAX: usize = 2_000;
const OLD: &str = "old";
const NEW: &str = "new";
const SHARE: &str = "share";
const SOURCE: &str = "source";
const COLUMNS: [&str; 4] = [OLD, NEW, SHARE, SOURCE];
/// A sheet without these two columns is no table of groups.
const NEEDED: [&str; 2] = [OLD, NEW];

/// Why a sheet was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetError {
    /// The file.
    File(ReadError),
    /// There is no row with the heads of both group columns.
    NoHeading,
    /// Two columns have the same head.
    Twice {
        /// Addresses of their heads.
        addresses: Vec<String>,
    },
    /// More lines than a commune can have groups.
    TooManyRows {
        /// Most.
        max: usize,
    },
}

/// A sheet to be filled: every group of a commune on a day, and where it goes.
pub fn template(
    snapshot: &RulesSnapshot,
    commune: UnitId,
    day: Day,
    locale: Locale,
) -> Result<Vec<u8>, Fault> {
    let column = |key: &str, width| Column {
        title: t(locale, key),
        kind: ColumnKind::Text,
        width,
    };
    let name = |unit: UnitId| snapshot.map.label(unit, day, locale.code());
    let mut groups = snapshot.map.children(commune, day);
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

/// A filled sheet as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReformSheet {
    /// The lines of all sheets that have the heads.
    pub rows: Vec<ReformRow>,
    /// What the file leaves out or what was read differently, to be reported before the lines are used.
    pub notes: Vec<Note>,
}

/// Reads a filled sheet.
pub fn parse_sheet(bytes: &[u8]) -> Result<ReformSheet, SheetError> {
    let snapshot = read(bytes, Limits::default()).map_err(SheetError::File)?;
    let matched = match_table(&snapshot, what_column, &NEEDED).map_err(|error| match error {
        MatchError::NoHead => SheetError::NoHeading,
        MatchError::Twice { addresses, .. } => SheetError::Twice { addresses },
        // Tables of groups have no codes.
        MatchError::HeadAgainstCode { .. } => SheetError::NoHeading,
    })?;
    let names_sheet = matched.sheets.len() > 1;
    let rows: Vec<ReformRow> = matched.sheets.iter().flat_map(|s| rows(s, names_sheet)).collect();
    match rows.len() {
        n if n > ROWS_MAX => Err(SheetError::TooManyRows { max: ROWS_MAX }),
        _ => Ok(ReformSheet {
            rows,
            notes: matched.all_notes().cloned().collect(),
        }),
    }
}

fn rows(sheet: &MatchedSheet, names_sheet: bool) -> impl Iterator<Item = ReformRow> + '_ {
    let letters = COLUMNS.map(|column| {
        let address = sheet.columns.found.get(column).map_or("", String::as_str);
        let letters = address.trim_end_matches(|c: char| c.is_ascii_digit());
        match names_sheet && !letters.is_empty() {
            true => format!("{}!{letters}", sheet.name),
            false => letters.to_owned(),
        }
    });
    let font = sheet.columns.old_font;
    sheet.columns.rows.iter().map(move |row| {
        let text = |column: &str| {
            let cell = row.cells.get(column).map_or("", |c| c.text.as_str());
            let text = font.map_or_else(|| cell.to_owned(), |font| convert(cell, font));
            text.trim().to_owned()
        };
        let [old, new, share, source] = COLUMNS.map(text);
        ReformRow {
            old,
            new,
            share,
            source,
            place: RowPlace::Sheet {
                row: row.number,
                columns: letters.clone(),
            },
        }
    })
}

/// Reads typed or pasted lines: old | new | share | source, or separated by tabs as when pasted from a sheet.
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
    /// The line in the form in which it would be typed.
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

/// Which column a head names.
fn what_column(text: &str) -> Option<&'static str> {
    let words = fold(text);
    let is = |ends: &[&str]| {
        ends.iter()
            .any(|e| words == *e || words.ends_with(&format!(" {e}")))
    };
    let begins = |starts: &[&str]| starts.iter().any(|s| words.starts_with(s));
    match () {
        // A heading above the table may end in the same words, but a head is short.
        () if words.is_empty() || words.len() > 40 => None,
        () if is(&["cu", "hien nay"]) || words.starts_with("old ") => Some(OLD),
        () if is(&["moi"]) || words.starts_with("new ") => Some(NEW),
        () if begins(&["phan", "ty le", "ti le", "share"]) || text.trim() == "%" => Some(SHARE),
        () if begins(&["nguon", "can cu", "source"]) => Some(SOURCE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_sheets::NoteKind;

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
        let ReformSheet { rows, notes } = parse_sheet(csv.as_bytes()).unwrap();
        assert_eq!(notes, []);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].share, "40,5");
        let columns = ["B", "C", "D", "E"].map(str::to_owned);
        assert_eq!(rows[1].place, RowPlace::Sheet { row: 5, columns });
        assert_eq!(parse_sheet(b"a,b\n1,2\n"), Err(SheetError::NoHeading));
    }

    #[test]
    fn what_a_sheet_holds_beside_its_lines_is_told() {
        let csv = "Tổ cũ,Tổ mới,Số hộ,Phần\nTổ 1,Tổ 1,120,\nTổ 2,Tổ 1,80,\n";
        let found = parse_sheet(csv.as_bytes()).unwrap();
        let unknown = NoteKind::UnknownColumn {
            heading: "Số hộ".to_owned(),
            cells: 2,
        };
        assert_eq!(found.rows.len(), 2);
        assert_eq!(
            found.notes.iter().map(|n| &n.kind).collect::<Vec<_>>(),
            [&unknown]
        );
        let twice = SheetError::Twice {
            addresses: vec!["B1".to_owned(), "C1".to_owned()],
        };
        assert_eq!(
            parse_sheet("Tổ cũ,Tổ mới,Khu phố mới\nTổ 1,Tổ 1,Khu phố 1\n".as_bytes()),
            Err(twice)
        );
    }

    #[test]
    fn texts_in_an_old_font_are_read_and_told_one_by_one() {
        let csv = "Tæ cò,Tæ míi,Nguån\nTæ d©n phè 1,Tæ d©n phè 2,§Ò ¸n s¾p xÕp\nTổ dân phố Hòa Bình,Tổ dân phố Hòa Bình,\n";
        let found = parse_sheet(csv.as_bytes()).unwrap();
        assert_eq!(found.rows[0].old, "Tổ dân phố 1");
        assert_eq!(found.rows[1].new, "Tổ dân phố Hòa Bình");
        let converted = |n: &Note| matches!(n.kind, NoteKind::OldFont { .. });
        assert_eq!(
            found.notes.iter().filter(|n| converted(n)).count(),
            3,
            "{:?}",
            found.notes
        );
    }
}
