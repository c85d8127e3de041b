//! The check that makes a copy a backup: the engine's own check, the hash chain of the change log, and a sample
//! recount.

use crate::failure::Failure;
use dienhong_store::log::ChainCheck;
use dienhong_store::upkeep::Counts;
use dienhong_store::{Store, StoreError};

const SAMPLE: usize = 20;

/// What was found in a book that passed the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// Step of its tables.
    pub(crate) step: i64,
    /// Rows.
    pub(crate) counts: Counts,
    /// Head of the change log's chain.
    pub(crate) log_head: String,
}

/// Checks an open book.
pub(crate) async fn check(store: &Store) -> Result<Checked, Failure> {
    let damage = store.integrity().await?;
    if !damage.is_empty() {
        return Err(Failure::broken(damage.join("; ")));
    }
    let log_head = match store.verify_log().await? {
        ChainCheck::Whole { head, .. } => head,
        ChainCheck::Broken { seq } => {
            return Err(
                Failure::new(crate::failure::Exit::Problems, "cli-log-broken").with("seq", seq.to_string())
            );
        }
    };
    let wrong = sample_recount(store).await?;
    if wrong > 0 {
        return Err(
            Failure::new(crate::failure::Exit::Problems, "cli-error-sample").with("count", wrong.to_string())
        );
    }
    let step = store
        .number("SELECT COALESCE(MAX(step), 0) FROM migration", vec![])
        .await?;
    Ok(Checked {
        step,
        counts: store.counts().await?,
        log_head,
    })
}

/// Recounts some homes, spread over all of them; returns how many cells differ.
pub(crate) async fn sample_recount(store: &Store) -> Result<usize, StoreError> {
    let homes = store.homes().await?;
    let every = homes.len().div_ceil(SAMPLE).max(1);
    let some: Vec<i32> = homes.into_iter().step_by(every).collect();
    let rolled = store.rolled().await?;
    Ok(store.recount_homes(&some, &rolled).await?.len())
}
