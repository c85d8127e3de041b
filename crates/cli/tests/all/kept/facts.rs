//! The content of a book: rows by table and state, and every answer of the API.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use dienhong_app::App;
use dienhong_app::clock::FixedClock;
use dienhong_app::testing::NOON;
use dienhong_store::Store;
use dienhong_web::{AppState, Options};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tower::ServiceExt;

/// The pages of a book, at the moment at which it was made.
pub(crate) struct Reader {
    pub(crate) app: Arc<App>,
    router: axum::Router,
    key: String,
}

impl Reader {
    pub(crate) async fn open(store: Store, key: &str) -> Reader {
        let base = "https://phuong.example".parse().expect("an address");
        let app = App::open(store, Arc::new(FixedClock::at(NOON)), base).await;
        let app = Arc::new(app.expect("the book opens"));
        Reader {
            router: dienhong_web::router(AppState::new(app.clone(), Options::default())),
            app,
            key: key.to_owned(),
        }
    }

    async fn get(&self, path: &str) -> (StatusCode, Vec<u8>) {
        let peer: std::net::SocketAddr = "127.0.0.1:9".parse().expect("an address");
        let mut request = Request::get(path)
            .header(header::HOST, "phuong.example")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
            .body(Body::empty())
            .expect("a request");
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let answer = self.router.clone().oneshot(request).await.expect("an answer");
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 64 << 20).await.expect("a body");
        (status, bytes.to_vec())
    }

    async fn json(&self, path: &str) -> Value {
        let (status, bytes) = self.get(path).await;
        assert_eq!(
            status,
            StatusCode::OK,
            "{path}: {}",
            String::from_utf8_lossy(&bytes)
        );
        serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Everything that the API says about the book: figures by any map, entries, filings, reports with the hashes of
    /// their files.
    pub(crate) async fn facts(&self) -> Value {
        let mut facts = Map::new();
        for path in [
            "/api/v1/units",
            "/api/v1/measures",
            "/api/v1/indicators?from=2026-01-01&to=2026-11-30",
        ] {
            facts.insert(path.to_owned(), self.json(path).await);
        }
        let units = self.uids("SELECT uid FROM unit ORDER BY id").await;
        for unit in &units {
            for lens in ["as-it-was", "today"] {
                let path = format!("/api/v1/totals?unit={unit}&from=2026-01-01&to=2026-11-30&lens={lens}");
                let (status, bytes) = self.get(&path).await;
                facts.insert(path, said(status, &bytes));
            }
        }
        for (list, what) in [("entry", "entries"), ("filing", "filings"), ("report", "reports")] {
            for id in self.uids(&format!("SELECT id FROM {list} ORDER BY id")).await {
                let path = format!("/api/v1/{what}/{id}");
                let (status, bytes) = self.get(&path).await;
                facts.insert(path.clone(), said(status, &bytes));
                if what == "reports" {
                    self.files(&path, &mut facts).await;
                }
            }
        }
        Value::Object(facts)
    }

    /// Hashes of a report's files; a report being written has none, because its files change with the program.
    async fn files(&self, report: &str, facts: &mut Map<String, Value>) {
        if facts[report]["stage"] == "writing" {
            return;
        }
        for format in ["docx", "pdf", "xlsx"] {
            let path = format!("{report}/files/{format}");
            let (status, bytes) = self.get(&path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            facts.insert(path, json!(hex::encode(Sha256::digest(bytes))));
        }
    }

    async fn uids(&self, sql: &str) -> Vec<uuid::Uuid> {
        let rows: Vec<(uuid::Uuid,)> = self.app.store.all(sql.to_owned(), vec![]).await.expect("ids");
        rows.into_iter().map(|r| r.0).collect()
    }
}

/// An answer, or that the key may not read it.
fn said(status: StatusCode, bytes: &[u8]) -> Value {
    match status {
        StatusCode::OK => serde_json::from_slice(bytes).expect("an answer"),
        refused => json!(refused.as_u16()),
    }
}
