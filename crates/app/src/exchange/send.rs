//! Making bundles: submissions to the level above, and answers to what came from elsewhere.

use super::travels::{Outgoing, Standing, Travels};
use super::{ExchangeError, ExchangeService};
use crate::app::Fault;
use crate::procedures::above;
use dienhong_bundles::{Answer, Body, Payload, Said, Submission, seal_bundle};
use dienhong_domain::procedures::ProcedureState;
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_store::procedures::StepRow;
use uuid::Uuid;

impl ExchangeService<'_> {
    /// What is sent about a subject in its present state, if the actor may hand it over.
    pub(super) async fn bundle<T: Travels>(&self, id: Uuid) -> Result<String, ExchangeError> {
        let row = T::visible_row(self, id).await?;
        let standing = T::standing(&row);
        let unit = standing.unit;
        let is_allowed = match standing.is_foreign() {
            false if standing.state == T::SENT => T::SENDERS.iter().any(|act| self.may(*act, unit)),
            true if is_answered::<T>(&standing) => self.may_answer(unit),
            _ => return Err(T::not_sent(standing.state)),
        };
        match is_allowed {
            true => self.sealed::<T>(&row).await,
            false => Err(ExchangeError::NotAllowed),
        }
    }

    /// Whether the actor answers what a unit sends.
    pub(super) fn may_answer(&self, unit: UnitId) -> bool {
        let above = above(self.snapshot(), unit);
        self.actor.is_signed_in() && above.is_some_and(|above| self.may(Permission::AcceptFigures, above))
    }

    /// The answers to what a book sent, as bundles.
    pub(super) async fn answers_to<T: Travels>(&self, origin: &str) -> Result<Vec<String>, ExchangeError> {
        let mut answers = Vec::new();
        for row in &T::rows_from(self, origin, &T::PROCEDURE.answers()).await? {
            answers.push(self.sealed::<T>(row).await?);
        }
        Ok(answers)
    }

    /// What is sent about a subject in its present state.
    async fn sealed<T: Travels>(&self, row: &T::Row) -> Result<String, ExchangeError> {
        let standing = T::standing(row);
        let steps = self.store.steps(T::PROCEDURE, standing.id).await?;
        let last = steps.last().ok_or(ExchangeError::NotFound)?;
        let map = &self.snapshot().map;
        let (from, to, body) = match standing.is_foreign() {
            false if standing.state == T::SENT => {
                let above = above(self.snapshot(), standing.unit).ok_or(ExchangeError::NotFound)?;
                let submission = self.submission::<T>(row, &standing, &steps).await?;
                let body = Body::Submission(Box::new(submission));
                (standing.unit, map.uid(above), body)
            }
            true if is_answered::<T>(&standing) => {
                let answer = self.answer::<T>(row, &standing, last).await?;
                (last.unit, map.uid(standing.unit), Body::Answer(answer))
            }
            _ => return Err(T::not_sent(standing.state)),
        };
        let files = match &body {
            Body::Submission(submission) => submission.files.as_slice(),
            Body::Answer(_) => &[],
        };
        let letter = T::letter(standing.state, last.at, files);
        self.seal((standing.id, &letter), last.at, (from, to), body).await
    }

    /// The present version as it is sent up, with what happened to it.
    async fn submission<T: Travels>(
        &self,
        row: &T::Row,
        standing: &Standing<T::State>,
        steps: &[StepRow<T::State>],
    ) -> Result<Submission, ExchangeError> {
        let Outgoing {
            details,
            content,
            files,
        } = T::outgoing(self, row).await?;
        let version = standing.version;
        let hash = T::hash(self, row, version).await?;
        let is_told = |step: &&StepRow<T::State>| step.version == version && T::TOLD.contains(&step.state);
        Ok(Submission {
            id: standing.id,
            unit: self.snapshot().map.uid(standing.unit),
            version: version as i32,
            details,
            content,
            hash: hash.ok_or(ExchangeError::NotFound)?,
            said: steps.iter().filter(is_told).map(|s| self.said(s)).collect(),
            files,
        })
    }

    /// What this level decided of what another book sent.
    async fn answer<T: Travels>(
        &self,
        row: &T::Row,
        standing: &Standing<T::State>,
        last: &StepRow<T::State>,
    ) -> Result<Answer, ExchangeError> {
        let hash = T::hash(self, row, standing.version).await?;
        Ok(Answer {
            kind: T::KIND,
            id: standing.id,
            version: Some(standing.version as i32),
            hash: hash.ok_or(ExchangeError::NotFound)?,
            said: self.said(last),
            reasons: T::reasons(self, row, last).await?,
        })
    }

    /// A step as the other side reads it.
    fn said<S: ProcedureState>(&self, step: &StepRow<S>) -> Said {
        Said {
            state: step.state.code().to_owned(),
            at: step.at,
            unit: self.snapshot().map.uid(step.unit),
            note: step.note.clone(),
        }
    }

    /// Seals a letter about something (`id`) from a unit to another; the same `letter` gives the same bundle.
    async fn seal(
        &self,
        (id, letter): (Uuid, &str),
        made_at: i64,
        (from, to): (UnitId, Uuid),
        body: Body,
    ) -> Result<String, ExchangeError> {
        let payload = Payload {
            id: Uuid::new_v5(&id, letter.as_bytes()),
            made_at,
            from: self.sender(from).await?,
            to,
            body,
        };
        let signer = self.signer().await?;
        seal_bundle(&signer, &payload).map_err(|e| Fault::Other(e.to_string()).into())
    }
}

/// Whether the level above has answered it.
fn is_answered<T: Travels>(standing: &Standing<T::State>) -> bool {
    T::PROCEDURE.answers().contains(&standing.state)
}
