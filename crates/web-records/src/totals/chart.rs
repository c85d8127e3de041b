//! A chart of a measure by months, drawn on the server, with a table of the same values.

use super::question::problem;
use dienhong_app::totals::Question;
use dienhong_domain::amount::Bound;
use dienhong_domain::packs::Measure;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::Shell;
use dienhong_web_kit::state::Me;

/// A month of a chart: horizontal measures in % of its width, vertical ones in px.
pub struct Bar {
    /// The month, as written on the axis.
    pub label: String,
    /// Left edge.
    pub x: String,
    /// Centre of value and label.
    pub middle: String,
    /// Width.
    pub width: String,
    /// Upper edge.
    pub y: String,
    /// Height.
    pub height: String,
    /// Baseline of the value.
    pub text_y: String,
    /// The amount in words, with its bound.
    pub value: String,
    /// Whether the value is shown on wide screens only.
    pub is_only_wide: bool,
}

/// A measure month by month, with its table.
pub struct Chart {
    /// What is counted.
    pub label: String,
    /// The months that have an amount.
    pub bars: Vec<Bar>,
    /// Month and amount, for the table beside.
    pub rows: Vec<(String, String)>,
}

// Vertical positions of the chart in px, with space for a value above and a label below.
const TOP: f64 = 24.0;
const BASE: f64 = 208.0;

/// The chart of a measure by months; `None` for a period of more than 800 days, and if fewer than two months have an
/// amount or none is above zero.
pub async fn chart(me: &Me, shell: &Shell, measure: &Measure, q: Question) -> Result<Option<Chart>, Problem> {
    if q.period.from.days_until(q.period.to) > 800 {
        return Ok(None);
    }
    let months = me.cx().totals().by_month(measure, q).await.map_err(problem)?;
    let last = q.period.to.min(me.today()).number() / 100;
    let within = |(y, m, _): &(i32, u32, Option<(i64, Bound)>)| {
        let number = y * 100 + *m as i32;
        q.period.from.number() / 100 <= number && number <= last
    };
    let months: Vec<_> = months.into_iter().filter(within).collect();
    let highest = months
        .iter()
        .filter_map(|(_, _, a)| Some(a.as_ref()?.0))
        .max()
        .unwrap_or(0);
    if highest <= 0 || months.iter().filter(|(_, _, a)| a.is_some()).count() < 2 {
        return Ok(None);
    }
    // A month is written with its bound, as on its own page.
    let words = |(amount, bound)| dienhong_i18n::bounded(amount, measure.scale, bound, me.locale());
    let step = 100.0 / months.len() as f64;
    let bars = months.iter().enumerate().map(|(i, (year, month, of))| {
        let amount = of.map(|(amount, _)| amount);
        let height = (BASE - TOP) * amount.unwrap_or(0).max(0) as f64 / highest as f64;
        let y = BASE - height;
        let label = if *month == 1 || i == 0 {
            format!("{month}/{}", year % 100)
        } else {
            month.to_string()
        };
        Bar {
            label,
            x: format!("{:.2}%", i as f64 * step + step * 0.14),
            middle: format!("{:.2}%", (i as f64 + 0.5) * step),
            width: format!("{:.2}%", step * 0.72),
            y: format!("{y:.1}"),
            height: format!("{height:.1}"),
            text_y: format!("{:.1}", y - 7.0),
            value: of.map_or_else(String::new, words),
            is_only_wide: months.len() > 6 && amount != Some(highest),
        }
    });
    let said = |a: &Option<(i64, Bound)>| a.map_or_else(|| shell.t("totals-none"), words);
    let rows = months.iter().map(|(y, m, a)| (format!("{m}/{y}"), said(a)));
    Ok(Some(Chart {
        label: shell.t("totals-chart-month"),
        bars: bars.collect(),
        rows: rows.collect(),
    }))
}
