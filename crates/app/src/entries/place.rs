//! Where and when an entry is recorded: the unit, day and register of a draft, checked against each other.

use super::day;
use super::draft::{Draft, EntryError, EntryMistakeKind, Mistakes, mistake};
use crate::entries::EntryService;
use crate::snapshot::Rules;
use dienhong_domain::entries::Mistake;
use dienhong_domain::packs::{Pack, Register};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use std::sync::Arc;

/// Where and when an entry is recorded: a unit, day and register that fit together.
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
    pub(super) fn register(&self) -> &Register {
        &self.rules.pack.registers[self.place]
    }
}

impl EntryService<'_> {
    /// Finds unit, day and register of a draft; what does not fit is added to the mistakes.
    pub(super) fn place(&self, draft: &Draft, found: &mut Mistakes) -> Result<Option<Place>, EntryError> {
        let form = self.form_of(draft)?;
        Ok(self.place_in(&form, draft, found))
    }

    /// The register of a draft under the rules by which the draft is read.
    pub(super) fn form_of(&self, draft: &Draft) -> Result<Form, EntryError> {
        let rules = self.rules_of_draft(&draft.register, draft.unit, &draft.day);
        let mut registers = rules.pack.registers.iter();
        let place = registers.position(|r| r.id == draft.register);
        Ok(Form {
            place: place.ok_or(EntryError::NotFound)?,
            rules,
        })
    }

    /// The rules by which a draft is read: those in force on its day in its unit if the actor may read that, otherwise in the
    /// first unit held. They are today's for a day that is not one or is still to come, and the newest that know the register
    /// where it was not kept on that day.
    pub fn rules_of_draft(&self, register: &str, unit: Option<UnitId>, typed_day: &str) -> Arc<Rules> {
        let unit = self.readable_unit(unit).unwrap_or_else(|| self.first_unit());
        let today = self.today();
        let typed = Day::parse(typed_day).or_else(|_| Day::parse_month(typed_day));
        let day = typed.map_or(today, |day| day.min(today));
        let rules = self.rules_knowing(register, unit, day);
        // An entry of a monthly register stands on the last day of its month.
        let is_monthly = rules.register(register).is_some_and(|r| r.monthly);
        match Period::month(day.year(), day.month()).filter(|_| is_monthly) {
            Some(month) => self.rules_knowing(register, unit, month.to.min(today)),
            None => rules,
        }
    }

    /// Whether a register is kept in a unit by the law of a day.
    pub(super) fn is_kept(&self, register: &str, unit: UnitId, day: Day) -> bool {
        self.rules_on(unit, day.min(self.today()))
            .register(register)
            .is_some()
    }

    fn readable_unit(&self, unit: Option<UnitId>) -> Option<UnitId> {
        unit.filter(|unit| self.may(Permission::ReadUnits, *unit))
    }

    /// Unit and day of a draft as typed.
    pub(super) fn place_in(&self, form: &Form, draft: &Draft, found: &mut Mistakes) -> Option<Place> {
        let day = self.typed_day(draft, form.register().monthly, found);
        self.place_at(form, draft.unit, day, found)
    }

    /// A unit on a day, where both fit the register and each other.
    pub(super) fn place_at(
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
            true => Day::parse_month(&draft.day),
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

    /// The rules shown before a unit is chosen: those of the first unit that the actor holds.
    pub fn rules_for(&self) -> Arc<Rules> {
        self.rules_today(self.first_unit())
    }

    fn first_unit(&self) -> UnitId {
        let held = self.actor.units_for(Permission::ReadUnits, self.here());
        held.first().copied().unwrap_or(UnitId(0))
    }
}
