//! Envelopes: signed with the sender's key, opened only if complete and correctly signed.

use crate::FILE_MAX;
use crate::body::{Body, Kind};
use crate::first::FirstPayload;
use crate::key::{Signer, is_signed};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

const BUNDLE: &str = "dienhong-bundle/2";
/// Read, never written.
const FIRST_BUNDLE: &str = "dienhong-bundle/1";
const CARD: &str = "dienhong-card/1";
const ASKING: &str = "dienhong-asking/1";
/// Bytes of a public key and of a signature.
const KEY: usize = 32;
const SIGNATURE: usize = 64;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    format: String,
    payload: String,
    key: String,
    signature: String,
}

/// Introduces an installation to another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Permanent id of the installation's book.
    pub book: Uuid,
    /// The unit for which it speaks, with all that stands below.
    pub unit: Uuid,
    /// That unit's name.
    pub name: String,
}

/// Who sends a bundle.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// Permanent id of its book.
    pub book: Uuid,
    /// The unit for which it speaks.
    pub unit: Uuid,
    /// That unit's name.
    pub name: String,
}

/// What a bundle carries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// Permanent id of this bundle.
    pub id: Uuid,
    /// Moment of making, UTC milliseconds.
    pub made_at: i64,
    /// Sender.
    pub from: Sender,
    /// The unit to which it is sent.
    pub to: Uuid,
    /// What it carries.
    pub body: Body,
}

/// A request of an installation for the bundles that another one has ready for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// Who asks.
    pub from: Sender,
    /// The book that is asked.
    pub to: Uuid,
    /// Moment of asking, UTC milliseconds.
    pub made_at: i64,
}

/// What an envelope holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EnvelopeContent {
    /// A card.
    Card(Card),
    /// A bundle.
    Bundle(Box<Payload>),
    /// A request for bundles that are ready.
    Asking(Asking),
}

/// An envelope that is whole and signed by the key that it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// The sender's public key.
    pub key: Vec<u8>,
    /// What it holds.
    pub what: EnvelopeContent,
}

/// Why an envelope cannot be opened.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OpenError {
    /// Larger than [`FILE_MAX`].
    #[error("too large")]
    TooLarge,
    /// Not an envelope at all: another kind of file.
    #[error("not an envelope")]
    NotAnEnvelope,
    /// It ends in the middle.
    #[error("cut off")]
    CutOff,
    /// A newer program wrote it.
    #[error("written by a newer program: {0}")]
    Newer(String),
    /// The signature does not fit: forged, or changed on the way.
    #[error("the signature does not fit")]
    Forged,
    /// Signed, but its content is not what its format says.
    #[error("the payload can not be read")]
    BadPayload,
}

fn seal(signer: &Signer, format: &str, payload: &impl Serialize) -> Result<String, serde_json::Error> {
    let payload = serde_json::to_string(payload)?;
    let envelope = Envelope {
        format: format.to_owned(),
        signature: hex::encode(signer.sign(&signed(format, &payload))),
        key: hex::encode(signer.public()),
        payload,
    };
    serde_json::to_string_pretty(&envelope)
}

/// Seals a card.
pub fn seal_card(signer: &Signer, card: &Card) -> Result<String, serde_json::Error> {
    seal(signer, CARD, card)
}

/// Seals a bundle.
pub fn seal_bundle(signer: &Signer, payload: &Payload) -> Result<String, serde_json::Error> {
    seal(signer, BUNDLE, payload)
}

/// Seals a request for bundles that are ready.
pub fn seal_asking(signer: &Signer, asking: &Asking) -> Result<String, serde_json::Error> {
    seal(signer, ASKING, asking)
}

/// What is signed: the format too, so that a card never passes for a bundle.
fn signed(format: &str, payload: &str) -> Vec<u8> {
    format!("{format}\n{payload}").into_bytes()
}

