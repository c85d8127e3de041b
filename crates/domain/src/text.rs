//! Text as it enters: NFC, trimmed, counted in graphemes; folded for search, and compared as names are.

mod english;
mod spelling;

pub use english::singular;
pub use spelling::{fold_spelling, name_key, settle_tones, twin};

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// Brings text to NFC and trims it. A control character becomes a blank, so that it never glues words together; line
/// breaks of every kind become one kind; marks without width are dropped.
///
/// Ð (U+00D0) and Ɖ (U+0189) look like Đ and were written for it by old keyboards. They become Đ always: no Vietnamese
/// word has them, and an Icelandic name keeps its look as a capital.
pub fn clean(input: &str) -> String {
    let kept: String = input
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !is_without_width(*c))
        .map(settled)
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

// The vertical tab and other line separators of word processors count as line breaks.
fn settled(c: char) -> char {
    match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{a0}' => ' ',
        c if c.is_control() && c != '\n' => ' ',
        c => with_stroke(c).unwrap_or(c),
    }
}

fn with_stroke(c: char) -> Option<char> {
    match c {
        'Ð' | 'Ɖ' => Some('Đ'),
        'ð' | 'ɖ' => Some('đ'),
        _ => None,
    }
}

/// Tells whether text holds control characters other than line breaks and tabs: [`clean`] makes blanks of them.
pub fn has_control(input: &str) -> bool {
    input
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

// Bidirectional overrides and zero-width marks hide what a line says; a soft hyphen breaks search.
fn is_without_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
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
        .filter(|c| !is_combining_mark(*c) && !is_without_width(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' | 'ð' | 'ɖ' => 'd',
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

    #[test]
    fn control_characters_never_glue_words() {
        assert_eq!(clean("Hà\u{0}Nội\u{7}đẹp\tlắm"), "Hà Nội đẹp lắm");
        for end in ["\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert_eq!(clean(&format!("tổ 1{end}tổ 2")), "tổ 1\ntổ 2", "{end:?}");
        }
        assert_eq!(clean_line("a\u{1}\u{2}b"), "a b");
        assert!(has_control("a\u{1}b") && !has_control("a\tb\r\nc"));
    }

    #[test]
    fn eth_and_african_d_are_read_as_d_with_stroke() {
        assert_eq!(
            clean("Ðình làng, Ɖồng Tháp, ðất, ɖò"),
            "Đình làng, Đồng Tháp, đất, đò"
        );
        for typed in [
            "Ðình làng",
            "Ɖình làng",
            "đình làng",
            "dinh lang",
            "ðình\u{ad} làng",
        ] {
            assert_eq!(fold(typed), "dinh lang", "{typed}");
        }
    }
}
