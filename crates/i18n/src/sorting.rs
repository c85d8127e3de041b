//! The Vietnamese order: letters first, tones second, capitals last; numbers by their value. Where that of Unicode differs:
//! decision 25.

use unicode_normalization::UnicodeNormalization;

const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// Between words: "An Bình" comes before "Anh".
const GAP: u8 = 1;
const NUMBER: u8 = 2;
const LETTERS: u8 = 10;
/// Letters of other alphabets follow ours, by code point.
const FOREIGN: u8 = 0xf0;

/// A key that sorts text the Vietnamese way: compare keys as bytes.
///
/// Letters decide first (a ă â b c d đ e ê …), then the tones (ngang, huyền, hỏi, ngã, sắc, nặng), then small before
/// capital, then the exact text, so that only equal texts have equal keys. "Tổ 2" comes before "Tổ 10".
pub fn sort_key(text: &str) -> Vec<u8> {
    let text: String = text.nfc().collect();
    let mut key = Key::default();
    let mut digits = String::new();
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            digits.push(char::from_digit(digit, 10).unwrap_or('0'));
            continue;
        }
        key.number(&mut digits);
        key.char(c);
    }
    key.number(&mut digits);
    key.close(&text)
}

/// A key that sorts people by given name (the last word), then by family and middle names.
pub fn name_sort_key(name: &str) -> Vec<u8> {
    let name = name.trim();
    let (rest, given) = name.rsplit_once(char::is_whitespace).unwrap_or(("", name));
    let mut key = sort_key(given);
    key.push(0);
    key.extend(sort_key(rest.trim()));
    key
}

#[derive(Default)]
struct Key {
    letters: Vec<u8>,
    tones: Vec<u8>,
    cases: Vec<u8>,
    gap: bool,
    tone: u8,
}

impl Key {
    fn char(&mut self, c: char) {
        if !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c) {
            self.gap = true;
            return;
        }
        for small in c.to_lowercase() {
            let (letter, tone) = split(small);
            self.open_word();
            self.tone = self.tone.max(tone);
            match ALPHABET.chars().position(|a| Some(a) == letter) {
                Some(place) => self.letters.push(LETTERS + place as u8),
                None => self.foreign(letter.unwrap_or(small)),
            }
        }
        self.cases.push(if c.is_uppercase() { 2 } else { 1 });
    }

    fn number(&mut self, digits: &mut String) {
        if digits.is_empty() {
            return;
        }
        self.open_word();
        let value = digits.trim_start_matches('0');
        // More digits, greater value; a run beyond 255 digits is no number that anyone compares.
        self.letters
            .extend([NUMBER, u8::try_from(value.len() + 1).unwrap_or(u8::MAX)]);
        self.letters.extend(value.bytes());
        digits.clear();
    }

    fn foreign(&mut self, letter: char) {
        self.letters.push(FOREIGN);
        self.letters.extend(
            (letter as u32)
                .to_be_bytes()
                .into_iter()
                .skip(1)
                .flat_map(|b| [1 + (b >> 4), 1 + (b & 15)]),
        );
    }

    // One tone a word: "hòa" and "hoà" are the same word with the mark on another vowel.
    fn open_word(&mut self) {
        if std::mem::take(&mut self.gap) && !self.letters.is_empty() {
            self.letters.push(GAP);
            self.tones.push(1 + std::mem::take(&mut self.tone));
        }
    }

    fn close(mut self, text: &str) -> Vec<u8> {
        self.tones.push(1 + self.tone);
        let mut key = self.letters;
        key.push(0);
        key.extend(self.tones);
        key.push(0);
        key.extend(self.cases);
        key.push(0);
        key.extend(text.bytes());
        key
    }
}

/// Splits a small letter into the letter of the alphabet and its tone, 0 to 5; a lone mark has no letter.
fn split(small: char) -> (Option<char>, u8) {
    let mut tone = 0;
    let letter: String = std::iter::once(small)
        .nfd()
        .filter(|c| match tone_of(*c) {
            Some(t) => {
                tone = t;
                false
            }
            None => true,
        })
        .nfc()
        .collect();
    let mut letters = letter.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => (Some(letter), tone),
        (None, _) => (None, tone),
        _ => (Some(small), tone),
    }
}

