//! A paper as data: its parts in order. It is built once, stored when frozen, and laid out in every format.

use crate::LayoutError;
use crate::clean::plain;
use crate::layout::Layout;
use dienhong_domain::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An official paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Head of the paper.
    pub letterhead: Letterhead,
    /// Kind of paper in capitals, "BÁO CÁO"; empty for a letter, which has only its summary.
    pub kind: String,
    /// What it is about, in a few words.
    pub summary: String,
    /// To whom it is addressed ("Kính gửi"); empty where it is for all.
    pub addressees: Vec<String>,
    /// What it says.
    pub body: Vec<Block>,
    /// Who signs.
    pub signature: Signature,
    /// Who gets it.
    pub recipients: Recipients,
    /// Tables and charts behind the signature, each with its heading.
    pub annexes: Vec<(String, Vec<Block>)>,
    /// What each part is called while it is written, body first, then annexes: comments stand by it. Nothing of it is laid out.
    #[serde(default)]
    pub anchors: Vec<String>,
    /// How it is laid out. Not written for the form that all papers had when there was but one.
    #[serde(default, skip_serializing_if = "Layout::is_named")]
    pub layout: Layout,
}

/// Head of a paper: cells 2, 3 and 4 of Decree 30's annex I; the national name and motto are the same on all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The agency above, line by line as written ("UBND TỈNH GIA LAI"); empty where there is none.
    pub parent: Vec<String>,
    /// Who issues, line by line as written ("ỦY BAN NHÂN DÂN", "PHƯỜNG DIÊN HỒNG").
    pub issuer: Vec<String>,
    /// Number of the year's register, 1 or more; none while it is a draft.
    pub number: Option<u32>,
    /// Sign behind the number ("BC-UBND").
    pub sign: String,
    /// Place ("Diên Hồng").
    pub place: String,
    /// Day of the paper; none while it is a draft.
    pub day: Option<Day>,
}

/// Who signs: cell 7.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// In whose name and as what, line by line ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH").
    pub lines: Vec<String>,
    /// Name without titles of learning.
    pub name: String,
}

/// Who gets it: cell 9b.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipients {
    /// Each as written, without dash and semicolon ("Như trên").
    pub lines: Vec<String>,
    /// What is kept where ("VT, CA").
    pub archive: String,
}

/// A part of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// A heading with its own number ("I. TÌNH HÌNH", "1. Tuyên truyền"); level 1 stands in capitals as given, in bold; level 2 bold;
    /// level 3 bold and italic.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A basis of the paper, in italics ("Căn cứ …").
    Basis(String),
    /// A table.
    Table(Table),
    /// A chart; its numbers stand beside the bars.
    Chart(Chart),
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// Words that people may change.
    Words(String),
    /// A number that comes from the ledger.
    Number(Number),
}

/// A number as it stands on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// Its name in this paper, each once: small letters, digits and hyphens, with `.` or `:` between them.
    pub name: String,
    /// As written, bound included ("hơn 2.000").
    pub text: String,
    /// The exact value for a spreadsheet, in steps of its scale; none where the ledger does not know.
    pub value: Option<i64>,
    /// Decimals of the value.
    pub scale: u8,
    /// Path of the page with its proof.
    pub proof: String,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Heading above it.
    pub title: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// Share of the width, against the other columns.
    pub width: u16,
    /// Whether it holds numbers, which stand right.
    pub is_number: bool,
}

/// A row: one cell a column.
pub type Row = Vec<Vec<Span>>;

/// A chart of bars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// Heading.
    pub title: String,
    /// Unit of count.
    pub unit: String,
    /// Bars from above.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How long it is; none where nothing is recorded.
    pub number: Number,
}

// At these bounds a PDF takes about 0.5 GB while it is made (measured: 0.011 MB a cell, 170 MB for a megabyte of text).
/// Most parts of a paper.
const BLOCKS_MAX: usize = 5_000;
/// Most cells of its tables and bars of its charts together.
const CELLS_MAX: usize = 30_000;
/// Most bytes of text.
const BYTES_MAX: usize = 1 << 20;

impl Span {
    fn len(&self) -> usize {
        match self {
            Span::Words(words) => words.len(),
            Span::Number(number) => number.text.len(),
        }
    }
}

