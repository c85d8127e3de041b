//! Replays worked examples through the same rules that real entries go through.

use crate::cases::{Case, Expect};
use crate::mistake::{Mistake, MistakeKind, Thing};
use crate::suggest::nearest;
use dienhong_domain::amount::{self, Bound};
use dienhong_domain::entries::{postings, read_form};
use dienhong_domain::packs::{Pack, Register};

/// Replays a case on an effective pack; tells what came out otherwise, and nothing when it came out as written.
pub(crate) fn replay(pack: &Pack, case: &Case) -> Option<Mistake> {
    let wrong = |what| Mistake {
        file: case.file.clone(),
        line: case.line,
        what,
    };
    let Some(register) = pack.registers.iter().find(|r| r.id == case.register) else {
        let near = nearest(&case.register, pack.registers.iter().map(|r| r.id.as_str()));
        return Some(wrong(MistakeKind::Unknown {
            what: Thing::Register,
            id: case.register.clone(),
            near,
        }));
    };
    if !register.levels.contains(&case.level) {
        let levels: Vec<String> = register.levels.iter().map(|l| l.code().to_owned()).collect();
        let given = case.level.code().to_owned();
        return Some(wrong(MistakeKind::BadChoice {
            key: "level".to_owned(),
            given,
            choices: levels,
            near: None,
        }));
    }
    let (mut expected, mut found) = (expected(pack, case), outcome(pack, register, case));
    expected.sort();
    found.sort();
    if expected == found {
        return None;
    }
    let joined = |lines: Vec<String>| {
        if lines.is_empty() {
            "–".to_owned()
        } else {
            lines.join("; ")
        }
    };
    let name = case.name.clone();
    Some(wrong(MistakeKind::CaseFailed {
        name,
        expected: joined(expected),
        found: joined(found),
    }))
}

/// What the case says, each line in one form whether its amount has thousands marks or not.
fn expected(pack: &Pack, case: &Case) -> Vec<String> {
    match &case.expect {
        Expect::Mistakes(all) => all
            .iter()
            .map(|(field, code)| format!("{field}: {code}"))
            .collect(),
        Expect::Postings(all) => all
            .iter()
            .map(|(measure, amount, bound)| {
                let scale = pack
                    .measures
                    .iter()
                    .find(|m| m.code == *measure)
                    .map_or(0, |m| m.scale);
                match amount::parse(amount, scale) {
                    Ok(steps) => line(pack, measure, steps, *bound),
                    Err(_) => format!("{measure} = {amount}?"),
                }
            })
            .collect(),
    }
}

fn outcome(pack: &Pack, register: &Register, case: &Case) -> Vec<String> {
    match read_form(register, pack, Some(case.day), &case.fields, true) {
        Ok(body) => postings(register, &body)
            .iter()
            .map(|l| line(pack, &l.measure, l.amount, l.bound))
            .collect(),
        Err(mistakes) => mistakes
            .iter()
            .map(|m| format!("{}: {}", m.field, m.what.code()))
            .collect(),
    }
}

fn line(pack: &Pack, measure: &str, steps: i64, bound: Bound) -> String {
    let scale = pack
        .measures
        .iter()
        .find(|m| m.code == measure)
        .map_or(0, |m| m.scale);
    let bound = match bound {
        Bound::Exact => "",
        Bound::AtLeast => "≥ ",
        Bound::AtMost => "≤ ",
        Bound::About => "≈ ",
    };
    format!("{measure} = {bound}{}", as_typed(steps, scale))
}

/// An amount in one form, without marks of thousands.
pub(crate) fn as_typed(steps: i64, scale: u8) -> String {
    let scale = usize::from(scale);
    let sign = if steps < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", steps.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let comma = if scale > 0 { "," } else { "" };
    format!("{sign}{whole}{comma}{decimals}")
}
