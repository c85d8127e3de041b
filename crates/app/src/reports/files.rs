//! Files of a report: laid out from the frozen model, stored when it is frozen, and served as stored; and its signed
//! copies.

use super::ReportError;
use super::read::{days, is_foreign};
use crate::papers::versions::{
    self, COPIES_MAX, ISSUED, SIGNED, SUBMITTED, copies_of, copy_words, kind_of_copy,
};
use crate::papers::{SIGNED_MAX, SignedKind};
use crate::reports::ReportService;
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::Permission;
use dienhong_reports::{Fonts, LayoutError, Paper};
use dienhong_store::Batch;
use dienhong_store::frozen::{FileRow, Frozen};
use dienhong_store::reports::ReportRow;
use uuid::Uuid;

/// Formats that are stored, in the order in which they are offered.
pub const FORMATS: [&str; 3] = ["docx", "pdf", "xlsx"];
/// A stored file.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Version.
    pub version: i64,
    /// Stage: 0 submitted to the chair, 1 issued, 2 signed.
    pub stage: i64,
    /// Format, or the kind of a signed copy with its number.
    pub format: String,
    /// Name under which it is served.
    pub name: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Moment.
    pub at: i64,
    /// Who.
    pub who: Option<String>,
}

impl Stored {
    /// The kind of a signed copy; `None` for other files.
    pub fn signed(&self) -> Option<SignedKind> {
        kind_of_copy(self.stage, &self.format)
    }
}

/// The error of a failed layout, of which nothing was stored.
pub(super) fn unlaid(error: LayoutError) -> ReportError {
    match error {
        LayoutError::Letters(lacking) => ReportError::Letters(lacking),
        error => ReportError::Layout(error.to_string()),
    }
}

/// A paper in a format. The same paper always gives the same bytes.
pub(super) fn lay_out(paper: &Paper, format: &str, fonts: &Fonts) -> Result<Vec<u8>, LayoutError> {
    match format {
        "docx" => dienhong_reports::docx(paper),
        "pdf" => dienhong_reports::pdf(paper, fonts),
        _ => dienhong_reports::xlsx(paper),
    }
}

