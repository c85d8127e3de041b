//! Random valid indicators over the measures that a pack has.

use dienhong_domain::indicators::{Expected, Indicator, Target};
use dienhong_domain::packs::*;
use dienhong_packs::read_formula;
use dienhong_packs::samples::SeededRandom;

/// An indicator, when the pack has a measure that counts.
pub(super) fn indicator(at: u64, pack: &Pack, random: &mut SeededRandom) -> Option<Indicator> {
    let counted: Vec<&Measure> = pack
        .measures
        .iter()
        .filter(|m| m.kind != MeasureKind::Share)
        .collect();
    let one = random.pick(&counted).copied()?;
    let other = random.pick(&counted).copied()?;
    let alike: Vec<&&Measure> = counted.iter().filter(|m| m.unit == one.unit).collect();
    let like = random.pick(&alike).map_or(one, |m| **m);
    let (a, b, c) = (name(one), name(other), name(like));
    let text = match random.below(6) {
        0 => format!("{a} / {b}"),
        1 => format!("{a} + {c} * 2"),
        2 => format!("({a} - {c}) / ({a} + 0.5)"),
        3 => format!("recorded({b}) && {a} >= {c} ? {a} : -{c}"),
        4 => format!("{a} - before({c})"),
        _ => a,
    };
    let decimals = random.below(4) as u8;
    let target = match random.below(3) {
        0 => Some(Target::AtLeast(random.below(90_000) as i64)),
        1 => Some(Target::AtMost(random.below(90_000) as i64)),
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
        title: random.words(),
        unit: random.words(),
        section: one.section.clone(),
        formula: read_formula(&text).ok()?,
        text,
        times: [1, 100, 100_000][random.below(3) as usize],
        decimals,
        target,
        expected: random.maybe().then(|| random.pick(&expected).copied()).flatten(),
        window: random
            .maybe()
            .then(|| random.pick(&pack.windows).map(|w| w.id.clone()))
            .flatten(),
        reference: random.words().vi,
    })
}

/// A measure as formulas write it.
fn name(measure: &Measure) -> String {
    match measure.code.split_once(':') {
        Some((stem, item)) => format!("{}[\"{item}\"]", stem.replace('-', "_")),
        None => measure.code.replace('-', "_"),
    }
}
