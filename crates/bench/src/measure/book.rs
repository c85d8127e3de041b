//! A book to measure on: new, on either engine, with a server on a free port.

use anyhow::Result;
use dienhong_app::App;
use dienhong_app::clock::{Clock, SystemClock};
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Level, UnitId};
use dienhong_store::Store;
use dienhong_store::testing::Address;
use dienhong_web::{AppState, Options};
use std::net::SocketAddr;
use std::sync::Arc;
use uuid::Uuid;

/// A served book.
pub(crate) struct Book {
    pub(crate) app: Arc<App>,
    pub(crate) address: String,
    pub(crate) cookie: String,
    /// Communes of today's map: number and identity.
    pub(crate) communes: Vec<(UnitId, Uuid)>,
    _place: Option<Address>,
}

impl Book {
    /// Makes a book at a place and serves it.
    pub(crate) async fn serve(place: Address) -> Result<Book> {
        let store = Store::open(&place.address).await?;
        dienhong_app::setup::init(&store, SystemClock::default().now()).await?;
        Book::serve_store(store, Some(place)).await
    }

    /// Serves a book that is there.
    pub(crate) async fn serve_store(store: Store, place: Option<Address>) -> Result<Book> {
        let clock = Arc::new(SystemClock::default());
        let app = Arc::new(App::open(store, clock.clone(), "http://localhost".parse()?).await?);
        let book = app.snapshot();
        let today = app.today();
        let communes = book
            .map
            .units()
            .filter(|u| book.map.level(u.id) == Some(Level::Commune) && u.at(today).is_some());
        let communes: Vec<(UnitId, Uuid)> = communes.map(|u| (u.id, u.uid)).collect();
        let country = book
            .map
            .units()
            .find(|u| u.last().parent.is_none())
            .map(|u| u.id)
            .unwrap_or(UnitId(1));
        let cookie = dienhong_bench::people::add(&app.store, Role::Official, country, app.now()).await?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let router = dienhong_web::router(AppState::new(app.clone(), Options::default()));
        tokio::spawn(async move {
            axum::serve(
                listener,
                router.into_make_service_with_connect_info::<SocketAddr>(),
            )
            .await
        });
        Ok(Book {
            app,
            address,
            cookie,
            communes,
            _place: place,
        })
    }
}

/// The body of an outreach session for a commune, as a program sends it: nine rows when it is written.
pub(crate) fn session(unit: Uuid, day: Day, count: u64) -> Vec<u8> {
    serde_json::json!({
        "register": "tuyen-truyen",
        "unit": unit,
        "day": day.to_string(),
        "state": "final",
        "values": {
            "hinh-thuc": "sinh-hoat-to",
            "noi-dung": ["thu-doan"],
            "luot": { "steps": count, "scale": 0, "bound": if count.is_multiple_of(10) { "at-least" } else { "exact" } },
        },
    })
    .to_string()
    .into_bytes()
}
