//! Passkeys, passwords, codes by time, recovery codes, and failed tries.

use crate::rows::columns;
use crate::{Batch, Store, StoreError, args};
use uuid::Uuid;

/// A passkey.
#[derive(Clone, Debug)]
pub struct PasskeyRow {
    /// Id that the device gave.
    pub id: Vec<u8>,
    /// Id for lists and addresses.
    pub uid: Uuid,
    /// Owner.
    pub person: i64,
    /// Credential as JSON.
    pub credential: String,
    /// What the owner calls the device.
    pub label: String,
    /// When it was made.
    pub created: i64,
    /// When it was last used.
    pub last_used: Option<i64>,
}

columns!(PasskeyRow of passkey k: id, uid, person, credential, label, created, last_used);

/// A secret for codes by time.
#[derive(Clone, Debug)]
pub struct TotpRow {
    /// Shared secret.
    pub secret: Vec<u8>,
    /// The last step whose code was taken; a code is never taken twice.
    pub last_step: i64,
}

columns!(TotpRow of credential_totp t: secret, last_step);

/// Failed tries since the last success.
#[derive(Clone, Copy, Debug)]
pub struct FailureRow {
    /// How many.
    pub failures: i64,
    /// When the last one was.
    pub last: i64,
}

columns!(FailureRow of sign_in_failure f: failures, last);

impl Store {
    /// A person's passkeys, the oldest first.
    pub async fn passkeys(&self, person: i64) -> Result<Vec<PasskeyRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM passkey k WHERE k.person = $1 ORDER BY k.created, k.uid",
                PasskeyRow::COLUMNS
            ),
            args![person],
        )
        .await
    }
    /// A person's password hash.
    pub async fn password(&self, person: i64) -> Result<Option<String>, StoreError> {
        let found: Option<(String,)> = self
            .first(
                "SELECT phc FROM credential_password WHERE person = $1",
                args![person],
            )
            .await?;
        Ok(found.map(|(phc,)| phc))
    }
    /// A person's secret for codes by time.
    pub async fn totp(&self, person: i64) -> Result<Option<TotpRow>, StoreError> {
        self.first(
            format!(
                "SELECT {} FROM credential_totp t WHERE t.person = $1",
                TotpRow::COLUMNS
            ),
            args![person],
        )
        .await
    }
    /// Hashes of recovery codes that were not used.
    pub async fn recovery_codes(&self, person: i64) -> Result<Vec<Vec<u8>>, StoreError> {
        let found: Vec<(Vec<u8>,)> = self
            .all(
                "SELECT hash FROM recovery_code WHERE person = $1 AND used IS NULL",
                args![person],
            )
            .await?;
        Ok(found.into_iter().map(|(hash,)| hash).collect())
    }
    /// Failed tries of a person.
    pub async fn failures(&self, person: i64) -> Result<Option<FailureRow>, StoreError> {
        self.first(
            format!(
                "SELECT {} FROM sign_in_failure f WHERE f.person = $1",
                FailureRow::COLUMNS
            ),
            args![person],
        )
        .await
    }
    /// How many passkeys a person has.
    pub async fn count_passkeys(&self, person: i64) -> Result<i64, StoreError> {
        self.number("SELECT COUNT(*) FROM passkey WHERE person = $1", args![person])
            .await
    }
}

impl Batch {
    /// Adds a passkey.
    pub fn add_passkey(self, person: i64, uid: Uuid, id: &[u8], credential: &str, label: &str) -> Batch {
        let at = self.at;
        self.run(
            "INSERT INTO passkey (id, uid, person, credential, label, created, last_used) VALUES ($1, $2, $3, $4, $5, $6, NULL)",
            args![id, uid, person, credential, label, at],
        )
    }
    /// Notes the use of a passkey with its new counter.
    pub fn use_passkey(self, id: &[u8], credential: &str) -> Batch {
        let at = self.at;
        self.run(
            "UPDATE passkey SET credential = $2, last_used = $3 WHERE id = $1",
            args![id, credential, at],
        )
        .expect(1)
    }
    /// Removes one passkey of a person.
    pub fn remove_passkey(self, person: i64, uid: Uuid) -> Batch {
        self.run(
            "DELETE FROM passkey WHERE person = $1 AND uid = $2",
            args![person, uid],
        )
        .expect(1)
    }
    /// Sets a password.
    pub fn set_password(self, person: i64, phc: &str) -> Batch {
        let at = self.at;
        self.run(
            "INSERT INTO credential_password (person, phc, changed) VALUES ($1, $2, $3) \
             ON CONFLICT (person) DO UPDATE SET phc = excluded.phc, changed = excluded.changed",
            args![person, phc, at],
        )
    }
    /// Sets the secret for codes by time; `step` is the step of the code that confirmed it.
    pub fn set_totp(self, person: i64, secret: &[u8], step: i64) -> Batch {
        let at = self.at;
        self.run(
            "INSERT INTO credential_totp (person, secret, confirmed, last_step) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (person) DO UPDATE SET secret = excluded.secret, confirmed = excluded.confirmed, last_step = excluded.last_step",
            args![person, secret, at, step],
        )
    }
    /// Takes the code of a step; refused as stale when it or a later one was taken before.
    pub fn take_totp(self, person: i64, step: i64) -> Batch {
        self.run(
            "UPDATE credential_totp SET last_step = $2 WHERE person = $1 AND last_step < $2",
            args![person, step],
        )
        .expect(1)
    }
    /// Replaces all recovery codes.
    pub fn set_recovery_codes(self, person: i64, hashes: &[[u8; 32]]) -> Batch {
        let cleared = self.run("DELETE FROM recovery_code WHERE person = $1", args![person]);
        hashes.iter().fold(cleared, |batch, hash| {
            batch.run(
                "INSERT INTO recovery_code (person, hash, used) VALUES ($1, $2, NULL)",
                args![person, &hash[..]],
            )
        })
    }
    /// Takes a recovery code; refused as stale when it was used before.
    pub fn take_recovery_code(self, person: i64, hash: &[u8]) -> Batch {
        let at = self.at;
        self.run(
            "UPDATE recovery_code SET used = $3 WHERE person = $1 AND hash = $2 AND used IS NULL",
            args![person, hash, at],
        )
        .expect(1)
    }
    /// Forgets the password, the secret for codes and the recovery codes of a person.
    pub fn remove_password(self, person: i64) -> Batch {
        self.run("DELETE FROM credential_password WHERE person = $1", args![person])
            .run("DELETE FROM credential_totp WHERE person = $1", args![person])
            .run("DELETE FROM recovery_code WHERE person = $1", args![person])
    }
    /// Forgets every way of signing in of a person and ends all sessions.
    pub fn remove_credentials(self, person: i64) -> Batch {
        self.run("DELETE FROM passkey WHERE person = $1", args![person])
            .remove_password(person)
            .run("DELETE FROM sign_in_failure WHERE person = $1", args![person])
            .end_sessions(person)
    }
    /// Notes failed tries.
    pub fn note_failures(self, person: i64, failures: i64) -> Batch {
        let at = self.at;
        self.run(
            "INSERT INTO sign_in_failure (person, failures, last) VALUES ($1, $2, $3) \
             ON CONFLICT (person) DO UPDATE SET failures = excluded.failures, last = excluded.last",
            args![person, failures, at],
        )
    }
    /// Forgets failed tries after a success.
    pub fn forget_failures(self, person: i64) -> Batch {
        self.run("DELETE FROM sign_in_failure WHERE person = $1", args![person])
    }
}
