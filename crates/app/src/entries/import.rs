//! Taking in a filled sheet: every bad cell named, nothing taken until the whole sheet is right (or only the good rows,
//! if the person says so). The same row taken in twice is one entry.

use super::once::Taken;
use super::record::{Draft, EntryError, EntryMistake, RENEWALS, Ready, What};
use crate::app::{App, Fault};
use crate::book::Book;
use crate::people::Actor;
use dienhong_domain::entries::State;
use dienhong_domain::packs::{FieldKind, Register};
use dienhong_domain::rights::Act;
use dienhong_domain::text::fold;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_sheets::{
    Columns, Limits, MatchError, OldFont, RawSheet, ReadError, SheetRow, convert, match_columns, read,
};
use dienhong_store::WriteError;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Most rows of one sheet.
pub const MAX_ROWS: usize = 20_000;

/// A cell that can not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// Row as the sheet shows it.
    pub row: u32,
    /// Address, "C7"; only the row's number when the cell is missing.
    pub address: String,
    /// Field, or one of `DAY`, `UNIT`.
    pub field: String,
    /// What stands there.
    pub typed: String,
    /// What is wrong.
    pub what: What,
}

/// A row that can be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// Row as the sheet shows it.
    pub row: u32,
    /// Its entry.
    pub id: Uuid,
}

/// What a sheet holds and what became of it.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Rows with something in them.
    pub rows: usize,
    /// Rows that can be taken.
    pub good: Vec<ImportRow>,
    /// Rows that were taken in before.
    pub known: usize,
    /// Bad cells, in the order of the sheet.
    pub bad: Vec<BadCell>,
    /// Columns that no question knows: (address, heading).
    pub unknown: Vec<(String, String)>,
    /// Questions without a column.
    pub missing: Vec<String>,
    /// The old font in which the sheet was typed, with examples (as it stands, as it reads).
    pub old_font: Option<(OldFont, Vec<(String, String)>)>,
    /// How many entries were written.
    pub written: usize,
}

/// Why a sheet was not even looked through.
#[derive(Debug)]
pub enum ImportError {
    /// The file can not be read.
    File(ReadError),
    /// No heading of the register stands in it.
    NoHeading,
    /// Two columns hold the same question: (field, their addresses).
    Twice {
        /// Field.
        field: String,
        /// Addresses of both headings.
        addresses: String,
    },
    /// It was made from the template of another register.
    OtherRegister {
        /// That register's code.
        register: String,
    },
    /// More rows than are taken at once.
    TooManyRows,
    /// The register or unit is not there, or not for this person.
    NotFound,
    /// Nobody at the screen can correct it.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for ImportError {
    fn from(error: E) -> ImportError {
        ImportError::Fault(error.into())
    }
}

/// How a sheet is to be taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// Write; otherwise only look.
    pub write: bool,
    /// Take the good rows although others are bad.
    pub only_good: bool,
    /// The person looked at the converted text and found it right.
    pub old_font_is_right: bool,
}

fn matched(sheets: &[RawSheet], form: &Register) -> Result<Columns, ImportError> {
    let mut twice = None;
    for sheet in sheets {
        match match_columns(sheet, form) {
            Ok(columns) => return Ok(columns),
            Err(MatchError::Twice { field, addresses }) => {
                twice = twice.or(Some(ImportError::Twice {
                    field,
                    addresses: format!("{addresses:?}"),
                }));
            }
            Err(_) => {}
        }
    }
    Err(twice.unwrap_or(ImportError::NoHeading))
}

struct Found {
    ready: Vec<(ImportRow, Ready)>,
    taken: Taken,
    again: HashMap<String, u32>,
}

