//! No page reads more than it shows: every route that is read, on a book and on one that holds four times as many entries, by
//! an official of the ward and one of the province. What the engine did is counted, not how long it took.

use crate::common::{Person, TestApp};
use crate::routes::addresses::address;
use crate::routes::routes;
use crate::routes::world::{World, world_on};
use axum::http::{Method, StatusCode};
use dienhong_app::entries::Draft;
use dienhong_app::testing::Prepared;
use dienhong_app::urls;
use dienhong_domain::entries::State;
use dienhong_domain::rights::Role;
use dienhong_domain::units::UnitId;
use dienhong_store::{Batch, Engine};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Entries of the smaller book.
const ENTRIES: usize = 240;
/// A page may do so much more in the larger book: a list that was not full becomes full, and a percentage of little is nothing.
/// Steps on SQLite, rows on PostgreSQL.
fn slack(engine: Engine) -> u64 {
    match engine {
        Engine::Sqlite => 1_500,
        Engine::Postgres => 300,
    }
}

/// Who reads: a name, the role, where it is held.
const READERS: [(&str, Role, &str); 4] = [
    ("official", Role::Official, "ward"),
    ("province", Role::Official, "province"),
    ("chair", Role::Chair, "ward"),
    ("operator", Role::Operator, "ward"),
];

/// Routes that hand over everything there is, so that they must grow.
const HAND_OVER: [&str; 1] = ["/so/{register}/tai.xlsx"];

/// Routes that answer nothing here: they need another state of a thing, or another installation.
const UNANSWERED: [&str; 23] = [
    "/ngon-ngu/{code}",
    "/assets/{content}/{*path}",
    "/dot/{id}",
    "/theo-don-vi/tai/{format}",
    "/gui-so-lieu/{id}/tra",
    "/gui-so-lieu/{id}/de-nghi-tra",
    "/gui-so-lieu/{id}/de-nghi-tra/{request}/khong",
    "/bao-cao/{id}/tra",
    "/bao-cao/{id}/khac",
    "/bao-cao/{id}/tep/{version}/{stage}/{format}",
    "/van-ban/soan/{id}/tep/{version}/{stage}/{format}",
    "/trao-doi/thu/{id}",
    "/gui-so-lieu/{id}/goi",
    "/bao-cao/{id}/goi",
    "/moi/{code}",
    "/cai-dat",
    "/cai-dat/xa",
    "/cai-dat/nguoi",
    "/don-vi/{uid}/chuyen",
    "/don-vi/{uid}/ket-thuc",
    "/api/v1/registers/{id}/template",
    "/demo",
    "/demo/{code}",
];

/// Fills the ward with entries of its groups: many days, some sent up, some void, some drafts of somebody else.
async fn fill(world: &World, official: &Person, count: usize) {
    let test = &world.test;
    let actor = test.actor(official).await;
    let units = [
        world.units["group"],
        world.units["beside-group"],
        world.units["ward"],
    ];
    for n in 0..count {
        let unit: UnitId = units[n % units.len()];
        let (month, day) = (1 + n * 7 % 10, 1 + n * 11 % 28);
        let state = match n % 20 {
            0 => State::Draft,
            1 => State::Sent,
            _ => State::Final,
        };
        let fields = [
            ("hinh-thuc", vec!["sinh-hoat-to".to_owned()]),
            ("noi-dung", vec![["ma-tuy", "thu-doan"][n % 2].to_owned()]),
            ("luot", vec![(20 + n % 60).to_string()]),
        ];
        let draft = Draft {
            id: Uuid::now_v7(),
            register: "tuyen-truyen".into(),
            unit: Some(unit),
            day: format!("{day}/{month}/2026"),
            fields: fields.map(|(name, value)| (name.to_owned(), value)).into(),
            uploads: Vec::new(),
            removed: Vec::new(),
            state: Some(state),
            seen: None,
            why: String::new(),
        };
        let done = test.app.by(&actor).entries().record(&draft).await;
        done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
    }
}

