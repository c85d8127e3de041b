//! Recording an entry and every later change of it: one act, whatever door it comes through.

use super::day;
use super::photos::{self, FileError, PhotoError};
use super::stored::Stored;
use crate::app::Fault;
use crate::entries::EntryService;
use crate::snapshot::{Rules, RulesSnapshot};
use dienhong_domain::entries::{self, Body, FieldMistake, Mistake, State, as_typed};
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{FieldKind, Measure, Pack, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean, clean_line, fold, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::{ConnectedUnits, UnitId};
use dienhong_store::entries::{EntryRow, PostingRow};
use dienhong_store::files::NewAttachment;
use dienhong_store::{Batch, EntryWrite, LevelWrite, Outcome, PostingWrite, WriteError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// How often an entry is looked at anew because map or packs changed meanwhile.
pub(super) const RENEWALS: usize = 4;
/// Longest reason, in letters.
pub(super) const WHY_MAX: usize = 500;
/// Longest name of a file, in letters.
const NAME_MAX: usize = 120;

/// A photo or file as it came in.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Field.
    pub field: String,
    /// Name given by the sender.
    pub name: String,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// What is to be recorded, as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Permanent id, made by the client.
    pub id: Uuid,
    /// Register.
    pub register: String,
    /// Unit.
    pub unit: Option<UnitId>,
    /// Day as typed.
    pub day: String,
    /// Answers as typed.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Uploads to add.
    pub uploads: Vec<Upload>,
    /// Attachments to take away.
    pub removed: Vec<Uuid>,
    /// State to bring it to.
    pub state: Option<State>,
    /// Revision that the person saw; `None` for a new entry.
    pub seen: Option<i64>,
    /// Reason of a correction or voiding.
    pub why: String,
}

/// A mistake at a place of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryMistake {
    /// Field, or one of `DAY`, `UNIT`, `WHY`.
    pub field: String,
    /// What is wrong.
    pub what: EntryMistakeKind,
}

/// One of several photos or files, as its sender knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFile {
    /// Its name there; may be empty.
    pub name: String,
    /// Its place among those sent, from 1.
    pub number: usize,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryMistakeKind {
    /// The answer itself.
    Answer(Mistake),
    /// The day lies after today.
    Future,
    /// No unit was chosen.
    NoUnit,
    /// The unit did not exist on that day; it lived from … to (not counted).
    UnitNotThen {
        /// First day.
        from: Day,
        /// First day after.
        to: Day,
        /// Units that stood there then and may be recorded for.
        instead: Vec<UnitId>,
    },
    /// The register is not kept for units of this level.
    WrongLevel,
    /// The same stock is stated for units above or below: it would count twice.
    StatedElsewhere {
        /// One of those units.
        unit: UnitId,
    },
    /// The month of this unit is recorded already.
    MonthTaken {
        /// By this entry.
        entry: Uuid,
    },
    /// A stock would fall below nought: what stands there.
    BelowNought {
        /// Who has it.
        unit: UnitId,
        /// On this day.
        day: Day,
        /// What is counted.
        measure: Box<Measure>,
        /// How much there is.
        stands: Figure,
    },
    /// A photo can not be taken.
    Photo {
        /// Which one.
        of: SentFile,
        /// Why.
        why: PhotoError,
    },
    /// A file can not be taken.
    File {
        /// Which one.
        of: SentFile,
        /// Why.
        why: FileError,
    },
    /// Too many photos or files.
    TooMany {
        /// Most.
        max: usize,
    },
    /// A reason is needed.
    NoReason,
    /// More than one unit in reach bears the name.
    SeveralUnits {
        /// Those units.
        units: Vec<UnitId>,
    },
    /// No unit in reach bears the name.
    UnknownUnit {
        /// Units whose names differ by marks only.
        alike: Vec<UnitId>,
    },
    /// There is no such entry in the register, or the person may not see it.
    NoSuchEntry,
    /// The entry stands in the sheet before.
    EntryTwice,
    /// The entry is voided, or not for this person to correct.
    NotCorrectable,
    /// The sheet names another state than the entry has or will get.
    StateBySheet,
    /// Other days of the column are written month first, so this one may be.
    DayInDoubt,
}

