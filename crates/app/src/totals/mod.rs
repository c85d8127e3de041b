//! Totals of a unit over a period through a lens, with the same period before; and the proof behind each number.

mod below;
pub mod json;
mod proof;
mod sheet;

pub use below::BelowRow;
pub use proof::{Proof, ProofLine};
pub use sheet::{Row, SectionRows, Share, Totals};

use crate::app::Fault;
use dienhong_domain::time::Period;
use dienhong_domain::units::{Lens, UnitId};

/// What totals are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    /// Unit.
    pub unit: UnitId,
    /// Days.
    pub period: Period,
    /// Map.
    pub lens: Lens,
}

/// Why totals are not shown.
#[derive(Debug)]
pub enum TotalsError {
    /// No such unit or measure, or not for this person.
    NotFound,
    /// Nobody at the screen can correct it.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for TotalsError {
    fn from(error: E) -> TotalsError {
        TotalsError::Fault(error.into())
    }
}
