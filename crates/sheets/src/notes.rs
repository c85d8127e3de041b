//! Notes on what the reader leaves out of a file or reads differently, as data; shown before the import is confirmed.

use crate::oldfont::OldFont;
use crate::read::Encoding;

/// One note on a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Name of the sheet; empty for CSV and for what concerns the whole file.
    pub sheet: String,
    /// Where: a cell ("C7"), a range ("A2:A5"), rows ("7", "7:9") or a column ("C"); `None` for the sheet as a whole.
    pub address: Option<String>,
    /// What.
    pub kind: NoteKind,
}

/// Kinds of note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoteKind {
    /// A sheet that is hidden, or very hidden, holds rows; it is not read.
    HiddenSheet {
        /// Rows with something in them.
        rows: u32,
    },
    /// A chart, a dialog or another sheet without cells; it is not read.
    NotATable,
    /// A sheet holds rows, and no head of the register; it is not read.
    NoHead {
        /// Rows with something in them.
        rows: u32,
    },
    /// A row above the head looks like an answer; it is not read.
    AboveHead,
    /// The column's head names no field; it is not read.
    UnknownColumn {
        /// Its head as found.
        heading: String,
        /// Cells with something in them below.
        cells: u32,
    },
    /// Cells stand below an empty head; they are not read.
    NoHeading {
        /// Cells with something in them.
        cells: u32,
    },
    /// Pictures lie in the file; they are not read.
    Pictures {
        /// How many.
        count: u32,
    },
    /// Text boxes lie in the file; they are not read.
    TextBoxes {
        /// How many drawings hold some.
        count: u32,
    },
    /// What stands in the row is struck out; it is read all the same.
    StruckOut,
    /// Rows are hidden or filtered out; they are read all the same.
    HiddenRows {
        /// Rows with something in them.
        count: u32,
    },
    /// A column is hidden; it is read all the same.
    HiddenColumn,
    /// Merged cells: the first holds the value, the others are read as empty.
    Merged,
    /// A head is merged over several columns, of which only the first is read: the answer may be spread over all of them.
    HeadOverSeveral {
        /// The head as found.
        heading: String,
    },
    /// A formula that its program saved without a result; read as empty. Opening and saving the file in Excel computes it.
    FormulaWithoutResult,
    /// A formula that ended in an error, as "#N/A"; read as that text.
    FormulaError {
        /// The error.
        text: String,
    },
    /// A day with a time behind it; the time is not read.
    TimeOfDay,
    /// A day that may have been meant with the month first.
    MonthFirst {
        /// The day as it is read, dd/mm/yyyy.
        text: String,
    },
    /// A comment stands at the cell; it is not read.
    Comment,
    /// The file is not in Unicode; its letters are read by this encoding.
    NotUnicode {
        /// The encoding.
        encoding: Encoding,
    },
    /// Bytes that are not of the file's encoding became "�".
    BadBytes {
        /// Line of the file, counted from 1.
        line: u32,
    },
    /// Text in quotes contains a line break and a separator: a quote may have joined two rows.
    TwoLines,
    /// The column is read by its code, and its head is called otherwise.
    HeadRenamed {
        /// The head as found.
        heading: String,
        /// What it is read as.
        field: String,
    },
    /// Words stand in the column of running numbers; they are not read.
    NumberingWords {
        /// The words.
        text: String,
    },
    /// The cell's format shows something else than the number that is read.
    ShownOtherwise {
        /// What the cell shows; empty when nothing.
        shown: String,
        /// What is read.
        read: String,
    },
    /// A day whose cell shows no year.
    DayWithoutYear {
        /// The day as it is read, dd/mm/yyyy.
        text: String,
    },
    /// Control characters, which become blanks.
    ControlCharacters,
    /// Text typed in an old font. Its reading is better Vietnamese, and is used once a person agrees.
    OldFont {
        /// The font.
        font: OldFont,
        /// Text as found.
        before: String,
        /// Its reading.
        after: String,
    },
    /// Text that is Vietnamese both as it stands and as typed in the sheet's old font; kept as it stands.
    OldFontUnsure {
        /// The font.
        font: OldFont,
        /// Text as found, and kept.
        before: String,
        /// The other reading.
        after: String,
    },
}

