//! Subjects: the agencies, enterprises and educational institutions of a commune, which are judged beside its residential
//! areas (Circular 124/2021/TT-BCA, art. 1 and 10).
//!
//! A subject is no unit: nothing is counted for it in the ledger, and no figure is summed over it.

use crate::packs::SubjectKind;
use crate::text::{clean_line, length};
use crate::time::Day;
use crate::units::{UnitId, UnitMap};
use uuid::Uuid;

/// Most letters of a subject's name.
pub const NAME_MAX: usize = 200;

/// An agency, an enterprise or an educational institution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// Permanent identity.
    pub id: Uuid,
    /// The commune under which it was entered; [`lies_in`] says which one answers for it on a day.
    pub unit: UnitId,
    /// Code of its kind, as a pack declares it.
    pub kind: String,
    /// Name, one line of at most [`NAME_MAX`] letters.
    pub name: String,
    /// First day.
    pub opened_on: Day,
    /// Last day, counted; `None` while it goes on.
    pub closed_on: Option<Day>,
}

/// A subject as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SubjectForm {
    /// Code of its kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// First day.
    pub opened_on: Day,
}

/// What is wrong with a subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubjectMistake {
    /// It has no name.
    NameMissing,
    /// Its name is too long.
    NameTooLong {
        /// Most letters.
        most: usize,
    },
    /// No pack declares its kind.
    UnknownKind,
    /// Its first day is in the future.
    OpensLater,
    /// Its last day is before its first.
    ClosesBeforeItOpens,
    /// Its last day is in the future.
    ClosesLater,
    /// It closed before.
    ClosedAlready,
}

impl SubjectForm {
    /// The subject that is entered today, or all that is wrong with it.
    pub fn read(
        &self,
        (id, unit): (Uuid, UnitId),
        kinds: &[SubjectKind],
        today: Day,
    ) -> Result<Subject, Vec<SubjectMistake>> {
        let name = read_name(&self.name);
        let mut mistakes: Vec<SubjectMistake> = name.as_ref().err().copied().into_iter().collect();
        if !kinds.iter().any(|kind| kind.id == self.kind) {
            mistakes.push(SubjectMistake::UnknownKind);
        }
        if self.opened_on > today {
            mistakes.push(SubjectMistake::OpensLater);
        }
        match name {
            Ok(name) if mistakes.is_empty() => Ok(Subject {
                id,
                unit,
                kind: self.kind.clone(),
                name,
                opened_on: self.opened_on,
                closed_on: None,
            }),
            _ => Err(mistakes),
        }
    }
}

impl Subject {
    /// Whether it is there on a day.
    pub fn is_open(&self, day: Day) -> bool {
        self.opened_on <= day && self.closed_on.is_none_or(|last| day <= last)
    }

    /// The same under another name. What closed keeps its name.
    pub fn renamed(&self, name: &str) -> Result<Subject, SubjectMistake> {
        if self.closed_on.is_some() {
            return Err(SubjectMistake::ClosedAlready);
        }
        Ok(Subject {
            name: read_name(name)?,
            ..self.clone()
        })
    }

    /// The same with a last day, which is today or earlier.
    pub fn closed(&self, last: Day, today: Day) -> Result<Subject, SubjectMistake> {
        match () {
            () if self.closed_on.is_some() => Err(SubjectMistake::ClosedAlready),
            () if last < self.opened_on => Err(SubjectMistake::ClosesBeforeItOpens),
            () if last > today => Err(SubjectMistake::ClosesLater),
            () => Ok(Subject {
                closed_on: Some(last),
                ..self.clone()
            }),
        }
    }
}

/// The unit that answers for the subjects of a unit on a day: the unit itself, or its only successor
/// ([`UnitMap::successors`]). `None` when the unit was divided: whose subject it is then has to be decided by people.
pub fn lies_in(map: &UnitMap, unit: UnitId, day: Day) -> Option<UnitId> {
    if map.at(unit, day).is_some() {
        return Some(unit);
    }
    let mut heirs = map.successors(unit, day).into_iter();
    match (heirs.next(), heirs.next()) {
        (Some(heir), None) => Some(heir),
        _ => None,
    }
}

