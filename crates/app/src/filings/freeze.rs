//! Freezing the figures of a period.

use super::FilingError;
use super::content::hash;
use super::decide::subject;
use crate::app::Fault;
use crate::filings::FilingService;
use crate::procedures::{Permit, Remarks, Subject};
use dienhong_domain::filings::{Content, FilingForm, State};
use dienhong_domain::procedures::filings::{FREEZE, PROCEDURE, REPLACE};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_store::filings::{FilingRow, FilingWrite};
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

impl FilingService<'_> {
    /// A form that a unit files for a period, by its code.
    pub(super) fn form(&self, unit: UnitId, code: &str, period: Period) -> Result<FilingForm, FilingError> {
        let snapshot = self.snapshot();
        let rules = self.rules_for_period(unit, period);
        let level = snapshot.map.level(unit);
        let form = rules.pack.filings.iter().find(|f| f.id == code);
        form.filter(|f| level.is_some_and(|l| f.levels.contains(&l)))
            .cloned()
            .ok_or(FilingError::NotFound)
    }

    /// Freezes the figures of a unit for a period of a form. A version that was not sent or that was returned is
    /// replaced; one that is waiting or was accepted is not.
    pub async fn freeze(
        &self,
        unit: UnitId,
        code: &str,
        period: Period,
        note: &str,
    ) -> Result<Uuid, FilingError> {
        let id = Uuid::now_v7();
        let permit = self.may_freeze(id, unit).await?;
        let form = self.form(unit, code, period)?;
        self.has_ended(&form, unit, period)?;
        let newest = self.replaceable(unit, code, period).await?;
        let content = self.content(&form, unit, period).await?;
        if content.figures.is_empty() {
            return Err(FilingError::NothingRecorded);
        }
        let version = newest.as_ref().map_or(1, |f| f.version + 1);
        let remarks = Remarks::note(version.into(), note);
        let step = self.procedures().step(&permit, remarks).await?;
        let filing = self.new_filing((id, unit), period, (version, step.state()), &content)?;
        let batch = self.replacing(newest.as_ref()).await?.filing(&filing);
        let batch = step.log(step.keep(batch), detail(&filing));
        match self.write(batch).await {
            Ok(()) => Ok(filing.id),
            // Somebody froze the same period at the same moment.
            Err(WriteError::Constraint(_) | WriteError::Stale) => Err(FilingError::Overtaken(State::Frozen)),
            Err(error) => Err(error.into()),
        }
    }

    async fn may_freeze(&self, id: Uuid, unit: UnitId) -> Result<Permit<State>, FilingError> {
        if !self.may(Permission::ReadTotals, unit) {
            return Err(FilingError::NotFound);
        }
        let begun = Subject {
            id,
            unit,
            state: None,
        };
        Ok(self.procedures().permit(&PROCEDURE, begun, FREEZE).await?)
    }

    /// Checks that the days are a period of the form and lie in the past.
    fn has_ended(&self, form: &FilingForm, unit: UnitId, period: Period) -> Result<(), FilingError> {
        let rules = self.rules_for_period(unit, period);
        if !form.holds(period, &rules.pack.windows) {
            return Err(FilingError::NotAPeriod);
        }
        match period.to >= self.today() {
            true => Err(FilingError::StillOpen(period.to)),
            false => Ok(()),
        }
    }

    /// The newest version for a period, if any; refused when it is waiting or was accepted.
    async fn replaceable(
        &self,
        unit: UnitId,
        code: &str,
        period: Period,
    ) -> Result<Option<FilingRow>, FilingError> {
        let days = (period.from.number(), period.to.number());
        let newest = self.store.newest_filing(unit.0, code, days).await?;
        match newest.as_ref().map(|f| f.state) {
            Some(state) if !state.may_be_frozen_anew() => Err(FilingError::Stands(state)),
            _ => Ok(newest),
        }
    }

    fn new_filing(
        &self,
        (id, unit): (Uuid, UnitId),
        period: Period,
        (version, state): (i32, State),
        content: &Content,
    ) -> Result<FilingWrite, FilingError> {
        let text = serde_json::to_string(content).map_err(|e| Fault::Other(e.to_string()))?;
        Ok(FilingWrite {
            id,
            unit,
            form: content.form.clone(),
            days: period,
            version,
            state,
            hash: hash(&text),
            inputs: hex::decode(&content.inputs).unwrap_or_default(),
            content: text,
            origin: String::new(),
            made_at: self.now(),
            made_by: self.actor.person,
        })
    }

    /// A batch that replaces the previous version; an empty one when there is none.
    pub(crate) async fn replacing(&self, old: Option<&FilingRow>) -> Result<Batch, FilingError> {
        let batch = self.batch();
        let Some(old) = old else { return Ok(batch) };
        let act = (REPLACE, old.unit);
        let remarks = Remarks::note(old.version.into(), "");
        let step = self
            .procedures()
            .follow(&PROCEDURE, subject(old), act, remarks)
            .await?;
        Ok(step.keep(batch.filing_state(old.id, old.state, step.state())))
    }
}

/// What the change log says of a filing.
fn detail(filing: &FilingWrite) -> String {
    let hash = hex::encode(&filing.hash);
    serde_json::json!({ "form": filing.form, "version": filing.version, "hash": hash }).to_string()
}
