//! Measures that count units which have something: read from the statements of the units, through the map.

use super::{Question, TotalsError};
use crate::totals::TotalsService;
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{Measure, MeasureKind};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Having, Havings, Lens};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The last day of a question, and the day of its map.
pub(super) fn days(q: Question) -> (Day, Day) {
    match q.lens {
        Lens::AsItWas => (q.period.to, q.period.to),
        Lens::At(day) => (q.period.to, day),
    }
}

impl TotalsService<'_> {
    /// Figures of such measures by code for many questions; those that nobody stated are missing.
    pub(super) async fn having_asked(
        &self,
        questions: &[Question],
        measures: &[Measure],
    ) -> Result<Vec<HashMap<String, Figure>>, TotalsError> {
        let snapshot = self.snapshot();
        let numbered = |m: &Measure| snapshot.measure_number(&m.code);
        let of: Vec<&Measure> = measures.iter().filter(|m| m.kind == MeasureKind::Units).collect();
        let numbers: Vec<i32> = of.iter().filter_map(|m| numbered(m)).collect();
        if numbers.is_empty() {
            return Ok(questions.iter().map(|_| HashMap::new()).collect());
        }
        let stated = self.havings(questions, &numbers).await?;
        let figures = |q: &Question| {
            let figure = |m: &&Measure| {
                let figure =
                    stated
                        .get(&numbered(m)?)?
                        .count(&snapshot.map, q.unit, m.counts_units?, days(*q));
                figure.is_known().then(|| (m.code.clone(), figure))
            };
            of.iter().filter_map(figure).collect()
        };
        Ok(questions.iter().map(figures).collect())
    }

    /// The statements of the units, by measure's number, at every place that may count for one of the questions.
    async fn havings(
        &self,
        questions: &[Question],
        numbers: &[i32],
    ) -> Result<BTreeMap<i32, Havings>, TotalsError> {
        let snapshot = self.snapshot();
        let mut homes: BTreeSet<i32> = BTreeSet::new();
        for q in questions {
            let scope = snapshot.scope(MeasureKind::Units, q.unit, q.period, q.lens);
            homes.extend(scope.slices.iter().flat_map(|s| &s.homes).map(|home| home.0));
        }
        let homes: Vec<i32> = homes.into_iter().collect();
        let mut stated: BTreeMap<i32, Vec<Having>> = BTreeMap::new();
        for (unit, measure, day, amount) in self.store.stated_of_units(&homes, numbers).await? {
            stated.entry(measure).or_default().push(Having {
                unit,
                day,
                has: amount > 0,
            });
        }
        let read = |(measure, all): (i32, Vec<Having>)| (measure, all.into_iter().collect());
        Ok(stated.into_iter().map(read).collect())
    }
}
