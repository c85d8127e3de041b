//! Reads a form as typed: values, or all mistakes at once.

use super::value::{Body, Value};
use crate::amount::{self, AmountError, Bound};
use crate::packs::{Field, FieldKind, Item, List, Pack, Register, SHARE_SCALE, WHOLE_SHARE, Words};
use crate::text::{clean, clean_line, fold, fold_spelling, length, name_key, singular};
use crate::time::{Day, DayError};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Added to a number field's name for the choice of its bound.
pub const BOUND_SUFFIX: &str = ".bound";

// "lượt người", "lượt xe": so many times that somebody came, whoever it was.
const TIMES: &str = "lượt";

/// A mistake at a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldMistake {
    /// Field.
    pub field: String,
    /// What is wrong.
    pub what: Mistake,
}

/// What is wrong with an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mistake {
    /// An answer is needed.
    Missing,
    /// The amount is not one.
    Amount {
        /// Why.
        why: AmountError,
        /// Decimals of the field.
        scale: u8,
    },
    /// The day is not one.
    Day(DayError),
    /// Longer than allowed.
    TooLong {
        /// Most letters.
        max: usize,
    },
    /// Not an item of the list.
    NotInList {
        /// What was given.
        given: String,
    },
    /// The item may not be chosen on the entry's day.
    NotOnThatDay {
        /// Item.
        item: String,
    },
    /// Several answers where one is asked.
    OnlyOne,
    /// A bound where only a count is taken.
    NoBound,
    /// The words at the number and the choice beside it say two bounds: "hơn 42", and at most.
    TwoBounds,
    /// The register has no such field.
    UnknownField,
}

impl Mistake {
    /// The code used in words and in the API.
    pub fn code(&self) -> &'static str {
        match self {
            Mistake::Missing
            | Mistake::Amount {
                why: AmountError::Missing,
                ..
            }
            | Mistake::Day(DayError::Missing) => "missing",
            Mistake::Amount { why, .. } => match why {
                AmountError::Missing => "missing",
                AmountError::NotANumber => "not-a-number",
                AmountError::Ambiguous => "ambiguous",
                AmountError::SplitDigits => "split-digits",
                AmountError::UnknownWords { .. } => "unknown-words",
                AmountError::Range { .. } => "range",
                AmountError::TooManyDecimals { .. } => "too-many-decimals",
                AmountError::BelowMin { .. } => "below-min",
                AmountError::AboveMax { .. } => "above-max",
            },
            Mistake::Day(why) => match why {
                DayError::Missing => "missing",
                DayError::NotADay => "not-a-day",
                DayError::NoSuchDay { .. } => "no-such-day",
                DayError::TooEarly => "too-early",
                DayError::TooLate => "too-late",
            },
            Mistake::TooLong { .. } => "too-long",
            Mistake::NotInList { .. } => "not-in-list",
            Mistake::NotOnThatDay { .. } => "not-on-that-day",
            Mistake::OnlyOne => "only-one",
            Mistake::NoBound => "no-bound",
            Mistake::TwoBounds => "two-bounds",
            Mistake::UnknownField => "unknown-field",
        }
    }
}

/// Reads the answers of a form. `finish` asks for required answers; a draft may lack them, never hold wrong ones.
///
/// Items may be given by code or by name (sheets hold names). Fields of uploads are not read here.
pub fn read_form(
    register: &Register,
    pack: &Pack,
    day: Option<Day>,
    typed: &BTreeMap<String, Vec<String>>,
    finish: bool,
) -> Result<Body, Vec<FieldMistake>> {
    let mut body = Body::default();
    let mut mistakes = Vec::new();
    let none = Vec::new();
    for field in &register.fields {
        if field.kind.is_upload() {
            continue;
        }
        let answers: Vec<&str> = typed
            .get(&field.id)
            .unwrap_or(&none)
            .iter()
            .map(|a| a.trim())
            .filter(|a| !a.is_empty())
            .collect();
        let bound = typed
            .get(&format!("{}{BOUND_SUFFIX}", field.id))
            .and_then(|b| b.first())
            .map_or("", |b| b.trim());
        match read_field(field, pack, day, &answers, bound) {
            Ok(None) if finish && field.required => mistakes.push((field, Mistake::Missing)),
            Ok(None) => {}
            Ok(Some(Answer::Value(value))) => {
                body.values.insert(field.id.clone(), value);
            }
            Ok(Some(Answer::Text(text))) => {
                body.texts.insert(field.id.clone(), text);
            }
            Err(found) => mistakes.extend(found.into_iter().map(|m| (field, m))),
        }
    }
    let mut mistakes: Vec<FieldMistake> = mistakes
        .into_iter()
        .map(|(field, what)| FieldMistake {
            field: field.id.clone(),
            what,
        })
        .collect();
    for name in typed.keys() {
        let stem = name.strip_suffix(BOUND_SUFFIX).unwrap_or(name);
        if register.field(stem).is_none() {
            mistakes.push(FieldMistake {
                field: name.clone(),
                what: Mistake::UnknownField,
            });
        }
    }
    if mistakes.is_empty() {
        Ok(body)
    } else {
        Err(mistakes)
    }
}

