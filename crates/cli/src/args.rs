//! The commands and their common arguments. Their texts are in `locales/`, in the reader's language.

use crate::commands::{
    backup, bench, cert, entry, log, move_in, pack, person, recount, report, restore, totals, unit, upgrade,
};
use crate::doctor;
use crate::say::words;
use crate::serve;
use clap::{ArgAction, Parser, Subcommand};
use std::path::PathBuf;

/// The command line.
#[derive(Parser, Debug)]
#[command(name = "dienhong", version, about = words("cli-help-about"), after_help = words("cli-help-exit-codes"))]
#[command(
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[arg(long, global = true, env = "DIENHONG_DATA", value_name = "DIR", help = words("cli-help-data"))]
    pub(crate) data: Option<PathBuf>,
    // An address may hold a password, so it can come from the environment, which other users cannot read.
    #[arg(long, global = true, env = "DIENHONG_DB", value_name = "ADDRESS", hide_env_values = true, help = words("cli-help-db"))]
    pub(crate) db: Option<String>,
    #[arg(long, global = true, help = words("cli-help-json"))]
    pub(crate) json: bool,
    #[arg(long, global = true, value_name = "vi|en", help = words("cli-help-lang"))]
    pub(crate) lang: Option<String>,
    #[arg(short = 'h', long, global = true, action = ArgAction::Help, help = words("cli-help-help"))]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version, help = words("cli-help-version"))]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be done.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    #[command(about = words("cli-help-serve"))]
    Serve(serve::Args),
    #[command(about = words("cli-help-demo"))]
    Demo(serve::Args),
    #[command(about = words("cli-help-init"))]
    Init,
    #[command(about = words("cli-help-pack"))]
    Pack {
        #[command(subcommand)]
        command: pack::Command,
    },
    #[command(about = words("cli-help-unit"))]
    Unit {
        #[command(subcommand)]
        command: unit::Command,
    },
    #[command(about = words("cli-help-entry"))]
    Entry {
        #[command(subcommand)]
        command: entry::Command,
    },
    #[command(about = words("cli-help-totals"))]
    Totals(totals::Args),
    #[command(about = words("cli-help-indicators"))]
    Indicators(totals::Args),
    #[command(about = words("cli-help-report"))]
    Report {
        #[command(subcommand)]
        command: report::Command,
    },
    #[command(about = words("cli-help-recount"))]
    Recount(recount::Args),
    #[command(about = words("cli-help-log"))]
    Log {
        #[command(subcommand)]
        command: log::Command,
    },
    #[command(about = words("cli-help-person"))]
    Person {
        #[command(subcommand)]
        command: person::Command,
    },
    #[command(about = words("cli-help-cert"))]
    Cert {
        #[command(subcommand)]
        command: cert::Command,
    },
    #[command(about = words("cli-help-backup"))]
    Backup(backup::Args),
    #[command(about = words("cli-help-restore"))]
    Restore(restore::Args),
    #[command(about = words("cli-help-upgrade"))]
    Upgrade(upgrade::Args),
    #[command(about = words("cli-help-doctor"))]
    Doctor(doctor::Args),
    #[command(name = "move-in", about = words("cli-help-move"))]
    MoveIn(move_in::Args),
    #[command(about = words("cli-help-bench"))]
    Bench(bench::Args),
}
