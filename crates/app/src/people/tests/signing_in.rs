//! Signing in: each code works once, guesses must wait, nothing is revealed.

use super::*;
use dienhong_store::testing::both;

/// A person with a password; the secret of their authenticator app and their recovery codes.
async fn binh(world: &World) -> (Vec<u8>, Vec<String>) {
    let chair = world.chair().await;
    let ticket = world
        .by(&chair)
        .people()
        .invite(&invite("Bình", Role::Police, WARD))
        .await
        .expect("invited");
    let here = world.noon();
    let enrolment = world
        .people
        .accept_by_password(here, &ticket.letters, &form("binh"))
        .await
        .expect("enrolling");
    let secret = secret(&enrolment);
    let code = totp::code_at(&secret, NOON);
    let done = world
        .people
        .confirm_accept(here, &ticket.letters, (&enrolment.id, &code), "Chrome")
        .await;
    (secret, done.expect("accepted").1)
}

async fn half_way(world: &World, now: i64) -> String {
    world
        .people
        .check_password(now, "Bình", PASSWORD, DOOR)
        .await
        .expect("right")
        .id
}

#[tokio::test]
async fn a_code_is_taken_once() {
    both(|store| async {
        let world = World::new(store).await;
        let (secret, _) = binh(&world).await;
        let used = totp::code_at(&secret, NOON);
        let half = half_way(&world, NOON).await;
        let replay = world.people.check_code(NOON, &half, &used, DOOR).await;
        assert!(
            matches!(replay, Err(CodeError::Wrong)),
            "the code of the enrolment: {replay:?}"
        );
        let later = NOON + MINUTE;
        let code = totp::code_at(&secret, later);
        let half = half_way(&world, later).await;
        let other = half_way(&world, later).await;
        let signed_in = world
            .people
            .check_code(later, &half, &code, DOOR)
            .await
            .expect("signed in");
        assert!(world.actor(later, &signed_in).await.is_some());
        let replay = world.people.check_code(later, &other, &code, DOOR).await;
        assert!(matches!(replay, Err(CodeError::Wrong)), "{replay:?}");
        let over = world.people.check_code(later, &half, &code, DOOR).await;
        assert!(matches!(over, Err(CodeError::Over)), "{over:?}");
    })
    .await;
}

#[tokio::test]
async fn a_code_of_a_clock_that_drifts_is_named_refused_and_never_of_use_later() {
    both(|store| async {
        let world = World::new(store).await;
        let (secret, _) = binh(&world).await;
        let now = NOON + 20 * MINUTE;
        for (away, is_ahead) in [(-7 * MINUTE, false), (7 * MINUTE, true)] {
            let typed = totp::code_at(&secret, now + away);
            let half = half_way(&world, now).await;
            let refused = world.people.check_code(now, &half, &typed, DOOR).await;
            let drift = Drift { minutes: 7, is_ahead };
            assert!(
                matches!(&refused, Err(CodeError::Clock(of)) if *of == drift),
                "{refused:?}"
            );
        }
        // Somebody who guessed the code of a later moment was told so, so it is not accepted at that moment.
        let later = now + 7 * MINUTE;
        let half = half_way(&world, later).await;
        let early = world
            .people
            .check_code(later, &half, &totp::code_at(&secret, later), DOOR)
            .await;
        assert!(matches!(early, Err(CodeError::Wrong)), "{early:?}");
        let next = totp::code_at(&secret, later + MINUTE);
        let half = half_way(&world, later + MINUTE).await;
        world
            .people
            .check_code(later + MINUTE, &half, &next, DOOR)
            .await
            .expect("the next one opens");
    })
    .await;
}

