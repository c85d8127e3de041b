//! Changes of the map: founding, renaming, moving, merging, splitting, re-forming and ending units; previewing a
//! change, recording it, undoing it; the history of a unit.
//!
//! The rules for a change are in `domain::units`. Here a typed form becomes a change, which is written in one batch
//! with its counts in the ledger and with the entries that must go to another unit.

mod build;
mod called;
mod counts;
mod effect;
mod form;
mod history;
mod mistake;
mod move_build;
mod names;
mod plan;
mod problem;
mod record;
mod reform;
mod rehome;
mod rights;
mod sheet;
mod split_build;
mod undo;

pub use called::then_and_now;
pub use effect::{Effect, Moved, Renamed};
pub use form::{ChangeRequest, Destination, Form, Heir, ReformRow, RowPlace};
pub use history::{ChangeLine, ChangeView, UnitView};
pub use mistake::{CellWrong, Column, UnitError, UnitMistake, Wrong};
pub use plan::Plan;
pub use rehome::{Choices, Rehoming, RehomingChoice};
pub use sheet::{ReformSheet, SheetError, parse_lines, parse_sheet, template};
pub use undo::UndoPlan;

crate::context::service!(
    /// Acts on the map and its changes.
    UnitService, units
);

/// Name of the field of the day.
pub const DAY: &str = "ngay";
/// Name of the field of the legal reference.
pub const REFERENCE: &str = "can-cu";
/// Name of the field of a name, or of several.
pub const NAME: &str = "ten";
/// Name of the field of a kind.
pub const KIND: &str = "loai";
/// Name of the field of an official code.
pub const CODE: &str = "ma";
/// Name of the field of the units concerned.
pub const UNITS: &str = "don-vi";
/// Name of the field for where something goes.
pub const TO: &str = "ve";
/// Name of the field of the table of groups.
pub const TABLE: &str = "bang";
/// Name of the field that confirms similar names.
pub const ALIKE: &str = "trung-ten";
/// Name of the field of a reason.
pub const WHY: &str = "ly-do";

/// Longest name, in letters.
pub const NAME_MAX: usize = 80;
/// Longest reference or reason, in characters.
pub const TEXT_MAX: usize = 500;

/// Name of the field for the new name of a unit that moves.
pub fn name_field(unit: uuid::Uuid) -> String {
    format!("{NAME}-{unit}")
}

/// Name of the field for the heir to which a unit below goes.
pub fn place_field(unit: uuid::Uuid) -> String {
    format!("{TO}-{unit}")
}

/// Names of the fields of an heir of a split: name, share, source.
pub fn heir_fields(place: usize) -> [String; 3] {
    let n = place + 1;
    [format!("{NAME}-{n}"), format!("phan-{n}"), format!("nguon-{n}")]
}

/// Name of the field for where the entries of a unit go, or where one entry goes.
pub fn choice_field(unit_or_entry: uuid::Uuid) -> String {
    format!("muc-{unit_or_entry}")
}
