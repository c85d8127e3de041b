//! Freezing the figures of a period.

use super::content::hash;
use super::{FilingError, NOTE_MAX};
use crate::app::Fault;
use crate::filings::FilingService;
use dienhong_domain::filings::{Content, FilingForm, State};
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_store::filings::{FilingRow, FilingWrite, StepWrite};
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
        self.may_freeze(unit)?;
        let note = clean_line(note);
        if length(&note) > NOTE_MAX {
            return Err(FilingError::TooLong);
        }
        let form = self.form(unit, code, period)?;
        self.has_ended(&form, unit, period)?;
        let newest = self.replaceable(unit, code, period).await?;
        let content = self.content(&form, unit, period).await?;
        if content.figures.is_empty() {
            return Err(FilingError::NothingRecorded);
        }
        let version = newest.as_ref().map_or(1, |f| f.version + 1);
        let filing = self.new_filing(unit, period, version, &content)?;
        let batch = self
            .replacing(newest.as_ref())
            .await?
            .filing(&filing)
            .filing_step(&first_step(&filing, note))
            .log(unit.0, "filings.freeze", filing.id, detail(&filing));
        match self.write(batch).await {
            Ok(()) => Ok(filing.id),
            // Somebody froze the same period at the same moment.
            Err(WriteError::Constraint(_) | WriteError::Stale) => Err(FilingError::Overtaken(State::Frozen)),
            Err(error) => Err(error.into()),
        }
    }

    fn may_freeze(&self, unit: UnitId) -> Result<(), FilingError> {
        if !self.may(Permission::ReadTotals, unit) {
            return Err(FilingError::NotFound);
        }
        match self.may(Permission::FreezeFigures, unit) {
            true => Ok(()),
            false => Err(FilingError::NotAllowed),
        }
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
        unit: UnitId,
        period: Period,
        version: i32,
        content: &Content,
    ) -> Result<FilingWrite, FilingError> {
        let text = serde_json::to_string(content).map_err(|e| Fault::Other(e.to_string()))?;
        Ok(FilingWrite {
            id: Uuid::now_v7(),
            unit,
            form: content.form.clone(),
            days: period,
            version,
            state: State::Frozen,
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
        let states = (old.state, State::Replaced);
        let person = self.actor.person;
        self.step(batch, old.id, states, person, old.unit, "", Vec::new())
            .await
    }
}

fn first_step(filing: &FilingWrite, note: String) -> StepWrite {
    StepWrite {
        filing: filing.id,
        seq: 1,
        state: State::Frozen,
        at: filing.made_at,
        person: filing.made_by,
        unit: filing.unit,
        note,
        reasons: Vec::new(),
    }
}

/// What the change log says of a filing.
fn detail(filing: &FilingWrite) -> String {
    let hash = hex::encode(&filing.hash);
    serde_json::json!({ "form": filing.form, "version": filing.version, "hash": hash }).to_string()
}
