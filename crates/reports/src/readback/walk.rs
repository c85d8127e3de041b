//! Walks through the XML of a document and collects the text visible in Word, with the bookmarks of numbers in it.

use super::page::{PARAGRAPH, Page};
use super::styles::Styles;
use super::{BOOKMARKS_MAX, PREFIX, ReadBackError, broken};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};
use std::borrow::Cow;
use std::collections::HashMap;

/// Deepest nesting of elements and of fields: far more than nested tables need. Each open element costs memory.
const DEPTH_MAX: usize = 1_000;
/// Largest font size, in half points, that counts as unreadable and so as hidden.
const TINY: u32 = 3;
/// Fields whose text Word does not compute.
const STILL: [&str; 2] = ["HYPERLINK", "FORMTEXT"];

/// Reads the text of a document with its bookmarks.
pub(super) fn read(document: &str, styles: &Styles) -> Result<Page, ReadBackError> {
    let mut reader = NsReader::from_str(document);
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk::new(styles);
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(start) => walk.start(&start, reader.resolver())?,
            Event::End(_) => walk.end(),
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

/// The value of an attribute that is called as its element is, `w:val` of `w:sz`; empty where there is none. One of the same name
/// from elsewhere would be read by one program and not by another.
pub(super) fn attribute<'a>(of: &'a BytesStart<'_>, name: &str) -> Result<Cow<'a, str>, ReadBackError> {
    let mut found = Cow::Borrowed("");
    for attribute in of.attributes() {
        let attribute = attribute.map_err(broken)?;
        if attribute.key.local_name().into_inner() != name {
            continue;
        }
        if attribute.key.prefix() != of.name().prefix() {
            return Err(broken("an attribute of another's name"));
        }
        found = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(broken)?;
    }
    Ok(found)
}

/// Which vocabulary an element belongs to, by its namespace.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    /// Word's text and its properties.
    Word,
    /// Markup compatibility: content with alternatives for several programs.
    Several,
    /// Drawings, formulas and newer parts, which Word knows too.
    Office,
    /// Unknown to Word, which skips the element with its content, or refuses the file.
    Stranger,
}

impl Of {
    fn namespace(found: &ResolveResult<'_>) -> Of {
        let ResolveResult::Bound(namespace) = found else {
            return Of::Stranger;
        };
        let known = |starts: &[&str]| starts.iter().any(|start| namespace.0.starts_with(start));
        match namespace.0 {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Of::Word,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Of::Several,
            _ if known(&OFFICE) => Of::Office,
            _ => Of::Stranger,
        }
    }
}

/// Prefixes of the namespaces that current versions of Word know: ECMA-376, parts 1 and 4, and the extensions of
/// [MS-DOCX].
const OFFICE: [&str; 5] = [
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/office/",
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:",
];

/// Whether a property is set: it stands there and does not say that it is off.
pub(super) fn is_on(of: &BytesStart<'_>) -> Result<bool, ReadBackError> {
    let off = ["0", "false", "off"];
    Ok(!off.contains(&&*attribute(of, "val")?))
}

/// Kind of an open element, as far as the walk needs it.
#[derive(Clone, Copy, PartialEq)]
enum Tag {
    Paragraph,
    Run,
    Row,
    /// Properties of what stands around them.
    Properties,
    /// Former properties, in a tracked change that is not accepted yet.
    Former,
    /// Text that was deleted or moved away.
    Gone,
    /// Alternatives for several programs, of which Word shows the first that it knows. Word writes text boxes this way.
    Alternatives,
    /// What Word skips: elements of unknown namespaces, and the alternatives that are not chosen.
    Passed,
    Text,
    Instruction,
    Other,
}

impl Tag {
    fn of(name: &str) -> Tag {
        match name {
            "p" => Tag::Paragraph,
            "r" => Tag::Run,
            "tr" => Tag::Row,
            "rPrChange" | "pPrChange" | "trPrChange" => Tag::Former,
            "rPr" | "pPr" | "trPr" | "tcPr" | "tblPr" | "sdtPr" => Tag::Properties,
            "del" | "moveFrom" => Tag::Gone,
            "t" => Tag::Text,
            "instrText" => Tag::Instruction,
            _ => Tag::Other,
        }
    }
}

