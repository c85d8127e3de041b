//! Figures of the units below one as a table.

use super::{amount, figure_sureness, lens_words, number_column, text, text_column};
use crate::totals::{Breakdown, Question};
use crate::units::then_and_now;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::Measure;
use dienhong_domain::units::{UnitId, UnitMap};
use dienhong_i18n::{Locale, period, t};
use dienhong_sheets::{Cell, Column, Table};

/// Figures of the units below one: a row for each unit and each measure recorded there, then what belongs to none of
/// them, and the whole.
pub fn below_table(
    map: &UnitMap,
    q: Question,
    measures: &[Measure],
    of: &Breakdown,
    locale: Locale,
) -> Table {
    let name = |unit: UnitId| then_and_now(map, unit, q.period.to, locale);
    let below = of.rows.iter().map(|row| (name(row.unit), &row.figures));
    let rest = of.rest.iter().map(|row| (row.kind.words(locale), &row.figures));
    let whole = std::iter::once((t(locale, "totals-below-whole"), &of.whole));
    let rows = below.chain(rest).chain(whole);
    let cells = rows.flat_map(|(name, figures)| {
        let of = |m: &Measure| Some((m.clone(), *figures.get(&m.code).filter(|f| f.is_known())?));
        let found: Vec<_> = measures.iter().filter_map(of).collect();
        found
            .into_iter()
            .map(move |(m, figure)| cells_of(&name, &m, &figure, locale))
    });
    Table {
        title: format!("{}. {}", name(q.unit), period(q.period, locale)),
        notes: vec![lens_words(map, q, locale)],
        sheet: t(locale, "totals-below-title"),
        columns: columns(locale),
        rows: cells.collect(),
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    let text = |key: &str, width| text_column(key, width, locale);
    vec![
        text("totals-unit", 36),
        text("totals-column-code", 22),
        text("totals-column-measure", 44),
        text("totals-column-unit", 18),
        number_column("totals-column-amount", 16, locale),
        text("totals-column-bound", 16),
    ]
}

fn cells_of(name: &str, m: &Measure, figure: &Figure, locale: Locale) -> Vec<Cell> {
    vec![
        text(name),
        text(&m.code),
        text(m.title.get(locale.code())),
        text(m.unit.get(locale.code())),
        amount(figure, m.scale),
        Cell::Text(figure_sureness(figure, locale)),
    ]
}
