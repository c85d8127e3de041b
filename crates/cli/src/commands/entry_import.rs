//! `entry import`: checks a filled sheet, names every bad cell, and with `--write` imports it.

use crate::commands::ask;
use crate::context::{CommandContext, owner};
use crate::failure::{Done, Exit, Failure};
use crate::say::{Say, words};
use dienhong_app::entries::words as entry_words;
use dienhong_app::entries::{
    BadCell, EntryMistake, Import, ImportError, Remark, SheetCorrection, Wish, refusal, remark,
};
use dienhong_app::{App, Rules, RulesSnapshot};
use dienhong_domain::packs::Register;
use dienhong_domain::units::UnitId;
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
    #[arg(long, help = words("cli-help-notes-seen"))]
    notes_seen: bool,
    #[arg(long, value_name = "REASON", help = words("cli-help-correct"))]
    correct: Option<String>,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    let bytes = std::fs::read(&args.file).map_err(|e| Failure::file(&args.file, &e))?;
    let store = if args.write {
        cx.writer().await?
    } else {
        cx.reader().await?
    };
    let app = cx.app(store).await?;
    let snapshot = app.snapshot();
    let unit = ask::unit(&snapshot.map, &args.unit, app.today(), cx.say.locale)?;
    let rules = snapshot.rules_knowing(&args.register, unit, app.today(), app.today());
    let Some(form) = rules.register(&args.register) else {
        return Err(Failure::usage("cli-error-register").with("value", &args.register));
    };
    let wish = Wish {
        write: args.write,
        only_good: args.only_good,
        notes_are_seen: args.notes_seen,
        correct: args.correct.clone(),
        // It is checked and written in one step, so nothing was seen before.
        seen: None,
    };
    let import = app
        .by(&owner(&snapshot.map))
        .entries()
        .import(&args.register, unit, &bytes, &wish)
        .await;
    let import = import.map_err(|error| refused(cx, error, &args.register))?;
    told(cx, &app, (&rules, form, unit), &import, &args);
    app.store.clone().close().await;
    // If writing was asked for and nothing was written, the reason is among the notes.
    let is_held_back = args.write && import.has_notes() && !args.notes_seen;
    Ok(if import.is_right() && !is_held_back {
        Exit::Good
    } else {
        Exit::Problems
    })
}

fn told(
    cx: &CommandContext,
    app: &App,
    (rules, form, unit): (&Rules, &Register, UnitId),
    import: &Import,
    args: &Args,
) {
    let say = &cx.say;
    let snapshot = app.snapshot();
    import
        .bad
        .iter()
        .for_each(|cell| say_bad(say, &snapshot, form, cell));
    import
        .remarks
        .iter()
        .for_each(|r| say.line(remark(say.locale, r)));
    for correction in &import.corrections {
        say_correction(say, &snapshot, rules, form, correction);
    }
    if !import.missing.is_empty() {
        let labels: Vec<String> = import
            .missing
            .iter()
            .map(|f| entry_words::label(say.locale, form, f))
            .collect();
        say.tell("entries-import-missing", &[("columns", labels.join(", ").into())]);
    }
    let counts = [
        ("rows", import.rows.into()),
        ("good", import.good.len().into()),
        ("known", import.known.into()),
    ];
    say.tell("cli-import-counts", &counts);
    if import.unnamed > 0 {
        let unit = snapshot.map.label(unit, app.today(), say.locale.code());
        let said = [("count", import.unnamed.into()), ("unit", unit.into())];
        say.tell("entries-import-unnamed", &said);
    }
    concluded(say, import, args);
    say.object(as_json(say, &snapshot, rules, form, import));
}

