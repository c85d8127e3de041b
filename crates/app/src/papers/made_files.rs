//! Files of a paper made from a template: laid out from the frozen model, stored when it is frozen and when it is issued, and
//! served as stored; and its signed copies.

use super::versions::{COPIES_MAX, ISSUED, SIGNED, SUBMITTED, copies_of, copy_words, file_row, kind_of_copy};
use super::{PaperError, PaperService, SIGNED_MAX, SignedKind};
use dienhong_domain::procedures::papers::State;
use dienhong_reports::{LayoutError, Paper};
use dienhong_store::Batch;
use dienhong_store::frozen::{FileRow, Frozen};
use dienhong_store::made_papers::PaperRow;
use uuid::Uuid;

/// Formats that are stored, in the order in which they are offered.
pub const MADE_FORMATS: [&str; 2] = ["docx", "pdf"];
/// A stored file of a paper.
#[derive(Clone, Debug)]
pub struct MadeFile {
    /// Version.
    pub version: i64,
    /// Stage: 0 submitted, 1 issued, 2 signed.
    pub stage: i64,
    /// Format, or the kind of a signed copy with its number.
    pub format: String,
    /// Name under which it is served.
    pub name: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Moment, UTC milliseconds.
    pub at: i64,
}

impl MadeFile {
    /// The kind of a signed copy; `None` for other files.
    pub fn signed(&self) -> Option<SignedKind> {
        kind_of_copy(self.stage, &self.format)
    }
}

/// The error of a failed layout, of which nothing was stored.
fn unlaid(error: LayoutError) -> PaperError {
    match error {
        LayoutError::Letters(lacking) => PaperError::Letters(lacking),
        error => PaperError::Layout(error.to_string()),
    }
}

/// The name of a file: template, day on which the paper was begun, version.
fn file_name(row: &PaperRow, version: i64, ending: &str) -> String {
    let version = if version > 0 {
        format!("-{version}")
    } else {
        String::new()
    };
    let begun = dienhong_i18n::day_of(row.made_at);
    let dot = if ending.contains('.') { "-" } else { "." };
    format!("{}-{begun}{version}{dot}{ending}", row.template)
}