/// Why nothing was recorded.
#[derive(Debug)]
pub enum EntryError {
    /// All mistakes at once.
    Mistakes(Vec<EntryMistake>),
    /// There is no such entry or register, or the person may not see it.
    NotFound,
    /// The person may see but not do this.
    NotAllowed,
    /// Somebody changed it meanwhile.
    Conflict {
        /// Its newest revision.
        now: i64,
    },
    /// The id is taken by something else.
    IdTaken,
    /// Nobody at the screen can correct it.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for EntryError {
    fn from(error: E) -> EntryError {
        EntryError::Fault(error.into())
    }
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Entry.
    pub id: Uuid,
    /// Revision.
    pub rev: i64,
    /// State.
    pub state: State,
    /// The very same was there already; nothing was written.
    pub was_there: bool,
}

/// An entry that passed every check and is ready to be written.
pub(super) struct Ready {
    pub(super) write: EntryWrite,
    /// Units that state levels by it, or stated them before.
    stating: Vec<UnitId>,
    pub(super) is_monthly: bool,
    /// Whether it changes what stood in the ledger already.
    pub(super) is_correction: bool,
    attachments: Vec<NewAttachment>,
    removed: Vec<Uuid>,
    pub(super) state: State,
}

impl Ready {
    /// What is recorded once it is written.
    pub(super) fn recorded(&self) -> Recorded {
        Recorded {
            id: self.write.id,
            rev: i64::from(self.write.rev),
            state: self.state,
            was_there: false,
        }
    }
}

/// Where and when, once unit, day and register are known to fit together.
pub(super) struct Place {
    pub(super) unit: UnitId,
    pub(super) day: Day,
    pub(super) home: UnitId,
    rules: Arc<Rules>,
    register: usize,
}

impl Place {
    pub(super) fn register(&self) -> &Register {
        &self.rules.pack.registers[self.register]
    }
    pub(super) fn pack(&self) -> &Pack {
        &self.rules.pack
    }
}

type Mistakes = Vec<EntryMistake>;

pub(super) fn mistake(field: &str, what: EntryMistakeKind) -> EntryMistake {
    EntryMistake {
        field: field.to_owned(),
        what,
    }
}

