//! Two introduced installations, and what one imports from the other.

use super::Book;
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_bundles::{Asking, Card, Sender, Signer, seal_asking, seal_card};
use uuid::Uuid;

/// Introduces both installations to each other, and a third one that is no longer trusted.
pub(super) async fn meet(ward: &Book, province: &Book) {
    let cards = (
        ward.app
            .by(&ward.chair)
            .exchange()
            .own_card()
            .await
            .expect("a card")
            .card,
        province
            .app
            .by(&province.chair)
            .exchange()
            .own_card()
            .await
            .expect("a card")
            .card,
    );
    take(province, &cards.0).await;
    take(ward, &cards.1).await;
    let signer = Signer::read(&Signer::generate().expect("a key")).expect("a key");
    let third = Card {
        book: Uuid::now_v7(),
        unit: province.app.snapshot().map.uid(HOI_THUONG),
        name: "Phường Hội Thương".into(),
    };
    take(province, &seal_card(&signer, &third).expect("sealed")).await;
    province
        .app
        .by(&province.chair)
        .exchange()
        .end_introduction(third.book)
        .await
        .expect("ended");
    let above = ward
        .app
        .by(&ward.chair)
        .exchange()
        .introduced()
        .await
        .expect("peers");
    let noted = ward
        .app
        .by(&ward.chair)
        .exchange()
        .note_address(above[0].book, "https://tinh.example")
        .await;
    noted.expect("noted");
}

pub(super) async fn take(book: &Book, bundle: &str) {
    let done = book
        .app
        .by(&both(book))
        .exchange()
        .import(bundle.as_bytes())
        .await;
    done.unwrap_or_else(|e| panic!("{e:?}"));
}

/// A person who may import bundles: chair and official in one.
pub(super) fn both(book: &Book) -> Actor {
    let held = book
        .chair
        .held
        .iter()
        .chain(&book.official.held)
        .cloned()
        .collect();
    Actor {
        held,
        ..book.official.clone()
    }
}

pub(super) async fn asking(ward: &Book, province: &Book) -> String {
    let key = ward
        .app
        .store
        .setting("signing-key")
        .await
        .expect("the setting")
        .expect("a key");
    let signer = Signer::read(&hex::decode(key).expect("hex")).expect("the key");
    let book = |text: Option<String>| Uuid::parse_str(&text.expect("its id")).expect("an id");
    let asking = Asking {
        from: Sender {
            book: book(ward.app.store.setting("book").await.expect("the setting")),
            unit: ward.app.snapshot().map.uid(DIEN_HONG),
            name: "Phường Diên Hồng".into(),
        },
        to: book(province.app.store.setting("book").await.expect("the setting")),
        made_at: NOON,
    };
    seal_asking(&signer, &asking).expect("sealed")
}
