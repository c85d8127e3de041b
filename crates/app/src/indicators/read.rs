//! Reads each figure that the formulas name once, and judges the results.

use crate::indicators::IndicatorService;
use crate::snapshot::Rules;
use crate::totals::{Question, TotalsError, compared};
use dienhong_domain::comparison::Comparison;
use dienhong_domain::indicators::{
    Compared, Indicator, Interval, Judged, Outcome, Term, When, compare, judge,
};
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{Measure, Words};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A measure that a result rests on.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What was read.
    pub term: Term,
    /// Its measure.
    pub measure: Measure,
    /// What was asked to read it; its proof answers the same question.
    pub question: Question,
    /// The figure.
    pub figure: Figure,
}

/// An indicator's result.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The indicator.
    pub indicator: Indicator,
    /// The result through the lens that was asked for.
    pub outcome: Outcome,
    /// Whether the target is met; `None` when there is none, or when it is meant for another period.
    pub target: Option<Judged>,
    /// The comparison with the same period before, both on one map.
    pub compared: Compared,
    /// The code of the window for which target and expectation are meant, when it is another period than this.
    pub other_window: Option<String>,
    /// What the result rests on.
    pub evidence: Vec<Evidence>,
    /// What the comparison is based on.
    pub ground: Vec<Evidence>,
}

/// Indicators under one heading.
#[derive(Clone, Debug)]
pub struct SectionReadings {
    /// Code.
    pub id: String,
    /// Heading.
    pub title: Words,
    /// In the order of the rules.
    pub readings: Vec<Reading>,
}

/// Indicators of a unit.
#[derive(Clone, Debug)]
pub struct Indicators {
    /// What was asked.
    pub question: Question,
    /// The days compared, and the map of both periods.
    pub comparison: Comparison,
    /// Sections that have indicators.
    pub sections: Vec<SectionReadings>,
}

impl Indicators {
    /// Finds an indicator's result.
    pub fn reading(&self, code: &str) -> Option<&Reading> {
        let all = self.sections.iter().flat_map(|s| &s.readings);
        all.into_iter().find(|r| r.indicator.code == code)
    }
}

/// Where a figure is read: whether for the comparison, when, and how many periods back.
type Place = (bool, When, u8);

struct Figures<'a> {
    rules: &'a Rules,
    question: Question,
    /// The question of the comparison: both periods on one map.
    same: Question,
    found: HashMap<Place, HashMap<String, Figure>>,
}

impl IndicatorService<'_> {
    /// All indicators of a unit over a period.
    pub async fn read(&self, q: Question) -> Result<Indicators, TotalsError> {
        self.indicators_among(q, |_| true).await
    }

    /// One indicator.
    pub async fn find(&self, code: &str, q: Question) -> Result<Indicators, TotalsError> {
        let found = self.indicators_among(q, |i| i.code == code).await?;
        if found.reading(code).is_none() {
            return Err(TotalsError::NotFound);
        }
        Ok(found)
    }

    async fn indicators_among(
        &self,
        q: Question,
        wanted: impl Fn(&Indicator) -> bool,
    ) -> Result<Indicators, TotalsError> {
        if !self.may(Permission::ReadTotals, q.unit) {
            return Err(TotalsError::NotFound);
        }
        let q = self.totals().as_read(q);
        let rules = self.rules_for_period(q.unit, q.period);
        let all: Vec<&Indicator> = rules.pack.indicators.iter().filter(|i| wanted(i)).collect();
        let comparison = self.totals().comparison(q);
        let figures = self.gather(&rules, (q, &comparison), &all).await?;
        let mut sections = Vec::new();
        for section in &rules.pack.sections {
            let own = all.iter().filter(|i| i.section == section.id);
            let readings: Vec<Reading> = own.map(|i| figures.reading(i)).collect();
            if !readings.is_empty() {
                sections.push(SectionReadings {
                    id: section.id.clone(),
                    title: section.title.clone(),
                    readings,
                });
            }
        }
        Ok(Indicators {
            question: q,
            comparison,
            sections,
        })
    }

    /// Reads every figure that the formulas name, all measures of one place at once.
    async fn gather<'a>(
        &self,
        rules: &'a Rules,
        (question, comparison): (Question, &Comparison),
        all: &[&Indicator],
    ) -> Result<Figures<'a>, TotalsError> {
        let mut wanted: BTreeMap<Place, BTreeSet<String>> = BTreeMap::new();
        for term in all.iter().flat_map(|i| i.formula.terms()) {
            for (is_ground, more) in [(false, 0), (true, 0), (true, 1)] {
                let place = (is_ground, term.when, term.back + more);
                wanted.entry(place).or_default().insert(term.measure.clone());
            }
        }
        let (same, _) = compared(comparison, question);
        let mut found: HashMap<Place, HashMap<String, Figure>> = HashMap::new();
        for (place, codes) in wanted {
            let q = asked(if place.0 { same } else { question }, same.period, place);
            let measures = rules.pack.measures.iter().filter(|m| codes.contains(&m.code));
            found.insert(place, self.totals().measured(measures, q).await?);
        }
        Ok(Figures {
            rules,
            question,
            same,
            found,
        })
    }
}

