//! `totals`: a unit's figures over a period through a lens, equal to the page, the workbook and the API.

use crate::commands::ask::{self, Days, Format, HandOver};
use crate::commands::totals_json;
use crate::context::{CommandContext, owner};
use crate::failure::{Done, Exit, Failure};
use crate::say::words;
use dienhong_app::App;
use dienhong_app::exports::totals_table;
use dienhong_app::totals::{Question, TotalsError};
use dienhong_domain::time::Period;

/// What is asked.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[arg(long, value_name = "UNIT", help = words("cli-help-unit-what"))]
    pub(crate) unit: String,
    #[command(flatten)]
    days: Days,
    #[arg(long, value_name = "as-was|today|DAY", default_value = "as-was", help = words("cli-help-lens"))]
    lens: String,
    #[command(flatten)]
    pub(crate) hand_over: HandOver,
}

impl Args {
    /// Unit, days and map.
    pub(crate) fn question(&self, cx: &CommandContext, app: &App) -> Result<Question, Failure> {
        let (snapshot, today) = (app.snapshot(), app.today());
        let period = match self.days.read(today)? {
            Some(period) => period,
            None => Period::years(today.year(), today.year())
                .ok_or_else(|| Failure::usage("cli-error-period-no-start"))?,
        };
        // A unit that has ended is named as it was called in the period.
        let unit =
            ask::unit(&snapshot.map, &self.unit, period.to.min(today), cx.say.locale).or_else(|late| {
                ask::unit(&snapshot.map, &self.unit, period.from, cx.say.locale).map_err(|_| late)
            })?;
        Ok(Question {
            unit,
            period,
            lens: ask::lens(&self.lens, today)?,
        })
    }
}

/// Why figures are not shown.
pub(crate) fn refusal(error: TotalsError, unit: &str) -> Failure {
    match error {
        TotalsError::NotFound => Failure::usage("cli-error-unit-unknown").with("value", unit),
        TotalsError::Fault(fault) => fault.into(),
    }
}

pub(crate) async fn run(cx: &CommandContext, args: Args) -> Done {
    let app = cx.app(cx.reader().await?).await?;
    let snapshot = app.snapshot();
    let question = args.question(cx, &app)?;
    let totals = app
        .by(&owner(&snapshot.map))
        .totals()
        .read(question)
        .await
        .map_err(|error| refusal(error, &args.unit))?;
    let table = totals_table(&snapshot.map, &totals, cx.say.locale);
    let object = totals_json::object(&snapshot.map, &totals, cx.say.locale);
    args.hand_over.give(&cx.say, &table, &object)?;
    if args.hand_over.format(&cx.say) == Format::Table && table.rows.is_empty() {
        cx.say.line(cx.say.t("cli-totals-nothing"));
    }
    app.store.clone().close().await;
    Ok(Exit::Good)
}
