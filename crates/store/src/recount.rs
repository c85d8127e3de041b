//! The recount: roll-ups must equal the postings, home by home, and can be mended without a lock.

use crate::args::list;
use crate::batch::{Batch, WriteError};
use crate::db::{Store, StoreError};
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::Sums;
use std::collections::{BTreeMap, BTreeSet};

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Home.
    pub home: i32,
    /// Year.
    pub year: i32,
    /// Month.
    pub month: u32,
    /// Measure.
    pub measure: i32,
    /// What the roll-up says.
    pub stored: Sums,
    /// What the postings say.
    pub counted: Sums,
}

/// What roll-ups there are.
#[derive(Clone, Debug, Default)]
pub struct Rolled {
    years: Vec<i32>,
    measures: Vec<i32>,
}

type Cells = BTreeMap<(i32, i32, u32), Sums>;

impl Store {
    /// Homes that have postings or roll-ups.
    pub async fn homes(&self) -> Result<Vec<i32>, StoreError> {
        let rows: Vec<(i64,)> = self
            .all("SELECT CAST(home AS BIGINT) AS h FROM roll UNION SELECT CAST(home AS BIGINT) FROM posting ORDER BY h", vec![])
            .await?;
        Ok(rows.into_iter().map(|(h,)| h as i32).collect())
    }

    /// Compares the roll-ups of a home with its postings.
    pub async fn recount_home(&self, home: i32) -> Result<Vec<Mismatch>, StoreError> {
        let rolled = self.rolled().await?;
        self.recount_home_of(home, &rolled).await
    }

    /// As [`Store::recount_home`], for one home of many: what roll-ups there are was asked before.
    pub async fn recount_home_of(&self, home: i32, rolled: &Rolled) -> Result<Vec<Mismatch>, StoreError> {
        let mut rolled = rolled.clone();
        let mut last = None;
        // A write may land between the two reads, or bring a measure that was not rolled up before: what differs is looked at
        // once more.
        for _ in 0..3 {
            let stored = self.stored_cells(home, &rolled).await?;
            let counted = self.counted_cells(home).await?;
            let found = differences(home, &stored, &counted);
            if found.is_empty() || last.as_ref() == Some(&found) {
                return Ok(found);
            }
            last = Some(found);
            rolled = self.rolled().await?;
        }
        Ok(last.unwrap_or_default())
    }

    /// Years and measures that the roll-ups have, each found by a step in their key instead of reading them all.
    pub async fn rolled(&self) -> Result<Rolled, StoreError> {
        let sql = "WITH RECURSIVE k(y, m) AS (\
             SELECT (SELECT MIN(year) FROM roll), (SELECT measure FROM roll ORDER BY year, measure LIMIT 1) \
             UNION ALL SELECT \
             COALESCE((SELECT y FROM roll WHERE year = y AND measure > m LIMIT 1), (SELECT MIN(year) FROM roll WHERE year > y)), \
             COALESCE((SELECT MIN(measure) FROM roll WHERE year = y AND measure > m), \
                (SELECT measure FROM roll WHERE year > y ORDER BY year, measure LIMIT 1)) \
             FROM k WHERE y IS NOT NULL) \
             SELECT CAST(y AS BIGINT), CAST(m AS BIGINT) FROM k WHERE y IS NOT NULL";
        let rows: Vec<(i64, i64)> = self.all(sql, vec![]).await?;
        let sorted = |all: BTreeSet<i32>| all.into_iter().collect::<Vec<i32>>();
        Ok(Rolled {
            years: sorted(rows.iter().map(|(year, _)| *year as i32).collect()),
            measures: sorted(rows.iter().map(|(_, measure)| *measure as i32).collect()),
        })
    }

    async fn stored_cells(&self, home: i32, rolled: &Rolled) -> Result<Cells, StoreError> {
        let mut cells = Cells::new();
        // The key begins with year and measure: named, a home's rows are found without reading those of the others.
        let (years, measures) = (list(&rolled.years), list(&rolled.measures));
        type Third = (
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
            i64,
        );
        for first in [1u32, 5, 9] {
            let columns: Vec<String> = (first..first + 4).map(|k| format!("m{k}, b{k}, n{k}")).collect();
            let sql = format!(
                "SELECT CAST(year AS BIGINT), CAST(measure AS BIGINT), {} FROM roll WHERE year IN ({years}) AND measure IN ({measures}) \
                 AND home = $1",
                columns.join(", ")
            );
            for (year, measure, m1, b1, n1, m2, b2, n2, m3, b3, n3, m4, b4, n4) in
                self.all::<Third>(sql, crate::args![home]).await?
            {
                let months = [(m1, b1, n1), (m2, b2, n2), (m3, b3, n3), (m4, b4, n4)];
                for (month, (m, b, n)) in (first..).zip(months) {
                    if (m, b, n) != (0, 0, 0) {
                        cells.insert((year as i32, measure as i32, month), Sums::unpack(m, b, n));
                    }
                }
            }
        }
        Ok(cells)
    }

    async fn counted_cells(&self, home: i32) -> Result<Cells, StoreError> {
        let sql = "SELECT CAST(day / 100 AS BIGINT), CAST(measure AS BIGINT), CAST(bound AS BIGINT), CAST(SUM(amount) AS BIGINT), \
             CAST(SUM(w) AS BIGINT) FROM posting WHERE home = $1 GROUP BY day / 100, measure, bound";
        let mut cells = Cells::new();
        for (month, measure, bound, amount, w) in self
            .all::<(i64, i64, i64, i64, i64)>(sql, crate::args![home])
            .await?
        {
            let sums = Sums {
                amount,
                ..Sums::of(0, Bound::stored(bound as i16), w)
            };
            *cells
                .entry(((month / 100) as i32, measure as i32, (month % 100) as u32))
                .or_default() += sums;
        }
        cells.retain(|_, s| *s != Sums::default());
        Ok(cells)
    }

    /// Writes the counted values of mismatched cells: only what differs, as a difference, so that writes go on beside it.
    pub async fn mend(&self, mismatches: &[Mismatch], at: i64) -> Result<(), WriteError> {
        let mut batch = Batch::new(0, at);
        for m in mismatches {
            let (k, d) = (m.month, m.counted - m.stored);
            let sql = format!(
                "INSERT INTO roll (year, measure, home, m{k}, b{k}, n{k}) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (year, measure, home) \
                 DO UPDATE SET m{k} = roll.m{k} + excluded.m{k}, b{k} = roll.b{k} + excluded.b{k}, n{k} = roll.n{k} + excluded.n{k}"
            );
            batch = batch.run(
                sql,
                crate::args![m.year, m.measure, m.home, d.amount, d.packed(), d.lines],
            );
        }
        let detail = format!(r#"{{"cells":{}}}"#, mismatches.len());
        self.write(batch.log(0, "ledger.mend", uuid::Uuid::nil(), detail))
            .await
    }
}

fn differences(home: i32, stored: &Cells, counted: &Cells) -> Vec<Mismatch> {
    let mut keys: Vec<_> = stored.keys().chain(counted.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let cell = |cells: &Cells, key: &(i32, i32, u32)| cells.get(key).copied().unwrap_or_default();
    keys.into_iter()
        .filter_map(|key| {
            let (stored, counted) = (cell(stored, &key), cell(counted, &key));
            let (year, measure, month) = key;
            (stored != counted).then_some(Mismatch {
                home,
                year,
                month,
                measure,
                stored,
                counted,
            })
        })
        .collect()
}
