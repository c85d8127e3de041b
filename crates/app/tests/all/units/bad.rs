//! Refused changes, with all mistakes at once.

use super::world::*;
use dienhong_app::testing::*;
use dienhong_app::units::{ChangeRequest, Choices, Destination, Form, Heir, UnitError, Wrong};
use dienhong_domain::rights::Role;
use dienhong_domain::time::DayError;
use dienhong_domain::units::{ProblemKind, UnitId};
use std::collections::BTreeMap;

fn found(parent: UnitId, kind: &str, names: &str) -> ChangeRequest {
    ChangeRequest::Found {
        parent,
        kind: kind.into(),
        names: names.into(),
    }
}

fn problems(found: &[Wrong]) -> Vec<&ProblemKind> {
    let mut kinds = Vec::new();
    for wrong in found {
        if let Wrong::Problem { problem, .. } = wrong {
            kinds.push(&problem.what);
        }
    }
    kinds
}

#[tokio::test]
async fn a_wrong_form_names_every_mistake() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(5, 1), "1-3").await;
        let wrong = world
            .refused("31/2/2026", found(DIEN_HONG, "phuong", "7\n7\n"))
            .await;
        assert!(
            matches!(wrong[0], Wrong::Day(DayError::NoSuchDay { .. })),
            "{wrong:?}"
        );
        assert!(wrong.contains(&Wrong::NoKind));
        assert!(wrong.contains(&Wrong::NameTwice { name: "7".into() }));
        // Before the groups began, and before a change recorded for a later day.
        world.change(at(6, 1), rename(groups[0], "1A")).await;
        let wrong = world.refused("1/4/2026", rename(groups[1], "2A")).await;
        assert_eq!(problems(&wrong), [&ProblemKind::NotAlive]);
        let wrong = world.refused("15/5/2026", rename(groups[0], "1B")).await;
        assert_eq!(problems(&wrong), [&ProblemKind::ChangedLater { day: at(6, 1) }]);
        // A neighbour's name, however it is written.
        let wrong = world
            .refused("1/7/2026", found(DIEN_HONG, "to-dan-pho", "Tổ 3\n4\nTDP 1a"))
            .await;
        assert_eq!(
            problems(&wrong),
            [&ProblemKind::NameTaken, &ProblemKind::NameTaken]
        );
        let wrong = world
            .refused("1/7/2026", rename(groups[1], " Tổ dân phố 2 "))
            .await;
        assert_eq!(problems(&wrong), [&ProblemKind::Nothing]);
        assert_eq!(world.app.snapshot().changes.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn groups_whose_names_meet_in_a_merger_are_reported_with_a_free_name() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let a = world.found(HOI_THUONG, at(1, 1), "3\n4").await;
        let b = world.found(IA_KRING, at(1, 1), "3\nPlei Ốp").await;
        let merge = |names: BTreeMap<UnitId, String>| ChangeRequest::Merge {
            units: vec![HOI_THUONG, IA_KRING],
            into: Destination::New {
                name: "Phường Hội Kring".into(),
                kind: "phuong".into(),
                code: "23560".into(),
            },
            names,
        };
        let wrong = world.refused("1/7/2026", merge(BTreeMap::new())).await;
        let meets = |unit, suggestion: &str| Wrong::NameMeets {
            unit,
            name: "3".into(),
            suggestion: suggestion.into(),
        };
        assert_eq!(
            wrong,
            [meets(a[0], "3 (Hội Thương cũ)"), meets(b[0], "3 (Ia Kring cũ)")]
        );
        let names = [(b[0], "Tổ 3 (Ia Kring cũ)".into())].into();
        let id = world.change(at(7, 1), merge(names)).await;
        let snapshot = world.app.snapshot();
        let heir = world.begun(id);
        assert_eq!(snapshot.map.label(heir, at(7, 1), "vi"), "Phường Hội Kring");
        assert_eq!(
            snapshot.map.label(b[0], at(7, 1), "vi"),
            "Tổ dân phố 3 (Ia Kring cũ)"
        );
        assert_eq!(snapshot.map.children(heir, at(7, 1)).len(), 4);
        // The code of a predecessor stays in use; nobody else may take it.
        let code = ChangeRequest::Rename {
            unit: DIEN_HONG,
            name: "Diên Hồng".into(),
            kind: String::new(),
            code: "23560".into(),
        };
        let wrong = world.refused("1/8/2026", code).await;
        assert!(matches!(problems(&wrong)[..], [ProblemKind::CodeTaken { .. }]));
    })
    .await;
}

