//! A DOCX read back after people changed it in Word: which numbers no longer say what the frozen paper says.
//!
//! Only the bookmarks of `word/document.xml` and the text at them are looked at, not layout, headers and notes. The file
//! comes from strangers: nothing it states of itself is trusted.

use crate::clean::plain;
use crate::docx::bookmarks;
use crate::model::{Block, Number, Paper, Span};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;
use zip::result::ZipError;

const FILE_MAX: usize = 20 * 1024 * 1024;
const UNPACKED_MAX: u64 = 64 * 1024 * 1024;
const BOOKMARKS_MAX: usize = 100_000;
/// Far more than a number, or an error worth reading, takes.
const LETTERS_MAX: usize = 200;
/// Far more than tables in tables take; each open element costs memory.
const DEPTH_MAX: usize = 1_000;
/// What the bookmarks of numbers begin with.
const PREFIX: &str = "so_";
/// Stands in a [`Page`] at both ends of a bookmark: a sign that XML may not hold.
const EDGE: char = '\0';
/// Stands in a [`Page`] where a paragraph ends.
const PARAGRAPH: char = '\u{2029}';

/// Why a file could not be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadBackError {
    /// The file, what it unpacks to or the count of its bookmarks is beyond what is read.
    #[error("the file is too large")]
    TooLarge,
    /// Not an archive, or none of a Word document; so are files that Word protects with a password.
    #[error("not a DOCX file")]
    NotADocx,
    /// Damaged, encrypted, or written as no Word writes; with what the reader said.
    #[error("the file cannot be read: {0}")]
    Broken(String),
}

/// A number that a file no longer gives as the frozen paper does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Name of the number in the paper; the bookmark where the paper has none.
    pub name: String,
    /// The number as the paper writes it; empty where the paper has none.
    pub expected: String,
    /// What the file has in its place.
    pub found: Found,
}

/// What a file has in place of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Another text.
    Changed(String),
    /// No bookmark of this number.
    Missing,
    /// More than one bookmark of this number.
    Twice,
    /// A bookmark like those of numbers, with this text, that the paper does not have.
    Unknown(String),
}

/// Lists the bookmarks of numbers in the order of the document, each with its text. Deleted text that waits for
/// acceptance is gone, inserted text is there. A bookmark without end ends with its paragraph.
///
/// # Errors
/// What is too large, and what is no sound DOCX.
pub fn bookmarked(docx: &[u8]) -> Result<Vec<(String, String)>, ReadBackError> {
    let page = read(&document(docx)?)?;
    let found = page.marks.iter();
    Ok(found.map(|mark| (mark.name.clone(), page.inside(mark))).collect())
}

/// Lists the numbers that a DOCX no longer gives as the frozen paper does, in the order of the paper; then what it does not
/// have. White space and Unicode forms make no difference.
///
/// Word keeps what is typed right behind a bookmark outside of it, so figures that touch a number count as part of it.
///
/// # Errors
/// What is too large, and what is no sound DOCX.
pub fn differing(paper: &Paper, docx: &[u8]) -> Result<Vec<Mismatch>, ReadBackError> {
    let (frozen, page) = (Page::of(paper), read(&document(docx)?)?);
    let mut by_name: HashMap<&str, Vec<&Mark>> = HashMap::new();
    for mark in &page.marks {
        by_name.entry(&mark.name).or_default().push(mark);
    }
    let mut all = Vec::new();
    for ((number, bookmark), own) in bookmarks(paper).into_iter().zip(&frozen.marks) {
        let found = match by_name.remove(bookmark.as_str()).as_deref() {
            None => Found::Missing,
            Some([mark]) => {
                let seen = page.seen(mark);
                if seen == frozen.seen(own) {
                    continue;
                }
                Found::Changed(seen)
            }
            Some(_) => Found::Twice,
        };
        all.push(Mismatch {
            name: number.name.clone(),
            expected: number.text.clone(),
            found,
        });
    }
    let unknown = page.marks.iter();
    let unknown = unknown.filter(|mark| by_name.contains_key(mark.name.as_str()));
    all.extend(unknown.map(|mark| Mismatch {
        name: mark.name.clone(),
        expected: String::new(),
        found: Found::Unknown(page.seen(mark)),
    }));
    Ok(all)
}

