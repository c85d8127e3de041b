//! Counts and names units by their kinds: a province has both communes and wards, so both words are used.

use crate::{Locale, lower_first, t, t_with};
use dienhong_domain::ledger::Coverage;
use dienhong_domain::time::Day;
use dienhong_domain::units::{UnitId, UnitMap};
use std::cmp::Reverse;

/// Counts units by their kinds on a day: "9 xã" of one kind, else "12 đơn vị: 9 xã, 3 phường", the most frequent kind first.
pub fn units_by_kind(map: &UnitMap, units: &[UnitId], day: Day, locale: Locale) -> String {
    let kinds = kinds(map, units, day, locale);
    let counted = |kind: &str, count: usize| {
        t_with(
            locale,
            "units-counted-kind",
            &[("count", count.into()), ("kind", kind.into())],
        )
    };
    if let [(kind, count)] = kinds.as_slice() {
        return counted(kind, *count);
    }
    if kinds.is_empty() {
        return counted(&t(locale, "units-counted-unit"), 0);
    }
    let each: Vec<String> = kinds.iter().map(|(kind, count)| counted(kind, *count)).collect();
    t_with(
        locale,
        "units-counted",
        &[("count", units.len().into()), ("kinds", each.join(", ").into())],
    )
}

/// Names the kinds of units on a day without counting: "xã, phường", the most frequent first; "đơn vị" when there are none.
pub fn unit_kinds(map: &UnitMap, units: &[UnitId], day: Day, locale: Locale) -> String {
    let names: Vec<String> = kinds(map, units, day, locale)
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    match names.is_empty() {
        true => t(locale, "units-counted-unit"),
        false => names.join(", "),
    }
}

/// How many units below recorded a figure: "1 trong 12 xã, phường đã ghi".
pub fn coverage(of: &Coverage, locale: Locale) -> String {
    t_with(
        locale,
        "totals-coverage",
        &[
            ("count", of.recorded.into()),
            ("units", of.units.into()),
            ("kinds", of.kinds.get(locale.code()).into()),
        ],
    )
}

/// Kinds with their counts, the most frequent first, then by name. Kinds of the same name, two cities of two levels for
/// example, are one.
fn kinds(map: &UnitMap, units: &[UnitId], day: Day, locale: Locale) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for unit in units {
        let kind = kind(map, *unit, day, locale);
        match found.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => found.push((kind, 1)),
        }
    }
    found.sort_by_cached_key(|(kind, count)| (Reverse(*count), crate::sort_key(kind)));
    found
}

/// The words of a unit's kind within a sentence: "phường".
fn kind(map: &UnitMap, unit: UnitId, day: Day, locale: Locale) -> String {
    let words = map
        .get(unit)
        .and_then(|of| map.kind_words(&of.near(day).kind))
        .map(|words| lower_first(words.get(locale.code())));
    words
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| t(locale, "units-counted-unit"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dienhong_domain::units::{BaseSpan, kinds};

    fn map(kinds_of_units: &[&str]) -> (UnitMap, Vec<UnitId>) {
        let map = UnitMap::default();
        let ids: Vec<UnitId> = (1..).take(kinds_of_units.len()).map(UnitId).collect();
        let row =
            |(id, kind): (&UnitId, &&str)| BaseSpan::always(*id, map.uid(*id), (kind, "Minh Họa"), None);
        let rows = ids.iter().zip(kinds_of_units).map(row).collect();
        (UnitMap::new(kinds::of_the_map(), rows, Vec::new()), ids)
    }

    fn said(kinds: &[&str], locale: Locale) -> String {
        let (map, units) = map(kinds);
        units_by_kind(&map, &units, Day::stored(20_260_101), locale)
    }

    #[test]
    fn units_of_two_kinds_are_not_counted_as_the_first_ones_kind() {
        let kinds = ["phuong", "xa", "xa", "dac-khu", "xa", "phuong"];
        assert_eq!(said(&kinds, Locale::Vi), "6 đơn vị: 3 xã, 2 phường, 1 đặc khu");
        assert_eq!(said(&["phuong", "phuong"], Locale::Vi), "2 phường");
        assert_eq!(said(&[], Locale::Vi), "0 đơn vị");
        assert_eq!(
            said(&kinds, Locale::En),
            "6 units (commune: 3, ward: 2, special zone: 1)"
        );
        assert_eq!(said(&["no-such-kind"], Locale::Vi), "1 đơn vị");
    }

    #[test]
    fn kinds_are_named_most_frequent_first() {
        let (map, units) = map(&["phuong", "xa", "xa"]);
        let day = Day::stored(20_260_101);
        assert_eq!(unit_kinds(&map, &units, day, Locale::Vi), "xã, phường");
        assert_eq!(unit_kinds(&map, &[], day, Locale::Vi), "đơn vị");
    }
}
