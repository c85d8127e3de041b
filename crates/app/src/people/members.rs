//! The people of a unit, as shown to those who may invite and appoint.

use super::fault::carries_fault;
use super::{Fault, PeopleService};
use dienhong_domain::people::PersonKind;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::name_sort_key;
use dienhong_store::people::{AppointmentRow, InvitationRow, PersonRow};
use std::collections::HashMap;
use uuid::Uuid;

/// A person's ways of signing in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// How many passkeys.
    pub passkeys: i64,
    /// Whether there is a password.
    pub has_password: bool,
}

/// Somebody who holds, held or will hold an appointment.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub person: PersonRow,
    /// Appointments that are valid today or later, in the order of their first day.
    pub current: Vec<AppointmentRow>,
    /// Appointments that are over.
    pub ended: Vec<AppointmentRow>,
    /// How the person can sign in.
    pub ways: Ways,
    /// An invitation that was not used yet.
    pub invitation: Option<InvitationRow>,
}

/// Why people are not shown.
#[derive(Debug)]
pub enum MemberError {
    /// There is no such person or unit, or the actor may not see it.
    NotFound,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(MemberError);

impl PeopleService<'_> {
    /// The people of a unit and, of a commune, of its groups; by given name. Those of its predecessors stand among the former:
    /// their appointments ended with their units, and they are waiting to be appointed here.
    pub async fn members(&self, unit: UnitId) -> Result<Vec<Member>, MemberError> {
        let here = self.here();
        if !self.may(Permission::ManagePeople, unit) {
            return Err(MemberError::NotFound);
        }
        let mut units = vec![unit];
        if here.map.level(unit) == Some(Level::Commune) {
            units.extend(here.map.children(unit, self.today()));
        }
        let mut before = vec![unit];
        while let Some(of) = before.pop() {
            for link in here.map.predecessors(of) {
                let has_ended = here.map.at(link.from, self.today()).is_none();
                if has_ended && !units.contains(&link.from) && self.may(Permission::ManagePeople, link.from) {
                    units.push(link.from);
                    before.push(link.from);
                }
            }
        }
        let rows = self.store.appointments_over(&units).await?;
        Ok(self.gather(rows).await?)
    }

    /// One person with all appointments that the actor may see.
    pub async fn member(&self, uid: Uuid) -> Result<Member, MemberError> {
        let person = self
            .store
            .person_by_uid(uid)
            .await?
            .filter(|p| p.kind == PersonKind::Person)
            .ok_or(MemberError::NotFound)?;
        let sees = |row: &AppointmentRow| self.may(Permission::ManagePeople, row.unit);
        let rows = self
            .store
            .appointments_of(person.id)
            .await?
            .into_iter()
            .filter(sees)
            .collect();
        self.gather(rows).await?.pop().ok_or(MemberError::NotFound)
    }

    async fn gather(&self, rows: Vec<AppointmentRow>) -> Result<Vec<Member>, Fault> {
        let here = self.here();
        let today = self.today();
        // An appointment over a unit that has ended is over, whatever its last day says.
        let holds = |row: &AppointmentRow| {
            let held = row.appointment();
            held.to >= today && held.holds(here.map, today.max(held.from))
        };
        let mut ids: Vec<i64> = rows.iter().map(|r| r.person).collect();
        ids.sort_unstable();
        ids.dedup();
        let persons = self.store.persons(&ids).await?;
        let ways: HashMap<i64, Ways> = self
            .store
            .ways_of(&ids)
            .await?
            .into_iter()
            .map(|w| {
                (
                    w.person,
                    Ways {
                        passkeys: w.passkeys,
                        has_password: w.has_password,
                    },
                )
            })
            .collect();
        let invitations = self.store.open_invitations(&ids).await?;
        let mut members: Vec<Member> = persons
            .into_iter()
            .filter(|p| p.kind == PersonKind::Person)
            .map(|person| {
                let own = rows.iter().filter(|r| r.person == person.id).cloned();
                let (current, ended) = own.partition(holds);
                Member {
                    current,
                    ended,
                    ways: ways.get(&person.id).copied().unwrap_or_default(),
                    invitation: invitations.iter().rfind(|i| i.person == person.id).cloned(),
                    person,
                }
            })
            .collect();
        members.sort_by_cached_key(|m| (m.current.is_empty(), name_sort_key(&m.person.name)));
        Ok(members)
    }
}
