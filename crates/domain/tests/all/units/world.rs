//! Small countries with random histories and postings, made from a tape of numbers so that a failure shrinks.

use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::Sums;
use dienhong_domain::time::Day;
use dienhong_domain::units::kinds::of_the_map;
use dienhong_domain::units::*;
use uuid::Uuid;

/// One posting of one measure.
#[derive(Clone, Debug)]
pub(crate) struct Posting {
    pub(crate) home: UnitId,
    pub(crate) unit: UnitId,
    pub(crate) day: Day,
    pub(crate) sums: Sums,
}

/// Numbers that decide everything; zeros when they run out.
pub(crate) struct Tape {
    numbers: std::vec::IntoIter<u32>,
}

impl Tape {
    pub(crate) fn new(numbers: Vec<u32>) -> Tape {
        Tape {
            numbers: numbers.into_iter(),
        }
    }
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.numbers.next().unwrap_or(0) as usize % most.max(1)
    }
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = self.below(from.len());
        from.get(at).copied()
    }
    fn some<T: Copy>(&mut self, from: &[T], most: usize) -> Vec<T> {
        let mut left = from.to_vec();
        let mut taken = Vec::new();
        while taken.len() < most && !left.is_empty() {
            let at = self.below(left.len());
            taken.push(left.remove(at));
        }
        taken
    }
}

/// A day counted from the first of 2020.
pub(crate) fn day(n: i64) -> Day {
    let first = Day::new(2020, 1, 1).expect("a day of the calendar").date();
    Day::from_date(first.saturating_add(jiff::Span::new().days(n)))
}

pub(crate) fn uid(n: i32) -> Uuid {
    Uuid::from_u128(0x1000_0000 + n as u128)
}

/// A row of a base map, open on both ends.
pub(crate) fn base(id: i32, kind: &str, name: &str, parent: Option<i32>) -> BaseSpan {
    BaseSpan::always(UnitId(id), uid(id), (kind, name), parent.map(UnitId))
}

/// Kinds of the map and one kind of group.
pub(crate) fn kinds() -> Vec<dienhong_domain::packs::UnitKind> {
    let mut kinds = of_the_map();
    let mut group = kinds[0].clone();
    group.id = "to-dan-pho".into();
    group.level = Level::Group;
    kinds.push(group);
    kinds
}

pub(crate) fn change(n: u128, day: Day, kind: ChangeKind) -> Change {
    Change {
        id: Uuid::from_u128(n),
        day,
        kind,
        reference: "Nghị quyết".into(),
        ends: vec![],
        creates: vec![],
        sets: vec![],
        parts: vec![],
        groups: vec![],
    }
}

pub(crate) fn new_unit(id: i32, kind: &str, name: &str, parent: UnitId) -> NewUnit {
    NewUnit {
        id: UnitId(id),
        uid: uid(id),
        name: name.into(),
        kind: kind.into(),
        code: None,
        parent: Some(parent),
    }
}

pub(crate) fn moved_to(unit: UnitId, parent: UnitId) -> SetSpan {
    SetSpan {
        unit,
        name: None,
        kind: None,
        code: None,
        parent: Some(parent),
    }
}

pub(crate) fn part(from: UnitId, to: UnitId, share: Option<u32>) -> Part {
    Part {
        from,
        to,
        share,
        source: share.filter(|s| *s < 1_000_000).map_or("", |_| "biên bản").into(),
    }
}

/// A country of two provinces with districts, communes and groups.
pub(crate) fn small_country(tape: &mut Tape) -> (Vec<BaseSpan>, UnitMap) {
    let mut rows = vec![
        base(1, "quoc-gia", "Việt Nam", None),
        base(2, "tinh", "Đông", Some(1)),
        base(3, "tinh", "Tây", Some(1)),
        base(4, "huyen", "Thượng", Some(2)),
        base(5, "huyen", "Hạ", Some(3)),
    ];
    let mut id = 5;
    for _ in 0..3 + tape.below(6) {
        id += 1;
        let commune = id;
        let parent = 2 + tape.below(4) as i32;
        rows.push(base(commune, "xa", &format!("Xã {commune}"), Some(parent)));
        for _ in 0..tape.below(3) {
            id += 1;
            rows.push(base(id, "to-dan-pho", &format!("Tổ {id}"), Some(commune)));
        }
    }
    let map = UnitMap::new(kinds(), rows.clone(), vec![]);
    (rows, map)
}

fn alive(map: &UnitMap, level: Level, day: Day) -> Vec<UnitId> {
    map.units()
        .filter(|u| map.level(u.id) == Some(level) && u.at(day).is_some())
        .map(|u| u.id)
        .collect()
}

