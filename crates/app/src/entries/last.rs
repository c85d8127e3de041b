//! What a person recorded last: the registers that come first for them, and answers that are often the same next time.

use super::draft::EntryError;
use super::record::typed;
use super::stored::Stored;
use crate::entries::EntryService;
use crate::snapshot::Rules;
use dienhong_domain::packs::{Field, FieldKind};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use std::collections::BTreeMap;

/// What a person's last entry in a register says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastTime {
    /// Its unit.
    pub unit: UnitId,
    /// Its day.
    pub day: Day,
    /// The answers that the register repeats, as they would be typed.
    pub answers: BTreeMap<String, Vec<String>>,
}

impl EntryService<'_> {
    /// Codes of the registers in which the actor recorded, the last used first, at most so many.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub async fn registers_used(&self, most: i64) -> Result<Vec<String>, EntryError> {
        let numbers = self.store.registers_used(self.actor.person, most).await?;
        let snapshot = self.snapshot();
        let codes = numbers.into_iter().filter_map(|n| snapshot.register_code(n));
        Ok(codes.map(str::to_owned).collect())
    }

    /// What the actor's last entry in a register says, for a unit or for any of them if none is given. Items that may no longer be
    /// chosen are left out; `None` where nothing is left, or the entry may not be read any more.
    ///
    /// # Errors
    ///
    /// A fault of the store, or a revision that does not read.
    pub async fn last_time(
        &self,
        rules: &Rules,
        register: &str,
        unit: Option<UnitId>,
    ) -> Result<Option<LastTime>, EntryError> {
        let number = self.snapshot().registers.get(register).copied();
        let (Some(number), Some(form)) = (number, rules.register(register)) else {
            return Ok(None);
        };
        let last = self.store.last_entry(self.actor.person, number, unit).await?;
        // An entry may have been moved to another unit since.
        let is_meant = |of: UnitId| unit.is_none_or(|unit| unit == of);
        let Some(last) = last.filter(|last| is_meant(last.row.unit) && self.readable(&last.row).is_ok())
        else {
            return Ok(None);
        };
        let mut all = typed(form, &Stored::read(&last.body, last.text.as_deref())?);
        let mut answers = BTreeMap::new();
        for field in form.repeated() {
            let mut given = all.remove(&field.id).unwrap_or_default();
            given.retain(|answer| is_open(rules, field, answer));
            if !given.is_empty() {
                answers.insert(field.id.clone(), given);
            }
        }
        let (unit, day) = (last.row.unit, last.row.day);
        Ok((!answers.is_empty()).then_some(LastTime { unit, day, answers }))
    }
}

/// Whether an answer may be given today: an item of a list that was not closed, or anything where no list is asked.
fn is_open(rules: &Rules, field: &Field, answer: &str) -> bool {
    let (FieldKind::Choice { list } | FieldKind::Choices { list }) = &field.kind else {
        return true;
    };
    let list = rules.pack.lists.iter().find(|l| l.id == *list);
    let item = list.and_then(|l| l.items.iter().find(|item| item.id == answer));
    item.is_some_and(|item| item.until.is_none())
}
