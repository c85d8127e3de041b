//! Who may do what: role × act, over a unit and what stands below it. One table, failing closed.

use crate::time::Day;
use crate::units::{Level, UnitId, UnitMap};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The office that an appointment gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Head of a residential group.
    GroupLeader,
    /// Ward police.
    Police,
    /// Official of the ward's people's committee.
    Official,
    /// Standing member of the steering committee.
    Standing,
    /// Chair of the unit.
    Chair,
    /// Reads a unit and all below it.
    Reader,
    /// Installs, backs up, upgrades, appoints the first people.
    Operator,
    /// Head of a subject: of a school, an enterprise, an agency. The only office that stands over no unit.
    SubjectHead,
}

/// Declares the permissions with their codes: nowhere else are all of them named.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident $code:literal;)*) => {
        /// What somebody may do.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Permission {
            $($(#[$doc])* $name,)*
        }

        impl Permission {
            /// Every permission.
            pub const ALL: &'static [Permission] = &[$(Permission::$name),*];

            /// The code, stored in the scopes of keys.
            pub fn code(self) -> &'static str {
                match self {
                    $(Permission::$name => $code,)*
                }
            }
        }
    };
}

permissions! {
    /// Reads entries with their revisions.
    ReadEntries "read-entries";
    /// Records drafts and sends them up.
    WriteEntries "write-entries";
    /// Makes entries final, corrects and voids them.
    FinishEntries "finish-entries";
    /// Reads totals and proofs.
    ReadTotals "read-totals";
    /// Reads the map and its history.
    ReadUnits "read-units";
    /// Changes the map: groups, merges, names.
    ChangeUnits "change-units";
    /// Invites, appoints, ends appointments, hands over.
    ManagePeople "manage-people";
    /// Installs packs and overlays.
    ManagePacks "manage-packs";
    /// Reads the change log.
    ReadLog "read-log";
    /// Makes and revokes tokens of the interface for programs.
    ManageTokens "manage-tokens";
    /// Freezes the figures of a period.
    FreezeFigures "freeze-figures";
    /// Approves frozen figures and sends them to the level above.
    ApproveFigures "approve-figures";
    /// Accepts or returns what units below sent.
    AcceptFigures "accept-figures";
    /// Writes reports and lays them before the chair; comments; enters papers into the register.
    WriteReports "write-reports";
    /// Approves reports, or returns them to be mended.
    ApproveReports "approve-reports";
    /// Says who issues papers, how their heads read, and who signs.
    ManagePapers "manage-papers";
    /// Reads and keeps the register of incoming papers.
    KeepIncoming "keep-incoming";
    /// Reads the register of subjects, or the one subject of the appointment.
    ReadSubjects "read-subjects";
    /// Enters, renames and closes subjects.
    ManageSubjects "manage-subjects";
}

impl Permission {
    /// Reads a code.
    pub fn parse(code: &str) -> Option<Permission> {
        Permission::ALL.iter().copied().find(|p| p.code() == code)
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 8] = [
        Role::GroupLeader,
        Role::Police,
        Role::Official,
        Role::Standing,
        Role::Chair,
        Role::Reader,
        Role::Operator,
        Role::SubjectHead,
    ];

