//! What a unit below sends: a new report, a newer version, or a copy that was signed since.

use super::{CODE_MAX, ReportTravels, SIGNED_FORMAT};
use crate::exchange::travels::{Arrival, Incoming};
use crate::exchange::{ExchangeError, ExchangeService};
use crate::papers::versions::{COPIES_MAX, ISSUED, copies_of};
use crate::reports::files::{file_row, signed_row};
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::text::clean_line;
use dienhong_store::Batch;
use dienhong_store::frozen::{FileRow, Frozen};
use dienhong_store::reports::{ReportFilter, ReportRow, VersionRow};
use sha2::{Digest, Sha256};

type IncomingReport<'a> = Incoming<'a, ReportTravels>;

/// What taking a report in would write.
pub(super) async fn arrival(
    on: &ExchangeService<'_>,
    of: &IncomingReport<'_>,
) -> Result<Arrival<Stage>, ExchangeError> {
    let row = row_of(of);
    let Some(kept) = kept_report(on, &row).await? else {
        return Ok(new_version(of, &row, on.batch().new_report(&row), 0));
    };
    if !is_same_report(&row, &kept) {
        return Err(ExchangeError::Collides);
    }
    let versions = on.store.report_versions(kept.id).await?;
    match versions.iter().find(|v| v.version == row.version) {
        Some(known) if known.hash == hash(of) => signed_later(on, of, &kept).await,
        Some(_) => Err(ExchangeError::Collides),
        None => newer_version(on, of, (&row, &kept)).await,
    }
}

/// The report with this id, or else one of the same unit, outline and days.
async fn kept_report(on: &ExchangeService<'_>, row: &ReportRow) -> Result<Option<ReportRow>, ExchangeError> {
    let filter = ReportFilter {
        units: vec![row.unit.0],
        outline: Some(row.outline.clone()),
        days: Some((row.first.number(), row.last.number())),
    };
    let (same, _) = on.store.reports(&filter, (0, 1)).await?;
    let kept = on.store.report(row.id).await?;
    Ok(kept.or_else(|| same.into_iter().next()))
}

/// Whether a stored report is the same one, in any version.
fn is_same_report(row: &ReportRow, kept: &ReportRow) -> bool {
    kept.id == row.id
        && kept.origin == row.origin
        && (kept.unit, &kept.outline, kept.first, kept.last) == (row.unit, &row.outline, row.first, row.last)
}

/// A version after the stored one, which must have been sent back.
async fn newer_version(
    on: &ExchangeService<'_>,
    of: &IncomingReport<'_>,
    (row, kept): (&ReportRow, &ReportRow),
) -> Result<Arrival<Stage>, ExchangeError> {
    if kept.version >= row.version {
        return Err(ExchangeError::Stale(kept.version));
    }
    if kept.stage != Stage::Writing {
        return Err(ExchangeError::Waits(kept.version));
    }
    let last = on.store.last_step(PROCEDURE.kind, kept.id).await?;
    let batch = on.batch().report_stage(kept, Stage::Sent, row.version);
    Ok(new_version(of, row, batch, last))
}

/// A version that is new here, with its files; its steps follow the last one that is known.
fn new_version(of: &IncomingReport<'_>, row: &ReportRow, batch: Batch, last: i64) -> Arrival<Stage> {
    let batch = batch.report_version(row.id, &version_row(of, row), &of.submission.content);
    Arrival::New {
        batch: with_files(batch, of, row),
        // It was written there before it was laid before the chair.
        before: (last, Some(Stage::Writing)),
    }
}

/// A version that was imported before: only a signed copy may be new.
async fn signed_later(
    on: &ExchangeService<'_>,
    of: &IncomingReport<'_>,
    kept: &ReportRow,
) -> Result<Arrival<Stage>, ExchangeError> {
    let copy = of.submission.files.iter().find(|f| f.format == SIGNED_FORMAT);
    let (Some(copy), Some(signed)) = (copy, of.content.signed) else {
        return Ok(Arrival::Known);
    };
    let version = i64::from(of.submission.version);
    let stored = on.store.frozen_files(Frozen::Report, kept.id).await?;
    let mine: Vec<&FileRow> = copies_of(&stored, version).collect();
    let sha256 = hex::encode(Sha256::digest(&copy.bytes));
    if mine.len() >= COPIES_MAX || mine.iter().any(|f| f.sha256 == sha256) {
        return Ok(Arrival::Known);
    }
    let by = (on.now(), 0);
    let file = signed_row(kept, version, mine.len() + 1, signed, &copy.bytes, by);
    let detail = serde_json::json!({ "from": of.peer.book, "version": version, "sha256": sha256 });
    let batch = on
        .batch()
        .frozen_file(Frozen::Report, kept.id, &file, copy.bytes.clone())
        .log(kept.unit.0, "exchange.report-signed", kept.id, detail.to_string());
    Ok(Arrival::Later(batch))
}

fn hash(of: &IncomingReport<'_>) -> Vec<u8> {
    Sha256::digest(of.submission.content.as_bytes()).to_vec()
}

fn version_row(of: &IncomingReport<'_>, row: &ReportRow) -> VersionRow {
    VersionRow {
        version: row.version,
        hash: hash(of),
        inputs: String::new(),
        packs: "[]".to_owned(),
        program: clean_line(&of.content.program).chars().take(CODE_MAX).collect(),
        at: row.made_at,
        person: 0,
        mark: Some(of.content.paper.mark()),
    }
}

/// Adds the files as they were issued, the signed copy and the paper itself.
fn with_files(mut batch: Batch, of: &IncomingReport<'_>, row: &ReportRow) -> Batch {
    let version = row.version;
    let by = (row.made_at, 0);
    for file in &of.submission.files {
        let (format, bytes) = (&file.format, &file.bytes);
        let stored = match of.content.signed.filter(|_| format == SIGNED_FORMAT) {
            Some(signed) => signed_row(row, version, 1, signed, bytes, by),
            None => file_row(row, (version, ISSUED), format.clone(), format, bytes, by),
        };
        batch = batch.frozen_file(Frozen::Report, row.id, &stored, bytes.clone());
    }
    let model = of.submission.content.as_bytes();
    let stored = file_row(row, (version, ISSUED), "model".to_owned(), "json", model, by);
    batch.frozen_file(Frozen::Report, row.id, &stored, model.to_vec())
}

fn row_of(of: &IncomingReport<'_>) -> ReportRow {
    ReportRow {
        id: of.submission.id,
        unit: of.unit,
        outline: of.content.outline.clone(),
        rules: None,
        first: of.content.period.from,
        last: of.content.period.to,
        issuer: None,
        is_restated: false,
        stage: Stage::Sent,
        version: i64::from(of.submission.version),
        edit_count: 0,
        made_at: of.made_at,
        made_by: 0,
        origin: of.peer.book.to_string(),
    }
}
