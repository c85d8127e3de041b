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

/// Arguments by name, each filled from the variable of that name or from an expression: `named![key, max = as_typed(max)]`.
macro_rules! named {
    (@value $name:ident) => { Arg::from($name) };
    (@value $name:ident = $value:expr) => { Arg::from($value) };
    ($($name:ident $(= $value:expr)?),+) => {
        vec![$((stringify!($name), named!(@value $name $(= $value)?))),+]
    };
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
            | NotAnOverlay | CaseNeedsOne | LawCaseNeedsOne => Vec::new(),
            Unreadable { reason } => named![reason],
            FileTooLarge { max } | TooManyFiles { max } | PackTooLarge { max } | TableTooWide { max } => {
                named![max = as_typed(max)]
            }
            TooManyItems { key, max } | TooLong { key, max } => named![key, max = as_typed(max)],
            Syntax { message } | NarrativeSyntax { message } | NarrativeFails { message } => named![message],
            UnknownKey { key, near: _ } | MissingKey { key } | BraceAlone { key } => named![key],
            KeyNotHere { key, kind } => named![key, kind],
            WrongType { key, expected } => named![key, expected = expected.name(locale)],
            MissingTranslation { key, language } => named![key, language],
            BadId { key, given } | BadDate { key, given } | BadMonthDay { key, given } => named![key, given],
            BadNumber { key, given, scale } => named![key, given, scale = as_typed(scale)],
            BadChoice {
                key,
                given,
                choices,
                near: _,
            } => named![key, given, choices = choices.join(", ")],
            Duplicate { what, id, file, line } => {
                named![thing = what.called(locale), id, file, line = as_typed(line)]
            }
            Unknown { what, id, near: _ } | AlreadyInBase { what, id } | Removed { what, id } => {
                named![thing = what.called(locale), id]
            }
            ScaleTooLarge { scale } => named![scale = as_typed(scale)],
            EmptyList { id }
            | ReservedField { id }
            | PartNeedsOne { id }
            | TemplateNeedsOne { id }
            | ClauseNeedsOne { id }
            | BlankUnused { id }
            | UnknownBase { id } => named![id],
            SameTitle { id, other } => named![id, other],
            PartCycle { code } | StepsNotAscending { code } => named![code],
            PartUnlike { code, whole, why } => named![code, whole, why = why.name(locale)],
            MeasureChanged { code, why } => named![code, why = why.name(locale)],
            PostUnlike { field, measure, why } => named![field, measure, why = why.name(locale)],
            PostNotANumber { field } | PerNotAChoice { field } | ConditionNotAChoice { field } => {
                named![field]
            }
            PostFixedShare { measure }
            | PostNotPerItem { measure }
            | PostsToUnits { measure }
            | FormulaOfShare { measure } => named![measure],
            PostNeedsPer { measure, list } => named![measure, list],
            PerOtherList {
                field,
                list,
                expected,
            } => named![field, list, expected],
            NeedsStock { key, measure } => named![key, measure],
            ConditionValue {
                field,
                value,
                near: _,
            } => named![field, value],
            FormulaSyntax { column, message } => named![column = as_typed(column), message],
            FormulaNotAllowed { what } => named![what],
            FormulaUnlike { one, other } => named![one, other],
            NarrativeAspect { name, near: _ } | NarrativeUnguarded { name } => named![name],
            FieldChanged { register, field } => named![register, field],
            OtherPack { old, new } => named![old, new],
            NoLawThen { name, day } => named![name, day],
            CaseFailed {
                name,
                expected,
                found,
            } => named![name, expected, found],
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
            Thing::SubjectKind => "packs-thing-subject-kind",
            Thing::Window => "packs-thing-window",
            Thing::Timeline => "packs-thing-timeline",
            Thing::Holidays => "packs-thing-holidays",
            Thing::Status => "packs-thing-status",
            Thing::List => "packs-thing-list",
            Thing::Item => "packs-thing-item",
            Thing::Measure => "packs-thing-measure",
            Thing::Indicator => "packs-thing-indicator",
            Thing::Filing => "packs-thing-filing",
            Thing::Outline => "packs-thing-outline",
            Thing::Part => "packs-thing-part",
            Thing::Template => "packs-thing-template",
            Thing::Clause => "packs-thing-clause",
            Thing::Blank => "packs-thing-blank",
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
