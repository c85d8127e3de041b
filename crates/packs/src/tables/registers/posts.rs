//! `[[register.post]]`: what an entry writes to the ledger, a number to a measure that counts the same thing.

use crate::check::Check;
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing, Unlike};
use dienhong_domain::packs::*;
use std::collections::BTreeMap;

/// Reads a post of a register.
pub(super) fn post(keys: &Keys<'_>, register: &str, at: usize, scales: &BTreeMap<String, u8>) -> Post {
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

/// Notes all mistakes of one post.
pub(super) fn check(check: &Check<'_>, register: &Register, at: usize, post: &Post) {
    let checked = CheckedPost {
        check,
        register,
        path: format!("post:{}/{at}", register.id),
    };
    let stem = check.stems.get(post.measure.as_str()).copied();
    let measure = stem
        .map(|s| &s.measure)
        .or_else(|| check.measures.get(post.measure.as_str()).copied());
    match measure {
        Some(measure) => checked.amount(post, measure),
        None => {
            let stems = check.pack.stems.iter().map(|s| s.measure.code.as_str());
            let known = check
                .measures
                .keys()
                .copied()
                .filter(|code| !code.contains(':'))
                .chain(stems);
            check.unknown(&checked.path, "measure", Thing::Measure, &post.measure, known);
            checked.field(&post.amount);
        }
    }
    checked.per(post, stem, measure.is_some());
    if let Some(condition) = &post.when {
        checked.condition(condition);
    }
}

/// A post with the register that it belongs to.
struct CheckedPost<'a> {
    check: &'a Check<'a>,
    register: &'a Register,
    path: String,
}

impl CheckedPost<'_> {
    fn wrong(&self, key: &str, what: MistakeKind) {
        self.check.wrong(&self.path, key, what);
    }

    fn find(&self, key: &str, id: &str) -> Option<&Field> {
        let found = self.register.field(id);
        if found.is_none() {
            let known = self.register.fields.iter().map(|f| f.id.as_str());
            self.check.unknown(&self.path, key, Thing::Field, id, known);
        }
        found
    }

    /// The number field that is posted: unit and decimals, both `None` for a share.
    fn field(&self, amount: &PostAmount) -> Option<(&Field, Option<(&Words, u8)>)> {
        let PostAmount::Field(id) = amount else {
            return None;
        };
        let field = self.find("field", id)?;
        match &field.kind {
            FieldKind::Number { unit, scale, .. } => Some((field, Some((unit, *scale)))),
            FieldKind::Share => Some((field, None)),
            _ => {
                self.wrong("field", MistakeKind::PostNotANumber { field: id.clone() });
                None
            }
        }
    }

    fn amount(&self, post: &Post, measure: &Measure) {
        let code = || measure.code.clone();
        // A unit says that it has something, 1, or that it has not, 0; all else is counted by the map.
        let says = measure.kind == MeasureKind::Units && matches!(post.amount, PostAmount::Fixed(0 | 1));
        if measure.counts_units.is_some() && !says {
            self.wrong("measure", MistakeKind::PostsToUnits { measure: code() });
        }
        if measure.kind != MeasureKind::Units && matches!(post.amount, PostAmount::Fixed(0)) {
            self.wrong("amount", MistakeKind::PostOfZero);
        }
        let is_share = measure.kind == MeasureKind::Share;
        if is_share && matches!(post.amount, PostAmount::Fixed(_)) {
            self.wrong("amount", MistakeKind::PostFixedShare { measure: code() });
        }
        if let Some((field, counted)) = self.field(&post.amount) {
            let why = match counted {
                None => (!is_share).then_some(Unlike::Kind),
                Some(_) if is_share => Some(Unlike::Kind),
                Some((unit, _)) if *unit != measure.unit => Some(Unlike::Unit),
                Some((_, scale)) => (scale != measure.scale).then_some(Unlike::Scale),
            };
            if let Some(why) = why {
                self.wrong(
                    "field",
                    MistakeKind::PostUnlike {
                        field: field.id.clone(),
                        measure: code(),
                        why,
                    },
                );
            }
        }
        for (key, is_used) in [("sign", post.sign < 0), ("level", post.level)] {
            if is_used && measure.kind != MeasureKind::Stock {
                self.wrong(
                    key,
                    MistakeKind::NeedsStock {
                        key: key.to_owned(),
                        measure: code(),
                    },
                );
            }
        }
        if post.level && post.sign < 0 {
            self.wrong("sign", MistakeKind::LevelAndSign);
        }
    }

    fn per(&self, post: &Post, stem: Option<&Stem>, is_known: bool) {
        let Some(per) = &post.per else {
            if let Some(stem) = stem {
                let what = MistakeKind::PostNeedsPer {
                    measure: post.measure.clone(),
                    list: stem.list.clone(),
                };
                self.wrong("measure", what);
            }
            return;
        };
        if stem.is_none() && is_known {
            self.wrong(
                "per",
                MistakeKind::PostNotPerItem {
                    measure: post.measure.clone(),
                },
            );
        }
        let Some(field) = self.find("per", per) else {
            return;
        };
        match (&field.kind, stem) {
            (FieldKind::Choice { list } | FieldKind::Choices { list }, Some(stem)) if *list != stem.list => {
                let what = MistakeKind::PerOtherList {
                    field: per.clone(),
                    list: list.clone(),
                    expected: stem.list.clone(),
                };
                self.wrong("per", what);
            }
            (FieldKind::Choice { .. } | FieldKind::Choices { .. }, _) => {}
            _ => self.wrong("per", MistakeKind::PerNotAChoice { field: per.clone() }),
        }
    }

    fn condition(&self, condition: &Condition) {
        let Some(field) = self.find("when", &condition.field) else {
            return;
        };
        let values: Vec<&str> = match &field.kind {
            FieldKind::YesNo => vec!["true", "false"],
            FieldKind::Choice { list } | FieldKind::Choices { list } => {
                match self.check.lists.get(list.as_str()) {
                    Some(list) => list.items.iter().map(|i| i.id.as_str()).collect(),
                    // The missing list was told at the field.
                    None => return,
                }
            }
            _ => {
                return self.wrong(
                    "when",
                    MistakeKind::ConditionNotAChoice {
                        field: field.id.clone(),
                    },
                );
            }
        };
        for value in condition.is.iter().filter(|v| !values.contains(&v.as_str())) {
            let near = self.check.diagnostics.nearest(value, values.iter().copied());
            let value = crate::keys::shortened(value);
            self.wrong(
                "when",
                MistakeKind::ConditionValue {
                    field: field.id.clone(),
                    value,
                    near,
                },
            );
        }
    }
}

/// A whole number posted to a measure of the base, in that measure's steps.
pub(super) fn scaled(post: &Post, scale: u8) -> Post {
    let amount = match &post.amount {
        PostAmount::Fixed(whole) => {
            PostAmount::Fixed(whole.saturating_mul(10i64.pow(u32::from(scale.min(6)))))
        }
        field => field.clone(),
    };
    Post {
        amount,
        ..post.clone()
    }
}
