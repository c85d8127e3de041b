//! Steps of everything that goes through a procedure, with the reasons that were given: one home for all kinds.

use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::{As, columns};
use dienhong_domain::procedures::{Kind, Procedure, ProcedureState};
use dienhong_domain::units::UnitId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Reasons: place in the content (empty for the whole) and words.
pub type Reasons = Vec<(String, String)>;

/// Something that happened to a subject of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepRow<S> {
    /// Place in the history of the subject, from 1.
    pub seq: i64,
    /// The version that was dealt with.
    pub version: i64,
    /// State since.
    pub state: S,
    /// Code of the act; empty for one of which only the state is known.
    pub act: String,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person; 0 for another installation.
    pub person: i64,
    /// Unit in whose name.
    pub unit: UnitId,
    /// Words.
    pub note: String,
    /// Reasons by place; a place stands once.
    pub reasons: Reasons,
}

/// A step as it is stored.
struct StoredStep {
    seq: i64,
    version: i64,
    state: i64,
    act: String,
    at: i64,
    person: i64,
    unit: UnitId,
    note: String,
}

columns!(StoredStep of step s: seq, version, state, act, at, person, unit, note);

impl StoredStep {
    fn read<S: ProcedureState>(self, kind: Kind, reasons: Reasons) -> Result<StepRow<S>, StoreError> {
        let state = S::read(self.state).ok_or_else(|| StoreError::Corrupt {
            column: "step.state".to_owned(),
            cause: format!("{} is no state of a {}", self.state, kind.code()),
        })?;
        Ok(StepRow {
            seq: self.seq,
            version: self.version,
            state,
            act: self.act,
            at: self.at,
            person: self.person,
            unit: self.unit,
            note: self.note,
            reasons,
        })
    }
}

impl Store {
    /// What happened to a subject of a procedure, in order.
    pub async fn steps<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        subject: Uuid,
    ) -> Result<Vec<StepRow<S>>, StoreError> {
        let kind = procedure.kind;
        let sql = format!(
            "SELECT {} FROM step s WHERE s.kind = $1 AND s.subject = $2 ORDER BY s.seq",
            StoredStep::COLUMNS
        );
        let rows: Vec<StoredStep> = self.all(sql, crate::args![kind.number(), subject]).await?;
        let mut reasons = self.step_reasons(kind, subject).await?;
        rows.into_iter()
            .map(|row| {
                let why = reasons.remove(&row.seq).unwrap_or_default();
                row.read(kind, why)
            })
            .collect()
    }

    /// Place of the newest step of a subject; 0 when there is none.
    pub async fn last_step(&self, kind: Kind, subject: Uuid) -> Result<i64, StoreError> {
        self.number(
            "SELECT COALESCE(MAX(seq), 0) FROM step WHERE kind = $1 AND subject = $2",
            crate::args![kind.number(), subject],
        )
        .await
    }

    async fn step_reasons(&self, kind: Kind, subject: Uuid) -> Result<BTreeMap<i64, Reasons>, StoreError> {
        let sql =
            "SELECT seq, place, reason FROM step_reason WHERE kind = $1 AND subject = $2 ORDER BY seq, place";
        let rows: Vec<(As<i64>, String, String)> =
            self.all(sql, crate::args![kind.number(), subject]).await?;
        let mut found: BTreeMap<i64, Reasons> = BTreeMap::new();
        for (As(seq), place, reason) in rows {
            found.entry(seq).or_default().push((place, reason));
        }
        Ok(found)
    }
}

impl Batch {
    /// Keeps what happened to a subject of a procedure. A step that has its place already refuses the batch.
    pub fn step<S: ProcedureState>(mut self, kind: Kind, subject: Uuid, of: &StepRow<S>) -> Batch {
        self = self.run(
            "INSERT INTO step (kind, subject, seq, version, state, act, at, person, unit, note) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
            crate::args![
                kind.number(),
                subject,
                of.seq,
                of.version,
                of.state.number(),
                of.act.as_str(),
                of.at,
                of.person,
                of.unit,
                of.note.as_str()
            ],
        );
        for (place, reason) in &of.reasons {
            self = self.run(
                "INSERT INTO step_reason (kind, subject, seq, place, reason) VALUES ($1,$2,$3,$4,$5)",
                crate::args![kind.number(), subject, of.seq, place.as_str(), reason.as_str()],
            );
        }
        self
    }
}
