//! The archive of a DOCX: its document and its styles.

use super::styles::Styles;
use super::walk::attribute;
use super::{ReadBackError, broken};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

pub(super) const FILE_MAX: usize = 20 * 1024 * 1024;
pub(super) const UNPACKED_MAX: u64 = 64 * 1024 * 1024;
/// The usual path of the document part.
const DOCUMENT: &str = "word/document.xml";
/// The part that names the document part.
const RELATIONS: &str = "_rels/.rels";

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Unpacks the document of a DOCX: the part that Word opens.
pub(super) fn document(docx: &[u8]) -> Result<String, ReadBackError> {
    if docx.len() > FILE_MAX {
        return Err(ReadBackError::TooLarge);
    }
    let mut zip = ZipArchive::new(Cursor::new(docx)).map_err(|_| ReadBackError::NotADocx)?;
    if zip.has_duplicate_names() {
        // Word might show the other one.
        return Err(broken("two parts of one name"));
    }
    let name = document_name(&mut zip)?;
    part(&mut zip, &name)?.ok_or(ReadBackError::NotADocx)
}

/// The styles of a DOCX that hide text; none where they can not be read.
pub(super) fn hidden_styles(docx: &[u8]) -> Styles {
    let found = || -> Option<Styles> {
        let mut zip = ZipArchive::new(Cursor::new(docx)).ok()?;
        let name = document_name(&mut zip).ok()?;
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = part(&mut zip, &format!("{folder}/styles.xml")).ok()??;
        Some(Styles::read(&text))
    };
    found().unwrap_or_default()
}

fn document_name(zip: &mut Archive<'_>) -> Result<String, ReadBackError> {
    let named = part(zip, RELATIONS)?.and_then(|relations| main_part(&relations));
    Ok(named.unwrap_or_else(|| DOCUMENT.to_owned()))
}

/// The part that relations name as the document.
fn main_part(relations: &str) -> Option<String> {
    let mut reader = Reader::from_str(relations);
    loop {
        let of = match reader.read_event().ok()? {
            Event::Start(of) | Event::Empty(of) => of,
            Event::Eof => return None,
            _ => continue,
        };
        let is_document = attribute(&of, "Type").is_ok_and(|kind| kind.ends_with("/officeDocument"));
        if is_document && of.local_name().into_inner() == "Relationship" {
            let target = attribute(&of, "Target").ok()?;
            return Some(target.trim_start_matches('/').to_owned());
        }
    }
}

fn part(zip: &mut Archive<'_>, name: &str) -> Result<Option<String>, ReadBackError> {
    let part = match zip.by_name(name) {
        Err(ZipError::FileNotFound) => return Ok(None),
        part => part.map_err(broken)?,
    };
    let mut bytes = Vec::new();
    part.take(UNPACKED_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(broken)?;
    if bytes.len() as u64 > UNPACKED_MAX {
        return Err(ReadBackError::TooLarge);
    }
    String::from_utf8(bytes).map(Some).map_err(broken)
}
