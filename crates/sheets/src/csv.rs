//! Reads text with separated columns, in the encodings and with the separators that offices use.

use crate::oldfont;
use crate::read::{CellKind, Encoding, Limits, Meter, RawCell, RawSheet, ReadError};
use crate::syllable::is_syllable;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

const SEPARATORS: [char; 3] = [',', ';', '\t'];
const LINES_LOOKED_AT: usize = 30;

/// Reads separated text as one sheet without a name.
pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<RawSheet, ReadError> {
    let (text, encoding) = decode(bytes);
    // Excel itself reads a first line that names the separator.
    let stated = SEPARATORS.iter().find(|s| {
        text.strip_prefix("sep=")
            .is_some_and(|rest| rest.starts_with(**s) && rest[1..].starts_with(['\r', '\n']))
    });
    let separator = stated.copied().unwrap_or_else(|| guess_separator(&text));
    let mut sheet = RawSheet {
        name: String::new(),
        rows: Vec::new(),
        first_row: 1,
        encoding,
    };
    let mut meter = Meter::new(limits);
    for (row, record) in records(&text, separator, limits.columns as usize).enumerate() {
        for (column, raw) in record
            .into_iter()
            .map(cell)
            .enumerate()
            .filter(|(_, c)| !c.text.is_empty())
        {
            meter.cell("", row as u32, column as u32, raw.text.len())?;
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
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => rest,
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

fn decode(bytes: &[u8]) -> (String, Encoding) {
    if bytes.starts_with(b"\xff\xfe") {
        return (UTF_16LE.decode(bytes).0.into_owned(), Encoding::Unicode);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return (UTF_16BE.decode(bytes).0.into_owned(), Encoding::Unicode);
    }
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(plain) {
        return (text.to_owned(), Encoding::Unicode);
    }
    let latin = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let vietnamese: String = WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect();
    // Bytes of old fonts have no name of their own; they are read as Latin and converted after a person agrees.
    if oldfont::detect(&latin).is_none() && is_mostly_vietnamese(&vietnamese) {
        return (vietnamese, Encoding::Windows1258);
    }
    (latin.into_owned(), Encoding::Windows1252)
}

fn is_mostly_vietnamese(text: &str) -> bool {
    let words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty() && !w.is_ascii());
    let (all, good) = words.fold((0, 0), |(all, good), w| {
        (all + 1, good + usize::from(is_syllable(w)))
    });
    good > 0 && good * 10 >= all * 7
}

// The separator that cuts the first lines into the same number of columns most often; the comma when none does.
fn guess_separator(text: &str) -> char {
    let score = |separator: char| {
        let widths: Vec<usize> = records(text, separator, 1000)
            .take(LINES_LOOKED_AT)
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

/// Records of RFC 4180, forgiving: any line end, a quote inside a field stays.
struct Records<'a> {
    rest: &'a str,
    separator: char,
    columns: usize,
}

// A line of a million separators must not cost a million strings: behind `columns` one filled field is kept as proof.
fn records(text: &str, separator: char, columns: usize) -> Records<'_> {
    Records {
        rest: text,
        separator,
        columns,
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut record = Vec::new();
        loop {
            let field = self.field();
            let is_proof = record.len() == self.columns && !field.trim().is_empty();
            if record.len() < self.columns || is_proof {
                record.push(field);
            }
            if let Some(rest) = self.rest.strip_prefix(self.separator) {
                self.rest = rest;
                continue;
            }
            let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
            self.rest = rest.strip_prefix('\n').unwrap_or(rest);
            return Some(record);
        }
    }
}

impl Records<'_> {
    fn field(&mut self) -> String {
        let mut text = String::new();
        if let Some(mut rest) = self.rest.strip_prefix('"') {
            loop {
                let Some(end) = rest.find('"') else {
                    // Never closed: the rest of the file is the field.
                    text.push_str(rest);
                    self.rest = "";
                    return text;
                };
                text.push_str(&rest[..end]);
                rest = &rest[end + 1..];
                match rest.strip_prefix('"') {
                    Some(after) => {
                        text.push('"');
                        rest = after;
                    }
                    None => break,
                }
            }
            self.rest = rest;
        }
        let end = self
            .rest
            .find([self.separator, '\r', '\n'])
            .unwrap_or(self.rest.len());
        text.push_str(&self.rest[..end]);
        self.rest = &self.rest[end..];
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read(bytes, Limits::default()).expect("readable");
        sheet
            .rows
            .into_iter()
            .map(|r| r.into_iter().map(|c| c.text).collect())
            .collect()
    }

    #[test]
    fn every_separator_and_line_end_is_read() {
        let rows = vec![
            vec!["Ngày", "Số lượt", "Ghi chú"],
            vec!["10/9/2022", "1,5", "a\"b\nc"],
        ];
        for (separator, end) in [(";", "\r\n"), ("\t", "\n"), (";", "\r")] {
            let lines = [
                ["Ngày", "Số lượt", "Ghi chú"],
                ["10/9/2022", "1,5", "\"a\"\"b\nc\""],
            ];
            let text: Vec<String> = lines.iter().map(|l| l.join(separator)).collect();
            let text = text.join(end);
            assert_eq!(texts(text.as_bytes()), rows, "{separator:?} {end:?}");
            assert_eq!(
                texts(format!("\u{feff}{text}").as_bytes()),
                rows,
                "{separator:?} {end:?} after a mark"
            );
            let wide: Vec<u8> = format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
            assert_eq!(texts(&wide), rows, "{separator:?} {end:?} in UTF-16");
        }
        assert_eq!(
            texts("a,\"b,c\",d\n1,2,3".as_bytes()),
            vec![vec!["a", "b,c", "d"], vec!["1", "2", "3"]]
        );
        assert_eq!(texts(b"sep=;\r\na;b\r\n"), vec![vec!["a", "b"]]);
    }

    #[test]
    fn old_encodings_are_told_apart() {
        // "Tổ dân phố 3" as Windows-1258 writes it: letters with a circumflex, tones behind them.
        let sheet = read(
            b"T\xf4\xd2 d\xe2n ph\xf4\xec 3;\xf0\xfd\xf5\xcc\x6eg",
            Limits::default(),
        )
        .expect("readable");
        assert_eq!(sheet.encoding, Encoding::Windows1258);
        assert_eq!(sheet.rows[0][0].text, "Tổ dân phố 3");
        let sheet = read(b"T\xe6 d\xa9n ph\xe8,\xa7\xad\xeang phe", Limits::default()).expect("readable");
        assert_eq!(sheet.encoding, Encoding::Windows1252);
        assert_eq!(
            oldfont::convert(&sheet.rows[0][0].text, crate::OldFont::Tcvn3),
            "Tổ dân phố"
        );
        let sheet = read(
            "Société à Hanoï"
                .to_string()
                .chars()
                .map(|c| c as u8)
                .collect::<Vec<_>>()
                .as_slice(),
            Limits::default(),
        );
        assert_eq!(sheet.expect("readable").encoding, Encoding::Windows1252);
    }

    #[test]
    fn the_first_row_and_odd_quotes_are_kept() {
        assert_eq!(
            texts(b"a,b\"c\n\n'=1,'x"),
            vec![vec!["a", "b\"c"], vec![], vec!["=1", "'x"]]
        );
        assert_eq!(texts(b"\"open,b\nc"), vec![vec!["open,b\nc"]]);
        assert!(texts(b"").is_empty());
    }
}