#[tokio::test]
async fn a_used_code_and_one_of_an_hour_ago_are_wrong_without_a_word_about_clocks() {
    both(|store| async {
        let world = World::new(store).await;
        let (secret, _) = binh(&world).await;
        for (now, typed) in [
            (NOON + 5 * MINUTE, totp::code_at(&secret, NOON)),
            (NOON + 60 * MINUTE, totp::code_at(&secret, NOON + MINUTE)),
        ] {
            let half = half_way(&world, now).await;
            let refused = world.people.check_code(now, &half, &typed, DOOR).await;
            assert!(matches!(refused, Err(CodeError::Wrong)), "{refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn one_code_sent_twice_at_once_opens_one_session() {
    both(|store| async {
        let world = World::new(store).await;
        let (secret, _) = binh(&world).await;
        let later = NOON + MINUTE;
        let code = totp::code_at(&secret, later);
        let (one, two) = (half_way(&world, later).await, half_way(&world, later).await);
        let (a, b) = tokio::join!(
            world.people.check_code(later, &one, &code, DOOR),
            world.people.check_code(later, &two, &code, DOOR)
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_works_once() {
    both(|store| async {
        let world = World::new(store).await;
        let (_, codes) = binh(&world).await;
        let typed = codes[3].to_lowercase().replace('-', " ");
        let half = half_way(&world, NOON).await;
        world
            .people
            .check_code(NOON, &half, &typed, DOOR)
            .await
            .expect("signed in");
        let half = half_way(&world, NOON).await;
        let again = world.people.check_code(NOON, &half, &typed, DOOR).await;
        assert!(matches!(again, Err(CodeError::Wrong)), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn the_code_must_follow_within_five_minutes() {
    both(|store| async {
        let world = World::new(store).await;
        let (secret, _) = binh(&world).await;
        let half = half_way(&world, NOON).await;
        let late = NOON + 5 * MINUTE;
        let over = world
            .people
            .check_code(late, &half, &totp::code_at(&secret, late), DOOR)
            .await;
        assert!(matches!(over, Err(CodeError::Over)), "{over:?}");
    })
    .await;
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_are_answered_alike_and_wait_alike() {
    both(|store| async {
        let world = World::new(store).await;
        binh(&world).await;
        for login in ["binh", "khong-co-ai"] {
            for _ in 0..5 {
                let wrong = world
                    .people
                    .check_password(NOON, login, "sai mật khẩu rồi", DOOR)
                    .await;
                assert!(matches!(wrong, Err(SignInError::Wrong)), "{wrong:?}");
            }
            let wait = world.people.check_password(NOON, login, PASSWORD, DOOR).await;
            assert!(
                matches!(wait, Err(SignInError::TooSoon { seconds: 1 })),
                "{login}: {wait:?}"
            );
        }
        assert!(
            world
                .people
                .check_password(NOON + 1000, "binh", PASSWORD, DOOR)
                .await
                .is_ok()
        );
    })
    .await;
}

#[tokio::test]
async fn a_restart_does_not_forgive_and_nobody_waits_for_ever() {
    both(|store| async {
        let world = World::new(store.clone()).await;
        let (secret, _) = binh(&world).await;
        let mut now = NOON;
        for _ in 0..20 {
            let wrong = world
                .people
                .check_password(now, "binh", "sai mật khẩu rồi", DOOR)
                .await;
            assert!(matches!(wrong, Err(SignInError::Wrong)), "{wrong:?}");
            now += 15 * MINUTE;
        }
        let after = World::new(store).await;
        let wait = after
            .people
            .check_password(now - 14 * MINUTE, "binh", PASSWORD, DOOR)
            .await;
        assert!(matches!(wait, Err(SignInError::TooSoon { .. })), "{wait:?}");
        let half = after
            .people
            .check_password(now, "binh", PASSWORD, DOOR)
            .await
            .expect("after a quarter of an hour");
        now += 15 * MINUTE;
        let late = after.people.check_code(now, &half.id, "000000", DOOR).await;
        assert!(matches!(late, Err(CodeError::Over)), "{late:?}");
        let half = after
            .people
            .check_password(now, "binh", PASSWORD, DOOR)
            .await
            .expect("right");
        let code = totp::code_at(&secret, now);
        assert!(after.people.check_code(now, &half.id, &code, DOOR).await.is_ok());
        assert!(
            after
                .people
                .check_password(now, "binh", PASSWORD, DOOR)
                .await
                .is_ok(),
            "a success forgives"
        );
    })
    .await;
}

#[tokio::test]
async fn codes_are_not_guessed_either() {
    both(|store| async {
        let world = World::new(store).await;
        binh(&world).await;
        let half = half_way(&world, NOON).await;
        let mut waits = 0;
        for n in 0..10 {
            let guess = world
                .people
                .check_code(NOON, &half, &format!("{n:06}"), DOOR)
                .await;
            waits += i32::from(matches!(guess, Err(CodeError::TooSoon { .. })));
            assert!(guess.is_err(), "guess {n}: {guess:?}");
        }
        assert_eq!(waits, 5);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_tries_many_names_waits() {
    both(|store| async {
        let world = World::new(store).await;
        let mut waits = 0;
        for n in 0..45 {
            let tried = world
                .people
                .check_password(NOON, &format!("ten{n}"), "sai mật khẩu rồi", DOOR)
                .await;
            waits += i32::from(matches!(tried, Err(SignInError::TooSoon { .. })));
        }
        assert_eq!(waits, 5);
        let elsewhere = Door {
            address: "10.0.0.8",
            ..DOOR
        };
        let tried = world
            .people
            .check_password(NOON, "ten", "sai mật khẩu rồi", elsewhere)
            .await;
        assert!(matches!(tried, Err(SignInError::Wrong)));
    })
    .await;
}

#[tokio::test]
async fn sessions_end_by_time_and_by_hand() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let ticket = world
            .by(&chair)
            .people()
            .invite(&invite("Bình", Role::Police, WARD))
            .await
            .expect("invited");
        let session = world.accept(NOON, &ticket, "binh").await;
        let hour = 60 * MINUTE;
        assert!(
            world.actor(NOON + 11 * hour, &session).await.is_some(),
            "use moves the end"
        );
        assert!(world.actor(NOON + 22 * hour, &session).await.is_some());
        assert!(
            world.actor(NOON + 34 * hour + MINUTE, &session).await.is_none(),
            "twelve idle hours end it"
        );
        let mut now = NOON + 34 * hour;
        let other = world
            .by_at(&chair, now)
            .people()
            .invite_again(ticket.person)
            .await
            .expect("again");
        let session = world.accept(now, &other, "binh").await;
        for _ in 0..20 {
            now += 9 * hour;
            world.actor(now, &session).await;
        }
        assert!(
            world.actor(now, &session).await.is_none(),
            "a password's session is over after seven days"
        );
        assert!(
            world
                .people
                .actor(world.noon(), "không phải")
                .await
                .expect("read")
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn a_passkey_ceremony_without_a_proof_lets_nobody_in() {
    both(|store| async {
        let world = World::new(store).await;
        let begun = world.people.begin_passkey(NOON, DOOR).expect("begun");
        assert!(begun.options.pointer("/publicKey/challenge").is_some());
        assert!(
            begun
                .options
                .get("mediation")
                .is_none_or(serde_json::Value::is_null)
        );
        let odd = world
            .people
            .sign_in_by_passkey(NOON, &begun.id, serde_json::json!({"id": "x"}), DOOR)
            .await;
        assert!(matches!(odd, Err(PasskeyError::NotProven)), "{odd:?}");
        let again = world
            .people
            .sign_in_by_passkey(NOON, &begun.id, serde_json::json!({}), DOOR)
            .await;
        assert!(
            matches!(again, Err(PasskeyError::Over)),
            "a challenge is used once: {again:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn ceremonies_begun_without_end_wait_too() {
    both(|store| async {
        let world = World::new(store).await;
        for n in 0..200 {
            assert!(world.people.begin_passkey(NOON, DOOR).is_ok(), "ceremony {n}");
        }
        let wait = world.people.begin_passkey(NOON, DOOR);
        assert!(matches!(wait, Err(PasskeyError::TooSoon { .. })), "{wait:?}");
    })
    .await;
}

#[test]
fn an_address_without_a_name_has_no_passkeys() {
    let has = |text: &str| super::super::webauthn(&Url::parse(text).expect("an address")).is_some();
    assert!(has("https://phuong.example") && has("http://localhost:8080"));
    assert!(!has("https://192.168.1.10") && !has("http://phuong.example"));
}
