//! The totals page as data: sections, rows, parts below their whole, shares as stated.

use super::{Question, TotalsError, compared};
use crate::snapshot::Rules;
use crate::totals::TotalsService;
use dienhong_domain::amount::Bound;
use dienhong_domain::comparison::Comparison;
use dienhong_domain::ledger::{Coverage, Figure, Sums, Verdict, compare};
use dienhong_domain::packs::{Measure, MeasureKind, Words};
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Lens, Level, UnitId};
use std::collections::{BTreeMap, HashMap};

/// A share as stated; shares are never added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Lowest stated, in steps of 0,0001 %.
    pub low: (i64, Bound),
    /// Highest stated.
    pub high: (i64, Bound),
    /// How many statements there are.
    pub times: usize,
}

/// A measure's line.
#[derive(Clone, Debug)]
pub struct Row {
    /// Measure.
    pub measure: Measure,
    /// The figure.
    pub figure: Figure,
    /// What is compared: the days that have passed, read through the map of the comparison.
    pub compared: Figure,
    /// The same days of the period before, through the same map.
    pub before: Figure,
    /// How many units below recorded it, for a unit above communes.
    pub coverage: Option<Coverage>,
    /// Stated shares, for a measure of that kind.
    pub share: Option<Share>,
    /// How many wholes it is a part of, one inside the other.
    pub depth: usize,
    /// Whether it is one of several overlapping rows (per item) that must not be added.
    pub is_item: bool,
}

impl Row {
    /// Whether anything was recorded in either period.
    pub fn is_empty(&self) -> bool {
        !self.figure.is_known() && !self.before.is_known() && self.share.is_none()
    }
    /// The difference to the period before with its bound, when both are recorded and nothing is undivided.
    pub fn change(&self) -> Option<(i64, Bound)> {
        let whole = |f: &Figure| f.is_recorded() && !f.is_undivided();
        if self.measure.kind == MeasureKind::Share || !whole(&self.compared) || !whole(&self.before) {
            return None;
        }
        let amount = self.compared.sums.amount - self.before.sums.amount;
        Some((amount, self.compared.bound().minus(self.before.bound())))
    }
    /// The result of the comparison, if there can be one.
    pub fn verdict(&self) -> Option<Verdict> {
        self.change()?;
        let pair = |f: &Figure| (f.sums.amount, f.bound());
        Some(compare(pair(&self.compared), pair(&self.before)))
    }
}

/// A section of the page.
#[derive(Clone, Debug)]
pub struct SectionRows {
    /// Code.
    pub id: String,
    /// Heading.
    pub title: Words,
    /// Rows, with parts below their whole.
    pub rows: Vec<Row>,
}

/// Totals of a unit.
#[derive(Clone, Debug)]
pub struct Totals {
    /// What was asked.
    pub question: Question,
    /// The days compared, and the map of both periods.
    pub comparison: Comparison,
    /// Sections in the order of the rules.
    pub sections: Vec<SectionRows>,
    /// Whether anything is based on a known share below the whole.
    pub is_estimated: bool,
    /// Whether anything still belongs to predecessors and was not divided.
    pub is_undivided: bool,
}

impl Totals {
    /// Whether the number of recording units below is shown, as for a unit above communes.
    pub fn has_coverage(&self) -> bool {
        self.sections
            .iter()
            .flat_map(|s| &s.rows)
            .any(|row| row.coverage.is_some())
    }
    /// Finds a measure's line.
    pub fn row(&self, measure: &str) -> Option<&Row> {
        self.sections
            .iter()
            .flat_map(|s| &s.rows)
            .find(|r| r.measure.code == measure)
    }
}

