//! Importing what a unit below sends: a new report, a newer version, or a copy that was signed since.

use super::sound::sound;
use super::{CODE_MAX, SIGNED_FORMAT, Signed};
use crate::exchange::import::Inspection;
use crate::exchange::{BundlePreview, BundleStatus, ExchangeError, ExchangeService};
use crate::procedures::{ForeignStep, foreign_steps};
use crate::reports::files::{COPIES_MAX, ISSUED, copies_of, file_row, signed_row};
use crate::reports::read::days;
use dienhong_bundles::{Payload, Report};
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_domain::text::clean_line;
use dienhong_domain::units::UnitId;
use dienhong_reports::Paper;
use dienhong_store::Batch;
use dienhong_store::peers::PeerRow;
use dienhong_store::reports::{ReportFileRow, ReportFilter, ReportRow, VersionRow};
use sha2::{Digest, Sha256};

impl ExchangeService<'_> {
    pub(in crate::exchange) async fn report_came(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        report: &Report,
    ) -> Result<Inspection, ExchangeError> {
        let (paper, signed) = sound(report).ok_or(ExchangeError::Damaged)?;
        let map = &self.snapshot().map;
        let unit = map.by_uid(report.unit).ok_or(ExchangeError::UnknownUnit)?;
        let name = map.label(unit, report.to, "vi");
        self.comes_from_below(payload, peer, (unit, &name), Permission::ApproveReports)
            .await?;
        let incoming = Incoming {
            peer,
            report,
            row: row_of(payload, peer, report, unit),
            paper,
            signed,
        };
        let Some(kept) = self.kept_report(&incoming.row).await? else {
            return Ok(self.taken(&incoming, self.batch().new_report(&incoming.row), 0));
        };
        if !incoming.continues(&kept) {
            return Err(ExchangeError::Collides);
        }
        let versions = self.store.report_versions(kept.id).await?;
        match versions.iter().find(|v| v.version == incoming.row.version) {
            Some(known) if known.hash == incoming.hash() => self.known_report(&incoming, &kept).await,
            Some(_) => Err(ExchangeError::Collides),
            None => self.newer_version(&incoming, &kept).await,
        }
    }

    /// The report with this id, or else one of the same unit, outline and days.
    async fn kept_report(&self, row: &ReportRow) -> Result<Option<ReportRow>, ExchangeError> {
        let filter = ReportFilter {
            units: vec![row.unit.0],
            outline: Some(row.outline.clone()),
            days: Some((row.first.number(), row.last.number())),
        };
        let (same, _) = self.store.reports(&filter, (0, 1)).await?;
        let kept = self.store.report(row.id).await?;
        Ok(kept.or_else(|| same.into_iter().next()))
    }

    /// A version that was imported before; only a signed copy may be new.
    async fn known_report(
        &self,
        incoming: &Incoming<'_>,
        kept: &ReportRow,
    ) -> Result<Inspection, ExchangeError> {
        let batch = self
            .signed_later(incoming.peer, kept, incoming.report, incoming.signed)
            .await?;
        let status = batch.as_ref().map_or(BundleStatus::Known, |_| BundleStatus::New);
        Ok(Inspection {
            preview: self.report_preview(incoming, status),
            batch,
        })
    }

    /// A version after the stored one, which must have been sent back.
    async fn newer_version(
        &self,
        incoming: &Incoming<'_>,
        kept: &ReportRow,
    ) -> Result<Inspection, ExchangeError> {
        let version = incoming.row.version;
        if kept.version >= version {
            return Err(ExchangeError::Stale(kept.version));
        }
        if kept.stage != Stage::Writing {
            return Err(ExchangeError::Waits(kept.version));
        }
        let last = self.store.last_step(PROCEDURE.kind, kept.id).await?;
        let batch = self.batch().report_stage(kept, Stage::Sent, version);
        Ok(self.taken(incoming, batch, last))
    }

    /// A version that is new here, with its files and its steps behind the last one that is known.
    fn taken(&self, incoming: &Incoming<'_>, batch: Batch, last: i64) -> Inspection {
        let (row, report) = (&incoming.row, incoming.report);
        let batch = batch.report_version(row.id, &incoming.version_row(), &report.model);
        let batch = incoming.with_files(batch);
        let batch = self.with_steps(batch, incoming, last);
        let from = incoming.peer.book;
        let detail = serde_json::json!({ "from": from, "version": row.version, "hash": report.hash });
        Inspection {
            preview: self.report_preview(incoming, BundleStatus::New),
            batch: Some(batch.log(row.unit.0, "exchange.report", row.id, detail.to_string())),
        }
    }

    /// Adds the history of a report in its own book.
    fn with_steps(&self, batch: Batch, incoming: &Incoming<'_>, last: i64) -> Batch {
        let (map, row) = (&self.snapshot().map, &incoming.row);
        let steps = incoming.report.said.iter().map(|said| ForeignStep {
            state: said.stage,
            at: said.at,
            unit: map.by_uid(said.unit).unwrap_or(row.unit),
            note: said.note.clone(),
            reasons: Vec::new(),
        });
        // It was written there before it was laid before the chair.
        let before = (last, Some(Stage::Writing));
        foreign_steps(batch, &PROCEDURE, (row.id, row.version), before, steps)
    }

    fn report_preview(&self, incoming: &Incoming<'_>, status: BundleStatus) -> BundlePreview {
        let (row, report) = (&incoming.row, incoming.report);
        BundlePreview::Report {
            id: row.id,
            sender: incoming.peer.name.clone(),
            unit: row.unit,
            title: self.reports().title_of(row.unit, &row.outline, days(row)),
            period: days(row),
            version: report.version,
            paper: Box::new(incoming.paper.clone().without_proofs()),
            signed: incoming.signed.map(|(kind, _)| kind),
            status,
        }
    }

    /// The signed copy of a report that was imported before, if it is new here.
    async fn signed_later(
        &self,
        peer: &PeerRow,
        kept: &ReportRow,
        report: &Report,
        signed: Option<Signed>,
    ) -> Result<Option<Batch>, ExchangeError> {
        let copy = report.files.iter().find(|f| f.format == SIGNED_FORMAT);
        let (Some(copy), Some(signed)) = (copy, signed) else {
            return Ok(None);
        };
        let version = i64::from(report.version);
        let stored = self.store.report_files(kept.id).await?;
        let mine: Vec<&ReportFileRow> = copies_of(&stored, version).collect();
        let sha256 = hex::encode(Sha256::digest(&copy.bytes));
        if mine.len() >= COPIES_MAX || mine.iter().any(|f| f.sha256 == sha256) {
            return Ok(None);
        }
        let by = (self.now(), 0);
        let of = signed_row(kept, version, mine.len() + 1, signed, &copy.bytes, by);
        let detail = serde_json::json!({ "from": peer.book, "version": version, "sha256": sha256 });
        let batch = self.batch().report_file(kept.id, &of, copy.bytes.clone()).log(
            kept.unit.0,
            "exchange.report-signed",
            kept.id,
            detail.to_string(),
        );
        Ok(Some(batch))
    }
}

