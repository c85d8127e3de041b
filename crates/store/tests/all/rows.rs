//! Rows that somebody bent by hand: told as corrupt, with table, column and value.

use dienhong_domain::people::{PersonKind, PersonState, SessionKind};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::UnitId;
use dienhong_domain::{entries, filings, procedures, reports};
use dienhong_store::filings::FilingWrite;
use dienhong_store::lists::EntryScope;
use dienhong_store::people::{NewAppointment, NewPerson, NewSession};
use dienhong_store::procedures::StepRow;
use dienhong_store::reports::ReportRow;
use dienhong_store::testing::both;
use dienhong_store::{Batch, EntryWrite, Store, StoreError, WriteError};
use std::fmt::Debug;
use uuid::Uuid;

const WARD: UnitId = UnitId(9);

/// An entry, a filing and a report of a ward.
async fn written(store: &Store) -> [Uuid; 3] {
    let [entry, filing, report] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    let days = Period::month(2026, 10).unwrap();
    let batch = Batch::new(1, 5)
        .entry(EntryWrite {
            id: entry,
            home: WARD,
            register: 1,
            unit: WARD,
            day: days.from,
            state: entries::State::Final,
            rev: 1,
            was_home: WARD,
            holder: 1,
            rules: 1,
            body: "{}".into(),
            text: None,
            digest: "d".into(),
            search: String::new(),
            postings: Vec::new(),
            levels: Vec::new(),
            touches_levels: false,
        })
        .filing(&FilingWrite {
            id: filing,
            unit: WARD,
            form: "hang-thang".into(),
            days,
            version: 1,
            state: filings::State::Frozen,
            content: "{}".into(),
            hash: vec![0; 32],
            inputs: Vec::new(),
            origin: String::new(),
            made_at: 0,
            made_by: 0,
        })
        .new_report(&ReportRow {
            id: report,
            unit: WARD,
            outline: "hang-thang".into(),
            rules: None,
            first: days.from,
            last: days.to,
            issuer: None,
            is_restated: false,
            stage: reports::Stage::Writing,
            version: 0,
            edit_count: 0,
            made_at: 0,
            made_by: 0,
            origin: String::new(),
        });
    store.write(batch).await.unwrap();
    [entry, filing, report]
}

async fn bend(store: &Store, sql: &'static str) -> Result<(), WriteError> {
    store.write(Batch::new(0, 6).run(sql, vec![])).await
}

/// What is told instead of a row.
fn told<T: Debug>(read: Result<T, StoreError>) -> String {
    match read {
        Err(StoreError::Corrupt { column, cause }) => format!("{column}: {cause}"),
        other => panic!("{other:?} is not told as corrupt"),
    }
}

#[tokio::test]
async fn a_state_that_there_is_not_is_told_as_corrupt() {
    both(|store| async move {
        let [entry, filing, report] = written(&store).await;
        assert!(store.entry(entry).await.unwrap().is_some());
        assert!(store.filing(filing).await.unwrap().is_some());
        assert!(store.report(report).await.unwrap().is_some());
        for sql in [
            "UPDATE entry SET state = 99",
            "UPDATE filing SET state = 99",
            "UPDATE report SET state = 99",
        ] {
            bend(&store, sql).await.unwrap();
        }
        assert_eq!(
            told(store.entry(entry).await),
            "entry.state: 99 is no state of an entry"
        );
        assert_eq!(
            told(store.filing(filing).await),
            "filing.state: 99 is no state of a filing"
        );
        assert_eq!(
            told(store.report(report).await),
            "report.state: 99 is no stage of a report"
        );
    })
    .await;
}

