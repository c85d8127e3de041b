//! Photos and files of entries.

use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::columns;
use uuid::Uuid;

/// An attachment without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentRow {
    /// Permanent id.
    pub id: Uuid,
    /// Entry.
    pub entry: Uuid,
    /// Field of the form.
    pub field: String,
    /// "photo" or the kind of file.
    pub kind: String,
    /// Name as shown for download.
    pub name: String,
    /// Digest of the bytes kept.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// Revision with which it came.
    pub added_rev: i32,
    /// Revision with which it went.
    pub removed_rev: Option<i32>,
}

columns!(AttachmentRow of attachment a:
    id, entry, field, kind, name, sha256, size, added_rev, removed_rev);

/// A new attachment.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// Permanent id.
    pub id: Uuid,
    /// Field of the form.
    pub field: String,
    /// "photo" or the kind of file.
    pub kind: String,
    /// Name as shown for download.
    pub name: String,
    /// Digest of the bytes.
    pub sha256: String,
    /// Bytes.
    pub data: Vec<u8>,
    /// Small picture of a photo.
    pub thumb: Option<Vec<u8>>,
}

const COLUMNS: &str = AttachmentRow::COLUMNS;

impl Store {
    /// Attachments of an entry, those removed too.
    pub async fn attachments(&self, entry: Uuid) -> Result<Vec<AttachmentRow>, StoreError> {
        self.all(
            format!("SELECT {COLUMNS} FROM attachment a WHERE a.entry = $1 ORDER BY a.added_rev, a.id"),
            crate::args![entry],
        )
        .await
    }

    /// One attachment.
    pub async fn attachment(&self, id: Uuid) -> Result<Option<AttachmentRow>, StoreError> {
        self.first(
            format!("SELECT {COLUMNS} FROM attachment a WHERE a.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// Its bytes, or those of its small picture.
    pub async fn attachment_bytes(&self, id: Uuid, small: bool) -> Result<Option<Vec<u8>>, StoreError> {
        let column = if small { "COALESCE(thumb, data)" } else { "data" };
        let row: Option<(Vec<u8>,)> = self
            .first(
                format!("SELECT {column} FROM attachment_data WHERE id = $1"),
                crate::args![id],
            )
            .await?;
        Ok(row.map(|(bytes,)| bytes))
    }

    /// Adds an attachment to a batch that writes its entry's revision.
    pub fn put_attachment(
        &self,
        batch: Batch,
        entry: Uuid,
        home: i32,
        rev: i32,
        new: &NewAttachment,
    ) -> Batch {
        batch
            .run(
                "INSERT INTO attachment (id, home, entry, field, kind, name, sha256, size, added_rev) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
                crate::args![
                    new.id, home, entry, new.field.as_str(), new.kind.as_str(), new.name.as_str(), new.sha256.as_str(),
                    new.data.len() as i64, rev
                ],
            )
            .run(
                "INSERT INTO attachment_data (id, data, thumb) VALUES ($1,$2,$3)",
                crate::args![new.id, new.data.as_slice(), new.thumb.clone()],
            )
    }

    /// Marks an attachment as removed with a revision; its bytes stay with the earlier revisions.
    pub fn put_removal(&self, batch: Batch, id: Uuid, entry: Uuid, rev: i32) -> Batch {
        batch.run(
            "UPDATE attachment SET removed_rev = $1 WHERE id = $2 AND entry = $3 AND removed_rev IS NULL",
            crate::args![rev, id, entry],
        )
    }
}
