//! `init`: a new book, with the map of the country and the packs included in the program.

use crate::context::CommandContext;
use crate::failure::{Done, Exit, Failure};
use dienhong_app::clock::{Clock, SystemClock};
use dienhong_app::setup;
use dienhong_store::Store;
use serde_json::json;

pub(crate) async fn run(cx: &CommandContext) -> Done {
    let store = make(cx).await?;
    let units = store.number("SELECT COUNT(*) FROM unit", vec![]).await?;
    let packs: Vec<String> = store
        .packs()
        .await?
        .iter()
        .map(|p| format!("{} {}", p.code, p.version))
        .collect();
    store.close().await;
    cx.say.tell(
        "cli-init-done",
        &[("place", cx.place.shown().into()), ("units", units.into())],
    );
    cx.say
        .tell("cli-init-packs", &[("packs", packs.join(", ").into())]);
    cx.say.line(cx.say.t("cli-init-next"));
    cx.say
        .object(json!({ "place": cx.place.shown(), "units": units, "packs": packs }));
    Ok(Exit::Good)
}

/// Makes the book; an existing one is never touched.
pub(crate) async fn make(cx: &CommandContext) -> Result<Store, Failure> {
    if !cx.place.is_postgres() {
        cx.place.make()?;
        if let Some(folder) = cx.place.file().as_deref().and_then(|f| f.parent()) {
            crate::place::make_folder(folder)?;
        }
    }
    let store = Store::open(&cx.place.address()).await?;
    let made = setup::init(&store, SystemClock::default().now()).await;
    if let Some(file) = cx.place.file() {
        crate::place::make_private(&file)?;
    }
    match made {
        Ok(()) => Ok(store),
        Err(error) => {
            store.close().await;
            Err(Failure::from(error).with("place", cx.place.shown()))
        }
    }
}
