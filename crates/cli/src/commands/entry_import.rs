//! `entry import`: looks through a filled sheet, names every bad cell, and with `--write` takes it in.

use crate::book::{Cx, owner};
use crate::commands::ask;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_app::App;
use dienhong_app::entries::words as entry_words;
use dienhong_app::entries::{BadCell, EntryMistake, Import, ImportError, Wish};
use dienhong_domain::packs::Register;
use dienhong_sheets::{OldFont, ReadError};
use serde_json::json;
use std::path::PathBuf;

/// Which sheet, into which register, for whom.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(value_name = "FILE", help = words("cli-help-import-file"))]
    file: PathBuf,
    #[arg(long, value_name = "ID", help = words("cli-help-register"))]
    register: String,
    #[arg(long, value_name = "UNIT", help = words("cli-help-unit-what"))]
    unit: String,
    #[arg(long, help = words("cli-help-write"))]
    write: bool,
    #[arg(long, help = words("cli-help-only-good"))]
    only_good: bool,
    #[arg(long, help = words("cli-help-font-right"))]
    font_right: bool,
}

pub(crate) async fn run(cx: &Cx, args: Args) -> Done {
    let bytes = std::fs::read(&args.file).map_err(|e| Failure::file(&args.file, &e))?;
    let store = if args.write {
        cx.writer().await?
    } else {
        cx.reader().await?
    };
    let app = cx.app(store).await?;
    let book = app.book();
    let unit = ask::unit(&book.map, &args.unit, app.today(), cx.say.locale)?;
    let rules = book.rules(unit, app.today());
    let Some(form) = rules.register(&args.register) else {
        return Err(Failure::usage("cli-error-register").with("value", &args.register));
    };
    let wish = Wish {
        write: args.write,
        only_good: args.only_good,
        old_font_is_right: args.font_right,
    };
    let import = app
        .import(&owner(&book.map), &args.register, unit, &bytes, wish)
        .await;
    let import = import.map_err(|error| refusal(error, &args.register))?;
    told(cx, &app, form, &import, &args);
    app.store.clone().close().await;
    let is_right = import.bad.is_empty() && import.missing.is_empty();
    Ok(if is_right { Exit::Good } else { Exit::Problems })
}

fn told(cx: &Cx, app: &App, form: &Register, import: &Import, args: &Args) {
    let say = &cx.say;
    let sentence = |cell: &BadCell| {
        let mistake = EntryMistake {
            field: cell.field.clone(),
            what: cell.what.clone(),
        };
        entry_words::say(say.locale, &app.book(), form, &mistake)
    };
    for cell in &import.bad {
        let args = [
            ("cell", (&cell.address).into()),
            ("typed", (&cell.typed).into()),
            ("what", sentence(cell).into()),
        ];
        say.tell("cli-import-bad", &args);
    }
    for (address, heading) in &import.unknown {
        say.tell(
            "cli-import-unknown",
            &[("cell", address.into()), ("heading", heading.into())],
        );
    }
    if !import.missing.is_empty() {
        let labels = import
            .missing
            .iter()
            .map(|f| entry_words::label(say.locale, form, f))
            .collect::<Vec<_>>();
        say.tell("entries-import-missing", &[("columns", labels.join(", ").into())]);
    }
    if let Some((font, examples)) = &import.old_font {
        say.tell("entries-import-old-font", &[("font", font_name(*font).into())]);
        examples
            .iter()
            .for_each(|(old, new)| say.line(format!("  {old} → {new}")));
        if !args.font_right {
            say.line(say.t("cli-import-font-ask"));
        }
    }
    let (good, known) = (import.good.len(), import.known);
    let counts = [
        ("rows", import.rows.into()),
        ("good", good.into()),
        ("known", known.into()),
    ];
    say.tell("cli-import-counts", &counts);
    match (args.write, import.written) {
        (true, 0) if good > 0 => say.line(say.t("cli-import-refused")),
        (true, written) => say.tell("entries-import-done", &[("count", written.into())]),
        (false, _) => ask::only_looked(say),
    }
    say.object(json!({
        "rows": import.rows, "good": good, "known": known, "written": import.written,
        "bad": import.bad.iter().map(|c| json!({
            "row": c.row, "cell": c.address, "field": c.field, "typed": c.typed, "message": sentence(c),
        })).collect::<Vec<_>>(),
        "unknown_columns": import.unknown, "missing": import.missing,
        "old_font": import.old_font.as_ref().map(|(font, _)| font_name(*font)),
    }));
}

fn font_name(font: OldFont) -> &'static str {
    match font {
        OldFont::Tcvn3 => "TCVN3 (.VnTime)",
        OldFont::Vni => "VNI",
    }
}

fn refusal(error: ImportError, register: &str) -> Failure {
    match error {
        ImportError::File(ReadError::Protected) => Failure::refused("entries-import-error-encrypted"),
        ImportError::File(ReadError::Broken | ReadError::Empty) => {
            Failure::refused("entries-import-error-unreadable")
        }
        ImportError::File(
            ReadError::OldExcel
            | ReadError::BinaryExcel
            | ReadError::Excel2003Xml
            | ReadError::OpenDocument
            | ReadError::Html
            | ReadError::NotASheet,
        ) => Failure::refused("entries-import-error-format"),
        ImportError::File(_) | ImportError::TooManyRows => Failure::refused("entries-import-error-large"),
        ImportError::Twice { addresses, .. } => {
            Failure::refused("entries-import-twice").with("columns", addresses)
        }
        ImportError::OtherRegister { register } => {
            Failure::refused("entries-import-other-register").with("register", register)
        }
        ImportError::NoHeading => Failure::refused("cli-import-no-heading"),
        ImportError::NotFound => Failure::usage("cli-error-register").with("value", register),
        ImportError::Fault(fault) => fault.into(),
    }
}
