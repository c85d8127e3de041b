//! One word, several spellings: the place of the tone mark (hoà, hòa), and i or y (kĩ, kỹ).

use super::{clean_line, fold};
use unicode_normalization::UnicodeNormalization;

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
// Onsets after which an open syllable is written with i or y, folded; and "qu", behind which any i or y may stand.
const TWIN_ONSETS: [&str; 10] = ["d", "h", "k", "l", "m", "n", "s", "t", "th", "v"];

/// Moves each tone mark to the letter on which dictionaries put it: hoà to hòa, thuý to thúy, hòan to hoàn, qúy to quý.
/// Letters stay; a word that is no Vietnamese syllable stays as it is. The result is NFC.
///
/// ```
/// assert_eq!(dienhong_domain::text::settle_tones("Uỷ ban, Hoà Bình"), "Ủy ban, Hòa Bình");
/// ```
pub fn settle_tones(input: &str) -> String {
    let letters: Vec<Letter> = letters(input);
    let words = letters.chunk_by(|a, b| a.base.is_alphabetic() == b.base.is_alphabetic());
    words
        .flat_map(|word| settle(word).unwrap_or_else(|| word.to_vec()))
        .flat_map(Letter::chars)
        .nfc()
        .collect()
}

/// The key under which two names are the same name: one line, lower case, tone marks in one place. Marks count: Tân Hòa
/// is not Tân Hóa.
pub fn name_key(name: &str) -> String {
    settle_tones(&clean_line(name)).to_lowercase()
}

/// The other spelling of a folded word that may be written with i or y (my for mi, quy for qui); `None` when there is none.
pub fn twin(word: &str) -> Option<String> {
    let (onset, rest) = match word.strip_prefix("qu") {
        Some(rest) => ("qu", rest),
        None => word.split_at_checked(word.len().checked_sub(1)?)?,
    };
    let is_open = TWIN_ONSETS.contains(&onset) && rest.len() == 1;
    if !(is_open || onset == "qu") {
        return None;
    }
    let other = match rest.as_bytes().first()? {
        b'i' => "y",
        b'y' => "i",
        _ => return None,
    };
    Some(format!("{onset}{other}{}", &rest[1..]))
}

/// Folds text so that spellings with i and y are one: as [`fold`], with i wherever [`twin`] knows two.
pub fn fold_spelling(input: &str) -> String {
    let settled = |word: &str| match twin(word) {
        Some(other) if word.contains('y') => other,
        _ => word.to_owned(),
    };
    fold(input).split(' ').map(settled).collect::<Vec<_>>().join(" ")
}

/// A letter taken apart.
#[derive(Clone)]
struct Letter {
    base: char,
    /// Marks that make it another letter: of ă, ê, ơ.
    marks: Vec<char>,
    tones: Vec<char>,
}

impl Letter {
    fn chars(self) -> impl Iterator<Item = char> {
        std::iter::once(self.base).chain(self.marks).chain(self.tones)
    }

    fn is(&self, letter: char) -> bool {
        self.base.to_ascii_lowercase() == letter && self.marks.is_empty()
    }

