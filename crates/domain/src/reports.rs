//! Reports (báo cáo): written by officials, laid before the chair, issued under a number, sent up, accepted or returned.

use serde::{Deserialize, Serialize};

/// Where a report stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Its words are being written; numbers follow the ledger.
    Writing,
    /// Frozen and laid before the chair.
    Submitted,
    /// Approved: it has its number, its day and its signer.
    Issued,
    /// Sent to the level above.
    Sent,
    /// Accepted by the level above.
    Accepted,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 5] = [
        Stage::Writing,
        Stage::Submitted,
        Stage::Issued,
        Stage::Sent,
        Stage::Accepted,
    ];
    /// The stored form.
    pub fn number(self) -> i64 {
        match self {
            Stage::Writing => 0,
            Stage::Submitted => 1,
            Stage::Issued => 2,
            Stage::Sent => 3,
            Stage::Accepted => 4,
        }
    }
    /// Reads the stored form.
    pub fn stored(number: i64) -> Option<Stage> {
        Stage::ALL.into_iter().find(|s| s.number() == number)
    }
    /// The code in words and the interface.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Writing => "writing",
            Stage::Submitted => "submitted",
            Stage::Issued => "issued",
            Stage::Sent => "sent",
            Stage::Accepted => "accepted",
        }
    }
    /// Whether its numbers stand still.
    pub fn is_frozen(self) -> bool {
        self != Stage::Writing
    }
    /// Whether it bears a number of the register.
    pub fn is_issued(self) -> bool {
        matches!(self, Stage::Issued | Stage::Sent | Stage::Accepted)
    }
}
