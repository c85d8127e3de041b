//! Appointments: given, and ended with a reason. Permissions follow from the next request on.

use super::fault::carries_fault;
use super::{Actor, Fault, PeopleService, RightsContext, may_give};
use dienhong_domain::people::{PersonKind, PersonState};
use dienhong_domain::rights::{Appointment, Permission, Role};
use dienhong_domain::subjects::lies_in;
use dienhong_domain::text;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::people::{AppointmentRow, NewAppointment};
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

/// A role over a unit or a subject between two days, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewTerm {
    /// Role.
    pub role: Role,
    /// Unit; of a term over a subject, the one in which that lies.
    pub unit: UnitId,
    /// Subject, if it is over one.
    pub subject: Option<Uuid>,
    /// First day.
    pub from: Day,
    /// Last day; [`Day::MAX`] while it is not known.
    pub to: Day,
}

impl NewTerm {
    pub(super) fn held(&self) -> Appointment {
        Appointment {
            role: self.role,
            unit: self.unit,
            subject: self.subject,
            from: self.from,
            to: self.to,
        }
    }
}

/// Why a term is refused.
#[derive(Debug)]
pub enum AppointError {
    /// No such person.
    NotFound,
    /// The actor may not give this role over this unit.
    NotAllowed,
    /// The unit does not exist today.
    UnitGone,
    /// There is no such subject in the unit, or it closed.
    SubjectGone,
    /// The role does not exist on this level; or it is held over a subject and the term is not, or the other way round.
    DoesNotFit,
    /// The last day comes before the first.
    EndsBeforeItBegins,
    /// The last day is in the past.
    EndsInThePast,
    /// The person already holds it on some of these days.
    HeldAlready,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(AppointError);

/// Why the reason of an end is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonError {
    /// Nothing was typed.
    Missing,
    /// Too long.
    TooLong {
        /// Most letters.
        most: usize,
    },
}

/// Why ending is refused.
#[derive(Debug)]
pub enum EndError {
    /// There is no such appointment, or the actor may not see it.
    NotFound,
    /// The actor may not give this role, and so may not end it either.
    NotAllowed,
    /// It was ended before.
    EndedAlready,
    /// Nobody else would be able to invite people.
    LastManager,
    /// The last day is before yesterday, or after the end of the term.
    DayNotInTerm,
    /// The reason is refused.
    Reason(ReasonError),
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(EndError);

const REASON_MOST: usize = 300;

impl PeopleService<'_> {
    /// Gives somebody who is known a role over a unit or a subject.
    pub async fn appoint(&self, person: Uuid, term: &NewTerm) -> Result<(), AppointError> {
        let here = self.here();
        self.check_seat(term).await?;
        let person = self
            .store
            .person_by_uid(person)
            .await?
            .filter(|p| p.kind == PersonKind::Person && p.state != PersonState::Closed);
        let person = person.ok_or(AppointError::NotFound)?;
        let rows = self.store.appointments_of(person.id).await?;
        if rows
            .iter()
            .map(AppointmentRow::appointment)
            .any(|held| overlaps(&held, term))
        {
            return Err(AppointError::HeldAlready);
        }
        let new = NewAppointment {
            id: Uuid::now_v7(),
            person: person.id,
            held: term.held(),
        };
        let batch = self.batch_without_rules().add_appointment(&new);
        Ok(self
            .store
            .write(log_term(batch, here, "people.appoint", person.uid, term))
            .await?)
    }

    /// Ends an appointment: at once (the last day is yesterday) or on a later day.
    pub async fn end_appointment(&self, id: Uuid, last: Day, reason: &str) -> Result<(), EndError> {
        let here = self.here();
        let row = self.store.appointment(id).await?.ok_or(EndError::NotFound)?;
        let held = row.appointment();
        may_end(self.actor, &held, here)?;
        if row.ended_at.is_some() {
            return Err(EndError::EndedAlready);
        }
        let today = self.today();
        if last < today.previous() || last > held.to {
            return Err(EndError::DayNotInTerm);
        }
        let reason = read_reason(reason).map_err(EndError::Reason)?;
        self.somebody_stays(&row, &held).await?;
        let detail = serde_json::json!({
            "role": held.role.code(),
            "unit": held.unit.0,
            "subject": held.subject,
            "last": last.number(),
        });
        let batch = self.batch_without_rules().end_appointment(id, last, &reason).log(
            here.home(held.unit),
            "people.end-appointment",
            id,
            detail.to_string(),
        );
        match self.store.write(batch).await {
            Err(WriteError::Stale) => Err(EndError::EndedAlready),
            done => Ok(done?),
        }
    }

