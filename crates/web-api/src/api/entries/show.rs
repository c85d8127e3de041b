//! One entry with its history, its files, and what it added to the figures.

use super::super::answer::{Amount, UnitRef, moment, ok};
use super::super::error::Refusal;
use super::super::extract::{Id, Params};
use super::super::schema::StateCode;
use super::refuse::plain;
use axum::response::Response;
use dienhong_app::Rules;
use dienhong_app::entries::{Attachment, EntryView, PostedLine, Revision};
use dienhong_domain::entries::{Body, State, Value};
use dienhong_domain::packs::{FieldKind, MeasureKind, Register, SHARE_SCALE};
use dienhong_web_kit::state::Me;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// An answer as it is kept; it can be sent back as it is.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(in super::super) enum AnswerOut {
    /// A number or share.
    Amount(Amount),
    /// Yes or no.
    YesNo(bool),
    /// An item's id, or a day as 2026-09-15.
    One(String),
    /// Items' ids.
    Several(Vec<String>),
}

/// A revision.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RevisionAnswer {
    rev: i64,
    /// Moment, UTC.
    #[schema(format = DateTime)]
    at: String,
    /// Author's name; null when erased.
    author: Option<String>,
    #[schema(value_type = StateCode)]
    state: State,
    #[schema(format = Date)]
    day: String,
    unit: UnitRef,
    /// Reason; empty for the first.
    reason: String,
    changes: Vec<ChangeAnswer>,
}

/// A difference to the revision before, in words.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeAnswer {
    question: String,
    before: String,
    after: String,
}

/// A line that it wrote to the ledger.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PostingAnswer {
    measure: String,
    unit: UnitRef,
    #[schema(format = Date)]
    day: String,
    amount: Amount,
    /// Whether it takes an earlier line away.
    is_reversal: bool,
    /// Revision that made it.
    rev: i64,
}

/// A photo or file without its bytes.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct FileAnswer {
    id: Uuid,
    /// Question.
    field: String,
    /// "photo", or the kind of file.
    kind: String,
    name: String,
    /// Bytes.
    size: i64,
    sha256: String,
    /// Revision with which it came.
    added_rev: i64,
    /// Address of its bytes.
    href: String,
}

/// What whoever asks may do with it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MayAnswer {
    edit: bool,
    finish: bool,
    give_back: bool,
    void: bool,
}

/// An entry's head and answers.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct EntryRow {
    pub(super) id: Uuid,
    /// Register's code.
    pub(super) register: String,
    pub(super) unit: UnitRef,
    #[schema(format = Date)]
    pub(super) day: String,
    #[schema(value_type = StateCode)]
    pub(super) state: State,
    /// Number of the newest revision, to be sent back as `seen_rev`.
    pub(super) rev: i64,
    #[schema(format = DateTime)]
    pub(super) made_at: String,
    #[schema(format = DateTime)]
    pub(super) changed_at: String,
    /// Counted and chosen answers by question.
    pub(super) values: BTreeMap<String, AnswerOut>,
    /// Free text by question; what was erased is missing.
    pub(super) texts: BTreeMap<String, String>,
}

/// An entry with its history.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct EntryAnswer {
    entry: EntryRow,
    /// Newest first.
    revisions: Vec<RevisionAnswer>,
    postings: Vec<PostingAnswer>,
    files: Vec<FileAnswer>,
    may: MayAnswer,
}

/// Shows an entry with its revisions, files, and what it added to the figures.
#[utoipa::path(get, path = "/api/v1/entries/{id}", operation_id = "show_entry", tag = "entries",
    params(("id" = Uuid, Path, description = "Entry's id")),
    responses((status = 200, description = "The entry", body = EntryAnswer)))]
