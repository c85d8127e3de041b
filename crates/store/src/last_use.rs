//! What a person recorded last: kept by the engine with each new entry, one row for each register and unit of a person.

use crate::args::Args;
use crate::db::{Store, StoreError};
use crate::entries::EntryRow;
use crate::lists::ListedRow;
use crate::rows::As;
use dienhong_domain::units::UnitId;

impl Store {
    /// The registers in which a person recorded, the last used first, at most so many.
    pub async fn registers_used(&self, person: i64, most: i64) -> Result<Vec<i32>, StoreError> {
        let sql = "SELECT register, MAX(line) FROM last_use WHERE person = $1 GROUP BY register \
                   ORDER BY MAX(line) DESC LIMIT $2";
        let rows: Vec<(As<i32>, i64)> = self.all(sql, crate::args![person, most]).await?;
        Ok(rows.into_iter().map(|(As(register), _)| register).collect())
    }

    /// The entry that a person made last in a register, with its newest revision: for a unit, or for any of them if none is
    /// given.
    pub async fn last_entry(
        &self,
        person: i64,
        register: i32,
        unit: Option<UnitId>,
    ) -> Result<Option<ListedRow>, StoreError> {
        let mut args: Args = crate::args![person, register];
        let only = match unit {
            Some(unit) => {
                args.extend(crate::args![unit]);
                " AND unit = $3"
            }
            None => "",
        };
        let sql = format!(
            "SELECT {}, r.body, t.body FROM (SELECT entry FROM last_use WHERE person = $1 AND register = $2{only} \
             ORDER BY line DESC LIMIT 1) u CROSS JOIN entry e CROSS JOIN revision r \
             LEFT JOIN revision_text t ON t.entry = r.entry AND t.rev = r.rev AND t.home = r.home \
             WHERE e.id = u.entry AND r.entry = e.id AND r.rev = e.rev",
            EntryRow::COLUMNS
        );
        self.first(sql, args).await
    }
}
