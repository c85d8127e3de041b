//! Making bundles of reports: an issued paper for the level above, or the answer to one that came from elsewhere.

use super::{SIGNED_FORMAT, SIGNED_TRAVELS};
use crate::app::Fault;
use crate::exchange::{ExchangeError, ExchangeService};
use crate::procedures::above;
use crate::reports::FORMATS;
use crate::reports::files::{ISSUED, SIGNED, copies_of};
use crate::reports::read::{days, is_foreign};
use dienhong_bundles::{Body, File, Report, ReportAnswer, ReportSaid};
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_store::procedures::StepRow;
use dienhong_store::reports::{ReportFileRow, ReportRow, VersionRow};
use sha2::{Digest, Sha256};
use uuid::Uuid;

impl ExchangeService<'_> {
    /// A report as a bundle: the paper for the level above while it is sent, or the answer for the installation that
    /// sent it. The same report in the same stage always gives the same bundle.
    pub async fn report_bundle(&self, id: Uuid) -> Result<String, ExchangeError> {
        let row = self.reports().row(id).await?;
        let stage = row.stage;
        let unit = row.unit;
        let may = |act| self.may(act, unit);
        let is_allowed = match (is_foreign(&row), stage) {
            (false, Stage::Sent) => may(Permission::WriteReports) || may(Permission::ApproveReports),
            (true, Stage::Accepted | Stage::Writing) => self.filings().may_accept(unit),
            (_, stage) => return Err(ExchangeError::ReportStands(stage)),
        };
        match is_allowed {
            true => self.sealed_report(&row).await,
            false => Err(ExchangeError::NotAllowed),
        }
    }

    /// What is sent about a report in its present stage.
    pub(in crate::exchange) async fn sealed_report(&self, row: &ReportRow) -> Result<String, ExchangeError> {
        let map = &self.snapshot().map;
        let steps = self.store.steps(&PROCEDURE, row.id).await?;
        let last = steps.last().ok_or(ExchangeError::NotFound)?;
        let versions = self.store.report_versions(row.id).await?;
        let version = versions.iter().find(|v| v.version == row.version);
        let version = version.ok_or(ExchangeError::NotFound)?;
        let (from, to, body) = match (is_foreign(row), row.stage) {
            (false, Stage::Sent) => {
                let above = above(self.snapshot(), row.unit).ok_or(ExchangeError::NotFound)?;
                let report = self.travelling_report(row, version, &steps).await?;
                (row.unit, map.uid(above), Body::Report(Box::new(report)))
            }
            (true, Stage::Accepted | Stage::Writing) => {
                let answer = self.travelling_answer(row, version, last).await?;
                (last.unit, map.uid(row.unit), Body::ReportAnswer(answer))
            }
            (_, stage) => return Err(ExchangeError::ReportStands(stage)),
        };
        // A copy that was signed since makes it a different letter.
        let words = format!("report/{}/{}/{}", row.stage.code(), last.at, copy_of(&body));
        self.seal((row.id, &words), last.at, (from, to), body).await
    }

    /// A version as it was issued, with its files and what happened to it.
    async fn travelling_report(
        &self,
        row: &ReportRow,
        version: &VersionRow,
        steps: &[StepRow<Stage>],
    ) -> Result<Report, ExchangeError> {
        let model = self
            .store
            .report_file(row.id, row.version, ISSUED, "model")
            .await?;
        let model = model.ok_or(ExchangeError::NotFound)?;
        let period = days(row);
        Ok(Report {
            report: row.id,
            unit: self.snapshot().map.uid(row.unit),
            outline: row.outline.clone(),
            from: period.from,
            to: period.to,
            version: row.version as i32,
            hash: hex::encode(Sha256::digest(&model)),
            model: String::from_utf8(model).map_err(|e| Fault::Other(e.to_string()))?,
            program: version.program.clone(),
            files: self.travelling_files(row).await?,
            said: steps
                .iter()
                .filter(|s| s.version == row.version && s.state != Stage::Writing)
                .map(|s| self.said_of_report(s))
                .collect(),
        })
    }

    /// What the level above decided of a report that another book sent, with the notes that are still open.
    async fn travelling_answer(
        &self,
        row: &ReportRow,
        version: &VersionRow,
        last: &StepRow<Stage>,
    ) -> Result<ReportAnswer, ExchangeError> {
        let notes = self.store.report_notes(row.id).await?;
        Ok(ReportAnswer {
            report: row.id,
            version: row.version as i32,
            // Of a report from another book, only the paper as issued was frozen here.
            hash: hex::encode(&version.hash),
            said: self.said_of_report(last),
            notes: notes
                .into_iter()
                .filter(|n| n.version == row.version && n.solved_at.is_none())
                .map(|n| (n.part, n.body))
                .collect(),
        })
    }

    /// A step as the other side reads it.
    fn said_of_report(&self, step: &StepRow<Stage>) -> ReportSaid {
        ReportSaid {
            stage: step.state,
            at: step.at,
            unit: self.snapshot().map.uid(step.unit),
            note: step.note.clone(),
        }
    }

    /// The files as they were issued, and the newest signed copy that is not too large.
    async fn travelling_files(&self, row: &ReportRow) -> Result<Vec<File>, ExchangeError> {
        let mut files = Vec::new();
        for format in FORMATS {
            let bytes = self
                .store
                .report_file(row.id, row.version, ISSUED, format)
                .await?;
            files.push(File {
                format: format.to_owned(),
                bytes: bytes.ok_or(ExchangeError::NotFound)?,
            });
        }
        let stored = self.store.report_files(row.id).await?;
        let mine = copies_of(&stored, row.version);
        // Of several from the same moment, the one stored last.
        let place = |f: &ReportFileRow| f.format.rsplit('-').next().and_then(|n| n.parse::<u32>().ok());
        if let Some(newest) = mine.max_by_key(|f| (f.at, place(f))) {
            let bytes = self
                .store
                .report_file(row.id, row.version, SIGNED, &newest.format)
                .await?;
            files.extend(bytes.filter(|b| b.len() <= SIGNED_TRAVELS).map(|bytes| File {
                format: SIGNED_FORMAT.to_owned(),
                bytes,
            }));
        }
        Ok(files)
    }
}

/// Identifies the signed copy of a report; empty when there is none.
fn copy_of(body: &Body) -> String {
    let files = match body {
        Body::Report(report) => &report.files[..],
        _ => &[],
    };
    let copy = files.iter().find(|f| f.format == SIGNED_FORMAT);
    copy.map_or_else(String::new, |f| hex::encode(Sha256::digest(&f.bytes)))
}
