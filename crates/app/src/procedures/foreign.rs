//! Steps that another installation took: they are kept as it says, with no person of this book.

use dienhong_domain::procedures::{Procedure, ProcedureState};
use dienhong_domain::units::UnitId;
use dienhong_store::Batch;
use dienhong_store::procedures::{Reasons, StepRow};
use uuid::Uuid;

/// A step as another installation tells it.
#[derive(Clone, Debug)]
pub(crate) struct ForeignStep<S> {
    /// State since.
    pub(crate) state: S,
    /// Moment, UTC milliseconds.
    pub(crate) at: i64,
    /// Unit in whose name.
    pub(crate) unit: UnitId,
    /// Words.
    pub(crate) note: String,
    /// Reasons by place.
    pub(crate) reasons: Reasons,
}

/// Adds steps of another installation to a batch: those of a version of a subject, behind the step at a place and the state
/// that it left (0 and `None` when there is none). Acts do not travel; they follow from the states.
pub(crate) fn foreign_steps<S: ProcedureState>(
    mut batch: Batch,
    procedure: &Procedure<S>,
    (subject, version): (Uuid, i64),
    (last, mut state): (i64, Option<S>),
    steps: impl IntoIterator<Item = ForeignStep<S>>,
) -> Batch {
    for (seq, step) in (last + 1..).zip(steps) {
        let way = procedure.between(state, step.state);
        state = Some(step.state);
        let row = StepRow {
            seq,
            version,
            state: step.state,
            act: way.map_or_else(String::new, |t| t.act.to_owned()),
            at: step.at,
            person: 0,
            unit: step.unit,
            note: step.note,
            reasons: step.reasons,
        };
        batch = batch.step(procedure.kind, subject, &row);
    }
    batch
}
