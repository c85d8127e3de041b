//! Tables and charts of a report: of a section or chosen measures, or by units, months and years.

use super::facts::{BEFORE, Broken, CHANGE, ReportFacts, figure_text};
use super::paper::words;
use super::{ReportError, say};
use crate::reports::ReportService;
use crate::snapshot::RulesSnapshot;
use crate::totals::Row;
use crate::urls;
use dienhong_domain::ledger::{Figure, Verdict};
use dienhong_domain::outlines::{By, ChartPart, Part, PartKind, Rows, TablePart};
use dienhong_domain::packs::{Measure, MeasureKind};
use dienhong_i18n::{Locale, t_with};
use dienhong_reports::{Bar, Block, Chart, Column, Number, Span, Table};

impl ReportService<'_> {
    /// The table or chart of a part.
    pub(super) async fn block(
        &self,
        ground: &ReportFacts,
        part: &Part,
    ) -> Result<Option<Block>, ReportError> {
        let snapshot = self.snapshot();
        let rules = self.rules_for_period(ground.question.unit, ground.question.period);
        let measures = |codes: &[String]| -> Vec<Measure> {
            let found = codes.iter().filter_map(|code| rules.measure(code));
            found.filter(|m| m.kind != MeasureKind::Share).cloned().collect()
        };
        match &part.is {
            PartKind::Chart(chart) => {
                let measures = measures(std::slice::from_ref(&chart.measure));
                let Some(measure) = measures.first() else {
                    return Ok(None);
                };
                let lines = self.broken_down(ground.question, chart.by, &measures).await?;
                Ok(Some(Block::Chart(bars(snapshot, part, chart, measure, &lines))))
            }
            PartKind::Table(table) => match (table.by, &table.rows) {
                (Some(by), Rows::Measures(codes)) => {
                    let measures = measures(codes);
                    let lines = self.broken_down(ground.question, by, &measures).await?;
                    let head = say(match by {
                        By::Unit => "reports-column-unit",
                        By::Month => "reports-column-month",
                        By::Year => "reports-column-year",
                    });
                    Ok(Some(Block::Table(crossed(
                        snapshot,
                        part,
                        table,
                        &measures,
                        &lines,
                        (head, ground),
                    ))))
                }
                _ => Ok(Some(Block::Table(listed(part, table, ground)))),
            },
            _ => Ok(None),
        }
    }
}

fn column(title: String, width: u16, is_number: bool) -> Column {
    Column {
        title,
        width,
        is_number,
    }
}

/// A number of the report's facts under a name of its own; a dash if there is none.
fn cell(part: &Part, name: &str, ground: &ReportFacts) -> Vec<Span> {
    ground.numbers.get(name).map_or_else(
        || words("–"),
        |number| {
            vec![Span::Number(Number {
                name: format!("{}.{name}", part.id),
                ..number.clone()
            })]
        },
    )
}

/// A table whose rows are measures.
fn listed(part: &Part, table: &TablePart, ground: &ReportFacts) -> Table {
    let sections = ground.totals.sections.iter();
    let rows = sections.flat_map(|s| s.rows.iter().map(move |row| (&s.id, row)));
    let shown = rows.filter(|(section, row)| is_in(&table.rows, section, row) && !row.is_empty());
    let cells = |(n, (_, row)): (usize, (&String, &Row))| listed_cells(n, row, part, table, ground);
    Table {
        title: table.title.clone(),
        columns: listed_columns(table, ground),
        rows: (1..).zip(shown).map(cells).collect(),
    }
}

fn is_in(of: &Rows, section: &str, row: &Row) -> bool {
    match of {
        Rows::Section(id) => section == id,
        Rows::Measures(codes) => codes.contains(&row.measure.code),
    }
}

fn listed_columns(table: &TablePart, ground: &ReportFacts) -> Vec<Column> {
    let mut columns = vec![
        column(say("filings-paper-order"), 3, true),
        column(say("totals-measure"), 12, false),
        column(say("filings-paper-unit"), 5, false),
        column(say("totals-amount"), 6, true),
    ];
    if table.compare {
        let before = dienhong_i18n::period(ground.totals.comparison.before, Locale::Vi);
        let before = t_with(Locale::Vi, "totals-before-days", &[("period", before.into())]);
        columns.push(column(before, 6, true));
        columns.push(column(say("reports-column-change"), 6, true));
    }
    if ground.totals.has_coverage() {
        columns.push(column(say("totals-column-coverage"), 6, false));
    }
    columns
}

