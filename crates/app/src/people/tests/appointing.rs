//! Appointments: who may give what, and that everything else is refused.

use super::*;
use dienhong_domain::rights::Permission;
use dienhong_store::testing::both;

#[tokio::test]
async fn only_managers_appoint_and_only_what_they_may_give() {
    both(|store| async {
        let world = World::new(store).await;
        let operator = world.chair().await;
        let chair = world.somebody(&operator, "Hoàng", Role::Chair, WARD).await;
        let police = world.somebody(&chair, "Bình", Role::Police, WARD).await;
        let cases = [
            (&police, Role::GroupLeader, GROUP),
            (&chair, Role::Operator, WARD),
            (&chair, Role::Police, OTHER_WARD),
            (&chair, Role::GroupLeader, OTHER_GROUP),
            (&chair, Role::Chair, PROVINCE),
            (&operator, Role::Reader, COUNTRY),
        ];
        for (actor, role, unit) in cases {
            let refused = world
                .by(actor)
                .people()
                .invite(&invite("Ai đó", role, unit))
                .await;
            assert!(
                matches!(refused, Err(InviteError::Term(AppointError::NotAllowed))),
                "{role:?} {unit:?}: {refused:?}"
            );
        }
        let ill = world
            .by(&chair)
            .people()
            .invite(&invite("Ai đó", Role::Police, GROUP))
            .await;
        assert!(
            matches!(ill, Err(InviteError::Term(AppointError::DoesNotFit))),
            "{ill:?}"
        );
        let gone = world
            .by(&chair)
            .people()
            .invite(&invite("Ai đó", Role::Police, OLD_WARD))
            .await;
        assert!(
            matches!(gone, Err(InviteError::Term(AppointError::UnitGone))),
            "{gone:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn an_ended_appointment_gives_nothing_at_the_next_click() {
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
        let binh = world.actor(NOON, &session).await.expect("signed in");
        assert!(binh.may(Permission::WriteEntries, GROUP, world.noon()));
        let member = world.by(&chair).people().member(binh.uid).await.expect("seen");
        let id = member.current[0].id;
        let yesterday = world.noon().today().previous();
        let unsaid = world
            .by(&chair)
            .people()
            .end_appointment(id, yesterday, "  ")
            .await;
        assert!(
            matches!(unsaid, Err(EndError::Reason(ReasonError::Missing))),
            "{unsaid:?}"
        );
        world
            .by(&chair)
            .people()
            .end_appointment(id, yesterday, "Chuyển công tác")
            .await
            .expect("ended");
        let binh = world.actor(NOON, &session).await.expect("still signed in");
        assert!(!binh.may(Permission::WriteEntries, GROUP, world.noon()) && !binh.is_appointed(world.noon()));
        let again = world
            .by(&chair)
            .people()
            .end_appointment(id, yesterday, "Lần nữa")
            .await;
        assert!(matches!(again, Err(EndError::EndedAlready)), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn an_appointment_holds_from_its_first_to_its_last_day() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let day = |d| Day::new(2026, 1, d).expect("a day");
        let term = NewTerm {
            from: day(3),
            to: day(4),
            ..term(Role::Police, WARD)
        };
        let new = NewInvite {
            term,
            ..invite("Bình", Role::Police, WARD)
        };
        let ticket = world.by(&chair).people().invite(&new).await.expect("invited");
        let binh = world.sign_up(NOON, &ticket, "binh").await;
        let may = |days: i64| binh.may(Permission::WriteEntries, WARD, world.at(NOON + days * DAY));
        assert_eq!([0, 1, 2, 3, 4].map(may), [false, false, true, true, false]);
    })
    .await;
}

#[tokio::test]
async fn odd_terms_are_refused() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let binh = world.somebody(&chair, "Bình", Role::Police, WARD).await;
        let day = |y, d| Day::new(y, 1, d).expect("a day");
        let appoint = |from, to| {
            let term = NewTerm {
                from,
                to,
                ..term(Role::Official, WARD)
            };
            let (on, uid) = (world.by(&chair).people(), binh.uid);
            async move { on.appoint(uid, &term).await }
        };
        assert!(matches!(
            appoint(day(2026, 5), day(2026, 4)).await,
            Err(AppointError::EndsBeforeItBegins)
        ));
        assert!(matches!(
            appoint(day(2025, 1), day(2025, 9)).await,
            Err(AppointError::EndsInThePast)
        ));
        appoint(day(2026, 1), day(2026, 9)).await.expect("appointed");
        assert!(matches!(
            appoint(day(2026, 9), Day::MAX).await,
            Err(AppointError::HeldAlready)
        ));
        appoint(day(2026, 10), Day::MAX).await.expect("the next term");
    })
    .await;
}

