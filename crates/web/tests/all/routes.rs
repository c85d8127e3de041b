//! Every route of the table × role × place: own, below, beside, above, what ended and left its book, without an appointment,
//! with an ended one.

use crate::common::{Page, Person, TestApp, noon, small_sqlite};
use axum::http::{Method, StatusCode};
use dienhong_app::units::Choices;
use dienhong_app::urls;
use dienhong_domain::rights::{Role, belongs_to_the_past};
use dienhong_domain::time::Day;
use dienhong_domain::units::{Change, ChangeKind, Level, NewUnit, Part, UnitId};
use dienhong_store::testing::Address;
use dienhong_web::access::{Access, Rate, Route, Routes};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use uuid::Uuid;

/// Something at a place that a route's address can name.
#[derive(Clone, Debug)]
struct Thing {
    unit: Uuid,
    entry: Uuid,
    file: Uuid,
    person: Uuid,
    term: Uuid,
    change: Uuid,
    filing: Uuid,
    report: Uuid,
}

/// Which thing of a place an address names; routes that name nothing are the same everywhere.
enum Names {
    Nothing,
    Unit,
    Entry,
    File,
    Person,
    Change,
    /// What a unit sent up: only who holds a unit above it answers.
    Sent,
    /// Something that exists for nobody: the handler answers for itself.
    Unknown,
}

/// The address of a route for a thing, and what it names.
fn address(path: &str, thing: &Thing) -> (String, Names) {
    if path.starts_with("/api/v1/") {
        address_in_interface(path, thing)
    } else {
        address_of_page(path, thing)
    }
}

fn address_of_page(path: &str, thing: &Thing) -> (String, Names) {
    let is = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
    let fill = |name: &str, value: &dyn ToString| path.replace(name, &value.to_string());
    let of_unit = |path: String| (format!("{path}?don-vi={}", thing.unit), Names::Unit);
    match path {
        "/so" | "/ghi" | "/gui-so-lieu/chot" | "/bao-cao" | "/van-ban/co-quan" => {
            (path.to_owned(), Names::Nothing)
        }
        "/trao-doi" | "/trao-doi/nhan" | "/trao-doi/the" => (path.to_owned(), Names::Nothing),
        "/ban-giao" | "/nhat-ky" | "/ma-ket-noi" | "/nguoi" => (path.to_owned(), Names::Nothing),
        "/tim" | "/so-lieu" | "/chi-tieu" | "/soat-so" => of_unit(path.to_owned()),
        "/gui-so-lieu" | "/gui-so-lieu/cap-duoi" | "/bao-cao/cap-duoi" => of_unit(path.to_owned()),
        "/so/{register}" | "/so/{register}/tai.xlsx" => of_unit(fill("{register}", &"tuyen-truyen")),
        "/chi-tieu/{code}" => of_unit(fill("{code}", &"giam-toi-pham")),
        "/so-lieu/{measure}" => of_unit(fill("{measure}", &"luot-tuyen-truyen")),
        "/so-lieu/tai/{format}" | "/chi-tieu/tai/{format}" => of_unit(fill("{format}", &"csv")),
        "/trao-doi/{book}/thoi" => (fill("{book}", &Uuid::nil()), Names::Unknown),
        // Only what was sent travels.
        "/gui-so-lieu/{id}/goi" => (fill("{id}", &thing.filing), Names::Unknown),
        "/bao-cao/{id}/goi" => (fill("{id}", &thing.report), Names::Unknown),
        "/gui-so-lieu/{id}/tra" => (fill("{id}", &thing.filing), Names::Sent),
        // What does not stand so that this could be asked, and parts that are not there.
        "/bao-cao/{id}/tra" | "/bao-cao/{id}/gop-y/{note}" => {
            let path = fill("{id}", &thing.report);
            (path.replace("{note}", &Uuid::nil().to_string()), Names::Unknown)
        }
        "/bao-cao/{id}/khac" => (format!("{}?tu=1", fill("{id}", &thing.report)), Names::Unknown),
        "/bao-cao/{id}/tep/{version}/{stage}/{format}" => {
            (format!("/bao-cao/{}/tep/1/0/pdf", thing.report), Names::Unknown)
        }
        _ if is("/van-ban") => (path.to_owned(), Names::Unknown),
        _ if is("/bao-cao") => (
            fill("{id}", &thing.report).replace("{format}", "docx"),
            Names::Unit,
        ),
        _ if is("/gui-so-lieu") => (
            fill("{id}", &thing.filing).replace("{format}", "csv"),
            Names::Unit,
        ),
        _ if is("/so") || is("/ghi") => (fill("{register}", &"tuyen-truyen"), Names::Nothing),
        _ if is("/muc") => (fill("{id}", &thing.entry), Names::Entry),
        _ if is("/tep") => (fill("{id}", &thing.file), Names::File),
        _ if is("/thay-doi") => (fill("{id}", &thing.change), Names::Change),
        _ if is("/don-vi") && path.contains('{') => {
            let path = fill("{uid}", &thing.unit);
            (path.replace("{id}", &thing.unit.to_string()), Names::Unit)
        }
        _ if is("/nguoi") && path.contains('{') => {
            let path = fill("{id}", &thing.person);
            (path.replace("{term}", &thing.term.to_string()), Names::Person)
        }
        _ if path.contains('{') => (fill("{id}", &Uuid::nil()).replace("{code}", "vi"), Names::Unknown),
        _ => (path.to_owned(), Names::Nothing),
    }
}

