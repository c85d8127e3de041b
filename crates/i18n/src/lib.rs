//! Everything in words: the catalogues, numbers, days, and the Vietnamese order of names.
//!
//! Words live in `locales/<language>/<area>.ftl`; Vietnamese is the reference, English follows it key by key. No rule
//! lives here: what a person may do or what a figure is stands in `domain`.

mod catalogue;
mod counted;
pub mod explain;
mod known;
mod locale;
mod numbers;
mod periods;
mod sorting;
mod units;

pub use catalogue::{Arg, keys, t, t_with};
pub use counted::unit_of_count;
pub use known::known;
pub use locale::Locale;
pub use numbers::{amount, amount_typed, bound_word, bounded, number, percent};
pub use periods::{clock, day, day_of, day_with_weekday, moment, month, period, weekday};
pub use sorting::{name_sort_key, sort_key};
pub use units::{coverage, unit_kinds, units_by_kind};

/// A name as it stands within a sentence: "phường Minh Họa". An abbreviation keeps its letters: "UBND phường".
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    match first.filter(|_| !letters.clone().next().is_some_and(char::is_uppercase)) {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::lower_first;

    #[test]
    fn an_abbreviation_at_the_beginning_keeps_its_letters() {
        assert_eq!(lower_first("Đặc khu Phú Quốc"), "đặc khu Phú Quốc");
        assert_eq!(lower_first("UBND phường"), "UBND phường");
        assert_eq!(lower_first("ĐVTN tham gia"), "ĐVTN tham gia");
        assert_eq!(lower_first(""), "");
    }
}
