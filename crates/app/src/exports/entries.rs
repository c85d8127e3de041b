//! Entries of a register as a table.

use super::{column, optional_text, text_column};
use crate::entries::words::state_key;
use crate::entries::{EntryError, EntryPages, ListRow, answer};
use crate::snapshot::Rules;
use crate::workbooks::WorkbookPlace;
use dienhong_domain::amount::Bound;
use dienhong_domain::packs::{Field, FieldKind, Register, SHARE_SCALE};
use dienhong_domain::units::UnitMap;
use dienhong_i18n::{Locale, bound_word, t, t_with};
use dienhong_sheets::{Cell, Column, ColumnKind, Table};
use std::fs::File;

/// A register's entries as a table with one column per question, and one more where a bound may be given.
pub struct EntryTable<'a> {
    /// Map by which units are named.
    pub map: &'a UnitMap,
    /// Rules by which answers are named.
    pub rules: &'a Rules,
    /// Register.
    pub register: &'a Register,
    /// Language of heads and answers.
    pub locale: Locale,
}

impl EntryTable<'_> {
    /// The table without rows.
    pub fn head(&self) -> Table {
        let title = self.register.title.get(self.locale.code());
        Table {
            title: title.to_owned(),
            notes: Vec::new(),
            columns: columns(&self.fields(), self.locale),
            rows: Vec::new(),
            sheet: title.to_owned(),
        }
    }

    /// Entries as rows of the table.
    pub fn rows(&self, entries: &[ListRow]) -> Vec<Vec<Cell>> {
        let fields = self.fields();
        let cells = |row: &ListRow| {
            let mut cells = head_cells(self.map, row, self.locale);
            let answers = fields
                .iter()
                .flat_map(|field| field_cells(self.rules, field, row, self.locale));
            cells.extend(answers);
            cells
        };
        entries.iter().map(cells).collect()
    }

    /// The table with entries as its rows, for what is small enough to be held in memory.
    pub fn filled(&self, entries: &[ListRow]) -> Table {
        Table {
            rows: self.rows(entries),
            ..self.head()
        }
    }

    /// All entries of a list as a workbook in a file without a name, read from its beginning. A list that is longer than a sheet
    /// goes on in the next one. Reading and writing stop when the future is dropped.
    ///
    /// # Errors
    /// A fault of the database or of the disk.
    pub async fn workbook(
        &self,
        place: WorkbookPlace,
        mut pages: EntryPages<'_>,
    ) -> Result<File, EntryError> {
        let book = place.begin(self.head());
        while let Some(entries) = pages.read().await? {
            if !book.add(self.rows(&entries)).await {
                break;
            }
        }
        Ok(book.finish().await?)
    }

    fn fields(&self) -> Vec<&Field> {
        let is_asked = |field: &&Field| !field.kind.is_upload();
        self.register.fields.iter().filter(is_asked).collect()
    }
}

fn columns(fields: &[&Field], locale: Locale) -> Vec<Column> {
    let mut columns = vec![
        text_column("entries-column-id", 38, locale),
        column(t(locale, "entries-field-day"), ColumnKind::Day, 12),
        text_column("entries-field-unit", 22, locale),
        text_column("entries-column-state", 12, locale),
    ];
    columns.extend(fields.iter().flat_map(|field| field_columns(field, locale)));
    columns
}

/// The column of a field, and one for the bound where it may be given.
fn field_columns(field: &Field, locale: Locale) -> Vec<Column> {
    let label = field.label.get(locale.code()).to_owned();
    match &field.kind {
        FieldKind::Number {
            scale, unit, bound, ..
        } => {
            let title = format!("{label} ({})", unit.get(locale.code()));
            let mut columns = vec![column(title, ColumnKind::Number { scale: *scale }, 14)];
            if *bound {
                let title = t_with(locale, "entries-column-bound", &[("label", label.into())]);
                columns.push(column(title, ColumnKind::Text, 12));
            }
            columns
        }
        FieldKind::Share => {
            let title = format!("{label} (%)");
            vec![column(title, ColumnKind::Number { scale: SHARE_SCALE }, 12)]
        }
        _ => vec![column(label, ColumnKind::Text, 28)],
    }
}

/// Id, day, unit and state of an entry.
fn head_cells(map: &UnitMap, row: &ListRow, locale: Locale) -> Vec<Cell> {
    vec![
        Cell::Text(row.row.id.to_string()),
        Cell::Day(row.day),
        Cell::Text(map.label(row.row.unit, row.day, locale.code())),
        Cell::Text(t(locale, state_key(row.state))),
    ]
}

/// The answer to a field, in as many cells as the field has columns.
fn field_cells(rules: &Rules, field: &Field, row: &ListRow, locale: Locale) -> Vec<Cell> {
    let answered = row.stored.body.values.get(&field.id).and_then(|v| v.number());
    match &field.kind {
        FieldKind::Number { scale, bound, .. } => {
            let mut cells = vec![number(answered, *scale)];
            if *bound {
                let said = answered.map_or_else(String::new, |(_, bound)| bound_word(bound, locale));
                cells.push(Cell::Text(said));
            }
            cells
        }
        FieldKind::Share => vec![number(answered, SHARE_SCALE)],
        kind => vec![optional_text(answer(rules, kind, &field.id, &row.stored, locale))],
    }
}

fn number(answered: Option<(i64, Bound)>, scale: u8) -> Cell {
    answered.map_or(Cell::Empty, |(steps, _)| Cell::Number { steps, scale })
}
