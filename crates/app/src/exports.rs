//! Totals and lists as tables, handed over as XLSX or CSV, equal to what the page shows.

use crate::entries::words::state_key;
use crate::entries::{ListRow, answer};
use crate::filings::{Filing, read_through, title};
use crate::indicators::{Indicators, Reading, SectionReadings, words};
use crate::snapshot::{Rules, RulesSnapshot};
use crate::totals::reading::before_it_existed;
use crate::totals::words::{as_of, compared};
use crate::totals::{Breakdown, Question, Row, SectionRows, Share, Totals};
use crate::units::then_and_now;
use dienhong_domain::amount::Bound;
use dienhong_domain::filings::FrozenFigure;
use dienhong_domain::indicators::{Judged, Outcome};
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{FieldKind, Measure, MeasureKind, Register, SHARE_SCALE};
use dienhong_domain::units::UnitMap;
use dienhong_domain::units::{Lens, UnitId};
use dienhong_i18n::{Locale, bound_word, coverage, day, period, t, t_with};
use dienhong_sheets::{Cell, Column, ColumnKind, Table};

fn column(title: String, kind: ColumnKind, width: u16) -> Column {
    Column { title, kind, width }
}

/// Words for a bound, with those of an estimate and of what is undivided.
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
    let text = |key: &str, width| column(t(locale, key), ColumnKind::Text, width);
    let number = |key: &str| column(t(locale, key), ColumnKind::Number { scale: 0 }, 14);
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
    let text = |s: &str| Cell::Text(s.to_owned());
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
        cells.push(said.map_or(Cell::Empty, Cell::Text));
    }
    cells
}

/// The amount of a row with words for its bound.
fn amount_now(row: &Row, locale: Locale) -> (Cell, String) {
    let m = &row.measure;
    let share = row.share.as_ref().filter(|_| m.kind == MeasureKind::Share);
    match share {
        Some(share) => stated_share(share, locale),
        None => (amount(&row.figure, m.scale), sureness(row, locale)),
    }
}

/// A share as a number when all statements agree, else from the lowest to the highest in words.
fn stated_share(share: &Share, locale: Locale) -> (Cell, String) {
    if share.low == share.high {
        let (steps, bound) = share.low;
        let scale = SHARE_SCALE;
        return (Cell::Number { steps, scale }, bound_word(bound, locale));
    }
    let end = |steps| dienhong_i18n::amount(steps, SHARE_SCALE, locale);
    let words = t_with(
        locale,
        "totals-share-range",
        &[
            ("low", end(share.low.0).into()),
            ("high", end(share.high.0).into()),
        ],
    );
    (Cell::Text(words), String::new())
}

/// The amount of the period before and its bound; shares are not compared.
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

fn amount(figure: &Figure, scale: u8) -> Cell {
    match figure.is_recorded() {
        true => Cell::Number {
            steps: figure.sums.amount,
            scale,
        },
        false => Cell::Empty,
    }
}

/// Indicators as a table: result, fraction, target, the period before, what is proposed.
pub fn indicators_table(map: &UnitMap, found: &Indicators, locale: Locale) -> Table {
    let q = found.question;
    let text = |key: &str, width| column(t(locale, key), ColumnKind::Text, width);
    let columns = vec![
        text("totals-column-section", 24),
        text("indicators-column-code", 22),
        text("indicators-indicator", 44),
        column(
            t(locale, "indicators-result"),
            ColumnKind::Number { scale: 0 },
            14,
        ),
        text("totals-column-unit", 18),
        text("totals-column-bound", 16),
        text("indicators-column-over", 14),
        text("indicators-column-under", 14),
        text("indicators-column-target", 20),
        text("indicators-column-judged", 18),
        column(
            t(locale, "totals-column-before"),
            ColumnKind::Number { scale: 0 },
            14,
        ),
        text("totals-change", 26),
        text("indicators-column-expected", 18),
        text("indicators-column-formula", 40),
    ];
    let line = |section: &SectionReadings, reading: &Reading| {
        let i = &reading.indicator;
        let number = |of: &Outcome| {
            let steps = of.value().and_then(|v| i.shown(v));
            steps.map_or_else(
                || Cell::Text(words::result(i, of, locale)),
                |steps| Cell::Number {
                    steps,
                    scale: i.decimals,
                },
            )
        };
        let bound = reading.outcome.value().map(|v| bound_word(v.bound(), locale));
        let (over, under) = words::fraction(&reading.outcome, locale).unwrap_or_default();
        let judged = |of: Option<Judged>| of.map_or(Cell::Empty, |of| Cell::Text(words::judged(of, locale)));
        vec![
            Cell::Text(section.title.get(locale.code()).to_owned()),
            Cell::Text(i.code.clone()),
            Cell::Text(i.title.get(locale.code()).to_owned()),
            number(&reading.outcome),
            Cell::Text(i.unit.get(locale.code()).to_owned()),
            bound.map_or(Cell::Empty, Cell::Text),
            Cell::Text(over),
            Cell::Text(under),
            words::target(i, locale).map_or(Cell::Empty, Cell::Text),
            judged(reading.target),
            number(&reading.compared.before),
            Cell::Text(words::change(reading, locale)),
            judged(reading.compared.judged),
            Cell::Text(i.text.clone()),
        ]
    };
    let rows = found
        .sections
        .iter()
        .flat_map(|s| s.readings.iter().map(move |r| line(s, r)));
    let unit = then_and_now(map, q.unit, q.period.to, locale);
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
        columns,
        rows: rows.collect(),
        sheet: t(locale, "indicators-sheet"),
    }
}

