//! Papers made from templates that wait to be filled in and submitted, or to be approved.

use super::{Area, Task, WaitingService, What};
use crate::app::Fault;
use crate::papers::{MadeSummary, PaperError, PaperPlace};
use crate::urls;
use dienhong_domain::procedures::Hand;
use dienhong_domain::procedures::papers::{PROCEDURE, State};
use dienhong_domain::units::UnitId;

impl WaitingService<'_> {
    pub(super) async fn paper_tasks(&self, unit: UnitId) -> Result<Vec<Task>, Fault> {
        let mut found = Vec::new();
        for state in [State::Submitted, State::Draft] {
            let Some(act) = self.waits(&PROCEDURE, (Hand::OwnUnit, unit), Some(state), &[]) else {
                continue;
            };
            let page = self
                .papers()
                .made_papers(unit, Some(state), PaperPlace::Newest)
                .await;
            let lines = match page {
                Ok(page) => page.lines,
                Err(PaperError::Fault(fault)) => return Err(fault),
                Err(_) => Vec::new(),
            };
            let task = |of: MadeSummary| Task {
                area: Area::Papers,
                act: act.act,
                unit,
                key: of.id.to_string(),
                what: What::Made {
                    title: of.title.unwrap_or_default(),
                    summary: of.summary,
                    state: of.state,
                },
                due: None,
                is_ahead: false,
                href: urls::made_paper(of.id),
                permissions: act.permissions,
            };
            found.extend(lines.into_iter().map(task));
        }
        Ok(found)
    }
}
