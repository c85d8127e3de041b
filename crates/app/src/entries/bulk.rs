//! Acts on many entries at once: finishing what waits with ticks, and taking back such an act or an imported sheet.

use super::again::ActError;
use super::batch::{Many, ManyError};
use super::draft::{Draft, EntryError};
use super::read::{Cursor, ListQuery};
use super::record::{Ready, typed};
use super::stored::Stored;
use crate::app::Fault;
use crate::entries::EntryService;
use crate::undo::FrozenFigures;
use dienhong_domain::entries::State;
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean, length};
use dienhong_domain::time::Period;
use dienhong_domain::undo::{BulkKind, UndoRefusal, Undoable};
use dienhong_domain::units::UnitId;
use dienhong_store::Batch;
use dienhong_store::bulk::{BulkEntry, BulkRow, UndoGround};
use dienhong_store::entries::{EntryRow, RevisionRow};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Most entries that are finished with one act: those of a page.
pub const TICKED_MAX: usize = 100;
/// Most acts of a page of their list.
pub const BULKS_SHOWN: usize = 30;
/// Most entries of an act that its page lists.
pub const BULK_ENTRIES_SHOWN: usize = 100;
/// Longest reason, in letters.
const WHY_MAX: usize = 500;

/// An entry as the person saw it when ticking it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ticked {
    /// Entry.
    pub id: Uuid,
    /// Its revision then.
    pub seen: i64,
}

/// What an act on many entries did.
#[derive(Debug, Default)]
pub struct BulkDone {
    /// The act, by which it can be undone; `None` when nothing was done.
    pub act: Option<Uuid>,
    /// Entries that it changed.
    pub done: Vec<Uuid>,
    /// Entries that stayed as they were, and why.
    pub refused: Vec<(Uuid, EntryError)>,
}

/// Why an entry of an act stays as it is when the act is undone.
#[derive(Debug)]
pub enum KeptEntry {
    /// It was changed since.
    Changed,
    /// The figures of a period that holds its day stand still.
    Frozen(Period),
    /// The act that takes it back refuses.
    Refused(EntryError),
}

/// What undoing an act did.
#[derive(Debug, Default)]
pub struct Undone {
    /// Entries that were taken back.
    pub done: Vec<Uuid>,
    /// Entries that stayed as they were, and why.
    pub kept: Vec<(Uuid, KeptEntry)>,
}

