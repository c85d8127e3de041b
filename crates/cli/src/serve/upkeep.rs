//! What the server does regularly: a daily backup, renewing the certificate, deleting ended sessions, saving cached sums,
//! watching the clock.

use super::clock::Watch;
use super::own_ca::OwnCa;
use crate::backup;
use crate::context::CommandContext;
use crate::served::{Protection, Served};
use axum_server::tls_rustls::RustlsConfig;
use dienhong_app::App;
use std::sync::Arc;
use std::time::Duration;

const TICK: Duration = Duration::from_secs(60);
const DAY_MS: i64 = 24 * 3600 * 1000;
// The first backup waits until the machine has settled after its start.
const TICKS_BEFORE_BACKUP: u64 = 5;
const TICKS_BETWEEN: u64 = 60;
// After a power failure so many minutes of the log are followed.
const TICKS_BETWEEN_SUMS: u64 = 5;

/// Runs until the server stops.
pub(super) async fn run(cx: CommandContext, app: Arc<App>, tls: Option<RustlsConfig>, is_sample: bool) {
    let mut watch = Watch::start();
    let mut tick: u64 = 0;
    loop {
        if tick.is_multiple_of(TICKS_BETWEEN) {
            keep_certificate_fresh(&cx, &app, tls.as_ref()).await;
            if let Err(error) = app.people.tidy_sessions(app.now()).await {
                tracing::warn!(%error, "sessions that ended could not be cleared away");
            }
        }
        if tick % TICKS_BETWEEN == TICKS_BEFORE_BACKUP && !is_sample {
            back_up(&cx, &app).await;
        }
        tokio::time::sleep(TICK).await;
        tick += 1;
        if tick.is_multiple_of(TICKS_BETWEEN_SUMS) {
            save_sums(&app).await;
        }
        if let Some(off) = watch.look() {
            tracing::warn!(
                seconds = off.as_secs(),
                "the clock of the machine has jumped; check it before recording"
            );
        }
    }
}

/// Saves the cached sums for the next start, which reads them anew where they are missing.
pub(super) async fn save_sums(app: &App) {
    if let Err(error) = app.store.save_sums().await {
        tracing::warn!(%error, "the cached sums could not be saved for the next start");
    }
}

async fn back_up(cx: &CommandContext, app: &App) {
    let newest = backup::list(&cx.place.backups()).first().map_or(0, |b| b.made);
    // A backup from the future was made under a wrong clock and proves nothing.
    let age = app.now() - newest;
    if (0..DAY_MS).contains(&age) {
        return;
    }
    match backup::automatic(&cx.place, &app.store, app.now()).await {
        Ok(made) => tracing::info!(bytes = made.bytes, "the daily backup was made and checked"),
        Err(failure) => {
            tracing::error!(
                cause = failure.sentence(&cx.say),
                "the daily backup failed; run dienhong doctor"
            );
        }
    }
}

async fn keep_certificate_fresh(cx: &CommandContext, app: &App, tls: Option<&RustlsConfig>) {
    let is_own = Served::read(&cx.place).is_some_and(|s| s.protection == Protection::OwnCa);
    let Some(tls) = tls.filter(|_| is_own) else { return };
    let ca = OwnCa::of(&cx.place);
    match ca.keep_fresh(app.now() / 1000) {
        Ok(false) => {}
        Ok(true) => match tls.reload_from_pem_file(ca.server_file(), ca.server_key()).await {
            Ok(()) => tracing::info!("the certificate of the server was renewed"),
            Err(error) => tracing::error!(%error, "the renewed certificate could not be taken into use"),
        },
        Err(failure) => tracing::error!(
            cause = failure.sentence(&cx.say),
            "the certificate could not be renewed"
        ),
    }
}
