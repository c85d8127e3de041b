//! What a report is based on: facts for its sentences, and every number with its text, value and proof.

use crate::indicators::words as said;
use crate::reports::ReportService;
use crate::snapshot::Rules;
use crate::totals::{Question, RestKind, Row, Totals, TotalsError};
use crate::units::then_and_now;
use crate::urls;
use dienhong_domain::amount::Bound;
use dienhong_domain::indicators::{Interval, Outcome};
use dienhong_domain::ledger::{Figure, Verdict};
use dienhong_domain::outlines::By;
use dienhong_domain::packs::{Measure, MeasureKind, SHARE_SCALE};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_i18n::{Locale, bounded, lower_first, t, t_with};
pub(super) use dienhong_packs::narrative::BEFORE;
use dienhong_packs::narrative::{Fact, Facts, Narrator, number};
use dienhong_reports::Number;
use num_rational::BigRational;
use std::collections::{BTreeMap, HashMap};

/// Suffix of a measure's code: how much more or less than the year before.
pub(super) const CHANGE: &str = ".so-cung-ky";
/// Name of the number of units directly below.
pub(super) const UNITS: &str = "so-don-vi";
/// Most months of a report's period, so that a table by months is never cut.
pub(super) const MONTHS_MAX: usize = 400;

/// Facts and numbers of a unit over a period.
pub(super) struct ReportFacts {
    pub(super) question: Question,
    pub(super) narrator: Narrator,
    pub(super) numbers: BTreeMap<String, Number>,
    pub(super) totals: Totals,
}

/// One line of a breakdown: its label, the question that its figures answer, and the figures.
pub(super) struct Broken {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) question: Question,
    pub(super) figures: HashMap<String, Figure>,
}

impl ReportService<'_> {
    /// Reads everything that sentences and tables of a report may name. `asked` is the whole period; the question
    /// covers only its days until now.
    pub(super) async fn facts(&self, q: Question, asked: Period) -> Result<ReportFacts, TotalsError> {
        let snapshot = self.snapshot();
        let q = self.totals().as_read(q);
        let totals = self.totals().read(q).await?;
        let indicators = self.indicators().read(q).await?;
        let uid = snapshot.map.uid(q.unit);
        let mut all = Numbers::default();
        let mut facts = Facts {
            unit: lower_first(&then_and_now(&snapshot.map, q.unit, q.period.to, Locale::Vi)),
            period: period_as_of(asked, q.period.to),
            from: day_in_words(q.period.from),
            to: day_in_words(q.period.to),
            ..Facts::default()
        };
        let before = (totals.comparison.before, totals.comparison.lens());
        let rules = self.rules_for_period(q.unit, q.period);
        for row in totals.sections.iter().flat_map(|s| &s.rows) {
            let code = &row.measure.code;
            let proof_before = urls::proof(code, uid, before.0, before.1);
            let fact = all.row(row, &urls::proof(code, uid, q.period, q.lens), &proof_before);
            match code.split_once(':') {
                None => {
                    facts.numbers.insert(code.clone(), fact);
                }
                Some((stem, item)) => {
                    let whole = facts.numbers.entry(stem.to_owned()).or_insert_with(|| Fact {
                        name: stem.to_owned(),
                        title: stem_title(&rules, stem).unwrap_or_default(),
                        unit: row.measure.unit.vi.clone(),
                        ..Fact::default()
                    });
                    // The name of an item keeps its capitals: it may be the name of a body, or an abbreviation.
                    let title = item_title(&rules, stem, item);
                    let title = title.unwrap_or_else(|| fact.title.clone());
                    whole.items.push((item.to_owned(), Fact { title, ..fact }));
                }
            }
        }
        for reading in indicators.sections.iter().flat_map(|s| &s.readings) {
            let i = &reading.indicator;
            let value = match &reading.outcome {
                Outcome::Number(found) => i.shown(&found.value).map(|steps| (steps, &found.value)),
                Outcome::None(_) => None,
            };
            let fact = Fact {
                name: i.code.clone(),
                title: lower_first(&i.title.vi),
                unit: i.unit.vi.clone(),
                is_known: value.is_some(),
                is_zero: value.is_some_and(|(_, value)| *value == Interval::whole(0)),
                ..Fact::default()
            };
            if let Some((steps, _)) = value {
                let text = said::result(i, &reading.outcome, Locale::Vi);
                let proof = urls::indicator(&i.code, uid, q.period, q.lens);
                all.put(&i.code, text, Some(steps), i.decimals, proof);
            }
            facts.numbers.entry(i.code.clone()).or_insert(fact);
        }
        facts.below = self.count_below(q, &mut all);
        Ok(ReportFacts {
            question: q,
            narrator: Narrator::new(facts),
            numbers: all.0,
            totals,
        })
    }

    /// Figures of some measures by units below, months or years.
    pub(super) async fn broken_down(
        &self,
        q: Question,
        by: By,
        measures: &[Measure],
    ) -> Result<Vec<Broken>, TotalsError> {
        match by {
            By::Unit => self.by_units(q, measures).await,
            By::Month | By::Year => self.by_periods(q, by, measures).await,
        }
    }

    async fn by_units(&self, q: Question, measures: &[Measure]) -> Result<Vec<Broken>, TotalsError> {
        let snapshot = self.snapshot();
        let label = |unit: UnitId| then_and_now(&snapshot.map, unit, q.period.to, Locale::Vi);
        let line = |key: String, label: String, unit: UnitId, figures| Broken {
            key,
            label,
            question: Question { unit, ..q },
            figures,
        };
        let key = |unit: UnitId| snapshot.map.uid(unit).simple().to_string();
        let found = self.totals().breakdown(q, measures).await?;
        let rows = found.rows.into_iter();
        let rows = rows.map(|row| line(key(row.unit), label(row.unit), row.unit, row.figures));
        let rest = found.rest.into_iter().map(|row| match row.kind {
            // What a unit recorded itself belongs to none of the units below.
            RestKind::Own => {
                let unit = lower_first(&label(q.unit));
                let name = t_with(Locale::Vi, "reports-own", &[("unit", unit.into())]);
                line(key(q.unit), name, q.unit, row.figures)
            }
            kind => {
                let name = kind.words(Locale::Vi);
                line(kind.code().to_owned(), name, q.unit, row.figures)
            }
        });
        Ok(rows.chain(rest).collect())
    }

    async fn by_periods(
        &self,
        q: Question,
        by: By,
        measures: &[Measure],
    ) -> Result<Vec<Broken>, TotalsError> {
        let parts = periods(q.period, by);
        let ask = |(_, _, period): &(String, String, Period)| Question { period: *period, ..q };
        let questions: Vec<Question> = parts.iter().map(ask).collect();
        let figures = self.totals().figures_asked(&questions, measures).await?;
        let lines = parts.into_iter().zip(questions).zip(figures);
        Ok(lines
            .map(|(((key, label, _), question), figures)| Broken {
                key,
                label,
                question,
                figures,
            })
            .collect())
    }
}