#[tokio::test]
async fn a_step_to_a_state_that_there_is_not_is_told_as_corrupt() {
    both(|store| async move {
        let [_, filing, report] = written(&store).await;
        let step = StepRow {
            seq: 1,
            version: 1,
            state: filings::State::Frozen,
            act: "freeze".into(),
            at: 5,
            person: 1,
            unit: WARD,
            note: String::new(),
            reasons: vec![(String::new(), "Sai".into())],
        };
        let kind = procedures::filings::PROCEDURE.kind;
        store
            .write(Batch::new(1, 5).step(kind, filing, &step))
            .await
            .unwrap();
        let kept = store
            .steps(&procedures::filings::PROCEDURE, filing)
            .await
            .unwrap();
        assert_eq!(kept, [step]);
        assert_eq!(store.last_step(kind, filing).await.unwrap(), 1);
        assert_eq!(store.last_step(kind, report).await.unwrap(), 0);
        bend(&store, "UPDATE step SET state = 99").await.unwrap();
        assert_eq!(
            told(store.steps(&procedures::filings::PROCEDURE, filing).await),
            "step.state: 99 is no state of a filing"
        );
    })
    .await;
}

#[tokio::test]
async fn a_day_of_no_calendar_and_a_number_that_is_too_large_are_told_as_corrupt() {
    both(|store| async move {
        let [entry, filing, report] = written(&store).await;
        for sql in [
            "UPDATE entry SET day = 20260231, place = 202602310000000001",
            "UPDATE filing SET last = 0",
            "UPDATE report SET lens = 7",
        ] {
            bend(&store, sql).await.unwrap();
        }
        assert_eq!(told(store.entry(entry).await), "entry.day: 20260231 is no day");
        assert_eq!(told(store.filing(filing).await), "filing.last: 0 is no day");
        assert_eq!(
            told(store.report(report).await),
            "report.lens: 7 is no yes (1) or no (0)"
        );
        // Columns of tuples have no names.
        let first = store.first_day(&EntryScope::Homes(vec![WARD.0])).await;
        assert_eq!(told(first), "0: 20260231 is no day");
    })
    .await;
}

const COOKIE: [u8; 32] = [7; 32];

/// Somebody with an appointment and a session.
async fn somebody(store: &Store) -> (Uuid, Uuid) {
    let [person, appointment] = [Uuid::now_v7(), Uuid::now_v7()];
    let batch = Batch::new(0, 5)
        .add_person(&NewPerson {
            id: 7,
            uid: person,
            kind: PersonKind::Person,
            name: "Trần Thị Ổn".into(),
            phone: None,
            state: PersonState::Active,
            language: "vi".into(),
        })
        .add_appointment(&NewAppointment {
            id: appointment,
            person: 7,
            held: Appointment {
                role: Role::Official,
                unit: WARD,
                subject: None,
                from: Day::MIN,
                to: Day::MAX,
            },
        })
        .add_session(&NewSession {
            token_hash: COOKIE,
            uid: Uuid::now_v7(),
            person: 7,
            kind: SessionKind::Password,
            device: String::new(),
            expires: 1_000,
        });
    store.write(batch).await.unwrap();
    (person, appointment)
}

#[tokio::test]
async fn people_and_how_they_come_in_are_told_as_corrupt() {
    both(|store| async move {
        let (person, appointment) = somebody(&store).await;
        assert!(store.person_by_uid(person).await.unwrap().is_some());
        let session = store.session(&COOKIE).await.unwrap();
        assert_eq!(session.map(|s| s.kind), Some(SessionKind::Password));
        let row = store.appointment(appointment).await.unwrap().unwrap();
        assert_eq!((row.unit, row.to_day), (WARD, Day::MAX));
        bend(&store, "UPDATE session SET kind = 7").await.unwrap();
        assert_eq!(
            told(store.session(&COOKIE).await),
            "session.kind: 7 is no kind of a session"
        );
        bend(&store, "UPDATE person SET state = 9").await.unwrap();
        assert_eq!(
            told(store.person(7).await),
            "person.state: 9 is no state of a person"
        );
        bend(&store, "UPDATE appointment SET to_day = 20260231")
            .await
            .unwrap();
        assert_eq!(
            told(store.appointment(appointment).await),
            "appointment.to_day: 20260231 is no day"
        );
        bend(&store, "UPDATE appointment SET to_day = 99991231, role = 'king'")
            .await
            .unwrap();
        assert_eq!(
            told(store.appointments_of(7).await),
            "appointment.role: king is no role"
        );
    })
    .await;
}