fn shares(tape: &mut Tape, among: usize) -> Vec<Option<u32>> {
    match tape.below(4) {
        0 => vec![None; among],
        1 => {
            // The first is known, the others are not.
            let mut shares = vec![None; among];
            shares[0] = Some(250_000);
            shares
        }
        _ => {
            let mut left = 1_000_000;
            let mut shares = Vec::new();
            for _ in 1..among {
                let share = (left / 7 * (1 + tape.below(5) as u32)).max(1);
                left -= share;
                shares.push(Some(share));
            }
            shares.push(Some(left));
            shares
        }
    }
}

/// Groups of a commune that ends: each is moved to an heir, or ends, listed or not.
fn dispose(tape: &mut Tape, map: &UnitMap, change: &mut Change, commune: UnitId, heirs: &[UnitId]) {
    for group in map.children(commune, change.day) {
        let Some(heir) = tape.pick(heirs) else { continue };
        match tape.below(4) {
            0 => change.ends.push(group),
            1 => {
                change.ends.push(group);
                change.groups.push(GroupMove { group, to: heir });
            }
            _ => change.sets.push(moved_to(group, heir)),
        }
    }
}

/// A random change of the map on a day; it may be refused.
pub(crate) fn random_change(tape: &mut Tape, map: &UnitMap, n: u128, on: Day) -> Change {
    let communes = alive(map, Level::Commune, on);
    let groups = alive(map, Level::Group, on);
    let provinces = alive(map, Level::Province, on);
    let mut above = alive(map, Level::District, on);
    above.extend(&provinces);
    let next = map.next_id().0;
    let name = |id: i32| format!("Mới {id}");
    match tape.below(13) {
        0 => {
            let mut c = change(n, on, ChangeKind::Found);
            if let (true, Some(parent)) = (tape.below(2) == 0, tape.pick(&above)) {
                c.creates.push(new_unit(next, "xa", &name(next), parent));
            } else if let Some(parent) = tape.pick(&communes) {
                c.creates.push(new_unit(next, "to-dan-pho", &name(next), parent));
            }
            c
        }
        1 | 2 => {
            let mut c = change(n, on, ChangeKind::Merge);
            let count = 2 + tape.below(2);
            let olds = tape.some(&communes, count);
            let Some(parent) = tape.pick(&above) else { return c };
            c.creates.push(new_unit(next, "phuong", &name(next), parent));
            for old in olds {
                c.ends.push(old);
                c.parts.push(part(old, UnitId(next), Some(1_000_000)));
                dispose(tape, map, &mut c, old, &[UnitId(next)]);
            }
            c
        }
        3 => {
            let mut c = change(n, on, ChangeKind::Merge);
            let both = tape.some(&communes, 2);
            if let [old, heir] = both[..] {
                c.ends.push(old);
                c.parts.push(part(old, heir, Some(1_000_000)));
                dispose(tape, map, &mut c, old, &[heir]);
            }
            c
        }
        4 | 5 => {
            let mut c = change(n, on, ChangeKind::Split);
            let Some(old) = tape.pick(&communes) else { return c };
            let mut heirs = Vec::new();
            for i in 0..2 + tape.below(2) as i32 {
                let Some(parent) = tape.pick(&above) else { return c };
                c.creates.push(new_unit(next + i, "xa", &name(next + i), parent));
                heirs.push(UnitId(next + i));
            }
            if tape.below(3) == 0 {
                heirs.extend(tape.pick(&communes).filter(|o| *o != old));
            }
            c.ends.push(old);
            for (heir, share) in heirs.iter().zip(shares(tape, heirs.len())) {
                c.parts.push(part(old, *heir, share));
            }
            dispose(tape, map, &mut c, old, &heirs);
            c
        }
        6 => {
            let mut c = change(n, on, ChangeKind::Transfer);
            if let (Some(commune), Some(parent)) = (tape.pick(&communes), tape.pick(&above)) {
                c.sets.push(moved_to(commune, parent));
            }
            c
        }
        7 | 8 => {
            let mut c = change(n, on, ChangeKind::Transfer);
            let both = tape.some(&communes, 2);
            if let [from, to] = both[..] {
                let most = tape.below(3);
                for group in tape.some(&map.children(from, on), most) {
                    c.sets.push(moved_to(group, to));
                }
                match tape.below(4) {
                    0 => c.parts.push(part(from, to, None)),
                    1 => c.parts.push(part(from, to, Some(300_000))),
                    _ => {}
                }
            }
            c
        }
        9 => {
            let mut c = change(n, on, ChangeKind::Rename);
            let mut all = communes;
            all.extend(above);
            all.extend(groups);
            if let Some(unit) = tape.pick(&all) {
                let mut set = moved_to(unit, unit);
                set.parent = None;
                set.name = Some(format!("Tên {n}"));
                c.sets.push(set);
            }
            c
        }
        10 => {
            let mut c = change(n, on, ChangeKind::Reform);
            let Some(commune) = tape.pick(&communes) else {
                return c;
            };
            let count = 1 + tape.below(3) as i32;
            for i in 0..count {
                // Now and then a new group lies in a neighbour.
                let home = if tape.below(5) == 0 {
                    tape.pick(&communes).unwrap_or(commune)
                } else {
                    commune
                };
                c.creates
                    .push(new_unit(next + i, "to-dan-pho", &name(next + i), home));
            }
            for old in map.children(commune, on) {
                c.ends.push(old);
                match tape.below(3) {
                    0 => {}
                    1 => c.parts.push(part(
                        old,
                        UnitId(next + tape.below(count as usize) as i32),
                        Some(1_000_000),
                    )),
                    _ => {
                        for (i, share) in (0..).zip(shares(tape, count as usize)) {
                            let share = if count == 1 { Some(1_000_000) } else { share };
                            c.parts.push(part(old, UnitId(next + i), share));
                        }
                    }
                }
            }
            c
        }
        11 => {
            let mut c = change(n, on, ChangeKind::End);
            let all: Vec<UnitId> = [&above[..], &communes, &groups].concat();
            let Some(unit) = tape.pick(&all) else { return c };
            c.ends.push(unit);
            let below = map.children(unit, on);
            if map.level(unit) == Some(Level::Commune) {
                c.ends.extend(below);
            } else if let Some(parent) = map.at(unit, on).and_then(|s| s.parent) {
                let parent = match map.level(unit) {
                    Some(Level::District) => Some(parent),
                    _ => provinces.iter().copied().find(|p| *p != unit),
                };
                if let Some(parent) = parent {
                    c.sets
                        .extend(below.into_iter().map(|child| moved_to(child, parent)));
                }
            }
            c
        }
        _ => {
            let mut c = change(n, on, ChangeKind::Merge);
            let level = if tape.below(2) == 0 {
                Level::Province
            } else {
                Level::District
            };
            let olds = tape.some(&alive(map, level, on), 2);
            let Some(parent) = tape.pick(&provinces) else {
                return c;
            };
            let (kind, parent) = match level {
                Level::Province => ("tinh", UnitId(1)),
                _ => ("huyen", parent),
            };
            c.creates.push(new_unit(next, kind, &name(next), parent));
            for old in olds {
                c.ends.push(old);
                c.parts.push(part(old, UnitId(next), Some(1_000_000)));
                for child in map.children(old, on) {
                    c.sets.push(moved_to(child, UnitId(next)));
                }
            }
            c
        }
    }
}

