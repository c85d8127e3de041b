//! Checking a book, on both engines: what is missing is asked for, what is complete gives no findings.

use dienhong_app::App;
use dienhong_app::checks::{Answer, Finding, Kind, Standing};
use dienhong_app::entries::Draft;
use dienhong_app::testing::*;
use dienhong_domain::checks::Month;
use dienhong_domain::entries::State;
use dienhong_domain::rights::Role;
use dienhong_domain::units::UnitId;
use dienhong_store::{Batch, Engine, args};
use std::sync::Arc;
use uuid::Uuid;

async fn month(app: &App, unit: UnitId, month: &str, fields: &[(&str, &str)]) {
    let draft = Draft {
        id: Uuid::now_v7(),
        register: "tinh-hinh".into(),
        unit: Some(unit),
        day: month.into(),
        fields: fields
            .iter()
            .map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()]))
            .collect(),
        state: Some(State::Final),
        ..Draft::default()
    };
    let done = app.by(&anybody()).entries().record(&draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
}

#[tokio::test]
async fn a_book_asks_for_what_it_lacks() {
    both_small_books(|app| async move {
        let empty = app
            .by(&anybody())
            .checks()
            .check_book(DIEN_HONG)
            .await
            .expect("checked");
        assert_eq!(empty.count(), 0, "an empty book asks nothing: {empty:?}");
        assert!(empty.is_empty, "and nobody says that it is in order");
        // July and September are missing; October is a typing mistake.
        for (m, crimes) in [
            ("1/2026", "30"),
            ("2/2026", "28"),
            ("3/2026", "31"),
            ("4/2026", "29"),
            ("5/2026", "33"),
        ] {
            month(&app, DIEN_HONG, m, &[("toi-pham", crimes)]).await;
        }
        month(
            &app,
            DIEN_HONG,
            "6/2026",
            &[("toi-pham", "30"), ("hoa-giai", "5"), ("hoa-giai-thanh", "5")],
        )
        .await;
        month(&app, DIEN_HONG, "8/2026", &[("toi-pham", "27")]).await;
        month(&app, DIEN_HONG, "10/2026", &[("toi-pham", "300")]).await;
        month(&app, DIEN_HONG, "11/2026", &[("toi-pham", "31")]).await;
        let found = app
            .by(&anybody())
            .checks()
            .check_book(DIEN_HONG)
            .await
            .expect("checked");
        let of = |kind: Kind| {
            &found
                .kinds
                .iter()
                .find(|(k, _)| *k == kind)
                .expect("it is checked")
                .1
        };
        let months: Vec<Month> = of(Kind::Months)
            .iter()
            .map(|f| match f {
                Finding::Gap { month, units, .. } => {
                    assert_eq!(units, &[DIEN_HONG]);
                    *month
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            months,
            [Month::new(2026, 9), Month::new(2026, 7)],
            "the newest first"
        );
        assert_eq!(
            app.by(&anybody())
                .checks()
                .missing_count(DIEN_HONG)
                .await
                .expect("counted"),
            2
        );
        match &of(Kind::Amounts)[..] {
            [
                Finding::Outlier {
                    month, amount, usual, ..
                },
            ] => {
                assert_eq!((*month, *amount, *usual), (Month::new(2026, 10), 300, 30));
            }
            other => panic!("{other:?}"),
        }
        for kind in [Kind::Parts, Kind::Waiting, Kind::Stocks, Kind::Sums] {
            assert!(of(kind).is_empty(), "{kind:?}: {:?}", of(kind));
        }
        // Another commune's reader sees nothing of it.
        let stranger = somebody(9, &[(dienhong_domain::rights::Role::Official, WEST)]);
        assert!(app.by(&stranger).checks().check_book(DIEN_HONG).await.is_err());
        assert!(
            app.by(&anybody()).checks().check_book(EAST).await.is_err(),
            "books are looked through commune by commune"
        );
    })
    .await;
}

/// The same session twice, one counted differently, and two sessions of one day that are not the same.
#[tokio::test]
async fn what_is_recorded_twice_is_asked_about() {
    both_small_books(|app| async move {
        let session = async |on: &str, form: &str, attended: &str| {
            let id = Uuid::now_v7();
            let draft = Draft {
                id,
                register: "tuyen-truyen".into(),
                unit: Some(DIEN_HONG),
                day: on.into(),
                fields: [("hinh-thuc", form), ("noi-dung", "ma-tuy"), ("luot", attended)]
                    .map(|(k, v)| (k.to_owned(), vec![v.to_owned()]))
                    .into(),
                state: Some(State::Final),
                ..Draft::default()
            };
            app.by(&anybody()).entries().record( &draft).await.expect("recorded");
            id
        };
        session("20/10/2026", "truong-hoc", "1250").await;
        session("20/10/2026", "hoi-nghi", "40").await;
        session("21/10/2026", "truong-hoc", "1250").await;
        let doubles = async || {
            let found = app.by(&anybody()).checks().check_book( DIEN_HONG).await.expect("checked");
            let of = found.kinds.into_iter().find(|(k, _)| *k == Kind::Doubles);
            of.expect("it is checked").1
        };
        assert!(doubles().await.is_empty());
        let other = session("20/10/2026", "truong-hoc", "1249").await;
        let found = doubles().await;
        assert!(
            matches!(&found[..], [Finding::Double { count: 2, is_equal: false, last, .. }] if *last == other),
            "{found:?}"
        );
        let again = session("20/10/2026", "truong-hoc", "1250").await;
        let found = doubles().await;
        assert!(
            matches!(&found[..], [Finding::Double { count: 2, is_equal: true, last, day: on, .. }] if *last == again && *on == day(10, 20)),
            "{found:?}"
        );
    })
    .await;
}

/// Asks for an answer until no job runs.
async fn settled(app: &Arc<App>, unit: UnitId) -> Answer {
    for _ in 0..100 {
        let answer = app
            .by(&anybody())
            .checks()
            .answer(app, unit)
            .await
            .expect("an answer");
        if answer.standing != Standing::Running {
            return answer;
        }
    }
    panic!("the job does not end")
}

fn is_same(one: &Answer, other: &Answer) -> bool {
    let both = one.checked.as_ref().zip(other.checked.as_ref());
    both.is_some_and(|(one, other)| Arc::ptr_eq(one, other))
}

#[tokio::test]
async fn an_answer_is_kept_until_something_is_recorded_and_shown_to_readers_only() {
    both_small_books(|app| async move {
        let app = Arc::new(app);
        for m in ["7/2026", "8/2026", "10/2026"] {
            month(&app, DIEN_HONG, m, &[("toi-pham", "30")]).await;
        }
        let first = settled(&app, DIEN_HONG).await;
        assert_eq!(first.standing, Standing::Current);
        let found = first.checked.as_ref().expect("it was checked");
        let direct = app
            .by(&anybody())
            .checks()
            .check_book(DIEN_HONG)
            .await
            .expect("checked");
        assert_eq!(format!("{:?}", found.kinds), format!("{:?}", direct.kinds));
        assert_eq!((found.at, found.count()), (NOON, 2));
        assert!(is_same(&first, &settled(&app, DIEN_HONG).await), "it is kept");
        // What another commune records changes nothing.
        month(&app, AN_PHU, "9/2026", &[("toi-pham", "30")]).await;
        assert!(is_same(&first, &settled(&app, DIEN_HONG).await));
        month(&app, DIEN_HONG, "9/2026", &[("toi-pham", "30")]).await;
        let renewed = settled(&app, DIEN_HONG).await;
        assert_eq!(renewed.standing, Standing::Current);
        assert_eq!(renewed.checked.as_ref().map(|c| c.count()), Some(1));
        let stranger = somebody(9, &[(Role::Official, WEST)]);
        assert!(app.by(&stranger).checks().answer(&app, DIEN_HONG).await.is_err());
        assert!(app.by(&anybody()).checks().answer(&app, EAST).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn checks_that_fail_say_so_and_are_tried_again() {
    both_small_books(|app| async move {
        let app = Arc::new(app);
        month(&app, DIEN_HONG, "10/2026", &[("toi-pham", "30")]).await;
        let bent = Batch::new(0, NOON).run(
            "INSERT INTO tally (kind, scope, register, state, n) VALUES (1, $1, 1, 99, 1)",
            args![DIEN_HONG],
        );
        app.store.write(bent).await.expect("bent");
        for _ in 0..2 {
            let failed = settled(&app, DIEN_HONG).await;
            assert_eq!(failed.standing, Standing::Failed);
            assert!(failed.checked.is_none(), "nothing was found before");
        }
        let mended = Batch::new(0, NOON).run("DELETE FROM tally WHERE state = 99", vec![]);
        app.store.write(mended).await.expect("mended");
        assert_eq!(settled(&app, DIEN_HONG).await.standing, Standing::Current);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_is_kept_is_shown_without_reading_the_book() {
    for engine in Engine::ALL {
        let (_place, app, meter) = small_book_metered(engine).await;
        let app = Arc::new(app);
        for m in 1..=11 {
            month(&app, DIEN_HONG, &format!("{m}/2026"), &[("toi-pham", "30")]).await;
        }
        let mut costs = Vec::new();
        for _ in 0..2 {
            let before = meter.reading(&app.store).await.expect("a reading");
            settled(&app, DIEN_HONG).await;
            costs.push(meter.reading(&app.store).await.expect("a reading") - before);
        }
        assert!(costs[1] * 2 < costs[0], "{engine}: {costs:?}");
    }
}
