//! Totals for programs: exact numbers in steps with their scale, bounds by code, and null for what was not recorded.

use dienhong_app::totals::{Row, Totals};
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{MeasureKind, SHARE_SCALE};
use dienhong_domain::time::Period;
use dienhong_domain::units::{Lens, UnitMap};
use dienhong_i18n::Locale;
use serde_json::{Value, json};

/// The totals as one object.
pub(crate) fn object(map: &UnitMap, totals: &Totals, locale: Locale) -> Value {
    let q = totals.question;
    let days = |p: Period| json!({ "from": p.from.to_string(), "to": p.to.to_string() });
    let section = |s: &dienhong_app::totals::SectionRows| {
        json!({
            "id": s.id,
            "title": s.title.get(locale.code()),
            "rows": s.rows.iter().filter(|r| !r.is_empty()).map(|r| row(r, locale)).collect::<Vec<_>>(),
        })
    };
    json!({
        "unit": { "uid": map.uid(q.unit), "name": map.label(q.unit, q.period.to, locale.code()) },
        "period": days(q.period),
        "as_of": totals.comparison.as_of.map(|day| day.to_string()),
        "compared": days(totals.comparison.now),
        "before": days(totals.comparison.before),
        "ground": totals.comparison.ground.to_string(),
        "lens": match q.lens { Lens::AsItWas => "as-was".to_owned(), Lens::At(day) => day.to_string() },
        "estimated": totals.is_estimated,
        "undivided": totals.is_undivided,
        "sections": totals.sections.iter().map(section).collect::<Vec<_>>(),
    })
}

fn row(row: &Row, locale: Locale) -> Value {
    let m = &row.measure;
    let is_share = m.kind == MeasureKind::Share;
    json!({
        "measure": m.code,
        "title": m.title.get(locale.code()),
        "unit_of_count": m.unit.get(locale.code()),
        "scale": if is_share { SHARE_SCALE } else { m.scale },
        "part_of": m.part_of,
        "figure": figure(&row.figure),
        "compared": figure(&row.compared),
        "before": figure(&row.before),
        "coverage": dienhong_app::totals::json::coverage(row.coverage.as_ref(), locale),
        "share": row.share.as_ref().map(|s| json!({
            "low": s.low.0, "low_bound": s.low.1.code(), "high": s.high.0, "high_bound": s.high.1.code(), "times": s.times,
        })),
    })
}

fn figure(figure: &Figure) -> Value {
    json!({
        "steps": figure.is_recorded().then_some(figure.sums.amount),
        "bound": figure.bound().code(),
        "lines": figure.sums.lines,
        "estimated": figure.estimated,
        "undivided": figure.is_undivided(),
    })
}
