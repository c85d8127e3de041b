//! The demo book on both engines: it gives back what the articles say, under the wards of that time and through today's
//! map, and the book is sound.

mod sound;

use dienhong_app::clock::FixedClock;
use dienhong_app::demo::{self, DemoError};
use dienhong_app::testing::{NOON, both_small_books, somebody};
use dienhong_app::totals::{Question, Row};
use dienhong_app::{Actor, App};
use dienhong_domain::amount::Bound;
use dienhong_domain::rights::Role;
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, UnitId};
use dienhong_store::log::ChainCheck;
use dienhong_store::testing::{copied, named};
use dienhong_store::{Engine, Store};
use std::sync::Arc;
use url::Url;
use uuid::{Uuid, uuid};

const DIEN_HONG: [Uuid; 2] = [
    uuid!("4b1482f6-517e-5646-8d3f-e08acf123315"),
    uuid!("e1491a0e-f570-5572-8fe6-883c8d6edab6"),
];
const BAC_HONG: [Uuid; 2] = [
    uuid!("1c3b8031-3d4e-5c14-ad22-46bd7bf2c9d9"),
    uuid!("9315d5f3-732c-5231-865f-0bc49a267836"),
];
const NGHI_HUONG: [Uuid; 2] = [
    uuid!("c7004f5c-35d6-506e-b33a-344851497c7b"),
    uuid!("1ea947b7-567b-5091-bda7-c72b88c2e41f"),
];
const VIET_NAM: Uuid = uuid!("d5de08be-0695-5ae9-bbe9-c695590adbbd");
/// A share of the whole, in steps of 0,0001 %.
const ALL: i64 = 1_000_000;

/// The demo book and a reader of the whole country.
struct Demo {
    app: App,
    reader: Actor,
}

/// Runs a test with the demo book on both engines.
async fn both_demo_books<F: Future<Output = ()>>(test: impl Fn(Demo) -> F) {
    for engine in Engine::ALL {
        let place = copied(engine, "demo", async |store| {
            demo::make(store, NOON).await.unwrap();
        })
        .await;
        let demo = Demo::load(Store::open(&place.address).await.unwrap()).await;
        named(engine, &place.address, async { test(demo).await }).await;
    }
}

impl Demo {
    async fn load(store: Store) -> Demo {
        let base = Url::parse("http://localhost").unwrap();
        let app = App::open(store, Arc::new(FixedClock::at(NOON)), base)
            .await
            .unwrap();
        let country = app.snapshot().map.by_uid(VIET_NAM).unwrap();
        Demo {
            app,
            reader: somebody(999, &[(Role::Reader, country), (Role::Operator, country)]),
        }
    }

    fn unit(&self, uid: Uuid) -> UnitId {
        self.app.snapshot().map.by_uid(uid).unwrap()
    }

    /// The lines of a measure: of the ward as it was, and of its heir on today's map.
    async fn both_maps(&self, [then, now]: [Uuid; 2], measure: &str, from: &str, to: &str) -> [Row; 2] {
        let period = Period::new(Day::parse(from).unwrap(), Day::parse(to).unwrap()).unwrap();
        let asked = |uid, lens| Question {
            unit: self.unit(uid),
            period,
            lens,
        };
        let rows =
            [asked(then, Lens::AsItWas), asked(now, Lens::At(self.app.today()))].map(async |question| {
                let totals = self.app.by(&self.reader).totals().read(question).await.unwrap();
                totals.row(measure).unwrap().clone()
            });
        let [then, now] = rows;
        [then.await, now.await]
    }

    async fn says(&self, ward: [Uuid; 2], measure: &str, (from, to): (&str, &str), wanted: (i64, Bound)) {
        for row in self.both_maps(ward, measure, from, to).await {
            let found = (row.figure.sums.amount, row.figure.bound());
            assert_eq!(found, wanted, "{measure} from {from} to {to}");
            assert!(!row.figure.is_undivided() && !row.figure.estimated, "{measure}");
        }
    }
}

