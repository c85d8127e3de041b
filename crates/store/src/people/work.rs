//! Open work: entries that are not final, by who holds them.

use crate::rows::columns;
use crate::{Batch, Store, StoreError, args};
use dienhong_domain::entries::State;
use dienhong_domain::units::UnitId;

/// Open entries that somebody holds in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenWork {
    /// Unit of the entries.
    pub unit: UnitId,
    /// Draft or sent.
    pub state: State,
    /// How many.
    pub count: i64,
}

columns!(OpenWork of entry e: unit, state, count = "COUNT(*)");

impl Store {
    /// What open entries a person holds, by unit and state.
    pub async fn open_work(&self, person: i64) -> Result<Vec<OpenWork>, StoreError> {
        // Each state has an index of its own, over open entries only.
        let of = |state: i32| {
            format!(
                "SELECT {} FROM entry e WHERE e.holder = $1 AND e.state = {state} GROUP BY e.unit, e.state",
                OpenWork::COLUMNS
            )
        };
        let sql = format!("{} UNION ALL {} ORDER BY 1, 2", of(0), of(1));
        self.all(sql, args![person]).await
    }
}

impl Batch {
    /// Hands open entries of one unit and state to another person; refused as stale when they are not as many as said.
    pub fn hand_over(self, from: i64, to: i64, work: &OpenWork) -> Batch {
        self.run(
            format!(
                "UPDATE entry SET holder = $1 WHERE holder = $2 AND unit = $3 AND state = {}",
                work.state.number()
            ),
            args![to, from, work.unit],
        )
        .expect(u64::try_from(work.count).unwrap_or(0))
    }
}