fn tone_of(mark: char) -> Option<u8> {
    match mark {
        '\u{300}' => Some(1),
        '\u{309}' => Some(2),
        '\u{303}' => Some(3),
        '\u{301}' => Some(4),
        '\u{323}' => Some(5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_sorted(words: &[&str]) {
        for pair in words.windows(2) {
            assert!(
                sort_key(pair[0]) < sort_key(pair[1]),
                "{} should come before {}",
                pair[0],
                pair[1]
            );
        }
    }

    #[test]
    fn letters_follow_the_alphabet() {
        is_sorted(&[
            "a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i", "k", "l", "m", "n", "o", "ô", "ơ",
        ]);
        is_sorted(&["p", "q", "r", "s", "t", "u", "ư", "v", "x", "y", "я"]);
        is_sorted(&["Dương", "Đặng", "Em"]);
    }

    #[test]
    fn tones_come_second() {
        is_sorted(&["ba", "bà", "bả", "bã", "bá", "bạ", "bác"]);
        is_sorted(&["An Bình", "Anh", "Ánh", "Ân"]);
        is_sorted(&["hoà", "hòa", "hoả", "hóa", "hoạ"]);
    }

    #[test]
    fn numbers_go_by_value() {
        is_sorted(&["Tổ 1", "Tổ 2", "Tổ 3A", "Tổ 10", "Tổ dân phố 1"]);
        is_sorted(&["02", "2", "10"]);
    }

    #[test]
    fn people_are_listed_by_given_name() {
        let mut names = [
            "Nguyễn Thị Phượng",
            "Đặng Ưng Hoàng",
            "Trần An",
            "Lê Văn Ân",
            "Đinh Ưng Hoàng",
            "Bình",
        ];
        names.sort_by_key(|n| name_sort_key(n));
        let sorted = [
            "Trần An",
            "Lê Văn Ân",
            "Bình",
            "Đặng Ưng Hoàng",
            "Đinh Ưng Hoàng",
            "Nguyễn Thị Phượng",
        ];
        assert_eq!(names, sorted);
    }

    proptest! {
        #[test]
        fn only_equal_texts_have_equal_keys(a in "[aAăÂbđĐ0-2 .ếề]{0,6}", b in "[aAăÂbđĐ0-2 .ếề]{0,6}") {
            prop_assert_eq!(sort_key(&a) == sort_key(&b), a == b);
        }

        #[test]
        fn both_forms_of_a_letter_sort_alike(text in "\\PC{0,12}") {
            let nfd: String = text.nfd().collect();
            prop_assert_eq!(sort_key(&text), sort_key(&nfd));
        }

        #[test]
        fn numbers_beside_the_same_word_keep_their_order(a in 0u32..100_000, b in 0u32..100_000) {
            prop_assert_eq!(sort_key(&format!("Tổ {a}")).cmp(&sort_key(&format!("Tổ {b}"))), a.cmp(&b));
        }
    }

    fn unicode() -> icu_collator::CollatorBorrowed<'static> {
        let vietnamese = icu_locale_core::locale!("vi-u-kn");
        icu_collator::CollatorBorrowed::try_new(vietnamese.into(), Default::default()).expect("its data")
    }

    /// Names as they are written: words and numbers with one space between them, the tone always on the same vowel.
    fn name() -> impl Strategy<Value = String> {
        let onset = prop::sample::select(vec!["", "b", "c", "d", "đ", "h", "kh", "ng", "s", "t", "th", "v"]);
        let rhyme = prop::sample::select(vec![
            "a_", "a_n", "ă_n", "â_u", "e_", "ê_ch", "i_nh", "o_", "oa_n", "ô_i", "ơ_n", "u_", "uô_ng", "ư_",
            "ươ_ng", "yê_n",
        ]);
        let tone = prop::sample::select(vec!["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"]);
        let word = (onset, rhyme, tone, 0..3).prop_map(|(onset, rhyme, tone, case)| {
            let small: String = format!("{onset}{}", rhyme.replace('_', tone)).nfc().collect();
            let mut letters = small.chars();
            match (case, letters.next()) {
                (0, _) => small,
                (1, Some(first)) => first.to_uppercase().chain(letters).collect(),
                _ => small.to_uppercase(),
            }
        });
        let part = prop_oneof![4 => word, 1 => (0u32..1200).prop_map(|n| n.to_string())];
        prop::collection::vec(part, 1..4).prop_map(|parts| parts.join(" "))
    }

    proptest! {
        #[test]
        fn names_are_in_the_order_of_unicode_for_vietnamese(mut names in prop::collection::vec(name(), 2..80)) {
            names.sort_by_cached_key(|n| sort_key(n));
            let unicode = unicode();
            for pair in names.windows(2) {
                let order = unicode.compare(&pair[0], &pair[1]);
                prop_assert!(order.is_le(), "{:?}", pair);
                prop_assert_eq!(order.is_eq(), pair[0] == pair[1], "{:?}", pair);
            }
        }
    }

    /// Where it is otherwise, and has a reason: decision 25.
    #[test]
    fn what_unicode_orders_otherwise() {
        let unicode = unicode();
        for (before, after) in [
            // One word, whichever vowel bears its mark: ngang, huyền, hỏi.
            ("hòa", "hoả"),
            // Signs part words and are no letters before all others.
            ("Tổ 3, khu A", "Tổ 3 phường B"),
            ("An", "“Bình”"),
            // Letters that are not Vietnamese follow all that are.
            ("Đăk Đoa", "Čư Păh"),
        ] {
            is_sorted(&[before, after]);
            assert!(unicode.compare(before, after).is_gt(), "{before}, {after}");
        }
        // Equal there; here only equal texts are.
        is_sorted(&["Tổ 02", "Tổ 2"]);
        assert!(unicode.compare("Tổ 02", "Tổ 2").is_eq());
    }
}
