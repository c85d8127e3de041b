//! `pack install`: shows what a pack would change, and with `--write` installs it.

use crate::commands::ask;
use crate::context::{CommandContext, owner};
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_app::packs::{Install, InstallError};
use dienhong_packs::{Change, Difference, load_dir};
use serde_json::json;
use std::path::PathBuf;

/// Which pack, and for whom.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(value_name = "DIR", help = words("cli-help-pack-dir"))]
    folder: PathBuf,
    #[arg(long, value_name = "UNIT", help = words("cli-help-pack-for"))]
    unit: Option<String>,
    #[arg(long, help = words("cli-help-write"))]
    write: bool,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    if !args.folder.is_dir() {
        return Err(Failure::usage("cli-error-no-folder").with("path", args.folder.display().to_string()));
    }
    let loaded = load_dir(&args.folder).map_err(|all| refusal(cx, InstallError::Mistakes(all)))?;
    let store = if args.write {
        cx.writer().await?
    } else {
        cx.reader().await?
    };
    let app = cx.app(store).await?;
    let snapshot = app.snapshot();
    let unit = args
        .unit
        .as_deref()
        .map(|u| ask::unit(&snapshot.map, u, app.today(), cx.say.locale))
        .transpose()?;
    let actor = owner(&snapshot.map);
    let install = app
        .by(&actor)
        .packs()
        .install(&loaded.files, unit)
        .await
        .map_err(|e| refusal(cx, e))?;
    told(cx, &install);
    let about = json!({
        "id": install.pack.id, "version": install.pack.version, "hash": install.hash,
        "replaces": install.replaces.as_ref().map(|r| &r.version),
        "differences": install.differences.len(), "written": args.write,
    });
    if args.write {
        app.by(&actor)
            .packs()
            .finish_install(install)
            .await
            .map_err(|e| refusal(cx, e))?;
        cx.say.line(cx.say.t("cli-pack-done"));
    } else {
        ask::only_looked(&cx.say);
    }
    cx.say.object(about);
    app.store.clone().close().await;
    Ok(Exit::Good)
}

fn told(cx: &CommandContext, install: &Install) {
    let pack = &install.pack;
    let version = |v: &str| v.to_owned().into();
    match &install.replaces {
        Some(old) => cx.say.tell(
            "cli-pack-replaces",
            &[
                ("id", (&pack.id).into()),
                ("version", version(&pack.version)),
                ("old", version(&old.version)),
            ],
        ),
        None => cx.say.tell(
            "cli-pack-new",
            &[("id", (&pack.id).into()), ("version", version(&pack.version))],
        ),
    }
    for difference in &install.differences {
        cx.say.line(format!("  {}", changed(cx, difference)));
    }
    if let Some(incomplete) = &pack.incomplete {
        let words = incomplete.get(cx.say.locale.code());
        cx.say.tell("cli-pack-incomplete", &[("words", words.into())]);
    }
}

fn changed(cx: &CommandContext, difference: &Difference) -> String {
    let language = cx.say.locale.code();
    let key = match difference.change {
        Change::Added => "cli-pack-change-added",
        Change::Changed => "cli-pack-change-changed",
        Change::Closed => "cli-pack-change-closed",
    };
    let thing = difference.what.name(language);
    let title = difference.title.get(language);
    cx.say.t_with(
        key,
        &[
            ("thing", thing.into()),
            ("id", (&difference.id).into()),
            ("title", title.into()),
        ],
    )
}

fn refusal(cx: &CommandContext, error: InstallError) -> Failure {
    match error {
        InstallError::Mistakes(all) => {
            let lines = all.iter().map(|m| m.words(cx.say.locale.code())).collect();
            Failure::new(Exit::Problems, "cli-pack-mistakes")
                .with("count", all.len().to_string())
                .lines(lines)
        }
        InstallError::Already => Failure::refused("cli-error-pack-already"),
        InstallError::CodeTaken(taken) => {
            let lines = taken
                .iter()
                .map(|(what, code, pack)| format!("{what} {code}: {pack}"))
                .collect();
            Failure::refused("cli-error-pack-codes").lines(lines)
        }
        InstallError::NotAnOverlay => Failure::refused("cli-error-pack-not-an-overlay"),
        InstallError::NotAllowed => Failure::refused("cli-error-not-allowed"),
        InstallError::Fault(fault) => fault.into(),
    }
}
