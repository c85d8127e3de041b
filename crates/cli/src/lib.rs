//! `dienhong`: the operator's command line. Each command has a file in `commands/`; the server is in `serve/`. The
//! binary only calls [`main`], so that all of this is documented and tested as a library.

mod args;
mod backup;
mod commands;
mod context;
mod demo;
mod doctor;
mod failure;
mod fonts;
mod help;
mod logs;
mod place;
mod say;
mod serve;
mod served;
mod table;

use args::{Cli, Command};
use clap::{CommandFactory, FromArgMatches};
use context::CommandContext;
use dienhong_i18n::Locale;
use failure::{Done, Failure};
use place::Place;
use say::Say;
use std::process::ExitCode;

/// Runs the command of this process and gives its exit code.
pub fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args_os()
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    say::choose_language(&typed);
    let mut say = Say {
        locale: say::locale(),
        json: typed.iter().any(|a| a == "--json"),
    };
    let cli = match help::dress(Cli::command())
        .try_get_matches()
        .and_then(|m| Cli::from_arg_matches(&m))
    {
        Ok(cli) => cli,
        Err(error) => return help::wrong(&say, &error).into(),
    };
    say.json = cli.json;
    if let Some(code) = cli.lang.filter(|code| Locale::parse(code).is_none()) {
        return Failure::usage("cli-error-language")
            .with("value", code)
            .told(&say)
            .into();
    }
    logs::start();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::broken(error).told(&say).into(),
    };
    let cx = CommandContext {
        say,
        place: Place::new(cli.data, cli.db),
    };
    let done = runtime.block_on(run(&cx, cli.command));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => failure.told(&say).into(),
    }
}

async fn run(cx: &CommandContext, command: Command) -> Done {
    match command {
        Command::Serve(args) => serve::run(cx, args).await,
        Command::Demo(args) => demo::run(cx, args).await,
        Command::Init => commands::init::run(cx).await,
        Command::Pack { command } => commands::pack::run(cx, command).await,
        Command::Unit { command } => commands::unit::run(cx, command).await,
        Command::Entry { command } => commands::entry::run(cx, command).await,
        Command::Indicators(args) => commands::indicators::run(cx, args).await,
        Command::Report { command } => commands::report::run(cx, command).await,
        Command::Totals(args) => commands::totals::run(cx, args).await,
        Command::Recount(args) => commands::recount::run(cx, args).await,
        Command::Log { command } => commands::log::run(cx, command).await,
        Command::Person { command } => commands::person::run(cx, command).await,
        Command::Cert { command } => commands::cert::run(cx, command),
        Command::Backup(args) => commands::backup::run(cx, args).await,
        Command::Restore(args) => commands::restore::run(cx, args).await,
        Command::Upgrade(args) => commands::upgrade::run(cx, args).await,
        Command::Doctor(args) => doctor::run(cx, args).await,
        Command::MoveIn(args) => commands::move_in::run(cx, args).await,
        Command::Bench(args) => commands::bench::run(cx, args).await,
    }
}
