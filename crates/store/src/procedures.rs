//! Steps of everything that goes through a procedure, with the reasons that were given, and what people ask of each other: one
//! home for all kinds.

use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::rows::{As, columns};
use dienhong_domain::procedures::{Kind, Procedure, ProcedureState};
use dienhong_domain::units::UnitId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Reasons: place in the content (empty for the whole) and words.
pub type Reasons = Vec<(String, String)>;

/// Something that happened to a subject of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepRow<S> {
    /// Place in the history of the subject, from 1.
    pub seq: i64,
    /// The version that was dealt with.
    pub version: i64,
    /// State since.
    pub state: S,
    /// Code of the act; empty for one of which only the state is known.
    pub act: String,
    /// Moment, UTC milliseconds.
    pub at: i64,
    /// Person; 0 for another installation.
    pub person: i64,
    /// Unit in whose name.
    pub unit: UnitId,
    /// Words.
    pub note: String,
    /// Reasons by place; a place stands once.
    pub reasons: Reasons,
}

/// A step as it is stored.
struct StoredStep {
    seq: i64,
    version: i64,
    state: i64,
    act: String,
    at: i64,
    person: i64,
    unit: UnitId,
    note: String,
}

columns!(StoredStep of step s: seq, version, state, act, at, person, unit, note);

impl StoredStep {
    fn read<S: ProcedureState>(self, kind: Kind, reasons: Reasons) -> Result<StepRow<S>, StoreError> {
        let state = S::read(self.state).ok_or_else(|| StoreError::Corrupt {
            column: "step.state".to_owned(),
            cause: format!("{} is no state of a {}", self.state, kind.code()),
        })?;
        Ok(StepRow {
            seq: self.seq,
            version: self.version,
            state,
            act: self.act,
            at: self.at,
            person: self.person,
            unit: self.unit,
            note: self.note,
            reasons,
        })
    }
}

/// What one person asks for and another one decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RequestRow<S> {
    /// Permanent id, under which its steps are kept.
    pub id: Uuid,
    /// What it is about.
    pub about: Uuid,
    /// The unit whose that is.
    pub unit: UnitId,
    /// Where it stands.
    pub state: S,
}

/// A request as it is stored.
struct StoredRequest {
    id: Uuid,
    about: Uuid,
    unit: UnitId,
    state: i64,
}

columns!(StoredRequest of request r: id, about, unit, state);

impl StoredRequest {
    fn read<S: ProcedureState>(self, kind: Kind) -> Result<RequestRow<S>, StoreError> {
        let state = S::read(self.state).ok_or_else(|| StoreError::Corrupt {
            column: "request.state".to_owned(),
            cause: format!("{} is no state of a {}", self.state, kind.code()),
        })?;
        Ok(RequestRow {
            id: self.id,
            about: self.about,
            unit: self.unit,
            state,
        })
    }
}

impl Store {
    /// A request of a kind.
    pub async fn request<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        id: Uuid,
    ) -> Result<Option<RequestRow<S>>, StoreError> {
        let kind = procedure.kind;
        let sql = format!(
            "SELECT {} FROM request r WHERE r.id = $1 AND r.kind = $2",
            StoredRequest::COLUMNS
        );
        let row: Option<StoredRequest> = self.first(sql, crate::args![id, kind.number()]).await?;
        row.map(|row| row.read(kind)).transpose()
    }

    /// Requests of a kind about something, the newest first.
    pub async fn requests_about<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        about: Uuid,
    ) -> Result<Vec<RequestRow<S>>, StoreError> {
        let kind = procedure.kind;
        // Ids are made in the order of time.
        let sql = format!(
            "SELECT {} FROM request r WHERE r.about = $1 AND r.kind = $2 ORDER BY r.id DESC",
            StoredRequest::COLUMNS
        );
        let rows: Vec<StoredRequest> = self.all(sql, crate::args![about, kind.number()]).await?;
        rows.into_iter().map(|row| row.read(kind)).collect()
    }

    /// What happened to a subject of a procedure, in order.
    pub async fn steps<S: ProcedureState>(
        &self,
        procedure: &Procedure<S>,
        subject: Uuid,
    ) -> Result<Vec<StepRow<S>>, StoreError> {
        let kind = procedure.kind;
        let sql = format!(
            "SELECT {} FROM step s WHERE s.kind = $1 AND s.subject = $2 ORDER BY s.seq",
            StoredStep::COLUMNS
        );
        let rows: Vec<StoredStep> = self.all(sql, crate::args![kind.number(), subject]).await?;
        let mut reasons = self.step_reasons(kind, subject).await?;
        rows.into_iter()
            .map(|row| {
                let why = reasons.remove(&row.seq).unwrap_or_default();
                row.read(kind, why)
            })
            .collect()
    }

    /// Place of the newest step of a subject; 0 when there is none.
    pub async fn last_step(&self, kind: Kind, subject: Uuid) -> Result<i64, StoreError> {
        self.number(
            "SELECT COALESCE(MAX(seq), 0) FROM step WHERE kind = $1 AND subject = $2",
            crate::args![kind.number(), subject],
        )
        .await
    }

    async fn step_reasons(&self, kind: Kind, subject: Uuid) -> Result<BTreeMap<i64, Reasons>, StoreError> {
        let sql =
            "SELECT seq, place, reason FROM step_reason WHERE kind = $1 AND subject = $2 ORDER BY seq, place";
        let rows: Vec<(As<i64>, String, String)> =
            self.all(sql, crate::args![kind.number(), subject]).await?;
        let mut found: BTreeMap<i64, Reasons> = BTreeMap::new();
        for (As(seq), place, reason) in rows {
            found.entry(seq).or_default().push((place, reason));
        }
        Ok(found)
    }
}

impl Batch {
    /// Keeps a request; another open one of that kind about the same refuses the batch.
    pub fn request<S: ProcedureState>(self, kind: Kind, of: &RequestRow<S>) -> Batch {
        self.run(
            "INSERT INTO request (id, kind, about, unit, state) VALUES ($1,$2,$3,$4,$5)",
            crate::args![of.id, kind.number(), of.about, of.unit, of.state.number()],
        )
    }

    /// Brings a request from one state to another; refused as stale when it stands elsewhere.
    pub fn request_state<S: ProcedureState>(self, id: Uuid, from: S, to: S) -> Batch {
        self.run(
            "UPDATE request SET state = $1 WHERE id = $2 AND state = $3",
            crate::args![to.number(), id, from.number()],
        )
        .expect(1)
    }

    /// Keeps what happened to a subject of a procedure. A step that has its place already refuses the batch.
    pub fn step<S: ProcedureState>(mut self, kind: Kind, subject: Uuid, of: &StepRow<S>) -> Batch {
        self = self.run(
            "INSERT INTO step (kind, subject, seq, version, state, act, at, person, unit, note) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
            crate::args![
                kind.number(),
                subject,
                of.seq,
                of.version,
                of.state.number(),
                of.act.as_str(),
                of.at,
                of.person,
                of.unit,
                of.note.as_str()
            ],
        );
        for (place, reason) in &of.reasons {
            self = self.run(
                "INSERT INTO step_reason (kind, subject, seq, place, reason) VALUES ($1,$2,$3,$4,$5)",
                crate::args![kind.number(), subject, of.seq, place.as_str(), reason.as_str()],
            );
        }
        self
    }
}
