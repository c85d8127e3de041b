//! Indicators as JSON: the same for the page's download, the API and the command line.

use super::{Evidence, Indicators, Reading};
use crate::snapshot::RulesSnapshot;
use crate::totals::json::{days, figure, lens};
use dienhong_domain::indicators::{Indicator, Interval, Judged, Lack, Outcome, Target, When};
use dienhong_domain::ledger::Verdict;
use dienhong_i18n::Locale;
use num_rational::BigRational;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The code of a judgement.
pub fn judged(of: Judged) -> &'static str {
    match of {
        Judged::Met => "met",
        Judged::Missed => "missed",
        Judged::Inconclusive => "inconclusive",
    }
}

/// The code of a comparison's result.
pub fn verdict(of: Verdict) -> &'static str {
    match of {
        Verdict::Less => "less",
        Verdict::Equal => "equal",
        Verdict::More => "more",
        Verdict::Inconclusive => "inconclusive",
    }
}

/// An exact number: numerator and denominator in lowest terms, as texts, since they may exceed 64 bits.
pub fn exact(of: &BigRational) -> Value {
    json!({ "numerator": of.numer().to_string(), "denominator": of.denom().to_string() })
}

fn interval(of: &Interval) -> Value {
    json!({
        "exact": exact(&of.point),
        "bound": of.bound().code(),
        "low": of.low.as_ref().map(exact),
        "high": of.high.as_ref().map(exact),
    })
}

/// A result: its state, the number exact and as shown, and its fraction.
pub fn outcome(indicator: &Indicator, of: &Outcome) -> Value {
    let (state, missing) = match of {
        Outcome::Number(_) => ("number", BTreeSet::new()),
        Outcome::None(Lack::NotRecorded(terms)) => {
            ("not-recorded", terms.iter().map(|t| t.measure.as_str()).collect())
        }
        Outcome::None(Lack::NothingToDivideBy) => ("nothing-to-divide-by", BTreeSet::new()),
        Outcome::None(Lack::Undecided) => ("undecided", BTreeSet::new()),
    };
    json!({
        "state": state,
        "steps": of.value().and_then(|v| indicator.shown(v)),
        "scale": indicator.decimals,
        "value": of.value().map(interval),
        "fraction": of.fraction().map(|(a, b)| json!({ "over": interval(a), "under": interval(b) })),
        "missing": missing,
    })
}

fn evidence(snapshot: &RulesSnapshot, of: &Evidence, locale: Locale) -> Value {
    let q = of.question;
    json!({
        "measure": of.measure.code,
        "title": of.measure.title.get(locale.code()),
        "unit_of_count": of.measure.unit.get(locale.code()),
        "unit": snapshot.map.uid(q.unit),
        "from": q.period.from.to_string(),
        "to": q.period.to.to_string(),
        "lens": lens(q.lens),
        "at_start": of.term.when == When::Start,
        "periods_back": of.term.back,
        "figure": figure(&of.figure, of.measure.scale),
    })
}

/// One indicator.
pub fn reading(snapshot: &RulesSnapshot, of: &Reading, locale: Locale) -> Value {
    let i = &of.indicator;
    let (at_least, at_most) = match i.target {
        Some(Target::AtLeast(steps)) => (Some(steps), None),
        Some(Target::AtMost(steps)) => (None, Some(steps)),
        None => (None, None),
    };
    let all =
        |list: &[Evidence]| -> Vec<Value> { list.iter().map(|e| evidence(snapshot, e, locale)).collect() };
    json!({
        "indicator": i.code,
        "title": i.title.get(locale.code()),
        "unit_of_count": i.unit.get(locale.code()),
        "formula": i.text,
        "times": i.times,
        "reference": i.reference,
        "result": outcome(i, &of.outcome),
        "target": {
            "at_least_steps": at_least,
            "at_most_steps": at_most,
            "judged": of.target.map(judged),
        },
        "compared": {
            "now": outcome(i, &of.compared.now),
            "before": outcome(i, &of.compared.before),
            "verdict": of.compared.verdict.map(verdict),
            "relative": of.compared.relative.as_ref().map(interval),
            "expected": i.expected,
            "judged": of.compared.judged.map(judged),
        },
        "other_window": of.other_window,
        "evidence": all(&of.evidence),
        "ground": all(&of.ground),
    })
}

/// All indicators of a unit.
pub fn indicators(snapshot: &RulesSnapshot, of: &Indicators, locale: Locale) -> Value {
    let q = of.question;
    json!({
        "unit": { "uid": snapshot.map.uid(q.unit), "name": snapshot.map.label(q.unit, q.period.to, locale.code()) },
        "from": q.period.from.to_string(),
        "to": q.period.to.to_string(),
        "is_open": of.comparison.is_open,
        "compared": days(of.comparison.now),
        "before": days(of.comparison.before),
        "lens": lens(q.lens),
        "ground": of.comparison.ground.to_string(),
        "sections": of.sections.iter().map(|s| json!({
            "id": s.id,
            "title": s.title.get(locale.code()),
            "rows": s.readings.iter().map(|r| reading(snapshot, r, locale)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}
