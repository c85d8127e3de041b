//! The change log for its readers: limited to what they may see; names are added when it is shown.

use super::fault::carries_fault;
use super::{Actor, Fault, PeopleService, RightsContext};
use dienhong_domain::rights::{Appointment, Permission, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::log::{ChainCheck, LogRow};
use dienhong_store::people::LogFilter;
use uuid::Uuid;

const A_PAGE: i64 = 50;

/// Which part of the log is shown.
#[derive(Clone, Debug, Default)]
pub struct HistoryQuestion {
    /// Area of the act ("people", "entries"); empty for all areas.
    pub room: String,
    /// A day in Vietnam.
    pub day: Option<Day>,
    /// Who did it.
    pub person: Option<Uuid>,
    /// Only lines before this place.
    pub before: Option<i64>,
}

/// A line with its author's name.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    /// The line.
    pub row: LogRow,
    /// Who did it; `None` is the program itself.
    pub author: Option<String>,
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct History {
    /// Lines, the newest first.
    pub lines: Vec<HistoryLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<i64>,
}

/// Why the log is not shown.
#[derive(Debug)]
pub enum HistoryError {
    /// There is no such unit, or the actor may not see it.
    NotFound,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(HistoryError);

impl PeopleService<'_> {
    /// A page of the change log of a unit and what stands below it.
    pub async fn history(&self, unit: UnitId, question: &HistoryQuestion) -> Result<History, HistoryError> {
        let here = self.here();
        if !self.may(Permission::ReadLog, unit) {
            return Err(HistoryError::NotFound);
        }
        let author = match question.person {
            // An unknown person did nothing.
            Some(uid) => Some(self.store.person_by_uid(uid).await?.map_or(i64::MIN, |p| p.id)),
            None => None,
        };
        let (from, to) = question.day.map_or((i64::MIN, i64::MAX), moments);
        let filter = LogFilter {
            homes: homes(self.actor, unit, here),
            installation_of: installation_of(self.actor, unit, here),
            before: question.before.unwrap_or(i64::MAX),
            most: A_PAGE + 1,
            act: if question.room.is_empty() {
                String::new()
            } else {
                format!("{}.", question.room)
            },
            author,
            from,
            to,
        };
        let mut rows = self.store.log_lines(&filter).await?;
        let is_more = rows.len() > A_PAGE as usize;
        rows.truncate(A_PAGE as usize);
        let ids: Vec<i64> = rows.iter().map(|r| r.author).collect();
        let names = self.store.names(&ids).await?;
        let next = rows.last().filter(|_| is_more).map(|r| r.seq);
        let line = |row: LogRow| HistoryLine {
            author: names.get(&row.author).cloned(),
            row,
        };
        Ok(History {
            lines: rows.into_iter().map(line).collect(),
            next,
        })
    }

    /// Checks the whole chain of the log.
    pub async fn check_history(&self, unit: UnitId) -> Result<ChainCheck, HistoryError> {
        if !self.may(Permission::ReadLog, unit) {
            return Err(HistoryError::NotFound);
        }
        Ok(self.store.verify_log().await?)
    }
}

// The heir's people may read the books of its predecessors.
fn homes(actor: &Actor, unit: UnitId, here: RightsContext<'_>) -> Option<Vec<i32>> {
    let is_all = here.map.level(unit) == Some(Level::Country) && is_operator(actor, here);
    (!is_all).then(|| below(unit, here))
}

fn is_operator(actor: &Actor, here: RightsContext<'_>) -> bool {
    let today = here.today();
    let runs = |a: &Appointment| a.role == Role::Operator && a.holds(here.map, today);
    actor.held.iter().any(runs)
}

/// Units of whose people an operator may read the personal lines (sign-ins, keys): the unit, what is and was below it,
/// its groups.
fn installation_of(actor: &Actor, unit: UnitId, here: RightsContext<'_>) -> Vec<i32> {
    if !is_operator(actor, here) {
        return Vec::new();
    }
    let homes = below(unit, here);
    let groups = homes
        .iter()
        .flat_map(|home| here.map.children_ever(UnitId(*home)));
    let mut all: Vec<i32> = groups.map(|u| u.0).chain(homes.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn below(unit: UnitId, here: RightsContext<'_>) -> Vec<i32> {
    let mut found = vec![unit];
    let mut next = 0;
    while let Some(at) = found.get(next).copied() {
        next += 1;
        if here.map.level(at).is_some_and(|level| level < Level::Commune) {
            found.extend(here.map.children(at, here.today()));
        }
    }
    let ancestors: Vec<UnitId> = found.iter().flat_map(|u| here.map.ancestry(*u)).collect();
    found.extend(ancestors);
    found.sort();
    found.dedup();
    found.into_iter().map(|u| u.0).collect()
}

// A day in Vietnam, seven hours ahead of UTC.
fn moments(day: Day) -> (i64, i64) {
    const A_DAY: i64 = 24 * 3600 * 1000;
    let since = Day::new(1970, 1, 1).map_or(0, |epoch| epoch.days_until(day));
    let from = since * A_DAY - 7 * 3600 * 1000;
    (from, from + A_DAY)
}
