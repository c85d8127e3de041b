//! `restore --drill`: proves that the newest backup can be used: restores it beside the book, recounts everything,
//! checks the change log, compares it with the book, and deletes the copy.

use crate::backup::{self, Manifest};
use crate::commands::restore::expect_backup;
use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::place::make_folder;
use dienhong_store::Store;
use dienhong_store::log::ChainCheck;
use dienhong_store::upkeep::{self, Counts, Reading};
use indicatif::ProgressBar;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What a drill found.
#[derive(Debug)]
struct Report {
    counts: Counts,
    homes: usize,
    wrong_cells: usize,
    broken_line: Option<i64>,
}

pub(crate) async fn run(cx: &CommandContext, file: Option<PathBuf>) -> Done {
    let newest = || {
        backup::list(&cx.place.backups())
            .into_iter()
            .next()
            .map(|b| b.path)
    };
    let Some(file) = file.or_else(newest) else {
        return Err(Failure::refused("cli-error-no-backup"));
    };
    let is_dump = expect_backup(&file)?;
    let started = std::time::Instant::now();
    let report = if is_dump {
        on_postgres(cx, &file).await?
    } else {
        on_sqlite(cx, &file).await?
    };
    let mut problems = Vec::new();
    if let Some(seq) = report.broken_line {
        problems.push(cx.say.t_with("cli-log-broken", &[("seq", seq.into())]));
    }
    if report.wrong_cells > 0 {
        let counts = [
            ("homes", report.homes.into()),
            ("count", report.wrong_cells.into()),
        ];
        problems.push(cx.say.t_with("cli-recount-wrong", &counts));
    }
    if Manifest::read(&file).is_some_and(|m| !holds_all(&report.counts, &m.counts)) {
        problems.push(cx.say.t("cli-drill-fewer-than-noted"));
    }
    let live = live(cx).await;
    if live.is_some_and(|live| !holds_all(&live, &report.counts)) {
        problems.push(cx.say.t("cli-drill-more-than-book"));
    }
    let seconds = started.elapsed().as_secs();
    cx.say.tell(
        "cli-drill-file",
        &[
            ("path", file.display().to_string().into()),
            ("seconds", seconds.into()),
        ],
    );
    let (entries, lines) = (report.counts.entries, report.counts.log);
    cx.say.tell(
        "cli-backup-holds",
        &[("entries", entries.into()), ("lines", lines.into())],
    );
    if let Some(live) = live {
        let newer = (live.entries - report.counts.entries).max(0);
        cx.say.tell("cli-drill-since", &[("count", newer.into())]);
    }
    problems.iter().for_each(|problem| cx.say.line(problem));
    cx.say.object(json!({
        "file": file, "good": problems.is_empty(), "problems": problems, "restored": report.counts, "book": live,
        "homes": report.homes, "seconds": seconds,
    }));
    if problems.is_empty() {
        cx.say.line(cx.say.t("cli-drill-good"));
        return Ok(Exit::Good);
    }
    cx.say.line(cx.say.t("cli-drill-bad"));
    Ok(Exit::Problems)
}

/// Tables that only grow: a later state never has fewer rows.
fn holds_all(later: &Counts, earlier: &Counts) -> bool {
    later.entries >= earlier.entries
        && later.revisions >= earlier.revisions
        && later.postings >= earlier.postings
        && later.log >= earlier.log
}

async fn live(cx: &CommandContext) -> Option<Counts> {
    let store = Store::open_to_read(&cx.place.address(), Reading::Live)
        .await
        .ok()?;
    let counts = store.counts().await.ok();
    store.close().await;
    counts
}

async fn on_sqlite(cx: &CommandContext, file: &Path) -> Result<Report, Failure> {
    // Beside the book, so that a copy with people's names is never in a folder that all users share.
    let folder = cx.place.data.join(format!("drill-{}", uuid::Uuid::now_v7()));
    make_folder(&folder)?;
    let snapshot = folder.join("book.db");
    let done = async {
        backup::unpack_sqlite(file, &snapshot)?;
        look(cx, &snapshot.display().to_string()).await
    }
    .await;
    std::fs::remove_dir_all(&folder).map_err(|e| Failure::file(&folder, &e))?;
    done
}

async fn on_postgres(cx: &CommandContext, file: &Path) -> Result<Report, Failure> {
    let now = dienhong_app::clock::machine_seconds();
    let (name, address) = backup::drill_database(&cx.place.address(), now).await?;
    let done = async {
        backup::restore_postgres(file, &address).await?;
        look(cx, &address).await
    }
    .await;
    upkeep::drop_database(&cx.place.address(), &name).await?;
    done
}

/// Opens the restored book as the server would, with its tables upgraded, and checks everything.
async fn look(cx: &CommandContext, address: &str) -> Result<Report, Failure> {
    let store = Store::open(address).await?;
    let looked = everything(cx, &store).await;
    store.close().await;
    looked
}

async fn everything(cx: &CommandContext, store: &Store) -> Result<Report, Failure> {
    let damage = store.integrity().await?;
    if !damage.is_empty() {
        return Err(Failure::broken(damage.join("; ")));
    }
    let homes = store.homes().await?;
    let bar = if cx.say.is_watched() {
        ProgressBar::new(homes.len() as u64)
    } else {
        ProgressBar::hidden()
    };
    let mut wrong_cells = 0;
    let rolled = store.rolled().await?;
    for homes in homes.chunks(dienhong_store::recount::TOGETHER) {
        wrong_cells += store.recount_homes(homes, &rolled).await?.len();
        bar.inc(homes.len() as u64);
    }
    bar.finish_and_clear();
    let broken_line = match store.verify_log().await? {
        ChainCheck::Whole { .. } => None,
        ChainCheck::Broken { seq } => Some(seq),
    };
    Ok(Report {
        counts: store.counts().await?,
        homes: homes.len(),
        wrong_cells,
        broken_line,
    })
}