    fn is_vowel(&self) -> bool {
        matches!(self.base.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }
}

fn letters(input: &str) -> Vec<Letter> {
    let mut all: Vec<Letter> = Vec::new();
    for c in input.nfd() {
        match all.last_mut().filter(|l| l.base.is_alphabetic()) {
            Some(last) if TONES.contains(&c) => last.tones.push(c),
            Some(last) if unicode_normalization::char::is_combining_mark(c) => last.marks.push(c),
            _ => all.push(Letter {
                base: c,
                marks: Vec::new(),
                tones: Vec::new(),
            }),
        }
    }
    all
}

// A word with one tone mark and one run of vowels, as every syllable has.
fn settle(word: &[Letter]) -> Option<Vec<Letter>> {
    let (vowels, is_closed) = vowels(word)?;
    let mut toned = word.iter().flat_map(|l| l.tones.iter().map(move |t| (l, *t)));
    let ((letter, tone), None) = (toned.next()?, toned.next()) else {
        return None;
    };
    if !letter.is_vowel() {
        return None;
    }
    let place = place(&word[vowels.clone()], is_closed) + vowels.start;
    let mut settled = word.to_vec();
    settled.iter_mut().for_each(|l| l.tones.clear());
    settled[place].tones.push(tone);
    Some(settled)
}

/// Where the vowels that may bear the tone stand, and whether a consonant follows them.
fn vowels(word: &[Letter]) -> Option<(std::ops::Range<usize>, bool)> {
    let start = word.iter().position(Letter::is_vowel)?;
    let length = word[start..].iter().take_while(|l| l.is_vowel()).count();
    let end = start + length;
    if word[end..].iter().any(Letter::is_vowel) || length > 4 {
        return None;
    }
    // "qu" and "gi" before a vowel are consonants.
    let glides = start > 0
        && length > 1
        && (word[start - 1].is('q') && word[start].is('u')
            || start == 1 && word[0].is('g') && word[1].is('i'));
    let start = start + usize::from(glides);
    (end - start <= 3).then_some((start..end, end < word.len()))
}

fn place(vowels: &[Letter], is_closed: bool) -> usize {
    // ă â ê ô ơ ư draw the tone, the last of them in "ươ".
    let marked = vowels.iter().rposition(|l| !l.marks.is_empty());
    marked.unwrap_or(match vowels.len() {
        1 => 0,
        2 => usize::from(is_closed),
        _ => 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_places_of_the_tone_are_one_spelling() {
        let pairs = [
            ("hoà", "hòa"),
            ("thuý", "thúy"),
            ("khoẻ", "khỏe"),
            ("uỷ", "ủy"),
            ("Uỷ", "Ủy"),
            ("hòan", "hoàn"),
            ("qúy", "quý"),
            ("gìa", "già"),
            ("gỉai", "giải"),
            ("lọai", "loại"),
            ("khủyu", "khuỷu"),
            ("thuở", "thuở"),
            ("TÂN HOÀ", "TÂN HÒA"),
            ("gì", "gì"),
            ("gíêng", "giếng"),
            ("người", "người"),
            ("mùa", "mùa"),
            ("của", "của"),
            ("quốc", "quốc"),
            ("tuần", "tuần"),
            ("xoè", "xòe"),
            ("ngoèo", "ngoèo"),
            ("café", "café"),
            ("Đắk Lắk", "Đắk Lắk"),
            ("nghìêng ngả", "nghiềng ngả"),
            ("toà nhà", "tòa nhà"),
            ("quà", "quà"),
            ("qùa", "quà"),
            ("úông", "uống"),
        ];
        for (typed, settled) in pairs {
            assert_eq!(settle_tones(typed), settled, "{typed}");
            assert_eq!(
                settle_tones(&typed.nfd().collect::<String>()),
                settled,
                "{typed} taken apart"
            );
        }
    }

    #[test]
    fn names_differ_by_their_tone_and_not_by_its_place_or_case() {
        assert_eq!(name_key(" Thôn  Tân Hoà"), name_key("thôn tân hòa"));
        assert_ne!(name_key("Thôn Tân Hòa"), name_key("Thôn Tân Hóa"));
        assert_ne!(name_key("Thôn Hà"), name_key("Thôn Hạ"));
        assert_eq!(name_key("Ðình"), name_key("Đình"));
    }

    #[test]
    fn words_with_i_and_y_are_twins() {
        for (one, other) in [
            ("my", "mi"),
            ("ky", "ki"),
            ("ly", "li"),
            ("quy", "qui"),
            ("quynh", "quinh"),
            ("ty", "ti"),
        ] {
            assert_eq!(twin(one).as_deref(), Some(other));
            assert_eq!(twin(other).as_deref(), Some(one));
            assert_eq!(fold_spelling(one), fold_spelling(other));
        }
        for word in ["tay", "thuy", "minh", "y", "i", "quan", "", "yen", "ố"] {
            assert_eq!(twin(word), None, "{word}");
        }
        assert_eq!(fold_spelling("Tỷ lệ Mỹ Lý"), fold_spelling("tỉ lệ Mĩ Lí"));
        assert_ne!(fold_spelling("tay"), fold_spelling("tai"));
    }

    fn bare(text: &str) -> String {
        text.nfd().filter(|c| !TONES.contains(c)).collect()
    }

    proptest! {
        #[test]
        fn settling_is_settled_and_keeps_every_letter(text in "[a-zA-ZđĐăâêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵốờữ ,.\u{300}\u{301}\u{323}]{0,30}") {
            let settled = settle_tones(&text);
            prop_assert_eq!(&settle_tones(&settled), &settled);
            prop_assert_eq!(bare(&settled), bare(&text));
        }

        #[test]
        fn any_text_is_settled_without_panic(text in "\\PC{0,30}") {
            let settled = settle_tones(&text);
            prop_assert_eq!(&settle_tones(&settled), &settled);
            prop_assert_eq!(bare(&settled).nfc().collect::<String>(), bare(&text).nfc().collect::<String>());
            let _ = (twin(&text), fold_spelling(&text));
        }
    }
}
