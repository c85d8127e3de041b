//! Cases worked out by hand.

use super::reading::read;
use super::world::*;
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::{Figure, Sums};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::*;
use std::sync::Arc;

const COUNTRY: UnitId = UnitId(1);

/// A map and what was recorded on it.
struct Book {
    map: UnitMap,
    postings: Vec<Posting>,
    changes: u128,
}

impl Book {
    fn new(rows: Vec<BaseSpan>) -> Book {
        Book {
            map: UnitMap::new(kinds(), rows, vec![]),
            postings: vec![],
            changes: 0,
        }
    }

    /// Two provinces with communes 10 to 15, two groups each: 101 and 102 in commune 10.
    fn plain() -> Book {
        let mut rows = vec![
            base(1, "quoc-gia", "Việt Nam", None),
            base(2, "tinh", "Đông", Some(1)),
            base(3, "tinh", "Tây", Some(1)),
        ];
        for commune in 10..16 {
            rows.push(base(
                commune,
                "xa",
                &format!("Xã {commune}"),
                Some(2 + commune % 2),
            ));
            for group in [10 * commune + 1, 10 * commune + 2] {
                rows.push(base(group, "to-dan-pho", &format!("Tổ {group}"), Some(commune)));
            }
        }
        Book::new(rows)
    }

    fn post(&mut self, unit: i32, on: Day, amount: i64) {
        let unit = UnitId(unit);
        let home = self.map.home(unit, on).expect("a unit alive on that day");
        let sums = Sums::of(amount, Bound::Exact, 1);
        self.postings.push(Posting {
            home,
            unit,
            day: on,
            sums,
        });
    }

    fn try_change(
        &mut self,
        on: Day,
        kind: ChangeKind,
        fill: impl FnOnce(&mut Change),
    ) -> Result<(), Vec<ProblemKind>> {
        self.changes += 1;
        let mut change = change(self.changes, on, kind);
        fill(&mut change);
        let result = self.map.apply(&change);
        result.map_err(|problems| problems.into_iter().map(|p| p.what).collect())
    }

    fn change(&mut self, on: Day, kind: ChangeKind, fill: impl FnOnce(&mut Change)) {
        assert_eq!(self.try_change(on, kind, fill), Ok(()));
    }

    fn figure(&self, unit: i32, period: Period, lens: Lens) -> Figure {
        read(
            &Scope::flow(&self.map, UnitId(unit), period, lens),
            &self.postings,
        )
        .figure
    }

    /// The whole figure of all years; it must be known and recorded.
    fn known(&self, unit: i32, lens: Lens) -> i64 {
        let figure = self.figure(unit, ever(), lens);
        assert!(figure.is_recorded() && !figure.is_undivided(), "{figure:?}");
        figure.sums.amount
    }

    /// What is not yet divided, where nothing else is there.
    fn undivided(&self, unit: i32, lens: Lens) -> i64 {
        let figure = self.figure(unit, ever(), lens);
        assert!(!figure.is_recorded(), "{figure:?}");
        figure.undivided.amount
    }

    fn nothing(&self, unit: i32, lens: Lens) -> bool {
        self.figure(unit, ever(), lens) == Figure::default()
    }
}

fn on(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).expect("a day of the calendar")
}
fn ever() -> Period {
    Period::new(on(2000, 1, 1), on(2099, 12, 31)).expect("a period")
}
fn year(year: i32) -> Period {
    Period::years(year, year).expect("a year")
}
fn at(year: i32, month: u32, day: u32) -> Lens {
    Lens::At(on(year, month, day))
}
fn id(unit: i32) -> UnitId {
    UnitId(unit)
}
fn whole(from: i32, to: i32) -> Part {
    part(id(from), id(to), Some(1_000_000))
}
fn some(from: i32, to: i32) -> Part {
    part(id(from), id(to), None)
}

