//! What is sent to be recorded, what can be wrong with it, and what was recorded.

use super::again::ActError;
use super::photos::{FileError, PhotoError};
use crate::app::Fault;
use dienhong_domain::entries::{Mistake, State};
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::Measure;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A photo or file as it was sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Field.
    pub field: String,
    /// Name given by the sender.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// What is to be recorded, as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Permanent id, made by the client.
    pub id: Uuid,
    /// Register.
    pub register: String,
    /// Unit.
    pub unit: Option<UnitId>,
    /// Day as typed.
    pub day: String,
    /// Answers as typed.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Uploads to add.
    pub uploads: Vec<Upload>,
    /// Attachments to remove.
    pub removed: Vec<Uuid>,
    /// State that it is brought to.
    pub state: Option<State>,
    /// Revision that the person saw; `None` for a new entry.
    pub seen: Option<i64>,
    /// Reason of a correction or voiding.
    pub why: String,
}

/// A mistake at a field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryMistake {
    /// Field, or one of `DAY`, `UNIT`, `WHY`.
    pub field: String,
    /// What is wrong.
    pub what: EntryMistakeKind,
}

/// One of several photos or files, as its sender knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFile {
    /// The sender's name for it; may be empty.
    pub name: String,
    /// Its position among those sent, from 1.
    pub number: usize,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryMistakeKind {
    /// The answer itself.
    Answer(Mistake),
    /// The day is after today.
    Future,
    /// No unit was chosen.
    NoUnit,
    /// The unit did not exist on that day; it existed from … until … (exclusive).
    UnitNotThen {
        /// First day.
        from: Day,
        /// First day after.
        to: Day,
        /// Units that existed at the same place on that day and may be recorded for.
        instead: Vec<UnitId>,
    },
    /// The register is not kept for units of this level.
    WrongLevel,
    /// By the law of that day the register is not kept.
    RegisterNotThen,
    /// The same stock is stated for units above or below, so it would count twice.
    StatedElsewhere {
        /// One of those units.
        unit: UnitId,
    },
    /// The month of this unit is recorded already.
    MonthTaken {
        /// By this entry.
        entry: Uuid,
    },
    /// A stock would fall below zero; how much there is.
    BelowNought {
        /// The unit that has it.
        unit: UnitId,
        /// On this day.
        day: Day,
        /// What is counted.
        measure: Box<Measure>,
        /// How much there is.
        stands: Figure,
    },
    /// A photo cannot be accepted.
    Photo {
        /// Which one.
        of: SentFile,
        /// Why.
        why: PhotoError,
    },
    /// A file cannot be accepted.
    File {
        /// Which one.
        of: SentFile,
        /// Why.
        why: FileError,
    },
    /// Too many photos or files.
    TooMany {
        /// Most.
        max: usize,
    },
    /// A reason is needed.
    NoReason,
    /// Several units in reach have the name.
    SeveralUnits {
        /// Those units.
        units: Vec<UnitId>,
    },
    /// No unit in reach has the name.
    UnknownUnit {
        /// Units whose names differ only in diacritics.
        alike: Vec<UnitId>,
    },
    /// There is no such entry in the register, or the person may not see it.
    NoSuchEntry,
    /// The entry is already in an earlier row of the sheet.
    EntryTwice,
    /// The entry is voided, or this person may not correct it.
    NotCorrectable,
    /// The sheet gives another state than the entry has or will get.
    StateBySheet,
    /// Other days of the column are written month first, so this one may be too.
    DayInDoubt,
}

/// Why nothing was recorded.
#[derive(Debug)]
pub enum EntryError {
    /// All mistakes at once.
    Mistakes(Vec<EntryMistake>),
    /// There is no such entry or register, or the person may not see it.
    NotFound,
    /// The person may see it but not do this.
    NotAllowed,
    /// Somebody changed it meanwhile.
    Conflict {
        /// Its newest revision.
        now: i64,
    },
    /// The id belongs to something else.
    IdTaken,
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for EntryError {
    fn from(error: E) -> EntryError {
        EntryError::Fault(error.into())
    }
}

impl ActError for EntryError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            EntryError::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Entry.
    pub id: Uuid,
    /// Revision.
    pub rev: i64,
    /// State.
    pub state: State,
    /// Exactly the same was recorded before; nothing was written.
    pub was_there: bool,
}

/// All that is wrong with one draft.
pub(super) type Mistakes = Vec<EntryMistake>;

pub(super) fn mistake(field: &str, what: EntryMistakeKind) -> EntryMistake {
    EntryMistake {
        field: field.to_owned(),
        what,
    }
}
