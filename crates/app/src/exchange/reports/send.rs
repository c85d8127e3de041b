//! What is sent of a report: the paper as it was issued with its files, or the comments that are still open.

use super::{SIGNED_FORMAT, SIGNED_TRAVELS};
use crate::app::Fault;
use crate::exchange::travels::Outgoing;
use crate::exchange::{ExchangeError, ExchangeService};
use crate::papers::versions::{ISSUED, SIGNED, copies_of};
use crate::procedures::Reasons;
use crate::reports::FORMATS;
use crate::reports::read::days;
use dienhong_bundles::{Details, File, ReportDetails};
use dienhong_store::frozen::{FileRow, Frozen};
use dienhong_store::reports::ReportRow;

/// The model of a version as it was issued, byte by byte.
pub(super) async fn issued(
    on: &ExchangeService<'_>,
    row: &ReportRow,
    version: i64,
) -> Result<Option<Vec<u8>>, ExchangeError> {
    Ok(on
        .store
        .frozen_file(Frozen::Report, row.id, (version, ISSUED), "model")
        .await?)
}

/// The present version as it was issued, with its files.
pub(super) async fn outgoing(on: &ExchangeService<'_>, row: &ReportRow) -> Result<Outgoing, ExchangeError> {
    let versions = on.store.report_versions(row.id).await?;
    let version = versions.into_iter().find(|v| v.version == row.version);
    let version = version.ok_or(ExchangeError::NotFound)?;
    let model = issued(on, row, row.version).await?;
    let model = model.ok_or(ExchangeError::NotFound)?;
    let period = days(row);
    Ok(Outgoing {
        details: Details::Report(ReportDetails {
            outline: row.outline.clone(),
            from: period.from,
            to: period.to,
            program: version.program,
        }),
        content: String::from_utf8(model).map_err(|e| Fault::Other(e.to_string()))?,
        files: files(on, row).await?,
    })
}

/// Comments of the present version that are not settled, by part.
pub(super) async fn open_comments(
    on: &ExchangeService<'_>,
    row: &ReportRow,
) -> Result<Reasons, ExchangeError> {
    let notes = on.store.report_notes(row.id).await?.into_iter();
    let open = notes.filter(|n| n.version == row.version && n.solved_at.is_none());
    Ok(open.map(|n| (n.part, n.body)).collect())
}

/// The files as they were issued, and the newest signed copy that is not too large.
async fn files(on: &ExchangeService<'_>, row: &ReportRow) -> Result<Vec<File>, ExchangeError> {
    let mut files = Vec::new();
    for format in FORMATS {
        let bytes = on
            .store
            .frozen_file(Frozen::Report, row.id, (row.version, ISSUED), format)
            .await?;
        files.push(File {
            format: format.to_owned(),
            bytes: bytes.ok_or(ExchangeError::NotFound)?,
        });
    }
    let stored = on.store.frozen_files(Frozen::Report, row.id).await?;
    let mine = copies_of(&stored, row.version);
    // Of several from the same moment, the one stored last.
    let place = |f: &FileRow| f.format.rsplit('-').next().and_then(|n| n.parse::<u32>().ok());
    if let Some(newest) = mine.max_by_key(|f| (f.at, place(f))) {
        let bytes = on
            .store
            .frozen_file(Frozen::Report, row.id, (row.version, SIGNED), &newest.format)
            .await?;
        files.extend(bytes.filter(|b| b.len() <= SIGNED_TRAVELS).map(|bytes| File {
            format: SIGNED_FORMAT.to_owned(),
            bytes,
        }));
    }
    Ok(files)
}
