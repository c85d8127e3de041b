//! Installed packs, the rules in force made of them, and the numbers of registers and measures.

use crate::db::{Store, StoreError};
use crate::rows::{As, columns};
use dienhong_domain::units::UnitId;
use std::collections::HashMap;

/// An installed pack.
#[derive(Clone, Debug)]
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
    pub scope: Option<UnitId>,
    /// Its files as JSON: name and text.
    pub files: String,
    /// Moment, UTC milliseconds.
    pub installed_at: i64,
    /// Person.
    pub installed_by: i64,
    /// When a newer version took its place.
    pub retired_at: Option<i64>,
}

columns!(PackRow of pack p:
    id, code, version, hash, scope, files, installed_at, installed_by, retired_at);

impl Store {
    /// All packs ever installed, in order.
    pub async fn packs(&self) -> Result<Vec<PackRow>, StoreError> {
        let sql = format!("SELECT {} FROM pack p ORDER BY p.id", PackRow::COLUMNS);
        self.all(sql, vec![]).await
    }

    /// Sets of packs that were in force together: number and the packs' numbers.
    pub async fn rules(&self) -> Result<Vec<(i32, Vec<i64>)>, StoreError> {
        let rows: Vec<(As<i32>, String)> = self
            .all("SELECT id, packs FROM rules ORDER BY id", vec![])
            .await?;
        Ok(rows
            .into_iter()
            .map(|(As(id), packs)| (id, packs.split(',').filter_map(|p| p.parse().ok()).collect()))
            .collect())
    }

    /// Numbers of measures by code.
    pub async fn measure_numbers(&self) -> Result<HashMap<String, i32>, StoreError> {
        self.numbers("SELECT code, id FROM measure").await
    }

    /// Numbers of registers by code.
    pub async fn register_numbers(&self) -> Result<HashMap<String, i32>, StoreError> {
        self.numbers("SELECT code, id FROM register").await
    }

    async fn numbers(&self, sql: &'static str) -> Result<HashMap<String, i32>, StoreError> {
        let rows: Vec<(String, As<i32>)> = self.all(sql, vec![]).await?;
        Ok(rows.into_iter().map(|(code, As(id))| (code, id)).collect())
    }
}