/// Pleiku in Gia Lai with its wards 21 to 24, before anything was merged.
fn seed_wards_before() -> Book {
    let mut rows = vec![
        base(1, "quoc-gia", "Việt Nam", None),
        base(2, "tinh", "Gia Lai", Some(1)),
        base(3, "tinh", "Bình Định", Some(1)),
        base(4, "tp-thuoc-tinh", "Pleiku", Some(2)),
        base(25, "phuong", "Xa", Some(3)),
    ];
    for ward in 21..25 {
        rows.push(base(ward, "phuong", &format!("Phường {ward}"), Some(4)));
        rows.push(base(10 * ward, "to-dan-pho", &format!("Tổ {ward}"), Some(ward)));
    }
    Book::new(rows)
}

/// Ward 21 of Pleiku in Gia Lai and three others become ward 30; the two provinces become 9.
fn seed_wards() -> Book {
    let mut book = seed_wards_before();
    for (i, ward) in (21..25).enumerate() {
        book.post(ward, on(2022, 5, 1), 1000 << i);
        book.post(10 * ward, on(2022, 9, 10), 10 << i);
    }
    book.post(4, on(2022, 1, 1), 5);
    book.post(25, on(2022, 1, 1), 100_000);
    book.change(on(2025, 7, 1), ChangeKind::Merge, |c| {
        c.creates = vec![
            new_unit(9, "tinh", "Gia Lai", COUNTRY),
            new_unit(30, "phuong", "Diên Hồng", id(9)),
        ];
        c.ends = [2, 3, 4, 21, 22, 23, 24].map(UnitId).to_vec();
        c.parts = vec![
            whole(2, 9),
            whole(3, 9),
            whole(21, 30),
            whole(22, 30),
            whole(23, 30),
            whole(24, 30),
        ];
        c.sets = (21..25).map(|ward| moved_to(id(10 * ward), id(30))).collect();
        c.sets.push(moved_to(id(25), id(9)));
    });
    book.post(30, on(2025, 8, 1), 7);
    book
}

#[test]
fn the_seed_wards_are_read_as_they_were_and_as_they_are() {
    let book = seed_wards();
    let today = at(2025, 7, 1);
    // As it was.
    assert_eq!(book.figure(21, year(2022), Lens::AsItWas).sums.amount, 1010);
    assert_eq!(
        book.figure(4, year(2022), Lens::AsItWas).sums.amount,
        15 * 1010 + 5
    );
    assert_eq!(
        book.figure(2, year(2022), Lens::AsItWas).sums.amount,
        15 * 1010 + 5
    );
    assert!(!book.figure(30, year(2022), Lens::AsItWas).is_recorded());
    assert!(!book.figure(9, year(2022), Lens::AsItWas).is_recorded());
    // Today's map.
    assert_eq!(book.figure(30, year(2022), today).sums.amount, 15 * 1010);
    assert!(!book.figure(21, year(2022), today).is_recorded());
    assert_eq!(book.known(30, today), 15 * 1010 + 7);
    assert_eq!(book.known(210, today), 10);
    // What the town itself recorded belongs to no ward, and is not lost.
    assert_eq!(book.known(9, today), 15 * 1010 + 5 + 100_000 + 7);
    assert_eq!(book.known(1, today), book.known(1, Lens::AsItWas));
    // The new ward's figure of 2025, on the map of 2022, is some of each old ward and all the town's.
    assert_eq!(book.figure(21, year(2025), at(2022, 1, 1)).undivided.amount, 7);
    assert!(!book.figure(21, year(2025), at(2022, 1, 1)).is_recorded());
    assert_eq!(book.figure(4, year(2025), at(2022, 1, 1)).sums.amount, 7);
}

#[test]
fn a_ward_holds_the_stock_of_its_predecessors_from_the_first_day() {
    let book = seed_wards();
    let stock = |unit: i32, day: Day| {
        let scope = Scope::stock(&book.map, id(unit), day, Lens::AsItWas);
        read(&scope, &book.postings).figure
    };
    assert_eq!(stock(30, on(2025, 7, 2)).sums.amount, 15 * 1010);
    assert_eq!(stock(30, on(2025, 8, 1)).sums.amount, 15 * 1010 + 7);
    assert!(!stock(30, on(2025, 6, 30)).is_recorded());
    assert_eq!(stock(21, on(2025, 6, 30)).sums.amount, 1010);
    assert!(!stock(21, on(2025, 7, 1)).is_recorded());
}