/// The question that a place stands for. Of an earlier period, only as many days are read as have passed of this one.
fn asked(q: Question, gone: Period, (_, when, back): Place) -> Question {
    let period = if back > 0 { gone } else { q.period };
    Question {
        period: when.days(period, back),
        ..q
    }
}

impl Figures<'_> {
    fn measure(&self, code: &str) -> Option<&Measure> {
        self.rules.measure(code)
    }

    fn figure(&self, term: &Term, is_ground: bool) -> Figure {
        let at = self.found.get(&(is_ground, term.when, term.back));
        at.and_then(|f| f.get(&term.measure)).copied().unwrap_or_default()
    }

    fn interval(&self, term: &Term, is_ground: bool) -> Option<Interval> {
        let figure = self.figure(term, is_ground);
        let scale = self.measure(&term.measure)?.scale;
        figure.is_known().then(|| Interval::of(&figure, scale))
    }

    fn evidence(&self, terms: impl IntoIterator<Item = Term>, is_ground: bool) -> Vec<Evidence> {
        let question = if is_ground { self.same } else { self.question };
        let one = |term: Term| {
            Some(Evidence {
                measure: self.measure(&term.measure)?.clone(),
                question: asked(question, self.same.period, (is_ground, term.when, term.back)),
                figure: self.figure(&term, is_ground),
                term,
            })
        };
        terms.into_iter().filter_map(one).collect()
    }

    fn reading(&self, indicator: &Indicator) -> Reading {
        let outcome = indicator.formula.read(0, &|term| self.interval(term, false));
        let mut compared = compare(indicator, &|term| self.interval(term, true));
        let other_window = indicator.window.clone().filter(|w| !self.is_window(w));
        let mut target = judge(indicator, &outcome);
        if other_window.is_some() {
            (target, compared.judged) = (None, None);
        }
        let terms = indicator.formula.terms();
        let earlier = terms.iter().map(|t| Term {
            back: t.back + 1,
            ..t.clone()
        });
        let both: BTreeSet<Term> = terms.iter().cloned().chain(earlier).collect();
        Reading {
            evidence: self.evidence(terms, false),
            ground: self.evidence(both, true),
            indicator: indicator.clone(),
            outcome,
            target,
            compared,
            other_window,
        }
    }

    /// Whether the period in question is the window of a year with this code.
    fn is_window(&self, code: &str) -> bool {
        let window = self.rules.pack.windows.iter().find(|w| w.id == code);
        window.is_some_and(|w| w.days.of(self.question.period.to.year()) == Some(self.question.period))
    }
}
