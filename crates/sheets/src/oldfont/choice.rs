//! Whether one text, or one word of it, is better Vietnamese when read as typed in an old font.

use super::{OldFont, decode, is_old_char, may_be_old, speaks_for, split};
use crate::syllable::is_syllable;
use unicode_normalization::UnicodeNormalization;

/// How a text reads, given the old font of its sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading {
    /// As it stands.
    AsFound,
    /// Better Vietnamese in the old font: this.
    Better(String),
    /// Vietnamese as it stands, and also in the old font: this. Only a person can tell.
    Unsure(String),
}

/// Reads a text as typed in an old font where that is better Vietnamese; otherwise it stays, in NFC.
pub fn convert(text: &str, font: OldFont) -> String {
    match reading(text, font) {
        Reading::Better(read) => read,
        Reading::AsFound | Reading::Unsure(_) => text.nfc().collect(),
    }
}

/// Tells how a text reads, given the old font of its sheet. Nothing is lost: what is not surely better stays.
pub fn reading(text: &str, font: OldFont) -> Reading {
    if !may_be_old(text) {
        return Reading::AsFound;
    }
    let verdicts: Vec<Verdict> = old_words(text).map(|word| Verdict::of(word, font)).collect();
    let count = |wanted: Verdict| verdicts.iter().filter(|v| **v == wanted).count();
    let (better, worse) = (count(Verdict::Better), count(Verdict::Worse));
    let (either, bad) = (count(Verdict::Either), count(Verdict::Bad));
    let all = decode(text, font);
    match () {
        () if better > bad && worse == 0 => Reading::Better(all),
        // Both kinds of words, and few that could be of either.
        () if better > bad && better >= worse && better > either => Reading::Better(by_word(text, font)),
        () if better > 0 => Reading::Unsure(by_word(text, font)),
        () if worse + bad == 0 && either > 0 && all != text => Reading::Unsure(all),
        () => Reading::AsFound,
    }
}

/// Whether each word with a letter of the upper half is a syllable as it stands.
pub(super) fn is_vietnamese(text: &str) -> bool {
    let composed: String = text.nfc().collect();
    let mut words = old_words(&composed)
        .filter(|w| w.chars().nth(1).is_some())
        .peekable();
    words.peek().is_some() && words.all(is_syllable)
}

fn old_words(text: &str) -> impl Iterator<Item = &str> {
    split(text).filter(|w| w.chars().any(is_old_char))
}

/// What an old font makes of a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// A syllable out of what was none.
    Better,
    /// Something else out of a syllable.
    Worse,
    /// A syllable out of a syllable.
    Either,
    /// No syllable either way.
    Bad,
    /// An abbreviation or a lone sign.
    Nothing,
}

impl Verdict {
    fn of(word: &str, font: OldFont) -> Verdict {
        let is_word = word.chars().nth(1).is_some();
        match (speaks_for(word, font), is_syllable(word)) {
            (Some(true), _) => Verdict::Better,
            (Some(false), true) => Verdict::Worse,
            (Some(false), false) => Verdict::Bad,
            (None, true) if is_word => Verdict::Either,
            (None, _) => Verdict::Nothing,
        }
    }
}

// A text with words in Unicode and words in an old font: what is a syllable as it stands and none otherwise, stays; what is
// one either way goes with the nearest word that is not.
fn by_word(text: &str, font: OldFont) -> String {
    let is_letter = |c: char| c.is_ascii_alphabetic() || is_old_char(c);
    let all: Vec<(usize, char)> = text.char_indices().collect();
    let runs = all.chunk_by(|a, b| is_letter(a.1) == is_letter(b.1));
    let pieces: Vec<&str> = runs
        .map(|run| &text[run[0].0..run[run.len() - 1].0 + run[run.len() - 1].1.len_utf8()])
        .collect();
    let verdicts: Vec<Verdict> = pieces.iter().map(|piece| Verdict::of(piece, font)).collect();
    let read = |(at, piece): (usize, &&str)| match nearest(&verdicts, at) {
        Some(Verdict::Worse) => (*piece).to_owned(),
        _ => decode(piece, font),
    };
    pieces
        .iter()
        .enumerate()
        .map(read)
        .collect::<String>()
        .nfc()
        .collect()
}

/// The verdict on a word, or on the nearest that has one; of two as near the one that keeps.
fn nearest(verdicts: &[Verdict], at: usize) -> Option<Verdict> {
    let decided = verdicts.iter().enumerate();
    let decided = decided.filter(|(_, v)| matches!(v, Verdict::Better | Verdict::Worse));
    decided
        .min_by_key(|(place, v)| (place.abs_diff(at), **v == Verdict::Better))
        .map(|(_, v)| *v)
}
