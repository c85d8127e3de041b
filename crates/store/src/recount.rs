//! The recount: compares the roll-ups with the postings, home by home, and corrects them without a lock.

use crate::args::list;
use crate::batch::{Batch, WriteError};
use crate::db::{Store, StoreError};
use crate::figures::among;
use crate::rows::As;
use crate::sums::RollRow;
use dienhong_domain::amount::Bound;
use dienhong_domain::ledger::Sums;
use std::collections::{BTreeMap, BTreeSet};

/// A month of a roll-up that differs from its postings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Home.
    pub home: i32,
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u32,
    /// Measure.
    pub measure: i32,
    /// The sums that the roll-up holds.
    pub stored: Sums,
    /// The sums of the postings.
    pub counted: Sums,
}

/// Years and measures for which roll-ups exist, sorted.
#[derive(Clone, Debug, Default)]
pub struct Rolled {
    years: Vec<i32>,
    measures: Vec<i32>,
}

/// Number of neighbouring homes to pass to [`Store::recount_homes`] at once.
pub const TOGETHER: usize = 64;

/// Sums by (home, year, measure, month).
type Cells = BTreeMap<(i32, i32, i32, u32), Sums>;

impl Store {
    /// Homes that have postings or roll-ups.
    pub async fn homes(&self) -> Result<Vec<i32>, StoreError> {
        // The key of postings begins with the home, so each next home is found with one index seek.
        let sql = "WITH RECURSIVE p(h) AS (SELECT MIN(home) FROM posting UNION ALL \
             SELECT (SELECT MIN(home) FROM posting WHERE home > h) FROM p WHERE h IS NOT NULL) \
             SELECT h FROM p WHERE h IS NOT NULL UNION SELECT home FROM roll ORDER BY h";
        let rows: Vec<(As<i32>,)> = self.all(sql, vec![]).await?;
        Ok(rows.into_iter().map(|(As(home),)| home).collect())
    }

    /// Compares the roll-ups of a home with its postings.
    pub async fn recount_home(&self, home: i32) -> Result<Vec<Mismatch>, StoreError> {
        let rolled = self.rolled().await?;
        self.recount_homes(&[home], &rolled).await
    }

    /// Compares the roll-ups of some homes with their postings. Fastest for homes with neighbouring numbers; `rolled`
    /// comes from [`Store::rolled`].
    pub async fn recount_homes(&self, homes: &[i32], rolled: &Rolled) -> Result<Vec<Mismatch>, StoreError> {
        let mut found = self.compared(homes, rolled).await?;
        // A write may commit between the two reads, or add a measure that had no roll-up before, so homes that differ
        // are compared again.
        for _ in 0..2 {
            if found.is_empty() {
                break;
            }
            let mut doubtful: Vec<i32> = found.iter().map(|m| m.home).collect();
            doubtful.dedup();
            let again = self.compared(&doubtful, &self.rolled().await?).await?;
            if again == found {
                break;
            }
            found = again;
        }
        Ok(found)
    }

    async fn compared(&self, homes: &[i32], rolled: &Rolled) -> Result<Vec<Mismatch>, StoreError> {
        let (stored, counted) =
            tokio::try_join!(self.stored_cells(homes, rolled), self.counted_cells(homes))?;
        Ok(differences(&stored, &counted))
    }

    /// Reads the years and measures of the roll-ups, one index seek each instead of a scan of the table.
    pub async fn rolled(&self) -> Result<Rolled, StoreError> {
        let sql = "WITH RECURSIVE k(y, m) AS (\
             SELECT (SELECT MIN(year) FROM roll), (SELECT measure FROM roll ORDER BY year, measure LIMIT 1) \
             UNION ALL SELECT \
             COALESCE((SELECT y FROM roll WHERE year = y AND measure > m LIMIT 1), (SELECT MIN(year) FROM roll WHERE year > y)), \
             COALESCE((SELECT MIN(measure) FROM roll WHERE year = y AND measure > m), \
                (SELECT measure FROM roll WHERE year > y ORDER BY year, measure LIMIT 1)) \
             FROM k WHERE y IS NOT NULL) \
             SELECT y, m FROM k WHERE y IS NOT NULL";
        let rows: Vec<(As<i32>, As<i32>)> = self.all(sql, vec![]).await?;
        let sorted = |all: BTreeSet<i32>| all.into_iter().collect::<Vec<i32>>();
        Ok(Rolled {
            years: sorted(rows.iter().map(|(As(year), _)| *year).collect()),
            measures: sorted(rows.iter().map(|(_, As(measure))| *measure).collect()),
        })
    }

