//! DOCX, for people who continue to edit in Word. Each number has a bookmark of its name, so that it can be read back.

mod certificate;

use crate::LayoutError;
use crate::fonts::Fonts;
use crate::layout::{DECIDES, Layout};
use crate::model::{Bar, Block, Chart, Number, Paper, Signature, Span, Table};
use crate::together::kept_together;
use docx_rs::{
    AlignmentType, BorderType, Docx, Header, HeightRule, LineSpacing, LineSpacingType, PageMargin, PageNum,
    Paragraph, Run, RunFonts, Shading, SpecialIndentType, TableAlignmentType, TableCell, TableCellBorder,
    TableCellBorderPosition, TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};
use std::io::Cursor;

/// Twentieths of a point in a millimetre.
const MM: f64 = 1440.0 / 25.4;
/// A4 and the margins of Decree 30/2020, annex I (20 to 25, 20 to 25, 30 to 35, 15 to 20 mm), in twentieths of a point.
const PAGE: (u32, u32) = (11906, 16838);
const TEXT_WIDTH: usize = 9071;
const HEAD: [usize; 2] = [3515, 5556];

/// Lays a paper out as DOCX. The font is named, not embedded: Word has Times New Roman.
///
/// # Errors
/// What [`Paper::checked`] refuses, and what the writer says.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, LayoutError> {
    let paper = kept_together(paper.clone().checked()?);
    let mut desk = Desk::default();
    let docx = match &paper.layout {
        Layout::Certificate(of) => desk.certificate(&paper, of),
        _ => desk.paper(&paper),
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut parts = docx.build();
    parts.document = with_heads(parts.document)?;
    parts
        .pack(&mut bytes)
        .map_err(|e| LayoutError::Engine(e.to_string()))?;
    Ok(bytes.into_inner())
}

/// An empty file with its day, its page and the font that every run has.
fn sheet(paper: &Paper, page: (u32, u32), margins: PageMargin) -> Docx {
    let moment = match paper.letterhead.day {
        Some(day) => format!("{:04}-{:02}-{:02}T00:00:00Z", day.year(), day.month(), day.day()),
        None => "1970-01-01T00:00:00Z".to_owned(),
    };
    let font = "Times New Roman";
    Docx::new()
        .created_at(&moment)
        .updated_at(&moment)
        .page_size(page.0, page.1)
        .page_margin(margins)
        .default_fonts(RunFonts::new().ascii(font).hi_ansi(font).cs(font).east_asia(font))
        .default_size(28)
}

/// Marks head rows in the writer's output, because the library does not support them. No other row has a height of 0.
const HEAD_ROW: &str = "<w:trHeight w:val=\"0\" w:hRule=\"atLeast\" />";

/// Makes the heads of tables repeat on every page of the table.
fn with_heads(document: Vec<u8>) -> Result<Vec<u8>, LayoutError> {
    let document = String::from_utf8(document).map_err(|e| LayoutError::Engine(e.to_string()))?;
    Ok(document.replace(HEAD_ROW, "<w:tblHeader />").into_bytes())
}

enum Part {
    Paragraph(Box<Paragraph>),
    Table(Box<docx_rs::Table>),
}

impl Part {
    fn into(self, docx: Docx) -> Docx {
        match self {
            Part::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
            Part::Table(table) => docx.add_table(*table),
        }
    }
}

fn mm(of: f64) -> i32 {
    (of * MM).round() as i32
}

fn plain(words: &str, half_points: usize) -> Run {
    Run::new().add_text(words).size(half_points)
}

fn bold(words: &str, half_points: usize) -> Run {
    plain(words, half_points).bold()
}

fn spaced(before: u32, after: u32) -> LineSpacing {
    LineSpacing::new()
        .line_rule(LineSpacingType::Auto)
        .line(264)
        .before(before)
        .after(after)
}

fn close() -> LineSpacing {
    LineSpacing::new()
        .line_rule(LineSpacingType::Auto)
        .line(240)
        .before(0)
        .after(0)
}

/// Counters for ids of paragraphs and bookmarks. They start anew in every paper, so that the same paper gives the same
/// file.
#[derive(Default)]
struct Desk {
    paragraphs: u32,
    bookmarks: usize,
    /// Whether paragraphs stay with what follows: the signature never stands alone on a page.
    keeps: bool,
}

