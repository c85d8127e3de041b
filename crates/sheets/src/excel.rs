//! Reads visible sheets of a workbook, cell by cell, so that limits hold before memory is spent; and tells what is hidden.

mod facts;
mod parts;
mod style;

use crate::archive::Archive;
use crate::notes::{Note, NoteKind};
use crate::numbers::{self, address, column_name};
use crate::read::{Book, CellKind, Encoding, Limits, Meter, RawCell, RawSheet, ReadError};
use calamine::{DataRef, ExcelDateTime, Reader, Sheet, SheetType, SheetVisible, Xlsx};
use facts::Facts;
use parts::Parts;
use std::collections::{BTreeSet, HashMap};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use style::{DayParts, Shows};

const SHEETS_MAX: usize = 100;

/// Reads a workbook that [`crate::kind::recognise`] let pass.
pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<Book, ReadError> {
    // The library may panic on malformed input, and an untrusted file must not end a request.
    catch_unwind(AssertUnwindSafe(|| read_book(bytes, limits))).unwrap_or(Err(ReadError::Broken))
}

fn read_book(bytes: &[u8], limits: Limits) -> Result<Book, ReadError> {
    let mut cells = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Sheets::open(bytes, limits)?;
    let all: Vec<Sheet> = cells.sheets_metadata().to_vec();
    if all.len() > SHEETS_MAX {
        return Err(ReadError::TooManySheets { max: SHEETS_MAX });
    }
    // No program writes two sheets of one name: by their name the first would be read twice.
    let mut names: Vec<String> = all.iter().map(|sheet| sheet.name.to_lowercase()).collect();
    names.sort();
    names.dedup();
    if names.len() < all.len() {
        return Err(ReadError::Broken);
    }
    let mut meter = Meter::new(limits);
    let mut book = Book::default();
    for sheet in &all {
        let is_table = sheet.typ == SheetType::WorkSheet;
        if !is_table {
            book.notes.push(Note::of_sheet(&sheet.name, NoteKind::NotATable));
            continue;
        }
        let facts = sheets.facts(&sheet.name)?;
        if sheet.visible == SheetVisible::Visible {
            book.sheets
                .push(read_sheet(&mut cells, &sheet.name, &facts, &mut meter)?);
        } else if facts.rows > 0 {
            book.notes.push(Note::of_sheet(
                &sheet.name,
                NoteKind::HiddenSheet { rows: facts.rows },
            ));
        }
    }
    if sheets.parts.pictures > 0 {
        let count = sheets.parts.pictures;
        book.notes.push(Note::of_sheet("", NoteKind::Pictures { count }));
    }
    if sheets.parts.text_boxes > 0 {
        let count = sheets.parts.text_boxes;
        book.notes.push(Note::of_sheet("", NoteKind::TextBoxes { count }));
    }
    Ok(book)
}

/// The sheets' parts, and what stands in them beside values.
struct Sheets<'a> {
    archive: Archive<'a>,
    parts: Parts,
    max: u64,
    // Many sheets may point to one part: it is read once.
    read: HashMap<String, Rc<Facts>>,
}

