//! Makes two books that contain every state of everything: a ward's and that of its province, in two installations; and
//! the bundles between them that neither has imported yet. Everything is done with the acts that people use.

mod entries;
mod exchange;
mod figures;
mod incoming;
mod papers;
mod people;
mod reports;
mod units;

use super::people::{join, set_up};
use dienhong_app::App;
use dienhong_app::clock::FixedClock;
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_store::Store;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was made.
pub(crate) struct Made {
    pub(crate) ward: App,
    pub(crate) province: App,
    /// Bundles that nobody has imported yet, by their kind.
    pub(crate) bundles: BTreeMap<&'static str, String>,
    /// API keys: the ward's and the province's.
    pub(crate) keys: [String; 2],
}

struct Book {
    app: App,
    chair: Actor,
    official: Actor,
}

/// Makes both books on empty databases.
pub(crate) async fn make(ward: Store, province: Store) -> Made {
    let ward = open(ward, DIEN_HONG, DIEN_HONG).await;
    let province = open(province, IA_KRING, EAST).await;
    units::change(&ward.app).await;
    lay_over(&ward).await;
    let ward_key = people::come_and_go(&ward).await;
    let province_key = people::key(&province, EAST).await;
    entries::record_all(&ward).await;
    exchange::meet(&ward, &province).await;
    let mut bundles = BTreeMap::new();
    figures::file(&ward, &province, &mut bundles).await;
    reports::write(&ward, &province, &mut bundles).await;
    incoming::arrive(&ward).await;
    papers::write(&ward).await;
    bundles.insert(
        "the",
        ward.app
            .by(&ward.chair)
            .exchange()
            .own_card()
            .await
            .expect("a card")
            .card,
    );
    bundles.insert("hoi", exchange::asking(&ward, &province).await);
    for book in [&ward, &province] {
        book.app.store.save_sums().await.expect("sums saved");
    }
    Made {
        ward: ward.app,
        province: province.app,
        bundles,
        keys: [ward_key, province_key],
    }
}

/// Opens a small book, set up for a commune, whose chair and official work for a unit.
async fn open(store: Store, commune: UnitId, unit: UnitId) -> Book {
    let app = book_at(
        store,
        Arc::new(FixedClock::at(NOON)),
        &units::map(),
        &units::inherited(),
    )
    .await;
    let first = set_up(&app, commune).await.actor;
    let everywhere = anybody();
    let official = join(
        &app,
        &everywhere,
        ("Đặng Ưng Hoàng", "hoang"),
        Role::Official,
        unit,
    )
    .await;
    let chair = match unit == commune {
        true => first,
        false => {
            join(&app, &everywhere, ("Trần Thị Ỷ Lan", "ylan"), Role::Chair, unit)
                .await
                .actor
        }
    };
    Book {
        app,
        chair,
        official: official.actor,
    }
}

/// An overlay of the ward, replaced by a newer one.
async fn lay_over(ward: &Book) {
    let text = include_str!("../../../../../../packs/vi-du-lop-phu/pack.toml");
    for text in [
        text.to_owned(),
        text.replace("\"2026.11\"", "\"2026.12\"")
            .replace("max = 600", "max = 900"),
    ] {
        let files = [("pack.toml".to_owned(), text.into_bytes())];
        let install = ward
            .app
            .by(&ward.chair)
            .packs()
            .install(&files, Some(DIEN_HONG))
            .await;
        let install = install.unwrap_or_else(|e| panic!("{e:?}"));
        ward.app
            .by(&ward.chair)
            .packs()
            .finish_install(install)
            .await
            .expect("installed");
    }
}

fn month(month: u32) -> Period {
    Period::month(2026, month).expect("a month")
}
