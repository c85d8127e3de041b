//! The register of incoming papers on both engines: numbers, pages, changes, scans, and what is deleted.

use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_store::incoming::{IncomingFilter, IncomingPlace, IncomingRow, ScanRow};
use dienhong_store::testing::both;
use dienhong_store::{Batch, Store, WriteError};
use uuid::Uuid;

const WARD: UnitId = UnitId(9);

fn day(month: u32, day: u32) -> Day {
    Day::new(2026, month, day).unwrap()
}

fn paper(number: u32) -> IncomingRow {
    IncomingRow {
        id: Uuid::now_v7(),
        unit: WARD,
        year: 2026,
        number,
        day: day(3, 2),
        author: "UBND tỉnh".into(),
        sign: "12/KH-UBND".into(),
        paper_day: None,
        kind: "plan".into(),
        summary: "Kế hoạch minh họa".into(),
        receiver: String::new(),
        due: None,
        done: None,
        is_struck: false,
        note: String::new(),
        edit_count: 0,
        at: 5,
        person: 1,
    }
}

fn scan(of: &IncomingRow) -> ScanRow {
    ScanRow {
        id: of.id,
        kind: "pdf".into(),
        sha256: "d".into(),
        size: 4,
        at: 6,
        person: 1,
    }
}

async fn write(store: &Store, add: impl FnOnce(Batch) -> Batch) -> Result<(), WriteError> {
    store.write(add(Batch::new(1, 5))).await
}

async fn numbers(store: &Store, filter: IncomingFilter, place: IncomingPlace, most: usize) -> Vec<u32> {
    let rows = store.incoming((WARD, 2026), filter, place, most).await.unwrap();
    rows.iter().map(|row| row.number).collect()
}

#[tokio::test]
async fn a_line_is_read_as_it_was_written_and_a_number_is_given_once() {
    both(|store| async move {
        let full = IncomingRow {
            paper_day: Some(day(2, 27)),
            receiver: "Công chức văn phòng".into(),
            due: Some(day(3, 9)),
            ..paper(1)
        };
        write(&store, |batch| batch.incoming(&full)).await.unwrap();
        assert_eq!(store.incoming_paper(full.id).await.unwrap().as_ref(), Some(&full));
        let same_number = write(&store, |batch| batch.incoming(&paper(1))).await;
        assert!(
            matches!(same_number, Err(WriteError::Constraint(_))),
            "{same_number:?}"
        );
        let same_id = IncomingRow {
            number: 2,
            ..full.clone()
        };
        let same_id = write(&store, |batch| batch.incoming(&same_id)).await;
        assert!(matches!(same_id, Err(WriteError::Constraint(_))), "{same_id:?}");
        let elsewhere = IncomingRow {
            unit: UnitId(10),
            ..paper(1)
        };
        write(&store, |batch| batch.incoming(&elsewhere)).await.unwrap();
        let last = store.last_incoming(WARD, 2026).await.unwrap();
        assert_eq!(last.map(|row| row.id), Some(full.id));
        assert_eq!(store.last_incoming(WARD, 2027).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn pages_go_on_from_a_number_and_late_ones_are_found() {
    use IncomingFilter::{All, LateOn, Open};
    use IncomingPlace::{Above, Below, Newest};
    both(|store| async move {
        for number in 1..=5 {
            let row = IncomingRow {
                due: (number != 3).then(|| day(3, number)),
                done: (number == 4).then(|| day(3, 3)),
                ..paper(number)
            };
            write(&store, |batch| batch.incoming(&row)).await.unwrap();
        }
        assert_eq!(numbers(&store, All, Newest, 2).await, [5, 4]);
        assert_eq!(numbers(&store, All, Below(4), 2).await, [3, 2]);
        assert_eq!(numbers(&store, All, Above(1), 2).await, [3, 2]);
        assert_eq!(numbers(&store, Open, Newest, 9).await, [5, 3, 2, 1]);
        assert_eq!(numbers(&store, LateOn(day(3, 5)), Newest, 9).await, [2, 1]);
    })
    .await;
}

#[tokio::test]
async fn a_change_on_what_somebody_else_changed_is_refused() {
    both(|store| async move {
        let row = paper(1);
        write(&store, |batch| batch.incoming(&row)).await.unwrap();
        let given = IncomingRow {
            receiver: "Công chức văn phòng".into(),
            done: Some(day(3, 4)),
            ..row.clone()
        };
        write(&store, |batch| batch.incoming_handling(&given))
            .await
            .unwrap();
        let again = write(&store, |batch| batch.incoming_handling(&given)).await;
        assert!(matches!(again, Err(WriteError::Stale)), "{again:?}");
        let now = store.incoming_paper(row.id).await.unwrap().unwrap();
        assert_eq!((now.edit_count, now.done), (1, Some(day(3, 4))));
        write(&store, |batch| batch.strike_incoming(&now, "Ghi nhầm"))
            .await
            .unwrap();
        let struck = store.incoming_paper(row.id).await.unwrap().unwrap();
        assert!(struck.is_struck && struck.note == "Ghi nhầm" && struck.summary == row.summary);
        let after = write(&store, |batch| batch.incoming_handling(&struck)).await;
        assert!(matches!(after, Err(WriteError::Stale)), "{after:?}");
    })
    .await;
}

#[tokio::test]
async fn a_scan_is_kept_once_and_an_emptied_line_keeps_only_its_number() {
    both(|store| async move {
        let row = paper(1);
        write(&store, |batch| {
            batch.incoming(&row).new_incoming_scan(&scan(&row), b"%PDF")
        })
        .await
        .unwrap();
        let second = write(&store, |batch| batch.new_incoming_scan(&scan(&row), b"%PDF")).await;
        assert!(matches!(second, Err(WriteError::Constraint(_))), "{second:?}");
        let bytes = store.incoming_scan_bytes(row.id).await.unwrap();
        assert_eq!(bytes.as_deref(), Some(&b"%PDF"[..]));
        write(&store, |batch| batch.empty_incoming(&row)).await.unwrap();
        let emptied = store.incoming_paper(row.id).await.unwrap().unwrap();
        let told = [
            &emptied.author,
            &emptied.sign,
            &emptied.kind,
            &emptied.summary,
            &emptied.receiver,
        ];
        assert!(emptied.is_struck && told.iter().all(|text| text.is_empty()));
        assert_eq!((emptied.number, emptied.day), (1, row.day));
        assert_eq!(store.incoming_scan(row.id).await.unwrap(), None);
        let none = write(&store, |batch| batch.remove_incoming_scan(row.id)).await;
        assert!(matches!(none, Err(WriteError::Stale)), "{none:?}");
    })
    .await;
}
