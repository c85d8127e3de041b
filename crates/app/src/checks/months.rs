//! Months: those without a record, and those far from the others.

use super::{CheckService, Finding, numbered};
use crate::snapshot::Rules;
use crate::totals::TotalsError;
use dienhong_domain::checks::{Month, gaps, outliers};
use dienhong_domain::packs::MeasureKind;
use dienhong_domain::units::UnitId;
use std::collections::{BTreeMap, BTreeSet};

impl CheckService<'_> {
    pub(super) async fn missing_months(
        &self,
        rules: &Rules,
        unit: UnitId,
        months: &[Month],
    ) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let units: Vec<i32> = std::iter::once(unit)
            .chain(snapshot.map.children_ever(unit))
            .map(|u| u.0)
            .collect();
        let mut found = Vec::new();
        for register in rules.pack.registers.iter().filter(|r| r.monthly) {
            let Some(number) = snapshot.registers.get(&register.id) else {
                continue;
            };
            let claims: BTreeSet<(UnitId, i32)> =
                self.store.claims(*number, &units).await?.into_iter().collect();
            let mut by_month: BTreeMap<Month, Vec<UnitId>> = BTreeMap::new();
            for gap in gaps(&snapshot.map, unit, &claims, months) {
                by_month.entry(gap.month).or_default().push(gap.unit);
            }
            for (month, mut units) in by_month.into_iter().rev() {
                let name =
                    |u: &UnitId| dienhong_i18n::name_sort_key(&snapshot.map.label(*u, month.days().to, "vi"));
                units.sort_by_cached_key(name);
                found.push(Finding::Gap {
                    register: register.clone(),
                    month,
                    units,
                });
            }
        }
        Ok(found)
    }

    pub(super) async fn far_months(
        &self,
        rules: &Rules,
        unit: UnitId,
        months: &[Month],
    ) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let flows = numbered(snapshot, rules, MeasureKind::Flow);
        let numbers: Vec<i32> = flows.keys().copied().collect();
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return Ok(Vec::new());
        };
        let years = (first.days().from.year(), last.days().to.year());
        let rows = self.store.months(&[unit.0], &numbers, years).await?;
        let mut series: BTreeMap<i32, Vec<(Month, i64)>> = BTreeMap::new();
        for (measure, year, month, sums) in rows {
            let month = Month::new(year, month);
            if months.contains(&month) && sums.lines > 0 {
                series.entry(measure).or_default().push((month, sums.amount));
            }
        }
        let mut found = Vec::new();
        for (number, series) in series {
            let Some(measure) = flows.get(&number) else {
                continue;
            };
            found.extend(
                outliers(&series, measure.scale)
                    .into_iter()
                    .map(|o| Finding::Outlier {
                        measure: (*measure).clone(),
                        month: o.month,
                        amount: o.amount,
                        usual: o.usual,
                    }),
            );
        }
        Ok(found)
    }
}