impl<'a> Sheets<'a> {
    fn open(bytes: &'a [u8], limits: Limits) -> Result<Sheets<'a>, ReadError> {
        let mut archive = Archive::open(bytes)?;
        let parts = Parts::find(&mut archive, limits.unpacked)?;
        Ok(Sheets {
            archive,
            parts,
            max: limits.unpacked,
            read: HashMap::new(),
        })
    }

    fn facts(&mut self, sheet: &str) -> Result<Rc<Facts>, ReadError> {
        let part = self.parts.of(sheet)?.to_owned();
        if let Some(facts) = self.read.get(&part) {
            return Ok(Rc::clone(facts));
        }
        let xml = parts::text(&mut self.archive, &part, self.max)?;
        let mut facts = Facts::read(&xml, self.parts.recomputes)?;
        if let Some(comments) = parts::comments_of(&mut self.archive, &part, self.max)?.first() {
            let xml = parts::text(&mut self.archive, comments, self.max)?;
            facts.comments = facts::comments(&xml)?;
        }
        let facts = Rc::new(facts);
        self.read.insert(part, Rc::clone(&facts));
        Ok(facts)
    }
}

fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    facts: &Facts,
    meter: &mut Meter,
) -> Result<RawSheet, ReadError> {
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let shows: Vec<Shows> = cells.styles().iter().map(Shows::of).collect();
    let plain = Shows::default();
    let mut struck = BTreeSet::new();
    let mut sheet = RawSheet {
        name: name.to_owned(),
        first_row: 1,
        encoding: Encoding::Unicode,
        ..RawSheet::default()
    };
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
        let (row, column) = cell.get_position();
        let shows = shows.get(style).unwrap_or(&plain);
        let raw = as_seen(cell.get_value(), shows);
        // What a program wrote instead of computing is not a value.
        let Some(raw) = raw.filter(|_| !facts.without_result.contains(&(row, column))) else {
            continue;
        };
        meter.cell(name, row, column, raw.text.len())?;
        for kind in doubts(cell.get_value(), &raw, shows) {
            let place = address(column as usize, row.saturating_add(1));
            sheet.notes.push(Note::at(name, place, kind));
        }
        if shows.is_struck {
            struck.insert(row);
        }
        sheet.put(row as usize, column as usize, raw);
    }
    sheet.notes.extend(struck.into_iter().map(|row| {
        let number = row.saturating_add(1).to_string();
        Note::at(name, number, NoteKind::StruckOut)
    }));
    sheet.trim();
    meter.finish(&sheet);
    tell(&mut sheet, facts);
    Ok(sheet)
}

/// Notes on a cell whose value may differ from what a person sees.
fn doubts(value: &DataRef, raw: &RawCell, shows: &Shows) -> Vec<NoteKind> {
    let mut told = Vec::new();
    let text = || raw.text.clone();
    if raw.kind == CellKind::Error {
        told.push(NoteKind::FormulaError { text: text() });
    }
    if raw.kind == CellKind::Day && has_time(value) {
        told.push(NoteKind::TimeOfDay);
    }
    if raw.kind == CellKind::Day && shows.day == DayParts::NoYear {
        told.push(NoteKind::DayWithoutYear { text: text() });
    }
    let number = match value {
        DataRef::Int(n) => Some(*n as f64),
        DataRef::Float(n) if n.is_finite() => Some(*n),
        _ => None,
    };
    if let Some(shown) = number.and_then(|n| shows.otherwise(n)) {
        let read = text();
        told.push(NoteKind::ShownOtherwise { shown, read });
    }
    if raw.kind == CellKind::Day && shows.is_month_first && numbers::could_be_turned(&raw.text) {
        told.push(NoteKind::MonthFirst { text: text() });
    }
    if dienhong_domain::text::has_control(&raw.text) {
        told.push(NoteKind::ControlCharacters);
    }
    told
}

fn has_time(value: &DataRef) -> bool {
    match value {
        DataRef::DateTime(moment) => {
            let (_, _, _, hour, minute, second, _) = moment.to_ymd_hms_milli();
            (hour, minute, second) != (0, 0, 0)
        }
        DataRef::DateTimeIso(text) => {
            let time = text.split_once('T').map_or("", |(_, time)| time);
            time.chars().any(|c| ('1'..='9').contains(&c))
        }
        _ => false,
    }
}

