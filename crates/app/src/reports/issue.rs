//! Issuing: the chair approves, and the report gets its number, day and signer, all at once or not at all.

use super::ReportError;
use super::decide::model_text;
use crate::papers::versions::{ISSUED, file_row};
use crate::papers::{Issuer, PaperError, Signer, signer_of};
use crate::procedures::{Permit, Remarks};
use crate::reports::ReportService;
use dienhong_domain::papers::PaperKind;
use dienhong_domain::procedures::reports::APPROVE;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Day;
use dienhong_reports::Paper;
use dienhong_store::WriteError;
use dienhong_store::frozen::Frozen;
use dienhong_store::papers::OutgoingRow;
use dienhong_store::reports::ReportRow;
use uuid::Uuid;

/// How often the next number is tried again because others took it.
const TRIES: usize = 20;

impl ReportService<'_> {
    /// Approves a report and gives it its next number, the day and the signer. The frozen words and numbers stay as
    /// they were submitted.
    ///
    /// # Errors
    /// The signer may not sign on the day, or the day is before that of the last number or in the future.
    pub async fn approve(&self, id: Uuid, signer: Uuid, day: Day, note: &str) -> Result<u32, ReportError> {
        let row = self.row(id).await?;
        let permit = self.permit(&row, APPROVE).await?;
        if day > self.today() {
            return Err(PaperError::Ahead.into());
        }
        let issuer = row.issuer.ok_or(ReportError::NoIssuer)?;
        let issuer = self.papers().issuer(issuer, day).await?;
        let signer = self
            .store
            .signer(signer)
            .await?
            .filter(|s| s.issuer == issuer.id)
            .map(|s| signer_of(&s))
            .ok_or(ReportError::NotFound)?;
        if !signer.holds(day) {
            return Err(ReportError::SignerNotThen(signer.name, day));
        }
        let frozen = self.model(id, row.version).await?;
        let kind = self
            .outlined_of(&row)
            .map_or(PaperKind::Report, |of| of.outline.paper);
        for _ in 0..TRIES {
            let number = self.papers().next_number(&issuer, kind, day, None).await?;
            match self
                .issue((&row, &permit), &frozen, (&issuer, &signer), number, note)
                .await?
            {
                Some(number) => return Ok(number),
                // Somebody took that number for another paper.
                None => continue,
            }
        }
        Err(ReportError::Overtaken)
    }

    async fn issue(
        &self,
        (row, permit): (&ReportRow, &Permit<Stage>),
        frozen: &Paper,
        (issuer, signer): (&Issuer, &Signer),
        number: OutgoingRow,
        note: &str,
    ) -> Result<Option<u32>, ReportError> {
        let mut paper = frozen.clone();
        let upper = |lines: &[String]| lines.iter().map(|l| l.to_uppercase()).collect();
        let head = &mut paper.letterhead;
        head.parent = upper(&issuer.parent);
        head.issuer = upper(&issuer.heading);
        head.place.clone_from(&issuer.place);
        head.sign.clone_from(&number.sign);
        head.number = Some(number.number);
        head.day = Some(number.day);
        paper.signature = signer.signature();
        let number = OutgoingRow {
            summary: format!("{} {}", paper.kind, paper.summary),
            recipients: paper.recipients.lines.join("\n"),
            report: Some(row.id),
            version: row.version,
            at: self.now(),
            person: self.actor.person,
            ..number
        };
        let model = model_text(&paper)?;
        let remarks = Remarks::note(row.version, note);
        let (batch, step) = self.step_of(row, permit, remarks).await?;
        let batch = self
            .with_files(batch, row, (row.version, ISSUED), &paper, self.actor.person)
            .await?;
        let by = (self.now(), self.actor.person);
        let file = file_row(
            "model.json".to_owned(),
            (row.version, ISSUED),
            "model".to_owned(),
            model.as_bytes(),
            by,
        );
        let detail = serde_json::json!({
            "version": row.version,
            "number": number.number,
            "day": number.day.number(),
            "hash": file.sha256,
        });
        let batch = batch
            .outgoing(&number)
            .frozen_file(Frozen::Report, row.id, &file, model.into_bytes());
        match self.write(step.log(batch, detail.to_string())).await {
            Ok(()) => Ok(Some(number.number)),
            Err(WriteError::Constraint(_)) => Ok(None),
            Err(WriteError::Stale) => Err(ReportError::Overtaken),
            Err(error) => Err(error.into()),
        }
    }
}
