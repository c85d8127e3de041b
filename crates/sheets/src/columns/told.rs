//! Notes on what is left out, hidden or in doubt in a sheet whose head is known.

use super::head::{Head, number};
use super::{DAY, SheetRow};
use crate::notes::{Note, NoteKind};
use crate::numbers::{address, could_be_turned};
use crate::oldfont::{OldFont, Reading, reading};
use crate::read::{CellKind, RawCell, RawSheet};
use dienhong_domain::text::fold;
use dienhong_domain::time::Day;
use std::collections::HashSet;

/// Collects all notes: those of the reader below the head, then columns and rows that are not read, then doubts.
pub(super) fn notes(
    raw: &RawSheet,
    head: &Head,
    rows: &[SheetRow],
    is_day: impl Fn(&str) -> bool,
    old_font: Option<OldFont>,
) -> Vec<Note> {
    let mut notes: Vec<Note> = raw.notes.iter().filter_map(|n| below(raw, head, n)).collect();
    notes.extend(columns(raw, head));
    notes.extend(raw.notes.iter().filter_map(|n| over_several(raw, head, n)));
    notes.extend(renamed(raw, head));
    notes.extend(numbering(raw, head));
    notes.extend(above(raw, head));
    notes.extend(turned_days(raw, head, is_day));
    if let Some(font) = old_font {
        notes.extend(conversions(raw, rows, font));
    }
    notes
}

fn is_filled(cell: Option<&RawCell>) -> bool {
    cell.is_some_and(|c| !c.text.trim().is_empty())
}

/// The rows below the head, with their numbers.
fn answers<'a>(raw: &'a RawSheet, head: &Head) -> impl Iterator<Item = (u32, &'a Vec<RawCell>)> {
    let rows = raw.rows.iter().enumerate().skip(head.row + 1);
    rows.map(|(at, row)| (number(raw, at), row))
}

/// Keeps a note of the reader if it concerns answers: every template hides its row of codes and merges its titles.
fn below(raw: &RawSheet, head: &Head, note: &Note) -> Option<Note> {
    let first = number(raw, head.row) + 1;
    let rows = note.rows();
    match (&note.kind, rows) {
        (NoteKind::HiddenRows { .. }, Some((from, to))) if to >= first => {
            let from = from.max(first);
            let at = |number: u32| (number - raw.first_row) as usize;
            let filled = raw
                .rows
                .get(at(from)..=at(to))?
                .iter()
                .filter(|row| !row.is_empty());
            Some(Note::of_rows(&note.sheet, from, to, filled.count() as u32))
        }
        (NoteKind::Merged, Some((_, to))) if to >= first => holds_value(raw, note).then(|| note.clone()),
        (NoteKind::HiddenRows { .. } | NoteKind::Merged, _) => None,
        (NoteKind::HiddenColumn, _) => {
            let column = column_of(note)?;
            answers(raw, head)
                .any(|(_, row)| is_filled(row.get(column)))
                .then(|| note.clone())
        }
        // A formula without a result matters in the head, where it hides a heading, but not in a title above it.
        (NoteKind::FormulaWithoutResult, Some((row, _))) => {
            (row >= number(raw, head.top)).then(|| note.clone())
        }
        (_, Some((row, _))) => (row >= first).then(|| note.clone()),
        (_, None) => Some(note.clone()),
    }
}

/// A head merged over columns that hold something and are not read: "Số lượt" over "Nam" and "Nữ". All its rows are in doubt.
fn over_several(raw: &RawSheet, head: &Head, note: &Note) -> Option<Note> {
    let (from, to) = note.rows().filter(|_| note.kind == NoteKind::Merged)?;
    let heads = number(raw, head.top)..=number(raw, head.row);
    let (_, end) = note.address.as_deref()?.split_once(':')?;
    let (first, last) = (column_of(note)?, column_of_address(end)?);
    let is_read = |column: usize| head.fields.iter().any(|(c, _)| *c == column);
    if !(heads.contains(&from) && heads.contains(&to) && is_read(first)) {
        return None;
    }
    let beyond = |row: &[RawCell]| (first + 1..=last).any(|c| !is_read(c) && is_filled(row.get(c)));
    let mut rows = answers(raw, head).filter(|(_, row)| beyond(row)).map(|(n, _)| n);
    let top = rows.next()?;
    let bottom = rows.last().unwrap_or(top);
    let heading = raw.rows.get((from - raw.first_row) as usize)?.get(first)?;
    let heading = heading.text.trim().to_owned();
    let address = format!("{}:{}", address(first, top), address(last, bottom));
    Some(Note::at(
        &raw.name,
        address,
        NoteKind::HeadOverSeveral { heading },
    ))
}

