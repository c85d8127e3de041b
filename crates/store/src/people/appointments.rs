//! Appointments: a role over a unit or a subject between two days.

use crate::rows::columns;
use crate::{Batch, Store, StoreError, args};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// An appointment with who gave and ended it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppointmentRow {
    /// Permanent id.
    pub id: Uuid,
    /// Who holds it.
    pub person: i64,
    /// Role.
    pub role: Role,
    /// Unit; of an appointment over a subject, the one in which that lies.
    pub unit: UnitId,
    /// Subject, if it stands over one.
    pub subject: Option<Uuid>,
    /// The present name of that subject.
    pub subject_name: Option<String>,
    /// First day.
    pub from_day: Day,
    /// Last day, counted.
    pub to_day: Day,
    /// Who gave it.
    pub made_by: i64,
    /// When.
    pub made_at: i64,
    /// Who ended it before its time.
    pub ended_by: Option<i64>,
    /// When.
    pub ended_at: Option<i64>,
    /// Why.
    pub reason: Option<String>,
}

columns!(AppointmentRow of appointment a:
    id, person, role, unit, subject, subject_name = "(SELECT s.name FROM subject s WHERE s.id = a.subject)", from_day, to_day,
    made_by, made_at, ended_by, ended_at, reason);

impl AppointmentRow {
    /// What the rights are computed from.
    pub fn appointment(&self) -> Appointment {
        Appointment {
            role: self.role,
            unit: self.unit,
            subject: self.subject,
            from: self.from_day,
            to: self.to_day,
        }
    }
}

/// An appointment to give.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    /// Permanent id.
    pub id: Uuid,
    /// Who gets it.
    pub person: i64,
    /// Role, unit or subject, and days.
    pub held: Appointment,
}

impl Store {
    /// All appointments of a person, past ones too.
    pub async fn appointments_of(&self, person: i64) -> Result<Vec<AppointmentRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM appointment a WHERE a.person = $1 ORDER BY a.from_day, a.made_at, a.id",
                AppointmentRow::COLUMNS
            ),
            args![person],
        )
        .await
    }
    /// All appointments over exactly these units, past ones too.
    pub async fn appointments_over(&self, units: &[UnitId]) -> Result<Vec<AppointmentRow>, StoreError> {
        let list = super::list(units.iter().map(|u| i64::from(u.0)));
        self.all(
            format!(
                "SELECT {} FROM appointment a WHERE a.unit IN ({list}) ORDER BY a.from_day, a.made_at, a.id",
                AppointmentRow::COLUMNS
            ),
            args![],
        )
        .await
    }
    /// One appointment.
    pub async fn appointment(&self, id: Uuid) -> Result<Option<AppointmentRow>, StoreError> {
        self.first(
            format!(
                "SELECT {} FROM appointment a WHERE a.id = $1",
                AppointmentRow::COLUMNS
            ),
            args![id],
        )
        .await
    }
    /// Appointments of a role on a day, of people who have a way to sign in.
    pub async fn holders_of(&self, role: Role, day: Day) -> Result<Vec<AppointmentRow>, StoreError> {
        self.all(
            format!(
                "SELECT {} FROM appointment a JOIN person p ON p.id = a.person \
                 WHERE a.role = $1 AND a.from_day <= $2 AND a.to_day >= $2 AND p.kind = 0 AND p.state = 1 \
                 AND (EXISTS (SELECT 1 FROM passkey k WHERE k.person = p.id) OR EXISTS (SELECT 1 FROM credential_password c WHERE c.person = p.id)) \
                 ORDER BY a.person, a.id",
                AppointmentRow::COLUMNS
            ),
            args![role.code(), day],
        )
        .await
    }
}

impl Batch {
    /// Gives an appointment.
    pub fn add_appointment(self, new: &NewAppointment) -> Batch {
        let (at, by) = (self.at, self.author);
        self.run(
            "INSERT INTO appointment (id, person, role, unit, subject, from_day, to_day, made_by, made_at, ended_by, ended_at, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, NULL)",
            args![
                new.id,
                new.person,
                new.held.role.code(),
                new.held.unit,
                new.held.subject,
                new.held.from,
                new.held.to,
                by,
                at
            ],
        )
    }
    /// Ends an appointment on a last day; refused as stale when it was ended before.
    pub fn end_appointment(self, id: Uuid, last: Day, reason: &str) -> Batch {
        let (at, by) = (self.at, self.author);
        self.run(
            "UPDATE appointment SET to_day = $2, ended_by = $3, ended_at = $4, reason = $5 WHERE id = $1 AND ended_at IS NULL",
            args![id, last, by, at, reason],
        )
        .expect(1)
    }
}