impl Chart {
    /// The length of a bar in thousandths of the longest one.
    pub fn length(&self, bar: &Bar) -> u64 {
        let value = |b: &Bar| b.number.value.unwrap_or(0).max(0) as u128;
        let longest = self.bars.iter().map(value).max().unwrap_or(0).max(1);
        // Not above a thousand, since no bar is longer than the longest.
        (value(bar) * 1000 / longest) as u64
    }
}

impl Paper {
    /// Checks what every layout relies on, and cleans all text ([`plain`]).
    ///
    /// # Errors
    /// Two numbers of one name, rows that do not fit their table, a certificate with tables, charts or annexes, and more than a
    /// layout can carry.
    pub fn checked(mut self) -> Result<Paper, LayoutError> {
        self.fits()?;
        let is_table = |block: &Block| matches!(block, Block::Table(_) | Block::Chart(_));
        let is_sheet = matches!(self.layout, Layout::Certificate(_));
        if is_sheet && (!self.annexes.is_empty() || self.body.iter().any(is_table)) {
            return Err(LayoutError::Unfit);
        }
        let mut names = BTreeSet::new();
        let head = &mut self.letterhead;
        head.parent.iter_mut().chain(&mut head.issuer).for_each(clean);
        let texts = [&mut head.sign, &mut head.place, &mut self.kind];
        texts.into_iter().for_each(clean);
        clean(&mut self.summary);
        self.addressees.iter_mut().for_each(clean);
        self.signature.lines.iter_mut().for_each(clean);
        clean(&mut self.signature.name);
        self.recipients.lines.iter_mut().for_each(clean);
        clean(&mut self.recipients.archive);
        match &mut self.layout {
            Layout::Named | Layout::Letter => {}
            Layout::Decision { authority } => authority.iter_mut().for_each(clean),
            Layout::Minutes { secretary } => {
                secretary.lines.iter_mut().for_each(clean);
                clean(&mut secretary.name);
            }
            Layout::Certificate(of) => {
                of.to.iter_mut().for_each(clean);
                [&mut of.gives, &mut of.under].into_iter().for_each(clean);
            }
        }
        let annexes = self.annexes.iter_mut().flat_map(|(title, blocks)| {
            clean(title);
            blocks
        });
        for block in self.body.iter_mut().chain(annexes) {
            check(block, &mut names)?;
        }
        Ok(self)
    }

    /// Checks the limits of size: a renderer would run out of memory on a larger paper.
    fn fits(&self) -> Result<(), LayoutError> {
        let blocks = || {
            self.body
                .iter()
                .chain(self.annexes.iter().flat_map(|(_, blocks)| blocks))
        };
        if blocks().count() > BLOCKS_MAX {
            return Err(LayoutError::TooLarge("5.000 đoạn / 5,000 parts"));
        }
        let cells = |block: &Block| match block {
            Block::Table(table) => table.rows.iter().map(Vec::len).sum(),
            Block::Chart(chart) => chart.bars.len(),
            _ => 0,
        };
        if blocks().map(cells).sum::<usize>() > CELLS_MAX {
            return Err(LayoutError::TooLarge("30.000 ô / 30,000 cells"));
        }
        let of = |spans: &[Span]| spans.iter().map(Span::len).sum::<usize>();
        let letters = |block: &Block| match block {
            Block::Heading(_, text) | Block::Basis(text) => text.len(),
            Block::Paragraph(spans) => of(spans),
            Block::Table(table) => table.rows.iter().flatten().map(|cell| of(cell)).sum(),
            Block::Chart(chart) => chart.bars.iter().map(|bar| bar.label.len()).sum(),
        };
        if blocks().map(letters).sum::<usize>() > BYTES_MAX {
            return Err(LayoutError::TooLarge("1 MB"));
        }
        Ok(())
    }

    /// The paper without the paths of its proofs, which are not valid in another book.
    pub fn without_proofs(mut self) -> Paper {
        let annexes = self.annexes.iter_mut().flat_map(|(_, blocks)| blocks);
        for block in self.body.iter_mut().chain(annexes) {
            let spans: Vec<&mut Span> = match block {
                Block::Heading(..) | Block::Basis(_) => Vec::new(),
                Block::Paragraph(spans) => spans.iter_mut().collect(),
                Block::Table(table) => table.rows.iter_mut().flatten().flatten().collect(),
                Block::Chart(chart) => {
                    chart.bars.iter_mut().for_each(|b| b.number.proof.clear());
                    Vec::new()
                }
            };
            for span in spans {
                if let Span::Number(number) = span {
                    number.proof.clear();
                }
            }
        }
        self
    }

