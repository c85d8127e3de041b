//! Steps of what goes from hand to hand: who may take one, what has to be said with it, how it is kept, and the history
//! that is shown. Areas bring content and guards; which state follows which stands in `dienhong_domain::procedures`.

mod foreign;
mod history;
mod words;

pub use dienhong_store::procedures::Reasons;
pub(crate) use foreign::{ForeignStep, foreign_steps};
pub use history::Step;
pub use words::act_key;

use crate::app::Fault;
use crate::snapshot::RulesSnapshot;
use dienhong_domain::procedures::{Attempt, Hand, Kind, Procedure, ProcedureState, Refusal, Transition};
use dienhong_domain::text::{clean_line, length};
use dienhong_domain::units::UnitId;
use dienhong_store::procedures::StepRow;
use dienhong_store::{Batch, StoreError};
use uuid::Uuid;

crate::context::service!(
    /// Acts on what goes through a procedure, whatever its area.
    ProcedureService, procedures
);

/// What goes through a procedure, with where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<S> {
    /// Permanent id.
    pub(crate) id: Uuid,
    /// The unit whose subject it is.
    pub(crate) unit: UnitId,
    /// Its state; `None` before it begins.
    pub(crate) state: Option<S>,
}

/// That the actor may do an act now, on behalf of a unit. No step is made without one, except for what follows by itself.
#[derive(Debug)]
pub(crate) struct Permit<S: 'static> {
    kind: Kind,
    note_max: usize,
    subject: Subject<S>,
    transition: &'static Transition<S>,
    by: UnitId,
}

impl<S: 'static> Permit<S> {
    /// The unit on whose behalf the act is done.
    pub(crate) fn by(&self) -> UnitId {
        self.by
    }
}

/// What is said with a step.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remarks<'a> {
    /// The version that is dealt with since.
    pub(crate) version: i64,
    /// Words, as typed.
    pub(crate) note: &'a str,
    /// Reasons by place, as typed; blank ones are left out, the first one of a place stands.
    pub(crate) reasons: Reasons,
    /// Reasons at places that the area keeps as comments of its own.
    pub(crate) comments: usize,
}

impl<'a> Remarks<'a> {
    /// A note on a version.
    pub(crate) fn note(version: i64, note: &'a str) -> Remarks<'a> {
        Remarks {
            version,
            note,
            ..Remarks::default()
        }
    }
}

/// A step that is made but not yet written.
#[derive(Debug)]
pub(crate) struct NewStep<S> {
    kind: Kind,
    id: Uuid,
    unit: UnitId,
    log: &'static str,
    row: StepRow<S>,
}

impl<S: ProcedureState> NewStep<S> {
    /// The state that it leads to.
    pub(crate) fn state(&self) -> S {
        self.row.state
    }

    /// The version that is dealt with since.
    pub(crate) fn version(&self) -> i64 {
        self.row.version
    }

    /// Adds the step to a batch. If another one took its place meanwhile, the batch is refused.
    pub(crate) fn keep(&self, batch: Batch) -> Batch {
        batch.step(self.kind, self.id, &self.row)
    }

    /// Adds the line of the change log.
    pub(crate) fn log(&self, batch: Batch, detail: impl Into<String>) -> Batch {
        self.log_about(batch, self.id, detail)
    }

