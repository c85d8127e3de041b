//! A certificate as DOCX: A4 across, everything in a frame that is the one cell of a table.

use super::{Desk, PAGE, bold, mm, plain, sheet, spaced};
use crate::layout::Certificate;
use crate::model::{Block, Paper};
use docx_rs::{
    AlignmentType, BorderType, Docx, HeightRule, PageMargin, PageOrientationType, Paragraph, TableBorder,
    TableBorderPosition, TableBorders, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType,
    WidthType,
};

/// Inside of the margins of 15 mm, in twentieths of a point.
const FRAME_WIDTH: usize = 15_136;
/// Height of the frame: what the margins leave, less the line that Word sets behind a table.
const FRAME_HEIGHT: f32 = 9_700.0;
/// Room between frame and words.
const INSET: usize = 400;

impl Desk {
    /// The sheet of a certificate.
    pub(super) fn certificate(&mut self, paper: &Paper, of: &Certificate) -> Docx {
        let margins = PageMargin::new()
            .top(mm(15.0))
            .bottom(mm(15.0))
            .left(mm(15.0))
            .right(mm(15.0))
            .header(mm(5.0))
            .footer(mm(5.0));
        let mut cell = TableCell::new()
            .width(FRAME_WIDTH, WidthType::Dxa)
            .vertical_align(VAlignType::Center);
        for line in self.reason(paper, of) {
            cell = cell.add_paragraph(line);
        }
        let foot = self.certified(paper, of);
        let last = self.line(AlignmentType::Center).add_run(plain("", 2));
        let row = TableRow::new(vec![cell.add_table(foot).add_paragraph(last)]);
        let row = row.row_height(FRAME_HEIGHT).height_rule(HeightRule::AtLeast);
        let edges = [
            TableBorderPosition::Top,
            TableBorderPosition::Bottom,
            TableBorderPosition::Left,
            TableBorderPosition::Right,
        ];
        let edges = edges.into_iter().fold(TableBorders::with_empty(), |all, edge| {
            all.set(TableBorder::new(edge).border_type(BorderType::Double).size(12))
        });
        let frame = docx_rs::Table::without_borders(vec![row])
            .set_borders(edges)
            .set_grid(vec![FRAME_WIDTH])
            .width(FRAME_WIDTH, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(INSET, INSET, INSET, INSET));
        let behind = self.line(AlignmentType::Center).add_run(plain("", 2));
        sheet(paper, (PAGE.1, PAGE.0), margins)
            .page_orient(PageOrientationType::Landscape)
            .add_table(frame)
            .add_paragraph(behind)
    }

    /// Who gives it, what it is, to whom, and for what.
    fn reason(&mut self, paper: &Paper, of: &Certificate) -> Vec<Paragraph> {
        let head = &paper.letterhead;
        let mut all = Vec::new();
        for line in &head.parent {
            all.push(self.line(AlignmentType::Center).add_run(plain(line, 28)));
        }
        for line in &head.issuer {
            all.push(self.line(AlignmentType::Center).add_run(bold(line, 32)));
        }
        let kind = self.line(AlignmentType::Center).line_spacing(spaced(240, 120));
        all.push(kind.add_run(bold(&paper.kind, 76)));
        all.push(self.line(AlignmentType::Center).add_run(plain(&of.gives, 36)));
        for (at, line) in of.to.iter().enumerate() {
            let run = match at {
                0 => bold(line, 44),
                _ => plain(line, 32),
            };
            let line = self.line(AlignmentType::Center).line_spacing(spaced(120, 60));
            all.push(line.add_run(run));
        }
        for block in &paper.body {
            let line = self.line(AlignmentType::Center).line_spacing(spaced(80, 80));
            all.push(match block {
                Block::Heading(_, words) => line.add_run(bold(words, 32)),
                Block::Basis(words) => line.add_run(plain(words, 32).italic()),
                Block::Paragraph(spans) => self.spans(line, spans, 32),
                // Refused before: see `Paper::checked`.
                Block::Table(_) | Block::Chart(_) => line,
            });
        }
        all
    }

    /// Its number in the book on the left, place, day and signature on the right.
    fn certified(&mut self, paper: &Paper, of: &Certificate) -> docx_rs::Table {
        let width = FRAME_WIDTH - 2 * INSET;
        let halves = [width / 2, width - width / 2];
        let [left, right] = halves.map(|width| TableCell::new().width(width, WidthType::Dxa));
        let mut left = left.vertical_align(VAlignType::Bottom);
        if !of.under.is_empty() {
            left = left.add_paragraph(self.line(AlignmentType::Left).add_run(plain(&of.under, 26)));
        }
        let number = self
            .line(AlignmentType::Left)
            .add_run(plain(&paper.number_line(), 26));
        let place = self
            .line(AlignmentType::Center)
            .add_run(plain(&paper.place_line(), 28).italic());
        let right = self.signed(right.add_paragraph(place), &paper.signature);
        let row = TableRow::new(vec![left.add_paragraph(number), right]).cant_split();
        docx_rs::Table::without_borders(vec![row])
            .set_grid(halves.to_vec())
            .width(width, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(0, 0, 0, 0))
    }
}
