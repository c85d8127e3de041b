//! Tells what a file is by its bytes; its name may lie.

use crate::archive::{Archive, ArchiveError};
use crate::read::ReadError;

/// What can be read.
pub(crate) enum Kind {
    /// A workbook in the format of Excel 2007 and later.
    Workbook,
    /// Text with separated columns.
    Text,
}

const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
// Streams of Excel 2 to 95 that were saved without a compound file around them.
const OLD_STREAMS: [&[u8]; 4] = [
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
];
const HEAD: usize = 4096;

/// Recognises what can be read, and names what cannot.
pub(crate) fn recognise(bytes: &[u8], unpacked_max: u64) -> Result<Kind, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return archive(bytes, unpacked_max).map(|()| Kind::Workbook);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(compound(bytes));
    }
    if OLD_STREAMS.iter().any(|head| bytes.starts_with(head)) {
        return Err(ReadError::OldExcel);
    }
    markup(bytes)?;
    // Text has no zero byte, save in UTF-16, which says so in its first two.
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !is_utf16 && is_binary(&bytes[..bytes.len().min(HEAD)]) {
        return Err(ReadError::NotASheet);
    }
    Ok(Kind::Text)
}

fn archive(bytes: &[u8], unpacked_max: u64) -> Result<(), ReadError> {
    let mut archive = Archive::open(bytes)?;
    if archive.has("mimetype") && archive.has("content.xml") {
        return Err(ReadError::OpenDocument);
    }
    if archive.has("xl/workbook.bin") {
        return Err(ReadError::BinaryExcel);
    }
    if !archive
        .names()
        .iter()
        .any(|n| n.to_ascii_lowercase().starts_with("xl/"))
    {
        return Err(ReadError::NotASheet);
    }
    archive.check_size(unpacked_max)?;
    check_shared_strings(&mut archive, unpacked_max)
}

// The reader reserves room for as many strings as this part states. A file of 300 bytes that states 10^12 would end
// the program, so the number is held against the size of the part: "<si/>" is the shortest string.
fn check_shared_strings(archive: &mut Archive, unpacked_max: u64) -> Result<(), ReadError> {
    let is_strings = |n: &&String| n.to_ascii_lowercase().ends_with("sharedstrings.xml");
    let names: Vec<String> = archive.names().iter().filter(is_strings).cloned().collect();
    for name in names {
        let part = archive.part(&name, unpacked_max)?.unwrap_or_default();
        // A zero byte means UTF-16, in which the search below would find nothing; Excel writes UTF-8 only.
        if part.contains(&0) || stated_strings(&part).any(|n| n > part.len() as u64 / 5 + 1) {
            return Err(ReadError::Broken);
        }
    }
    Ok(())
}

fn stated_strings(part: &[u8]) -> impl Iterator<Item = u64> {
    const ATTRIBUTE: &[u8] = b"uniqueCount";
    let places = part
        .windows(ATTRIBUTE.len())
        .enumerate()
        .filter(|(_, w)| *w == ATTRIBUTE)
        .map(|(i, _)| i);
    places.map(|place| {
        let rest = &part[place + ATTRIBUTE.len()..];
        let digits: Vec<u8> = rest
            .iter()
            .skip_while(|b| !b.is_ascii_digit() && **b != b'>')
            .take_while(|b| b.is_ascii_digit())
            .copied()
            .collect();
        let digits = String::from_utf8(digits).unwrap_or_default();
        if digits.is_empty() {
            0
        } else {
            digits.parse().unwrap_or(u64::MAX)
        }
    })
}

// Names of streams stand in UTF-16 in the directory of a compound file.
fn compound(bytes: &[u8]) -> ReadError {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide)
    };
    if holds("EncryptedPackage") || holds("EncryptionInfo") {
        ReadError::Protected
    } else if holds("Workbook") || holds("Book") {
        ReadError::OldExcel
    } else if holds("WordDocument") || holds("PowerPoint Document") {
        ReadError::NotASheet
    } else {
        ReadError::OldExcel
    }
}

// Many programs write a web page and call it .xls.
fn markup(bytes: &[u8]) -> Result<(), ReadError> {
    let head: String = bytes[..bytes.len().min(HEAD)]
        .iter()
        .filter(|b| **b != 0)
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect();
    let head = head.trim_start_matches(|c: char| !c.is_ascii() || c.is_ascii_whitespace());
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && head.starts_with('<') {
        return Err(ReadError::Excel2003Xml);
    }
    let tags = [
        "<html",
        "<!doctype html",
        "<table",
        "<body",
        "<head",
        "<meta",
        "<style",
        "<script",
        "<div",
    ];
    if head.starts_with('<') && tags.iter().any(|t| head.contains(t)) || head.starts_with("mime-version:") {
        return Err(ReadError::Html);
    }
    if head.starts_with("<?xml") || head.starts_with("%pdf") || head.starts_with("{\\rtf") {
        return Err(ReadError::NotASheet);
    }
    Ok(())
}

fn is_binary(head: &[u8]) -> bool {
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c);
    head.contains(&0) || head.iter().filter(odd).count() * 20 > head.len()
}

impl From<ArchiveError> for ReadError {
    fn from(error: ArchiveError) -> ReadError {
        match error {
            ArchiveError::Broken => ReadError::Broken,
            ArchiveError::Protected => ReadError::Protected,
            ArchiveError::TooLarge { max } => ReadError::TooLargeUnpacked { max },
        }
    }
}
