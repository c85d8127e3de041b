//! `[[indicator]]`: a formula over measures, and what it should come to.

use super::{Table, each, removed};
use crate::check::Check;
use crate::compatible::Row;
use crate::formula::{FormulaError, read_formula};
use crate::keys::Keys;
use crate::mistake::{MistakeKind, Thing};
use crate::overlay::Overlay;
use dienhong_domain::indicators::{Expected, Formula, Indicator, Target, Term, Unlike, When, dimension};
use dienhong_domain::packs::{Measure, MeasureKind, Pack};

const EXPECTED: [(&str, Expected); 4] = [
    ("less", Expected::Less),
    ("not-more", Expected::NotMore),
    ("more", Expected::More),
    ("not-less", Expected::NotLess),
];
/// Largest `times`.
const TIMES_MAX: i64 = 1_000_000;

pub(super) struct Indicators;

impl Table for Indicators {
    fn read(&self, files: &[Keys<'_>], pack: &mut Pack) {
        pack.indicators = each(files, "indicator").map(|keys| indicator(&keys)).collect();
    }

    fn check(&self, check: &Check<'_>) {
        let all = check.pack.indicators.iter();
        all.for_each(|indicator| check_indicator(check, indicator));
    }

    fn overlay(&self, overlay: &Overlay<'_>, below: &mut Pack) {
        let own = &overlay.pack.indicators;
        overlay.add(Thing::Indicator, "indicator", own, &mut below.indicators, |i| {
            &i.code
        });
    }

    fn compatible(&self, old: &Pack, new: &Pack, found: &mut Vec<MistakeKind>) {
        let both = (&old.indicators[..], &new.indicators[..]);
        removed(Thing::Indicator, both, |i| &i.code, found);
    }

    fn rows(&self, pack: &Pack) -> Vec<Row> {
        let row = |i: &Indicator| Row::new(Thing::Indicator, &i.code, &i.title, i);
        pack.indicators.iter().map(row).collect()
    }

    fn codes<'p>(&self, pack: &'p Pack) -> Vec<(&'static str, &'p String)> {
        pack.indicators.iter().map(|i| ("indicator", &i.code)).collect()
    }

    fn combine(&self, all: &mut Pack, other: &mut Pack) {
        all.indicators.append(&mut other.indicators);
    }
}

fn indicator(keys: &Keys<'_>) -> Indicator {
    let code = keys.need_id("code");
    let title = keys.need_words("title");
    let unit = keys.need_words("unit");
    let text = keys.needed("formula", keys.text("formula")).unwrap_or_default();
    let formula = formula_of(keys, &text);
    let decimals = keys.decimals("decimals");
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
    read_formula(text).unwrap_or_else(|error| {
        let what = match error {
            FormulaError::Syntax { column, message } => MistakeKind::FormulaSyntax { column, message },
            FormulaError::NotAllowed { what } => MistakeKind::FormulaNotAllowed { what },
        };
        keys.wrong("formula", what);
        Formula::Number(0, 1)
    })
}

fn check_indicator(check: &Check<'_>, of: &Indicator) {
    let path = format!("indicator:{}", of.code);
    check.section(&path, &of.section);
    if let Some(window) = &of.window {
        check.window(&path, window);
    }
    let wrong = |what| check.wrong(&path, "formula", what);
    for term in of.formula.terms() {
        match check.measures.get(term.measure.as_str()) {
            Some(measure) => check_term(&term, measure, &wrong),
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

fn check_term(term: &Term, measure: &Measure, wrong: &dyn Fn(MistakeKind)) {
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
