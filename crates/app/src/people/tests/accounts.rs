//! One's own account.

use super::*;
use dienhong_store::testing::both;

#[tokio::test]
async fn ways_of_signing_in_change_only_soon_after_signing_in() {
    both(|store| async {
        let world = World::new(store);
        let chair = world.chair().await;
        let account = world.people.account(world.noon(), &chair).await.expect("read");
        assert!(account.is_fresh && account.has_password && account.recovery_codes == 8);
        assert_eq!(
            (
                account.sessions.len(),
                account.passkeys.len(),
                account.appointments.len()
            ),
            (1, 0, 2)
        );
        let late = world.at(NOON + 16 * MINUTE);
        let stale = world.people.renew_recovery_codes(late, &chair).await;
        assert!(matches!(stale, Err(AccountError::NotFresh)), "{stale:?}");
        assert_eq!(
            world
                .people
                .renew_recovery_codes(world.noon(), &chair)
                .await
                .expect("renewed")
                .len(),
            8
        );
        assert!(world.people.begin_add_passkey(world.noon(), &chair).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_last_way_to_sign_in_stays() {
    both(|store| async {
        let world = World::new(store);
        let chair = world.chair().await;
        let last = world.people.remove_password(world.noon(), &chair).await;
        assert!(matches!(last, Err(AccountError::LastWay)), "{last:?}");
        let key = Uuid::now_v7();
        let batch = dienhong_store::Batch::new(chair.person, NOON).add_passkey(
            chair.person,
            key,
            b"key",
            "{}",
            "Chrome",
        );
        world.people.store.write(batch).await.expect("a passkey");
        world
            .people
            .remove_password(world.noon(), &chair)
            .await
            .expect("the passkey stays");
        let last = world.people.remove_passkey(world.noon(), &chair, key).await;
        assert!(matches!(last, Err(AccountError::LastWay)), "{last:?}");
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_other_sessions() {
    both(|store| async {
        let world = World::new(store);
        let chair = world.chair().await;
        let ticket = world
            .people
            .invite(world.noon(), &chair, &invite("Bình", Role::Police, WARD))
            .await
            .expect("invited");
        let old = world.accept(NOON, &ticket, "binh").await;
        let binh = world.actor(NOON, &old).await.expect("signed in");
        let enrolment = world
            .people
            .begin_set_password(world.noon(), &binh, &form("binh2"))
            .await
            .expect("begun");
        let wrong = world
            .people
            .set_password(world.noon(), &binh, (&enrolment.id, "000"))
            .await;
        assert!(
            matches!(wrong, Err(AccountError::Password(AcceptError::WrongCode(..)))),
            "{wrong:?}"
        );
        let code = totp::code_at(&secret(&enrolment), NOON);
        world
            .people
            .set_password(world.noon(), &binh, (&enrolment.id, &code))
            .await
            .expect("set");
        assert!(
            world.actor(NOON, &old).await.is_some(),
            "the session that asked stays"
        );
        assert!(
            world
                .people
                .check_password(NOON, "binh2", PASSWORD, DOOR)
                .await
                .is_ok()
        );
        assert!(
            world
                .people
                .check_password(NOON, "binh", PASSWORD, DOOR)
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn sessions_are_ended_by_their_owner_only() {
    both(|store| async {
        let world = World::new(store);
        let chair = world.chair().await;
        let binh = world.somebody(&chair, "Bình", Role::Police, WARD).await;
        let By::Session { id, .. } = binh.by else {
            panic!("signed in")
        };
        let foreign = world.people.end_own_session(world.noon(), &chair, id).await;
        assert!(matches!(foreign, Err(AccountError::NotFound)), "{foreign:?}");
        world
            .people
            .end_own_session(world.noon(), &binh, id)
            .await
            .expect("ended");
        assert!(
            world
                .people
                .account(world.noon(), &binh)
                .await
                .expect("read")
                .sessions
                .is_empty()
        );
        world
            .people
            .choose_language(world.noon(), &binh, "en")
            .await
            .expect("chosen");
        assert!(
            world
                .people
                .choose_language(world.noon(), &binh, "xx")
                .await
                .is_err()
        );
    })
    .await;
}
