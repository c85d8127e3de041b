//! What must be true of the whole demo book.

use super::{BAC_HONG, DIEN_HONG, Demo, NGHI_HUONG};
use dienhong_app::demo;
use dienhong_app::entries::{Cursor, ListQuery, Stored};
use dienhong_app::testing::{NOON, somebody};
use dienhong_app::totals::Question;
use dienhong_app::units::Choices;
use dienhong_domain::entries::{State, as_typed, read_form};
use dienhong_domain::rights::{Permission, Role};
use dienhong_domain::time::{Day, Period};
use dienhong_domain::units::{Lens, Level};
use uuid::Uuid;

pub(crate) async fn every_entry_keeps_to_the_pack(demo: &Demo) {
    let snapshot = demo.app.snapshot();
    let homes: Vec<i32> = snapshot.map.units().map(|u| u.id.0).collect();
    let days = Period {
        from: Day::MIN,
        to: Day::MAX,
    };
    let all = demo.app.store.entries_on(&homes, days, None, &[]).await.unwrap();
    assert!(all.len() > 250, "{} entries", all.len());
    for row in all {
        let revision = demo.app.store.revisions(row.id).await.unwrap().pop().unwrap();
        let rules = snapshot.rules_by_number(revision.rules);
        let register = rules
            .register(snapshot.register_code(row.register).unwrap())
            .unwrap();
        let stored = Stored::read(&revision.body, revision.text.as_deref()).unwrap();
        let is_final = row.state == State::Final;
        let typed = as_typed(register, &stored.body);
        let read = read_form(register, &rules.pack, Some(row.day), &typed, is_final);
        assert!(read.is_ok(), "{}: {read:?}", row.id);
        assert!(revision.at <= NOON + 10, "recorded after now");
    }
}

pub(crate) async fn the_fictional_ward_lives(demo: &Demo) {
    let ward = demo::doors(&demo.app.snapshot())
        .unwrap()
        .into_iter()
        .find(|d| d.role == Role::Chair && d.key.starts_with("minh-hoa"));
    let unit = ward.unwrap().unit;
    let count = async |state: State| {
        let period = None;
        let query = ListQuery {
            unit,
            with_former: false,
            register: None,
            period,
            state: Some(state),
            words: String::new(),
            from: Cursor::Newest,
            most: 500,
        };
        let reader = somebody(999, &[(Role::Official, unit)]);
        demo.app
            .by(&reader)
            .entries()
            .list(&query)
            .await
            .unwrap()
            .rows
            .len()
    };
    assert_eq!((count(State::Sent).await, count(State::Voided).await), (2, 1));
    assert!(count(State::Final).await > 150);
    // Two drafts, each held by the one who writes it.
    assert_eq!(count(State::Draft).await, 0);
    for month in 1..=11 {
        let period = Period::month(2026, month).unwrap();
        let totals = demo
            .app
            .by(&demo.reader)
            .totals()
            .read(Question {
                unit,
                period,
                lens: Lens::AsItWas,
            })
            .await
            .unwrap();
        for measure in ["toi-pham", "chay-no", "mau-thuan"] {
            assert!(
                totals.row(measure).unwrap().figure.is_recorded(),
                "{measure} of month {month}"
            );
        }
    }
}

pub(crate) async fn groups_follow_and_are_drawn_anew(demo: &Demo) {
    let snapshot = demo.app.snapshot();
    let groups = |uid: Uuid, day: &str| {
        snapshot
            .map
            .children(demo.unit(uid), Day::parse(day).unwrap())
            .len()
    };
    assert_eq!(
        [
            groups(DIEN_HONG[0], "30/6/2025"),
            groups(DIEN_HONG[1], "1/7/2025")
        ],
        [7, 7]
    );
    assert_eq!(
        [groups(BAC_HONG[0], "30/6/2025"), groups(BAC_HONG[1], "1/7/2025")],
        [10, 10]
    );
    assert_eq!(
        [
            groups(NGHI_HUONG[0], "30/6/2025"),
            groups(NGHI_HUONG[1], "1/7/2025")
        ],
        [6, 6]
    );
    assert_eq!(groups(DIEN_HONG[1], "1/4/2026"), 6);
    let period = Period::years(2026, 2026).unwrap();
    let heir = Question {
        unit: demo.unit(DIEN_HONG[1]),
        period,
        lens: Lens::AsItWas,
    };
    let (_, figure) = demo
        .app
        .by(&demo.reader)
        .totals()
        .figure("so-to", heir)
        .await
        .unwrap();
    assert_eq!(figure.sums.amount, 6);
    // The newest change can be undone, and the figures follow.
    let reform = snapshot
        .changes
        .iter()
        .max_by_key(|c| c.change.day)
        .unwrap()
        .change
        .id;
    demo.app
        .by(&demo.reader)
        .units()
        .undo_change(reform, "Chỉ để thử", &Choices::default())
        .await
        .unwrap();
    let (_, figure) = demo
        .app
        .by(&demo.reader)
        .totals()
        .figure("so-to", heir)
        .await
        .unwrap();
    assert_eq!(figure.sums.amount, 7);
}

pub(crate) async fn only_people_of_the_demo_are_let_in(demo: &Demo) {
    let snapshot = demo.app.snapshot();
    let here = demo.app.here(&snapshot);
    let doors = demo::doors(&snapshot).unwrap();
    for ward in ["dien-hong", "minh-hoa"] {
        let mut roles: Vec<Role> = doors
            .iter()
            .filter(|d| d.key.starts_with(ward))
            .map(|d| d.role)
            .collect();
        roles.sort();
        assert_eq!(
            roles,
            {
                let mut all = Role::ALL.to_vec();
                all.retain(|role| !role.is_over_subject());
                all.sort();
                all
            },
            "{ward}"
        );
    }
    for door in &doors {
        let session = demo
            .app
            .people
            .enter_demo(here, &snapshot, &door.key, "")
            .await
            .unwrap()
            .unwrap();
        let actor = demo
            .app
            .people
            .actor(here, &session.cookie)
            .await
            .unwrap()
            .unwrap();
        assert!(actor.may(Permission::ReadUnits, door.unit, here), "{}", door.key);
        assert_eq!(actor.name, door.name, "{}", door.key);
        assert!(
            snapshot.map.level(door.ward) == Some(Level::Commune),
            "{}",
            door.key
        );
    }
    for key in ["quan-tri", "bac-hong-can-bo", "", "khong-co"] {
        assert!(
            demo.app
                .people
                .enter_demo(here, &snapshot, key, "")
                .await
                .unwrap()
                .is_none(),
            "{key}"
        );
    }
}