fn read_name(typed: &str) -> Result<String, SubjectMistake> {
    let name = clean_line(typed);
    match length(&name) {
        0 => Err(SubjectMistake::NameMissing),
        n if n > NAME_MAX => Err(SubjectMistake::NameTooLong { most: NAME_MAX }),
        _ => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs::Words;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::new(y, m, d).unwrap()
    }

    fn kinds() -> [SubjectKind; 1] {
        [SubjectKind {
            id: "truong".into(),
            title: Words::default(),
            reference: String::new(),
        }]
    }

    fn form(name: &str) -> SubjectForm {
        SubjectForm {
            kind: "truong".into(),
            name: name.into(),
            opened_on: day(2020, 9, 1),
        }
    }

    fn school() -> Subject {
        form("Trường thử")
            .read((Uuid::from_u128(1), UnitId(7)), &kinds(), day(2026, 1, 1))
            .unwrap()
    }

    #[test]
    fn subjects_of_a_unit_that_ended_lie_in_its_only_successor() {
        use crate::units::{BaseSpan, ChangeKind, Link, kinds};
        let turn = day(2025, 7, 1);
        let row = |id: i32, kind: &str, from: Day, to: Day| {
            let (uid, parent) = (Uuid::from_u128(id as u128), (id > 1).then_some(UnitId(1)));
            BaseSpan::always(UnitId(id), uid, (kind, &id.to_string()), parent).between(from, to)
        };
        let link = |from: i32, to: i32| Link {
            day: turn,
            change: Uuid::nil(),
            kind: ChangeKind::Split,
            from: UnitId(from),
            to: UnitId(to),
            share: None,
            reference: "NQ".into(),
        };
        let rows = vec![
            row(1, "tinh", Day::MIN, Day::MAX),
            row(2, "phuong", Day::MIN, turn),
            row(3, "phuong", Day::MIN, turn),
            row(4, "phuong", turn, Day::MAX),
            row(5, "phuong", turn, Day::MAX),
        ];
        let links = vec![link(2, 4), link(3, 4), link(3, 5)];
        let map = UnitMap::new(kinds::of_the_map(), rows, links);
        let lies = |unit, day| lies_in(&map, UnitId(unit), day);
        assert_eq!(lies(2, turn.previous()), Some(UnitId(2)));
        assert_eq!(lies(2, turn), Some(UnitId(4)));
        assert_eq!(lies(3, turn), None);
    }

    #[test]
    fn a_name_is_one_clean_line() {
        let read = form("  Trường   THCS \n số 1 ").read((Uuid::nil(), UnitId(7)), &kinds(), day(2026, 1, 1));
        assert_eq!(read.unwrap().name, "Trường THCS số 1");
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let odd = SubjectForm {
            kind: "khong".into(),
            name: " ".into(),
            opened_on: day(2026, 1, 2),
        };
        assert_eq!(
            odd.read((Uuid::nil(), UnitId(7)), &kinds(), day(2026, 1, 1)),
            Err(vec![
                SubjectMistake::NameMissing,
                SubjectMistake::UnknownKind,
                SubjectMistake::OpensLater
            ])
        );
        let long = form(&"ế".repeat(NAME_MAX + 1)).read((Uuid::nil(), UnitId(7)), &kinds(), day(2026, 1, 1));
        assert_eq!(long, Err(vec![SubjectMistake::NameTooLong { most: NAME_MAX }]));
    }

    #[test]
    fn it_is_there_from_its_first_to_its_last_day() {
        let closed = school().closed(day(2025, 5, 31), day(2026, 1, 1)).unwrap();
        let days = [
            day(2020, 8, 31),
            day(2020, 9, 1),
            day(2025, 5, 31),
            day(2025, 6, 1),
        ];
        assert_eq!(days.map(|d| closed.is_open(d)), [false, true, true, false]);
        assert!(school().is_open(Day::MAX));
    }

    #[test]
    fn a_last_day_is_between_the_first_one_and_today_and_is_said_once() {
        let today = day(2026, 1, 1);
        let close = |last| school().closed(last, today);
        assert_eq!(close(day(2020, 8, 31)), Err(SubjectMistake::ClosesBeforeItOpens));
        assert_eq!(close(day(2026, 1, 2)), Err(SubjectMistake::ClosesLater));
        let closed = close(today).unwrap();
        assert_eq!(closed.closed(today, today), Err(SubjectMistake::ClosedAlready));
        assert_eq!(closed.renamed("Tên khác"), Err(SubjectMistake::ClosedAlready));
    }
}
