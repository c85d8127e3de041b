//! What is needed to bring an entry to another unit without reading its answers anew.

use crate::batch::LevelWrite;
use crate::db::{Store, StoreError};
use uuid::Uuid;

impl Store {
    /// Whole levels that an entry states.
    pub async fn levels_of(&self, entry: Uuid) -> Result<Vec<LevelWrite>, StoreError> {
        let rows: Vec<(i64, i64, i64)> = self
            .all(
                "SELECT CAST(measure AS BIGINT), amount, CAST(bound AS BIGINT) FROM level WHERE entry = $1 ORDER BY measure",
                crate::args![entry],
            )
            .await?;
        let level = |(measure, amount, bound): (i64, i64, i64)| LevelWrite {
            measure: measure as i32,
            amount,
            bound: bound as i16,
        };
        Ok(rows.into_iter().map(level).collect())
    }

    /// The folded words by which an entry is found.
    pub async fn search_words_of(&self, entry: Uuid) -> Result<String, StoreError> {
        let row: Option<(String,)> = self
            .first("SELECT search FROM entry WHERE id = $1", crate::args![entry])
            .await?;
        Ok(row.map_or_else(String::new, |(words,)| words))
    }
}
