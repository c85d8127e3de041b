//! `doctor`: one page on whether the installation is healthy, and what to do if not.

mod book;
mod disk;
mod door;
mod fonts;
mod packs;

pub(crate) use disk::free_bytes;

use crate::commands::move_in;
use crate::context::CommandContext;
use crate::failure::{Done, Exit};
use crate::say::words;
use dienhong_i18n::Arg;
use dienhong_store::moving;
use dienhong_store::upkeep::Reading;
use dienhong_store::{NEWEST, Store};
use serde_json::json;

/// The state of one thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    /// As it should be.
    Good,
    /// Worth knowing.
    Notice,
    /// Something needs doing.
    Wrong,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            State::Good => "good",
            State::Notice => "notice",
            State::Wrong => "wrong",
        }
    }
    fn sign(self) -> &'static str {
        match self {
            State::Good => "✓",
            State::Notice => "•",
            State::Wrong => "✗",
        }
    }
}

/// The result of one check.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    check: &'static str,
    state: State,
    words: String,
}

/// The findings so far.
pub(crate) struct Findings<'a> {
    cx: &'a CommandContext,
    all: Vec<Finding>,
}

impl Findings<'_> {
    /// Adds a result; its sentence says what to do if something must be done.
    pub(crate) fn note(&mut self, check: &'static str, state: State, key: &str, args: &[(&str, Arg<'_>)]) {
        let words = self.cx.say.t_with(key, args);
        self.all.push(Finding { check, state, words });
    }
}

/// What to look at besides.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(long, value_name = "BOOK", help = words("cli-help-doctor-moved"))]
    moved: Option<std::path::PathBuf>,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    match args.moved {
        Some(snapshot) => moved(cx, &snapshot).await,
        None => healthy(cx).await,
    }
}

/// Compares a book that moved in with its original.
async fn moved(cx: &CommandContext, snapshot: &std::path::Path) -> Done {
    let from = move_in::open(snapshot).await?;
    let into = Store::open_to_read(&cx.place.address(), Reading::Live).await?;
    let all = moving::compare(&from, &into).await;
    from.close().await;
    into.close().await;
    let all = all.map_err(move_in::refused)?;
    let is_equal = move_in::told(cx, &all);
    cx.say
        .object(json!({ "equal": is_equal, "tables": move_in::tables(&all) }));
    Ok(if is_equal { Exit::Good } else { Exit::Problems })
}

async fn healthy(cx: &CommandContext) -> Done {
    let mut findings = Findings { cx, all: Vec::new() };
    let reached = look(cx, &mut findings).await;
    let wrong = findings.all.iter().filter(|f| f.state == State::Wrong).count();
    for finding in &findings.all {
        cx.say.line(format!("{} {}", finding.state.sign(), finding.words));
    }
    let object = |f: &Finding| json!({ "check": f.check, "state": f.state.code(), "message": f.words });
    let all: Vec<_> = findings.all.iter().map(object).collect();
    if let Err(failure) = reached {
        cx.say
            .object(json!({ "healthy": false, "checks": all, "error": failure.sentence(&cx.say) }));
        // The object was printed already; what remains is the exit code and, for people, the sentence.
        return if cx.say.json {
            Ok(Exit::Unavailable)
        } else {
            Err(failure)
        };
    }
    cx.say.object(json!({ "healthy": wrong == 0, "checks": all }));
    if wrong == 0 {
        cx.say.line(cx.say.t("cli-doctor-healthy"));
        return Ok(Exit::Good);
    }
    cx.say.tell("cli-doctor-wrong", &[("count", wrong.into())]);
    Ok(Exit::Problems)
}

async fn look(cx: &CommandContext, findings: &mut Findings<'_>) -> Result<(), crate::failure::Failure> {
    let step = Store::step(&cx.place.address()).await?;
    let Some(step) = step else {
        let args = [("place", cx.place.shown().into())];
        findings.note("book", State::Wrong, "cli-error-no-book", &args);
        return Ok(());
    };
    let engine = if cx.place.is_postgres() {
        "PostgreSQL"
    } else {
        "SQLite"
    };
    let place = cx.place.shown();
    findings.note(
        "engine",
        State::Good,
        "cli-doctor-engine",
        &[("engine", engine.into()), ("place", place.into())],
    );
    let steps = [("found", step.into()), ("known", NEWEST.into())];
    if step != NEWEST {
        let key = if step < NEWEST {
            "cli-error-older"
        } else {
            "cli-error-newer"
        };
        findings.note("step", State::Wrong, key, &steps);
        return Ok(());
    }
    findings.note("step", State::Good, "cli-doctor-step", &steps);
    let store = Store::open_to_read(&cx.place.address(), Reading::Live).await?;
    let app = cx.app(store.clone()).await?;
    disk::look(cx, findings, &store).await?;
    disk::backups(cx, findings, &app);
    book::look(cx, findings, &app).await?;
    packs::look(cx, findings, &app);
    fonts::look(cx, findings);
    door::look(cx, findings, &app);
    store.close().await;
    Ok(())
}