impl Desk {
    /// A paper of Decree 30/2020.
    fn paper(&mut self, paper: &Paper) -> Docx {
        let margins = PageMargin::new()
            .top(mm(20.0))
            .bottom(mm(20.0))
            .left(mm(30.0))
            .right(mm(20.0))
            .header(mm(10.0))
            .footer(mm(10.0));
        let number = self.line(AlignmentType::Center).add_page_num(PageNum::new());
        let first = self.line(AlignmentType::Center);
        let mut docx = sheet(paper, PAGE, margins)
            .header(Header::new().add_paragraph(number))
            .first_header(Header::new().add_paragraph(first));
        docx = docx.add_table(self.head(paper));
        for part in self.title(paper) {
            docx = part.into(docx);
        }
        let (bases, body) = paper.parted();
        if matches!(paper.layout, Layout::Decision { .. }) {
            for part in bases.iter().flat_map(|block| self.block(paper, block)) {
                docx = part.into(docx);
            }
            let decides = self.line(AlignmentType::Center).line_spacing(spaced(240, 160));
            docx = docx.add_paragraph(decides.keep_next(true).add_run(bold(DECIDES, 28)));
        }
        for (at, block) in (1..).zip(body) {
            self.keeps = at == body.len();
            for part in self.block(paper, block) {
                docx = part.into(docx);
            }
        }
        docx = docx.add_paragraph(self.line(AlignmentType::Left));
        self.keeps = false;
        docx = docx.add_table(self.foot(paper));
        for (title, blocks) in &paper.annexes {
            let head = self
                .line(AlignmentType::Center)
                .page_break_before(true)
                .add_run(bold(title, 28));
            docx = docx.add_paragraph(head);
            for part in blocks.iter().flat_map(|block| self.block(paper, block)) {
                docx = part.into(docx);
            }
        }
        docx
    }

    fn line(&mut self, align: AlignmentType) -> Paragraph {
        self.paragraphs += 1;
        let id = format!("{:08X}", self.paragraphs);
        let line = Paragraph::new().id(id).align(align).line_spacing(close());
        match self.keeps {
            true => line.keep_next(true),
            false => line,
        }
    }

    /// Makes a row of a table or chart, counted from its end (0 is the last). Only the last two rows before the
    /// signature are kept on its page, because a long table must break.
    fn row<T>(&mut self, from_end: usize, make: impl FnOnce(&mut Desk) -> T) -> T {
        let keeps = self.keeps;
        self.keeps = keeps && from_end < 2;
        let made = make(self);
        self.keeps = keeps;
        made
    }

    fn spans(&mut self, mut into: Paragraph, spans: &[Span], half_points: usize) -> Paragraph {
        for span in spans {
            into = match span {
                Span::Words(words) => into.add_run(plain(words, half_points)),
                Span::Number(number) => {
                    self.bookmarks += 1;
                    into.add_bookmark_start(self.bookmarks, bookmark(&number.name))
                        .add_run(plain(&number.text, half_points))
                        .add_bookmark_end(self.bookmarks)
                }
            };
        }
        into
    }

