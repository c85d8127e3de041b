//! A ward's whole book moves into another one: with corrections, photos, levels, changes of the map, people, filings
//! and the log. Every row is the same under its permanent identity, the totals are equal, and nothing is there twice.
//! On both engines.

use dienhong_app::App;
use dienhong_app::entries::Draft;
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_app::totals::Question;
use dienhong_app::units::Choices;
use dienhong_domain::entries::State;
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::subjects::SubjectForm;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Change, ChangeKind, Lens, NewUnit, UnitId};
use dienhong_store::log::ChainCheck;
use dienhong_store::moving::{self, MoveError};
use dienhong_store::people::NewAppointment;
use dienhong_store::{Batch, Engine};
use uuid::Uuid;

const NOVEMBER: i64 = 1_795_309_200_000;

async fn write(app: &App, unit: UnitId, day: &str, count: &str, id: Uuid, seen: Option<i64>) {
    let draft = Draft {
        id,
        register: "to-roi".into(),
        unit: Some(unit),
        day: day.into(),
        fields: [
            ("so-to".to_owned(), vec![count.to_owned()]),
            ("loai".to_owned(), vec!["to-roi".to_owned()]),
        ]
        .into(),
        state: Some(State::Final),
        seen,
        why: "Đếm lại".into(),
        ..Draft::default()
    };
    let done = app.by(&anybody()).entries().record(&draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
}

/// A group of a ward, founded by a change of the map.
async fn found(app: &App, ward: UnitId, id: i32) -> UnitId {
    let (_, last) = app.store.change_numbers().await.expect("numbers");
    let unit = UnitId(last.max(id) + 1);
    let change = Change {
        id: Uuid::now_v7(),
        day: Day::new(2026, 1, 1).expect("a day"),
        kind: ChangeKind::Found,
        reference: "NQ 1".into(),
        ends: Vec::new(),
        creates: vec![NewUnit {
            id: unit,
            uid: Uuid::now_v7(),
            name: format!("{id}"),
            kind: "to-dan-pho".into(),
            code: None,
            parent: Some(ward),
        }],
        sets: Vec::new(),
        parts: Vec::new(),
        groups: Vec::new(),
    };
    app.by(&anybody())
        .units()
        .record_made(&change, &Choices::default())
        .await
        .expect("founded");
    unit
}

async fn lived_in(app: &App) {
    let group = found(app, DIEN_HONG, 7).await;
    let corrected = Uuid::now_v7();
    write(app, group, "3/9/2026", "hơn 250", corrected, None).await;
    write(app, group, "3/9/2026", "260", corrected, Some(1)).await;
    write(app, DIEN_HONG, "5/10/2026", "1.000", Uuid::now_v7(), None).await;
    let people = Batch::new(0, NOVEMBER)
        .run(
            "INSERT INTO person (id, uid, kind, name, login, phone, state, language, created) VALUES (1, $1, 0, 'Đặng Thị Ổi', 'oi', '0905111222', 1, 'vi', 5)",
            dienhong_store::args![Uuid::now_v7()],
        )
        .run(
            "INSERT INTO appointment (id, person, role, unit, from_day, to_day, made_by, made_at) VALUES ($1, 1, 'official', $2, 20260101, 99991231, 0, 5)",
            dienhong_store::args![Uuid::now_v7(), DIEN_HONG.0],
        );
    app.store.write(people).await.expect("people");
    let (official, chair) = (
        somebody(1, &[(Role::Official, DIEN_HONG)]),
        somebody(1, &[(Role::Chair, DIEN_HONG)]),
    );
    subject_with_head(app, &official).await;
    let october = Period::month(2026, 10).expect("a month");
    let filing = app
        .by(&official)
        .filings()
        .freeze(DIEN_HONG, "hang-thang", october, "Tháng Mười")
        .await
        .expect("frozen");
    app.by(&chair)
        .filings()
        .approve(filing, "")
        .await
        .expect("approved");
}

/// A subject, and an appointment of the official over it.
async fn subject_with_head(app: &App, official: &Actor) {
    let form = SubjectForm {
        kind: "doanh-nghiep".into(),
        name: "Công ty minh họa".into(),
        opened_on: day(1, 1),
    };
    let entered = app
        .by(official)
        .subjects()
        .add(Uuid::now_v7(), DIEN_HONG, &form)
        .await;
    let head = NewAppointment {
        id: Uuid::now_v7(),
        person: official.person,
        held: Appointment {
            role: Role::SubjectHead,
            unit: DIEN_HONG,
            subject: Some(entered.expect("entered").id),
            from: day(1, 1),
            to: Day::MAX,
        },
    };
    let batch = Batch::new(0, NOVEMBER).add_appointment(&head);
    app.store.write(batch).await.expect("an appointment");
}

async fn sums(app: &App, unit: UnitId) -> Vec<(String, i64)> {
    let q = Question {
        unit,
        period: Period::years(2026, 2026).expect("a year"),
        lens: Lens::AsItWas,
    };
    let totals = app.by(&anybody()).totals().read(q).await.expect("totals");
    let rows = totals.sections.iter().flat_map(|s| &s.rows);
    rows.map(|r| (r.measure.code.clone(), r.figure.sums.amount))
        .collect()
}

#[tokio::test]
async fn a_book_moves_whole_and_every_row_is_the_same() {
    both_small_books(|ward| async move {
        lived_in(&ward).await;
        // Into the other engine, where a neighbour already is and has the same sign-in name.
        let (_place, province) = small_book_on(match ward.store.engine() {
            Engine::Sqlite => Engine::Postgres,
            Engine::Postgres => Engine::Sqlite,
        })
        .await;
        let other = found(&province, AN_PHU, 3).await;
        write(&province, other, "1/9/2026", "17", Uuid::now_v7(), None).await;
        let neighbour = Batch::new(0, 0).run(
            "INSERT INTO person (id, uid, kind, name, login, phone, state, language, created) VALUES (1, $1, 0, 'Bùi Văn Ối', 'oi', NULL, 1, 'vi', 5)",
            dienhong_store::args![Uuid::now_v7()],
        );
        province.store.write(neighbour).await.expect("a neighbour");
        let (before, neighbours) = (sums(&ward, DIEN_HONG).await, sums(&province, AN_PHU).await);
        assert!(before.iter().any(|(_, n)| *n == 1_260), "{before:?}");

        let moved = moving::move_in(&ward.store, &province.store, NOVEMBER).await.expect("moved");
        assert_eq!(moved.renamed, 1);
        let compared = moving::compare(&ward.store, &province.store).await.expect("compared");
        for of in &compared {
            assert!(of.is_equal && of.there == of.here, "{of:?}");
        }
        let rows = |name: &str| compared.iter().find(|c| c.what == name).map_or(0, |c| c.there);
        assert_eq!((rows("entry"), rows("revision"), rows("unit_change"), rows("filing")), (2, 3, 1, 1));
        assert_eq!((rows("subject"), rows("appointment")), (1, 2));
        assert!(rows("log") > 4 && rows("posting") > 3 && rows("person") == 1);

        province.reload().await.expect("read anew");
        assert_eq!(sums(&province, DIEN_HONG).await, before);
        assert_eq!(sums(&province, AN_PHU).await, neighbours);
        for home in province.store.homes().await.expect("homes") {
            assert_eq!(province.store.recount_home(home).await.expect("counted"), [], "home {home}");
        }
        assert!(matches!(province.store.verify_log().await.expect("read"), ChainCheck::Whole { .. }));
        // Work continues under the new numbers.
        let group = province.snapshot().map.units().find(|u| &*u.last().name == "7").expect("the group").id;
        write(&province, group, "7/11/2026", "5", Uuid::now_v7(), None).await;

        let twice = moving::move_in(&ward.store, &province.store, NOVEMBER).await;
        assert!(matches!(twice, Err(MoveError::Occupied(_))), "{twice:?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_changed_after_moving_is_found() {
    both_small_books(|ward| async move {
        lived_in(&ward).await;
        let (_place, province) = small_book_on(Engine::Postgres).await;
        moving::move_in(&ward.store, &province.store, NOVEMBER)
            .await
            .expect("moved");
        for (table, sql) in [
            (
                "posting",
                "UPDATE posting SET amount = amount + 1 WHERE amount = 1000",
            ),
            ("revision_text", "DELETE FROM revision_text"),
            ("entry", "UPDATE entry SET state = 3 WHERE day = 20261005"),
            ("step", "UPDATE step SET at = at + 1 WHERE seq = 1"),
            ("log", "UPDATE log SET detail = '{}' WHERE act = 'entries.write'"),
            ("appointment", "UPDATE appointment SET role = 'chair'"),
        ] {
            let batch = match table {
                "posting" => Batch::new(0, 0).run_on_ledger(sql, vec![]),
                _ => Batch::new(0, 0).run(sql, vec![]),
            };
            province.store.write(batch).await.expect("changed");
            let compared = moving::compare(&ward.store, &province.store)
                .await
                .expect("compared");
            let of = compared.iter().find(|c| c.what == table).expect("a table");
            assert!(!of.is_equal || of.there == 0, "{of:?}");
        }
    })
    .await;
}
