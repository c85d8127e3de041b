//! Automatic plausibility checks: months without a record, outliers, parts above their whole. A finding changes nothing
//! and does not mean that something is wrong; people answer it in the registers.

use crate::amount::Bound;
use crate::ledger::Figure;
use crate::time::{Day, Period};
use crate::units::{Level, UnitId, UnitMap};
use std::collections::{BTreeMap, BTreeSet};

/// A month as its number: year × 12 + month − 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Month {
        Month(day.year() * 12 + day.month() as i32 - 1)
    }
    /// A calendar month, 1 to 12.
    pub fn new(year: i32, month: u32) -> Month {
        Month(year * 12 + month as i32 - 1)
    }
    /// Its days.
    pub fn days(self) -> Period {
        let (year, month) = (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1);
        Period::month(year, month).unwrap_or(Period {
            from: Day::MIN,
            to: Day::MIN,
        })
    }
    /// yyyymm, as claims are stored.
    pub fn number(self) -> i32 {
        self.days().to.number() / 100
    }
    /// So many months earlier.
    pub fn back(self, by: i32) -> Month {
        Month(self.0 - by)
    }
}

/// A month that a monthly register lacks for a unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Gap {
    /// Month.
    pub month: Month,
    /// Unit.
    pub unit: UnitId,
}

/// Months that a commune's monthly register lacks. Where groups record, each group that stood in the month is expected,
/// unless the commune recorded that month for all; where none ever did, the commune is. Nothing is expected before the
/// first record. `claims` are (unit, yyyymm).
pub fn gaps(map: &UnitMap, commune: UnitId, claims: &BTreeSet<(UnitId, i32)>, months: &[Month]) -> Vec<Gap> {
    let Some(first) = claims.iter().map(|(_, month)| *month).min() else {
        return Vec::new();
    };
    let by_groups = claims.iter().any(|(unit, _)| *unit != commune);
    let mut found = Vec::new();
    for month in months.iter().filter(|m| m.number() >= first) {
        let has = |unit: UnitId| claims.contains(&(unit, month.number()));
        if has(commune) {
            continue;
        }
        let last = month.days().to;
        let expected = match by_groups {
            true => {
                let mut groups = map.children(commune, last);
                groups.retain(|g| map.level(*g) == Some(Level::Group));
                groups
            }
            false => vec![commune],
        };
        let missing = expected.into_iter().filter(|unit| !has(*unit));
        found.extend(missing.map(|unit| Gap { month: *month, unit }));
    }
    found
}

/// Fewest other recorded months that a month must have to be judged an outlier.
const NEIGHBOURS: usize = 6;
/// How many times the usual amount is far.
const FAR: i64 = 5;
/// Amounts below this, in units of count, are never outliers, because small numbers vary a lot.
const SMALL: i64 = 20;

/// A month whose amount is far above the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outlier {
    /// Month.
    pub month: Month,
    /// Its amount in steps.
    pub amount: i64,
    /// The median of the other recorded months.
    pub usual: i64,
}

/// Months whose amount is at least five times the median of the others; `scale` decimals make steps into units.
pub fn outliers(series: &[(Month, i64)], scale: u8) -> Vec<Outlier> {
    let unit = 10i64.pow(u32::from(scale));
    let far = |at: usize| {
        let (month, amount) = series[at];
        let mut others: Vec<i64> = series
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .map(|(_, (_, a))| *a)
            .collect();
        others.sort_unstable();
        let usual = *others.get(others.len() / 2)?;
        let is_far = others.len() >= NEIGHBOURS
            && usual > 0
            && amount >= SMALL.saturating_mul(unit)
            && amount >= usual.saturating_mul(FAR);
        is_far.then_some(Outlier { month, amount, usual })
    };
    (0..series.len()).filter_map(far).collect()
}

/// Days on which a stock stood below nought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dip {
    /// The first of them.
    pub first: Day,
    /// The lowest that it came to, in steps.
    pub lowest: i64,
}

/// Where the running sum of a stock's changes, by day, falls below nought.
pub fn dip(changes: &BTreeMap<Day, i64>) -> Option<Dip> {
    let mut found: Option<Dip> = None;
    let mut stands = 0i64;
    for (day, change) in changes {
        stands = stands.saturating_add(*change);
        if stands < 0 {
            let dip = found.get_or_insert(Dip {
                first: *day,
                lowest: stands,
            });
            dip.lowest = dip.lowest.min(stands);
        }
    }
    found
}