impl App {
    /// Looks through a filled sheet of a register for a unit and what stands below it, and takes it in if wished and right.
    pub async fn import(
        &self,
        actor: &Actor,
        register: &str,
        unit: UnitId,
        bytes: &[u8],
        wish: Wish,
    ) -> Result<Import, ImportError> {
        for _ in 0..RENEWALS {
            let book = self.book();
            match self.import_on(&book, actor, register, unit, bytes, wish).await {
                Err(ImportError::Fault(Fault::Write(ref error)))
                    if self.is_overtaken(&book, error).await? => {}
                answer => return answer,
            }
        }
        Err(WriteError::Outdated.into())
    }

    async fn import_on(
        &self,
        book: &Book,
        actor: &Actor,
        register: &str,
        unit: UnitId,
        bytes: &[u8],
        wish: Wish,
    ) -> Result<Import, ImportError> {
        let rules = book.rules(unit, self.today());
        let form = rules.register(register).ok_or(ImportError::NotFound)?;
        if !actor.may(Act::WriteEntries, unit, self.here(book)) {
            return Err(ImportError::NotFound);
        }
        let sheets = read(bytes, Limits::default()).map_err(ImportError::File)?;
        let columns = matched(&sheets, form)?;
        if let Some(origin) = columns.origin.as_ref().filter(|o| o.register != register) {
            return Err(ImportError::OtherRegister {
                register: origin.register.clone(),
            });
        }
        if columns.rows.len() > MAX_ROWS {
            return Err(ImportError::TooManyRows);
        }
        let mut report = Import {
            rows: columns.rows.len(),
            unknown: columns.unknown.clone(),
            missing: columns
                .missing
                .iter()
                .filter(|m| m.required)
                .map(|m| m.field.clone())
                .collect(),
            old_font: columns.old_font.map(|font| (font, examples(&columns.rows, font))),
            ..Import::default()
        };
        let state = if actor.may(Act::FinishEntries, unit, self.here(book)) {
            State::Final
        } else {
            State::Sent
        };
        let mut found = Found {
            ready: Vec::new(),
            taken: Taken::default(),
            again: HashMap::new(),
        };
        let places = Places::new(book, unit);
        let drafts: Vec<Draft> = columns
            .rows
            .iter()
            .map(|row| draft(row, form, state, &places, columns.old_font, &mut found.again))
            .collect();
        let ids: Vec<Uuid> = drafts.iter().map(|d| d.id).collect();
        let there = self.store.entries_by_id(&ids).await?;
        let there: HashSet<Uuid> = there.into_iter().map(|row| row.id).collect();
        for (row, draft) in columns.rows.iter().zip(drafts) {
            if there.contains(&draft.id) {
                report.known += 1;
                continue;
            }
            self.row(actor, book, row, draft, &mut found, &mut report).await?;
        }
        let font_settled = columns.old_font.is_none() || wish.old_font_is_right;
        if wish.write
            && font_settled
            && (report.bad.is_empty() || wish.only_good)
            && report.missing.is_empty()
        {
            report.written = found.ready.len();
            report.good = found.ready.iter().map(|(row, _)| row.clone()).collect();
            if !found.ready.is_empty() {
                let batch = self.batch(actor, book, found.ready.into_iter().map(|(_, ready)| ready));
                self.store.write(batch).await?;
            }
        } else {
            report.good = found.ready.into_iter().map(|(row, _)| row).collect();
        }
        Ok(report)
    }

    async fn row(
        &self,
        actor: &Actor,
        book: &Book,
        row: &SheetRow,
        draft: Draft,
        found: &mut Found,
        report: &mut Import,
    ) -> Result<(), ImportError> {
        let bad = |field: &str, what: What| {
            let cell = row.cells.get(field);
            BadCell {
                row: row.number,
                address: cell.map_or_else(|| row.number.to_string(), |c| c.address.clone()),
                field: field.to_owned(),
                typed: cell.map_or_else(String::new, |c| c.text.clone()),
                what,
            }
        };
        match self.check(actor, book, &draft, None).await {
            Ok(ready) => {
                if let Some(EntryMistake { field, what }) = found.taken.take(book, &ready) {
                    report.bad.push(bad(&field, what));
                    return Ok(());
                }
                found.ready.push((
                    ImportRow {
                        row: row.number,
                        id: draft.id,
                    },
                    ready,
                ));
            }
            Err(EntryError::Mistakes(mistakes)) => {
                report.bad.extend(
                    mistakes
                        .into_iter()
                        .map(|EntryMistake { field, what }| bad(&field, what)),
                );
            }
            Err(EntryError::Fault(fault)) => return Err(ImportError::Fault(fault)),
            Err(_) => report.bad.push(bad(super::UNIT, What::NoUnit)),
        }
        Ok(())
    }
}

