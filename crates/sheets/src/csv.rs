//! Reads text with separated columns, in the encodings and with the separators that offices use.

mod encoding;
mod records;

use crate::notes::{Note, NoteKind};
use crate::numbers::address;
use crate::read::{CellKind, Limits, Meter, RawCell, RawSheet, ReadError};
use crate::table::is_armed;
use records::records;

const SEPARATORS: [char; 3] = [',', ';', '\t'];
const LINES_LOOKED_AT: usize = 30;

/// Reads separated text as one sheet without a name.
pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<RawSheet, ReadError> {
    let (text, encoding) = encoding::decode(bytes);
    // Excel itself reads a first line that names the separator.
    let stated = SEPARATORS.iter().find(|s| {
        text.strip_prefix("sep=")
            .is_some_and(|rest| rest.starts_with(**s) && rest[1..].starts_with(['\r', '\n']))
    });
    let separator = stated.copied().unwrap_or_else(|| guess_separator(&text));
    let mut sheet = RawSheet {
        first_row: 1,
        encoding,
        notes: encoding::notes(encoding),
        ..RawSheet::default()
    };
    let mut meter = Meter::new(limits);
    let mut all = records(&text, separator, limits.columns as usize);
    for row in 0.. {
        let start = all.offset();
        let Some(record) = all.next() else {
            break;
        };
        let record = record.map_err(|line| ReadError::QuoteNotClosed { line })?;
        for (column, raw) in record
            .into_iter()
            .map(cell)
            .enumerate()
            .filter(|(_, c)| !c.text.is_empty())
        {
            meter.cell("", row as u32, column as u32, raw.text.len())?;
            let mut told = Vec::new();
            if raw.text.contains(encoding::BAD) {
                let line = encoding::line_after(&text[..start]);
                told.push(NoteKind::BadBytes { line });
            }
            if raw.text.contains(separator) && raw.text.contains(['\r', '\n']) {
                told.push(NoteKind::TwoLines);
            }
            if dienhong_domain::text::has_control(&raw.text) {
                told.push(NoteKind::ControlCharacters);
            }
            let place = || address(column, row as u32 + 1);
            sheet
                .notes
                .extend(told.into_iter().map(|kind| Note::at("", place(), kind)));
            sheet.put(row, column, raw);
        }
    }
    if stated.is_some() {
        sheet.rows[0].clear();
    }
    sheet.trim();
    Ok(sheet)
}

fn cell(text: String) -> RawCell {
    let text = text.trim_matches([' ', '\r', '\n', '\u{a0}']);
    // The apostrophe that disarms a formula is not part of the text.
    let text = match text.strip_prefix('\'') {
        Some(rest) if is_armed(rest) => rest,
        _ => text,
    };
    let kind = if text.is_empty() {
        CellKind::Empty
    } else {
        CellKind::Text
    };
    RawCell {
        text: text.to_owned(),
        kind,
    }
}

// The separator that cuts the first lines into the same number of columns most often; the comma when none does.
fn guess_separator(text: &str) -> char {
    let score = |separator: char| {
        let widths: Vec<usize> = records(text, separator, 1000)
            .take(LINES_LOOKED_AT)
            .filter_map(Result::ok)
            .map(|r| r.len())
            .filter(|w| *w > 1)
            .collect();
        let common = widths
            .iter()
            .max_by_key(|w| (widths.iter().filter(|o| o == w).count(), **w))
            .copied();
        (
            widths.iter().filter(|w| Some(**w) == common).count(),
            common.unwrap_or(0),
        )
    };
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(|s| score(*s))
        .unwrap_or(',')
}

#[cfg(test)]
mod tests;
