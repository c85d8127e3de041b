//! Text that was typed in the fonts of the years before Unicode and now reads as "Tæ d©n phè" or "Toå daân phoá".
//!
//! [`detect`] must see the text as it stands in the file: cleaning drops the soft hyphen, which is "ư" in TCVN3.
//!
//! What is converted is decided for each text by itself, and within a text word by word where it holds both: a sheet may have
//! rows in Unicode whose letters all lie in Latin-1 ("Hòa Bình") beside rows in an old font.

mod capitals;
mod choice;
mod tcvn3;
mod vni;

pub use choice::{Reading, convert, reading};

use crate::syllable::is_syllable;
use std::collections::HashSet;
use unicode_normalization::UnicodeNormalization;

/// An encoding of old fonts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OldFont {
    /// TCVN 5712 as used by the ABC fonts: .VnTime, .VnArial, and .VnTimeH for capitals.
    Tcvn3,
    /// VNI-Windows: VNI-Times and its family.
    Vni,
}

/// Text recognised as typed in an old font, with its reading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Converted {
    /// The encoding.
    pub encoding: OldFont,
    /// The text in Unicode, NFC.
    pub text: String,
}

/// Recognises text typed in an old font; `None` for Unicode text and other languages.
///
/// One word alone ("Tæ") proves nothing: for short cells ask [`detect_many`] about the whole sheet.
pub fn detect(text: &str) -> Option<Converted> {
    let encoding = detect_many([text])?;
    Some(Converted {
        encoding,
        text: convert(text, encoding),
    })
}

/// Recognises the old font of many short texts together, for example of all cells of a sheet.
pub fn detect_many<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<OldFont> {
    let mut words = HashSet::new();
    for text in texts {
        if may_be_old(text) && !choice::is_vietnamese(text) {
            words.extend(split(text).filter(|w| w.chars().any(is_old_char)));
        }
    }
    if words.is_empty() {
        return None;
    }
    let tcvn3 = Evidence::weigh(&words, OldFont::Tcvn3);
    let vni = Evidence::weigh(&words, OldFont::Vni);
    let (best, font) = if tcvn3.lead() >= vni.lead() {
        (tcvn3, OldFont::Tcvn3)
    } else {
        (vni, OldFont::Vni)
    };
    (tcvn3.lead() != vni.lead() && best.convinces()).then_some(font)
}

/// Reads all of a text as typed in an old font. Text with letters beyond Latin-1 stays as it is, and so do letters that the
/// font does not know; the result is NFC.
fn decode(text: &str, font: OldFont) -> String {
    if !may_be_old(text) {
        return text.nfc().collect();
    }
    let plain = match font {
        OldFont::Tcvn3 => capitals::restore(text, &tcvn3::decode(text)),
        OldFont::Vni => vni::decode(text),
    };
    plain.nfc().collect()
}

/// How many different words became, or stayed other than, Vietnamese by a reading.
#[derive(Clone, Copy, Default)]
struct Evidence {
    good: i64,
    bad: i64,
}

impl Evidence {
    fn weigh(words: &HashSet<&str>, font: OldFont) -> Evidence {
        words
            .iter()
            .fold(Evidence::default(), |sum, word| match speaks_for(word, font) {
                Some(true) => Evidence {
                    good: sum.good + 1,
                    ..sum
                },
                Some(false) => Evidence {
                    bad: sum.bad + 1,
                    ..sum
                },
                None => sum,
            })
    }
    fn lead(self) -> i64 {
        self.good - self.bad
    }
    // A French sentence may hold one "où", which VNI reads as "ó"; it never holds three such words for each other one.
    fn convinces(self) -> bool {
        self.good >= 2 && self.good >= 3 * self.bad
    }
}

// What a word says about a reading; nothing when it is Vietnamese either way, an abbreviation, or a lone sign (£, ·).
fn speaks_for(word: &str, font: OldFont) -> Option<bool> {
    word.chars().nth(1)?;
    let read = decode(word, font);
    let becomes = is_syllable(&read) && !drops_case(&read);
    match (is_syllable(word), becomes) {
        (true, true) => None,
        (false, true) => Some(true),
        (true, false) => Some(false),
        // "§CS" is ĐCS and no syllable.
        (false, false) => read.chars().any(char::is_lowercase).then_some(false),
    }
}

// A small letter before a capital: no one writes "lỔ".
fn drops_case(word: &str) -> bool {
    let mut small = false;
    word.chars().any(|c| {
        let jumps = small && c.is_uppercase();
        small = c.is_lowercase();
        jumps
    })
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic() && !is_old_char(c))
        .filter(|w| !w.is_empty())
}

// The upper half of Latin-1, signs included: "©" is "â" in TCVN3. The no-break space is a space in both.
fn is_old_char(c: char) -> bool {
    ('\u{a1}'..='\u{ff}').contains(&c)
}

// One letter beyond Latin-1 proves Unicode; quotes, dashes and the few letters of Windows-1252 do not.
fn may_be_old(text: &str) -> bool {
    let is_stray = |c: char| {
        c > '\u{ff}'
            && !matches!(c, '\u{2010}'..='\u{203a}' | '€' | '™' | 'ƒ' | 'ˆ' | '˜')
            && !matches!(c, 'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ')
    };
    !text.is_ascii() && text.chars().any(is_old_char) && !text.chars().any(is_stray)
}

#[cfg(test)]
mod tests;
