//! Requests for the return of figures, for another person of the level above than who asked.

use super::{Area, Task, WaitingService, What, periodic};
use crate::app::Fault;
use crate::procedures::above;
use crate::urls;
use dienhong_domain::packs::Words;
use dienhong_domain::procedures::Hand;
use dienhong_domain::procedures::returns::{PROCEDURE, State};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_store::procedures::RequestRow;

/// Most open requests of a book that are looked at, the oldest first.
const LOOKED_AT: usize = 50;

impl WaitingService<'_> {
    pub(super) async fn return_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        if !self.is_above(unit) || !self.may(Permission::AcceptFigures, unit) {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for request in self.store.open_requests(&PROCEDURE, LOOKED_AT).await? {
            found.extend(self.return_task(&request).await?);
        }
        Ok(found)
    }

    async fn return_task(&self, request: &RequestRow<State>) -> Result<Option<Task>, Fault> {
        let by = above(self.snapshot(), request.unit);
        let Some(by) = by.filter(|by| self.may(Permission::AcceptFigures, *by)) else {
            return Ok(None);
        };
        let steps = self.store.steps(&PROCEDURE, request.id).await?;
        let earlier: Vec<(String, i64)> = steps.into_iter().map(|s| (s.act, s.person)).collect();
        let hand = (Hand::LevelAbove, by);
        let Some(act) = self.waits(&PROCEDURE, hand, Some(request.state), &earlier) else {
            return Ok(None);
        };
        let Some(filing) = self.store.filing(request.about).await? else {
            return Ok(None);
        };
        let rules = self.rules_on(filing.unit, filing.last.min(self.today()));
        let form = rules.pack.filings.iter().find(|f| f.id == filing.form);
        let period = Period {
            from: filing.first,
            to: filing.last,
        };
        Ok(Some(Task {
            area: Area::Returns,
            act: act.act,
            unit: by,
            key: periodic(&filing.form, period),
            what: What::Return {
                title: form.map_or_else(
                    || Words {
                        vi: filing.form.clone(),
                        en: filing.form.clone(),
                    },
                    |form| form.title.clone(),
                ),
                period,
            },
            due: None,
            is_ahead: false,
            href: urls::filing(filing.id),
            permissions: act.permissions,
        }))
    }
}
