//! Papers that arrived and have a last day.

use super::{Area, Task, WaitingService, What};
use crate::app::Fault;
use crate::urls;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_store::incoming::IncomingRow;

/// Most papers told of at once, those with the earliest day first.
const MOST: usize = 50;
/// Who deals with them: whoever keeps the register.
const KEEPERS: &[Permission] = &[Permission::KeepIncoming];

impl WaitingService<'_> {
    pub(super) async fn incoming_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        if !self.actor.is_person() || !self.may(Permission::KeepIncoming, unit) {
            return Ok(Vec::new());
        }
        let rows = self.store.incoming_due(unit, MOST).await?;
        let task = |row: IncomingRow| Task {
            area: Area::Incoming,
            act: "finish",
            unit,
            key: row.id.to_string(),
            what: What::Paper {
                number: row.number,
                year: row.year,
                summary: row.summary,
            },
            due: row.due.map(Ok),
            is_ahead: false,
            href: urls::incoming_paper(row.id),
            permissions: KEEPERS,
        };
        Ok(rows.into_iter().map(task).collect())
    }
}
