//! Acts on entries of the demo: recording, sending, finishing, correcting and voiding, each at its moment.

use super::data::{Data, EntryFile, Series, typed};
use super::when::{self, When};
use super::{DemoError, Loader, NAMESPACE, refused};
use crate::entries::Draft;
use dienhong_domain::entries::State;
use dienhong_domain::time::Day;
use toml::{Table, Value};
use uuid::Uuid;

/// One act on an entry.
pub(super) struct Act {
    /// Moment.
    pub(super) at: i64,
    by: String,
    unit: String,
    /// Its place in the data, for messages.
    place: String,
    draft: Draft,
}

impl Act {
    /// Whether it records a new entry.
    pub(super) fn is_first(&self) -> bool {
        self.draft.seen.is_none()
    }
}

/// Days until an entry is recorded, unless the data say otherwise.
const LATE: i64 = 1;

/// All acts of all files.
pub(super) fn of(data: &Data, now: i64) -> Result<Vec<Act>, DemoError> {
    let mut acts = Vec::new();
    for (name, file) in &data.entries {
        for (number, series) in file.series.iter().enumerate() {
            for (line, entry) in series.entry.iter().enumerate() {
                let place = format!("{name}:{number}:{line}");
                Entry::read(file, series, entry, place)?.acts(now, &mut acts)?;
            }
        }
    }
    Ok(acts)
}

/// An entry of the data.
struct Entry {
    place: String,
    register: String,
    unit: String,
    when: When,
    /// When it was recorded, if long after its day.
    recorded: Option<When>,
    late: i64,
    /// Who records it, and who finishes it when that is somebody else.
    by: String,
    via: Option<String>,
    state: State,
    answers: Table,
    fix: Option<Table>,
    void: Option<Table>,
}

impl Entry {
    fn read(file: &EntryFile, series: &Series, entry: &Table, place: String) -> Result<Entry, DemoError> {
        let wrong = |what: &str| DemoError::Data(format!("{place}: {what}"));
        let mut rest = entry.clone();
        let mut text = |key: &str| match rest.remove(key) {
            Some(Value::String(text)) => Ok(Some(text)),
            None => Ok(None),
            Some(_) => Err(wrong(key)),
        };
        let day = text("day")?.ok_or_else(|| wrong("no day"))?;
        let unit = text("group")?.map_or(file.unit.clone(), |group| format!("{}/{group}", file.unit));
        let (by, via, state) = (text("by")?, text("via")?, text("state")?);
        let recorded = text("recorded")?.map(|r| When::parse(&r)).transpose()?;
        let late = rest.remove("late").and_then(|l| l.as_integer()).unwrap_or(LATE);
        let table = |value: Option<Value>| match value {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        };
        let (fix, void) = (table(rest.remove("fix")), table(rest.remove("void")));
        let mut answers = series.answers.clone();
        answers.extend(rest);
        Ok(Entry {
            register: series.register.clone(),
            unit,
            when: When::parse(&day)?,
            recorded,
            late,
            by: by.unwrap_or_else(|| series.by.clone()),
            via,
            state: state.map_or(Ok(State::Final), |s| {
                State::parse(&s).ok_or_else(|| wrong("state"))
            })?,
            answers,
            fix,
            void,
            place,
        })
    }

    /// Adds the acts on the entry, in their order.
    fn acts(&self, now: i64, acts: &mut Vec<Act>) -> Result<(), DemoError> {
        let day = self.when.day(now)?;
        let first = match &self.via {
            Some(leader) => self.act(leader, State::Sent, &self.answers),
            None => self.act(&self.by, self.state, &self.answers),
        };
        let mut all = vec![(self.late, first)];
        if self.via.is_some() && self.state == State::Final {
            all.push((self.late + 1, self.act(&self.by, State::Final, &self.answers)));
        }
        for (step, state) in [(&self.fix, State::Final), (&self.void, State::Voided)] {
            let Some(step) = step else { continue };
            let mut answers = self.answers.clone();
            let mut step = step.clone();
            let after = step.remove("after").and_then(|a| a.as_integer()).unwrap_or(LATE);
            let why = step.remove("why").and_then(|w| w.as_str().map(str::to_owned));
            answers.extend(step);
            let mut act = self.act(&self.by, state, &answers);
            act.draft.why = why.unwrap_or_default();
            all.push((self.late + after, act));
        }
        for (rev, (late, mut act)) in (0i64..).zip(all) {
            act.at = self.moment(day, late, now)? + rev;
            act.draft.day = self.typed_day(day);
            act.draft.seen = (rev > 0).then_some(rev);
            acts.push(act);
        }
        Ok(())
    }

    fn act(&self, by: &str, state: State, answers: &Table) -> Act {
        Act {
            at: 0,
            by: by.to_owned(),
            unit: self.unit.clone(),
            place: self.place.clone(),
            draft: Draft {
                id: Uuid::new_v5(&NAMESPACE, format!("entry:{}", self.place).as_bytes()),
                register: self.register.clone(),
                fields: typed(answers),
                state: Some(state),
                ..Draft::default()
            },
        }
    }

    /// A month is typed as people type it: 9/2022.
    fn typed_day(&self, day: Day) -> String {
        match self.when {
            When::MonthsAgo(_) => dienhong_i18n::month(day),
            _ => dienhong_i18n::day(day),
        }
    }

    /// A minute of the working day, the same one each time the demo is loaded.
    fn moment(&self, day: Day, late: i64, now: i64) -> Result<i64, DemoError> {
        // A month is recorded at the beginning of the next one.
        let (mut on, late) = match (self.recorded, self.when) {
            (Some(recorded), _) => (recorded.day(now)?, late - LATE),
            (None, When::MonthsAgo(_)) => (Day::stored(day.number() / 100 * 100 + 28), late + 4),
            (None, _) => (day, late),
        };
        for _ in 0..late {
            on = on.next();
        }
        let minute = when::MORNING
            + 30
            + self
                .place
                .bytes()
                .fold(0u32, |sum, b| (sum * 31 + u32::from(b)) % 600);
        let at = when::moment(on, minute)?;
        Ok(if matches!(self.when, When::On(_)) {
            at
        } else {
            at.min(now)
        })
    }
}

impl Loader {
    /// Carries out an act at the moment to which the clock is set.
    pub(super) async fn act(&self, act: &Act) -> Result<(), DemoError> {
        let actor = self.actor(&act.by)?;
        let draft = Draft {
            unit: Some(self.unit(&act.unit)?),
            ..act.draft.clone()
        };
        let done = self.app.by(&actor).entries().record(&draft).await;
        done.map(|_| ()).map_err(|e| refused(&act.place, e))
    }
}
