//! Somebody with an appointment and an open session, written straight into a book that belongs to a test.

use anyhow::Result;
use dienhong_domain::people::{PersonKind, PersonState, SessionKind};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::people::{NewAppointment, NewPerson, NewSession};
use dienhong_store::{Batch, Store};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Adds a person with a role over a unit; gives the session's cookie.
pub async fn add(store: &Store, role: Role, unit: UnitId, now: i64) -> Result<String> {
    let number = store
        .number("SELECT COALESCE(MAX(id), 0) + 1 FROM person", vec![])
        .await?;
    let cookie = Uuid::now_v7().simple().to_string();
    let person = NewPerson {
        id: number,
        uid: Uuid::now_v7(),
        kind: PersonKind::Person,
        name: "Đặng Ưng Hoàng".to_owned(),
        phone: None,
        state: PersonState::Active,
        language: "vi".to_owned(),
    };
    let from = Day::new(2000, 1, 1).unwrap_or(Day::MIN);
    let held = Appointment {
        role,
        unit,
        from,
        to: Day::MAX.previous(),
    };
    let session = NewSession {
        token_hash: Sha256::digest(cookie.as_bytes()).into(),
        uid: Uuid::now_v7(),
        person: number,
        kind: SessionKind::Passkey,
        device: "bench".to_owned(),
        expires: i64::MAX / 2,
    };
    let batch = Batch::new(0, now)
        .add_person(&person)
        .add_appointment(&NewAppointment {
            id: Uuid::now_v7(),
            person: number,
            held,
        })
        .add_session(&session);
    store.write(batch).await?;
    Ok(cookie)
}
