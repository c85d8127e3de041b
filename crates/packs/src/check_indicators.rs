//! What an indicator must satisfy: its measures are defined and go together.

use crate::check::Check;
use crate::mistake::{MistakeKind, Thing};
use dienhong_domain::indicators::{Indicator, Term, Unlike, When, dimension};
use dienhong_domain::packs::{Measure, MeasureKind};

/// Notes all mistakes of an indicator.
pub(crate) fn indicator(check: &Check<'_>, of: &Indicator) {
    let path = format!("indicator:{}", of.code);
    check.section(&path, &of.section);
    if let Some(window) = &of.window {
        check.window(&path, window);
    }
    let wrong = |what| check.wrong(&path, "formula", what);
    for term in of.formula.terms() {
        match check.measures.get(term.measure.as_str()) {
            Some(measure) => evidence(&term, measure, &wrong),
            None => check.unknown(
                &path,
                "formula",
                Thing::Measure,
                &term.measure,
                check.measures.keys().copied(),
            ),
        }
    }
    // The Vietnamese words are the reference: measures with one unit of count say it alike.
    let unit = |code: &str| check.measures.get(code).map(|m| m.unit.vi.clone());
    match dimension(&of.formula, &unit) {
        Ok(_) => {}
        Err(Unlike::Units(one, other)) => wrong(MistakeKind::FormulaUnlike { one, other }),
        Err(Unlike::NotANumber) => wrong(MistakeKind::FormulaNotANumber),
        Err(Unlike::NotACondition) => wrong(MistakeKind::FormulaNotACondition),
        Err(Unlike::Zero) => wrong(MistakeKind::FormulaDividesByZero),
    }
}

fn evidence(term: &Term, measure: &Measure, wrong: &dyn Fn(MistakeKind)) {
    let measure_code = measure.code.clone();
    if measure.kind == MeasureKind::Share {
        wrong(MistakeKind::FormulaOfShare {
            measure: measure_code,
        });
    } else if term.when == When::Start && !matches!(measure.kind, MeasureKind::Stock | MeasureKind::Units) {
        wrong(MistakeKind::NeedsStock {
            key: "start".to_owned(),
            measure: measure_code,
        });
    }
}
