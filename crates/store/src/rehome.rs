//! Moves entries and counts to their new homes when the map changes, without parsing their answers again.

use crate::args::list;
use crate::batch::{Batch, LevelWrite};
use crate::db::{Store, StoreError};
use crate::rows::As;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

impl Store {
    /// Whole levels that an entry states.
    pub async fn levels_of(&self, entry: Uuid) -> Result<Vec<LevelWrite>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM level l WHERE l.entry = $1 ORDER BY l.measure",
                LevelWrite::COLUMNS
            ),
            crate::args![entry],
        )
        .await
    }

    /// Claims a month of a unit in a monthly register for an entry, or releases it. The batch is refused if another
    /// entry holds the month.
    pub fn put_claim(&self, batch: Batch, entry: Uuid, month: Option<(i32, i32, i32)>) -> Batch {
        let batch = batch.run("DELETE FROM claim WHERE entry = $1", crate::args![entry]);
        match month {
            None => batch,
            Some((register, unit, month)) => batch.run(
                "INSERT INTO claim (register, unit, month, entry) VALUES ($1,$2,$3,$4)",
                crate::args![register, unit, month, entry],
            ),
        }
    }

    /// Whether anything was ever recorded for some units or homes, anybody was ever appointed to them, or a subject entered.
    pub async fn is_known(&self, units: &[i32]) -> Result<bool, StoreError> {
        let list = list(units);
        let found = self
            .number(
                format!(
                    "SELECT CASE WHEN EXISTS (SELECT 1 FROM entry WHERE home IN ({list})) \
                     OR EXISTS (SELECT 1 FROM appointment WHERE unit IN ({list})) \
                     OR EXISTS (SELECT 1 FROM subject WHERE unit IN ({list})) THEN 1 ELSE 0 END"
                ),
                vec![],
            )
            .await?;
        Ok(found == 1)
    }

    /// The folded words by which an entry is found.
    pub async fn search_words_of(&self, entry: Uuid) -> Result<String, StoreError> {
        let row: Option<(String,)> = self
            .first("SELECT search FROM entry WHERE id = $1", crate::args![entry])
            .await?;
        Ok(row.map_or_else(String::new, |(words,)| words))
    }

    /// How often units of some homes are counted by changes of the map that stand: (unit, measure, steps).
    pub async fn counts_of_units(
        &self,
        homes: &[i32],
        units: &[i32],
    ) -> Result<Vec<(UnitId, i32, i64)>, StoreError> {
        let sql = format!(
            "SELECT unit, measure, CAST(SUM(amount) AS BIGINT) FROM posting \
             WHERE home IN ({}) AND unit IN ({}) AND source_kind = 1 GROUP BY unit, measure ORDER BY unit, measure",
            list(homes),
            list(units)
        );
        let rows: Vec<(As<UnitId>, As<i32>, i64)> = self.all(sql, vec![]).await?;
        Ok(rows
            .into_iter()
            .map(|(As(unit), As(measure), steps)| (unit, measure, steps))
            .collect())
    }
}
