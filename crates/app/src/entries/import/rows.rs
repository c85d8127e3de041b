//! Each row of a sheet: an entry that is new, known or to be corrected, or cells that cannot be imported.

use super::changed::SheetCorrection;
use super::file::{FileRow, SheetFile};
use super::identity::Identities;
use super::places::Places;
use super::{BadCell, ImportError, ImportRow, Remark, RowAt, RowsKind, Wish};
use crate::entries::EntryService;
use crate::entries::Stored;
use crate::entries::draft::{Draft, EntryError, EntryMistake, EntryMistakeKind};
use crate::entries::duplicates::Taken;
use crate::entries::record::Ready;
use crate::entries::words::state_key;
use crate::entries::{DAY, ENTRY, STATE, UNIT};
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::{BOUND_SUFFIX, Body, State, alike, read_form};
use dienhong_domain::packs::{FieldKind, Register};
use dienhong_domain::text::clean_line;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{NamedUnit, UnitId};
use dienhong_i18n::{Locale, bound_word, t};
use dienhong_store::entries::EntryRow;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// For whom the sheet is imported and how its rows become entries.
pub(super) struct Intake<'a> {
    pub(super) form: &'a Register,
    /// The unit of the sheet.
    pub(super) unit: UnitId,
    pub(super) places: Places,
    /// State that a new entry gets.
    pub(super) state: State,
    pub(super) wish: &'a Wish,
}

/// The results for all rows.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) new: Vec<(ImportRow, Ready)>,
    pub(super) corrections: Vec<(SheetCorrection, Option<Ready>)>,
    pub(super) known: usize,
    pub(super) bad: Vec<BadCell>,
    pub(super) taken: Taken,
    told: BTreeMap<RowsKind, Vec<RowAt>>,
    /// Identifies each new row, whichever id it got.
    marks: HashMap<Uuid, Uuid>,
    named: HashSet<Uuid>,
}

impl Looked {
    fn tell(&mut self, kind: RowsKind, at: RowAt) {
        self.told.entry(kind).or_default().push(at);
    }

    /// Reports rows that name no unit where others do.
    pub(super) fn unnamed(&mut self, file: &SheetFile) {
        let is_unnamed = |row: &&FileRow| row.text(UNIT).trim().is_empty();
        let unnamed: Vec<RowAt> = file.rows.iter().filter(is_unnamed).map(FileRow::at).collect();
        if !unnamed.is_empty() && unnamed.len() < file.rows.len() {
            self.told.insert(RowsKind::WithoutUnit, unnamed);
        }
    }

    /// Where only good rows are imported, doubtful ones are left out and reported.
    pub(super) fn hold_back(&mut self, file: &SheetFile) {
        let doubts = file.doubts();
        let mut held = Vec::new();
        let mut goes = |sheet: &str, row: u32| {
            let is_held = doubts.touch(sheet, row);
            if is_held {
                let sheet = sheet.to_owned();
                held.push(RowAt { sheet, row });
            }
            !is_held
        };
        self.new.retain(|(row, _)| goes(&row.sheet, row.row));
        self.corrections.retain(|(c, _)| goes(&c.sheet, c.row));
        held.sort_by_cached_key(|at| file.place(&at.sheet, at.row));
        if !held.is_empty() {
            self.told.insert(RowsKind::HeldBack, held);
        }
    }

    /// What is reported about the rows, kind by kind.
    pub(super) fn remarks(&self) -> impl Iterator<Item = Remark> + '_ {
        self.told
            .iter()
            .map(|(kind, rows)| Remark::Rows(*kind, rows.clone()))
    }

    /// Identifies what would be written.
    pub(super) fn seal(&self) -> String {
        let mark = |(row, _): &(ImportRow, Ready)| self.marks.get(&row.id).unwrap_or(&row.id).to_string();
        let mut parts: Vec<String> = self.new.iter().map(mark).collect();
        parts.extend(
            self.corrections
                .iter()
                .map(|(c, _)| format!("{} {}", c.id, c.rev)),
        );
        parts.sort();
        hex::encode(&Sha256::digest(parts.join("\n"))[..16])
    }
}

