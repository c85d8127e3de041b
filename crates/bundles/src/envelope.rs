//! Envelopes: signed with the sender's key, opened only if complete and correctly signed.

use crate::FILE_MAX;
use crate::key::{Signer, is_signed};
use dienhong_domain::filings::State;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Day;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const BUNDLE: &str = "dienhong-bundle/1";
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

/// Figures and reports up, or an answer down.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// Figures that were approved.
    Filing(Filing),
    /// The answer of the level above to figures.
    Answer(Answer),
    /// A report that was issued, with its files.
    Report(Box<Report>),
    /// The answer of the level above to a report.
    ReportAnswer(ReportAnswer),
}

/// A report in the form in which it is sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Permanent id.
    pub report: Uuid,
    /// Unit.
    pub unit: Uuid,
    /// Outline's code.
    pub outline: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Version, from 1.
    pub version: i32,
    /// The paper as it was issued, byte by byte.
    pub model: String,
    /// Its SHA-256, hex.
    pub hash: String,
    /// The program that froze it.
    pub program: String,
    /// Files as they were issued, and the signed copy when it is not too large.
    pub files: Vec<File>,
    /// What happened to this version so far.
    pub said: Vec<ReportSaid>,
}

/// A file of a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Format: docx, pdf, xlsx, or "signed".
    pub format: String,
    /// Content; base64 in the envelope.
    #[serde(with = "as_base64")]
    pub bytes: Vec<u8>,
}

/// Something that happened to a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSaid {
    /// Stage since.
    pub stage: Stage,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Unit in whose name.
    pub unit: Uuid,
    /// Words.
    pub note: String,
}

/// An answer to a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportAnswer {
    /// Report.
    pub report: Uuid,
    /// Version that is answered.
    pub version: i32,
    /// SHA-256 of its paper as it was issued, hex.
    pub hash: String,
    /// Accepted, or sent back to be written; in whose name, when, with which words.
    pub said: ReportSaid,
    /// Part (empty for the whole) and words.
    pub notes: Vec<(String, String)>,
}

mod as_base64 {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        STANDARD.decode(text.as_bytes()).map_err(D::Error::custom)
    }
}

/// A filing in the form in which it is sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// Permanent id.
    pub filing: Uuid,
    /// Version, from 1.
    pub version: i32,
    /// The content as it was frozen, byte by byte.
    pub content: String,
    /// Its SHA-256, hex.
    pub hash: String,
    /// What happened to it so far.
    pub said: Vec<Said>,
}

/// Something that happened to a filing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// State since.
    pub state: State,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Unit in whose name.
    pub unit: Uuid,
    /// Words.
    pub note: String,
}

/// An answer to a filing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Filing.
    pub filing: Uuid,
    /// SHA-256 of the content that is answered, hex.
    pub hash: String,
    /// Accepted or returned, in whose name, when, with which words.
    pub said: Said,
    /// Measure (empty for the whole) and reason.
    pub reasons: Vec<(String, String)>,
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
        CARD | BUNDLE | ASKING => {}
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
        _ => EnvelopeContent::Bundle(Box::new(serde_json::from_str(&envelope.payload).map_err(bad)?)),
    };
    Ok(Opened { key, what })
}

/// Feeds foreign bytes to everything that opens files. For the kept corpus and for fuzzing.
pub fn run(bytes: &[u8]) {
    let _ = open(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        // Also the payload alone, as a trusted sender may sign a malformed one.
        let _ = serde_json::from_str::<Payload>(text);
        let _ = serde_json::from_str::<Card>(text);
        let _ = serde_json::from_str::<Asking>(text);
    }
}
