//! Filings: what a unit has to file, one filing, and freezing the figures of a period. Approving and accepting are for
//! people who signed in, not for programs.

use super::answer::{json as answer, ok};
use super::error::{Code, Mistake, Refusal};
use super::extract::{Body, Id, Params, iso_period, readable_unit};
use super::schema::{BoundCode, FilingCode, MeasureCode};
use super::totals::{FigureAnswer, NamedUnit, ShareAnswer};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::filings::sentence;
use dienhong_app::filings::{FilingError, json};
use dienhong_domain::filings::PackMark;
use dienhong_web_kit::state::Me;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The newest version of a filing.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VersionAnswer {
    id: Uuid,
    version: i64,
    #[schema(value_type = FilingCode)]
    state: &'static str,
}

/// A period that has ended, and where its filing stands.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DueAnswer {
    /// Form's code.
    form: String,
    title: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    /// The last day in time; null while the holidays of a year are not known.
    #[schema(format = Date)]
    due: Option<String>,
    newest: Option<VersionAnswer>,
}

/// What a unit has to file.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DueList {
    filings: Vec<DueAnswer>,
}

/// A frozen figure.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FrozenAnswer {
    /// Measure's code.
    measure: String,
    title: String,
    unit_of_count: String,
    section: String,
    #[schema(value_type = MeasureCode)]
    kind: String,
    /// Null for stated shares.
    figure: Option<FigureAnswer>,
    share: Option<ShareAnswer>,
}

/// An exact number in lowest terms.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExactAnswer {
    numerator: String,
    denominator: String,
}

/// A frozen indicator.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FrozenIndicatorAnswer {
    /// Indicator's code.
    indicator: String,
    title: String,
    unit_of_count: String,
    steps: i64,
    scale: u8,
    #[schema(value_type = BoundCode)]
    bound: String,
    exact: ExactAnswer,
}

/// A reason for which a filing was returned; a null measure means the whole.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReasonAnswer {
    measure: Option<String>,
    reason: String,
}

/// Something that happened to a filing.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StepAnswer {
    #[schema(value_type = FilingCode)]
    state: String,
    /// Moment, UTC milliseconds.
    at: i64,
    /// Null for another installation.
    who: Option<String>,
    unit: NamedUnit,
    note: String,
    reasons: Vec<ReasonAnswer>,
}

/// What a figure was and is.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DifferenceAnswer {
    then: Option<FrozenAnswer>,
    now: Option<FrozenAnswer>,
}

/// A pack as it was when figures were frozen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PackAnswer {
    id: String,
    version: String,
    hash: String,
}

impl From<PackMark> for PackAnswer {
    fn from(of: PackMark) -> PackAnswer {
        PackAnswer {
            id: of.id,
            version: of.version,
            hash: of.hash,
        }
    }
}

/// One filing.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilingAnswer {
    id: Uuid,
    unit: NamedUnit,
    form: String,
    title: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    #[schema(format = Date)]
    due: Option<String>,
    version: i64,
    #[schema(value_type = FilingCode)]
    state: String,
    /// SHA-256 of the content, hex.
    hash: String,
    /// Fingerprint of the postings behind it, hex.
    inputs: String,
    /// The map through which a time before the unit existed was read; null when the figures are as it was.
    #[schema(format = Date)]
    map: Option<String>,
    /// The installation that sent it; null when it was frozen here.
    origin: Option<String>,
    packs: Vec<PackAnswer>,
    figures: Vec<FrozenAnswer>,
    indicators: Vec<FrozenIndicatorAnswer>,
    steps: Vec<StepAnswer>,
    /// Whether entries were touched since, whatever the sums say.
    is_touched: bool,
    /// Null when this installation does not hold the entries.
    differences: Option<Vec<DifferenceAnswer>>,
    versions: Vec<VersionAnswer>,
}

/// What to freeze.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilingContent {
    unit: Uuid,
    /// Form's code.
    #[schema(min_length = 1, max_length = 40)]
    form: String,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day.
    #[schema(format = Date)]
    to: String,
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
}

/// What was frozen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FrozenId {
    id: Uuid,
}