/// A small country with a history.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) rows: Vec<BaseSpan>,
    pub(crate) map: UnitMap,
}

/// Tries some changes, most of them in order of time; those that are refused must leave the map as it was.
pub(crate) fn world(tape: &mut Tape) -> World {
    let (rows, mut map) = small_country(tape);
    for n in 0..2 + tape.below(7) as i64 {
        let on = match tape.below(5) {
            0 => day(tape.below(900) as i64),
            _ => day(100 * n + 10 * tape.below(10) as i64 + 1),
        };
        let change = random_change(tape, &map, 1000 + n as u128, on);
        let _ = map.apply(&change);
    }
    World { rows, map }
}

/// Postings of units alive on their day, at all levels.
pub(crate) fn postings(tape: &mut Tape, map: &UnitMap) -> Vec<Posting> {
    let mut made = Vec::new();
    for _ in 0..3 + tape.below(15) {
        // Days of changes and those beside them are the ones that go wrong.
        let days: Vec<Day> = map.changes().iter().map(|c| c.day).collect();
        let on = match (tape.below(3), tape.pick(&days)) {
            (0, Some(change)) => change,
            (1, Some(change)) => change.previous(),
            _ => day(tape.below(1000) as i64 - 50),
        };
        let units: Vec<UnitId> = map.units().map(|u| u.id).collect();
        let low: Vec<UnitId> = units.iter().copied().filter(|u| u.0 > 5).collect();
        let among = if tape.below(6) == 0 { &units } else { &low };
        let Some(unit) = tape.pick(among) else { continue };
        let Some(home) = map.home(unit, on) else { continue };
        let amount = tape.below(2000) as i64 - 200;
        let bound = Bound::stored(tape.below(4) as i16);
        let sums = Sums::of(amount, bound, 1);
        made.push(Posting {
            home,
            unit,
            day: on,
            sums,
        });
    }
    made
}
