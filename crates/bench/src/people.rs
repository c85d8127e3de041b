//! Somebody with an appointment and an open session, written straight into a book that belongs to a test.

use crate::bare::Bare;
use anyhow::{Result, ensure};
use dienhong_domain::people::{PersonKind, PersonState, SessionKind};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::people::{NewAppointment, NewPerson, NewSession};
use dienhong_store::{Batch, Store, testing};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::Command;
use uuid::Uuid;

const NAME: &str = "Đặng Ưng Hoàng";

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
        name: NAME.to_owned(),
        phone: None,
        state: PersonState::Active,
        language: "vi".to_owned(),
    };
    let from = Day::new(2000, 1, 1).unwrap_or(Day::MIN);
    let held = Appointment {
        role,
        unit,
        subject: None,
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

/// As [`add`], with a cookie that is known already, into a book of an earlier release, which nobody has open. This library would bring its tables
/// up to date when it opened them, so the rows come as plain SQL. Fails when the book has no such unit or other tables of people.
pub fn add_by_sql(address: &str, cookie: &str, role: Role, unit: Uuid, now: i64) -> Result<()> {
    let is_postgres = address.starts_with("postgres");
    let sql = rows(is_postgres, cookie, role, unit, now);
    if is_postgres {
        let mut psql = Command::new(testing::tool("psql"));
        let psql = psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", &sql]);
        ensure!(psql.status()?.success(), "{address} takes a person");
        return Ok(());
    }
    Bare::open(Path::new(address), &[])?.run(&sql)
}

/// The rows of a person, an appointment and a session.
fn rows(is_postgres: bool, cookie: &str, role: Role, unit: Uuid, now: i64) -> String {
    let uuid = |uuid: Uuid| match is_postgres {
        true => format!("'{uuid}'"),
        false => format!("X'{}'", uuid.simple()),
    };
    let digest = Sha256::digest(cookie.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let token = match is_postgres {
        true => format!("'\\x{digest}'"),
        false => format!("X'{digest}'"),
    };
    let (person, held, session) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    format!(
        "BEGIN; \
         INSERT INTO person (id, uid, kind, name, login, phone, state, language, created) \
         VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM person), {person}, {kind}, '{NAME}', NULL, NULL, {state}, 'vi', {now}); \
         INSERT INTO appointment (id, person, role, unit, from_day, to_day, made_by, made_at) \
         VALUES ({held}, (SELECT MAX(id) FROM person), '{role}', (SELECT id FROM unit WHERE uid = {unit}), 20000101, {to}, 0, {now}); \
         INSERT INTO session (token_hash, uid, person, kind, device, created, seen, expires) \
         VALUES ({token}, {session}, (SELECT MAX(id) FROM person), {way}, 'bench', {now}, {now}, {expires}); \
         COMMIT;",
        person = uuid(person),
        kind = PersonKind::Person.number(),
        state = PersonState::Active.number(),
        held = uuid(held),
        role = role.code(),
        unit = uuid(unit),
        to = Day::MAX.previous().number(),
        session = uuid(session),
        way = SessionKind::Passkey.number(),
        expires = i64::MAX / 2,
    )
}
