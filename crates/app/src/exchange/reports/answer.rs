//! Importing the answer of the level above to a report of this book.

use super::CODE_MAX;
use crate::exchange::import::Inspection;
use crate::exchange::{BundlePreview, BundleStatus, ExchangeError, ExchangeService};
use crate::procedures::{ForeignStep, foreign_steps};
use crate::reports::NOTE_MAX;
use crate::reports::files::ISSUED;
use crate::reports::read::{days, is_foreign};
use dienhong_bundles::{Payload, ReportAnswer};
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean_line, length};
use dienhong_reports::Paper;
use dienhong_store::Batch;
use dienhong_store::peers::PeerRow;
use dienhong_store::procedures::StepRow;
use dienhong_store::reports::{NoteRow, ReportRow};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Most notes that a trusted but careless sender may have signed.
const NOTES_MAX: usize = 500;

impl ExchangeService<'_> {
    pub(in crate::exchange) async fn report_answered(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        answer: &ReportAnswer,
    ) -> Result<Inspection, ExchangeError> {
        let row = self.answered_report(payload, answer).await?;
        let acts = [Permission::WriteReports, Permission::ApproveReports];
        self.comes_from_above(peer, row.unit, acts).await?;
        if !is_sound_answer(answer) {
            return Err(ExchangeError::Damaged);
        }
        let version = i64::from(answer.version);
        let paper = self.reports().issued_model(row.id, version).await?;
        let notes = notes_on(&paper, answer);
        let preview = |status| self.answer_preview((&row, peer), answer, (&paper, &notes), status);
        let next = answer.said.stage;
        let steps = self.store.steps(&PROCEDURE, row.id).await?;
        let is_taken = |s: &StepRow<Stage>| s.at == answer.said.at && s.state == next && s.person == 0;
        if steps.iter().any(is_taken) {
            return Ok(Inspection {
                preview: preview(BundleStatus::Known),
                batch: None,
            });
        }
        let is_answer = matches!(next, Stage::Accepted | Stage::Writing);
        if !is_answer || row.stage != Stage::Sent || row.version != version {
            return Err(ExchangeError::ReportStands(row.stage));
        }
        let before = (steps.last().map_or(0, |s| s.seq), Some(row.stage));
        let batch = self.batch().report_stage(&row, next, version);
        let step = self.report_answer_step(peer, answer);
        let batch = foreign_steps(batch, &PROCEDURE, (row.id, version), before, [step]);
        let batch = with_notes(batch, row.id, answer, &notes);
        let detail = serde_json::json!({ "from": peer.book, "stage": next.code() }).to_string();
        Ok(Inspection {
            preview: preview(BundleStatus::New),
            batch: Some(batch.log(row.unit.0, "exchange.report-answer", row.id, detail)),
        })
    }

    /// The report of this book that is answered, if the answer is addressed to its unit and names the paper as it was
    /// issued.
    async fn answered_report(
        &self,
        payload: &Payload,
        answer: &ReportAnswer,
    ) -> Result<ReportRow, ExchangeError> {
        let row = self.store.report(answer.report).await?;
        let row = row
            .filter(|r| !is_foreign(r))
            .ok_or(ExchangeError::UnknownFiling)?;
        let version = i64::from(answer.version);
        let model = self.store.report_file(row.id, version, ISSUED, "model").await?;
        let is_answered = model.is_some_and(|m| hex::encode(Sha256::digest(&m)) == answer.hash);
        match is_answered && self.snapshot().map.uid(row.unit) == payload.to {
            true => Ok(row),
            false => Err(ExchangeError::UnknownFiling),
        }
    }

    fn answer_preview(
        &self,
        (row, peer): (&ReportRow, &PeerRow),
        answer: &ReportAnswer,
        (paper, notes): (&Paper, &[(String, String)]),
        status: BundleStatus,
    ) -> BundlePreview {
        BundlePreview::ReportAnswer {
            id: row.id,
            sender: peer.name.clone(),
            unit: row.unit,
            title: self.reports().title_of(row.unit, &row.outline, days(row)),
            period: days(row),
            paper: Box::new(paper.clone()),
            stage: answer.said.stage,
            note: answer.said.note.clone(),
            notes: notes.to_vec(),
            status,
        }
    }

    fn report_answer_step(&self, peer: &PeerRow, answer: &ReportAnswer) -> ForeignStep<Stage> {
        let said = &answer.said;
        ForeignStep {
            state: said.stage,
            at: said.at,
            unit: self.snapshot().map.by_uid(said.unit).unwrap_or(peer.unit),
            note: said.note.clone(),
            reasons: Vec::new(),
        }
    }
}

/// Whether the words of an answer are clean and within their limits.
fn is_sound_answer(answer: &ReportAnswer) -> bool {
    let is_plain = |note: &str| length(note) <= NOTE_MAX && clean_line(note) == note;
    answer.notes.len() <= NOTES_MAX
        && is_plain(&answer.said.note)
        && answer
            .notes
            .iter()
            .all(|(part, note)| length(part) <= CODE_MAX && !note.is_empty() && is_plain(note))
}

/// Part and words of each note; a note on a part that the paper does not have applies to the whole.
fn notes_on(paper: &Paper, answer: &ReportAnswer) -> Vec<(String, String)> {
    let notes = answer.notes.iter();
    notes
        .map(|(part, note)| match paper.anchors.contains(part) {
            true => (part.clone(), note.clone()),
            false => (String::new(), note.clone()),
        })
        .collect()
}

fn with_notes(mut batch: Batch, id: Uuid, answer: &ReportAnswer, notes: &[(String, String)]) -> Batch {
    let at = answer.said.at;
    for (place, (part, body)) in notes.iter().enumerate() {
        let note = NoteRow {
            id: Uuid::new_v5(&id, format!("{at}/{place}").as_bytes()),
            part: part.clone(),
            version: i64::from(answer.version),
            body: body.clone(),
            at,
            person: 0,
            solved_at: None,
            solved_by: None,
        };
        batch = batch.report_note(id, &note);
    }
    batch
}
