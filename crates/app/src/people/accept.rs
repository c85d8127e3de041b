//! Accepting an invitation: with a passkey, or with a login, a password and a time-based code. It works once.

use super::fault::carries_fault;
use super::invite::home_of;
use super::secrets::Code;
use super::{
    Ceremony, Drift, Enrolment, Fault, Kind, LoginError, PasskeyError, PasswordError, PasswordForm, People,
    RightsContext, SignedIn,
};
use super::{enrol, sessions};
use dienhong_domain::people::{InvitationPurpose, PersonState};
use dienhong_store::people::{AppointmentRow, InvitationRow, NewSession, PersonRow};
use dienhong_store::{Batch, WriteError};
use serde_json::Value;
use uuid::Uuid;

/// Why an invitation cannot be used.
#[derive(Debug)]
pub enum InvitationError {
    /// No invitation has this code.
    Unknown,
    /// It was used before.
    Used,
    /// Its days are over.
    Expired,
    /// It was withdrawn, or replaced by a newer one.
    Withdrawn,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(InvitationError);

/// An invitation that can be used.
#[derive(Clone, Debug)]
pub struct Invited {
    /// Who is invited.
    pub person: PersonRow,
    /// The person's appointments, past ones included.
    pub appointments: Vec<AppointmentRow>,
    /// Whether accepting it removes older passkeys and passwords.
    pub is_reset: bool,
    /// Until when it can be used.
    pub expires: i64,
    invitation: Uuid,
}

/// Why an invitation was not accepted.
#[derive(Debug)]
pub enum AcceptError {
    /// The invitation cannot be used.
    Invitation(InvitationError),
    /// The passkey was not accepted.
    Passkey(PasskeyError),
    /// Login or password are refused; all mistakes at once.
    Form {
        /// About the login.
        login: Option<LoginError>,
        /// About the password.
        password: Option<PasswordError>,
        /// The two passwords differ.
        differs: bool,
    },
    /// The time-based code is wrong; the page with the QR code is shown again.
    WrongCode(Box<Enrolment>, Option<Drift>),
    /// The half hour for setting up the authenticator app has passed.
    Over,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(AcceptError);

impl From<InvitationError> for AcceptError {
    fn from(error: InvitationError) -> Self {
        match error {
            InvitationError::Fault(fault) => AcceptError::Fault(fault),
            error => AcceptError::Invitation(error),
        }
    }
}
impl From<PasskeyError> for AcceptError {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Fault(fault) => AcceptError::Fault(fault),
            error => AcceptError::Passkey(error),
        }
    }
}

impl People {
    /// Finds an invitation by its code, from a link or typed by hand.
    pub async fn invited(&self, here: RightsContext<'_>, code: &str) -> Result<Invited, InvitationError> {
        let code = Code::parse(code).ok_or(InvitationError::Unknown)?;
        let row = self
            .store
            .invitation(&code.hash())
            .await?
            .ok_or(InvitationError::Unknown)?;
        check(&row, here.now)?;
        let person = self
            .store
            .person(row.person)
            .await?
            .filter(|p| p.state != PersonState::Closed)
            .ok_or(InvitationError::Unknown)?;
        let appointments = self.store.appointments_of(person.id).await?;
        Ok(Invited {
            person,
            appointments,
            is_reset: row.purpose == InvitationPurpose::Reset,
            expires: row.expires,
            invitation: row.id,
        })
    }

    /// The code in the form used in links, if the text is a code at all.
    pub fn read_code(&self, typed: &str) -> Option<String> {
        Code::parse(typed).map(Code::text)
    }

    /// Begins accepting with a passkey.
    pub async fn begin_accept(&self, here: RightsContext<'_>, code: &str) -> Result<Ceremony, AcceptError> {
        let invited = self.invited(here, code).await?;
        Ok(self.begin_key(here.now, &invited.person).await?)
    }

