//! Reports: those of a unit, one with its numbers, its files, and beginning one. Approving, sending and accepting are for people
//! who signed in, not for programs.

use super::answer::{UnitRef, json as answer, ok};
use super::error::{Code, Mistake, Refusal};
use super::extract::{Body, Id, Params, iso_period, readable_unit};
use super::schema::StageCode;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::papers::Outgoing;
use dienhong_app::reports::{NewReport, Report, ReportError, Summary, sentence};
use dienhong_web_kit::state::Me;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A report in a list.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportLine {
    id: Uuid,
    /// Outline's code.
    outline: String,
    title: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    /// The last day that it tells, when the period had not ended as it was frozen; null otherwise.
    #[schema(format = Date)]
    as_of: Option<String>,
    #[schema(value_type = StageCode)]
    stage: &'static str,
    /// Number and sign, once it has one: "05/BC-UBND".
    number: Option<String>,
    /// The last day in time.
    #[schema(format = Date)]
    due: Option<String>,
}

/// A page of a unit's reports.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportList {
    reports: Vec<ReportLine>,
    total: usize,
}

/// A number of a report.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportNumber {
    /// Name in this report.
    name: String,
    /// As written, bound included.
    text: String,
    /// Steps of 10^-scale; null where there is no single value.
    steps: Option<i64>,
    scale: u8,
    /// Address of the page that proves it.
    proof: String,
}

/// A number that changed in the ledger since the report was frozen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MovedNumber {
    name: String,
    then: String,
    /// Null when nothing is recorded any more.
    now: Option<String>,
}

/// A paragraph that lacks a number or could not be written.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportGap {
    /// Part of the outline; `summary` for what the paper is about.
    part: String,
    /// What is missing.
    why: String,
}

/// A sentence of people's own in which numbers were typed: nothing proves them.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TypedSentence {
    part: String,
    sentence: String,
    numbers: Vec<String>,
}

/// Letters that the font of PDFs lacks, with the words around them.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LackingLetters {
    letters: String,
    place: String,
}

/// One report.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportAnswer {
    id: Uuid,
    unit: UnitRef,
    outline: String,
    title: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    /// The last day that it tells, when the period had not ended as it was frozen; null otherwise.
    #[schema(format = Date)]
    as_of: Option<String>,
    #[schema(value_type = StageCode)]
    stage: &'static str,
    /// How often it was laid before the chair.
    version: i64,
    /// Number and sign, once it has one.
    number: Option<String>,
    #[schema(format = Date)]
    day: Option<String>,
    #[schema(format = Date)]
    due: Option<String>,
    summary: String,
    /// SHA-256 of the frozen model, hex; null while it is written.
    hash: Option<String>,
    numbers: Vec<ReportNumber>,
    /// Whether entries behind it were touched since, whatever the sums say.
    is_touched: bool,
    moved: Vec<MovedNumber>,
    /// What it lacks, while it is written; nothing with a gap is laid before the chair.
    gaps: Vec<ReportGap>,
    /// Numbers that people typed, until it is issued.
    typed: Vec<TypedSentence>,
    /// Letters that its PDF could not show, until it is issued.
    lacking: Vec<LackingLetters>,
}

/// What to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportContent {
    unit: Uuid,
    /// Outline's code.
    #[schema(min_length = 1, max_length = 40)]
    outline: String,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: String,
    /// Whether the units are read as they were, not by the map of the last day.
    #[serde(default)]
    as_was: bool,
}

/// What was begun.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BegunId {
    id: Uuid,
}

fn line(me: &Me, of: &Summary) -> ReportLine {
    ReportLine {
        id: of.id,
        outline: of.outline.clone(),
        title: of.title.get(me.locale().code()).to_owned(),
        from: of.period.from.to_string(),
        to: of.period.to.to_string(),
        as_of: of.as_of.map(|day| day.to_string()),
        stage: of.stage.code(),
        number: of.mark.clone(),
        due: of.due.and_then(Result::ok).map(|d| d.to_string()),
    }
}

fn report(me: &Me, of: Report) -> ReportAnswer {
    let mark = of.mark().cloned();
    let numbers = of.paper.numbers().into_iter().map(|n| ReportNumber {
        name: n.name.clone(),
        text: n.text.clone(),
        steps: n.value,
        scale: n.scale,
        proof: n.proof.clone(),
    });
    ReportAnswer {
        id: of.id,
        unit: UnitRef::of(me, of.unit, of.period.to),
        title: of.title.get(me.locale().code()).to_owned(),
        from: of.period.from.to_string(),
        to: of.period.to.to_string(),
        as_of: of.as_of.map(|day| day.to_string()),
        stage: of.stage.code(),
        version: of.version,
        number: mark.as_ref().map(Outgoing::mark),
        day: mark.map(|m| m.day.to_string()),
        due: of.due.and_then(Result::ok).map(|d| d.to_string()),
        summary: of.paper.summary.clone(),
        hash: of.hash.clone(),
        is_touched: of.ledger_changed,
        moved: of
            .since
            .iter()
            .map(|m| MovedNumber {
                name: m.name.clone(),
                then: m.then.clone(),
                now: m.now.clone(),
            })
            .collect(),
        gaps: of
            .gaps
            .into_iter()
            .map(|gap| ReportGap {
                part: gap.part,
                why: gap.why,
            })
            .collect(),
        typed: of
            .typed
            .into_iter()
            .map(|typed| TypedSentence {
                part: typed.part,
                sentence: typed.sentence,
                numbers: typed.numbers,
            })
            .collect(),
        lacking: of
            .lacking
            .into_iter()
            .map(|lacking| LackingLetters {
                letters: lacking.letters,
                place: lacking.place,
            })
            .collect(),
        numbers: numbers.collect(),
        outline: of.outline,
    }
}

