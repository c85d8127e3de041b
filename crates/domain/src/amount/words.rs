//! Words and signs that stand beside a number: how sure it is, how large, of what.

use super::Bound;
use crate::text::{clean_line, fold, settle_tones};

// Folded, so that they are read with and without marks.
const BEFORE: [(&str, Bound); 59] = [
    ("it nhat", Bound::AtLeast),
    ("toi thieu", Bound::AtLeast),
    ("tren", Bound::AtLeast),
    ("hon", Bound::AtLeast),
    ("nhieu hon", Bound::AtLeast),
    ("lon hon", Bound::AtLeast),
    ("khong duoi", Bound::AtLeast),
    ("khong it hon", Bound::AtLeast),
    ("khong nho hon", Bound::AtLeast),
    ("khong thap hon", Bound::AtLeast),
    ("khong kem", Bound::AtLeast),
    ("more than", Bound::AtLeast),
    ("at least", Bound::AtLeast),
    ("over", Bound::AtLeast),
    ("not less than", Bound::AtLeast),
    ("no less than", Bound::AtLeast),
    ("no fewer than", Bound::AtLeast),
    ("not under", Bound::AtLeast),
    ("khong qua", Bound::AtMost),
    ("khong vuot qua", Bound::AtMost),
    ("khong hon", Bound::AtMost),
    ("khong tren", Bound::AtMost),
    ("khong nhieu hon", Bound::AtMost),
    ("khong lon hon", Bound::AtMost),
    ("toi da", Bound::AtMost),
    ("nhieu nhat", Bound::AtMost),
    ("duoi", Bound::AtMost),
    ("it hon", Bound::AtMost),
    ("nho hon", Bound::AtMost),
    ("chua den", Bound::AtMost),
    ("chua toi", Bound::AtMost),
    ("at most", Bound::AtMost),
    ("up to", Bound::AtMost),
    ("not more than", Bound::AtMost),
    ("no more than", Bound::AtMost),
    ("less than", Bound::AtMost),
    ("fewer than", Bound::AtMost),
    ("under", Bound::AtMost),
    ("khoang", Bound::About),
    ("vao khoang", Bound::About),
    ("khoang chung", Bound::About),
    ("chung khoang", Bound::About),
    ("chung", Bound::About),
    ("gan", Bound::About),
    ("uoc", Bound::About),
    ("uoc tinh", Bound::About),
    ("uoc chung", Bound::About),
    ("uoc khoang", Bound::About),
    ("uoc dat", Bound::About),
    ("tren duoi", Bound::About),
    ("ngot", Bound::About),
    ("xap xi", Bound::About),
    ("sap xi", Bound::About),
    ("about", Bound::About),
    ("around", Bound::About),
    ("approximately", Bound::About),
    ("roughly", Bound::About),
    ("nearly", Bound::About),
    ("almost", Bound::About),
];
// Without their marks these are other words ("đo", "tám"), so they are read as written only.
const BEFORE_MARKED: [(&str, Bound); 4] = [
    ("độ", Bound::About),
    ("độ khoảng", Bound::About),
    ("độ chừng", Bound::About),
    ("tầm", Bound::About),
];
const BEHIND: [(&str, Bound); 8] = [
    ("trở lên", Bound::AtLeast),
    ("tro len", Bound::AtLeast),
    ("or more", Bound::AtLeast),
    ("trở xuống", Bound::AtMost),
    ("tro xuong", Bound::AtMost),
    ("trở lại", Bound::AtMost),
    ("đổ lại", Bound::AtMost),
    ("or less", Bound::AtMost),
];
const SIGNS: [(&str, Bound); 8] = [
    (">=", Bound::AtLeast),
    ("≥", Bound::AtLeast),
    (">", Bound::AtLeast),
    ("<=", Bound::AtMost),
    ("≤", Bound::AtMost),
    ("<", Bound::AtMost),
    ("~", Bound::About),
    ("≈", Bound::About),
];
// As written only: "trạm", "ván" and "chức" without marks would be hundreds, ten thousands and tens.
const POWERS: [(&str, i32); 14] = [
    ("chục", 1),
    ("trăm", 2),
    ("hundred", 2),
    ("nghìn", 3),
    ("nghin", 3),
    ("ngàn", 3),
    ("thousand", 3),
    ("vạn", 4),
    ("triệu", 6),
    ("trieu", 6),
    ("million", 6),
    ("tỷ", 9),
    ("tỉ", 9),
    ("billion", 9),
];

/// The bound that words or a sign before a number say; `Exact` for none, `None` for words that are not known.
pub(super) fn before(words: &str) -> Option<Bound> {
    if words.is_empty() {
        return Some(Bound::Exact);
    }
    if let Some((_, bound)) = SIGNS.iter().find(|(sign, _)| *sign == words) {
        return Some(*bound);
    }
    // "(5)" is no five.
    if words.chars().any(|c| !c.is_alphabetic() && c != ' ') {
        return None;
    }
    let (written, folded) = (settle_tones(words).to_lowercase(), fold(words));
    let marked = BEFORE_MARKED.iter().find(|(word, _)| *word == written);
    let found = marked.or_else(|| BEFORE.iter().find(|(word, _)| *word == folded));
    found.map(|(_, bound)| *bound)
}

/// Takes the bound from the end of what stands behind a number: "người trở lên".
pub(super) fn behind(words: &str) -> (&str, Bound) {
    let found = BEHIND.iter().find_map(|(word, bound)| {
        let rest = words.strip_suffix(word)?;
        (rest.is_empty() || rest.ends_with(' ')).then_some((rest.trim_end(), *bound))
    });
    found.unwrap_or((words, Bound::Exact))
}

/// What a unit, or the words behind a number, count: a power of ten, and of what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Unit {
    pub(super) power: i32,
    base: String,
}

impl Unit {
    /// Reads "triệu đồng" as 6 and "đồng".
    pub(super) fn read(words: &str) -> Unit {
        let words = settle_tones(&clean_line(words)).to_lowercase();
        let first = words.split(' ').next().unwrap_or_default();
        match POWERS.iter().find(|(word, _)| *word == first) {
            Some((_, power)) => Unit {
                power: *power,
                base: words[first.len()..].trim_start().to_owned(),
            },
            None => Unit {
                power: 0,
                base: words,
            },
        }
    }

    /// How many more powers of ten `self` counts than the measure's `own` unit; `None` when it counts something else.
    pub(super) fn above(&self, own: &[Unit]) -> Option<i32> {
        if self.base.is_empty() {
            // "100 triệu" where "triệu đồng" is asked is 100; a bare number counts the measure's own unit.
            let power = own.first().map_or(0, |unit| unit.power);
            return Some(if self.power == 0 { 0 } else { self.power - power });
        }
        let same = own.iter().find(|unit| unit.is_called(&self.base))?;
        Some(self.power - same.power)
    }

    fn is_called(&self, base: &str) -> bool {
        let folded = fold(base);
        self.base == base || !folded.is_empty() && folded == fold(&self.base)
    }
}
