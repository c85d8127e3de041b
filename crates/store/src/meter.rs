//! How much a store's readers make the engine do: what tests hold against growth, and no clock tells.

use crate::db::{Engine, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// SQLite calls back after so many steps of its machine.
const STEPS: i32 = 10;

/// Counts what readers of one store make the engine do.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<AtomicU64>);

impl Meter {
    /// Counts the steps of a connection from now on.
    pub(crate) async fn watch(&self, conn: &mut sqlx::SqliteConnection) -> Result<(), sqlx::Error> {
        let steps = self.0.clone();
        let count = move || {
            steps.fetch_add(STEPS as u64, Ordering::Relaxed);
            true
        };
        conn.lock_handle().await?.set_progress_handler(STEPS, count);
        Ok(())
    }

    /// What was done until now: on SQLite the steps of its machine, on PostgreSQL rows and index entries that were looked at.
    pub async fn reading(&self, store: &Store) -> Result<u64, StoreError> {
        if store.engine() == Engine::Sqlite {
            return Ok(self.0.load(Ordering::Relaxed));
        }
        store
            .all::<(i32,)>("SELECT 1 FROM pg_stat_force_next_flush()", vec![])
            .await?;
        let sql =
            "SELECT tup_returned + tup_fetched FROM pg_stat_database WHERE datname = current_database()";
        Ok(store.number(sql, vec![]).await?.unsigned_abs())
    }
}