/// Lists a unit's reports, the newest period first.
#[utoipa::path(get, path = "/api/v1/reports", operation_id = "list_reports", tag = "reports",
    params(("unit" = Option<Uuid>, Query, description = "Unit; the first one held when it is not given")),
    responses((status = 200, description = "The hundred newest, and how many there are", body = ReportList)))]
pub(super) async fn list(me: Me, mut params: Params) -> Result<Response, Refusal> {
    let uid = params.uuid("unit");
    params.done()?;
    let unit = match uid {
        Some(uid) => me.snapshot.map.by_uid(uid),
        None => me.unit(),
    };
    let unit = unit.ok_or_else(Refusal::not_found)?;
    let found = me.cx().reports().list(unit, (0, 100)).await;
    let (reports, total) = found.map_err(|e| refusal(&me, e))?;
    Ok(ok(&ReportList {
        reports: reports.iter().map(|r| line(&me, r)).collect(),
        total,
    }))
}

/// Shows one report: where it stands and every number in it.
#[utoipa::path(get, path = "/api/v1/reports/{id}", operation_id = "show_report", tag = "reports",
    params(("id" = Uuid, Path, description = "Report")),
    responses((status = 200, description = "The report", body = ReportAnswer)))]
pub(super) async fn show(me: Me, Id(id): Id, params: Params) -> Result<Response, Refusal> {
    params.done()?;
    let of = me.cx().reports().find(id).await.map_err(|e| refusal(&me, e))?;
    Ok(ok(&report(&me, of)))
}

/// Hands over a report as a file; once it is frozen, exactly what was stored.
#[utoipa::path(get, path = "/api/v1/reports/{id}/files/{format}", operation_id = "show_report_file", tag = "reports",
    params(("id" = Uuid, Path, description = "Report"), ("format" = String, Path, description = "docx, pdf or xlsx")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream")))]
pub(super) async fn file(
    me: Me,
    Path((id, format)): Path<(String, String)>,
    params: Params,
) -> Result<Response, Refusal> {
    params.done()?;
    let id = Uuid::parse_str(&id).map_err(|_| Refusal::not_found())?;
    let found = me.cx().reports().file(id, &format).await;
    let (name, bytes) = found.map_err(|e| refusal(&me, e))?;
    Ok(dienhong_web_kit::downloads::download(
        &name,
        "application/octet-stream",
        bytes,
    ))
}

/// Begins a report of a period.
#[utoipa::path(post, path = "/api/v1/reports", operation_id = "begin_report", tag = "reports",
    request_body = ReportContent,
    responses((status = 201, description = "Begun, to be written by people", body = BegunId),
        (status = 409, description = "`conflict`: there is one of this outline and period", body = super::error::Error),
        (status = 422, description = "All mistakes", body = super::error::Error)))]
pub(super) async fn begin(
    me: Me,
    params: Params,
    Body(content): Body<ReportContent>,
) -> Result<Response, Refusal> {
    params.done()?;
    let unit = readable_unit(&me, content.unit)?;
    let done = match iso_period(&content.from, &content.to) {
        Some(period) => {
            let new = NewReport {
                outline: content.outline.clone(),
                period,
                is_restated: !content.as_was,
                issuer: None,
            };
            me.cx().reports().begin(unit, &new).await
        }
        None => Err(ReportError::NotAPeriod),
    };
    let id = done.map_err(|e| refusal(&me, e))?;
    Ok(answer(StatusCode::CREATED, &BegunId { id }))
}

fn refusal(me: &Me, error: ReportError) -> Refusal {
    let field = match &error {
        ReportError::NotFound | ReportError::NotAllowed => return Refusal::not_found(),
        ReportError::Fault(fault) => return Refusal::fault(fault),
        ReportError::Exists(_) | ReportError::Stands(_) | ReportError::Overtaken => {
            return Refusal::new(Code::Conflict);
        }
        ReportError::NotAPeriod | ReportError::NotOfOutline(_) => ("from", "not-a-period"),
        _ => ("outline", "not-makeable"),
    };
    let (field, code) = field;
    Refusal::wrong(vec![Mistake {
        field: field.to_owned(),
        code: code.to_owned(),
        message: sentence(&error, me.locale()).unwrap_or_default(),
    }])
}
