//! Totals of a unit over a period through a lens: as JSON, and as the tables that the page hands over.

use super::answer::ok;
use super::error::Refusal;
use super::extract::Params;
use super::question::{read, refusal};
use super::schema::{BoundCode, MeasureCode};
use axum::response::Response;
use dienhong_app::exports::totals_table;
use dienhong_app::totals::{Totals, json};
use dienhong_web_kit::downloads::XLSX;
use dienhong_web_kit::downloads::download;
use dienhong_web_kit::state::Me;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A unit with the name that it had.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedUnit {
    uid: Uuid,
    name: String,
}

/// First and last day, both counted.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    #[schema(format = Date)]
    pub(super) from: String,
    #[schema(format = Date)]
    pub(super) to: String,
}

/// A figure: whole steps of 10^-scale, how sure they are, and what stands behind them.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FigureAnswer {
    steps: i64,
    scale: u8,
    #[schema(value_type = BoundCode)]
    bound: String,
    /// Postings that prove it.
    postings: i64,
    /// Whether a known share below the whole is in it.
    estimated: bool,
    /// Steps that stand with predecessors and that nobody has shared out; null when there are none.
    undivided_steps: Option<i64>,
}

/// One end of the stated shares, in steps of 0,0001 %.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShareEnd {
    steps: i64,
    scale: u8,
    #[schema(value_type = BoundCode)]
    bound: String,
}

/// Shares as they were stated; shares are never added.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShareAnswer {
    low: ShareEnd,
    high: ShareEnd,
    /// How many statements stand.
    statements: usize,
}

/// How many of the units below recorded a figure.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageAnswer {
    recorded: usize,
    units: usize,
    /// Kinds of these units.
    kinds: String,
}

/// A measure's line.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LineAnswer {
    /// Measure's code.
    measure: String,
    title: String,
    unit_of_count: String,
    #[schema(value_type = MeasureCode)]
    kind: String,
    part_of: Option<String>,
    /// Null when nothing is recorded.
    figure: Option<FigureAnswer>,
    /// What is compared: the days that have gone, on the map of the comparison.
    compared: Option<FigureAnswer>,
    /// The same days before, on that map.
    before: Option<FigureAnswer>,
    /// How many units below recorded it; null at communes and below.
    coverage: Option<CoverageAnswer>,
    share: Option<ShareAnswer>,
}

/// A section.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SectionAnswer {
    id: String,
    title: String,
    rows: Vec<LineAnswer>,
}

/// Totals with every recorded line.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TotalsAnswer {
    unit: NamedUnit,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    /// The day until which a period that goes on is told; null for one that ended.
    #[schema(format = Date)]
    as_of: Option<String>,
    /// The days that are compared.
    compared: Days,
    before: Days,
    /// The day of the map on which both are read.
    #[schema(format = Date)]
    ground: String,
    /// "as-it-was", or the day of the map.
    lens: String,
    sections: Vec<SectionAnswer>,
}

/// Shows the totals of a unit over a period through a lens.
#[utoipa::path(get, path = "/api/v1/totals", operation_id = "show_totals", tag = "totals",
    params(super::openapi::QuestionParams),
    responses((status = 200, description = "Totals", body = TotalsAnswer)))]
pub(super) async fn show(me: Me, params: Params) -> Result<Response, Refusal> {
    let totals = totals(&me, params).await?;
    Ok(ok(&json::totals(&me.snapshot, &totals, me.locale())))
}

/// Hands over the totals as CSV.
#[utoipa::path(get, path = "/api/v1/totals.csv", operation_id = "show_totals_csv", tag = "totals",
    params(super::openapi::QuestionParams),
    responses((status = 200, description = "The table of the page", body = String, content_type = "text/csv")))]
pub(super) async fn csv(me: Me, params: Params) -> Result<Response, Refusal> {
    let totals = totals(&me, params).await?;
    let table = totals_table(&me.snapshot.map, &totals, me.locale());
    Ok(download(
        &name(&totals, "csv"),
        "text/csv; charset=utf-8",
        dienhong_sheets::to_csv(&table),
    ))
}

/// Hands over the totals as a workbook.
#[utoipa::path(get, path = "/api/v1/totals.xlsx", operation_id = "show_totals_xlsx", tag = "totals",
    params(super::openapi::QuestionParams),
    responses((status = 200, description = "The table of the page", body = Vec<u8>,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub(super) async fn xlsx(me: Me, params: Params) -> Result<Response, Refusal> {
    let totals = totals(&me, params).await?;
    let table = totals_table(&me.snapshot.map, &totals, me.locale());
    let bytes = dienhong_sheets::to_xlsx(&[table]).map_err(|e| Refusal::broken(&e))?;
    Ok(download(&name(&totals, "xlsx"), XLSX, bytes))
}

async fn totals(me: &Me, params: Params) -> Result<Totals, Refusal> {
    let question = read(me, params)?;
    me.cx().totals().read(question).await.map_err(refusal)
}

fn name(totals: &Totals, extension: &str) -> String {
    let period = totals.question.period;
    format!("so-lieu-{}-{}.{extension}", period.from, period.to)
}