fn listed_cells(n: usize, row: &Row, part: &Part, table: &TablePart, ground: &ReportFacts) -> Vec<Vec<Span>> {
    let m = &row.measure;
    let mut cells = vec![
        words(n.to_string()),
        words(m.title.vi.as_str()),
        words(m.unit.vi.as_str()),
        cell(part, &m.code, ground),
    ];
    if table.compare {
        cells.push(cell(part, &format!("{}{BEFORE}", m.code), ground));
        cells.push(change_cell(part, row, ground));
    }
    if ground.totals.has_coverage() {
        let said = row
            .coverage
            .as_ref()
            .map(|of| dienhong_i18n::coverage(of, Locale::Vi));
        cells.push(words(said.unwrap_or_default()));
    }
    cells
}

/// How much more or less than the year before, or that it is equal; a dash if nothing can be compared.
fn change_cell(part: &Part, row: &Row, ground: &ReportFacts) -> Vec<Span> {
    let mut change = cell(part, &format!("{}{CHANGE}", row.measure.code), ground);
    if change.iter().any(|span| matches!(span, Span::Number(_))) {
        change.insert(0, Span::Words(way(row)));
    } else if row.verdict() == Some(Verdict::Equal) {
        change = words(say("reports-equal"));
    }
    change
}

/// "tăng " or "giảm ".
fn way(row: &Row) -> String {
    let is_more = row.compared.sums.amount >= row.before.sums.amount;
    let word = say(if is_more { "reports-more" } else { "reports-less" });
    format!("{word} ")
}

/// A figure of a breakdown as a number of the paper.
fn number_of(snapshot: &RulesSnapshot, part: &Part, line: &Broken, measure: &Measure) -> Number {
    let figure = line.figures.get(&measure.code).copied().unwrap_or_default();
    let q = line.question;
    let (text, value) = figure_text(&figure, measure).unwrap_or_else(|| ("–".to_owned(), None));
    Number {
        name: format!("{}.{}.{}", part.id, line.key, measure.code),
        value,
        text,
        scale: measure.scale,
        proof: urls::proof(&measure.code, snapshot.map.uid(q.unit), q.period, q.lens),
    }
}

/// A table whose rows are units, months or years, with the whole below.
fn crossed(
    snapshot: &RulesSnapshot,
    part: &Part,
    table: &TablePart,
    measures: &[Measure],
    lines: &[Broken],
    (head, ground): (String, &ReportFacts),
) -> Table {
    let mut columns = vec![
        column(say("filings-paper-order"), 3, true),
        column(head, 8, false),
    ];
    columns.extend(measures.iter().map(|m| {
        let title = format!("{} ({})", m.title.vi, m.unit.vi);
        column(title, 5, true)
    }));
    let row = |(n, line): (usize, &Broken)| {
        let mut cells = vec![words(n.to_string()), words(line.label.as_str())];
        cells.extend(measures.iter().map(|m| {
            let is_known = line.figures.get(&m.code).is_some_and(Figure::is_recorded);
            match is_known {
                true => vec![Span::Number(number_of(snapshot, part, line, m))],
                false => words("–"),
            }
        }));
        cells
    };
    let mut rows: Vec<_> = (1..).zip(lines).map(row).collect();
    let mut whole = vec![words(""), words(say("reports-whole"))];
    whole.extend(measures.iter().map(|m| cell(part, &m.code, ground)));
    rows.push(whole);
    Table {
        title: table.title.clone(),
        columns,
        rows,
    }
}

fn bars(
    snapshot: &RulesSnapshot,
    part: &Part,
    chart: &ChartPart,
    measure: &Measure,
    lines: &[Broken],
) -> Chart {
    Chart {
        title: chart.title.clone(),
        unit: measure.unit.vi.clone(),
        bars: lines
            .iter()
            // The change within the period may be negative, and a bar cannot.
            .filter(|line| line.figures.get(&measure.code).is_none_or(|f| f.sums.amount >= 0))
            .map(|line| Bar {
                label: line.label.clone(),
                number: number_of(snapshot, part, line, measure),
            })
            .collect(),
    }
}
