//! The register of subjects of a unit: its agencies, enterprises and educational institutions.

use crate::batch::Batch;
use crate::db::{Store, StoreError};
use crate::people::AppointmentRow;
use crate::rows::columns;
use dienhong_domain::subjects::Subject;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// A subject as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    /// Permanent identity.
    pub id: Uuid,
    /// Unit under which it was entered.
    pub unit: UnitId,
    /// Code of its kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// First day.
    pub opened_on: Day,
    /// Last day, counted.
    pub closed_on: Option<Day>,
    /// Changes since it was entered.
    pub edit_count: i64,
    /// Moment, UTC milliseconds.
    pub made_at: i64,
    /// Who entered it.
    pub made_by: i64,
}

columns!(SubjectRow of subject s:
    id, unit, kind, name, opened_on = opened, closed_on = closed, edit_count = touched, made_at, made_by);

const SUBJECT: &str = SubjectRow::COLUMNS;

impl SubjectRow {
    /// What the rules are asked about.
    pub fn subject(&self) -> Subject {
        Subject {
            id: self.id,
            unit: self.unit,
            kind: self.kind.clone(),
            name: self.name.clone(),
            opened_on: self.opened_on,
            closed_on: self.closed_on,
        }
    }
}

impl Store {
    /// A subject.
    pub async fn subject(&self, id: Uuid) -> Result<Option<SubjectRow>, StoreError> {
        self.first(
            format!("SELECT {SUBJECT} FROM subject s WHERE s.id = $1"),
            crate::args![id],
        )
        .await
    }

    /// The subjects entered under these units, closed ones too.
    pub async fn subjects_of(&self, units: &[UnitId]) -> Result<Vec<SubjectRow>, StoreError> {
        let among = crate::args::among("s.unit", 1, self.engine());
        self.all(
            format!("SELECT {SUBJECT} FROM subject s WHERE {among} ORDER BY s.name, s.id"),
            crate::args![crate::args::joined(units)],
        )
        .await
    }

    /// All appointments over a subject, past ones too.
    pub async fn appointments_over_subject(&self, subject: Uuid) -> Result<Vec<AppointmentRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM appointment a WHERE a.subject = $1 ORDER BY a.from_day, a.made_at, a.id",
                AppointmentRow::COLUMNS
            ),
            crate::args![subject],
        )
        .await
    }
}

impl Batch {
    /// Enters a subject. An id that is taken, or the name of one that goes on in the same unit, refuses the whole batch.
    pub fn add_subject(self, of: &Subject) -> Batch {
        let (at, by) = (self.at, self.author);
        self.run(
            "INSERT INTO subject (id, unit, kind, name, opened, closed, touched, made_at, made_by) \
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)",
            crate::args![
                of.id,
                of.unit,
                of.kind.as_str(),
                of.name.as_str(),
                of.opened_on,
                of.closed_on,
                at,
                by
            ],
        )
    }

    /// Keeps the name and the last day of a subject. Refused as stale when somebody else changed it since `seen` changes.
    pub fn change_subject(self, of: &Subject, seen: i64) -> Batch {
        self.run(
            "UPDATE subject SET name = $1, closed = $2, touched = touched + 1 WHERE id = $3 AND touched = $4",
            crate::args![of.name.as_str(), of.closed_on, of.id, seen],
        )
        .expect(1)
    }

    /// Ends every appointment over a subject that goes on after a last day.
    pub fn end_appointments_over(self, subject: Uuid, last: Day, reason: &str) -> Batch {
        let (at, by) = (self.at, self.author);
        self.run(
            "UPDATE appointment SET to_day = $2, ended_by = $3, ended_at = $4, reason = $5 \
             WHERE subject = $1 AND ended_at IS NULL AND to_day > $2",
            crate::args![subject, last, by, at, reason],
        )
    }
}
