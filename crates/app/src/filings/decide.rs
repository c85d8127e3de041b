//! Approving and sending filings, accepting and returning them.

use super::FilingError;
use crate::filings::FilingService;
use crate::procedures::{Permit, Remarks, Subject, above};
use dienhong_domain::filings::State;
use dienhong_domain::procedures::filings::{ACCEPT, APPROVE, PROCEDURE, RETURN};
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_store::WriteError;
use dienhong_store::filings::FilingRow;
use dienhong_store::procedures::Reasons;
use uuid::Uuid;

impl FilingService<'_> {
    /// Approves a frozen filing on behalf of its unit, which sends it to the level above.
    pub async fn approve(&self, id: Uuid, note: &str) -> Result<(), FilingError> {
        let row = self.row(id).await?;
        let permit = self.permit(&row, APPROVE).await?;
        self.decide(&row, &permit, note, Reasons::new()).await
    }

    /// Accepts what a unit below sent.
    pub async fn accept(&self, id: Uuid, note: &str) -> Result<(), FilingError> {
        let row = self.row(id).await?;
        let permit = self.permit(&row, ACCEPT).await?;
        self.decide(&row, &permit, note, Reasons::new()).await
    }

    /// Returns what a unit below sent, with at least one reason: for the whole, or by the codes of its measures. What was
    /// accepted is returned by [`FilingService::approve_return`].
    pub async fn send_back(&self, id: Uuid, note: &str, reasons: Reasons) -> Result<(), FilingError> {
        let row = self.row(id).await?;
        let permit = self.permit(&row, RETURN).await?;
        self.names_figures(id, &reasons).await?;
        self.decide(&row, &permit, note, reasons).await
    }

    /// Checks that reasons name figures that a filing holds.
    pub(super) async fn names_figures(&self, id: Uuid, reasons: &Reasons) -> Result<(), FilingError> {
        let content = self.stored_content(id).await?;
        let is_held =
            |measure: &str| measure.is_empty() || content.figures.iter().any(|f| f.measure == measure);
        match reasons.iter().find(|(measure, _)| !is_held(measure)) {
            Some((measure, _)) => Err(FilingError::UnknownMeasure(measure.clone())),
            None => Ok(()),
        }
    }

    /// A filing that the actor may see.
    pub(crate) async fn row(&self, id: Uuid) -> Result<FilingRow, FilingError> {
        let row = self.store.filing(id).await?.ok_or(FilingError::NotFound)?;
        if !self.actor.may(Permission::ReadTotals, row.unit, self.here()) {
            return Err(FilingError::NotFound);
        }
        Ok(row)
    }

    /// Whether the actor may accept or return what a unit sends.
    pub fn may_accept(&self, unit: UnitId) -> bool {
        let above = above(self.snapshot(), unit);
        self.actor.is_signed_in() && above.is_some_and(|above| self.may(Permission::AcceptFigures, above))
    }

    /// Checks that the actor may do an act with a filing where it stands.
    pub(super) async fn permit(&self, row: &FilingRow, act: &str) -> Result<Permit<State>, FilingError> {
        Ok(self.procedures().permit(&PROCEDURE, subject(row), act).await?)
    }

    async fn decide(
        &self,
        row: &FilingRow,
        permit: &Permit<State>,
        note: &str,
        reasons: Reasons,
    ) -> Result<(), FilingError> {
        let remarks = Remarks {
            reasons,
            ..Remarks::note(row.version.into(), note)
        };
        let step = self.procedures().step(permit, remarks).await?;
        let next = step.state();
        let batch = step.keep(self.batch().filing_state(row.id, row.state, next));
        let detail = serde_json::json!({ "state": next.code() }).to_string();
        match self.write(step.log(batch, detail)).await {
            Ok(()) => Ok(()),
            Err(WriteError::Stale | WriteError::Constraint(_)) => Err(self.overtaken(row).await?),
            Err(error) => Err(error.into()),
        }
    }

    /// That somebody else was faster, with the state in which a filing stands now.
    pub(super) async fn overtaken(&self, row: &FilingRow) -> Result<FilingError, FilingError> {
        let now = self.store.filing(row.id).await?.map(|r| r.state);
        Ok(FilingError::Overtaken(now.unwrap_or(row.state)))
    }
}

/// A filing as it goes through its procedure.
pub(super) fn subject(row: &FilingRow) -> Subject<State> {
    Subject {
        id: row.id,
        unit: row.unit,
        state: Some(row.state),
    }
}
