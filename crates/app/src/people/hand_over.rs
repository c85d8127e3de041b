//! Handing over open work: drafts and sent entries get another holder; their author stays.

use super::fault::carries_fault;
use super::{Fault, PeopleService, RightsContext, actor};
use dienhong_domain::entries::State;
use dienhong_domain::people::{PersonKind, PersonState};
use dienhong_domain::rights::{self, Permission, heirs_of};
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::WriteError;
use dienhong_store::people::{OpenWork, PersonRow};
use uuid::Uuid;

/// Open entries in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkLine {
    /// Unit.
    pub unit: UnitId,
    /// How many drafts.
    pub drafts: i64,
    /// How many were sent and wait to be finished.
    pub sent: i64,
}

/// What would be handed over, shown for confirmation.
#[derive(Clone, Debug)]
pub struct HandOver {
    /// Who holds it now.
    pub from: PersonRow,
    /// The open work under the unit, by unit.
    pub lines: Vec<WorkLine>,
    /// How many entries in all. The act is given this number again, so that nothing is handed over unseen.
    pub total: i64,
    /// How many more the person holds elsewhere; those are not handed over.
    pub elsewhere: i64,
    rows: Vec<OpenWork>,
}

/// Why handing over is refused.
#[derive(Debug)]
pub enum HandOverError {
    /// There is no such person or unit, or the actor may not see it.
    NotFound,
    /// There is nothing to hand over.
    Nothing,
    /// Both are the same person.
    SamePerson,
    /// The receiver may not record entries in this unit.
    ReceiverMayNot {
        /// Unit.
        unit: UnitId,
    },
    /// The work is no longer what was shown.
    Changed,
    /// The installation failed.
    Fault(Fault),
}
carries_fault!(HandOverError);

impl PeopleService<'_> {
    /// Shows what open work somebody holds under a unit.
    pub async fn preview_hand_over(&self, from: Uuid, unit: UnitId) -> Result<HandOver, HandOverError> {
        if !self.actor.is_signed_in() || !self.may(Permission::ManagePeople, unit) {
            return Err(HandOverError::NotFound);
        }
        let from = self
            .store
            .person_by_uid(from)
            .await?
            .ok_or(HandOverError::NotFound)?;
        let here = self.here();
        let is_under = |w: &OpenWork| stands_under(w.unit, unit, here);
        let (rows, others): (Vec<_>, Vec<_>) = self
            .store
            .open_work(from.id)
            .await?
            .into_iter()
            .partition(is_under);
        Ok(HandOver {
            from,
            lines: lines(&rows),
            total: rows.iter().map(|w| w.count).sum(),
            elsewhere: others.iter().map(|w| w.count).sum(),
            rows,
        })
    }

    /// Hands over what was shown; `total` is the number on the page.
    pub async fn hand_over(
        &self,
        (from, to): (Uuid, Uuid),
        unit: UnitId,
        total: i64,
    ) -> Result<HandOver, HandOverError> {
        let work = self.preview_hand_over(from, unit).await?;
        if work.total == 0 {
            return Err(HandOverError::Nothing);
        }
        if work.total != total {
            return Err(HandOverError::Changed);
        }
        let to = self
            .store
            .person_by_uid(to)
            .await?
            .filter(|p| p.kind == PersonKind::Person && p.state != PersonState::Closed);
        let to = to.ok_or(HandOverError::NotFound)?;
        if to.id == work.from.id {
            return Err(HandOverError::SamePerson);
        }
        self.may_receive(to.id, &work.lines).await?;
        let detail = serde_json::json!({ "to": to.uid, "entries": work.total, "unit": unit.0 }).to_string();
        let batch = work
            .rows
            .iter()
            .fold(self.batch_without_rules(), |batch, row| {
                batch.hand_over(work.from.id, to.id, row)
            })
            .log(self.here().home(unit), "people.hand-over", work.from.uid, detail);
        match self.store.write(batch).await {
            Err(WriteError::Stale) => Err(HandOverError::Changed),
            done => {
                done?;
                Ok(work)
            }
        }
    }

    async fn may_receive(&self, to: i64, lines: &[WorkLine]) -> Result<(), HandOverError> {
        let here = self.here();
        let held = actor::held(&self.store.appointments_of(to).await?);
        let may = |unit: UnitId| {
            [Permission::WriteEntries, Permission::FinishEntries]
                .into_iter()
                .any(|permission| rights::may(&held, permission, unit, here.map, self.today()))
        };
        match lines.iter().find(|line| !may(line.unit)) {
            Some(line) => Err(HandOverError::ReceiverMayNot { unit: line.unit }),
            None => Ok(()),
        }
    }
}

fn lines(rows: &[OpenWork]) -> Vec<WorkLine> {
    let mut lines: Vec<WorkLine> = Vec::new();
    for row in rows {
        let unit = row.unit;
        if lines.last().is_none_or(|l| l.unit != unit) {
            lines.push(WorkLine {
                unit,
                drafts: 0,
                sent: 0,
            });
        }
        if let Some(line) = lines.last_mut() {
            if row.state == State::Draft {
                line.drafts += row.count
            } else {
                line.sent += row.count
            }
        }
    }
    lines
}

// Work of a unit that has ended is handed over by the people of its heirs.
fn stands_under(unit: UnitId, top: UnitId, here: RightsContext<'_>) -> bool {
    let today = here.today();
    if here.map.at(unit, today).is_some() {
        return here.map.is_within(unit, top, today);
    }
    let home = match here.map.level(unit) {
        Some(Level::Group) => here.map.get(unit).and_then(|u| u.last().parent),
        Some(_) => Some(unit),
        None => None,
    };
    home.is_some_and(|home| {
        let mut heirs = heirs_of(here.map, home);
        heirs.push(home);
        heirs
            .into_iter()
            .any(|heir| here.map.at(heir, today).is_some() && here.map.is_within(heir, top, today))
    })
}