#[tokio::test]
async fn the_last_who_can_invite_stays() {
    both(|store| async {
        let world = World::new(store).await;
        let ticket = world
            .people
            .set_up(world.noon(), &new_book(None))
            .await
            .expect("set up");
        let operator = world.sign_up(NOON, &ticket, "phuong").await;
        let own = world
            .by(&operator)
            .people()
            .member(operator.uid)
            .await
            .expect("seen")
            .current[0]
            .id;
        let yesterday = world.noon().today().previous();
        let on = world.by(&operator).people();
        let end = || on.end_appointment(own, yesterday, "Nghỉ");
        assert!(matches!(end().await, Err(EndError::LastManager)));
        let invited = world
            .by(&operator)
            .people()
            .invite(&invite("Hoàng", Role::Chair, WARD))
            .await
            .expect("invited");
        assert!(
            matches!(end().await, Err(EndError::LastManager)),
            "somebody who cannot sign in yet does not count"
        );
        world.sign_up(NOON, &invited, "hoang").await;
        end().await.expect("somebody stays");
    })
    .await;
}

#[tokio::test]
async fn people_are_seen_by_their_managers_only_and_sorted_by_given_name() {
    both(|store| async {
        let world = World::new(store).await;
        let chair = world.chair().await;
        let binh = world.somebody(&chair, "Trần Bình", Role::Police, WARD).await;
        world
            .somebody(&chair, "Lê Văn Ân", Role::GroupLeader, GROUP)
            .await;
        let members = world.by(&chair).people().members(WARD).await.expect("seen");
        let names: Vec<&str> = members.iter().map(|m| m.person.name.as_str()).collect();
        assert_eq!(names, ["Lê Văn Ân", "Trần Bình", "Nguyễn Thị Phượng"]);
        assert!(
            members
                .iter()
                .all(|m| m.ways.has_password && m.invitation.is_none())
        );
        for (actor, unit) in [(&binh, WARD), (&chair, OTHER_WARD), (&chair, PROVINCE)] {
            let refused = world.by(actor).people().members(unit).await;
            assert!(
                matches!(refused, Err(MemberError::NotFound)),
                "{} at {unit:?}",
                actor.name
            );
        }
        assert!(matches!(
            world.by(&binh).people().member(chair.uid).await,
            Err(MemberError::NotFound)
        ));
    })
    .await;
}

#[test]
fn nobody_without_appointments_may_anything() {
    let map = map();
    let here = RightsContext { now: NOON, map: &map };
    let by = By::Session {
        id: Uuid::nil(),
        kind: Kind::Passkey,
        opened: NOON,
    };
    let nobody = Actor {
        person: 9,
        uid: Uuid::nil(),
        name: String::new(),
        language: "vi".into(),
        held: vec![],
        by,
    };
    for (_, unit) in [(0, WARD), (1, COUNTRY), (2, UnitId(999))] {
        assert!(
            Role::ALL
                .into_iter()
                .all(|role| !may_give(&nobody, role, unit, here)),
            "{unit:?}"
        );
        for act in ["read-entries", "write-entries", "manage-people", "read-log"]
            .into_iter()
            .filter_map(Permission::parse)
        {
            assert!(!nobody.may(act, unit, here), "{act:?} at {unit:?}");
        }
    }
}
