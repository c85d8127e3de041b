//! What an area adds to the exchange of its kind: the checks of its content, and where it is kept. Who may send, take in
//! and answer, what was taken in already and which state follows is the same for every kind.

use super::{BundlePreview, BundleStatus, ExchangeError, ExchangeService};
use dienhong_bundles::{Answer, Details, File, Kind, Submission};
use dienhong_domain::procedures::{Procedure, ProcedureState};
use dienhong_domain::rights::Permission;
use dienhong_domain::units::UnitId;
use dienhong_store::Batch;
use dienhong_store::peers::PeerRow;
use dienhong_store::procedures::{Reasons, StepRow};
use uuid::Uuid;

/// An area whose subjects travel between installations.
pub(super) trait Travels: Sized {
    /// States of its procedure.
    type State: ProcedureState;
    /// The content of a submission, read and found sound.
    type Content;
    /// The content of this book's own subject when it is answered.
    type Answered;
    /// What this book keeps of a subject.
    type Row;

    /// The kind in bundles.
    const KIND: Kind;
    /// Its procedure.
    const PROCEDURE: &'static Procedure<Self::State>;
    /// The state in which a subject is sent up.
    const SENT: Self::State;
    /// States that the sender tells, [`Travels::SENT`] the last.
    const TOLD: &'static [Self::State];
    /// Who hands it over and takes its answer in: holders of one of these permissions at its unit.
    const SENDERS: [Permission; 2];
    /// Who decides in a book that it is sent; where somebody does, it is not taken in from another one.
    const DECIDES: Permission;
    /// The act in the change log when a submission is taken in.
    const SUBMISSION_ACT: &'static str;
    /// The act in the change log when an answer is taken in.
    const ANSWER_ACT: &'static str;

    /// The content of a submission, if it is what it claims to be. Hash, version and steps are checked before.
    fn sound(of: &Submission) -> Option<Self::Content>;

    /// The name of the unit that a submission is of, for a refusal.
    fn unit_name(on: &ExchangeService<'_>, of: &Incoming<'_, Self>) -> String;

    /// What taking a submission in would write.
    ///
    /// # Errors
    /// What comes too late, too early or beside another truth is refused.
    async fn arrival(
        on: &ExchangeService<'_>,
        of: &Incoming<'_, Self>,
    ) -> Result<Arrival<Self::State>, ExchangeError>;

    /// A submission as a person sees it before it is taken in.
    fn submission_preview(
        on: &ExchangeService<'_>,
        of: &Incoming<'_, Self>,
        status: BundleStatus,
    ) -> BundlePreview;

    /// Where a subject stands.
    fn standing(row: &Self::Row) -> Standing<Self::State>;

    /// A subject of this book, whoever asks.
    async fn row(on: &ExchangeService<'_>, id: Uuid) -> Result<Option<Self::Row>, ExchangeError>;

    /// A subject that the actor may see.
    async fn visible_row(on: &ExchangeService<'_>, id: Uuid) -> Result<Self::Row, ExchangeError>;

    /// Subjects that a book sent and that stand in one of these states.
    async fn rows_from(
        on: &ExchangeService<'_>,
        origin: &str,
        states: &[Self::State],
    ) -> Result<Vec<Self::Row>, ExchangeError>;

    /// SHA-256 of a version as it travels, hex; `None` when this book has no such version.
    async fn hash(
        on: &ExchangeService<'_>,
        row: &Self::Row,
        version: i64,
    ) -> Result<Option<String>, ExchangeError>;

    /// The content of a version of this book's own subject.
    async fn content(
        on: &ExchangeService<'_>,
        row: &Self::Row,
        version: i64,
    ) -> Result<Self::Answered, ExchangeError>;

    /// Whether the words of an answer are such as this area writes; their number and lengths are checked before.
    fn is_sound_answer(_answer: &Answer) -> bool {
        true
    }

    /// An answer as a person sees it before it is taken in.
    fn answer_preview(on: &ExchangeService<'_>, of: &Reply<'_, Self>, status: BundleStatus) -> BundlePreview;

    /// Brings a subject to the answered state, and keeps reasons that the area has as comments of its own. Returns the
    /// reasons that are kept with the step.
    fn keep_answer(batch: Batch, of: &Reply<'_, Self>) -> (Batch, Reasons);

    /// What is sent of a subject in its present version.
    async fn outgoing(on: &ExchangeService<'_>, row: &Self::Row) -> Result<Outgoing, ExchangeError>;

    /// The reasons at places that an answer gives, `last` being its step.
    async fn reasons(
        on: &ExchangeService<'_>,
        row: &Self::Row,
        last: &StepRow<Self::State>,
    ) -> Result<Reasons, ExchangeError>;

    /// Names a letter about a subject in a state since a moment (UTC milliseconds) with these files: the same name is the
    /// same letter. Names never change, for letters that arrived are known by them.
    fn letter(state: Self::State, at: i64, files: &[File]) -> String;

    /// That it stands in a state in which it is not answered.
    fn not_answered(state: Self::State) -> ExchangeError;

    /// That it stands in a state in which there is nothing to send.
    fn not_sent(state: Self::State) -> ExchangeError;
}

/// Where a subject stands.
pub(super) struct Standing<S> {
    /// Permanent id.
    pub(super) id: Uuid,
    /// The unit whose it is.
    pub(super) unit: UnitId,
    /// Its state.
    pub(super) state: S,
    /// Its present version, from 1.
    pub(super) version: i64,
    /// The book that sent it, as its permanent id; empty for one of this book.
    pub(super) origin: String,
}

impl<S> Standing<S> {
    /// Whether another book sent it.
    pub(super) fn is_foreign(&self) -> bool {
        !self.origin.is_empty()
    }
}

/// A submission whose content is sound.
pub(super) struct Incoming<'a, T: Travels> {
    /// Who sent it.
    pub(super) peer: &'a PeerRow,
    /// Moment at which the bundle was made, UTC milliseconds.
    pub(super) made_at: i64,
    /// As it was sent.
    pub(super) submission: &'a Submission,
    /// The unit whose it is.
    pub(super) unit: UnitId,
    /// Its content.
    pub(super) content: T::Content,
}

/// What taking a submission in would write.
pub(super) enum Arrival<S> {
    /// Nothing: it was taken in before.
    Known,
    /// What came later to something that was taken in before, with its line in the change log.
    Later(Batch),
    /// A subject, or a version of one.
    New {
        /// What keeps its content.
        batch: Batch,
        /// The step behind which its own are kept, and the state that it left; 0 and `None` when there is none.
        before: (i64, Option<S>),
    },
}

/// An answer to a subject of this book.
pub(super) struct Reply<'a, T: Travels> {
    /// Who answers.
    pub(super) peer: &'a PeerRow,
    /// As it was sent.
    pub(super) answer: &'a Answer,
    /// The subject that is answered.
    pub(super) row: T::Row,
    /// Its content.
    pub(super) content: T::Answered,
    /// The version that is answered, from 1.
    pub(super) version: i64,
    /// The state to which the answer brings it.
    pub(super) state: T::State,
}

/// What is sent of a subject.
pub(super) struct Outgoing {
    /// What only its kind tells.
    pub(super) details: Details,
    /// The content, byte by byte.
    pub(super) content: String,
    /// Files.
    pub(super) files: Vec<File>,
}