/// An open element.
struct Open {
    tag: Tag,
    /// Whether the text in it is invisible.
    is_hidden: bool,
    is_white: bool,
    is_shaded: bool,
    /// Whether the mark of this paragraph is deleted or hidden: the next one goes on in its line.
    is_joined: bool,
    /// Whether one of the alternatives in it was shown.
    is_chosen: bool,
    /// Where text begins that a field computes.
    computes: Option<usize>,
    /// Where text begins that runs from right to left.
    turns: Option<usize>,
}

/// A field of several runs: its instruction, then its text.
#[derive(Default)]
struct Field {
    instruction: String,
    /// Where its text begins, once the instruction is over.
    text: Option<usize>,
}

/// State of the walk through a document.
struct Walk<'s> {
    styles: &'s Styles,
    page: Page,
    /// Bookmarks without an end so far: where they stand in the page, by id.
    marks: HashMap<String, usize>,
    has_begun: bool,
    open: Vec<Open>,
    fields: Vec<Field>,
    /// Where text begins that a sign turned to run from right to left.
    turned: Option<usize>,
    /// How many elements of text, of invisible text and of skipped content are open.
    texts: usize,
    hidden: usize,
    passed: usize,
}

impl<'s> Walk<'s> {
    fn new(styles: &'s Styles) -> Walk<'s> {
        Walk {
            styles,
            page: Page::default(),
            marks: HashMap::new(),
            has_begun: false,
            open: Vec::new(),
            fields: Vec::new(),
            turned: None,
            texts: 0,
            hidden: 0,
            passed: 0,
        }
    }

    fn start(&mut self, of: &BytesStart<'_>, names: &NamespaceResolver) -> Result<(), ReadBackError> {
        let name = of.local_name().into_inner();
        let whose = Of::namespace(&names.resolve_element(of.name()).0);
        if self.open.is_empty() && (self.has_begun || name != "document" || whose != Of::Word) {
            return Err(broken("no document of Word"));
        }
        if self.open.len() == DEPTH_MAX {
            return Err(broken("elements too deep in each other"));
        }
        self.has_begun = true;
        let lets_in = |key: QName<'_>| key.local_name().into_inner() == "ProcessContent";
        if of.attributes().flatten().any(|a| lets_in(a.key)) {
            return Err(broken("content of other programs that is to be shown"));
        }
        if self.passed > 0 {
            self.enter(Tag::Other, false);
            return Ok(());
        }
        match whose {
            Of::Stranger => self.enter(Tag::Passed, false),
            Of::Several => {
                let tag = self.alternative(name, of, names)?;
                self.enter(tag, false);
            }
            Of::Word => self.of_word(name, of)?,
            // Of drawings and formulas the text is seen.
            Of::Office => self.enter(if name == "t" { Tag::Text } else { Tag::Other }, false),
        }
        Ok(())
    }

    /// What an element is that is written for several programs.
    fn alternative(
        &mut self,
        name: &str,
        of: &BytesStart<'_>,
        names: &NamespaceResolver,
    ) -> Result<Tag, ReadBackError> {
        let is_known = match name {
            "AlternateContent" => return Ok(Tag::Alternatives),
            "Choice" => requires(of)?
                .split_whitespace()
                .all(|prefix| is_known(prefix, names)),
            "Fallback" => true,
            _ => false,
        };
        let alternatives = self.open.last_mut().filter(|open| open.tag == Tag::Alternatives);
        match alternatives {
            Some(open) if is_known && !open.is_chosen => {
                open.is_chosen = true;
                Ok(Tag::Other)
            }
            _ => Ok(Tag::Passed),
        }
    }

    fn of_word(&mut self, name: &str, of: &BytesStart<'_>) -> Result<(), ReadBackError> {
        let tag = Tag::of(name);
        let is_mark = self.tag(0) == Some(Tag::Properties);
        self.enter(tag, tag == Tag::Properties || (tag == Tag::Gone && !is_mark));
        match name {
            "tab" | "ptab" | "br" | "cr" | "txbxContent" => self.write(" "),
            "noBreakHyphen" => self.write("-"),
            // A sign of a symbol font has no letter, but is visible.
            "sym" => self.write("\u{fffd}"),
            "bookmarkStart" => self.open_mark(of)?,
            "bookmarkEnd" => self.close_mark(of)?,
            "fldChar" => self.field(&attribute(of, "fldCharType")?),
            "fldSimple" => self.simple_field(&attribute(of, "instr")?),
            "bdo" => self.turn(&attribute(of, "val")?),
            _ => self.property(name, of)?,
        }
        Ok(())
    }

    fn enter(&mut self, tag: Tag, is_hidden: bool) {
        self.texts += usize::from(tag == Tag::Text);
        self.passed += usize::from(tag == Tag::Passed);
        self.hidden += usize::from(is_hidden);
        self.open.push(Open {
            tag,
            is_hidden,
            is_white: false,
            is_shaded: false,
            is_joined: false,
            is_chosen: false,
            computes: None,
            turns: None,
        });
    }

    // The XML reader guarantees that every end has its start.
    fn end(&mut self) {
        let Some(ended) = self.open.pop() else { return };
        self.texts -= usize::from(ended.tag == Tag::Text);
        self.passed -= usize::from(ended.tag == Tag::Passed);
        self.hidden -= usize::from(ended.is_hidden);
        let here = self.page.text.len();
        self.page.computed.extend(ended.computes.map(|from| from..here));
        self.page.turned.extend(ended.turns.map(|from| from..here));
        if ended.tag == Tag::Paragraph {
            self.page.turned.extend(self.turned.take().map(|from| from..here));
            if !ended.is_joined {
                self.write(PARAGRAPH.encode_utf8(&mut [0; 4]));
            }
        }
    }

    /// What the element is that stands so many steps above the innermost one.
    fn tag(&self, above: usize) -> Option<Tag> {
        Some(self.open.iter().rev().nth(above)?.tag)
    }

    /// A property, as the innermost element: of the run, paragraph or row around its properties.
    fn property(&mut self, name: &str, of: &BytesStart<'_>) -> Result<(), ReadBackError> {
        let is_former = self.open.iter().any(|open| open.tag == Tag::Former);
        if self.tag(1) != Some(Tag::Properties) || is_former {
            return Ok(());
        }
        // Properties in properties are those of the mark of a paragraph.
        let is_of_mark = self.tag(2) == Some(Tag::Properties);
        match name {
            "vanish" | "specVanish" if is_of_mark && is_on(of)? => self.join(),
            "del" | "moveFrom" if is_of_mark => self.join(),
            _ if is_of_mark => {}
            "vanish" | "strike" | "dstrike" | "hidden" if is_on(of)? => self.hide(),
            "del" | "moveFrom" => self.hide(),
            "sz" if attribute(of, "val")?.parse().is_ok_and(|size: u32| size <= TINY) => self.hide(),
            "rStyle" | "pStyle" if self.styles.hides(&attribute(of, "val")?) => self.hide(),
            "color" if attribute(of, "val")?.eq_ignore_ascii_case("FFFFFF") => {
                self.owner(|open| open.is_white = true);
            }
            "shd" if is_dark(&attribute(of, "fill")?) => self.owner(|open| open.is_shaded = true),
            "highlight" if is_dark(&attribute(of, "val")?) => self.owner(|open| open.is_shaded = true),
            _ => {}
        }
        Ok(())
    }

    /// The element whose properties are open.
    fn owner(&mut self, change: impl FnOnce(&mut Open)) {
        if let Some(owner) = self.open.iter_mut().rev().nth(2) {
            change(owner);
        }
    }

    /// Hides what the open properties belong to.
    fn hide(&mut self) {
        let mut newly = 0;
        self.owner(|open| newly = usize::from(!std::mem::replace(&mut open.is_hidden, true)));
        self.hidden += newly;
    }

    /// Lets the next paragraph go on in the line of this one.
    fn join(&mut self) {
        let mut open = self.open.iter_mut().rev();
        if let Some(paragraph) = open.find(|open| open.tag == Tag::Paragraph) {
            paragraph.is_joined = true;
        }
    }

    /// A step of a field of several runs.
    fn field(&mut self, step: &str) {
        let here = self.page.text.len();
        match step {
            "begin" if self.fields.len() < DEPTH_MAX => self.fields.push(Field::default()),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.text = Some(here);
                }
            }
            "end" => {
                let ended = self.fields.pop().filter(|field| computes(&field.instruction));
                self.page
                    .computed
                    .extend(ended.and_then(|field| Some(field.text?..here)));
            }
            _ => {}
        }
    }

    fn simple_field(&mut self, instruction: &str) {
        let here = self.page.text.len();
        if let Some(open) = self.open.last_mut().filter(|_| computes(instruction)) {
            open.computes = Some(here);
        }
    }

    fn turn(&mut self, to: &str) {
        let here = self.page.text.len();
        if let Some(open) = self.open.last_mut().filter(|_| to == "rtl") {
            open.turns = Some(here);
        }
    }

    fn text(&mut self, text: &str) {
        if self.passed > 0 {
            return;
        }
        let is_instruction = self.tag(0) == Some(Tag::Instruction);
        let field = self
            .fields
            .last_mut()
            .filter(|field| is_instruction && field.text.is_none());
        if let Some(field) = field {
            field.instruction.push_str(text);
        }
        if self.texts > 0 && !self.is_blank() {
            self.write(text);
        }
    }

    /// Whether text is white on white, or stands in the instruction of a field.
    fn is_blank(&self) -> bool {
        let run = self.open.iter().rev().find(|open| open.tag == Tag::Run);
        let is_white = run.is_some_and(|run| run.is_white) && !self.open.iter().any(|open| open.is_shaded);
        is_white || self.fields.iter().any(|field| field.text.is_none())
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
        if self.hidden > 0 {
            return;
        }
        for c in text.chars() {
            let here = self.page.text.len();
            match c {
                '\u{202e}' => self.turned = self.turned.or(Some(here)),
                '\u{202c}' | '\u{202d}' => {
                    self.page.turned.extend(self.turned.take().map(|from| from..here));
                }
                c => self.page.text.push(c),
            }
        }
    }

    fn open_mark(&mut self, of: &BytesStart<'_>) -> Result<(), ReadBackError> {
        let name = attribute(of, "name")?;
        if !name.starts_with(PREFIX) {
            return Ok(());
        }
        if self.page.marks.len() == BOOKMARKS_MAX {
            return Err(ReadBackError::TooLarge);
        }
        let at = self.page.open(&name);
        self.marks.insert(attribute(of, "id")?.into_owned(), at);
        Ok(())
    }

    fn close_mark(&mut self, of: &BytesStart<'_>) -> Result<(), ReadBackError> {
        if let Some(at) = self.marks.remove(&*attribute(of, "id")?) {
            self.page.close(at);
        }
        Ok(())
    }

    fn finish(self) -> Result<Page, ReadBackError> {
        if !self.has_begun || !self.open.is_empty() {
            return Err(broken("the document is cut off"));
        }
        Ok(self.page)
    }
}

/// The namespaces that an alternative needs, by their prefixes.
fn requires<'a>(of: &'a BytesStart<'_>) -> Result<Cow<'a, str>, ReadBackError> {
    let found = of.try_get_attribute("Requires").map_err(broken)?;
    let value = found.map(|a| a.normalized_value(XmlVersion::Implicit1_0).map_err(broken));
    value.unwrap_or_else(|| Err(broken("an alternative that says nothing of itself")))
}

fn is_known(prefix: &str, names: &NamespaceResolver) -> bool {
    let element = format!("{prefix}:x");
    let (namespace, _) = names.resolve_element(QName(&element));
    Of::namespace(&namespace) != Of::Stranger
}

/// Whether white text is seen on a colour.
fn is_dark(colour: &str) -> bool {
    !["", "auto", "none", "white", "ffffff"].contains(&colour.to_ascii_lowercase().as_str())
}

/// Whether Word writes the text of a field anew.
fn computes(instruction: &str) -> bool {
    let kind = instruction.split_whitespace().next().unwrap_or_default();
    !STILL.contains(&kind.to_uppercase().as_str())
}
