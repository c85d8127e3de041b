//! Units that ended still have a life in the book: who answers for them, how they are found and read.

use super::shipped::{Shipped, on};
use dienhong_domain::rights::{Appointment, Permission, Role, may, reaches};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::*;
use uuid::Uuid;

const PAST: [Permission; 5] = [
    Permission::ReadEntries,
    Permission::WriteEntries,
    Permission::FinishEntries,
    Permission::ReadTotals,
    Permission::WriteReports,
];

fn today() -> Day {
    on(2026, 11, 30)
}

#[test]
fn no_unit_that_ended_is_closed_to_everybody() {
    let Shipped { map, .. } = Shipped::read();
    let ended = map.units().filter(|u| u.ends() <= today());
    let mut count = 0;
    for unit in ended {
        count += 1;
        let kept_by = map.successors(unit.id, today());
        let name = &unit.last().name;
        assert!(!kept_by.is_empty(), "{name}");
        for heir in kept_by {
            assert!(map.level(heir) > Some(Level::Country), "{name}");
            assert!(
                reaches(heir, Permission::ReadEntries, unit.id, &map, today()),
                "{name}"
            );
        }
    }
    assert!(count > 10_000, "{count} units ended");
}

#[test]
fn the_old_districts_are_open_to_the_province_that_has_their_communes() {
    let shipped = Shipped::read();
    let (map, today) = (&shipped.map, today());
    let is_old = |u: &&Unit| map.level(u.id) == Some(Level::District) && u.ends() <= today;
    let districts: Vec<&Unit> = map.units().filter(is_old).collect();
    assert_eq!(districts.len(), 692);
    for district in districts {
        let kept_by: Vec<UnitId> = map.successors(district.id, today).into_iter().collect();
        let [province] = kept_by[..] else {
            panic!("{}: {kept_by:?}", district.last().name);
        };
        assert_eq!(map.level(province), Some(Level::Province));
        for act in PAST {
            assert!(reaches(province, act, district.id, map, today));
        }
        let ward = map.children(province, today)[0];
        assert!(!reaches(ward, Permission::ReadEntries, district.id, map, today));
    }
    let gia_lai = shipped.id("p:52@2025");
    assert!(!reaches(
        gia_lai,
        Permission::ReadEntries,
        shipped.id("d:001"),
        map,
        today
    ));
    assert!(!reaches(
        gia_lai,
        Permission::ChangeUnits,
        shipped.id("d:622"),
        map,
        today
    ));
}

#[test]
fn officials_of_the_heir_record_the_history_of_a_merged_ward_and_its_leaders_do_not() {
    let shipped = Shipped::read();
    let (map, old, new) = (&shipped.map, shipped.id("c:23560"), shipped.id("c:23563@2025"));
    let held = |role, unit| {
        [Appointment {
            role,
            unit,
            subject: None,
            from: Day::MIN,
            to: Day::MAX,
        }]
    };
    let writes = |role, unit| may(&held(role, unit), Permission::WriteEntries, old, map, today());
    assert!(writes(Role::Official, new) && writes(Role::Official, shipped.id("p:52@2025")));
    assert!(!writes(Role::Reader, new) && !writes(Role::Chair, new));
    assert!(!writes(Role::Official, shipped.id("p:01")) && !writes(Role::Official, old));
    for act in [
        Permission::ChangeUnits,
        Permission::ManageTokens,
        Permission::ManagePapers,
    ] {
        assert!(!reaches(new, act, old, map, today()), "{act:?}");
    }
}

#[test]
fn the_homes_of_a_province_are_those_that_left_it_their_books() {
    let shipped = Shipped::read();
    let map = &shipped.map;
    let homes = |key: &str| map.homes_below(shipped.id(key), today());
    let province = homes("p:52@2025");
    for key in ["p:52@2025", "c:23563@2025", "c:23560", "d:622", "p:64"] {
        assert!(province.contains(&shipped.id(key)), "{key}");
    }
    assert!(!province.contains(&shipped.id("d:001")) && !province.contains(&shipped.id("vn")));
    let district = homes("d:622");
    assert!(district.contains(&shipped.id("c:23560")) && !district.contains(&shipped.id("c:23563@2025")));
}