#[test]
fn nghi_huong_is_followed_through_its_three_steps() {
    let mut book = Book::new(vec![
        base(1, "quoc-gia", "Việt Nam", None),
        base(40, "tinh", "Nghệ An", Some(1)),
        base(41, "thi-xa", "Cửa Lò", Some(40)),
        base(42, "tp-thuoc-tinh", "Vinh", Some(40)),
        base(50, "phuong", "Nghi Hương", Some(41)),
        base(51, "phuong", "Nghi Thu", Some(41)),
        base(52, "phuong", "Lê Lợi", Some(42)),
    ]);
    book.post(50, on(2023, 3, 1), 1);
    book.post(41, on(2023, 3, 1), 10);
    book.post(52, on(2023, 3, 1), 100);
    book.change(on(2024, 12, 1), ChangeKind::Merge, |c| {
        c.ends = vec![id(41)];
        c.parts = vec![whole(41, 42)];
        c.sets = vec![moved_to(id(50), id(42)), moved_to(id(51), id(42))];
    });
    book.post(50, on(2024, 12, 1), 1000);
    book.change(on(2025, 7, 1), ChangeKind::Merge, |c| {
        c.creates = vec![new_unit(60, "phuong", "Cửa Lò", id(40))];
        c.ends = vec![id(50), id(51), id(42)];
        c.parts = vec![whole(50, 60), whole(51, 60)];
        c.sets = vec![moved_to(id(52), id(40))];
    });
    book.post(60, on(2025, 7, 1), 10_000);
    let (town, vinh, ward) = (41, 42, 60);
    assert_eq!(book.known(town, Lens::AsItWas), 11);
    assert_eq!(book.known(vinh, Lens::AsItWas), 1100);
    // Both wards of which the new one was made lay in the town.
    assert_eq!(book.known(town, at(2024, 11, 30)), 11_011);
    assert_eq!(book.known(vinh, at(2024, 12, 1)), 11_111);
    assert!(book.nothing(town, at(2024, 12, 1)));
    assert_eq!(book.known(ward, at(2025, 7, 1)), 11_001);
    assert_eq!(book.known(40, at(2025, 7, 1)), 11_111);
    // The new ward of 2025 came from two wards of one city.
    assert_eq!(
        book.figure(50, year(2025), at(2025, 6, 30)).undivided.amount,
        10_000
    );
    assert_eq!(book.figure(vinh, year(2025), at(2025, 6, 30)).sums.amount, 10_000);
    // Its figure of the year before, on each of the three maps.
    assert_eq!(book.figure(ward, year(2024), at(2025, 7, 1)).sums.amount, 1000);
    assert!(!book.figure(ward, year(2024), Lens::AsItWas).is_recorded());
}

#[test]
fn drawing_groups_anew_leaves_the_ward_as_it_is() {
    let mut book = Book::plain();
    book.post(101, on(2025, 3, 1), 1);
    book.post(102, on(2025, 3, 1), 10);
    book.post(10, on(2025, 3, 1), 100);
    book.change(on(2026, 1, 1), ChangeKind::Reform, |c| {
        c.ends = vec![id(101), id(102)];
        c.creates = (201..204)
            .map(|g| new_unit(g, "to-dan-pho", &format!("Tổ {g}"), id(10)))
            .collect();
        c.parts = vec![whole(101, 201), some(102, 202), some(102, 203)];
    });
    book.post(202, on(2026, 2, 1), 1000);
    for lens in [Lens::AsItWas, at(2025, 1, 1), at(2026, 1, 1), at(2030, 1, 1)] {
        assert_eq!(book.known(10, lens), 1111, "{lens:?}");
    }
    let now = at(2026, 1, 1);
    assert_eq!(book.known(201, now), 1);
    assert_eq!(book.undivided(203, now), 10);
    assert_eq!(book.figure(202, ever(), now).sums.amount, 1000);
    assert_eq!(book.figure(202, ever(), now).undivided.amount, 10);
    assert_eq!(book.known(102, at(2025, 1, 1)), 1010);
}