impl TotalsService<'_> {
    /// What a question's figures are compared with, as of today.
    pub fn comparison(&self, q: Question) -> Comparison {
        let snapshot = self.snapshot();
        Comparison::of(&snapshot.map, q.unit, q.period, q.lens, self.today())
    }

    /// Totals of a unit over a period, with the same days before.
    pub async fn read(&self, question: Question) -> Result<Totals, TotalsError> {
        if !self.may(Permission::ReadTotals, question.unit) {
            return Err(TotalsError::NotFound);
        }
        let question = self.as_read(question);
        let rules = self.rules_over(question.unit, question.period);
        let comparison = self.comparison(question);
        let measures = || rules.pack.measures.iter();
        let (now, then) = compared(&comparison, question);
        let asked = self.measured(measures(), question).await?;
        let gone = match now == question {
            true => asked.clone(),
            false => self.measured(measures(), now).await?,
        };
        let figures = Figures {
            now: asked,
            compared: gone,
            before: self.measured(measures(), then).await?,
            coverages: self.coverages(question, &rules.pack.measures).await?,
            shares: HashMap::new(),
        };
        let stated = measures().filter(|m| m.kind == MeasureKind::Share);
        let shares = self.shares(stated, question).await?;
        let sections = lay_out(&rules, &Figures { shares, ..figures });
        let rows = || sections.iter().flat_map(|s| &s.rows);
        Ok(Totals {
            question,
            comparison,
            is_estimated: rows().any(|r| r.figure.estimated),
            is_undivided: rows().any(|r| r.figure.is_undivided()),
            sections,
        })
    }

    /// Figures of measures by code: flows over the period, stocks at its last day.
    pub(crate) async fn measured<'m>(
        &self,
        measures: impl Iterator<Item = &'m Measure>,
        q: Question,
    ) -> Result<HashMap<String, Figure>, TotalsError> {
        let snapshot = self.snapshot();
        let q = self.as_read(q);
        let (mut flows, mut stocks, mut units) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for measure in measures {
            let Some(number) = snapshot.measure_number(&measure.code) else {
                continue;
            };
            match measure.kind {
                MeasureKind::Flow => flows.insert(number, measure.code.clone()),
                MeasureKind::Stock => stocks.insert(number, measure.code.clone()),
                MeasureKind::Units => {
                    units.push(measure.clone());
                    None
                }
                MeasureKind::Share => None,
            };
        }
        let having = self.having_asked(&[q], &units).await?;
        let mut found: HashMap<String, Figure> = having.into_iter().flatten().collect();
        // A stock of a future day is the stock of today.
        for (kind, codes) in [(MeasureKind::Flow, flows), (MeasureKind::Stock, stocks)] {
            if codes.is_empty() {
                continue;
            }
            let scope = snapshot.scope(kind, q.unit, q.period, q.lens);
            let numbers: Vec<i32> = codes.keys().copied().collect();
            for (number, figure) in self.store.figures(&scope, &numbers).await? {
                found.extend(codes.get(&number).map(|code| (code.clone(), figure)));
            }
        }
        Ok(found)
    }

    /// Shares stated in a period: the newest statement of each unit and source. They are shown for a commune and its
    /// groups only; percentages of many communes cannot be summed up, so each commune shows its own.
    async fn shares<'m>(
        &self,
        measures: impl Iterator<Item = &'m Measure>,
        q: Question,
    ) -> Result<HashMap<String, Share>, TotalsError> {
        let snapshot = self.snapshot();
        let numbers: BTreeMap<i32, &str> = measures
            .filter_map(|m| Some((snapshot.measure_number(&m.code)?, m.code.as_str())))
            .collect();
        if numbers.is_empty()
            || snapshot
                .map
                .level(q.unit)
                .is_some_and(|level| level < Level::Commune)
        {
            return Ok(HashMap::new());
        }
        let scope = snapshot.scope(MeasureKind::Share, q.unit, q.period, q.lens);
        let numbered: Vec<i32> = numbers.keys().copied().collect();
        let mut stated: BTreeMap<&str, Vec<(i64, Bound)>> = BTreeMap::new();
        for (measure, amount, bound) in self.store.stated(&scope, &numbered).await? {
            if let Some(code) = numbers.get(&measure) {
                stated.entry(code).or_default().push((amount, bound));
            }
        }
        let share = |(code, mut all): (&str, Vec<(i64, Bound)>)| {
            all.sort();
            let (low, high) = (*all.first()?, *all.last()?);
            let share = Share {
                low,
                high,
                times: all.len(),
            };
            Some((code.to_owned(), share))
        };
        Ok(stated.into_iter().filter_map(share).collect())
    }

    /// Whether the ledger has a stated share; its sum is never shown.
    async fn summed_shares(
        &self,
        measure: &Measure,
        q: Question,
    ) -> Result<HashMap<String, Figure>, TotalsError> {
        let snapshot = self.snapshot();
        let number = snapshot
            .measure_number(&measure.code)
            .ok_or(TotalsError::NotFound)?;
        let scope = snapshot.scope(measure.kind, q.unit, q.period, q.lens);
        let found = self.store.figures(&scope, &[number]).await?;
        Ok(found
            .into_values()
            .map(|figure| (measure.code.clone(), figure))
            .collect())
    }

    /// A figure of one measure, as everything else in the product reads it.
    pub async fn figure(&self, measure: &str, q: Question) -> Result<(Measure, Figure), TotalsError> {
        if !self.may(Permission::ReadTotals, q.unit) {
            return Err(TotalsError::NotFound);
        }
        let q = self.as_read(q);
        let rules = self.rules_over(q.unit, q.period);
        let measure = rules.measure(measure).cloned().ok_or(TotalsError::NotFound)?;
        let figure = self.figure_of(&measure, q).await?;
        Ok((measure, figure))
    }

    /// The figure of a measure whose law was found already: beside it stand days on which another law held, which may not
    /// have known the measure.
    pub(super) async fn figure_of(&self, measure: &Measure, q: Question) -> Result<Figure, TotalsError> {
        let mut found = match measure.kind {
            MeasureKind::Share => self.summed_shares(measure, q).await?,
            _ => self.measured(std::iter::once(measure), q).await?,
        };
        Ok(found.remove(&measure.code).unwrap_or_default())
    }

    /// One measure by the groups of a commune (or by the units below), in the order of their names.
    pub async fn by_unit(&self, measure: &str, q: Question) -> Result<Vec<(UnitId, Figure)>, TotalsError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, q.unit) {
            return Err(TotalsError::NotFound);
        }
        let q = self.as_read(q);
        let number = snapshot.measure_number(measure).ok_or(TotalsError::NotFound)?;
        let mut found = Vec::new();
        if snapshot.map.level(q.unit) == Some(Level::Commune) && q.lens == Lens::AsItWas {
            for (unit, sums) in self.store.by_unit(&[q.unit.0], q.period, number).await? {
                if sums != Sums::default() {
                    found.push((
                        UnitId(unit),
                        Figure {
                            sums,
                            ..Figure::default()
                        },
                    ));
                }
            }
        }
        let name = |u: UnitId| dienhong_i18n::sort_key(&snapshot.map.label(u, q.period.to, "vi"));
        found.sort_by_key(|(u, _)| (*u == q.unit, name(*u)));
        Ok(found)
    }
}

