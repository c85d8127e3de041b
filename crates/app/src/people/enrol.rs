//! Setting up login, password and authenticator app: begun with a form, confirmed with the first code.

use super::{AcceptError, Fault, Password, People, Phone, secrets, sign_in, totp};
use dienhong_store::Batch;
use dienhong_store::people::PersonRow;

const ENROLLING: i64 = 30 * 60 * 1000;
const RECOVERY_CODES: usize = 8;

/// Why a login is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginError {
    /// Nothing was typed.
    Missing,
    /// Too few letters or digits.
    TooShort {
        /// Least.
        least: usize,
    },
    /// Too many.
    TooLong {
        /// Most.
        most: usize,
    },
    /// Somebody else has it.
    Taken,
}

/// A form with login and password; the password is typed twice.
#[derive(Clone, Debug, Default)]
pub struct PasswordForm {
    /// Login as typed.
    pub login: String,
    /// Password as typed.
    pub password: String,
    /// The same again.
    pub again: String,
}

/// What the page shows to set up an authenticator app.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Secret by which the page continues the set-up.
    pub id: String,
    /// The app's secret in groups of four.
    pub letters: String,
    /// The same as a QR code, SVG.
    pub qr: String,
    /// The same as a link (`otpauth://`), which opens an app on the same phone.
    pub address: String,
}

/// Login, password and secret, waiting for the first code.
#[derive(Clone)]
pub(super) struct Enrolling {
    pub(super) person: i64,
    pub(super) login: String,
    pub(super) phc: String,
    pub(super) secret: totp::Secret,
}

impl People {
    pub(super) async fn begin_password(
        &self,
        now: i64,
        person: &PersonRow,
        form: &PasswordForm,
    ) -> Result<Enrolment, AcceptError> {
        let login = self.read_login(person.id, &form.login).await?;
        let password = Password::parse(
            &form.password,
            &[&form.login, &person.name, person.phone.as_deref().unwrap_or("")],
        );
        let differs = form.password != form.again && password.is_ok();
        let (Ok(login), Ok(password), false) = (&login, &password, differs) else {
            return Err(AcceptError::Form {
                login: login.err(),
                password: password.err(),
                differs,
            });
        };
        let phc = self.passwords.hash(password).await?;
        let enrolling = Enrolling {
            person: person.id,
            login: login.clone(),
            phc,
            secret: totp::new_secret()?,
        };
        let card = totp::card(&enrolling.secret, &enrolling.login)?;
        let id = self.enrolling.keep(now, now + ENROLLING, enrolling)?;
        Ok(Enrolment {
            id,
            letters: card.letters,
            qr: card.qr,
            address: card.address,
        })
    }

    pub(super) fn confirm_password(
        &self,
        now: i64,
        person: i64,
        id: &str,
        digits: &str,
    ) -> Result<(Enrolling, i64), AcceptError> {
        let enrolling = self
            .enrolling
            .peek(now, id)
            .filter(|e| e.person == person)
            .ok_or(AcceptError::Over)?;
        match totp::step_of(&enrolling.secret, digits, now) {
            Some(step) => Ok((enrolling, step)),
            None => {
                let card = totp::card(&enrolling.secret, &enrolling.login)?;
                let again = Enrolment {
                    id: id.to_owned(),
                    letters: card.letters,
                    qr: card.qr,
                    address: card.address,
                };
                let step = totp::step_nearby(&enrolling.secret, digits, now);
                let drift = step.map(|step| totp::drift(step, now));
                Err(AcceptError::WrongCode(Box::new(again), drift))
            }
        }
    }

    async fn read_login(&self, person: i64, input: &str) -> Result<Result<String, LoginError>, Fault> {
        let login = sign_in::typed_login(input);
        Ok(match login.chars().count() {
            0 => Err(LoginError::Missing),
            1..4 => Err(LoginError::TooShort { least: 4 }),
            41.. => Err(LoginError::TooLong { most: 40 }),
            _ if self
                .store
                .login_is_taken(&login, &Phone::guess(input), person)
                .await? =>
            {
                Err(LoginError::Taken)
            }
            _ => Ok(login),
        })
    }
}

pub(super) fn set_password(batch: Batch, enrolling: &Enrolling, step: i64, hashes: &[[u8; 32]]) -> Batch {
    batch
        .set_login(enrolling.person, &enrolling.login)
        .set_password(enrolling.person, &enrolling.phc)
        .set_totp(enrolling.person, &enrolling.secret, step)
        .set_recovery_codes(enrolling.person, hashes)
}

pub(super) fn recovery_codes() -> Result<(Vec<[u8; 32]>, Vec<String>), Fault> {
    let mut hashes = Vec::new();
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let (bytes, text) = secrets::recovery_code()?;
        hashes.push(secrets::hash(&bytes));
        codes.push(text);
    }
    Ok((hashes, codes))
}

pub(super) fn taken() -> AcceptError {
    AcceptError::Form {
        login: Some(LoginError::Taken),
        password: None,
        differs: false,
    }
}
