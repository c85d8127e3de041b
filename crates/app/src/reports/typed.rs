//! Numbers that people typed instead of inserting them: nothing in the book proves them.

use super::draft::{Draft, Line};
use dienhong_domain::outlines::Piece;
use dienhong_reports::Number;
use std::collections::BTreeMap;
use std::ops::Range;

/// A person's own sentence with typed numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedNumbers {
    /// Part.
    pub part: String,
    /// The sentence, with the inserted numbers as text.
    pub sentence: String,
    /// The numbers as typed, in order.
    pub numbers: Vec<String>,
}

impl Draft {
    /// Every own sentence of people with typed numbers, in the order of the paper.
    pub fn typed(&self) -> Vec<TypedNumbers> {
        let own = self
            .lines
            .iter()
            .filter(|line| line.is_printed() && line.is_own_words());
        own.flat_map(|line| sentences(line, &self.numbers)).collect()
    }
}

impl Line {
    /// Whether the words are a person's, not the outline's.
    pub fn is_own_words(&self) -> bool {
        self.kind.is_text() && self.outline.as_ref() != Some(&self.pieces)
    }
}

/// Numbers that a person typed. Days, years and signs of papers are left out; everything else with a digit, and numbers
/// in words, is reported but never refused.
pub fn typed_numbers(pieces: &[Piece]) -> Vec<String> {
    let words = pieces.iter().filter_map(|piece| match piece {
        Piece::Words(words) => Some(words),
        Piece::Number(_) => None,
    });
    let found = words.flat_map(|words| {
        let places = numbers_in(words);
        places.into_iter().map(move |place| words[place].to_owned())
    });
    found.collect()
}

/// The sentences of a paragraph that contain typed numbers.
fn sentences(line: &Line, numbers: &BTreeMap<String, Number>) -> Vec<TypedNumbers> {
    let (text, typed) = read(&line.pieces, numbers);
    let within = |all: &Range<usize>| -> Vec<String> {
        let inside = typed.iter().filter(|place| all.contains(&place.start));
        inside.map(|place| text[place.clone()].to_owned()).collect()
    };
    let found = ends(&text).into_iter().map(|of| TypedNumbers {
        part: line.part.clone(),
        numbers: within(&of),
        sentence: text[of].trim().to_owned(),
    });
    found.filter(|typed| !typed.numbers.is_empty()).collect()
}

/// A paragraph as text, and the ranges of typed numbers in it.
fn read(pieces: &[Piece], numbers: &BTreeMap<String, Number>) -> (String, Vec<Range<usize>>) {
    let (mut text, mut typed) = (String::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Words(words) => {
                let at = text.len();
                typed.extend(numbers_in(words).into_iter().map(|of| of.start + at..of.end + at));
                text.push_str(words);
            }
            Piece::Number(name) => text.push_str(numbers.get(name).map_or("…", |n| n.text.as_str())),
        }
    }
    (text, typed)
}

/// The ranges of the sentences of a text: each ends at a full stop, question mark or exclamation mark followed by a
/// space.
fn ends(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, sign) in text.match_indices(['.', '!', '?', ';']) {
        let end = at + sign.len();
        if text[end..].starts_with(' ') {
            found.push(start..end);
            start = end;
        }
    }
    found.push(start..text.len());
    found
}

/// The ranges of numbers in a text.
fn numbers_in(words: &str) -> Vec<Range<usize>> {
    let tokens = tokens(words);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map(|at| &words[tokens[at].clone()]);
        if is_number(&words[tokens[at].clone()], before) {
            found.push(tokens[at].clone());
        }
        let rest: Vec<&str> = tokens[at..].iter().map(|of| &words[of.clone()]).collect();
        let spelt = (0..rest.len()).take_while(|n| is_spelt(&rest[*n..])).count();
        if is_spelt_number(&rest[..spelt]) {
            found.push(tokens[at].start..tokens[at + spelt - 1].end);
        }
        at += spelt.max(1);
    }
    found
}

/// The ranges of words between white space and brackets, without punctuation at their ends.
fn tokens(words: &str) -> Vec<Range<usize>> {
    let is_between =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | '[' | ']' | '“' | '”' | '"');
    let is_edge = |c: char| !c.is_alphanumeric() && !matches!(c, '%' | '‰');
    let between = words.char_indices().filter(|(_, c)| is_between(*c));
    let ends = between.map(|(at, c)| (at, at + c.len_utf8()));
    let (mut found, mut start) = (Vec::new(), 0);
    for (end, next) in ends.chain(std::iter::once((words.len(), words.len()))) {
        let token = words[start..end].trim_start_matches(is_edge);
        let at = end - token.len();
        let token = token.trim_end_matches(is_edge);
        if !token.is_empty() {
            found.push(at..at + token.len());
        }
        start = next;
    }
    found
}

