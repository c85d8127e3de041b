//! `move-in`: moves a ward's whole book into this one, with its history and permanent identities, and then compares
//! every row. `doctor --moved` compares again.

use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_app::clock::{Clock, SystemClock};
use dienhong_store::Store;
use dienhong_store::moving::{self, Compared, MoveError};
use dienhong_store::upkeep::Reading;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Which book.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(value_name = "BOOK", help = words("cli-help-move-book"))]
    snapshot: PathBuf,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    let into = cx.writer().await?;
    let from = match open(&args.snapshot).await {
        Ok(from) => from,
        Err(failure) => {
            into.close().await;
            return Err(failure);
        }
    };
    let done = moved(cx, &from, &into).await;
    from.close().await;
    into.close().await;
    done
}

async fn moved(cx: &CommandContext, from: &Store, into: &Store) -> Done {
    let moved = moving::move_in(from, into, SystemClock::default().now())
        .await
        .map_err(refused)?;
    let rows: usize = moved.rows.iter().map(|(_, n)| n).sum();
    cx.say.tell(
        "cli-move-done",
        &[
            ("rows", (rows as i64).into()),
            ("lines", (moved.log as i64).into()),
        ],
    );
    if moved.renamed > 0 {
        cx.say
            .tell("cli-move-renamed", &[("count", (moved.renamed as i64).into())]);
    }
    let all = moving::compare(from, into).await.map_err(refused)?;
    let is_equal = told(cx, &all);
    cx.say.object(json!({
        "rows": rows, "log": moved.log, "people_to_invite_anew": moved.renamed, "equal": is_equal, "tables": tables(&all),
    }));
    Ok(if is_equal { Exit::Good } else { Exit::Problems })
}

/// A book to read from: a backup, a database file, or the folder of a book.
pub(crate) async fn open(snapshot: &Path) -> Result<Store, Failure> {
    let file = match snapshot.is_dir() {
        true => snapshot.join("book.db"),
        false => snapshot.to_owned(),
    };
    let shown = file.display().to_string();
    if !shown.starts_with("postgres") && !file.is_file() {
        return Err(Failure::refused("cli-error-move-no-book").with("path", shown));
    }
    Ok(Store::open_to_read(&shown, Reading::Live).await?)
}

/// Prints the result for each table; returns whether all are equal.
pub(crate) fn told(cx: &CommandContext, all: &[Compared]) -> bool {
    for of in all {
        let sign = if of.is_equal { "✓" } else { "✗" };
        let words = cx.say.t_with(
            if of.is_equal {
                "cli-move-equal"
            } else {
                "cli-move-differs"
            },
            &[
                ("table", of.what.into()),
                ("there", (of.there as i64).into()),
                ("here", (of.here as i64).into()),
            ],
        );
        cx.say.line(format!("{sign} {words}"));
    }
    let is_equal = all.iter().all(|of| of.is_equal);
    let key = if is_equal {
        "cli-move-proved"
    } else {
        "cli-move-not-proved"
    };
    cx.say.line(cx.say.t(key));
    is_equal
}

pub(crate) fn tables(all: &[Compared]) -> Vec<Value> {
    let one =
        |of: &Compared| json!({ "table": of.what, "there": of.there, "here": of.here, "equal": of.is_equal });
    all.iter().map(one).collect()
}

pub(crate) fn refused(error: MoveError) -> Failure {
    match error {
        MoveError::Store(error) => error.into(),
        MoveError::Write(error) => error.into(),
        MoveError::OtherStep(there, here) => Failure::refused("cli-error-move-step")
            .with("there", there.to_string())
            .with("here", here.to_string()),
        MoveError::OtherMap => Failure::refused("cli-error-move-map"),
        MoveError::OtherMeasure(code) => Failure::refused("cli-error-move-measure").with("measure", code),
        MoveError::Occupied(rows) => {
            Failure::refused("cli-error-move-occupied").with("rows", rows.to_string())
        }
    }
}
