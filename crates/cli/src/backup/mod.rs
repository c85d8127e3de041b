//! Backups: a complete copy of the book, checked before it counts as one, kept by days, weeks and months.

mod keep;
mod manifest;
mod postgres;
mod sqlite;
mod verify;

pub(crate) use manifest::Manifest;
pub(crate) use postgres::{drill_database, restore as restore_postgres};
pub(crate) use sqlite::{place as place_sqlite, unpack as unpack_sqlite};
pub(crate) use verify::{check, sample_recount};

use crate::failure::Failure;
use crate::place::{Place, make_folder};
use dienhong_store::{Engine, Store};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

const PREFIX: &str = "dienhong-";
const BEFORE_UPGRADE: &str = "-before-upgrade";
const MOMENT: &str = "%Y%m%dT%H%M%SZ";
const MOMENT_LENGTH: usize = "20261122T031500Z".len();

/// A backup in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Backup {
    /// Its file.
    pub(crate) path: PathBuf,
    /// When it was made, UTC milliseconds.
    pub(crate) made: i64,
    /// Whether it was made before an upgrade, to return to.
    pub(crate) is_way_back: bool,
}

/// A backup just made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// Its file.
    pub(crate) path: PathBuf,
    /// Its size.
    pub(crate) bytes: u64,
    /// What the check found in it.
    pub(crate) manifest: Manifest,
}

/// The backups in a folder, newest first.
pub(crate) fn list(folder: &Path) -> Vec<Backup> {
    let files = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|f| f.path());
    let mut found: Vec<Backup> = files.filter_map(read_name).collect();
    found.sort_by(|a, b| (b.made, &b.path).cmp(&(a.made, &a.path)));
    found
}

fn read_name(path: PathBuf) -> Option<Backup> {
    if !matches!(path.extension()?.to_str()?, "db" | "dump") {
        return None;
    }
    let name = path.file_stem()?.to_str()?.strip_prefix(PREFIX)?;
    let (moment, rest) = name.split_at_checked(MOMENT_LENGTH)?;
    let civil = jiff::civil::DateTime::strptime(MOMENT, moment).ok()?;
    let made = civil
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()?
        .timestamp()
        .as_millisecond();
    let is_way_back = rest.starts_with(BEFORE_UPGRADE);
    Some(Backup {
        made,
        is_way_back,
        path,
    })
}

/// Makes the daily backup and deletes those that are no longer kept.
pub(crate) async fn automatic(place: &Place, store: &Store, now: i64) -> Result<Made, Failure> {
    let made = make(place, store, None, false, now).await?;
    keep::rotate(&place.backups(), now);
    Ok(made)
}

/// Makes a backup, in the book's folder or in a given file.
pub(crate) async fn make(
    place: &Place,
    store: &Store,
    to: Option<&Path>,
    is_way_back: bool,
    now: i64,
) -> Result<Made, Failure> {
    let path = match to {
        Some(path) => path.to_owned(),
        None => free_name(place, store.engine(), is_way_back, now)?,
    };
    if path.exists() {
        return Err(Failure::refused("cli-error-file-exists").with("path", path.display().to_string()));
    }
    let beside = path.with_added_extension("new");
    let made = match store.engine() {
        Engine::Sqlite => sqlite::copy(store, &beside).await,
        Engine::Postgres => postgres::dump(place, store, &beside).await,
    };
    let done = made.and_then(|checked| {
        let manifest = Manifest::of(&beside, store.engine(), checked, now)?;
        std::fs::rename(&beside, &path).map_err(|e| Failure::file(&path, &e))?;
        crate::place::sync_folder(&path);
        manifest.write(&path)?;
        Ok(Made {
            bytes: manifest.bytes,
            path,
            manifest,
        })
    });
    if done.is_err() {
        // A copy that failed its check must not be mistaken for a backup.
        let _ = std::fs::remove_file(&beside);
    }
    done
}

fn free_name(place: &Place, engine: Engine, is_way_back: bool, now: i64) -> Result<PathBuf, Failure> {
    place.make()?;
    make_folder(&place.backups())?;
    let ending = if engine == Engine::Sqlite { "db" } else { "dump" };
    let why = if is_way_back { BEFORE_UPGRADE } else { "" };
    // A second backup within the same second uses the next free second.
    for later in 0..60 {
        let moment = Timestamp::from_millisecond(now + later * 1000).map_err(Failure::broken)?;
        let path = place
            .backups()
            .join(format!("{PREFIX}{}{why}.{ending}", moment.strftime(MOMENT)));
        if !path.exists() {
            return Ok(path);
        }
    }
    Err(Failure::refused("cli-error-file-exists").with("path", place.backups().display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_when_and_why() {
        let read = |name: &str| read_name(PathBuf::from(name)).map(|b| (b.made, b.is_way_back));
        assert_eq!(
            read("dienhong-20261122T031500Z.db"),
            Some((1_795_317_300_000, false))
        );
        assert_eq!(
            read("dienhong-20261122T031500Z-before-upgrade.dump"),
            Some((1_795_317_300_000, true))
        );
        for other in [
            "dienhong-20261122T031500Z.db.json",
            "book.db",
            "dienhong-2026.db",
            "dienhong-20261122T031500Z.db.new",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
