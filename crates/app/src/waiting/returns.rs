//! Requests for the return of figures, for another person of the level above than who asked.

use super::filings::readable;
use super::{Area, Task, WaitingService, What, periodic};
use crate::app::Fault;
use crate::filings::AskedBack;
use crate::procedures::above;
use crate::urls;
use dienhong_domain::packs::Words;
use dienhong_domain::procedures::Hand;
use dienhong_domain::procedures::returns::{ASK, PROCEDURE, State};
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;

/// Most open requests below a unit that are looked at, the oldest first.
const LOOKED_AT: usize = 50;
/// Stands for a person other than the actor.
const SOMEBODY: i64 = 0;

impl WaitingService<'_> {
    pub(super) async fn return_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        if !self.is_above(unit) || !self.may(Permission::AcceptFigures, unit) {
            return Ok(Vec::new());
        }
        let (found, _) = readable(self.filings().asked_back(unit, (0, LOOKED_AT)).await)?;
        Ok(found.into_iter().filter_map(|of| self.return_task(of)).collect())
    }

    fn return_task(&self, of: AskedBack) -> Option<Task> {
        let by = above(self.snapshot(), of.unit).filter(|by| self.may(Permission::AcceptFigures, *by))?;
        // Somebody else asked: what the actor asked for is left out of the list.
        let earlier = [(ASK.to_owned(), SOMEBODY)];
        let act = self.waits(&PROCEDURE, (Hand::LevelAbove, by), Some(State::Asked), &earlier)?;
        Some(Task {
            area: Area::Returns,
            act: act.act,
            unit: by,
            key: periodic(&of.form, of.period),
            what: What::Return {
                title: of.title.unwrap_or(Words {
                    vi: of.form.clone(),
                    en: of.form,
                }),
                period: of.period,
            },
            due: None,
            is_ahead: false,
            href: urls::filing(of.id),
            permissions: act.permissions,
        })
    }
}
