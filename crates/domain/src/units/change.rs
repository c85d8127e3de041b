//! Changes of the map: found, merge, split, transfer, rename, re-form. A change is data; applying it is pure.

use super::UnitId;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Kind of a change. Its effect follows from its lists; the kind is for people and for a few checks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// New units without predecessors.
    Found,
    /// Several units become one.
    Merge,
    /// One unit becomes several.
    Split,
    /// A unit, or some groups of it, go to another parent.
    Transfer,
    /// Another name, kind or code.
    Rename,
    /// All groups of a commune are drawn anew.
    Reform,
    /// A unit ends without an heir.
    End,
}

impl ChangeKind {
    /// The code used in words and addresses.
    pub fn code(self) -> &'static str {
        match self {
            ChangeKind::Found => "found",
            ChangeKind::Merge => "merge",
            ChangeKind::Split => "split",
            ChangeKind::Transfer => "transfer",
            ChangeKind::Rename => "rename",
            ChangeKind::Reform => "reform",
            ChangeKind::End => "end",
        }
    }
}

/// A change of the map on a day, with its legal reference.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Permanent id.
    pub id: Uuid,
    /// First day on which the new map holds.
    pub day: Day,
    /// What it is called.
    pub kind: ChangeKind,
    /// Resolution or decision, as cited.
    pub reference: String,
    /// Units that end: their last day is the one before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<UnitId>,
    /// Units that begin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub creates: Vec<NewUnit>,
    /// Units that go on with another name, kind, code or parent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<SetSpan>,
    /// Who inherits from whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Groups that end with the change and whose earlier postings move to a named heir of their commune.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupMove>,
}

/// A unit that begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewUnit {
    /// Number in this database.
    pub id: UnitId,
    /// Permanent identity.
    pub uid: Uuid,
    /// Name without the words of its kind.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Official code, if any.
    pub code: Option<String>,
    /// Parent.
    pub parent: Option<UnitId>,
}

/// What changes for a unit that goes on; `None` leaves it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SetSpan {
    /// Unit.
    pub unit: UnitId,
    /// New name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// New code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// New parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
}

/// An inheritance. A share without a source stays unknown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// Predecessor.
    pub from: UnitId,
    /// Heir.
    pub to: UnitId,
    /// Share in millionths; 1,000,000 is the whole; `None` is unknown.
    pub share: Option<u32>,
    /// Where a share below the whole comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// A whole group whose earlier postings move to another commune.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GroupMove {
    /// Group.
    pub group: UnitId,
    /// Commune that it goes to.
    pub to: UnitId,
}

/// Why a change can not be applied; all problems come at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeProblem {
    /// Unit concerned.
    pub unit: Option<UnitId>,
    /// What is wrong.
    pub what: ProblemKind,
}

/// Kinds of problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProblemKind {
    /// No such unit.
    Unknown,
    /// The unit does not exist on the day of the change, or an heir does not.
    NotAlive,
    /// The unit was already changed on this or a later day, or a later change depends on it.
    ChangedLater {
        /// That day.
        day: Day,
    },
    /// The id or code is taken on that day.
    CodeTaken {
        /// The code.
        code: String,
    },
    /// A sibling bears the same name and kind on that day.
    NameTaken,
    /// The kind is not known to any installed pack.
    UnknownKind,
    /// The parent does not exist from that day on, or stands on the wrong level.
    BadParent,
    /// An ending unit still has units below it that are not moved or ended.
    ChildrenLeft {
        /// How many.
        count: usize,
    },
    /// Shares of one predecessor do not add up to the whole.
    SharesNotWhole,
    /// A share below the whole needs its source.
    ShareWithoutSource,
    /// An ending province or commune has no heir, or a listed group goes to none of its commune's heirs.
    NoHeir,
    /// An heir and its predecessor stand on different levels.
    WrongLevel,
    /// Nothing would change.
    Nothing,
}
