//! Stated levels of a stock across changes of the map: stated, inherited, corrected, and withdrawn.

use super::world::*;
use dienhong_app::entries::{EntryError, EntryMistakeKind as Mistaken};
use dienhong_app::testing::*;
use dienhong_app::units::{ChangeRequest, Choices, parse_lines};
use dienhong_domain::units::{Lens, UnitId};
use uuid::Uuid;

const HOUSEHOLDS: &str = "ho";

async fn households(world: &World, unit: UnitId) -> i64 {
    let (amount, is_undivided) = world.figure(HOUSEHOLDS, unit, Lens::AsItWas).await;
    let today = Lens::At(world.app.today());
    assert_eq!(
        world.figure(HOUSEHOLDS, unit, today).await,
        (amount, is_undivided)
    );
    world.agrees().await;
    amount
}

fn merged(groups: &[UnitId], name: &str) -> ChangeRequest {
    let lines: Vec<String> = (1..=groups.len()).map(|n| format!("{n} | {name}")).collect();
    ChangeRequest::Reform {
        commune: DIEN_HONG,
        kind: "to-dan-pho".into(),
        rows: parse_lines(&lines.join("\n")),
    }
}

#[tokio::test]
async fn a_group_that_two_merged_into_replaces_what_they_stated() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-2").await;
        let first = world.households(groups[0], at(1, 10), "250").await;
        world.households(groups[1], at(1, 11), "300").await;
        let before = world.everything().await;
        let reform = world.change(at(5, 1), merged(&groups, "Đoàn Kết")).await;
        let heir = world.begun(reform);
        assert_eq!(households(&world, DIEN_HONG).await, 550);
        assert_eq!(households(&world, heir).await, 550);
        let stated = world.households(heir, at(6, 1), "560").await;
        assert_eq!(households(&world, DIEN_HONG).await, 560);
        assert_eq!(households(&world, heir).await, 560);
        // A predecessor's level is corrected: what the heir stated is unaffected.
        world.correct(first, Some("240")).await;
        assert_eq!(households(&world, DIEN_HONG).await, 560);
        world.correct(stated, None).await;
        assert_eq!(households(&world, DIEN_HONG).await, 540);
        world.correct(first, Some("250")).await;
        world.undo(reform, &Choices::default()).await;
        assert_eq!(households(&world, groups[0]).await, 250);
        same(&before, &world.everything().await);
    })
    .await;
}

/// The ward states the stock for its groups, and withdraws it: by voiding, by moving the entry to a group and back, or
/// by clearing one of its two numbers.
#[tokio::test]
async fn what_groups_stated_counts_again_when_the_ward_takes_its_own_back() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-2").await;
        world.households(groups[0], at(1, 10), "250").await;
        world.households(groups[1], at(1, 11), "300").await;
        let before = world.everything().await;
        let ward = world.households(DIEN_HONG, at(6, 1), "500").await;
        assert_eq!(households(&world, DIEN_HONG).await, 500);
        world.correct(ward, None).await;
        assert_eq!(households(&world, DIEN_HONG).await, 550);
        assert_eq!(households(&world, groups[0]).await, 250);
        same(&before, &world.everything().await);
        // Stated again, and recorded for the wrong unit: it goes to the first group and the others are unaffected.
        let ward = world.households(DIEN_HONG, at(6, 2), "520").await;
        assert_eq!(households(&world, DIEN_HONG).await, 520);
        world.moves(ward, groups[0], "260").await;
        assert_eq!(households(&world, DIEN_HONG).await, 560);
        world.moves(ward, DIEN_HONG, "530").await;
        assert_eq!(households(&world, DIEN_HONG).await, 530);
        world.moves(ward, groups[1], "310").await;
        assert_eq!(households(&world, DIEN_HONG).await, 560);
    })
    .await;
}

