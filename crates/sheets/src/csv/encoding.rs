//! Which encoding a text file is in, and where its bytes are not of it.

use crate::notes::{Note, NoteKind};
use crate::oldfont;
use crate::read::Encoding;
use crate::syllable::is_syllable;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

/// What stands where bytes are not of the encoding.
pub(super) const BAD: char = '\u{fffd}';

/// Decodes a file. A byte that is not of the encoding becomes "�" and changes nothing else.
pub(super) fn decode(bytes: &[u8]) -> (String, Encoding) {
    if bytes.starts_with(b"\xff\xfe") {
        return (UTF_16LE.decode(bytes).0.into_owned(), Encoding::Unicode);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return (UTF_16BE.decode(bytes).0.into_owned(), Encoding::Unicode);
    }
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if plain.len() < bytes.len() || is_utf8(plain) {
        return (String::from_utf8_lossy(plain).into_owned(), Encoding::Unicode);
    }
    let latin = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let vietnamese: String = WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect();
    // Bytes of old fonts have no name of their own; they are read as Latin and converted after a person agrees.
    if oldfont::detect(&latin).is_none() && is_mostly_vietnamese(&vietnamese) {
        return (vietnamese, Encoding::Windows1258);
    }
    (latin.into_owned(), Encoding::Windows1252)
}

// One damaged byte does not make a file Latin. In the encodings before Unicode hardly two letters in a row look like one
// of UTF-8.
fn is_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad
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

/// Tells that a file is not in Unicode.
pub(super) fn notes(encoding: Encoding) -> Vec<Note> {
    let is_other = encoding != Encoding::Unicode;
    let told = is_other.then(|| Note::of_sheet("", NoteKind::NotUnicode { encoding }));
    told.into_iter().collect()
}

/// The line on which text of this length ends, counted from 1.
pub(super) fn line_after(text: &str) -> u32 {
    let mut chars = text.chars().peekable();
    let mut line = 1;
    while let Some(c) = chars.next() {
        line += u32::from(is_line_end(c, chars.peek().copied()));
    }
    line
}

fn is_line_end(c: char, next: Option<char>) -> bool {
    c == '\n' || c == '\r' && next != Some('\n')
}