fn address_in_interface(path: &str, thing: &Thing) -> (String, Names) {
    let is = |prefix: &str| path == prefix || path.starts_with(&format!("{prefix}/"));
    let fill = |name: &str, value: &dyn ToString| path.replace(name, &value.to_string());
    let in_2026 = |path: String| {
        let query = format!("unit={}&from=2026-01-01&to=2026-12-31", thing.unit);
        (format!("{path}?{query}"), Names::Unit)
    };
    match path {
        "/api/v1/filings" | "/api/v1/reports" => (format!("{path}?unit={}", thing.unit), Names::Unit),
        "/api/v1/entries" => {
            let query = format!("unit={}&register=tuyen-truyen", thing.unit);
            (format!("{path}?{query}"), Names::Unit)
        }
        "/api/v1/totals" | "/api/v1/totals.csv" | "/api/v1/totals.xlsx" | "/api/v1/indicators" => {
            in_2026(path.to_owned())
        }
        "/api/v1/figures/{measure}" | "/api/v1/figures/{measure}/proof" => {
            in_2026(fill("{measure}", &"luot-tuyen-truyen"))
        }
        "/api/v1/indicators/{code}" => in_2026(fill("{code}", &"giam-toi-pham")),
        "/api/v1/units/{uid}" => (fill("{uid}", &thing.unit), Names::Unit),
        "/api/v1/files/{id}" => (fill("{id}", &thing.file), Names::File),
        "/api/v1/filings/{id}" => (fill("{id}", &thing.filing), Names::Unit),
        _ if is("/api/v1/reports") => (
            fill("{id}", &thing.report).replace("{format}", "docx"),
            Names::Unit,
        ),
        _ if is("/api/v1/entries") => (fill("{id}", &thing.entry), Names::Entry),
        _ if is("/api/v1/registers") => (fill("{id}", &"tuyen-truyen"), Names::Unknown),
        _ => (path.to_owned(), Names::Nothing),
    }
}

struct World {
    _place: Address,
    test: TestApp,
    things: BTreeMap<&'static str, Thing>,
    units: BTreeMap<&'static str, UnitId>,
}

/// A province with two wards, groups in the first, and something of every kind at each place.
async fn world() -> World {
    let (store, place) = small_sqlite().await;
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
        .found_groups(&official, ward, "to-dan-pho", 2, "1/1/2026")
        .await;
    let others = test
        .found_groups(&official, other, "to-dan-pho", 1, "1/1/2026")
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

/// Units that ended on 1 June: a ward and a group whose book the first ward has, a ward and a group that the second one has,
/// and a district of the province.
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
    // The level above a ward keeps no register of its own: its entry is one that stands beside.
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
    }
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

