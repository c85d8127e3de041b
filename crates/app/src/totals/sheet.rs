//! The totals page as data: sections, rows, parts under their whole, shares as stated.

use super::{Question, TotalsError};
use crate::app::App;
use crate::book::{Book, Rules};
use crate::people::Actor;
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::{Figure, Sums, Verdict, compare};
use dienhong_domain::packs::{Measure, MeasureKind, Words};
use dienhong_domain::rights::Act;
use dienhong_domain::time::Period;
use dienhong_domain::units::{Lens, Level, UnitId};
use std::collections::{BTreeMap, HashMap};

/// A share as it was stated; shares are never added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Lowest stated, in steps of 0,0001 %.
    pub low: (i64, Bound),
    /// Highest stated.
    pub high: (i64, Bound),
    /// How many statements stand.
    pub times: usize,
}

/// A measure's line.
#[derive(Clone, Debug)]
pub struct Row {
    /// Measure.
    pub measure: Measure,
    /// The figure.
    pub figure: Figure,
    /// The same period before.
    pub before: Figure,
    /// Stated shares, for a measure of that kind.
    pub share: Option<Share>,
    /// How deep it stands under the measure that it is a part of.
    pub depth: usize,
    /// Whether it is one of several that overlap (per item), never to be added.
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
        if self.measure.kind == MeasureKind::Share || !whole(&self.figure) || !whole(&self.before) {
            return None;
        }
        let amount = self.figure.sums.amount - self.before.sums.amount;
        Some((amount, self.figure.bound().minus(self.before.bound())))
    }
    /// What the comparison can say.
    pub fn verdict(&self) -> Option<Verdict> {
        self.change()?;
        let pair = |f: &Figure| (f.sums.amount, f.bound());
        Some(compare(pair(&self.figure), pair(&self.before)))
    }
}

/// A section of the page.
#[derive(Clone, Debug)]
pub struct SectionRows {
    /// Code.
    pub id: String,
    /// Heading.
    pub title: Words,
    /// Lines; parts stand under their whole.
    pub rows: Vec<Row>,
}

/// Totals of a unit.
#[derive(Clone, Debug)]
pub struct Totals {
    /// What was asked.
    pub question: Question,
    /// The period compared with.
    pub before: Period,
    /// Sections in the order of the rules.
    pub sections: Vec<SectionRows>,
    /// Whether anything rests on a known share below the whole.
    pub is_estimated: bool,
    /// Whether something stands with predecessors that no one has shared out.
    pub is_undivided: bool,
}

impl Totals {
    /// Finds a measure's line.
    pub fn row(&self, measure: &str) -> Option<&Row> {
        self.sections
            .iter()
            .flat_map(|s| &s.rows)
            .find(|r| r.measure.code == measure)
    }
}

impl App {
    /// Totals of a unit over a period, with the same period before.
    pub async fn totals(&self, actor: &Actor, question: Question) -> Result<Totals, TotalsError> {
        let book = self.book();
        if !actor.may(Act::ReadTotals, question.unit, self.here(&book)) {
            return Err(TotalsError::NotFound);
        }
        let question = self.as_read(&book, question);
        let rules = book.rules(question.unit, self.today());
        let before = question.period.same_before();
        let now = self.measured(&book, rules.pack.measures.iter(), question).await?;
        let then = self
            .measured(
                &book,
                rules.pack.measures.iter(),
                Question {
                    period: before,
                    ..question
                },
            )
            .await?;
        let stated = rules
            .pack
            .measures
            .iter()
            .filter(|m| m.kind == MeasureKind::Share);
        let shares = self.shares(&book, stated, question).await?;
        let sections = lay_out(&rules, &now, &then, &shares);
        let rows = || sections.iter().flat_map(|s| &s.rows);
        Ok(Totals {
            question,
            before,
            is_estimated: rows().any(|r| r.figure.estimated),
            is_undivided: rows().any(|r| r.figure.is_undivided()),
            sections,
        })
    }

