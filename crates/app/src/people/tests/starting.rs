//! The first start, and regaining access when nobody can sign in.

use super::*;
use dienhong_domain::rights::Permission;
use dienhong_store::testing::both;

#[tokio::test]
async fn the_first_person_sets_up_and_signs_in() {
    both(|store| async {
        let world = World::new(store).await;
        assert!(matches!(world.people.set_up_state().await, Ok(SetUpState::Fresh)));
        let ticket = world
            .people
            .set_up(world.noon(), &new_book(Some(Role::Official)))
            .await
            .expect("set up");
        assert!(ticket.address.starts_with("https://phuong.example/moi/") && ticket.qr.starts_with("<svg"));
        assert!(matches!(
            world.people.set_up_state().await,
            Ok(SetUpState::Unfinished(_))
        ));
        let first = world.sign_up(NOON, &ticket, "phuong").await;
        assert!(matches!(world.people.set_up_state().await, Ok(SetUpState::Done)));
        assert_eq!(world.people.home(world.noon()).await.expect("read"), Some(WARD));
        let roles: Vec<Role> = first.held.iter().map(|a| a.role).collect();
        assert!(roles.contains(&Role::Operator) && roles.contains(&Role::Official) && roles.len() == 2);
    })
    .await;
}

#[tokio::test]
async fn the_set_up_happens_once_but_can_be_finished_later() {
    both(|store| async {
        let world = World::new(store).await;
        let first = world
            .people
            .set_up(world.noon(), &new_book(None))
            .await
            .expect("set up");
        let again = world.people.set_up(world.noon(), &new_book(None)).await;
        assert!(matches!(again, Err(SetUpError::Done)), "{again:?}");
        let second = world
            .people
            .resume_set_up(world.noon())
            .await
            .expect("a new ticket");
        let old = world.people.invited(world.noon(), &first.letters).await;
        assert!(matches!(old, Err(InvitationError::Withdrawn)), "{old:?}");
        world.sign_up(NOON, &second, "phuong").await;
        assert!(matches!(
            world.people.resume_set_up(world.noon()).await,
            Err(SetUpError::Done)
        ));
    })
    .await;
}

#[tokio::test]
async fn a_book_is_set_up_for_a_commune_or_province_of_today() {
    both(|store| async {
        let world = World::new(store).await;
        for unit in [GROUP, OLD_WARD, UnitId(999)] {
            let new = NewBook {
                unit,
                ..new_book(None)
            };
            let refused = world.people.set_up(world.noon(), &new).await;
            assert!(matches!(refused, Err(SetUpError::NotAHome)), "{refused:?}");
        }
        assert!(
            world
                .people
                .is_set_up_code(&world.people.set_up_code().to_lowercase())
        );
        assert!(!world.people.is_set_up_code("") && !world.people.is_set_up_code("0000-0000"));
    })
    .await;
}

#[tokio::test]
async fn a_province_sets_up_its_own_book() {
    both(|store| async {
        let world = World::new(store).await;
        let new = NewBook {
            unit: PROVINCE,
            ..new_book(Some(Role::Official))
        };
        let ticket = world.people.set_up(world.noon(), &new).await.expect("set up");
        let first = world.sign_up(NOON, &ticket, "phuong").await;
        assert_eq!(
            world.people.home(world.noon()).await.expect("read"),
            Some(PROVINCE)
        );
        assert!(first.may(Permission::WriteEntries, WARD, world.noon()));
    })
    .await;
}

#[tokio::test]
async fn the_command_line_lets_a_locked_out_ward_in_again() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let lost = world
            .people
            .rescue(world.noon(), &RescueFor::Login("Phuong.NTT".into()), None)
            .await
            .expect("a ticket");
        assert!(
            world
                .people
                .invited(world.noon(), &lost.letters)
                .await
                .expect("holds")
                .is_reset
        );
        let back = world.sign_up(NOON, &lost, "phuong.ntt").await;
        assert_eq!(back.person, chair.person);
        assert_eq!(back.held.len(), 2, "an operator is not appointed twice");
        let new = RescueFor::New(name("Đặng Ưng Hoàng"));
        let ticket = world
            .people
            .rescue(world.noon(), &new, Some(OTHER_WARD))
            .await
            .expect("a ticket");
        let hoang = world.sign_up(NOON, &ticket, "hoang").await;
        assert!(may_give(&hoang, Role::Operator, OTHER_WARD, world.noon()));
        assert!(!may_give(&hoang, Role::Operator, WARD, world.noon()));
    })
    .await;
}

#[tokio::test]
async fn a_rescue_needs_somebody_and_somewhere() {
    both(|store| async {
        let world = World::new(store).await;
        let nowhere = world
            .people
            .rescue(world.noon(), &RescueFor::New(name("Bình")), None)
            .await;
        assert!(matches!(nowhere, Err(RescueError::NoUnit)), "{nowhere:?}");
        let nobody = world
            .people
            .rescue(world.noon(), &RescueFor::Login("x".into()), Some(WARD))
            .await;
        assert!(matches!(nobody, Err(RescueError::NotFound)), "{nobody:?}");
    })
    .await;
}
