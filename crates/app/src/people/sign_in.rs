//! Signing in: with a passkey, or with name and password and then a code. Errors do not reveal which part was wrong.

use super::fault::carries_fault;
use super::throttle::{Count, Tries};
use super::{Drift, Fault, Kind, PasskeyError, People, Phone, SignedIn, secrets, sessions, totp};
use dienhong_domain::people::PersonState;
use dienhong_domain::text;
use dienhong_store::people::{PersonRow, TotpRow};
use dienhong_store::{Batch, WriteError};
use serde_json::Value;
use uuid::Uuid;

const HALF_WAY: i64 = 5 * 60 * 1000;
// For an unknown name the same rows are read and written as for a known one, so that the response time reveals nothing.
const NOBODY: i64 = -1;

/// The origin of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct Door<'a> {
    /// Network address; for IPv6 its first half.
    pub address: &'a str,
    /// Browser and system in a few words.
    pub device: &'a str,
}

/// Name and password were right; the code is still missing.
#[derive(Clone, Debug)]
pub struct HalfWay {
    /// Secret by which the page with the code continues.
    pub id: String,
}

/// Why name and password are refused.
#[derive(Debug)]
pub enum SignInError {
    /// No name was typed.
    LoginMissing,
    /// No password was typed.
    PasswordMissing,
    /// There is no such person, or the password is wrong; which of the two is not revealed.
    Wrong,
    /// Too many tries.
    TooSoon {
        /// Seconds to wait.
        seconds: i64,
    },
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(SignInError);

/// Why a code is refused.
#[derive(Debug)]
pub enum CodeError {
    /// Nothing was typed.
    Missing,
    /// Not the present code, or one that was used before.
    Wrong,
    /// The code of another moment nearby: the app's clock or the server's is wrong.
    Clock(Drift),
    /// The password was typed more than five minutes ago, or there were too many wrong codes.
    Over,
    /// Too many tries.
    TooSoon {
        /// Seconds to wait.
        seconds: i64,
    },
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(CodeError);

#[derive(Clone)]
pub(super) struct Half {
    person: i64,
    language: String,
    typed: String,
}

enum Proof {
    None,
    Drift(Drift),
    Step(i64),
    Recovery([u8; 32]),
}

impl Proof {
    /// Why signing in is refused; `None` when it succeeds.
    fn refused(&self) -> Option<CodeError> {
        match self {
            Proof::None => Some(CodeError::Wrong),
            Proof::Drift(drift) => Some(CodeError::Clock(*drift)),
            Proof::Step(_) | Proof::Recovery(_) => None,
        }
    }
}

impl People {
    /// Signs in with a passkey.
    pub async fn sign_in_by_passkey(
        &self,
        now: i64,
        id: &str,
        answer: Value,
        door: Door<'_>,
    ) -> Result<SignedIn, PasskeyError> {
        let wait = |ms| PasskeyError::TooSoon { seconds: seconds(ms) };
        self.throttle
            .enter(Count::Address, door.address, Tries::default(), now)
            .map_err(wait)?;
        let proven = self.prove_passkey(now, id, answer).await?;
        if proven.person.state != PersonState::Active {
            return Err(PasskeyError::Unknown);
        }
        self.throttle.take_back(Count::Ceremony, door.address);
        self.throttle.take_back(Count::Address, door.address);
        let (session, cookie) = sessions::open(proven.person.id, Kind::Passkey, door.device, now)?;
        let batch = Batch::new(proven.person.id, now)
            .use_passkey(&proven.id, &proven.json)
            .forget_failures(proven.person.id)
            .add_session(&session)
            .log(0, "people.sign-in", proven.uid, r#"{"by":"passkey"}"#);
        self.store.write(batch).await?;
        Ok(sessions::signed_in(
            proven.person.id,
            &proven.person.language,
            Kind::Passkey,
            cookie,
        ))
    }

    /// Ends the session that a browser had before it signed in again.
    pub async fn replace_session(&self, now: i64, cookie: &str) -> Result<(), Fault> {
        if let Some(session) = self.store.session(&secrets::hash(cookie.as_bytes())).await? {
            let batch = Batch::new(session.person, now).end_session(session.person, session.uid);
            self.store.write(batch).await?;
        }
        Ok(())
    }

    /// Checks name (or telephone number) and password; a code must follow.
    pub async fn check_password(
        &self,
        now: i64,
        login: &str,
        password: &str,
        door: Door<'_>,
    ) -> Result<HalfWay, SignInError> {
        let typed = typed_login(login);
        if typed.is_empty() {
            return Err(SignInError::LoginMissing);
        }
        if password.is_empty() {
            return Err(SignInError::PasswordMissing);
        }
        let person = self.store.person_by_login(&typed, &Phone::guess(login)).await?;
        let failures = self
            .enter(now, &typed, person.as_ref(), door)
            .await
            .map_err(|f| match f {
                Stop::Wait(ms) => SignInError::TooSoon { seconds: seconds(ms) },
                Stop::Fault(fault) => SignInError::Fault(fault),
            })?;
        let id = person.as_ref().map_or(NOBODY, |p| p.id);
        let kept = self.store.password(id).await?;
        let is_right = self.passwords.is_right(kept, password).await?;
        match person.filter(|p| is_right && p.state == PersonState::Active) {
            Some(person) => {
                self.throttle.take_back(Count::Address, door.address);
                self.half_way(now, person, typed)
            }
            None => {
                self.keep_failures(now, id, failures).await?;
                Err(SignInError::Wrong)
            }
        }
    }

    fn half_way(&self, now: i64, person: PersonRow, typed: String) -> Result<HalfWay, SignInError> {
        let half = Half {
            person: person.id,
            language: person.language,
            typed,
        };
        Ok(HalfWay {
            id: self.half_way.keep(now, now + HALF_WAY, half)?,
        })
    }

    /// Checks the code that follows a correct password: a six-digit time-based one, or a recovery code.
    pub async fn check_code(
        &self,
        now: i64,
        id: &str,
        code: &str,
        door: Door<'_>,
    ) -> Result<SignedIn, CodeError> {
        let half = self.half_way.peek(now, id).ok_or(CodeError::Over)?;
        if code.trim().is_empty() {
            return Err(CodeError::Missing);
        }
        let person = self
            .store
            .person(half.person)
            .await?
            .filter(|p| p.state == PersonState::Active)
            .ok_or(CodeError::Over)?;
        let failures = self
            .enter(now, &code_key(&person), Some(&person), door)
            .await
            .map_err(|f| match f {
                Stop::Wait(ms) => CodeError::TooSoon { seconds: seconds(ms) },
                Stop::Fault(fault) => CodeError::Fault(fault),
            })?;
        let proof = self.prove_code(person.id, code, now).await?;
        if let Some(refused) = proof.refused() {
            self.keep_failures(now, person.id, failures).await?;
            return Err(refused);
        }
        let signed_in = self.open_by_password(now, &half, proof, door.device).await?;
        self.half_way.take(now, id);
        self.throttle.take_back(Count::Address, door.address);
        self.throttle.forget(Count::Account, &half.typed);
        self.throttle.forget(Count::Account, &code_key(&person));
        Ok(signed_in)
    }

    /// Name, password and code in one step, for a form that was sent after the session had ended.
    pub async fn sign_in_again(
        &self,
        now: i64,
        (login, password, code): (&str, &str, &str),
        door: Door<'_>,
    ) -> Result<Result<SignedIn, CodeError>, SignInError> {
        let half = self.check_password(now, login, password, door).await?;
        Ok(self.check_code(now, &half.id, code, door).await)
    }

    async fn open_by_password(
        &self,
        now: i64,
        half: &Half,
        proof: Proof,
        device: &str,
    ) -> Result<SignedIn, CodeError> {
        let (session, cookie) = sessions::open(half.person, Kind::Password, device, now)?;
        let batch = Batch::new(half.person, now);
        let (batch, by) = match &proof {
            Proof::None | Proof::Drift(_) => return Err(CodeError::Wrong),
            Proof::Step(step) => (batch.take_totp(half.person, *step), r#"{"by":"password"}"#),
            Proof::Recovery(hash) => (
                batch.take_recovery_code(half.person, hash),
                r#"{"by":"recovery"}"#,
            ),
        };
        let batch = batch.forget_failures(half.person).add_session(&session).log(
            0,
            "people.sign-in",
            session.uid,
            by,
        );
        match self.store.write(batch).await {
            Ok(()) => Ok(sessions::signed_in(
                half.person,
                &half.language,
                Kind::Password,
                cookie,
            )),
            // Somebody used the same code a moment ago.
            Err(WriteError::Stale) => Err(CodeError::Wrong),
            Err(cause) => Err(cause.into()),
        }
    }

    async fn prove_code(&self, person: i64, code: &str, now: i64) -> Result<Proof, Fault> {
        if let Some(kept) = self.store.totp(person).await? {
            let proof = self.prove_step(person, &kept, code, now);
            if !matches!(proof, Proof::None) {
                return Ok(proof);
            }
        }
        let Some(typed) = secrets::read_recovery_code(code) else {
            return Ok(Proof::None);
        };
        let hash = secrets::hash(&typed);
        let kept = self.store.recovery_codes(person).await?;
        let is_kept = kept.iter().any(|k| k[..] == hash[..]);
        Ok(if is_kept {
            Proof::Recovery(hash)
        } else {
            Proof::None
        })
    }

    // A step that was used before, or whose code was typed too early, counts as a wrong code and nothing more.
    fn prove_step(&self, person: i64, kept: &TotpRow, code: &str, now: i64) -> Proof {
        let is_free = |step: &i64| *step > kept.last_step && !self.early.was_told(person, *step);
        if let Some(step) = totp::step_of(&kept.secret, code, now) {
            return if is_free(&step) {
                Proof::Step(step)
            } else {
                Proof::None
            };
        }
        match totp::step_nearby(&kept.secret, code, now).filter(|step| *step > kept.last_step) {
            Some(step) => {
                self.early.tell(person, step, now);
                Proof::Drift(totp::drift(step, now))
            }
            None => Proof::None,
        }
    }

    // Counts the attempt as failed for the account and the address; a success takes that back.
    async fn enter(
        &self,
        now: i64,
        key: &str,
        person: Option<&PersonRow>,
        door: Door<'_>,
    ) -> Result<u32, Stop> {
        self.throttle
            .enter(Count::Address, door.address, Tries::default(), now)
            .map_err(Stop::Wait)?;
        let id = person.map_or(NOBODY, |p| p.id);
        let kept = self.store.failures(id).await.map_err(|e| Stop::Fault(e.into()))?;
        let kept = kept
            .filter(|_| person.is_some())
            .map_or(Tries::default(), |f| Tries {
                failures: u32::try_from(f.failures).unwrap_or(u32::MAX),
                last: f.last,
            });
        self.throttle
            .enter(Count::Account, key, kept, now)
            .map_err(Stop::Wait)
    }

    // The first few failures are not worth a write; somebody who guesses soon makes more.
    async fn keep_failures(&self, now: i64, person: i64, failures: u32) -> Result<(), Fault> {
        if failures < 3 {
            return Ok(());
        }
        let batch = Batch::new(0, now).note_failures(person, failures.into());
        let batch = match failures {
            10 | 100 | 1000 if person != NOBODY => batch.log(
                0,
                "people.sign-in-failing",
                self.uid_of(person).await?,
                serde_json::json!({ "tries": failures }).to_string(),
            ),
            _ => batch,
        };
        Ok(self.store.write(batch).await?)
    }

    async fn uid_of(&self, person: i64) -> Result<Uuid, Fault> {
        Ok(self
            .store
            .person(person)
            .await?
            .map(|p| p.uid)
            .unwrap_or_default())
    }
}

enum Stop {
    Wait(i64),
    Fault(Fault),
}

/// A login in its stored and compared form: folded, without spaces, dots and punctuation.
pub(super) fn typed_login(input: &str) -> String {
    text::fold(&text::clean_line(input))
        .chars()
        .filter(|c| *c != ' ')
        .take(120)
        .collect()
}

fn code_key(person: &PersonRow) -> String {
    format!("code:{}", person.id)
}

fn seconds(ms: i64) -> i64 {
    (ms + 999) / 1000
}
