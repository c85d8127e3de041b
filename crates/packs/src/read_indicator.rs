//! From tables to indicators.

use crate::formula::{self, FormulaError};
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::read_measure::places;
use dienhong_domain::indicators::{Expected, Formula, Indicator, Target};

const EXPECTED: [(&str, Expected); 4] = [
    ("less", Expected::Less),
    ("not-more", Expected::NotMore),
    ("more", Expected::More),
    ("not-less", Expected::NotLess),
];
/// Largest `times`.
const TIMES_MAX: i64 = 1_000_000;

/// Reads an indicator.
pub(crate) fn indicator(keys: &Keys<'_>) -> Indicator {
    let code = keys.need_id("code");
    let title = keys.need_words("title");
    let unit = keys.need_words("unit");
    let text = keys.needed("formula", keys.text("formula")).unwrap_or_default();
    let formula = formula_of(keys, &text);
    let decimals = places(keys, "decimals");
    let times = keys.whole("times").unwrap_or(1);
    if !(1..=TIMES_MAX).contains(&times) {
        let given = times.to_string();
        keys.wrong(
            "times",
            MistakeKind::BadNumber {
                key: "times".to_owned(),
                given,
                scale: 0,
            },
        );
    }
    let at_least = keys.steps("at_least", decimals).map(Target::AtLeast);
    let at_most = keys.steps("at_most", decimals).map(Target::AtMost);
    if at_least.is_some() && at_most.is_some() {
        keys.wrong("at_most", MistakeKind::TwoTargets);
    }
    let indicator = Indicator {
        title,
        unit,
        section: keys.need_id("section"),
        text,
        formula,
        times: times.clamp(1, TIMES_MAX),
        decimals,
        target: at_least.or(at_most),
        expected: keys.one_of("expected", &EXPECTED),
        window: keys.id("window"),
        reference: keys
            .needed("reference", keys.text("reference"))
            .unwrap_or_default(),
        code,
    };
    keys.claim(Thing::Indicator, "", &indicator.code);
    keys.place(&format!("indicator:{}", indicator.code));
    keys.finish();
    indicator
}

fn formula_of(keys: &Keys<'_>, text: &str) -> Formula {
    if text.is_empty() {
        return Formula::Number(0, 1);
    }
    formula::read(text).unwrap_or_else(|error| {
        let what = match error {
            FormulaError::Syntax { column, message } => MistakeKind::FormulaSyntax { column, message },
            FormulaError::NotAllowed { what } => MistakeKind::FormulaNotAllowed { what },
        };
        keys.wrong("formula", what);
        Formula::Number(0, 1)
    })
}
