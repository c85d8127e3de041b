//! API keys, and the change log.

use super::*;
use dienhong_domain::rights::Permission;
use dienhong_store::log::ChainCheck;
use dienhong_store::testing::both;

fn program(world: &World) -> NewProgram {
    NewProgram {
        name: name("Máy quét sổ"),
        role: Role::Official,
        unit: WARD,
        subject: None,
        scopes: vec![Permission::WriteEntries, Permission::ReadTotals],
        to: world.noon().today().plus_years(1),
    }
}

#[tokio::test]
async fn a_program_may_what_its_key_says_and_no_more() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let key = world
            .by(&chair)
            .people()
            .make_key(&program(&world))
            .await
            .expect("a key");
        let actor = world
            .people
            .program(world.noon(), &key.key)
            .await
            .expect("read")
            .expect("known");
        assert!(
            actor.may(Permission::WriteEntries, GROUP, world.noon())
                && actor.may(Permission::ReadTotals, WARD, world.noon())
        );
        assert!(
            !actor.may(Permission::FinishEntries, WARD, world.noon()),
            "in the role, not in the scopes"
        );
        assert!(!actor.may(Permission::WriteEntries, OTHER_WARD, world.noon()));
        assert_eq!(actor.name, "Máy quét sổ");
        let row = &world.by(&chair).people().keys(WARD).await.expect("listed")[0];
        assert_eq!((row.scopes.len(), row.token.last_used), (2, Some(NOON)));
        world
            .by(&chair)
            .people()
            .revoke_key(key.id)
            .await
            .expect("revoked");
        assert!(
            world
                .people
                .program(world.noon(), &key.key)
                .await
                .expect("read")
                .is_none()
        );
        let again = world.by(&chair).people().revoke_key(key.id).await;
        assert!(matches!(again, Err(TokenError::RevokedAlready)));
    })
    .await;
}

#[tokio::test]
async fn a_key_ends_with_its_last_day_in_vietnam() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let new = NewProgram {
            to: world.noon().today(),
            ..program(&world)
        };
        let key = world.by(&chair).people().make_key(&new).await.expect("a key").key;
        let holds = |now| {
            let (world, key) = (&world, key.clone());
            async move {
                world
                    .people
                    .program(world.at(now), &key)
                    .await
                    .expect("read")
                    .is_some()
            }
        };
        assert!(holds(NOON + DAY / 2 - 1).await);
        assert!(!holds(NOON + DAY / 2).await);
    })
    .await;
}

#[tokio::test]
async fn keys_change_no_people_and_are_made_by_managers() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let police = world.somebody(&chair, "Bình", Role::Police, WARD).await;
        let make = |actor, new: NewProgram| {
            let on = world.by(actor).people();
            async move { on.make_key(&new).await }
        };
        assert!(matches!(
            make(&police, program(&world)).await,
            Err(TokenError::NotFound)
        ));
        let wide = NewProgram {
            scopes: vec![Permission::ChangeUnits, Permission::ManagePeople],
            role: Role::Chair,
            ..program(&world)
        };
        assert!(matches!(
            make(&chair, wide).await,
            Err(TokenError::NotInRole {
                permission: Permission::ManagePeople
            })
        ));
        assert!(matches!(
            make(
                &chair,
                NewProgram {
                    scopes: vec![],
                    ..program(&world)
                }
            )
            .await,
            Err(TokenError::NoScope)
        ));
        let far = NewProgram {
            to: Day::MAX,
            ..program(&world)
        };
        assert!(matches!(make(&chair, far).await, Err(TokenError::BadDay { .. })));
        let key = make(
            &chair,
            NewProgram {
                role: Role::Chair,
                scopes: vec![Permission::ReadTotals],
                ..program(&world)
            },
        )
        .await
        .expect("a key");
        let actor = world
            .people
            .program(world.noon(), &key.key)
            .await
            .expect("read")
            .expect("known");
        assert!(!may_give(&actor, Role::Police, WARD, world.noon()));
        assert!(
            world
                .by(&actor)
                .people()
                .invite(&invite("Ai", Role::Police, WARD))
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn every_act_stands_in_the_log_and_the_chair_reads_it() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let police = world.somebody(&chair, "Bình", Role::Police, WARD).await;
        let acts = world.acts_in_log().await;
        assert_eq!(
            acts,
            ["people.set-up", "people.accept", "people.invite", "people.accept"]
        );
        let all = HistoryQuestion::default();
        let history = world.by(&chair).people().history(WARD, &all).await.expect("read");
        assert_eq!((history.lines.len(), history.next), (4, None));
        assert_eq!(history.lines[1].author.as_deref(), Some("Nguyễn Thị Phượng"));
        assert!(
            history
                .lines
                .iter()
                .all(|l| !l.row.detail.contains("Bình") && !l.row.detail.contains("Phượng"))
        );
        let mine = HistoryQuestion {
            person: Some(police.uid),
            room: "people".into(),
            day: Some(world.noon().today()),
            before: None,
        };
        assert_eq!(
            world
                .by(&chair)
                .people()
                .history(WARD, &mine)
                .await
                .expect("read")
                .lines
                .len(),
            1
        );
        let elsewhere = HistoryQuestion {
            day: Some(world.noon().today().previous()),
            ..HistoryQuestion::default()
        };
        assert!(
            world
                .by(&chair)
                .people()
                .history(WARD, &elsewhere)
                .await
                .expect("read")
                .lines
                .is_empty()
        );
        let refused = world.by(&police).people().history(WARD, &all).await;
        assert!(matches!(refused, Err(HistoryError::NotFound)));
        let check = world
            .by(&chair)
            .people()
            .check_history(WARD)
            .await
            .expect("checked");
        assert!(matches!(check, ChainCheck::Whole { lines: 4, .. }), "{check:?}");
    })
    .await;
}