/// A sound report of a unit below, and the row that it becomes.
struct Incoming<'a> {
    peer: &'a PeerRow,
    report: &'a Report,
    row: ReportRow,
    paper: Paper,
    signed: Option<Signed>,
}

impl Incoming<'_> {
    /// Whether a stored report is this same one, in any version.
    fn continues(&self, kept: &ReportRow) -> bool {
        let row = &self.row;
        kept.id == row.id
            && kept.origin == row.origin
            && (kept.unit, &kept.outline, kept.first, kept.last)
                == (row.unit, &row.outline, row.first, row.last)
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.report.model.as_bytes()).to_vec()
    }

    fn version_row(&self) -> VersionRow {
        VersionRow {
            version: self.row.version,
            hash: self.hash(),
            inputs: String::new(),
            packs: "[]".to_owned(),
            program: clean_line(&self.report.program).chars().take(CODE_MAX).collect(),
            at: self.row.made_at,
            person: 0,
            mark: Some(self.paper.mark()),
        }
    }

    /// Adds the files as they were issued, the signed copy and the paper itself.
    fn with_files(&self, mut batch: Batch) -> Batch {
        let (row, version) = (&self.row, self.row.version);
        let by = (row.made_at, 0);
        for file in &self.report.files {
            let (format, bytes) = (&file.format, &file.bytes);
            let of = match self.signed.filter(|_| format == SIGNED_FORMAT) {
                Some(signed) => signed_row(row, version, 1, signed, bytes, by),
                None => file_row(row, (version, ISSUED), format.clone(), format, bytes, by),
            };
            batch = batch.report_file(row.id, &of, bytes.clone());
        }
        let model = self.report.model.as_bytes();
        let of = file_row(row, (version, ISSUED), "model".to_owned(), "json", model, by);
        batch.report_file(row.id, &of, model.to_vec())
    }
}

fn row_of(payload: &Payload, peer: &PeerRow, report: &Report, unit: UnitId) -> ReportRow {
    ReportRow {
        id: report.report,
        unit,
        outline: report.outline.clone(),
        first: report.from,
        last: report.to,
        issuer: None,
        is_restated: false,
        stage: Stage::Sent,
        version: i64::from(report.version),
        edit_count: 0,
        made_at: payload.made_at,
        made_by: 0,
        origin: peer.book.to_string(),
    }
}
