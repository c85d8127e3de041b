//! PDF by typst, from the templates `paper.typ` and `certificate.typ`: text goes in as data and is never read as markup.

use crate::LayoutError;
use crate::fonts::Fonts;
use crate::layout::{DECIDES, Layout};
use crate::model::{Block, Chart, Paper, Span, Table};
use crate::together::kept_together;
use serde_json::{Value, json};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The paper as the templates read it. Names are interned for ever by the library: this and the two of the templates are all
/// that there are.
static DATA: LazyLock<FileId> = LazyLock::new(|| intern("data.json"));

fn intern(name: &str) -> FileId {
    let path = VirtualPath::new(name).unwrap_or_else(|_| unreachable!("a plain name"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static PAPER: LazyLock<Source> =
    LazyLock::new(|| Source::new(intern("paper.typ"), include_str!("paper.typ").to_owned()));
static CERTIFICATE: LazyLock<Source> = LazyLock::new(|| {
    Source::new(
        intern("certificate.typ"),
        include_str!("certificate.typ").to_owned(),
    )
});

struct Desk<'a> {
    fonts: &'a Fonts,
    template: &'a Source,
    data: Bytes,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }
    fn main(&self) -> FileId {
        self.template.id()
    }
    fn source(&self, of: FileId) -> FileResult<Source> {
        match of == self.template.id() {
            true => Ok(self.template.clone()),
            false => Err(FileError::AccessDenied),
        }
    }
    fn file(&self, of: FileId) -> FileResult<Bytes> {
        match of == *DATA {
            true => Ok(self.data.clone()),
            false => Err(FileError::AccessDenied),
        }
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        // No clock: the same paper gives the same file whenever it is made.
        None
    }
}

/// Lays a paper out as PDF; PDF/A-2b once it has its day.
///
/// # Errors
/// What [`Paper::checked`] refuses, letters that the font lacks, and what the layout engine says.
pub fn pdf(paper: &Paper, fonts: &Fonts) -> Result<Vec<u8>, LayoutError> {
    let paper = kept_together(paper.clone().checked()?);
    let lacking = fonts.lacking(&paper);
    if !lacking.is_empty() {
        return Err(LayoutError::Letters(lacking));
    }
    let data = data(&paper, fonts).to_string();
    let desk = Desk {
        fonts,
        template: match paper.layout {
            Layout::Certificate(_) => &CERTIFICATE,
            _ => &PAPER,
        },
        data: Bytes::from_string(data),
    };
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(why)?;
    let standards: &[PdfStandard] = match paper.letterhead.day {
        Some(_) => &[PdfStandard::A_2b],
        None => &[],
    };
    let options = PdfOptions {
        ident: Smart::Custom(paper.number_line()),
        creator: Smart::Custom(Some("Diên Hồng".to_owned())),
        standards: PdfStandards::new(standards).map_err(|e| LayoutError::Engine(format!("{e:?}")))?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(why);
    // Evicts cached results of earlier papers from the engine's memory.
    typst::comemo::evict(8);
    bytes
}

fn why(found: impl IntoIterator<Item = SourceDiagnostic>) -> LayoutError {
    let all: Vec<String> = found.into_iter().map(|d| d.message.to_string()).collect();
    LayoutError::Engine(all.join("; "))
}

fn data(paper: &Paper, fonts: &Fonts) -> Value {
    let head = &paper.letterhead;
    let blocks = |all: &[Block]| all.iter().map(|of| block(paper, of)).collect::<Vec<_>>();
    let (bases, body) = paper.parted();
    let mut data = json!({
        "font": fonts.family,
        "title": format!("{} {}", paper.kind, paper.summary).trim(),
        "day": head.day.map(|d| [d.year(), d.month() as i32, d.day() as i32]),
        "parent": head.parent,
        "issuer": head.issuer,
        "number": paper.number_line(),
        "about": paper.cell_5b(),
        "place": paper.cell_4(),
        "kind": paper.kind,
        "summary": paper.summary,
        "authority": [],
        "decides": "",
        "addressees": paper.addressees,
        "bases": blocks(bases),
        "body": blocks(body),
        "signature": paper.signature.lines,
        "signer": paper.signature.name,
        "secretary": null,
        "recipients": paper.recipient_lines(),
        "annexes": paper.annexes.iter().map(|(title, all)| json!([title, blocks(all)])).collect::<Vec<_>>(),
    });
    match &paper.layout {
        Layout::Named | Layout::Letter => {}
        Layout::Decision { authority } => {
            data["authority"] = json!(authority);
            data["decides"] = json!(DECIDES);
        }
        Layout::Minutes { secretary } => {
            data["secretary"] = json!({ "lines": secretary.lines, "name": secretary.name });
        }
        Layout::Certificate(of) => {
            data["gives"] = json!(of.gives);
            data["to"] = json!(of.to);
            data["under"] = json!(of.under);
        }
    }
    data
}

fn block(paper: &Paper, of: &Block) -> Value {
    match of {
        Block::Heading(level, text) => json!({ "kind": "heading", "level": level, "text": text }),
        Block::Basis(text) => json!({ "kind": "basis", "text": text }),
        Block::Paragraph(spans) => {
            let text = text(spans);
            let mark = paper.article(spans).map_or("", |(mark, _)| mark);
            json!({ "kind": "paragraph", "mark": mark, "text": text.strip_prefix(mark).unwrap_or(&text) })
        }
        Block::Table(of) => table(of),
        Block::Chart(of) => chart(of),
    }
}

fn table(of: &Table) -> Value {
    let column = |c: &crate::model::Column| json!({ "title": c.title, "width": c.width.max(1), "number": c.is_number });
    json!({
        "kind": "table",
        "title": of.title,
        "columns": of.columns.iter().map(column).collect::<Vec<_>>(),
        "rows": of.rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect::<Vec<Vec<_>>>(),
    })
}

fn chart(of: &Chart) -> Value {
    let bar =
        |b: &crate::model::Bar| json!({ "label": b.label, "length": of.length(b), "text": b.number.text });
    json!({ "kind": "chart", "title": of.title, "unit": of.unit, "bars": of.bars.iter().map(bar).collect::<Vec<_>>() })
}

/// The text of spans, as every layout writes it.
pub(crate) fn text(spans: &[Span]) -> String {
    let piece = |span: &Span| match span {
        Span::Words(words) => words.clone(),
        Span::Number(number) => number.text.clone(),
    };
    spans.iter().map(piece).collect()
}
