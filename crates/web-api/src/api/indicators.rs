//! Indicators of a unit over a period through a lens, exact, with what they rest on.

use super::answer::ok;
use super::error::Refusal;
use super::extract::{Name, Params};
use super::question::{read, refusal};
use super::schema::{BoundCode, ExpectedCode, JudgedCode, OutcomeCode, VerdictCode};
use super::totals::{Days, FigureAnswer, NamedUnit};
use axum::response::Response;
use dienhong_app::indicators::json;
use dienhong_web_kit::state::Me;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An exact number in lowest terms; texts, since both may pass 64 bits.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExactNumber {
    numerator: String,
    denominator: String,
}

/// A number as stated, and the ends between which the truth lies; an open end is null.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IntervalAnswer {
    exact: ExactNumber,
    #[schema(value_type = BoundCode)]
    bound: String,
    low: Option<ExactNumber>,
    high: Option<ExactNumber>,
}

/// Numerator and divisor as they were summed.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FractionAnswer {
    over: IntervalAnswer,
    under: IntervalAnswer,
}

/// A result: exact, and in whole steps of 10^-scale as it is shown (times the indicator's `times`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OutcomeAnswer {
    #[schema(value_type = OutcomeCode)]
    state: String,
    steps: Option<i64>,
    scale: u8,
    value: Option<IntervalAnswer>,
    fraction: Option<FractionAnswer>,
    /// Codes of the measures that were not recorded.
    missing: Vec<String>,
}

/// What the indicator should reach, in shown steps; both null when nothing is set.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TargetAnswer {
    at_least_steps: Option<i64>,
    at_most_steps: Option<i64>,
    #[schema(value_type = Option<JudgedCode>)]
    judged: Option<String>,
}

/// Beside the same period before, both read on one map.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ComparedAnswer {
    now: OutcomeAnswer,
    before: OutcomeAnswer,
    #[schema(value_type = Option<VerdictCode>)]
    verdict: Option<String>,
    /// The change as a part of the period before.
    relative: Option<IntervalAnswer>,
    #[schema(value_type = Option<ExpectedCode>)]
    expected: Option<String>,
    #[schema(value_type = Option<JudgedCode>)]
    judged: Option<String>,
}

/// A measure that was read; its proof answers the same question.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EvidenceAnswer {
    measure: String,
    title: String,
    unit_of_count: String,
    unit: Uuid,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    lens: String,
    /// Whether a stock was read on the day before the period.
    at_start: bool,
    /// 0 is the period asked about, 1 the same period before.
    periods_back: u8,
    figure: Option<FigureAnswer>,
}

/// One indicator.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadingAnswer {
    /// Indicator's code.
    indicator: String,
    title: String,
    unit_of_count: String,
    /// In Common Expression Language.
    formula: String,
    times: i64,
    reference: String,
    result: OutcomeAnswer,
    target: TargetAnswer,
    compared: ComparedAnswer,
    /// The yearly window that target and expectation are meant for, when the days asked about are not one.
    other_window: Option<String>,
    evidence: Vec<EvidenceAnswer>,
    /// What the comparison rests on.
    ground: Vec<EvidenceAnswer>,
}

/// Indicators under one heading.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SectionOfIndicators {
    id: String,
    title: String,
    rows: Vec<ReadingAnswer>,
}

/// Indicators of a unit.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorsAnswer {
    unit: NamedUnit,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    /// Whether the period still goes on: whatever is said of it is provisional.
    is_open: bool,
    /// The days that are compared: the period as far as it has gone.
    compared: Days,
    /// The same days of the period before.
    before: Days,
    /// "as-it-was", or the day of the map.
    lens: String,
    /// The day of the map on which both periods are compared.
    #[schema(format = Date)]
    ground: String,
    sections: Vec<SectionOfIndicators>,
}

/// Shows the indicators of a unit over a period through a lens.
#[utoipa::path(get, path = "/api/v1/indicators", operation_id = "list_indicators", tag = "totals",
    params(super::openapi::QuestionParams),
    responses((status = 200, description = "Indicators", body = IndicatorsAnswer)))]
pub(super) async fn list(me: Me, params: Params) -> Result<Response, Refusal> {
    let q = read(&me, params)?;
    let found = me.cx().indicators().read(q).await.map_err(refusal)?;
    Ok(ok(&json::indicators(&me.snapshot, &found, me.locale())))
}

/// Shows one indicator.
#[utoipa::path(get, path = "/api/v1/indicators/{code}", operation_id = "show_indicator", tag = "totals",
    params(("code" = String, Path, description = "Indicator's code"), super::openapi::QuestionParams),
    responses((status = 200, description = "The indicator alone, under its heading", body = IndicatorsAnswer)))]
pub(super) async fn show(me: Me, Name(code): Name, params: Params) -> Result<Response, Refusal> {
    let q = read(&me, params)?;
    let found = me.cx().indicators().find(&code, q).await.map_err(refusal)?;
    Ok(ok(&json::indicators(&me.snapshot, &found, me.locale())))
}