/// What each route costs when it is asked a second time: (reader, route) → what the engine did.
async fn costs(engine: Engine, count: usize) -> BTreeMap<(&'static str, &'static str), u64> {
    let (place, store, meter) = Prepared::Small.metered(engine).await;
    let world = world_on(store, place).await;
    let ward = world.units["ward"];
    let writer = world.test.person(Role::Official, ward).await;
    fill(&world, &writer, count).await;
    if engine == Engine::Postgres {
        // As the engine does by itself in a book that is used.
        for table in ["entry", "tally", "posting", "revision", "log"] {
            let batch = Batch::new(0, 0).run_on_ledger(format!("ANALYZE {table}"), vec![]);
            world.test.app.store.write(batch).await.expect("analysed");
        }
    }
    let mut costs = BTreeMap::new();
    for (name, role, at) in READERS {
        let reader = world.test.person(role, world.units[at]).await;
        let actor = world.test.actor(&reader).await;
        let calendar = world.test.app.by(&actor).people().make_feed().await;
        let calendar = urls::feed(format!("{}.ics", calendar.expect("a calendar")));
        for route in routes().filter(|route| route.method == Method::GET) {
            let path = match route.path == urls::FEED {
                true => calendar.clone(),
                false => address(route.path, &world.things[at]).0,
            };
            if answered(&world.test, &reader, &path).await {
                let before = meter.reading(&world.test.app.store).await.expect("a reading");
                answered(&world.test, &reader, &path).await;
                let after = meter.reading(&world.test.app.store).await.expect("a reading");
                costs.insert((name, route.path), after - before);
            }
        }
    }
    let scan = "SELECT COUNT(*) FROM entry WHERE made_at >= 0";
    let before = meter.reading(&world.test.app.store).await.expect("a reading");
    world.test.app.store.number(scan, vec![]).await.expect("a number");
    let after = meter.reading(&world.test.app.store).await.expect("a reading");
    costs.insert(("planted", "scan"), after - before);
    costs
}

async fn answered(test: &TestApp, reader: &Person, path: &str) -> bool {
    let page = test.get(reader, path).await;
    assert!(!page.status.is_server_error(), "{path}: {}", page.status);
    page.status == StatusCode::OK
}

fn has_grown(engine: Engine, small: u64, large: u64) -> bool {
    large > small + small / 10 + slack(engine)
}

async fn is_flat(engine: Engine) {
    let (small, large) = (costs(engine, ENTRIES).await, costs(engine, ENTRIES * 4).await);
    let scan = ("planted", "scan");
    assert!(
        has_grown(engine, small[&scan], large[&scan]),
        "a scan of all entries is not noticed: {small:?}"
    );
    let grown: Vec<String> = large
        .iter()
        .filter(|(of, _)| **of != scan && !HAND_OVER.contains(&of.1))
        .filter(|(of, now)| has_grown(engine, small.get(*of).copied().unwrap_or(0), **now))
        .map(|((reader, route), now)| format!("{reader} {route}: {} → {now}", small[&(*reader, *route)]))
        .collect();
    assert!(
        grown.is_empty(),
        "{engine}: with four times the entries\n{}",
        grown.join("\n")
    );
    let unanswered: Vec<&str> = routes()
        .filter(|route| route.method == Method::GET)
        .map(|route| route.path)
        .filter(|path| {
            !READERS
                .iter()
                .any(|(name, ..)| large.contains_key(&(*name, *path)))
        })
        .collect();
    assert_eq!(unanswered, UNANSWERED, "{engine}: routes that were not tried");
}

#[tokio::test]
async fn no_page_reads_more_in_a_book_four_times_as_large_on_sqlite() {
    is_flat(Engine::Sqlite).await;
}

#[tokio::test]
async fn no_page_reads_more_in_a_book_four_times_as_large_on_postgresql() {
    is_flat(Engine::Postgres).await;
}
