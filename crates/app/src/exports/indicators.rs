//! Indicators of a unit as a table.

use super::{lens_words, number_column, optional_text, text, text_column};
use crate::indicators::{Indicators, Reading, SectionReadings, words};
use crate::units::then_and_now;
use dienhong_domain::indicators::{Indicator, Judged, Outcome};
use dienhong_domain::units::UnitMap;
use dienhong_i18n::{Locale, bound_word, period, t, t_with};
use dienhong_sheets::{Cell, Column, Table};

/// Indicators as a table: result, fraction, target, the period before, what is proposed.
pub fn indicators_table(map: &UnitMap, found: &Indicators, locale: Locale) -> Table {
    let q = found.question;
    let unit = then_and_now(map, q.unit, q.period.to, locale);
    let rows = found.sections.iter().flat_map(|section| {
        let readings = section.readings.iter();
        readings.map(move |reading| cells(section, reading, locale))
    });
    Table {
        title: t_with(
            locale,
            "indicators-table-title",
            &[("unit", unit.into()), ("period", period(q.period, locale).into())],
        ),
        notes: vec![
            lens_words(map, q, locale),
            words::ground(found, locale),
            t(locale, "indicators-proposes"),
        ],
        columns: columns(locale),
        rows: rows.collect(),
        sheet: t(locale, "indicators-sheet"),
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    let text = |key: &str, width| text_column(key, width, locale);
    let number = |key: &str| number_column(key, 14, locale);
    vec![
        text("totals-column-section", 24),
        text("indicators-column-code", 22),
        text("indicators-indicator", 44),
        number("indicators-result"),
        text("totals-column-unit", 18),
        text("totals-column-bound", 16),
        text("indicators-column-over", 14),
        text("indicators-column-under", 14),
        text("indicators-column-target", 20),
        text("indicators-column-judged", 18),
        number("totals-column-before"),
        text("totals-change", 26),
        text("indicators-column-expected", 18),
        text("indicators-column-formula", 40),
    ]
}

fn cells(section: &SectionReadings, reading: &Reading, locale: Locale) -> Vec<Cell> {
    let indicator = &reading.indicator;
    let code = locale.code();
    let bound = reading.outcome.value().map(|v| bound_word(v.bound(), locale));
    let (over, under) = words::fraction(&reading.outcome, locale).unwrap_or_default();
    let judged = |of: Option<Judged>| optional_text(of.map(|of| words::judged(of, locale)));
    vec![
        text(section.title.get(code)),
        text(&indicator.code),
        text(indicator.title.get(code)),
        result(indicator, &reading.outcome, locale),
        text(indicator.unit.get(code)),
        optional_text(bound),
        Cell::Text(over),
        Cell::Text(under),
        optional_text(words::target(indicator, locale)),
        judged(reading.target),
        result(indicator, &reading.compared.before, locale),
        Cell::Text(words::change(reading, locale)),
        judged(reading.compared.judged),
        text(&indicator.text),
    ]
}

/// A result as the number that is shown, or in words why there is none.
fn result(indicator: &Indicator, outcome: &Outcome, locale: Locale) -> Cell {
    let steps = outcome.value().and_then(|value| indicator.shown(value));
    match steps {
        Some(steps) => Cell::Number {
            steps,
            scale: indicator.decimals,
        },
        None => Cell::Text(words::result(indicator, outcome, locale)),
    }
}
