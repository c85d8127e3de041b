//! The user's own account: passkeys, password, recovery codes, sessions, language.

use super::fault::carries_fault;
use super::{
    AcceptError, Actor, By, Ceremony, Enrolment, Fault, PasskeyError, PasswordForm, PeopleService,
    RightsContext, enrol,
};
use dienhong_domain::people::PersonState;
use dienhong_store::people::{AppointmentRow, PasskeyRow, PersonRow, SessionRow};
use dienhong_store::{Batch, WriteError};
use serde_json::Value;
use uuid::Uuid;

// Ways of signing in may be changed only shortly after signing in, so that nobody can take over the account on an
// unattended phone. Milliseconds.
const FRESH: i64 = 15 * 60 * 1000;

/// The data of the page of one's own account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The person.
    pub person: PersonRow,
    /// All appointments, past ones included.
    pub appointments: Vec<AppointmentRow>,
    /// Passkeys.
    pub passkeys: Vec<PasskeyRow>,
    /// Whether there is a password.
    pub has_password: bool,
    /// Recovery codes that were not used.
    pub recovery_codes: usize,
    /// Sessions that are valid.
    pub sessions: Vec<SessionRow>,
    /// The session that asks.
    pub session: Uuid,
    /// Whether ways of signing in may be changed now.
    pub is_fresh: bool,
}

/// Why a change of one's own account is refused.
#[derive(Debug)]
pub enum AccountError {
    /// Sign in again first.
    NotFresh,
    /// No such passkey or session.
    NotFound,
    /// It is the last way of signing in.
    LastWay,
    /// The passkey was not accepted.
    Passkey(PasskeyError),
    /// Login, password or code are refused.
    Password(AcceptError),
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(AccountError);

impl From<PasskeyError> for AccountError {
    fn from(error: PasskeyError) -> Self {
        AccountError::Passkey(error)
    }
}
impl From<AcceptError> for AccountError {
    fn from(error: AcceptError) -> Self {
        AccountError::Password(error)
    }
}

impl PeopleService<'_> {
    /// One's own account.
    pub async fn account(&self) -> Result<Account, AccountError> {
        let By::Session { id, .. } = self.actor.by else {
            return Err(AccountError::NotFound);
        };
        let (store, me) = (self.store, self.actor.person);
        Ok(Account {
            person: store.person(me).await?.ok_or(AccountError::NotFound)?,
            appointments: store.appointments_of(me).await?,
            passkeys: store.passkeys(me).await?,
            has_password: store.password(me).await?.is_some(),
            recovery_codes: store.recovery_codes(me).await?.len(),
            sessions: store.sessions(me, self.now()).await?,
            session: id,
            is_fresh: fresh(self.actor, self.here()).is_ok(),
        })
    }

    /// Begins adding a passkey.
    pub async fn begin_add_passkey(&self) -> Result<Ceremony, AccountError> {
        let person = self.fresh_person().await?;
        Ok(self.app.people.begin_key(self.now(), &person).await?)
    }

    /// Adds a passkey.
    pub async fn add_passkey(
        &self,
        (ceremony, answer): (&str, Value),
        device: &str,
    ) -> Result<(), AccountError> {
        let person = self.fresh_person().await?;
        let key = self
            .app
            .people
            .prove_key(self.now(), person.id, ceremony, answer)?;
        let uid = Uuid::now_v7();
        let batch = self
            .batch_without_rules()
            .add_passkey(person.id, uid, &key.id, &key.json, device)
            .log(0, "people.add-passkey", uid, "{}");
        Ok(self.store.write(batch).await?)
    }

    /// Removes a passkey, but not the last way to sign in.
    pub async fn remove_passkey(&self, passkey: Uuid) -> Result<(), AccountError> {
        let person = self.fresh_person().await?;
        let has_password = self.store.password(person.id).await?.is_some();
        if !has_password && self.store.count_passkeys(person.id).await? <= 1 {
            return Err(AccountError::LastWay);
        }
        let batch = self.batch_without_rules().remove_passkey(person.id, passkey).log(
            0,
            "people.remove-passkey",
            passkey,
            "{}",
        );
        self.stale_is_not_found(batch).await
    }

