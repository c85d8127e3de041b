//! Figures of the units below one, through any map: by name, never by rank.

use super::{Question, TotalsError};
use crate::app::App;
use crate::people::Actor;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{Measure, MeasureKind};
use dienhong_domain::rights::Act;
use dienhong_domain::units::{Lens, Scope, UnitId};
use std::collections::HashMap;
use std::sync::Arc;

/// The figures of a unit below.
#[derive(Clone, Debug)]
pub struct BelowRow {
    /// Unit.
    pub unit: UnitId,
    /// Figures by measure's code; what is missing was never recorded.
    pub figures: HashMap<String, Figure>,
}

impl App {
    /// The units that stand below one on the map by which figures are read, by name.
    pub fn units_below(&self, q: Question) -> Vec<UnitId> {
        let book = self.book();
        let q = self.as_read(&book, q);
        let day = match q.lens {
            Lens::At(day) => day,
            Lens::AsItWas => q.period.to.min(self.today()),
        };
        let mut below = book.map.children(q.unit, day);
        below.sort_by_cached_key(|u| dienhong_i18n::sort_key(&book.map.label(*u, day, "vi")));
        below
    }

    /// Measures that can be shown unit by unit: flows and stocks that the rules of a unit know.
    pub fn measures_below(&self, unit: UnitId) -> Vec<Measure> {
        let rules = self.book().rules(unit, self.today());
        let all = rules.pack.measures.iter();
        all.filter(|m| m.kind != MeasureKind::Share).cloned().collect()
    }

    /// Figures of some of the units below, each as its own page of figures would show it.
    pub async fn figures_below(
        &self,
        actor: &Actor,
        q: Question,
        measures: &[Measure],
        units: &[UnitId],
    ) -> Result<Vec<BelowRow>, TotalsError> {
        let book = self.book();
        if !actor.may(Act::ReadTotals, q.unit, self.here(&book)) {
            return Err(TotalsError::NotFound);
        }
        let questions: Vec<Question> = units.iter().map(|unit| Question { unit: *unit, ..q }).collect();
        let found = self.figures_asked(&questions, measures).await?;
        let rows = units.iter().zip(found);
        Ok(rows
            .map(|(unit, figures)| BelowRow { unit: *unit, figures })
            .collect())
    }

    /// Figures by measure's code for many questions at once; what is missing was never recorded. Whoever calls has asked for
    /// the right to read them.
    pub(crate) async fn figures_asked(
        &self,
        questions: &[Question],
        measures: &[Measure],
    ) -> Result<Vec<HashMap<String, Figure>>, TotalsError> {
        let book = self.book();
        let mut all: Vec<HashMap<String, Figure>> = questions.iter().map(|_| HashMap::new()).collect();
        for kind in [MeasureKind::Flow, MeasureKind::Stock] {
            let of: HashMap<i32, &Measure> = measures
                .iter()
                .filter(|m| m.kind == kind)
                .filter_map(|m| Some((book.measure_number(&m.code)?, m)))
                .collect();
            if of.is_empty() {
                continue;
            }
            let mut numbers: Vec<i32> = of.keys().copied().collect();
            numbers.sort_unstable();
            let scope = |q: &Question| {
                let q = self.as_read(&book, *q);
                book.scope(kind, q.unit, q.period, q.lens)
            };
            let scopes: Vec<Arc<Scope>> = questions.iter().map(scope).collect();
            let found = self.store.figures_of_many(&scopes, &numbers).await?;
            for (mine, figures) in all.iter_mut().zip(found) {
                let named = figures
                    .into_iter()
                    .filter_map(|(n, f)| Some((of.get(&n)?.code.clone(), f)));
                mine.extend(named);
            }
        }
        Ok(all)
    }
}
