//! Backups of SQLite: `VACUUM INTO` makes a complete copy of one moment while the server keeps running.

use super::verify::{Checked, check};
use crate::failure::Failure;
use crate::place::{make_folder, sync_file, sync_folder};
use dienhong_store::Store;
use dienhong_store::upkeep::Reading;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

/// Copies the book into a new file, syncs it to the disk, and checks the copy.
pub(super) async fn copy(store: &Store, to: &Path) -> Result<Checked, Failure> {
    room_for(store, to).await?;
    // Left over from a backup that a power failure interrupted.
    let _ = fs::remove_file(to);
    make_empty(to)?;
    store.copy_into(to).await?;
    sync_file(to)?;
    let copy = Store::open_to_read(&to.display().to_string(), Reading::Still).await?;
    let checked = check(&copy).await;
    copy.close().await;
    checked
}

/// Refuses a copy that would fill the disk that the book itself needs.
async fn room_for(store: &Store, to: &Path) -> Result<(), Failure> {
    let needed = u64::try_from(store.bytes().await?).unwrap_or(0);
    let folder = to
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    match crate::doctor::free_bytes(folder) {
        Some(free) if free < needed => {
            let size = |bytes| crate::say::bytes(bytes, crate::say::locale());
            Err(Failure::unavailable("cli-error-no-room-for-backup")
                .with("needed", size(needed))
                .with("free", size(free)))
        }
        _ => Ok(()),
    }
}

/// An empty file that only its owner can read, made before anything is written into it.
fn make_empty(path: &Path) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(|_| ())
        .map_err(|e| Failure::file(path, &e))
}

/// Copies a backup into a new file.
pub(crate) fn unpack(backup: &Path, to: &Path) -> Result<(), Failure> {
    let wrong = |e: std::io::Error| Failure::file(to, &e);
    make_empty(to)?;
    let mut from = File::open(backup).map_err(|e| Failure::file(backup, &e))?;
    let mut file = OpenOptions::new().write(true).open(to).map_err(wrong)?;
    let copied = std::io::copy(&mut from, &mut file).and_then(|_| file.sync_all());
    if let Err(error) = copied {
        let _ = fs::remove_file(to);
        return Err(wrong(error));
    }
    Ok(())
}

/// Puts a backup in the book's place. An existing book is moved aside first, with the files that SQLite keeps beside
/// it; returns where it went.
pub(crate) fn place(backup: &Path, snapshot: &Path, now_seconds: i64) -> Result<Option<PathBuf>, Failure> {
    if let Some(folder) = snapshot.parent().filter(|p| !p.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    let new = snapshot.with_added_extension("restoring");
    let _ = fs::remove_file(&new);
    unpack(backup, &new)?;
    let aside = snapshot.with_added_extension(format!("before-{now_seconds}"));
    let is_there = snapshot.exists();
    for beside in ["", "-wal", "-shm"] {
        let (from, to) = (with_end(snapshot, beside), with_end(&aside, beside));
        if from.exists() {
            fs::rename(&from, &to).map_err(|e| Failure::file(&from, &e))?;
        }
    }
    fs::rename(&new, snapshot).map_err(|e| Failure::file(snapshot, &e))?;
    sync_folder(snapshot);
    Ok(is_there.then_some(aside))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_moved_aside_with_its_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
        file("backup", "new");
        file("book.db", "old");
        file("book.db-wal", "old log");
        let snapshot = folder.path().join("book.db");
        let aside = place(&folder.path().join("backup"), &snapshot, 7)
            .expect("placed")
            .expect("moved aside");
        let read = |p: &Path| fs::read_to_string(p).expect("read");
        assert_eq!(read(&snapshot), "new");
        assert_eq!(read(&aside), "old");
        assert_eq!(read(&with_end(&aside, "-wal")), "old log");
        assert!(
            !with_end(&snapshot, "-wal").exists(),
            "the old log must not be laid over the new book"
        );
    }
}
