//! `backup`: a complete, checked copy of the book while the server keeps running.

use crate::backup;
use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::{self, words};
use dienhong_app::clock::{Clock, SystemClock};
use dienhong_store::Store;
use dienhong_store::upkeep::Reading;
use serde_json::json;
use std::path::PathBuf;

/// Where to.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(short = 'o', long = "output", value_name = "FILE", help = words("cli-help-backup-output"))]
    output: Option<PathBuf>,
    #[arg(long, conflicts_with = "output", help = words("cli-help-backup-list"))]
    list: bool,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    if args.list {
        return Ok(list(cx));
    }
    // A book of an older program can be backed up too, as is done before an upgrade.
    if Store::step(&cx.place.address()).await?.is_none() {
        return Err(Failure::refused("cli-error-no-book").with("place", cx.place.shown()));
    }
    let store = Store::open_to_read(&cx.place.address(), Reading::Live).await?;
    let now = SystemClock::default().now();
    let made = match &args.output {
        Some(path) => backup::make(&cx.place, &store, Some(path), false, now).await,
        None => backup::automatic(&cx.place, &store, now).await,
    };
    store.close().await;
    let made = made?;
    let path = made.path.display().to_string();
    let size = say::bytes(made.bytes, cx.say.locale);
    cx.say.tell(
        "cli-backup-made",
        &[("path", (&path).into()), ("size", size.into())],
    );
    let counts = made.manifest.counts;
    cx.say.tell(
        "cli-backup-holds",
        &[("entries", counts.entries.into()), ("lines", counts.log.into())],
    );
    cx.say.object(json!({ "path": path, "manifest": made.manifest }));
    Ok(Exit::Good)
}

fn list(cx: &CommandContext) -> Exit {
    let all = backup::list(&cx.place.backups());
    for b in &all {
        let size = b.path.metadata().map_or(0, |m| m.len());
        let key = if b.is_way_back {
            "cli-backup-line-way-back"
        } else {
            "cli-backup-line"
        };
        let args = [
            ("moment", dienhong_i18n::moment(b.made, cx.say.locale).into()),
            ("size", say::bytes(size, cx.say.locale).into()),
            ("path", b.path.display().to_string().into()),
        ];
        cx.say.tell(key, &args);
    }
    if all.is_empty() {
        cx.say.line(cx.say.t("cli-backup-none"));
    }
    let object =
        |b: &backup::Backup| json!({ "path": b.path, "made": b.made, "before_upgrade": b.is_way_back });
    cx.say
        .object(json!({ "backups": all.iter().map(object).collect::<Vec<_>>() }));
    Exit::Good
}
