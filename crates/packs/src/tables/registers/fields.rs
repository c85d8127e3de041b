//! `[[register.field]]`: the questions of a form.

use crate::check::Check;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use dienhong_domain::amount::LARGEST;
use dienhong_domain::packs::*;

/// Field names that the form itself uses.
pub const RESERVED: [&str; 10] = [
    "day", "month", "unit", "id", "state", "version", "revision", "csrf", "action", "reason",
];
const TEXT: usize = 200;
const LONG_TEXT: usize = 2_000;
const UPLOADS: usize = 6;

const KINDS: [(&str, Kind); 10] = [
    ("number", Kind::Number),
    ("share", Kind::Share),
    ("text", Kind::Text),
    ("long-text", Kind::LongText),
    ("choice", Kind::Choice),
    ("choices", Kind::Choices),
    ("yes-no", Kind::YesNo),
    ("date", Kind::Date),
    ("photos", Kind::Photos),
    ("files", Kind::Files),
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Share,
    Text,
    LongText,
    Choice,
    Choices,
    YesNo,
    Date,
    Photos,
    Files,
}

impl Kind {
    fn code(self) -> &'static str {
        KINDS
            .iter()
            .find(|(_, k)| *k == self)
            .map_or("", |(code, _)| code)
    }
    /// Keys that only some kinds take.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Kind::Number => &["unit", "scale", "bound", "min", "max"],
            Kind::Text | Kind::LongText | Kind::Photos | Kind::Files => &["max"],
            Kind::Choice | Kind::Choices => &["list"],
            Kind::Share | Kind::YesNo | Kind::Date => &[],
        }
    }
}

/// Reads a field of a register.
pub(super) fn field(keys: &Keys<'_>, register: &str) -> Field {
    let id = keys.need_id("id");
    if RESERVED.contains(&id.as_str()) {
        keys.wrong("id", MistakeKind::ReservedField { id: id.clone() });
    }
    let label = keys.need_words("label");
    let formerly = keys.texts("formerly").unwrap_or_default();
    let hint = keys.words("hint");
    let required = keys.flag("required").unwrap_or(false);
    let kind = keys.needed("kind", keys.one_of("kind", &KINDS));
    keys.claim(Thing::Field, register, &id);
    keys.place(&format!("field:{register}/{id}"));
    for key in ["unit", "scale", "bound", "min", "max", "list"] {
        if keys.has(key) && kind.is_some_and(|k| !k.keys().contains(&key)) {
            let kind = kind.map_or("", Kind::code).to_owned();
            keys.wrong(
                key,
                MistakeKind::KeyNotHere {
                    key: key.to_owned(),
                    kind,
                },
            );
        }
    }
    // Without a kind nothing more can be said; yes-no asks for nothing more.
    let kind = field_kind(keys, kind.unwrap_or(Kind::YesNo));
    keys.finish();
    Field {
        id,
        label,
        formerly,
        hint,
        kind,
        required,
    }
}

fn field_kind(keys: &Keys<'_>, kind: Kind) -> FieldKind {
    match kind {
        Kind::Number => number(keys),
        Kind::Share => FieldKind::Share,
        Kind::Text => FieldKind::Text {
            max: most(keys, TEXT),
        },
        Kind::LongText => FieldKind::LongText {
            max: most(keys, LONG_TEXT),
        },
        Kind::Choice => FieldKind::Choice {
            list: keys.need_id("list"),
        },
        Kind::Choices => FieldKind::Choices {
            list: keys.need_id("list"),
        },
        Kind::YesNo => FieldKind::YesNo,
        Kind::Date => FieldKind::Date,
        Kind::Photos => FieldKind::Photos {
            max: most(keys, UPLOADS),
        },
        Kind::Files => FieldKind::Files {
            max: most(keys, UPLOADS),
        },
    }
}

fn number(keys: &Keys<'_>) -> FieldKind {
    let scale = keys.decimals("scale");
    let min = keys.steps("min", scale).unwrap_or(0);
    let max = keys.steps("max", scale).unwrap_or(LARGEST);
    if max < min {
        keys.wrong("max", MistakeKind::MinAboveMax);
    }
    // Whether "hơn" may be said is a decision for each number: nobody should get it by forgetting.
    let bound = keys.needed("bound", keys.flag("bound")).unwrap_or(false);
    FieldKind::Number {
        unit: keys.need_words("unit"),
        scale,
        bound,
        min,
        max,
    }
}

/// Longest text or most uploads.
fn most(keys: &Keys<'_>, usual: usize) -> usize {
    let Some(given) = keys.whole("max") else {
        return usual;
    };
    match usize::try_from(given).ok().filter(|n| (1..=20_000).contains(n)) {
        Some(most) => most,
        None => {
            keys.wrong(
                "max",
                MistakeKind::BadNumber {
                    key: "max".to_owned(),
                    given: given.to_string(),
                    scale: 0,
                },
            );
            usual
        }
    }
}

/// Notes what `primary` and `repeat` of a register name that is no field of it, and what can not be the same next time.
pub(super) fn check_named(check: &Check<'_>, path: &str, register: &Register) {
    for (key, named) in [("primary", &register.primary), ("repeat", &register.repeat)] {
        for id in named {
            match register.field(id) {
                None => {
                    let known = register.fields.iter().map(|field| field.id.as_str());
                    check.unknown(path, key, Thing::Field, id, known);
                }
                Some(field) if key == "repeat" && !field.kind.may_repeat() => check.wrong(
                    path,
                    key,
                    MistakeKind::KeyNotHere {
                        key: key.to_owned(),
                        kind: kind_of(&field.kind).code().to_owned(),
                    },
                ),
                Some(_) => {}
            }
        }
    }
}

fn kind_of(kind: &FieldKind) -> Kind {
    match kind {
        FieldKind::Number { .. } => Kind::Number,
        FieldKind::Share => Kind::Share,
        FieldKind::Text { .. } => Kind::Text,
        FieldKind::LongText { .. } => Kind::LongText,
        FieldKind::Choice { .. } => Kind::Choice,
        FieldKind::Choices { .. } => Kind::Choices,
        FieldKind::YesNo => Kind::YesNo,
        FieldKind::Date => Kind::Date,
        FieldKind::Photos { .. } => Kind::Photos,
        FieldKind::Files { .. } => Kind::Files,
    }
}

/// Whether an answer that was stored under one kind reads the same under the other.
pub(super) fn reads_alike(old: &FieldKind, new: &FieldKind) -> bool {
    use FieldKind::*;
    match (old, new) {
        (
            Number { unit, scale, .. },
            Number {
                unit: now,
                scale: steps,
                ..
            },
        ) => unit == now && scale == steps,
        (Choice { list }, Choice { list: now }) | (Choices { list }, Choices { list: now }) => list == now,
        (Text { .. } | LongText { .. }, Text { .. } | LongText { .. }) => true,
        _ => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}