/// Whether a part is certainly above its whole.
pub fn is_above_whole(part: &Figure, whole: &Figure) -> bool {
    let least = |f: &Figure| matches!(f.bound(), Bound::Exact | Bound::AtLeast).then_some(f.sums.amount);
    let most = |f: &Figure| matches!(f.bound(), Bound::Exact | Bound::AtMost).then_some(f.sums.amount);
    part.is_recorded()
        && whole.is_recorded()
        && least(part)
            .zip(most(whole))
            .is_some_and(|(part, whole)| part > whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Sums;
    use crate::units::BaseSpan;
    use crate::units::kinds::of_the_map;
    use uuid::Uuid;

    fn unit(id: i32, kind: &str, parent: Option<i32>, from: Day) -> BaseSpan {
        let (uid, name) = (Uuid::from_u128(id as u128), id.to_string());
        BaseSpan::always(UnitId(id), uid, (kind, &name), parent.map(UnitId)).between(from, Day::MAX)
    }

    fn map() -> UnitMap {
        let mut kinds = of_the_map();
        kinds.push(crate::packs::UnitKind {
            id: "to".into(),
            title: Default::default(),
            level: Level::Group,
        });
        let march = Day::new(2026, 3, 1).expect("a day");
        let rows = vec![
            unit(1, "tinh", None, Day::MIN),
            unit(2, "phuong", Some(1), Day::MIN),
            unit(3, "to", Some(2), Day::MIN),
            unit(4, "to", Some(2), march),
        ];
        UnitMap::new(kinds, rows, Vec::new())
    }

    fn year() -> Vec<Month> {
        (1..=5).map(|m| Month::new(2026, m)).collect()
    }

    #[test]
    fn each_group_that_stood_is_asked_for_its_month() {
        let claims = [(3, 202601), (3, 202603), (4, 202604), (2, 202605)].map(|(u, m)| (UnitId(u), m));
        let gap = |unit, month| Gap {
            month: Month::new(2026, month),
            unit: UnitId(unit),
        };
        assert_eq!(
            gaps(&map(), UnitId(2), &claims.into(), &year()),
            [gap(3, 2), gap(4, 3), gap(3, 4)],
            "group 4 began in March; in May the commune recorded for all"
        );
    }

    #[test]
    fn a_commune_that_records_alone_is_asked_itself_and_nobody_before_the_first_record() {
        let claims = [(2, 202602), (2, 202604)].map(|(u, m)| (UnitId(u), m));
        let months: Vec<Month> = gaps(&map(), UnitId(2), &claims.into(), &year())
            .iter()
            .map(|g| g.month)
            .collect();
        assert_eq!(months, [Month::new(2026, 3), Month::new(2026, 5)]);
        assert_eq!(gaps(&map(), UnitId(2), &BTreeSet::new(), &year()), []);
    }

    #[test]
    fn months_count_over_the_turn_of_a_year() {
        let january = Month::of(Day::new(2026, 1, 15).expect("a day"));
        assert_eq!((january.number(), january.back(1).number()), (202601, 202512));
    }

    #[test]
    fn a_slipped_zero_is_asked_about_and_small_jumps_are_not() {
        let series = |last: i64| -> Vec<(Month, i64)> {
            [80, 95, 70, 110, 90, 85, last]
                .iter()
                .enumerate()
                .map(|(i, a)| (Month(i as i32), *a))
                .collect()
        };
        let found = outliers(&series(900), 0);
        assert_eq!((found.len(), found[0].amount, found[0].usual), (1, 900, 90));
        assert_eq!(outliers(&series(300), 0), []);
        let small: Vec<(Month, i64)> = [1, 1, 1, 1, 1, 1, 9]
            .iter()
            .enumerate()
            .map(|(i, a)| (Month(i as i32), *a))
            .collect();
        assert_eq!(outliers(&small, 0), []);
        assert_eq!(outliers(&series(900)[3..], 0), [], "too few neighbours");
    }

    #[test]
    fn a_stock_that_was_below_nought_for_some_days_is_found_with_its_lowest() {
        let changes = |of: &[(i32, i64)]| -> BTreeMap<Day, i64> {
            of.iter()
                .map(|(day, change)| (Day::stored(*day), *change))
                .collect()
        };
        let found = dip(&changes(&[
            (20_260_101, 5),
            (20_260_110, -7),
            (20_260_112, -1),
            (20_260_120, 40),
        ]));
        assert_eq!(
            found,
            Some(Dip {
                first: Day::stored(20_260_110),
                lowest: -3
            })
        );
        assert_eq!(dip(&changes(&[(20_260_101, 5), (20_260_110, -5)])), None);
    }

    #[test]
    fn only_a_part_that_is_surely_above_its_whole_is_asked_about() {
        let figure = |amount, bound| Figure {
            sums: Sums::of(amount, bound, 1),
            ..Figure::default()
        };
        assert!(is_above_whole(
            &figure(60, Bound::Exact),
            &figure(55, Bound::Exact)
        ));
        assert!(!is_above_whole(
            &figure(60, Bound::Exact),
            &figure(55, Bound::AtLeast)
        ));
        assert!(!is_above_whole(
            &figure(60, Bound::About),
            &figure(55, Bound::Exact)
        ));
        assert!(!is_above_whole(&figure(60, Bound::Exact), &Figure::default()));
    }
}