    /// The code stored and used in words.
    pub fn code(self) -> &'static str {
        match self {
            Role::GroupLeader => "group-leader",
            Role::Police => "police",
            Role::Official => "official",
            Role::Standing => "standing",
            Role::Chair => "chair",
            Role::Reader => "reader",
            Role::Operator => "operator",
            Role::SubjectHead => "subject-head",
        }
    }
    /// Reads the code.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }
    /// Acts of the role over its unit and below. What is not named here is refused.
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::*;
        match self {
            Role::GroupLeader => &[ReadEntries, WriteEntries, ReadTotals, ReadUnits],
            Role::Police => &[
                ReadEntries,
                WriteEntries,
                FinishEntries,
                ReadTotals,
                ReadUnits,
                WriteReports,
                ReadSubjects,
            ],
            Role::Official => &[
                ReadEntries,
                WriteEntries,
                FinishEntries,
                ReadTotals,
                ReadUnits,
                ChangeUnits,
                FreezeFigures,
                AcceptFigures,
                WriteReports,
                ManagePapers,
                KeepIncoming,
                ReadSubjects,
                ManageSubjects,
            ],
            Role::Standing => &[
                ReadEntries,
                ReadTotals,
                ReadUnits,
                ReadLog,
                FreezeFigures,
                AcceptFigures,
                WriteReports,
                ReadSubjects,
            ],
            Role::Chair => &[
                ReadEntries,
                FinishEntries,
                ReadTotals,
                ReadUnits,
                ChangeUnits,
                ManagePeople,
                ReadLog,
                ManageTokens,
                ApproveFigures,
                AcceptFigures,
                ApproveReports,
                ManagePapers,
                KeepIncoming,
                ReadSubjects,
                ManageSubjects,
            ],
            Role::Reader => &[ReadEntries, ReadTotals, ReadUnits, ReadSubjects],
            Role::Operator => &[
                ReadUnits,
                ChangeUnits,
                ManagePeople,
                ManagePacks,
                ReadLog,
                ManageTokens,
                ReadSubjects,
            ],
            Role::SubjectHead => &[ReadSubjects],
        }
    }
    /// Whether the role is held over a subject; every other one is held over a unit.
    pub fn is_over_subject(self) -> bool {
        self == Role::SubjectHead
    }
    /// Levels of units over which the role can be held.
    pub fn fits(self, level: Level) -> bool {
        match self {
            Role::GroupLeader => level == Level::Group,
            Role::Police | Role::Official | Role::Standing => level <= Level::Commune,
            Role::Chair | Role::Reader | Role::Operator => level <= Level::Commune,
            Role::SubjectHead => false,
        }
    }
    /// Whether a holder may give a role to others: never more than one's own permissions, except for the operator, who
    /// sets the installation up.
    pub fn may_appoint(self, other: Role) -> bool {
        match self {
            Role::Operator => true,
            Role::Chair => other != Role::Operator,
            _ => false,
        }
    }
}

/// An appointment: a role over a unit or a subject from a day on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Appointment {
    /// Role.
    pub role: Role,
    /// Unit; what stands below it is included. Of an appointment over a subject, the unit in which that lies.
    pub unit: UnitId,
    /// The subject, if it stands over one; it then reaches nothing else of the unit.
    pub subject: Option<Uuid>,
    /// First day.
    pub from: Day,
    /// Last day, counted.
    pub to: Day,
}

impl Appointment {
    /// Whether it holds on a day, the unit being alive then.
    pub fn holds(&self, map: &UnitMap, today: Day) -> bool {
        self.seat(map, today).is_some() || self.subject_seat(map, today).is_some()
    }

    /// The subject over which it stands on a day, if it holds then. An office that is held over units has none, and the
    /// head of a subject only with one.
    pub fn subject_seat(&self, map: &UnitMap, today: Day) -> Option<Uuid> {
        let is_within = self.from <= today && today <= self.to && map.at(self.unit, today).is_some();
        self.subject.filter(|_| is_within && self.role.is_over_subject())
    }

    /// The unit over which it stands on a day, if it holds then; none for an appointment over a subject.
    ///
    /// At a merger appointments end with their unit, for they are made anew by a decision. Only who runs the program goes
    /// on at the heir that takes everything over: otherwise nobody could appoint the others there.
    pub fn seat(&self, map: &UnitMap, today: Day) -> Option<UnitId> {
        if self.subject.is_some() || self.role.is_over_subject() {
            return None;
        }
        if today < self.from || self.to < today {
            return None;
        }
        let mut unit = map.get(self.unit)?;
        while self.role == Role::Operator && unit.ends() <= today {
            let day = unit.ends();
            let mut whole = map
                .heirs(unit.id)
                .iter()
                .filter(|l| l.day == day && l.share == Some(super::units::checks::WHOLE));
            unit = map.get(whole.next()?.to)?;
        }
        unit.at(today).map(|_| unit.id)
    }
}

