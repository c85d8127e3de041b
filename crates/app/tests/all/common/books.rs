//! Two installations, a ward's and its province's, for the tests of exchange.

use super::people::{Person, crimes_are_stated, october};
use dienhong_app::App;
use dienhong_app::exchange::{BundlePreview, Delivery, ExchangeError};
use dienhong_app::testing::*;
use dienhong_bundles::{EnvelopeContent, Payload, Signer, open, seal_bundle};
use dienhong_domain::rights::Role;
use dienhong_store::testing::Address;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) struct Played {
    pub(crate) ward: Arc<App>,
    pub(crate) province: Arc<App>,
    /// Of the ward, in its book.
    pub(crate) official: Person,
    /// Of the ward, in its book.
    pub(crate) chair: Person,
    /// An official of the province, in its book.
    pub(crate) above: Person,
    /// The chair of the province, in its book.
    pub(crate) head: Person,
    _place: Address,
}

/// A ward's book and its province's, on the same engine, not introduced to each other yet.
pub(crate) async fn play(ward: App) -> Played {
    let (place, province) = small_book_on(ward.store.engine()).await;
    let (ward, province) = (Arc::new(ward), Arc::new(province));
    Played {
        official: Person::new(&ward, 2, &[(Role::Official, DIEN_HONG)]),
        chair: Person::new(&ward, 3, &[(Role::Chair, DIEN_HONG)]),
        above: Person::new(&province, 4, &[(Role::Official, EAST)]),
        head: Person::new(&province, 5, &[(Role::Chair, EAST)]),
        ward,
        province,
        _place: place,
    }
}

impl Played {
    /// Each installation imports the other one's card.
    pub(crate) async fn meet(&self) {
        let ward = self.chair.card().await;
        let province = self.head.card().await;
        match self.head.looks_at(&ward.card).await {
            BundlePreview::Card {
                unit, fingerprint, ..
            } => {
                assert_eq!((unit, &fingerprint), (DIEN_HONG, &ward.fingerprint));
            }
            other => panic!("{other:?}"),
        }
        for _ in 0..2 {
            self.head.takes(&ward.card).await;
        }
        self.chair.takes(&province.card).await;
        let peers = self.province.by(&self.head.actor).exchange().introduced().await;
        assert_eq!(peers.expect("peers").len(), 1);
    }

    /// States the crimes of October in the ward's book; `seen` is the revision that is corrected.
    pub(crate) async fn record(&self, id: Uuid, crimes: &str, seen: Option<i64>) {
        crimes_are_stated(&self.ward, id, DIEN_HONG, crimes, seen).await;
    }

    /// The ward's approved figures of October, with their bundle.
    pub(crate) async fn sent(&self) -> (Uuid, String) {
        let id = self.official.freezes(october()).await;
        self.chair.approves(id).await;
        (id, self.official.hands_over(id).await)
    }
}

/// Exchange.
impl Person {
    pub(crate) async fn card(&self) -> dienhong_app::exchange::Own {
        self.app
            .by(&self.actor)
            .exchange()
            .own_card()
            .await
            .expect("a card")
    }

    /// The bundle of figures that were approved, or of the answer to them.
    pub(crate) async fn hands_over(&self, id: Uuid) -> String {
        let bundle = self.app.by(&self.actor).exchange().filing_bundle(id).await;
        bundle.expect("a bundle")
    }

    /// The bundle of a report that was sent, or of the answer to it.
    pub(crate) async fn hands_over_report(&self, id: Uuid) -> String {
        let bundle = self.app.by(&self.actor).exchange().report_bundle(id).await;
        bundle.expect("a bundle")
    }

    pub(crate) async fn looks_at(&self, file: &str) -> BundlePreview {
        let seen = self.app.by(&self.actor).exchange().preview(file.as_bytes()).await;
        seen.expect("seen")
    }

    pub(crate) async fn takes(&self, file: &str) -> BundlePreview {
        self.tries_to_take(file).await.expect("taken")
    }

    pub(crate) async fn tries_to_take(&self, file: &str) -> Result<BundlePreview, ExchangeError> {
        self.app.by(&self.actor).exchange().import(file.as_bytes()).await
    }
}

/// A letter arrives in a book with nobody signed in.
pub(crate) async fn arrives(at: &App, letter: &str) -> Delivery {
    at.unattended()
        .exchange()
        .letter_came(letter.as_bytes())
        .await
        .expect("put in")
}

/// Opens a bundle, changes it, and seals it again with a book's own key, as a careless or malicious sender would.
pub(crate) async fn resealed(by: &App, bundle: &str, change: impl FnOnce(&mut Payload)) -> String {
    let key = by.store.setting("signing-key").await.expect("the setting");
    let signer = Signer::read(&hex::decode(key.expect("a key")).expect("hex")).expect("the key");
    let EnvelopeContent::Bundle(mut payload) = open(bundle.as_bytes()).expect("a bundle").what else {
        panic!("a bundle");
    };
    change(&mut payload);
    seal_bundle(&signer, &payload).expect("sealed")
}
