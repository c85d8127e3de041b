//! Stocks: stated long ago, below zero, or posted otherwise than stated.

use super::{CheckService, Finding, numbered};
use crate::app::Fault;
use crate::snapshot::Rules;
use crate::totals::TotalsError;
use dienhong_domain::checks::{Month, dip};
use dienhong_domain::packs::{Measure, MeasureKind};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{ConnectedUnits, Lens, Scope, UnitId, Weight};
use dienhong_store::entries::PostingRow;
use dienhong_store::{Astray, StoreError};
use std::collections::BTreeMap;

/// Months after which a stock should be stated again.
const STALE: i32 = 13;

impl CheckService<'_> {
    /// Entries of a home and its connected units whose postings differ from what their stated levels require.
    pub async fn levels_astray(&self, home: UnitId) -> Result<Vec<Astray>, StoreError> {
        let snapshot = self.snapshot();
        self.store
            .levels_astray(&ConnectedUnits::of(&snapshot.map, [home]))
            .await
    }

    /// Posts what the stated levels of a home and its connected units require and is missing. Returns how many entries
    /// were corrected.
    pub async fn mend_levels(&self, home: UnitId) -> Result<usize, Fault> {
        let snapshot = self.snapshot();
        let connected = ConnectedUnits::of(&snapshot.map, [home]);
        let count = self.store.levels_astray(&connected).await?.len();
        if count > 0 {
            self.store.mend_levels(connected, count, self.now()).await?;
        }
        Ok(count)
    }

    pub(super) async fn stale_stocks(
        &self,
        rules: &Rules,
        unit: UnitId,
    ) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let stocks = numbered(snapshot, rules, MeasureKind::Stock);
        // Measures that count units change with the map alone.
        let stated = stocks.iter().filter(|(_, m)| m.counts_units.is_none());
        let numbers: Vec<i32> = stated.map(|(number, _)| *number).collect();
        let oldest = Month::of(self.today()).back(STALE).days().from;
        let rows = self.store.last_days(&[unit.0], &numbers).await?;
        let finding = |(number, last): (i32, Day)| {
            let measure = (*stocks.get(&number)?).clone();
            (last < oldest).then_some(Finding::Stale { measure, last })
        };
        Ok(rows.into_iter().filter_map(finding).collect())
    }

    /// Stocks of a commune and its groups that were below zero on some day, because of a correction, a voiding, a late
    /// entry, or something taken from an undivided part.
    pub(super) async fn below_nought(
        &self,
        rules: &Rules,
        unit: UnitId,
    ) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let is_stated = |m: &&Measure| m.kind == MeasureKind::Stock && m.counts_units.is_none();
        let stocks: Vec<&Measure> = rules.pack.measures.iter().filter(is_stated).collect();
        let mut above: Vec<i32> = snapshot.map.ancestry(unit).into_iter().map(|u| u.0).collect();
        above.push(unit.0);
        let mut by_groups = Vec::new();
        for measure in &stocks {
            let Some(number) = snapshot.measure_number(&measure.code) else {
                continue;
            };
            // Where the commune states the stock for all groups, a group alone has no stock that could be below zero.
            if self.store.levels_by(&above, number).await?.is_empty() {
                by_groups.push(*measure);
            }
        }
        let mut found = self.dips(unit, &stocks).await?;
        for group in snapshot.map.children(unit, self.today()) {
            found.extend(self.dips(group, &by_groups).await?);
        }
        Ok(found)
    }

    async fn dips(&self, unit: UnitId, stocks: &[&Measure]) -> Result<Vec<Finding>, TotalsError> {
        let snapshot = self.snapshot();
        let of: BTreeMap<i32, &Measure> = stocks
            .iter()
            .filter_map(|m| Some((snapshot.measure_number(&m.code)?, *m)))
            .collect();
        let numbers: Vec<i32> = of.keys().copied().collect();
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let until = Period {
            from: Day::MIN,
            to: self.today(),
        };
        let scope = snapshot.scope(MeasureKind::Stock, unit, until, Lens::AsItWas);
        // What is known only as a share has no daily course of its own.
        let (mut whole, mut undivided) = (Scope::clone(&scope), Scope::clone(&scope));
        whole.slices.retain(|slice| slice.weight == Weight::Whole);
        undivided.slices.retain(|slice| slice.weight == Weight::Undivided);
        let mut found = Vec::new();
        for (scope, is_undivided) in [(whole, false), (undivided, true)] {
            let mut changes: BTreeMap<i32, BTreeMap<Day, i64>> = BTreeMap::new();
            let see = |row: &PostingRow| {
                let days = changes.entry(row.measure).or_default();
                *days.entry(row.day).or_default() += row.amount;
            };
            self.store.each_posting(&scope, &numbers, see).await?;
            found.extend(changes.iter().filter_map(|(number, changes)| {
                Some(Finding::Below {
                    unit,
                    measure: (*of.get(number)?).clone(),
                    dip: dip(changes)?,
                    is_undivided,
                })
            }));
        }
        Ok(found)
    }
}
