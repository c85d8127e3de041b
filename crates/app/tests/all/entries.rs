//! Entries recorded at the same time, on both engines.

use dienhong_app::App;
use dienhong_app::entries::{Draft, EntryError, EntryMistakeKind, Recorded};
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::units::UnitId;
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
