//! What was typed into the forms of papers: lines without blanks around them, within their limits.

use super::{LINE_MAX, PaperError};
use dienhong_domain::text::{clean_line, length};

/// Most lines of a head or of recipients.
const LINES_MAX: usize = 20;

/// Lines of a text box, without the empty ones.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(clean_line).filter(|l| !l.is_empty()).collect()
}

/// The lines of a text box as they are stored, separated by line breaks.
pub(super) fn joined(text: &str) -> Result<String, PaperError> {
    let lines = lines(text);
    if lines.len() > LINES_MAX {
        return Err(PaperError::TooMany(LINES_MAX));
    }
    if lines.iter().any(|line| length(line) > LINE_MAX) {
        return Err(PaperError::TooLong(LINE_MAX));
    }
    Ok(lines.join("\n"))
}

/// A line that must not be empty; `field` names it in the mistake.
pub(super) fn needed(text: &str, field: &'static str) -> Result<String, PaperError> {
    let line = clean_line(text);
    match length(&line) {
        0 => Err(PaperError::Missing(field)),
        n if n > LINE_MAX => Err(PaperError::TooLong(LINE_MAX)),
        _ => Ok(line),
    }
}