enum Answer {
    Value(Value),
    Text(String),
}

fn read_field(
    field: &Field,
    pack: &Pack,
    day: Option<Day>,
    answers: &[&str],
    bound: &str,
) -> Result<Option<Answer>, Vec<Mistake>> {
    let Some(first) = answers.first() else {
        return Ok(None);
    };
    let one = |answer: Answer| {
        if answers.len() > 1 {
            Err(vec![Mistake::OnlyOne])
        } else {
            Ok(Some(answer))
        }
    };
    match &field.kind {
        FieldKind::Number { .. } | FieldKind::Share => one(Answer::Value(
            number(&field.kind, first, bound).map_err(|m| vec![m])?,
        )),
        FieldKind::Text { max } => one(Answer::Text(text(&clean_line(first), *max)?)),
        FieldKind::LongText { max } => one(Answer::Text(text(&clean(first), *max)?)),
        FieldKind::Choice { list } => one(Answer::Value(Value::Choice(
            items(pack, list, day, answers)?.remove(0),
        ))),
        FieldKind::Choices { list } => Ok(Some(Answer::Value(Value::Choices(items(
            pack, list, day, answers,
        )?)))),
        FieldKind::YesNo => match fold(first).as_str() {
            "true" | "co" | "yes" | "x" | "1" => one(Answer::Value(Value::YesNo(true))),
            "false" | "khong" | "no" | "0" => one(Answer::Value(Value::YesNo(false))),
            _ => Err(vec![Mistake::NotInList {
                given: clean_line(first),
            }]),
        },
        FieldKind::Date => one(Answer::Value(Value::Day {
            d: Day::parse(first).map_err(|e| vec![Mistake::Day(e)])?,
        })),
        FieldKind::Photos { .. } | FieldKind::Files { .. } => Ok(None),
    }
}

/// What a field takes as a number.
struct Asked<'a> {
    unit: Vec<Cow<'a, str>>,
    scale: u8,
    takes_bound: bool,
    least: i64,
    most: i64,
}

impl Asked<'_> {
    fn of(kind: &FieldKind) -> Option<Asked<'_>> {
        match kind {
            FieldKind::Number {
                unit,
                scale,
                bound,
                min,
                max,
            } => Some(Asked {
                unit: called(unit),
                scale: *scale,
                takes_bound: *bound,
                least: *min,
                most: *max,
            }),
            FieldKind::Share => Some(Asked {
                unit: vec!["%".into(), "phần trăm".into()],
                scale: SHARE_SCALE,
                takes_bound: true,
                least: 0,
                most: WHOLE_SHARE,
            }),
            _ => None,
        }
    }
}

/// The words that may stand behind a number. Where times of something are asked ("lượt người"), people write the times
/// or the thing alone: "45 lượt", "khoảng 45 người". English has a word for one: "1 session".
fn called(unit: &Words) -> Vec<Cow<'_, str>> {
    let mut words: Vec<Cow<'_, str>> = vec![unit.vi.as_str().into(), unit.en.as_str().into()];
    words.push(singular(&unit.en).into());
    if let Some((times, thing)) = unit.vi.split_once(' ').filter(|(first, _)| *first == TIMES) {
        words.extend([times.into(), thing.into()]);
    }
    words
}

/// Reads a number as a form would record it: its steps and how sure they are; `None` for what would be refused, and for fields
/// that take no number. `chosen` is the code of the bound chosen beside it, empty for none.
pub fn read_number(kind: &FieldKind, typed: &str, chosen: &str) -> Option<(i64, Bound)> {
    number(kind, typed, chosen).ok()?.number()
}

fn number(kind: &FieldKind, typed: &str, chosen: &str) -> Result<Value, Mistake> {
    let asked = Asked::of(kind).ok_or(Mistake::UnknownField)?;
    let wrong = |why| match why {
        // "Ít nhất 50" is the way to write a range, where a bound is taken.
        AmountError::Range { .. } if !asked.takes_bound => Mistake::NoBound,
        why => Mistake::Amount {
            why,
            scale: asked.scale,
        },
    };
    let (steps, said) = amount::parse_with_unit(typed, asked.scale, &asked.unit).map_err(wrong)?;
    let chosen = match chosen {
        "" => Bound::Exact,
        code => Bound::coded(code).ok_or_else(|| Mistake::NotInList {
            given: clean_line(code),
        })?,
    };
    if said != Bound::Exact && chosen != Bound::Exact && said != chosen {
        return Err(Mistake::TwoBounds);
    }
    let bound = if said == Bound::Exact { chosen } else { said };
    if bound != Bound::Exact && !asked.takes_bound {
        return Err(Mistake::NoBound);
    }
    if steps < asked.least {
        return Err(wrong(AmountError::BelowMin { min: asked.least }));
    }
    if steps > asked.most {
        return Err(wrong(AmountError::AboveMax { max: asked.most }));
    }
    Ok(Value::bounded(steps, bound))
}