#[tokio::test]
async fn what_the_articles_say_comes_back_out_of_both_maps() {
    both_demo_books(|demo| async move {
        let scheme = ("23/8/2021", "15/9/2022");
        demo.says(DIEN_HONG, "luot-tuyen-truyen", scheme, (2844, Bound::Exact))
            .await; // A3
        demo.says(DIEN_HONG, "to-roi", scheme, (2000, Bound::AtLeast))
            .await; // A4
        demo.says(DIEN_HONG, "luot-ve-sinh", scheme, (100, Bound::AtLeast))
            .await; // A7
        let year = ("1/1/2023", "8/8/2023");
        demo.says(DIEN_HONG, "luot-phat-dong", year, (1200, Bound::AtLeast))
            .await; // B4
        demo.says(DIEN_HONG, "buoi-phat-dong", year, (7, Bound::Exact))
            .await;
        demo.says(DIEN_HONG, "thong-bao", year, (2500, Bound::Exact))
            .await; // B5
        let named = [
            "chu-truong",
            "thu-doan",
            "phong-ngua",
            "to-giac",
            "ma-tuy",
            "bao-luc-hoc-duong",
            "bao-luc-gia-dinh",
            "bao-ve-tre-em",
        ];
        for topic in named {
            // B7: mentioned in every case; how often is not stated.
            for row in demo
                .both_maps(DIEN_HONG, &format!("buoi-theo-noi-dung:{topic}"), year.0, year.1)
                .await
            {
                assert!(row.figure.sums.amount > 0, "{topic}");
            }
        }
        for year in 2012..=2021 {
            // D6: stated as a share, without a count.
            let of_the_year = (format!("1/1/{year}"), format!("31/12/{year}"));
            let rows = demo
                .both_maps(
                    BAC_HONG,
                    "ty-le-cam-ket:giao-vien-hoc-sinh",
                    &of_the_year.0,
                    &of_the_year.1,
                )
                .await;
            for row in rows {
                let share = row.share.unwrap();
                assert_eq!(
                    (share.low, share.high, share.times),
                    ((ALL, Bound::Exact), (ALL, Bound::Exact), 1),
                    "{year}"
                );
            }
            for row in demo
                .both_maps(BAC_HONG, "cam-ket", &of_the_year.0, &of_the_year.1)
                .await
            {
                assert!(!row.figure.is_recorded(), "{year}");
            }
        }
        demo.says(DIEN_HONG, "so-to", ("1/1/2022", "15/9/2022"), (7, Bound::Exact))
            .await; // U1
        demo.says(BAC_HONG, "so-to", ("1/1/2021", "31/12/2021"), (10, Bound::Exact))
            .await; // U2
        demo.says(BAC_HONG, "ho", ("1/1/2021", "31/12/2021"), (2546, Bound::Exact))
            .await;
        demo.says(NGHI_HUONG, "so-to", ("1/1/2023", "2/11/2023"), (6, Bound::Exact))
            .await; // U3
    })
    .await;
}

#[tokio::test]
async fn the_demo_book_is_sound() {
    both_demo_books(|demo| async move {
        let store = &demo.app.store;
        for home in store.homes().await.unwrap() {
            assert_eq!(store.recount_home(home).await.unwrap(), vec![], "home {home}");
        }
        assert!(matches!(
            store.verify_log().await.unwrap(),
            ChainCheck::Whole { .. }
        ));
        sound::every_entry_keeps_to_the_pack(&demo).await;
        sound::the_fictional_ward_lives(&demo).await;
        sound::groups_follow_and_are_drawn_anew(&demo).await;
        sound::only_people_of_the_demo_are_let_in(&demo).await;
        assert!(matches!(demo::make(store, NOON).await, Err(DemoError::Exists)));
    })
    .await;
}

#[tokio::test]
async fn a_book_of_a_ward_is_neither_touched_nor_opened_by_the_demo() {
    both_small_books(|app| async move {
        assert!(matches!(
            demo::make(&app.store, NOON).await,
            Err(DemoError::Exists)
        ));
        assert!(!demo::is_demo(&app.store).await.unwrap());
        let snapshot = app.snapshot();
        let session = app
            .people
            .enter_demo(app.here(&snapshot), &snapshot, "minh-hoa-chu-tich", "")
            .await;
        assert!(session.unwrap().is_none());
    })
    .await;
}
