//! API keys. A program has its own row among the persons and its own appointment, so that what it records has its name
//! and not that of the person who made the key.

use super::actor::held;
use super::actor_cache::{Credential, Kept};
use super::fault::carries_fault;
use super::sessions::SEEN_EVERY;
use super::{
    Actor, By, Fault, NewTerm, People, PeopleService, PersonName, RightsContext, appointments, may_give,
    secrets,
};
use dienhong_domain::people::{PersonKind, PersonState};
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::people::{NewAppointment, NewPerson, NewToken, TokenRow};
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

// Keys begin differently from other secrets, so that leaked ones can be found.
const PREFIX: &str = "dienhong_";
/// Most days that a key is valid.
pub(super) const MOST_DAYS: i64 = 400;

/// A program that gets a key.
#[derive(Clone, Debug)]
pub struct NewProgram {
    /// The program's name.
    pub name: PersonName,
    /// Its role.
    pub role: Role,
    /// Its unit; the units below it are included. Of a program over a subject, the unit in which that lies.
    pub unit: UnitId,
    /// Its subject, if it is over one.
    pub subject: Option<Uuid>,
    /// The permissions of the role that it gets.
    pub scopes: Vec<Permission>,
    /// Last day, counted.
    pub to: Day,
}

/// A key just made; shown only this once.
#[derive(Clone, Debug)]
pub struct ProgramKey {
    /// Id for lists.
    pub id: Uuid,
    /// The key.
    pub key: String,
}

/// A key in a list.
#[derive(Clone, Debug)]
pub struct ProgramRow {
    /// The key.
    pub token: TokenRow,
    /// The program's name.
    pub name: String,
    /// Acts.
    pub scopes: Vec<Permission>,
}

/// Why a key is refused.
#[derive(Debug)]
pub enum TokenError {
    /// There is no such key, unit or subject, or the actor may not see it.
    NotFound,
    /// The actor may not give this role over this unit.
    NotAllowed,
    /// The role does not exist on this level.
    DoesNotFit,
    /// No act was chosen.
    NoScope,
    /// The role does not include this act.
    NotInRole {
        /// Act.
        permission: Permission,
    },
    /// The last day is in the past, or later than a key may be valid.
    BadDay {
        /// Last day allowed.
        latest: Day,
    },
    /// It was revoked before.
    RevokedAlready,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(TokenError);

impl People {
    /// The program behind a key; none when the key is unknown, over or revoked.
    pub async fn program(&self, here: RightsContext<'_>, key: &str) -> Result<Option<Actor>, Fault> {
        if !key.starts_with(PREFIX) {
            return Ok(None);
        }
        let (hash, changes) = (secrets::hash(key.as_bytes()), self.store.changes());
        if let Some(actor) = self.actor_cache.find(Credential::Key, hash, here.now, changes) {
            return Ok(Some(actor));
        }
        let token = self.store.token(&hash).await?;
        let Some(token) = token.filter(|t| t.revoked.is_none() && t.expires > here.now) else {
            return Ok(None);
        };
        let person = self
            .store
            .person(token.person)
            .await?
            .filter(|p| p.state == PersonState::Active && p.kind == PersonKind::Program);
        let Some(person) = person else {
            return Ok(None);
        };
        if token.last_used.is_none_or(|used| here.now - used >= SEEN_EVERY) {
            let noted = self
                .store
                .write(Batch::new(person.id, here.now).use_token(token.id))
                .await;
            if let Err(cause) = noted {
                tracing::warn!(key = %token.id, %cause, "the use of a key could not be noted");
            }
        }
        let rows = self.store.appointments_of(person.id).await?;
        let actor = Actor {
            person: person.id,
            uid: person.uid,
            name: person.name,
            language: person.language,
            held: held(&rows),
            by: By::Key {
                id: token.id,
                unit: token.unit,
                subject: token.subject,
                scopes: scopes(&token),
            },
        };
        let kept = Kept {
            actor: actor.clone(),
            at: here.now,
            ends: token.expires,
            changes,
        };
        self.actor_cache.keep(Credential::Key, hash, kept);
        Ok(Some(actor))
    }
}

impl PeopleService<'_> {
    /// Makes a key for a program.
    pub async fn make_key(&self, new: &NewProgram) -> Result<ProgramKey, TokenError> {
        let term = NewTerm {
            role: new.role,
            unit: new.unit,
            subject: new.subject,
            from: self.today(),
            to: new.to,
        };
        check(self.actor, new, self.here())?;
        if let Some(subject) = new.subject
            && !self.is_there(subject, new.unit).await?
        {
            return Err(TokenError::NotFound);
        }
        for _ in 0..5 {
            let key = format!("{PREFIX}{}", secrets::token()?);
            let (batch, id) = self.new_program(new, &term, &key).await?;
            match self.store.write(batch).await {
                Err(WriteError::Constraint(_)) => continue,
                done => done?,
            }
            return Ok(ProgramKey { id, key });
        }
        Err(TokenError::Fault(Fault::machine(
            "no number was free for the program",
        )))
    }

