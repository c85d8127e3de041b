//! Names of units as people type them.

use dienhong_domain::text::{clean_line, length};
use dienhong_domain::units::{Level, UnitMap};

/// Most groups that one range of numbers makes.
const RANGE_MAX: u32 = 200;

/// A typed name without the words of its kind: "Tổ dân phố 3", "Tổ 3" and "3" are the same.
pub(super) fn bare(map: &UnitMap, kind: &str, typed: &str) -> String {
    let name = clean_line(typed);
    for words in ways(map, kind) {
        if let Some(rest) = after(&name, &words) {
            return rest;
        }
    }
    name
}

/// The kind with which a typed name begins (the longest match), and the rest.
pub(super) fn kind_and_name(map: &UnitMap, level: Level, default: &str, typed: &str) -> (String, String) {
    let name = clean_line(typed);
    let mut kinds: Vec<(&str, String)> = map
        .kinds_of(level)
        .filter_map(|(kind, words)| Some((kind, after(&name, &words.vi)?)))
        .collect();
    kinds.sort_by_key(|(kind, rest)| (rest.chars().count(), *kind != default));
    match kinds.into_iter().next() {
        Some((kind, rest)) => (kind.to_owned(), rest),
        None => (default.to_owned(), bare(map, default, &name)),
    }
}

/// Names of a list: one per line, and a line like "1-12" is twelve.
pub(super) fn list(map: &UnitMap, kind: &str, typed: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in typed.split(['\n', ';']) {
        let name = bare(map, kind, line);
        match range(&name) {
            Some((first, last)) => names.extend((first..=last).map(|n| n.to_string())),
            None if name.is_empty() => {}
            None => names.push(name),
        }
    }
    names
}

/// Whether a name is longer than allowed.
pub(super) fn is_too_long(name: &str) -> bool {
    length(name) > super::NAME_MAX
}

/// The key by which names are compared: names that differ only in capitals are the same.
pub(super) fn key(name: &str) -> String {
    name.to_lowercase()
}

/// A new name for a group whose own name is taken where it moves to: "3 (Diên Hồng cũ)".
pub(super) fn suggestion(name: &str, from: &str) -> String {
    format!("{name} ({from} cũ)")
}

// The ways in which a kind is written: "Tổ dân phố", "Tổ", "TDP".
fn ways(map: &UnitMap, kind: &str) -> Vec<String> {
    let words = map.kind_words(kind).map_or("", |w| w.vi.as_str());
    let parts: Vec<&str> = words.split_whitespace().collect();
    let mut ways = vec![words.to_owned()];
    if parts.len() > 1 {
        ways.push(parts[0].to_owned());
        ways.push(parts.iter().filter_map(|p| p.chars().next()).collect());
        ways.push(
            parts
                .iter()
                .filter_map(|p| p.chars().next())
                .map(|c| if c == 'đ' { 'd' } else { c })
                .collect(),
        );
    }
    ways
}

/// What follows the words, if the text begins with them and more follows.
fn after(text: &str, words: &str) -> Option<String> {
    if words.is_empty() {
        return None;
    }
    let mut rest = text.chars();
    for wanted in words.chars().flat_map(char::to_lowercase) {
        if rest.next()?.to_lowercase().next() != Some(wanted) {
            return None;
        }
    }
    let rest = rest.as_str();
    let follows = rest.starts_with([' ', '.']);
    let rest = rest.trim_start_matches([' ', '.']);
    (follows && !rest.is_empty()).then(|| rest.to_owned())
}

fn range(name: &str) -> Option<(u32, u32)> {
    let (first, last) = name.split_once(['-', '–']).or_else(|| name.split_once("đến"))?;
    let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last && last - first < RANGE_MAX).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_domain::packs::{UnitKind, Words};

    fn map() -> UnitMap {
        let kind = |id: &str, vi: &str| UnitKind {
            id: id.into(),
            title: Words {
                vi: vi.into(),
                en: String::new(),
            },
            level: Level::Group,
        };
        let mut map = UnitMap::default();
        map.add_kinds(vec![
            kind("to-dan-pho", "Tổ dân phố"),
            kind("khu-pho", "Khu phố"),
            kind("thon", "Thôn"),
        ]);
        map
    }

    #[test]
    fn the_words_of_the_kind_are_left_out_however_they_are_written() {
        for typed in ["3", "Tổ dân phố 3", " tổ  DÂN phố 3", "Tổ 3", "TDP 3", "TDP. 3"] {
            assert_eq!(bare(&map(), "to-dan-pho", typed), "3", "{typed}");
        }
        assert_eq!(bare(&map(), "thon", "Thôn"), "Thôn");
        assert_eq!(bare(&map(), "thon", "Thônxa"), "Thônxa");
        assert_eq!(bare(&map(), "thon", "Tổ 3"), "Tổ 3");
    }

    #[test]
    fn a_range_of_numbers_is_as_many_names() {
        assert_eq!(
            list(&map(), "to-dan-pho", "Tổ 1-3\n\n7; 8 đến 9\nPleiku Roh"),
            ["1", "2", "3", "7", "8", "9", "Pleiku Roh"]
        );
        assert_eq!(list(&map(), "thon", "9-3"), ["9-3"]);
    }

    #[test]
    fn a_name_may_bring_its_kind_along() {
        let found = kind_and_name(&map(), Level::Group, "to-dan-pho", "Khu phố 2");
        assert_eq!(found, ("khu-pho".to_owned(), "2".to_owned()));
        let found = kind_and_name(&map(), Level::Group, "to-dan-pho", "Tổ 2");
        assert_eq!(found, ("to-dan-pho".to_owned(), "2".to_owned()));
    }
}
