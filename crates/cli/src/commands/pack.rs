//! `pack`: checking, installing, listing and showing packs of law and custom.

use crate::commands::{pack_check, pack_install};
use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use crate::table::columns;
use dienhong_domain::packs::Pack;
use dienhong_domain::units::UnitId;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What can be done with packs.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    #[command(about = words("cli-help-pack-check"))]
    Check {
        #[arg(value_name = "DIR", help = words("cli-help-pack-dir"))]
        folder: PathBuf,
    },
    #[command(about = words("cli-help-pack-install"))]
    Install(pack_install::Args),
    #[command(about = words("cli-help-pack-list"))]
    List,
    #[command(about = words("cli-help-pack-show"))]
    Show {
        #[arg(value_name = "DIR|ID", help = words("cli-help-pack-what"))]
        what: String,
    },
}

pub(crate) async fn run(cx: &CommandContext, command: Command) -> Done {
    match command {
        Command::Check { folder } => pack_check::run(cx, &folder),
        Command::Install(args) => pack_install::run(cx, args).await,
        Command::List => list(cx).await,
        Command::Show { what } => show(cx, &what).await,
    }
}

async fn list(cx: &CommandContext) -> Done {
    let app = cx.app(cx.reader().await?).await?;
    let (snapshot, today, language) = (app.snapshot(), app.today(), cx.say.locale.code());
    let place = |scope: Option<UnitId>| match scope {
        Some(unit) => snapshot.map.label(unit, today, language),
        None => cx.say.t("cli-pack-everywhere"),
    };
    let in_force = snapshot.packs_in_force(today);
    let mut rows = Vec::new();
    let mut objects = Vec::new();
    for row in &snapshot.packs {
        let is_in_force = in_force.contains(&row.id);
        let state = cx.say.t(match (is_in_force, row.retired_at.is_none()) {
            (true, _) => "cli-pack-in-force",
            (false, true) => "cli-pack-not-in-force",
            (false, false) => "cli-pack-replaced",
        });
        let day = dienhong_i18n::day(dienhong_i18n::day_of(row.installed_at));
        let short = row.hash.get(..12).unwrap_or(&row.hash).to_owned();
        rows.push(vec![
            row.code.clone(),
            row.version.clone(),
            place(row.scope),
            day.clone(),
            state,
            short,
        ]);
        objects.push(json!({
            "id": row.code, "version": row.version, "hash": row.hash,
            "unit": row.scope.map(|unit| snapshot.map.uid(unit)),
            "installed_at": row.installed_at, "in_force": is_in_force,
        }));
    }
    let heads = [
        "cli-pack-id",
        "cli-pack-version",
        "cli-pack-unit",
        "cli-pack-installed",
        "cli-pack-state",
        "cli-pack-hash",
    ];
    let lines = columns(&heads.map(|key| cx.say.t(key)), &rows, &[]);
    lines.iter().for_each(|line| cx.say.line(line));
    cx.say.object(json!({ "packs": objects }));
    app.store.clone().close().await;
    Ok(Exit::Good)
}

async fn show(cx: &CommandContext, what: &str) -> Done {
    let folder = PathBuf::from(what);
    if folder.is_dir() {
        let chain = dienhong_packs::load_chain(&folder).map_err(|all| {
            let lines = all.iter().map(|m| m.words(cx.say.locale.code())).collect();
            Failure::new(Exit::Problems, "cli-pack-mistakes")
                .with("count", all.len().to_string())
                .lines(lines)
        })?;
        told(cx, &chain.effective);
        return Ok(Exit::Good);
    }
    let store = cx.reader().await?;
    let found = store
        .packs()
        .await?
        .into_iter()
        .rev()
        .find(|p| p.code == what && p.retired_at.is_none());
    store.close().await;
    let Some(row) = found else {
        return Err(Failure::usage("cli-error-pack-unknown").with("value", what));
    };
    told(cx, &installed(&row.files)?);
    Ok(Exit::Good)
}

/// An installed pack, parsed from the text in the database.
pub(crate) fn installed(files: &str) -> Result<Pack, Failure> {
    let files: Vec<(String, String)> = serde_json::from_str(files).map_err(Failure::broken)?;
    let files: Vec<(String, Vec<u8>)> = files
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()))
        .collect();
    dienhong_packs::parse(&files)
        .map_err(|all| Failure::broken(format!("{} mistakes in an installed pack", all.len())))
}

fn told(cx: &CommandContext, pack: &Pack) {
    let language = cx.say.locale.code();
    let line = |text: String| cx.say.line(text);
    line(format!("{} {}", pack.id, pack.version));
    line(pack.title.get(language).to_owned());
    pack.instruments
        .iter()
        .for_each(|i| line(format!("• {}", i.name.get(language))));
    if let Some(incomplete) = &pack.incomplete {
        line(cx.say.t_with(
            "cli-pack-incomplete",
            &[("words", incomplete.get(language).into())],
        ));
    }
    for section in &pack.sections {
        line(String::new());
        line(section.title.get(language).to_owned());
        for register in pack.registers.iter().filter(|r| r.section == section.id) {
            let args = [
                ("id", (&register.id).into()),
                ("title", register.title.get(language).into()),
            ];
            cx.say.tell("cli-pack-register", &args);
        }
        for m in pack.measures.iter().filter(|m| m.section == section.id) {
            line(format!(
                "    {}  {} ({})",
                m.code,
                m.title.get(language),
                m.unit.get(language)
            ));
        }
    }
    cx.say.object(object(pack, language));
}

fn object(pack: &Pack, language: &str) -> Value {
    let named = |id: &str, title: &str| json!({ "id": id, "title": title });
    json!({
        "id": pack.id,
        "version": pack.version,
        "title": pack.title.get(language),
        "extends": pack.extends,
        "incomplete": pack.incomplete.as_ref().map(|w| w.get(language)),
        "instruments": pack.instruments.iter().map(|i| i.name.get(language)).collect::<Vec<_>>(),
        "registers": pack.registers.iter().map(|r| named(&r.id, r.title.get(language))).collect::<Vec<_>>(),
        "measures": pack.measures.iter().map(|m| named(&m.code, m.title.get(language))).collect::<Vec<_>>(),
    })
}
