//! The text that a reader perceives as a number: that of its bookmark, and the surrounding text that belongs to it.

use super::cut;
use super::page::{EDGE, Mark, PARAGRAPH, Page};
use crate::clean::plain;

/// Number of letters examined on either side of a bookmark.
const AROUND: usize = 60;
/// Words before a number that bound it.
const BOUNDS: [&str; 17] = [
    "hơn",
    "trên",
    "gần",
    "dưới",
    "khoảng",
    "chừng",
    "ngót",
    "xấp xỉ",
    "không quá",
    "không dưới",
    "ít nhất",
    "nhiều nhất",
    "tối đa",
    "tối thiểu",
    "chưa đến",
    "chưa tới",
    "trên dưới",
];
/// Words behind a number that multiply it.
const SCALES: [&str; 9] = [
    "chục", "trăm", "nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "rưỡi",
];

impl Page {
    /// The text that a reader perceives as the number: that of the bookmark, digits and signs that touch it, groups of
    /// three digits, the bound before it and a multiplying word after it.
    pub(super) fn seen(&self, mark: &Mark) -> String {
        let before = self.before(mark);
        let inside: Vec<char> = fold(&self.inside(mark)).chars().collect();
        let (start, end) = (before.len(), before.len() + inside.len());
        let all: Vec<char> = before.into_iter().chain(inside).chain(self.after(mark)).collect();
        let (from, to) = (first(&all, start), last(&all, end));
        let text = |of: &[char]| of.iter().collect::<String>();
        let number = text(&all[from..to]);
        let number = match self.is_turned(mark) {
            true => number.chars().rev().collect(),
            false => number,
        };
        let bound = bound(&text(&all[..from]));
        let scale = scale(&text(&all[to..]));
        cut(&fold(&format!("{bound} {number} {scale}")))
    }

    fn before(&self, mark: &Mark) -> Vec<char> {
        let text = self.text[..mark.start].chars().rev();
        let near = text.take(2 * AROUND).take_while(|c| *c != PARAGRAPH);
        let mut near: Vec<char> = near
            .filter(|c| *c != EDGE && !is_unseen(*c))
            .take(AROUND)
            .collect();
        near.reverse();
        near
    }

    fn after(&self, mark: &Mark) -> Vec<char> {
        let text = mark.end.map_or("", |end| &self.text[end..]).chars();
        let near = text.take(2 * AROUND).take_while(|c| *c != PARAGRAPH);
        near.filter(|c| *c != EDGE && !is_unseen(*c))
            .take(AROUND)
            .collect()
    }
}

/// Brings text that looks the same to one form: NFC, one space for all white space, without invisible characters.
fn fold(text: &str) -> String {
    let seen: String = plain(text).chars().filter(|c| !is_unseen(*c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Signs of no width: a soft hyphen, joiners, and those that order the direction of text.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Digits of any script, and the signs that stand in numbers.
fn is_figure(c: char) -> bool {
    c.is_numeric()
        || matches!(
            c,
            '.' | ',' | '%' | '‰' | '/' | '\'' | '’' | '-' | '–' | '−' | '+'
        )
}

/// Whether text begins with three digits and no fourth.
fn is_group(of: &[char]) -> bool {
    of.len() >= 3 && of.iter().take_while(|c| c.is_numeric()).count() == 3
}

/// Where the number begins whose known part begins at `start`.
fn first(all: &[char], start: usize) -> usize {
    let mut from = start;
    loop {
        let digits = |before: &[char]| before.iter().rev().take_while(|c| c.is_numeric()).count();
        from -= match &all[..from] {
            [.., c] if is_figure(*c) => 1,
            [rest @ .., space]
                if space.is_whitespace() && is_group(&all[from..]) && (1..=3).contains(&digits(rest)) =>
            {
                1
            }
            _ => break,
        };
    }
    // A full stop or comma alone belongs to the sentence.
    let is_sentence = |c: &&char| matches!(**c, '.' | ',' | '/' | '%' | '’' | '\'');
    from + all[from..start].iter().take_while(is_sentence).count()
}

/// Where the number ends whose known part ends at `end`.
fn last(all: &[char], end: usize) -> usize {
    let mut to = end;
    loop {
        let is_behind_digit = all[..to].last().is_some_and(|c| c.is_numeric());
        to += match &all[to..] {
            [c, ..] if is_figure(*c) => 1,
            [space, rest @ ..] if space.is_whitespace() && is_behind_digit && is_group(rest) => 4,
            _ => break,
        };
    }
    let is_sentence = |c: &&char| is_figure(**c) && !c.is_numeric() && !matches!(c, '%' | '‰');
    to - all[end..to].iter().rev().take_while(is_sentence).count()
}

/// The bound at the end of the words before a number.
fn bound(before: &str) -> &'static str {
    let folded = fold(before).to_lowercase();
    let ends = |bound: &&&str| {
        let rest = folded.strip_suffix(**bound);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    };
    // The longer one is meant: "không quá" and not "quá".
    let found = BOUNDS.iter().filter(ends).max_by_key(|bound| bound.len());
    found.copied().unwrap_or_default()
}

/// The word right behind a number that multiplies it.
fn scale(after: &str) -> &'static str {
    let folded = fold(after).to_lowercase();
    let word = folded
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let found = SCALES
        .iter()
        .find(|scale| **scale == word && after.starts_with(char::is_whitespace));
    found.copied().unwrap_or_default()
}
