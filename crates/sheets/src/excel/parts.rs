//! Where the parts of a workbook lie, by its own tables.

use crate::archive::Archive;
use crate::read::ReadError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;
use std::collections::HashMap;

const WORKBOOK: &str = "xl/workbook.xml";

/// What a workbook says about itself.
pub(super) struct Parts {
    /// Parts of the sheets by name; of two sheets of one name the first.
    sheets: HashMap<String, String>,
    /// Whether its program asks to compute all formulas anew: what they hold was never computed.
    pub(super) recomputes: bool,
    /// Pictures in it.
    pub(super) pictures: u32,
    /// Drawings in it that hold text.
    pub(super) text_boxes: u32,
}

impl Parts {
    /// Reads the tables of a workbook.
    pub(super) fn find(archive: &mut Archive, max: u64) -> Result<Parts, ReadError> {
        let workbook = workbook(archive, max)?;
        let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let folder = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let targets = targets(&text(archive, &format!("{folder}_rels/{name}.rels"), max)?)?;
        let mut parts = Parts {
            sheets: HashMap::new(),
            recomputes: false,
            pictures: pictures(archive, &folder),
            text_boxes: text_boxes(archive, &folder, max)?,
        };
        elements(&text(archive, &workbook, max)?, |element| {
            match element.local_name().into_inner() {
                "sheet" => {
                    let target = attribute(element, "id").and_then(|id| targets.get(&id));
                    let part = target.map(|target| resolved(&folder, target));
                    if let (Some(name), Some(part)) = (attribute(element, "name"), part) {
                        parts.sheets.entry(name).or_insert(part);
                    }
                }
                "calcPr" => parts.recomputes = is_true(written(element, "fullCalcOnLoad")),
                _ => {}
            }
        })?;
        Ok(parts)
    }

    /// The part of a sheet.
    pub(super) fn of(&self, sheet: &str) -> Result<&str, ReadError> {
        self.sheets
            .get(sheet)
            .map(String::as_str)
            .ok_or(ReadError::Broken)
    }
}

fn workbook(archive: &mut Archive, max: u64) -> Result<String, ReadError> {
    let mut found = None;
    if archive.has("_rels/.rels") {
        elements(&text(archive, "_rels/.rels", max)?, |element| {
            let is_workbook = attribute(element, "Type").is_some_and(|t| t.ends_with("/officeDocument"));
            if is_workbook && found.is_none() {
                found = attribute(element, "Target");
            }
        })?;
    }
    let found = found.unwrap_or_else(|| WORKBOOK.to_owned());
    Ok(found.trim_start_matches('/').to_owned())
}

/// The parts in which the comments of a sheet's part stand.
pub(super) fn comments_of(archive: &mut Archive, part: &str, max: u64) -> Result<Vec<String>, ReadError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let relations = format!("{folder}/_rels/{name}.rels");
    let mut found = Vec::new();
    if archive.has(&relations) {
        elements(&text(archive, &relations, max)?, |element| {
            let is_comments = attribute(element, "Type").is_some_and(|t| t.ends_with("/comments"));
            found.extend(
                attribute(element, "Target")
                    .filter(|_| is_comments)
                    .map(|t| resolved(folder, &t)),
            );
        })?;
    }
    found.retain(|part| archive.has(part));
    Ok(found)
}

/// The name of a part that is told from a folder: "../comments1.xml" from "xl/worksheets" is "xl/comments1.xml".
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn targets(relations: &str) -> Result<HashMap<String, String>, ReadError> {
    let mut targets = HashMap::new();
    elements(relations, |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            targets.insert(id, target);
        }
    })?;
    Ok(targets)
}

fn pictures(archive: &Archive, folder: &str) -> u32 {
    let media = format!("{folder}media/").to_ascii_lowercase();
    let is_picture = |name: &&String| name.to_ascii_lowercase().starts_with(&media) && !name.ends_with('/');
    archive.names().iter().filter(is_picture).count() as u32
}

/// Drawings with text in them; a chart's frame has none.
fn text_boxes(archive: &mut Archive, folder: &str, max: u64) -> Result<u32, ReadError> {
    let drawings = format!("{folder}drawings/").to_ascii_lowercase();
    let is_drawing = |name: &&String| {
        let name = name.to_ascii_lowercase();
        name.starts_with(&drawings) && name.ends_with(".xml")
    };
    let names: Vec<String> = archive.names().iter().filter(is_drawing).cloned().collect();
    let mut count = 0;
    for name in names {
        let xml = text(archive, &name, max)?;
        // "<a:t>" with something in it, whatever the prefix.
        let mut runs = xml.split("t>").skip(1);
        let is_text = |run: &str| run.split('<').next().is_some_and(|said| !said.trim().is_empty());
        count += u32::from(xml.contains("txBody") && runs.any(is_text));
    }
    Ok(count)
}

/// Unpacks a part as text.
pub(super) fn text(archive: &mut Archive, name: &str, max: u64) -> Result<String, ReadError> {
    let bytes = archive.part(name, max)?.ok_or(ReadError::Broken)?;
    String::from_utf8(bytes).map_err(|_| ReadError::Broken)
}

/// Opens a part for reading; what it forgives is what the reader of cells forgives.
pub(super) fn open(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml.trim_start_matches('\u{feff}'));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.check_comments = false;
    reader
}

/// Visits each element.
pub(super) fn elements(xml: &str, mut take: impl FnMut(&BytesStart)) -> Result<(), ReadError> {
    let mut reader = open(xml);
    loop {
        match reader.read_event().map_err(|_| ReadError::Broken)? {
            Event::Start(element) => take(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, whatever its namespace.
pub(super) fn attribute(of: &BytesStart, name: &str) -> Option<String> {
    let found = of
        .attributes()
        .flatten()
        .find(|a| a.key.local_name().into_inner() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// The value of an attribute as written: enough where it can hold no sign that XML writes otherwise.
pub(super) fn written<'a>(of: &'a BytesStart, name: &str) -> Option<Cow<'a, str>> {
    let mut all = of.attributes();
    let found = all
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().into_inner() == name)?;
    Some(found.value)
}

/// Whether an attribute says yes.
pub(super) fn is_true(value: Option<Cow<str>>) -> bool {
    value.is_some_and(|v| v == "1" || v == "true")
}