    /// Checks whether the actor may give a term now, and whether what it stands over is there.
    pub(super) async fn check_seat(&self, term: &NewTerm) -> Result<(), AppointError> {
        let here = self.here();
        check_term(self.actor, term, here)?;
        if let Some(subject) = term.subject
            && !self.is_there(subject, term.unit).await?
        {
            return Err(AppointError::SubjectGone);
        }
        Ok(())
    }

    /// Whether a subject lies in a unit and goes on today.
    pub(super) async fn is_there(&self, subject: Uuid, unit: UnitId) -> Result<bool, Fault> {
        let (map, today) = (self.here().map, self.today());
        let found = self.store.subject(subject).await?;
        Ok(found
            .is_some_and(|row| row.subject().is_open(today) && lies_in(map, row.unit, today) == Some(unit)))
    }

    // Somebody who can sign in must still be able to invite for the unit; otherwise only the command line could.
    async fn somebody_stays(&self, ending: &AppointmentRow, held: &Appointment) -> Result<(), EndError> {
        let here = self.here();
        let today = self.today();
        let manages = held.role.permissions().contains(&Permission::ManagePeople);
        let Some(seat) = held.seat(here.map, today).filter(|_| manages) else {
            return Ok(());
        };
        for role in Role::ALL
            .into_iter()
            .filter(|r| r.permissions().contains(&Permission::ManagePeople))
        {
            let rows = self.store.holders_of(role, today).await?;
            let stays = |row: &AppointmentRow| {
                row.id != ending.id
                    && row
                        .appointment()
                        .seat(here.map, today)
                        .is_some_and(|other| here.map.is_within(seat, other, today))
            };
            if rows.iter().any(stays) {
                return Ok(());
            }
        }
        Err(EndError::LastManager)
    }
}

/// Checks whether the actor may give a term now.
pub(super) fn check_term(actor: &Actor, term: &NewTerm, here: RightsContext<'_>) -> Result<(), AppointError> {
    let today = here.today();
    let level = here.map.level(term.unit);
    let fits = match term.subject {
        Some(_) => term.role.is_over_subject(),
        None => level.is_some_and(|level| term.role.fits(level)),
    };
    match () {
        () if here.map.at(term.unit, today).is_none() => Err(AppointError::UnitGone),
        () if !fits => Err(AppointError::DoesNotFit),
        () if !may_give(actor, term.role, term.unit, here) => Err(AppointError::NotAllowed),
        () if term.to < term.from => Err(AppointError::EndsBeforeItBegins),
        () if term.to < today => Err(AppointError::EndsInThePast),
        () => Ok(()),
    }
}

// If the unit has ended, the people of its heirs may end its appointments; the role must still be one that the actor
// may give.
fn may_end(actor: &Actor, held: &Appointment, here: RightsContext<'_>) -> Result<(), EndError> {
    if may_give(actor, held.role, held.unit, here) {
        return Ok(());
    }
    if actor.may(Permission::ManagePeople, held.unit, here) {
        Err(EndError::NotAllowed)
    } else {
        Err(EndError::NotFound)
    }
}

fn overlaps(held: &Appointment, term: &NewTerm) -> bool {
    held.role == term.role
        && held.unit == term.unit
        && held.subject == term.subject
        && held.from <= term.to
        && term.from <= held.to
}

fn read_reason(input: &str) -> Result<String, ReasonError> {
    let reason = text::clean(input);
    match text::length(&reason) {
        0 => Err(ReasonError::Missing),
        n if n > REASON_MOST => Err(ReasonError::TooLong { most: REASON_MOST }),
        _ => Ok(reason),
    }
}

pub(super) fn log_term(
    batch: Batch,
    here: RightsContext<'_>,
    act: &'static str,
    about: Uuid,
    term: &NewTerm,
) -> Batch {
    let detail = serde_json::json!({
        "role": term.role.code(),
        "unit": term.unit.0,
        "subject": term.subject,
        "from": term.from.number(),
        "to": term.to.number(),
    });
    batch.log(here.home(term.unit), act, about, detail.to_string())
}
