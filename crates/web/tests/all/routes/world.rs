//! The places at which the routes are tried, each with something of every kind.

use super::addresses::Thing;
use crate::common::{Person, TestApp, noon, small_sqlite};
use axum::http::StatusCode;
use dienhong_app::units::Choices;
use dienhong_domain::rights::Role;
use dienhong_domain::subjects::Subject;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Change, ChangeKind, Level, NewUnit, Part, UnitId};
use dienhong_store::testing::Address;
use dienhong_store::{Batch, Store};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(crate) struct World {
    _place: Address,
    pub(crate) test: TestApp,
    pub(crate) things: BTreeMap<&'static str, Thing>,
    pub(crate) units: BTreeMap<&'static str, UnitId>,
}

/// A province with two wards, groups in the first, and something of every kind at each place.
pub(crate) async fn world() -> World {
    let (store, place) = small_sqlite().await;
    world_on(store, place).await
}

/// The same on an opened store; its place goes away with the world.
pub(crate) async fn world_on(store: Store, place: Address) -> World {
    let test = TestApp::new(store, noon(2026, 11, 20)).await;
    let today = Day::new(2026, 11, 20).expect("a day");
    let ward = test.unit("23563", "Diên Hồng", today);
    let snapshot = test.app.snapshot();
    let province = snapshot
        .map
        .at(ward, today)
        .and_then(|s| s.parent)
        .expect("a province");
    let other = snapshot
        .map
        .children(province, today)
        .into_iter()
        .find(|u| *u != ward)
        .expect("another ward");
    drop(snapshot);
    let official = test.person(Role::Official, province).await;
    let groups = test
        .found_groups(&official, ward, "to-dan-pho", 2, "01/01/2026")
        .await;
    let others = test
        .found_groups(&official, other, "to-dan-pho", 1, "01/01/2026")
        .await;
    let former = former(&test, &official, ward, province).await;
    let mut units = BTreeMap::from([
        ("ward", ward),
        ("group", groups[0]),
        ("beside-group", groups[1]),
        ("beside", other),
        ("beside-below", others[0]),
        ("province", province),
    ]);
    units.extend(former);
    let mut things = BTreeMap::new();
    for (place, unit) in &units {
        things.insert(*place, thing(&test, &official, *unit).await);
    }
    World {
        _place: place,
        test,
        things,
        units,
    }
}

/// Units that ended on 1 June: a ward and a group whose book the first ward has, and a district of the province.
async fn former(
    test: &TestApp,
    official: &Person,
    ward: UnitId,
    province: UnitId,
) -> Vec<(&'static str, UnitId)> {
    let today = test.app.today();
    let found = async |code: &str, name: &str, kind: &str, level: &str, parent: UnitId| {
        let change = Change {
            kind: ChangeKind::Found,
            creates: vec![new_unit(test, code, name, kind, parent)],
            ..change(level, 1)
        };
        let id = change.creates[0].id;
        made(test, official, &change).await;
        id
    };
    let gone = found("23569", "Đã Nhập", "phuong", "ward", province).await;
    let group = found("", "Đã Bỏ", "to-dan-pho", "group", ward).await;
    let district = found("622", "Đã Thôi", "huyen", "district", province).await;
    let merger = Change {
        kind: ChangeKind::Merge,
        ends: vec![gone],
        parts: vec![Part {
            from: gone,
            to: ward,
            share: Some(1_000_000),
            source: String::new(),
        }],
        ..change("merger", 6)
    };
    made(test, official, &merger).await;
    let end = Change {
        kind: ChangeKind::End,
        ends: vec![group, district],
        ..change("end", 6)
    };
    made(test, official, &end).await;
    let map = &test.app.snapshot().map;
    let ended = [gone, group, district];
    assert!(ended.iter().all(|unit| map.at(*unit, today).is_none()));
    vec![
        ("former-ward", gone),
        ("former-group", group),
        ("former-district", district),
    ]
}