/// Opens an envelope. Its payload is not parsed before the signature is verified.
pub fn open(bytes: &[u8]) -> Result<Opened, OpenError> {
    if bytes.len() > FILE_MAX {
        return Err(OpenError::TooLarge);
    }
    let envelope: Envelope = serde_json::from_slice(bytes).map_err(|error| match error.is_eof() {
        true if bytes.trim_ascii_start().starts_with(b"{") => OpenError::CutOff,
        _ => OpenError::NotAnEnvelope,
    })?;
    match envelope.format.as_str() {
        CARD | BUNDLE | FIRST_BUNDLE | ASKING => {}
        other if other.starts_with("dienhong-") => {
            return Err(OpenError::Newer(other.chars().take(40).collect()));
        }
        _ => return Err(OpenError::NotAnEnvelope),
    }
    let (key, signature) = hex::decode(&envelope.key)
        .ok()
        .filter(|key| key.len() == KEY)
        .zip(
            hex::decode(&envelope.signature)
                .ok()
                .filter(|s| s.len() == SIGNATURE),
        )
        .ok_or(OpenError::Forged)?;
    if !is_signed(&key, &signed(&envelope.format, &envelope.payload), &signature) {
        return Err(OpenError::Forged);
    }
    let bad = |_| OpenError::BadPayload;
    let what = match envelope.format.as_str() {
        CARD => EnvelopeContent::Card(serde_json::from_str(&envelope.payload).map_err(bad)?),
        ASKING => EnvelopeContent::Asking(serde_json::from_str(&envelope.payload).map_err(bad)?),
        FIRST_BUNDLE => {
            let first: FirstPayload = serde_json::from_str(&envelope.payload).map_err(bad)?;
            EnvelopeContent::Bundle(Box::new(first.into()))
        }
        _ => EnvelopeContent::Bundle(Box::new(bundle(&envelope.payload)?)),
    };
    Ok(Opened { key, what })
}

/// Reads a bundle of today's form. One of a kind that only a newer program knows is told from one that is malformed.
fn bundle(payload: &str) -> Result<Payload, OpenError> {
    serde_json::from_str(payload).map_err(|_| {
        let read = serde_json::from_str::<Value>(payload).ok();
        let kind = read.as_ref().and_then(unknown_kind);
        kind.map_or(OpenError::BadPayload, |kind| {
            OpenError::Newer(format!("{BUNDLE} {kind}"))
        })
    })
}

/// The kind that a payload names, if this program does not know it.
fn unknown_kind(payload: &Value) -> Option<String> {
    let answered = payload.pointer("/body/answer/kind").and_then(Value::as_str);
    let sent = || {
        let details = payload.pointer("/body/submission/details")?.as_object()?;
        details.keys().next().map(String::as_str)
    };
    let kind = answered.or_else(sent)?;
    let is_known = serde_json::from_value::<Kind>(kind.into()).is_ok();
    (!is_known).then(|| kind.chars().take(40).collect())
}

/// Feeds foreign bytes to everything that opens files. For the kept corpus and for fuzzing.
pub fn run(bytes: &[u8]) {
    let _ = open(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        // Also the payload alone, as a trusted sender may sign a malformed one.
        let _ = bundle(text);
        let _ = serde_json::from_str::<FirstPayload>(text).map(Payload::from);
        let _ = serde_json::from_str::<Card>(text);
        let _ = serde_json::from_str::<Asking>(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#""id":"00000000-0000-0000-0000-000000000001","made_at":9,"from":{"book":"00000000-0000-0000-0000-000000000002","unit":"00000000-0000-0000-0000-000000000003","name":"x"},"to":"00000000-0000-0000-0000-000000000004""#;

    #[test]
    fn a_kind_of_a_newer_program_is_told_from_a_malformed_one() {
        let read = |body: &str| bundle(&format!("{{{HEAD},\"body\":{body}}}"));
        let newer = Err(OpenError::Newer("dienhong-bundle/2 plan".into()));
        assert_eq!(read(r#"{"answer":{"kind":"plan"}}"#), newer);
        assert_eq!(read(r#"{"submission":{"details":{"plan":{}}}}"#), newer);
        assert_eq!(
            read(r#"{"answer":{"kind":"filing"}}"#),
            Err(OpenError::BadPayload)
        );
        assert_eq!(
            read(r#"{"submission":{"details":{}}}"#),
            Err(OpenError::BadPayload)
        );
        assert_eq!(bundle("{"), Err(OpenError::BadPayload));
    }
}