    /// A rule below a line, in its middle.
    fn rule(&mut self, points: f64) -> docx_rs::Table {
        let width = (points * 20.0).round() as usize;
        let border = TableCellBorder::new(TableCellBorderPosition::Top)
            .border_type(BorderType::Single)
            .size(6);
        let last = self.line(AlignmentType::Center).add_run(plain("", 2));
        let cell = TableCell::new()
            .width(width, WidthType::Dxa)
            .set_border(border)
            .add_paragraph(last);
        let row = TableRow::new(vec![cell])
            .row_height(2.0)
            .height_rule(HeightRule::Exact);
        docx_rs::Table::without_borders(vec![row])
            .set_grid(vec![width])
            .width(width, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .align(TableAlignmentType::Center)
    }

    /// Cells 1 to 4, and 5b.
    fn head(&mut self, paper: &Paper) -> docx_rs::Table {
        let (of, tinos) = (&paper.letterhead, Fonts::tinos());
        let mut left = TableCell::new().width(HEAD[0], WidthType::Dxa);
        for line in &of.parent {
            left = left.add_paragraph(self.line(AlignmentType::Center).add_run(plain(line, 24)));
        }
        for line in &of.issuer {
            left = left.add_paragraph(self.line(AlignmentType::Center).add_run(bold(line, 24)));
        }
        let last = of.issuer.last().map_or("", String::as_str);
        let length = tinos.width(last, true, 12.0).min(HEAD[0] as f64 / 20.0) * 0.45;
        left = left
            .add_table(self.rule(length))
            .add_paragraph(self.line(AlignmentType::Center));
        let motto = "Độc lập - Tự do - Hạnh phúc";
        let right = TableCell::new()
            .width(HEAD[1], WidthType::Dxa)
            .add_paragraph(
                self.line(AlignmentType::Center)
                    .add_run(bold("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 24)),
            )
            .add_paragraph(self.line(AlignmentType::Center).add_run(bold(motto, 26)))
            .add_table(self.rule(tinos.width(motto, true, 13.0)))
            .add_paragraph(self.line(AlignmentType::Center));
        let number = self
            .line(AlignmentType::Center)
            .add_run(plain(&paper.number_line(), 26));
        let place = self
            .line(AlignmentType::Center)
            .add_run(plain(&paper.cell_4(), 26).italic());
        let below = [number, place].into_iter().zip(HEAD);
        let below = below.map(|(p, width)| TableCell::new().width(width, WidthType::Dxa).add_paragraph(p));
        let mut rows = vec![TableRow::new(vec![left, right]), TableRow::new(below.collect())];
        let about = paper.cell_5b();
        if !about.is_empty() {
            let about = self
                .line(AlignmentType::Center)
                .line_spacing(spaced(120, 0))
                .add_run(plain(&about, 24));
            let beside = self.line(AlignmentType::Center);
            let cells = [about, beside].into_iter().zip(HEAD);
            let cells =
                cells.map(|(p, width)| TableCell::new().width(width, WidthType::Dxa).add_paragraph(p));
            rows.push(TableRow::new(cells.collect()));
        }
        docx_rs::Table::without_borders(rows)
            .set_grid(HEAD.to_vec())
            .width(TEXT_WIDTH, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(0, 0, 0, 0))
    }

    /// Cells 5a and 9a, and who decides.
    fn title(&mut self, paper: &Paper) -> Vec<Part> {
        let mut parts = Vec::new();
        if !paper.kind.is_empty() {
            let kind = self.line(AlignmentType::Center).line_spacing(spaced(240, 0));
            parts.push(Part::Paragraph(Box::new(kind.add_run(bold(&paper.kind, 28)))));
            let summary = self.line(AlignmentType::Center).add_run(bold(&paper.summary, 28));
            parts.push(Part::Paragraph(Box::new(summary)));
            let length = Fonts::tinos()
                .width(&paper.summary, true, 14.0)
                .min(TEXT_WIDTH as f64 / 20.0)
                * 0.4;
            parts.push(Part::Table(Box::new(self.rule(length))));
        }
        if let [only] = &paper.addressees[..] {
            let line = self.line(AlignmentType::Center).line_spacing(spaced(120, 0));
            parts.push(Part::Paragraph(Box::new(
                line.add_run(plain(&format!("Kính gửi: {only}"), 28)),
            )));
        } else if !paper.addressees.is_empty() {
            let line = |desk: &mut Desk, words: &str, left: f64| {
                let line = desk
                    .line(AlignmentType::Left)
                    .indent(Some(mm(left)), None, None, None);
                Part::Paragraph(Box::new(line.add_run(plain(words, 28))))
            };
            parts.push(line(self, "Kính gửi:", 20.0));
            parts.extend(
                paper
                    .addressees
                    .iter()
                    .map(|a| line(self, &format!("- {a}"), 26.0)),
            );
        }
        if let Layout::Decision { authority } = &paper.layout {
            for (at, words) in authority.iter().enumerate() {
                let before = if at == 0 { 160 } else { 0 };
                let line = self.line(AlignmentType::Center).line_spacing(spaced(before, 0));
                parts.push(Part::Paragraph(Box::new(line.add_run(bold(words, 28)))));
            }
        }
        parts.push(Part::Paragraph(Box::new(self.line(AlignmentType::Center))));
        parts
    }

    fn block(&mut self, paper: &Paper, of: &Block) -> Vec<Part> {
        let first_line = Some(SpecialIndentType::FirstLine(720));
        match of {
            Block::Heading(level, words) => {
                let run = bold(words, 28);
                let run = if *level > 2 { run.italic() } else { run };
                let line = self.line(AlignmentType::Both).line_spacing(spaced(120, 60));
                let line = line.indent(None, first_line, None, None).keep_next(true);
                let line = line.outline_lvl(usize::from(level.saturating_sub(1).min(8)));
                vec![Part::Paragraph(Box::new(line.add_run(run)))]
            }
            Block::Basis(words) => {
                let line = self.line(AlignmentType::Both).line_spacing(spaced(0, 120));
                let line = line.indent(None, first_line, None, None);
                vec![Part::Paragraph(Box::new(line.add_run(plain(words, 28).italic())))]
            }
            Block::Paragraph(spans) => {
                let line = self.line(AlignmentType::Both).line_spacing(spaced(0, 120));
                let line = line.indent(None, first_line, None, None);
                let line = match (paper.article(spans), spans.split_first()) {
                    (Some((mark, words)), Some((_, rest))) => {
                        let line = line.add_run(bold(mark, 28)).add_run(plain(words, 28));
                        self.spans(line, rest, 28)
                    }
                    _ => self.spans(line, spans, 28),
                };
                vec![Part::Paragraph(Box::new(line))]
            }
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
        }
    }

    fn table(&mut self, of: &Table) -> Vec<Part> {
        let mut parts = Vec::new();
        if !of.title.is_empty() {
            let title = self
                .line(AlignmentType::Center)
                .line_spacing(spaced(120, 60))
                .keep_next(true);
            parts.push(Part::Paragraph(Box::new(title.add_run(bold(&of.title, 26)))));
        }
        let whole: usize = of.columns.iter().map(|c| usize::from(c.width.max(1))).sum();
        let grid: Vec<usize> = of
            .columns
            .iter()
            .map(|c| TEXT_WIDTH * usize::from(c.width.max(1)) / whole.max(1))
            .collect();
        let cell = |width: usize, p: Paragraph| {
            TableCell::new()
                .width(width, WidthType::Dxa)
                .vertical_align(VAlignType::Center)
                .add_paragraph(p)
        };
        let mut rows = Vec::with_capacity(of.rows.len() + 1);
        let mut heads = Vec::new();
        for (column, width) in of.columns.iter().zip(&grid) {
            let line = self
                .line(AlignmentType::Center)
                .line_spacing(spaced(30, 30))
                .keep_next(true)
                .add_run(bold(&column.title, 24));
            heads.push(cell(*width, line));
        }
        let head = TableRow::new(heads).cant_split().row_height(0.0);
        rows.push(head.height_rule(HeightRule::AtLeast));
        for (at, row) in (1..).zip(&of.rows) {
            let mut cells = Vec::new();
            self.row(of.rows.len() - at, |desk| {
                for ((spans, column), width) in row.iter().zip(&of.columns).zip(&grid) {
                    let align = if column.is_number {
                        AlignmentType::Right
                    } else {
                        AlignmentType::Left
                    };
                    let line = desk.line(align).line_spacing(spaced(20, 20));
                    cells.push(cell(*width, desk.spans(line, spans, 24)));
                }
            });
            rows.push(TableRow::new(cells).cant_split());
        }
        let table = docx_rs::Table::new(rows)
            .set_grid(grid)
            .width(TEXT_WIDTH, WidthType::Dxa)
            .layout(TableLayoutType::Fixed);
        parts.push(Part::Table(Box::new(table)));
        parts.push(Part::Paragraph(Box::new(self.line(AlignmentType::Left))));
        parts
    }

    fn chart(&mut self, of: &Chart) -> Vec<Part> {
        let title = self
            .line(AlignmentType::Center)
            .line_spacing(spaced(120, 60))
            .keep_next(true);
        let words = format!("{} ({})", of.title, of.unit);
        let title = title.add_run(plain(&words, 26).italic());
        let bars = (1..).zip(&of.bars);
        let bars = bars.map(|(at, bar)| self.row(of.bars.len() - at, |desk| desk.bar(of, bar)));
        let rows: Vec<TableRow> = bars.collect();
        let table = docx_rs::Table::without_borders(rows)
            .set_grid(BARS.to_vec())
            .width(TEXT_WIDTH, WidthType::Dxa)
            .layout(TableLayoutType::Fixed);
        let after = self.line(AlignmentType::Left);
        vec![
            Part::Paragraph(Box::new(title)),
            Part::Table(Box::new(table)),
            Part::Paragraph(Box::new(after)),
        ]
    }

    fn bar(&mut self, chart: &Chart, of: &Bar) -> TableRow {
        let cell = |width: usize| {
            TableCell::new()
                .width(width, WidthType::Dxa)
                .vertical_align(VAlignType::Center)
        };
        let label = self.line(AlignmentType::Left).add_run(plain(&of.label, 24));
        let mut middle = cell(BARS[1]);
        let length = (BARS[1] - 240) * chart.length(of) as usize / 1000;
        if length > 0 {
            let inside = self.line(AlignmentType::Left).add_run(plain("", 2));
            let dark = TableCell::new()
                .width(length, WidthType::Dxa)
                .shading(Shading::new().fill("595959"));
            let row = TableRow::new(vec![dark.add_paragraph(inside)]).row_height(180.0);
            let bar = docx_rs::Table::without_borders(vec![row.height_rule(HeightRule::Exact)])
                .set_grid(vec![length])
                .width(length, WidthType::Dxa)
                .layout(TableLayoutType::Fixed);
            middle = middle.add_table(bar);
        }
        let middle = middle.add_paragraph(self.line(AlignmentType::Left).add_run(plain("", 2)));
        let number = self.line(AlignmentType::Right);
        let number = self.spans(number, &[Span::Number(of.number.clone())], 24);
        let cells = vec![
            cell(BARS[0]).add_paragraph(label),
            middle,
            cell(BARS[2]).add_paragraph(number),
        ];
        TableRow::new(cells).cant_split()
    }

    /// Cells 7 and 9b. In minutes the secretary signs left, the chair right, and who gets them stands below.
    fn foot(&mut self, paper: &Paper) -> docx_rs::Table {
        let halves = [TEXT_WIDTH / 2, TEXT_WIDTH - TEXT_WIDTH / 2];
        let [left, right] = halves.map(|width| TableCell::new().width(width, WidthType::Dxa));
        let rows = match &paper.layout {
            Layout::Minutes { secretary } => {
                let signed = vec![
                    self.signed(left.clone(), secretary),
                    self.signed(right.clone(), &paper.signature),
                ];
                let received = self.received(left, paper);
                let beside = right.add_paragraph(self.line(AlignmentType::Left));
                vec![
                    TableRow::new(signed).cant_split(),
                    TableRow::new(vec![received, beside]).cant_split(),
                ]
            }
            _ => {
                let received = self.received(left, paper);
                let signed = self.signed(right, &paper.signature);
                vec![TableRow::new(vec![received, signed]).cant_split()]
            }
        };
        docx_rs::Table::without_borders(rows)
            .set_grid(halves.to_vec())
            .width(TEXT_WIDTH, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(0, 0, 0, 0))
    }

    /// Who gets the paper.
    fn received(&mut self, mut cell: TableCell, paper: &Paper) -> TableCell {
        let lines = paper.recipient_lines();
        if !lines.is_empty() {
            cell = cell.add_paragraph(
                self.line(AlignmentType::Left)
                    .add_run(bold("Nơi nhận:", 24).italic()),
            );
        }
        for line in &lines {
            cell = cell.add_paragraph(self.line(AlignmentType::Left).add_run(plain(line, 22)));
        }
        if lines.is_empty() {
            cell = cell.add_paragraph(self.line(AlignmentType::Left));
        }
        cell
    }

    /// A signature, with room to sign and seal.
    fn signed(&mut self, mut cell: TableCell, of: &Signature) -> TableCell {
        for line in &of.lines {
            cell = cell.add_paragraph(self.line(AlignmentType::Center).add_run(bold(line, 28)));
        }
        for _ in 0..4 {
            cell = cell.add_paragraph(self.line(AlignmentType::Center));
        }
        let name = self.line(AlignmentType::Center).add_run(bold(&of.name, 28));
        cell.add_paragraph(name)
    }
}

/// Widths of a chart: label, bar, number.
const BARS: [usize; 3] = [2381, 4989, 1701];

/// Every number of a paper with its bookmark, in the order of [`Paper::numbers`].
pub(crate) fn bookmarks(paper: &Paper) -> Vec<(&Number, String)> {
    let numbers = paper.numbers();
    numbers.into_iter().map(|n| (n, bookmark(&n.name))).collect()
}

/// The bookmark of a number: letters, digits and underscores, at most 40 (the limit of Word), with `_` for hyphens. Longer
/// names, and those with other signs, keep their end and are told apart by their FNV-1a hash.
pub(crate) fn bookmark(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_plain && safe.len() <= 37 {
        return format!("so_{safe}");
    }
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, b| {
        (hash ^ u32::from(b)).wrapping_mul(0x0100_0193)
    });
    format!("so_{hash:08x}_{}", &safe[safe.len().saturating_sub(28)..])
}

#[cfg(test)]
mod tests {
    use super::bookmark;

    #[test]
    fn bookmarks_are_short_and_apart() {
        assert_eq!(bookmark("luot-tuyen-truyen"), "so_luot_tuyen_truyen");
        let long = "a-very-long-name-of-a-number-that-word-refuses";
        let all = [long, &format!("b{long}"), "a.b", "a-b", "a:b"].map(bookmark);
        assert!(all.iter().all(|name| name.len() <= 40));
        assert_eq!(
            all.iter().collect::<std::collections::BTreeSet<_>>().len(),
            all.len()
        );
    }
}
