//! `restore`: puts a backup in the book's place. An existing book is replaced only on request, and is kept aside.

use crate::backup::{self, Manifest};
use crate::commands::drill;
use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_store::upkeep::{self, Reading};
use dienhong_store::{NEWEST, Store};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What, and over what.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(value_name = "FILE", required_unless_present = "drill", help = words("cli-help-restore-file"))]
    file: Option<PathBuf>,
    #[arg(long, help = words("cli-help-restore-replace"))]
    replace: bool,
    #[arg(long, conflicts_with = "replace", help = words("cli-help-restore-drill"))]
    drill: bool,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    match args {
        Args {
            drill: true, file, ..
        } => drill::run(cx, file).await,
        Args {
            file: Some(file),
            replace,
            ..
        } => {
            let _held = cx.place.hold()?;
            put(cx, &file, replace).await
        }
        Args { file: None, .. } => Err(Failure::usage("cli-usage-missing").with("args", "FILE")),
    }
}

/// Restores a backup; the caller holds the lock of the book.
pub(crate) async fn put(cx: &CommandContext, file: &Path, replace: bool) -> Done {
    let is_dump = expect_backup(file)?;
    if is_dump != cx.place.is_postgres() {
        return Err(Failure::refused("cli-error-other-engine").with("path", file.display().to_string()));
    }
    let now = dienhong_app::clock::machine_seconds();
    let aside = if is_dump {
        postgres(cx, file, replace, now).await?
    } else {
        sqlite(cx, file, replace, now).await?
    };
    let store = Store::open_to_read(&cx.place.address(), Reading::Live).await?;
    let checked = backup::check(&store).await;
    store.close().await;
    let checked = checked?;
    cx.say
        .tell("cli-restore-done", &[("place", cx.place.shown().into())]);
    let (entries, lines) = (checked.counts.entries, checked.counts.log);
    cx.say.tell(
        "cli-backup-holds",
        &[("entries", entries.into()), ("lines", lines.into())],
    );
    if let Some(aside) = &aside {
        cx.say.tell("cli-restore-aside", &[("path", aside.into())]);
    }
    if checked.step < NEWEST {
        cx.say.line(cx.say.t("cli-restore-older"));
    }
    cx.say.object(json!({
        "place": cx.place.shown(), "step": checked.step, "counts": checked.counts, "log_head": checked.log_head,
        "moved_aside": aside,
    }));
    Ok(Exit::Good)
}

/// Whether a file is a dump of PostgreSQL (or else a database of SQLite), unchanged since it was checked.
pub(crate) fn expect_backup(file: &Path) -> Result<bool, Failure> {
    let mut start = [0; 16];
    let opened = std::fs::File::open(file).map_err(|e| Failure::file(file, &e))?;
    let mut limited = std::io::Read::take(opened, 16);
    let read = std::io::Read::read(&mut limited, &mut start).map_err(|e| Failure::file(file, &e))?;
    let path = file.display().to_string();
    let is_dump = start[..read].starts_with(b"PGDMP");
    if !is_dump && &start[..read] != b"SQLite format 3\0" {
        return Err(Failure::refused("cli-error-not-a-backup").with("path", path));
    }
    match Manifest::read(file) {
        Some(manifest) if !manifest.fits(file)? => {
            Err(Failure::refused("cli-error-backup-damaged").with("path", path))
        }
        _ => Ok(is_dump),
    }
}

async fn sqlite(
    cx: &CommandContext,
    file: &Path,
    replace: bool,
    now: i64,
) -> Result<Option<String>, Failure> {
    let Some(snapshot) = cx.place.file() else {
        return Ok(None);
    };
    if snapshot.exists() && !replace {
        return Err(Failure::refused("cli-error-restore-over").with("place", cx.place.shown()));
    }
    let copy = Store::open_to_read(&file.display().to_string(), Reading::Still).await?;
    let checked = backup::check(&copy).await;
    copy.close().await;
    checked?;
    let aside = backup::place_sqlite(file, &snapshot, now)?;
    Ok(aside.map(|path| path.display().to_string()))
}

async fn postgres(
    cx: &CommandContext,
    file: &Path,
    replace: bool,
    now: i64,
) -> Result<Option<String>, Failure> {
    let address = cx.place.address();
    let mut aside = None;
    if !upkeep::is_empty(&address).await? {
        if !replace {
            return Err(Failure::refused("cli-error-restore-over").with("place", cx.place.shown()));
        }
        let schema = format!("dienhong_before_{now}");
        upkeep::set_aside(&address, &schema).await?;
        aside = Some(schema);
    }
    backup::restore_postgres(file, &address).await?;
    Ok(aside)
}
