//! A unit with its history: spans, predecessors, heirs, and the changes that touched it, undone ones too.

use super::mistake::UnitError;
use crate::units::UnitService;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{Change, Level, Link, Span, UnitId};
use dienhong_store::units::ChangeRow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A change with who recorded it and who undid it.
#[derive(Clone, Debug)]
pub struct ChangeLine {
    /// The change.
    pub change: Change,
    /// When it was recorded, UTC milliseconds.
    pub at: i64,
    /// Who recorded it; empty when the name was erased.
    pub author: String,
    /// When, by whom and why it was undone.
    pub undone: Option<(i64, String, String)>,
}

/// A unit as shown on its page.
#[derive(Clone, Debug)]
pub struct UnitView {
    /// Unit.
    pub unit: UnitId,
    /// Its spans, in order of time.
    pub spans: Vec<Span>,
    /// Links to its predecessors, by day.
    pub predecessors: Vec<Link>,
    /// Links to its heirs, by day.
    pub heirs: Vec<Link>,
    /// Units below today, or on its last day, in the order of their names.
    pub below: Vec<UnitId>,
    /// Changes recorded here that affected it, newest first.
    pub changes: Vec<ChangeLine>,
    /// Whether the actor may change it.
    pub may_change: bool,
}

/// A recorded change as shown on its page.
#[derive(Debug)]
pub struct ChangeView {
    /// The change.
    pub line: ChangeLine,
    /// Whether it can be undone, or why not; `None` for readers who may not undo it.
    pub undo: Option<Result<(), UnitError>>,
}

impl UnitService<'_> {
    /// A unit with its history. A unit that the actor may not read counts as not found.
    pub async fn find(&self, unit: UnitId) -> Result<UnitView, UnitError> {
        let snapshot = self.snapshot();
        let it = snapshot.map.get(unit).ok_or(UnitError::NotFound)?;
        if !self.may(Permission::ReadUnits, unit) {
            return Err(UnitError::NotFound);
        }
        let today = self.today();
        let day = snapshot.map.living_day(unit, today);
        let mut below = snapshot.map.children(unit, day);
        below.sort_by_key(|u| dienhong_i18n::sort_key(&snapshot.map.label(*u, day, "vi")));
        let touching = snapshot
            .changes
            .iter()
            .rev()
            .filter(|row| touches(&row.change, unit));
        Ok(UnitView {
            unit,
            spans: it.spans.clone(),
            predecessors: snapshot.map.predecessors(unit).to_vec(),
            heirs: snapshot.map.heirs(unit).to_vec(),
            below,
            changes: self.lines(touching.collect()).await?,
            may_change: it.ends() > today && self.may_change_unit(unit),
        })
    }

    /// A recorded change, and whether the actor can undo it.
    pub async fn find_change(&self, id: Uuid) -> Result<ChangeView, UnitError> {
        let snapshot = self.snapshot();
        let row = self.change_row(snapshot, id)?;
        let line = self.lines(vec![row]).await?.pop().ok_or(UnitError::NotFound)?;
        let undo = match row.undone {
            None => Some(self.undoable(id).await.map(|_| ())),
            Some(_) => None,
        };
        match undo {
            Some(Err(UnitError::Fault(fault))) => Err(fault.into()),
            Some(Err(UnitError::NotAllowed)) => Ok(ChangeView { line, undo: None }),
            undo => Ok(ChangeView { line, undo }),
        }
    }

    /// Searches existing units that the actor may read, with or without diacritics; their former names match as well.
    pub fn search(&self, words: &str, levels: &[Level], most: usize) -> Vec<UnitId> {
        let snapshot = self.snapshot();
        let found = snapshot.map.search(words, levels, self.today(), usize::MAX);
        self.readable_units(found, most)
    }

    /// The same among units that ended.
    pub fn search_ended(&self, words: &str, levels: &[Level], most: usize) -> Vec<UnitId> {
        let snapshot = self.snapshot();
        let found = snapshot.map.search_ended(words, levels, self.today(), usize::MAX);
        self.readable_units(found, most)
    }

    fn readable_units(&self, found: Vec<UnitId>, most: usize) -> Vec<UnitId> {
        let here = self.here();
        let readable = found
            .into_iter()
            .filter(|u| self.actor.may(Permission::ReadUnits, *u, here));
        readable.take(most).collect()
    }

    pub(super) fn may_see_change(&self, change: &Change) -> bool {
        let snapshot = self.snapshot();
        let created = change.creates.iter().map(|n| n.id);
        let touched = super::rights::touched(&snapshot.map, change);
        let here = self.here();
        touched
            .into_iter()
            .chain(created)
            .any(|u| self.actor.may(Permission::ReadUnits, u, here))
    }

    async fn lines(&self, rows: Vec<&ChangeRow>) -> Result<Vec<ChangeLine>, UnitError> {
        let mut persons: Vec<i64> = rows.iter().map(|r| r.author).collect();
        persons.extend(rows.iter().filter_map(|r| r.undone.as_ref()).map(|u| u.1));
        let names: BTreeMap<i64, String> = self.entries().names(&persons).await?;
        let name = |person: i64| names.get(&person).cloned().unwrap_or_default();
        let line = |row: &ChangeRow| ChangeLine {
            change: Change::clone(&row.change),
            at: row.at,
            author: name(row.author),
            undone: row
                .undone
                .as_ref()
                .map(|(at, by, why)| (*at, name(*by), why.clone())),
        };
        Ok(rows.into_iter().map(line).collect())
    }
}

fn touches(change: &Change, unit: UnitId) -> bool {
    change.ends.contains(&unit)
        || change
            .creates
            .iter()
            .any(|n| n.id == unit || n.parent == Some(unit))
        || change
            .sets
            .iter()
            .any(|s| s.unit == unit || s.parent == Some(unit))
        || change.parts.iter().any(|p| p.from == unit || p.to == unit)
}
