//! The program as tests use it: the real router on a new book, with people who hold real appointments.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use dienhong_app::App;
use dienhong_app::clock::FixedClock;
use dienhong_app::people::Actor;
use dienhong_app::testing::Prepared;
use dienhong_app::units::{ChangeRequest, Choices, Form};
use dienhong_domain::people::{PersonKind, PersonState, SessionKind};
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::people::{NewAppointment, NewPerson, NewSession};
use dienhong_store::testing::Address;
use dienhong_store::{Batch, Engine, Store};
use dienhong_web::{AppState, Options};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tower::ServiceExt;
use uuid::Uuid;

/// Noon in Việt Nam on a day.
pub fn noon(year: i32, month: u32, day: u32) -> i64 {
    let date = Day::new(year, month, day).expect("a day").date();
    date.at(5, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .expect("a moment")
        .timestamp()
        .as_millisecond()
}

/// Runs a test on a store that holds a small book, on each engine: the shipped packs, and a map that is read at once.
pub async fn both_small<F: Future<Output = ()>>(test: impl Fn(Store) -> F) {
    Prepared::Small.both(test).await;
}

/// A store that holds a small book in a file, and the file, which goes away with its address.
pub async fn small_sqlite() -> (Store, Address) {
    let (file, store) = Prepared::Small.on(Engine::Sqlite).await;
    (store, file)
}

/// A new book with the shipped map and packs, made before anything that is tried in tests.
fn whole_book() -> Prepared {
    Prepared::Whole { at: noon(2021, 1, 1) }
}

/// Runs a test on a store that holds a new book with the whole map, on each engine.
pub async fn both<F: Future<Output = ()>>(test: impl Fn(Store) -> F) {
    whole_book().both(test).await;
}

/// A store that holds a new book with the whole map in a file, and the file, which goes away with its address.
pub async fn sqlite() -> (Store, Address) {
    let (file, store) = whole_book().on(Engine::Sqlite).await;
    (store, file)
}

/// Opens the book of a store under an address.
pub async fn open(store: Store, clock: Arc<FixedClock>, base: &str) -> Arc<App> {
    let base = base.parse().expect("an address");
    let app = App::open(store, clock, base).await;
    Arc::new(app.expect("the program opens"))
}

pub struct TestApp {
    pub app: Arc<App>,
    pub clock: Arc<FixedClock>,
    pub router: Router,
}

/// Names the case in which a test failed, for loops over many cases.
pub struct Case(String);

impl Case {
    pub fn new(name: impl Into<String>) -> Case {
        Case(name.into())
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("failed at {}", self.0);
        }
    }
}

#[derive(Clone)]
pub struct Person {
    pub cookie: String,
    pub number: i64,
}

impl Person {
    /// The same person, reading in English.
    pub fn in_english(&self) -> Person {
        Person {
            cookie: format!("{}; ngon-ngu=en", self.cookie),
            number: self.number,
        }
    }
}

pub struct Page {
    pub status: StatusCode,
    pub bytes: Vec<u8>,
    pub location: String,
}

