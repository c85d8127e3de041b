//! Totals as JSON: the same for the page's download, the API and the command line.

use super::{Breakdown, Question, Row, Share, Totals};
use crate::snapshot::RulesSnapshot;
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::{Coverage, Figure};
use dienhong_domain::packs::{Measure, SHARE_SCALE};
use dienhong_domain::time::Period;
use dienhong_domain::units::Lens;
use dienhong_i18n::Locale;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The code of a lens: "as-it-was", or the day of the map.
pub fn lens(lens: Lens) -> String {
    match lens {
        Lens::AsItWas => "as-it-was".to_owned(),
        Lens::At(day) => day.to_string(),
    }
}

/// A figure: whole steps, their decimals, the bound, the number of postings behind it; null when nothing is recorded.
pub fn figure(of: &Figure, scale: u8) -> Value {
    if !of.is_known() {
        return Value::Null;
    }
    json!({
        "steps": of.sums.amount,
        "scale": scale,
        "bound": of.bound().code(),
        "postings": of.sums.lines,
        "estimated": of.estimated,
        "undivided_steps": if of.is_undivided() { json!(of.undivided.amount) } else { Value::Null },
    })
}

/// How many units below recorded a figure; null where this is not counted.
pub fn coverage(of: Option<&Coverage>, locale: Locale) -> Value {
    of.map_or(
        Value::Null,
        |of| json!({ "recorded": of.recorded, "units": of.units, "kinds": of.kinds.get(locale.code()) }),
    )
}

/// First and last day.
pub fn days(of: Period) -> Value {
    json!({ "from": of.from.to_string(), "to": of.to.to_string() })
}

/// A share as stated: its lowest and highest statement, and how many there are.
pub fn share(of: &Share) -> Value {
    let end = |(steps, of): (i64, Bound)| json!({ "steps": steps, "scale": SHARE_SCALE, "bound": of.code() });
    json!({ "low": end(of.low), "high": end(of.high), "statements": of.times })
}

/// Totals with every recorded line.
pub fn totals(snapshot: &RulesSnapshot, of: &Totals, locale: Locale) -> Value {
    let q = of.question;
    let code = locale.code();
    let row = |r: &Row| {
        let m = &r.measure;
        json!({
            "measure": m.code,
            "title": m.title.get(code),
            "unit_of_count": m.unit.get(code),
            "kind": m.kind,
            "part_of": m.part_of,
            "figure": figure(&r.figure, m.scale),
            "compared": figure(&r.compared, m.scale),
            "before": figure(&r.before, m.scale),
            "coverage": coverage(r.coverage.as_ref(), locale),
            "share": r.share.as_ref().map(share),
        })
    };
    json!({
        "unit": { "uid": snapshot.map.uid(q.unit), "name": snapshot.map.label(q.unit, q.period.to, code) },
        "from": q.period.from.to_string(),
        "to": q.period.to.to_string(),
        "as_of": of.comparison.as_of.map(|day| day.to_string()),
        "compared": days(of.comparison.now),
        "before": days(of.comparison.before),
        "ground": of.comparison.ground.to_string(),
        "lens": lens(q.lens),
        "sections": of.sections.iter().map(|s| json!({
            "id": s.id,
            "title": s.title.get(code),
            "rows": s.rows.iter().filter(|r| !r.is_empty()).map(row).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// Figures by the units below, then what belongs to none of them, and the whole.
pub fn breakdown(snapshot: &RulesSnapshot, q: Question, measures: &[Measure], of: &Breakdown) -> Value {
    let figures = |figures: &HashMap<String, Figure>| -> Map<String, Value> {
        let of = measures.iter().filter_map(|m| Some((m, figures.get(&m.code)?)));
        of.map(|(m, found)| (m.code.clone(), figure(found, m.scale)))
            .collect()
    };
    let below = of
        .rows
        .iter()
        .map(|row| json!({ "unit": snapshot.map.uid(row.unit), "figures": figures(&row.figures) }));
    let rest = of
        .rest
        .iter()
        .map(|row| json!({ "rest": row.kind.code(), "figures": figures(&row.figures) }));
    let whole = json!({ "whole": snapshot.map.uid(q.unit), "figures": figures(&of.whole) });
    below.chain(rest).chain([whole]).collect()
}
