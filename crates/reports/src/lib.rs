//! One model of a paper, laid out as DOCX, PDF and XLSX: official papers by the rules of Decree 30/2020/NĐ-CP, certificates on a
//! sheet of their own.
//!
//! A number is a [`Number`] in the model, with its name, its text and where its proof stands. Formats only lay out: none of
//! them computes, rounds or words anything.

mod clean;
mod compose;
mod docx;
mod fonts;
mod layout;
mod letters;
mod model;
mod pdf;
pub mod readback;
mod together;
mod xlsx;

pub use clean::plain;
pub use compose::{Issuance, compose};
pub use docx::docx;
pub use fonts::{FONT_MAX, FontError, Fonts};
pub use layout::{Certificate, Layout};
pub use letters::Lacking;
pub use model::{
    Bar, Block, Chart, Column, Letterhead, Number, Paper, Recipients, Row, Signature, Span, Table,
};
pub use pdf::pdf;
pub use readback::{Difference, Mismatch, ReadBackError, bookmarked, differing};
pub use together::kept_together;
pub use xlsx::xlsx;

/// Why a paper could not be laid out. Nothing of it was handed over.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// Two numbers bear the same name.
    #[error("two numbers are called {0}")]
    NameTwice(String),
    /// A row has another number of cells than its table has columns.
    #[error("a row of {0} has another number of cells than the table has columns")]
    Ragged(String),
    /// A certificate has tables, charts or annexes.
    #[error("a certificate has room for words only")]
    Unfit,
    /// It exceeds the limits of size: which limit.
    #[error("the paper holds more than {0}")]
    TooLarge(&'static str),
    /// The font lacks letters: a page would show empty boxes.
    #[error("the font lacks letters: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Letters(Vec<Lacking>),
    /// The layout library failed, with its message.
    #[error("{0}")]
    Engine(String),
}