pub(in super::super) async fn show(me: Me, Id(id): Id, params: Params) -> Result<Response, Refusal> {
    params.done()?;
    let view = me.cx().entries().find(id, me.locale()).await.map_err(plain)?;
    Ok(ok(&EntryAnswer {
        revisions: view.revisions.iter().map(|r| revision(&me, r)).collect(),
        postings: view.postings.iter().map(|p| posting(&me, &view, p)).collect(),
        files: view.attachments.iter().map(file).collect(),
        may: MayAnswer {
            edit: view.may_edit,
            finish: view.may_finish,
            give_back: view.may_return,
            void: view.may_void,
        },
        entry: EntryRow {
            id,
            register: view.register.clone(),
            unit: UnitRef::of(&me, view.unit, view.day),
            day: view.day.to_string(),
            state: view.state,
            rev: view.row.rev.into(),
            made_at: moment(view.row.made_at),
            changed_at: moment(view.row.changed_at),
            values: values(view.register(), &view.stored.body),
            texts: view.stored.body.texts.clone(),
        },
    }))
}

/// Answers of a body; the decimals stand in the register.
pub(super) fn values(register: Option<&Register>, body: &Body) -> BTreeMap<String, AnswerOut> {
    let scale = |field: &str| match register.and_then(|r| r.field(field)).map(|f| &f.kind) {
        Some(FieldKind::Number { scale, .. }) => *scale,
        Some(FieldKind::Share) => SHARE_SCALE,
        _ => 0,
    };
    let answer = |field: &String, value: &Value| match value {
        Value::Number(_) | Value::Bounded { .. } => {
            let (steps, bound) = value.number().unwrap_or_default();
            AnswerOut::Amount(Amount::new(steps, scale(field), bound))
        }
        Value::YesNo(yes) => AnswerOut::YesNo(*yes),
        Value::Choice(item) => AnswerOut::One(item.clone()),
        Value::Choices(items) => AnswerOut::Several(items.clone()),
        Value::Day { d } => AnswerOut::One(d.to_string()),
    };
    body.values
        .iter()
        .map(|(field, value)| (field.clone(), answer(field, value)))
        .collect()
}

fn revision(me: &Me, of: &Revision) -> RevisionAnswer {
    let change = |(question, before, after): &(String, String, String)| ChangeAnswer {
        question: question.clone(),
        before: before.clone(),
        after: after.clone(),
    };
    RevisionAnswer {
        rev: of.rev,
        at: moment(of.at),
        author: Some(of.author.clone()).filter(|a| !a.is_empty()),
        state: of.state,
        day: of.day.to_string(),
        unit: UnitRef::of(me, of.unit, of.day),
        reason: of.why.clone(),
        changes: of.changes.iter().map(change).collect(),
    }
}

/// Decimals of a measure under some rules.
pub(in super::super) fn scale_of(rules: &Rules, measure: &str) -> Option<u8> {
    rules.measure(measure).map(|m| {
        if m.kind == MeasureKind::Share {
            SHARE_SCALE
        } else {
            m.scale
        }
    })
}

fn posting(me: &Me, view: &EntryView, of: &PostedLine) -> PostingAnswer {
    let (day, unit) = (of.row.day, of.row.unit);
    let now = || scale_of(&me.cx().rules_on(view.unit, view.day), &of.measure);
    let scale = scale_of(&view.rules, &of.measure).or_else(now).unwrap_or(0);
    PostingAnswer {
        measure: of.measure.clone(),
        unit: UnitRef::of(me, unit, day),
        day: day.to_string(),
        amount: Amount::new(of.row.amount, scale, of.row.bound),
        is_reversal: of.row.w < 0,
        rev: of.row.rev.into(),
    }
}

pub(super) fn file(of: &Attachment) -> FileAnswer {
    FileAnswer {
        id: of.id,
        field: of.field.clone(),
        kind: of.kind.clone(),
        name: of.name.clone(),
        size: of.size,
        sha256: of.sha256.clone(),
        added_rev: of.added_rev.into(),
        href: format!("/api/v1/files/{}", of.id),
    }
}
