//! What may be recorded only once: a month of a unit in a monthly register, and a stock stated either for the groups or
//! for their commune. And what may have been recorded twice, which is only asked about.

use super::draft::{Draft, EntryError, EntryMistake, EntryMistakeKind, mistake};
use super::place::Place;
use super::record::{Ready, answers};
use crate::entries::EntryService;
use crate::snapshot::RulesSnapshot;
use dienhong_domain::checks::Month;
use dienhong_domain::entries::{State, alike, read_form};
use dienhong_domain::packs::Register;
use dienhong_domain::time::Period;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::entries::EntryRow;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Whether an entry in this state counts; drafts and voided entries do not.
fn counts(state: State) -> bool {
    matches!(state, State::Sent | State::Final)
}

impl Ready {
    /// The month that it occupies, as register, unit and yyyymm.
    pub(super) fn month(&self) -> Option<(i32, i32, i32)> {
        let write = &self.write;
        let month = (write.register, write.unit.0, write.day.number() / 100);
        (self.is_monthly && counts(self.state)).then_some(month)
    }
}

/// What the earlier entries of a batch or rows of a sheet already occupy, so that nothing counts twice.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) ids: HashSet<Uuid>,
    months: HashSet<(i32, i32, i32)>,
    levels: HashMap<(i32, i32), Vec<UnitId>>,
}

impl Taken {
    /// Occupies the places of an entry; returns what occupied them before.
    pub(super) fn take(&mut self, snapshot: &RulesSnapshot, ready: &Ready) -> Option<EntryMistake> {
        let write = &ready.write;
        if ready.month().is_some_and(|month| !self.months.insert(month)) {
            return Some(mistake(
                super::DAY,
                EntryMistakeKind::MonthTaken { entry: write.id },
            ));
        }
        let unit = write.unit;
        let is_group = |unit: UnitId| snapshot.map.level(unit) == Some(Level::Group);
        for stated in &write.levels {
            let units = self.levels.entry((write.home.0, stated.measure)).or_default();
            if let Some(other) = units.iter().find(|other| is_group(**other) != is_group(unit)) {
                return Some(mistake(
                    super::UNIT,
                    EntryMistakeKind::StatedElsewhere { unit: *other },
                ));
            }
            units.push(unit);
        }
        None
    }
}

impl EntryService<'_> {
    /// Finds what would count twice: a month recorded again, a stock stated both above and below.
    pub(super) async fn double(
        &self,
        place: &Place,
        register: &Register,
        id: Uuid,
        found: &mut Vec<EntryMistake>,
    ) -> Result<(), EntryError> {
        let snapshot = self.snapshot();
        if register.monthly {
            let days = Month::of(place.day).days();
            let number = snapshot.registers.get(&register.id).copied();
            let rows = self.store.entries_on(&[place.home.0], days, number, &[]).await?;
            let is_other = |r: &&EntryRow| r.id != id && counts(r.state);
            let level = snapshot.map.level(place.unit);
            for row in rows.iter().filter(is_other) {
                let unit = row.unit;
                if unit == place.unit {
                    found.push(mistake(
                        super::DAY,
                        EntryMistakeKind::MonthTaken { entry: row.id },
                    ));
                    break;
                }
                if snapshot.map.level(unit) != level {
                    found.push(mistake(super::UNIT, EntryMistakeKind::StatedElsewhere { unit }));
                    break;
                }
            }
        }
        for post in register.posts.iter().filter(|p| p.level) {
            let Some(measure) = snapshot.measure_number(&post.measure) else {
                continue;
            };
            if let Some(unit) = self.stated_elsewhere(place, measure, id).await? {
                found.push(mistake(super::UNIT, EntryMistakeKind::StatedElsewhere { unit }));
                return Ok(());
            }
        }
        Ok(())
    }

    /// Entries that count or wait and may tell of the same thing as a draft: of its register, unit and day, and of the same form.
    /// Only those that the actor may see; none for what is kept as a draft, and none for a month, which is recorded once
    /// anyway. A draft that is wrong has none: its mistakes are told when it is recorded.
    ///
    /// # Errors
    /// There is no such register; a fault of the database.
    pub async fn likely_duplicates(&self, draft: &Draft) -> Result<Vec<EntryRow>, EntryError> {
        let place = match draft.state {
            Some(State::Sent | State::Final) => self.place(draft, &mut Vec::new())?,
            _ => None,
        };
        let Some(place) = place.filter(|place| !place.register().monthly) else {
            return Ok(Vec::new());
        };
        let register = place.register();
        let body = read_form(register, place.pack(), Some(place.day), &answers(draft), false);
        let Ok(body) = body else {
            return Ok(Vec::new());
        };
        let days = Period {
            from: place.day,
            to: place.day,
        };
        let number = self.snapshot().registers.get(&register.id).copied();
        let units = [place.unit.0];
        let mut rows = self
            .store
            .entries_on(&[place.home.0], days, number, &units)
            .await?;
        rows.retain(|row| row.id != draft.id && counts(row.state) && self.readable(row).is_ok());
        let stored = self.stored_of(rows.iter()).await?;
        rows.retain(|row| {
            stored
                .get(&row.id)
                .is_some_and(|of| alike(register, &of.body, &body))
        });
        Ok(rows)
    }

    /// A unit above or below that states the same stock. From the day on which a commune states it for all its groups,
    /// the groups no longer do.
    async fn stated_elsewhere(
        &self,
        place: &Place,
        measure: i32,
        id: Uuid,
    ) -> Result<Option<UnitId>, EntryError> {
        let snapshot = self.snapshot();
        let day = place.day;
        let is_group = |unit: UnitId| snapshot.map.level(unit) == Some(Level::Group);
        let in_home = self.store.levels_in(place.home.0, measure, id).await?;
        let mut other = in_home.into_iter();
        if !is_group(place.unit) {
            let later = other.find(|(unit, on)| is_group(*unit) && *on >= day);
            return Ok(later.map(|(unit, _)| unit));
        }
        let above = other.find(|(unit, on)| !is_group(*unit) && *on <= day);
        if let Some((unit, _)) = above {
            return Ok(Some(unit));
        }
        // What the predecessors of its commune stated for all their groups has passed to the commune.
        let before: Vec<i32> = snapshot
            .map
            .ancestry(place.home)
            .into_iter()
            .map(|u| u.0)
            .collect();
        if before.is_empty() {
            return Ok(None);
        }
        let inherited = self.store.levels_by(&before, measure).await?;
        let unit = inherited.into_iter().find(|(_, on)| *on <= day);
        Ok(unit.map(|(unit, _)| unit))
    }
}