/// The months or years of a period, the first and last ones cut to it.
fn periods(of: Period, by: By) -> Vec<(String, String, Period)> {
    let mut found = Vec::new();
    let (mut year, mut month) = (of.from.year(), of.from.month());
    while found.len() < MONTHS_MAX {
        let whole = match by {
            By::Year => Period::years(year, year),
            _ => Period::month(year, month),
        };
        let Some(part) = whole.and_then(|w| w.meet(of)) else {
            break;
        };
        let is_whole = whole == Some(part);
        found.push(match by {
            By::Year => {
                let name = match is_whole {
                    true => year.to_string(),
                    false => format!("{year} ({}–{})", short(part.from), short(part.to)),
                };
                year += 1;
                (part.from.year().to_string(), name, part)
            }
            _ => {
                let name = format!("{month}/{year}");
                let key = format!("{year}-{month:02}");
                (year, month) = if month == 12 {
                    (year + 1, 1)
                } else {
                    (year, month + 1)
                };
                (key, name, part)
            }
        });
    }
    found
}

fn short(day: Day) -> String {
    format!("{:02}/{:02}", day.day(), day.month())
}

/// "ngày 23 tháng 8 năm 2021", the form of dates in the text of papers (Decree 30/2020, annex I: a leading zero for
/// days below ten and for the first two months).
pub(super) fn day_in_words(day: Day) -> String {
    format!("ngày {:02} {}", day.day(), month_in_words(day))
}

/// "tháng 02 năm 2026".
fn month_in_words(day: Day) -> String {
    let month = match day.month() {
        m @ 1..=2 => format!("{m:02}"),
        m => m.to_string(),
    };
    format!("tháng {month} năm {}", day.year())
}

