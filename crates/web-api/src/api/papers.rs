//! Papers made from templates: those of a unit, one with its number, and its files as they were stored. Writing, approving,
//! cancelling and revoking are for people who signed in; incoming papers have no interface at all.

use super::answer::{UnitRef, ok};
use super::error::Refusal;
use super::extract::{Id, Params};
use super::schema::PaperCode;
use axum::extract::Path;
use axum::response::Response;
use dienhong_app::papers::{MadePaper, MadeSummary, Outgoing, PaperError, PaperPlace};
use dienhong_domain::rights::Permission;
use dienhong_web_kit::state::Me;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A paper in a list.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperLine {
    id: Uuid,
    /// The name of its template; null when no pack has it any more.
    title: Option<String>,
    /// What it is about; empty before it was frozen.
    summary: String,
    #[schema(value_type = PaperCode)]
    state: &'static str,
    /// Number and sign, once it was issued: "05/QĐ-UBND".
    number: Option<String>,
}

/// Papers of a unit, the newest first.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperList {
    papers: Vec<PaperLine>,
    /// Where the next page begins (`below`); null at the end.
    next: Option<Uuid>,
}

/// A number in the register of outgoing papers.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperNumber {
    /// Number and sign: "05/QĐ-UBND"; of a certificate the number alone.
    mark: String,
    #[schema(format = Date)]
    day: String,
    /// Why it was cancelled; null where it was not.
    cancelled: Option<String>,
    /// Number and day of the paper that revoked it; null where none did.
    revoked: Option<String>,
}

/// A stored file.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaperFile {
    name: String,
    /// `docx`, `pdf`, or the kind of a signed copy with its number.
    format: String,
    /// How often the paper was frozen before it.
    version: i64,
    /// SHA-256, hex.
    sha256: String,
}

/// One paper.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperAnswer {
    id: Uuid,
    unit: UnitRef,
    /// Template's code.
    template: String,
    title: String,
    #[schema(value_type = PaperCode)]
    state: &'static str,
    /// The day whose legal bases hold.
    #[schema(format = Date)]
    law_day: String,
    summary: String,
    /// Numbers, the newest first.
    numbers: Vec<PaperNumber>,
    /// The paper that revoked it; null where none did.
    revoked_by: Option<Uuid>,
    files: Vec<PaperFile>,
}

fn line(me: &Me, of: MadeSummary) -> PaperLine {
    PaperLine {
        id: of.id,
        title: of.title.map(|title| title.get(me.locale().code()).to_owned()),
        summary: of.summary,
        state: code(of.state),
        number: of.mark,
    }
}

fn code(state: dienhong_domain::procedures::papers::State) -> &'static str {
    dienhong_domain::procedures::ProcedureState::code(state)
}

fn number(of: &Outgoing) -> PaperNumber {
    PaperNumber {
        mark: of.mark(),
        day: of.day.to_string(),
        cancelled: of.cancelled.clone(),
        revoked: of.revoked.clone(),
    }
}

fn paper(me: &Me, of: MadePaper) -> PaperAnswer {
    let files = of.files.iter().map(|file| PaperFile {
        name: file.name.clone(),
        format: file.format.clone(),
        version: file.version,
        sha256: file.sha256.clone(),
    });
    PaperAnswer {
        id: of.id,
        unit: UnitRef::of(me, of.unit, me.today()),
        template: of.template.id.clone(),
        title: of.template.title.get(me.locale().code()).to_owned(),
        state: code(of.state),
        law_day: of.law_day.to_string(),
        summary: of.paper.summary.clone(),
        numbers: of.numbers.iter().map(number).collect(),
        revoked_by: of.revoked_by(),
        files: files.collect(),
    }
}

/// Lists a unit's papers made from templates, the newest first.
#[utoipa::path(get, path = "/api/v1/papers", operation_id = "list_papers", tag = "papers",
    params(("unit" = Option<Uuid>, Query, description = "Unit; the first one held when it is not given"),
        ("below" = Option<Uuid>, Query, description = "`next` of the page before")),
    responses((status = 200, description = "Papers that may be seen; discarded drafts are left out", body = PaperList)))]
pub(super) async fn list(me: Me, mut params: Params) -> Result<Response, Refusal> {
    let (uid, below) = (params.uuid("unit"), params.uuid("below"));
    params.done()?;
    let unit = match uid {
        Some(uid) => me.snapshot.map.by_uid(uid),
        None => me
            .actor
            .units_for(Permission::ReadTotals, me.here())
            .first()
            .copied(),
    };
    let unit = unit.ok_or_else(Refusal::not_found)?;
    let place = below.map_or(PaperPlace::Newest, PaperPlace::Below);
    let found = me.cx().papers().made_papers(unit, None, place).await;
    let found = found.map_err(|error| refusal(&error))?;
    let last = found.lines.last().map(|line| line.id);
    Ok(ok(&PaperList {
        next: last.filter(|_| found.has_older),
        papers: found.lines.into_iter().map(|of| line(&me, of)).collect(),
    }))
}

/// Shows one paper: where it stands, its numbers and its files.
#[utoipa::path(get, path = "/api/v1/papers/{id}", operation_id = "show_paper", tag = "papers",
    params(("id" = Uuid, Path, description = "Paper")),
    responses((status = 200, description = "The paper", body = PaperAnswer)))]
pub(super) async fn show(me: Me, Id(id): Id, params: Params) -> Result<Response, Refusal> {
    params.done()?;
    let of = me.cx().papers().find_paper(id).await;
    let of = of.map_err(|error| refusal(&error))?;
    Ok(ok(&paper(&me, of)))
}

/// Hands over a paper as a file; once it is frozen, exactly what was stored.
#[utoipa::path(get, path = "/api/v1/papers/{id}/files/{format}", operation_id = "show_paper_file", tag = "papers",
    params(("id" = Uuid, Path, description = "Paper"), ("format" = String, Path, description = "docx or pdf")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream")))]
pub(super) async fn file(
    me: Me,
    Path((id, format)): Path<(String, String)>,
    params: Params,
) -> Result<Response, Refusal> {
    params.done()?;
    let id = Uuid::parse_str(&id).map_err(|_| Refusal::not_found())?;
    let found = me.cx().papers().paper_as_file(id, &format).await;
    let (name, bytes) = found.map_err(|error| refusal(&error))?;
    let kind = "application/octet-stream";
    Ok(dienhong_web_kit::downloads::download(&name, kind, bytes))
}

/// Nothing can be wrong with what is only read, but that it is not there, or cannot be laid out.
fn refusal(error: &PaperError) -> Refusal {
    match error {
        PaperError::Fault(fault) => Refusal::fault(fault),
        _ => Refusal::not_found(),
    }
}
