//! A paper as part of a page, in each of its forms: what is printed, line by line.

use dienhong_reports::{Block, Certificate, Layout, Paper, Signature, Span};

/// A line of the body.
pub(super) struct SheetLine {
    /// Level of a heading, 1 to 3; 0 for a paragraph.
    pub(super) level: u8,
    /// Words.
    pub(super) text: String,
}

/// A paper as it is shown.
pub(super) struct Sheet {
    pub(super) paper: Paper,
    pub(super) number_line: String,
    /// Place and day, which minutes have not.
    pub(super) place_line: String,
    /// Who decides; empty for other papers.
    pub(super) authority: Vec<String>,
    pub(super) is_decision: bool,
    pub(super) certificate: Option<Certificate>,
    /// The secretary of minutes.
    pub(super) secretary: Option<Signature>,
    pub(super) bases: Vec<String>,
    pub(super) body: Vec<SheetLine>,
    pub(super) recipients: Vec<String>,
}

impl Sheet {
    pub(super) fn of(paper: Paper) -> Sheet {
        let is_basis = |block: &&Block| matches!(block, Block::Basis(_));
        let bases = paper
            .body
            .iter()
            .take_while(is_basis)
            .map(words)
            .collect::<Vec<_>>();
        let line = |block: &Block| SheetLine {
            level: match block {
                Block::Heading(level, _) => *level,
                _ => 0,
            },
            text: words(block),
        };
        let place_line = match paper.layout {
            Layout::Minutes { .. } => String::new(),
            _ => paper.place_line(),
        };
        let authority = match &paper.layout {
            Layout::Decision { authority } => authority.clone(),
            _ => Vec::new(),
        };
        let certificate = match &paper.layout {
            Layout::Certificate(of) => Some(of.clone()),
            _ => None,
        };
        let secretary = match &paper.layout {
            Layout::Minutes { secretary } => Some(secretary.clone()),
            _ => None,
        };
        Sheet {
            number_line: paper.number_line(),
            place_line,
            authority,
            is_decision: matches!(paper.layout, Layout::Decision { .. }),
            certificate,
            secretary,
            body: paper.body.iter().skip(bases.len()).map(line).collect(),
            bases,
            recipients: paper.recipient_lines(),
            paper,
        }
    }
}

/// The words of a part. Papers made from templates have neither tables nor charts.
fn words(block: &Block) -> String {
    let said = |span: &Span| match span {
        Span::Words(words) => words.clone(),
        Span::Number(number) => number.text.clone(),
    };
    match block {
        Block::Heading(_, text) | Block::Basis(text) => text.clone(),
        Block::Paragraph(spans) => spans.iter().map(said).collect(),
        Block::Table(table) => table.title.clone(),
        Block::Chart(chart) => chart.title.clone(),
    }
}
