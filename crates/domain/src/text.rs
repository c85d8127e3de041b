//! Text as it enters: NFC, trimmed, counted in graphemes; and folded for search without diacritics.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// Brings text to NFC, trims it, and drops control characters other than line breaks.
pub fn clean(input: &str) -> String {
    let kept: String = input
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\t' || c == '\u{a0}' { ' ' } else { c })
        .filter(|c| *c == '\n' || !is_unwanted(*c))
        .collect();
    // Nearly everything comes in NFC already.
    match is_nfc_quick(kept.chars()) {
        IsNormalized::Yes => kept.trim().to_owned(),
        _ => kept.nfc().collect::<String>().trim().to_owned(),
    }
}

/// Brings text to one line: as [`clean`], with every run of white space made one space.
pub fn clean_line(input: &str) -> String {
    clean(input).split_whitespace().collect::<Vec<_>>().join(" ")
}

// Bidirectional overrides and zero-width marks hide what a line says; a soft hyphen breaks search.
fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Counts what a reader sees as letters ("ế" is one, however it is encoded).
pub fn length(input: &str) -> usize {
    input.graphemes(true).count()
}

/// Whether text has more letters than so many, as [`length`] counts them; short text is not counted.
pub fn is_longer(input: &str, most: usize) -> bool {
    input.len() > most && length(input) > most
}

/// Folds text for search: lower case, no marks, đ as d, one space between words.
///
/// ```
/// assert_eq!(dienhong_domain::text::fold("Đường  Lê Hồng Phong"), "duong le hong phong");
/// ```
pub fn fold(input: &str) -> String {
    let folded: String = input
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' => 'd',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_every_vietnamese_mark_in_both_forms() {
        let letters = "ắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựỳỵỷỹđĐ";
        assert_eq!(fold(letters), fold(&letters.nfd().collect::<String>()));
        assert!(fold(letters).is_ascii());
    }

    #[test]
    fn cleaning_keeps_lines_and_drops_overrides() {
        assert_eq!(clean(" a\u{202e}b\r\nc\u{0} "), "ab\nc");
        assert_eq!(length("e\u{302}\u{301}"), 1);
        assert!(!is_longer("e\u{302}\u{301}e", 2) && is_longer("e\u{302}\u{301}e", 1));
        assert_eq!(clean("e\u{302}\u{301}"), "ế");
    }
}
