//! Rows of units below, what the unit recorded itself and what nobody has divided: together they are the total.

use super::reading::{Read, read};
use super::world::{Posting, Tape, day, postings, world};
use super::{ids, questions, tape, told};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::*;
use proptest::prelude::*;

struct Asked<'a> {
    map: &'a UnitMap,
    all: &'a [Posting],
    period: Period,
    on: Day,
    stock: bool,
}

impl Asked<'_> {
    fn figure(&self, unit: UnitId) -> Read {
        let lens = Lens::At(self.on);
        let scope = match self.stock {
            true => Scope::stock(self.map, unit, self.period.to, lens),
            false => Scope::flow(self.map, unit, self.period, lens),
        };
        read(&scope, self.all)
    }

    fn rest(&self, unit: UnitId, below: &[UnitId]) -> Rest {
        let lens = Lens::At(self.on);
        match self.stock {
            true => Rest::stock(self.map, unit, below, self.period.to, lens),
            false => Rest::flow(self.map, unit, below, self.period, lens),
        }
    }

    /// What the rows miss of the total, and how much of it rounding may explain.
    fn gap(&self, unit: UnitId) -> (i64, i64) {
        let below = self.map.children(unit, self.on);
        let rest = self.rest(unit, &below);
        let whole = self.figure(unit);
        let mut parts: Vec<Read> = below.iter().map(|row| self.figure(*row)).collect();
        parts.push(read(&rest.own, self.all));
        parts.push(read(&rest.undivided, self.all));
        let sum: i64 = parts.iter().map(|part| part.figure.sums.amount).sum();
        let shared: i64 = parts.iter().map(|part| part.shared).sum();
        (whole.figure.sums.amount - sum, shared + whole.shared)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, max_shrink_iters: 3000, max_global_rejects: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_by_unit_and_what_is_not_divided_add_up_to_the_total(numbers in tape()) {
        let mut tape = Tape::new(numbers);
        let world = world(&mut tape);
        let map = &world.map;
        let all = postings(&mut tape, map);
        for (period, lens) in questions(&mut tape, map) {
            let Lens::At(on) = lens else { continue };
            for unit in ids(map).into_iter().filter(|u| map.at(*u, on).is_some()) {
                for stock in [false, true] {
                    let asked = Asked { map, all: &all, period, on, stock };
                    let (gap, rounded) = asked.gap(unit);
                    prop_assert!(
                        map.level(unit) == Some(Level::Group) || gap.abs() <= rounded,
                        "{unit:?} {period:?} {lens:?} stock {stock}: {gap} missing\n{all:#?}\n{}", told(&world)
                    );
                }
            }
        }
    }
}

#[test]
fn what_a_split_left_undivided_stands_beside_the_rows_of_its_heirs() {
    use super::world::{base, change, kinds, new_unit, part};
    use dienhong_domain::amount::Bound;
    use dienhong_domain::ledger::Sums;
    let rows = vec![
        base(1, "quoc-gia", "Việt Nam", None),
        base(2, "tinh", "Đông", Some(1)),
        base(6, "xa", "Hòa", Some(2)),
        base(7, "to-dan-pho", "Một", Some(6)),
    ];
    let mut map = UnitMap::new(kinds(), rows, vec![]);
    let mut split = change(1, day(100), ChangeKind::Split);
    split.ends.push(UnitId(7));
    for heir in [8, 9] {
        split
            .creates
            .push(new_unit(heir, "to-dan-pho", &heir.to_string(), UnitId(6)));
        split.parts.push(part(UnitId(7), UnitId(heir), None));
    }
    map.apply(&split).expect("a split");
    let posting = |unit: i32, amount| Posting {
        home: UnitId(6),
        unit: UnitId(unit),
        day: day(50),
        sums: Sums::of(amount, Bound::AtLeast, 1),
    };
    let all = [posting(7, 40), posting(6, 3)];
    let asked = Asked {
        map: &map,
        all: &all,
        period: Period::new(day(1), day(300)).expect("a period"),
        on: day(300),
        stock: false,
    };
    let rest = asked.rest(UnitId(6), &[UnitId(8), UnitId(9)]);
    let undivided = read(&rest.undivided, &all).figure;
    assert_eq!((undivided.sums.amount, undivided.bound()), (40, Bound::AtLeast));
    assert_eq!(read(&rest.own, &all).figure.sums.amount, 3);
    assert_eq!(asked.gap(UnitId(6)), (0, 0));
}