fn text(cleaned: &str, max: usize) -> Result<String, Vec<Mistake>> {
    if length(cleaned) > max {
        Err(vec![Mistake::TooLong { max }])
    } else {
        Ok(cleaned.to_owned())
    }
}

fn items(pack: &Pack, list: &str, day: Option<Day>, answers: &[&str]) -> Result<Vec<String>, Vec<Mistake>> {
    let Some(list) = pack.lists.iter().find(|l| l.id == list) else {
        return Err(vec![Mistake::UnknownField]);
    };
    let mut chosen = Vec::new();
    let mut mistakes = Vec::new();
    for answer in answers {
        match item(list, day, answer) {
            Ok(place) => chosen.push(place),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen
        .into_iter()
        .map(|place| list.items[place].id.clone())
        .collect())
}

fn item(list: &List, day: Option<Day>, answer: &str) -> Result<usize, Mistake> {
    let place = place_of(list, day, answer).ok_or_else(|| Mistake::NotInList {
        given: clean_line(answer),
    })?;
    let found = &list.items[place];
    match is_open(found, day) {
        true => Ok(place),
        false => Err(Mistake::NotOnThatDay {
            item: found.id.clone(),
        }),
    }
}

fn is_open(item: &Item, day: Option<Day>) -> bool {
    day.is_none_or(|d| item.since.is_none_or(|s| s <= d) && item.until.is_none_or(|u| d <= u))
}

// By code, then by name: as written, without marks, and with i for y. The looser ways only where one item is meant.
fn place_of(list: &List, day: Option<Day>, answer: &str) -> Option<usize> {
    if let Some(place) = list.items.iter().position(|i| i.id == answer) {
        return Some(place);
    }
    let ways: [fn(&str) -> String; 3] = [name_key, fold, fold_spelling];
    ways.iter().find_map(|way| {
        let wanted = way(answer);
        let is_called = |i: &Item| way(&i.title.vi) == wanted || way(&i.title.en) == wanted;
        let found: Vec<usize> = (0..list.items.len())
            .filter(|at| is_called(&list.items[*at]))
            .collect();
        let mut open = found.iter().filter(|at| is_open(&list.items[**at], day));
        match (found.as_slice(), open.next(), open.next()) {
            ([one], ..) => Some(*one),
            (_, Some(one), None) => Some(*one),
            _ => None,
        }
    })
}

/// Turns a body back into answers as typed, so that a form can be opened again.
pub fn as_typed(register: &Register, body: &Body) -> BTreeMap<String, Vec<String>> {
    let mut typed = BTreeMap::new();
    for field in &register.fields {
        if let Some(text) = body.texts.get(&field.id) {
            typed.insert(field.id.clone(), vec![text.clone()]);
        }
        let Some(value) = body.values.get(&field.id) else {
            continue;
        };
        let answers = match value {
            Value::Number(_) | Value::Bounded { .. } => {
                let (steps, bound) = value.number().unwrap_or_default();
                let scale = match &field.kind {
                    FieldKind::Number { scale, .. } => *scale,
                    _ => SHARE_SCALE,
                };
                typed.insert(
                    format!("{}{BOUND_SUFFIX}", field.id),
                    vec![bound.code().to_owned()],
                );
                vec![plain(steps, scale)]
            }
            Value::YesNo(yes) => vec![yes.to_string()],
            Value::Choice(item) => vec![item.clone()],
            Value::Choices(items) => items.clone(),
            Value::Day { d } => vec![format!("{:02}/{:02}/{}", d.day(), d.month(), d.year())],
        };
        typed.insert(field.id.clone(), answers);
    }
    typed
}

/// A number with a decimal comma and no thousands marks: reads back as itself.
fn plain(steps: i64, scale: u8) -> String {
    let unit = 10i64.pow(u32::from(scale));
    let (whole, rest) = (steps / unit, (steps % unit).abs());
    let sign = if steps < 0 && whole == 0 { "-" } else { "" };
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let decimals = format!("{rest:0width$}", width = usize::from(scale));
    format!("{sign}{whole},{}", decimals.trim_end_matches('0'))
}

#[cfg(test)]
mod tests;