/// "năm 2026", "tháng 9 năm 2026", "từ ngày … đến ngày …".
pub(super) fn period_in_words(of: Period) -> String {
    let (year, last) = (of.from.year(), of.to.year());
    if Period::years(year, last) == Some(of) {
        return match year == last {
            true => format!("năm {year}"),
            false => format!("giai đoạn {year} - {last}"),
        };
    }
    if year == last {
        if Period::month(year, of.from.month()) == Some(of) {
            return month_in_words(of.from);
        }
        if let Some(quarter) = (1..=4).find(|n| Period::quarter(year, *n) == Some(of)) {
            return format!(
                "quý {} năm {year}",
                ["I", "II", "III", "IV"][quarter as usize - 1]
            );
        }
        if Period::half(year, 1) == Some(of) {
            return format!("6 tháng đầu năm {year}");
        }
        if Period::half(year, 2) == Some(of) {
            return format!("6 tháng cuối năm {year}");
        }
        if Period::new(
            Day::new(year, 1, 1).unwrap_or(of.from),
            Day::new(year, 9, 30).unwrap_or(of.to),
        ) == Some(of)
        {
            return format!("9 tháng đầu năm {year}");
        }
    }
    format!("từ {} đến {}", day_in_words(of.from), day_in_words(of.to))
}

fn stem_title(rules: &Rules, stem: &str) -> Option<String> {
    let stem = rules.pack.stems.iter().find(|s| s.measure.code == stem)?;
    Some(lower_first(&stem.measure.title.vi))
}

fn item_title(rules: &Rules, stem: &str, item: &str) -> Option<String> {
    let list = &rules.pack.stems.iter().find(|s| s.measure.code == stem)?.list;
    let list = rules.pack.lists.iter().find(|l| l.id == *list)?;
    list.items
        .iter()
        .find(|i| i.id == item)
        .map(|i| i.title.vi.clone())
}

/// The whole period in words, with the last day covered if it is still running: "năm 2026 (tính đến ngày …)".
pub(super) fn period_as_of(asked: Period, last: Day) -> String {
    let period = period_in_words(asked);
    match last < asked.to {
        true => t_with(
            Locale::Vi,
            "reports-period-as-of",
            &[("period", period.into()), ("day", day_in_words(last).into())],
        ),
        false => period,
    }
}

/// A figure as it is written, with its bound, and its steps; `None` when nothing was recorded. For a stock below zero a
/// sentence is returned instead of a number.
pub(super) fn figure_text(figure: &Figure, measure: &Measure) -> Option<(String, Option<i64>)> {
    let amount = figure.sums.amount;
    match is_below_nought(figure, measure) {
        true => Some((t(Locale::Vi, "reports-below-nought"), None)),
        false => figure.is_recorded().then(|| {
            let text = bounded(amount, measure.scale, figure.bound(), Locale::Vi);
            (text, Some(amount))
        }),
    }
}

/// Whether a stock is below zero, which is impossible for anything that exists.
pub(crate) fn is_below_nought(figure: &Figure, measure: &Measure) -> bool {
    measure.kind == MeasureKind::Stock && figure.is_recorded() && figure.sums.amount < 0
}

/// Numbers of a paper by their names.
#[derive(Default)]
pub(super) struct Numbers(BTreeMap<String, Number>);

impl Numbers {
    pub(super) fn put(&mut self, name: &str, text: String, value: Option<i64>, scale: u8, proof: String) {
        let number = Number {
            name: name.to_owned(),
            text,
            value,
            scale,
            proof,
        };
        self.0.insert(name.to_owned(), number);
    }

    /// Adds the numbers of a row of the totals; returns what sentences may say of them.
    fn row(&mut self, row: &Row, proof: &str, proof_before: &str) -> Fact {
        let m = &row.measure;
        let mut fact = Fact {
            name: m.code.clone(),
            title: lower_first(&m.title.vi),
            unit: m.unit.vi.clone(),
            ..Fact::default()
        };
        if let Some(share) = &row.share {
            let text = |(steps, bound): (i64, Bound)| bounded(steps, SHARE_SCALE, bound, Locale::Vi);
            let (text, value) = match share.low == share.high {
                true => (text(share.low), Some(share.low.0)),
                false => (
                    t_with(
                        Locale::Vi,
                        "filings-shares",
                        &[("low", text(share.low).into()), ("high", text(share.high).into())],
                    ),
                    None,
                ),
            };
            self.put(&m.code, text, value, SHARE_SCALE, proof.to_owned());
            fact.is_known = true;
            fact.is_zero = share.high.0 == 0;
            return fact;
        }
        let Some((text, amount)) = figure_text(&row.figure, m) else {
            return fact;
        };
        self.put(&m.code, text, amount, m.scale, proof.to_owned());
        fact.is_known = true;
        fact.is_zero = amount == Some(0) && row.figure.bound() == Bound::Exact;
        if let Some((text, before)) = figure_text(&row.before, m) {
            let name = format!("{}{BEFORE}", m.code);
            self.put(&name, text, before, m.scale, proof_before.to_owned());
            fact.change = self.change(row, proof_before);
            fact.before = Some(Box::new(Fact {
                name,
                is_known: true,
                is_zero: before == Some(0) && row.before.bound() == Bound::Exact,
                before: None,
                change: None,
                ..fact.clone()
            }));
        }
        fact
    }