fn column_of(note: &Note) -> Option<usize> {
    column_of_address(note.address.as_deref()?)
}

fn column_of_address(address: &str) -> Option<usize> {
    let letters = address.split(|c: char| !c.is_ascii_uppercase()).next()?;
    let place = letters
        .bytes()
        .fold(0usize, |sum, b| sum * 26 + usize::from(b - b'A') + 1);
    place.checked_sub(1)
}

// Merged cells that are all empty hide nothing.
fn holds_value(raw: &RawSheet, note: &Note) -> bool {
    let place = note.rows().zip(column_of(note));
    let cell = place.and_then(|((row, _), column)| {
        let at = row.checked_sub(raw.first_row)?;
        raw.rows.get(at as usize)?.get(column)
    });
    is_filled(cell)
}

/// Columns with something in them that answer nothing.
fn columns(raw: &RawSheet, head: &Head) -> Vec<Note> {
    let width = answers(raw, head).map(|(_, row)| row.len()).max().unwrap_or(0);
    let is_read =
        |column: &usize| head.fields.iter().any(|(c, _)| c == column) || head.numbering.contains(column);
    let mut notes = Vec::new();
    for column in (0..width).filter(|c| !is_read(c)) {
        let filled = || answers(raw, head).filter(|(_, row)| is_filled(row.get(column)));
        let Some((first, _)) = filled().next() else {
            continue;
        };
        let cells = filled().count() as u32;
        let strange = head.strange.iter().find(|(c, _)| *c == column);
        notes.push(match strange {
            Some((_, heading)) => {
                let kind = NoteKind::UnknownColumn {
                    heading: heading.clone(),
                    cells,
                };
                Note::at(&raw.name, address(column, number(raw, head.row)), kind)
            }
            None => Note::at(&raw.name, address(column, first), NoteKind::NoHeading { cells }),
        });
    }
    notes
}

/// Columns that are read by their code although their head has another text.
fn renamed(raw: &RawSheet, head: &Head) -> Vec<Note> {
    let note = |(column, heading, field): &(usize, String, String)| {
        let (heading, field) = (heading.clone(), field.clone());
        let place = address(*column, number(raw, head.top));
        Note::at(&raw.name, place, NoteKind::HeadRenamed { heading, field })
    };
    head.renamed.iter().map(note).collect()
}

/// Words in the column of running numbers: "Hủy, không tính", "Tổng: 83".
fn numbering(raw: &RawSheet, head: &Head) -> Vec<Note> {
    let mut notes = Vec::new();
    for column in &head.numbering {
        for (row, cells) in answers(raw, head) {
            let text = cells.get(*column).map_or("", |c| c.text.trim());
            if says_something(text) {
                let text = text.to_owned();
                let kind = NoteKind::NumberingWords { text };
                notes.push(Note::at(&raw.name, address(*column, row), kind));
            }
        }
    }
    notes
}

/// "1.", "2a", "XVIII" and "-" number rows; a word of three letters says something.
fn says_something(text: &str) -> bool {
    let is_roman = |word: &str| word.chars().all(|c| "ivxlcIVXLC".contains(c));
    text.split(|c: char| !c.is_alphabetic())
        .any(|word| word.chars().count() > 2 && !is_roman(word))
}

/// Rows above the head that look like answers: a day and something beside it, or as many cells as an entry has, in the
/// columns that are read.
fn above(raw: &RawSheet, head: &Head) -> Vec<Note> {
    let day = head.column(DAY);
    let rows = raw.rows.iter().enumerate().take(head.top);
    let most = head.fields.len().div_ceil(2).max(3);
    let is_answer = |row: &[RawCell]| {
        let is_day = day.is_some_and(|day| row.get(day).is_some_and(|c| Day::parse(&c.text).is_ok()));
        let filled = || {
            head.fields
                .iter()
                .filter_map(|(c, _)| row.get(*c).filter(|c| is_filled(Some(c))))
        };
        // A title may stand in several cells, too; an answer is a day or a number somewhere.
        let has_number = filled().any(|c| c.text.trim().starts_with(|c: char| c.is_ascii_digit()));
        let is_full = filled().count() >= most && has_number;
        is_day && filled().count() > 1 || is_full && !is_head_again(raw, head, row)
    };
    rows.filter(|(_, row)| is_answer(row))
        .map(|(at, _)| Note::at(&raw.name, number(raw, at).to_string(), NoteKind::AboveHead))
        .collect()
}