    /// Adds the line of the change log under what a request is about.
    pub(crate) fn log_about(&self, batch: Batch, about: Uuid, detail: impl Into<String>) -> Batch {
        batch.log(self.unit.0, self.log, about, detail)
    }
}

/// Why a step is not made.
#[derive(Debug)]
pub(crate) enum StepError<S> {
    /// The procedure refuses it.
    Refused(Refusal<S>),
    /// The note or a reason is longer than this many characters.
    TooLong(usize),
    /// A fault that the user cannot correct.
    Fault(Fault),
}

impl<S> From<Refusal<S>> for StepError<S> {
    fn from(refusal: Refusal<S>) -> StepError<S> {
        StepError::Refused(refusal)
    }
}

impl<S> From<StoreError> for StepError<S> {
    fn from(error: StoreError) -> StepError<S> {
        StepError::Fault(error.into())
    }
}

impl ProcedureService<'_> {
    /// Checks that the actor may do an act with a subject where it stands.
    pub(crate) async fn permit<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        subject: Subject<S>,
        act: &str,
    ) -> Result<Permit<S>, StepError<S>> {
        let other_than = procedure.find(act, subject.state).and_then(|t| t.other_than);
        let earlier: Vec<(String, i64)> = match other_than {
            Some(_) => {
                let steps = self.store.steps(procedure, subject.id).await?;
                steps.into_iter().map(|s| (s.act, s.person)).collect()
            }
            None => Vec::new(),
        };
        self.checked(procedure, subject, act, &earlier)
    }

    fn checked<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        subject: Subject<S>,
        act: &str,
        earlier: &[(String, i64)],
    ) -> Result<Permit<S>, StepError<S>> {
        let above = above(self.snapshot(), subject.unit);
        let unit_of = |hand: Hand| match hand {
            Hand::OwnUnit => Some(subject.unit),
            Hand::LevelAbove => above,
            Hand::Consequence => None,
        };
        let attempt = Attempt {
            person: self.actor.person,
            is_signed_in: self.actor.is_signed_in(),
            may: &|hand, permission| unit_of(hand).is_some_and(|unit| self.may(permission, unit)),
            earlier,
        };
        let transition = procedure.check(act, subject.state, &attempt)?;
        let Some(by) = unit_of(transition.hand) else {
            return Err(StepError::Refused(Refusal::NotAllowed));
        };
        Ok(Permit {
            kind: procedure.kind,
            note_max: procedure.note_max,
            subject,
            transition,
            by,
        })
    }

    /// Makes the step of an act that is permitted.
    ///
    /// # Errors
    /// A reason is needed, or words are too long.
    pub(crate) async fn step<S: ProcedureState>(
        &self,
        permit: &Permit<S>,
        remarks: Remarks<'_>,
    ) -> Result<NewStep<S>, StepError<S>> {
        let of = (permit.kind, permit.note_max);
        self.made(of, permit.subject, (permit.transition, permit.by), remarks)
            .await
    }

    /// Makes a step that follows from another act, which was permitted for itself, on behalf of a unit.
    ///
    /// # Errors
    /// It does not follow where the subject stands, a reason is needed, or words are too long.
    pub(crate) async fn follow<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        subject: Subject<S>,
        (act, by): (&str, UnitId),
        remarks: Remarks<'_>,
    ) -> Result<NewStep<S>, StepError<S>> {
        let found = procedure.find(act, subject.state);
        let Some(transition) = found.filter(|t| t.hand == Hand::Consequence) else {
            let refusal = subject.state.map_or(Refusal::NotAllowed, Refusal::Stands);
            return Err(refusal.into());
        };
        let of = (procedure.kind, procedure.note_max);
        self.made(of, subject, (transition, by), remarks).await
    }

    async fn made<S: ProcedureState>(
        &self,
        (kind, note_max): (Kind, usize),
        subject: Subject<S>,
        (transition, by): (&Transition<S>, UnitId),
        remarks: Remarks<'_>,
    ) -> Result<NewStep<S>, StepError<S>> {
        let note = bounded::<S>(remarks.note, note_max)?;
        let reasons = reasons::<S>(remarks.reasons, note_max)?;
        let places = reasons.len() + remarks.comments;
        if !transition.needs.is_met(&note, places) {
            return Err(StepError::Refused(Refusal::NeedsReason));
        }
        let last = match subject.state {
            Some(_) => self.store.last_step(kind, subject.id).await?,
            None => 0,
        };
        let row = StepRow {
            seq: last + 1,
            version: remarks.version,
            state: transition.to,
            act: transition.act.to_owned(),
            at: self.now(),
            person: self.actor.person,
            unit: by,
            note,
            reasons,
        };
        Ok(NewStep {
            kind,
            id: subject.id,
            unit: subject.unit,
            log: transition.log,
            row,
        })
    }
}

fn bounded<S>(typed: &str, max: usize) -> Result<String, StepError<S>> {
    let clean = clean_line(typed);
    match length(&clean) > max {
        true => Err(StepError::TooLong(max)),
        false => Ok(clean),
    }
}

/// Reasons that say something, one of each place.
fn reasons<S>(typed: Reasons, max: usize) -> Result<Reasons, StepError<S>> {
    let mut kept = Reasons::new();
    for (place, reason) in typed {
        let reason = bounded::<S>(&reason, max)?;
        if !reason.is_empty() && kept.iter().all(|(p, _)| *p != place) {
            kept.push((place, reason));
        }
    }
    Ok(kept)
}

/// The unit to which another one sends what it owes: the one above it, or the last one above it if it has ended.
pub(crate) fn above(snapshot: &RulesSnapshot, unit: UnitId) -> Option<UnitId> {
    snapshot.map.get(unit)?.last().parent
}
