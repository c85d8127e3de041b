//! What mistakes are called: which sentence of the catalogues says it, and what it is filled with.

use crate::mistake::MistakeKind::{self, *};
use crate::mistake::{Expected, Mistake, Thing, Unlike};
use dienhong_i18n::{Arg, Locale, t, t_with};
use std::fmt::Display;

impl Mistake {
    /// The whole line for a person: file, line, what is wrong, and a hint. Vietnamese for a language that is not known.
    pub fn words(&self, language: &str) -> String {
        let file = if self.file.is_empty() { "pack" } else { &self.file };
        let place = if self.line > 0 {
            format!("{file}:{}", self.line)
        } else {
            file.to_owned()
        };
        format!("{place}: {} {}", self.what(language), self.hint(language))
    }
    /// What is wrong, as a sentence.
    pub fn what(&self, language: &str) -> String {
        self.what.sentence("", locale(language))
    }
    /// What to do about it, as a sentence: the word that was probably meant, or the general advice.
    pub fn hint(&self, language: &str) -> String {
        let locale = locale(language);
        match self.what.near() {
            Some(near) => t_with(locale, "packs-mistake-near", &[("near", near.into())]),
            None => self.what.sentence("-hint", locale),
        }
    }
}

fn locale(language: &str) -> Locale {
    Locale::parse(language).unwrap_or_default()
}

impl MistakeKind {
    /// The code used in the API, in the author's guide and in the keys of the catalogues: the variant's name with hyphens.
    pub fn code(&self) -> String {
        let name = format!("{self:?}");
        let name = name.split([' ', '{', '(']).next().unwrap_or_default();
        let mut code = String::new();
        for letter in name.chars() {
            if letter.is_ascii_uppercase() && !code.is_empty() {
                code.push('-');
            }
            code.push(letter.to_ascii_lowercase());
        }
        code
    }

    fn sentence(&self, ending: &str, locale: Locale) -> String {
        let key = format!("packs-mistake-{}{ending}", self.code());
        t_with(locale, &key, &self.arguments(locale))
    }

    /// The known word nearest to the one given.
    fn near(&self) -> Option<&String> {
        match self {
            UnknownKey { near, .. }
            | BadChoice { near, .. }
            | Unknown { near, .. }
            | ConditionValue { near, .. }
            | NarrativeAspect { near, .. } => near.as_ref(),
            _ => None,
        }
    }

