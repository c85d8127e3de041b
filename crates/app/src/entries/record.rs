//! Recording an entry and every later change of it: one act for all interfaces.

use super::draft::{Draft, EntryError, EntryMistake, EntryMistakeKind, Mistakes, Recorded, mistake};
use super::place::{Form, Place};
use super::stored::Stored;
use crate::entries::EntryService;
use dienhong_domain::entries::{self, Body, FieldMistake, Mistake, State, as_typed};
use dienhong_domain::packs::{Pack, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::entries::{EntryRow, PostingRow};
use dienhong_store::files::NewAttachment;
use dienhong_store::{EntryWrite, Outcome, WriteError};
use std::borrow::Cow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Longest reason, in letters.
const WHY_MAX: usize = 500;

/// An entry that passed every check and is ready to be written.
pub(super) struct Ready {
    pub(super) write: EntryWrite,
    /// Units that state levels with it, or did so before.
    pub(super) stating: Vec<UnitId>,
    pub(super) is_monthly: bool,
    /// Whether it changes what is already in the ledger.
    pub(super) is_correction: bool,
    pub(super) attachments: Vec<NewAttachment>,
    pub(super) removed: Vec<Uuid>,
    pub(super) state: State,
}

impl Ready {
    /// The result once it is written.
    pub(super) fn recorded(&self) -> Recorded {
        Recorded {
            id: self.write.id,
            rev: i64::from(self.write.rev),
            state: self.state,
            was_there: false,
        }
    }
}

impl EntryService<'_> {
    /// Records a new entry or a new revision of one.
    pub async fn record(&self, draft: &Draft) -> Result<Recorded, EntryError> {
        self.until_written(|on| async move {
            match draft.seen {
                None => on.create(draft).await,
                Some(seen) => on.revise(draft, seen).await,
            }
        })
        .await
    }

    async fn revise(&self, draft: &Draft, seen: i64) -> Result<Recorded, EntryError> {
        let old = self.store.entry(draft.id).await?.ok_or(EntryError::NotFound)?;
        self.readable(&old)?;
        if i64::from(old.rev) != seen {
            return Err(EntryError::Conflict { now: old.rev.into() });
        }
        let ready = self.check_alone(draft, Some(&old)).await?;
        let recorded = ready.recorded();
        match self.store.record(self.batch_of([ready])).await {
            Ok(_) => Ok(recorded),
            Err(WriteError::Stale) => {
                let now = self.store.entry(draft.id).await?.map_or(0, |row| row.rev.into());
                Err(EntryError::Conflict { now })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Records a new entry. Nearly every id is new, and the writer finds the others, so nothing is read before.
    async fn create(&self, draft: &Draft) -> Result<Recorded, EntryError> {
        let refused = match self.check_alone(draft, None).await {
            Ok(ready) => {
                let recorded = ready.recorded();
                match self.store.record(self.batch_of([ready])).await? {
                    Outcome::Written => return Ok(recorded),
                    Outcome::Exists { .. } => EntryError::IdTaken,
                }
            }
            Err(EntryError::Fault(fault)) => return Err(EntryError::Fault(fault)),
            // What was recorded once may be sent again, even when it would be refused by now.
            Err(refused) => refused,
        };
        match self.store.entry(draft.id).await? {
            Some(row) => self.again(&row, draft).await,
            None => Err(refused),
        }
    }

    /// The same id again: equal content changes nothing; other content is refused without revealing what is there.
    pub(super) async fn again(&self, row: &EntryRow, draft: &Draft) -> Result<Recorded, EntryError> {
        let snapshot = self.snapshot();
        self.readable(row).map_err(|_| EntryError::IdTaken)?;
        let revisions = self.store.revisions(draft.id).await?;
        let first = revisions.first().ok_or(EntryError::IdTaken)?;
        let there = Stored::read(&first.body, first.text.as_deref())?;
        let Some(place) = self.place(draft, &mut Vec::new())? else {
            return Err(EntryError::IdTaken);
        };
        let state = draft.state.unwrap_or(State::Draft);
        let body = entries::read_form(
            place.register(),
            place.pack(),
            Some(place.day),
            &answers(draft),
            false,
        );
        let is_same = body.is_ok_and(|b| b == there.body)
            && snapshot.registers.get(&draft.register) == Some(&row.register)
            && first.unit == place.unit
            && first.day == place.day
            && first.state == state;
        if !is_same {
            return Err(EntryError::IdTaken);
        }
        Ok(Recorded {
            id: draft.id,
            rev: row.rev.into(),
            state: row.state,
            was_there: true,
        })
    }

    /// Whether the actor may see an entry; one that the actor may not see counts as not found.
    pub(crate) fn readable(&self, row: &EntryRow) -> Result<(), EntryError> {
        let may = self.actor.may(Permission::ReadEntries, row.unit, self.here());
        let is_others_draft = row.state == State::Draft && row.holder != self.actor.person;
        if may && !is_others_draft {
            Ok(())
        } else {
            Err(EntryError::NotFound)
        }
    }

    /// Checks a draft that is written by itself, including that the stock it takes from suffices.
    async fn check_alone(&self, draft: &Draft, old: Option<&EntryRow>) -> Result<Ready, EntryError> {
        let ready = self.check(draft, old).await?;
        match self.overdrawn(&[(0, &ready)]).await?.pop() {
            Some((_, mistake)) => Err(EntryError::Mistakes(vec![mistake])),
            None => Ok(ready),
        }
    }

    /// Checks a draft by itself; nothing is written. What several drafts together take from a stock is checked by
    /// [`EntryService::overdrawn`].
    pub(super) async fn check(&self, draft: &Draft, old: Option<&EntryRow>) -> Result<Ready, EntryError> {
        let before = match old {
            Some(row) => Some(self.before(row).await?),
            None => None,
        };
        let state = draft
            .state
            .unwrap_or(before.as_ref().map_or(State::Draft, |b| b.state));
        let draft = to_check(draft, before.as_ref(), state)?;
        let mut found = Mistakes::new();
        let form = self.form_of(&draft)?;
        let register = form.register();
        let place = self.checked_place(&form, before.as_ref(), state, &draft, &mut found);
        self.allowed(before.as_ref(), state, &draft)?;
        let is_finished = matches!(state, State::Sent | State::Final);
        let body = match (&before, state) {
            (Some(before), State::Voided) => before.stored.body.clone(),
            _ => {
                let day = place.as_ref().map(|p| p.day);
                read_answers((register, &form.rules.pack), day, &draft, is_finished, &mut found)
            }
        };
        let why = reason(&draft, before.as_ref(), state, &mut found);
        let attachments = self.uploads(register, &draft, old, &mut found).await?;
        if let (Some(place), true) = (&place, is_finished) {
            self.double(place, register, draft.id, &mut found).await?;
        }
        let Some(place) = place.filter(|_| found.is_empty()) else {
            return Err(EntryError::Mistakes(found));
        };
        let stored = Stored { body, why };
        let write = self
            .write_of(&draft, before.as_ref(), &place, state, &stored)
            .await?;
        let stating = self.stating(&write, before.is_some()).await?;
        Ok(Ready {
            write,
            stating,
            is_monthly: place.register().monthly,
            is_correction: before.as_ref().is_some_and(|b| b.state == State::Final),
            attachments,
            removed: draft.removed.clone(),
            state,
        })
    }

    /// Unit and day of a draft; a voided entry keeps its own.
    fn checked_place(
        &self,
        form: &Form,
        before: Option<&Before>,
        to: State,
        draft: &Draft,
        found: &mut Mistakes,
    ) -> Option<Place> {
        let place = match before {
            Some(before) if to == State::Voided => self.place_at(form, draft.unit, Some(before.day), found),
            _ => self.place_in(form, draft, found),
        }?;
        // What was recorded under a law that has changed since may still be corrected on its day.
        let is_same_day = before.is_some_and(|before| before.day == place.day);
        if !is_same_day && !self.is_kept(&draft.register, place.unit, place.day) {
            found.push(mistake(super::DAY, EntryMistakeKind::RegisterNotThen));
            return None;
        }
        Some(place)
    }

    /// Checks whether the actor may bring an entry from one state to another.
    fn allowed(&self, before: Option<&Before>, to: State, draft: &Draft) -> Result<(), EntryError> {
        let units = draft.unit.into_iter().chain(before.map(|b| b.unit));
        let has = |act: Permission| units.clone().all(|unit| self.may(act, unit));
        let (writes, finishes) = (has(Permission::WriteEntries), has(Permission::FinishEntries));
        let from = before.map(|b| b.state);
        let fine = match (from, to) {
            (Some(State::Voided), _) => false,
            (Some(State::Final), State::Final | State::Voided) => finishes,
            (Some(State::Final), _) => false,
            (Some(State::Sent), State::Draft) => finishes,
            (_, State::Final) => finishes,
            (None, State::Voided) => false,
            (_, State::Voided) => writes || finishes,
            (_, State::Draft | State::Sent) => writes,
        };
        match fine {
            true => Ok(()),
            // A person who may neither write nor finish anything there does not learn that the unit has such a
            // register.
            false if draft.unit.is_none() => Ok(()),
            false => Err(EntryError::NotAllowed),
        }
    }

    /// A final entry brought back to the state from which it was finished, with the same answers; what it posted is reversed.
    /// Only undoing does this: a final entry is otherwise corrected or voided.
    pub(super) async fn reopened(&self, row: &EntryRow, to: State) -> Result<Ready, EntryError> {
        if row.state != State::Final || !matches!(to, State::Draft | State::Sent) {
            return Err(EntryError::Conflict { now: row.rev.into() });
        }
        if !self.may(Permission::FinishEntries, row.unit) {
            return Err(EntryError::NotAllowed);
        }
        let before = self.before(row).await?;
        let draft = Draft {
            id: row.id,
            register: before.register.clone(),
            unit: Some(before.unit),
            day: before.day.to_string(),
            state: Some(to),
            seen: Some(row.rev.into()),
            ..Draft::default()
        };
        let form = self.form_of(&draft)?;
        let mut found = Mistakes::new();
        let place = self.place_at(&form, draft.unit, Some(before.day), &mut found);
        let place = place.ok_or(EntryError::Mistakes(found))?;
        let stored = Stored {
            body: before.stored.body.clone(),
            why: String::new(),
        };
        let write = self.write_of(&draft, Some(&before), &place, to, &stored).await?;
        Ok(Ready {
            stating: self.stating(&write, true).await?,
            write,
            is_monthly: place.register().monthly,
            is_correction: true,
            attachments: Vec::new(),
            removed: Vec::new(),
            state: to,
        })
    }

    async fn before(&self, row: &EntryRow) -> Result<Before, EntryError> {
        let snapshot = self.snapshot();
        let revision = self
            .store
            .newest_revisions(&[(row.id, row.rev)])
            .await?
            .pop()
            .ok_or(EntryError::NotFound)?;
        Ok(Before {
            state: row.state,
            unit: row.unit,
            day: row.day,
            register: snapshot
                .register_code(row.register)
                .unwrap_or_default()
                .to_owned(),
            rev: row.rev,
            home: row.home.0,
            holder: row.holder,
            stored: Stored::read(&revision.1, revision.2.as_deref())?,
            postings: self.store.postings_of(row.id).await?,
        })
    }
}

/// An entry as it stood before the change.
pub(super) struct Before {
    state: State,
    unit: UnitId,
    day: Day,
    register: String,
    pub(super) rev: i32,
    pub(super) home: i32,
    pub(super) holder: i64,
    stored: Stored,
    pub(super) postings: Vec<PostingRow>,
}

impl Before {
    fn as_draft(&self, asked: &Draft) -> Draft {
        Draft {
            register: self.register.clone(),
            unit: Some(self.unit),
            fields: BTreeMap::new(),
            uploads: Vec::new(),
            removed: Vec::new(),
            ..asked.clone()
        }
    }
}

/// The draft that is checked. Voiding keeps the stored answers; the form is not read again.
fn to_check<'a>(draft: &'a Draft, before: Option<&Before>, to: State) -> Result<Cow<'a, Draft>, EntryError> {
    match before {
        Some(before) if to == State::Voided => Ok(Cow::Owned(before.as_draft(draft))),
        Some(before) if before.register != draft.register => Err(EntryError::NotFound),
        _ => Ok(Cow::Borrowed(draft)),
    }
}

/// The answers of a draft; what is wrong with them is added to the mistakes.
fn read_answers(
    (register, pack): (&Register, &Pack),
    day: Option<Day>,
    draft: &Draft,
    is_finished: bool,
    found: &mut Mistakes,
) -> Body {
    let body = entries::read_form(register, pack, day, &answers(draft), is_finished);
    body.unwrap_or_else(|mistakes| {
        found.extend(mistakes.into_iter().map(wrong_answer));
        Body::default()
    })
}

fn wrong_answer(FieldMistake { field, what }: FieldMistake) -> EntryMistake {
    EntryMistake {
        field,
        what: EntryMistakeKind::Answer(what),
    }
}

/// The reason, which a correction or voiding needs.
fn reason(draft: &Draft, before: Option<&Before>, to: State, found: &mut Mistakes) -> String {
    let why = clean(&draft.why);
    let is_correction =
        before.is_some_and(|b| b.state == State::Final || (b.state == State::Sent && to == State::Draft));
    if why.is_empty() && (is_correction || to == State::Voided) {
        found.push(mistake(super::WHY, EntryMistakeKind::NoReason));
    } else if length(&why) > WHY_MAX {
        let too_long = Mistake::TooLong { max: WHY_MAX };
        found.push(mistake(super::WHY, EntryMistakeKind::Answer(too_long)));
    }
    why
}

/// What a draft answers, without the questions that every register asks.
pub(super) fn answers(draft: &Draft) -> BTreeMap<String, Vec<String>> {
    draft
        .fields
        .iter()
        .filter(|(name, _)| !name.starts_with('@'))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

/// The stored answers of an entry as they would be typed.
pub(super) fn typed(register: &Register, stored: &Stored) -> BTreeMap<String, Vec<String>> {
    as_typed(register, &stored.body)
}