/// Why an act is not undone at all.
#[derive(Debug)]
pub enum UndoError {
    /// There is no such act, or the person may not see it.
    NotFound,
    /// It may not be undone by this person or any more.
    Refused(UndoRefusal),
    /// A reason is needed.
    NoReason,
    /// The reason is longer than so many letters.
    TooLong(usize),
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for UndoError {
    fn from(error: E) -> UndoError {
        UndoError::Fault(error.into())
    }
}

impl ActError for UndoError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            UndoError::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

/// An act on many entries as shown.
#[derive(Debug)]
pub struct BulkView {
    /// The act.
    pub row: BulkRow,
    /// Code of the register of an import.
    pub register: Option<String>,
    /// Who did it; empty when the name was erased.
    pub author: String,
    /// Who undid it last.
    pub undone_by: String,
    /// Whether the reader may undo it now, or why not.
    pub may_undo: Result<(), UndoRefusal>,
    /// Entries that the reader may see, at most [`BULK_ENTRIES_SHOWN`] of the act's.
    pub entries: Vec<EntryRow>,
}

/// What is taken back together.
#[derive(Default)]
struct Reversal {
    entries: Vec<Uuid>,
    drafts: Vec<Draft>,
    ready: Vec<Ready>,
    kept: Vec<(Uuid, KeptEntry)>,
}

impl EntryService<'_> {
    /// Makes entries final that wait, each judged as if it were finished alone; at most [`TICKED_MAX`], others are left out.
    /// Those that are refused stay as they are, all others are written together.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn finish(&self, ticked: &[Ticked]) -> Result<BulkDone, Fault> {
        self.until_written(|on| async move { on.finish_on(ticked).await })
            .await
    }

    async fn finish_on(&self, ticked: &[Ticked]) -> Result<BulkDone, Fault> {
        let mut done = BulkDone::default();
        let (mut drafts, mut was) = (Vec::new(), HashMap::new());
        for one in ticked.iter().take(TICKED_MAX) {
            match self.finishing(one).await {
                Ok((draft, state)) => {
                    was.insert(draft.id, state);
                    drafts.push(draft);
                }
                Err(EntryError::Fault(fault)) => return Err(fault),
                Err(refused) => done.refused.push((one.id, refused)),
            }
        }
        let (answers, ready) = self
            .look_through(&drafts)
            .await
            .map_err(|ManyError(fault)| fault)?;
        for (draft, answer) in drafts.iter().zip(answers) {
            match answer {
                Many::Recorded(recorded) => done.done.push(recorded.id),
                Many::Refused(refused) => done.refused.push((draft.id, refused)),
                Many::Left => {}
            }
        }
        let entries: Vec<BulkEntry> = ready
            .iter()
            .map(|(_, ready)| written(ready, was.get(&ready.write.id).copied()))
            .collect();
        let Some(first) = entries.first() else {
            return Ok(done);
        };
        let bulk = self.bulk_row(BulkKind::Finish, first.home, None, entries.len());
        let batch = self.batch_of(ready.into_iter().map(|(_, ready)| ready));
        let batch = logged(batch.bulk(&bulk, &entries), "bulk.finish", bulk.id, &entries);
        self.store.write(batch).await?;
        done.act = Some(bulk.id);
        Ok(done)
    }

    /// The first entry of a list behind a place of it, or its first of all; `None` when nothing is left.
    ///
    /// # Errors
    /// A unit or register that is not there or may not be read, or a fault of the database.
    pub async fn next(&self, query: &ListQuery, place: i64) -> Result<Option<Uuid>, EntryError> {
        let filter = self.filter(query)?;
        for from in [Cursor::After(place), Cursor::Newest] {
            let found = self.store.list_entries(&filter, from, 1).await?;
            if let Some(found) = found.first() {
                return Ok(Some(found.row.id));
            }
        }
        Ok(None)
    }

    /// Entries that the reader may see, of these, in no order.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn heads(&self, ids: &[Uuid]) -> Result<Vec<EntryRow>, Fault> {
        let mut rows = self.store.entries_by_id(ids).await?;
        rows.retain(|row| self.readable(row).is_ok());
        Ok(rows)
    }

    /// The draft that makes an entry final as it stands, and its state before.
    async fn finishing(&self, one: &Ticked) -> Result<(Draft, State), EntryError> {
        let row = self.store.entry(one.id).await?.ok_or(EntryError::NotFound)?;
        self.readable(&row)?;
        let is_open = matches!(row.state, State::Draft | State::Sent);
        if i64::from(row.rev) != one.seen || !is_open {
            return Err(EntryError::Conflict { now: row.rev.into() });
        }
        let revision = self.store.revisions(one.id).await?.pop();
        let draft = self.as_it_stood(&row, &revision.ok_or(EntryError::NotFound)?)?;
        let draft = Draft {
            state: Some(State::Final),
            ..draft
        };
        Ok((draft, row.state))
    }

    /// A draft with the unit, day and answers of a revision of an entry.
    fn as_it_stood(&self, row: &EntryRow, revision: &RevisionRow) -> Result<Draft, EntryError> {
        let snapshot = self.snapshot();
        let code = snapshot
            .register_code(row.register)
            .ok_or(EntryError::NotFound)?
            .to_owned();
        let stored = Stored::read(&revision.body, revision.text.as_deref())?;
        let rules = snapshot.rules_by_number(revision.rules);
        let fields = rules
            .register(&code)
            .map_or_else(BTreeMap::new, |register| typed(register, &stored));
        Ok(Draft {
            id: row.id,
            register: code,
            unit: Some(revision.unit),
            day: revision.day.to_string(),
            fields,
            seen: Some(row.rev.into()),
            ..Draft::default()
        })
    }

    /// An act on many entries that is done now.
    pub(super) fn bulk_row(
        &self,
        kind: BulkKind,
        unit: UnitId,
        register: Option<i32>,
        size: usize,
    ) -> BulkRow {
        BulkRow {
            id: Uuid::now_v7(),
            kind,
            unit,
            register,
            at: self.now(),
            person: self.actor.person,
            size: size as i64,
            remaining: size as i64,
            undone_at: None,
            undone_by: None,
            why: String::new(),
        }
    }

    /// An act on many entries, for its author and for those who may read the unit where it was done.
    ///
    /// # Errors
    /// There is none, or the reader may not see it; a fault of the database.
    pub async fn bulk(&self, id: Uuid) -> Result<BulkView, UndoError> {
        let row = self.readable_bulk(id).await?;
        let ids: Vec<Uuid> = self
            .store
            .bulk_entries(id, BULK_ENTRIES_SHOWN)
            .await?
            .iter()
            .map(|of| of.entry)
            .collect();
        let mut entries = self.heads(&ids).await?;
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.place));
        let mut shown = self.bulks_shown(vec![row]).await?;
        let view = shown.pop().ok_or(UndoError::NotFound)?;
        Ok(BulkView { entries, ..view })
    }

    /// Imports of a unit, the newest first, at most [`BULKS_SHOWN`] below one of them if it is given; without their entries.
    ///
    /// # Errors
    /// The reader may not read the unit; a fault of the database.
    pub async fn imports(&self, unit: UnitId, below: Option<Uuid>) -> Result<Vec<BulkView>, UndoError> {
        if !self.may(Permission::ReadEntries, unit) {
            return Err(UndoError::NotFound);
        }
        let rows = self
            .store
            .bulks(unit, BulkKind::Import, below, BULKS_SHOWN)
            .await?;
        Ok(self.bulks_shown(rows).await?)
    }

    async fn bulks_shown(&self, rows: Vec<BulkRow>) -> Result<Vec<BulkView>, Fault> {
        let persons: Vec<i64> = rows
            .iter()
            .flat_map(|row| [Some(row.person), row.undone_by])
            .flatten()
            .collect();
        let names = self.names(&persons).await?;
        let name = |person: i64| names.get(&person).cloned().unwrap_or_default();
        let view = |row: BulkRow| BulkView {
            register: row
                .register
                .and_then(|number| self.snapshot().register_code(number))
                .map(str::to_owned),
            author: name(row.person),
            undone_by: row.undone_by.map_or_else(String::new, name),
            may_undo: undoable(&row).judge(self.actor.person, self.now()),
            entries: Vec::new(),
            row,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn readable_bulk(&self, id: Uuid) -> Result<BulkRow, UndoError> {
        let row = self.store.bulk(id).await?.ok_or(UndoError::NotFound)?;
        let may = row.person == self.actor.person || self.may(Permission::ReadEntries, row.unit);
        may.then_some(row).ok_or(UndoError::NotFound)
    }

    /// Takes back an act on many entries, entry by entry: what was finished waits again, what was imported is voided, what an
    /// import corrected gets its answers from before. Entries that were changed since, or whose figures stand still, stay.
    ///
    /// # Errors
    /// Why nothing is taken back; a fault of the database.
    pub async fn undo_bulk(&self, id: Uuid, why: &str) -> Result<Undone, UndoError> {
        self.until_written(|on| async move { on.undo_bulk_on(id, why).await })
            .await
    }

    async fn undo_bulk_on(&self, id: Uuid, why: &str) -> Result<Undone, UndoError> {
        let bulk = self.readable_bulk(id).await?;
        undoable(&bulk)
            .judge(self.actor.person, self.now())
            .map_err(UndoError::Refused)?;
        let why = reason(bulk.kind, why)?;
        let all = self.store.bulk_entries(id, super::MAX_ROWS).await?;
        let left: Vec<BulkEntry> = all.into_iter().filter(|of| !of.undone).collect();
        let ids: Vec<Uuid> = left.iter().map(|of| of.entry).collect();
        let rows = self.store.entries_by_id(&ids).await?;
        let rows: HashMap<Uuid, EntryRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let places: Vec<_> = rows.values().map(|row| (row.home, row.day)).collect();
        let frozen = self.undo().frozen(&places).await?;
        let mut reversal = Reversal::default();
        for of in &left {
            match self
                .reverse(&bulk, of, rows.get(&of.entry), &frozen, &why, &mut reversal)
                .await
            {
                Ok(()) => {}
                Err(KeptEntry::Refused(EntryError::Fault(fault))) => return Err(UndoError::Fault(fault)),
                Err(kept) => reversal.kept.push((of.entry, kept)),
            }
        }
        self.write_reversal(&bulk, reversal, &frozen, &why).await
    }

    /// Prepares that an entry of an act is taken back.
    async fn reverse(
        &self,
        bulk: &BulkRow,
        of: &BulkEntry,
        row: Option<&EntryRow>,
        frozen: &FrozenFigures,
        why: &str,
        into: &mut Reversal,
    ) -> Result<(), KeptEntry> {
        let row = row.ok_or(KeptEntry::Refused(EntryError::NotFound))?;
        self.readable(row).map_err(KeptEntry::Refused)?;
        if row.rev != of.rev {
            return Err(KeptEntry::Changed);
        }
        if let Some(period) = frozen.of(row.home, row.day) {
            return Err(KeptEntry::Frozen(period));
        }
        match (bulk.kind, of.was) {
            (BulkKind::Finish, was) => {
                let to = was.unwrap_or(State::Sent);
                let ready = self.reopened(row, to).await.map_err(KeptEntry::Refused)?;
                into.entries.push(row.id);
                into.ready.push(ready);
            }
            (BulkKind::Import, was) => {
                let draft = self.unimported(row, was, why).await;
                into.drafts.push(draft.map_err(KeptEntry::Refused)?);
            }
        }
        Ok(())
    }

    /// The draft that takes back what an import did to an entry: voids one that it made, corrects one that it corrected.
    async fn unimported(&self, row: &EntryRow, was: Option<State>, why: &str) -> Result<Draft, EntryError> {
        let mut revisions = self.store.revisions(row.id).await?;
        revisions.retain(|revision| match was {
            None => revision.rev == row.rev,
            Some(_) => revision.rev == row.rev - 1,
        });
        let draft = self.as_it_stood(row, &revisions.pop().ok_or(EntryError::NotFound)?)?;
        let to = match was {
            None => State::Voided,
            Some(_) => row.state,
        };
        Ok(Draft {
            state: Some(to),
            why: why.to_owned(),
            ..draft
        })
    }

    /// Writes what is taken back, in one batch that is refused when figures were frozen meanwhile.
    async fn write_reversal(
        &self,
        bulk: &BulkRow,
        of: Reversal,
        frozen: &FrozenFigures,
        why: &str,
    ) -> Result<Undone, UndoError> {
        let Reversal {
            mut entries,
            drafts,
            mut ready,
            mut kept,
        } = of;
        let looked = self.look_through(&drafts).await;
        let (answers, more) = looked.map_err(|ManyError(fault)| fault)?;
        for (draft, answer) in drafts.iter().zip(answers) {
            match answer {
                Many::Recorded(recorded) => entries.push(recorded.id),
                Many::Refused(EntryError::Conflict { .. }) => kept.push((draft.id, KeptEntry::Changed)),
                Many::Refused(refused) => kept.push((draft.id, KeptEntry::Refused(refused))),
                Many::Left => {}
            }
        }
        ready.extend(more.into_iter().map(|(_, ready)| ready));
        if ready.is_empty() {
            return Ok(Undone {
                done: Vec::new(),
                kept,
            });
        }
        let touched: Vec<BulkEntry> = ready.iter().map(|ready| written(ready, None)).collect();
        let ground = UndoGround {
            units: &frozen.units,
            times_frozen: frozen.times_frozen,
        };
        let batch = self.batch_of(ready);
        let when = (self.now(), self.actor.person);
        let batch = batch.bulk_undone(bulk, &entries, when, why, ground);
        self.store
            .write(logged(batch, "bulk.undo", bulk.id, &touched))
            .await?;
        Ok(Undone { done: entries, kept })
    }
}

fn undoable(row: &BulkRow) -> Undoable {
    Undoable {
        by: row.person,
        at: row.at,
        window: row.kind.window(),
        is_undone: row.remaining == 0,
    }
}

/// The reason of an undoing: asked for where it has no window.
fn reason(kind: BulkKind, why: &str) -> Result<String, UndoError> {
    let why = clean(why);
    match length(&why) {
        0 if kind.window().is_none() => Err(UndoError::NoReason),
        letters if letters > WHY_MAX => Err(UndoError::TooLong(WHY_MAX)),
        _ => Ok(why),
    }
}

/// What an act wrote of an entry.
pub(super) fn written(ready: &Ready, was: Option<State>) -> BulkEntry {
    BulkEntry {
        entry: ready.write.id,
        home: ready.write.home,
        rev: ready.write.rev,
        was,
        undone: false,
    }
}

/// Adds a line of the change log for each home, with how many of its entries were written.
pub(super) fn logged(batch: Batch, act: &'static str, id: Uuid, entries: &[BulkEntry]) -> Batch {
    let mut homes: BTreeMap<UnitId, usize> = BTreeMap::new();
    for entry in entries {
        *homes.entry(entry.home).or_default() += 1;
    }
    homes.into_iter().fold(batch, |batch, (home, count)| {
        batch.log(
            home.0,
            act,
            id,
            serde_json::json!({ "entries": count }).to_string(),
        )
    })
}