    async fn new_program(&self, new: &NewProgram, term: &NewTerm, key: &str) -> Result<(Batch, Uuid), Fault> {
        let here = self.here();
        let person = NewPerson {
            id: self.store.next_person().await?,
            uid: Uuid::now_v7(),
            kind: PersonKind::Program,
            name: new.name.as_str().to_owned(),
            phone: None,
            state: PersonState::Active,
            language: "vi".to_owned(),
        };
        let scopes: Vec<&str> = new.scopes.iter().map(|permission| permission.code()).collect();
        let token = NewToken {
            id: Uuid::now_v7(),
            hash: secrets::hash(key.as_bytes()),
            person: person.id,
            unit: new.unit,
            subject: new.subject,
            scopes: scopes.join(" "),
            expires: end_of(new.to, here),
        };
        let appointment = NewAppointment {
            id: Uuid::now_v7(),
            person: person.id,
            held: term.held(),
        };
        let batch = self
            .batch_without_rules()
            .add_person(&person)
            .add_appointment(&appointment)
            .add_token(&token);
        Ok((
            appointments::log_term(batch, here, "people.make-key", token.id, term),
            token.id,
        ))
    }

    /// The keys of a unit, revoked and ended ones too.
    pub async fn keys(&self, unit: UnitId) -> Result<Vec<ProgramRow>, TokenError> {
        if !self.actor.is_signed_in() || !self.may(Permission::ManageTokens, unit) {
            return Err(TokenError::NotFound);
        }
        let tokens = self.store.tokens_of(unit).await?;
        let ids: Vec<i64> = tokens.iter().map(|t| t.person).collect();
        let names = self.store.names(&ids).await?;
        Ok(tokens
            .into_iter()
            .map(|token| ProgramRow {
                name: names.get(&token.person).cloned().unwrap_or_default(),
                scopes: scopes(&token),
                token,
            })
            .collect())
    }

    /// Revokes a key.
    pub async fn revoke_key(&self, id: Uuid) -> Result<(), TokenError> {
        let token = self.store.token_by_id(id).await?.ok_or(TokenError::NotFound)?;
        let unit = token.unit;
        if !self.actor.is_signed_in() || !self.may(Permission::ManageTokens, unit) {
            return Err(TokenError::NotFound);
        }
        let batch = self.batch_without_rules().revoke_token(id).log(
            self.here().home(unit),
            "people.revoke-key",
            id,
            "{}",
        );
        match self.store.write(batch).await {
            Err(WriteError::Stale) => Err(TokenError::RevokedAlready),
            done => Ok(done?),
        }
    }
}

fn check(actor: &Actor, new: &NewProgram, here: RightsContext<'_>) -> Result<(), TokenError> {
    if !actor.is_signed_in() || !actor.may(Permission::ManageTokens, new.unit, here) {
        return Err(TokenError::NotFound);
    }
    let fits = match new.subject {
        Some(_) => new.role.is_over_subject(),
        None => here.map.level(new.unit).is_some_and(|level| new.role.fits(level)),
    };
    if !fits {
        return Err(TokenError::DoesNotFit);
    }
    if !may_give(actor, new.role, new.unit, here) {
        return Err(TokenError::NotAllowed);
    }
    if new.scopes.is_empty() {
        return Err(TokenError::NoScope);
    }
    if let Some(permission) = new
        .scopes
        .iter()
        .find(|permission| !is_for_programs(**permission) || !new.role.permissions().contains(permission))
    {
        return Err(TokenError::NotInRole {
            permission: *permission,
        });
    }
    let ahead = here.today().days_until(new.to);
    if !(0..=MOST_DAYS).contains(&ahead) {
        return Err(TokenError::BadDay {
            latest: latest(here.today()),
        });
    }
    Ok(())
}

/// Whether a program may have a permission at all: people, keys, packs and the register of subjects are managed by people only, and only people see
/// whether what arrived is a citizen's letter.
pub(super) fn is_for_programs(permission: Permission) -> bool {
    // A program may freeze; people approve and accept.
    !matches!(
        permission,
        Permission::ManagePeople
            | Permission::ManageTokens
            | Permission::ManagePacks
            | Permission::ApproveFigures
            | Permission::AcceptFigures
            | Permission::ApproveReports
            | Permission::ManagePapers
            | Permission::KeepIncoming
            | Permission::ManageSubjects
    )
}

fn latest(today: Day) -> Day {
    (0..MOST_DAYS).fold(today, |day, _| day.next())
}

// A scope that cannot be read gives no permission.
fn scopes(token: &TokenRow) -> Vec<Permission> {
    token
        .scopes
        .split(' ')
        .filter_map(Permission::parse)
        .filter(|permission| is_for_programs(*permission))
        .collect()
}

// The last millisecond of a day in Vietnam, seven hours ahead of UTC.
fn end_of(day: Day, here: RightsContext<'_>) -> i64 {
    const A_DAY: i64 = 24 * 3600 * 1000;
    const AHEAD: i64 = 7 * 3600 * 1000;
    let midnight = (here.now + AHEAD).div_euclid(A_DAY) * A_DAY - AHEAD;
    midnight + (here.today().days_until(day) + 1) * A_DAY
}
