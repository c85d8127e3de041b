//! Freezing the figures of a period.

use super::content::hash;
use super::{FilingError, NOTE_MAX};
use crate::filings::FilingService;
use dienhong_domain::filings::{FilingForm, State};
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_store::WriteError;
use dienhong_store::filings::{FilingWrite, StepWrite};
use uuid::Uuid;

impl FilingService<'_> {
    /// A form that a unit files, by its code.
    pub(super) fn form(&self, unit: UnitId, code: &str) -> Result<FilingForm, FilingError> {
        let snapshot = self.snapshot();
        let rules = snapshot.rules(unit, self.today());
        let level = snapshot.map.level(unit);
        let form = rules.pack.filings.iter().find(|f| f.id == code);
        form.filter(|f| level.is_some_and(|l| f.levels.contains(&l)))
            .cloned()
            .ok_or(FilingError::NotFound)
    }

    /// Freezes the figures of a unit for a period of a form. A version that was not sent, or that was returned, is
    /// replaced; one that waits or was accepted is not.
    pub async fn freeze(
        &self,
        unit: UnitId,
        code: &str,
        period: Period,
        note: &str,
    ) -> Result<Uuid, FilingError> {
        let snapshot = self.snapshot();
        let here = self.here();
        if !self.actor.may(Permission::ReadTotals, unit, here) {
            return Err(FilingError::NotFound);
        }
        if !self.actor.may(Permission::FreezeFigures, unit, here) {
            return Err(FilingError::NotAllowed);
        }
        let note = clean_line(note);
        if length(&note) > NOTE_MAX {
            return Err(FilingError::TooLong);
        }
        let form = self.form(unit, code)?;
        if !form.holds(period, &snapshot.rules(unit, self.today()).pack.windows) {
            return Err(FilingError::NotAPeriod);
        }
        if period.to >= self.today() {
            return Err(FilingError::StillOpen(period.to));
        }
        let days = (period.from.number(), period.to.number());
        let newest = self.store.newest_filing(unit.0, code, days).await?;
        let stands = newest.as_ref().map(|f| f.state);
        if let Some(state) = stands.filter(|s| !s.may_be_frozen_anew()) {
            return Err(FilingError::Stands(state));
        }
        let content = self.content(&form, unit, period).await?;
        if content.figures.is_empty() {
            return Err(FilingError::NothingRecorded);
        }
        let text = serde_json::to_string(&content).map_err(|e| crate::app::Fault::Other(e.to_string()))?;
        let (id, now) = (Uuid::now_v7(), self.now());
        let version = newest.as_ref().map_or(1, |f| f.version + 1);
        let mut batch = self.batch();
        if let (Some(old), Some(state)) = (&newest, stands) {
            batch = self
                .step(
                    batch,
                    old.id,
                    (state, State::Replaced),
                    self.actor.person,
                    unit,
                    "",
                    Vec::new(),
                )
                .await?;
        }
        let write = FilingWrite {
            id,
            unit: unit.0,
            form: code.to_owned(),
            days,
            version,
            state: State::Frozen,
            hash: hash(&text),
            inputs: hex::decode(&content.inputs).unwrap_or_default(),
            content: text,
            origin: String::new(),
            made_at: now,
            made_by: self.actor.person,
        };
        let detail = format!(
            r#"{{"form":"{code}","version":{version},"hash":"{}"}}"#,
            hex::encode(&write.hash)
        );
        batch = batch
            .filing(&write)
            .filing_step(&StepWrite {
                filing: id,
                seq: 1,
                state: State::Frozen,
                at: now,
                person: self.actor.person,
                unit: unit.0,
                note,
                reasons: Vec::new(),
            })
            .log(unit.0, "filings.freeze", id, detail);
        match self.write(batch).await {
            Ok(()) => Ok(id),
            // Somebody froze the same period at the same moment.
            Err(WriteError::Constraint(_) | WriteError::Stale) => Err(FilingError::Overtaken(State::Frozen)),
            Err(error) => Err(error.into()),
        }
    }
}
