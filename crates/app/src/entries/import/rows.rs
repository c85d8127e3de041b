//! Each row of a sheet: an entry that is new, known, to be corrected, or cells that can not be taken.

use super::changed::SheetCorrection;
use super::file::{FileRow, SheetFile};
use super::identity::Identities;
use super::places::Places;
use super::{BadCell, ImportError, ImportRow, Wish};
use crate::app::App;
use crate::book::Book;
use crate::entries::once::Taken;
use crate::entries::record::{Draft, EntryError, EntryMistake, Ready, What};
use crate::entries::{DAY, ENTRY, STATE, UNIT};
use crate::exports::state_key;
use crate::people::Actor;
use dienhong_domain::amount::Bound;
use dienhong_domain::entries::{BOUND_SUFFIX, State, read_form};
use dienhong_domain::packs::{FieldKind, Register};
use dienhong_domain::text::clean_line;
use dienhong_domain::time::Day;
use dienhong_domain::units::NamedUnit;
use dienhong_i18n::{Locale, bound_word, t};
use dienhong_store::entries::EntryRow;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Whose sheet it is and how its rows become entries.
pub(super) struct Intake<'a> {
    pub(super) actor: &'a Actor,
    pub(super) book: &'a Book,
    pub(super) form: &'a Register,
    pub(super) places: Places,
    /// State that a new entry gets.
    pub(super) state: State,
    pub(super) wish: &'a Wish,
}

/// What became of the rows.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) new: Vec<(ImportRow, Ready)>,
    pub(super) corrections: Vec<(SheetCorrection, Option<Ready>)>,
    pub(super) known: usize,
    pub(super) bad: Vec<BadCell>,
    taken: Taken,
    named: HashSet<Uuid>,
}

/// A row as it is asked to be recorded.
pub(super) struct Asked<'a> {
    pub(super) row: &'a FileRow,
    pub(super) draft: Draft,
    unit: NamedUnit,
    typed_id: Uuid,
}

impl Asked<'_> {
    pub(super) fn bad(&self, field: &str, what: What) -> BadCell {
        self.row.bad(field, what)
    }

    /// The cells of a draft's mistakes. A unit that nobody or more than one bears is told with who may be meant.
    pub(super) fn mistakes(&self, found: Vec<EntryMistake>) -> Vec<BadCell> {
        let told = |EntryMistake { field, what }| match (&what, &self.unit) {
            (What::NoUnit, NamedUnit::Several(units)) => {
                self.bad(UNIT, What::SeveralUnits { units: units.clone() })
            }
            (What::NoUnit, NamedUnit::Unknown { alike }) => {
                self.bad(UNIT, What::UnknownUnit { alike: alike.clone() })
            }
            _ => self.bad(&field, what),
        };
        found.into_iter().map(told).collect()
    }
}

impl App {
    /// Looks at all rows of a file; nothing is written.
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
        let stored = self
            .stored_of(all.iter().filter_map(|a| there.get(&a.row.code()?)))
            .await?;
        let mut looked = Looked::default();
        for asked in all {
            if asked.row.cells.contains_key(ENTRY) {
                self.coded_row(intake, asked, &there, &stored, &mut looked)
                    .await?;
            } else if there.contains_key(&asked.draft.id) || there.contains_key(&asked.typed_id) {
                looked.known += 1;
            } else {
                self.new_row(intake, asked, &mut looked).await?;
            }
        }
        self.refuse_overdrawn(intake, file, &mut looked).await?;
        Ok(looked)
    }

    /// Takes out the rows that themselves take a stock below nought, in the order of their days.
    async fn refuse_overdrawn(
        &self,
        intake: &Intake<'_>,
        file: &SheetFile,
        looked: &mut Looked,
    ) -> Result<(), ImportError> {
        let ready: Vec<(usize, &Ready)> = looked.new.iter().map(|(_, ready)| ready).enumerate().collect();
        let over = self.overdrawn(intake.book, &ready).await?;
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

    /// A row with the code of an entry: known when it says what stands, otherwise a correction.
    async fn coded_row(
        &self,
        intake: &Intake<'_>,
        asked: Asked<'_>,
        there: &HashMap<Uuid, EntryRow>,
        stored: &HashMap<Uuid, crate::entries::Stored>,
        looked: &mut Looked,
    ) -> Result<(), ImportError> {
        let old = asked.row.code().and_then(|code| there.get(&code));
        let old = old.filter(|old| self.readable(intake.actor, intake.book, old).is_ok());
        let (Some(old), Some(held)) = (old, old.and_then(|old| stored.get(&old.id))) else {
            looked.bad.push(asked.bad(ENTRY, What::NoSuchEntry));
            return Ok(());
        };
        if !looked.named.insert(old.id) {
            looked.bad.push(asked.bad(ENTRY, What::EntryTwice));
            return Ok(());
        }
        if let Some(bad) = state_bad(&asked, State::stored(old.state as i16)) {
            looked.bad.push(bad);
            return Ok(());
        }
        self.changed_row(intake, asked, old, held, looked).await
    }

    async fn new_row(
        &self,
        intake: &Intake<'_>,
        asked: Asked<'_>,
        looked: &mut Looked,
    ) -> Result<(), ImportError> {
        if let Some(bad) = state_bad(&asked, intake.state) {
            looked.bad.push(bad);
            return Ok(());
        }
        match self.check(intake.actor, intake.book, &asked.draft, None).await {
            Ok(ready) => match looked.taken.take(intake.book, &ready) {
                Some(EntryMistake { field, what }) => looked.bad.push(asked.bad(&field, what)),
                None => looked.new.push((asked.row.of(asked.draft.id), ready)),
            },
            Err(EntryError::Mistakes(found)) => looked.bad.extend(asked.mistakes(found)),
            Err(EntryError::Fault(fault)) => return Err(ImportError::Fault(fault)),
            Err(_) => looked.bad.push(asked.bad(UNIT, What::NoUnit)),
        }
        Ok(())
    }

    /// Reads a row into a draft, and finds the ids that such a row has.
    fn asked<'a>(
        &self,
        intake: &Intake<'_>,
        row: &'a FileRow,
        understood: &mut Identities,
        typed: &mut Identities,
    ) -> Result<Asked<'a>, ImportError> {
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
        let place = self.place(intake.actor, intake.book, &draft, &mut Vec::new());
        if let Some(place) = place.map_err(refused)? {
            let body = read_form(
                place.register(),
                place.pack(),
                Some(place.day),
                &draft.fields,
                false,
            );
            if let Ok(body) = body {
                let uid = intake.book.map.uid(place.unit);
                draft.id = understood.understood(register, uid, place.day, &body);
            }
        }
        Ok(Asked {
            row,
            draft,
            unit,
            typed_id,
        })
    }
}

fn refused(error: EntryError) -> ImportError {
    match error {
        EntryError::Fault(fault) => ImportError::Fault(fault),
        _ => ImportError::NotFound,
    }
}

/// The cells of a row as answers. A bound in a column of its own is given by its word.
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

/// A state that the sheet names is that of the entry: sheets finish, void and reopen nothing.
fn state_bad(asked: &Asked<'_>, state: State) -> Option<BadCell> {
    let typed = clean_line(asked.row.text(STATE));
    let is_it = |locale| typed.to_lowercase() == t(locale, state_key(state)).to_lowercase();
    let fits = typed.is_empty() || [Locale::Vi, Locale::En].into_iter().any(is_it);
    (!fits).then(|| asked.bad(STATE, What::StateBySheet))
}

/// The code of a bound from the word that exports write; any other word stays, to be refused.
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
