//! How a command ends: exit codes, and the reasons of failures.

use crate::say::{Say, out};
use dienhong_app::Fault;
use dienhong_app::setup::InitError;
use dienhong_i18n::Arg;
use dienhong_store::{StoreError, WriteError};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

/// Exit codes; `dienhong --help` and `docs/running.md` list them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// Done, nothing wrong.
    Good = 0,
    /// Done, and problems were found.
    Problems = 1,
    /// The arguments are not valid.
    Usage = 2,
    /// The database or the disk is not available.
    Unavailable = 3,
    /// Refused, so that nothing is lost or exposed.
    Refused = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// What a command answers.
pub(crate) type Done = Result<Exit, Failure>;

/// Why a command stopped: a sentence by key, filled in when it is printed.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    key: &'static str,
    args: Vec<(&'static str, String)>,
    lines: Vec<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, key: &'static str) -> Failure {
        Failure {
            exit,
            key,
            args: Vec::new(),
            lines: Vec::new(),
        }
    }
    pub(crate) fn usage(key: &'static str) -> Failure {
        Failure::new(Exit::Usage, key)
    }
    pub(crate) fn refused(key: &'static str) -> Failure {
        Failure::new(Exit::Refused, key)
    }
    pub(crate) fn unavailable(key: &'static str) -> Failure {
        Failure::new(Exit::Unavailable, key)
    }
    /// Fills a placeholder of the sentence.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Failure {
        self.args.push((name, value.into()));
        self
    }
    /// Adds lines below the sentence, such as candidates or mistakes.
    pub(crate) fn lines(mut self, lines: Vec<String>) -> Failure {
        self.lines = lines;
        self
    }
    /// A file or folder that cannot be used.
    pub(crate) fn file(path: &Path, error: &std::io::Error) -> Failure {
        let key = match error.kind() {
            std::io::ErrorKind::NotFound => "cli-error-file-not-found",
            std::io::ErrorKind::PermissionDenied => "cli-error-file-denied",
            std::io::ErrorKind::StorageFull => return Failure::unavailable("cli-error-no-space"),
            _ => "cli-error-file",
        };
        Failure::unavailable(key)
            .with("path", path.display().to_string())
            .with("cause", error.to_string())
    }
    /// A fault that the user cannot correct.
    pub(crate) fn broken(cause: impl ToString) -> Failure {
        Failure::new(Exit::Problems, "cli-error-broken").with("cause", cause.to_string())
    }
    /// What went wrong, as one sentence.
    pub(crate) fn sentence(&self, say: &Say) -> String {
        let args: Vec<(&str, Arg<'_>)> = self.args.iter().map(|(n, v)| (*n, v.into())).collect();
        say.t_with(self.key, &args)
    }
    /// Prints it to the error output, or as the JSON object; returns the exit code.
    pub(crate) fn told(&self, say: &Say) -> Exit {
        let sentence = self.sentence(say);
        if say.json {
            let code = self.key.trim_start_matches("cli-").trim_start_matches("error-");
            let told = json!({ "error": { "code": code, "message": sentence, "details": self.lines } });
            out(&serde_json::to_string_pretty(&told).unwrap_or_default());
        } else {
            eprintln!("{sentence}");
            self.lines.iter().for_each(|line| eprintln!("  {line}"));
        }
        self.exit
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        match error {
            StoreError::Newer { found, known } => Failure::refused("cli-error-newer")
                .with("found", found.to_string())
                .with("known", known.to_string()),
            StoreError::Address(what) => Failure::usage("cli-error-address").with("what", what),
            StoreError::Broken(what) => Failure::broken(what),
            error @ (StoreError::Edited { .. } | StoreError::Corrupt { .. }) => Failure::broken(error),
            StoreError::Database(error) => {
                let cause = error.to_string();
                // SQLite's message for a file that it cannot grow.
                let is_full = cause.contains("disk is full") || cause.contains("No space left");
                match is_full {
                    true => Failure::unavailable("cli-error-no-space"),
                    false => Failure::unavailable("cli-error-database").with("cause", cause),
                }
            }
        }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Failure {
        match error {
            WriteError::NoSpace => Failure::unavailable("cli-error-no-space"),
            WriteError::Stale | WriteError::Outdated => Failure::refused("cli-error-stale"),
            WriteError::Unsure => Failure::unavailable("cli-error-unsure"),
            WriteError::Unavailable(cause) => Failure::unavailable("cli-error-database").with("cause", cause),
            WriteError::Constraint(cause) | WriteError::Corrupt(cause) => Failure::broken(cause),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        match fault {
            Fault::Store(error) => error.into(),
            Fault::Write(error) => error.into(),
            Fault::Other(cause) => Failure::broken(cause),
        }
    }
}

impl From<dienhong_app::people::Fault> for Failure {
    fn from(fault: dienhong_app::people::Fault) -> Failure {
        match fault {
            dienhong_app::people::Fault::Store(error) => error.into(),
            dienhong_app::people::Fault::Write(error) => error.into(),
            dienhong_app::people::Fault::Machine(cause) => Failure::broken(cause),
        }
    }
}

impl From<InitError> for Failure {
    fn from(error: InitError) -> Failure {
        match error {
            InitError::Exists => Failure::refused("cli-error-book-exists"),
            InitError::Fault(fault) => fault.into(),
        }
    }
}
