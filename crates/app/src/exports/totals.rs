//! Totals of a unit as a table.

use super::{amount, lens_words, number_column, optional_text, stated_share, sureness, text, text_column};
use crate::totals::words::{as_of, compared};
use crate::totals::{Row, SectionRows, Totals};
use crate::units::then_and_now;
use dienhong_domain::packs::MeasureKind;
use dienhong_domain::units::UnitMap;
use dienhong_i18n::{Locale, bound_word, coverage, period, t, t_with};
use dienhong_sheets::{Cell, Column, Table};

/// The totals as a table: code, name, unit of count, amount, bound, the period before.
pub fn totals_table(map: &UnitMap, totals: &Totals, locale: Locale) -> Table {
    let q = totals.question;
    let unit = then_and_now(map, q.unit, q.period.to, locale);
    let with_coverage = totals.has_coverage();
    let rows = totals.sections.iter().flat_map(|section| {
        let shown = section.rows.iter().filter(|r| !r.is_empty());
        shown.map(move |row| totals_cells(section, row, with_coverage, locale))
    });
    Table {
        title: t_with(
            locale,
            "totals-table-title",
            &[("unit", unit.into()), ("period", period(q.period, locale).into())],
        ),
        notes: as_of(&totals.comparison, locale)
            .into_iter()
            .chain([lens_words(map, q, locale), compared(&totals.comparison, locale)])
            .collect(),
        columns: totals_columns(with_coverage, locale),
        rows: rows.collect(),
        sheet: t(locale, "totals-sheet"),
    }
}

fn totals_columns(with_coverage: bool, locale: Locale) -> Vec<Column> {
    let text = |key: &str, width| text_column(key, width, locale);
    let number = |key: &str| number_column(key, 14, locale);
    let mut columns = vec![
        text("totals-column-section", 24),
        text("totals-column-code", 22),
        text("totals-column-measure", 44),
        text("totals-column-unit", 14),
        number("totals-column-amount"),
        text("totals-column-bound", 14),
        number("totals-column-before"),
        text("totals-column-before-bound", 14),
        text("totals-change", 26),
    ];
    if with_coverage {
        columns.push(text("totals-column-coverage", 30));
    }
    columns
}

fn totals_cells(section: &SectionRows, row: &Row, with_coverage: bool, locale: Locale) -> Vec<Cell> {
    let m = &row.measure;
    let code = locale.code();
    let (now, bound) = amount_now(row, locale);
    let (before, before_bound) = amount_before(row, locale);
    let mut cells = vec![
        text(section.title.get(code)),
        text(&m.code),
        Cell::Text(format!("{}{}", "  ".repeat(row.depth), m.title.get(code))),
        text(m.unit.get(code)),
        now,
        Cell::Text(bound),
        before,
        before_bound,
        Cell::Text(crate::totals::words::change(row, locale)),
    ];
    if with_coverage {
        let said = row.coverage.as_ref().map(|of| coverage(of, locale));
        cells.push(optional_text(said));
    }
    cells
}

/// The amount of a row with words for its bound.
fn amount_now(row: &Row, locale: Locale) -> (Cell, String) {
    let m = &row.measure;
    let share = row.share.as_ref().filter(|_| m.kind == MeasureKind::Share);
    match share {
        Some(share) => stated_share(share.low, share.high, "totals-share-range", locale),
        None => (amount(&row.figure, m.scale), sureness(row, locale)),
    }
}

/// The amount of the previous period and its bound; shares are not compared.
fn amount_before(row: &Row, locale: Locale) -> (Cell, Cell) {
    if row.measure.kind == MeasureKind::Share {
        return (Cell::Empty, Cell::Empty);
    }
    let bound = match row.before.is_recorded() {
        true => bound_word(row.before.bound(), locale),
        false => String::new(),
    };
    (amount(&row.before, row.measure.scale), Cell::Text(bound))
}
