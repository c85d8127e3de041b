//! The recount: roll-ups must equal the postings, home by home, and can be mended without a lock.

use crate::batch::{Batch, WriteError};
use crate::db::{Store, StoreError};
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::Sums;
use std::collections::BTreeMap;

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
        let mut last = None;
        // A write may land between the two reads: what differs is looked at once more.
        for _ in 0..3 {
            let stored = self.stored_cells(home).await?;
            let counted = self.counted_cells(home).await?;
            let found = differences(home, &stored, &counted);
            if found.is_empty() || last.as_ref() == Some(&found) {
                return Ok(found);
            }
            last = Some(found);
        }
        Ok(last.unwrap_or_default())
    }

    async fn stored_cells(&self, home: i32) -> Result<Cells, StoreError> {
        let mut cells = Cells::new();
        for month in 1..=12u32 {
            let sql = format!(
                "SELECT CAST(year AS BIGINT), CAST(measure AS BIGINT), m{month}, b{month}, n{month} FROM roll WHERE home = $1 \
                 AND year IN (SELECT DISTINCT year FROM roll) AND (m{month} <> 0 OR b{month} <> 0 OR n{month} <> 0)"
            );
            for (year, measure, m, b, n) in self
                .all::<(i64, i64, i64, i64, i64)>(sql, crate::args![home])
                .await?
            {
                cells.insert((year as i32, measure as i32, month), Sums::unpack(m, b, n));
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
