//! Parts above their whole, and what waits for long.

use super::{CheckService, Finding};
use crate::snapshot::Rules;
use crate::totals::{Question, TotalsError};
use dienhong_domain::checks::is_above_whole;
use dienhong_domain::entries::State;
use dienhong_domain::time::Period;
use dienhong_domain::units::{Lens, UnitId};

/// Days after which an open draft, or something sent up and not answered, is asked about.
const WAITS: i64 = 30;

impl CheckService<'_> {
    pub(super) async fn parts_above(&self, rules: &Rules, unit: UnitId) -> Result<Vec<Finding>, TotalsError> {
        let mut found = Vec::new();
        for back in [0, 1] {
            let year = self.today().year() - back;
            let Some(period) = Period::years(year, year) else {
                continue;
            };
            let q = Question {
                unit,
                period,
                lens: Lens::AsItWas,
            };
            let figures = self.totals().measured(rules.pack.measures.iter(), q).await?;
            for part in rules.pack.measures.iter() {
                let Some(whole) = part.part_of.as_deref().and_then(|code| rules.measure(code)) else {
                    continue;
                };
                let (Some(one), Some(all)) = (figures.get(&part.code), figures.get(&whole.code)) else {
                    continue;
                };
                if is_above_whole(one, all) {
                    found.push(Finding::Part {
                        part: Box::new((part.clone(), *one)),
                        whole: Box::new((whole.clone(), *all)),
                        period,
                    });
                }
            }
        }
        Ok(found)
    }

    pub(super) async fn long_waiting(&self, unit: UnitId) -> Result<Vec<Finding>, TotalsError> {
        let before = (0..WAITS).fold(self.today(), |day, _| day.previous());
        let rows = self.store.waiting_since(&[unit.0], before).await?;
        let finding = |(state, count): (State, i64)| Finding::Waiting { state, count, before };
        Ok(rows.into_iter().map(finding).collect())
    }
}