/// Whether a word is a number, including "12/15", "15–20" and "25kg", but not a day, a year after "năm", or the sign of
/// a paper.
fn is_number(word: &str, before: Option<&str>) -> bool {
    let before = before.unwrap_or_default().to_lowercase();
    let is_year = before == "năm" && word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    let is_month = before == "tháng" && word.chars().all(|c| c.is_ascii_digit() || c == '/');
    let is_day = (before == "ngày" && word.contains(['/', '-'])) || is_whole_day(word);
    word.starts_with(char::is_numeric) && !(is_year || is_month || is_day || is_sign(word))
}

/// "3/4/2026", "03-04-2026".
fn is_whole_day(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '-']).collect();
    let is_digits = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_digits) && parts[2].len() == 4
}

/// "05-NQ/TW", "30/2020/NĐ-CP": a number with capitals after a slash or hyphen.
fn is_sign(word: &str) -> bool {
    let mut parts = word.split(['/', '-']);
    let has_number = parts
        .next()
        .is_some_and(|first| first.chars().all(|c| c.is_ascii_digit()));
    has_number && parts.any(|part| part.chars().count() > 1 && part.chars().all(char::is_uppercase))
}

/// Number words that count by themselves or multiply the word before them.
const LARGE: [&str; 11] = [
    "mười", "mươi", "chục", "trăm", "nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "rưỡi",
];
const SMALL: [&str; 17] = [
    "không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "nhăm", "sáu", "bảy", "bẩy", "tám",
    "chín", "linh", "lẻ",
];

/// Whether words begin with a spelt-out number; "tỷ lệ" does not.
fn is_spelt(words: &[&str]) -> bool {
    let word = words[0].to_lowercase();
    let is_rate = matches!(word.as_str(), "tỷ" | "tỉ") && words.get(1) == Some(&"lệ");
    !is_rate && (LARGE.contains(&word.as_str()) || SMALL.contains(&word.as_str()))
}

/// "mười hai", "hai trăm": one small number word alone may mean something else ("năm" also means year, "một" is also an
/// article).
fn is_spelt_number(words: &[&str]) -> bool {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let has_large = words.iter().any(|word| LARGE.contains(&word.as_str()));
    has_large && (words.len() > 1 || words[0] == "mười")
}

#[cfg(test)]
mod tests {
    use super::super::draft::LineKind;
    use super::*;
    use dienhong_domain::outlines::pieces;

    fn of(text: &str) -> Vec<String> {
        typed_numbers(&pieces(text))
    }

    #[test]
    fn numbers_typed_by_hand_are_told() {
        assert_eq!(
            of("Có 2.900 lượt, tăng 12,5% (7 tổ) [[luot = 46]]"),
            ["2.900", "12,5%", "7"]
        );
        assert_eq!(of("Nghị quyết 05-NQ/TW, ngày 3/4; tổ B2"), Vec::<String>::new());
    }

    #[test]
    fn no_way_of_typing_a_number_hides_it() {
        assert_eq!(
            of("Có 12/15 tổ, 15–20 hộ, 10-12 buổi, 25kg, 1.500.000đ, “300” tờ, 4６ lượt, ~50."),
            [
                "12/15",
                "15–20",
                "10-12",
                "25kg",
                "1.500.000đ",
                "300",
                "4６",
                "50"
            ]
        );
        assert_eq!(
            of("Có mười hai buổi, hai trăm lẻ năm hộ, ba mươi tờ và Mười người"),
            ["mười hai", "hai trăm lẻ năm", "ba mươi", "Mười"]
        );
        let none = "Trong năm 2026, tháng 10, tháng 9/2026, ngày 03-04-2026, Nghị định 30/2020/NĐ-CP, một số hộ, năm tổ, một tỷ lệ";
        assert_eq!(of(none), Vec::<String>::new());
    }

    #[test]
    fn each_is_told_with_its_sentence() {
        let said = "Có [[luot]] lượt. Trong đó 12 lượt ở tổ 3, tăng 1.5 lần. Không có gì khác.";
        let line = Line {
            rev: 1,
            ..Line::new("ket", LineKind::Text, pieces(said))
        };
        let number = Number {
            name: "luot".to_owned(),
            text: "46".to_owned(),
            value: Some(46),
            scale: 0,
            proof: String::new(),
        };
        let numbers = BTreeMap::from([("luot".to_owned(), number)]);
        let found = sentences(&line, &numbers);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].sentence, "Trong đó 12 lượt ở tổ 3, tăng 1.5 lần.");
        assert_eq!(found[0].numbers, ["12", "3", "1.5"]);
    }

    proptest::proptest! {
        #[test]
        fn any_words_are_read(text in "(\\PC|[0-9]|mười|[ .;“]){0,60}") {
            for number in of(&text) {
                proptest::prop_assert!(!number.is_empty());
            }
        }
    }
}
