//! Recording a change: one batch with its counts, with the entries that go elsewhere, and with its line in the log.

use super::form::Form;
use super::mistake::{UnitError, UnitMistake, Wrong};
use super::plan::{Plan, Source};
use super::rehome::{Choices, Way, connected};
use crate::units::UnitService;
use dienhong_domain::units::{Alike, Change, ChangeKind, UnitId, UnitMap};
use dienhong_store::{Batch, EntryWrite, WriteError};
use std::sync::Arc;
use uuid::Uuid;

/// How often an act is tried again when others write in between.
pub(super) const TRIES: usize = 4;

impl UnitService<'_> {
    /// Records a typed change. Sent twice with the same id, it is one change.
    pub async fn record_change(&self, form: &Form, choices: &Choices) -> Result<Uuid, UnitError> {
        self.record_from(form.id, Source::Typed(form), choices).await
    }

    /// Records a change that was already built, with numbers of this database.
    pub async fn record_made(&self, change: &Change, choices: &Choices) -> Result<Uuid, UnitError> {
        self.record_from(change.id, Source::Made(change), choices).await
    }

    async fn record_from(&self, id: Uuid, source: Source<'_>, choices: &Choices) -> Result<Uuid, UnitError> {
        let _one_at_a_time = self.app.map_lock().await;
        for _ in 0..TRIES {
            let on = self.renewed().units();
            let snapshot = on.snapshot();
            if let Some(row) = snapshot.changes.iter().find(|c| c.change.id == id) {
                return match on.may_see_change(&row.change) {
                    true if row.undone.is_some() => Err(UnitError::Undone),
                    true => Ok(id),
                    false => Err(UnitError::NotFound),
                };
            }
            let plan = on.plan_on(source).await?;
            confirmed(&plan, choices)?;
            let why = &plan.change.reference;
            let entries = on.rehomed(&plan.after, &plan.rehoming, choices, why);
            let entries = entries.await?.map_err(UnitError::Mistakes)?;
            let batch = on.batch_of(&plan, entries).await?;
            match self.store.write(batch).await {
                Ok(()) => {
                    self.app.reload().await?;
                    let late = Batch::new(self.actor.person, on.now());
                    let way = (&plan.change, Way::Forth);
                    on.sweep(late, (snapshot, &plan.after), way, choices).await?;
                    return Ok(id);
                }
                // The map or an entry changed meanwhile, by another process or another person.
                Err(WriteError::Stale | WriteError::Constraint(_)) => self.app.reload().await?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(UnitError::Conflict)
    }

    async fn batch_of(&self, plan: &Plan, entries: Vec<EntryWrite>) -> Result<Batch, UnitError> {
        let snapshot = self.snapshot();
        let change = &plan.change;
        let (seq, _) = self.store.change_numbers().await?;
        let counts = self.counts(&plan.after, change).await?;
        let home = home(&snapshot.map, &plan.after, change).0;
        let (author, at) = (self.actor.person, self.now());
        let batch = self.next_generation(Batch::new(author, at));
        let batch = with_restated_levels(batch, (&snapshot.map, &plan.after), change);
        let batch = self.store.put_change(batch, seq, home, change, author, at);
        let batch = batch.postings(change.id, 1, 1, counts);
        let detail = detail(change, entries.len());
        let batch = self.moved(batch, entries);
        Ok(batch.log(home, format!("units.{}", change.kind.code()), change.id, detail))
    }
}

/// Checks that somebody confirmed names that are very similar to those of other groups.
fn confirmed(plan: &Plan, choices: &Choices) -> Result<(), UnitError> {
    if choices.alike_is_meant || plan.alike.is_empty() {
        return Ok(());
    }
    let mistake = |of: &Alike| UnitMistake::new(super::ALIKE, Wrong::NameAlike(of.clone()));
    Err(UnitError::Mistakes(plan.alike.iter().map(mistake).collect()))
}

/// Adds the recalculation of stock levels between the map before and the map after.
pub(super) fn with_restated_levels(
    batch: Batch,
    (before, after): (&UnitMap, &UnitMap),
    change: &Change,
) -> Batch {
    let (before, after) = (connected(before, change), connected(after, change));
    let all_before = before.clone().with(&after);
    batch.restate_levels(Arc::new(all_before), Arc::new(after.with(&before)))
}

/// The detail of the log: no names, only the day of the change and how much it moves.
pub(super) fn detail(change: &Change, entries: usize) -> String {
    serde_json::json!({
        "day": change.day.number(),
        "ends": change.ends.len(),
        "begins": change.creates.len(),
        "entries": entries,
    })
    .to_string()
}

/// The home whose chair reads the line of the log: the heir of a merge, otherwise the nearest unit above everything
/// touched.
pub(super) fn home(before: &UnitMap, after: &UnitMap, change: &Change) -> UnitId {
    let day = change.day;
    let eve = day.previous();
    if change.kind == ChangeKind::Merge {
        let heir = change.parts.first().and_then(|p| after.home(p.to, day));
        if let Some(heir) = heir {
            return heir;
        }
    }
    let ended = change.ends.iter().map(|u| before.chain(*u, eve));
    let begun = change.creates.iter().map(|n| after.chain(n.id, day));
    let set = change.sets.iter().map(|s| before.chain(s.unit, eve));
    let parents = change.sets.iter().filter(|s| s.parent.is_some());
    let moved = parents.map(|s| after.chain(s.unit, day));
    let mut chains = ended.chain(begun).chain(set).chain(moved);
    let Some(mut common) = chains.next() else {
        return UnitId(0);
    };
    for chain in chains {
        common.retain(|u| chain.contains(u));
    }
    let alone = common.first().copied().unwrap_or(UnitId(0));
    after
        .home(alone, day)
        .or(before.home(alone, eve))
        .unwrap_or(alone)
}
