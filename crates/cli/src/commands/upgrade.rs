//! `upgrade`: upgrades the tables of an older book for this program, with a backup before, and returns to that backup
//! with `--rollback`.

use crate::backup;
use crate::commands::restore;
use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_app::clock::{Clock, SystemClock};
use dienhong_store::upkeep::Reading;
use dienhong_store::{NEWEST, Store};
use serde_json::json;

/// Forward, or back.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(long, help = words("cli-help-upgrade-look"))]
    look: bool,
    #[arg(long, conflicts_with = "look", help = words("cli-help-upgrade-rollback"))]
    rollback: bool,
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    let step = Store::step(&cx.place.address()).await?;
    if args.rollback {
        return rollback(cx).await;
    }
    let Some(step) = step else {
        return Err(Failure::refused("cli-error-no-book").with("place", cx.place.shown()));
    };
    if step > NEWEST {
        return Err(dienhong_store::StoreError::Newer {
            found: step,
            known: NEWEST,
        }
        .into());
    }
    let steps = [("found", step.into()), ("known", NEWEST.into())];
    if step == NEWEST || args.look {
        cx.say.tell(
            if step == NEWEST {
                "cli-upgrade-nothing"
            } else {
                "cli-upgrade-due"
            },
            &steps,
        );
        cx.say
            .object(json!({ "step": step, "known": NEWEST, "due": step < NEWEST }));
        return Ok(Exit::Good);
    }
    let _held = cx.place.hold()?;
    let backup = bring_up(cx).await?;
    cx.say.tell("cli-upgrade-done", &steps);
    cx.say.line(cx.say.t("cli-upgrade-way-back"));
    cx.say
        .object(json!({ "step": NEWEST, "was": step, "backup": backup }));
    Ok(Exit::Good)
}

/// Makes a backup of the book, then upgrades its tables; the caller holds the lock of the book. Returns where the
/// backup is.
pub(crate) async fn bring_up(cx: &CommandContext) -> Result<String, Failure> {
    let address = cx.place.address();
    let old = Store::open_to_read(&address, Reading::Live).await?;
    let made = backup::make(&cx.place, &old, None, true, SystemClock::default().now()).await;
    old.close().await;
    let path = made?.path.display().to_string();
    cx.say.tell("cli-upgrade-backup", &[("path", (&path).into())]);
    match Store::open(&address).await {
        Ok(store) => {
            store.close().await;
            Ok(path)
        }
        Err(error) => {
            tracing::error!(%error, "the upgrade failed");
            let cause = error.to_string();
            Err(Failure::new(Exit::Problems, "cli-error-upgrade")
                .with("path", path)
                .with("cause", cause))
        }
    }
}

/// Restores the book as it was before the last upgrade; the later state is kept aside, not lost.
async fn rollback(cx: &CommandContext) -> Done {
    let _held = cx.place.hold()?;
    let way_back = backup::list(&cx.place.backups())
        .into_iter()
        .find(|b| b.is_way_back);
    let Some(way_back) = way_back else {
        return Err(Failure::refused("cli-error-no-way-back"));
    };
    let moment = dienhong_i18n::moment(way_back.made, cx.say.locale);
    cx.say
        .tell("cli-upgrade-rolling-back", &[("moment", moment.into())]);
    let done = restore::put(cx, &way_back.path, true).await?;
    cx.say.line(cx.say.t("cli-upgrade-old-program"));
    Ok(done)
}
