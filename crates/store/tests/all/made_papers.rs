//! Papers made from templates on both engines: what is filled in, pages of the list, states, versions and files.

use dienhong_domain::procedures::papers::State;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::frozen::{FileRow, Frozen};
use dienhong_store::made_papers::{PaperPlace, PaperRow, PaperVersionRow};
use dienhong_store::testing::both;
use dienhong_store::{Batch, Store, WriteError};
use uuid::Uuid;

const WARD: UnitId = UnitId(9);

/// A paper whose id is the place at which it was begun.
fn paper(place: u128) -> PaperRow {
    PaperRow {
        id: Uuid::from_u128(place),
        unit: WARD,
        template: "giay-moi-hop".into(),
        rules: 3,
        issuer: None,
        law_day: Day::new(2026, 3, 2).unwrap(),
        answers: "{}".into(),
        secretary: String::new(),
        summary: String::new(),
        state: State::Draft,
        version: 0,
        edit_count: 0,
        made_at: 5,
        made_by: 1,
    }
}

async fn write(store: &Store, add: impl FnOnce(Batch) -> Batch) -> Result<(), WriteError> {
    store.write(add(Batch::new(1, 5))).await
}

async fn places(store: &Store, state: Option<State>, from: PaperPlace, most: usize) -> Vec<u128> {
    let states = state.map_or(State::ALL.to_vec(), |only| vec![only]);
    let rows = store.papers(WARD, &states, from, most).await.unwrap();
    rows.iter().map(|row| row.id.as_u128()).collect()
}

#[tokio::test]
async fn what_is_filled_in_is_kept_while_nobody_else_changed_it() {
    both(|store| async move {
        let row = paper(1);
        write(&store, |batch| batch.new_paper(&row)).await.unwrap();
        assert_eq!(store.paper(row.id).await.unwrap().as_ref(), Some(&row));
        let twice = write(&store, |batch| batch.new_paper(&row)).await;
        assert!(matches!(twice, Err(WriteError::Constraint(_))), "{twice:?}");
        let filled = PaperRow {
            answers: r#"{"chu-tri":"Chủ tịch"}"#.into(),
            issuer: Some(Uuid::from_u128(7)),
            ..row.clone()
        };
        write(&store, |batch| batch.paper_content(&filled)).await.unwrap();
        let again = write(&store, |batch| batch.paper_content(&filled)).await;
        assert!(matches!(again, Err(WriteError::Stale)), "{again:?}");
        let now = store.paper(row.id).await.unwrap().unwrap();
        assert_eq!((now.edit_count, &now.answers), (1, &filled.answers));
        let frozen = |of: PaperRow| move |batch: Batch| batch.paper_state(&of, State::Submitted, 1, "Họp");
        let unseen = write(&store, frozen(row)).await;
        assert!(matches!(unseen, Err(WriteError::Stale)), "{unseen:?}");
        write(&store, frozen(now)).await.unwrap();
        let now = store.paper(filled.id).await.unwrap().unwrap();
        assert_eq!(
            (now.state, now.version, now.summary.as_str()),
            (State::Submitted, 1, "Họp")
        );
        let late = write(&store, |batch| batch.paper_content(&now)).await;
        assert!(matches!(late, Err(WriteError::Stale)), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn pages_go_on_from_a_paper_in_one_state_or_in_all() {
    use PaperPlace::{Above, Below, Newest};
    both(|store| async move {
        for place in 1..=5 {
            let row = PaperRow {
                state: if place == 3 { State::Issued } else { State::Draft },
                ..paper(place)
            };
            write(&store, |batch| batch.new_paper(&row)).await.unwrap();
        }
        let elsewhere = PaperRow {
            unit: UnitId(10),
            ..paper(6)
        };
        write(&store, |batch| batch.new_paper(&elsewhere)).await.unwrap();
        assert_eq!(places(&store, None, Newest, 2).await, [5, 4]);
        assert_eq!(places(&store, None, Below(Uuid::from_u128(4)), 2).await, [3, 2]);
        assert_eq!(places(&store, None, Above(Uuid::from_u128(1)), 2).await, [3, 2]);
        assert_eq!(places(&store, Some(State::Issued), Newest, 9).await, [3]);
    })
    .await;
}

#[tokio::test]
async fn versions_and_files_are_read_as_they_were_kept() {
    both(|store| async move {
        let row = paper(1);
        let version = PaperVersionRow {
            version: 1,
            hash: vec![1; 32],
            packs: "[]".into(),
            program: "0".into(),
            at: 5,
            person: 1,
        };
        let file = FileRow {
            version: 1,
            stage: 0,
            format: "pdf".into(),
            name: "giay-moi.pdf".into(),
            sha256: "d".into(),
            at: 5,
            person: 1,
        };
        let done = write(&store, |batch| {
            batch
                .new_paper(&row)
                .paper_version(row.id, &version, "{}")
                .frozen_file(Frozen::Paper, row.id, &file, b"%PDF".to_vec())
        });
        done.await.unwrap();
        assert_eq!(store.paper_versions(row.id).await.unwrap(), [version]);
        assert_eq!(
            store
                .frozen_model(Frozen::Paper, row.id, 1)
                .await
                .unwrap()
                .as_deref(),
            Some("{}")
        );
        assert_eq!(store.frozen_files(Frozen::Paper, row.id).await.unwrap(), [file]);
        let bytes = store
            .frozen_file(Frozen::Paper, row.id, (1, 0), "pdf")
            .await
            .unwrap();
        assert_eq!(bytes.as_deref(), Some(&b"%PDF"[..]));
        assert_eq!(
            store
                .frozen_file(Frozen::Paper, row.id, (1, 1), "pdf")
                .await
                .unwrap(),
            None
        );
    })
    .await;
}