#[test]
fn a_time_before_a_unit_existed_is_read_through_the_map_of_today() {
    let shipped = Shipped::read();
    let (map, new, old) = (&shipped.map, shipped.id("c:23563@2025"), shipped.id("c:23560"));
    let of = |unit, first, last, lens| {
        let period = Period::years(first, last).expect("years");
        map.readable(unit, period, lens, today())
    };
    assert_eq!(of(new, 2024, 2024, Lens::AsItWas), Lens::At(today()));
    // In the year in which it began both readings stay.
    assert_eq!(of(new, 2025, 2025, Lens::AsItWas), Lens::AsItWas);
    assert_eq!(of(new, 2026, 2026, Lens::AsItWas), Lens::AsItWas);
    assert_eq!(
        of(new, 2024, 2024, Lens::At(on(2024, 12, 31))),
        Lens::At(on(2025, 7, 1))
    );
    assert_eq!(of(old, 2024, 2024, Lens::AsItWas), Lens::AsItWas);
    assert_eq!(of(old, 2024, 2024, Lens::At(today())), Lens::At(on(2025, 6, 30)));
    // A unit that goes on was always there.
    let vinh = shipped.id("p:40");
    assert_eq!(of(vinh, 2024, 2024, Lens::AsItWas), Lens::AsItWas);
}

#[test]
fn a_living_unit_is_found_by_the_names_that_it_bore_and_by_those_it_inherited() {
    let shipped = Shipped::read();
    let map = &shipped.map;
    let find = |words: &str| map.search(words, &Level::ALL, today(), 50);
    assert_eq!(find("huyen con dao"), [shipped.id("d:755")]);
    assert!(
        map.search("thanh pho pleiku", &[Level::District], today(), 50)
            .is_empty()
    );
    let ended = map.search_ended("thanh pho pleiku", &Level::ALL, today(), 50);
    assert_eq!(ended[0], shipped.id("d:622"));
    let heirs = map.search_with_past("yen do", &[Level::Commune], today(), 50);
    let predecessors = |unit: &UnitId| map.predecessors(*unit).iter().map(|l| l.from).collect::<Vec<_>>();
    let bore = |unit: UnitId| map.get(unit).is_some_and(|u| &*u.last().name == "Yên Đỗ");
    assert!(
        heirs.iter().any(|unit| predecessors(unit).into_iter().any(bore)),
        "{heirs:?}"
    );
}

#[test]
fn a_unit_of_another_day_names_those_that_stood_there_instead() {
    let shipped = Shipped::read();
    let (map, new, old) = (&shipped.map, shipped.id("c:23563@2025"), shipped.id("c:23560"));
    let before = map.instead_of(new, on(2024, 6, 1));
    assert_eq!(before.len(), 4);
    assert!(before.contains(&old) && !before.contains(&new));
    assert_eq!(map.instead_of(old, on(2026, 1, 1)), [new]);
}

#[test]
fn two_groups_that_differ_by_the_place_of_a_tone_mark_are_asked_about() {
    let rows = vec![
        row(1, "quoc-gia", "Việt Nam", None),
        row(2, "phuong", "A", Some(1)),
    ];
    let mut map = UnitMap::new(super::world::kinds(), rows, Vec::new());
    let found = |id: i32, names: &[&str]| Change {
        id: Uuid::from_u128(id as u128),
        day: on(2026, 1, 1),
        kind: ChangeKind::Found,
        reference: "QĐ".to_owned(),
        ends: Vec::new(),
        creates: (id..).zip(names).map(|(id, name)| new_group(id, name)).collect(),
        sets: Vec::new(),
        parts: Vec::new(),
        groups: Vec::new(),
    };
    map.apply(&found(10, &["Hòa Bình", "Tân Hóa"])).expect("fits");
    let asked = |names: &[&str]| alike(&map, &found(20, names)).len();
    assert_eq!(asked(&["Hoà Bình"]), 1);
    assert_eq!(asked(&["Tân Hòa", "Hoa Binh"]), 0);
    assert_eq!(asked(&["Thuỷ", "Thủy"]), 1, "in one list");
    let problems = map.clone().apply(&found(20, &["HÒA BÌNH"]));
    assert!(problems.is_err(), "capitals alone tell nobody apart");
    // Once confirmed it is a change like any other: nothing refuses it when the book is opened again.
    map.apply(&found(20, &["Hoà Bình"])).expect("fits");
}

fn row(id: i32, kind: &str, name: &str, parent: Option<i32>) -> BaseSpan {
    super::world::base(id, kind, name, parent)
}

fn new_group(id: i32, name: &str) -> NewUnit {
    NewUnit {
        id: UnitId(id),
        uid: Uuid::from_u128(0x77 + id as u128),
        name: name.to_owned(),
        kind: "to-dan-pho".to_owned(),
        code: None,
        parent: Some(UnitId(2)),
    }
}
