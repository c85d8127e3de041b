//! `indicators`: a unit's indicators over a period through a lens, equal to the page, the workbook and the API.

use crate::commands::totals::{Args, refusal};
use crate::context::{CommandContext, owner};
use crate::failure::{Done, Exit};
use dienhong_app::exports::indicators_table;
use dienhong_app::indicators::json;

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    let app = cx.app(cx.reader().await?).await?;
    let snapshot = app.snapshot();
    let question = args.question(cx, &app)?;
    let found = app
        .by(&owner(&snapshot.map))
        .indicators()
        .read(question)
        .await
        .map_err(|error| refusal(error, &args.unit))?;
    let table = indicators_table(&snapshot.map, &found, cx.say.locale);
    let object = json::indicators(&snapshot, &found, cx.say.locale);
    args.hand_over.give(&cx.say, &table, &object)?;
    app.store.clone().close().await;
    Ok(Exit::Good)
}
