//! What reports and papers from templates share of their stored versions: stages, rows of files, and signed copies.

use super::SignedKind;
use dienhong_store::frozen::FileRow;
use sha2::{Digest, Sha256};

/// Most signed copies of one version.
pub(crate) const COPIES_MAX: usize = 20;
/// Stage of the files as laid before whoever approves.
pub(crate) const SUBMITTED: i64 = 0;
/// As issued.
pub(crate) const ISSUED: i64 = 1;
/// The signed copy.
pub(crate) const SIGNED: i64 = 2;

/// The row of a stored file of a version and stage; `by` is the moment and the person.
pub(crate) fn file_row(
    name: String,
    (version, stage): (i64, i64),
    format: String,
    bytes: &[u8],
    (at, person): (i64, i64),
) -> FileRow {
    FileRow {
        version,
        stage,
        format,
        name,
        sha256: hex::encode(Sha256::digest(bytes)),
        at,
        person,
    }
}

/// The format of the `place`-th signed copy of a version, and the end of its name.
pub(crate) fn copy_words(place: usize, (kind, ending): (SignedKind, &str)) -> (String, String) {
    (format!("{}-{place}", kind.code()), format!("ky-{place}.{ending}"))
}

/// Signed copies of a version, among all stored files.
pub(crate) fn copies_of(rows: &[FileRow], version: i64) -> impl Iterator<Item = &FileRow> {
    rows.iter()
        .filter(move |f| f.version == version && f.stage == SIGNED)
}

/// The kind of a signed copy, by its stage and format; `None` for other files.
pub(crate) fn kind_of_copy(stage: i64, format: &str) -> Option<SignedKind> {
    let code = format.split('-').next().unwrap_or_default();
    SignedKind::parse(code).filter(|_| stage == SIGNED)
}
