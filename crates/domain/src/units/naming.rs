//! Units by the names that people write in sheets and on command lines.

use super::UnitId;
use crate::text::{clean_line, fold, name_key};
use crate::time::Day;
use std::collections::HashMap;

/// Names of the units in reach, each with the days on which it was borne.
///
/// A name is taken as it stands; where nobody bears it so, without regard to case and to the place of the tone mark ("hoà", "hòa").
/// Letters without their marks find nothing: "Tân Hòa" and "Tân Hóa" are neighbours. They only serve to say what may have been meant.
#[derive(Clone, Debug, Default)]
pub struct UnitNames {
    exact: HashMap<String, Vec<Borne>>,
    spelled: HashMap<String, Vec<Borne>>,
    folded: HashMap<String, Vec<UnitId>>,
}

/// A name borne by a unit from a day to another, the last not counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Borne {
    unit: UnitId,
    from: Day,
    to: Day,
}

/// What a name means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NamedUnit {
    /// This unit.
    One(UnitId),
    /// Any of these bears it.
    Several(Vec<UnitId>),
    /// Nobody bears it; these are written alike but for their marks.
    Unknown {
        /// Units that may have been meant.
        alike: Vec<UnitId>,
    },
}

impl UnitNames {
    /// Adds a name that a unit bears from a day to another, the last not counted.
    pub fn add(&mut self, name: &str, unit: UnitId, from: Day, to: Day) {
        let name = clean_line(name);
        let borne = Borne { unit, from, to };
        for (names, key) in [
            (&mut self.exact, name.clone()),
            (&mut self.spelled, name_key(&name)),
        ] {
            let bearers = names.entry(key).or_default();
            if !bearers.contains(&borne) {
                bearers.push(borne);
            }
        }
        let alike = self.folded.entry(fold(&name)).or_default();
        if !alike.contains(&unit) {
            alike.push(unit);
        }
    }

    /// Finds who bears a name on a day; when nobody does, who bore it on another.
    pub fn find(&self, name: &str, day: Option<Day>) -> NamedUnit {
        let name = clean_line(name);
        let of = |names: &HashMap<String, Vec<Borne>>, key: &str| names.get(key).cloned().unwrap_or_default();
        let (exact, spelled) = (of(&self.exact, &name), of(&self.spelled, &name_key(&name)));
        let then = |all: &[Borne]| {
            let is_then = |b: &&Borne| day.is_none_or(|d| b.from <= d && d < b.to);
            all.iter().filter(is_then).copied().collect::<Vec<_>>()
        };
        let bearers = [then(&exact), then(&spelled), exact, spelled];
        let units = bearers
            .iter()
            .map(|b| distinct(b))
            .find(|units| !units.is_empty());
        match units.as_deref() {
            Some([one]) => NamedUnit::One(*one),
            Some(several) => NamedUnit::Several(several.to_vec()),
            None => NamedUnit::Unknown {
                alike: self.folded.get(&fold(&name)).cloned().unwrap_or_default(),
            },
        }
    }
}

fn distinct(bearers: &[Borne]) -> Vec<UnitId> {
    let mut units: Vec<UnitId> = bearers.iter().map(|b| b.unit).collect();
    units.sort_unstable();
    units.dedup();
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(typed: &str) -> Day {
        Day::parse(typed).expect("a day")
    }

    fn names(all: &[(&str, i32)]) -> UnitNames {
        let mut names = UnitNames::default();
        for (name, unit) in all {
            names.add(name, UnitId(*unit), Day::MIN, Day::MAX);
        }
        names
    }

    #[test]
    fn neighbours_that_differ_by_a_mark_are_told_apart() {
        let names = names(&[("Thôn Tân Hóa", 1), ("Thôn Tân Hòa", 2), ("Thôn Tân Hoa", 3)]);
        for (name, unit) in [
            ("Thôn Tân Hòa", 2),
            ("Thôn Tân Hoà", 2),
            ("thôn tân hoá", 1),
            ("Thôn  Tân Hoa ", 3),
        ] {
            assert_eq!(names.find(name, None), NamedUnit::One(UnitId(unit)), "{name}");
        }
    }

    #[test]
    fn a_name_without_its_marks_is_nobodys_and_says_who_is_alike() {
        let names = names(&[("Thôn Tân Hóa", 1), ("Thôn Tân Hòa", 2)]);
        let alike = vec![UnitId(1), UnitId(2)];
        assert_eq!(names.find("thon tan hoa", None), NamedUnit::Unknown { alike });
        assert_eq!(
            names.find("Thôn Tân Hoàng", None),
            NamedUnit::Unknown { alike: Vec::new() }
        );
    }

    #[test]
    fn two_of_one_name_are_both_named() {
        let names = names(&[("Tổ 1", 1), ("Tổ 1", 2), ("Thôn Hoà", 3), ("Thôn Hòa", 4)]);
        assert_eq!(
            names.find("Tổ 1", None),
            NamedUnit::Several(vec![UnitId(1), UnitId(2)])
        );
        // As it is written is not in doubt; in capitals both may be meant.
        assert_eq!(names.find("Thôn Hoà", None), NamedUnit::One(UnitId(3)));
        assert_eq!(
            names.find("THÔN HOÀ", None),
            NamedUnit::Several(vec![UnitId(3), UnitId(4)])
        );
    }

    #[test]
    fn who_bears_the_name_on_the_day_comes_before_who_bore_it() {
        let mut names = UnitNames::default();
        names.add("Thôn Hoà", UnitId(1), Day::MIN, day("1/7/2025"));
        names.add("Thôn Hòa", UnitId(2), day("1/7/2025"), Day::MAX);
        let find = |on: &str| names.find("Thôn Hoà", Some(day(on)));
        assert_eq!(find("30/6/2025"), NamedUnit::One(UnitId(1)));
        assert_eq!(find("1/7/2025"), NamedUnit::One(UnitId(2)));
    }
}