impl ReportService<'_> {
    /// Lays out a paper in all stored formats, in the background.
    pub(super) async fn files_of(
        &self,
        paper: &Paper,
        formats: &[&'static str],
    ) -> Result<Vec<Vec<u8>>, ReportError> {
        let (paper, formats) = (paper.clone(), formats.to_vec());
        let made = self.app.lay_out(move |fonts| {
            formats
                .into_iter()
                .map(|format| lay_out(&paper, format, fonts))
                .collect::<Result<Vec<_>, _>>()
        });
        made.await.map_err(unlaid)
    }

    /// Adds the three files of a version to a batch.
    pub(super) async fn with_files(
        &self,
        mut batch: Batch,
        row: &ReportRow,
        (version, stage): (i64, i64),
        paper: &Paper,
        person: i64,
    ) -> Result<Batch, ReportError> {
        let files = self.files_of(paper, &FORMATS).await?;
        for (format, bytes) in FORMATS.into_iter().zip(files) {
            let by = (self.now(), person);
            let file = file_row(row, (version, stage), format.to_owned(), format, &bytes, by);
            batch = batch.frozen_file(Frozen::Report, row.id, &file, bytes);
        }
        Ok(batch)
    }

    pub(super) async fn stored(&self, id: Uuid) -> Result<Vec<Stored>, ReportError> {
        let rows = self.store.frozen_files(Frozen::Report, id).await?;
        let people: Vec<i64> = rows.iter().map(|r| r.person).collect();
        let names = self.entries().names(&people).await?;
        let file = |row: FileRow| Stored {
            who: names.get(&row.person).cloned(),
            version: row.version,
            stage: row.stage,
            format: row.format,
            name: row.name,
            sha256: row.sha256,
            at: row.at,
        };
        // The model of an issued paper is not offered as a file.
        Ok(rows
            .into_iter()
            .filter(|r| r.format != "model")
            .map(file)
            .collect())
    }

    /// A report as a file: laid out anew while it is written, later exactly as stored.
    pub async fn file(&self, id: Uuid, format: &str) -> Result<(String, Vec<u8>), ReportError> {
        let format = FORMATS
            .into_iter()
            .find(|f| *f == format)
            .ok_or(ReportError::NotFound)?;
        let (row, stage) = self.shown_row(id).await?;
        let name = file_name(&row, row.version, format);
        let stage = match stage {
            Stage::Writing if !is_foreign(&row) => {
                let paper = self.find(id).await?.paper;
                let file = self.files_of(&paper, &[format]).await?.pop().unwrap_or_default();
                return Ok((name, file));
            }
            Stage::Submitted => SUBMITTED,
            Stage::Writing | Stage::Issued | Stage::Sent | Stage::Accepted => ISSUED,
        };
        let bytes = self
            .store
            .frozen_file(Frozen::Report, id, (row.version, stage), format)
            .await?;
        Ok((name, bytes.ok_or(ReportError::NotFound)?))
    }

    /// A stored file of any version.
    pub async fn stored_file(
        &self,
        id: Uuid,
        version: i64,
        stage: i64,
        format: &str,
    ) -> Result<(String, Vec<u8>), ReportError> {
        self.shown_row(id).await?;
        let files = self.stored(id).await?;
        let file = files
            .into_iter()
            .find(|f| f.version == version && f.stage == stage && f.format == format)
            .ok_or(ReportError::NotFound)?;
        let bytes = self
            .store
            .frozen_file(Frozen::Report, id, (version, stage), format)
            .await?;
        Ok((file.name, bytes.ok_or(ReportError::NotFound)?))
    }

    /// Stores the signed copy of an issued report, the official copy with its number. A later copy is added to the
    /// earlier ones; none is deleted.
    pub async fn keep_signed(&self, id: Uuid, bytes: Vec<u8>) -> Result<(), ReportError> {
        let row = self.row(id).await?;
        let unit = row.unit;
        let here = self.here();
        if !self.actor.is_signed_in()
            || !(self.actor.may(Permission::WriteReports, unit, here)
                || self.actor.may(Permission::ApproveReports, unit, here))
        {
            return Err(ReportError::NotAllowed);
        }
        if is_foreign(&row) {
            return Err(ReportError::NotAllowed);
        }
        let stage = row.stage;
        if !stage.is_issued() {
            return Err(ReportError::Stands(stage));
        }
        if bytes.len() > SIGNED_MAX {
            return Err(ReportError::FileTooLarge(SIGNED_MAX));
        }
        let issued = self
            .store
            .frozen_file(Frozen::Report, id, (row.version, ISSUED), "pdf")
            .await?;
        let issued = issued.ok_or(ReportError::NotFound)?;
        let (kind, ending) = SignedKind::of(&bytes, &issued).ok_or(ReportError::NotThatFile)?;
        let rows = self.store.frozen_files(Frozen::Report, id).await?;
        let copies = copies_of(&rows, row.version).count();
        if copies >= COPIES_MAX {
            return Err(ReportError::TooMany(COPIES_MAX));
        }
        let by = (self.now(), self.actor.person);
        let file = signed_row(&row, row.version, copies + 1, (kind, ending), &bytes, by);
        let detail = serde_json::json!({ "version": row.version, "sha256": file.sha256 }).to_string();
        let batch = self.batch().frozen_file(Frozen::Report, id, &file, bytes).log(
            unit.0,
            "reports.signed",
            id,
            detail,
        );
        self.stale(self.write(batch).await)
    }
}

/// The row of a stored file; `ending` is the end of its name, `by` the moment and the person.
pub(crate) fn file_row(
    row: &ReportRow,
    of: (i64, i64),
    format: String,
    ending: &str,
    bytes: &[u8],
    by: (i64, i64),
) -> FileRow {
    versions::file_row(file_name(row, of.0, ending), of, format, bytes, by)
}

/// The same for the `place`-th signed copy of a version.
pub(crate) fn signed_row(
    row: &ReportRow,
    version: i64,
    place: usize,
    signed: (SignedKind, &str),
    bytes: &[u8],
    by: (i64, i64),
) -> FileRow {
    let (format, ending) = copy_words(place, signed);
    file_row(row, (version, SIGNED), format, &ending, bytes, by)
}

fn file_name(row: &ReportRow, version: i64, ending: &str) -> String {
    let days = days(row);
    let version = if version > 0 {
        format!("-{version}")
    } else {
        String::new()
    };
    let dot = if ending.contains('.') { "-" } else { "." };
    format!("{}-{}-{}{version}{dot}{ending}", row.outline, days.from, days.to)
}
