//! Steps of a report: submitted to the chair, sent back with reasons, withdrawn, sent up, accepted.

use super::draft::{Draft, LineKind};
use super::files::SUBMITTED;
use super::read::days;
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
use dienhong_store::reports::{NoteRow, ReportRow, ReportStepRow, VersionRow};
use sha2::{Digest, Sha256};
use uuid::Uuid;

impl ReportService<'_> {
    /// Freezes a report and submits it to the chair. `edit_count` is the state that the person saw, so that changes
    /// made since by somebody else are not frozen unseen.
    pub async fn submit(&self, id: Uuid, edit_count: i64, note: &str) -> Result<(), ReportError> {
        let row = self.writable(id).await?;
        if !self.actor.is_signed_in() {
            return Err(ReportError::NotAllowed);
        }
        if row.edit_count != edit_count {
            return Err(ReportError::Overtaken);
        }
        let (paper, inputs) = self.complete_paper(&row).await?;
        let model = model_text(&paper)?;
        let version = self.next_version(&row, inputs, &model)?;
        let hash = hex::encode(&version.hash);
        let detail = serde_json::json!({ "version": version.version, "hash": hash }).to_string();
        let batch = self
            .step_of(&row, Stage::Submitted, version.version, row.unit, note)
            .await?
            .report_version(id, &version, &model);
        let files = (version.version, SUBMITTED);
        let batch = self
            .with_files(batch, &row, files, &paper, self.actor.person)
            .await?;
        self.conclude(&row, batch, "reports.submit", detail).await
    }

    /// The paper of a completely written report, with the fingerprint of its figures.
    async fn complete_paper(&self, row: &ReportRow) -> Result<(Paper, String), ReportError> {
        let unit = row.unit;
        let q = question(row, self.today());
        let outline = self
            .outline(unit, &row.outline, days(row))
            .ok_or(ReportError::NotFound)?;
        let texts = self.store.report_texts(row.id).await?;
        let inputs = self.inputs(q).await?;
        let draft = self.compose(&outline, (q, days(row)), &texts).await?;
        ready(&draft)?;
        let issuer = match row.issuer {
            Some(issuer) => self.issuer(issuer, self.today()).await?,
            None => return Err(ReportError::NoIssuer),
        };
        let paper = self.paper_of(unit, &draft, Some(&issuer), None);
        self.has_letters(&paper)?;
        // Something was recorded while the figures were read: the person must submit again, which reads them again.
        if self.inputs(q).await? != inputs {
            return Err(ReportError::Overtaken);
        }
        Ok((paper, inputs))
    }

    fn next_version(&self, row: &ReportRow, inputs: String, model: &str) -> Result<VersionRow, ReportError> {
        let packs = marks(self.snapshot(), &self.rules_in(row.unit, days(row)));
        let packs = serde_json::to_string(&packs).map_err(|e| Fault::Other(e.to_string()))?;
        Ok(VersionRow {
            version: row.version + 1,
            hash: Sha256::digest(model.as_bytes()).to_vec(),
            inputs,
            packs,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            at: self.now(),
            person: self.actor.person,
            mark: None,
        })
    }

    /// Withdraws a report from the chair, to continue writing it.
    pub async fn withdraw(&self, id: Uuid, note: &str) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        self.may_one_of(&[Permission::WriteReports], row.unit)?;
        stands_at(&row, Stage::Submitted)?;
        let batch = self
            .step_of(&row, Stage::Writing, row.version, row.unit, note)
            .await?;
        self.conclude(&row, batch, "reports.withdraw", "{}").await
    }

    /// Sends a report back to be written, with reasons for paragraphs or for the whole. The chair does so while it is
    /// submitted, or issued and not sent yet; the level above does so once it was sent. If the chair sends it back, its
    /// number is cancelled; a report that was sent keeps its number in the register.
    pub async fn send_back(
        &self,
        id: Uuid,
        note: &str,
        reasons: &[(String, String)],
    ) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let by = self.who_sends_back(&row)?;
        let notes = self.reason_notes(&row, reasons).await?;
        if notes.is_empty() && clean_line(note).is_empty() {
            return Err(ReportError::NeedsReason);
        }
        let mut batch = self.step_of(&row, Stage::Writing, row.version, by, note).await?;
        for note in &notes {
            batch = batch.report_note(id, note);
        }
        if row.stage == Stage::Issued {
            batch = self.without_number(batch, &row, note, &notes).await?;
        }
        let detail = serde_json::json!({ "version": row.version, "from": row.stage.code() }).to_string();
        self.conclude(&row, batch, "reports.return", detail).await
    }

    /// The unit on whose behalf the actor may send a report back.
    fn who_sends_back(&self, row: &ReportRow) -> Result<UnitId, ReportError> {
        match row.stage {
            Stage::Submitted | Stage::Issued => {
                self.may_one_of(&[Permission::ApproveReports], row.unit)?;
                Ok(row.unit)
            }
            Stage::Sent => self.accepting_unit(row),
            Stage::Writing | Stage::Accepted => Err(stands(row)),
        }
    }

    /// Reasons by part, as comments; blank ones are left out.
    async fn reason_notes(
        &self,
        row: &ReportRow,
        reasons: &[(String, String)],
    ) -> Result<Vec<NoteRow>, ReportError> {
        let mut notes = Vec::new();
        for (part, typed) in reasons {
            if !part.is_empty() && !self.has_part(row, part).await? {
                return Err(ReportError::NotFound);
            }
            notes.extend(self.note_row(row, part, typed)?);
        }
        Ok(notes)
    }

    /// Cancels the number of an issued report, with the reason for the whole or else the first one.
    async fn without_number(
        &self,
        batch: Batch,
        row: &ReportRow,
        note: &str,
        notes: &[NoteRow],
    ) -> Result<Batch, ReportError> {
        let numbers = self.store.outgoing_of(row.id).await?;
        let number = numbers
            .iter()
            .find(|n| !n.is_cancelled && n.version == row.version);
        let Some(number) = number else {
            return Ok(batch);
        };
        let why = match clean_line(note) {
            empty if empty.is_empty() => notes.first().map_or(empty, |n| n.body.clone()),
            why => why,
        };
        Ok(batch.cancel_outgoing(number, &why))
    }

    /// Sends an issued report to the level above.
    pub async fn send(&self, id: Uuid, note: &str) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        self.may_one_of(&[Permission::WriteReports, Permission::ApproveReports], row.unit)?;
        stands_at(&row, Stage::Issued)?;
        let batch = self
            .step_of(&row, Stage::Sent, row.version, row.unit, note)
            .await?;
        self.conclude(&row, batch, "reports.send", "{}").await
    }

    /// Accepts what a unit below sent.
    pub async fn accept(&self, id: Uuid, note: &str) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let above = self.accepting_unit(&row)?;
        stands_at(&row, Stage::Sent)?;
        let batch = self
            .step_of(&row, Stage::Accepted, row.version, above, note)
            .await?;
        self.conclude(&row, batch, "reports.accept", "{}").await
    }

    /// Whether a signed-in person holds one of these permissions in a unit.
    fn may_one_of(&self, permissions: &[Permission], unit: UnitId) -> Result<(), ReportError> {
        let may = |permission: &Permission| self.may(*permission, unit);
        match self.actor.is_signed_in() && permissions.iter().any(may) {
            true => Ok(()),
            false => Err(ReportError::NotAllowed),
        }
    }

    /// The unit above, on whose behalf the actor may accept a report.
    fn accepting_unit(&self, row: &ReportRow) -> Result<UnitId, ReportError> {
        let may_accept = self.filings().may_accept(row.unit);
        above(self.snapshot(), row.unit)
            .filter(|_| may_accept)
            .ok_or(ReportError::NotAllowed)
    }

    /// Writes a step of a report with its line in the change log.
    async fn conclude(
        &self,
        row: &ReportRow,
        batch: Batch,
        act: &'static str,
        detail: impl Into<String>,
    ) -> Result<(), ReportError> {
        let batch = batch.log(row.unit.0, act, row.id, detail);
        self.stale(self.write(batch).await)
    }

    /// A change of stage with its note. It is refused if anything else happened meanwhile.
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

fn stands_at(row: &ReportRow, stage: Stage) -> Result<(), ReportError> {
    match row.stage == stage {
        true => Ok(()),
        false => Err(stands(row)),
    }
}

pub(super) fn stands(row: &ReportRow) -> ReportError {
    ReportError::Stands(row.stage)
}

/// Checks that a draft may be submitted: every sentence written, every number known, something recorded.
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

/// The model of an issued paper as text, which is stored beside its files.
pub(super) fn model_text(paper: &Paper) -> Result<String, ReportError> {
    serde_json::to_string(paper).map_err(|e| ReportError::Fault(Fault::Other(e.to_string())))
}
