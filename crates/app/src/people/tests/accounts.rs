//! One's own account.

use super::*;
use dienhong_store::testing::both;

#[tokio::test]
async fn ways_of_signing_in_change_only_soon_after_signing_in() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let account = world.by(&chair).people().account().await.expect("read");
        assert!(account.is_fresh && account.has_password && account.recovery_codes == 8);
        assert_eq!(
            (
                account.sessions.len(),
                account.passkeys.len(),
                account.appointments.len()
            ),
            (1, 0, 2)
        );
        let late = world.by_at(&chair, NOON + 16 * MINUTE);
        let stale = late.people().renew_recovery_codes().await;
        assert!(matches!(stale, Err(AccountError::NotFresh)), "{stale:?}");
        assert_eq!(
            world
                .by(&chair)
                .people()
                .renew_recovery_codes()
                .await
                .expect("renewed")
                .len(),
            8
        );
        assert!(world.by(&chair).people().begin_add_passkey().await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_last_way_to_sign_in_stays() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let last = world.by(&chair).people().remove_password().await;
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
            .by(&chair)
            .people()
            .remove_password()
            .await
            .expect("the passkey stays");
        let last = world.by(&chair).people().remove_passkey(key).await;
        assert!(matches!(last, Err(AccountError::LastWay)), "{last:?}");
    })
    .await;
}

#[tokio::test]
async fn a_new_password_ends_other_sessions() {
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
        let binh = world.actor(NOON, &old).await.expect("signed in");
        let enrolment = world
            .by(&binh)
            .people()
            .begin_set_password(&form("binh2"))
            .await
            .expect("begun");
        let wrong = world
            .by(&binh)
            .people()
            .set_password((&enrolment.id, "000"))
            .await;
        assert!(
            matches!(wrong, Err(AccountError::Password(AcceptError::WrongCode(..)))),
            "{wrong:?}"
        );
        let code = totp::code_at(&secret(&enrolment), NOON);
        world
            .by(&binh)
            .people()
            .set_password((&enrolment.id, &code))
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
        let world = World::new(store).await;
        let chair = world.chair().await;
        let binh = world.somebody(&chair, "Bình", Role::Police, WARD).await;
        let By::Session { id, .. } = binh.by else {
            panic!("signed in")
        };
        let foreign = world.by(&chair).people().end_own_session(id).await;
        assert!(matches!(foreign, Err(AccountError::NotFound)), "{foreign:?}");
        world.by(&binh).people().end_own_session(id).await.expect("ended");
        assert!(
            world
                .by(&binh)
                .people()
                .account()
                .await
                .expect("read")
                .sessions
                .is_empty()
        );
        world
            .by(&binh)
            .people()
            .choose_language("en")
            .await
            .expect("chosen");
        assert!(world.by(&binh).people().choose_language("xx").await.is_err());
    })
    .await;
}
