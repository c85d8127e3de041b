//! The return of accepted figures, asked for by one person of the level above and decided by another one.

use super::FilingError;
use super::decide::subject;
use super::read::days;
use crate::filings::FilingService;
use crate::procedures::{NewStep, Permit, Reasons, Remarks, Step, Subject};
use dienhong_domain::filings::State;
use dienhong_domain::packs::Words;
use dienhong_domain::procedures::filings::{self, RETURN};
use dienhong_domain::procedures::returns::{self, APPROVE, ASK, PROCEDURE, REFUSE};
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Period;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::filings::FilingRow;
use dienhong_store::procedures::RequestRow;
use dienhong_store::{Batch, WriteError};
use uuid::Uuid;

/// A request for the return of accepted figures.
#[derive(Clone, Debug)]
pub struct ReturnRequest {
    /// Permanent id.
    pub id: Uuid,
    /// Its state.
    pub state: returns::State,
    /// Whether the actor may approve or refuse it now.
    pub may_decide: bool,
    /// What happened to it, in order; the first step says why it was asked for.
    pub steps: Vec<Step<returns::State>>,
}

/// A filing whose return waits for a decision.
#[derive(Clone, Debug)]
pub struct AskedBack {
    /// The filing.
    pub id: Uuid,
    /// Unit.
    pub unit: UnitId,
    /// Form's code.
    pub form: String,
    /// Form's name; `None` when no pack in force there has it.
    pub title: Option<Words>,
    /// Days.
    pub period: Period,
}

type Request = RequestRow<returns::State>;

