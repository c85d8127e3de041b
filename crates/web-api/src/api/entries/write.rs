//! Recording an entry, once, under the client's own id; and bringing it to another state.

use super::super::answer::json;
use super::super::error::{Error, Refusal};
use super::super::extract::{Body, Id, Params};
use super::super::schema::StateCode;
use super::draft::EntryContent;
use super::refuse::{plain, refusal};
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{Draft, EntryView, Recorded};
use dienhong_domain::entries::State;
use dienhong_web_kit::state::Me;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What was recorded.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct RecordedAnswer {
    id: Uuid,
    /// Number of the newest revision.
    rev: i64,
    #[schema(value_type = StateCode)]
    state: State,
    /// The very same was there already; nothing was written.
    was_there: bool,
}

impl From<Recorded> for RecordedAnswer {
    fn from(of: Recorded) -> RecordedAnswer {
        RecordedAnswer {
            id: of.id,
            rev: of.rev,
            state: of.state,
            was_there: of.was_there,
        }
    }
}

/// A state to bring an entry to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct StateContent {
    #[schema(value_type = StateCode)]
    state: State,
    /// The revision that was seen; refused when somebody was faster.
    #[schema(minimum = 1)]
    seen_rev: i64,
    /// Reason, needed to give back and to void.
    #[serde(default)]
    reason: String,
}

/// Records an entry under the client's own id; sent again, it changes nothing. With `seen_rev` it is a new revision.
#[utoipa::path(put, path = "/api/v1/entries/{id}", operation_id = "record_entry", tag = "entries",
    params(("id" = Uuid, Path, description = "Id made by the client; use a UUID version 7")),
    request_body = EntryContent,
    responses((status = 200, description = "A new revision, or the very same was there", body = RecordedAnswer),
        (status = 201, description = "Recorded", body = RecordedAnswer),
        (status = 409, description = "`id-taken`: the id belongs to something else; `conflict`: somebody was faster", body = Error),
        (status = 422, description = "All mistakes", body = Error)))]
pub(in super::super) async fn put(
    me: Me,
    Id(id): Id,
    params: Params,
    Body(content): Body<EntryContent>,
) -> Result<Response, Refusal> {
    params.done()?;
    let draft = content.draft(&me, id)?;
    let recorded = me.cx().entries().record(&draft).await;
    let recorded = recorded.map_err(|error| refusal(&me, &draft.register, draft.unit, error))?;
    let is_new = draft.seen.is_none() && !recorded.was_there;
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(json(status, &RecordedAnswer::from(recorded)))
}

/// Brings an entry to another state: sends it up, makes it final, gives it back, voids it.
#[utoipa::path(post, path = "/api/v1/entries/{id}/state", operation_id = "set_entry_state", tag = "entries",
    params(("id" = Uuid, Path, description = "Entry's id")),
    request_body = StateContent,
    responses((status = 200, description = "Done", body = RecordedAnswer),
        (status = 409, description = "`conflict`: somebody was faster", body = Error),
        (status = 422, description = "All mistakes: what is missing to finish, or no reason", body = Error)))]
pub(in super::super) async fn state(
    me: Me,
    Id(id): Id,
    params: Params,
    Body(content): Body<StateContent>,
) -> Result<Response, Refusal> {
    params.done()?;
    let view = me.cx().entries().find(id, me.locale()).await.map_err(plain)?;
    let draft = Draft {
        state: Some(content.state),
        seen: Some(content.seen_rev),
        why: content.reason,
        ..again(&view)
    };
    let recorded = me.cx().entries().record(&draft).await;
    let recorded = recorded.map_err(|error| refusal(&me, &draft.register, draft.unit, error))?;
    Ok(json(StatusCode::OK, &RecordedAnswer::from(recorded)))
}

/// The entry as it stands, as if it were typed again.
pub(super) fn again(view: &EntryView) -> Draft {
    let monthly = view.register().is_some_and(|r| r.monthly);
    Draft {
        id: view.row.id,
        register: view.register.clone(),
        unit: Some(view.unit),
        day: if monthly {
            format!("{}/{}", view.day.month(), view.day.year())
        } else {
            dienhong_i18n::day(view.day)
        },
        fields: view.typed(),
        ..Draft::default()
    }
}
