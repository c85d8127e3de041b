//! Totals and lists as tables for XLSX or CSV, with the same values as the page shows.

mod below;
mod entries;
mod filings;
mod indicators;
mod totals;

pub use below::below_table;
pub use entries::EntryTable;
pub use filings::filing_table;
pub use indicators::indicators_table;
pub use totals::totals_table;

use crate::totals::reading::before_it_existed;
use crate::totals::{Question, Row};
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::SHARE_SCALE;
use dienhong_domain::units::{Lens, UnitMap};
use dienhong_i18n::{Locale, bound_word, day, t, t_with};
use dienhong_sheets::{Cell, Column, ColumnKind};

/// Words for a bound, and for an estimated or undivided figure.
pub fn sureness(row: &Row, locale: Locale) -> String {
    figure_sureness(&row.figure, locale)
}

fn figure_sureness(figure: &Figure, locale: Locale) -> String {
    let mut words = Vec::new();
    if figure.is_recorded() && figure.bound() != Bound::Exact {
        words.push(bound_word(figure.bound(), locale));
    }
    if figure.estimated {
        words.push(t(locale, "totals-estimated"));
    }
    if figure.is_undivided() {
        words.push(t(locale, "totals-undivided"));
    }
    words.retain(|w| !w.is_empty());
    words.join("; ")
}

/// Words for the map through which the figures are read.
fn lens_words(map: &UnitMap, q: Question, locale: Locale) -> String {
    let plain = match q.lens {
        Lens::AsItWas => t(locale, "totals-lens-then"),
        Lens::At(on) => t_with(locale, "totals-lens-at", &[("day", day(on).into())]),
    };
    before_it_existed(map, q, locale).unwrap_or(plain)
}

fn column(title: String, kind: ColumnKind, width: u16) -> Column {
    Column { title, kind, width }
}

/// A column of text with the heading of this key; `width` in characters.
fn text_column(key: &str, width: u16, locale: Locale) -> Column {
    column(t(locale, key), ColumnKind::Text, width)
}

/// A column of numbers with the heading of this key; `width` in characters.
fn number_column(key: &str, width: u16, locale: Locale) -> Column {
    column(t(locale, key), ColumnKind::Number { scale: 0 }, width)
}

fn text(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

fn optional_text(words: Option<String>) -> Cell {
    words.map_or(Cell::Empty, Cell::Text)
}

/// A sum; an empty cell where nothing was recorded.
fn amount(figure: &Figure, scale: u8) -> Cell {
    match figure.is_recorded() {
        true => Cell::Number {
            steps: figure.sums.amount,
            scale,
        },
        false => Cell::Empty,
    }
}

/// A stated share with words for its bound: a number when all statements agree, otherwise the lowest and the highest in
/// the sentence of the key `range`.
fn stated_share(low: (i64, Bound), high: (i64, Bound), range: &str, locale: Locale) -> (Cell, String) {
    if low == high {
        let (steps, bound) = low;
        let scale = SHARE_SCALE;
        return (Cell::Number { steps, scale }, bound_word(bound, locale));
    }
    let end = |steps| dienhong_i18n::amount(steps, SHARE_SCALE, locale);
    let words = t_with(
        locale,
        range,
        &[("low", end(low.0).into()), ("high", end(high.0).into())],
    );
    (Cell::Text(words), String::new())
}
