//! Passkeys: the two ceremonies, registration and sign-in. The key on the device names its owner, so nobody types a
//! name.

use super::fault::carries_fault;
use super::throttle::{Count, Tries};
use super::{Door, Fault, People};
use dienhong_store::people::PersonRow;
use serde_json::Value;
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};

const CEREMONY: i64 = 5 * 60 * 1000;

/// The first half of a ceremony: what the browser is asked for.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// Secret that connects the second half with the first.
    pub id: String,
    /// Options for `navigator.credentials`, with `publicKey` inside.
    pub options: Value,
}

/// Why a passkey was not accepted.
#[derive(Debug)]
pub enum PasskeyError {
    /// Passkeys cannot be used with this address.
    NotHere,
    /// The ceremony took longer than five minutes or was used before.
    Over,
    /// The device's answer is not a valid proof.
    NotProven,
    /// The key belongs to nobody here, or to a person who may not sign in.
    Unknown,
    /// Too many tries.
    TooSoon {
        /// Seconds to wait.
        seconds: i64,
    },
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(PasskeyError);

/// A key being registered for its owner.
#[derive(Clone)]
pub(super) struct Registering {
    person: i64,
    state: PasskeyRegistration,
}

/// A sign-in being proven.
#[derive(Clone)]
pub(super) struct SigningIn {
    state: DiscoverableAuthentication,
}

/// A verified key, ready to be stored.
pub(super) struct NewKey {
    pub(super) id: Vec<u8>,
    pub(super) json: String,
}

/// A stored key that signed a challenge.
pub(super) struct Proven {
    pub(super) person: PersonRow,
    pub(super) id: Vec<u8>,
    pub(super) json: String,
    pub(super) uid: Uuid,
}

impl People {
    pub(super) async fn begin_key(&self, now: i64, person: &PersonRow) -> Result<Ceremony, PasskeyError> {
        let webauthn = self.webauthn.as_ref().ok_or(PasskeyError::NotHere)?;
        let kept = self.store.passkeys(person.id).await?;
        let exclude: Vec<CredentialID> = kept.into_iter().map(|k| k.id).collect();
        let (options, state) = webauthn
            .start_passkey_registration(person.uid, &person.name, &person.name, Some(exclude))
            .map_err(Fault::machine)?;
        let id = self.registering.keep(
            now,
            now + CEREMONY,
            Registering {
                person: person.id,
                state,
            },
        )?;
        let mut options = serde_json::to_value(&options).map_err(Fault::machine)?;
        // By default the library also accepts keys that do not store their owner; signing in without a name needs keys
        // that do.
        if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
            selection["residentKey"] = "required".into();
            selection["requireResidentKey"] = true.into();
        }
        Ok(Ceremony { id, options })
    }

    pub(super) fn prove_key(
        &self,
        now: i64,
        person: i64,
        id: &str,
        answer: Value,
    ) -> Result<NewKey, PasskeyError> {
        let webauthn = self.webauthn.as_ref().ok_or(PasskeyError::NotHere)?;
        let begun = self
            .registering
            .take(now, id)
            .filter(|r| r.person == person)
            .ok_or(PasskeyError::Over)?;
        let answer: RegisterPublicKeyCredential =
            serde_json::from_value(answer).map_err(|_| PasskeyError::NotProven)?;
        let key = webauthn
            .finish_passkey_registration(&answer, &begun.state)
            .map_err(|_| PasskeyError::NotProven)?;
        let json = serde_json::to_string(&key).map_err(Fault::machine)?;
        Ok(NewKey {
            id: key.cred_id().to_vec(),
            json,
        })
    }

    /// Begins signing in with a passkey.
    pub fn begin_passkey(&self, now: i64, door: Door<'_>) -> Result<Ceremony, PasskeyError> {
        let webauthn = self.webauthn.as_ref().ok_or(PasskeyError::NotHere)?;
        let wait = |ms: i64| PasskeyError::TooSoon {
            seconds: (ms + 999) / 1000,
        };
        self.throttle
            .enter(Count::Ceremony, door.address, Tries::default(), now)
            .map_err(wait)?;
        let (mut options, state) = webauthn
            .start_discoverable_authentication()
            .map_err(Fault::machine)?;
        // The user pressed a button: the device asks at once instead of offering the key in a field's suggestions.
        options.mediation = None;
        let id = self.signing_in.keep(now, now + CEREMONY, SigningIn { state })?;
        let options = serde_json::to_value(&options).map_err(Fault::machine)?;
        Ok(Ceremony { id, options })
    }

    pub(super) async fn prove_passkey(
        &self,
        now: i64,
        id: &str,
        answer: Value,
    ) -> Result<Proven, PasskeyError> {
        let webauthn = self.webauthn.as_ref().ok_or(PasskeyError::NotHere)?;
        let begun = self.signing_in.take(now, id).ok_or(PasskeyError::Over)?;
        let answer: PublicKeyCredential =
            serde_json::from_value(answer).map_err(|_| PasskeyError::NotProven)?;
        let (owner, key_id) = webauthn
            .identify_discoverable_authentication(&answer)
            .map_err(|_| PasskeyError::NotProven)?;
        let person = self
            .store
            .person_by_uid(owner)
            .await?
            .ok_or(PasskeyError::Unknown)?;
        let kept = self.store.passkeys(person.id).await?;
        let kept = kept
            .into_iter()
            .find(|k| k.id == key_id)
            .ok_or(PasskeyError::Unknown)?;
        let mut key: Passkey = serde_json::from_str(&kept.credential).map_err(Fault::machine)?;
        let result = webauthn
            .finish_discoverable_authentication_v2(&answer, begun.state, &key)
            .map_err(|_| PasskeyError::NotProven)?;
        key.update_credential(&result);
        let json = serde_json::to_string(&key).map_err(Fault::machine)?;
        Ok(Proven {
            person,
            id: kept.id,
            json,
            uid: kept.uid,
        })
    }
}