impl PaperService<'_> {
    /// Lays out a paper in some formats, in the background.
    async fn paper_layouts(
        &self,
        paper: &Paper,
        formats: &'static [&'static str],
    ) -> Result<Vec<Vec<u8>>, PaperError> {
        let paper = paper.clone();
        let made = self.app.lay_out(move |fonts| {
            let lay_out = |format: &&str| match *format {
                "docx" => dienhong_reports::docx(&paper),
                _ => dienhong_reports::pdf(&paper, fonts),
            };
            formats.iter().map(lay_out).collect::<Result<Vec<_>, _>>()
        });
        made.await.map_err(unlaid)
    }

    /// Adds the files of a version to a batch.
    pub(super) async fn with_paper_files(
        &self,
        mut batch: Batch,
        row: &PaperRow,
        of: (i64, i64),
        paper: &Paper,
    ) -> Result<Batch, PaperError> {
        let files = self.paper_layouts(paper, &MADE_FORMATS).await?;
        for (format, bytes) in MADE_FORMATS.into_iter().zip(files) {
            let file = self.paper_file_row(row, of, (format, format), &bytes);
            batch = batch.frozen_file(Frozen::Paper, row.id, &file, bytes);
        }
        Ok(batch)
    }

    /// The row of a stored file of a version and stage, of a format and with an ending of its name.
    pub(super) fn paper_file_row(
        &self,
        row: &PaperRow,
        of: (i64, i64),
        (format, ending): (&str, &str),
        bytes: &[u8],
    ) -> FileRow {
        let by = (self.now(), self.actor.person);
        let name = file_name(row, of.0, ending);
        file_row(name, of, format.to_owned(), bytes, by)
    }

    /// Stored files of a paper that the actor may see, without the model, which is not offered as a file: of what was submitted and
    /// never issued, only those who work on the unit's papers see anything.
    pub(super) async fn made_files(&self, of: &PaperRow) -> Result<Vec<MadeFile>, PaperError> {
        let rows = self.store.frozen_files(Frozen::Paper, of.id).await?;
        let handles = self.handles_papers(of.unit);
        let file = |row: FileRow| MadeFile {
            version: row.version,
            stage: row.stage,
            format: row.format,
            name: row.name,
            sha256: row.sha256,
            at: row.at,
        };
        let offered = rows
            .into_iter()
            .filter(|row| row.format != "model" && (handles || row.stage != SUBMITTED));
        Ok(offered.map(file).collect())
    }

    /// A paper as a file with its name: laid out anew while it is drafted, later exactly as stored.
    ///
    /// # Errors
    /// There is no such format, or a draft could not be laid out.
    pub async fn paper_as_file(&self, id: Uuid, format: &str) -> Result<(String, Vec<u8>), PaperError> {
        let row = self.own_paper(id).await?;
        let wanted: &'static [&'static str] = match format {
            "docx" => &["docx"],
            "pdf" => &["pdf"],
            _ => return Err(PaperError::NotFound),
        };
        let name = file_name(&row, row.version, format);
        let stage = match row.state {
            State::Draft | State::Discarded => {
                let template = self.template_of(&row)?;
                let paper = self.composed(&row, &template).await?.paper;
                let made = self.paper_layouts(&paper, wanted).await?.pop();
                return Ok((name, made.unwrap_or_default()));
            }
            State::Submitted => SUBMITTED,
            State::Issued | State::Cancelled | State::Revoked => ISSUED,
        };
        let bytes = self
            .store
            .frozen_file(Frozen::Paper, id, (row.version, stage), format)
            .await?;
        Ok((name, bytes.ok_or(PaperError::NotFound)?))
    }

    /// A stored file of any version, with its name.
    pub async fn stored_paper_file(
        &self,
        id: Uuid,
        (version, stage): (i64, i64),
        format: &str,
    ) -> Result<(String, Vec<u8>), PaperError> {
        let row = self.own_paper(id).await?;
        let files = self.made_files(&row).await?;
        let file = files
            .into_iter()
            .find(|f| f.version == version && f.stage == stage && f.format == format)
            .ok_or(PaperError::NotFound)?;
        let bytes = self
            .store
            .frozen_file(Frozen::Paper, id, (version, stage), format)
            .await?;
        Ok((file.name, bytes.ok_or(PaperError::NotFound)?))
    }

    /// Stores the signed copy of an issued paper, the official copy with its number. A later copy is added to the earlier ones;
    /// none is deleted.
    pub async fn keep_signed_paper(&self, id: Uuid, bytes: Vec<u8>) -> Result<(), PaperError> {
        let row = self.own_paper(id).await?;
        if !self.actor.is_signed_in() || !self.handles_papers(row.unit) {
            return Err(PaperError::NotAllowed);
        }
        if row.state != State::Issued {
            return Err(PaperError::Stands(row.state));
        }
        if bytes.len() > SIGNED_MAX {
            return Err(PaperError::FileTooLarge(SIGNED_MAX));
        }
        let issued = self
            .store
            .frozen_file(Frozen::Paper, id, (row.version, ISSUED), "pdf")
            .await?;
        let issued = issued.ok_or(PaperError::NotFound)?;
        let (kind, ending) = SignedKind::of(&bytes, &issued).ok_or(PaperError::NotThatFile)?;
        let rows = self.store.frozen_files(Frozen::Paper, id).await?;
        let place = copies_of(&rows, row.version).count() + 1;
        if place > COPIES_MAX {
            return Err(PaperError::TooMany(COPIES_MAX));
        }
        let (format, ending) = copy_words(place, (kind, ending));
        let file = self.paper_file_row(
            &row,
            (row.version, SIGNED),
            (format.as_str(), ending.as_str()),
            &bytes,
        );
        let detail = serde_json::json!({ "version": row.version, "sha256": file.sha256 }).to_string();
        let batch = self.batch().frozen_file(Frozen::Paper, id, &file, bytes).log(
            row.unit.0,
            "papers.signed",
            id,
            detail,
        );
        self.unless_outdated(batch).await
    }
}