/// A day on which a unit stood.
fn day_of(test: &TestApp, unit: UnitId) -> &'static str {
    match test.app.snapshot().map.at(unit, test.app.today()) {
        Some(_) => "1/11/2026",
        None => "15/1/2026",
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
    use dienhong_store::Batch;
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
    use dienhong_store::Batch;
    use dienhong_store::reports::ReportRow;
    let days = dienhong_domain::time::Period::month(2026, 10).expect("a month");
    let row = ReportRow {
        id: Uuid::now_v7(),
        unit,
        outline: "hang-thang".into(),
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

async fn ask(test: &TestApp, person: Option<&Person>, method: &Method, path: &str) -> Page {
    let method = method.clone();
    let takes_files = path.ends_with("/sua")
        || path.starts_with("/ghi/")
        || path.ends_with("/nhap") && path.starts_with("/so/")
        || path.ends_with("/sap-xep")
        || path.ends_with("/ban-ky")
        || path.ends_with("/doi-chieu");
    if method == Method::POST && takes_files {
        let fields = [
            ("id", "00000000-0000-0000-0000-000000000000"),
            ("trang-thai", "draft"),
        ];
        return match person {
            Some(person) => test.upload(person, path, &fields, &[]).await,
            None => {
                test.send(
                    None,
                    method,
                    path,
                    "application/x-www-form-urlencoded",
                    Vec::new(),
                )
                .await
            }
        };
    }
    let (kind, body) = match (method == Method::GET, path.starts_with("/api/")) {
        (true, _) => ("", Vec::new()),
        (false, true) => ("application/json", b"{}".to_vec()),
        (false, false) => ("application/x-www-form-urlencoded", Vec::new()),
    };
    test.send(person, method, path, kind, body).await
}

fn routes() -> impl Iterator<Item = &'static Route> {
    static ROUTES: LazyLock<Routes> = LazyLock::new(dienhong_web::routes);
    ROUTES.iter()
}

#[test]
fn every_route_stands_once() {
    let mut seen = std::collections::BTreeSet::new();
    for Route { method, path, .. } in routes() {
        assert!(
            seen.insert((method.to_string(), *path)),
            "{method} {path} stands twice"
        );
    }
}

#[test]
fn every_public_door_is_guarded_or_takes_no_password() {
    let public = routes().filter(|route| route.access == Access::Public && route.method != Method::GET);
    let (guarded, open): (Vec<&Route>, Vec<&Route>) = public.partition(|route| route.rate == Rate::Guarded);
    let paths = |of: &[&Route]| of.iter().map(|route| route.path).collect::<Vec<_>>();
    assert_eq!(
        paths(&guarded),
        [
            urls::SIGN_IN,
            urls::SIGN_IN_CODE,
            urls::SIGN_IN_PASSKEY_START,
            urls::SIGN_IN_PASSKEY,
            urls::SIGN_IN_AGAIN,
        ]
    );
    // Codes of invitations and of the first start are random and long, letters are signed, and the demo has no secrets.
    let without = [
        "/moi",
        "/cai-dat",
        "/demo",
        "/api/exchange/",
        urls::SIGN_OUT,
        urls::DISPLAY,
    ];
    for path in paths(&open) {
        assert!(
            without.iter().any(|known| path.starts_with(known)),
            "{path} is guarded"
        );
    }
}

/// Files of the crates of pages that end so, with their text.
fn sources(end: &str) -> Vec<(std::path::PathBuf, String)> {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let all = std::fs::read_dir(crates).expect("the crates").flatten();
    let of_pages = all.filter(|folder| folder.file_name().to_string_lossy().starts_with("web"));
    let mut open: Vec<std::path::PathBuf> = of_pages
        .flat_map(|folder| ["src", "templates"].map(|part| folder.path().join(part)))
        .filter(|folder| folder.is_dir())
        .collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for file in std::fs::read_dir(folder).expect("the sources").flatten() {
            let path = file.path();
            match path.is_dir() {
                true => open.push(path),
                false if path.to_string_lossy().ends_with(end) => {
                    let text = std::fs::read_to_string(&path).expect("a source");
                    found.push((path, text));
                }
                false => {}
            }
        }
    }
    assert!(found.len() > 50, "{} files end in {end}", found.len());
    found
}

