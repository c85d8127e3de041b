//! The disk: space for the book to grow and for its backup, the size of the files that SQLite keeps beside it, backups,
//! permissions.

use super::{Findings, State};
use crate::backup;
use crate::context::CommandContext;
use crate::failure::Failure;
use crate::say;
use dienhong_app::App;
use dienhong_store::Store;
use std::path::Path;

// A day's photos must still fit beside the copy that a backup makes, in bytes.
const ROOM: u64 = 200_000_000;
const WAL_MOST: u64 = 256_000_000;
const HOUR_MS: i64 = 3_600_000;
const BACKUP_HOURS: i64 = 48;

/// Bytes on the disk of a folder that this user can still write, if the system tells.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let found = rustix::fs::statvfs(folder).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

pub(super) async fn look(
    cx: &CommandContext,
    findings: &mut Findings<'_>,
    store: &Store,
) -> Result<(), Failure> {
    let size = |bytes: u64| say::bytes(bytes, cx.say.locale);
    let snapshot = u64::try_from(store.bytes().await?).unwrap_or(0);
    let folder = if cx.place.data.is_dir() {
        cx.place.data.as_path()
    } else {
        Path::new(".")
    };
    if let Some(free) = free_bytes(folder) {
        let is_enough = free >= snapshot.saturating_mul(2).saturating_add(ROOM);
        let (state, key) = match is_enough {
            true => (State::Good, "cli-doctor-disk"),
            false => (State::Wrong, "cli-doctor-disk-full"),
        };
        findings.note(
            "disk",
            state,
            key,
            &[("free", size(free).into()), ("book", size(snapshot).into())],
        );
    }
    if let Some(file) = cx.place.file() {
        let mut wal = file.as_os_str().to_owned();
        wal.push("-wal");
        let bytes = std::fs::metadata(&wal).map_or(0, |m| m.len());
        let (state, key) = match bytes > WAL_MOST {
            true => (State::Wrong, "cli-doctor-wal-large"),
            false => (State::Good, "cli-doctor-wal"),
        };
        findings.note("wal", state, key, &[("size", size(bytes).into())]);
        permissions(findings, &file);
    }
    Ok(())
}

/// The book contains names, so other users of the machine must not be able to read it.
fn permissions(findings: &mut Findings<'_>, snapshot: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = |path: &Path| std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0);
        let folder = snapshot
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        if open(snapshot) && open(folder) {
            let path = folder.display().to_string();
            findings.note(
                "permissions",
                State::Wrong,
                "cli-doctor-open-to-others",
                &[("path", path.into())],
            );
        }
    }
    #[cfg(not(unix))]
    let _ = (findings, snapshot);
}

pub(super) fn backups(cx: &CommandContext, findings: &mut Findings<'_>, app: &App) {
    let newest = backup::list(&cx.place.backups()).into_iter().next();
    let Some(newest) = newest else {
        findings.note("backup", State::Wrong, "cli-doctor-no-backup", &[]);
        return;
    };
    let hours = (app.now() - newest.made) / HOUR_MS;
    let moment = dienhong_i18n::moment(newest.made, cx.say.locale);
    let args = [("moment", moment.into()), ("hours", hours.into())];
    match hours {
        0..=BACKUP_HOURS => findings.note("backup", State::Good, "cli-doctor-backup", &args),
        ..0 => findings.note("backup", State::Wrong, "cli-doctor-backup-future", &args),
        _ => findings.note("backup", State::Wrong, "cli-doctor-backup-old", &args),
    }
}