    /// Figures of measures by code: flows over the period, stocks at its last day.
    pub(crate) async fn measured<'m>(
        &self,
        book: &Book,
        measures: impl Iterator<Item = &'m Measure>,
        q: Question,
    ) -> Result<HashMap<String, Figure>, TotalsError> {
        let q = self.as_read(book, q);
        let (mut flows, mut stocks) = (BTreeMap::new(), BTreeMap::new());
        for measure in measures {
            let Some(number) = book.measure_number(&measure.code) else {
                continue;
            };
            match measure.kind {
                MeasureKind::Flow => flows.insert(number, measure.code.clone()),
                MeasureKind::Stock => stocks.insert(number, measure.code.clone()),
                MeasureKind::Share => None,
            };
        }
        let mut found = HashMap::new();
        // A stock of a day to come is the stock of today.
        for (kind, codes) in [(MeasureKind::Flow, flows), (MeasureKind::Stock, stocks)] {
            if codes.is_empty() {
                continue;
            }
            let scope = book.scope(kind, q.unit, q.period, q.lens);
            let numbers: Vec<i32> = codes.keys().copied().collect();
            for (number, figure) in self.store.figures(&scope, &numbers).await? {
                found.extend(codes.get(&number).map(|code| (code.clone(), figure)));
            }
        }
        Ok(found)
    }

    /// Shares stated in a period: the newest statement of each unit and source stands. They are told of a commune and its
    /// groups; above, percentages of many communes say nothing together, and each commune tells its own.
    async fn shares<'m>(
        &self,
        book: &Book,
        measures: impl Iterator<Item = &'m Measure>,
        q: Question,
    ) -> Result<HashMap<String, Share>, TotalsError> {
        let numbers: BTreeMap<i32, &str> = measures
            .filter_map(|m| Some((book.measure_number(&m.code)?, m.code.as_str())))
            .collect();
        if numbers.is_empty() || book.map.level(q.unit).is_some_and(|level| level < Level::Commune) {
            return Ok(HashMap::new());
        }
        let scope = book.scope(MeasureKind::Share, q.unit, q.period, q.lens);
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

    /// A figure of one measure, as everything else in the product reads it.
    pub async fn figure(
        &self,
        actor: &Actor,
        measure: &str,
        q: Question,
    ) -> Result<(Measure, Figure), TotalsError> {
        let book = self.book();
        if !actor.may(Act::ReadTotals, q.unit, self.here(&book)) {
            return Err(TotalsError::NotFound);
        }
        let q = self.as_read(&book, q);
        let rules = book.rules(q.unit, self.today());
        let measure = rules.measure(measure).cloned().ok_or(TotalsError::NotFound)?;
        let number = book.measure_number(&measure.code).ok_or(TotalsError::NotFound)?;
        let scope = book.scope(measure.kind, q.unit, q.period, q.lens);
        let figure = self
            .store
            .figures(&scope, &[number])
            .await?
            .remove(&number)
            .unwrap_or_default();
        Ok((measure, figure))
    }

    /// One measure by the groups of a commune (or by the units below), in the order of their names.
    pub async fn by_unit(
        &self,
        actor: &Actor,
        measure: &str,
        q: Question,
    ) -> Result<Vec<(UnitId, Figure)>, TotalsError> {
        let book = self.book();
        if !actor.may(Act::ReadTotals, q.unit, self.here(&book)) {
            return Err(TotalsError::NotFound);
        }
        let q = self.as_read(&book, q);
        let number = book.measure_number(measure).ok_or(TotalsError::NotFound)?;
        let mut found = Vec::new();
        if book.map.level(q.unit) == Some(Level::Commune) && q.lens == Lens::AsItWas {
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
        let name = |u: UnitId| dienhong_i18n::sort_key(&book.map.label(u, q.period.to, "vi"));
        found.sort_by_key(|(u, _)| (*u == q.unit, name(*u)));
        Ok(found)
    }
}

fn lay_out(
    rules: &Rules,
    now: &HashMap<String, Figure>,
    then: &HashMap<String, Figure>,
    shares: &HashMap<String, Share>,
) -> Vec<SectionRows> {
    let figure = |of: &HashMap<String, Figure>, code: &str| of.get(code).copied().unwrap_or_default();
    let row = |m: &Measure, depth: usize| Row {
        figure: figure(now, &m.code),
        before: figure(then, &m.code),
        share: shares.get(&m.code).cloned(),
        depth,
        is_item: m.item.is_some(),
        measure: m.clone(),
    };
    let mut sections = Vec::new();
    for section in &rules.pack.sections {
        let mut rows = Vec::new();
        for top in rules
            .pack
            .measures
            .iter()
            .filter(|m| m.section == section.id && m.part_of.is_none())
        {
            rows.push(row(top, 0));
            parts(rules, &top.code, 1, &mut |m, depth| rows.push(row(m, depth)));
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
