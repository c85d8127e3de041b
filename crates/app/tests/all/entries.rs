//! Entries recorded at the same time, and what a person recorded last, on both engines.

use dienhong_app::App;
use dienhong_app::entries::{Draft, EntryError, EntryMistakeKind, Recorded};
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::rights::Role;
use dienhong_domain::units::UnitId;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

fn month(id: Uuid, unit: UnitId, crimes: u32) -> Draft {
    Draft {
        id,
        register: "tinh-hinh".into(),
        unit: Some(unit),
        day: "9/2026".into(),
        fields: [("toi-pham".to_owned(), vec![crimes.to_string()])].into(),
        state: Some(State::Final),
        ..Draft::default()
    }
}

async fn record(app: &App, draft: &Draft) -> Result<Recorded, EntryError> {
    app.by(&anybody()).entries().record(draft).await
}

#[tokio::test]
async fn a_month_is_recorded_once_even_by_many_at_the_same_moment() {
    both_small_books(|app| async move {
        let app = Arc::new(app);
        let mut writes = tokio::task::JoinSet::new();
        for n in 0..12 {
            let (app, draft) = (app.clone(), month(Uuid::now_v7(), DIEN_HONG, n));
            writes.spawn(async move { (draft.id, record(&app, &draft).await) });
        }
        let results = writes.join_all().await;
        let (written, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(|(_, r)| r.is_ok());
        assert_eq!((written.len(), refused.len()), (1, 11));
        let first = written[0].0;
        for (_, refused) in refused {
            let Err(EntryError::Mistakes(found)) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(
                found[0].what,
                EntryMistakeKind::MonthTaken { entry: first },
                "{found:?}"
            );
        }
        // Another unit has its own month; a corrected entry keeps its month, a voided one releases it.
        record(&app, &month(Uuid::now_v7(), HOI_THUONG, 1)).await.unwrap();
        let again = |state, seen, crimes| Draft {
            seen: Some(seen),
            state: Some(state),
            why: "Đếm lại".into(),
            ..month(first, DIEN_HONG, crimes)
        };
        record(&app, &again(State::Final, 1, 7)).await.unwrap();
        record(&app, &again(State::Voided, 2, 7)).await.unwrap();
        record(&app, &month(Uuid::now_v7(), DIEN_HONG, 3)).await.unwrap();
    })
    .await;
}

fn meeting(unit: UnitId, day: &str, topic: &str) -> Draft {
    let fields = [
        ("hinh-thuc", "sinh-hoat-to"),
        ("noi-dung", topic),
        ("luot", "45"),
        ("dia-diem", "Sân nhà rông"),
        ("ghi-chu", "Bà con hỏi về camera"),
    ];
    Draft {
        id: Uuid::now_v7(),
        register: "tuyen-truyen".into(),
        unit: Some(unit),
        day: day.into(),
        fields: fields
            .map(|(name, value)| (name.to_owned(), vec![value.to_owned()]))
            .into(),
        state: Some(State::Final),
        ..Draft::default()
    }
}

#[tokio::test]
async fn a_form_can_be_filled_as_the_same_person_wrote_last_in_that_unit() {
    both_small_books(|app| async move {
        let held = [(Role::Official, DIEN_HONG), (Role::Official, HOI_THUONG)];
        let (own, other) = (somebody(7, &held), somebody(8, &held));
        let acts = app.by(&own);
        let acts = acts.entries();
        let rules = acts.rules_for();
        let last = async |unit| acts.last_time(&rules, "tuyen-truyen", unit).await.unwrap();
        assert_eq!(last(Some(DIEN_HONG)).await, None);
        assert_eq!(acts.registers_used(4).await.unwrap(), Vec::<String>::new());

        // The one written last counts, whatever its day; what somebody else wrote does not.
        acts.record(&meeting(DIEN_HONG, "20/10/2026", "ma-tuy"))
            .await
            .unwrap();
        acts.record(&meeting(DIEN_HONG, "10/10/2026", "giao-thong"))
            .await
            .unwrap();
        acts.record(&meeting(HOI_THUONG, "12/10/2026", "phong-chay"))
            .await
            .unwrap();
        let beside = app.by(&other);
        beside
            .entries()
            .record(&meeting(DIEN_HONG, "30/10/2026", "cu-tru"))
            .await
            .unwrap();
        let found = last(Some(DIEN_HONG)).await.expect("a last time");
        assert_eq!((found.unit, found.day), (DIEN_HONG, day(10, 10)));
        let answers = [
            ("dia-diem", "Sân nhà rông"),
            ("hinh-thuc", "sinh-hoat-to"),
            ("noi-dung", "giao-thong"),
        ];
        let answers: BTreeMap<String, Vec<String>> = answers
            .map(|(name, value)| (name.to_owned(), vec![value.to_owned()]))
            .into();
        assert_eq!(found.answers, answers, "neither the count nor the note");
        assert_eq!(last(None).await.expect("a last time").unit, HOI_THUONG);

        acts.record(&Draft {
            register: "to-roi".into(),
            fields: [("loai", "to-roi"), ("so-to", "200")]
                .map(|(name, value)| (name.to_owned(), vec![value.to_owned()]))
                .into(),
            ..meeting(DIEN_HONG, "2/10/2026", "")
        })
        .await
        .unwrap();
        assert_eq!(acts.registers_used(4).await.unwrap(), ["to-roi", "tuyen-truyen"]);
        assert_eq!(acts.registers_used(1).await.unwrap(), ["to-roi"]);

        // Who may not read the unit any more is not told what was written there.
        let moved = somebody(7, &[(Role::Official, HOI_THUONG)]);
        let moved = app.by(&moved);
        let there = moved
            .entries()
            .last_time(&rules, "tuyen-truyen", Some(DIEN_HONG))
            .await;
        assert_eq!(there.unwrap(), None);
    })
    .await;
}
