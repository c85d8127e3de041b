//! The grid of a monthly register: a row for each group of a commune, a column for each number, one month at a time. A row is an
//! ordinary entry of its group: typed into an empty row it is recorded, typed over a number it corrects the entry.

use super::batch::{Many, ManyError};
use super::draft::{Draft, EntryError};
use super::record::typed;
use super::stored::Stored;
use crate::app::Fault;
use crate::entries::EntryService;
use crate::snapshot::Rules;
use dienhong_domain::entries::{BOUND_SUFFIX, State};
use dienhong_domain::packs::{Field, FieldKind, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_i18n::{Locale, bound_word};
use dienhong_store::entries::EntryRow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// A group in the grid.
#[derive(Debug)]
pub struct GridRow {
    /// Group.
    pub unit: UnitId,
    /// Its entry of the month.
    pub entry: Option<EntryRow>,
    /// The numbers of that entry by field, as they would be typed: "3", "khoảng 30".
    pub cells: BTreeMap<String, String>,
    /// All answers of that entry, as they would be typed.
    answers: BTreeMap<String, Vec<String>>,
}

/// A month of a monthly register in a commune.
#[derive(Debug)]
pub struct Grid {
    /// Last day of the month.
    pub month: Day,
    /// The law of that day.
    pub rules: Arc<Rules>,
    /// Register's code.
    pub register: String,
    /// Groups, in the order of the map.
    pub rows: Vec<GridRow>,
}

impl Grid {
    /// The register under its rules.
    pub fn form(&self) -> Option<&Register> {
        self.rules.register(&self.register)
    }
    /// The questions that are columns: numbers and shares.
    pub fn columns(&self) -> impl Iterator<Item = &Field> {
        let fields = self.form().into_iter().flat_map(|form| &form.fields);
        fields.filter(|field| is_number(&field.kind))
    }
}

fn is_number(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::Number { .. } | FieldKind::Share)
}

/// What was typed into a row.
#[derive(Clone, Debug)]
pub struct GridAnswer {
    /// Group.
    pub unit: UnitId,
    /// The entry that the person saw, with its revision; `None` for an empty row.
    pub seen: Option<(Uuid, i64)>,
    /// Cells by field, as typed; empty ones say nothing.
    pub cells: BTreeMap<String, String>,
}

/// What was done with a row.
#[derive(Debug)]
pub enum GridSaved {
    /// Nothing was typed, or nothing else than stood there.
    Unchanged,
    /// It was recorded or corrected.
    Saved,
    /// It was refused.
    Refused(EntryError),
}