    /// How a figure compares with the year before, in words around its number.
    fn change(&mut self, row: &Row, proof: &str) -> Option<String> {
        row.change()?;
        if is_below_nought(&row.compared, &row.measure) || is_below_nought(&row.before, &row.measure) {
            return None;
        }
        let scale = row.measure.scale;
        let (now, before) = (
            Interval::of(&row.compared, scale),
            Interval::of(&row.before, scale),
        );
        let verdict = now.against(&before);
        let key = match verdict {
            Verdict::Equal => return Some(t(Locale::Vi, "reports-change-equal")),
            Verdict::Inconclusive => return None,
            Verdict::More => "reports-change-more",
            Verdict::Less => "reports-change-less",
        };
        let relative = now.over(&before).map(|ratio| ratio.minus(&Interval::whole(1)));
        let Some(relative) = relative else {
            // Nothing in the year before: there is no percentage.
            return (verdict == Verdict::More).then(|| t(Locale::Vi, "reports-change-from-nothing"));
        };
        let relative = if verdict == Verdict::Less {
            relative.turned()
        } else {
            relative
        };
        let steps = relative.steps(&BigRational::from_integer(1000.into()))?;
        let name = format!("{}{CHANGE}", row.measure.code);
        let text = format!("{}\u{a0}%", bounded(steps, 1, relative.bound(), Locale::Vi));
        self.put(&name, text, Some(steps), 1, proof.to_owned());
        Some(t_with(Locale::Vi, key, &[("amount", number(&name).into())]))
    }
}

/// The lens of a report: as it was, or the map of the period's last day.
pub(super) fn lens(is_restated: bool, period: Period) -> Lens {
    match is_restated {
        false => Lens::AsItWas,
        true => Lens::At(period.to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> Day {
        Day::new(y, m, d).expect("a day")
    }

    #[test]
    fn periods_read_as_officials_write_them() {
        let words = |from, to| period_in_words(Period::new(from, to).expect("a period"));
        assert_eq!(words(day(2026, 1, 1), day(2026, 12, 31)), "năm 2026");
        assert_eq!(words(day(2012, 1, 1), day(2021, 12, 31)), "giai đoạn 2012 - 2021");
        assert_eq!(words(day(2026, 2, 1), day(2026, 2, 28)), "tháng 02 năm 2026");
        assert_eq!(words(day(2026, 7, 1), day(2026, 9, 30)), "quý III năm 2026");
        assert_eq!(words(day(2026, 1, 1), day(2026, 6, 30)), "6 tháng đầu năm 2026");
        assert_eq!(words(day(2026, 1, 1), day(2026, 9, 30)), "9 tháng đầu năm 2026");
        assert_eq!(
            words(day(2021, 8, 23), day(2022, 9, 15)),
            "từ ngày 23 tháng 8 năm 2021 đến ngày 15 tháng 9 năm 2022"
        );
    }

    #[test]
    fn years_and_months_are_cut_at_the_ends() {
        let of = Period::new(day(2021, 8, 23), day(2022, 9, 15)).expect("a period");
        let years: Vec<String> = periods(of, By::Year)
            .into_iter()
            .map(|(_, label, _)| label)
            .collect();
        assert_eq!(years, ["2021 (23/08–31/12)", "2022 (01/01–15/09)"]);
        let months = periods(of, By::Month);
        assert_eq!(months.len(), 14);
        assert_eq!(
            (months[0].1.as_str(), months[13].1.as_str()),
            ("8/2021", "9/2022")
        );
        assert_eq!((months[0].2.from, months[13].2.to), (of.from, of.to));
    }
}