#[test]
fn an_island_district_goes_on_as_a_special_zone() {
    let mut rows = vec![
        base(1, "quoc-gia", "Việt Nam", None),
        base(77, "tinh", "Bà Rịa - Vũng Tàu", Some(1)),
        base(79, "thanh-pho", "Hồ Chí Minh", Some(1)),
        base(755, "huyen", "Côn Đảo", Some(77)),
        base(755, "dac-khu", "Côn Đảo", Some(79)),
    ];
    rows[3].span.to = on(2025, 7, 1);
    rows[4].span.from = on(2025, 7, 1);
    let mut book = Book::new(rows);
    book.post(755, on(2024, 1, 1), 1);
    book.post(755, on(2026, 1, 1), 10);
    assert_eq!(book.map.level(id(755)), Some(Level::Commune));
    for lens in [Lens::AsItWas, at(2024, 1, 1), at(2026, 1, 1)] {
        assert_eq!(book.known(755, lens), 11, "{lens:?}");
    }
    assert_eq!(book.known(77, Lens::AsItWas), 1);
    assert_eq!(book.known(79, Lens::AsItWas), 10);
    assert_eq!(book.known(77, at(2025, 6, 30)), 11);
    assert_eq!(book.known(79, at(2025, 7, 1)), 11);
}

#[test]
fn a_group_takes_its_postings_to_another_commune_and_leaves_them_there() {
    let mut book = Book::plain();
    book.post(101, on(2020, 1, 1), 1);
    book.post(10, on(2020, 1, 1), 10);
    book.change(on(2021, 1, 1), ChangeKind::Transfer, |c| {
        c.sets = vec![moved_to(id(101), id(11))];
    });
    book.post(101, on(2021, 1, 1), 100);
    for (unit, was, now, before) in [(10, 11, 10, 111), (11, 100, 101, 0)] {
        assert_eq!(book.known(unit, Lens::AsItWas), was, "unit {unit}");
        assert_eq!(book.known(unit, at(2021, 1, 1)), now, "unit {unit}");
        let figure = book.figure(unit, ever(), at(2020, 12, 31));
        assert_eq!(
            (figure.sums.amount, figure.undivided.lines),
            (before, 0),
            "unit {unit}"
        );
    }
    book.change(on(2022, 1, 1), ChangeKind::End, |c| c.ends = vec![id(101)]);
    assert_eq!(book.known(10, at(2022, 1, 1)), 10);
    assert_eq!(book.known(11, at(2022, 1, 1)), 101);
}

#[test]
fn postings_follow_a_group_whose_heir_lies_in_a_third_commune() {
    let mut book = Book::plain();
    book.post(101, on(2020, 1, 1), 1);
    book.change(on(2021, 1, 1), ChangeKind::Transfer, |c| {
        c.sets = vec![moved_to(id(101), id(11))];
    });
    book.change(on(2022, 1, 1), ChangeKind::Merge, |c| {
        c.ends = vec![id(101)];
        c.parts = vec![whole(101, 121)];
    });
    assert_eq!(book.known(12, at(2022, 1, 1)), 1);
    assert_eq!(book.known(121, at(2022, 1, 1)), 1);
    assert!(book.nothing(10, at(2022, 1, 1)) && book.nothing(11, at(2022, 1, 1)));
}

