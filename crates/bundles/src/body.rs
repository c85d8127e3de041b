//! What a bundle carries: a submission going up or an answer coming down, in one form for every kind.

use dienhong_domain::time::Day;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A submission up, or an answer down.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// What a unit sends to the level above.
    Submission(Box<Submission>),
    /// The answer of the level above.
    Answer(Answer),
}

/// What is sent up and answered. Its codes never change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Figures of a period.
    Filing,
    /// A report.
    Report,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 2] = [Kind::Filing, Kind::Report];
}

/// What a unit sends to the level above: a content as it was frozen, with its files and what happened to it so far.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Permanent id of what is sent.
    pub id: Uuid,
    /// The unit whose it is.
    pub unit: Uuid,
    /// Version, from 1.
    pub version: i32,
    /// What only its kind tells.
    pub details: Details,
    /// The content as it was frozen, byte by byte.
    pub content: String,
    /// Its SHA-256, hex.
    pub hash: String,
    /// What happened to this version so far, in order.
    pub said: Vec<Said>,
    /// Files as they were issued; none where the content is all.
    pub files: Vec<File>,
}

impl Submission {
    /// What it is.
    pub fn kind(&self) -> Kind {
        match self.details {
            Details::Filing(_) => Kind::Filing,
            Details::Report(_) => Kind::Report,
        }
    }
}

/// What only its kind tells about a submission, under the code of the kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Details {
    /// Of figures.
    Filing(FilingDetails),
    /// Of a report.
    Report(ReportDetails),
}

/// Nothing: form and days of figures stand in their content.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingDetails {}

/// What is said of a report beside its paper.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDetails {
    /// Outline's code.
    pub outline: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// The program that froze it.
    pub program: String,
}

/// A file of a submission.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Format: docx, pdf, xlsx, or "signed".
    pub format: String,
    /// Content; base64 in the envelope.
    #[serde(with = "as_base64")]
    pub bytes: Vec<u8>,
}

/// Something that happened to what was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Code of the state since, as the procedure of the kind names it.
    pub state: String,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Unit in whose name.
    pub unit: Uuid,
    /// Words.
    pub note: String,
}

/// The answer of the level above to a submission.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What is answered.
    pub kind: Kind,
    /// Its permanent id.
    pub id: Uuid,
    /// Version that is answered; `None` where only the hash tells, as in the first form of answers to figures.
    pub version: Option<i32>,
    /// SHA-256 of the content that is answered, hex.
    pub hash: String,
    /// What was decided, in whose name, when, with which words.
    pub said: Said,
    /// Place in the content (empty for the whole) and words.
    pub reasons: Vec<(String, String)>,
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
