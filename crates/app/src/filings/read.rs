//! Filings as they are shown: what is due, one with its history and with what changed since, and what units below sent.

use super::FilingError;
use super::content::read;
use crate::filings::FilingService;
use crate::law::ended;
use crate::owing::{Owing, Waiting, past};
use crate::snapshot::{LawSpan, Rules};
use dienhong_domain::filings::{Content, Difference, FilingForm, State, differences};
use dienhong_domain::procedures::DueDay;
use dienhong_domain::procedures::filings::{APPROVE, FREEZE, PROCEDURE};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_store::filings::{FilingFilter, FilingRow, StandingRow};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Something that happened to a filing; the places of its reasons are measures.
pub type Step = crate::procedures::Step<State>;

/// A filing with everything that belongs to it.
#[derive(Clone, Debug)]
pub struct Filing {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Form's code.
    pub form: String,
    /// Days.
    pub period: Period,
    /// Version, from 1.
    pub version: i64,
    /// Its state.
    pub state: State,
    /// SHA-256 of the content, hex.
    pub hash: String,
    /// The installation that sent it; `None` when it was frozen here.
    pub origin: Option<String>,
    /// Its content.
    pub content: Content,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// What would be frozen differently now; `None` when the entries are not in this book.
    pub since: Option<Vec<Difference>>,
    /// Whether entries behind it were corrected since, even if the sums are the same.
    pub ledger_changed: bool,
    /// Other versions: id, number, state; the newest first.
    pub versions: Vec<(Uuid, i64, State)>,
    /// The last day on which it was in time; `None` when no pack has the form any more.
    pub due: Option<DueDay>,
}

impl Filing {
    /// Whether a step is the approval by the very person who froze these figures, which is possible where one person holds both
    /// offices. Persons of another installation are not known, so it is not said of them.
    pub fn is_approval_by_who_froze(&self, step: &Step) -> bool {
        let frozen = self.steps.iter().find(|s| s.act == FREEZE);
        let is_same = frozen.is_some_and(|s| s.person == step.person);
        step.act == APPROVE && step.person != 0 && is_same
    }

    /// Whether the person who froze these figures approved them too.
    pub fn is_approved_by_who_froze(&self) -> bool {
        self.steps.iter().any(|step| self.is_approval_by_who_froze(step))
    }
}

/// A period of a form that has ended, with the state of its filing.
#[derive(Clone, Debug)]
pub struct Due {
    /// Form.
    pub form: FilingForm,
    /// Days.
    pub period: Period,
    /// The last day on which it is in time.
    pub due: DueDay,
    /// The newest version: id, number, state.
    pub newest: Option<(Uuid, i64, State)>,
}

impl Due {
    /// Whether the unit still owes something.
    pub fn is_open(&self) -> bool {
        let state = self.newest.map(|(_, _, state)| state);
        !matches!(state, Some(State::Sent | State::Accepted))
    }
}

/// A filing in a list.
#[derive(Clone, Debug)]
pub struct Below {
    /// Permanent id.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Form's name.
    pub form: String,
    /// Days.
    pub period: Period,
    /// Version.
    pub version: i64,
    /// Its state.
    pub state: State,
}

/// A unit below that owes a filing for a period.
#[derive(Clone, Debug)]
pub struct Late {
    /// Unit.
    pub unit: UnitId,
    /// The state of its newest version, if it has one.
    pub state: Option<State>,
}

/// What units below sent, and what they owe, for one period of one form.
#[derive(Clone, Debug)]
pub struct Filings {
    /// Form.
    pub form: FilingForm,
    /// Days.
    pub period: Period,
    /// The last day on which it is in time.
    pub due: DueDay,
    /// All units that owe it.
    pub units: Vec<UnitId>,
    /// How many were accepted, and how many are waiting for an answer.
    pub accepted: usize,
    /// Sent and not answered yet, by name.
    pub waiting: Vec<Below>,
    /// A page of those that owe it, by name.
    pub late: Vec<Late>,
    /// All that owe it.
    pub late_count: usize,
}

