//! A new book on an empty database of both engines, and the copies of one that tests work on.

use dienhong_app::setup::{InitError, init};
use dienhong_app::testing::*;
use dienhong_store::log::ChainCheck;
use dienhong_store::testing::empty;
use dienhong_store::{Engine, Store};

async fn rows(store: &Store, sql: &'static str) -> Vec<String> {
    let rows: Vec<(String,)> = store.all(sql, vec![]).await.unwrap();
    rows.into_iter().map(|(row,)| row).collect()
}

/// Everything that making a book writes, except what is random.
async fn made(store: &Store) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for sql in [
        "SELECT key || value FROM setting WHERE key <> 'book' ORDER BY key",
        "SELECT CAST(id AS TEXT) FROM unit ORDER BY id",
        "SELECT CAST(unit AS TEXT) || kind || name FROM unit_span ORDER BY unit, from_day",
        "SELECT CAST(from_unit AS TEXT) || kind || reference FROM unit_link ORDER BY from_unit, to_unit, day",
        "SELECT code || version || hash || files || CAST(installed_at AS TEXT) FROM pack ORDER BY id",
        "SELECT hash || packs || CAST(made_at AS TEXT) FROM rules ORDER BY id",
        "SELECT code || kind FROM measure ORDER BY id",
        "SELECT code FROM register ORDER BY id",
        "SELECT act || detail || CAST(at AS TEXT) FROM log ORDER BY seq",
    ] {
        all.push(rows(store, sql).await);
    }
    all
}

async fn own_id(store: &Store) -> String {
    store.setting("book").await.unwrap().unwrap()
}

#[tokio::test]
async fn a_copy_is_the_book_that_is_made_with_an_identity_of_its_own() {
    for engine in Engine::ALL {
        let place = empty(engine);
        let new = small_book(Store::open(&place.address).await.unwrap()).await;
        let (_one, one) = small_book_on(engine).await;
        let (_other, other) = small_book_on(engine).await;
        for copy in [&one, &other] {
            assert_eq!(made(&copy.store).await, made(&new.store).await, "{engine}");
            let chain = copy.store.verify_log().await.unwrap();
            assert!(matches!(chain, ChainCheck::Whole { .. }), "{engine}: {chain:?}");
        }
        let ids = [
            own_id(&new.store).await,
            own_id(&one.store).await,
            own_id(&other.store).await,
        ];
        assert!(
            ids[0] != ids[1] && ids[1] != ids[2] && ids[2] != ids[0],
            "{engine}: {ids:?}"
        );
    }
}

#[tokio::test]
async fn a_whole_book_is_made_once() {
    for engine in Engine::ALL {
        let place = empty(engine);
        let new = Store::open(&place.address).await.unwrap();
        init(&new, NOON).await.unwrap();
        let twice = init(&new, NOON).await;
        assert!(matches!(twice, Err(InitError::Exists)), "{engine}: {twice:?}");
        let (_place, copy) = Prepared::Whole { at: NOON }.on(engine).await;
        assert_eq!(made(&copy).await, made(&new).await, "{engine}");
        assert_ne!(own_id(&copy).await, own_id(&new).await, "{engine}");
    }
}
