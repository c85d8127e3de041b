//! The history of what went through a procedure.

use super::ProcedureService;
use crate::app::Fault;
use dienhong_domain::procedures::{Procedure, ProcedureState};
use dienhong_domain::units::UnitId;
use dienhong_store::procedures::{Reasons, StepRow};
use uuid::Uuid;

/// Something that happened, with the name of who did it.
#[derive(Clone, Debug)]
pub struct Step<S> {
    /// Place, from 1.
    pub seq: i64,
    /// The version that was dealt with.
    pub version: i64,
    /// State since.
    pub state: S,
    /// Code of the act; empty where only the state is known.
    pub act: String,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Number of the person; 0 for another installation.
    pub person: i64,
    /// Name of the person; `None` for another installation.
    pub who: Option<String>,
    /// Unit on whose behalf.
    pub unit: UnitId,
    /// Words.
    pub note: String,
    /// Reasons by place; an empty place is the whole.
    pub reasons: Reasons,
}

impl ProcedureService<'_> {
    /// What happened to a subject, in order.
    pub(crate) async fn history<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        subject: Uuid,
    ) -> Result<Vec<Step<S>>, Fault> {
        let rows = self.store.steps(procedure, subject).await?;
        let people: Vec<i64> = rows.iter().map(|r| r.person).collect();
        let names = self.entries().names(&people).await?;
        let step = |row: StepRow<S>| Step {
            who: names.get(&row.person).cloned(),
            person: row.person,
            seq: row.seq,
            version: row.version,
            state: row.state,
            act: row.act,
            at: row.at,
            unit: row.unit,
            note: row.note,
            reasons: row.reasons,
        };
        Ok(rows.into_iter().map(step).collect())
    }
}
