//! Open work: entries that are not final, by who holds them.

use crate::{Batch, Store, StoreError, args};

/// Open entries that somebody holds in a unit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct OpenWork {
    /// Unit of the entries.
    pub unit: i64,
    /// State as stored: 0 draft, 1 sent.
    pub state: i64,
    /// How many.
    pub count: i64,
}

impl Store {
    /// What open entries a person holds, by unit and state.
    pub async fn open_work(&self, person: i64) -> Result<Vec<OpenWork>, StoreError> {
        self.all(
            "SELECT CAST(unit AS BIGINT) AS unit, CAST(state AS BIGINT) AS state, COUNT(*) AS count FROM entry \
             WHERE holder = $1 AND state IN (0, 1) GROUP BY unit, state ORDER BY 1, 2",
            args![person],
        )
        .await
    }
}

impl Batch {
    /// Hands open entries of one unit and state to another person; refused as stale when they are not as many as said.
    pub fn hand_over(self, from: i64, to: i64, work: &OpenWork) -> Batch {
        self.run(
            "UPDATE entry SET holder = $1 WHERE holder = $2 AND unit = $3 AND state = $4",
            args![to, from, work.unit, work.state],
        )
        .expect(u64::try_from(work.count).unwrap_or(0))
    }
}