/// A row as the draft to be recorded.
pub(super) struct RowRequest<'a> {
    pub(super) row: &'a FileRow,
    pub(super) draft: Draft,
    unit: NamedUnit,
    typed_id: Uuid,
    /// Unit, day and answers, if they could be understood.
    understood: Option<Held>,
}

impl RowRequest<'_> {
    pub(super) fn bad(&self, field: &str, what: EntryMistakeKind) -> BadCell {
        self.row.bad(field, what)
    }

    /// The cells of a draft's mistakes. For a unit that none or several match, the possible ones are listed.
    pub(super) fn mistakes(&self, found: Vec<EntryMistake>) -> Vec<BadCell> {
        let told = |EntryMistake { field, what }| match (&what, &self.unit) {
            (EntryMistakeKind::NoUnit, NamedUnit::Several(units)) => {
                self.bad(UNIT, EntryMistakeKind::SeveralUnits { units: units.clone() })
            }
            (EntryMistakeKind::NoUnit, NamedUnit::Unknown { alike }) => {
                self.bad(UNIT, EntryMistakeKind::UnknownUnit { alike: alike.clone() })
            }
            _ => self.bad(&field, what),
        };
        found.into_iter().map(told).collect()
    }
}

impl EntryService<'_> {
    /// Checks all rows of a file; nothing is written.
    pub(super) async fn rows(&self, intake: &Intake<'_>, file: &SheetFile) -> Result<Looked, ImportError> {
        let (mut understood, mut typed) = (Identities::default(), Identities::default());
        let mut all = Vec::new();
        for row in &file.rows {
            all.push(self.asked(intake, row, &mut understood, &mut typed)?);
        }
        let coded = all.iter().filter_map(|a| a.row.code());
        let ids: Vec<Uuid> = all
            .iter()
            .flat_map(|a| [a.draft.id, a.typed_id])
            .chain(coded)
            .collect();
        let there = self.store.entries_by_id(&ids).await?;
        let there: HashMap<Uuid, EntryRow> = there.into_iter().map(|row| (row.id, row)).collect();
        let held = |a: &RowRequest<'_>| [a.row.code(), Some(a.draft.id), Some(a.typed_id)];
        let held = all.iter().flat_map(held).flatten().collect::<BTreeSet<Uuid>>();
        let stored = self.stored_of(held.iter().filter_map(|id| there.get(id))).await?;
        let known = |asked: &RowRequest<'_>| {
            let ids = [asked.draft.id, asked.typed_id];
            let occupant = ids.iter().find_map(|id| there.get(id));
            occupant.map(|row| self.known(intake, asked, row, &stored))
        };
        let all: Vec<(RowRequest<'_>, Option<Known>)> = all
            .into_iter()
            .map(|a| {
                let known = known(&a);
                (a, known)
            })
            .collect();
        let mut doubles = self.doubles(intake, &all, &there).await?;
        let mut looked = Looked::default();
        for (mut asked, known) in all {
            if asked.row.cells.contains_key(ENTRY) {
                self.coded_row(intake, asked, &there, &stored, &mut looked)
                    .await?;
                continue;
            }
            match known {
                Some(Known::AsItStands) => looked.known += 1,
                Some(Known::Otherwise(kind)) => looked.tell(kind, asked.row.at()),
                None => self.new_row(intake, asked, &mut doubles, &mut looked).await?,
                // The id belongs to an entry elsewhere, so it is not this row.
                Some(Known::Foreign) => {
                    let mark = std::mem::replace(&mut asked.draft.id, Uuid::now_v7());
                    looked.marks.insert(asked.draft.id, mark);
                    self.new_row(intake, asked, &mut doubles, &mut looked).await?;
                }
            }
        }
        self.refuse_overdrawn(file, &mut looked).await?;
        Ok(looked)
    }

    /// Removes the rows that themselves take a stock below zero, in the order of their days.
    async fn refuse_overdrawn(&self, file: &SheetFile, looked: &mut Looked) -> Result<(), ImportError> {
        let ready: Vec<(usize, &Ready)> = looked.new.iter().map(|(_, ready)| ready).enumerate().collect();
        let over = self.overdrawn(&ready).await?;
        if over.is_empty() {
            return Ok(());
        }
        for (place, EntryMistake { field, what }) in over.into_iter().rev() {
            let (row, _) = looked.new.remove(place);
            looked.bad.push(file.bad(&row, &field, what));
        }
        looked
            .bad
            .sort_by_cached_key(|bad| file.place(&bad.sheet, bad.row));
        Ok(())
    }

    /// A row with the code of an entry: known when it equals the entry, otherwise a correction.
    async fn coded_row(
        &self,
        intake: &Intake<'_>,
        asked: RowRequest<'_>,
        there: &HashMap<Uuid, EntryRow>,
        stored: &HashMap<Uuid, Stored>,
        looked: &mut Looked,
    ) -> Result<(), ImportError> {
        let old = asked.row.code().and_then(|code| there.get(&code));
        let old = old.filter(|old| self.readable(old).is_ok());
        let (Some(old), Some(held)) = (old, old.and_then(|old| stored.get(&old.id))) else {
            looked.bad.push(asked.bad(ENTRY, EntryMistakeKind::NoSuchEntry));
            return Ok(());
        };
        if !looked.named.insert(old.id) {
            looked.bad.push(asked.bad(ENTRY, EntryMistakeKind::EntryTwice));
            return Ok(());
        }
        if let Some(bad) = state_bad(&asked, old.state) {
            looked.bad.push(bad);
            return Ok(());
        }
        self.changed_row(intake, asked, old, held, looked).await
    }

    async fn new_row(
        &self,
        intake: &Intake<'_>,
        asked: RowRequest<'_>,
        doubles: &mut Doubles,
        looked: &mut Looked,
    ) -> Result<(), ImportError> {
        if let Some(bad) = state_bad(&asked, intake.state) {
            looked.bad.push(bad);
            return Ok(());
        }
        match self.check(&asked.draft, None).await {
            Ok(ready) => match looked.taken.take(self.snapshot(), &ready) {
                Some(EntryMistake { field, what }) => looked.bad.push(asked.bad(&field, what)),
                None => {
                    let held = asked.understood.as_ref();
                    if let Some(kind) = held.and_then(|held| doubles.kind(intake.form, held)) {
                        looked.tell(kind, asked.row.at());
                    }
                    looked.new.push((asked.row.of(asked.draft.id), ready));
                }
            },
            Err(EntryError::Mistakes(found)) => looked.bad.extend(asked.mistakes(found)),
            Err(EntryError::Fault(fault)) => return Err(ImportError::Fault(fault)),
            Err(_) => looked.bad.push(asked.bad(UNIT, EntryMistakeKind::NoUnit)),
        }
        Ok(())
    }

    /// Reads a row into a draft, and computes the ids that such a row has.
    fn asked<'a>(
        &self,
        intake: &Intake<'_>,
        row: &'a FileRow,
        understood: &mut Identities,
        typed: &mut Identities,
    ) -> Result<RowRequest<'a>, ImportError> {
        let day = row.text(DAY).to_owned();
        let unit = intake.places.find(row.text(UNIT), Day::parse(&day).ok());
        let fields = answers(row, intake.form);
        let one = match unit {
            NamedUnit::One(unit) => Some(unit),
            _ => None,
        };
        let register = &intake.form.id;
        let typed_id = typed.typed(register, one, &day, &fields);
        let mut draft = Draft {
            id: typed_id,
            register: register.clone(),
            unit: one,
            day,
            fields,
            state: Some(intake.state),
            ..Draft::default()
        };
        let mut held = None;
        let place = self.place(&draft, &mut Vec::new());
        if let Some(place) = place.map_err(refused)? {
            let body = read_form(
                place.register(),
                place.pack(),
                Some(place.day),
                &draft.fields,
                false,
            );
            if let Ok(body) = body {
                let uid = self.snapshot().map.uid(place.unit);
                draft.id = understood.understood(register, uid, place.day, &body);
                held = Some(Held {
                    unit: place.unit,
                    day: place.day,
                    body,
                });
            }
        }
        Ok(RowRequest {
            row,
            draft,
            unit,
            typed_id,
            understood: held,
        })
    }
}

