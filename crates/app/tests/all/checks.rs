//! Checking a book, on both engines: what is missing is asked for, what is complete gives no findings.

use dienhong_app::App;
use dienhong_app::checks::{Finding, Kind};
use dienhong_app::entries::Draft;
use dienhong_app::testing::*;
use dienhong_domain::checks::Month;
use dienhong_domain::entries::State;
use dienhong_domain::units::UnitId;
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

/// The same session twice, and two sessions of one day that are not the same.
#[tokio::test]
async fn what_is_recorded_twice_is_asked_about() {
    both_small_books(|app| async move {
        let session = async |on: &str, attended: &str| {
            let id = Uuid::now_v7();
            let draft = Draft {
                id,
                register: "tuyen-truyen".into(),
                unit: Some(DIEN_HONG),
                day: on.into(),
                fields: [("hinh-thuc", "truong-hoc"), ("noi-dung", "ma-tuy"), ("luot", attended)]
                    .map(|(k, v)| (k.to_owned(), vec![v.to_owned()]))
                    .into(),
                state: Some(State::Final),
                ..Draft::default()
            };
            app.by(&anybody()).entries().record( &draft).await.expect("recorded");
            id
        };
        session("20/10/2026", "1250").await;
        session("20/10/2026", "40").await;
        session("21/10/2026", "1250").await;
        let doubles = async || {
            let found = app.by(&anybody()).checks().check_book( DIEN_HONG).await.expect("checked");
            let of = found.kinds.into_iter().find(|(k, _)| *k == Kind::Doubles);
            of.expect("it is checked").1
        };
        assert!(doubles().await.is_empty());
        let again = session("20/10/2026", "1250").await;
        let found = doubles().await;
        assert!(
            matches!(&found[..], [Finding::Double { count: 2, last, day: on, .. }] if *last == again && *on == day(10, 20)),
            "{found:?}"
        );
    })
    .await;
}