#[test]
fn listed_groups_follow_exactly_and_only_the_rest_is_not_divided() {
    let mut book = Book::plain();
    book.post(101, on(2020, 1, 1), 1);
    book.post(102, on(2020, 1, 1), 10);
    book.post(10, on(2020, 1, 1), 100);
    book.change(on(2021, 1, 1), ChangeKind::Split, |c| {
        c.creates = vec![
            new_unit(300, "xa", "Trên", id(2)),
            new_unit(301, "xa", "Dưới", id(3)),
        ];
        c.ends = vec![id(10), id(101), id(102)];
        c.parts = vec![some(10, 300), some(10, 301)];
        c.groups = vec![GroupMove {
            group: id(101),
            to: id(300),
        }];
    });
    let then = at(2021, 1, 1);
    let figure = |unit, lens| {
        let figure = book.figure(unit, ever(), lens);
        (figure.sums.amount, figure.undivided.amount)
    };
    assert_eq!(figure(300, then), (1, 110));
    assert_eq!(figure(301, then), (0, 110));
    assert_eq!(figure(2, then), (1, 110));
    assert_eq!(figure(1, then), (111, 0));
    // The listed group's commune is split in its turn: what it left is some of its two heirs, and of no one else.
    book.change(on(2022, 1, 1), ChangeKind::Split, |c| {
        c.creates = vec![
            new_unit(302, "xa", "Trong", id(2)),
            new_unit(303, "xa", "Ngoài", id(2)),
        ];
        c.ends = vec![id(300)];
        c.parts = vec![some(300, 302), some(300, 303)];
    });
    let later = at(2022, 1, 1);
    let figure = |unit, lens| {
        let figure = book.figure(unit, ever(), lens);
        (figure.sums.amount, figure.undivided.amount)
    };
    assert_eq!(figure(302, later), (0, 111));
    assert_eq!(figure(301, later), (0, 110));
    assert_eq!(figure(2, later), (1, 110));
}

#[test]
fn shares_over_two_splits_add_up_to_the_last_unit() {
    let mut book = Book::plain();
    book.post(10, on(2020, 1, 1), 1_000_000_007);
    let thirds = [333_333, 333_333, 333_334];
    let split = |c: &mut Change, from: i32, first: i32| {
        c.ends.push(id(from));
        for (new, share) in (first..).zip(thirds) {
            c.creates
                .push(new_unit(new, "xa", &format!("Xã mới {new}"), id(2)));
            c.parts.push(part(id(from), id(new), Some(share)));
        }
    };
    book.change(on(2021, 1, 1), ChangeKind::Split, |c| {
        split(c, 10, 300);
        c.ends.extend([id(101), id(102)]);
    });
    book.change(on(2022, 1, 1), ChangeKind::Split, |c| split(c, 300, 400));
    book.change(on(2023, 1, 1), ChangeKind::Split, |c| split(c, 401, 500));
    let heirs = [301, 302, 400, 402, 500, 501, 502];
    let sum: i64 = heirs.map(|heir| book.known(heir, at(2023, 1, 1))).iter().sum();
    assert_eq!(sum, 1_000_000_007);
    assert!(book.figure(500, ever(), at(2023, 1, 1)).estimated);
    assert!(!book.figure(2, ever(), at(2023, 1, 1)).estimated);
    // The one share that is not told is what the others leave.
    book.change(on(2024, 1, 1), ChangeKind::Split, |c| {
        c.creates = vec![
            new_unit(600, "xa", "Một", id(2)),
            new_unit(601, "xa", "Hai", id(2)),
        ];
        c.ends = vec![id(502)];
        c.parts = vec![
            part(id(502), id(600), Some(750_000)),
            part(id(502), id(601), None),
        ];
    });
    let parts = [600, 601].map(|heir| book.known(heir, at(2024, 1, 1)));
    assert!((parts[0] - 3 * parts[1]).abs() < 10_000, "{parts:?}");
}

