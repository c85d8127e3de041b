//! Approving and sending filings, accepting and returning them.

use super::{FilingError, NOTE_MAX};
use crate::filings::FilingService;
use crate::snapshot::RulesSnapshot;
use dienhong_domain::filings::State;
use dienhong_domain::procedures::filings::PROCEDURE;
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::units::UnitId;
use dienhong_store::filings::{FilingRow, StepWrite};
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

/// Why a filing is returned: measure's code (empty for the whole) and reason.
pub type ReturnReasons = Vec<(String, String)>;

impl FilingService<'_> {
    /// Approves a frozen filing on behalf of its unit, which sends it to the level above.
    pub async fn approve(&self, id: Uuid, note: &str) -> Result<(), FilingError> {
        let row = self.row(id).await?;
        let unit = row.unit;
        if !self.actor.is_signed_in() || !self.may(Permission::ApproveFigures, unit) {
            return Err(FilingError::NotAllowed);
        }
        self.decide(&row, State::Sent, unit, note, Vec::new()).await
    }

    /// Accepts what a unit below sent.
    pub async fn accept(&self, id: Uuid, note: &str) -> Result<(), FilingError> {
        let row = self.row(id).await?;
        let above = self.accepting(row.unit)?;
        self.decide(&row, State::Accepted, above, note, Vec::new()).await
    }

    /// Returns what a unit below sent, with at least one reason.
    pub async fn send_back(&self, id: Uuid, note: &str, reasons: ReturnReasons) -> Result<(), FilingError> {
        let row = self.row(id).await?;
        let above = self.accepting(row.unit)?;
        let content = self.stored_content(id).await?;
        let mut kept = ReturnReasons::new();
        for (measure, reason) in reasons {
            let reason = clean_line(&reason);
            if length(&reason) > NOTE_MAX {
                return Err(FilingError::TooLong);
            }
            if !measure.is_empty() && !content.figures.iter().any(|f| f.measure == measure) {
                return Err(FilingError::UnknownMeasure(measure));
            }
            if !reason.is_empty() && !kept.iter().any(|(m, _)| *m == measure) {
                kept.push((measure, reason));
            }
        }
        let note = clean_line(note);
        if kept.is_empty() && note.is_empty() {
            return Err(FilingError::NeedsReason);
        }
        self.decide(&row, State::Returned, above, &note, kept).await
    }

    /// A filing that the actor may see.
    pub(crate) async fn row(&self, id: Uuid) -> Result<FilingRow, FilingError> {
        let row = self.store.filing(id).await?.ok_or(FilingError::NotFound)?;
        if !self.actor.may(Permission::ReadTotals, row.unit, self.here()) {
            return Err(FilingError::NotFound);
        }
        Ok(row)
    }

    /// The unit above on whose behalf the actor decides about what a unit sends.
    fn accepting(&self, unit: UnitId) -> Result<UnitId, FilingError> {
        let snapshot = self.snapshot();
        let above = above(snapshot, unit).ok_or(FilingError::NotAllowed)?;
        match self.actor.is_signed_in() && self.may(Permission::AcceptFigures, above) {
            true => Ok(above),
            false => Err(FilingError::NotAllowed),
        }
    }

    /// Whether the actor may accept or return what a unit sends.
    pub fn may_accept(&self, unit: UnitId) -> bool {
        self.accepting(unit).is_ok()
    }

    async fn decide(
        &self,
        row: &FilingRow,
        next: State,
        unit: UnitId,
        note: &str,
        reasons: ReturnReasons,
    ) -> Result<(), FilingError> {
        let note = clean_line(note);
        if length(&note) > NOTE_MAX {
            return Err(FilingError::TooLong);
        }
        let stands = row.state;
        if PROCEDURE.between(Some(stands), next).is_none() {
            return Err(FilingError::Overtaken(stands));
        }
        let batch = self.batch();
        let batch = self
            .step(
                batch,
                row.id,
                (stands, next),
                self.actor.person,
                unit,
                &note,
                reasons,
            )
            .await?;
        let detail = serde_json::json!({ "state": next.code() }).to_string();
        let batch = batch.log(row.unit.0, act_name(next), row.id, detail);
        match self.write(batch).await {
            Ok(()) => Ok(()),
            Err(WriteError::Stale | WriteError::Constraint(_)) => {
                let now = self.store.filing(row.id).await?.map(|r| r.state);
                Err(FilingError::Overtaken(now.unwrap_or(stands)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Adds a change of state with its step.
    #[expect(clippy::too_many_arguments, reason = "a step is all of these")]
    pub(crate) async fn step(
        &self,
        batch: Batch,
        id: Uuid,
        (from, to): (State, State),
        person: i64,
        unit: UnitId,
        note: &str,
        reasons: ReturnReasons,
    ) -> Result<Batch, FilingError> {
        let steps = self.store.filing_steps(id).await?;
        Ok(batch.filing_state(id, from, to).filing_step(&StepWrite {
            filing: id,
            seq: steps.last().map_or(1, |s| s.seq + 1),
            state: to,
            at: self.now(),
            person,
            unit,
            note: note.to_owned(),
            reasons,
        }))
    }
}

/// The unit to which another one sends its figures: the one above it, or the last one above it if it has ended.
pub(crate) fn above(snapshot: &RulesSnapshot, unit: UnitId) -> Option<UnitId> {
    snapshot.map.get(unit)?.last().parent
}

fn act_name(state: State) -> &'static str {
    match state {
        State::Sent => "filings.approve",
        State::Accepted => "filings.accept",
        State::Returned => "filings.return",
        State::Frozen | State::Replaced => "filings.freeze",
    }
}
