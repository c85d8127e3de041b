//! An entry as a program sends it, turned into what a person would have typed: one way in for every door.

use super::super::answer::Amount;
use super::super::error::{Mistake, Refusal};
use super::super::schema::OpenState;
use crate::state::Me;
use dienhong_app::entries::Draft;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::{BOUND_SUFFIX, State};
use dienhong_i18n::t;
use serde::Deserialize;
use serde_json::Number;
use std::collections::BTreeMap;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// An answer: what a person would type ("hơn 2.000", "15/9/2022", an item's id), a plain JSON value, or an exact amount.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum AnswerIn {
    /// As typed: a number with its bound, a day, an item's id, yes or no, free text.
    Words(String),
    /// Yes or no.
    YesNo(bool),
    /// A number that was counted.
    Number(Number),
    /// Items of a list.
    Several(Vec<String>),
    /// An amount in steps, with its bound.
    Amount(Amount),
    /// No answer.
    None,
}

impl PartialSchema for AnswerIn {
    fn schema() -> RefOr<Schema> {
        let of = |kind: Type| ObjectBuilder::new().schema_type(kind);
        let all = OneOfBuilder::new()
            .item(of(Type::String).description(Some(
                "As typed: 2.844, hơn 2.000, 15/9/2026, an item's id, free text",
            )))
            .item(of(Type::Boolean))
            .item(of(Type::Number).description(Some("A number that was counted")))
            .item(
                ArrayBuilder::new()
                    .items(of(Type::String))
                    .description(Some("Items of a list")),
            )
            .item(Ref::from_schema_name(Amount::name()))
            .item(of(Type::Null).description(Some("No answer")));
        RefOr::T(Schema::OneOf(all.build()))
    }
}

impl ToSchema for AnswerIn {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Amount::name().into_owned(), Amount::schema()));
        Amount::schemas(schemas);
    }
}

/// The content of an entry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct EntryContent {
    /// Register's code.
    pub(super) register: String,
    /// Unit's permanent identity.
    pub(super) unit: Uuid,
    /// Day, 2026-09-15 or 15/9/2026; of a monthly register the month, 2026-09.
    pub(super) day: String,
    /// State to bring it to: a new entry is a draft when nothing is said, a revision keeps its state.
    #[schema(value_type = Option<OpenState>)]
    #[serde(default, deserialize_with = "open")]
    pub(super) state: Option<State>,
    /// Answers by question.
    #[serde(default)]
    pub(super) values: BTreeMap<String, AnswerIn>,
    /// Free text by question; it may stand in `values` as well.
    #[serde(default)]
    pub(super) texts: BTreeMap<String, String>,
    /// The revision that was seen: makes this a new revision, refused when somebody was faster.
    #[serde(default)]
    pub(super) seen_rev: Option<i64>,
    /// Reason, needed to correct what is final.
    #[serde(default)]
    pub(super) reason: String,
}

fn open<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<State>, D::Error> {
    let state = Option::<State>::deserialize(from)?;
    match state {
        // Voiding needs no content; it is asked for by itself.
        Some(State::Voided) => Err(serde::de::Error::custom("state is draft, sent or final")),
        other => Ok(other),
    }
}

impl EntryContent {
    /// The draft that a person would have made of it.
    pub(super) fn draft(self, me: &Me, id: Uuid) -> Result<Draft, Refusal> {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, answer) in self.values {
            own(me, &name)?;
            put(&mut fields, name, answer);
        }
        for (name, text) in self.texts {
            own(me, &name)?;
            fields.entry(name).or_default().push(text);
        }
        Ok(Draft {
            id,
            register: self.register,
            unit: me.book.map.by_uid(self.unit),
            day: self.day,
            fields,
            state: self.state,
            seen: self.seen_rev,
            why: self.reason,
            ..Draft::default()
        })
    }
}

// Names beginning with "@" are the program's own (day, unit, reason) and have their places in the body.
fn own(me: &Me, name: &str) -> Result<(), Refusal> {
    if !name.starts_with('@') {
        return Ok(());
    }
    let message = t(me.locale(), "api-mistake-own-name");
    Err(Refusal::unreadable(vec![Mistake {
        field: format!("values.{name}"),
        code: "unknown-field".to_owned(),
        message,
    }]))
}

/// Adds an answer to the fields of a form, as a person would have typed it.
pub(crate) fn put(fields: &mut BTreeMap<String, Vec<String>>, name: String, answer: AnswerIn) {
    let typed = match answer {
        AnswerIn::Words(words) => vec![words],
        AnswerIn::YesNo(yes) => vec![yes.to_string()],
        // A decimal point could be read as one for thousands; a comma cannot.
        AnswerIn::Number(number) => vec![number.to_string().replace('.', ",")],
        AnswerIn::Several(items) => items,
        AnswerIn::None => return,
        AnswerIn::Amount(amount) => {
            if amount.bound != Bound::Exact {
                let bound = dienhong_app::totals::json::bound(amount.bound);
                fields.insert(format!("{name}{BOUND_SUFFIX}"), vec![bound.to_owned()]);
            }
            vec![amount.typed()]
        }
    };
    fields.entry(name).or_default().extend(typed);
}