    async fn stored_cells(&self, homes: &[i32], rolled: &Rolled) -> Result<Cells, StoreError> {
        // The key begins with year and measure: listing both lets the engine seek the rows of these homes.
        let from = format!(
            "roll WHERE year IN ({}) AND measure IN ({}) AND {}",
            list(&rolled.years),
            list(&rolled.measures),
            among(homes)
        );
        let mut cells = Cells::new();
        let columns = format!("home, year, measure, {}", RollRow::columns(|c| c));
        self.each_row(&columns, &from, |row: [i64; 39]| {
            for (month, of) in (1..).zip(row[3..].chunks_exact(3)) {
                let sums = Sums::unpack(of[0], of[1], of[2]);
                if sums != Sums::default() {
                    cells.insert((row[0] as i32, row[1] as i32, row[2] as i32, month), sums);
                }
            }
        })
        .await?;
        Ok(cells)
    }

    async fn counted_cells(&self, homes: &[i32]) -> Result<Cells, StoreError> {
        let columns = "home, day, measure, bound, amount, w";
        let from = format!("posting WHERE home IN ({})", list(homes));
        let mut cells = Cells::new();
        self.each_row(
            columns,
            &from,
            |[home, day, measure, bound, amount, w]: [i64; 6]| {
                let sums = Sums::of(amount, Bound::stored(bound as i16), w);
                let month = day / 100;
                let key = (
                    home as i32,
                    (month / 100) as i32,
                    measure as i32,
                    (month % 100) as u32,
                );
                *cells.entry(key).or_default() += sums;
            },
        )
        .await?;
        cells.retain(|_, s| *s != Sums::default());
        Ok(cells)
    }

    /// Calls a function with the whole numbers of each row. The engine returns all rows as one text, because fetching
    /// them one by one costs more than the query.
    async fn each_row<const N: usize>(
        &self,
        columns: &str,
        from: &str,
        mut see: impl FnMut([i64; N]),
    ) -> Result<(), StoreError> {
        let sql = format!("SELECT string_agg(concat_ws(',', {columns}), ';') FROM {from}");
        let Some((Some(text),)) = self.first::<(Option<String>,)>(sql, vec![]).await? else {
            return Ok(());
        };
        for row in text.split(';') {
            let mut numbers = [0; N];
            let mut fields = row.split(',');
            for number in &mut numbers {
                let field = fields.next().and_then(|f| f.parse().ok());
                *number = field.ok_or_else(|| StoreError::Broken(row.to_owned()))?;
            }
            see(numbers);
        }
        Ok(())
    }

    /// Corrects mismatched cells. Each is written as a difference, so that concurrent writes are not lost.
    pub async fn mend(&self, mismatches: &[Mismatch], at: i64) -> Result<(), WriteError> {
        let mut batch = Batch::new(0, at);
        for m in mismatches {
            let (k, d) = (m.month, m.counted - m.stored);
            let sql = format!(
                "INSERT INTO roll (year, measure, home, m{k}, b{k}, n{k}) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (year, measure, home) \
                 DO UPDATE SET m{k} = roll.m{k} + excluded.m{k}, b{k} = roll.b{k} + excluded.b{k}, n{k} = roll.n{k} + excluded.n{k}"
            );
            batch = batch.run_on_ledger(
                sql,
                crate::args![m.year, m.measure, m.home, d.amount, d.packed(), d.lines],
            );
        }
        let detail = serde_json::json!({ "cells": mismatches.len() }).to_string();
        self.write(batch.log(0, "ledger.mend", uuid::Uuid::nil(), detail))
            .await
    }
}

fn differences(stored: &Cells, counted: &Cells) -> Vec<Mismatch> {
    let cell = |cells: &Cells, key: &(i32, i32, i32, u32)| cells.get(key).copied().unwrap_or_default();
    let keys: BTreeSet<_> = stored.keys().chain(counted.keys()).collect();
    let differs = |key: &(i32, i32, i32, u32)| {
        let (stored, counted) = (cell(stored, key), cell(counted, key));
        let (home, year, measure, month) = *key;
        (stored != counted).then_some(Mismatch {
            home,
            year,
            month,
            measure,
            stored,
            counted,
        })
    };
    keys.into_iter().filter_map(differs).collect()
}
