//! Totals of a unit over a period through a lens, with the same period before, and the proof of each number.

mod below;
mod having;
pub mod json;
mod proof;
pub mod reading;
mod sheet;
pub mod words;

pub use below::{BelowRow, Breakdown, RestKind, RestRow};
pub use proof::{Proof, ProofCursor, ProofLine, ProofPlace};
pub use sheet::{Row, SectionRows, Share, Totals};

use crate::app::Fault;
use dienhong_domain::comparison::Comparison;
use dienhong_domain::time::Period;
use dienhong_domain::units::{Lens, UnitId};

crate::context::service!(
    /// Computes figures of units over periods, with their proof.
    TotalsService, totals
);

/// The question that totals answer.
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
    /// The question in a form that can be answered: a time before the unit existed is read through today's map, which
    /// has its predecessors' figures. Every page, paper and export calls this first, so that all of them show the same.
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
    /// There is no such unit or measure, or the person may not see it.
    NotFound,
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for TotalsError {
    fn from(error: E) -> TotalsError {
        TotalsError::Fault(error.into())
    }
}
