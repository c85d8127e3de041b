//! A ward with two groups behind the interface, and programs with keys. Each response is checked against the description.

use super::conform::problems;
use crate::common::{Person, TestApp, noon};
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use dienhong_app::people::{NewProgram, PersonName};
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::Store;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

pub const ALL: &[Permission] = &[
    Permission::ReadEntries,
    Permission::WriteEntries,
    Permission::FinishEntries,
    Permission::ReadTotals,
    Permission::ReadUnits,
    Permission::FreezeFigures,
    Permission::WriteReports,
];

/// A ward on 20 November 2026.
pub struct Ward {
    pub test: TestApp,
    pub document: Value,
    pub unit: UnitId,
    pub uid: Uuid,
    pub groups: Vec<Uuid>,
    /// Another ward of the same province.
    pub beside: UnitId,
    pub chair: Person,
    pub official: Person,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.bytes)))
    }
    pub fn code(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
    /// Codes of the mistakes with their places.
    pub fn mistakes(&self) -> Vec<(String, String)> {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let all = self.json()["mistakes"].as_array().cloned().unwrap_or_default();
        all.iter()
            .map(|m| (text(&m["field"]), text(&m["code"])))
            .collect()
    }
}

impl Ward {
    pub async fn new(store: Store) -> Ward {
        let test = TestApp::new(store, noon(2026, 11, 20)).await;
        let today = Day::new(2026, 11, 20).expect("a day");
        let unit = test.unit("23563", "Diên Hồng", today);
        let snapshot = test.app.snapshot();
        let province = snapshot
            .map
            .at(unit, today)
            .and_then(|s| s.parent)
            .expect("a province");
        let beside = snapshot
            .map
            .children(province, today)
            .into_iter()
            .find(|u| *u != unit)
            .expect("another ward");
        drop(snapshot);
        let chair = test.person(Role::Chair, unit).await;
        let official = test.person(Role::Official, unit).await;
        let groups = test
            .found_groups(&official, unit, "to-dan-pho", 2, "01/01/2026")
            .await;
        let groups = groups.into_iter().map(|g| test.uid(g)).collect();
        let uid = test.uid(unit);
        let mut ward = Ward {
            test,
            document: Value::Null,
            unit,
            uid,
            groups,
            beside,
            chair,
            official,
        };
        ward.document = ward
            .raw("GET", "/api/v1/openapi.json", &[], Vec::new())
            .await
            .json();
        ward
    }

    /// Makes a key for a program that is an official of the ward.
    pub async fn key(&self, scopes: &[Permission]) -> (Uuid, String) {
        self.key_until(scopes, Day::new(2026, 12, 31).expect("a day"))
            .await
    }
    pub async fn key_until(&self, scopes: &[Permission], to: Day) -> (Uuid, String) {
        let actor = self.test.actor(&self.chair).await;
        let name = PersonName::parse("Cổng dịch vụ").expect("a name");
        let new = NewProgram {
            name,
            role: Role::Official,
            unit: self.unit,
            subject: None,
            scopes: scopes.to_vec(),
            to,
        };
        let made = self
            .test
            .app
            .by(&actor)
            .people()
            .make_key(&new)
            .await
            .expect("a key");
        (made.id, made.key)
    }

    /// Sends a request unchanged; the response is checked against the description.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self
            .test
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes()
            .to_vec();
        let answer = Answer {
            status,
            headers,
            bytes,
        };
        self.hold(method, path, &answer);
        answer
    }

    /// Sends JSON with a key.
    pub async fn send(&self, key: &str, method: &str, path: &str, body: Value) -> Answer {
        let bearer = format!("Bearer {key}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("accept-language", "en"),
        ];
        match body {
            Value::Null => self.raw(method, path, &headers[..1], Vec::new()).await,
            body => {
                self.raw(method, path, &headers, body.to_string().into_bytes())
                    .await
            }
        }
    }
    pub async fn get(&self, key: &str, path: &str) -> Answer {
        self.send(key, "GET", path, Value::Null).await
    }
    /// Records an outreach session for the ward; returns its address and the response.
    pub async fn session(&self, key: &str, day: &str, luot: Value) -> (String, Answer) {
        let path = format!("/api/v1/entries/{}", Uuid::now_v7());
        let answer = self.send(key, "PUT", &path, self.body(day, luot)).await;
        (path, answer)
    }
    pub fn body(&self, day: &str, luot: Value) -> Value {
        json!({
            "register": "tuyen-truyen",
            "unit": self.uid,
            "day": day,
            "state": "final",
            "values": { "hinh-thuc": "sinh-hoat-to", "noi-dung": ["ma-tuy", "thu-doan"], "luot": luot },
            "texts": { "dia-diem": "Hội trường tổ 3" },
        })
    }

    fn hold(&self, method: &str, path: &str, answer: &Answer) {
        if self.document.is_null() || !path.starts_with("/api/v1/") {
            return;
        }
        let path = path.split('?').next().unwrap_or_default();
        let what = format!("{method} {path}: {}", answer.status);
        let kind = answer
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        let described = self.document["paths"].as_object().expect("paths");
        let operation = described
            .iter()
            .filter(|(p, _)| fits(p, path))
            .map(|(_, item)| &item[method.to_ascii_lowercase()])
            .next();
        let Some(operation) = operation.filter(|o| !o.is_null()) else {
            assert!(
                answer.status.is_client_error() && kind == "application/json",
                "{what} is refused as JSON, not {kind}"
            );
            return;
        };
        let mut response = &operation["responses"][answer.status.as_str()];
        assert!(!response.is_null(), "{what} is not described");
        if let Some(reference) = response["$ref"].as_str() {
            response = self.document.pointer(&reference[1..]).expect("a response");
        }
        let content = &response["content"][kind];
        assert!(!content.is_null(), "{what} as {kind} is not described");
        if kind == "application/json" {
            let found = problems(&self.document, &content["schema"], &answer.json(), "");
            assert!(found.is_empty(), "{what}: {found:#?}");
        }
    }
}

// Compares an address with a template, whose placeholders match anything.
fn fits(template: &str, path: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.starts_with('{') || *a == b)
}
