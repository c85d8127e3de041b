//! A small book for tests: a country, two provinces, five communes without groups, the shipped packs.
//!
//! Days are days of 2026, and it is noon on 1 December until the clock is set.

mod prepared;

pub use prepared::{Prepared, both_small_books, small_book_metered, small_book_on};

use crate::app::App;
use crate::clock::FixedClock;
use crate::people::{Actor, By, Kind};
use crate::setup::init_on;
use dienhong_domain::rights::{Appointment, Role};
use dienhong_domain::time::Day;
use dienhong_domain::units::{BaseSpan, Link, UnitId};
use dienhong_store::Store;
use std::sync::Arc;
use url::Url;
use uuid::Uuid;

/// Noon of 1 December 2026 in Vietnam.
pub const NOON: i64 = 1_796_101_200_000;

/// The country.
pub const COUNTRY: UnitId = UnitId(1);
/// Tỉnh Đông.
pub const EAST: UnitId = UnitId(2);
/// Tỉnh Tây.
pub const WEST: UnitId = UnitId(3);
/// Phường Diên Hồng, tỉnh Đông.
pub const DIEN_HONG: UnitId = UnitId(10);
/// Phường Hội Thương, tỉnh Đông.
pub const HOI_THUONG: UnitId = UnitId(11);
/// Xã Ia Kring, tỉnh Đông.
pub const IA_KRING: UnitId = UnitId(12);
/// Xã An Phú, tỉnh Tây.
pub const AN_PHU: UnitId = UnitId(13);
/// Xã Biển Hồ, tỉnh Tây.
pub const BIEN_HO: UnitId = UnitId(14);

/// The communes of the small map.
pub const COMMUNES: [UnitId; 5] = [DIEN_HONG, HOI_THUONG, IA_KRING, AN_PHU, BIEN_HO];

/// Opens the small book on an empty database.
pub async fn small_book(store: Store) -> App {
    small_book_at(store, Arc::new(FixedClock::at(NOON))).await
}

/// Opens the small book on an empty database, with a clock.
pub async fn small_book_at(store: Store, clock: Arc<FixedClock>) -> App {
    book_at(store, clock, &small_map(), &[]).await
}

/// Opens a book with a given map on an empty database.
pub async fn book_on(store: Store, spans: &[BaseSpan]) -> App {
    book_at(store, Arc::new(FixedClock::at(NOON)), spans, &[]).await
}

/// Opens a book with a given map, given inheritances and a clock on an empty database.
pub async fn book_at(store: Store, clock: Arc<FixedClock>, spans: &[BaseSpan], links: &[Link]) -> App {
    let made = init_on(&store, spans, links, NOON).await;
    made.unwrap_or_else(|e| panic!("the small book: {e}"));
    opened(store, clock).await
}

/// The same book in another process: neither sees changes of the map and packs by the other until it reloads.
pub async fn another_process(app: &App) -> App {
    opened(app.store.clone(), Arc::new(FixedClock::at(NOON))).await
}

async fn opened(store: Store, clock: Arc<FixedClock>) -> App {
    let base = Url::parse("https://phuong.example").unwrap_or_else(|e| panic!("an address: {e}"));
    let app = App::open(store, clock, base).await;
    app.unwrap_or_else(|e| panic!("the small book opens: {e}"))
}

/// A signed-in person with appointments that began long ago.
pub fn somebody(person: i64, held: &[(Role, UnitId)]) -> Actor {
    let appointment = |(role, unit): &(Role, UnitId)| Appointment {
        role: *role,
        unit: *unit,
        subject: None,
        from: Day::MIN,
        to: Day::MAX,
    };
    Actor {
        person,
        uid: Uuid::from_u128(person as u128),
        name: "Nguyễn Thị Phượng".to_owned(),
        language: "vi".to_owned(),
        held: held.iter().map(appointment).collect(),
        by: By::Session {
            id: Uuid::from_u128(1),
            kind: Kind::Password,
            opened: NOON,
        },
    }
}

/// A person who may do everything everywhere.
pub fn anybody() -> Actor {
    somebody(
        1,
        &[
            (Role::Official, COUNTRY),
            (Role::Chair, COUNTRY),
            (Role::Operator, COUNTRY),
        ],
    )
}

/// A day of 2026.
pub fn day(month: u32, day: u32) -> Day {
    Day::new(2026, month, day).unwrap_or(Day::MIN)
}

fn uid_of(id: UnitId) -> Uuid {
    Uuid::from_u128(0x1284_0000 + id.0 as u128)
}

/// The small map with villages of Diên Hồng, by their numbers and names.
pub fn with_villages(villages: &[(i32, &str)]) -> Vec<BaseSpan> {
    let village = |(id, name): &(i32, &str)| {
        let id = UnitId(*id);
        BaseSpan::always(id, uid_of(id), ("thon", name), Some(DIEN_HONG))
    };
    let mut spans = small_map();
    spans.extend(villages.iter().map(village));
    spans
}

/// The small map.
pub fn small_map() -> Vec<BaseSpan> {
    let unit = |id: UnitId, kind: &str, name: &str, code: &str, parent: Option<UnitId>| {
        let mut unit = BaseSpan::always(id, uid_of(id), (kind, name), parent);
        unit.span.code = Some(code).filter(|c| !c.is_empty()).map(Into::into);
        unit
    };
    vec![
        unit(COUNTRY, "quoc-gia", "Việt Nam", "", None),
        unit(EAST, "tinh", "Đông", "52", Some(COUNTRY)),
        unit(WEST, "tinh", "Tây", "64", Some(COUNTRY)),
        unit(DIEN_HONG, "phuong", "Diên Hồng", "23563", Some(EAST)),
        unit(HOI_THUONG, "phuong", "Hội Thương", "23560", Some(EAST)),
        unit(IA_KRING, "xa", "Ia Kring", "23566", Some(EAST)),
        unit(AN_PHU, "xa", "An Phú", "23602", Some(WEST)),
        unit(BIEN_HO, "xa", "Biển Hồ", "23590", Some(WEST)),
    ]
}
