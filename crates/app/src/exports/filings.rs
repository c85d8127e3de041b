//! A filing as a table.

use super::{amount, number_column, stated_share, text, text_column};
use crate::filings::{Filing, read_through, title};
use crate::snapshot::RulesSnapshot;
use dienhong_domain::filings::{Frozen, FrozenFigure, FrozenIndicator};
use dienhong_i18n::{Locale, bound_word, period, t, t_with};
use dienhong_sheets::{Cell, Column, Table};

/// A filing as a table: what was frozen, figures first, indicators after them.
pub fn filing_table(snapshot: &RulesSnapshot, of: &Filing, locale: Locale) -> Table {
    let figures = of.content.figures.iter().map(|f| figure_cells(f, locale));
    let indicators = of.content.indicators.iter().map(|i| indicator_cells(i, locale));
    Table {
        title: t_with(
            locale,
            "filings-table-title",
            &[
                ("title", of.content.title.get(locale.code()).into()),
                ("unit", of.content.unit_name.as_str().into()),
                ("period", period(of.period, locale).into()),
            ],
        ),
        notes: read_through(snapshot, of, locale)
            .into_iter()
            .chain([
                t_with(locale, "filings-version", &[("version", of.version.into())]),
                format!("SHA-256 {}", of.hash),
            ])
            .collect(),
        columns: columns(locale),
        rows: figures.chain(indicators).collect(),
        sheet: t(locale, "filings-title"),
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    let text = |key: &str, width| text_column(key, width, locale);
    vec![
        text("totals-column-section", 24),
        text("totals-column-code", 22),
        text("totals-column-measure", 44),
        text("totals-column-unit", 18),
        number_column("totals-column-amount", 16, locale),
        text("totals-column-bound", 16),
    ]
}

fn figure_cells(of: &Frozen, locale: Locale) -> Vec<Cell> {
    let code = locale.code();
    let (amount, bound) = frozen_amount(of, locale);
    vec![
        text(of.section.get(code)),
        text(&of.measure),
        Cell::Text(title(of, locale)),
        text(of.unit.get(code)),
        amount,
        Cell::Text(bound),
    ]
}

/// The amount of a frozen figure with words for its bound.
fn frozen_amount(of: &Frozen, locale: Locale) -> (Cell, String) {
    match &of.figure {
        FrozenFigure::Sum(sum) => {
            let bound = match sum.is_recorded() {
                true => bound_word(sum.bound(), locale),
                false => t(locale, "totals-undivided"),
            };
            (amount(sum, of.scale), bound)
        }
        FrozenFigure::Shares { low, high, .. } => stated_share(*low, *high, "filings-shares", locale),
    }
}

fn indicator_cells(of: &FrozenIndicator, locale: Locale) -> Vec<Cell> {
    let code = locale.code();
    vec![
        Cell::Text(t(locale, "indicators-title")),
        text(&of.indicator),
        text(of.title.get(code)),
        text(of.unit.get(code)),
        Cell::Number {
            steps: of.steps,
            scale: of.scale,
        },
        Cell::Text(bound_word(of.bound, locale)),
    ]
}