impl EntryService<'_> {
    /// Reads the grid of a monthly register for a commune; a month that is not one, or is still to come, is the current one.
    ///
    /// # Errors
    /// There is no such register or commune, the register has no grid, or the person may not record there; a fault of the
    /// database.
    pub async fn grid(&self, register: &str, commune: UnitId, month: &str) -> Result<Grid, EntryError> {
        let (snapshot, today) = (self.snapshot(), self.today());
        let is_commune = snapshot.map.level(commune) == Some(Level::Commune);
        if !is_commune || !self.may(Permission::WriteEntries, commune) {
            return Err(EntryError::NotFound);
        }
        let current = Day::parse_month(&today.to_string()).map_err(|_| EntryError::NotFound)?;
        let month = Day::parse_month_on(month, today).unwrap_or(current).min(current);
        let rules = self.rules_knowing(register, commune, month.min(today));
        let form = rules.register(register).ok_or(EntryError::NotFound)?;
        if !form.monthly || !form.levels.contains(&Level::Group) {
            return Err(EntryError::NotFound);
        }
        let mut units = snapshot.map.children(commune, month.min(today));
        units.retain(|unit| snapshot.map.level(*unit) == Some(Level::Group));
        let number = snapshot.registers.get(register).copied();
        let mut entries = match number {
            Some(number) => self.month_entries(number, &units, month).await?,
            None => HashMap::new(),
        };
        let stored = self.stored_of(entries.values()).await?;
        let row = |unit: UnitId| {
            let entry = entries.remove(&unit);
            let held = entry.as_ref().and_then(|entry| stored.get(&entry.id));
            GridRow {
                unit,
                cells: held.map_or_else(BTreeMap::new, |held| cells(form, held)),
                answers: held.map_or_else(BTreeMap::new, |held| typed(form, held)),
                entry,
            }
        };
        Ok(Grid {
            rows: units.into_iter().map(row).collect(),
            month,
            register: register.to_owned(),
            rules: rules.clone(),
        })
    }

    /// The entries of a month by their units.
    async fn month_entries(
        &self,
        register: i32,
        units: &[UnitId],
        month: Day,
    ) -> Result<HashMap<UnitId, EntryRow>, Fault> {
        let numbers: Vec<i32> = units.iter().map(|unit| unit.0).collect();
        let month = month.number() / 100;
        let rows = self.store.entries_of_month(register, &numbers, month).await?;
        let readable = rows.into_iter().filter(|row| self.readable(row).is_ok());
        Ok(readable.map(|row| (row.unit, row)).collect())
    }

    /// Saves what was typed into a grid: each row is judged like a typed entry, the good ones are written together. A new
    /// entry becomes final where the person may finish it, and waits otherwise; a corrected one keeps its state.
    ///
    /// # Errors
    /// As [`EntryService::grid`].
    pub async fn save_grid(
        &self,
        (register, commune): (&str, UnitId),
        month: &str,
        answers: &[GridAnswer],
        why: &str,
    ) -> Result<Vec<(UnitId, GridSaved)>, EntryError> {
        let grid = self.grid(register, commune, month).await?;
        let mut saved = Vec::with_capacity(answers.len());
        let (mut drafts, mut places) = (Vec::new(), Vec::new());
        for answer in answers {
            let row = grid.rows.iter().find(|row| row.unit == answer.unit);
            let state = match row.map(|row| self.grid_draft(&grid, row, answer, why)) {
                None => GridSaved::Refused(EntryError::NotFound),
                Some(None) => GridSaved::Unchanged,
                Some(Some(draft)) => {
                    drafts.push(draft);
                    places.push(saved.len());
                    GridSaved::Saved
                }
            };
            saved.push((answer.unit, state));
        }
        let done = self.record_many(&drafts, true).await;
        let done = done.map_err(|ManyError(fault)| EntryError::Fault(fault))?;
        for (place, answer) in places.into_iter().zip(done) {
            if let (Many::Refused(refused), Some(of)) = (answer, saved.get_mut(place)) {
                of.1 = GridSaved::Refused(refused);
            }
        }
        Ok(saved)
    }

    /// The draft of a row; `None` when it says nothing new.
    fn grid_draft(&self, grid: &Grid, row: &GridRow, answer: &GridAnswer, why: &str) -> Option<Draft> {
        let mut fields = row.answers.clone();
        let mut has_changed = false;
        for field in grid.columns() {
            let now = answer.cells.get(&field.id).map_or("", |cell| cell.trim());
            let before = row.cells.get(&field.id).map_or("", String::as_str);
            if now == before {
                continue;
            }
            has_changed = true;
            fields.remove(&format!("{}{BOUND_SUFFIX}", field.id));
            match now.is_empty() {
                true => fields.remove(&field.id),
                false => fields.insert(field.id.clone(), vec![now.to_owned()]),
            };
        }
        let state = match &row.entry {
            Some(entry) => entry.state,
            None if self.may(Permission::FinishEntries, row.unit) => State::Final,
            None => State::Sent,
        };
        // Another entry than the row's is no answer to the row.
        let is_own = |id: Uuid| row.entry.as_ref().is_some_and(|entry| entry.id == id);
        let seen = answer.seen.filter(|(id, _)| is_own(*id));
        has_changed.then(|| Draft {
            id: seen.map_or_else(Uuid::now_v7, |(id, _)| id),
            register: grid.register.clone(),
            unit: Some(row.unit),
            day: grid.month.to_string(),
            fields,
            state: Some(state),
            seen: seen.map(|(_, rev)| rev),
            why: why.to_owned(),
            ..Draft::default()
        })
    }
}

/// The numbers of an entry as they would be typed, with the word of their bound.
fn cells(form: &Register, held: &Stored) -> BTreeMap<String, String> {
    let answers = typed(form, held);
    let numbers = form.fields.iter().filter(|field| is_number(&field.kind));
    let cell = |field: &Field| {
        let (_, bound) = held.body.values.get(&field.id)?.number()?;
        let number = answers.get(&field.id)?.first()?;
        let words = bound_word(bound, Locale::Vi);
        Some((field.id.clone(), format!("{words} {number}").trim().to_owned()))
    };
    numbers.filter_map(cell).collect()
}