#[test]
fn a_part_taken_by_a_living_neighbour_leaves_the_rest() {
    let mut book = Book::plain();
    book.post(10, on(2020, 1, 1), 1000);
    book.change(on(2021, 1, 1), ChangeKind::Transfer, |c| {
        c.parts = vec![part(id(10), id(11), Some(300_000))];
    });
    assert_eq!(book.known(10, at(2021, 1, 1)), 700);
    assert_eq!(book.known(11, at(2021, 1, 1)), 300);
    // A second change of the same day can not give what is no longer there.
    let too_much = book.try_change(on(2021, 1, 1), ChangeKind::Transfer, |c| {
        c.parts = vec![part(id(10), id(12), Some(800_000))];
    });
    assert_eq!(too_much, Err(vec![ProblemKind::SharesNotWhole]));
    book.change(on(2021, 1, 1), ChangeKind::Transfer, |c| {
        c.parts = vec![part(id(10), id(12), Some(200_000))];
    });
    assert_eq!(book.known(10, at(2021, 1, 1)), 500);
}

#[test]
fn what_ended_without_heirs_or_began_without_predecessors_stays_with_the_unit_above() {
    let mut book = Book::plain();
    book.post(10, on(2020, 1, 1), 1);
    book.change(on(2021, 1, 1), ChangeKind::End, |c| {
        c.ends = vec![id(10), id(101), id(102)];
    });
    book.change(on(2022, 1, 1), ChangeKind::Found, |c| {
        c.creates = vec![new_unit(300, "xa", "Mới", id(3))];
    });
    book.post(300, on(2022, 1, 1), 10);
    assert_eq!(book.known(2, at(2021, 1, 1)), 1);
    assert_eq!(book.known(3, at(2021, 1, 1)), 10);
    assert!(book.nothing(300, at(2021, 1, 1)));
    assert_eq!(book.known(1, at(2021, 1, 1)), 11);
}

#[test]
fn a_merger_recorded_late_loses_nothing_that_was_entered_meanwhile() {
    let mut book = Book::plain();
    book.post(10, on(2021, 2, 1), 1);
    book.change(on(2021, 1, 1), ChangeKind::Merge, |c| {
        c.ends = vec![id(10)];
        c.parts = vec![whole(10, 11)];
        c.sets = vec![moved_to(id(101), id(11)), moved_to(id(102), id(11))];
    });
    assert_eq!(book.known(11, at(2021, 2, 1)), 1);
    assert_eq!(book.known(10, at(2020, 12, 31)), 1);
    assert_eq!(book.known(1, Lens::AsItWas), 1);
    // The same for a unit that turns out to have begun later.
    book.change(on(2023, 1, 1), ChangeKind::Found, |c| {
        c.creates = vec![new_unit(300, "xa", "Mới", id(2))];
    });
    book.post(300, on(2023, 1, 1), 10);
    book.postings[1].day = on(2022, 1, 1);
    for lens in [Lens::AsItWas, at(2022, 1, 1), at(2023, 1, 1)] {
        assert_eq!(book.known(1, lens), 11, "{lens:?}");
        assert_eq!(book.figure(2, year(2022), lens).sums.amount, 10, "{lens:?}");
    }
}

#[test]
fn a_change_before_a_later_one_is_refused_where_the_later_one_stands_on_it() {
    let mut book = Book::plain();
    book.change(on(2022, 1, 1), ChangeKind::Merge, |c| {
        c.ends = vec![id(10), id(101), id(102)];
        c.parts = vec![whole(10, 12)];
    });
    let later = ProblemKind::ChangedLater { day: on(2022, 1, 1) };
    // The unit ended: an earlier change would bring it back to life.
    let renamed = book.try_change(on(2021, 1, 1), ChangeKind::Rename, |c| {
        let mut set = moved_to(id(10), id(2));
        set.name = Some("Tên khác".into());
        c.sets = vec![set];
    });
    assert_eq!(renamed, Err(vec![later.clone()]));
    // The heir must be there on the day of the later merger.
    let ended = book.try_change(on(2021, 1, 1), ChangeKind::End, |c| {
        c.ends = vec![id(12), id(121), id(122)];
    });
    assert_eq!(ended, Err(vec![later]));
    // A parent that ends later takes no one in.
    let moved = book.try_change(on(2021, 1, 1), ChangeKind::Transfer, |c| {
        c.sets = vec![moved_to(id(111), id(10))];
    });
    assert_eq!(moved, Err(vec![ProblemKind::BadParent]));
    // And a unit that takes someone in later does not end.
    book.change(on(2022, 1, 1), ChangeKind::Found, |c| {
        c.creates = vec![new_unit(300, "to-dan-pho", "Mới", id(14))];
    });
    let ended = book.try_change(on(2021, 1, 1), ChangeKind::End, |c| {
        c.ends = vec![id(14), id(141), id(142)];
    });
    assert_eq!(
        ended,
        Err(vec![ProblemKind::ChangedLater { day: on(2022, 1, 1) }])
    );
}

