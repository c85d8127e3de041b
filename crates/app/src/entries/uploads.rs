//! Photos and files that come with a draft: checked against their field, and photos written anew.

use super::draft::{Draft, EntryError, EntryMistakeKind, Mistakes, SentFile, Upload, mistake};
use super::photos::{self, FileError, PhotoError};
use crate::app::Fault;
use crate::entries::EntryService;
use dienhong_domain::entries::Mistake;
use dienhong_domain::packs::{Field, FieldKind, Register};
use dienhong_domain::text::clean_line;
use dienhong_store::entries::EntryRow;
use dienhong_store::files::NewAttachment;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Longest name of a file, in letters.
const NAME_MAX: usize = 120;

impl EntryService<'_> {
    /// Re-encodes photos and looks at files; too many or unreadable ones become mistakes.
    pub(super) async fn uploads(
        &self,
        register: &Register,
        draft: &Draft,
        old: Option<&EntryRow>,
        found: &mut Mistakes,
    ) -> Result<Vec<NewAttachment>, EntryError> {
        let mut made = Vec::new();
        if draft.uploads.is_empty() {
            return Ok(made);
        }
        let there = match old {
            Some(row) => self.store.attachments(row.id).await?,
            None => Vec::new(),
        };
        for (place, upload) in draft.uploads.iter().enumerate() {
            let Some((field, is_photo, max)) = field_of(register, upload) else {
                let unknown = EntryMistakeKind::Answer(Mistake::UnknownField);
                found.push(mistake(&upload.field, unknown));
                continue;
            };
            let standing = there
                .iter()
                .filter(|a| a.field == field.id && a.removed_rev.is_none() && !draft.removed.contains(&a.id))
                .count();
            let new = made
                .iter()
                .filter(|a: &&NewAttachment| a.field == field.id)
                .count();
            if standing + new >= max {
                found.push(mistake(&field.id, EntryMistakeKind::TooMany { max }));
                break;
            }
            match prepare(upload.clone(), is_photo).await? {
                Ok(attachment) => made.push(attachment),
                Err(why) => found.push(mistake(&field.id, why.of(upload, place + 1))),
            }
        }
        Ok(made)
    }
}

/// The field of an upload, whether it takes photos alone, and how many it takes; none where the register
/// takes no files, or takes none any more.
fn field_of<'r>(register: &'r Register, upload: &Upload) -> Option<(&'r Field, bool, usize)> {
    let field = register.field(&upload.field)?;
    match &field.kind {
        FieldKind::Photos { max } => Some((field, true, *max)),
        FieldKind::Files { max } => Some((field, false, *max)),
        _ => None,
    }
}

/// Why an upload is not accepted.
enum Unfit {
    Photo(PhotoError),
    File(FileError),
}

impl Unfit {
    fn of(self, upload: &Upload, number: usize) -> EntryMistakeKind {
        let name = clean_line(&upload.name).chars().take(NAME_MAX).collect();
        let of = SentFile { name, number };
        match self {
            Unfit::Photo(why) => EntryMistakeKind::Photo { of, why },
            Unfit::File(why) => EntryMistakeKind::File { of, why },
        }
    }
}

// Re-encoding a photo takes much memory: two at once, whoever sends them.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

async fn prepare(upload: Upload, is_photo: bool) -> Result<Result<NewAttachment, Unfit>, Fault> {
    let _turn = AT_ONCE.acquire().await.map_err(|e| Fault::Other(e.to_string()))?;
    let work = move || {
        let id = Uuid::now_v7();
        if is_photo {
            return picture(upload, id);
        }
        let kind = photos::sniff_file(&upload.bytes, &upload.name).map_err(Unfit::File)?;
        if kind.is_image() {
            return picture(upload, id);
        }
        Ok(NewAttachment {
            id,
            field: upload.field,
            kind: kind.extension().to_owned(),
            name: clean_line(&upload.name).chars().take(NAME_MAX).collect(),
            sha256: sha256(&upload.bytes),
            data: upload.bytes,
            thumb: None,
        })
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Fault::Other(e.to_string()))
}

/// A picture loses its location, device and time, whichever field it was sent for.
fn picture(upload: Upload, id: Uuid) -> Result<NewAttachment, Unfit> {
    let photo = photos::reencode(&upload.bytes).map_err(Unfit::Photo)?;
    Ok(NewAttachment {
        id,
        field: upload.field,
        kind: "photo".to_owned(),
        name: format!("{}.jpg", id.simple()),
        sha256: photo.sha256,
        data: photo.jpeg,
        thumb: Some(photo.thumb),
    })
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}
