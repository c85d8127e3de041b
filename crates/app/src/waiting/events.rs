//! What waits for a person on a day, as the events of their calendar: kind of task, unit and day, and nothing else.

use super::{Area, Event, Task, WaitingService};
use crate::app::Fault;
use dienhong_domain::procedures::{filings, reports};
use dienhong_domain::rights;
use dienhong_domain::units::UnitId;
use dienhong_i18n::{Locale, t, t_with};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The words for an act of an area whose tasks have a last day.
fn act_key(task: &Task) -> Option<&'static str> {
    Some(match (task.area, task.act) {
        (Area::Filings, filings::FREEZE) => "waiting-filing-freeze",
        (Area::Filings, filings::APPROVE) => "waiting-filing-approve",
        (Area::Reports, reports::BEGIN) => "waiting-report-begin",
        (Area::Reports, reports::SUBMIT) => "waiting-report-submit",
        (Area::Reports, reports::APPROVE) => "waiting-report-approve",
        (Area::Reports, reports::SEND) => "waiting-report-send",
        (Area::Incoming, _) => "waiting-incoming-finish",
        _ => return None,
    })
}

impl WaitingService<'_> {
    /// What waits for the actor on a day, at every unit over which they hold an appointment, the nearest first. What falls
    /// due when no appointment of theirs allows it any more is left out. `secret` is that of the calendar's address: events
    /// keep their identities as long as it does.
    pub async fn events(&self, secret: &str) -> Result<Vec<Event>, Fault> {
        let (map, today) = (&self.snapshot().map, self.today());
        let seats: BTreeSet<UnitId> = self
            .actor
            .held
            .iter()
            .filter_map(|a| a.seat(map, today))
            .collect();
        let mut found = Vec::new();
        for unit in seats {
            for area in Area::ALL.into_iter().filter(|area| area.has_days()) {
                let tasks = self.find(area, unit).await?;
                found.extend(tasks.iter().filter_map(|task| self.event(task, secret)));
            }
        }
        found.sort_by_key(|event: &Event| (event.day, event.uid));
        Ok(found)
    }

    fn event(&self, task: &Task, secret: &str) -> Option<Event> {
        let (map, day) = (&self.snapshot().map, task.due?.ok()?);
        let on = day.max(self.today());
        let mut permissions = task.permissions.iter();
        if !permissions.any(|p| rights::may(&self.actor.held, *p, task.unit, map, on)) {
            return None;
        }
        let locale = Locale::parse(&self.actor.language).unwrap_or(Locale::Vi);
        let act = t(locale, act_key(task)?);
        let unit = map.label(task.unit, self.today(), locale.code());
        let words = [("act", act.into()), ("unit", unit.into())];
        let identity = format!(
            "{secret}/{}/{}/{}",
            task.area.code(),
            map.uid(task.unit),
            task.key
        );
        Some(Event {
            uid: Uuid::new_v5(&Uuid::NAMESPACE_OID, identity.as_bytes()),
            day,
            summary: t_with(locale, "waiting-event", &words),
        })
    }
}