/// Feeds foreign bytes to everything that reads files. For the kept corpus and for fuzzing.
pub fn run(bytes: &[u8]) {
    let _ = bookmarked(bytes);
    let _ = differing(&Paper::default(), bytes);
    // The same as the document of an archive without fault.
    if let Ok(Ok(page)) = std::str::from_utf8(bytes).map(read) {
        for mark in &page.marks {
            let _ = page.seen(mark);
        }
    }
}

fn broken(why: impl ToString) -> ReadBackError {
    ReadBackError::Broken(cut(&why.to_string()))
}

fn cut(text: &str) -> String {
    text.chars().take(LETTERS_MAX).collect()
}

/// One form for one look: NFC, and one space for all white space.
fn fold(text: &str) -> String {
    let text: String = text.nfc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Unpacks the document of a DOCX.
fn document(docx: &[u8]) -> Result<String, ReadBackError> {
    if docx.len() > FILE_MAX {
        return Err(ReadBackError::TooLarge);
    }
    let mut zip = ZipArchive::new(Cursor::new(docx)).map_err(|_| ReadBackError::NotADocx)?;
    if zip.has_duplicate_names() {
        // Word might show the other one.
        return Err(broken("two parts of one name"));
    }
    let part = match zip.by_name("word/document.xml") {
        Err(ZipError::FileNotFound) => return Err(ReadBackError::NotADocx),
        part => part.map_err(broken)?,
    };
    let mut bytes = Vec::new();
    part.take(UNPACKED_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(broken)?;
    if bytes.len() as u64 > UNPACKED_MAX {
        return Err(ReadBackError::TooLarge);
    }
    String::from_utf8(bytes).map_err(broken)
}

/// Reads the text of a document with its bookmarks.
fn read(document: &str) -> Result<Page, ReadBackError> {
    let mut reader = Reader::from_str(document);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk::default();
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(start) => walk.start(&start)?,
            Event::End(end) => walk.end(end.local_name().into_inner()),
            Event::Text(text) => walk.text(&text),
            Event::CData(text) => walk.text(&text),
            Event::GeneralRef(reference) => walk.reference(&reference)?,
            // Office files have none, and entities are declared there.
            Event::DocType(_) => return Err(broken("a document type declaration")),
            Event::Eof => return walk.finish(),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// The value of an attribute, whatever its namespace; empty where there is none.
fn attribute<'a>(of: &'a BytesStart<'_>, name: &str) -> Result<Cow<'a, str>, ReadBackError> {
    for attribute in of.attributes() {
        let attribute = attribute.map_err(broken)?;
        if attribute.key.local_name().into_inner() == name {
            return attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(broken);
        }
    }
    Ok(Cow::Borrowed(""))
}

/// A document on the way through.
#[derive(Default)]
struct Walk {
    page: Page,
    /// Bookmarks without an end so far: where they stand in the page, by id.
    open: HashMap<String, usize>,
    has_begun: bool,
    depth: usize,
    /// How many elements of text are open.
    texts: usize,
    /// How many elements without text to be seen are open: what was deleted or moved away, and the tab stops of paragraphs.
    unseen: usize,
    /// How many elements are open that say the same once more, for old programs: Word writes each text box so.
    repeats: usize,
}

impl Walk {
    fn start(&mut self, of: &BytesStart<'_>) -> Result<(), ReadBackError> {
        let name = of.local_name().into_inner();
        if self.depth == 0 && (self.has_begun || name != "document") {
            return Err(broken("no document of Word"));
        }
        if self.depth == DEPTH_MAX {
            return Err(broken("elements too deep in each other"));
        }
        self.has_begun = true;
        self.depth += 1;
        if let Some(count) = self.count(name) {
            *count += 1;
        }
        match name {
            "tab" | "ptab" | "br" | "cr" | "txbxContent" => self.write(" "),
            "noBreakHyphen" => self.write("-"),
            // A sign of a symbol font is no letter, but is seen.
            "sym" => self.write("\u{fffd}"),
            "bookmarkStart" if self.repeats == 0 => self.open(of)?,
            "bookmarkEnd" if self.repeats == 0 => self.close(of)?,
            _ => {}
        }
        Ok(())
    }

    // The reader sees to it that every end has its start.
    fn end(&mut self, name: &str) {
        self.depth -= 1;
        if let Some(count) = self.count(name) {
            *count -= 1;
        }
        if name == "p" {
            self.write(PARAGRAPH.encode_utf8(&mut [0; 4]));
        }
    }

    fn count(&mut self, name: &str) -> Option<&mut usize> {
        match name {
            "t" => Some(&mut self.texts),
            "del" | "moveFrom" | "pPr" => Some(&mut self.unseen),
            "Fallback" => Some(&mut self.repeats),
            _ => None,
        }
    }

    fn text(&mut self, text: &str) {
        if self.texts > 0 {
            self.write(text);
        }
    }

    fn reference(&mut self, of: &BytesRef<'_>) -> Result<(), ReadBackError> {
        if let Some(letter) = of.resolve_char_ref().map_err(broken)? {
            self.text(letter.encode_utf8(&mut [0; 4]));
            return Ok(());
        }
        let letter = resolve_xml_entity(of).ok_or_else(|| broken("an entity of its own"))?;
        self.text(letter);
        Ok(())
    }

    fn write(&mut self, text: &str) {
        if self.unseen == 0 && self.repeats == 0 {
            self.page.text.push_str(text);
        }
    }

    fn open(&mut self, of: &BytesStart<'_>) -> Result<(), ReadBackError> {
        let name = attribute(of, "name")?;
        if !name.starts_with(PREFIX) {
            return Ok(());
        }
        if self.page.marks.len() == BOOKMARKS_MAX {
            return Err(ReadBackError::TooLarge);
        }
        let at = self.page.open(&name);
        self.open.insert(attribute(of, "id")?.into_owned(), at);
        Ok(())
    }

    fn close(&mut self, of: &BytesStart<'_>) -> Result<(), ReadBackError> {
        if let Some(at) = self.open.remove(&*attribute(of, "id")?) {
            self.page.close(at);
        }
        Ok(())
    }

    fn finish(self) -> Result<Page, ReadBackError> {
        if !self.has_begun || self.depth > 0 {
            return Err(broken("the document is cut off"));
        }
        Ok(self.page)
    }
}

/// Text with bookmarks in it.
#[derive(Default)]
struct Page {
    text: String,
    marks: Vec<Mark>,
}

/// A bookmark in the text of a [`Page`], its edges outside.
struct Mark {
    name: String,
    start: usize,
    end: Option<usize>,
}

impl Page {
    /// The text of a paper around its numbers, in the order of [`Paper::numbers`].
    fn of(paper: &Paper) -> Page {
        let mut page = Page::default();
        let annexes = paper.annexes.iter().flat_map(|(_, blocks)| blocks);
        for block in paper.body.iter().chain(annexes) {
            match block {
                Block::Heading(..) | Block::Basis(_) => {}
                Block::Paragraph(spans) => page.spans(spans),
                Block::Table(table) => table.rows.iter().flatten().for_each(|cell| page.spans(cell)),
                Block::Chart(chart) => chart.bars.iter().for_each(|bar| page.number(&bar.number)),
            }
        }
        page
    }

    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            match span {
                Span::Words(words) => self.text.push_str(&plain(words)),
                Span::Number(number) => self.number(number),
            }
        }
        self.text.push(PARAGRAPH);
    }

    fn number(&mut self, number: &Number) {
        let at = self.open(&number.name);
        self.text.push_str(&plain(&number.text));
        self.close(at);
    }

    fn open(&mut self, name: &str) -> usize {
        self.text.push(EDGE);
        self.marks.push(Mark {
            name: cut(name),
            start: self.text.len(),
            end: None,
        });
        self.marks.len() - 1
    }

    fn close(&mut self, at: usize) {
        self.marks[at].end = Some(self.text.len());
        self.text.push(EDGE);
    }

    /// The text in a bookmark.
    fn inside(&self, mark: &Mark) -> String {
        let text = &self.text[mark.start..mark.end.unwrap_or(self.text.len())];
        // Cut first: a hundred thousand bookmarks may lie in each other.
        text.chars()
            .take(LETTERS_MAX)
            .take_while(|c| mark.end.is_some() || *c != PARAGRAPH)
            .filter(|c| *c != EDGE)
            .map(|c| if c == PARAGRAPH { ' ' } else { c })
            .collect()
    }

    /// What a reader takes for the number: the text in the bookmark and the figures that touch it.
    fn seen(&self, mark: &Mark) -> String {
        let is_other = |c: char| !(c.is_ascii_digit() || c == '.' || c == ',');
        let before = &self.text[..mark.start - EDGE.len_utf8()];
        let after = mark.end.map_or("", |end| &self.text[end + EDGE.len_utf8()..]);
        let before = before.rsplit(is_other).next().unwrap_or_default();
        let after = after.split(is_other).next().unwrap_or_default();
        // A full stop or comma alone belongs to the sentence.
        let (before, after) = (
            before.trim_start_matches(['.', ',']),
            after.trim_end_matches(['.', ',']),
        );
        cut(&fold(&format!("{before}{}{after}", self.inside(mark))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docx::docx;
    use crate::model::{Bar, Chart, Column, Table};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    const NOTHING: [Mismatch; 0] = [];

    fn zipped(name: &str, part: &[u8]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(name, options).expect("a part");
        writer.write_all(part).expect("written");
        writer.finish().expect("an archive").into_inner()
    }

    fn xml(body: &str) -> String {
        format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#)
    }

    fn file(body: &str) -> Vec<u8> {
        zipped("word/document.xml", xml(body).as_bytes())
    }

    fn marked(body: &str) -> Result<Vec<(String, String)>, ReadBackError> {
        bookmarked(&file(body))
    }

    fn pairs(of: &[(&str, &str)]) -> Result<Vec<(String, String)>, ReadBackError> {
        Ok(of.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect())
    }

    fn start(id: u32, name: &str) -> String {
        format!(r#"<w:bookmarkStart w:id="{id}" w:name="{name}"/>"#)
    }

    fn end(id: u32) -> String {
        format!(r#"<w:bookmarkEnd w:id="{id}"/>"#)
    }

    fn text(of: &str) -> String {
        format!(r#"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{of}</w:t></w:r>"#)
    }

    fn number(name: &str, text: &str) -> Number {
        Number {
            name: name.into(),
            text: text.into(),
            value: None,
            scale: 0,
            proof: String::new(),
        }
    }

    /// Words with numbers in every kind of block. The figures are made up.
    fn paper() -> Paper {
        let words = |text: &str| Span::Words(text.into());
        let of = |name: &str, text: &str| Span::Number(number(name, text));
        let body = vec![
            Block::Paragraph(vec![
                words("Đã tổ chức "),
                of("buoi", "46"),
                words(" buổi với "),
                of("luot", "hơn\u{a0}2.844"),
                words(" lượt, cấp "),
                of("trieu", "30"),
                words(".000.000 đồng.\tTiếng "),
                of("viet", "Tiê\u{301}ng"),
                words("."),
            ]),
            Block::Chart(Chart {
                bars: vec![
                    Bar {
                        label: "Tháng 1".into(),
                        number: number("thang-1", "1"),
                    },
                    Bar {
                        label: "Tháng 2".into(),
                        number: number("thang-2", "2"),
                    },
                ],
                ..Chart::default()
            }),
            Block::Table(Table {
                columns: vec![Column::default(); 2],
                rows: vec![vec![vec![of("to-1", "37")], vec![of("to-2", "74")]]],
                ..Table::default()
            }),
        ];
        Paper {
            body,
            annexes: vec![("PHỤ LỤC".into(), vec![Block::Paragraph(vec![of("cuoi", "5")])])],
            ..Paper::default()
        }
    }

    fn name_of(number: &str) -> String {
        let paper = paper();
        let mut all = bookmarks(&paper).into_iter();
        all.find(|(of, _)| of.name == number).expect("the number").1
    }

    /// The paper as laid out, with its document changed once.
    fn changed(from: &str, to: &str) -> Vec<Mismatch> {
        let before = document(&docx(&paper()).expect("laid out")).expect("its document");
        let after = before.replacen(from, to, 1);
        assert_ne!(before, after, "{from} is not there");
        differing(&paper(), &zipped("word/document.xml", after.as_bytes())).expect("readable")
    }

    fn only(name: &str, expected: &str, found: Found) -> Vec<Mismatch> {
        vec![Mismatch {
            name: name.into(),
            expected: expected.into(),
            found,
        }]
    }

    #[test]
    fn a_bookmark_may_be_split_and_span_paragraphs() {
        let body = format!(
            "<w:p>{}{}<w:proofErr/>{}{}</w:p><w:p>{}{}{}</w:p><w:p>{}</w:p>",
            start(1, "so_a"),
            text("2."),
            text("8<!-- -->44"),
            end(1),
            start(2, "so_b"),
            text("1"),
            text("2</w:t><w:tab/><w:t>3<w:br/>"),
            text("4") + &end(2),
        );
        assert_eq!(marked(&body), pairs(&[("so_a", "2.844"), ("so_b", "12 3  4")]));
    }

    #[test]
    fn changes_that_wait_for_acceptance_are_taken_as_accepted() {
        let body = format!(
            "<w:p>{}<w:del>{}<w:r><w:delText>6</w:delText></w:r></w:del><w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom>{}</w:p>",
            start(1, "so_a"),
            text("46"),
            text("47"),
            text("9"),
            end(1),
        );
        assert_eq!(marked(&body), pairs(&[("so_a", "47")]));
        // A deleted mark of a paragraph is no deleted text.
        let body = format!(
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs><w:rPr><w:del/></w:rPr></w:pPr>{}{}{}</w:p>",
            start(1, "so_a"),
            text("46"),
            end(1)
        );
        assert_eq!(marked(&body), pairs(&[("so_a", "46")]));
    }

    #[test]
    fn bookmarks_nest_and_overlap() {
        let body = [
            start(1, "so_a"),
            text("1"),
            start(2, "so_b"),
            text("2"),
            end(1),
            text("3"),
            start(3, "_GoBack"),
            start(4, "so_c"),
            end(4),
            end(3),
            end(2),
            end(9),
        ];
        let body = format!("<w:p>{}</w:p>", body.concat());
        assert_eq!(
            marked(&body),
            pairs(&[("so_a", "12"), ("so_b", "23"), ("so_c", "")])
        );
    }

    #[test]
    fn a_bookmark_without_end_ends_with_its_paragraph() {
        let body = format!(
            "<w:p>{}{}</w:p><w:p>{}{}</w:p>",
            start(1, "so_a"),
            text("46"),
            text("9"),
            start(2, "so_b")
        );
        assert_eq!(marked(&body), pairs(&[("so_a", "46"), ("so_b", "")]));
    }

    #[test]
    fn what_is_written_once_more_for_old_programs_is_read_once() {
        let once = start(1, "so_a") + &text("46") + &end(1);
        let body = format!(
            "<w:p><mc:AlternateContent><mc:Choice>{once}</mc:Choice><mc:Fallback>{once}</mc:Fallback></mc:AlternateContent></w:p>"
        );
        assert_eq!(marked(&body), pairs(&[("so_a", "46")]));
    }

    #[test]
    fn only_entities_of_xml_itself_are_known() {
        let body = |inside: &str| format!("<w:p>{}{}{}</w:p>", start(1, "so_&#97;"), text(inside), end(1));
        assert_eq!(
            marked(&body("&lt;&#52;&#x36;&amp;&gt;<![CDATA[<]]>")),
            pairs(&[("so_a", "<46&><")])
        );
        for bad in ["&nbsp;", "&#0;", "&", "&#x110000;", "&amp"] {
            assert!(
                matches!(marked(&body(bad)), Err(ReadBackError::Broken(_))),
                "{bad}"
            );
        }
        let doctype = xml("&x;").replace("<w:document", "<!DOCTYPE d [<!ENTITY x 'y'>]><w:document");
        assert!(matches!(read(&doctype), Err(ReadBackError::Broken(_))));
    }

    #[test]
    fn what_is_no_sound_docx_is_refused() {
        assert_eq!(bookmarked(b""), Err(ReadBackError::NotADocx));
        assert_eq!(bookmarked(b"<w:document/>"), Err(ReadBackError::NotADocx));
        assert_eq!(
            bookmarked(&zipped("xl/workbook.xml", b"<a/>")),
            Err(ReadBackError::NotADocx)
        );
        let deep = "<w:p>".repeat(2_000) + &"</w:p>".repeat(2_000);
        for bad in ["<w:p>", "</w:p>", "<w:p></w:r>", "<w:p", "<!-- ", deep.as_str()] {
            assert!(matches!(marked(bad), Err(ReadBackError::Broken(_))), "{bad}");
        }
        for bad in [
            &b""[..],
            b"text",
            b"<html/>",
            b"<document/><document/>",
            b"<document>\xff</document>",
        ] {
            let read = bookmarked(&zipped("word/document.xml", bad));
            assert!(matches!(read, Err(ReadBackError::Broken(_))), "{bad:?}");
        }
        let long = format!("</{}>", "x".repeat(10_000));
        assert!(
            matches!(marked(&long), Err(ReadBackError::Broken(why)) if why.chars().count() == LETTERS_MAX)
        );
    }

    #[test]
    fn what_is_too_large_is_refused_by_what_it_holds() {
        assert_eq!(bookmarked(&vec![0; FILE_MAX + 1]), Err(ReadBackError::TooLarge));
        let size = UNPACKED_MAX as u32 + 1;
        let mut bytes = zipped("word/document.xml", &vec![b' '; size as usize]);
        assert_eq!(bookmarked(&bytes), Err(ReadBackError::TooLarge));
        // The same archive, stating 10 bytes in both of its tables.
        let places: Vec<usize> = (0..bytes.len() - 4)
            .filter(|i| bytes[*i..*i + 4] == size.to_le_bytes())
            .collect();
        assert!(!places.is_empty());
        for place in places {
            bytes[place..place + 4].copy_from_slice(&10u32.to_le_bytes());
        }
        assert!(bookmarked(&bytes).is_err());
    }

    #[test]
    fn bookmarks_and_their_text_have_bounds() {
        let long = format!("<w:p>{}{}</w:p>", start(1, "so_a"), text(&"ế".repeat(300)));
        assert_eq!(
            marked(&long),
            pairs(&[("so_a", "ế".repeat(LETTERS_MAX).as_str())])
        );
        let many = |count: usize| "<bookmarkStart name='so_'/>".repeat(count) + &text(&"1".repeat(100_000));
        assert_eq!(marked(&many(BOOKMARKS_MAX)).map(|m| m.len()), Ok(BOOKMARKS_MAX));
        assert_eq!(marked(&many(BOOKMARKS_MAX + 1)), Err(ReadBackError::TooLarge));
    }

    #[test]
    fn a_paper_as_laid_out_differs_nowhere() {
        let paper = paper();
        assert_eq!(
            differing(&paper, &docx(&paper).expect("laid out")),
            Ok(Vec::new())
        );
        // Both list the numbers in one order.
        let names: Vec<String> = Page::of(&paper).marks.into_iter().map(|m| m.name).collect();
        let numbers: Vec<&str> = paper.numbers().iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names, numbers);
        assert_eq!(names.len(), 9);
    }

    #[test]
    fn changed_text_is_found_and_white_space_and_unicode_forms_are_not() {
        let found = |text: &str| Found::Changed(text.into());
        assert_eq!(changed(">46<", ">47<"), only("buoi", "46", found("47")));
        assert_eq!(changed(">46<", "><"), only("buoi", "46", found("")));
        assert_eq!(
            changed("hơn\u{a0}2.844", "hơn 2.845"),
            only("luot", "hơn\u{a0}2.844", found("hơn 2.845"))
        );
        assert_eq!(changed("hơn\u{a0}2.844", " hơn  2.844"), NOTHING);
        assert_eq!(changed(">Tiếng<", ">Tie\u{302}\u{301}ng<"), NOTHING);
    }

    #[test]
    fn figures_typed_at_a_number_belong_to_it() {
        let found = |text: &str| Found::Changed(text.into());
        assert_eq!(changed("> buổi", ">7 buổi"), only("buoi", "46", found("467")));
        assert_eq!(changed("> buổi", ">,5. buổi"), only("buoi", "46", found("46,5")));
        assert_eq!(
            changed("tổ chức <", "tổ chức 1.<"),
            only("buoi", "46", found("1.46"))
        );
        assert_eq!(changed("> buổi", ">. buổi"), NOTHING);
        // Those of the paper's own words were there before.
        assert_eq!(
            changed("000 đồng", "001 đồng"),
            only("trieu", "30", found("30.000.001"))
        );
        // Typed over, Word leaves the new figure outside: it looks the same.
        let end = document(&docx(&paper()).expect("laid out")).expect("its document");
        let end = end.split(">46</w:t></w:r>").nth(1).expect("what follows");
        let end = &end[..=end.find('>').expect("the end of the bookmark")];
        let (from, to) = (
            format!(">46</w:t></w:r>{end}"),
            format!(">4</w:t></w:r>{end}{}", text("6")),
        );
        assert_eq!(changed(&from, &to), NOTHING);
    }

    #[test]
    fn missing_doubled_and_unknown_bookmarks_are_found() {
        let buoi = name_of("buoi");
        assert_eq!(changed(&buoi, "_GoBack"), only("buoi", "46", Found::Missing));
        let again = start(900, &buoi) + &text("46") + &end(900);
        assert_eq!(
            changed("</w:body>", &format!("<w:p>{again}</w:p></w:body>")),
            only("buoi", "46", Found::Twice)
        );
        let other = start(900, "so_ma") + &text("46") + &end(900);
        assert_eq!(
            changed("</w:body>", &format!("<w:p>{other}</w:p></w:body>")),
            only("so_ma", "", Found::Unknown("46".into()))
        );
    }

    /// Sound pieces of documents and pieces of pieces.
    fn pieces() -> impl Strategy<Value = String> {
        let all = vec![
            "<w:p><w:r><w:t>46</w:t></w:r></w:p>",
            "<w:r><w:t>2.</w:t><w:tab/></w:r>",
            "<w:del><w:r><w:t>7</w:t></w:r></w:del>",
            "<w:bookmarkStart w:id='1' w:name='so_a'/>",
            "<w:bookmarkStart w:id='2' w:name='so_b'/>",
            "<w:bookmarkEnd w:id='1'/>",
            "<w:bookmarkEnd w:id='2'/>",
            "<w:t>\u{2029}\0ế&#x1ebf;</w:t>",
            "<Fallback><bookmarkStart name='so_'/></Fallback>",
            "<w:p>",
            "</w:p>",
            "<w:t",
            "&lt;",
            "]]>",
        ];
        // What is sound comes far more often.
        let place = prop_oneof![20 => 0usize..9, 1 => 9usize..14];
        vec(place, 0..40).prop_map(move |places| places.into_iter().map(|at| all[at]).collect::<String>())
    }

    proptest! {
        #[test]
        fn foreign_bytes_stop_nothing(head in select(vec![&b""[..], b"PK\x03\x04", b"<document>"]), tail in vec(any::<u8>(), 0..400)) {
            run(&[head, &tail].concat());
        }

        #[test]
        fn changed_bytes_of_a_file_stop_nothing(changes in vec((any::<Index>(), any::<u8>()), 1..12)) {
            let mut bytes = file(&(start(1, "so_a") + &text("46") + &end(1)));
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            run(&bytes);
        }

        #[test]
        fn changed_bytes_of_a_document_stop_nothing(changes in vec((any::<Index>(), any::<u8>()), 1..6)) {
            let mut bytes = xml(&(start(1, "so_a") + &text("4&#x36;") + &end(1))).into_bytes();
            for (place, byte) in changes {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            run(&zipped("word/document.xml", &bytes));
        }

        #[test]
        fn pieces_of_documents_stop_nothing(body in pieces()) {
            run(xml(&body).as_bytes());
            if let Ok(page) = read(&xml(&body)) {
                prop_assert!(page.marks.len() <= body.matches("w:name='so_").count());
            }
        }
    }
}