impl EntryService<'_> {
    /// Records a new entry or a new revision of one.
    pub async fn record(&self, draft: &Draft) -> Result<Recorded, EntryError> {
        let mut on = self.clone();
        for _ in 0..RENEWALS {
            let answer = match draft.seen {
                None => on.create(draft).await,
                Some(seen) => on.revise(draft, seen).await,
            };
            match answer {
                Err(EntryError::Fault(Fault::Write(ref error))) if on.is_overtaken(error).await? => {
                    on = on.renewed().entries();
                }
                answer => return answer,
            }
        }
        Err(WriteError::Outdated.into())
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

    /// Records a new entry. Nearly every id is new: the writer finds the others, so nothing is asked before.
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
            // What was recorded once may be sent again even when it would be refused by now.
            Err(refused) => refused,
        };
        match self.store.entry(draft.id).await? {
            Some(row) => self.again(&row, draft).await,
            None => Err(refused),
        }
    }

    /// Everything that checked entries write, as one batch.
    pub(super) fn batch_of(&self, all: impl IntoIterator<Item = Ready>) -> Batch {
        let snapshot = self.snapshot();
        let mut batch = self.batch();
        let mut stating = BTreeSet::new();
        for ready in all {
            stating.extend(&ready.stating);
            let (id, home, rev) = (ready.write.id, ready.write.home, ready.write.rev);
            for new in &ready.attachments {
                batch = self.store.put_attachment(batch, id, home, rev, new);
            }
            for removed in &ready.removed {
                batch = self.store.put_removal(batch, *removed, id, rev);
            }
            if ready.is_monthly {
                batch = self.store.put_claim(batch, id, ready.month());
            }
            batch = batch.entry(ready.write);
        }
        if stating.is_empty() {
            return batch;
        }
        let connected = Arc::new(ConnectedUnits::of(&snapshot.map, stating));
        batch.restate_levels(connected.clone(), connected)
    }

    /// The same id once more: the same content changes nothing; another is refused without telling what is there.
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

    /// Whether the actor may see an entry; what one may not see is not found.
    pub(crate) fn readable(&self, row: &EntryRow) -> Result<(), EntryError> {
        let may = self.actor.may(Permission::ReadEntries, row.unit, self.here());
        let is_others_draft = row.state == State::Draft && row.holder != self.actor.person;
        if may && !is_others_draft {
            Ok(())
        } else {
            Err(EntryError::NotFound)
        }
    }

    /// Finds unit, day and register of a draft; what does not fit is added to the mistakes.
    pub(super) fn place(&self, draft: &Draft, found: &mut Mistakes) -> Result<Option<Place>, EntryError> {
        let snapshot = self.snapshot();
        let today = self.today();
        let known = draft.unit.filter(|unit| self.may(Permission::ReadUnits, *unit));
        let rules = match known {
            Some(unit) => snapshot.rules(unit, today),
            None => self.rules_for(),
        };
        let register = rules
            .pack
            .registers
            .iter()
            .position(|r| r.id == draft.register)
            .ok_or(EntryError::NotFound)?;
        let monthly = rules.pack.registers[register].monthly;
        let typed = if monthly {
            day::parse_month(&draft.day)
        } else {
            Day::parse(&draft.day)
        };
        let day = match typed {
            Ok(day)
                if day > today
                    && !(monthly && (day.year(), day.month()) <= (today.year(), today.month())) =>
            {
                found.push(mistake(super::DAY, EntryMistakeKind::Future));
                None
            }
            Ok(day) => Some(day),
            Err(why) => {
                found.push(mistake(super::DAY, EntryMistakeKind::Answer(Mistake::Day(why))));
                None
            }
        };
        let Some(unit) = known else {
            found.push(mistake(super::UNIT, EntryMistakeKind::NoUnit));
            return Ok(None);
        };
        if !snapshot
            .map
            .level(unit)
            .is_some_and(|l| rules.pack.registers[register].levels.contains(&l))
        {
            found.push(mistake(super::UNIT, EntryMistakeKind::WrongLevel));
            return Ok(None);
        }
        let Some(day) = day else { return Ok(None) };
        let day = if monthly {
            day::last_alive(&snapshot.map, unit, day).unwrap_or(day)
        } else {
            day
        };
        let Some(home) = snapshot.map.home(unit, day) else {
            let (from, to) = snapshot
                .map
                .get(unit)
                .map_or((Day::MAX, Day::MIN), |u| (u.begins(), u.ends()));
            let mut instead = snapshot.map.instead_of(unit, day);
            instead.retain(|other| self.may(Permission::WriteEntries, *other));
            found.push(mistake(
                super::UNIT,
                EntryMistakeKind::UnitNotThen { from, to, instead },
            ));
            return Ok(None);
        };
        Ok(Some(Place {
            unit,
            day,
            home,
            rules,
            register,
        }))
    }

    /// The rules that a person sees before a unit is chosen: those of the first unit held.
    pub fn rules_for(&self) -> Arc<Rules> {
        let snapshot = self.snapshot();
        let held = self.actor.units_for(Permission::ReadUnits, self.here());
        let unit = held.first().copied().unwrap_or(UnitId(0));
        snapshot.rules(unit, self.today())
    }

    /// Checks a draft that is written by itself: what it takes must be there.
    async fn check_alone(&self, draft: &Draft, old: Option<&EntryRow>) -> Result<Ready, EntryError> {
        let ready = self.check(draft, old).await?;
        match self.overdrawn(&[(0, &ready)]).await?.pop() {
            Some((_, mistake)) => Err(EntryError::Mistakes(vec![mistake])),
            None => Ok(ready),
        }
    }

    /// Checks a draft by itself; nothing is written. What several together take from a stock is for [`App::overdrawn`].
    pub(super) async fn check(&self, draft: &Draft, old: Option<&EntryRow>) -> Result<Ready, EntryError> {
        let snapshot = self.snapshot();
        let before = match old {
            Some(row) => Some(self.before(row).await?),
            None => None,
        };
        let state = draft
            .state
            .unwrap_or(before.as_ref().map_or(State::Draft, |b| b.state));
        let mut found = Mistakes::new();
        let voided;
        let draft = match &before {
            // Voiding keeps what stands; the form is not read again.
            Some(before) if state == State::Voided => {
                voided = before.as_draft(draft);
                &voided
            }
            Some(before) if before.register != draft.register => return Err(EntryError::NotFound),
            _ => draft,
        };
        let place = self.place(draft, &mut found)?;
        self.allowed(before.as_ref(), state, draft)?;
        let (rules, register) = match &place {
            Some(place) => (place.rules.clone(), place.register),
            None => {
                let rules = draft
                    .unit
                    .map_or_else(|| self.rules_for(), |unit| snapshot.rules(unit, self.today()));
                let register = rules
                    .pack
                    .registers
                    .iter()
                    .position(|r| r.id == draft.register)
                    .ok_or(EntryError::NotFound)?;
                (rules, register)
            }
        };
        let register = &rules.pack.registers[register];
        let finish = matches!(state, State::Sent | State::Final);
        let day = place.as_ref().map(|p| p.day);
        let body = match (&before, state) {
            (Some(before), State::Voided) => before.stored.body.clone(),
            _ => entries::read_form(register, &rules.pack, day, &answers(draft), finish).unwrap_or_else(
                |mistakes| {
                    found.extend(
                        mistakes
                            .into_iter()
                            .map(|FieldMistake { field, what }| EntryMistake {
                                field,
                                what: EntryMistakeKind::Answer(what),
                            }),
                    );
                    Body::default()
                },
            ),
        };
        let why = clean(&draft.why);
        let is_correction = before
            .as_ref()
            .is_some_and(|b| b.state == State::Final || (b.state == State::Sent && state == State::Draft));
        if why.is_empty() && (is_correction || state == State::Voided) {
            found.push(mistake(super::WHY, EntryMistakeKind::NoReason));
        } else if length(&why) > WHY_MAX {
            found.push(mistake(
                super::WHY,
                EntryMistakeKind::Answer(Mistake::TooLong { max: WHY_MAX }),
            ));
        }
        let attachments = self.uploads(register, draft, old, &mut found).await?;
        if let (Some(place), true) = (&place, finish) {
            self.double(place, register, draft.id, &mut found).await?;
        }
        let Some(place) = place.filter(|_| found.is_empty()) else {
            return Err(EntryError::Mistakes(found));
        };
        let stored = Stored { body, why };
        let write = self
            .write_of(draft, before.as_ref(), &place, state, &stored)
            .await?;
        let mut stating = Vec::new();
        if write.touches_levels {
            stating.push(place.unit);
            if before.is_some() {
                let stated = self.store.levels_of(draft.id).await?;
                stating.extend(stated.iter().map(|level| UnitId(level.unit)));
            }
        }
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

    /// Who may bring an entry from one state to another.
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
            // Who may neither write nor finish anything there does not learn that the unit has such a register.
            false if draft.unit.is_none() => Ok(()),
            false => Err(EntryError::NotAllowed),
        }
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

    /// Re-encodes photos and looks at files; too many or unreadable ones become mistakes.
    async fn uploads(
        &self,
        register: &Register,
        draft: &Draft,
        old: Option<&EntryRow>,
        found: &mut Mistakes,
    ) -> Result<Vec<NewAttachment>, EntryError> {
        let mut made = Vec::new();
        if draft.uploads.is_empty() {
            return Ok(made);
        }
        let there = match old {
            Some(row) => self.store.attachments(row.id).await?,
            None => Vec::new(),
        };
        for (place, upload) in draft.uploads.iter().enumerate() {
            let field = register.field(&upload.field);
            let (field, is_photo, max) = match field.map(|f| (f, &f.kind)) {
                Some((field, FieldKind::Photos { max })) => (field, true, *max),
                Some((field, FieldKind::Files { max })) => (field, false, *max),
                // The register takes no files there, or no more.
                _ => {
                    found.push(mistake(
                        &upload.field,
                        EntryMistakeKind::Answer(Mistake::UnknownField),
                    ));
                    continue;
                }
            };
            let standing = there
                .iter()
                .filter(|a| a.field == field.id && a.removed_rev.is_none() && !draft.removed.contains(&a.id))
                .count();
            let new = made
                .iter()
                .filter(|a: &&NewAttachment| a.field == field.id)
                .count();
            if standing + new >= max {
                found.push(mistake(&field.id, EntryMistakeKind::TooMany { max }));
                break;
            }
            match prepare(upload.clone(), is_photo).await? {
                Ok(attachment) => made.push(attachment),
                Err(why) => found.push(mistake(&field.id, why.of(upload, place + 1))),
            }
        }
        Ok(made)
    }

    async fn write_of(
        &self,
        draft: &Draft,
        before: Option<&Before>,
        place: &Place,
        state: State,
        stored: &Stored,
    ) -> Result<EntryWrite, EntryError> {
        let snapshot = self.snapshot();
        let register = place.register();
        let lines = if state == State::Final {
            entries::postings(register, &stored.body)
        } else {
            Vec::new()
        };
        let mut wanted = Vec::new();
        let mut levels = Vec::new();
        for line in lines {
            let unknown = || Fault::Other(format!("measure {} has no number", line.measure));
            let measure = snapshot.measure_number(&line.measure).ok_or_else(unknown)?;
            if line.level {
                levels.push(LevelWrite {
                    home: place.home.0,
                    unit: place.unit.0,
                    measure,
                    amount: line.amount,
                    bound: line.bound.number(),
                });
                continue;
            }
            wanted.push(PostingWrite {
                home: place.home.0,
                day: place.day.number(),
                unit: place.unit.0,
                measure,
                amount: line.amount,
                bound: line.bound.number(),
                w: 1,
            });
        }
        let states_levels = register.posts.iter().any(|p| p.level);
        let level_measures: Vec<i32> = register
            .posts
            .iter()
            .filter(|p| p.level)
            .filter_map(|p| snapshot.measure_number(&p.measure))
            .collect();
        let posted: Vec<PostingWrite> = before.map_or(Vec::new(), |b| b.posted(&level_measures));
        let written = stored.write()?;
        Ok(EntryWrite {
            id: draft.id,
            home: place.home.0,
            register: *snapshot
                .registers
                .get(&draft.register)
                .ok_or(EntryError::NotFound)?,
            unit: place.unit.0,
            day: place.day.number(),
            state: state.number(),
            rev: before.map_or(1, |b| b.rev + 1),
            was_home: before.map_or(place.home.0, |b| b.home),
            holder: before.map_or(self.actor.person, |b| b.holder),
            rules: self.rules_number(&place.rules).await?,
            body: written.body,
            text: written.text,
            digest: written.digest,
            search: search_words(snapshot, place, stored),
            postings: dienhong_store::entries::difference(&posted, &wanted),
            levels,
            touches_levels: states_levels,
        })
    }

    /// The number of a set of rules; a set never used before is remembered first.
    pub(crate) async fn rules_number(&self, rules: &Rules) -> Result<i32, Fault> {
        let snapshot = self.snapshot();
        if let Some(number) = snapshot.rules_number(rules) {
            return Ok(number);
        }
        let at = self.now();
        let sql = "INSERT INTO rules (id, hash, packs, made_at) SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3 FROM rules WHERE TRUE \
             ON CONFLICT (hash) DO NOTHING";
        let args = dienhong_store::args![rules.key.as_str(), rules.key.as_str(), at];
        self.store.write(Batch::new(0, at).run(sql, args)).await?;
        let number = self
            .store
            .number(
                "SELECT id FROM rules WHERE hash = $1",
                dienhong_store::args![rules.key.as_str()],
            )
            .await? as i32;
        snapshot.note_rules(rules, number);
        Ok(number)
    }
}