    /// Accepts with a passkey and signs in.
    pub async fn accept_by_passkey(
        &self,
        here: RightsContext<'_>,
        code: &str,
        (ceremony, answer): (&str, Value),
        device: &str,
    ) -> Result<SignedIn, AcceptError> {
        let invited = self.invited(here, code).await?;
        let key = self.prove_key(here.now, invited.person.id, ceremony, answer)?;
        let (session, cookie) = sessions::open(invited.person.id, Kind::Passkey, device, here.now)?;
        let batch = using(&invited, here.now).add_passkey(
            invited.person.id,
            Uuid::now_v7(),
            &key.id,
            &key.json,
            device,
        );
        self.finish_accept(
            batch,
            (&invited, home_of(&invited.appointments, here)),
            &session,
            "passkey",
        )
        .await?;
        Ok(sessions::signed_in(
            invited.person.id,
            &invited.person.language,
            Kind::Passkey,
            cookie,
        ))
    }

    /// Begins accepting with login and password; the first code must follow.
    pub async fn accept_by_password(
        &self,
        here: RightsContext<'_>,
        code: &str,
        form: &PasswordForm,
    ) -> Result<Enrolment, AcceptError> {
        let invited = self.invited(here, code).await?;
        self.begin_password(here.now, &invited.person, form).await
    }

    /// Accepts with the first code of the authenticator app and signs in; the recovery codes are shown only this once.
    pub async fn confirm_accept(
        &self,
        here: RightsContext<'_>,
        code: &str,
        (enrolment, digits): (&str, &str),
        device: &str,
    ) -> Result<(SignedIn, Vec<String>), AcceptError> {
        let invited = self.invited(here, code).await?;
        let person = &invited.person;
        let (enrolling, step) = self.confirm_password(here.now, person.id, enrolment, digits)?;
        let (session, cookie) = sessions::open(person.id, Kind::Password, device, here.now)?;
        let (hashes, codes) = enrol::recovery_codes()?;
        let batch = enrol::set_password(using(&invited, here.now), &enrolling, step, &hashes);
        match self
            .finish_accept(
                batch,
                (&invited, home_of(&invited.appointments, here)),
                &session,
                "password",
            )
            .await
        {
            Err(AcceptError::Fault(Fault::Write(WriteError::Constraint(_)))) => return Err(enrol::taken()),
            done => done?,
        }
        self.enrolling.take(here.now, enrolment);
        Ok((
            sessions::signed_in(person.id, &person.language, Kind::Password, cookie),
            codes,
        ))
    }

    async fn finish_accept(
        &self,
        batch: Batch,
        (invited, home): (&Invited, i32),
        session: &NewSession,
        by: &str,
    ) -> Result<(), AcceptError> {
        let purpose = if invited.is_reset { "reset" } else { "invite" };
        let batch = batch.activate_person(invited.person.id).add_session(session).log(
            home,
            "people.accept",
            invited.person.uid,
            serde_json::json!({ "by": by, "purpose": purpose }).to_string(),
        );
        match self.store.write(batch).await {
            Err(WriteError::Stale) => Err(InvitationError::Used.into()),
            done => Ok(done?),
        }
    }
}

fn check(row: &InvitationRow, now: i64) -> Result<(), InvitationError> {
    match row {
        InvitationRow { used: Some(_), .. } => Err(InvitationError::Used),
        InvitationRow {
            withdrawn: Some(_), ..
        } => Err(InvitationError::Withdrawn),
        row if row.expires <= now => Err(InvitationError::Expired),
        _ => Ok(()),
    }
}

// A person with a lost phone is invited again: when the new invitation is used, all earlier ways of signing in end.
fn using(invited: &Invited, now: i64) -> Batch {
    let batch = Batch::new(invited.person.id, now).use_invitation(invited.invitation);
    if invited.is_reset {
        batch.remove_credentials(invited.person.id)
    } else {
        batch
    }
}