impl FilingService<'_> {
    /// A filing with its history and with what changed since.
    pub async fn find(&self, id: Uuid) -> Result<Filing, FilingError> {
        let row = self.row(id).await?;
        let content = self.stored_content(id).await?;
        let unit = row.unit;
        let period = days(&row);
        let form = self.form(unit, &row.form, period).ok();
        let now = match (&form, row.origin.is_empty()) {
            (Some(form), true) => Some(self.content(form, unit, period).await?),
            _ => None,
        };
        let filter = FilingFilter {
            units: vec![unit.0],
            form: Some(row.form.clone()),
            days: Some((row.first.number(), row.last.number())),
        };
        let (others, _) = self.store.filings(&filter, 0, 100).await?;
        let others = others.iter().filter(|o| o.id != id);
        Ok(Filing {
            id,
            unit,
            period,
            version: row.version.into(),
            state: row.state,
            hash: hex::encode(&row.hash),
            origin: (!row.origin.is_empty()).then(|| row.origin.clone()),
            steps: self.steps(id).await?,
            ledger_changed: now.as_ref().is_some_and(|now| now.inputs != content.inputs),
            since: now.map(|now| differences(&content, &now)),
            versions: others.map(|o| (o.id, o.version.into(), o.state)).collect(),
            due: form.map(|f| self.due_day(unit, f.deadline, period)),
            form: row.form,
            content,
        })
    }

    /// The content of a filing, as it was frozen.
    pub(super) async fn stored_content(&self, id: Uuid) -> Result<Content, FilingError> {
        let text = self
            .store
            .filing_content(id)
            .await?
            .ok_or(FilingError::NotFound)?;
        read(&text)
    }

    /// The history of a filing, in order.
    pub(crate) async fn steps(&self, id: Uuid) -> Result<Vec<Step>, FilingError> {
        Ok(self.procedures().history(&PROCEDURE, id).await?)
    }

    /// The periods that a unit has to file: the last ended ones of each form, the newest first.
    pub async fn due(&self, unit: UnitId, most: usize) -> Result<Vec<Due>, FilingError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, unit) {
            return Err(FilingError::NotFound);
        }
        let laws = self.rules_until_today(unit);
        let level = snapshot.map.level(unit);
        let owed = ended(&laws, self.today(), most, |pack| {
            let forms = pack.filings.iter();
            let forms = forms.filter(|f| level.is_some_and(|l| f.levels.contains(&l)));
            forms.map(|f| (&f.id, &f.every, f)).collect()
        });
        // A province mostly files nothing, and its first day is sought in hundreds of homes.
        if owed.is_empty() {
            return Ok(Vec::new());
        }
        // A book that begins in November owes nothing for October.
        let scope = self.entries().scope(unit, false);
        let Some(first) = self.store.first_day(&scope).await? else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for (form, period) in owed {
            // A unit owes nothing for a time when it did not exist.
            if first > period.to || !snapshot.map.get(unit).is_some_and(|u| u.lives_in(period)) {
                continue;
            }
            let days = (period.from.number(), period.to.number());
            let newest = self.store.newest_filing(unit.0, &form.id, days).await?;
            found.push(Due {
                due: self.due_day(unit, form.deadline, period),
                newest: newest.map(|n| (n.id, n.version.into(), n.state)),
                form: form.clone(),
                period,
            });
        }
        found.sort_by_key(|d| std::cmp::Reverse((d.period.to, d.due)));
        Ok(found)
    }

    /// For a unit with units below: what they sent and owe for the last ended period of each form, or for one given
    /// period.
    pub async fn below(
        &self,
        top: UnitId,
        asked: Option<(&str, Period)>,
        page: (usize, usize),
    ) -> Result<Vec<Filings>, FilingError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, top) {
            return Err(FilingError::NotFound);
        }
        let today = self.today();
        // The forms of a given period are those of its own law, otherwise those that are still asked for.
        let rules = match asked {
            Some((_, period)) => self.rules_for_period(top, period),
            None => self.rules_today(top),
        };
        let laws = self.rules_until_today(top);
        let owed: Vec<(&FilingForm, Period)> = match asked {
            Some((code, period)) => {
                let forms = rules.pack.filings.iter().filter(|f| f.id == code);
                let forms = forms.filter(|f| f.holds(period, &rules.pack.windows));
                forms.map(|f| (f, period)).collect()
            }
            None => last_ended(&rules, &laws, today),
        };
        let mut found = Vec::new();
        for (form, period) in owed {
            let units = snapshot.owing(top, &form.levels, period.to);
            if !units.is_empty() {
                let due = self.due_day(top, form.deadline, period);
                found.push(self.of_units(form, (period, due), &units, page).await?);
            }
        }
        Ok(found)
    }

    /// For a unit with units below: how many of them wait for an answer, for the last ended period of each form.
    pub async fn waiting_below(&self, top: UnitId) -> Result<Vec<Waiting>, FilingError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, top) {
            return Err(FilingError::NotFound);
        }
        let today = self.today();
        let rules = self.rules_today(top);
        let laws = self.rules_until_today(top);
        let mut found = Vec::new();
        for (form, period) in last_ended(&rules, &laws, today) {
            let units = snapshot.owing(top, &form.levels, period.to);
            let count = self
                .standing(form, period, &units, Some(State::Sent))
                .await?
                .len();
            found.extend(Waiting::of(form.id.clone(), form.title.clone(), period, count));
        }
        Ok(found)
    }

    /// For a unit with units below: how many of them are late, for the last ended period of each form.
    pub async fn late_below(&self, top: UnitId) -> Result<Vec<Waiting>, FilingError> {
        let snapshot = self.snapshot();
        if !self.may(Permission::ReadTotals, top) {
            return Err(FilingError::NotFound);
        }
        let today = self.today();
        let rules = self.rules_today(top);
        let laws = self.rules_until_today(top);
        let mut found = Vec::new();
        for (form, period) in last_ended(&rules, &laws, today) {
            let Some(due) = past(self.due_day(top, form.deadline, period), today) else {
                continue;
            };
            let units = snapshot.owing(top, &form.levels, period.to);
            let rows = self.standing(form, period, &units, None).await?;
            let is_in_time = |row: &&StandingRow| matches!(row.state, State::Sent | State::Accepted);
            let count = units.len().saturating_sub(rows.iter().filter(is_in_time).count());
            let late = Waiting::of(form.id.clone(), form.title.clone(), period, count);
            found.extend(late.map(|of| of.late(due)));
        }
        Ok(found)
    }

    /// Where the newest filings of the units that owe one stand; only those in one state, if it is given.
    async fn standing(
        &self,
        form: &FilingForm,
        period: Period,
        units: &Owing,
        state: Option<State>,
    ) -> Result<Vec<StandingRow>, FilingError> {
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let days = (period.from.number(), period.to.number());
        let asked = self.store.standing_filings(&form.id, days, units.named(), state);
        let mut rows = asked.await?;
        rows.retain(|row| units.holds(row.unit));
        Ok(rows)
    }

    async fn of_units(
        &self,
        form: &FilingForm,
        (period, due): (Period, DueDay),
        owing: &Owing,
        (skip, most): (usize, usize),
    ) -> Result<Filings, FilingError> {
        let rows = self.standing(form, period, owing, None).await?;
        let newest: BTreeMap<UnitId, &StandingRow> = rows.iter().map(|row| (row.unit, row)).collect();
        let state = |unit: &UnitId| newest.get(unit).map(|row| row.state);
        let units = owing.by_name();
        let late: Vec<&UnitId> = units
            .iter()
            .filter(|u| !matches!(state(u), Some(State::Sent | State::Accepted)))
            .collect();
        let waiting = units.iter().filter(|u| state(u) == Some(State::Sent));
        Ok(Filings {
            units: units.to_vec(),
            due,
            accepted: units.iter().filter(|u| state(u) == Some(State::Accepted)).count(),
            waiting: waiting
                .filter_map(|unit| {
                    let row = newest.get(unit)?;
                    Some(Below {
                        id: row.id,
                        unit: *unit,
                        form: form.title.vi.clone(),
                        period,
                        version: row.version.into(),
                        state: State::Sent,
                    })
                })
                .collect(),
            late_count: late.len(),
            late: late
                .into_iter()
                .skip(skip)
                .take(most)
                .map(|unit| Late {
                    unit: *unit,
                    state: state(unit),
                })
                .collect(),
            form: form.clone(),
            period,
        })
    }
}

/// The last ended period of each form that is still asked for, each with the form by the law of its last day.
fn last_ended<'s>(rules: &Rules, laws: &'s [LawSpan], today: Day) -> Vec<(&'s FilingForm, Period)> {
    let is_asked = |form: &FilingForm| rules.pack.filings.iter().any(|f| f.id == form.id);
    ended(laws, today, 1, |pack| {
        let forms = pack.filings.iter().filter(|f| is_asked(f));
        forms.map(|f| (&f.id, &f.every, f)).collect()
    })
}

/// The days of a filing.
pub(super) fn days(row: &FilingRow) -> Period {
    Period {
        from: row.first,
        to: row.last,
    }
}
