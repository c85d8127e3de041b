//! Rows that carry the code of an entry: the program's own export sent back, corrected or unchanged.

use super::ImportError;
use super::rows::{Intake, Looked, RowRequest};
use crate::entries::EntryService;
use crate::entries::draft::{Draft, EntryError, EntryMistake, EntryMistakeKind};
use crate::entries::place::Place;
use crate::entries::read::changes;
use crate::entries::stored::Stored;
use crate::entries::{DAY, ENTRY, UNIT};
use crate::snapshot::{Rules, RulesSnapshot};
use dienhong_domain::entries::{BOUND_SUFFIX, Body, State, as_typed, read_form};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, t};
use dienhong_store::entries::EntryRow;
use uuid::Uuid;

/// An entry that a row of a sheet would correct.
#[derive(Clone, Debug)]
pub struct SheetCorrection {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Row as the sheet shows it.
    pub row: u32,
    /// Entry.
    pub id: Uuid,
    /// Whether a reason is needed: yes for the correction of an entry that counts, no for a draft.
    pub needs_reason: bool,
    /// Revision that it corrects.
    pub(super) rev: i64,
    before: Held,
    after: Held,
}

/// Unit, day and answers of an entry.
#[derive(Clone, Debug)]
struct Held {
    unit: UnitId,
    day: Day,
    stored: Stored,
}

impl SheetCorrection {
    /// How the row differs: question, answer of the entry, answer of the row.
    pub fn changes(
        &self,
        snapshot: &RulesSnapshot,
        rules: &Rules,
        register: &str,
        locale: Locale,
    ) -> Vec<(String, String, String)> {
        let (before, after) = (&self.before, &self.after);
        let mut all = Vec::new();
        if before.day != after.day {
            let shown = dienhong_i18n::day;
            all.push((
                t(locale, "entries-field-day"),
                shown(before.day),
                shown(after.day),
            ));
        }
        if before.unit != after.unit {
            let name = |held: &Held| snapshot.map.label(held.unit, held.day, locale.code());
            all.push((t(locale, "entries-field-unit"), name(before), name(after)));
        }
        all.extend(changes(rules, register, &before.stored, &after.stored, locale));
        all
    }
}

impl EntryService<'_> {
    /// Compares a row with the entry that it names.
    pub(super) async fn changed_row(
        &self,
        intake: &Intake<'_>,
        asked: RowRequest<'_>,
        old: &EntryRow,
        held: &Stored,
        looked: &mut Looked,
    ) -> Result<(), ImportError> {
        if self.snapshot().register_code(old.register) != Some(&intake.form.id) {
            looked.bad.push(asked.bad(ENTRY, EntryMistakeKind::NoSuchEntry));
            return Ok(());
        }
        let draft = correcting(intake, &asked, old, held);
        let before = Held {
            unit: old.unit,
            day: old.day,
            stored: held.clone(),
        };
        let place = self.place(&draft, &mut Vec::new()).unwrap_or_default();
        let body = place.as_ref().and_then(|place| answered(place, &draft));
        if let (Some(place), Some(body)) = (&place, &body)
            && is_same(place, body, &before)
        {
            looked.known += 1;
            return Ok(());
        }
        let state = old.state;
        match self.check(&draft, Some(old)).await {
            Ok(ready) => {
                if let Some(EntryMistake { field, what }) = looked.taken.take(self.snapshot(), &ready) {
                    looked.bad.push(asked.bad(&field, what));
                    return Ok(());
                }
                let after = Held {
                    unit: ready.write.unit,
                    day: ready.write.day,
                    stored: Stored {
                        body: body.unwrap_or_default(),
                        why: String::new(),
                    },
                };
                let correction = SheetCorrection {
                    sheet: asked.row.sheet.clone(),
                    row: asked.row.number,
                    id: old.id,
                    needs_reason: state == State::Final,
                    rev: old.rev.into(),
                    before,
                    after,
                };
                let ready = intake.wish.correct.is_some().then_some(ready);
                looked.corrections.push((correction, ready));
            }
            Err(EntryError::Mistakes(found)) => looked.bad.extend(asked.mistakes(found)),
            Err(EntryError::Fault(fault)) => return Err(ImportError::Fault(fault)),
            Err(_) => looked
                .bad
                .push(asked.bad(ENTRY, EntryMistakeKind::NotCorrectable)),
        }
        Ok(())
    }
}

/// The entry with the row's answers in place of its own. Questions without a column in the sheet keep their answers.
fn correcting(intake: &Intake<'_>, asked: &RowRequest<'_>, old: &EntryRow, held: &Stored) -> Draft {
    let mut fields = as_typed(intake.form, &held.body);
    let stays = |column: &str| !asked.row.columns.contains(column);
    fields.retain(|name, _| stays(name) && stays(name.strip_suffix(BOUND_SUFFIX).unwrap_or(name)));
    fields.extend(asked.draft.fields.clone());
    let unit = if stays(UNIT) {
        Some(old.unit)
    } else {
        asked.draft.unit
    };
    let day = if stays(DAY) {
        old.day.to_string()
    } else {
        asked.draft.day.clone()
    };
    Draft {
        id: old.id,
        register: asked.draft.register.clone(),
        unit,
        day,
        fields,
        seen: Some(old.rev.into()),
        // Without a reason the row is only checked, and the check is the same.
        why: intake.wish.correct.clone().unwrap_or_else(|| ".".to_owned()),
        ..Draft::default()
    }
}

// Without the day: an item that may no longer be chosen is kept where it was chosen before.
fn answered(place: &Place, draft: &Draft) -> Option<Body> {
    read_form(place.register(), place.pack(), None, &draft.fields, false).ok()
}

fn is_same(place: &Place, body: &Body, before: &Held) -> bool {
    (place.unit, place.day, body) == (before.unit, before.day, &before.stored.body)
}
