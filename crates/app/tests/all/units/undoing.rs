//! Merge and undo: figures and exports are byte for byte those of a book in which the merge never happened.

use super::world::*;
use dienhong_app::testing::*;
use dienhong_app::units::{Choices, UndoPlan, UnitError, Wrong};
use dienhong_domain::units::Lens;

#[tokio::test]
async fn a_merge_undone_leaves_exports_as_if_it_never_happened() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let (one, two) = (HOI_THUONG, IA_KRING);
        let a = world.found(one, at(1, 1), "1-3").await;
        let b = world.found(two, at(1, 1), "1-2").await;
        let early = world.outreach(one, at(2, 3), "120").await;
        world.outreach(a[0], at(2, 5), "hơn 60").await;
        world.households(b[1], at(1, 31), "250").await;
        let late = world.outreach(two, at(8, 9), "40").await;
        let (merge, heir) = merge_with(&world, &[one, two], late).await;
        // In between: at the heir, at groups that continue, corrections of earlier and later entries.
        let first = world.outreach(heir, at(7, 20), "75").await;
        let second = world.outreach(heir, at(9, 2), "khoảng 300").await;
        let third = world.outreach(a[1], at(9, 3), "33").await;
        world.households(b[1], at(9, 30), "260").await;
        world.correct(early, Some("125")).await;
        world.correct(first, Some("80")).await;
        world.correct(third, None).await;
        assert_eq!(
            world.figure("luot-tuyen-truyen", heir, Lens::AsItWas).await,
            (80 + 300 + 40, false)
        );
        let today = Lens::At(world.app.today());
        assert_eq!(
            world.figure("luot-tuyen-truyen", heir, today).await.0,
            125 + 60 + 80 + 300 + 40
        );
        world.agrees().await;
        // Undone: the heir's entries are shown, and go where they are sent.
        let plan = world.app.by(&world.actor).units().plan_undo(merge).await.unwrap();
        assert_eq!(plan.rehoming.ask.len(), 1);
        assert_eq!(plan.rehoming.ask[0].entries.len(), 3);
        assert_eq!(plan.rehoming.ask[0].options, [one, two]);
        assert_eq!(plan.rehoming.ask[0].proposed, None);
        assert_eq!(plan.rehoming.follow.len(), 2);
        // The page looks at the newest alone, which are all of so few.
        let page = world
            .app
            .by(&world.actor)
            .units()
            .preview_undo(merge)
            .await
            .unwrap();
        let asked = |plan: &UndoPlan| format!("{:?}", plan.rehoming.ask);
        assert_eq!(asked(&page), asked(&plan));
        assert_eq!((page.rehoming.follow.len(), page.rehoming.is_cut), (2, false));
        let choices = world.sent(&plan.after, &[(heir, one)], &[(second, two), (late, two)]);
        world.undo(merge, &choices).await;
        world.agrees().await;
        let undone = world.everything().await;
        // The same without the merge.
        let plain = another(&world).await;
        let a = plain.found(one, at(1, 1), "1-3").await;
        let b = plain.found(two, at(1, 1), "1-2").await;
        plain.outreach(one, at(2, 3), "125").await;
        plain.outreach(a[0], at(2, 5), "hơn 60").await;
        plain.households(b[1], at(1, 31), "250").await;
        plain.outreach(two, at(8, 9), "40").await;
        plain.outreach(one, at(7, 20), "80").await;
        plain.outreach(two, at(9, 2), "khoảng 300").await;
        plain.households(b[1], at(9, 30), "260").await;
        same(&undone, &plain.everything().await);
    })
    .await;
}

/// Merges with an entry of a predecessor dated after the day.
async fn merge_with(
    world: &World,
    units: &[dienhong_domain::units::UnitId],
    late: uuid::Uuid,
) -> (uuid::Uuid, dienhong_domain::units::UnitId) {
    let form = form(at(7, 1), merge_as(units, "Hội Kring", &world.app));
    let plan = world
        .app
        .by(&world.actor)
        .units()
        .plan_change(&form)
        .await
        .unwrap();
    assert_eq!(plan.rehoming.ask.len(), 1);
    assert_eq!(plan.rehoming.ask[0].entries[0].id, late);
    let heir = plan.rehoming.ask[0].proposed.unwrap();
    let refused = world
        .app
        .by(&world.actor)
        .units()
        .record_change(&form, &Choices::default())
        .await;
    let Err(UnitError::Mistakes(found)) = refused else {
        panic!("nobody chose: {refused:?}")
    };
    assert!(matches!(found[0].what, Wrong::NoChoice { entries: 1, .. }));
    let choices = world.sent(&plan.after, &[(plan.rehoming.ask[0].unit, heir)], &[]);
    let id = world
        .app
        .by(&world.actor)
        .units()
        .record_change(&form, &choices)
        .await
        .unwrap();
    let again = world
        .app
        .by(&world.actor)
        .units()
        .record_change(&form, &choices)
        .await
        .unwrap();
    assert_eq!(id, again);
    assert_eq!(world.begun(id), heir);
    (id, heir)
}

#[tokio::test]
async fn a_change_that_others_stand_on_is_undone_after_them() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let before = world.everything().await;
        world.found(HOI_THUONG, at(1, 1), "1-2").await;
        let founding = world.app.snapshot().changes[0].change.id;
        let (merge, heir) = world.merge(&[HOI_THUONG, IA_KRING], "Hội Kring", at(7, 1)).await;
        world.found(heir, at(8, 1), "9").await;
        let last = world.app.snapshot().changes[2].change.id;
        let refused = world.app.by(&world.actor).units().plan_undo(merge).await;
        assert!(matches!(refused, Err(UnitError::DependedOn(ids)) if ids == [last]));
        let refused = world
            .app
            .by(&world.actor)
            .units()
            .undo_change(founding, "Sai", &Choices::default())
            .await;
        assert!(matches!(refused, Err(UnitError::DependedOn(ids)) if ids.contains(&merge)));
        for change in [last, merge, founding] {
            world.undo(change, &Choices::default()).await;
            world.agrees().await;
        }
        let again = world
            .app
            .by(&world.actor)
            .units()
            .undo_change(founding, "Sai", &Choices::default())
            .await;
        assert!(matches!(again, Err(UnitError::Undone | UnitError::NotFound)));
        assert_eq!(before, world.everything().await);
    })
    .await;
}
