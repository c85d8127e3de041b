//! Recording an entry and every later change of it: one act, whatever door it comes through.

use super::day;
use super::photos::{self, FileError, PhotoError};
use super::stored::Stored;
use crate::app::Fault;
use crate::entries::EntryService;
use crate::snapshot::Rules;
use dienhong_domain::entries::{self, Body, FieldMistake, Mistake, State, as_typed};
use dienhong_domain::ledger::Figure;
use dienhong_domain::packs::{FieldKind, Measure, Pack, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::text::{clean, clean_line, length};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::entries::{EntryRow, PostingRow};
use dienhong_store::files::NewAttachment;
use dienhong_store::{EntryWrite, Outcome, WriteError};
use std::borrow::Cow;
use std::collections::BTreeMap;
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
    pub(super) stating: Vec<UnitId>,
    pub(super) is_monthly: bool,
    /// Whether it changes what stood in the ledger already.
    pub(super) is_correction: bool,
    pub(super) attachments: Vec<NewAttachment>,
    pub(super) removed: Vec<Uuid>,
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
    pub(super) form: Form,
}

impl Place {
    pub(super) fn register(&self) -> &Register {
        self.form.register()
    }
    pub(super) fn pack(&self) -> &Pack {
        &self.form.rules.pack
    }
}

/// A register with the rules that hold for its unit, looked up once for a draft.
#[derive(Clone)]
pub(super) struct Form {
    pub(super) rules: Arc<Rules>,
    place: usize,
}

impl Form {
    fn register(&self) -> &Register {
        &self.rules.pack.registers[self.place]
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
        let form = self.form_of(&draft.register, draft.unit)?;
        Ok(self.place_in(&form, draft, found))
    }

    /// A register under the rules of a unit that the actor may read, otherwise under those of the first unit held.
    fn form_of(&self, register: &str, unit: Option<UnitId>) -> Result<Form, EntryError> {
        let rules = match self.readable_unit(unit) {
            Some(unit) => self.snapshot().rules(unit, self.today()),
            None => self.rules_for(),
        };
        let mut registers = rules.pack.registers.iter();
        let place = registers.position(|r| r.id == register);
        Ok(Form {
            place: place.ok_or(EntryError::NotFound)?,
            rules,
        })
    }

    fn readable_unit(&self, unit: Option<UnitId>) -> Option<UnitId> {
        unit.filter(|unit| self.may(Permission::ReadUnits, *unit))
    }

    /// Unit and day of a draft as typed.
    fn place_in(&self, form: &Form, draft: &Draft, found: &mut Mistakes) -> Option<Place> {
        let day = self.typed_day(draft, form.register().monthly, found);
        self.place_at(form, draft.unit, day, found)
    }

    /// A unit on a day, where both fit the register and each other.
    fn place_at(
        &self,
        form: &Form,
        unit: Option<UnitId>,
        day: Option<Day>,
        found: &mut Mistakes,
    ) -> Option<Place> {
        let map = &self.snapshot().map;
        let Some(unit) = self.readable_unit(unit) else {
            found.push(mistake(super::UNIT, EntryMistakeKind::NoUnit));
            return None;
        };
        if !map
            .level(unit)
            .is_some_and(|level| form.register().levels.contains(&level))
        {
            found.push(mistake(super::UNIT, EntryMistakeKind::WrongLevel));
            return None;
        }
        let day = match form.register().monthly {
            true => day.map(|day| day::last_alive(map, unit, day).unwrap_or(day))?,
            false => day?,
        };
        let Some(home) = map.home(unit, day) else {
            found.push(mistake(super::UNIT, self.unit_not_then(unit, day)));
            return None;
        };
        Some(Place {
            unit,
            day,
            home,
            form: form.clone(),
        })
    }

    /// The day of a draft, or the month of a monthly register; one to come is a mistake, except in the current month.
    fn typed_day(&self, draft: &Draft, monthly: bool, found: &mut Mistakes) -> Option<Day> {
        let today = self.today();
        let typed = match monthly {
            true => day::parse_month(&draft.day),
            false => Day::parse(&draft.day),
        };
        let what = match typed {
            Ok(day)
                if day > today
                    && !(monthly && (day.year(), day.month()) <= (today.year(), today.month())) =>
            {
                EntryMistakeKind::Future
            }
            Ok(day) => return Some(day),
            Err(why) => EntryMistakeKind::Answer(Mistake::Day(why)),
        };
        found.push(mistake(super::DAY, what));
        None
    }

    fn unit_not_then(&self, unit: UnitId, day: Day) -> EntryMistakeKind {
        let map = &self.snapshot().map;
        let (from, to) = map
            .get(unit)
            .map_or((Day::MAX, Day::MIN), |u| (u.begins(), u.ends()));
        let mut instead = map.instead_of(unit, day);
        instead.retain(|other| self.may(Permission::WriteEntries, *other));
        EntryMistakeKind::UnitNotThen { from, to, instead }
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

    /// Checks a draft by itself; nothing is written. What several together take from a stock is for [`EntryService::overdrawn`].
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
        let form = self.form_of(&draft.register, draft.unit)?;
        let register = form.register();
        let place = match &before {
            // What is voided stays where and when it stands.
            Some(before) if state == State::Voided => {
                self.place_at(&form, draft.unit, Some(before.day), &mut found)
            }
            _ => self.place_in(&form, &draft, &mut found),
        };
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

/// The draft that is checked. Voiding keeps what stands; the form is not read again.
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

/// The reason of a correction or voiding, which needs one.
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

/// Opens an entry's answers as they would be typed.
pub(super) fn typed(register: &Register, stored: &Stored) -> BTreeMap<String, Vec<String>> {
    as_typed(register, &stored.body)
}
