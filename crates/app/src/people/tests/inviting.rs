//! Invitations: used once, valid for some days, and given only by those who may.

use super::*;
use dienhong_store::testing::both;

#[tokio::test]
async fn an_invitation_works_once() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let new = invite("Đặng Ưng Hoàng", Role::GroupLeader, GROUP);
        let ticket = world.by(&chair).people().invite(&new).await.expect("invited");
        let hoang = world.sign_up(NOON, &ticket, "hoang").await;
        assert!(hoang.may(
            dienhong_domain::rights::Permission::WriteEntries,
            GROUP,
            world.noon()
        ));
        let again = world
            .people
            .accept_by_password(world.noon(), &ticket.letters, &form("khac"))
            .await;
        assert!(
            matches!(again, Err(AcceptError::Invitation(InvitationError::Used))),
            "{again:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn two_who_accept_at_once_do_not_both_get_in() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let ticket = world
            .by(&chair)
            .people()
            .invite(&invite("Bình", Role::Police, WARD))
            .await
            .expect("invited");
        let here = world.noon();
        let mut doors = Vec::new();
        for login in ["binh", "ke-gian"] {
            let enrolment = world
                .people
                .accept_by_password(here, &ticket.letters, &form(login))
                .await
                .expect("enrolling");
            doors.push((enrolment.id.clone(), totp::code_at(&secret(&enrolment), NOON)));
        }
        let accept = |(id, code): &(String, String)| {
            let (id, code) = (id.clone(), code.clone());
            let (people, letters) = (&world.people, &ticket.letters);
            async move { people.confirm_accept(here, letters, (&id, &code), "x").await }
        };
        let (one, two) = tokio::join!(accept(&doors[0]), accept(&doors[1]));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    })
    .await;
}

#[tokio::test]
async fn an_invitation_ends_after_seven_days_and_when_withdrawn() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let ticket = world
            .by(&chair)
            .people()
            .invite(&invite("Bình", Role::Police, WARD))
            .await
            .expect("invited");
        assert!(
            world
                .people
                .invited(world.at(NOON + 7 * DAY - 1), &ticket.letters)
                .await
                .is_ok()
        );
        let late = world
            .people
            .invited(world.at(NOON + 7 * DAY), &ticket.letters)
            .await;
        assert!(matches!(late, Err(InvitationError::Expired)), "{late:?}");
        world
            .by(&chair)
            .people()
            .withdraw_invitation(ticket.person)
            .await
            .expect("withdrawn");
        let gone = world.people.invited(world.noon(), &ticket.letters).await;
        assert!(matches!(gone, Err(InvitationError::Withdrawn)), "{gone:?}");
        for code in ["", "0000", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZW"] {
            let unknown = world.people.invited(world.noon(), code).await;
            assert!(
                matches!(unknown, Err(InvitationError::Unknown)),
                "{code} {unknown:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_lost_phone_is_invited_again_and_the_old_ways_end() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let ticket = world
            .by(&chair)
            .people()
            .invite(&invite("Bình", Role::Police, WARD))
            .await
            .expect("invited");
        let old = world.accept(NOON, &ticket, "binh").await;
        let again = world
            .by(&chair)
            .people()
            .invite_again(ticket.person)
            .await
            .expect("invited again");
        assert!(
            world.actor(NOON, &old).await.is_some(),
            "nothing ends before the ticket is used"
        );
        let new = world.accept(NOON + MINUTE, &again, "binh").await;
        assert!(world.actor(NOON + MINUTE, &old).await.is_none());
        assert_eq!(
            world.actor(NOON + MINUTE, &new).await.map(|a| a.person),
            Some(old.person)
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_opens_the_account_of_somebody_with_an_office_that_they_may_not_give() {
    both(|store| async {
        let world = World::new(store).await;
        let operator = world.chair().await;
        let chair = world.somebody(&operator, "Hoàng", Role::Chair, WARD).await;
        let police = world.somebody(&chair, "Bình", Role::Police, WARD).await;
        let cases = [
            (
                world.by(&chair).people().invite_again(operator.uid).await,
                "chair over operator",
            ),
            (
                world.by(&police).people().invite_again(chair.uid).await,
                "police over chair",
            ),
            (world.by(&chair).people().invite_again(chair.uid).await, "oneself"),
        ];
        for (refused, what) in cases {
            assert!(
                matches!(refused, Err(ResetError::NotAllowed | ResetError::NotFound)),
                "{what}: {refused:?}"
            );
        }
        assert!(world.by(&operator).people().invite_again(chair.uid).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_telephone_belongs_to_one_person() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let phone = Phone::parse("0905 123 456").expect("a number");
        let new = NewInvite {
            phone,
            ..invite("Bình", Role::Police, WARD)
        };
        world.by(&chair).people().invite(&new).await.expect("invited");
        let again = world.by(&chair).people().invite(&new).await;
        assert!(matches!(again, Err(InviteError::PhoneTaken)), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn many_invitations_at_once_all_get_their_number() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let new = invite("Bình", Role::Police, WARD);
        let here = world.noon();
        let on = world.by(&chair).people();
        let (a, b, c) = tokio::join!(on.invite(&new), on.invite(&new), on.invite(&new));
        for (n, ticket) in [a, b, c].into_iter().enumerate() {
            assert!(
                world
                    .people
                    .invited(here, &ticket.expect("invited").letters)
                    .await
                    .is_ok(),
                "ticket {n}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn all_mistakes_of_a_form_come_back_at_once() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let ticket = world
            .by(&chair)
            .people()
            .invite(&invite("Bình", Role::Police, WARD))
            .await
            .expect("invited");
        let form = PasswordForm {
            login: "Phượng NTT".into(),
            password: "ngắn".into(),
            again: String::new(),
        };
        let refused = world
            .people
            .accept_by_password(world.noon(), &ticket.letters, &form)
            .await;
        let Err(AcceptError::Form { login, password, .. }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(login, Some(LoginError::Taken));
        assert_eq!(password, Some(PasswordError::TooShort { least: 10 }));
    })
    .await;
}
