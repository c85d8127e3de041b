//! Taking in what another installation sends: a submission of a unit below, or an answer of the level above.

use super::import::{BundleStatus, Inspection};
use super::travels::{Arrival, Incoming, Reply, Travels};
use super::{ExchangeError, ExchangeService};
use crate::procedures::{ForeignStep, foreign_steps};
use dienhong_bundles::{Answer, Payload, Said, Submission};
use dienhong_domain::procedures::ProcedureState;
use dienhong_domain::rights::{Permission, heirs_of};
use dienhong_domain::text::length;
use dienhong_domain::units::UnitId;
use dienhong_store::Batch;
use dienhong_store::peers::PeerRow;
use dienhong_store::procedures::{Reasons, StepRow};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Limits for what a trusted but careless sender may have signed.
const VERSION_MAX: i32 = 1_000;
const SAID_MAX: usize = 20;
const REASONS_MAX: usize = 500;

impl ExchangeService<'_> {
    /// What taking a submission in would do.
    pub(super) async fn submission_came<T: Travels>(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        submission: &Submission,
    ) -> Result<Inspection, ExchangeError> {
        let content = match is_sound::<T>(submission) {
            true => T::sound(submission),
            false => None,
        };
        let content = content.ok_or(ExchangeError::Damaged)?;
        let unit = self.snapshot().map.by_uid(submission.unit);
        let incoming = Incoming::<T> {
            peer,
            made_at: payload.made_at,
            submission,
            unit: unit.ok_or(ExchangeError::UnknownUnit)?,
            content,
        };
        let name = T::unit_name(self, &incoming);
        self.comes_from_below(payload, peer, (incoming.unit, &name), T::DECIDES)
            .await?;
        let (status, batch) = match T::arrival(self, &incoming).await? {
            Arrival::Known => (BundleStatus::Known, None),
            Arrival::Later(batch) => (BundleStatus::New, Some(batch)),
            Arrival::New { batch, before } => {
                let batch = self.with_told(batch, &incoming, before);
                (BundleStatus::New, Some(batch))
            }
        };
        Ok(Inspection {
            preview: T::submission_preview(self, &incoming, status),
            batch,
        })
    }

    /// Adds the history of a version in its own book, and the line of the change log.
    fn with_told<T: Travels>(
        &self,
        batch: Batch,
        incoming: &Incoming<'_, T>,
        before: (i64, Option<T::State>),
    ) -> Batch {
        let (of, unit) = (incoming.submission, incoming.unit);
        let version = i64::from(of.version);
        let told = of.said.iter();
        let steps = told.filter_map(|said| {
            let state = state_of::<T::State>(&said.state)?;
            Some(self.told(said, state, unit, Reasons::new()))
        });
        let batch = foreign_steps(batch, T::PROCEDURE, (of.id, version), before, steps);
        let from = incoming.peer.book;
        let detail = serde_json::json!({ "from": from, "version": version, "hash": of.hash });
        batch.log(unit.0, T::SUBMISSION_ACT, of.id, detail.to_string())
    }

    /// A step as the other installation tells it; of a unit that is not on the map, it is that of `otherwise`.
    fn told<S>(&self, said: &Said, state: S, otherwise: UnitId, reasons: Reasons) -> ForeignStep<S> {
        ForeignStep {
            state,
            at: said.at,
            unit: self.snapshot().map.by_uid(said.unit).unwrap_or(otherwise),
            note: said.note.clone(),
            reasons,
        }
    }

    /// What taking an answer in would do.
    pub(super) async fn answer_came<T: Travels>(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        answer: &Answer,
    ) -> Result<Inspection, ExchangeError> {
        let (row, version) = self.answered_row::<T>(payload, answer).await?;
        let standing = T::standing(&row);
        self.comes_from_above(peer, standing.unit, T::SENDERS).await?;
        let state = state_of::<T::State>(&answer.said.state);
        let state = state.filter(|_| is_bounded::<T>(answer) && T::is_sound_answer(answer));
        let reply = Reply::<T> {
            peer,
            answer,
            content: T::content(self, &row, version).await?,
            row,
            version,
            state: state.ok_or(ExchangeError::Damaged)?,
        };
        let steps = self.store.steps(T::PROCEDURE, standing.id).await?;
        if is_taken(&steps, answer, reply.state) {
            return Ok(Inspection {
                preview: T::answer_preview(self, &reply, BundleStatus::Known),
                batch: None,
            });
        }
        if !T::PROCEDURE.is_answer(standing.state, reply.state) || standing.version != version {
            return Err(T::not_answered(standing.state));
        }
        let before = (steps.last().map_or(0, |s| s.seq), Some(standing.state));
        let (batch, reasons) = T::keep_answer(self.batch(), &reply);
        let step = self.told(&answer.said, reply.state, peer.unit, reasons);
        let batch = foreign_steps(batch, T::PROCEDURE, (standing.id, version), before, [step]);
        let detail = serde_json::json!({ "from": peer.book, "state": reply.state.code() });
        Ok(Inspection {
            preview: T::answer_preview(self, &reply, BundleStatus::New),
            batch: Some(batch.log(standing.unit.0, T::ANSWER_ACT, standing.id, detail.to_string())),
        })
    }

    /// The subject of this book that is answered, and its version, if the answer is addressed to its unit and names the
    /// content that was sent.
    async fn answered_row<T: Travels>(
        &self,
        payload: &Payload,
        answer: &Answer,
    ) -> Result<(T::Row, i64), ExchangeError> {
        let row = T::row(self, answer.id).await?;
        let row = row.ok_or(ExchangeError::UnknownFiling)?;
        let standing = T::standing(&row);
        let is_ours = !standing.is_foreign() && self.snapshot().map.uid(standing.unit) == payload.to;
        let version = answer.version.map_or(standing.version, i64::from);
        let is_answered = match is_ours {
            true => T::hash(self, &row, version).await?.as_ref() == Some(&answer.hash),
            false => false,
        };
        match is_answered {
            true => Ok((row, version)),
            false => Err(ExchangeError::UnknownFiling),
        }
    }

    /// Whether an answer was taken in before.
    pub(super) async fn is_answer_taken<T: Travels>(&self, answer: &Answer) -> Result<bool, ExchangeError> {
        let steps = self.store.steps(T::PROCEDURE, answer.id).await?;
        let state = state_of::<T::State>(&answer.said.state);
        Ok(state.is_some_and(|state| is_taken(&steps, answer, state)))
    }

    /// The unit of a subject, and the book that it came from.
    pub(super) async fn origin_of<T: Travels>(
        &self,
        id: Uuid,
    ) -> Result<Option<(UnitId, String)>, ExchangeError> {
        let row = T::row(self, id).await?;
        let standing = row.as_ref().map(T::standing);
        Ok(standing.map(|of| (of.unit, of.origin)))
    }

    /// Checks that the actor may import what a unit sends up: the sender acts for the unit or its heir, nobody in this
    /// book decides for it (`act`), and it is addressed to a unit on whose behalf the actor answers.
    async fn comes_from_below(
        &self,
        payload: &Payload,
        peer: &PeerRow,
        (unit, name): (UnitId, &str),
        act: Permission,
    ) -> Result<(), ExchangeError> {
        let snapshot = self.snapshot();
        let speaks = peer.unit;
        let stands_for = |of: UnitId| snapshot.map.is_within(of, speaks, self.today());
        if !stands_for(unit) && !heirs_of(&snapshot.map, unit).into_iter().any(stands_for) {
            return Err(ExchangeError::NotTheirs(name.to_owned()));
        }
        if self.works_here(&[unit, speaks], act).await? {
            return Err(ExchangeError::WorksHere(peer.name.clone()));
        }
        let is_ours = crate::procedures::above(snapshot, unit)
            .is_some_and(|above| snapshot.map.uid(above) == payload.to && self.may_answer(unit));
        match is_ours {
            true => Ok(()),
            false => Err(ExchangeError::NotForUs(name.to_owned())),
        }
    }

    /// Checks that the actor, who needs one of `acts` there, may import an answer to what a unit sent: the sender acts
    /// for the level above, and nobody of that level decides in this book.
    async fn comes_from_above(
        &self,
        peer: &PeerRow,
        unit: UnitId,
        acts: [Permission; 2],
    ) -> Result<(), ExchangeError> {
        let snapshot = self.snapshot();
        if !acts.iter().any(|act| self.may(*act, unit)) {
            return Err(ExchangeError::NotAllowed);
        }
        let speaks = peer.unit;
        let above = crate::procedures::above(snapshot, unit);
        if !above.is_some_and(|above| snapshot.map.is_within(above, speaks, self.today())) {
            return Err(ExchangeError::NotTheirs(snapshot.map.label(
                unit,
                self.today(),
                "vi",
            )));
        }
        let chain = snapshot.map.chain(speaks, self.today());
        match self.works_here(&chain, Permission::AcceptFigures).await? {
            true => Err(ExchangeError::WorksHere(peer.name.clone())),
            false => Ok(()),
        }
    }
}