impl Page {
    /// The summary of mistakes links to what has to be mended: nobody is sent to a place that the page does not have.
    fn leads_from_each_mistake_to_its_place(&self, path: &str) {
        let text = String::from_utf8_lossy(&self.bytes);
        let Some((_, summary)) = text.split_once("id=\"loi-tieu-de\"") else {
            return;
        };
        let summary = summary.split("</ul>").next().unwrap_or_default();
        for link in summary.split("href=\"#").skip(1) {
            let place = link.split('"').next().unwrap_or_default();
            assert!(
                text.contains(&format!("id=\"{place}\"")),
                "{path}: the mistake at #{place} has no place on the page"
            );
        }
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
    /// The words of the page without marks, white space folded.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut inside = false;
        for c in self.text().chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    words.push(' ');
                }
                c if !inside => words.push(c),
                _ => {}
            }
        }
        words
            .replace('\u{a0}', " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl TestApp {
    /// The program on a book, with a fixed clock.
    pub async fn new(store: Store, now: i64) -> TestApp {
        let clock = Arc::new(FixedClock::at(now));
        let app = open(store, clock.clone(), "http://localhost").await;
        let router = dienhong_web::router(AppState::new(app.clone(), Options::default()));
        TestApp { app, clock, router }
    }

    /// A unit of the shipped map by its official code, kind and name as of a day.
    pub fn unit(&self, code: &str, name: &str, day: Day) -> UnitId {
        let snapshot = self.app.snapshot();
        let fits = |u: &&dienhong_domain::units::Unit| {
            u.at(day)
                .is_some_and(|s| s.code.as_deref() == Some(code) && &*s.name == name)
        };
        snapshot
            .map
            .units()
            .find(fits)
            .map(|u| u.id)
            .unwrap_or_else(|| panic!("{name} {code} on {day}"))
    }
    pub fn uid(&self, unit: UnitId) -> Uuid {
        self.app.snapshot().map.uid(unit)
    }

    /// Somebody with an appointment and an open session.
    pub async fn person(&self, role: Role, unit: UnitId) -> Person {
        self.person_until(role, unit, Day::MAX.previous()).await
    }
    /// Somebody who stands over a subject of a unit.
    pub async fn head(&self, unit: UnitId, subject: Uuid) -> Person {
        let to = Day::MAX.previous();
        self.holder(Role::SubjectHead, (unit, Some(subject)), to).await
    }
    /// The same as [`TestApp::person`] with the last day of the appointment.
    pub async fn person_until(&self, role: Role, unit: UnitId, to: Day) -> Person {
        self.holder(role, (unit, None), to).await
    }
    /// Somebody with an appointment over a unit or a subject, and an open session.
    pub async fn holder(&self, role: Role, (unit, subject): (UnitId, Option<Uuid>), to: Day) -> Person {
        let number = self
            .app
            .store
            .number("SELECT COALESCE(MAX(id), 0) + 1 FROM person", vec![])
            .await
            .expect("a number");
        let cookie = Uuid::now_v7().simple().to_string();
        let person = NewPerson {
            id: number,
            uid: Uuid::now_v7(),
            kind: PersonKind::Person,
            name: "Nguyễn Thị Phượng".to_owned(),
            phone: None,
            state: PersonState::Active,
            language: "vi".to_owned(),
        };
        let held = Appointment {
            role,
            unit,
            subject,
            from: Day::new(2000, 1, 1).expect("a day"),
            to,
        };
        let session = NewSession {
            token_hash: Sha256::digest(cookie.as_bytes()).into(),
            uid: Uuid::now_v7(),
            person: number,
            kind: SessionKind::Passkey,
            device: "test".to_owned(),
            expires: i64::MAX / 2,
        };
        let batch = Batch::new(0, self.app.now())
            .add_person(&person)
            .add_appointment(&NewAppointment {
                id: Uuid::now_v7(),
                person: number,
                held,
            })
            .add_session(&session);
        self.app.store.write(batch).await.expect("a person");
        Person { cookie, number }
    }

    /// Somebody with an open session and no appointment.
    pub async fn nobody_special(&self) -> Person {
        let past = Day::new(2001, 1, 1).expect("a day");
        self.person_until(Role::Reader, UnitId(1), past).await
    }

    pub async fn send(
        &self,
        person: Option<&Person>,
        method: Method,
        path: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> Page {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost");
        if let Some(person) = person {
            request = request.header(header::COOKIE, format!("dh={}", person.cookie));
        }
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        self.answer(request.body(Body::from(body)).expect("a request"))
            .await
    }
    /// Reads a page or an answer of the interface as a program with a key.
    pub async fn get_with_key(&self, key: &str, path: &str) -> Page {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::AUTHORIZATION, format!("Bearer {key}"));
        self.answer(request.body(Body::empty()).expect("a request")).await
    }
    async fn answer(&self, mut request: Request<Body>) -> Page {
        let peer: std::net::SocketAddr = "127.0.0.1:9".parse().expect("an address");
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let path = request.uri().to_string();
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location.and_then(|v| v.to_str().ok()).unwrap_or_default();
        let location = location.to_owned();
        let bytes = response
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes()
            .to_vec();
        let page = Page {
            status,
            bytes,
            location,
        };
        page.leads_from_each_mistake_to_its_place(&path);
        page
    }
    pub async fn get(&self, person: &Person, path: &str) -> Page {
        self.send(Some(person), Method::GET, path, "", Vec::new()).await
    }
    /// Sends a form as a browser does.
    pub async fn post(&self, person: &Person, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        self.send(
            Some(person),
            Method::POST,
            path,
            "application/x-www-form-urlencoded",
            form.finish().into_bytes(),
        )
        .await
    }
    /// Sends a form with files as a browser does: (name, value) and (name, file name, bytes).
    pub async fn upload(
        &self,
        person: &Person,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Page {
        let mark = "----dien-hong";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .into_bytes(),
            );
        }
        for (name, file, bytes) in files {
            let head = format!(
                "--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n"
            );
            body.extend(head.into_bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{mark}--\r\n").into_bytes());
        self.send(
            Some(person),
            Method::POST,
            path,
            &format!("multipart/form-data; boundary={mark}"),
            body,
        )
        .await
    }

    /// Opens a register's form and sends it filled in; returns the entry's address.
    pub async fn record(
        &self,
        person: &Person,
        register: &str,
        unit: UnitId,
        day: &str,
        answers: &[(&str, &str)],
    ) -> String {
        let page = self.record_page(person, register, unit, day, answers).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
        page.location.split('?').next().unwrap_or_default().to_owned()
    }
    /// The same, returning the page of the response.
    pub async fn record_page(
        &self,
        person: &Person,
        register: &str,
        unit: UnitId,
        day: &str,
        answers: &[(&str, &str)],
    ) -> Page {
        let address = format!("/ghi/{register}?don-vi={}", self.uid(unit));
        let form = self.get(person, &address).await;
        assert_eq!(form.status, StatusCode::OK, "{}", form.words());
        let text = form.text();
        let id = text
            .split("name=\"id\" value=\"")
            .nth(1)
            .and_then(|t| t.split('"').next())
            .expect("the form carries an id")
            .to_owned();
        let uid = self.uid(unit).to_string();
        let mut fields = vec![
            ("id", id.as_str()),
            ("q-don-vi", uid.as_str()),
            ("q-ngay", day),
            ("trang-thai", "final"),
            // What may be recorded twice is asked about in a test of its own.
            ("van-ghi", "1"),
        ];
        fields.extend_from_slice(answers);
        self.upload(person, &format!("/ghi/{register}"), &fields, &[])
            .await
    }

    /// The actor behind a session.
    pub async fn actor(&self, person: &Person) -> Actor {
        let snapshot = self.app.snapshot();
        let found = self
            .app
            .people
            .actor(self.app.here(&snapshot), &person.cookie)
            .await
            .expect("the store answers");
        found.expect("the session holds")
    }

    /// Founds groups "1" to `count` under a commune from a day on, by the act that the pages use.
    pub async fn found_groups(
        &self,
        person: &Person,
        commune: UnitId,
        kind: &str,
        count: i32,
        day: &str,
    ) -> Vec<UnitId> {
        let form = Form {
            id: Uuid::now_v7(),
            day: day.to_owned(),
            reference: "Quyết định thành lập (thử)".to_owned(),
            what: ChangeRequest::Found {
                parent: commune,
                kind: kind.to_owned(),
                names: format!("1-{count}"),
            },
        };
        let actor = self.actor(person).await;
        self.app
            .by(&actor)
            .units()
            .record_change(&form, &Choices::default())
            .await
            .unwrap_or_else(|e| panic!("{e:?}"));
        let snapshot = self.app.snapshot();
        let mut groups = snapshot.map.children(commune, self.app.today());
        groups.sort();
        groups
    }
}