    /// What its sentences are filled with, by the names of the fields.
    fn arguments(&self, locale: Locale) -> Vec<(&'static str, Arg<'_>)> {
        match self {
            NotUtf8 | NoPackFile | EndsBeforeStart | NoLevels | MinAboveMax | PartPerItem | UnitsAreStock
            | PostNeedsAmount | PostOfZero | LevelAndSign | BadSign | FormulaNotANumber
            | FormulaNotACondition | FormulaDividesByZero | FilingNeedsOne | TableNeedsOne | TwoTargets
            | NotAnOverlay | CaseNeedsOne => Vec::new(),
            Unreadable { reason } => vec![("reason", reason.into())],
            FileTooLarge { max } | TooManyFiles { max } | PackTooLarge { max } | TableTooWide { max } => {
                vec![("max", as_typed(max))]
            }
            TooManyItems { key, max } | TooLong { key, max } => {
                vec![("key", key.into()), ("max", as_typed(max))]
            }
            Syntax { message } | NarrativeSyntax { message } | NarrativeFails { message } => {
                vec![("message", message.into())]
            }
            UnknownKey { key, near: _ } | MissingKey { key } => vec![("key", key.into())],
            KeyNotHere { key, kind } => vec![("key", key.into()), ("kind", kind.into())],
            WrongType { key, expected } => {
                vec![("key", key.into()), ("expected", expected.name(locale).into())]
            }
            MissingTranslation { key, language } => vec![("key", key.into()), ("language", language.into())],
            BadId { key, given } | BadDate { key, given } | BadMonthDay { key, given } => {
                vec![("key", key.into()), ("given", given.into())]
            }
            BadNumber { key, given, scale } => {
                vec![
                    ("key", key.into()),
                    ("given", given.into()),
                    ("scale", as_typed(scale)),
                ]
            }
            BadChoice {
                key,
                given,
                choices,
                near: _,
            } => {
                let choices = choices.join(", ");
                vec![
                    ("key", key.into()),
                    ("given", given.into()),
                    ("choices", choices.into()),
                ]
            }
            Duplicate { what, id, file, line } => vec![
                ("thing", what.called(locale).into()),
                ("id", id.into()),
                ("file", file.into()),
                ("line", as_typed(line)),
            ],
            Unknown { what, id, near: _ } | AlreadyInBase { what, id } | Removed { what, id } => {
                vec![("thing", what.called(locale).into()), ("id", id.into())]
            }
            ScaleTooLarge { scale } => vec![("scale", as_typed(scale))],
            EmptyList { id } | ReservedField { id } | PartNeedsOne { id } | UnknownBase { id } => {
                vec![("id", id.into())]
            }
            SameTitle { id, other } => vec![("id", id.into()), ("other", other.into())],
            PartCycle { code } => vec![("code", code.into())],
            PartUnlike { code, whole, why } => {
                let why = why.name(locale);
                vec![
                    ("code", code.into()),
                    ("whole", whole.into()),
                    ("why", why.into()),
                ]
            }
            MeasureChanged { code, why } => vec![("code", code.into()), ("why", why.name(locale).into())],
            PostUnlike { field, measure, why } => {
                let why = why.name(locale);
                vec![
                    ("field", field.into()),
                    ("measure", measure.into()),
                    ("why", why.into()),
                ]
            }
            PostNotANumber { field } | PerNotAChoice { field } | ConditionNotAChoice { field } => {
                vec![("field", field.into())]
            }
            PostFixedShare { measure }
            | PostNotPerItem { measure }
            | PostsToUnits { measure }
            | FormulaOfShare { measure } => vec![("measure", measure.into())],
            PostNeedsPer { measure, list } => vec![("measure", measure.into()), ("list", list.into())],
            PerOtherList {
                field,
                list,
                expected,
            } => vec![
                ("field", field.into()),
                ("list", list.into()),
                ("expected", expected.into()),
            ],
            NeedsStock { key, measure } => vec![("key", key.into()), ("measure", measure.into())],
            ConditionValue {
                field,
                value,
                near: _,
            } => {
                vec![("field", field.into()), ("value", value.into())]
            }
            FormulaSyntax { column, message } => {
                vec![("column", as_typed(column)), ("message", message.into())]
            }
            FormulaNotAllowed { what } => vec![("what", what.into())],
            FormulaUnlike { one, other } => vec![("one", one.into()), ("other", other.into())],
            NarrativeAspect { name, near: _ } | NarrativeUnguarded { name } => vec![("name", name.into())],
            FieldChanged { register, field } => {
                vec![("register", register.into()), ("field", field.into())]
            }
            OtherPack { old, new } => vec![("old", old.into()), ("new", new.into())],
            CaseFailed {
                name,
                expected,
                found,
            } => vec![
                ("name", name.into()),
                ("expected", expected.into()),
                ("found", found.into()),
            ],
        }
    }
}

/// A number as a file has it, without the marks of thousands that counts get.
fn as_typed(number: impl Display) -> Arg<'static> {
    number.to_string().into()
}

impl Thing {
    /// Its name in a language, as inside a sentence.
    pub fn name(self, language: &str) -> String {
        self.called(locale(language))
    }

    fn called(self, locale: Locale) -> String {
        let key = match self {
            Thing::Pack => "packs-thing-pack",
            Thing::Section => "packs-thing-section",
            Thing::Kind => "packs-thing-kind",
            Thing::Window => "packs-thing-window",
            Thing::List => "packs-thing-list",
            Thing::Item => "packs-thing-item",
            Thing::Measure => "packs-thing-measure",
            Thing::Indicator => "packs-thing-indicator",
            Thing::Filing => "packs-thing-filing",
            Thing::Outline => "packs-thing-outline",
            Thing::Part => "packs-thing-part",
            Thing::Register => "packs-thing-register",
            Thing::Field => "packs-thing-field",
            Thing::Case => "packs-thing-case",
        };
        t(locale, key)
    }
}

impl Unlike {
    fn name(self, locale: Locale) -> String {
        let key = match self {
            Unlike::Unit => "packs-unlike-unit",
            Unlike::Scale => "packs-unlike-scale",
            Unlike::Kind => "packs-unlike-kind",
        };
        t(locale, key)
    }
}

impl Expected {
    fn name(self, locale: Locale) -> String {
        let key = match self {
            Expected::Text => "packs-expected-text",
            Expected::Words => "packs-expected-words",
            Expected::Flag => "packs-expected-flag",
            Expected::Number => "packs-expected-number",
            Expected::Whole => "packs-expected-whole",
            Expected::Date => "packs-expected-date",
            Expected::Table => "packs-expected-table",
            Expected::Tables => "packs-expected-tables",
            Expected::Texts => "packs-expected-texts",
        };
        t(locale, key)
    }
}
