//! When nobody who may invite can sign in any more: a ticket for an operator, made on the command line of the PC.

use super::fault::carries_fault;
use super::invite::purpose_for;
use super::setup::open_ended;
use super::sign_in::typed_login;
use super::{Fault, People, PersonName, Phone, RightsContext, Ticket};
use dienhong_domain::people::{InvitationPurpose, PersonKind, PersonState};
use dienhong_domain::rights::Role;
use dienhong_domain::units::UnitId;
use dienhong_store::people::{AppointmentRow, NewPerson};
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

/// Who gets the ticket.
#[derive(Clone, Debug)]
pub enum RescueFor {
    /// A person of the book, by login or telephone number.
    Login(String),
    /// A person of the book, by identity.
    Person(Uuid),
    /// Somebody new.
    New(PersonName),
}

/// Why no ticket is made.
#[derive(Debug)]
pub enum RescueError {
    /// Nobody has this login, telephone number or identity.
    NotFound,
    /// The unit does not exist today, or none was named and the book has no commune of its own.
    NoUnit,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(RescueError);

impl People {
    /// Makes a ticket for an operator over a unit (the book's commune if none is named). It checks no permissions: only
    /// the command line on the machine with the database may call it.
    pub async fn rescue(
        &self,
        here: RightsContext<'_>,
        who: &RescueFor,
        unit: Option<UnitId>,
    ) -> Result<Ticket, RescueError> {
        let home = match unit {
            Some(unit) => Some(unit),
            None => self.home(here).await?,
        };
        let unit = home
            .filter(|unit| here.map.at(*unit, here.today()).is_some())
            .ok_or(RescueError::NoUnit)?;
        let (batch, person, purpose) = match who {
            RescueFor::New(name) => self.rescue_new(here, name).await?,
            known => self.rescue_known(here, known).await?,
        };
        let batch = match self.is_operator(here, person.0, unit).await? {
            true => batch,
            false => batch.add_appointment(&open_ended(person.0, Role::Operator, unit, here.today())),
        };
        let detail = serde_json::json!({ "unit": unit.0, "purpose": purpose.code() }).to_string();
        let batch = batch.log(here.home(unit), "people.rescue", person.1, detail);
        let (batch, ticket) = self.ticket(batch, here.now, person, purpose)?;
        match self.store.write(batch).await {
            Err(cause @ WriteError::Constraint(_)) => Err(RescueError::Fault(cause.into())),
            done => {
                done?;
                Ok(ticket)
            }
        }
    }

    async fn rescue_new(
        &self,
        here: RightsContext<'_>,
        name: &PersonName,
    ) -> Result<(Batch, (i64, Uuid), InvitationPurpose), RescueError> {
        let new = NewPerson {
            id: self.store.next_person().await?,
            uid: Uuid::now_v7(),
            kind: PersonKind::Person,
            name: name.as_str().to_owned(),
            phone: None,
            state: PersonState::Invited,
            language: "vi".to_owned(),
        };
        Ok((
            Batch::new(0, here.now).add_person(&new),
            (new.id, new.uid),
            InvitationPurpose::Invite,
        ))
    }

    async fn rescue_known(
        &self,
        here: RightsContext<'_>,
        who: &RescueFor,
    ) -> Result<(Batch, (i64, Uuid), InvitationPurpose), RescueError> {
        let found = match who {
            RescueFor::Person(uid) => self.store.person_by_uid(*uid).await?,
            RescueFor::Login(login) => {
                self.store
                    .person_by_login(&typed_login(login), &Phone::guess(login))
                    .await?
            }
            RescueFor::New(_) => None,
        };
        let person = found
            .filter(|p| p.kind == PersonKind::Person && p.state != PersonState::Closed)
            .ok_or(RescueError::NotFound)?;
        let purpose = purpose_for(&person);
        Ok((Batch::new(0, here.now), (person.id, person.uid), purpose))
    }

    async fn is_operator(&self, here: RightsContext<'_>, person: i64, unit: UnitId) -> Result<bool, Fault> {
        let rows = self.store.appointments_of(person).await?;
        Ok(rows.iter().map(AppointmentRow::appointment).any(|held| {
            held.role == Role::Operator
                && held
                    .seat(here.map, here.today())
                    .is_some_and(|seat| here.map.is_within(unit, seat, here.today()))
        }))
    }
}
