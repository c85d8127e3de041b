//! Figures to freeze, to approve and to answer.

use super::{Act, Area, Task, WaitingService, What, periodic};
use crate::app::Fault;
use crate::deadlines::Ahead;
use crate::filings::{Due, FilingError};
use crate::urls;
use dienhong_domain::filings::State;
use dienhong_domain::procedures::Hand;
use dienhong_domain::procedures::filings::PROCEDURE;
use dienhong_domain::units::UnitId;

/// What was found; nothing where the actor may not look.
pub(super) fn readable<T: Default>(asked: Result<T, FilingError>) -> Result<T, Fault> {
    match asked {
        Ok(found) => Ok(found),
        Err(FilingError::Fault(fault)) => Err(fault),
        Err(_) => Ok(T::default()),
    }
}

impl WaitingService<'_> {
    pub(super) async fn filing_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        let mut found = Vec::new();
        if let Some(act) = self.concerns(&PROCEDURE, unit) {
            let due = readable(self.filings().due(unit, 1).await)?;
            found.extend(due.into_iter().filter_map(|of| self.owed_filing(unit, of)));
            let ahead = self.deadlines().ahead(unit).into_iter();
            let ahead = ahead.filter(|of| !of.is_report);
            found.extend(ahead.map(|of| self.filing_ahead(unit, of, (act.act, act.permissions))));
        }
        found.extend(self.filings_below(unit).await?);
        Ok(found)
    }

    fn owed_filing(&self, unit: UnitId, of: Due) -> Option<Task> {
        let state = of.newest.map(|(_, _, state)| state);
        // What was returned or stands back waits for a newer version, which begins.
        let stands = state.filter(|s| !matches!(s, State::Returned | State::Replaced));
        let act = self.waits(&PROCEDURE, (Hand::OwnUnit, unit), stands, &[])?;
        let uid = self.snapshot().map.uid(unit);
        self.is_repeated(of.due).then(|| Task {
            area: Area::Filings,
            act: act.act,
            unit,
            key: periodic(&of.form.id, of.period),
            what: What::Filing {
                title: of.form.title,
                period: of.period,
                state,
            },
            due: Some(of.due),
            is_ahead: false,
            href: of
                .newest
                .map_or_else(|| urls::filings(uid), |(id, ..)| urls::filing(id)),
            permissions: act.permissions,
        })
    }

    fn filing_ahead(&self, unit: UnitId, of: Ahead, (act, permissions): Act) -> Task {
        Task {
            area: Area::Filings,
            act,
            unit,
            key: periodic(&of.code, of.period),
            what: What::Filing {
                title: of.title,
                period: of.period,
                state: None,
            },
            due: Some(of.due),
            is_ahead: true,
            href: urls::filings(self.snapshot().map.uid(unit)),
            permissions,
        }
    }

    async fn filings_below(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        let above = (Hand::LevelAbove, unit);
        let Some(act) = self.waits(&PROCEDURE, above, Some(State::Sent), &[]) else {
            return Ok(Vec::new());
        };
        if !self.is_above(unit) {
            return Ok(Vec::new());
        }
        let uid = self.snapshot().map.uid(unit);
        let act = (Area::Filings, (act.act, act.permissions));
        let waiting = readable(self.filings().waiting_below(unit).await)?;
        let late = match self.asks_below(unit) {
            true => readable(self.filings().late_below(unit).await)?,
            false => Vec::new(),
        };
        let task = |of: crate::Waiting| {
            let href = urls::filings_below(uid, &of.code, of.period);
            self.below(act, (unit, of), href)
        };
        Ok(waiting.into_iter().chain(late).filter_map(task).collect())
    }
}
