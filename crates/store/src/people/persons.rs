//! Persons: the only table that holds a name.

use crate::rows::{As, columns};
use crate::{Batch, Store, StoreError, args};
use dienhong_domain::people::{PersonKind, PersonState};
use std::collections::HashMap;
use uuid::Uuid;

/// A person or a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Number in this database.
    pub id: i64,
    /// Permanent identity; also the user handle of passkeys.
    pub uid: Uuid,
    /// A person or a program.
    pub kind: PersonKind,
    /// Name as written.
    pub name: String,
    /// Name to sign in with, folded.
    pub login: Option<String>,
    /// Telephone, digits only.
    pub phone: Option<String>,
    /// How far the account has come.
    pub state: PersonState,
    /// Language of the interface.
    pub language: String,
    /// When the row was made.
    pub created: i64,
}

columns!(PersonRow of person p:
    id, uid, kind, name, login, phone, state, language, created);

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Number; the next free one.
    pub id: i64,
    /// Permanent identity.
    pub uid: Uuid,
    /// A person or a program.
    pub kind: PersonKind,
    /// Name as written.
    pub name: String,
    /// Telephone, digits only.
    pub phone: Option<String>,
    /// Invited, or has signed in.
    pub state: PersonState,
    /// Language of the interface.
    pub language: String,
}

/// How a person can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaysRow {
    /// Person.
    pub person: i64,
    /// How many passkeys.
    pub passkeys: i64,
    /// Whether there is a password.
    pub has_password: bool,
}

columns!(WaysRow of person p:
    person = id,
    passkeys = "(SELECT COUNT(*) FROM passkey k WHERE k.person = p.id)",
    has_password = "(SELECT COUNT(*) FROM credential_password c WHERE c.person = p.id)",
);

impl Store {
    /// A person.
    pub async fn person(&self, id: i64) -> Result<Option<PersonRow>, StoreError> {
        self.first(
            format!("SELECT {} FROM person p WHERE p.id = $1", PersonRow::COLUMNS),
            args![id],
        )
        .await
    }
    /// The person with an identity.
    pub async fn person_by_uid(&self, uid: Uuid) -> Result<Option<PersonRow>, StoreError> {
        self.first(
            format!("SELECT {} FROM person p WHERE p.uid = $1", PersonRow::COLUMNS),
            args![uid],
        )
        .await
    }
    /// The person who signs in with a name (folded) or a telephone (digits only).
    pub async fn person_by_login(&self, login: &str, phone: &str) -> Result<Option<PersonRow>, StoreError> {
        self.first(
            format!(
                "SELECT {} FROM person p WHERE p.kind = 0 AND (p.login = $1 OR p.phone = $2) \
                 ORDER BY CASE WHEN p.login = $1 THEN 0 ELSE 1 END LIMIT 1",
                PersonRow::COLUMNS
            ),
            args![login, phone],
        )
        .await
    }
    /// Whether somebody else already has a login or a telephone.
    pub async fn login_is_taken(&self, login: &str, phone: &str, but: i64) -> Result<bool, StoreError> {
        let found: Option<(As<i64>,)> = self
            .first(
                "SELECT id FROM person WHERE (login = $1 OR phone = $2) AND id <> $3 LIMIT 1",
                args![login, phone, but],
            )
            .await?;
        Ok(found.is_some())
    }
    /// The number for the next person. Two at once get the same one, and the second is refused by the key.
    pub async fn next_person(&self) -> Result<i64, StoreError> {
        self.number("SELECT COALESCE(MAX(id), 0) + 1 FROM person", args![])
            .await
    }
    /// The first person of the book, if there is any.
    pub async fn first_person(&self) -> Result<Option<PersonRow>, StoreError> {
        self.first(
            format!(
                "SELECT {} FROM person p WHERE p.kind = 0 ORDER BY p.id LIMIT 1",
                PersonRow::COLUMNS
            ),
            args![],
        )
        .await
    }
    /// Several persons, by number.
    pub async fn persons(&self, ids: &[i64]) -> Result<Vec<PersonRow>, StoreError> {
        let list = super::list(ids.iter().copied());
        self.all(
            format!(
                "SELECT {} FROM person p WHERE p.id IN ({list}) ORDER BY p.id",
                PersonRow::COLUMNS
            ),
            args![],
        )
        .await
    }
    /// Names by number, for pages only.
    pub async fn names(&self, ids: &[i64]) -> Result<HashMap<i64, String>, StoreError> {
        Ok(self
            .persons(ids)
            .await?
            .into_iter()
            .map(|p| (p.id, p.name))
            .collect())
    }
    /// How several persons can sign in.
    pub async fn ways_of(&self, ids: &[i64]) -> Result<Vec<WaysRow>, StoreError> {
        let list = super::list(ids.iter().copied());
        self.all(
            format!(
                "SELECT {} FROM person p WHERE p.id IN ({list}) ORDER BY p.id",
                WaysRow::COLUMNS
            ),
            args![],
        )
        .await
    }
    /// Whether anybody has a way to sign in.
    pub async fn anybody_can_sign_in(&self) -> Result<bool, StoreError> {
        let found: Option<(As<i64>,)> = self
            .first(
                "SELECT id FROM person WHERE EXISTS (SELECT 1 FROM passkey) OR EXISTS (SELECT 1 FROM credential_password) LIMIT 1",
                args![],
            )
            .await?;
        Ok(found.is_some())
    }
}

impl Batch {
    /// Adds a person.
    pub fn add_person(self, new: &NewPerson) -> Batch {
        let at = self.at;
        self.run(
            "INSERT INTO person (id, uid, kind, name, login, phone, state, language, created) \
             VALUES ($1, $2, $3, $4, NULL, $5, $6, $7, $8)",
            args![
                new.id,
                new.uid,
                new.kind,
                &new.name,
                new.phone.clone(),
                new.state,
                &new.language,
                at
            ],
        )
    }
    /// Adds the very first person; refused as stale when there is one.
    pub fn add_first_person(self, new: &NewPerson) -> Batch {
        let at = self.at;
        self.run(
            "INSERT INTO person (id, uid, kind, name, login, phone, state, language, created) \
             SELECT $1, $2, 0, $3, NULL, $4, 0, $5, $6 \
             WHERE NOT EXISTS (SELECT 1 FROM person)",
            args![new.id, new.uid, &new.name, new.phone.clone(), &new.language, at],
        )
        .expect(1)
    }
    /// Sets name and telephone.
    pub fn rename_person(self, person: i64, name: &str, phone: Option<String>) -> Batch {
        self.run(
            "UPDATE person SET name = $2, phone = $3 WHERE id = $1",
            args![person, name, phone],
        )
        .expect(1)
    }
    /// Sets the name to sign in with.
    pub fn set_login(self, person: i64, login: &str) -> Batch {
        self.run("UPDATE person SET login = $2 WHERE id = $1", args![person, login])
            .expect(1)
    }
    /// Sets the language of the interface.
    pub fn set_language(self, person: i64, language: &str) -> Batch {
        self.run(
            "UPDATE person SET language = $2 WHERE id = $1",
            args![person, language],
        )
        .expect(1)
    }
    /// Notes that a person has signed in for the first time.
    pub fn activate_person(self, person: i64) -> Batch {
        self.run(
            "UPDATE person SET state = 1 WHERE id = $1 AND state = 0",
            args![person],
        )
    }
    /// Sets a setting of the installation.
    pub fn set_setting(self, key: &str, value: &str) -> Batch {
        self.run(
            "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            args![key, value],
        )
    }
}
