//! Appointments: a role over a unit between two days.

use crate::{Batch, Store, StoreError, args};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

/// An appointment with who gave and ended it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AppointmentRow {
    /// Permanent id.
    pub id: Uuid,
    /// Who holds it.
    pub person: i64,
    /// Code of the role.
    pub role: String,
    /// Unit.
    pub unit: i64,
    /// First day.
    pub from_day: i64,
    /// Last day, counted.
    pub to_day: i64,
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

impl AppointmentRow {
    /// What the rights are computed from; `None` when the row cannot be read, which gives no rights.
    pub fn appointment(&self) -> Option<Appointment> {
        Some(Appointment {
            role: Role::parse(&self.role)?,
            unit: UnitId(i32::try_from(self.unit).ok()?),
            from: Day::from_number(i32::try_from(self.from_day).ok()?)?,
            to: Day::from_number(i32::try_from(self.to_day).ok()?)?,
        })
    }
}

/// An appointment to give.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    /// Permanent id.
    pub id: Uuid,
    /// Who gets it.
    pub person: i64,
    /// Role, unit and days.
    pub held: Appointment,
}

impl Store {
    /// All appointments of a person, past ones too.
    pub async fn appointments_of(&self, person: i64) -> Result<Vec<AppointmentRow>, StoreError> {
        self.all(
            "SELECT id, person, role, unit, from_day, to_day, made_by, made_at, ended_by, ended_at, reason FROM appointment \
             WHERE person = $1 ORDER BY from_day, made_at, id",
            args![person],
        )
        .await
    }
    /// All appointments over exactly these units, past ones too.
    pub async fn appointments_over(&self, units: &[UnitId]) -> Result<Vec<AppointmentRow>, StoreError> {
        let list = super::list(units.iter().map(|u| i64::from(u.0)));
        self.all(
            format!(
                "SELECT id, person, role, unit, from_day, to_day, made_by, made_at, ended_by, ended_at, reason FROM appointment \
                 WHERE unit IN ({list}) ORDER BY from_day, made_at, id"
            ),
            args![],
        )
        .await
    }
    /// One appointment.
    pub async fn appointment(&self, id: Uuid) -> Result<Option<AppointmentRow>, StoreError> {
        self.first(
            "SELECT id, person, role, unit, from_day, to_day, made_by, made_at, ended_by, ended_at, reason FROM appointment WHERE id = $1",
            args![id],
        )
        .await
    }
    /// Appointments of a role on a day, of people who have a way to sign in.
    pub async fn holders_of(&self, role: Role, day: Day) -> Result<Vec<AppointmentRow>, StoreError> {
        self.all(
            "SELECT a.id, a.person, a.role, a.unit, a.from_day, a.to_day, a.made_by, a.made_at, a.ended_by, a.ended_at, a.reason \
             FROM appointment a JOIN person p ON p.id = a.person \
             WHERE a.role = $1 AND a.from_day <= $2 AND a.to_day >= $2 AND p.kind = 0 AND p.state = 1 \
             AND (EXISTS (SELECT 1 FROM passkey k WHERE k.person = p.id) OR EXISTS (SELECT 1 FROM credential_password c WHERE c.person = p.id)) \
             ORDER BY a.person, a.id",
            args![role.code(), day.number()],
        )
        .await
    }
}

impl Batch {
    /// Gives an appointment.
    pub fn add_appointment(self, new: &NewAppointment) -> Batch {
        let (at, by) = (self.at, self.author);
        self.run(
            "INSERT INTO appointment (id, person, role, unit, from_day, to_day, made_by, made_at, ended_by, ended_at, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, NULL)",
            args![
                new.id,
                new.person,
                new.held.role.code(),
                new.held.unit.0,
                new.held.from.number(),
                new.held.to.number(),
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
            args![id, last.number(), by, at, reason],
        )
        .expect(1)
    }
}
