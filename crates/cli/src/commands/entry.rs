//! `entry`: listing, exporting and importing entries.

use crate::commands::ask::{self, Days, Format, HandOver};
use crate::commands::entry_import;
use crate::context::{CommandContext, owner};
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use crate::table::columns;
use dienhong_app::App;
use dienhong_app::entries::words::state_key;
use dienhong_app::entries::{Cursor, EntryError, EntryPages, ListQuery, ListRow};
use dienhong_app::exports::EntryTable;
use dienhong_domain::entries::State;
use dienhong_sheets::{Cell, CsvWriter, TableWriter};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};

/// What can be done with entries.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Command {
    #[command(about = words("cli-help-entry-import"))]
    Import(entry_import::Args),
    #[command(about = words("cli-help-entry-list"))]
    List {
        #[command(flatten)]
        wanted: Wanted,
        #[arg(long, value_name = "ID", help = words("cli-help-register"))]
        register: Option<String>,
        #[arg(long, value_name = "COUNT", default_value_t = 50, help = words("cli-help-entry-most"))]
        most: i64,
    },
    #[command(about = words("cli-help-entry-export"))]
    Export {
        #[command(flatten)]
        wanted: Wanted,
        #[arg(long, value_name = "ID", help = words("cli-help-register"))]
        register: String,
        #[command(flatten)]
        hand_over: HandOver,
    },
}

/// Which entries.
#[derive(clap::Args, Debug)]
pub(crate) struct Wanted {
    #[arg(long, value_name = "UNIT", help = words("cli-help-unit-what"))]
    unit: String,
    #[command(flatten)]
    days: Days,
    #[arg(long, value_name = "draft|sent|final|voided", help = words("cli-help-state"))]
    state: Option<String>,
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true, help = words("cli-help-words"))]
    words: String,
}

pub(crate) async fn run(cx: &CommandContext, command: Command) -> Done {
    match command {
        Command::Import(args) => entry_import::run(cx, args).await,
        Command::List {
            wanted,
            register,
            most,
        } => {
            let app = cx.app(cx.reader().await?).await?;
            list(cx, &app, &wanted, register, most.clamp(1, 100_000)).await
        }
        Command::Export {
            wanted,
            register,
            hand_over,
        } => {
            let app = cx.app(cx.reader().await?).await?;
            export(cx, &app, &wanted, register, &hand_over).await
        }
    }
}

async fn list(cx: &CommandContext, app: &App, wanted: &Wanted, register: Option<String>, most: i64) -> Done {
    let (rows, total) = read(cx, app, wanted, register, most).await?;
    let snapshot = app.snapshot();
    let language = cx.say.locale.code();
    let line = |r: &ListRow| {
        let unit = snapshot.map.label(r.row.unit, r.day, language);
        vec![
            dienhong_i18n::day(r.day),
            r.register.clone(),
            unit,
            cx.say.t(state_key(r.state)),
            r.row.id.to_string(),
        ]
    };
    let heads = [
        "cli-entry-day",
        "cli-entry-register",
        "cli-entry-unit",
        "cli-entry-state",
        "cli-entry-id",
    ];
    let lines = columns(
        &heads.map(|key| cx.say.t(key)),
        &rows.iter().map(line).collect::<Vec<_>>(),
        &[],
    );
    lines.iter().for_each(|line| cx.say.line(line));
    let shown = ("shown", rows.len().into());
    match total {
        Some(total) => cx.say.tell("cli-entry-total", &[shown, ("total", total.into())]),
        None => cx.say.tell("cli-entry-shown", &[shown]),
    }
    cx.say.object(
        json!({ "total": total, "entries": rows.iter().map(|r| object(app, r)).collect::<Vec<_>>() }),
    );
    app.store.clone().close().await;
    Ok(Exit::Good)
}

async fn export(
    cx: &CommandContext,
    app: &App,
    wanted: &Wanted,
    register: String,
    hand_over: &HandOver,
) -> Done {
    let snapshot = app.snapshot();
    let query = question(cx, app, wanted, Some(register.clone()))?;
    let rules = snapshot.rules_knowing(&register, query.unit, app.today(), app.today());
    let unknown = || Failure::usage("cli-error-register").with("value", &register);
    let table = EntryTable {
        map: &snapshot.map,
        rules: &rules,
        register: rules.register(&register).ok_or_else(unknown)?,
        locale: cx.say.locale,
    };
    match hand_over.format(&cx.say) {
        Format::Csv | Format::Xlsx => write(cx, app, &query, &table, hand_over).await?,
        // A table on the screen is as wide as its widest cell, and JSON is one object: they are made in memory.
        Format::Table | Format::Json => {
            let (rows, total) = read(cx, app, wanted, Some(register.clone()), i64::MAX).await?;
            let entries: Vec<Value> = rows.iter().map(|r| object(app, r)).collect();
            hand_over.give(
                &cx.say,
                &table.filled(&rows),
                &json!({ "total": total, "entries": entries }),
            )?;
        }
    }
    app.store.clone().close().await;
    Ok(Exit::Good)
}

