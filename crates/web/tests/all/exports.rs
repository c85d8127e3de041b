//! Exports of entries: whole however long, and ended with the browser that asked for them.

use crate::common::{Person, TestApp, noon};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use dienhong_app::entries::Wish;
use dienhong_app::testing::Prepared;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_sheets::{Cell, Column, ColumnKind, Limits, Table, read, to_xlsx};
use dienhong_store::Engine;
use dienhong_store::meter::Meter;
use dienhong_store::testing::Address;
use http_body_util::BodyExt;
use std::collections::BTreeSet;
use std::pin::pin;
use tower::ServiceExt;
use uuid::Uuid;

/// More than two parts of what is read at a time.
const ENTRIES: usize = 1_200;
const EXPORT: &str = "/so/tuyen-truyen/tai.xlsx";

/// A ward with many entries, and who reads them.
struct Ward {
    test: TestApp,
    official: Person,
    meter: Meter,
    _place: Address,
}

async fn ward(engine: Engine) -> Ward {
    let (place, store, meter) = Prepared::Small.metered(engine).await;
    let test = TestApp::new(store, noon(2026, 11, 20)).await;
    let unit = test.unit("23563", "Diên Hồng", Day::new(2026, 11, 20).expect("a day"));
    let official = test.person(Role::Official, unit).await;
    fill(&test, &official, unit).await;
    Ward {
        test,
        official,
        meter,
        _place: place,
    }
}

/// Records the entries through a sheet, which is written at once.
async fn fill(test: &TestApp, official: &Person, unit: UnitId) {
    let snapshot = test.app.snapshot();
    let rules = snapshot.rules(unit, test.app.today());
    let register = rules.register("tuyen-truyen").expect("the register");
    let label = |id: &str| register.field(id).expect("a field").label.vi.clone();
    let titles = [
        "Ngày".to_owned(),
        "Đơn vị".to_owned(),
        label("hinh-thuc"),
        label("noi-dung"),
        label("luot"),
    ];
    let column = |title: String| Column {
        title,
        kind: ColumnKind::Text,
        width: 20,
    };
    let name = snapshot.map.label(unit, test.app.today(), "vi");
    let row = |n: usize| {
        [
            format!("{}/10/2026", 1 + n % 28),
            name.clone(),
            "Lồng ghép trong sinh hoạt tổ dân phố, thôn".to_owned(),
            "Phòng, chống ma túy".to_owned(),
            (n + 1).to_string(),
        ]
        .map(Cell::Text)
        .to_vec()
    };
    let table = Table {
        columns: titles.into_iter().map(column).collect(),
        rows: (0..ENTRIES).map(row).collect(),
        sheet: "So".to_owned(),
        ..Table::default()
    };
    let bytes = to_xlsx(&[table]).expect("a workbook");
    let actor = test.actor(official).await;
    let wish = Wish {
        write: true,
        ..Wish::default()
    };
    let entries = test.app.by(&actor).entries();
    let done = entries.import("tuyen-truyen", unit, &bytes, &wish).await;
    let done = done.expect("imported");
    assert_eq!(done.written, ENTRIES, "{done:?}");
}

impl Ward {
    /// What the engine has done until now.
    async fn cost(&self) -> u64 {
        let store = &self.test.app.store;
        self.meter.reading(store).await.expect("a reading")
    }

    /// Asks for the export, reads its body until it waits, and goes away.
    async fn give_up(&self) {
        let mut request = Request::builder()
            .uri(EXPORT)
            .header(header::HOST, "localhost")
            .header(header::COOKIE, format!("dh={}", self.official.cookie))
            .body(Body::empty())
            .expect("a request");
        let peer: std::net::SocketAddr = "127.0.0.1:9".parse().expect("an address");
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let response = self.test.router.clone().oneshot(request).await;
        let mut body = response.expect("an answer").into_body();
        let first = futures::poll!(pin!(body.frame()));
        assert!(first.is_pending(), "the entries are not read yet");
        drop(body);
    }
}

async fn is_whole(engine: Engine) {
    let ward = ward(engine).await;
    let page = ward.test.get(&ward.official, EXPORT).await;
    assert_eq!(page.status, StatusCode::OK);
    let sheets = read(&page.bytes, Limits::default()).expect("readable").sheets;
    let first = sheets.iter().flat_map(|s| &s.rows).filter_map(|row| row.first());
    let ids: Vec<Uuid> = first.filter_map(|cell| cell.text.parse().ok()).collect();
    let distinct: BTreeSet<Uuid> = ids.iter().copied().collect();
    assert_eq!((ids.len(), distinct.len()), (ENTRIES, ENTRIES), "{engine}");
    let unknown = ward.test.get(&ward.official, "/so/khong-co/tai.xlsx").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{engine}");
}

async fn ends_with_the_browser(engine: Engine) {
    let ward = ward(engine).await;
    ward.test.get(&ward.official, EXPORT).await;
    let start = ward.cost().await;
    ward.test.get(&ward.official, EXPORT).await;
    let whole = ward.cost().await - start;
    // More often than there are places: each gives its own back.
    for _ in 0..5 {
        let start = ward.cost().await;
        ward.give_up().await;
        let given_up = ward.cost().await - start;
        assert!(given_up < whole / 2, "{engine}: {given_up} of {whole}");
    }
    let app = &ward.test.app;
    let places = (app.workbook_place().await, app.workbook_place().await);
    assert!(
        places.0.is_some() && places.1.is_some(),
        "{engine}: nothing is made any more"
    );
}

#[tokio::test]
async fn an_export_holds_every_entry_once_on_sqlite() {
    is_whole(Engine::Sqlite).await;
}

#[tokio::test]
async fn an_export_holds_every_entry_once_on_postgresql() {
    is_whole(Engine::Postgres).await;
}

#[tokio::test]
async fn an_export_ends_with_the_browser_on_sqlite() {
    ends_with_the_browser(Engine::Sqlite).await;
}

#[tokio::test]
async fn an_export_ends_with_the_browser_on_postgresql() {
    ends_with_the_browser(Engine::Postgres).await;
}
