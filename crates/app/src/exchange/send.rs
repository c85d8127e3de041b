//! Making bundles: figures that were approved, and answers to what came from elsewhere.

use super::ExchangeError;
use crate::app::{App, Fault};
use crate::filings::Step;
use crate::people::Actor;
use dienhong_bundles::{Answer, Body, Filing, Payload, Said, seal_bundle};
use dienhong_domain::filings::State;
use dienhong_domain::rights::Act;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

impl App {
    /// A filing as a bundle: the figures for the level above while they are sent, or the answer for the installation that
    /// sent them. The same filing in the same state carries the same words.
    pub async fn filing_bundle(&self, actor: &Actor, id: Uuid) -> Result<String, ExchangeError> {
        let book = self.book();
        let of = self.filing(actor, id).await?;
        let uid = |unit: UnitId| book.map.uid(unit);
        let said = |step: &Step| Said {
            state: step.state,
            at: step.at,
            unit: uid(step.unit),
            note: step.note.clone(),
        };
        let last = of.steps.last().ok_or(ExchangeError::NotFound)?;
        let (from, to, body) = match (&of.origin, of.state) {
            (None, State::Sent) => {
                let above = crate::filings::above(&book, of.unit).ok_or(ExchangeError::NotFound)?;
                let may = |act| actor.may(act, of.unit, self.here(&book));
                if !may(Act::FreezeFigures) && !may(Act::ApproveFigures) {
                    return Err(ExchangeError::NotAllowed);
                }
                let text = self
                    .store
                    .filing_content(id)
                    .await?
                    .ok_or(ExchangeError::NotFound)?;
                let body = Body::Filing(Filing {
                    filing: id,
                    version: of.version as i32,
                    content: text,
                    hash: of.hash.clone(),
                    said: of.steps.iter().map(said).collect(),
                });
                (of.unit, uid(above), body)
            }
            (Some(_), State::Accepted | State::Returned) => {
                if !self.may_accept(actor, of.unit) {
                    return Err(ExchangeError::NotAllowed);
                }
                let body = Body::Answer(Answer {
                    filing: id,
                    hash: of.hash.clone(),
                    said: said(last),
                    reasons: last.reasons.clone(),
                });
                (last.unit, uid(of.unit), body)
            }
            (_, state) => return Err(ExchangeError::NothingToSend(state)),
        };
        let payload = Payload {
            id: Uuid::new_v5(&id, format!("{}/{}", of.state.code(), last.at).as_bytes()),
            made_at: last.at,
            from: self.sender(from).await?,
            to,
            body,
        };
        let signer = self.signer().await?;
        seal_bundle(&signer, &payload).map_err(|e| Fault::Other(e.to_string()).into())
    }
}