/// Lists what a unit has to file: of each form the last ended periods, the newest first.
#[utoipa::path(get, path = "/api/v1/filings", operation_id = "list_filings", tag = "filings",
    params(("unit" = Option<Uuid>, Query, description = "Unit; the first one held when it is not given")),
    responses((status = 200, description = "What is owed, and where it stands", body = DueList)))]
pub(super) async fn list(me: Me, mut params: Params) -> Result<Response, Refusal> {
    let uid = params.uuid("unit");
    params.done()?;
    let unit = match uid {
        Some(uid) => me.snapshot.map.by_uid(uid),
        None => me.unit(),
    };
    let unit = unit.ok_or_else(Refusal::not_found)?;
    let due = me
        .cx()
        .filings()
        .due(unit, 12)
        .await
        .map_err(|e| refusal(&me, e))?;
    let filings = due.iter().map(|d| DueAnswer {
        form: d.form.id.clone(),
        title: d.form.title.get(me.locale().code()).to_owned(),
        from: d.period.from.to_string(),
        to: d.period.to.to_string(),
        due: d.due.ok().map(|day| day.to_string()),
        newest: d.newest.map(|(id, version, state)| VersionAnswer {
            id,
            version,
            state: state.code(),
        }),
    });
    Ok(ok(&DueList {
        filings: filings.collect(),
    }))
}

/// Shows one filing: what it holds, what happened to it, what changed since.
#[utoipa::path(get, path = "/api/v1/filings/{id}", operation_id = "show_filing", tag = "filings",
    params(("id" = Uuid, Path, description = "Filing")),
    responses((status = 200, description = "The filing", body = FilingAnswer)))]
pub(super) async fn show(me: Me, Id(id): Id, params: Params) -> Result<Response, Refusal> {
    params.done()?;
    let of = me.cx().filings().find(id).await.map_err(|e| refusal(&me, e))?;
    Ok(ok(&json::filing(&me.snapshot, &of, me.locale())))
}

/// Freezes the figures of a period.
#[utoipa::path(post, path = "/api/v1/filings", operation_id = "freeze_filing", tag = "filings",
    request_body = FilingContent,
    responses((status = 201, description = "Frozen, waiting for the chair", body = FrozenId),
        (status = 409, description = "`conflict`: it waits for an answer or was accepted, or somebody was faster", body = super::error::Error),
        (status = 422, description = "All mistakes", body = super::error::Error)))]
pub(super) async fn freeze(
    me: Me,
    params: Params,
    Body(content): Body<FilingContent>,
) -> Result<Response, Refusal> {
    params.done()?;
    let unit = readable_unit(&me, content.unit)?;
    let done = match iso_period(&content.from, &content.to) {
        Some(period) => {
            me.cx()
                .filings()
                .freeze(unit, &content.form, period, &content.note)
                .await
        }
        None => Err(FilingError::NotAPeriod),
    };
    let id = done.map_err(|e| refusal(&me, e))?;
    Ok(answer(StatusCode::CREATED, &FrozenId { id }))
}

fn refusal(me: &Me, error: FilingError) -> Refusal {
    let (field, code) = match &error {
        FilingError::NotFound | FilingError::NotAllowed => return Refusal::not_found(),
        FilingError::Fault(fault) => return Refusal::fault(fault),
        FilingError::Stands(_)
        | FilingError::Overtaken(_)
        | FilingError::SamePerson
        | FilingError::Request(_) => {
            return Refusal::new(Code::Conflict);
        }
        FilingError::StillOpen(_) => ("to", "still-open"),
        FilingError::NotAPeriod => ("from", "not-a-period"),
        FilingError::NothingRecorded => ("from", "nothing-recorded"),
        FilingError::NeedsReason | FilingError::RefusalNeedsReason | FilingError::UnknownMeasure(_) => {
            ("note", "needs-reason")
        }
        FilingError::TooLong => ("note", "too-long"),
    };
    match sentence(&error, me.locale()) {
        Some(message) => Refusal::wrong(vec![Mistake {
            field: field.to_owned(),
            code: code.to_owned(),
            message,
        }]),
        None => Refusal::not_found(),
    }
}