/// A change of 2026 without content.
fn change(name: &str, month: u32) -> Change {
    Change {
        id: Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()),
        day: Day::new(2026, month, 1).expect("a day"),
        kind: ChangeKind::Found,
        reference: "Nghị quyết (thử)".to_owned(),
        ends: Vec::new(),
        creates: Vec::new(),
        sets: Vec::new(),
        parts: Vec::new(),
        groups: Vec::new(),
    }
}

fn new_unit(test: &TestApp, code: &str, name: &str, kind: &str, parent: UnitId) -> NewUnit {
    NewUnit {
        id: test.app.snapshot().map.next_id(),
        uid: Uuid::now_v7(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        parent: Some(parent),
    }
}

async fn made(test: &TestApp, person: &Person, change: &Change) {
    let actor = test.actor(person).await;
    let done = test
        .app
        .by(&actor)
        .units()
        .record_made(change, &Choices::default())
        .await;
    done.unwrap_or_else(|e| panic!("{change:?}: {e:?}"));
}

async fn thing(test: &TestApp, official: &Person, unit: UnitId) -> Thing {
    let level = test.app.snapshot().map.level(unit);
    let role = match level {
        Some(Level::Group) => Role::GroupLeader,
        _ => Role::Official,
    };
    let number = test.person(role, unit).await.number;
    // Levels above a ward keep no register of their own, so there is no entry.
    let (entry, file) = match level >= Some(Level::Commune) {
        true => entry(test, official, unit).await,
        false => Default::default(),
    };
    Thing {
        unit: test.uid(unit),
        entry,
        file,
        person: first_id(test, "SELECT uid, id FROM person WHERE id = $1", number).await,
        term: first_id(
            test,
            "SELECT id, person FROM appointment WHERE person = $1",
            number,
        )
        .await,
        change: first_id(
            test,
            "SELECT id, at FROM unit_change WHERE home = $1 OR $1 > 0 ORDER BY seq",
            unit.0.into(),
        )
        .await,
        filing: filing(test, unit).await,
        report: report(test, unit).await,
        incoming: incoming(test, unit).await,
        paper: paper(test, unit).await,
        subject: subject(test, unit).await,
    }
}

/// A subject of a unit.
pub(crate) async fn subject(test: &TestApp, unit: UnitId) -> Uuid {
    let subject = Subject {
        id: Uuid::now_v7(),
        unit,
        kind: "doanh-nghiep".into(),
        name: format!("Cơ sở {}", Uuid::now_v7()),
        opened_on: Day::new(2020, 1, 1).expect("a day"),
        closed_on: None,
    };
    let batch = Batch::new(0, 0).add_subject(&subject);
    test.app.store.write(batch).await.expect("a subject is kept");
    subject.id
}

/// The first row's identity. Rows of one column are not read, so each query asks for a number as well.
async fn first_id(test: &TestApp, sql: &'static str, of: i64) -> Uuid {
    let rows: Vec<(Uuid, i64)> = test
        .app
        .store
        .all(sql, dienhong_store::args![of])
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}"));
    rows.first().unwrap_or_else(|| panic!("{sql}: no row")).0
}

/// A day on which a unit existed.
fn day_of(test: &TestApp, unit: UnitId) -> &'static str {
    match test.app.snapshot().map.at(unit, test.app.today()) {
        Some(_) => "01/11/2026",
        None => "15/01/2026",
    }
}

/// An entry that was sent up, with a file.
async fn entry(test: &TestApp, official: &Person, unit: UnitId) -> (Uuid, Uuid) {
    let id = Uuid::now_v7();
    let answers = [
        ("id", &*id.to_string()),
        ("q-don-vi", &*test.uid(unit).to_string()),
        ("q-ngay", day_of(test, unit)),
        ("trang-thai", "sent"),
        ("hinh-thuc", "sinh-hoat-to"),
        ("noi-dung", "ma-tuy"),
        ("luot", "20"),
    ];
    let plan = ("tai-lieu", "ke-hoach.txt", "Kế hoạch".as_bytes());
    let page = test
        .upload(official, "/ghi/tuyen-truyen", &answers, &[plan])
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
    let files = test.app.store.attachments(id).await.expect("attachments");
    (id, files.first().expect("a file").id)
}

