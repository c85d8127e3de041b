//! `serve`: opens the book (makes it on the first start, upgrades it after an update), answers requests until it is
//! told to stop, then lets running requests finish and closes the book.

mod clock;
mod door;
mod listen;
mod notify;
pub(crate) mod own_ca;
mod plan;
mod stop;
mod upkeep;

pub(crate) use clock::behind;
pub(crate) use plan::{Args, Plan};

use crate::commands::{init, upgrade};
use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use crate::say::out;
use dienhong_app::people::SetUpState;
use dienhong_store::{NEWEST, Store};
use serde_json::json;
use std::sync::Arc;

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    let plan = Plan::of(cx, &args)?;
    let _held = cx.place.hold()?;
    let store = open(cx).await?;
    serve(cx, plan, store, false).await
}

/// Opens the book, whichever state it is in.
pub(crate) async fn open(cx: &CommandContext) -> Result<Store, Failure> {
    let step = Store::step(&cx.place.address()).await?;
    if step.is_some_and(|step| step < NEWEST) {
        upgrade::bring_up(cx).await?;
    }
    let store = match step {
        None => return init::make(cx).await,
        Some(_) => Store::open(&cx.place.address()).await?,
    };
    match store.setting("generation").await? {
        Some(_) => Ok(store),
        // The tables were made, but a power failure came before the map was stored.
        None => {
            store.close().await;
            init::make(cx).await
        }
    }
}

/// Serves an open book.
pub(crate) async fn serve(cx: &CommandContext, plan: Plan, store: Store, is_sample: bool) -> Done {
    let app = Arc::new(cx.app_at(store, plan.url.clone()).await?);
    clock::warn_if_behind(cx, &app).await?;
    let doors = listen::Doors::open(cx, &plan, door::router(cx, &plan, app.clone(), is_sample)).await?;
    plan.note().write(&cx.place)?;
    let stop = stop::asked();
    told(cx, &plan, &app).await?;
    let upkeep = tokio::spawn(upkeep::run(cx.clone(), app.clone(), doors.tls(), is_sample));
    notify::tell("READY=1");
    tracing::info!(listen = %plan.listen, "serving");
    let ended = doors.serve_until(stop).await;
    notify::tell("STOPPING=1");
    upkeep.abort();
    upkeep::save_sums(&app).await;
    app.store.clone().close().await;
    tracing::info!("stopped, the book is closed");
    ended.map(|()| Exit::Good)
}

/// Prints where people reach the book and, on the first start, how to set it up.
async fn told(cx: &CommandContext, plan: &Plan, app: &dienhong_app::App) -> Result<(), Failure> {
    let say = &cx.say;
    let is_done = matches!(app.people.set_up_state().await?, SetUpState::Done);
    let set_up = plan.url.join("cai-dat").map_err(Failure::broken)?.to_string();
    say.tell("cli-serve-address", &[("url", plan.url.to_string().into())]);
    say.tell("cli-serve-book", &[("place", cx.place.shown().into())]);
    if let Some(path) = door::authority_url(plan) {
        say.tell("cli-serve-authority", &[("url", path.into())]);
    }
    if !is_done {
        say.tell(
            "cli-serve-set-up",
            &[
                ("url", (&set_up).into()),
                ("code", app.people.set_up_code().into()),
            ],
        );
    }
    if !app.people.has_passkeys() {
        say.line(say.t("cli-serve-no-passkeys"));
    }
    say.line(say.t("cli-serve-stop"));
    if say.json {
        // In one line, so that a program that starts the server can read it while it runs.
        let told = json!({ "url": plan.url, "listen": plan.listen, "set_up": (!is_done).then_some(set_up) });
        out(&told.to_string());
    }
    Ok(())
}