/// Units by the names under which a sheet may call them.
struct Places {
    by_name: HashMap<String, Vec<(UnitId, Day, Day)>>,
    top: UnitId,
}

impl Places {
    fn new(book: &Book, top: UnitId) -> Places {
        let mut by_name: HashMap<String, Vec<(UnitId, Day, Day)>> = HashMap::new();
        for id in std::iter::once(top).chain(book.map.children_ever(top)) {
            for span in book.map.get(id).into_iter().flat_map(|u| &u.spans) {
                for name in [
                    book.map.label(id, span.from, "vi"),
                    book.map.label(id, span.from, "en"),
                ] {
                    let places = by_name.entry(fold(&name)).or_default();
                    if !places.contains(&(id, span.from, span.to)) {
                        places.push((id, span.from, span.to));
                    }
                }
            }
        }
        Places { by_name, top }
    }

    /// The unit of a name on a day; an empty cell is the sheet's own unit.
    fn find(&self, name: &str, day: Option<Day>) -> Option<UnitId> {
        if name.trim().is_empty() {
            return Some(self.top);
        }
        let places = self.by_name.get(&fold(name))?;
        let alive = places
            .iter()
            .find(|(_, from, to)| day.is_none_or(|d| *from <= d && d < *to));
        alive.or(places.last()).map(|(id, ..)| *id)
    }
}

fn draft(
    row: &SheetRow,
    form: &Register,
    state: State,
    places: &Places,
    font: Option<OldFont>,
    again: &mut HashMap<String, u32>,
) -> Draft {
    let text = |name: &str| {
        let typed = row.cells.get(name).map_or("", |c| c.text.as_str());
        font.map_or_else(|| typed.to_owned(), |font| convert(typed, font))
    };
    let day = text(super::DAY);
    let unit = places.find(&text(super::UNIT), Day::parse(&day).ok());
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in row.cells.keys().filter(|name| !name.starts_with('@')) {
        let typed = text(name);
        if !typed.trim().is_empty() {
            let several = form
                .field(name)
                .is_some_and(|f| matches!(f.kind, FieldKind::Choices { .. }));
            let answers = if several {
                typed.split(';').map(|t| t.trim().to_owned()).collect()
            } else {
                vec![typed]
            };
            fields.insert(name.clone(), answers);
        }
    }
    // The row's own content makes its id: the same row in a second upload, or in a longer sheet, is the same entry.
    let register = &form.id;
    let content = format!("{register}\n{unit:?}\n{day}\n{fields:?}");
    let times = again.entry(content.clone()).or_default();
    *times += 1;
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{content}\n{times}").as_bytes());
    Draft {
        id,
        register: register.to_owned(),
        unit,
        day,
        fields,
        state: Some(state),
        ..Draft::default()
    }
}

fn examples(rows: &[SheetRow], font: OldFont) -> Vec<(String, String)> {
    let texts = rows.iter().flat_map(|r| r.cells.values()).map(|c| c.text.clone());
    let mut seen = HashSet::new();
    let pairs = texts
        .map(|t| (convert(&t, font), t))
        .filter(|(new, old)| new != old)
        .map(|(new, old)| (old, new));
    pairs
        .filter(|(old, _)| seen.insert(old.clone()))
        .take(5)
        .collect()
}