#[test]
fn a_unit_ends_and_gives_only_once_on_a_day() {
    let mut book = Book::plain();
    let day = on(2022, 1, 1);
    book.change(day, ChangeKind::Merge, |c| {
        c.ends = vec![id(10), id(101), id(102)];
        c.parts = vec![whole(10, 12)];
    });
    let ended = book.try_change(day, ChangeKind::End, |c| {
        c.ends = vec![id(12), id(121), id(122)];
    });
    assert_eq!(ended, Err(vec![ProblemKind::ChangedLater { day }]));
    let given = book.try_change(day, ChangeKind::Transfer, |c| c.parts = vec![some(10, 14)]);
    assert_eq!(given, Err(vec![ProblemKind::NotAlive]));
}

#[test]
fn a_new_name_does_not_cut_a_scope() {
    let mut book = Book::plain();
    book.change(on(2022, 1, 1), ChangeKind::Rename, |c| {
        let mut set = moved_to(id(10), id(2));
        set.name = Some("Tên khác".into());
        c.sets = vec![set];
    });
    for lens in [Lens::AsItWas, at(2021, 1, 1), at(2023, 1, 1)] {
        let scope = Scope::flow(&book.map, id(2), ever(), lens);
        assert_eq!(scope.slices.len(), 1, "{lens:?}");
    }
}

#[test]
fn heirs_and_listed_groups_must_fit() {
    let mut book = Book::plain();
    book.change(on(2021, 1, 1), ChangeKind::End, |c| {
        c.ends = vec![id(15), id(151), id(152)];
    });
    let mut tried = |fill: &dyn Fn(&mut Change)| {
        book.try_change(on(2022, 1, 1), ChangeKind::Merge, |c| {
            c.ends = vec![id(10), id(101), id(102)];
            c.parts = vec![whole(10, 11)];
            fill(c);
        })
        .unwrap_err()
    };
    assert_eq!(tried(&|c| c.parts[0].to = id(15)), vec![ProblemKind::NotAlive]);
    assert_eq!(tried(&|c| c.parts[0].to = id(999)), vec![ProblemKind::Unknown]);
    assert_eq!(tried(&|c| c.parts[0].to = id(10)), vec![ProblemKind::NotAlive]);
    assert_eq!(
        tried(&|c| c.ends.push(id(10))),
        vec![ProblemKind::ChangedLater { day: on(2022, 1, 1) }]
    );
    let listed = |group, to| {
        move |c: &mut Change| {
            c.groups = vec![GroupMove {
                group: id(group),
                to: id(to),
            }]
        }
    };
    assert_eq!(tried(&listed(101, 12)), vec![ProblemKind::NoHeir]);
    assert_eq!(tried(&listed(121, 11)), vec![ProblemKind::Nothing]);
    assert_eq!(tried(&listed(13, 11)), vec![ProblemKind::WrongLevel]);
    assert_eq!(tried(&listed(999, 11)), vec![ProblemKind::NotAlive]);
}

