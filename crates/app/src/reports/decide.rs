//! Steps of a report: submitted to the chair, sent back with reasons, withdrawn, sent up, accepted.

use super::ReportError;
use super::draft::{Draft, LineKind};
use super::read::days;
use super::write::question;
use crate::app::Fault;
use crate::filings::marks;
use crate::papers::versions::SUBMITTED;
use crate::procedures::{NewStep, Permit, Remarks, Subject};
use crate::reports::ReportService;
use crate::snapshot::LawSpan;
use dienhong_domain::procedures::reports::{ACCEPT, PROCEDURE, RETURN, SEND, SUBMIT, WITHDRAW};
use dienhong_domain::reports::Stage;
use dienhong_domain::text::clean_line;
use dienhong_reports::Paper;
use dienhong_store::Batch;
use dienhong_store::reports::{NoteRow, ReportRow, VersionRow};
use sha2::{Digest, Sha256};
use uuid::Uuid;

impl ReportService<'_> {
    /// Freezes a report and submits it to the chair. `edit_count` is the state that the person saw, so that changes
    /// made since by somebody else are not frozen unseen.
    pub async fn submit(&self, id: Uuid, edit_count: i64, note: &str) -> Result<(), ReportError> {
        let row = self.writable(id).await?;
        let permit = self.permit(&row, SUBMIT).await?;
        if row.edit_count != edit_count {
            return Err(ReportError::Overtaken);
        }
        let (paper, inputs) = self.complete_paper(&row).await?;
        let model = model_text(&paper)?;
        let version = self.next_version(&row, inputs, &model)?;
        let hash = hex::encode(&version.hash);
        let detail = serde_json::json!({ "version": version.version, "hash": hash }).to_string();
        let remarks = Remarks::note(version.version, note);
        let (batch, step) = self.step_of(&row, &permit, remarks).await?;
        let batch = batch.report_version(id, &version, &model);
        let files = (version.version, SUBMITTED);
        let batch = self
            .with_files(batch, &row, files, &paper, self.actor.person)
            .await?;
        self.conclude(batch, &step, detail).await
    }

    /// The paper of a completely written report, with the fingerprint of its figures.
    async fn complete_paper(&self, row: &ReportRow) -> Result<(Paper, String), ReportError> {
        let unit = row.unit;
        let q = question(row, self.today());
        let outlined = self.outlined_of(row).ok_or(ReportError::NotFound)?;
        let written = self.written(row.id).await?;
        let inputs = self.inputs(q).await?;
        let draft = self.compose(&outlined, (q, days(row)), &written).await?;
        ready(&draft)?;
        let issuer = match row.issuer {
            Some(issuer) => self.papers().issuer(issuer, self.today()).await?,
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
        let mut laws = self.rules_in(row.unit, days(row));
        // The outline may be that of packs which are law of no day of the period any more.
        laws.extend(self.outlined_of(row).map(|of| LawSpan {
            days: days(row),
            rules: of.rules,
        }));
        let packs = marks(self.snapshot(), &laws);
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
        self.simply(id, WITHDRAW, note).await
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
        let permit = self.permit(&row, RETURN).await?;
        let notes = self.reason_notes(&row, reasons).await?;
        let remarks = Remarks {
            comments: notes.len(),
            ..Remarks::note(row.version, note)
        };
        let (mut batch, step) = self.step_of(&row, &permit, remarks).await?;
        for note in &notes {
            batch = batch.report_note(id, note);
        }
        if row.stage == Stage::Issued {
            batch = self.without_number(batch, &row, note, &notes).await?;
        }
        let detail = serde_json::json!({ "version": row.version, "from": row.stage.code() }).to_string();
        self.conclude(batch, &step, detail).await
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
        self.simply(id, SEND, note).await
    }

    /// Accepts what a unit below sent.
    pub async fn accept(&self, id: Uuid, note: &str) -> Result<(), ReportError> {
        self.simply(id, ACCEPT, note).await
    }

    /// An act that changes nothing but where a report stands.
    async fn simply(&self, id: Uuid, act: &str, note: &str) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let permit = self.permit(&row, act).await?;
        let remarks = Remarks::note(row.version, note);
        let (batch, step) = self.step_of(&row, &permit, remarks).await?;
        self.conclude(batch, &step, "{}").await
    }

    /// Checks that the actor may do an act with a report where it stands.
    pub(super) async fn permit(&self, row: &ReportRow, act: &str) -> Result<Permit<Stage>, ReportError> {
        let subject = Subject {
            id: row.id,
            unit: row.unit,
            state: Some(row.stage),
        };
        Ok(self.procedures().permit(&PROCEDURE, subject, act).await?)
    }

    /// A change of stage with its step. It is refused if anything else happened meanwhile.
    pub(super) async fn step_of(
        &self,
        row: &ReportRow,
        permit: &Permit<Stage>,
        remarks: Remarks<'_>,
    ) -> Result<(Batch, NewStep<Stage>), ReportError> {
        let step = self.procedures().step(permit, remarks).await?;
        let batch = self.batch().report_stage(row, step.state(), step.version());
        Ok((step.keep(batch), step))
    }

    /// Writes a step of a report with its line in the change log.
    async fn conclude(
        &self,
        batch: Batch,
        step: &NewStep<Stage>,
        detail: impl Into<String>,
    ) -> Result<(), ReportError> {
        let batch = step.log(batch, detail);
        self.stale(self.write(batch).await)
    }
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
