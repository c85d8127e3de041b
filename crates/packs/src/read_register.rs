//! From tables to registers: fields, and what an entry posts.

use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::read::LEVELS;
use crate::read_measure::scale;
use dienhong_domain::amount::LARGEST;
use dienhong_domain::packs::*;
use std::collections::BTreeMap;

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

/// Reads a register. In an overlay, one without a title adds to the base's register of the same code.
pub(crate) fn register(keys: &Keys<'_>, scales: &BTreeMap<String, u8>, is_overlay: bool) -> Register {
    let id = keys.need_id("id");
    let is_more = is_overlay && !keys.has("title");
    let words = |key| {
        if is_more {
            Words::default()
        } else {
            keys.need_words(key)
        }
    };
    let title = words("title");
    let (act, lead) = (words("act"), words("lead"));
    let code = |key| if is_more { String::new() } else { keys.need_id(key) };
    let (section, icon) = (code("section"), code("icon"));
    let levels = if is_more { Vec::new() } else { levels(keys) };
    let monthly = if is_more { None } else { keys.flag("monthly") }.unwrap_or(false);
    keys.claim(Thing::Register, "", &id);
    keys.place(&format!("register:{id}"));
    let fields = keys.tables("field").iter().map(|keys| field(keys, &id)).collect();
    let posts = keys
        .tables("post")
        .iter()
        .enumerate()
        .map(|(at, keys)| post(keys, &id, at, scales))
        .collect();
    keys.finish();
    Register {
        id,
        title,
        act,
        lead,
        section,
        icon,
        levels,
        fields,
        posts,
        monthly,
    }
}

fn levels(keys: &Keys<'_>) -> Vec<dienhong_domain::units::Level> {
    let given = keys.needed("levels", keys.texts("levels")).unwrap_or_default();
    if given.is_empty() && keys.has("levels") {
        keys.wrong("levels", MistakeKind::NoLevels);
    }
    given
        .iter()
        .filter_map(|level| keys.among("levels", level, &LEVELS))
        .collect()
}

fn field(keys: &Keys<'_>, register: &str) -> Field {
    let id = keys.need_id("id");
    if RESERVED.contains(&id.as_str()) {
        keys.wrong("id", MistakeKind::ReservedField { id: id.clone() });
    }
    let label = keys.need_words("label");
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
    let scale = scale(keys);
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

fn post(keys: &Keys<'_>, register: &str, at: usize, scales: &BTreeMap<String, u8>) -> Post {
    keys.place(&format!("post:{register}/{at}"));
    let measure = keys.need_id("measure");
    // An overlay may post a whole number to a measure of its base: its decimals are added when it is laid over.
    let scale = scales.get(&measure).copied().unwrap_or(0);
    let fixed = keys.steps("amount", scale);
    let field = keys.id("field");
    if keys.has("amount") == keys.has("field") {
        keys.wrong("measure", MistakeKind::PostNeedsAmount);
    }
    // Nothing is posted only to say that a unit has not what is counted; whether it is that is known with all measures.
    if fixed.is_some_and(|steps| steps < 0) {
        keys.wrong("amount", MistakeKind::PostOfZero);
    }
    let sign = match keys.whole("sign").unwrap_or(1) {
        1 => 1,
        -1 => -1,
        _ => {
            keys.wrong("sign", MistakeKind::BadSign);
            1
        }
    };
    let level = keys.flag("level").unwrap_or(false);
    let per = keys.id("per");
    let when = keys.table("when").map(|keys| condition(&keys));
    keys.finish();
    let amount = field.map_or(PostAmount::Fixed(fixed.unwrap_or(1)), PostAmount::Field);
    Post {
        measure,
        amount,
        sign,
        level,
        per,
        when,
    }
}

fn condition(keys: &Keys<'_>) -> Condition {
    let condition = Condition {
        field: keys.need_id("field"),
        is: keys.needed("is", keys.texts("is")).unwrap_or_default(),
    };
    keys.finish();
    condition
}