/// What was written, or why nothing was written.
fn concluded(say: &Say, import: &Import, args: &Args) {
    let waits = import.good.len() + import.corrections.len();
    match import.written + import.corrected {
        _ if !args.write => ask::only_looked(say),
        0 if import.has_notes() && !args.notes_seen => say.line(say.t("cli-import-notes-ask")),
        0 if waits > 0 && import.is_right() => say.line(say.t("cli-import-correct-ask")),
        0 if waits > 0 => say.line(say.t("cli-import-refused")),
        _ => {
            say.tell("entries-import-done", &[("count", import.written.into())]);
            if import.corrected > 0 {
                say.tell("entries-import-corrected", &[("count", import.corrected.into())]);
            }
        }
    }
}

fn sentence(say: &Say, snapshot: &RulesSnapshot, form: &Register, cell: &BadCell) -> String {
    let mistake = EntryMistake {
        field: cell.field.clone(),
        what: cell.what.clone(),
    };
    entry_words::say(say.locale, snapshot, form, &mistake)
}

fn say_bad(say: &Say, snapshot: &RulesSnapshot, form: &Register, cell: &BadCell) {
    let args = [
        ("cell", cell_name(&cell.sheet, &cell.address).into()),
        ("typed", (&cell.typed).into()),
        ("what", sentence(say, snapshot, form, cell).into()),
    ];
    say.tell("cli-import-bad", &args);
}

/// The address of a cell as in formulas: C7, or Tháng 2!C7.
fn cell_name(sheet: &str, address: &str) -> String {
    if sheet.is_empty() {
        address.to_owned()
    } else {
        format!("{sheet}!{address}")
    }
}

fn say_correction(say: &Say, snapshot: &RulesSnapshot, rules: &Rules, form: &Register, of: &SheetCorrection) {
    for (question, before, after) in of.changes(snapshot, rules, &form.id, say.locale) {
        let args = [
            ("cell", cell_name(&of.sheet, &of.row.to_string()).into()),
            ("question", question.into()),
            ("before", before.into()),
            ("after", after.into()),
        ];
        say.tell("cli-import-differs", &args);
    }
}

fn as_json(
    say: &Say,
    snapshot: &RulesSnapshot,
    rules: &Rules,
    form: &Register,
    import: &Import,
) -> serde_json::Value {
    let changes = |c: &SheetCorrection| {
        let all = c.changes(snapshot, rules, &form.id, say.locale).into_iter();
        all.map(|(label, before, after)| json!({ "label": label, "before": before, "after": after }))
            .collect::<Vec<_>>()
    };
    json!({
        "rows": import.rows, "unnamed": import.unnamed, "good": import.good.len(), "known": import.known,
        "written": import.written, "corrected": import.corrected,
        "bad": import.bad.iter().map(|c| json!({
            "sheet": c.sheet, "row": c.row, "cell": c.address, "field": c.field, "typed": c.typed,
            "message": sentence(say, snapshot, form, c),
        })).collect::<Vec<_>>(),
        "notes": import.remarks.iter().flat_map(|r| noted(say, r)).collect::<Vec<_>>(),
        "corrections": import.corrections.iter().map(|c| json!({
            "sheet": c.sheet, "row": c.row, "id": c.id, "changes": changes(c),
        })).collect::<Vec<_>>(),
        "missing": import.missing,
    })
}

/// One object for each place of a remark.
fn noted(say: &Say, of: &Remark) -> Vec<serde_json::Value> {
    let message = remark(say.locale, of);
    let told = |(sheet, cell): (String, Option<String>)| json!({ "sheet": sheet, "cell": cell, "code": of.code(), "message": message });
    of.places().into_iter().map(told).collect()
}

fn refused(cx: &CommandContext, error: ImportError, register: &str) -> Failure {
    match error {
        ImportError::NotFound => Failure::usage("cli-error-register").with("value", register),
        ImportError::Fault(fault) => fault.into(),
        ImportError::NoHeading => Failure::refused("cli-import-no-heading"),
        error => Failure::refused("cli-import-error").with("words", refusal(cx.say.locale, &error)),
    }
}