/// Whether a row repeats the head in most columns.
fn is_head_again(raw: &RawSheet, head: &Head, row: &[RawCell]) -> bool {
    let text =
        |row: &[RawCell], column: usize| row.get(column).map(|c| fold(&c.text)).filter(|t| !t.is_empty());
    let of_head = |column: usize| text(raw.rows.get(head.top)?, column);
    let filled: Vec<usize> = (0..row.len()).filter(|c| is_filled(row.get(*c))).collect();
    let same = filled
        .iter()
        .filter(|c| of_head(**c).is_some() && of_head(**c) == text(row, **c));
    same.count() * 2 > filled.len()
}

/// Days that may have been typed on a computer that puts the month first. It leaves 13/9/2022 as text, and makes 9 October of
/// 10/9/2022: text beside days gives it away, and so does a month of 13 and more in text.
fn turned_days(raw: &RawSheet, head: &Head, is_day: impl Fn(&str) -> bool) -> Vec<Note> {
    let columns = head.fields.iter().filter(|(_, field)| is_day(field));
    columns
        .flat_map(|(column, _)| turned_days_of(raw, head, *column))
        .collect()
}

fn turned_days_of(raw: &RawSheet, head: &Head, column: usize) -> Vec<Note> {
    let cells = || answers(raw, head).filter_map(move |(n, row)| Some((n, row.get(column)?)));
    let texts = || {
        cells()
            .filter(|(_, c)| c.kind == CellKind::Text)
            .map(|(_, c)| numbers_of(&c.text))
    };
    let was_left = texts().any(|[day, month]| day > 12 && (1..=12).contains(&month));
    let is_turned = texts().any(|[month, day]| (13..=31).contains(&day) && (1..=12).contains(&month));
    let told = raw
        .notes
        .iter()
        .filter(|n| matches!(n.kind, NoteKind::MonthFirst { .. }));
    let told: HashSet<&str> = told.filter_map(|n| n.address.as_deref()).collect();
    let doubted = cells().filter(|(_, c)| {
        let is_suspect = match c.kind {
            CellKind::Day => was_left || is_turned,
            CellKind::Text => is_turned,
            _ => false,
        };
        is_suspect && could_be_turned(&c.text)
    });
    doubted
        .map(|(n, c)| (address(column, n), c.text.clone()))
        .filter(|(place, _)| !told.contains(place.as_str()))
        .map(|(place, text)| Note::at(&raw.name, place, NoteKind::MonthFirst { text }))
        .collect()
}

// The first two numbers of a day typed with signs; zeros for anything else.
fn numbers_of(text: &str) -> [u32; 2] {
    let parts: Vec<u32> = text
        .trim()
        .split(['/', '-', '.'])
        .map(|p| p.trim().parse().unwrap_or(0))
        .collect();
    match parts[..] {
        [first, second, year] if year > 31 || first <= 31 && year > 0 => [first, second],
        _ => [0, 0],
    }
}

/// Each text that would be read as typed in the old font, and each that could be.
fn conversions(raw: &RawSheet, rows: &[SheetRow], font: OldFont) -> Vec<Note> {
    let cells = rows.iter().flat_map(|r| r.cells.values());
    cells
        .filter_map(|cell| {
            let before = cell.text.clone();
            let kind = match reading(&cell.text, font) {
                Reading::Better(after) => NoteKind::OldFont { font, before, after },
                Reading::Unsure(after) => NoteKind::OldFontUnsure { font, before, after },
                Reading::AsFound => return None,
            };
            Some(Note::at(&raw.name, cell.address.clone(), kind))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::column_name;

    #[test]
    fn columns_are_read_from_addresses() {
        for (address, column) in [("C7", 2), ("AA1:AB3", 26), ("XFD", 16_383)] {
            let note = Note::at("", address, NoteKind::Merged);
            assert_eq!(column_of(&note), Some(column));
            assert!(address.starts_with(&column_name(column)));
        }
        assert_eq!(column_of(&Note::at("", "7:9", NoteKind::Merged)), None);
    }
}
