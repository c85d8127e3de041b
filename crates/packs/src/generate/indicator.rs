//! Random valid indicators over the measures that a pack has.

use super::dice::Dice;
use crate::read_formula;
use dienhong_domain::indicators::{Expected, Indicator, Target};
use dienhong_domain::packs::*;

/// An indicator, when the pack has a measure that counts.
pub(super) fn indicator(at: u64, pack: &Pack, dice: &mut Dice) -> Option<Indicator> {
    let counted: Vec<&Measure> = pack
        .measures
        .iter()
        .filter(|m| m.kind != MeasureKind::Share)
        .collect();
    let one = dice.pick(&counted).copied()?;
    let other = dice.pick(&counted).copied()?;
    let alike: Vec<&&Measure> = counted.iter().filter(|m| m.unit == one.unit).collect();
    let like = dice.pick(&alike).map_or(one, |m| **m);
    let (a, b, c) = (name(one), name(other), name(like));
    let text = match dice.below(6) {
        0 => format!("{a} / {b}"),
        1 => format!("{a} + {c} * 2"),
        2 => format!("({a} - {c}) / ({a} + 0.5)"),
        3 => format!("recorded({b}) && {a} >= {c} ? {a} : -{c}"),
        4 => format!("{a} - before({c})"),
        _ => a,
    };
    let decimals = dice.below(4) as u8;
    let target = match dice.below(3) {
        0 => Some(Target::AtLeast(dice.below(90_000) as i64)),
        1 => Some(Target::AtMost(dice.below(90_000) as i64)),
        _ => None,
    };
    let expected = [
        Expected::Less,
        Expected::NotMore,
        Expected::More,
        Expected::NotLess,
    ];
    Some(Indicator {
        code: format!("chi-tieu-{at}"),
        title: dice.words(),
        unit: dice.words(),
        section: one.section.clone(),
        formula: read_formula(&text).ok()?,
        text,
        times: [1, 100, 100_000][dice.below(3) as usize],
        decimals,
        target,
        expected: dice.maybe().then(|| dice.pick(&expected).copied()).flatten(),
        window: dice
            .maybe()
            .then(|| dice.pick(&pack.windows).map(|w| w.id.clone()))
            .flatten(),
        reference: dice.words().vi,
    })
}

/// A measure as formulas write it.
fn name(measure: &Measure) -> String {
    match measure.code.split_once(':') {
        Some((stem, item)) => format!("{}[\"{item}\"]", stem.replace('-', "_")),
        None => measure.code.replace('-', "_"),
    }
}