/// Writes all entries that fit as a workbook or as CSV, some at a time.
async fn write(
    cx: &CommandContext,
    app: &App,
    query: &ListQuery,
    table: &EntryTable<'_>,
    hand_over: &HandOver,
) -> Result<(), Failure> {
    let actor = owner(table.map);
    let failed = |error| refused(error, query.register.as_deref());
    let pages = app.by(&actor).entries().pages(query).map_err(failed)?;
    let mut target = hand_over.open(&cx.say)?;
    if hand_over.format(&cx.say) == Format::Xlsx {
        let begun = TableWriter::begin(table.head(), &std::env::temp_dir());
        let mut writer = begun.map_err(Failure::broken)?;
        each_row(table, pages, |row| writer.row(row).map_err(Failure::broken)).await?;
        let mut out = BufWriter::new(&mut target);
        writer.finish(&mut out).map_err(Failure::broken)?;
        out.flush().map_err(Failure::broken)?;
    } else {
        let begun = CsvWriter::begin(&table.head().columns, BufWriter::new(&mut target));
        let mut writer = begun.map_err(Failure::broken)?;
        each_row(table, pages, |row| writer.row(row).map_err(Failure::broken)).await?;
        writer.finish().map_err(Failure::broken)?;
    }
    hand_over.close(&cx.say, target)
}

/// Reads entries part by part and hands over each as a row of the table.
async fn each_row(
    table: &EntryTable<'_>,
    mut pages: EntryPages<'_>,
    mut write: impl FnMut(&[Cell]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |error| refused(error, Some(&table.register.id));
    while let Some(rows) = pages.read().await.map_err(failed)? {
        for row in table.rows(&rows) {
            write(&row)?;
        }
    }
    Ok(())
}

/// What is asked of the list.
fn question(
    cx: &CommandContext,
    app: &App,
    wanted: &Wanted,
    register: Option<String>,
) -> Result<ListQuery, Failure> {
    Ok(ListQuery {
        unit: ask::unit(&app.snapshot().map, &wanted.unit, app.today(), cx.say.locale)?,
        with_former: false,
        register,
        period: wanted.days.read(app.today())?,
        state: wanted.state.as_deref().map(state).transpose()?,
        words: wanted.words.clone(),
        from: Cursor::Newest,
        most: 1,
    })
}

/// Entries that fit, and how many there are where that is known.
async fn read(
    cx: &CommandContext,
    app: &App,
    wanted: &Wanted,
    register: Option<String>,
    most: i64,
) -> Result<(Vec<ListRow>, Option<i64>), Failure> {
    let query = question(cx, app, wanted, register)?;
    let failed = |error| refused(error, query.register.as_deref());
    let actor = owner(&app.snapshot().map);
    let entries = app.by(&actor);
    let entries = entries.entries();
    let total = entries.list(&query).await.map_err(failed)?.total;
    let rows = entries.all_rows(&query, most).await.map_err(failed)?;
    let count = rows.len() as i64;
    Ok((rows, total.or((count < most).then_some(count))))
}

fn refused(error: EntryError, register: Option<&str>) -> Failure {
    match error {
        EntryError::Fault(fault) => fault.into(),
        _ => Failure::usage("cli-error-register").with("value", register.unwrap_or_default()),
    }
}

fn state(typed: &str) -> Result<State, Failure> {
    match typed {
        "draft" => Ok(State::Draft),
        "sent" => Ok(State::Sent),
        "final" => Ok(State::Final),
        "voided" => Ok(State::Voided),
        other => Err(Failure::usage("cli-error-state").with("value", other)),
    }
}

fn object(app: &App, row: &ListRow) -> Value {
    let snapshot = app.snapshot();
    json!({
        "id": row.row.id,
        "register": row.register,
        "unit": snapshot.map.uid(row.row.unit),
        "day": row.day.to_string(),
        "state": match row.state {
            State::Draft => "draft",
            State::Sent => "sent",
            State::Final => "final",
            State::Voided => "voided",
        },
        "revision": row.row.rev,
        "values": row.stored.body.values,
        "texts": row.stored.body.texts,
    })
}
