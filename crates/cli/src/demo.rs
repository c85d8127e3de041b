//! `demo`: serves a book of its own to look around in. What stands in it is loaded by `load`, the one place to fill.

use crate::book::Cx;
use crate::failure::{Done, Failure};
use crate::place::Place;
use crate::serve::{self, Plan};
use dienhong_store::Store;
use std::path::PathBuf;

const FOLDER: &str = "demo-book";

/// How the demo book is served.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(flatten)]
    serve: serve::Args,
}

pub(crate) async fn run(cx: &Cx, args: Args) -> Done {
    let cx = Cx { say: cx.say, place: own_place(cx) };
    let plan = Plan::of(&cx, &args.serve)?;
    let _held = cx.place.hold()?;
    let store = serve::open(&cx).await?;
    load(&cx, &store).await?;
    serve::serve(&cx, plan, store, true).await
}

/// The demo book never mixes with a real one: without `--data` or `--db` it has a folder of its own.
fn own_place(cx: &Cx) -> Place {
    let is_default = !cx.place.is_postgres() && cx.place.data == PathBuf::from(crate::place::DATA);
    if is_default { Place::new(Some(PathBuf::from(FOLDER)), None) } else { cx.place.clone() }
}

/// Fills a new demo book; one that was filled before stays as people left it.
async fn load(cx: &Cx, store: &Store) -> Result<(), Failure> {
    if store.counts().await?.entries == 0 {
        cx.say.line(cx.say.t("cli-demo-empty"));
    }
    Ok(())
}
