//! Undoing a change is a separate event: what was recorded for the heir in between is shown and goes where a person
//! sends it; then the figures are as before.

use super::effect::Effect;
use super::mistake::{UnitError, UnitMistake, Wrong};
use super::record::{TRIES, detail, home, with_restated_levels};
use super::rehome::{Choices, Look, Rehoming, Way};
use crate::app::Fault;
use crate::snapshot::RulesSnapshot;
use crate::units::UnitService;
use dienhong_domain::text::{clean, length};
use dienhong_domain::units::{Change, UnitMap};
use dienhong_store::units::ChangeRow;
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

/// What undoing a change would do.
#[derive(Clone, Debug)]
pub struct UndoPlan {
    /// The change.
    pub change: Change,
    /// The map without it.
    pub after: UnitMap,
    /// The effect of the change, which undoing reverses.
    pub effect: Effect,
    /// Entries that go elsewhere.
    pub rehoming: Rehoming,
}

impl UnitService<'_> {
    /// What undoing a change would do. Refused when later changes depend on it.
    pub async fn plan_undo(&self, id: Uuid) -> Result<UndoPlan, UnitError> {
        self.plan_undo_on(id, Look::All).await
    }

    /// The same for a page: of a unit with many entries only the newest are looked at.
    pub async fn preview_undo(&self, id: Uuid) -> Result<UndoPlan, UnitError> {
        self.plan_undo_on(id, Look::Newest).await
    }

    async fn plan_undo_on(&self, id: Uuid, look: Look) -> Result<UndoPlan, UnitError> {
        let snapshot = self.snapshot();
        let (change, after) = self.undoable(id).await?;
        Ok(UndoPlan {
            effect: Effect::of(&after, &snapshot.map, &change),
            rehoming: self.misplaced(&after, &change, Way::Back, look).await?,
            after,
            change,
        })
    }

    /// A change that can be undone, and the map without it. No entry is looked at.
    pub(super) async fn undoable(&self, id: Uuid) -> Result<(Change, UnitMap), UnitError> {
        let row = self.change_row(self.snapshot(), id)?;
        let change = Change::clone(&row.change);
        let (after, stranded) = self.map_without(&change).await?;
        if !self.may_undo(&after, &change).await? {
            return Err(UnitError::NotAllowed);
        }
        if row.undone.is_some() {
            return Err(UnitError::Undone);
        }
        if !stranded.is_empty() {
            return Err(UnitError::DependedOn(stranded.iter().map(|c| c.id).collect()));
        }
        Ok((change, after))
    }

    /// Whoever may change what it touched may undo it, and so may whoever could record it if it had not been recorded.
    pub(super) async fn may_undo(&self, after: &UnitMap, change: &Change) -> Result<bool, Fault> {
        let snapshot = self.snapshot();
        let now = super::rights::touched(&snapshot.map, change);
        let before = super::rights::touched(after, change);
        let kind = change.kind;
        Ok(
            self.may_make(&snapshot.map, (kind, &now)).await?
                || self.may_make(after, (kind, &before)).await?,
        )
    }

    /// Undoes a change for a reason; `choices` say where entries recorded in between go.
    pub async fn undo_change(&self, id: Uuid, reason: &str, choices: &Choices) -> Result<(), UnitError> {
        let why = clean(reason);
        let mut found = Vec::new();
        if why.is_empty() {
            found.push(UnitMistake::new(super::WHY, Wrong::NoReason));
        } else if length(&why) > super::TEXT_MAX {
            let max = super::TEXT_MAX;
            found.push(UnitMistake::new(super::WHY, Wrong::TooLong { max }));
        }
        let _one_at_a_time = self.app.map_lock().await;
        for _ in 0..TRIES {
            let on = self.renewed().units();
            let snapshot = on.snapshot();
            let plan = on.plan_undo_on(id, Look::All).await?;
            let change = &plan.change;
            let entries = on.rehomed(&plan.after, &plan.rehoming, choices, &why);
            let entries = match entries.await? {
                Ok(entries) if found.is_empty() => entries,
                Ok(_) => return Err(UnitError::Mistakes(found)),
                Err(more) => {
                    found.extend(more);
                    return Err(UnitError::Mistakes(found));
                }
            };
            let (author, at) = (self.actor.person, on.now());
            let batch = on.next_generation(Batch::new(author, at));
            let batch = with_restated_levels(batch, (&snapshot.map, &plan.after), change);
            let batch = self.store.put_undo(batch, id, author, at, &why);
            let batch = batch.postings(id, 1, 2, on.counts_back(change).await?);
            let home = home(&plan.after, &snapshot.map, change).0;
            let detail = detail(change, entries.len());
            let batch = on.moved(batch, entries);
            match self.store.write(batch.log(home, "units.undo", id, detail)).await {
                Ok(()) => {
                    self.app.reload().await?;
                    let late = Batch::new(author, at);
                    let way = (&plan.change, Way::Back);
                    return Ok(on.sweep(late, (snapshot, &plan.after), way, choices).await?);
                }
                Err(WriteError::Stale | WriteError::Constraint(_)) => self.app.reload().await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(UnitError::Conflict)
    }

    /// A recorded change that the actor may see.
    pub(super) fn change_row<'b>(
        &self,
        snapshot: &'b RulesSnapshot,
        id: Uuid,
    ) -> Result<&'b ChangeRow, UnitError> {
        let row = snapshot.changes.iter().find(|c| c.change.id == id);
        row.filter(|row| self.may_see_change(&row.change))
            .ok_or(UnitError::NotFound)
    }
}
