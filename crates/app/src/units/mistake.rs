//! Mistakes in a change of the map that a person can correct, without their sentences.

use crate::app::Fault;
use dienhong_domain::time::DayError;
use dienhong_domain::units::{Alike, ChangeProblem, UnitId};
use dienhong_store::{StoreError, WriteError};
use uuid::Uuid;

/// A mistake at a field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitMistake {
    /// Name of the field.
    pub field: String,
    /// What is wrong.
    pub what: Wrong,
}

impl UnitMistake {
    pub(super) fn new(field: impl Into<String>, what: Wrong) -> UnitMistake {
        UnitMistake {
            field: field.into(),
            what,
        }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The day.
    Day(DayError),
    /// No legal reference.
    NoReference,
    /// No name.
    NoName,
    /// No reason.
    NoReason,
    /// Longer than allowed.
    TooLong {
        /// Most letters.
        max: usize,
    },
    /// The same name occurs twice in the form.
    NameTwice {
        /// The name.
        name: String,
    },
    /// A unit moves to a place where its name is taken.
    NameMeets {
        /// The unit.
        unit: UnitId,
        /// The name that is taken.
        name: String,
        /// A name that is free.
        suggestion: String,
    },
    /// The name is very similar to that of another group of the commune, and nobody has confirmed it yet.
    NameAlike(Alike),
    /// No kind was chosen, or one of another level.
    NoKind,
    /// No unit was chosen, or one that does not exist.
    NoUnit,
    /// Fewer units than the change needs.
    TooFew {
        /// Least.
        least: usize,
    },
    /// The units are not all on one level.
    MixedLevels,
    /// A unit below was given to no heir.
    NotPlaced {
        /// The unit.
        unit: UnitId,
    },
    /// Not a share between 0 and 100 %.
    BadShare {
        /// As typed.
        typed: String,
    },
    /// A share needs its source.
    NoSource,
    /// The shares of one unit do not add up to 100 %.
    NotWhole {
        /// Their sum in millionths.
        sum: u64,
    },
    /// A cell of the table of groups.
    Cell {
        /// Address in the sheet, or the line's number.
        address: String,
        /// Column.
        column: Column,
        /// What is wrong.
        what: CellWrong,
    },
    /// A group of the commune is missing from the table.
    NotListed {
        /// The group.
        unit: UnitId,
    },
    /// The change does not fit the map; the unit's name comes with it.
    Problem {
        /// Problem.
        problem: ChangeProblem,
        /// Name of its unit, empty without one.
        name: String,
    },
    /// Nobody chose where the entries of a unit go.
    NoChoice {
        /// Name of the unit.
        name: String,
        /// How many entries.
        entries: usize,
    },
    /// A stock stated for a unit cannot go to one above or below it: it is stated by others there and would count
    /// twice.
    StatedElsewhere {
        /// Name of the unit whose entries they are.
        name: String,
    },
    /// The entries cannot go there.
    BadChoice {
        /// Name of the unit whose entries they are.
        name: String,
    },
}

/// Columns of the table of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The group until now.
    Old,
    /// The group from the day of the change on.
    New,
    /// Share.
    Share,
    /// Source of the share.
    Source,
}

/// What is wrong with a cell of the table of groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellWrong {
    /// Nothing in it.
    Empty,
    /// The commune has no such group on that day.
    NoSuchGroup {
        /// As typed.
        typed: String,
    },
    /// Several groups have this name.
    Ambiguous {
        /// As typed.
        typed: String,
    },
    /// The same pair is in an earlier line.
    Twice,
    /// Longer than allowed.
    TooLong {
        /// Most letters.
        max: usize,
    },
    /// Not a share.
    BadShare {
        /// As typed.
        typed: String,
    },
    /// A share needs its source.
    NoSource,
    /// The shares of this group do not add up to 100 %.
    NotWhole {
        /// Their sum in millionths.
        sum: u64,
    },
}

/// Why nothing was done.
#[derive(Debug)]
pub enum UnitError {
    /// All mistakes at once.
    Mistakes(Vec<UnitMistake>),
    /// Later changes depend on this one and must be undone first.
    DependedOn(Vec<Uuid>),
    /// It was undone before.
    Undone,
    /// There is no such unit or change, or the person may not see it.
    NotFound,
    /// The person may see it but not change it.
    NotAllowed,
    /// The map or the entries were changed by others at each attempt.
    Conflict,
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl From<Fault> for UnitError {
    fn from(fault: Fault) -> UnitError {
        UnitError::Fault(fault)
    }
}
impl From<StoreError> for UnitError {
    fn from(error: StoreError) -> UnitError {
        UnitError::Fault(error.into())
    }
}
impl From<WriteError> for UnitError {
    fn from(error: WriteError) -> UnitError {
        UnitError::Fault(error.into())
    }
}