/// An entry as it stood before the change.
struct Before {
    state: State,
    unit: UnitId,
    day: Day,
    register: String,
    rev: i32,
    home: i32,
    holder: i64,
    stored: Stored,
    postings: Vec<PostingRow>,
}

impl Before {
    fn as_draft(&self, asked: &Draft) -> Draft {
        Draft {
            register: self.register.clone(),
            unit: Some(self.unit),
            day: self.day.to_string(),
            fields: BTreeMap::new(),
            uploads: Vec::new(),
            removed: Vec::new(),
            ..asked.clone()
        }
    }
    /// What it posted, those of stated levels apart: the writer derives them anew.
    fn posted(&self, levels: &[i32]) -> Vec<PostingWrite> {
        self.postings
            .iter()
            .map(PostingWrite::from)
            .filter(|p| !levels.contains(&p.measure))
            .collect()
    }
}

fn answers(draft: &Draft) -> BTreeMap<String, Vec<String>> {
    draft
        .fields
        .iter()
        .filter(|(name, _)| !name.starts_with('@'))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

/// Why an upload is not taken.
enum Unfit {
    Photo(PhotoError),
    File(FileError),
}

impl Unfit {
    fn of(self, upload: &Upload, number: usize) -> EntryMistakeKind {
        let name = clean_line(&upload.name).chars().take(NAME_MAX).collect();
        let of = SentFile { name, number };
        match self {
            Unfit::Photo(why) => EntryMistakeKind::Photo { of, why },
            Unfit::File(why) => EntryMistakeKind::File { of, why },
        }
    }
}

// A photo takes much memory while it is written anew: two at once, whoever sends them.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

async fn prepare(upload: Upload, is_photo: bool) -> Result<Result<NewAttachment, Unfit>, Fault> {
    let _turn = AT_ONCE.acquire().await.map_err(|e| Fault::Other(e.to_string()))?;
    let work = move || {
        let id = Uuid::now_v7();
        if is_photo {
            return picture(upload, id);
        }
        let kind = photos::sniff_file(&upload.bytes, &upload.name).map_err(Unfit::File)?;
        if kind.is_image() {
            return picture(upload, id);
        }
        Ok(NewAttachment {
            id,
            field: upload.field,
            kind: kind.extension().to_owned(),
            name: clean_line(&upload.name).chars().take(NAME_MAX).collect(),
            sha256: sha256(&upload.bytes),
            data: upload.bytes,
            thumb: None,
        })
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Fault::Other(e.to_string()))
}

/// A picture leaves its place, device and time behind, in whatever field it came.
fn picture(upload: Upload, id: Uuid) -> Result<NewAttachment, Unfit> {
    let photo = photos::reencode(&upload.bytes).map_err(Unfit::Photo)?;
    Ok(NewAttachment {
        id,
        field: upload.field,
        kind: "photo".to_owned(),
        name: format!("{}.jpg", id.simple()),
        sha256: photo.sha256,
        data: photo.jpeg,
        thumb: Some(photo.thumb),
    })
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

/// Folded words by which an entry is found: its unit, register, chosen items, free text.
fn search_words(snapshot: &RulesSnapshot, place: &Place, stored: &Stored) -> String {
    use dienhong_domain::entries::Value;
    let mut words = vec![
        snapshot.map.label(place.unit, place.day, "vi"),
        place.register().title.vi.clone(),
    ];
    for (field, value) in &stored.body.values {
        let list = match place.register().field(field).map(|f| &f.kind) {
            Some(FieldKind::Choice { list } | FieldKind::Choices { list }) => {
                place.pack().lists.iter().find(|l| l.id == *list)
            }
            _ => None,
        };
        let items: &[String] = match value {
            Value::Choice(item) => std::slice::from_ref(item),
            Value::Choices(items) => items,
            _ => &[],
        };
        let titles = list
            .into_iter()
            .flat_map(|l| &l.items)
            .filter(|i| items.contains(&i.id));
        words.extend(titles.map(|i| i.title.vi.clone()));
    }
    words.extend(stored.body.texts.values().cloned());
    fold(&words.join(" "))
}

/// Opens an entry's answers as they would be typed.
pub(super) fn typed(register: &Register, stored: &Stored) -> BTreeMap<String, Vec<String>> {
    as_typed(register, &stored.body)
}
