//! An entry as a program sends it, converted into what a person would have typed, so that forms and programs share one
//! validation.

use super::super::answer::Amount;
use super::super::error::{Mistake, Refusal};
use super::super::schema::OpenState;
use dienhong_app::entries::Draft;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::{BOUND_SUFFIX, State};
use dienhong_i18n::{t, t_with};
use dienhong_web_kit::state::Me;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Number;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;
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

/// A JSON object as it was sent: a key that stands there twice is kept twice.
pub(super) struct Pairs<T>(Vec<(String, T)>);

impl<T> Default for Pairs<T> {
    fn default() -> Pairs<T> {
        Pairs(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Pairs<T>, D::Error> {
        struct All<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for All<T> {
            type Value = Pairs<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    all.push(pair);
                }
                Ok(Pairs(all))
            }
        }
        from.deserialize_map(All(PhantomData))
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
    /// Answers by question, each question once.
    #[schema(value_type = BTreeMap<String, AnswerIn>)]
    #[serde(default)]
    pub(super) values: Pairs<AnswerIn>,
    /// Free text by question; it may stand in `values` instead.
    #[schema(value_type = BTreeMap<String, String>)]
    #[serde(default)]
    pub(super) texts: Pairs<String>,
    /// The revision that was seen: makes this a new revision, refused when somebody was faster.
    #[serde(default)]
    pub(super) seen_rev: Option<i64>,
    /// Reason, needed to correct what is final.
    #[serde(default)]
    pub(super) reason: String,
}

fn open<'de, D: Deserializer<'de>>(from: D) -> Result<Option<State>, D::Error> {
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
        self.each_once(me)?;
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, answer) in self.values.0 {
            own(me, &name)?;
            put(&mut fields, name, answer);
        }
        for (name, text) in self.texts.0 {
            own(me, &name)?;
            fields.entry(name).or_default().push(text);
        }
        Ok(Draft {
            id,
            register: self.register,
            unit: me.snapshot.map.by_uid(self.unit),
            day: self.day,
            fields,
            state: self.state,
            seen: self.seen_rev,
            why: self.reason,
            ..Draft::default()
        })
    }
}

impl EntryContent {
    // When a question is answered twice it is unknown which answer was meant, and most JSON parsers drop the first.
    fn each_once(&self, me: &Me) -> Result<(), Refusal> {
        let values = self.values.0.iter().map(|(name, _)| ("values", name));
        let texts = self.texts.0.iter().map(|(name, _)| ("texts", name));
        let mut seen = BTreeSet::new();
        let twice: Vec<Mistake> = values
            .chain(texts)
            .filter(|(_, name)| !seen.insert(*name))
            .map(|(place, name)| Mistake {
                field: format!("{place}.{name}"),
                code: "given-twice".to_owned(),
                message: t_with(
                    me.locale(),
                    "api-mistake-answered-twice",
                    &[("name", name.as_str().into())],
                ),
            })
            .collect();
        match twice.is_empty() {
            true => Ok(()),
            false => Err(Refusal::unreadable(twice)),
        }
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

/// Reads a JSON answer to a question of a register: the fields of the form that a person would have sent. Nothing when
/// it does not have a described shape.
pub fn typed(question: &str, json: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let answer: AnswerIn = serde_json::from_str(json).ok()?;
    let mut fields = BTreeMap::new();
    put(&mut fields, question.to_owned(), answer);
    Some(fields)
}

/// Adds an answer to the fields of a form, as a person would have typed it.
pub(crate) fn put(fields: &mut BTreeMap<String, Vec<String>>, name: String, answer: AnswerIn) {
    let typed = match answer {
        AnswerIn::Words(words) => vec![words],
        AnswerIn::YesNo(yes) => vec![yes.to_string()],
        // A decimal point could be read as a thousands separator; a comma cannot.
        AnswerIn::Number(number) => vec![number.to_string().replace('.', ",")],
        AnswerIn::Several(items) => items,
        AnswerIn::None => return,
        AnswerIn::Amount(amount) => {
            if amount.bound != Bound::Exact {
                let bound = amount.bound.code();
                fields.insert(format!("{name}{BOUND_SUFFIX}"), vec![bound.to_owned()]);
            }
            vec![amount.typed()]
        }
    };
    fields.entry(name).or_default().extend(typed);
}