/// All values of the rows, by measure's code.
struct Figures {
    now: HashMap<String, Figure>,
    compared: HashMap<String, Figure>,
    before: HashMap<String, Figure>,
    coverages: HashMap<String, Coverage>,
    shares: HashMap<String, Share>,
}

impl Figures {
    fn row(&self, m: &Measure, depth: usize) -> Row {
        let figure = |of: &HashMap<String, Figure>| of.get(&m.code).copied().unwrap_or_default();
        Row {
            figure: figure(&self.now),
            compared: figure(&self.compared),
            before: figure(&self.before),
            coverage: self.coverages.get(&m.code).cloned(),
            share: self.shares.get(&m.code).cloned(),
            depth,
            is_item: m.item.is_some(),
            measure: m.clone(),
        }
    }
}

fn lay_out(rules: &Rules, figures: &Figures) -> Vec<SectionRows> {
    let mut sections = Vec::new();
    for section in &rules.pack.sections {
        let mut rows = Vec::new();
        for top in rules
            .pack
            .measures
            .iter()
            .filter(|m| m.section == section.id && m.part_of.is_none())
        {
            rows.push(figures.row(top, 0));
            parts(rules, &top.code, 1, &mut |m, depth| {
                rows.push(figures.row(m, depth))
            });
        }
        sections.push(SectionRows {
            id: section.id.clone(),
            title: section.title.clone(),
            rows,
        });
    }
    sections
}

fn parts(rules: &Rules, whole: &str, depth: usize, add: &mut dyn FnMut(&Measure, usize)) {
    for part in rules
        .pack
        .measures
        .iter()
        .filter(|m| m.part_of.as_deref() == Some(whole))
    {
        add(part, depth);
        parts(rules, &part.code, depth + 1, add);
    }
}