#[test]
fn names_differ_by_their_marks_and_codes_are_taken_by_renaming_too() {
    let mut book = Book::plain();
    let found = |name: &'static str, unit: i32| {
        move |c: &mut Change| {
            let mut new = new_unit(unit, "xa", name, id(2));
            new.code = Some(unit.to_string());
            c.creates = vec![new];
        }
    };
    book.change(on(2021, 1, 1), ChangeKind::Found, found("Văn Lăng", 300));
    book.change(on(2021, 1, 1), ChangeKind::Found, found("Văn Lang", 301));
    let again = book.try_change(on(2020, 1, 1), ChangeKind::Found, found("văn lang", 302));
    assert_eq!(again, Err(vec![ProblemKind::NameTaken]));
    let renamed = book.try_change(on(2022, 1, 1), ChangeKind::Rename, |c| {
        let mut set = moved_to(id(300), id(2));
        set.name = Some("Văn Lang".into());
        set.code = Some("301".into());
        c.sets = vec![set];
    });
    let code = "301".to_owned();
    assert_eq!(
        renamed,
        Err(vec![ProblemKind::CodeTaken { code }, ProblemKind::NameTaken])
    );
}

#[test]
fn taking_a_merger_back_gives_the_map_before() {
    let mut book = Book::plain();
    book.change(on(2021, 1, 1), ChangeKind::Transfer, |c| {
        c.sets = vec![moved_to(id(101), id(11))];
    });
    let before = book.map.clone();
    book.change(on(2022, 1, 1), ChangeKind::Merge, |c| {
        c.creates = vec![new_unit(300, "xa", "Mới", id(2))];
        c.ends = vec![id(10), id(12), id(102)];
        c.parts = vec![whole(10, 300), whole(12, 300)];
        c.sets = vec![moved_to(id(121), id(300)), moved_to(id(122), id(300))];
        c.groups = vec![GroupMove {
            group: id(102),
            to: id(300),
        }];
    });
    assert_ne!(book.map, before);
    let mut again = Book::plain().map;
    let kept = &book.map.changes()[..1];
    assert_eq!(again.replay(kept), Ok(()));
    assert_eq!(again, before);
}

#[test]
fn a_group_recorded_afterwards_for_days_before_a_merger_goes_along_to_the_heir_and_stays_when_it_is_undone() {
    let mut book = seed_wards();
    let founded = on(2012, 1, 1);
    book.change(founded, ChangeKind::Found, |c| {
        c.creates = vec![new_unit(900, "to-dan-pho", "7", id(21))]
    });
    let parents = |map: &UnitMap| -> Vec<(Day, Option<UnitId>)> {
        map.get(id(900))
            .expect("the group")
            .spans
            .iter()
            .map(|s| (s.from, s.parent))
            .collect()
    };
    assert_eq!(
        parents(&book.map),
        [(founded, Some(id(21))), (on(2025, 7, 1), Some(id(30)))]
    );
    book.post(900, on(2022, 5, 1), 64);
    assert_eq!(book.known(900, Lens::AsItWas), 64);
    let merger = book
        .map
        .changes()
        .iter()
        .find(|c| c.ends.contains(&id(21)))
        .expect("the merger")
        .id;
    let kept: Vec<Arc<Change>> = book
        .map
        .changes()
        .iter()
        .filter(|c| c.id != merger)
        .cloned()
        .collect();
    let mut undone = seed_wards_before();
    undone.map.replay(&kept).expect("nothing stands on the merger");
    assert_eq!(parents(&undone.map), [(founded, Some(id(21)))]);
    assert_eq!(undone.map.get(id(900)).expect("the group").ends(), Day::MAX);
}

#[test]
fn a_group_of_a_split_commune_recorded_afterwards_ends_with_it() {
    let mut book = Book::plain();
    book.change(on(2020, 1, 1), ChangeKind::Split, |c| {
        c.ends = vec![id(10), id(101), id(102)];
        c.creates = vec![
            new_unit(40, "xa", "Mới 40", id(2)),
            new_unit(41, "xa", "Mới 41", id(2)),
        ];
        c.parts = vec![some(10, 40), some(10, 41)];
    });
    book.change(on(2015, 1, 1), ChangeKind::Found, |c| {
        c.creates = vec![new_unit(900, "to-dan-pho", "9", id(10))]
    });
    assert_eq!(book.map.get(id(900)).expect("the group").ends(), on(2020, 1, 1));
}