/// Beginnings of the paths of pages, as they would stand in a text: `"/so/`, `"/so"`, `"/so?`.
fn written_out(text: &str) -> Option<String> {
    let first = |path: &'static str| path.split('/').nth(1).filter(|part| !part.is_empty());
    let rooms: std::collections::BTreeSet<&str> = routes()
        .filter(|route| !route.path.starts_with("/api") && !route.path.starts_with("/assets"))
        .filter_map(|route| first(route.path))
        .collect();
    let ends = ['/', '"', '?', '#'];
    rooms
        .into_iter()
        .flat_map(|room| ends.map(|end| format!("\"/{room}{end}")))
        .find(|literal| text.contains(literal.as_str()))
}

#[test]
fn paths_are_written_once_and_links_are_made_of_them() {
    for (path, text) in sources(".rs").into_iter().chain(sources(".html")) {
        if path.ends_with("gallery.html") {
            continue;
        }
        let found = written_out(&text);
        assert!(found.is_none(), "{} writes {found:?} out", path.display());
        let is_the_table = path.ends_with("access.rs");
        assert!(
            is_the_table || !text.contains(".route("),
            "{} has routes of its own",
            path.display()
        );
    }
    assert_eq!(
        written_out(r#"href="/bao-cao/{{ id }}""#).as_deref(),
        Some("\"/bao-cao/")
    );
}

#[tokio::test]
async fn without_a_session_only_public_routes_answer() {
    let world = world().await;
    let ward = &world.things["ward"];
    for Route {
        method, path, access, ..
    } in routes()
    {
        let (url, _) = address(path, ward);
        let page = ask(&world.test, None, method, &url).await;
        let to_sign_in = page.status == StatusCode::SEE_OTHER
            && (page.location.starts_with("/vao") || page.location.starts_with("/cai-dat"));
        let refused = to_sign_in
            || page.status == StatusCode::UNAUTHORIZED
            || *method != Method::GET && page.status.is_client_error();
        match access {
            Access::Public => assert!(!page.status.is_server_error(), "{method} {path}: {}", page.status),
            _ => assert!(refused, "{method} {path} without a session: {}", page.status),
        }
    }
}

/// Where somebody holds an appointment, and the places that are tried, with whether they lie within it.
const OF_A_GROUP: (&str, [(&str, bool); 8]) = (
    "group",
    [
        ("group", true),
        ("beside-group", false),
        ("ward", false),
        ("beside", false),
        ("province", false),
        ("former-ward", false),
        ("former-group", false),
        ("former-district", false),
    ],
);
const OF_A_PROVINCE: (&str, [(&str, bool); 8]) = (
    "province",
    [
        ("province", true),
        ("ward", true),
        ("group", true),
        ("beside", true),
        ("beside-below", true),
        ("former-ward", true),
        ("former-group", true),
        ("former-district", true),
    ],
);
const OF_A_NEIGHBOUR: (&str, [(&str, bool); 8]) = (
    "beside",
    [
        ("beside", true),
        ("beside-below", true),
        ("ward", false),
        ("group", false),
        ("province", false),
        ("former-ward", false),
        ("former-group", false),
        ("former-district", false),
    ],
);
const OF_A_WARD: (&str, [(&str, bool); 8]) = (
    "ward",
    [
        ("ward", true),
        ("group", true),
        ("beside", false),
        ("beside-below", false),
        ("province", false),
        ("former-ward", true),
        ("former-group", true),
        ("former-district", false),
    ],
);

#[tokio::test]
async fn without_an_appointment_nothing_that_needs_a_right_answers() {
    let world = world().await;
    let nobody = world.test.nobody_special().await;
    for Route {
        method, path, access, ..
    } in routes()
    {
        let Access::Needs(_) = access else { continue };
        for (place, thing) in &world.things {
            let (url, _) = address(path, thing);
            let page = ask(&world.test, Some(&nobody), method, &url).await;
            assert_eq!(
                page.status,
                StatusCode::NOT_FOUND,
                "{method} {path} at {place}: {url}"
            );
        }
    }
}

#[tokio::test]
async fn every_route_is_refused_without_the_right_and_opens_with_it() {
    let world = world().await;
    let mut walked = 0;
    for role in Role::ALL {
        let seat = match role {
            Role::GroupLeader => OF_A_GROUP,
            _ => OF_A_WARD,
        };
        walked += world.walk(role, seat).await;
    }
    assert!(walked > 500, "{walked} requests were made");
}

#[tokio::test]
async fn what_ended_opens_to_those_who_have_its_book_and_to_nobody_else() {
    let world = world().await;
    for role in [Role::Official, Role::Chair, Role::Reader, Role::Operator] {
        world.walk(role, OF_A_PROVINCE).await;
        world.walk(role, OF_A_NEIGHBOUR).await;
    }
}

impl World {
    /// Whether a unit stands above another, or stood when that one ended.
    fn is_above(&self, top: UnitId, unit: UnitId) -> bool {
        let snapshot = self.test.app.snapshot();
        let parent = snapshot.map.get(unit).and_then(|u| u.last().parent);
        parent.is_some_and(|parent| snapshot.map.is_within(parent, top, self.test.app.today()))
    }

    /// Asks each route at each place as somebody who holds a role; gives how often.
    async fn walk(&self, role: Role, (home, places): (&str, [(&str, bool); 8])) -> usize {
        let home = self.units[home];
        let holder = self.test.person(role, home).await;
        let in_october = Day::new(2026, 10, 1).expect("a day");
        let ended = self.test.person_until(role, home, in_october).await;
        let mut walked = 0;
        for Route {
            method, path, access, ..
        } in routes()
        {
            let Access::Needs(act) = access else { continue };
            for (place, within) in places {
                let thing = &self.things[place];
                let (url, names) = address(path, thing);
                let what = format!("{method} {path}, {role:?} at {place}: {url}");
                let page = ask(&self.test, Some(&ended), method, &url).await;
                assert_eq!(page.status, StatusCode::NOT_FOUND, "{what}, once it ended");
                // Acts change things: each is tried once within, always outside.
                let page = ask(&self.test, Some(&holder), method, &url).await;
                walked += 1;
                let asked = Asked {
                    method,
                    path,
                    is_allowed: role.permissions().contains(act),
                    is_within: within,
                    is_above: self.is_above(home, self.units[place]),
                    is_past_only: place.starts_with("former-") && !belongs_to_the_past(*act),
                    names,
                };
                is_right(&page, &asked, thing, &what);
            }
        }
        walked
    }
}

/// A request of somebody who holds an appointment.
struct Asked<'a> {
    method: &'a Method,
    path: &'a str,
    /// Whether the role has the right of the route.
    is_allowed: bool,
    /// Whether the place lies within the appointment.
    is_within: bool,
    /// Whether the unit of the appointment stands above it.
    is_above: bool,
    /// Whether the place ended and the right of the route is none over what belongs to the past.
    is_past_only: bool,
    names: Names,
}