/// Whether any of the appointments allows an act on a unit today.
pub fn may(held: &[Appointment], permission: Permission, unit: UnitId, map: &UnitMap, today: Day) -> bool {
    held.iter()
        .filter(|a| a.role.permissions().contains(&permission))
        .filter_map(|a| a.seat(map, today))
        .any(|seat| reaches(seat, permission, unit, map, today))
}

/// Whether an appointment over a subject allows an act to it today. What is held over the unit in which it lies is asked
/// of [`may`].
pub fn may_over_subject(
    held: &[Appointment],
    permission: Permission,
    subject: Uuid,
    map: &UnitMap,
    today: Day,
) -> bool {
    held.iter()
        .filter(|a| a.role.permissions().contains(&permission))
        .any(|a| a.subject_seat(map, today) == Some(subject))
}

/// Whether a permission held over one unit extends to another: to all units below it, and to ended units that it
/// succeeds ([`UnitMap::successors`]), for acts that concern the past of these ([`belongs_to_the_past`]).
pub fn reaches(held: UnitId, permission: Permission, unit: UnitId, map: &UnitMap, today: Day) -> bool {
    if map.at(unit, today).is_some() {
        return map.is_within(unit, held, today);
    }
    let mut heirs = map.successors(unit, today).into_iter();
    belongs_to_the_past(permission) && heirs.any(|heir| map.is_within(heir, held, today))
}

/// Whether an act is allowed on a unit that ended: its past can still be recorded, corrected, read and reported by its
/// successors, and its people are found to be appointed again. Nothing new starts there.
pub fn belongs_to_the_past(permission: Permission) -> bool {
    match permission {
        Permission::ReadEntries
        | Permission::WriteEntries
        | Permission::FinishEntries
        | Permission::ReadTotals
        | Permission::ReadUnits
        | Permission::ReadLog
        | Permission::FreezeFigures
        | Permission::ApproveFigures
        | Permission::AcceptFigures
        | Permission::WriteReports
        | Permission::ApproveReports
        | Permission::KeepIncoming
        | Permission::ReadSubjects
        | Permission::ManageSubjects
        | Permission::ManagePeople => true,
        Permission::ChangeUnits
        | Permission::ManagePacks
        | Permission::ManageTokens
        | Permission::ManagePapers => false,
    }
}

