//! The map that ships with the program.

use super::reading::read;
use super::world::Posting;
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::Sums;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::kinds::of_the_map;
use dienhong_domain::units::shipped::{ShippedFile, ShippedProblem, parse};
use dienhong_domain::units::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Instant;

const UNITS: &str = include_str!("../../../../../data/map/units.tsv");
const SUCCESSIONS: &str = include_str!("../../../../../data/map/successions.tsv");

pub(super) struct Shipped {
    pub(super) map: UnitMap,
    keys: Vec<String>,
}

impl Shipped {
    pub(super) fn read() -> Shipped {
        let (rows, links, keys) = parse(UNITS, SUCCESSIONS).expect("the shipped map holds");
        Shipped {
            map: UnitMap::new(of_the_map(), rows, links),
            keys,
        }
    }
    pub(super) fn id(&self, key: &str) -> UnitId {
        let at = self.keys.iter().position(|k| k == key);
        UnitId(at.expect("a key of the map") as i32 + 1)
    }
    fn count(&self, day: Day, kinds: &[&str]) -> usize {
        let spans = self.map.units().filter_map(|u| u.at(day));
        spans.filter(|s| kinds.contains(&&*s.kind)).count()
    }
}

pub(super) fn on(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).expect("a day of the calendar")
}

#[test]
fn the_shipped_map_is_whole() {
    let start = Instant::now();
    let shipped = Shipped::read();
    println!("read and built in {:?}", start.elapsed());
    let map = &shipped.map;
    let today = on(2025, 7, 1);
    assert_eq!(shipped.count(today, &["tinh", "thanh-pho"]), 34);
    assert_eq!(shipped.count(today, &["xa", "phuong", "dac-khu"]), 3321);
    assert_eq!(shipped.count(today, &["xa"]), 2621);
    assert_eq!(shipped.count(today, &["phuong"]), 687);
    assert_eq!(shipped.count(today, &["dac-khu"]), 13);
    assert_eq!(
        shipped.count(today, &["quan", "huyen", "thi-xa", "tp-thuoc-tinh"]),
        0
    );
    let before = today.previous();
    assert_eq!(shipped.count(before, &["tinh", "thanh-pho"]), 63);
    assert_eq!(shipped.count(before, &["xa", "phuong", "thi-tran"]), 10_035);
    // Each unit that ended left its heirs, or the unit that it stood in lived on or left its own.
    for unit in map.units().filter(|u| u.ends() < Day::MAX) {
        let has_heir = map.heirs(unit.id).iter().any(|l| l.day == unit.ends());
        assert_eq!(
            has_heir,
            map.level(unit.id) != Some(Level::District) || shipped.keys[unit.id.0 as usize - 1] == "d:cua-lo",
            "{}",
            unit.last().name
        );
    }
}

/// One posting of 1 for each unit of the old map, on one day of 2024.
fn one_each(map: &UnitMap, day: Day) -> Vec<Posting> {
    let alive = map.units().filter(|u| u.at(day).is_some());
    alive
        .map(|u| Posting {
            home: u.id,
            unit: u.id,
            day,
            sums: Sums::of(1, Bound::Exact, 1),
        })
        .collect()
}

#[test]
fn every_old_commune_is_found_on_the_map_of_today() {
    let Shipped { map, .. } = Shipped::read();
    let (then, today) = (on(2024, 6, 1), on(2025, 7, 1));
    let year = Period::years(2024, 2024).expect("a year");
    let all = one_each(&map, then);
    let by_home: BTreeMap<UnitId, &Posting> = all.iter().map(|p| (p.home, p)).collect();
    let mut found: BTreeMap<UnitId, usize> = BTreeMap::new();
    let start = Instant::now();
    let communes: Vec<UnitId> = map
        .units()
        .filter(|u| map.level(u.id) == Some(Level::Commune) && u.at(today).is_some())
        .map(|u| u.id)
        .collect();
    let scopes: Vec<Scope> = communes
        .iter()
        .map(|c| Scope::flow(&map, *c, year, Lens::At(today)))
        .collect();
    println!(
        "{} communes through the lens in {:?}",
        communes.len(),
        start.elapsed()
    );
    let mut whole = 0;
    for slice in scopes.iter().flat_map(|s| &s.slices) {
        for home in slice.homes.iter().filter(|h| by_home.contains_key(h)) {
            *found.entry(*home).or_default() += 1;
            whole += usize::from(slice.weight == Weight::Whole);
        }
    }
    let old: Vec<UnitId> = all
        .iter()
        .map(|p| p.home)
        .filter(|h| map.level(*h) == Some(Level::Commune))
        .collect();
    assert!(old.iter().all(|home| found.contains_key(home)));
    // 10,035 communes and five island districts, of which 442 communes are split.
    assert_eq!((old.len(), whole), (10_040, 10_040 - 442));
    // The provinces hold everything but what the country itself recorded.
    let start = Instant::now();
    let mut total = 0;
    for province in map.children(UnitId(1), today) {
        let scope = Scope::flow(&map, province, year, Lens::At(today));
        let homes = scope.slices.iter().flat_map(|s| &s.homes);
        assert!(
            scope
                .slices
                .iter()
                .all(|s| s.weight == Weight::Whole || s.weight == Weight::Undivided),
            "{province:?}: {:?}",
            scope.slices
        );
        total += homes.filter(|h| by_home.contains_key(h)).count();
    }
    println!("34 provinces through the lens in {:?}", start.elapsed());
    assert_eq!(total, all.len() - 1);
}