impl EntryService<'_> {
    /// How the entry with a row's id relates to the row.
    fn known(
        &self,
        intake: &Intake<'_>,
        asked: &RowRequest<'_>,
        row: &EntryRow,
        stored: &HashMap<Uuid, Stored>,
    ) -> Known {
        let home = |unit: UnitId, day: Day| self.snapshot().map.home(unit, day);
        let is_here = asked
            .understood
            .as_ref()
            .is_none_or(|held| home(held.unit, held.day) == Some(row.home) || held.unit == row.unit);
        if self.snapshot().register_code(row.register) != Some(&intake.form.id) {
            return Known::Foreign;
        }
        if self.readable(row).is_err() {
            // A draft held by somebody of this ward, or an entry of somebody else.
            return match is_here {
                true => Known::Otherwise(RowsKind::KnownDraft),
                false => Known::Foreign,
            };
        }
        let says_so = asked.understood.as_ref().is_none_or(|held| {
            let (unit, day) = (row.unit, row.day);
            (held.unit, held.day) == (unit, day) && stored.get(&row.id).is_some_and(|it| it.body == held.body)
        });
        match row.state {
            State::Voided => Known::Otherwise(RowsKind::KnownVoided),
            State::Draft => Known::Otherwise(RowsKind::KnownDraft),
            _ if !says_so => Known::Otherwise(RowsKind::KnownChanged),
            _ => Known::AsItStands,
        }
    }

    /// Entries of the book that count and equal a row, whatever their ids.
    async fn doubles(
        &self,
        intake: &Intake<'_>,
        all: &[(RowRequest<'_>, Option<Known>)],
        there: &HashMap<Uuid, EntryRow>,
    ) -> Result<Doubles, ImportError> {
        let is_new = |(asked, known): &&(RowRequest<'_>, Option<Known>)| {
            !asked.row.cells.contains_key(ENTRY) && matches!(known, None | Some(Known::Foreign))
        };
        let new = all
            .iter()
            .filter(is_new)
            .filter_map(|(a, _)| a.understood.as_ref());
        let new: Vec<&Held> = new.collect();
        let days = new.iter().map(|held| held.day);
        let (Some(from), Some(to)) = (days.clone().min(), days.max()) else {
            return Ok(Doubles::default());
        };
        let homes = new
            .iter()
            .filter_map(|held| self.snapshot().map.home(held.unit, held.day));
        let homes: BTreeSet<i32> = homes.map(|home| home.0).collect();
        let homes: Vec<i32> = homes.into_iter().collect();
        let register = self.snapshot().registers.get(&intake.form.id).copied();
        let days = Period { from, to };
        let wanted: HashSet<(UnitId, Day)> = new.iter().map(|held| (held.unit, held.day)).collect();
        let mut rows = self.store.entries_on(&homes, days, register, &[]).await?;
        let counts = |row: &EntryRow| {
            matches!(row.state, State::Sent | State::Final)
                && wanted.contains(&(row.unit, row.day))
                && !there.contains_key(&row.id)
        };
        rows.retain(counts);
        let stored = self.stored_of(rows.iter()).await?;
        let mut doubles = Doubles::default();
        for row in rows {
            if let Some(it) = stored.get(&row.id) {
                let key = Doubles::key(row.unit.0, row.day.number(), &it.body);
                *doubles.left.entry(key).or_default() += 1;
                let of_day = doubles.bodies.entry((row.unit, row.day)).or_default();
                of_day.push(it.body.clone());
            }
        }
        Ok(doubles)
    }
}

/// Unit, day and answers of a row.
struct Held {
    unit: UnitId,
    day: Day,
    body: Body,
}

/// What the book has under a row's id.
enum Known {
    /// The row, as it is in the book.
    AsItStands,
    /// The row, but the book now differs.
    Otherwise(RowsKind),
    /// Something else.
    Foreign,
}

/// Entries that may equal a row; each is matched with one row at most.
#[derive(Default)]
struct Doubles {
    left: HashMap<(i32, i32, String), usize>,
    /// The answers of all of them, by unit and day.
    bodies: HashMap<(UnitId, Day), Vec<Body>>,
}

impl Doubles {
    fn key(unit: i32, day: i32, body: &Body) -> (i32, i32, String) {
        (unit, day, serde_json::to_string(body).unwrap_or_default())
    }
    /// What is to be said of a row: that an entry equals it, or tells of the same form.
    fn kind(&mut self, register: &Register, held: &Held) -> Option<RowsKind> {
        if self.take(held) {
            return Some(RowsKind::Alike);
        }
        let of_day = self.bodies.get(&(held.unit, held.day))?;
        let is_similar = |body: &Body| *body != held.body && alike(register, body, &held.body);
        of_day.iter().any(is_similar).then_some(RowsKind::Similar)
    }
    fn take(&mut self, held: &Held) -> bool {
        let key = Doubles::key(held.unit.0, held.day.number(), &held.body);
        match self.left.get_mut(&key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

fn refused(error: EntryError) -> ImportError {
    match error {
        EntryError::Fault(fault) => ImportError::Fault(fault),
        _ => ImportError::NotFound,
    }
}

/// The cells of a row as answers. A bound with a column of its own is given by its word.
pub(super) fn answers(row: &FileRow, form: &Register) -> BTreeMap<String, Vec<String>> {
    let mut fields = BTreeMap::new();
    for (name, cell) in row.cells.iter().filter(|(name, _)| !name.starts_with('@')) {
        let answers = match form.field(name).map(|f| &f.kind) {
            Some(FieldKind::Choices { .. }) => cell.text.split(';').map(|t| t.trim().to_owned()).collect(),
            None if name.ends_with(BOUND_SUFFIX) => vec![bound_code(&cell.text)],
            _ => vec![cell.text.clone()],
        };
        fields.insert(name.clone(), answers);
    }
    fields
}

/// Refuses a state in the sheet that is not the entry's: sheets never finish, void or reopen anything.
fn state_bad(asked: &RowRequest<'_>, state: State) -> Option<BadCell> {
    let typed = clean_line(asked.row.text(STATE));
    let is_it = |locale| typed.to_lowercase() == t(locale, state_key(state)).to_lowercase();
    let fits = typed.is_empty() || [Locale::Vi, Locale::En].into_iter().any(is_it);
    (!fits).then(|| asked.bad(STATE, EntryMistakeKind::StateBySheet))
}

/// The code of a bound from the word that exports write; any other word is kept, to be refused later.
fn bound_code(typed: &str) -> String {
    let typed = clean_line(typed).to_lowercase();
    let is_called = |bound: &Bound| {
        let words = [Locale::Vi, Locale::En].map(|locale| bound_word(*bound, locale).to_lowercase());
        words.contains(&typed)
    };
    let bounds = [Bound::AtLeast, Bound::AtMost, Bound::About];
    let found = bounds.iter().find(|bound| is_called(bound));
    found.map_or(typed.clone(), |bound| bound.code().to_owned())
}
