//! The note beside a backup: its fingerprint, and what it contained when it was made.

use super::verify::Checked;
use crate::failure::Failure;
use crate::place::write_private;
use dienhong_store::Engine;
use dienhong_store::upkeep::Counts;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The note beside a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// SHA-256 of the file.
    pub(crate) sha256: String,
    /// Size of the file.
    pub(crate) bytes: u64,
    /// `sqlite` or `postgres`.
    pub(crate) engine: String,
    /// Step of its tables.
    pub(crate) step: i64,
    /// UTC milliseconds.
    pub(crate) made: i64,
    /// Version of the program.
    pub(crate) version: String,
    /// Rows in it; on PostgreSQL, rows just before it was made.
    pub(crate) counts: Counts,
    /// Head of the change log's chain.
    pub(crate) log_head: String,
}

impl Manifest {
    pub(super) fn of(file: &Path, engine: Engine, checked: Checked, now: i64) -> Result<Manifest, Failure> {
        let (sha256, bytes) = fingerprint(file)?;
        Ok(Manifest {
            sha256,
            bytes,
            engine: if engine == Engine::Sqlite {
                "sqlite"
            } else {
                "postgres"
            }
            .to_owned(),
            step: checked.step,
            made: now,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            counts: checked.counts,
            log_head: checked.log_head,
        })
    }
    /// The path of the note.
    pub(crate) fn file(backup: &Path) -> PathBuf {
        backup.with_added_extension("json")
    }
    pub(super) fn write(&self, backup: &Path) -> Result<(), Failure> {
        write_private(
            &Manifest::file(backup),
            &serde_json::to_vec_pretty(self).map_err(Failure::broken)?,
        )
    }
    /// Reads the note; a backup that came without one is still a backup.
    pub(crate) fn read(backup: &Path) -> Option<Manifest> {
        serde_json::from_slice(&std::fs::read(Manifest::file(backup)).ok()?).ok()
    }
    /// Whether the file is still the same as when it was checked.
    pub(crate) fn fits(&self, backup: &Path) -> Result<bool, Failure> {
        Ok(fingerprint(backup)? == (self.sha256.clone(), self.bytes))
    }
}

fn fingerprint(path: &Path) -> Result<(String, u64), Failure> {
    let wrong = |e: std::io::Error| Failure::file(path, &e);
    let mut file = File::open(path).map_err(wrong)?;
    let mut hash = Hashing(Sha256::new());
    let bytes = std::io::copy(&mut file, &mut hash).map_err(wrong)?;
    Ok((hex::encode(hash.0.finalize()), bytes))
}

struct Hashing(Sha256);

impl std::io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
