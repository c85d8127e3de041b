//! `recount`: compares every kept sum with its postings, unit by unit; `--mend` writes the correct sums.

use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::place::{Place, write_private};
use crate::say::words;
use dienhong_app::App;
use dienhong_domain::units::UnitId;
use dienhong_store::recount::{Mismatch, TOGETHER};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

const SHOWN: usize = 50;

/// Whether to mend, and whether to go on where it was stopped.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(long, help = words("cli-help-mend"))]
    mend: bool,
    #[arg(long, help = words("cli-help-resume"))]
    resume: bool,
}

/// The progress of a recount; its file is deleted at the end.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Progress {
    last_home: Option<i32>,
    homes: usize,
    cells: usize,
}

impl Progress {
    fn file(place: &Place) -> PathBuf {
        place.data.join("recount.json")
    }
    fn read(place: &Place) -> Progress {
        std::fs::read(Progress::file(place))
            .ok()
            .and_then(|b| serde_json::from_slice(&b).ok())
            .unwrap_or_default()
    }
    fn note(&self, place: &Place) -> Result<(), Failure> {
        if !place.data.is_dir() {
            return Ok(());
        }
        write_private(
            &Progress::file(place),
            &serde_json::to_vec(self).map_err(Failure::broken)?,
        )
    }
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    let store = if args.mend {
        cx.writer().await?
    } else {
        cx.reader().await?
    };
    let app = cx.app(store).await?;
    let mut progress = if args.resume {
        Progress::read(&cx.place)
    } else {
        Progress::default()
    };
    let after = progress.last_home;
    let homes: Vec<i32> = app
        .store
        .homes()
        .await?
        .into_iter()
        .filter(|h| after.is_none_or(|a| *h > a))
        .collect();
    let bar = bar(cx, homes.len());
    let mut shown = Vec::new();
    let rolled = app.store.rolled().await?;
    for homes in homes.chunks(TOGETHER) {
        let found = app.store.recount_homes(homes, &rolled).await?;
        progress = Progress {
            last_home: homes.last().copied(),
            homes: progress.homes + homes.len(),
            cells: progress.cells + found.len(),
        };
        for mismatch in found.iter().take(SHOWN.saturating_sub(shown.len())) {
            bar.suspend(|| cx.say.line(line(cx, &app, mismatch)));
            shown.push(object(&app, mismatch));
        }
        if args.mend && !found.is_empty() {
            app.store.mend(&found, app.now()).await?;
        }
        progress.note(&cx.place)?;
        bar.inc(homes.len() as u64);
    }
    bar.finish_and_clear();
    let levels = levels(cx, &app, args.mend).await?;
    let miscounts = app.store.miscounts(None).await?;
    if !miscounts.is_empty() {
        cx.say
            .tell("cli-recount-tally", &[("count", miscounts.len().into())]);
        if args.mend {
            app.store.mend_tally(&miscounts, app.now()).await?;
        }
    }
    // Nothing is left to resume; it does not matter if the file was never written.
    let _ = std::fs::remove_file(Progress::file(&cx.place));
    app.store.clone().close().await;
    let wrong = progress.cells + levels + miscounts.len();
    let mended = args.mend && wrong > 0;
    cx.say.object(
        json!({ "homes": progress.homes, "mismatches": progress.cells, "levels": levels, "tally": miscounts.len(), "mended": mended, "cells": shown }),
    );
    let counts = [("homes", progress.homes.into()), ("count", wrong.into())];
    match (wrong, args.mend) {
        (0, _) => cx.say.tell("cli-recount-good", &counts),
        (_, true) => cx.say.tell("cli-recount-mended", &counts),
        (_, false) => cx.say.tell("cli-recount-wrong", &counts),
    }
    Ok(if wrong == 0 || mended {
        Exit::Good
    } else {
        Exit::Problems
    })
}

/// Compares every stated level with its postings, and posts what is missing if asked to; returns how many entries
/// differ.
async fn levels(cx: &CommandContext, app: &App, is_mended: bool) -> Result<usize, Failure> {
    let checks = app.unattended().checks();
    let mut astray = BTreeSet::new();
    for home in app.store.level_homes().await? {
        let home = UnitId(home);
        let found = checks.levels_astray(home).await?;
        if found.is_empty() {
            continue;
        }
        // Entries of a merged ward are found at each of its homes.
        let count = found.len();
        let before = astray.len();
        astray.extend(found);
        if astray.len() > before {
            let unit = checks
                .snapshot()
                .map
                .label(home, app.today(), cx.say.locale.code());
            cx.say.tell(
                "cli-recount-levels",
                &[("unit", unit.into()), ("count", count.into())],
            );
        }
        if is_mended {
            checks.mend_levels(home).await.map_err(Failure::broken)?;
        }
    }
    Ok(astray.len())
}

fn bar(cx: &CommandContext, homes: usize) -> ProgressBar {
    if !cx.say.is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(homes as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} · {eta}") {
        bar.set_style(style);
    }
    bar.set_message(cx.say.t("cli-recount-running"));
    bar
}

fn line(cx: &CommandContext, app: &App, m: &Mismatch) -> String {
    let snapshot = app.snapshot();
    let unit = snapshot
        .map
        .label(UnitId(m.home), app.today(), cx.say.locale.code());
    let measure = snapshot.measure_code(m.measure).unwrap_or("?").to_owned();
    let number = |n: i64| dienhong_i18n::number(n, cx.say.locale).into();
    cx.say.t_with(
        "cli-recount-cell",
        &[
            ("unit", unit.into()),
            ("measure", measure.into()),
            ("month", format!("{}/{}", m.month, m.year).into()),
            ("stored", number(m.stored.amount)),
            ("counted", number(m.counted.amount)),
        ],
    )
}

fn object(app: &App, m: &Mismatch) -> serde_json::Value {
    let snapshot = app.snapshot();
    json!({
        "unit": snapshot.map.uid(UnitId(m.home)), "measure": snapshot.measure_code(m.measure), "year": m.year, "month": m.month,
        "stored": m.stored.amount, "counted": m.counted.amount,
    })
}