impl NoteKind {
    /// The code used in words and in the interface.
    pub fn code(&self) -> &'static str {
        match self {
            NoteKind::HiddenSheet { .. } => "hidden-sheet",
            NoteKind::NotATable => "not-a-table",
            NoteKind::NoHead { .. } => "no-head",
            NoteKind::AboveHead => "above-head",
            NoteKind::UnknownColumn { .. } => "unknown-column",
            NoteKind::NoHeading { .. } => "no-heading",
            NoteKind::Pictures { .. } => "pictures",
            NoteKind::TextBoxes { .. } => "text-boxes",
            NoteKind::StruckOut => "struck-out",
            NoteKind::HiddenRows { .. } => "hidden-rows",
            NoteKind::HiddenColumn => "hidden-column",
            NoteKind::Merged => "merged",
            NoteKind::HeadOverSeveral { .. } => "head-over-several",
            NoteKind::FormulaWithoutResult => "formula-without-result",
            NoteKind::FormulaError { .. } => "formula-error",
            NoteKind::TimeOfDay => "time-of-day",
            NoteKind::MonthFirst { .. } => "month-first",
            NoteKind::Comment => "comment",
            NoteKind::NotUnicode { .. } => "not-unicode",
            NoteKind::BadBytes { .. } => "bad-bytes",
            NoteKind::TwoLines => "two-lines",
            NoteKind::HeadRenamed { .. } => "head-renamed",
            NoteKind::NumberingWords { .. } => "numbering-words",
            NoteKind::ShownOtherwise { .. } => "shown-otherwise",
            NoteKind::DayWithoutYear { .. } => "day-without-year",
            NoteKind::ControlCharacters => "control-characters",
            NoteKind::OldFont { .. } => "old-font",
            NoteKind::OldFontUnsure { .. } => "old-font-unsure",
        }
    }

    /// Whether the note concerns content that is not among the rows, so that the file is not imported completely.
    pub fn leaves_out(&self) -> bool {
        matches!(
            self,
            NoteKind::HiddenSheet { .. }
                | NoteKind::NotATable
                | NoteKind::NoHead { .. }
                | NoteKind::AboveHead
                | NoteKind::UnknownColumn { .. }
                | NoteKind::NoHeading { .. }
                | NoteKind::Pictures { .. }
                | NoteKind::TextBoxes { .. }
                | NoteKind::Merged
                | NoteKind::HeadOverSeveral { .. }
                | NoteKind::NumberingWords { .. }
                | NoteKind::FormulaWithoutResult
                | NoteKind::TimeOfDay
                | NoteKind::Comment
        )
    }

    /// Whether the value read may differ from the one meant; rows that the note concerns are then in doubt.
    pub fn is_doubt(&self) -> bool {
        matches!(
            self,
            NoteKind::Merged
                | NoteKind::HeadOverSeveral { .. }
                | NoteKind::FormulaWithoutResult
                | NoteKind::FormulaError { .. }
                | NoteKind::MonthFirst { .. }
                | NoteKind::BadBytes { .. }
                | NoteKind::StruckOut
                | NoteKind::TwoLines
                | NoteKind::NumberingWords { .. }
                | NoteKind::ShownOtherwise { .. }
                | NoteKind::DayWithoutYear { .. }
        )
    }
}

impl Note {
    pub(crate) fn at(sheet: &str, address: impl Into<String>, kind: NoteKind) -> Note {
        Note {
            sheet: sheet.to_owned(),
            address: Some(address.into()),
            kind,
        }
    }

    pub(crate) fn of_rows(sheet: &str, first: u32, last: u32, count: u32) -> Note {
        let address = match first == last {
            true => first.to_string(),
            false => format!("{first}:{last}"),
        };
        Note::at(sheet, address, NoteKind::HiddenRows { count })
    }

    pub(crate) fn of_sheet(sheet: &str, kind: NoteKind) -> Note {
        Note {
            sheet: sheet.to_owned(),
            address: None,
            kind,
        }
    }

    /// First and last row that it concerns, as Excel numbers them; `None` when it concerns no particular row.
    pub fn rows(&self) -> Option<(u32, u32)> {
        let address = self.address.as_deref()?;
        let row = |part: &str| {
            part.trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .parse()
                .ok()
        };
        let (first, last) = address.split_once(':').unwrap_or((address, address));
        Some((row(first)?, row(last)?))
    }
}