/// All units that inherit from a unit, near and far.
pub fn heirs_of(map: &UnitMap, unit: UnitId) -> Vec<UnitId> {
    let mut found: Vec<UnitId> = Vec::new();
    let mut open = vec![unit];
    while let Some(at) = open.pop() {
        for link in map.heirs(at) {
            if !found.contains(&link.to) {
                found.push(link.to);
                open.push(link.to);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_operator_makes_operators() {
        for role in Role::ALL {
            assert_eq!(
                role.may_appoint(Role::Operator),
                role == Role::Operator,
                "{role:?}"
            );
        }
    }

    #[test]
    fn the_operator_reads_no_entries() {
        assert!(!Role::Operator.permissions().contains(&Permission::ReadEntries));
    }

    #[test]
    fn who_runs_the_program_goes_on_at_the_heir_of_a_merger_and_nobody_else_does() {
        use crate::units::{ChangeKind, Link, kinds};
        let day = |y, m, d| Day::new(y, m, d).unwrap();
        let (turn, later) = (day(2025, 7, 1), day(2026, 1, 1));
        let link = |from: i32, to: i32, share| Link {
            day: turn,
            change: Uuid::nil(),
            kind: ChangeKind::Merge,
            from: UnitId(from),
            to: UnitId(to),
            share,
            reference: "NQ".into(),
        };
        // 2 goes wholly into 4; of 3 some part does.
        let rows = vec![
            row(1, "tinh", Day::MIN, Day::MAX),
            row(2, "phuong", Day::MIN, turn),
            row(3, "phuong", Day::MIN, turn),
            row(4, "phuong", turn, Day::MAX),
        ];
        let links = vec![link(2, 4, Some(1_000_000)), link(3, 4, None)];
        let map = UnitMap::new(kinds::of_the_map(), rows, links);
        let held = |role, unit| Appointment {
            role,
            unit: UnitId(unit),
            subject: None,
            from: Day::MIN,
            to: Day::MAX,
        };
        let operator = held(Role::Operator, 2);
        assert_eq!(operator.seat(&map, turn.previous()), Some(UnitId(2)));
        assert_eq!(operator.seat(&map, later), Some(UnitId(4)));
        assert!(operator.holds(&map, later));
        assert!(reaches(
            UnitId(4),
            Permission::ManagePeople,
            UnitId(4),
            &map,
            later
        ));
        assert!(may(&[operator], Permission::ManagePeople, UnitId(4), &map, later));
        assert_eq!(held(Role::Operator, 3).seat(&map, later), None);
        let others = |r: &Role| *r != Role::Operator && !r.is_over_subject();
        for role in Role::ALL.into_iter().filter(others) {
            assert_eq!(held(role, 2).seat(&map, later), None, "{role:?}");
        }
    }

    /// A unit below the first one, called by its number.
    fn row(id: i32, kind: &str, from: Day, to: Day) -> crate::units::BaseSpan {
        let (uid, name) = (Uuid::from_u128(id as u128), id.to_string());
        let parent = (id > 1).then_some(UnitId(1));
        crate::units::BaseSpan::always(UnitId(id), uid, (kind, &name), parent).between(from, to)
    }

    /// A country with one commune, whose number is 2, until a day.
    fn small_map(ends: Day) -> UnitMap {
        use crate::units::kinds;
        let rows = vec![
            row(1, "tinh", Day::MIN, Day::MAX),
            row(2, "phuong", Day::MIN, ends),
        ];
        UnitMap::new(kinds::of_the_map(), rows, Vec::new())
    }

    #[test]
    fn who_stands_over_a_subject_may_nothing_to_its_unit_or_to_another_subject() {
        let (school, firm) = (Uuid::from_u128(5), Uuid::from_u128(6));
        let (map, today) = (small_map(Day::MAX), Day::new(2026, 1, 1).unwrap());
        let held = [Appointment {
            role: Role::SubjectHead,
            unit: UnitId(2),
            subject: Some(school),
            from: today,
            to: today,
        }];
        assert!(held[0].holds(&map, today) && !held[0].holds(&map, today.next()));
        for permission in Permission::ALL.iter().copied() {
            for unit in [UnitId(1), UnitId(2)] {
                assert!(!may(&held, permission, unit, &map, today), "{permission:?}");
            }
            assert!(!may_over_subject(&held, permission, firm, &map, today));
            let is_own = Role::SubjectHead.permissions().contains(&permission);
            assert_eq!(may_over_subject(&held, permission, school, &map, today), is_own);
        }
        let turn = Day::new(2025, 7, 1).unwrap();
        assert!(!held[0].holds(&small_map(turn), today), "it ends with its unit");
    }

    #[test]
    fn an_office_and_what_it_stands_over_must_fit() {
        let (map, today) = (small_map(Day::MAX), Day::new(2026, 1, 1).unwrap());
        for role in Role::ALL {
            for subject in [None, Some(Uuid::from_u128(5))] {
                let held = Appointment {
                    role,
                    unit: UnitId(2),
                    subject,
                    from: Day::MIN,
                    to: Day::MAX,
                };
                let fits = role.is_over_subject() == subject.is_some();
                assert_eq!(held.holds(&map, today), fits, "{role:?} over {subject:?}");
            }
            let levels = [Level::Province, Level::Commune, Level::Group];
            assert_eq!(levels.iter().any(|l| role.fits(*l)), !role.is_over_subject());
        }
    }

    #[test]
    fn without_an_appointment_nothing_is_allowed() {
        assert!(!may(
            &[],
            Permission::ReadUnits,
            UnitId(1),
            &UnitMap::default(),
            Day::MIN
        ));
    }
}