/// The state that a code names.
fn state_of<S: ProcedureState>(code: &str) -> Option<S> {
    S::STATES.iter().copied().find(|state| state.code() == code)
}

/// Whether an answer stands among the steps, told by another installation.
fn is_taken<S: ProcedureState>(steps: &[StepRow<S>], answer: &Answer, state: S) -> bool {
    let is_it = |s: &StepRow<S>| s.at == answer.said.at && s.state == state && s.person == 0;
    steps.iter().any(is_it)
}

/// Whether a submission is within its limits, tells steps of its procedure up to sending, and has the content of its hash.
fn is_sound<T: Travels>(of: &Submission) -> bool {
    let told = |said: &Said| state_of::<T::State>(&said.state).filter(|s| T::TOLD.contains(s));
    let is_plain = |said: &Said| length(&said.note) <= T::PROCEDURE.note_max && told(said).is_some();
    (1..=VERSION_MAX).contains(&of.version)
        && of.said.len() <= SAID_MAX
        && of.said.iter().all(is_plain)
        && of.said.last().and_then(told) == Some(T::SENT)
        && hex::encode(Sha256::digest(of.content.as_bytes())) == of.hash
}

/// Whether the words of an answer are within their limits.
fn is_bounded<T: Travels>(answer: &Answer) -> bool {
    let is_short = |words: &str| length(words) <= T::PROCEDURE.note_max;
    answer.reasons.len() <= REASONS_MAX
        && is_short(&answer.said.note)
        && answer.reasons.iter().all(|(_, words)| is_short(words))
}