/// Tells what is hidden, merged or without a result.
fn tell(sheet: &mut RawSheet, facts: &Facts) {
    let name = sheet.name.clone();
    let mut notes = hidden_rows(sheet, facts);
    let width = sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_hidden = |c: &usize| {
        facts
            .hidden_columns
            .iter()
            .any(|(from, to)| (*from as usize..=*to as usize).contains(c))
    };
    let hidden = (0..width).filter(is_hidden);
    let filled = hidden.filter(|c| sheet.rows.iter().any(|row| is_filled(row, *c)));
    notes.extend(filled.map(|c| Note::at(&name, column_name(c), NoteKind::HiddenColumn)));
    let merged = facts.merged.iter();
    notes.extend(merged.map(|range| Note::at(&name, range.clone(), NoteKind::Merged)));
    let comments = facts.comments.iter();
    notes.extend(comments.map(|cell| Note::at(&name, cell.clone(), NoteKind::Comment)));
    let mut formulas: Vec<&(u32, u32)> = facts.without_result.iter().collect();
    formulas.sort_unstable();
    notes.extend(formulas.into_iter().map(|(row, column)| {
        let place = address(*column as usize, row.saturating_add(1));
        Note::at(&name, place, NoteKind::FormulaWithoutResult)
    }));
    sheet.notes.append(&mut notes);
}

fn is_filled(row: &[RawCell], column: usize) -> bool {
    row.get(column).is_some_and(|c| c.kind != CellKind::Empty)
}

/// Hidden rows that hold something, neighbours together.
fn hidden_rows(sheet: &RawSheet, facts: &Facts) -> Vec<Note> {
    let is_hidden = |at: &usize| {
        let number = sheet.first_row - 1 + *at as u32;
        !sheet.rows[*at].is_empty() && facts.hidden_rows.contains(&number)
    };
    let hidden: Vec<usize> = (0..sheet.rows.len()).filter(is_hidden).collect();
    let stretches = hidden.chunk_by(|a, b| a + 1 == *b);
    let note = |stretch: &[usize]| {
        let number = |at: usize| sheet.first_row + at as u32;
        let (first, last) = (number(stretch[0]), number(stretch[stretch.len() - 1]));
        Note::of_rows(&sheet.name, first, last, stretch.len() as u32)
    };
    stretches.map(note).collect()
}

fn broken(_: calamine::XlsxError) -> ReadError {
    ReadError::Broken
}

fn as_seen(value: &DataRef, shows: &Shows) -> Option<RawCell> {
    let (text, kind) = match value {
        DataRef::Empty => return None,
        DataRef::Int(n) => (n.to_string(), CellKind::Number),
        DataRef::Float(n) if !n.is_finite() => ("#NUM!".to_owned(), CellKind::Error),
        // Excel stores 94,7 % as 0,947; who typed it sees 94,7%.
        DataRef::Float(n) if shows.is_percent => (format!("{}%", numbers::seen(n * 100.0)), CellKind::Number),
        DataRef::Float(n) => (numbers::seen(*n), CellKind::Number),
        DataRef::String(text) => (shown(text), CellKind::Text),
        DataRef::SharedString(text) => (shown(text), CellKind::Text),
        DataRef::Bool(value) => (
            (if *value { "TRUE" } else { "FALSE" }).to_owned(),
            CellKind::YesNo,
        ),
        DataRef::DateTime(moment) => part_of_day(moment_as_seen(moment), shows.day),
        DataRef::DateTimeIso(text) => part_of_day((iso_as_seen(text), CellKind::Day), shows.day),
        DataRef::DurationIso(text) => (text.clone(), CellKind::Text),
        DataRef::Error(error) => (error.to_string(), CellKind::Error),
    };
    (!text.is_empty()).then_some(RawCell { text, kind })
}

/// A day of which only month or year is shown is no day: nobody typed the first of the month.
fn part_of_day((text, kind): (String, CellKind), parts: DayParts) -> (String, CellKind) {
    let shown = match (kind, parts, text.split('/').collect::<Vec<_>>().as_slice()) {
        (CellKind::Day, DayParts::Month, [_, month, year]) => format!("{month}/{year}"),
        (CellKind::Day, DayParts::Year, [_, _, year]) => (*year).to_owned(),
        _ => return (text, kind),
    };
    (shown, CellKind::Text)
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