#[tokio::test]
async fn a_split_asks_for_every_group_and_for_shares_that_make_a_whole() {
    both_small_books(|app| async move {
        let world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-2").await;
        let heir = |name: &str, share: &str, source: &str| Heir {
            name: name.into(),
            share: share.into(),
            source: source.into(),
            ..Heir::default()
        };
        let split = |heirs: Vec<Heir>| ChangeRequest::Split {
            unit: DIEN_HONG,
            heirs,
            places: [(groups[0], 0)].into(),
            names: BTreeMap::new(),
        };
        let heirs = vec![heir("Diên", "60", "Đề án"), heir("Hồng", "50", "")];
        let wrong = world.refused("1/7/2026", split(heirs)).await;
        let expected = [
            Wrong::NoSource,
            Wrong::NotWhole { sum: 1_100_000 },
            Wrong::NotPlaced { unit: groups[1] },
        ];
        assert_eq!(wrong, expected);
        let wrong = world
            .refused("1/7/2026", split(vec![heir("Diên", "6O", "")]))
            .await;
        assert!(
            wrong.contains(&Wrong::BadShare { typed: "6O".into() }),
            "{wrong:?}"
        );
        assert!(wrong.contains(&Wrong::TooFew { least: 2 }));
    })
    .await;
}

#[tokio::test]
async fn nobody_changes_what_is_not_theirs() {
    both_small_books(|app| async move {
        let mut world = World::new(app);
        let groups = world.found(DIEN_HONG, at(1, 1), "1-2").await;
        let founding = world.app.snapshot().changes[0].change.id;
        world.actor = somebody(2, &[(Role::Official, DIEN_HONG), (Role::Reader, EAST)]);
        let try_it = async |what: ChangeRequest| {
            let form = Form {
                ..form(at(7, 1), what)
            };
            world
                .app
                .by(&world.actor)
                .units()
                .record_change(&form, &Choices::default())
                .await
        };
        assert!(try_it(rename(groups[0], "1A")).await.is_ok());
        let merge = merge_as(&[DIEN_HONG, HOI_THUONG], "Diên Hội", &world.app);
        assert!(matches!(try_it(merge).await, Err(UnitError::NotAllowed)));
        let to = ChangeRequest::Transfer {
            units: vec![groups[1]],
            to: Some(HOI_THUONG),
            names: BTreeMap::new(),
        };
        assert!(matches!(try_it(to).await, Err(UnitError::NotAllowed)));
        // What the actor may not even read counts as not found.
        let far = try_it(rename(AN_PHU, "An Phước")).await;
        assert!(matches!(far, Err(UnitError::NotFound)), "{far:?}");
        let nowhere = try_it(rename(UnitId(999), "Không")).await;
        assert!(nowhere.is_err(), "{nowhere:?}");
        let reader = somebody(3, &[(Role::Reader, DIEN_HONG)]);
        let undo = world.app.by(&reader).units().plan_undo(founding).await;
        assert!(matches!(undo, Err(UnitError::NotAllowed)), "{undo:?}");
        let stranger = somebody(4, &[(Role::Chair, AN_PHU)]);
        let undo = world.app.by(&stranger).units().plan_undo(founding).await;
        assert!(matches!(undo, Err(UnitError::NotFound)), "{undo:?}");
        assert!(
            world
                .app
                .by(&stranger)
                .units()
                .find_change(founding)
                .await
                .is_err()
        );
        let view = world.app.by(&reader).units().find_change(founding).await.unwrap();
        assert!(view.undo.is_none());
    })
    .await;
}

fn rename(unit: UnitId, name: &str) -> ChangeRequest {
    ChangeRequest::Rename {
        unit,
        name: name.into(),
        kind: String::new(),
        code: String::new(),
    }
}
