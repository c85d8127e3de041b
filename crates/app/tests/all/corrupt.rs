//! Rows that somebody changed by hand: acts report them as corrupt data, never as not found. On both engines.

use dienhong_app::entries::{Draft, EntryError};
use dienhong_app::filings::FilingError;
use dienhong_app::reports::ReportError;
use dienhong_app::testing::*;
use dienhong_app::{App, Fault, people};
use dienhong_domain::entries::State;
use dienhong_domain::filings;
use dienhong_domain::people::{PersonKind, PersonState, SessionKind};
use dienhong_domain::reports::Stage;
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::{Day, Period};
use dienhong_i18n::Locale;
use dienhong_store::filings::FilingWrite;
use dienhong_store::people::{NewAppointment, NewPerson, NewSession};
use dienhong_store::reports::ReportRow;
use dienhong_store::{Batch, StoreError};
use sha2::{Digest, Sha256};
use uuid::Uuid;

fn is_corrupt(fault: &Fault, table_and_column: &str) -> bool {
    matches!(fault, Fault::Store(StoreError::Corrupt { column, .. }) if column == table_and_column)
}

#[tokio::test]
async fn a_bent_row_is_corrupt_and_not_missing() {
    both_small_books(|app| async move {
        let [entry, filing, report] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let (actor, days) = (anybody(), Period::month(2026, 10).expect("a month"));
        let draft = Draft {
            id: entry,
            register: "to-roi".into(),
            unit: Some(DIEN_HONG),
            day: "5/10/2026".into(),
            fields: [
                ("so-to".to_owned(), vec!["7".to_owned()]),
                ("loai".to_owned(), vec!["to-roi".to_owned()]),
            ]
            .into(),
            state: Some(State::Final),
            ..Draft::default()
        };
        let by = app.by(&actor);
        by.entries().record(&draft).await.expect("recorded");
        let batch = Batch::new(1, 5)
            .filing(&FilingWrite {
                id: filing,
                unit: DIEN_HONG,
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
                unit: DIEN_HONG,
                outline: "hang-thang".into(),
                rules: None,
                first: days.from,
                last: days.to,
                issuer: None,
                is_restated: false,
                stage: Stage::Writing,
                version: 0,
                edit_count: 0,
                made_at: 0,
                made_by: 0,
                origin: String::new(),
            });
        app.store.write(batch).await.expect("written");
        let bent = ["entry", "filing", "report"]
            .iter()
            .fold(Batch::new(0, 6), |batch, table| {
                batch.run(format!("UPDATE {table} SET state = 99"), vec![])
            });
        app.store.write(bent).await.expect("bent");
        let told = by.entries().find(entry, Locale::Vi).await.err();
        assert!(
            matches!(&told, Some(EntryError::Fault(fault)) if is_corrupt(fault, "entry.state")),
            "{told:?}"
        );
        let told = by.filings().find(filing).await.err();
        assert!(
            matches!(&told, Some(FilingError::Fault(fault)) if is_corrupt(fault, "filing.state")),
            "{told:?}"
        );
        let told = by.reports().find(report).await.err();
        assert!(
            matches!(&told, Some(ReportError::Fault(fault)) if is_corrupt(fault, "report.state")),
            "{told:?}"
        );
    })
    .await;
}

const COOKIE: &str = "a cookie";

/// Somebody with an appointment and a session.
async fn sign_in_somebody(app: &App) {
    let person = app.store.next_person().await.expect("a number");
    let batch = Batch::new(0, app.now())
        .add_person(&NewPerson {
            id: person,
            uid: Uuid::now_v7(),
            kind: PersonKind::Person,
            name: "Trần Thị Ổn".into(),
            phone: None,
            state: PersonState::Active,
            language: "vi".into(),
        })
        .add_appointment(&NewAppointment {
            id: Uuid::now_v7(),
            person,
            held: Appointment {
                role: Role::Official,
                unit: DIEN_HONG,
                subject: None,
                from: Day::MIN,
                to: Day::MAX,
            },
        })
        .add_session(&NewSession {
            token_hash: Sha256::digest(COOKIE.as_bytes()).into(),
            uid: Uuid::now_v7(),
            person,
            kind: SessionKind::Passkey,
            device: String::new(),
            expires: i64::MAX / 2,
        });
    app.store.write(batch).await.expect("written");
}

#[tokio::test]
async fn a_bent_session_or_appointment_is_corrupt_and_not_a_stranger() {
    both_small_books(|app| async move {
        sign_in_somebody(&app).await;
        let snapshot = app.snapshot();
        let here = app.here(&snapshot);
        let actor = app.people.actor(here, COOKIE).await.expect("read");
        assert_eq!(actor.map(|a| a.held.len()), Some(1));
        for (sql, table_and_column) in [
            ("UPDATE session SET kind = 7", "session.kind"),
            (
                "UPDATE appointment SET from_day = 20260231",
                "appointment.from_day",
            ),
        ] {
            let bent = Batch::new(0, 6).run(sql, vec![]);
            app.store.write(bent).await.expect("bent");
            let told = app.people.actor(here, COOKIE).await.err();
            assert!(
                matches!(
                    &told,
                    Some(people::Fault::Store(StoreError::Corrupt { column, .. })) if column == table_and_column
                ),
                "{told:?}"
            );
            let mended = Batch::new(0, 7).run("UPDATE session SET kind = 0", vec![]);
            app.store.write(mended).await.expect("mended");
        }
    })
    .await;
}
