//! Inviting: a link with a QR code, handed over in person. A person with a lost phone is invited again.

use super::appointments::log_term;
use super::fault::carries_fault;
use super::secrets::Code;
use super::{
    Actor, AppointError, Fault, NewTerm, People, PeopleService, PersonName, Phone, RightsContext, may_give,
    qr,
};
use dienhong_domain::people::{InvitationPurpose, PersonKind, PersonState};
use dienhong_domain::rights::Permission;
use dienhong_store::people::{AppointmentRow, NewAppointment, NewInvitation, NewPerson, PersonRow};
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

const HOLDS: i64 = 7 * 24 * 3600 * 1000;

/// Somebody to invite.
#[derive(Clone, Debug)]
pub struct NewInvite {
    /// Name.
    pub name: PersonName,
    /// Telephone, if known.
    pub phone: Option<Phone>,
    /// Role, unit or subject, and days.
    pub term: NewTerm,
    /// Language of the interface.
    pub language: String,
}

/// What is handed to the invited person, shown only this once.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Who is invited.
    pub person: Uuid,
    /// Address to open.
    pub address: String,
    /// Code to type by hand, in groups of four.
    pub letters: String,
    /// The address as a QR code, SVG.
    pub qr: String,
    /// Until when it can be used.
    pub expires: i64,
}

/// Why inviting is refused.
#[derive(Debug)]
pub enum InviteError {
    /// The term is refused.
    Term(AppointError),
    /// Somebody already has this telephone number.
    PhoneTaken,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(InviteError);

/// Why a new invitation for a person of the book is refused.
#[derive(Debug)]
pub enum ResetError {
    /// There is no such person, or the actor may not see them.
    NotFound,
    /// The person holds an appointment that the actor may not give.
    NotAllowed,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(ResetError);

impl PeopleService<'_> {
    /// Invites somebody new to a role over a unit or a subject.
    pub async fn invite(&self, new: &NewInvite) -> Result<Ticket, InviteError> {
        self.check_seat(&new.term).await.map_err(InviteError::Term)?;
        let phone = new.phone.as_ref().map_or("", Phone::as_str);
        if !phone.is_empty() && self.store.login_is_taken(phone, phone, 0).await? {
            return Err(InviteError::PhoneTaken);
        }
        // Two invitations at the same moment choose the same number; the slower one tries the next.
        for _ in 0..5 {
            let (batch, person) = self.new_person(new).await?;
            let (batch, ticket) =
                self.app
                    .people
                    .ticket(batch, self.now(), person, InvitationPurpose::Invite)?;
            match self.store.write(batch).await {
                Err(WriteError::Constraint(_)) => continue,
                done => done?,
            }
            return Ok(ticket);
        }
        Err(InviteError::PhoneTaken)
    }

    async fn new_person(&self, new: &NewInvite) -> Result<(Batch, (i64, Uuid)), Fault> {
        let id = self.store.next_person().await?;
        let person = NewPerson {
            id,
            uid: Uuid::now_v7(),
            kind: PersonKind::Person,
            name: new.name.as_str().to_owned(),
            phone: new.phone.as_ref().map(|p| p.as_str().to_owned()),
            state: PersonState::Invited,
            language: new.language.clone(),
        };
        let appointment = NewAppointment {
            id: Uuid::now_v7(),
            person: id,
            held: new.term.held(),
        };
        let batch = self
            .batch_without_rules()
            .add_person(&person)
            .add_appointment(&appointment);
        let batch = log_term(batch, self.here(), "people.invite", person.uid, &new.term);
        Ok((batch, (id, person.uid)))
    }

