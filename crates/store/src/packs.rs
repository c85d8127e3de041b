//! Installed packs, the rules in force made of them, and the numbers of registers and measures.

use crate::db::{Store, StoreError};
use std::collections::HashMap;

/// An installed pack.
#[derive(Clone, Debug, sqlx_macros::FromRow)]
pub struct PackRow {
    /// Number in this database.
    pub id: i64,
    /// The pack's permanent code.
    pub code: String,
    /// Version as its author wrote it.
    pub version: String,
    /// Hash of its content.
    pub hash: String,
    /// Unit for which it holds; `None` for all.
    pub scope: Option<i64>,
    /// Its files as JSON: name and text.
    pub files: String,
    /// Moment, UTC milliseconds.
    pub installed_at: i64,
    /// Person.
    pub installed_by: i64,
    /// When a newer version took its place.
    pub retired_at: Option<i64>,
}

const COLUMNS: &str = "CAST(id AS BIGINT) AS id, code, version, hash, CAST(scope AS BIGINT) AS scope, files, installed_at, \
     installed_by, retired_at";

impl Store {
    /// All packs ever installed, in order.
    pub async fn packs(&self) -> Result<Vec<PackRow>, StoreError> {
        self.all(format!("SELECT {COLUMNS} FROM pack ORDER BY id"), vec![])
            .await
    }

    /// Sets of packs that were in force together: number and the packs' numbers.
    pub async fn rules(&self) -> Result<Vec<(i64, Vec<i64>)>, StoreError> {
        let rows: Vec<(i64, String)> = self
            .all("SELECT CAST(id AS BIGINT), packs FROM rules ORDER BY id", vec![])
            .await?;
        Ok(rows
            .into_iter()
            .map(|(id, packs)| (id, packs.split(',').filter_map(|p| p.parse().ok()).collect()))
            .collect())
    }

    /// Numbers of measures by code.
    pub async fn measure_numbers(&self) -> Result<HashMap<String, i32>, StoreError> {
        let rows: Vec<(i64, String)> = self
            .all("SELECT CAST(id AS BIGINT), code FROM measure", vec![])
            .await?;
        Ok(rows.into_iter().map(|(id, code)| (code, id as i32)).collect())
    }

    /// Numbers of registers by code.
    pub async fn register_numbers(&self) -> Result<HashMap<String, i32>, StoreError> {
        let rows: Vec<(i64, String)> = self
            .all("SELECT CAST(id AS BIGINT), code FROM register", vec![])
            .await?;
        Ok(rows.into_iter().map(|(id, code)| (code, id as i32)).collect())
    }
}
