//! One figure, and the proof behind it.

use super::answer::{Amount, UnitRef, ok};
use super::entries::show::scale_of;
use super::error::Refusal;
use super::extract::{Name, Params};
use super::question::{read, refusal};
use super::schema::MeasureCode;
use super::totals::{CoverageAnswer, Days, FigureAnswer, ShareAnswer};
use axum::response::Response;
use dienhong_app::totals::{Proof, ProofCursor, ProofLine, ProofPlace, Question, Row, json};
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{Measure, MeasureKind};
use dienhong_web_kit::state::Me;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A figure of one measure.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OneFigure {
    /// Measure's code.
    measure: String,
    title: String,
    unit_of_count: String,
    #[schema(value_type = MeasureCode)]
    kind: MeasureKind,
    unit: UnitRef,
    days: Days,
    /// "as-it-was", or the day of the map.
    lens: String,
    /// Null when nothing is recorded, and for stated shares.
    #[schema(value_type = Option<FigureAnswer>)]
    figure: Value,
    /// Stated shares, of a measure of that kind.
    #[schema(value_type = Option<ShareAnswer>)]
    share: Value,
    /// How many units below recorded it; null at communes and below.
    #[schema(value_type = Option<CoverageAnswer>)]
    coverage: Value,
}

/// The figure of the same days before.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BeforeAnswer {
    days: Days,
    /// The map on which it is read.
    lens: String,
    #[schema(value_type = Option<FigureAnswer>)]
    figure: Value,
}

/// The figure through the other lens.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OtherAnswer {
    lens: String,
    #[schema(value_type = Option<FigureAnswer>)]
    figure: Value,
}

/// The entry behind a posting.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EntrySource {
    id: Uuid,
    /// Register's code.
    register: String,
}

/// A posting behind a figure.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LineOfProof {
    #[schema(format = Date)]
    day: String,
    unit: UnitRef,
    amount: Amount,
    /// Whether it takes an earlier posting away.
    is_reversal: bool,
    /// Revision that made it.
    rev: i64,
    /// What proves it, whether or not it may be opened.
    source: Uuid,
    /// The entry, when it may be opened.
    entry: Option<EntrySource>,
    /// The unit on whose page the change of the map stands, when one made it.
    changed_unit: Option<UnitRef>,
}

/// A figure with a page of its postings, newest day first.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofAnswer {
    figure: OneFigure,
    before: BeforeAnswer,
    other: OtherAnswer,
    lines: Vec<LineOfProof>,
    /// How many postings there are, where the first answer has all of them; else null, for nobody counts them.
    total: Option<usize>,
    /// Goes on with older postings as `after`; null at the end.
    next: Option<String>,
    per_page: i64,
}

/// Shows one figure.
#[utoipa::path(get, path = "/api/v1/figures/{measure}", operation_id = "show_figure", tag = "totals",
    params(("measure" = String, Path, description = "Measure's code"), super::openapi::QuestionParams),
    responses((status = 200, description = "The figure", body = OneFigure)))]
pub(super) async fn show(me: Me, Name(code): Name, params: Params) -> Result<Response, Refusal> {
    let q = read(&me, params)?;
    let (measure, figure) = me.cx().totals().figure(&code, q).await.map_err(refusal)?;
    Ok(ok(&one(&me, &measure, &figure, q).await?))
}

/// Shows one figure with the postings that prove it.
#[utoipa::path(get, path = "/api/v1/figures/{measure}/proof", operation_id = "show_proof", tag = "totals",
    params(("measure" = String, Path, description = "Measure's code"), super::openapi::QuestionParams,
        ("after" = Option<String>, Query, description = "Goes on after an earlier answer: its `next`", pattern = r"^\d{1,6}\.\d{8}\.[0-9a-f]{32}\.\d{1,9}\.\d{1,9}\.\d{1,9}$"),
        ("per_page" = Option<i64>, Query, description = "Rows a page", minimum = 1, maximum = 200)),
    responses((status = 200, description = "The figure and a page of its proof", body = ProofAnswer)))]
pub(super) async fn proof(me: Me, Name(code): Name, mut params: Params) -> Result<Response, Refusal> {
    let after = params.read("after", "not-in-list", ProofPlace::parse);
    let most = params.per_page();
    let q = read(&me, params)?;
    let from = after.map_or(ProofCursor::Newest, ProofCursor::After);
    let proof = me
        .cx()
        .totals()
        .proof(&code, q, from, usize::try_from(most).unwrap_or_default())
        .await
        .map_err(refusal)?;
    let (then, before) = &proof.before;
    let (lens, other) = &proof.other;
    Ok(ok(&ProofAnswer {
        figure: one(&me, &proof.measure, &proof.figure, q).await?,
        before: BeforeAnswer {
            days: days(&then.period),
            lens: json::lens(then.lens),
            figure: summed(&proof.measure, before),
        },
        other: OtherAnswer {
            lens: json::lens(*lens),
            figure: summed(&proof.measure, other),
        },
        lines: proof.lines.iter().map(|l| line(&me, &proof, l)).collect(),
        total: proof.total,
        next: proof.older.and_then(|from| match from {
            ProofCursor::After(place) => Some(place.to_string()),
            ProofCursor::Newest | ProofCursor::Before(_) => None,
        }),
        per_page: most,
    }))
}

async fn one(me: &Me, measure: &Measure, figure: &Figure, q: Question) -> Result<OneFigure, Refusal> {
    let language = me.locale().code();
    let share = match measure.kind {
        MeasureKind::Share => {
            let totals = me.cx().totals().read(q).await.map_err(refusal)?;
            totals.row(&measure.code).map_or(Value::Null, share)
        }
        _ => Value::Null,
    };
    let coverage = me.cx().totals().coverage(q, measure).await.map_err(refusal)?;
    Ok(OneFigure {
        measure: measure.code.clone(),
        title: measure.title.get(language).to_owned(),
        unit_of_count: measure.unit.get(language).to_owned(),
        kind: measure.kind,
        unit: UnitRef::of(me, q.unit, q.period.to),
        days: days(&q.period),
        lens: json::lens(q.lens),
        figure: summed(measure, figure),
        share,
        coverage: json::coverage(coverage.as_ref(), me.locale()),
    })
}

// Shares are never added: what the ledger sums of them is no figure.
fn summed(measure: &Measure, figure: &Figure) -> Value {
    if measure.kind == MeasureKind::Share {
        Value::Null
    } else {
        json::figure(figure, measure.scale)
    }
}

fn share(row: &Row) -> Value {
    row.share.as_ref().map_or(Value::Null, json::share)
}

fn days(period: &dienhong_domain::time::Period) -> Days {
    Days {
        from: period.from.to_string(),
        to: period.to.to_string(),
    }
}

fn line(me: &Me, proof: &Proof, of: &ProofLine) -> LineOfProof {
    let rules = me
        .cx()
        .rules_for_period(proof.question.unit, proof.question.period);
    let scale = scale_of(&rules, &proof.measure.code).unwrap_or(proof.measure.scale);
    LineOfProof {
        day: of.day.to_string(),
        unit: UnitRef::of(me, of.unit, of.day),
        amount: Amount::new(of.amount, scale, of.bound),
        is_reversal: of.is_reversal,
        rev: of.rev,
        source: of.source,
        entry: of.entry.as_ref().map(|(id, register)| EntrySource {
            id: *id,
            register: register.clone(),
        }),
        changed_unit: of.change.as_ref().map(|(_, unit)| UnitRef::of(me, *unit, of.day)),
    }
}
