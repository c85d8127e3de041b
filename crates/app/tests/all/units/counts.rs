//! The number of groups is a stock: it follows every change of the map, and a recount agrees after each.

use super::world::*;
use dienhong_app::testing::*;
use dienhong_app::units::{ChangeRequest, Choices, parse_lines};
use dienhong_domain::units::Lens;

const GROUPS: &str = "so-to";

#[tokio::test]
async fn groups_are_counted_through_founding_reforming_merging_and_undoing() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let count = async |unit, lens| world.figure(GROUPS, unit, lens).await;
        let today = Lens::At(world.app.today());
        let ours = world.found(DIEN_HONG, at(1, 1), "1-4").await;
        world.found(HOI_THUONG, at(1, 1), "1-3").await;
        assert_eq!(count(DIEN_HONG, Lens::AsItWas).await, (4, false));
        assert_eq!(count(EAST, Lens::AsItWas).await, (7, false));
        world.agrees().await;
        // 1 continues, 2 and 3 become one, 4 becomes two.
        let table = "1 | 1\n2 | 2\n3 | 2\n4 | 4A | 60 | Đề án\n4 | 4B | 40";
        let reform = world.change(at(3, 1), reform(table)).await;
        assert_eq!(count(DIEN_HONG, today).await, (4, false));
        world.agrees().await;
        let snapshot = world.app.snapshot();
        assert!(snapshot.map.at(ours[0], at(3, 1)).is_some() && snapshot.map.at(ours[1], at(3, 1)).is_none());
        let (merge, heir) = world.merge(&[DIEN_HONG, HOI_THUONG], "Diên Hội", at(7, 1)).await;
        assert_eq!(count(heir, Lens::AsItWas).await, (7, false));
        assert_eq!(count(EAST, Lens::AsItWas).await, (7, false));
        world.agrees().await;
        let more = world.found(heir, at(8, 1), "20-21").await;
        let end = world
            .change(at(9, 1), ChangeRequest::End { units: vec![more[0]] })
            .await;
        assert_eq!(count(heir, Lens::AsItWas).await, (8, false));
        assert_eq!(count(COUNTRY, today).await, (8, false));
        world.agrees().await;
        let founding = world.app.snapshot().changes[4].change.id;
        for (change, left) in [(end, 9), (founding, 7), (merge, 7), (reform, 7)] {
            world.undo(change, &Choices::default()).await;
            assert_eq!(
                count(EAST, Lens::AsItWas).await,
                (left, false),
                "after {change} was undone"
            );
            assert_eq!(
                count(EAST, today).await,
                (left, false),
                "after {change} was undone"
            );
            world.agrees().await;
        }
        assert_eq!(count(DIEN_HONG, Lens::AsItWas).await, (4, false));
    })
    .await;
}

#[tokio::test]
async fn groups_given_to_heirs_of_a_split_are_counted_there() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-5").await;
        let what = split(
            DIEN_HONG,
            &["Diên", "Hồng"],
            &[
                (groups[0], 0),
                (groups[1], 0),
                (groups[2], 1),
                (groups[3], 1),
                (groups[4], 1),
            ],
        );
        let split = world.change(at(7, 1), what).await;
        let heirs: Vec<_> = world.app.snapshot().changes[1]
            .change
            .creates
            .iter()
            .map(|n| n.id)
            .collect();
        assert_eq!(world.figure(GROUPS, heirs[0], Lens::AsItWas).await, (2, false));
        assert_eq!(world.figure(GROUPS, heirs[1], Lens::AsItWas).await, (3, false));
        world.outreach(groups[0], at(7, 5), "30").await;
        assert_eq!(
            world.figure("luot-tuyen-truyen", heirs[0], Lens::AsItWas).await,
            (30, false)
        );
        world.undo(split, &Choices::default()).await;
        assert_eq!(world.figure(GROUPS, DIEN_HONG, Lens::AsItWas).await, (5, false));
        assert_eq!(
            world.figure("luot-tuyen-truyen", DIEN_HONG, Lens::AsItWas).await,
            (30, false)
        );
        world.agrees().await;
    })
    .await;
}

fn reform(table: &str) -> ChangeRequest {
    ChangeRequest::Reform {
        commune: DIEN_HONG,
        kind: "to-dan-pho".into(),
        rows: parse_lines(table),
    }
}