impl FilingService<'_> {
    /// Asks for accepted figures to be returned, with at least one reason: for the whole, or by the codes of its measures.
    ///
    /// # Errors
    /// [`FilingError::Request`] if it is asked for already and not decided.
    pub async fn ask_return(&self, filing: Uuid, note: &str, reasons: Reasons) -> Result<Uuid, FilingError> {
        let row = self.row(filing).await?;
        let id = Uuid::now_v7();
        let begun = Subject {
            id,
            unit: row.unit,
            state: None,
        };
        let permit = self.procedures().permit(&PROCEDURE, begun, ASK).await?;
        if row.state != State::Accepted {
            return Err(FilingError::Overtaken(row.state));
        }
        self.names_figures(filing, &reasons).await?;
        let remarks = Remarks {
            reasons,
            ..Remarks::note(row.version.into(), note)
        };
        let step = self.procedures().step(&permit, remarks).await?;
        let request = Request {
            id,
            about: filing,
            unit: row.unit,
            state: step.state(),
        };
        let batch = self.batch().request(PROCEDURE.kind, &request);
        // It stays accepted; if it is so no longer, nothing is asked.
        let batch = step.keep(batch.filing_state(filing, row.state, row.state));
        let batch = step.log_about(batch, filing, detail(id));
        match self.write(batch).await {
            Ok(()) => Ok(id),
            Err(WriteError::Constraint(_)) => Err(FilingError::Request(returns::State::Asked)),
            Err(WriteError::Stale) => Err(self.overtaken(&row).await?),
            Err(error) => Err(error.into()),
        }
    }

    /// Approves that accepted figures are returned: they are, in the same batch, for the reasons for which it was asked.
    pub async fn approve_return(&self, request: Uuid, note: &str) -> Result<(), FilingError> {
        let (request, row) = self.asked(request).await?;
        let permit = self.permit_request(&request, APPROVE).await?;
        let steps = self.store.steps(&PROCEDURE, request.id).await?;
        let asked = steps.into_iter().find(|s| s.act == ASK);
        let asked = asked.ok_or(FilingError::NotFound)?;
        let version = i64::from(row.version);
        let decided = self
            .procedures()
            .step(&permit, Remarks::note(version, note))
            .await?;
        let remarks = Remarks {
            reasons: asked.reasons,
            ..Remarks::note(version, &asked.note)
        };
        let act = (RETURN, permit.by());
        let returned = self
            .procedures()
            .follow(&filings::PROCEDURE, subject(&row), act, remarks)
            .await?;
        let next = returned.state();
        let batch = self.batch().filing_state(row.id, row.state, next);
        let detail = serde_json::json!({ "state": next.code() }).to_string();
        let batch = returned.log(returned.keep(batch), detail);
        self.decided((&request, &row), &decided, batch).await
    }

    /// Refuses that accepted figures are returned, with a reason.
    ///
    /// # Errors
    /// [`FilingError::RefusalNeedsReason`] without one.
    pub async fn refuse_return(&self, request: Uuid, note: &str) -> Result<(), FilingError> {
        let (request, row) = self.asked(request).await?;
        let permit = self.permit_request(&request, REFUSE).await?;
        let remarks = Remarks::note(row.version.into(), note);
        let decided = self.procedures().step(&permit, remarks).await;
        let decided = decided.map_err(|error| match FilingError::from(error) {
            FilingError::NeedsReason => FilingError::RefusalNeedsReason,
            other => other,
        })?;
        self.decided((&request, &row), &decided, self.batch()).await
    }

    /// What was asked about a filing, the newest first. Only the level above sees it: the unit learns of a return once it is
    /// approved.
    pub async fn return_requests(&self, filing: Uuid) -> Result<Vec<ReturnRequest>, FilingError> {
        let row = self.row(filing).await?;
        if !self.may_accept(row.unit) {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for request in self.store.requests_about(&PROCEDURE, filing).await? {
            found.push(ReturnRequest {
                id: request.id,
                state: request.state,
                may_decide: self.may_decide(&request).await?,
                steps: self.procedures().history(&PROCEDURE, request.id).await?,
            });
        }
        Ok(found)
    }

    /// Filings below a unit whose return somebody else asked for, so that the actor may decide: a page of them, what was asked
    /// for first before the rest, and how many there are.
    pub async fn asked_back(
        &self,
        top: UnitId,
        (skip, most): (usize, usize),
    ) -> Result<(Vec<AskedBack>, usize), FilingError> {
        let count = self.asked_back_count(top).await?;
        let below = self.homes_strictly_below(top);
        let window = (skip as i64, most as i64);
        let rows = self
            .store
            .filings_asked_back(below.as_deref(), self.actor.person, window);
        let found = rows.await?.into_iter().map(|row| {
            let period = days(&row);
            AskedBack {
                id: row.id,
                unit: row.unit,
                title: self.form(row.unit, &row.form, period).ok().map(|f| f.title),
                form: row.form,
                period,
            }
        });
        Ok((found.collect(), count))
    }

    /// How many filings [`FilingService::asked_back`] finds.
    pub async fn asked_back_count(&self, top: UnitId) -> Result<usize, FilingError> {
        if !self.actor.is_signed_in() || !self.may(Permission::AcceptFigures, top) {
            return Err(FilingError::NotFound);
        }
        let below = self.homes_strictly_below(top);
        let counted = self
            .store
            .count_filings_asked_back(below.as_deref(), self.actor.person);
        Ok(usize::try_from(counted.await?).unwrap_or_default())
    }

    /// Units below one, ended ones too; `None` for the country, to which the whole book belongs. A unit does not decide about
    /// its own figures.
    fn homes_strictly_below(&self, top: UnitId) -> Option<Vec<i32>> {
        let snapshot = self.snapshot();
        let is_country = snapshot.map.level(top) == Some(Level::Country);
        (!is_country).then(|| {
            let homes = snapshot.homes_below(top, self.today());
            homes.iter().copied().filter(|home| *home != top.0).collect()
        })
    }

    /// A request with the filing that it is about, if the actor may see that.
    async fn asked(&self, id: Uuid) -> Result<(Request, FilingRow), FilingError> {
        let request = self.store.request(&PROCEDURE, id).await?;
        let request = request.ok_or(FilingError::NotFound)?;
        let row = self.row(request.about).await?;
        Ok((request, row))
    }

    async fn may_decide(&self, request: &Request) -> Result<bool, FilingError> {
        match self.permit_request(request, APPROVE).await {
            Ok(_) => Ok(true),
            Err(FilingError::Fault(fault)) => Err(FilingError::Fault(fault)),
            Err(_) => Ok(false),
        }
    }

    async fn permit_request(
        &self,
        request: &Request,
        act: &str,
    ) -> Result<Permit<returns::State>, FilingError> {
        let subject = Subject {
            id: request.id,
            unit: request.unit,
            state: Some(request.state),
        };
        Ok(self.procedures().permit(&PROCEDURE, subject, act).await?)
    }

    /// Writes a decision together with what it entails.
    async fn decided(
        &self,
        (request, row): (&Request, &FilingRow),
        step: &NewStep<returns::State>,
        batch: Batch,
    ) -> Result<(), FilingError> {
        let batch = batch.request_state(request.id, request.state, step.state());
        let batch = step.log_about(step.keep(batch), row.id, detail(request.id));
        match self.write(batch).await {
            Ok(()) => Ok(()),
            Err(WriteError::Stale | WriteError::Constraint(_)) => {
                let now = self.store.request(&PROCEDURE, request.id).await?;
                match now.map(|r| r.state).filter(|state| *state != request.state) {
                    Some(state) => Err(FilingError::Request(state)),
                    None => Err(self.overtaken(row).await?),
                }
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn detail(request: Uuid) -> String {
    serde_json::json!({ "request": request }).to_string()
}
