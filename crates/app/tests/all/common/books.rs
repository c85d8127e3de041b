//! Two installations, a ward's and its province's, for the tests of what travels between them.

use dienhong_app::App;
use dienhong_app::exchange::Look;
use dienhong_app::people::Actor;
use dienhong_app::testing::*;
use dienhong_domain::rights::Role;
use dienhong_store::testing::Address;

pub(crate) struct Played {
    pub(crate) ward: App,
    pub(crate) province: App,
    pub(crate) official: Actor,
    pub(crate) chair: Actor,
    pub(crate) above: Actor,
    pub(crate) head: Actor,
    _place: Address,
}

/// A ward's book and its province's, on the same engine; nobody was introduced yet.
pub(crate) async fn play(ward: App) -> Played {
    let (place, province) = small_book_on(ward.store.engine()).await;
    Played {
        ward,
        province,
        official: somebody(2, &[(Role::Official, DIEN_HONG)]),
        chair: somebody(3, &[(Role::Chair, DIEN_HONG)]),
        above: somebody(4, &[(Role::Official, EAST)]),
        head: somebody(5, &[(Role::Chair, EAST)]),
        _place: place,
    }
}

impl Played {
    pub(crate) async fn meet(&self) {
        let ward = self.ward.own_card(&self.chair).await.expect("the ward's card");
        let province = self
            .province
            .own_card(&self.head)
            .await
            .expect("the province's card");
        let looked = self
            .province
            .look_at_bundle(&self.head, ward.card.as_bytes())
            .await;
        match looked.expect("a card") {
            Look::Card {
                unit, fingerprint, ..
            } => {
                assert_eq!((unit, &fingerprint), (DIEN_HONG, &ward.fingerprint));
            }
            other => panic!("{other:?}"),
        }
        for _ in 0..2 {
            let took = self.province.take_bundle(&self.head, ward.card.as_bytes()).await;
            took.expect("taken");
        }
        let took = self.ward.take_bundle(&self.chair, province.card.as_bytes()).await;
        took.expect("taken");
        assert_eq!(
            self.province.introduced(&self.head).await.expect("peers").len(),
            1
        );
    }
}
