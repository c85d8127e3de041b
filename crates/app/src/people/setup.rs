//! The first start: the book's commune and the first person, who invites the others.

use super::fault::carries_fault;
use super::{Fault, Here, People, PersonName, Phone, Ticket, secrets};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::people::{NewAppointment, NewPerson, PersonRow};
use dienhong_store::{Batch, WriteError};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The setting that names the commune of the book by its permanent identity.
pub(super) const HOME: &str = "home";

/// How far the set-up has come.
#[derive(Clone, Debug)]
pub enum SetUpState {
    /// Nobody is in the book.
    Fresh,
    /// The first person is named but has no way to sign in yet.
    Unfinished(Box<PersonRow>),
    /// Somebody can sign in, or was invited by somebody who could.
    Done,
}

/// What the set-up asks.
#[derive(Clone, Debug)]
pub struct NewBook {
    /// Language of the first person.
    pub language: String,
    /// Commune.
    pub commune: UnitId,
    /// First person.
    pub name: PersonName,
    /// Telephone.
    pub phone: Option<Phone>,
    /// What the first person is beside the operator.
    pub role: Option<Role>,
}

/// Why the set-up is refused.
#[derive(Debug)]
pub enum SetUpError {
    /// There is a person already.
    Done,
    /// Not a commune of today's map.
    NotACommune,
    /// The role is not held in a commune.
    DoesNotFit,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(SetUpError);

impl People {
    /// How far the set-up has come.
    pub async fn set_up_state(&self) -> Result<SetUpState, Fault> {
        let Some(first) = self.store.first_person().await? else {
            return Ok(SetUpState::Fresh);
        };
        let is_open = first.state == 0 && !self.store.anybody_can_sign_in().await?;
        Ok(if is_open {
            SetUpState::Unfinished(Box::new(first))
        } else {
            SetUpState::Done
        })
    }

    /// The code that whoever sets up from another machine must type; it stands in the window of the program.
    pub fn set_up_code(&self) -> &str {
        &self.setup_code
    }

    /// Whether a typed code is the code of the set-up.
    pub fn is_set_up_code(&self, typed: &str) -> bool {
        let code = |text: &str| secrets::Code::parse(text).map(secrets::Code::hash);
        match (code(typed), code(&self.setup_code)) {
            (Some(typed), Some(right)) => typed.ct_eq(&right).into(),
            _ => false,
        }
    }

    /// Sets up the book: its commune, and the first person with a ticket to sign in.
    pub async fn set_up(&self, here: Here<'_>, new: &NewBook) -> Result<Ticket, SetUpError> {
        let is_commune = here.map.at(new.commune, here.today()).is_some()
            && here.map.level(new.commune) == Some(Level::Commune);
        if !is_commune {
            return Err(SetUpError::NotACommune);
        }
        if new.role.is_some_and(|role| !role.fits(Level::Commune)) {
            return Err(SetUpError::DoesNotFit);
        }
        let person = NewPerson {
            id: 1,
            uid: Uuid::now_v7(),
            kind: 0,
            name: new.name.as_str().to_owned(),
            phone: new.phone.as_ref().map(|p| p.as_str().to_owned()),
            state: 0,
            language: new.language.clone(),
        };
        let batch = Batch::new(0, here.now)
            .add_first_person(&person)
            .set_setting(HOME, &here.map.uid(new.commune).to_string());
        let roles = [Some(Role::Operator), new.role.filter(|r| *r != Role::Operator)];
        let batch = roles.into_iter().flatten().fold(batch, |batch, role| {
            batch.add_appointment(&open_ended(person.id, role, new.commune, here.today()))
        });
        let detail = format!(r#"{{"unit":{}}}"#, new.commune.0);
        let batch = batch.log(here.home(new.commune), "people.set-up", person.uid, detail);
        let (batch, ticket) = self.ticket(batch, here.now, (person.id, person.uid), "invite")?;
        match self.store.write(batch).await {
            Err(WriteError::Stale | WriteError::Constraint(_)) => Err(SetUpError::Done),
            done => {
                done?;
                Ok(ticket)
            }
        }
    }

    /// Goes on with a set-up whose first person has not signed in yet: a new ticket.
    pub async fn resume_set_up(&self, here: Here<'_>) -> Result<Ticket, SetUpError> {
        let SetUpState::Unfinished(first) = self.set_up_state().await? else {
            return Err(SetUpError::Done);
        };
        let batch = Batch::new(0, here.now).log(0, "people.set-up-again", first.uid, "{}");
        let (batch, ticket) = self.ticket(batch, here.now, (first.id, first.uid), "invite")?;
        self.store.write(batch).await?;
        Ok(ticket)
    }

    /// The commune that the book was set up for, if it was set up for one.
    pub async fn home(&self, here: Here<'_>) -> Result<Option<UnitId>, Fault> {
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
            from,
            to: Day::MAX,
        },
    }
}