/// A filing as a table: what was frozen, figures first, indicators after them.
pub fn filing_table(snapshot: &RulesSnapshot, of: &Filing, locale: Locale) -> Table {
    let text = |key: &str, width| column(t(locale, key), ColumnKind::Text, width);
    let columns = vec![
        text("totals-column-section", 24),
        text("totals-column-code", 22),
        text("totals-column-measure", 44),
        text("totals-column-unit", 18),
        column(
            t(locale, "totals-column-amount"),
            ColumnKind::Number { scale: 0 },
            16,
        ),
        text("totals-column-bound", 16),
    ];
    let code = locale.code();
    let figures = of.content.figures.iter().map(|f| {
        let (amount, bound) = match &f.figure {
            FrozenFigure::Sum(sum) if sum.is_recorded() => (
                Cell::Number {
                    steps: sum.sums.amount,
                    scale: f.scale,
                },
                bound_word(sum.bound(), locale),
            ),
            FrozenFigure::Sum(_) => (Cell::Empty, t(locale, "totals-undivided")),
            FrozenFigure::Shares { low, high, .. } if low == high => (
                Cell::Number {
                    steps: low.0,
                    scale: SHARE_SCALE,
                },
                bound_word(low.1, locale),
            ),
            FrozenFigure::Shares { low, high, .. } => {
                let end = |steps| dienhong_i18n::amount(steps, SHARE_SCALE, locale);
                let words = t_with(
                    locale,
                    "filings-shares",
                    &[("low", end(low.0).into()), ("high", end(high.0).into())],
                );
                (Cell::Text(words), String::new())
            }
        };
        vec![
            Cell::Text(f.section.get(code).to_owned()),
            Cell::Text(f.measure.clone()),
            Cell::Text(title(f, locale)),
            Cell::Text(f.unit.get(code).to_owned()),
            amount,
            Cell::Text(bound),
        ]
    });
    let indicators = of.content.indicators.iter().map(|i| {
        vec![
            Cell::Text(t(locale, "indicators-title")),
            Cell::Text(i.indicator.clone()),
            Cell::Text(i.title.get(code).to_owned()),
            Cell::Text(i.unit.get(code).to_owned()),
            Cell::Number {
                steps: i.steps,
                scale: i.scale,
            },
            Cell::Text(bound_word(i.bound, locale)),
        ]
    });
    Table {
        title: t_with(
            locale,
            "filings-table-title",
            &[
                ("title", of.content.title.get(code).into()),
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
        columns,
        rows: figures.chain(indicators).collect(),
        sheet: t(locale, "filings-title"),
    }
}

fn lens_words(map: &UnitMap, q: Question, locale: Locale) -> String {
    let plain = match q.lens {
        Lens::AsItWas => t(locale, "totals-lens-then"),
        Lens::At(on) => t_with(locale, "totals-lens-at", &[("day", day(on).into())]),
    };
    before_it_existed(map, q, locale).unwrap_or(plain)
}

/// A register's entries as a table with one column a question.
pub fn entries_table(
    map: &UnitMap,
    rules: &Rules,
    register: &Register,
    rows: &[ListRow],
    locale: Locale,
) -> Table {
    let code = locale.code();
    let fields: Vec<_> = register.fields.iter().filter(|f| !f.kind.is_upload()).collect();
    let mut columns = vec![
        column(t(locale, "entries-column-id"), ColumnKind::Text, 38),
        column(t(locale, "entries-field-day"), ColumnKind::Day, 12),
        column(t(locale, "entries-field-unit"), ColumnKind::Text, 22),
        column(t(locale, "entries-column-state"), ColumnKind::Text, 12),
    ];
    for field in &fields {
        let label = field.label.get(code).to_owned();
        match &field.kind {
            FieldKind::Number {
                scale, unit, bound, ..
            } => {
                columns.push(column(
                    format!("{label} ({})", unit.get(code)),
                    ColumnKind::Number { scale: *scale },
                    14,
                ));
                if *bound {
                    columns.push(column(
                        t_with(locale, "entries-column-bound", &[("label", label.into())]),
                        ColumnKind::Text,
                        12,
                    ));
                }
            }
            FieldKind::Share => {
                columns.push(column(
                    format!("{label} (%)"),
                    ColumnKind::Number { scale: SHARE_SCALE },
                    12,
                ));
            }
            _ => columns.push(column(label, ColumnKind::Text, 28)),
        }
    }
    let line = |row: &ListRow| {
        let mut cells = vec![
            Cell::Text(row.row.id.to_string()),
            Cell::Day(row.day),
            Cell::Text(map.label(row.row.unit, row.day, code)),
            Cell::Text(t(locale, state_key(row.state))),
        ];
        for field in &fields {
            let number = row.stored.body.values.get(&field.id).and_then(|v| v.number());
            match &field.kind {
                FieldKind::Number { scale, bound, .. } => {
                    cells
                        .push(number.map_or(Cell::Empty, |(steps, _)| Cell::Number { steps, scale: *scale }));
                    if *bound {
                        cells.push(Cell::Text(
                            number.map_or_else(String::new, |(_, b)| bound_word(b, locale)),
                        ));
                    }
                }
                FieldKind::Share => {
                    cells.push(number.map_or(Cell::Empty, |(steps, _)| Cell::Number {
                        steps,
                        scale: SHARE_SCALE,
                    }));
                }
                kind => cells.push(
                    answer(rules, kind, &field.id, &row.stored, locale).map_or(Cell::Empty, Cell::Text),
                ),
            }
        }
        cells
    };
    Table {
        title: register.title.get(code).to_owned(),
        notes: Vec::new(),
        columns,
        rows: rows.iter().map(line).collect(),
        sheet: register.title.get(code).to_owned(),
    }
}

/// Figures of the units below one: a row for each unit and each measure that was recorded there, then what belongs to none of
/// them, and the whole.
pub fn below_table(
    map: &UnitMap,
    q: Question,
    measures: &[Measure],
    of: &Breakdown,
    locale: Locale,
) -> Table {
    let text = |key: &str, width| column(t(locale, key), ColumnKind::Text, width);
    let columns = vec![
        text("totals-unit", 36),
        text("totals-column-code", 22),
        text("totals-column-measure", 44),
        text("totals-column-unit", 18),
        column(
            t(locale, "totals-column-amount"),
            ColumnKind::Number { scale: 0 },
            16,
        ),
        text("totals-column-bound", 16),
    ];
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
            .map(move |(m, figure)| below_cells(&name, &m, &figure, locale))
    });
    Table {
        title: format!("{}. {}", name(q.unit), period(q.period, locale)),
        notes: vec![lens_words(map, q, locale)],
        sheet: t(locale, "totals-below-title"),
        columns,
        rows: cells.collect(),
    }
}

fn below_cells(name: &str, m: &Measure, figure: &Figure, locale: Locale) -> Vec<Cell> {
    let words = |s: &str| Cell::Text(s.to_owned());
    vec![
        words(name),
        words(&m.code),
        words(m.title.get(locale.code())),
        words(m.unit.get(locale.code())),
        amount(figure, m.scale),
        Cell::Text(figure_sureness(figure, locale)),
    ]
}
