//! Figures of many units at once: what their scopes have in common is read once and then added up for each of them.

use crate::args::list;
use crate::db::{Store, StoreError};
use crate::figures::{Figures, among};
use dienhong_domain::ledger::{Figure, Sums};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Scope, Slice};
use std::collections::{BTreeMap, BTreeSet};

/// Sums by (home or unit, measure).
type Cells = BTreeMap<(i32, i32), Sums>;

/// Which slices are read together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Together {
    /// Whole homes over the same days, by home.
    Homes(Day, Day),
    /// Units of the same homes over the same days, by unit.
    Units(Day, Day, Vec<i32>),
}

impl Together {
    fn of(slice: &Slice) -> Option<Together> {
        let days = (slice.days.from, slice.days.to);
        match (slice.only, slice.except.is_empty()) {
            (None, true) => Some(Together::Homes(days.0, days.1)),
            (Some(_), true) => Some(Together::Units(days.0, days.1, homes_of(slice))),
            // What leaves groups out is rare: read by itself.
            (_, false) => None,
        }
    }
}

fn homes_of(slice: &Slice) -> Vec<i32> {
    slice.homes.iter().map(|h| h.0).collect()
}

impl Store {
    /// Sums the measures over many scopes, as [`Store::figures`] does over each.
    pub async fn figures_of_many(
        &self,
        scopes: &[Scope],
        measures: &[i32],
    ) -> Result<Vec<Figures>, StoreError> {
        let mut wanted: BTreeMap<Together, BTreeSet<i32>> = BTreeMap::new();
        for slice in scopes.iter().flat_map(|s| &s.slices) {
            if let Some(together) = Together::of(slice) {
                wanted.entry(together).or_default().extend(homes_of(slice));
            }
        }
        let mut read: BTreeMap<Together, Cells> = BTreeMap::new();
        for (together, homes) in wanted {
            let homes: Vec<i32> = homes.into_iter().collect();
            let cells = match &together {
                Together::Homes(from, to) => {
                    let days = Period { from: *from, to: *to };
                    self.cells_by_home(&homes, days, measures).await?
                }
                Together::Units(from, to, homes) => {
                    let days = Period { from: *from, to: *to };
                    self.cells_of_postings(homes, days, measures, "unit").await?
                }
            };
            read.insert(together, cells);
        }
        let mut all = Vec::with_capacity(scopes.len());
        for scope in scopes {
            let mut found = Figures::new();
            for slice in &scope.slices {
                for (measure, sums) in self.sums_of(slice, measures, &read).await? {
                    let figure: &mut Figure = found.entry(measure).or_default();
                    figure.take(&slice.weight, sums);
                }
            }
            all.push(found);
        }
        Ok(all)
    }

    async fn sums_of(
        &self,
        slice: &Slice,
        measures: &[i32],
        read: &BTreeMap<Together, Cells>,
    ) -> Result<BTreeMap<i32, Sums>, StoreError> {
        let Some(cells) = Together::of(slice).and_then(|t| read.get(&t)) else {
            return self.slice(slice, measures).await;
        };
        let keys: Vec<i32> = match slice.only {
            Some(unit) => vec![unit.0],
            None => homes_of(slice),
        };
        let mut found: BTreeMap<i32, Sums> = BTreeMap::new();
        for key in keys {
            for ((_, measure), sums) in cells.range((key, i32::MIN)..=(key, i32::MAX)) {
                *found.entry(*measure).or_default() += *sums;
            }
        }
        Ok(found)
    }

    /// Whole months from the roll-ups, broken ones from the postings.
    async fn cells_by_home(
        &self,
        homes: &[i32],
        days: Period,
        measures: &[i32],
    ) -> Result<Cells, StoreError> {
        let mut found = Cells::new();
        let (whole, rests) = match days.from <= Day::MIN {
            true => self.since_beginning(days.to).await?,
            false => days.months_and_rests(),
        };
        let mut by_months: BTreeMap<(u32, u32), Vec<i32>> = BTreeMap::new();
        for (year, first, last) in whole {
            by_months.entry((first, last)).or_default().push(year);
        }
        for ((first, last), years) in by_months {
            let sum = |column: &str| {
                let columns: Vec<String> = (first..=last).map(|k| format!("{column}{k}")).collect();
                columns.join("+")
            };
            // The rows of a year are few enough to be added up here; a grouping would sort them all first.
            let sql = format!(
                "SELECT CAST(home AS BIGINT), CAST(measure AS BIGINT), {}, {}, {} FROM roll WHERE year IN ({}) AND measure IN ({}) \
                 AND {}",
                sum("m"),
                sum("b"),
                sum("n"),
                list(&years),
                list(measures),
                among(homes)
            );
            for (home, measure, amount, packed, lines) in
                self.all::<(i64, i64, i64, i64, i64)>(sql, vec![]).await?
            {
                *found.entry((home as i32, measure as i32)).or_default() +=
                    Sums::unpack(amount, packed, lines);
            }
        }
        for rest in rests {
            for (key, sums) in self.cells_of_postings(homes, rest, measures, "home").await? {
                *found.entry(key).or_default() += sums;
            }
        }
        found.retain(|_, sums| *sums != Sums::default());
        Ok(found)
    }

    async fn cells_of_postings(
        &self,
        homes: &[i32],
        days: Period,
        measures: &[i32],
        by: &str,
    ) -> Result<Cells, StoreError> {
        let sql = format!(
            "SELECT CAST(p.{by} AS BIGINT), CAST(p.measure AS BIGINT), CAST(SUM(p.amount) AS BIGINT), \
             CAST(SUM(CASE p.bound WHEN 1 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(CASE p.bound WHEN 3 THEN p.w ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE p.bound WHEN 2 THEN p.w ELSE 0 END) AS BIGINT), CAST(SUM(p.w) AS BIGINT) FROM posting p \
             WHERE p.home IN ({}) AND p.day >= $1 AND p.day <= $2 AND p.measure IN ({}) GROUP BY p.{by}, p.measure",
            list(homes),
            list(measures)
        );
        let args = crate::args![days.from.number(), days.to.number()];
        let rows: Vec<(i64, i64, i64, i64, i64, i64, i64)> = self.all(sql, args).await?;
        let cell =
            |(key, measure, amount, at_least, at_most, about, lines): (i64, i64, i64, i64, i64, i64, i64)| {
                let sums = Sums {
                    amount,
                    at_least,
                    at_most,
                    about,
                    lines,
                };
                ((key as i32, measure as i32), sums)
            };
        Ok(rows
            .into_iter()
            .map(cell)
            .filter(|(_, s)| *s != Sums::default())
            .collect())
    }
}
