//! What waits and has no last day: entries, months without a record, letters of other installations.

use super::{Act, Area, Task, WaitingService, What};
use crate::app::Fault;
use crate::entries::{EntryError, ListRow};
use crate::totals::TotalsError;
use crate::urls;
use dienhong_domain::entries::State;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;

/// Entries of each state shown on the first page; one more is found where there are more.
pub const ENTRIES_SHOWN: usize = 5;

/// Who makes entries final, and asks for months that lack theirs.
const FINISHERS: &[Permission] = &[Permission::FinishEntries];
/// Who goes on with a draft.
const WRITERS: &[Permission] = &[Permission::WriteEntries];
/// Whoever is signed in.
const ANYBODY: &[Permission] = &[];

impl WaitingService<'_> {
    /// Sent entries for those who finish them, and drafts. Above a commune they are the work of the units below, which may be
    /// hundreds: drafts alone, which are the reader's own.
    pub(super) async fn entry_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        let mut found = Vec::new();
        if self.may(Permission::FinishEntries, unit) && !self.is_above(unit) {
            found.extend(self.entries_in(unit, State::Sent, ("finish", FINISHERS)).await?);
        }
        found.extend(self.entries_in(unit, State::Draft, ("write", WRITERS)).await?);
        Ok(found)
    }

    async fn entries_in(
        &self,
        unit: UnitId,
        state: State,
        (act, permissions): Act,
    ) -> Result<Vec<Task>, Fault> {
        let most = ENTRIES_SHOWN as i64 + 1;
        let rows = match self.entries().newest(unit, Some(state), most).await {
            Ok(rows) => rows,
            Err(EntryError::Fault(fault)) => return Err(fault),
            Err(_) => Vec::new(),
        };
        let task = |row: ListRow| Task {
            area: Area::Entries,
            act,
            unit: row.row.unit,
            key: row.row.id.to_string(),
            href: urls::entry(row.row.id),
            what: What::Entry(Box::new(row)),
            due: None,
            is_ahead: false,
            permissions,
        };
        Ok(rows.into_iter().map(task).collect())
    }

    /// Months without a record, asked about once they are over.
    pub(super) async fn month_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        if !self.may(Permission::FinishEntries, unit) {
            return Ok(Vec::new());
        }
        let count = match self.checks().missing_count(unit).await {
            Ok(count) => count,
            Err(TotalsError::Fault(fault)) => return Err(fault),
            Err(_) => 0,
        };
        let href = urls::checks(self.snapshot().map.uid(unit));
        Ok(counted((Area::Months, "check"), (unit, count), href, FINISHERS))
    }

    /// Letters that wait to be read.
    pub(super) async fn letter_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        let count = self.exchange().letters().await.map_or(0, |all| all.len());
        let href = urls::EXCHANGE.to_owned();
        Ok(counted((Area::Letters, "read"), (unit, count), href, ANYBODY))
    }
}

fn counted(
    (area, act): (Area, &'static str),
    (unit, count): (UnitId, usize),
    href: String,
    permissions: &'static [Permission],
) -> Vec<Task> {
    let task = Task {
        area,
        act,
        unit,
        key: area.code().to_owned(),
        what: What::Count(count),
        due: None,
        is_ahead: false,
        href,
        permissions,
    };
    Some(task).filter(|_| count > 0).into_iter().collect()
}
