//! Making bundles: approved figures, and answers to filings that came from elsewhere.

use super::ExchangeError;
use crate::app::Fault;
use crate::exchange::ExchangeService;
use crate::filings::Step;
use dienhong_bundles::{Answer, Body, Filing, Payload, Said, seal_bundle};
use dienhong_domain::filings::State;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_store::filings::FilingRow;
use uuid::Uuid;

impl ExchangeService<'_> {
    /// A filing as a bundle: the figures for the level above while they are sent, or the answer for the installation
    /// that sent them. The same filing in the same state always gives the same bundle.
    pub async fn filing_bundle(&self, id: Uuid) -> Result<String, ExchangeError> {
        let row = self.filings().row(id).await?;
        let state = row.state;
        let unit = row.unit;
        let may = |act| self.may(act, unit);
        let is_allowed = match (row.origin.is_empty(), state) {
            (true, State::Sent) => may(Permission::FreezeFigures) || may(Permission::ApproveFigures),
            (false, State::Accepted | State::Returned) => self.filings().may_accept(unit),
            (_, state) => return Err(ExchangeError::NothingToSend(state)),
        };
        match is_allowed {
            true => self.sealed(&row).await,
            false => Err(ExchangeError::NotAllowed),
        }
    }

    /// What is sent about a filing in its present state.
    pub(super) async fn sealed(&self, row: &FilingRow) -> Result<String, ExchangeError> {
        let snapshot = self.snapshot();
        let uid = |unit: UnitId| snapshot.map.uid(unit);
        let said = |step: &Step| Said {
            state: step.state,
            at: step.at,
            unit: uid(step.unit),
            note: step.note.clone(),
        };
        let (id, unit) = (row.id, row.unit);
        let state = row.state;
        let steps = self.filings().steps(id).await?;
        let last = steps.last().ok_or(ExchangeError::NotFound)?;
        let (from, to, body) = match (row.origin.is_empty(), state) {
            (true, State::Sent) => {
                let above = crate::procedures::above(snapshot, unit).ok_or(ExchangeError::NotFound)?;
                let text = self
                    .store
                    .filing_content(id)
                    .await?
                    .ok_or(ExchangeError::NotFound)?;
                let body = Body::Filing(Filing {
                    filing: id,
                    version: row.version,
                    content: text,
                    hash: hex::encode(&row.hash),
                    said: steps.iter().map(said).collect(),
                });
                (unit, uid(above), body)
            }
            (false, State::Accepted | State::Returned) => {
                let body = Body::Answer(Answer {
                    filing: id,
                    hash: hex::encode(&row.hash),
                    said: said(last),
                    reasons: last.reasons.clone(),
                });
                (last.unit, uid(unit), body)
            }
            (_, state) => return Err(ExchangeError::NothingToSend(state)),
        };
        let words = format!("{}/{}", state.code(), last.at);
        self.seal((id, &words), last.at, (from, to), body).await
    }

    /// Seals a message about something (`id`) from a unit to another; the same `words` give the same bundle.
    pub(super) async fn seal(
        &self,
        (id, words): (Uuid, &str),
        made_at: i64,
        (from, to): (UnitId, Uuid),
        body: Body,
    ) -> Result<String, ExchangeError> {
        let payload = Payload {
            id: Uuid::new_v5(&id, words.as_bytes()),
            made_at,
            from: self.sender(from).await?,
            to,
            body,
        };
        let signer = self.signer().await?;
        seal_bundle(&signer, &payload).map_err(|e| Fault::Other(e.to_string()).into())
    }
}