    /// Invites somebody again: a lost phone, a forgotten password, an invitation that ran out. Older passkeys,
    /// passwords and sessions end when it is used.
    pub async fn invite_again(&self, person: Uuid) -> Result<Ticket, ResetError> {
        let here = self.here();
        let person = self
            .store
            .person_by_uid(person)
            .await?
            .filter(|p| p.kind == PersonKind::Person && p.state != PersonState::Closed);
        let person = person.ok_or(ResetError::NotFound)?;
        let rows = self.store.appointments_of(person.id).await?;
        may_reset(self.actor, &person, &rows, here)?;
        let purpose = purpose_for(&person);
        let batch = self.batch_without_rules().log(
            home_of(&rows, here),
            "people.invite-again",
            person.uid,
            serde_json::json!({ "purpose": purpose.code() }).to_string(),
        );
        let (batch, ticket) = self
            .app
            .people
            .ticket(batch, self.now(), (person.id, person.uid), purpose)?;
        self.store.write(batch).await?;
        Ok(ticket)
    }

    /// Withdraws the invitation of somebody who has not used it; the appointments stay to be ended one by one.
    pub async fn withdraw_invitation(&self, person: Uuid) -> Result<(), ResetError> {
        let here = self.here();
        let person = self
            .store
            .person_by_uid(person)
            .await?
            .ok_or(ResetError::NotFound)?;
        let rows = self.store.appointments_of(person.id).await?;
        may_reset(self.actor, &person, &rows, here)?;
        let batch = self.batch_without_rules().withdraw_invitations(person.id).log(
            home_of(&rows, here),
            "people.withdraw-invitation",
            person.uid,
            "{}",
        );
        Ok(self.store.write(batch).await?)
    }
}

impl People {
    pub(super) fn ticket(
        &self,
        batch: Batch,
        now: i64,
        (person, uid): (i64, Uuid),
        purpose: InvitationPurpose,
    ) -> Result<(Batch, Ticket), Fault> {
        let code = Code::random()?;
        let expires = now + HOLDS;
        let invitation = NewInvitation {
            id: Uuid::now_v7(),
            token_hash: code.hash(),
            person,
            purpose,
            expires,
        };
        let address = self
            .base
            .join(&format!("/moi/{}", code.text()))
            .map_err(Fault::machine)?
            .to_string();
        let qr = qr::svg(&address).ok_or_else(|| Fault::machine("the address does not fit a QR code"))?;
        let ticket = Ticket {
            person: uid,
            address,
            letters: code.grouped(),
            qr,
            expires,
        };
        Ok((batch.add_invitation(&invitation), ticket))
    }
}

/// Whoever never came in is invited; of others what opened the account before ends.
pub(super) fn purpose_for(person: &PersonRow) -> InvitationPurpose {
    match person.state {
        PersonState::Invited => InvitationPurpose::Invite,
        PersonState::Active | PersonState::Closed => InvitationPurpose::Reset,
    }
}

/// Opening somebody's account anew gives what the person holds: each appointment that still holds or will hold must be
/// one that the actor may give. Of somebody who holds nothing, one of the former ones is enough.
fn may_reset(
    actor: &Actor,
    person: &PersonRow,
    rows: &[AppointmentRow],
    here: RightsContext<'_>,
) -> Result<(), ResetError> {
    if person.id == actor.person {
        return Err(ResetError::NotAllowed);
    }
    let sees = |row: &AppointmentRow| actor.may(Permission::ManagePeople, row.unit, here);
    if !rows.iter().any(sees) {
        return Err(ResetError::NotFound);
    }
    let today = here.today();
    let gives = |row: &AppointmentRow| may_give(actor, row.role, row.unit, here);
    let (open, over): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.to_day >= today);
    let is_allowed = if open.is_empty() {
        over.into_iter().any(gives)
    } else {
        open.into_iter().all(gives)
    };
    if is_allowed {
        Ok(())
    } else {
        Err(ResetError::NotAllowed)
    }
}

pub(super) fn home_of(rows: &[AppointmentRow], here: RightsContext<'_>) -> i32 {
    rows.last().map_or(0, |row| here.home(row.unit))
}
