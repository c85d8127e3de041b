//! Two books that record the same event know its heirs by the same identity.

use super::world::*;
use dienhong_app::testing::*;
use dienhong_domain::units::UnitId;
use uuid::Uuid;

fn uid(world: &World, unit: UnitId) -> Uuid {
    world.app.snapshot().map.uid(unit)
}

#[tokio::test]
async fn the_heir_of_a_merger_is_the_same_in_every_book() {
    both_small_books(|app| async move {
        let one = World::new(app);
        let two = another(&one).await;
        let (merge, heir) = one.merge(&[HOI_THUONG, IA_KRING], "Hội Kring", at(7, 1)).await;
        // Typed differently and in another order, after something else was recorded.
        two.found(DIEN_HONG, at(1, 1), "1-3").await;
        let (_, same) = two.merge(&[IA_KRING, HOI_THUONG], "Hoi Kring", at(7, 1)).await;
        assert_eq!(uid(&one, heir), uid(&two, same));
        // Undone and recorded again, the former one keeps its identity.
        let first = uid(&one, heir);
        one.undo(merge, &dienhong_app::units::Choices::default()).await;
        let (_, again) = one.merge(&[HOI_THUONG, IA_KRING], "Hội Kring", at(7, 1)).await;
        assert_ne!(uid(&one, again), first);
        assert_ne!(again, heir);
    })
    .await;
}

#[tokio::test]
async fn another_day_or_another_neighbour_is_another_heir() {
    both_small_books(|app| async move {
        let one = World::new(app);
        let two = another(&one).await;
        let (_, heir) = one.merge(&[HOI_THUONG, IA_KRING], "Hội Kring", at(7, 1)).await;
        let (merge, other) = two.merge(&[HOI_THUONG, IA_KRING], "Hội Kring", at(7, 2)).await;
        assert_ne!(uid(&one, heir), uid(&two, other));
        two.undo(merge, &dienhong_app::units::Choices::default()).await;
        let (_, other) = two.merge(&[HOI_THUONG, DIEN_HONG], "Hội Kring", at(7, 1)).await;
        assert_ne!(uid(&one, heir), uid(&two, other));
        // Groups are known only in their own book.
        let (a, b) = (
            one.found(DIEN_HONG, at(1, 1), "1-2").await,
            two.found(IA_KRING, at(1, 1), "1-2").await,
        );
        assert_ne!(uid(&one, a[0]), uid(&two, b[0]));
    })
    .await;
}
