//! Reports to begin, to write, to approve, to send and to answer.

use super::{Act, Area, Task, WaitingService, What, periodic};
use crate::app::Fault;
use crate::deadlines::Ahead;
use crate::reports::{DueReport, ReportError, Summary};
use crate::urls;
use dienhong_domain::procedures::Hand;
use dienhong_domain::procedures::reports::PROCEDURE;
use dienhong_domain::reports::Stage;
use dienhong_domain::units::UnitId;

/// The newest reports of a unit among which open ones are looked for.
const LOOKED_AT: usize = 20;

/// What was found; nothing where the actor may not look.
fn readable<T: Default>(asked: Result<T, ReportError>) -> Result<T, Fault> {
    match asked {
        Ok(found) => Ok(found),
        Err(ReportError::Fault(fault)) => Err(fault),
        Err(_) => Ok(T::default()),
    }
}

impl WaitingService<'_> {
    pub(super) async fn report_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        let mut found = Vec::new();
        if let Some(first) = self.concerns(&PROCEDURE, unit) {
            let (reports, _) = readable(self.reports().list(unit, (0, LOOKED_AT)).await)?;
            found.extend(reports.into_iter().filter_map(|of| self.open_report(unit, of)));
            if let Some(begin) = self.waits(&PROCEDURE, (Hand::OwnUnit, unit), None, &[]) {
                let due = readable(self.reports().due(unit, 1).await)?.into_iter();
                let owed = due.filter(|of| of.report.is_none() && self.is_repeated(of.due));
                let act = (begin.act, begin.permissions);
                found.extend(owed.map(|of| self.owed_report(unit, of, act)));
            }
            let act = (first.act, first.permissions);
            found.extend(self.reports_ahead(unit, act));
        }
        found.extend(self.reports_below(unit).await?);
        Ok(found)
    }

    fn open_report(&self, unit: UnitId, of: Summary) -> Option<Task> {
        let act = self.waits(&PROCEDURE, (Hand::OwnUnit, unit), Some(of.stage), &[])?;
        Some(Task {
            area: Area::Reports,
            act: act.act,
            unit,
            key: periodic(&of.outline, of.period),
            what: What::Report {
                title: of.title,
                period: of.period,
                as_of: of.as_of,
                stage: Some(of.stage),
                is_returned: of.is_returned,
            },
            due: of.due,
            is_ahead: false,
            href: urls::report(of.id),
            permissions: act.permissions,
        })
    }

    fn owed_report(&self, unit: UnitId, of: DueReport, (act, permissions): Act) -> Task {
        Task {
            area: Area::Reports,
            act,
            unit,
            key: periodic(&of.outline.id, of.period),
            what: What::Report {
                title: of.outline.title,
                period: of.period,
                as_of: None,
                stage: None,
                is_returned: false,
            },
            due: Some(of.due),
            is_ahead: false,
            href: urls::reports(self.snapshot().map.uid(unit)),
            permissions,
        }
    }

    fn reports_ahead(&self, unit: UnitId, (act, permissions): Act) -> Vec<Task> {
        let href = urls::reports(self.snapshot().map.uid(unit));
        let ahead = self.deadlines().ahead(unit).into_iter();
        let task = |of: Ahead| Task {
            area: Area::Reports,
            act,
            unit,
            key: periodic(&of.code, of.period),
            what: What::Report {
                title: of.title,
                period: of.period,
                as_of: None,
                stage: None,
                is_returned: false,
            },
            due: Some(of.due),
            is_ahead: true,
            href: href.clone(),
            permissions,
        };
        ahead.filter(|of| of.is_report).map(task).collect()
    }

    async fn reports_below(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        let above = (Hand::LevelAbove, unit);
        let Some(act) = self.waits(&PROCEDURE, above, Some(Stage::Sent), &[]) else {
            return Ok(Vec::new());
        };
        if !self.is_above(unit) {
            return Ok(Vec::new());
        }
        let href = urls::reports_below(self.snapshot().map.uid(unit));
        let act = (Area::Reports, (act.act, act.permissions));
        let waiting = readable(self.reports().waiting_below(unit).await)?;
        let late = match self.asks_below(unit) {
            true => readable(self.reports().late_below(unit).await)?,
            false => Vec::new(),
        };
        let task = |of| self.below(act, (unit, of), href.clone());
        Ok(waiting.into_iter().chain(late).filter_map(task).collect())
    }
}