/// Frozen figures of a unit.
async fn filing(test: &TestApp, unit: UnitId) -> Uuid {
    use dienhong_domain::filings::Content;
    use dienhong_store::filings::FilingWrite;
    let days = dienhong_domain::time::Period::month(2026, 10).expect("a month");
    let content = Content {
        format: 1,
        unit: test.uid(unit),
        unit_name: "Thử".into(),
        form: "hang-thang".into(),
        title: Default::default(),
        from: days.from,
        to: days.to,
        packs: Vec::new(),
        figures: Vec::new(),
        indicators: Vec::new(),
        inputs: String::new(),
        map: None,
    };
    let write = FilingWrite {
        id: Uuid::now_v7(),
        unit,
        form: content.form.clone(),
        days,
        version: 1,
        state: dienhong_domain::filings::State::Frozen,
        content: serde_json::to_string(&content).expect("a content"),
        hash: vec![0; 32],
        inputs: Vec::new(),
        origin: String::new(),
        made_at: 0,
        made_by: 0,
    };
    let done = test.app.store.write(Batch::new(0, 0).filing(&write)).await;
    done.expect("a filing is kept");
    write.id
}

/// A report that is being written for a unit.
async fn report(test: &TestApp, unit: UnitId) -> Uuid {
    use dienhong_store::reports::ReportRow;
    let days = dienhong_domain::time::Period::month(2026, 10).expect("a month");
    let row = ReportRow {
        id: Uuid::now_v7(),
        unit,
        outline: "hang-thang".into(),
        rules: None,
        first: days.from,
        last: days.to,
        issuer: None,
        is_restated: false,
        stage: dienhong_domain::reports::Stage::Writing,
        version: 0,
        edit_count: 0,
        made_at: 0,
        made_by: 0,
        origin: String::new(),
    };
    let done = test.app.store.write(Batch::new(0, 0).new_report(&row)).await;
    done.expect("a report is kept");
    row.id
}

/// An invitation of a unit whose blanks are empty.
async fn paper(test: &TestApp, unit: UnitId) -> Uuid {
    use dienhong_store::made_papers::PaperRow;
    let row = PaperRow {
        id: Uuid::now_v7(),
        unit,
        template: "giay-moi-hop".into(),
        rules: 0,
        issuer: None,
        law_day: Day::new(2026, 1, 15).expect("a day"),
        answers: "{}".into(),
        secretary: String::new(),
        summary: String::new(),
        state: dienhong_domain::procedures::papers::State::Draft,
        version: 0,
        edit_count: 0,
        made_at: 0,
        made_by: 0,
    };
    let done = test.app.store.write(Batch::new(0, 0).new_paper(&row)).await;
    done.expect("a paper is kept");
    row.id
}

/// A paper that arrived at a unit, with its scan.
async fn incoming(test: &TestApp, unit: UnitId) -> Uuid {
    use dienhong_store::incoming::{IncomingRow, ScanRow};
    let day = Day::new(2026, 1, 15).expect("a day");
    let row = IncomingRow {
        id: Uuid::now_v7(),
        unit,
        year: day.year(),
        number: 1,
        day,
        author: "UBND tỉnh".into(),
        sign: String::new(),
        paper_day: None,
        kind: "letter".into(),
        summary: "Văn bản thử".into(),
        receiver: String::new(),
        due: None,
        done: None,
        is_struck: false,
        note: String::new(),
        edit_count: 0,
        at: 0,
        person: 0,
    };
    let scan = ScanRow {
        id: row.id,
        kind: "pdf".into(),
        sha256: String::new(),
        size: 4,
        at: 0,
        person: 0,
    };
    let batch = Batch::new(0, 0).incoming(&row).new_incoming_scan(&scan, b"%PDF");
    test.app.store.write(batch).await.expect("a paper is kept");
    row.id
}
