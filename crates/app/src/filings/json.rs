//! Filings as JSON: the same for the page's download and for the API.

use super::{Filing, Step};
use crate::snapshot::RulesSnapshot;
use crate::totals::json::{coverage, figure};
use dienhong_domain::amount::Bound;
use dienhong_domain::filings::{Frozen, FrozenFigure, FrozenIndicator};
use dienhong_domain::packs::SHARE_SCALE;
use dienhong_i18n::Locale;
use serde_json::{Value, json};

fn frozen(of: &Frozen, locale: Locale) -> Value {
    let (sum, share) = match &of.figure {
        FrozenFigure::Sum(sum) => (figure(sum, of.scale), Value::Null),
        FrozenFigure::Shares { low, high, times } => {
            let end =
                |end: &(i64, Bound)| json!({ "steps": end.0, "scale": SHARE_SCALE, "bound": end.1.code() });
            (
                Value::Null,
                json!({ "low": end(low), "high": end(high), "statements": times }),
            )
        }
    };
    json!({
        "measure": of.measure,
        "title": of.title.get(locale.code()),
        "unit_of_count": of.unit.get(locale.code()),
        "section": of.section.get(locale.code()),
        "kind": of.kind,
        "figure": sum,
        "share": share,
        "coverage": coverage(of.coverage.as_ref(), locale),
    })
}

fn indicator(of: &FrozenIndicator, locale: Locale) -> Value {
    json!({
        "indicator": of.indicator,
        "title": of.title.get(locale.code()),
        "unit_of_count": of.unit.get(locale.code()),
        "steps": of.steps,
        "scale": of.scale,
        "bound": of.bound.code(),
        "exact": { "numerator": of.exact.0, "denominator": of.exact.1 },
    })
}

fn step(snapshot: &RulesSnapshot, of: &Step, locale: Locale) -> Value {
    let day = dienhong_i18n::day_of(of.at);
    json!({
        "state": of.state.code(),
        "at": of.at,
        "who": of.who,
        "unit": { "uid": snapshot.map.uid(of.unit), "name": snapshot.map.label(of.unit, day, locale.code()) },
        "note": of.note,
        "reasons": of.reasons.iter().map(|(measure, reason)| json!({
            "measure": (!measure.is_empty()).then_some(measure),
            "reason": reason,
        })).collect::<Vec<_>>(),
    })
}

/// One filing with what happened to it and what changed since.
pub fn filing(snapshot: &RulesSnapshot, of: &Filing, locale: Locale) -> Value {
    let side = |f: &Option<Frozen>| f.as_ref().map(|f| frozen(f, locale));
    json!({
        "id": of.id,
        "unit": { "uid": snapshot.map.uid(of.unit), "name": of.content.unit_name },
        "form": of.form,
        "title": of.content.title.get(locale.code()),
        "from": of.period.from.to_string(),
        "to": of.period.to.to_string(),
        "due": of.due.and_then(Result::ok).map(|d| d.to_string()),
        "version": of.version,
        "state": of.state.code(),
        "hash": of.hash,
        "inputs": of.content.inputs,
        "map": of.content.map.map(|d| d.to_string()),
        "origin": of.origin,
        "packs": of.content.packs,
        "figures": of.content.figures.iter().map(|f| frozen(f, locale)).collect::<Vec<_>>(),
        "indicators": of.content.indicators.iter().map(|i| indicator(i, locale)).collect::<Vec<_>>(),
        "steps": of.steps.iter().map(|s| step(snapshot, s, locale)).collect::<Vec<_>>(),
        "is_touched": of.ledger_changed,
        "differences": of.since.as_ref().map(|all| all.iter().map(|d| json!({
            "then": side(&d.then),
            "now": side(&d.now),
        })).collect::<Vec<_>>()),
        "versions": of.versions.iter().map(|(id, version, state)| json!({
            "id": id, "version": version, "state": state.code(),
        })).collect::<Vec<_>>(),
    })
}