fn is_right(page: &Page, asked: &Asked<'_>, thing: &Thing, what: &str) {
    assert!(!page.status.is_server_error(), "{what}: {}", page.words());
    let is_refused = page.status == StatusCode::NOT_FOUND;
    let reads = *asked.method == Method::GET;
    let what = format!("{what}: {} {}", page.status, page.location);
    match asked.names {
        _ if !asked.is_allowed => assert!(is_refused, "{what}"),
        Names::Nothing => assert!(!is_refused, "{what}"),
        Names::Unknown => {}
        Names::Unit if asked.is_past_only => {}
        _ if !asked.is_within && !reads && asked.path.starts_with("/api/") => {
            assert!(page.status.is_client_error(), "{what}");
        }
        // A program's answers are read before it is known whether the entry is there.
        Names::Entry | Names::File if thing.entry.is_nil() => {
            let is_unread = !reads && asked.path.starts_with("/api/") && page.status.is_client_error();
            assert!(is_refused || is_unread, "{what}");
        }
        _ if !asked.is_within => {
            let is_public_map = asked.path.starts_with("/don-vi") && reads
                || asked.path.starts_with("/api/v1/units")
                || asked.path.starts_with("/thay-doi");
            assert!(is_refused || is_public_map, "{what}");
        }
        Names::Sent => assert_eq!(is_refused, !asked.is_above, "{what}"),
        Names::Unit if reads && !asked.path.starts_with("/don-vi") => assert!(!is_refused, "{what}"),
        _ => {}
    }
}
