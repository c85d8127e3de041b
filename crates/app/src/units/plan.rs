//! A change tried on a copy of the map: what it would do, and which entries must go elsewhere. Nothing is written.

use super::build::build;
use super::effect::Effect;
use super::form::Form;
use super::mistake::UnitError;
use super::problem::news;
use super::rehome::{Look, Rehoming, Way};
use crate::app::Fault;
use crate::units::UnitService;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::{self, Alike, Change, ChangeKind, Level, UnitId, UnitMap};

/// Where a change comes from.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// A form.
    Typed(&'a Form),
    /// Made already.
    Made(&'a Change),
}

/// A valid change, before it is recorded.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The change.
    pub change: Change,
    /// The map with it.
    pub after: UnitMap,
    /// What it does.
    pub effect: Effect,
    /// Entries that go elsewhere because of it.
    pub rehoming: Rehoming,
    /// Names that a person has to confirm.
    pub alike: Vec<Alike>,
}

impl UnitService<'_> {
    /// Tries a typed change on a copy of the map; all mistakes are returned at once.
    pub async fn plan_change(&self, form: &Form) -> Result<Plan, UnitError> {
        self.plan_on(Source::Typed(form)).await
    }

    pub(super) async fn plan_on(&self, source: Source<'_>) -> Result<Plan, UnitError> {
        let snapshot = self.snapshot();
        let (change, mut found, named) = match source {
            Source::Typed(form) => {
                let (_, highest) = self.store.change_numbers().await?;
                let first = highest.max(snapshot.map.next_id().0 - 1) + 1;
                let undone = snapshot.changes.iter().filter(|row| row.undone.is_some());
                let gone = undone
                    .flat_map(|row| row.change.creates.iter().map(|new| new.uid))
                    .collect();
                let (change, found) = build(&snapshot.map, form, self.today(), first, &gone);
                (change, found, form.units())
            }
            Source::Made(change) => (change.clone(), Vec::new(), Vec::new()),
        };
        let mut touched = super::rights::touched(&snapshot.map, &change);
        touched.extend(named);
        let here = self.here();
        // What the actor may not read counts as not found, like what does not exist.
        if !touched
            .iter()
            .any(|u| self.actor.may(Permission::ReadUnits, *u, here))
        {
            return Err(UnitError::NotFound);
        }
        if !self.may_make(&snapshot.map, (change.kind, &touched)).await? {
            // That communes exist is no secret, and a merger of communes names nothing else.
            let is_public = |u: &UnitId| snapshot.map.level(*u).is_some_and(|level| level < Level::Group);
            let names_communes = change.kind == ChangeKind::Merge && change.ends.iter().all(is_public);
            let all_read = touched
                .iter()
                .all(|u| self.actor.may(Permission::ReadUnits, *u, here));
            return Err(match names_communes || all_read {
                true => UnitError::NotAllowed,
                false => UnitError::NotFound,
            });
        }
        let mut after = snapshot.map.clone();
        if let Err(problems) = after.apply(&change) {
            found.extend(news(&snapshot.map, &change, problems, &found));
        }
        if !found.is_empty() {
            return Err(UnitError::Mistakes(found));
        }
        let effect = Effect::of(&snapshot.map, &after, &change);
        let rehoming = self.misplaced(&after, &change, Way::Forth, Look::All).await?;
        Ok(Plan {
            alike: units::alike(&snapshot.map, &change),
            change,
            after,
            effect,
            rehoming,
        })
    }

    /// The map without one of the changes in force, and the later changes that depend on it: those that no longer fit,
    /// and those that move a unit which it had moved.
    pub(super) async fn map_without(&self, undone: &Change) -> Result<(UnitMap, Vec<Change>), Fault> {
        let snapshot = self.snapshot();
        let (spans, links) = self.store.base_map().await?;
        let mut map = UnitMap::new(dienhong_domain::units::kinds::of_the_map(), spans, links);
        for pack in &snapshot.packs {
            map.add_kinds(crate::snapshot::parsed(pack)?.kinds);
        }
        let moves = |change: &Change, unit: UnitId| {
            let mut sets = change.sets.iter().filter(|s| s.parent.is_some());
            sets.any(|s| s.unit == unit)
        };
        let moved = |change: &Change| {
            undone
                .sets
                .iter()
                .any(|s| s.parent.is_some() && moves(change, s.unit))
        };
        let (mut stranded, mut is_later) = (Vec::new(), false);
        for row in snapshot.changes.iter().filter(|c| c.undone.is_none()) {
            if row.change.id == undone.id {
                is_later = true;
            } else if map.apply(&row.change).is_err() || is_later && moved(&row.change) {
                stranded.push(Change::clone(&row.change));
            }
        }
        Ok((map, stranded))
    }
}
