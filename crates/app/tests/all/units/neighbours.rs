//! A ward that keeps its own book records its own merger with neighbours of which the book has only the name.

use super::world::*;
use dienhong_app::testing::*;
use dienhong_app::units::{Choices, Form, UnitError};
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::units::UnitId;

fn merger(world: &World, units: &[UnitId]) -> Form {
    form(at(7, 1), merge_as(units, "Phường mới", &world.app))
}

#[tokio::test]
async fn its_operator_merges_undoes_and_goes_on_at_the_heir() {
    both_small_books(|app| async move {
        let world = World::new(app);
        world.found(DIEN_HONG, at(1, 1), "1-2").await;
        let operator = somebody(7, &[(Role::Operator, DIEN_HONG)]);
        let form = merger(&world, &[DIEN_HONG, HOI_THUONG]);
        let id = world
            .app
            .by(&operator)
            .units()
            .record_change(&form, &Choices::default())
            .await
            .unwrap();
        let heir = world.begun(id);
        let snapshot = world.app.snapshot();
        assert!(operator.may(Permission::ManagePeople, heir, world.app.here(&snapshot)));
        // A former leader is appointed again.
        let chair = somebody(8, &[(Role::Chair, DIEN_HONG)]);
        assert!(!chair.may(Permission::ManagePeople, heir, world.app.here(&snapshot)));
        world
            .app
            .by(&operator)
            .units()
            .undo_change(id, "Nhập nhầm", &Choices::default())
            .await
            .unwrap();
        assert!(world.app.snapshot().map.get(heir).is_none());
        // The ward may not give away its own book to a neighbour alone, nor merge other wards with each other.
        let others = merger(&world, &[HOI_THUONG, IA_KRING]);
        let refused = world.app.by(&operator).units().plan_change(&others).await;
        assert!(matches!(refused, Err(UnitError::NotFound)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_neighbour_with_a_book_or_people_here_is_left_to_who_answers_for_both() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let operator = somebody(7, &[(Role::Operator, DIEN_HONG)]);
        let merger = |units: &[UnitId]| merger(&world, units);
        world.outreach(IA_KRING, at(3, 1), "30").await;
        let refused = world
            .app
            .by(&operator)
            .units()
            .plan_change(&merger(&[DIEN_HONG, IA_KRING]))
            .await;
        assert!(matches!(refused, Err(UnitError::NotAllowed)), "{refused:?}");
        let groups = world.found(HOI_THUONG, at(1, 1), "1").await;
        assert!(
            world
                .app
                .by(&operator)
                .units()
                .plan_change(&merger(&[DIEN_HONG, HOI_THUONG]))
                .await
                .is_ok()
        );
        world.outreach(groups[0], at(3, 1), "30").await;
        let refused = world
            .app
            .by(&operator)
            .units()
            .plan_change(&merger(&[DIEN_HONG, HOI_THUONG]))
            .await;
        assert!(matches!(refused, Err(UnitError::NotAllowed)), "{refused:?}");
        // Somebody responsible for the province still may.
        let above = somebody(9, &[(Role::Operator, EAST)]);
        assert!(
            world
                .app
                .by(&above)
                .units()
                .plan_change(&merger(&[DIEN_HONG, HOI_THUONG]))
                .await
                .is_ok()
        );
        // A person without that right gets none.
        let reader = somebody(10, &[(Role::Reader, DIEN_HONG)]);
        let refused = world
            .app
            .by(&reader)
            .units()
            .plan_change(&merger(&[DIEN_HONG, AN_PHU]))
            .await;
        assert!(refused.is_err());
    })
    .await;
}
