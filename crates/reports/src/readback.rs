//! A DOCX read back after people changed it in Word: which numbers no longer say what the frozen paper says.
//!
//! Only what a reader sees in Word counts: text that is deleted, hidden, struck out or white is ignored, and text that
//! touches a number belongs to it. Headers, notes and comments are not read: a number that was moved there is missing.
//! The file is untrusted, and so is everything that it states about itself.

mod archive;
mod page;
mod seen;
mod styles;
#[cfg(test)]
mod tests;
mod walk;

use crate::docx::bookmarks;
use crate::model::Paper;
use archive::{document, hidden_styles};
use page::{Mark, Page};
use std::collections::HashMap;
use styles::Styles;
use walk::read;

const BOOKMARKS_MAX: usize = 100_000;
/// Upper bound of letters kept of a bookmark's text or of an error: far more than a number needs.
const LETTERS_MAX: usize = 200;
/// Prefix of the bookmarks of numbers.
const PREFIX: &str = "so_";

/// Why a file could not be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadBackError {
    /// The file, what it unpacks to or the count of its bookmarks is beyond what is read.
    #[error("the file is too large")]
    TooLarge,
    /// Not an archive, or not that of a Word document. Files that Word protects with a password are not archives
    /// either.
    #[error("not a DOCX file")]
    NotADocx,
    /// Damaged, encrypted, or in a form that Word never writes; with the error of the parser.
    #[error("the file cannot be read: {0}")]
    Broken(String),
}

/// A number that differs between a file and the frozen paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Name of the number in the paper; the bookmark where the paper has none.
    pub name: String,
    /// The number as the paper writes it; empty where the paper has none.
    pub expected: String,
    /// What the file has in its place.
    pub found: Difference,
}

/// What a file has in place of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Another text; empty where a reader sees nothing.
    Changed(String),
    /// A field that Word computes anew, with this text for now.
    Field(String),
    /// No bookmark of this number.
    Missing,
    /// More than one bookmark of this number.
    Twice,
    /// A bookmark with the prefix of numbers that is not in the paper, with its text.
    Unknown(String),
}

/// Lists the bookmarks of numbers in the order of the document, each with the text that a reader sees there. Deleted text
/// that waits for acceptance is gone, inserted text is there. A bookmark without end ends with its paragraph.
///
/// # Errors
/// What is too large, and what is no sound DOCX.
pub fn bookmarked(docx: &[u8]) -> Result<Vec<(String, String)>, ReadBackError> {
    let page = page_of(docx)?;
    let found = page.marks.iter();
    Ok(found.map(|mark| (mark.name.clone(), page.inside(mark))).collect())
}

fn page_of(docx: &[u8]) -> Result<Page, ReadBackError> {
    let text = document(docx)?;
    read(&text, &hidden_styles(docx))
}

/// Lists the numbers that a reader of a DOCX no longer sees as the frozen paper gives them, in the order of the paper; then
/// what it does not have. White space and Unicode forms make no difference.
///
/// Word keeps what is typed right behind a bookmark outside of it, so figures that touch a number count as part of it; so do
/// groups of three digits, a sign, a bound before it ("hơn") and a word behind it that multiplies ("triệu").
///
/// # Errors
/// What is too large, and what is no sound DOCX.
pub fn differing(paper: &Paper, docx: &[u8]) -> Result<Vec<Mismatch>, ReadBackError> {
    let (frozen, page) = (Page::of(paper), page_of(docx)?);
    let mut by_name: HashMap<&str, Vec<&Mark>> = HashMap::new();
    for mark in &page.marks {
        by_name.entry(&mark.name).or_default().push(mark);
    }
    let mut all = Vec::new();
    for ((number, bookmark), own) in bookmarks(paper).into_iter().zip(&frozen.marks) {
        let marks = by_name.remove(bookmark.as_str());
        let found = found(&page, marks.as_deref(), &frozen.seen(own));
        all.extend(found.map(|found| Mismatch {
            name: number.name.clone(),
            expected: number.text.clone(),
            found,
        }));
    }
    let unknown = page.marks.iter();
    let unknown = unknown.filter(|mark| by_name.contains_key(mark.name.as_str()));
    all.extend(unknown.map(|mark| Mismatch {
        name: mark.name.clone(),
        expected: String::new(),
        found: Difference::Unknown(page.seen(mark)),
    }));
    Ok(all)
}

/// What differs at the bookmarks of one number.
fn found(page: &Page, marks: Option<&[&Mark]>, wanted: &str) -> Option<Difference> {
    let mark = match marks {
        None => return Some(Difference::Missing),
        Some([mark]) => mark,
        Some(_) => return Some(Difference::Twice),
    };
    let seen = page.seen(mark);
    match () {
        () if seen != wanted => Some(Difference::Changed(seen)),
        () if page.is_computed(mark) => Some(Difference::Field(seen)),
        () => None,
    }
}

/// Feeds foreign bytes to everything that reads files. For the kept corpus and for fuzzing.
pub fn run(bytes: &[u8]) {
    let _ = bookmarked(bytes);
    let _ = differing(&Paper::default(), bytes);
    // The same input as parts of a valid archive, so that the XML readers are reached too.
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(page) = read(text, &Styles::read(text)) {
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