    /// Begins setting login and password; the first code of the authenticator app must follow.
    pub async fn begin_set_password(&self, form: &PasswordForm) -> Result<Enrolment, AccountError> {
        let person = self.fresh_person().await?;
        Ok(self.app.people.begin_password(self.now(), &person, form).await?)
    }

    /// Sets login and password; other sessions end, and new recovery codes are shown this once.
    pub async fn set_password(&self, (enrolment, digits): (&str, &str)) -> Result<Vec<String>, AccountError> {
        let person = self.fresh_person().await?;
        let (enrolling, step) = self
            .app
            .people
            .confirm_password(self.now(), person.id, enrolment, digits)?;
        let (hashes, codes) = enrol::recovery_codes()?;
        let batch = enrol::set_password(self.batch_without_rules(), &enrolling, step, &hashes);
        let batch = batch.end_other_sessions(person.id, session(self.actor)).log(
            0,
            "people.set-password",
            person.uid,
            "{}",
        );
        match self.store.write(batch).await {
            Err(WriteError::Constraint(_)) => return Err(enrol::taken().into()),
            done => done?,
        }
        self.app.people.enrolling.take(self.now(), enrolment);
        Ok(codes)
    }

    /// Removes the password with its codes, but not the last way to sign in.
    pub async fn remove_password(&self) -> Result<(), AccountError> {
        let person = self.fresh_person().await?;
        if self.store.count_passkeys(person.id).await? == 0 {
            return Err(AccountError::LastWay);
        }
        let batch = self.batch_without_rules().remove_password(person.id).log(
            0,
            "people.remove-password",
            person.uid,
            "{}",
        );
        Ok(self.store.write(batch).await?)
    }

    /// Makes new recovery codes, shown this once; the old ones end.
    pub async fn renew_recovery_codes(&self) -> Result<Vec<String>, AccountError> {
        let person = self.fresh_person().await?;
        if self.store.password(person.id).await?.is_none() {
            return Err(AccountError::NotFound);
        }
        let (hashes, codes) = enrol::recovery_codes()?;
        let batch = self
            .batch_without_rules()
            .set_recovery_codes(person.id, &hashes)
            .log(0, "people.renew-recovery-codes", person.uid, "{}");
        self.store.write(batch).await?;
        Ok(codes)
    }

    /// Ends one of one's own sessions.
    pub async fn end_own_session(&self, id: Uuid) -> Result<(), AccountError> {
        let batch = self
            .batch_without_rules()
            .end_session(self.actor.person, id)
            .expect(1)
            .log(0, "people.end-session", id, "{}");
        self.stale_is_not_found(batch).await
    }

    /// Ends all of one's own sessions but the one that asks.
    pub async fn end_other_sessions(&self) -> Result<(), AccountError> {
        let batch = self
            .batch_without_rules()
            .end_other_sessions(self.actor.person, session(self.actor))
            .log(0, "people.end-sessions", self.actor.uid, "{}");
        Ok(self.store.write(batch).await?)
    }

    /// Sets the language of one's own interface.
    pub async fn choose_language(&self, language: &str) -> Result<(), AccountError> {
        let language = dienhong_i18n::Locale::parse(language).ok_or(AccountError::NotFound)?;
        Ok(self
            .store
            .write(
                self.batch_without_rules()
                    .set_language(self.actor.person, language.code()),
            )
            .await?)
    }

    async fn fresh_person(&self) -> Result<PersonRow, AccountError> {
        fresh(self.actor, self.here())?;
        self.store
            .person(self.actor.person)
            .await?
            .filter(|p| p.state == PersonState::Active)
            .ok_or(AccountError::NotFound)
    }

    async fn stale_is_not_found(&self, batch: Batch) -> Result<(), AccountError> {
        match self.store.write(batch).await {
            Err(WriteError::Stale) => Err(AccountError::NotFound),
            done => Ok(done?),
        }
    }
}

fn fresh(actor: &Actor, here: RightsContext<'_>) -> Result<(), AccountError> {
    match actor.by {
        By::Session { opened, .. } if here.now - opened <= FRESH => Ok(()),
        By::Session { .. } => Err(AccountError::NotFresh),
        By::Key { .. } | By::Feed => Err(AccountError::NotFound),
    }
}

fn session(actor: &Actor) -> Uuid {
    match actor.by {
        By::Session { id, .. } => id,
        By::Key { .. } | By::Feed => Uuid::nil(),
    }
}
