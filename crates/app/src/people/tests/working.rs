//! Handing over open work.

use super::*;
use dienhong_store::testing::both;
use dienhong_store::{Batch, args};

async fn entry(world: &World, id: u128, unit: UnitId, state: i64, holder: i64) {
    let batch = Batch::new(holder, NOON).run(
        "INSERT INTO entry (id, home, register, unit, day, state, rev, author, holder, made_at, changed_at, search, place) \
         VALUES ($1, $2, 1, $3, 20260101, $4, 1, $5, $5, $6, $6, '', $7)",
        args![Uuid::from_u128(id), WARD.0, unit.0, state, holder, NOON, id as i64],
    );
    world.people.store.write(batch).await.expect("an entry");
}

#[tokio::test]
async fn open_work_changes_hands_as_it_was_shown() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let from = world.somebody(&chair, "Bình", Role::GroupLeader, GROUP).await;
        let to = world.somebody(&chair, "Hoàng", Role::Official, WARD).await;
        let reader = world.somebody(&chair, "Thiên Ân", Role::Reader, WARD).await;
        for (id, unit, state) in [
            (1, GROUP, 0),
            (2, GROUP, 0),
            (3, GROUP, 1),
            (4, GROUP, 2),
            (5, OLD_GROUP, 0),
            (6, OTHER_GROUP, 0),
        ] {
            entry(&world, id, unit, state, from.person).await;
        }
        let shown = world
            .by(&chair)
            .people()
            .preview_hand_over(from.uid, GROUP)
            .await
            .expect("shown");
        assert_eq!(
            shown.lines,
            [WorkLine {
                unit: GROUP,
                drafts: 2,
                sent: 1
            }]
        );
        assert_eq!((shown.total, shown.elsewhere), (3, 2));
        let hand = |to: Uuid, total| {
            let on = world.by(&chair).people();
            async move { on.hand_over((from.uid, to), GROUP, total).await }
        };
        assert!(matches!(hand(to.uid, 4).await, Err(HandOverError::Changed)));
        assert!(matches!(hand(from.uid, 3).await, Err(HandOverError::SamePerson)));
        assert!(matches!(
            hand(reader.uid, 3).await,
            Err(HandOverError::ReceiverMayNot { unit: GROUP })
        ));
        hand(to.uid, 3).await.expect("handed over");
        assert!(matches!(hand(to.uid, 0).await, Err(HandOverError::Nothing)));
        let rest = world.people.store.open_work(from.person).await.expect("read");
        assert_eq!(rest.iter().map(|w| w.count).sum::<i64>(), 2);
    })
    .await;
}

#[tokio::test]
async fn work_of_a_unit_that_has_ended_is_cleared_up_by_the_heir() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let from = world.somebody(&chair, "Bình", Role::GroupLeader, GROUP).await;
        let to = world.somebody(&chair, "Hoàng", Role::Official, WARD).await;
        entry(&world, 5, OLD_GROUP, 0, from.person).await;
        let shown = world
            .by(&chair)
            .people()
            .preview_hand_over(from.uid, WARD)
            .await
            .expect("shown");
        assert_eq!(shown.total, 1);
        world
            .by(&chair)
            .people()
            .hand_over((from.uid, to.uid), WARD, 1)
            .await
            .expect("handed over");
        let refused = world.by(&to).people().preview_hand_over(from.uid, WARD).await;
        assert!(matches!(refused, Err(HandOverError::NotFound)));
    })
    .await;
}