/// A book in which a correction lost what groups had stated: this is detected, and corrected from the levels.
#[tokio::test]
async fn levels_that_were_lost_are_found_and_posted_again() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-2").await;
        let first = world.households(groups[0], at(1, 10), "250").await;
        world.households(groups[1], at(1, 11), "300").await;
        world.loses(first).await;
        assert_eq!(world.figure(HOUSEHOLDS, DIEN_HONG, Lens::AsItWas).await.0, 300);
        let astray = world
            .app
            .unattended()
            .checks()
            .levels_astray(DIEN_HONG)
            .await
            .unwrap();
        assert_eq!(astray.iter().map(|a| a.entry).collect::<Vec<_>>(), [first]);
        let mended = world
            .app
            .unattended()
            .checks()
            .mend_levels(DIEN_HONG)
            .await
            .unwrap();
        assert_eq!(mended, 1);
        assert_eq!(households(&world, DIEN_HONG).await, 550);
    })
    .await;
}

#[tokio::test]
async fn a_merged_ward_replaces_what_its_predecessors_and_their_groups_stated() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-2").await;
        world.households(groups[0], at(1, 10), "250").await;
        world.households(groups[1], at(1, 11), "300").await;
        world.households(HOI_THUONG, at(1, 12), "900").await;
        let before = world.everything().await;
        let (merge, heir) = world.merge(&[DIEN_HONG, HOI_THUONG], "Diên Hội", at(7, 1)).await;
        assert_eq!(households(&world, heir).await, 1450);
        // A predecessor stated for all its groups: theirs would count twice.
        let refused = world
            .record(Uuid::now_v7(), RESIDENTS, groups[0], at(7, 5), "255")
            .await;
        let Err(EntryError::Mistakes(found)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(found[0].what, Mistaken::StatedElsewhere { unit: HOI_THUONG });
        let stated = world.households(heir, at(7, 10), "1500").await;
        assert_eq!(households(&world, heir).await, 1500);
        assert_eq!(households(&world, EAST).await, 1500);
        // Every posting that the statement made is found with it, including those at the predecessors.
        let lines = world.app.store.postings_of(stated).await.unwrap();
        let sum: i64 = lines.iter().filter(|p| p.w != 0).map(|p| p.amount).sum();
        assert_eq!((lines.len(), sum), (4, 1500 - 1450), "{lines:?}");
        world.correct(stated, None).await;
        assert_eq!(households(&world, heir).await, 1450);
        world.undo(merge, &Choices::default()).await;
        same(&before, &world.everything().await);
    })
    .await;
}

#[tokio::test]
async fn levels_stated_before_a_merger_was_recorded_stay_parts_of_the_heirs() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-2").await;
        world.households(groups[0], at(1, 10), "250").await;
        world.households(groups[1], at(1, 11), "300").await;
        // The groups were merged on 1 May; it is recorded after both have stated for June.
        world.households(groups[0], at(6, 1), "255").await;
        world.households(groups[1], at(6, 2), "310").await;
        let before = world.everything().await;
        let choices = Choices::default();
        let form = form(at(5, 1), merged(&groups, "Đoàn Kết"));
        let plan = world
            .app
            .by(&world.actor)
            .units()
            .plan_change(&form)
            .await
            .unwrap();
        let heir = plan.change.creates[0].uid;
        let sent = |choices: Choices| Choices {
            units: groups
                .iter()
                .map(|g| (world.app.snapshot().map.uid(*g), heir))
                .collect(),
            ..choices
        };
        let id = world
            .app
            .by(&world.actor)
            .units()
            .record_change(&form, &sent(choices))
            .await
            .unwrap();
        let heir = world.begun(id);
        assert_eq!(households(&world, DIEN_HONG).await, 565);
        assert_eq!(households(&world, heir).await, 565);
        let snapshot = world.app.snapshot();
        let plan = world.app.by(&world.actor).units().plan_undo(id).await.unwrap();
        let mut back = Choices::default();
        for asked in &plan.rehoming.ask {
            for entry in &asked.entries {
                let group = groups[usize::from(entry.day.number() == 20260602)];
                back.entries.insert(entry.id, snapshot.map.uid(group));
            }
        }
        world.undo(id, &back).await;
        assert_eq!(households(&world, groups[1]).await, 310);
        same(&before, &world.everything().await);
    })
    .await;
}
