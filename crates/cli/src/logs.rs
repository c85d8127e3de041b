//! Logs are written to the error output: sentences with ids as fields, never names, contents, addresses or tokens.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging; `DIENHONG_LOG` sets the level, for example `debug` or `dienhong_store=debug`.
pub(crate) fn start() {
    let wanted = std::env::var("DIENHONG_LOG").unwrap_or_default();
    let filter = if wanted.is_empty() {
        "info,sqlx=warn".to_owned()
    } else {
        wanted
    };
    let started = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .try_init();
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
