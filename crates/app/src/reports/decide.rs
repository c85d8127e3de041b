//! Steps of a report: laid before the chair, sent back with reasons, taken back, sent up, accepted.

use super::files::SUBMITTED;
use super::read::{Draft, LineKind, days};
use super::write::question;
use super::{NOTE_MAX, ReportError};
use crate::app::Fault;
use crate::filings::{above, marks};
use crate::reports::ReportService;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::units::UnitId;
use dienhong_reports::Paper;
use dienhong_store::Batch;
use dienhong_store::reports::{ReportRow, ReportStepRow, VersionRow};
use sha2::{Digest, Sha256};
use uuid::Uuid;

impl ReportService<'_> {
    /// Freezes a report and lays it before the chair. `edit_count` is what the person saw: words that somebody changed since
    /// are not frozen unseen.
    pub async fn submit(&self, id: Uuid, edit_count: i64, note: &str) -> Result<(), ReportError> {
        let row = self.writable(id).await?;
        if !self.actor.is_signed_in() {
            return Err(ReportError::NotAllowed);
        }
        if row.edit_count != edit_count {
            return Err(ReportError::Overtaken);
        }
        let unit = row.unit;
        let q = question(&row, self.today());
        let outline = self.outline(unit, &row.outline).ok_or(ReportError::NotFound)?;
        let texts = self.store.report_texts(id).await?;
        let inputs = self.inputs(q).await?;
        let draft = self.compose(&outline, (q, days(&row)), &texts).await?;
        ready(&draft)?;
        let issuer = match row.issuer {
            Some(issuer) => self.issuer(issuer, self.today()).await?,
            None => return Err(ReportError::NoIssuer),
        };
        let paper = self.paper_of(unit, &draft, Some(&issuer), None);
        self.has_letters(&paper)?;
        // Something was recorded while the figures were read: they are read again by whoever lays it before the chair.
        if self.inputs(q).await? != inputs {
            return Err(ReportError::Overtaken);
        }
        let snapshot = self.snapshot();
        let rules = snapshot.rules(unit, self.today());
        let other = |e: serde_json::Error| ReportError::Fault(Fault::Other(e.to_string()));
        let model = serde_json::to_string(&paper).map_err(other)?;
        let version = VersionRow {
            version: row.version + 1,
            hash: Sha256::digest(model.as_bytes()).to_vec(),
            inputs,
            packs: serde_json::to_string(&marks(snapshot, &rules)).map_err(other)?,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            at: self.now(),
            person: self.actor.person,
            mark: None,
        };
        let detail = format!(
            r#"{{"version":{},"hash":"{}"}}"#,
            version.version,
            hex::encode(&version.hash)
        );
        let batch = self
            .step_of(&row, Stage::Submitted, version.version, unit, note)
            .await?;
        let batch = batch.report_version(id, &version, &model);
        let batch = self
            .with_files(
                batch,
                &row,
                (version.version, SUBMITTED),
                &paper,
                self.actor.person,
            )
            .await?
            .log(unit.0, "reports.submit", id, detail);
        self.stale(self.write(batch).await)
    }

    /// Takes a report back from the chair to write on.
    pub async fn withdraw(&self, id: Uuid, note: &str) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let unit = row.unit;
        if !self.actor.is_signed_in() || !self.may(Permission::WriteReports, unit) {
            return Err(ReportError::NotAllowed);
        }
        if row.stage != Stage::Submitted {
            return Err(stands(&row));
        }
        let batch = self
            .step_of(&row, Stage::Writing, row.version, unit, note)
            .await?;
        self.stale(self.write(batch.log(unit.0, "reports.withdraw", id, "{}")).await)
    }

    /// Sends a report back to be written, with reasons at paragraphs or for the whole: the chair while it lies before him or
    /// is issued and not sent, the level above once it was sent. A number that it bore is cancelled when the chair takes it
    /// back; what was sent keeps its number in the register.
    pub async fn send_back(
        &self,
        id: Uuid,
        note: &str,
        reasons: &[(String, String)],
    ) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let unit = row.unit;
        let stage = row.stage;
        let snapshot = self.snapshot();
        let by = match stage {
            Stage::Submitted | Stage::Issued => {
                let may = self.actor.is_signed_in() && self.may(Permission::ApproveReports, unit);
                may.then_some(unit).ok_or(ReportError::NotAllowed)?
            }
            Stage::Sent => {
                let may = self.filings().may_accept(unit);
                above(snapshot, unit)
                    .filter(|_| may)
                    .ok_or(ReportError::NotAllowed)?
            }
            Stage::Writing | Stage::Accepted => return Err(ReportError::Stands(stage)),
        };
        let mut notes = Vec::new();
        for (part, typed) in reasons {
            if !part.is_empty() && !self.has_part(&row, part).await? {
                return Err(ReportError::NotFound);
            }
            notes.extend(self.note_row(&row, part, typed)?);
        }
        if notes.is_empty() && clean_line(note).is_empty() {
            return Err(ReportError::NeedsReason);
        }
        let mut batch = self.step_of(&row, Stage::Writing, row.version, by, note).await?;
        for note in &notes {
            batch = batch.report_note(id, note);
        }
        if stage == Stage::Issued {
            let numbers = self.store.outgoing_of(id).await?;
            if let Some(number) = numbers
                .iter()
                .find(|n| !n.is_cancelled && n.version == row.version)
            {
                let why = match clean_line(note) {
                    empty if empty.is_empty() => notes.first().map_or(empty, |n| n.body.clone()),
                    why => why,
                };
                batch = batch.cancel_outgoing(number, &why);
            }
        }
        let detail = format!(r#"{{"version":{},"from":"{}"}}"#, row.version, stage.code());
        self.stale(self.write(batch.log(unit.0, "reports.return", id, detail)).await)
    }

    /// Sends an issued report to the level above.
    pub async fn send(&self, id: Uuid, note: &str) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let unit = row.unit;
        let here = self.here();
        let may = self.actor.may(Permission::WriteReports, unit, here)
            || self.actor.may(Permission::ApproveReports, unit, here);
        if !self.actor.is_signed_in() || !may {
            return Err(ReportError::NotAllowed);
        }
        if row.stage != Stage::Issued {
            return Err(stands(&row));
        }
        let batch = self.step_of(&row, Stage::Sent, row.version, unit, note).await?;
        self.stale(self.write(batch.log(unit.0, "reports.send", id, "{}")).await)
    }

    /// Accepts what a unit below sent.
    pub async fn accept(&self, id: Uuid, note: &str) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let unit = row.unit;
        let snapshot = self.snapshot();
        let above = above(snapshot, unit).ok_or(ReportError::NotAllowed)?;
        if !self.filings().may_accept(unit) {
            return Err(ReportError::NotAllowed);
        }
        if row.stage != Stage::Sent {
            return Err(stands(&row));
        }
        let batch = self
            .step_of(&row, Stage::Accepted, row.version, above, note)
            .await?;
        self.stale(self.write(batch.log(unit.0, "reports.accept", id, "{}")).await)
    }

    /// A change of stage with what is told of it. Nothing else may have happened meanwhile.
    pub(super) async fn step_of(
        &self,
        row: &ReportRow,
        to: Stage,
        version: i64,
        unit: UnitId,
        note: &str,
    ) -> Result<Batch, ReportError> {
        let note = clean_line(note);
        if length(&note) > NOTE_MAX {
            return Err(ReportError::TooLong(NOTE_MAX));
        }
        if !row.stage.may_become(to) {
            return Err(stands(row));
        }
        let seq = self
            .store
            .report_steps(row.id)
            .await?
            .last()
            .map_or(1, |s| s.seq + 1);
        let step = ReportStepRow {
            seq,
            version,
            stage: to,
            at: self.now(),
            person: self.actor.person,
            unit,
            note,
        };
        Ok(self
            .batch()
            .report_stage(row, to, version)
            .report_step(row.id, &step))
    }
}

pub(super) fn stands(row: &ReportRow) -> ReportError {
    ReportError::Stands(row.stage)
}

/// Whether a draft may be laid before the chair: every sentence written, every number known, something recorded.
fn ready(draft: &Draft) -> Result<(), ReportError> {
    if draft.is_empty {
        return Err(ReportError::NothingRecorded);
    }
    let lines = || draft.lines.iter().filter(|line| !line.is_gone);
    let gaps = draft.gaps();
    if !gaps.is_empty() {
        let told = gaps.into_iter().map(|gap| (gap.part, gap.why));
        return Err(ReportError::Broken(told.collect()));
    }
    let unwritten: Vec<String> = lines()
        .filter(|line| line.pieces.is_empty())
        .filter_map(|line| match &line.kind {
            LineKind::Ask(hint) => Some(hint.clone()),
            _ => None,
        })
        .collect();
    match unwritten.is_empty() {
        true => Ok(()),
        false => Err(ReportError::Unwritten(unwritten)),
    }
}

/// The paper as issued is kept beside its files.
pub(super) fn model_text(paper: &Paper) -> Result<String, ReportError> {
    serde_json::to_string(paper).map_err(|e| ReportError::Fault(Fault::Other(e.to_string())))
}