#[test]
fn the_seed_wards_resolve_wholly() {
    let shipped = Shipped::read();
    let map = &shipped.map;
    let year = Period::years(2022, 2022).expect("a year");
    let lens = Lens::At(on(2025, 7, 1));
    for (old, new, province) in [
        ("c:23560", "c:23563@2025", "p:52@2025"),
        ("c:16732", "c:16732@2025", "p:40"),
    ] {
        let posting = Posting {
            home: shipped.id(old),
            unit: shipped.id(old),
            day: on(2022, 9, 10),
            sums: Sums::of(2844, Bound::Exact, 1),
        };
        for heir in [new, province] {
            let scope = Scope::flow(map, shipped.id(heir), year, lens);
            let figure = read(&scope, std::slice::from_ref(&posting)).figure;
            assert_eq!(
                (figure.sums.amount, figure.is_undivided()),
                (2844, false),
                "{heir}"
            );
        }
    }
    let ward = shipped.id("c:16732");
    let town = |day| map.at(ward, day).and_then(|s| s.parent);
    assert_eq!(town(on(2024, 11, 30)), Some(shipped.id("d:cua-lo")));
    assert_eq!(town(on(2024, 12, 1)), Some(shipped.id("d:412")));
}

#[test]
fn mistakes_in_the_files_are_told_with_their_line() {
    let units = "key\tuid\tfrom\tto\tkind\tcode\tname\tparent\n\
        vn\td5de08be-0695-5ae9-bbe9-c695590adbbd\t\t\tquoc-gia\t\tViệt Nam\t\n\
        p:01\t39e75d22-fd78-5385-beac-fd660e1c6e46\t\t2025-07-01\ttinh\t01\tHà Nội\tvn\n\
        p:02\taf05b989-3470-5ee1-b1c4-93191d93382e\t\t\ttinh\t02\tHà Giang\tvn\n";
    let links = "id\tday\tkind\treference\tfrom\tto\tshare\n\
        3d2d8069-81d4-515c-ae34-95fe4aa6246b\t2025-07-01\tmerge\tNghị quyết\tp:01\tp:02\t1\n";
    assert!(parse(units, links).is_ok());
    let of_units = |old: &str, new: &str| {
        let error = parse(&units.replace(old, new), links).expect_err("a mistake");
        assert_eq!(error.file, ShippedFile::Units);
        (error.line, error.what)
    };
    let unknown = ShippedProblem::UnknownKey { key: "xx".into() };
    assert_eq!(of_units("kind\t", "kinds\t"), (1, ShippedProblem::Header));
    assert_eq!(of_units("\tHà Nội", ""), (3, ShippedProblem::Columns));
    assert_eq!(of_units("af05b989", "af05"), (4, ShippedProblem::BadId));
    assert_eq!(of_units("Hà Nội\tvn", "Hà Nội\txx"), (3, unknown.clone()));
    assert_eq!(
        of_units("Hà Giang\tvn", "Hà Giang\tp:01"),
        (4, ShippedProblem::BadParent)
    );
    assert_eq!(of_units("2025-07-01", "2025-02-30"), (3, ShippedProblem::BadDay));
    assert_eq!(
        of_units("\ttinh\t02", "\tbang\t02"),
        (4, ShippedProblem::UnknownKind)
    );
    assert_eq!(of_units("p:02\t", "p:01\t"), (4, ShippedProblem::IdTaken));
    let of_links = |old: &str, new: &str| {
        let error = parse(units, &links.replace(old, new)).expect_err("a mistake");
        assert_eq!((error.file, error.line), (ShippedFile::Successions, 2));
        error.what
    };
    assert_eq!(of_links("\tp:02", "\txx"), unknown);
    assert_eq!(of_links("\t1\n", "\t0,5\n"), ShippedProblem::BadShare);
    assert_eq!(of_links("2025-07-01", "2025-07-02"), ShippedProblem::NotAlive);
    assert_eq!(of_links("2025-07-01", ""), ShippedProblem::BadDay);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(units in "\\PC{0,60}", links in "\\PC{0,60}") {
        let _ = parse(&units, &links);
    }

    // Cells of real lines, shuffled and damaged.
    #[test]
    fn damaged_maps_are_read_or_refused(
        lines in prop::collection::vec((1usize..14_000, 0usize..8, "[a-z0-9:@\\-\t]{0,4}"), 0..12),
        links in prop::collection::vec((1usize..10_000, 0usize..7, "[a-z0-9:@\\-\t]{0,4}"), 0..6),
    ) {
        let damaged = |text: &str, picks: Vec<(usize, usize, String)>| {
            let mut out: Vec<String> = text.lines().take(3).map(str::to_owned).collect();
            for (at, cell, with) in picks {
                let line = text.lines().nth(at).unwrap_or_default();
                let mut cells: Vec<&str> = line.split('\t').collect();
                if !with.is_empty() {
                    cells[cell] = &with;
                }
                out.push(cells.join("\t"));
            }
            out.join("\n")
        };
        if let Ok((rows, links, _)) = parse(&damaged(UNITS, lines), &damaged(SUCCESSIONS, links)) {
            let _ = UnitMap::new(of_the_map(), rows, links);
        }
    }
}
