//! What is kept of a thing that was frozen: the model of each version, and the files that were made of it or signed. Reports
//! and papers have tables of the same form.

use crate::args::Args;
use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use uuid::Uuid;

/// What has frozen versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frozen {
    /// A report.
    Report,
    /// A paper made from a template.
    Paper,
}

impl Frozen {
    /// The word with which its tables begin, and their column of whose version it is.
    fn word(self) -> &'static str {
        match self {
            Frozen::Report => "report",
            Frozen::Paper => "paper",
        }
    }
}

/// A stored file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Version.
    pub version: i64,
    /// 0 as laid before whoever approves, 1 as issued, 2 the signed copy.
    pub stage: i64,
    /// Format.
    pub format: String,
    /// Name of the file.
    pub name: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Moment.
    pub at: i64,
    /// Person.
    pub person: i64,
}

columns!(FileRow of frozen_file f: version, stage, format, name, sha256, at, person);

impl Store {
    /// The model of a version.
    pub async fn frozen_model(
        &self,
        of: Frozen,
        id: Uuid,
        version: i64,
    ) -> Result<Option<String>, StoreError> {
        let word = of.word();
        let sql = format!("SELECT model FROM {word}_version WHERE {word} = $1 AND version = $2");
        let found: Option<(String,)> = self.first(sql, crate::args![id, version]).await?;
        Ok(found.map(|(model,)| model))
    }

    /// Stored files, those of the newest version and the last stage first.
    pub async fn frozen_files(&self, of: Frozen, id: Uuid) -> Result<Vec<FileRow>, StoreError> {
        let word = of.word();
        let sql = format!(
            "SELECT {} FROM {word}_file f WHERE f.{word} = $1 ORDER BY f.version DESC, f.stage DESC, f.format",
            FileRow::COLUMNS
        );
        self.all(sql, crate::args![id]).await
    }

    /// The bytes of a stored file.
    pub async fn frozen_file(
        &self,
        of: Frozen,
        id: Uuid,
        (version, stage): (i64, i64),
        format: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let word = of.word();
        let sql = format!(
            "SELECT data FROM {word}_file WHERE {word} = $1 AND version = $2 AND stage = $3 AND format = $4"
        );
        let args: Args = crate::args![id, version, stage, format];
        let found: Option<(Vec<u8>,)> = self.first(sql, args).await?;
        Ok(found.map(|(data,)| data))
    }
}

impl Batch {
    /// Keeps a file of a version.
    pub fn frozen_file(self, of: Frozen, id: Uuid, file: &FileRow, data: Vec<u8>) -> Batch {
        let word = of.word();
        self.run(
            format!(
                "INSERT INTO {word}_file ({word}, version, stage, format, name, sha256, data, at, person) \
                 VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)"
            ),
            crate::args![
                id,
                file.version,
                file.stage,
                file.format.as_str(),
                file.name.as_str(),
                file.sha256.as_str(),
                data,
                file.at,
                file.person
            ],
        )
    }
}
