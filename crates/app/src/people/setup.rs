//! The first start: the book's commune or province, and the first person, who invites the others.

use super::fault::carries_fault;
use super::{Fault, People, PersonName, Phone, RightsContext, Ticket, secrets};
use dienhong_domain::people::{InvitationPurpose, PersonKind, PersonState};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::people::{NewAppointment, NewPerson, PersonRow};
use dienhong_store::{Batch, WriteError};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The setting that names the unit of the book by its permanent identity.
pub(super) const HOME: &str = "home";

/// Levels of units for which a book can be set up.
pub const HOME_LEVELS: [Level; 2] = [Level::Province, Level::Commune];

/// The progress of the set-up.
#[derive(Clone, Debug)]
pub enum SetUpState {
    /// There are no people in the book.
    Fresh,
    /// The first person is named but cannot sign in yet.
    Unfinished(Box<PersonRow>),
    /// Somebody can sign in, or was invited by somebody who could.
    Done,
}

/// What the set-up asks.
#[derive(Clone, Debug)]
pub struct NewBook {
    /// Language of the first person.
    pub language: String,
    /// Commune or province that the book is for.
    pub unit: UnitId,
    /// First person.
    pub name: PersonName,
    /// Telephone.
    pub phone: Option<Phone>,
    /// The first person's role besides operator.
    pub role: Option<Role>,
}

/// Why the set-up is refused.
#[derive(Debug)]
pub enum SetUpError {
    /// There is a person already.
    Done,
    /// Neither a commune nor a province of today's map.
    NotAHome,
    /// The role does not exist in such a unit.
    DoesNotFit,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(SetUpError);

impl People {
    /// The progress of the set-up.
    pub async fn set_up_state(&self) -> Result<SetUpState, Fault> {
        let Some(first) = self.store.first_person().await? else {
            return Ok(SetUpState::Fresh);
        };
        let is_open = first.state == PersonState::Invited && !self.store.anybody_can_sign_in().await?;
        Ok(if is_open {
            SetUpState::Unfinished(Box::new(first))
        } else {
            SetUpState::Done
        })
    }

    /// The code that must be typed to set up from another machine; it is shown in the window of the program.
    pub fn set_up_code(&self) -> &str {
        &self.setup_code
    }

    /// Whether a typed code is the set-up code.
    pub fn is_set_up_code(&self, typed: &str) -> bool {
        let code = |text: &str| secrets::Code::parse(text).map(secrets::Code::hash);
        match (code(typed), code(&self.setup_code)) {
            (Some(typed), Some(right)) => typed.ct_eq(&right).into(),
            _ => false,
        }
    }

    /// Sets up the book: its unit, and the first person with a ticket to sign in.
    pub async fn set_up(&self, here: RightsContext<'_>, new: &NewBook) -> Result<Ticket, SetUpError> {
        let level = here
            .map
            .at(new.unit, here.today())
            .and_then(|_| here.map.level(new.unit));
        let Some(level) = level.filter(|level| HOME_LEVELS.contains(level)) else {
            return Err(SetUpError::NotAHome);
        };
        if new.role.is_some_and(|role| !role.fits(level)) {
            return Err(SetUpError::DoesNotFit);
        }
        let person = NewPerson {
            id: 1,
            uid: Uuid::now_v7(),
            kind: PersonKind::Person,
            name: new.name.as_str().to_owned(),
            phone: new.phone.as_ref().map(|p| p.as_str().to_owned()),
            state: PersonState::Invited,
            language: new.language.clone(),
        };
        let batch = Batch::new(0, here.now)
            .add_first_person(&person)
            .set_setting(HOME, &here.map.uid(new.unit).to_string());
        let roles = [Some(Role::Operator), new.role.filter(|r| *r != Role::Operator)];
        let batch = roles.into_iter().flatten().fold(batch, |batch, role| {
            batch.add_appointment(&open_ended(person.id, role, new.unit, here.today()))
        });
        let detail = serde_json::json!({ "unit": new.unit.0 }).to_string();
        let batch = batch.log(here.home(new.unit), "people.set-up", person.uid, detail);
        let (batch, ticket) = self.ticket(
            batch,
            here.now,
            (person.id, person.uid),
            InvitationPurpose::Invite,
        )?;
        match self.store.write(batch).await {
            Err(WriteError::Stale | WriteError::Constraint(_)) => Err(SetUpError::Done),
            done => {
                done?;
                Ok(ticket)
            }
        }
    }

    /// Continues a set-up whose first person has not signed in yet: makes a new ticket.
    pub async fn resume_set_up(&self, here: RightsContext<'_>) -> Result<Ticket, SetUpError> {
        let SetUpState::Unfinished(first) = self.set_up_state().await? else {
            return Err(SetUpError::Done);
        };
        let batch = Batch::new(0, here.now).log(0, "people.set-up-again", first.uid, "{}");
        let (batch, ticket) =
            self.ticket(batch, here.now, (first.id, first.uid), InvitationPurpose::Invite)?;
        self.store.write(batch).await?;
        Ok(ticket)
    }

    /// The unit that the book was set up for, if any.
    pub async fn home(&self, here: RightsContext<'_>) -> Result<Option<UnitId>, Fault> {
        let uid = self
            .store
            .setting(HOME)
            .await?
            .and_then(|text| Uuid::parse_str(&text).ok());
        Ok(uid.and_then(|uid| here.map.by_uid(uid)))
    }
}

pub(super) fn open_ended(person: i64, role: Role, unit: UnitId, from: Day) -> NewAppointment {
    NewAppointment {
        id: Uuid::now_v7(),
        person,
        held: Appointment {
            role,
            unit,
            subject: None,
            from,
            to: Day::MAX,
        },
    }
}
