//! Totals of a unit over a period through a lens, with the same period before; and the proof behind each number.

mod below;
mod having;
pub mod json;
mod proof;
pub mod reading;
mod sheet;
pub mod words;

pub use below::{BelowRow, Breakdown, RestKind, RestRow};
pub use proof::{Proof, ProofLine};
pub use sheet::{Row, SectionRows, Share, Totals};

use crate::app::Fault;
use dienhong_domain::comparison::Comparison;
use dienhong_domain::time::Period;
use dienhong_domain::units::{Lens, UnitId};

crate::context::service!(
    /// Reads figures of units over periods, with their proof.
    TotalsService, totals
);

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

impl TotalsService<'_> {
    /// The question as it can be read: a time before the unit existed through today's map, where its predecessors' figures
    /// stand. Every figure, page, paper and export asks this first, so that none denies what another shows.
    pub fn as_read(&self, q: Question) -> Question {
        let snapshot = self.snapshot();
        let lens = snapshot.map.readable(q.unit, q.period, q.lens, self.today());
        Question { lens, ..q }
    }
}

/// The questions of both sides of a comparison, on one map.
pub(crate) fn compared(of: &Comparison, q: Question) -> (Question, Question) {
    let on = |period| Question {
        period,
        lens: of.lens(),
        ..q
    };
    (on(of.now), on(of.before))
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
