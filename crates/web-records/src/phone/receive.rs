//! Receives drafts that waited on a phone: many in one request, with a result for each.

use crate::entries::{EntryForm, says_the_same, sentences};
use axum::Json;
use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dienhong_app::entries::{Draft, EntryError, Many, Written};
use dienhong_domain::rights::Permission;
use dienhong_i18n::{moment, t, t_with};
use dienhong_web_kit::state::Me;
use dienhong_web_kit::upload::UploadForm;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most drafts of one request.
pub const MOST: usize = 200;

/// What the device sends beside the files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// Who wrote them; a session of anybody else is refused.
    pub person: String,
    /// In the order in which they were written.
    pub drafts: Vec<Waiting>,
}

/// A draft as in its form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    id: Uuid,
    register: String,
    /// The phone's clock when it was written, UTC milliseconds.
    at: i64,
    /// The server's clock at the phone's last contact, UTC milliseconds.
    contact: i64,
    /// Whether the person confirmed the day.
    day_checked: bool,
    /// What was typed, by field name.
    pub fields: Vec<(String, String)>,
}

impl Sent {
    /// Reads a request; `None` if a key is unknown or there are too many drafts.
    pub fn read(bytes: &[u8]) -> Option<Sent> {
        serde_json::from_slice(bytes)
            .ok()
            .filter(|sent: &Sent| sent.drafts.len() <= MOST)
    }
}

/// The result for a draft: the state in which the device keeps it, or that it may delete it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Became {
    /// It is recorded; the device deletes it.
    Recorded,
    /// The database cannot write now.
    Waiting,
    /// Answers are wrong.
    Fix,
    /// Somebody wrote the same entry meanwhile.
    Conflict,
    /// The id belongs to something else.
    Taken,
    /// The person may not write this any more.
    Refused,
    /// The phone's clock was wrong, so the day is doubtful.
    Clock,
}

#[derive(Debug, Serialize)]
struct Item {
    became: Became,
    #[serde(skip_serializing_if = "String::is_empty")]
    words: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mistakes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rev: Option<i64>,
}

impl Item {
    fn new(became: Became) -> Item {
        Item {
            became,
            words: String::new(),
            mistakes: Vec::new(),
            rev: None,
        }
    }
    fn said(me: &Me, became: Became, key: &str) -> Item {
        Item {
            words: t(me.locale(), key),
            ..Item::new(became)
        }
    }
}

#[derive(Serialize)]
struct Answer {
    items: Vec<Item>,
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(serde_json::json!({ "error": why }))).into_response()
}

pub(super) async fn receive(me: Me, form: Multipart) -> Response {
    let Ok(parts) = UploadForm::read(form).await else {
        return refused(StatusCode::BAD_REQUEST, "unreadable");
    };
    let sent = parts.fields.get("drafts").and_then(|v| v.first());
    let Some(sent) = sent.and_then(|text| Sent::read(text.as_bytes())) else {
        return refused(StatusCode::BAD_REQUEST, "unreadable");
    };
    if sent.person != me.actor.person.to_string() {
        return refused(StatusCode::CONFLICT, "other-person");
    }
    let mut all: Vec<(Waiting, UploadForm)> = sent
        .drafts
        .into_iter()
        .map(|d| (d, UploadForm::default()))
        .collect();
    for (waiting, typed) in &mut all {
        for (name, value) in std::mem::take(&mut waiting.fields) {
            typed.fields.entry(name).or_default().push(value);
        }
    }
    for mut upload in parts.uploads {
        let Some((place, field)) = upload.field.split_once('/') else {
            continue;
        };
        let (Ok(place), field) = (place.parse::<usize>(), field.to_owned()) else {
            continue;
        };
        if let Some((_, typed)) = all.get_mut(place) {
            upload.field = field;
            typed.uploads.push(upload);
        }
    }
    match record(&me, &all).await {
        Ok(items) => Json(Answer { items }).into_response(),
        Err(fault) => {
            tracing::error!("What waited on a phone could not be written: {fault}");
            refused(StatusCode::SERVICE_UNAVAILABLE, "busy")
        }
    }
}

