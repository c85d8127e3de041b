//! Text as paper can carry it.

use unicode_normalization::UnicodeNormalization;

/// The text in one Unicode form (NFC: letters of Vietnamese as one sign each) without signs that no paper shows: control
/// characters, marks of direction, the private area. A line break or tab becomes one space.
pub fn plain(text: &str) -> String {
    let shown = text.nfc().filter_map(|c| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() => None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
        '\u{e000}'..='\u{f8ff}' | '\u{fffe}' | '\u{ffff}' => None,
        '\u{f0000}'..='\u{10ffff}' => None,
        c => Some(c),
    });
    let mut out = String::with_capacity(text.len());
    for c in shown {
        // Pasted tables and line breaks leave runs of spaces.
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn both_unicode_forms_become_one_and_nothing_unseen_stays() {
        assert_eq!(plain("Tiê\u{301}ng Viê\u{323}t"), "Tiếng Việt");
        assert_eq!(plain("a\u{0}b\u{7}c\td\r\ne"), "abc d e");
        assert_eq!(plain("\u{feff}x\u{202e}y\u{200b}z"), "xyz");
        assert_eq!(plain("1.\u{a0}234"), "1.\u{a0}234");
    }
}