    /// Every number in the order of the paper.
    pub fn numbers(&self) -> Vec<&Number> {
        let mut found = Vec::new();
        let annexes = self.annexes.iter().flat_map(|(_, blocks)| blocks);
        for block in self.body.iter().chain(annexes) {
            let spans: Vec<&Span> = match block {
                Block::Heading(..) | Block::Basis(_) => Vec::new(),
                Block::Paragraph(spans) => spans.iter().collect(),
                Block::Table(table) => table.rows.iter().flatten().flatten().collect(),
                Block::Chart(chart) => {
                    found.extend(chart.bars.iter().map(|b| &b.number));
                    Vec::new()
                }
            };
            found.extend(spans.into_iter().filter_map(|span| match span {
                Span::Number(number) => Some(number),
                Span::Words(_) => None,
            }));
        }
        found
    }

    /// "Số: 05/BC-UBND", of a certificate "Số vào sổ: 05"; with room to write by hand while there is no number.
    pub fn number_line(&self) -> String {
        match self.layout {
            Layout::Certificate(_) => format!("Số vào sổ: {}", self.mark()),
            _ => format!("Số: {}", self.mark()),
        }
    }

    /// Number and sign: "05/BC-UBND"; a gap for a number that is not given yet. The book of certificates may have no sign.
    pub fn mark(&self) -> String {
        let number = match self.letterhead.number {
            Some(number) => format!("{number:02}"),
            None => "     ".to_owned(),
        };
        match (&self.layout, self.letterhead.sign.as_str()) {
            (Layout::Certificate(_), "") => number,
            (_, sign) => format!("{number}/{sign}"),
        }
    }

    /// "Diên Hồng, ngày 05 tháng 02 năm 2026": a nought before days below ten and before January and February (Decree
    /// 30/2020, annex I).
    pub fn place_line(&self) -> String {
        let place = &self.letterhead.place;
        match self.letterhead.day {
            Some(day) => {
                let month = match day.month() {
                    m @ 1..=2 => format!("{m:02}"),
                    m => m.to_string(),
                };
                format!("{place}, ngày {:02} tháng {month} năm {}", day.day(), day.year())
            }
            None => format!("{place}, ngày      tháng      năm      "),
        }
    }

    /// The lines of "Nơi nhận", with their dashes and ends.
    pub fn recipient_lines(&self) -> Vec<String> {
        let lines = self.recipients.lines.iter().map(|line| format!("- {line};"));
        let archive = Some(format!("- Lưu: {}.", self.recipients.archive));
        lines
            .chain(archive.filter(|_| !self.recipients.archive.is_empty()))
            .collect()
    }
}

fn clean(text: &mut String) {
    *text = plain(text);
}

fn check(block: &mut Block, names: &mut BTreeSet<String>) -> Result<(), LayoutError> {
    let spans: Vec<&mut Span> = match block {
        Block::Heading(_, text) | Block::Basis(text) => {
            clean(text);
            Vec::new()
        }
        Block::Paragraph(spans) => spans.iter_mut().collect(),
        Block::Table(table) => {
            clean(&mut table.title);
            table.columns.iter_mut().for_each(|c| clean(&mut c.title));
            if table.rows.iter().any(|row| row.len() != table.columns.len()) {
                return Err(LayoutError::Ragged(table.title.clone()));
            }
            table.rows.iter_mut().flatten().flatten().collect()
        }
        Block::Chart(chart) => {
            clean(&mut chart.title);
            clean(&mut chart.unit);
            for bar in &mut chart.bars {
                clean(&mut bar.label);
                named(&mut bar.number, names)?;
            }
            Vec::new()
        }
    };
    for span in spans {
        match span {
            Span::Words(words) => clean(words),
            Span::Number(number) => named(number, names)?,
        }
    }
    Ok(())
}

fn named(number: &mut Number, names: &mut BTreeSet<String>) -> Result<(), LayoutError> {
    clean(&mut number.text);
    if !names.insert(number.name.clone()) {
        return Err(LayoutError::NameTwice(number.name.clone()));
    }
    Ok(())
}