/// Records the valid drafts in one commit and returns a result for each.
async fn record(me: &Me, all: &[(Waiting, UploadForm)]) -> Result<Vec<Item>, dienhong_app::Fault> {
    let mut items: Vec<Option<Item>> = Vec::with_capacity(all.len());
    let mut drafts: Vec<Draft> = Vec::new();
    for (waiting, typed) in all {
        match ready(me, waiting, typed) {
            Ok(draft) => {
                drafts.push(draft);
                items.push(None);
            }
            Err(item) => items.push(Some(item)),
        }
    }
    let done = me
        .cx()
        .entries()
        .record_many(&drafts, true)
        .await
        .map_err(|e| e.0)?;
    let mut done = drafts.into_iter().zip(done);
    let mut answers = Vec::with_capacity(all.len());
    for ((_, typed), item) in all.iter().zip(items) {
        answers.push(match item {
            Some(item) => item,
            None => match done.next() {
                Some((draft, one)) => became(me, &draft, typed, one).await,
                None => Item::new(Became::Waiting),
            },
        });
    }
    Ok(answers)
}

/// The draft to record, or why it is not recorded.
fn ready(me: &Me, waiting: &Waiting, typed: &UploadForm) -> Result<Draft, Item> {
    let (draft, rules) = typed
        .draft(me, &waiting.register, waiting.id)
        .ok_or_else(|| Item::said(me, Became::Refused, "phone-refused-register"))?;
    if let Some(unit) = draft.unit.filter(|unit| !me.may(Permission::WriteEntries, *unit)) {
        let name = me.full_name(unit);
        return Err(Item {
            words: t_with(
                me.locale(),
                "phone-refused-unit",
                &[("unit", name.as_str().into())],
            ),
            ..Item::new(Became::Refused)
        });
    }
    let written = Written {
        at: waiting.at,
        contact: waiting.contact,
    };
    let monthly = rules.register(&waiting.register).is_some_and(|r| r.monthly);
    let now = me.now();
    if !waiting.day_checked && written.is_misdated(now, &draft.day, monthly) {
        let (then, now) = (moment(waiting.at, me.locale()), moment(now, me.locale()));
        let args = [("phone", then.as_str().into()), ("book", now.as_str().into())];
        return Err(Item {
            words: t_with(me.locale(), "phone-clock", &args),
            ..Item::new(Became::Clock)
        });
    }
    Ok(draft)
}

async fn became(me: &Me, draft: &Draft, typed: &UploadForm, one: Many) -> Item {
    match one {
        Many::Recorded(_) => Item::new(Became::Recorded),
        Many::Left => Item::new(Became::Waiting),
        Many::Refused(EntryError::Mistakes(found)) => Item {
            mistakes: sentences(me, draft, &found),
            ..Item::new(Became::Fix)
        },
        Many::Refused(EntryError::Conflict { now }) => both(me, draft, typed, Some(now)).await,
        Many::Refused(EntryError::IdTaken) => both(me, draft, typed, None).await,
        Many::Refused(EntryError::Fault(fault)) => {
            tracing::error!("A draft of a phone could not be written: {fault}");
            Item::said(me, Became::Waiting, "phone-busy")
        }
        Many::Refused(EntryError::NotFound | EntryError::NotAllowed) => {
            Item::said(me, Became::Refused, "phone-refused")
        }
    }
}

/// Another version is stored under this id: the person is shown both, if they may see the stored one.
async fn both(me: &Me, draft: &Draft, typed: &UploadForm, now: Option<i64>) -> Item {
    let view = me.cx().entries().find(draft.id, me.locale()).await;
    match view {
        // The response to an earlier request was lost: the same content is stored already.
        Ok(view) if says_the_same(me, typed, &view) => Item::new(Became::Recorded),
        Ok(view) if view.may_edit => Item {
            rev: Some(now.unwrap_or(view.row.rev.into())),
            ..Item::said(me, Became::Conflict, "phone-conflict")
        },
        _ => Item::said(me, Became::Taken, "phone-taken"),
    }
}
