//! Many entries in one commit: all of them or none, or only the good ones, with an answer for each.

use super::super::answer::json;
use super::super::error::{Error, Mistake, Refusal};
use super::super::extract::{Body, Params};
use super::super::schema::StateCode;
use super::draft::EntryContent;
use super::refuse::refusal;
use axum::http::StatusCode;
use axum::response::Response;
use dienhong_app::entries::{BATCH_MAX, Draft, Many, ManyError};
use dienhong_domain::entries::State;
use dienhong_i18n::t_with;
use dienhong_web_kit::state::Me;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What to do when some are refused.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    /// Write nothing.
    #[default]
    All,
    /// Write the others.
    GoodOnes,
}

/// An entry with its id.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EntryWithId {
    /// Id made by the client; use a UUID version 7.
    id: Uuid,
    entry: EntryContent,
}

/// Entries to record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct BatchContent {
    #[serde(default)]
    mode: Mode,
    /// At most 1000.
    #[schema(max_items = 1000)]
    entries: Vec<EntryWithId>,
}

/// What became of an entry.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Became {
    /// It is new.
    Created,
    /// It has a new revision.
    Revised,
    /// The very same was there already.
    WasThere,
    /// It is not right: `error` says why.
    Refused,
    /// It is right, but nothing was written because others are not.
    Left,
}

/// The answer for one entry.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Item {
    id: Uuid,
    became: Became,
    /// Number of the newest revision, when it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    rev: Option<i64>,
    #[schema(value_type = Option<StateCode>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error>,
}

/// What became of all.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct BatchAnswer {
    /// How many were written, in one commit.
    written: usize,
    /// How many were refused.
    refused: usize,
    /// One for each entry, in the order sent.
    items: Vec<Item>,
}

/// Records up to 1000 entries in one commit: all or none, or with `good-ones` those that are right.
#[utoipa::path(post, path = "/api/v1/entries:batch", operation_id = "record_batch", tag = "entries",
    request_body = BatchContent,
    responses((status = 200, description = "Written; with `good-ones` some may be refused", body = BatchAnswer),
        (status = 422, description = "Nothing was written: some are not right", body = BatchAnswer)))]
pub(in super::super) async fn record(
    me: Me,
    params: Params,
    Body(content): Body<BatchContent>,
) -> Result<Response, Refusal> {
    params.done()?;
    if content.entries.len() > BATCH_MAX {
        let message = t_with(
            me.locale(),
            "api-mistake-too-many-entries",
            &[("max", BATCH_MAX.into())],
        );
        return Err(Refusal::unreadable(vec![Mistake {
            field: "entries".to_owned(),
            code: "too-many".to_owned(),
            message,
        }]));
    }
    let mut drafts: Vec<Draft> = Vec::with_capacity(content.entries.len());
    for (i, entry) in content.entries.into_iter().enumerate() {
        let draft = entry.entry.draft(&me, entry.id).map_err(|mut refused| {
            refused
                .mistakes
                .iter_mut()
                .for_each(|m| m.field = format!("entries.{i}.entry.{}", m.field));
            refused
        })?;
        drafts.push(draft);
    }
    let only_good = content.mode == Mode::GoodOnes;
    let many = me.cx().entries().record_many(&drafts, only_good).await;
    let many = many.map_err(|ManyError(fault)| Refusal::fault(&fault))?;
    let items: Vec<Item> = drafts
        .iter()
        .zip(many)
        .map(|(draft, one)| item(&me, draft, one))
        .collect();
    let count = |is: fn(&Became) -> bool| items.iter().filter(|i| is(&i.became)).count();
    let written = count(|b| matches!(b, Became::Created | Became::Revised));
    let refused = count(|b| matches!(b, Became::Refused));
    let status = if refused > 0 && !only_good {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(json(
        status,
        &BatchAnswer {
            written,
            refused,
            items,
        },
    ))
}

fn item(me: &Me, draft: &Draft, one: Many) -> Item {
    let none = |became| Item {
        id: draft.id,
        became,
        rev: None,
        state: None,
        error: None,
    };
    match one {
        Many::Recorded(of) => {
            let became = match (of.was_there, draft.seen) {
                (true, _) => Became::WasThere,
                (false, Some(_)) => Became::Revised,
                (false, None) => Became::Created,
            };
            Item {
                rev: Some(of.rev),
                state: Some(of.state),
                ..none(became)
            }
        }
        Many::Left => none(Became::Left),
        Many::Refused(error) => {
            let said = refusal(me, &draft.register, draft.unit, error).said(me.locale());
            Item {
                error: Some(said),
                ..none(Became::Refused)
            }
        }
    }
}
