//! What units below sent, asked for some units by one argument and for the whole book.

use dienhong_domain::time::Period;
use dienhong_domain::units::UnitId;
use dienhong_domain::{filings, reports};
use dienhong_store::filings::FilingWrite;
use dienhong_store::reports::ReportRow;
use dienhong_store::testing::both;
use dienhong_store::{Batch, Store};
use uuid::Uuid;

const FORM: &str = "hang-thang";
const ONE: UnitId = UnitId(9);
const TWO: UnitId = UnitId(10);
const THREE: UnitId = UnitId(11);

fn month(month: u32) -> Period {
    Period::month(2026, month).unwrap()
}

fn numbers(of: Period) -> (i32, i32) {
    (of.from.number(), of.to.number())
}

fn filing(unit: UnitId, days: Period, version: i32, state: filings::State) -> FilingWrite {
    FilingWrite {
        id: Uuid::now_v7(),
        unit,
        form: FORM.into(),
        days,
        version,
        state,
        content: "{}".into(),
        hash: vec![0; 32],
        inputs: Vec::new(),
        origin: String::new(),
        made_at: 0,
        made_by: 0,
    }
}

fn report(unit: UnitId, days: Period, stage: reports::Stage) -> ReportRow {
    ReportRow {
        id: Uuid::now_v7(),
        unit,
        outline: FORM.into(),
        rules: None,
        first: days.from,
        last: days.to,
        issuer: None,
        is_restated: false,
        stage,
        version: 0,
        edit_count: 0,
        made_at: 0,
        made_by: 0,
        origin: String::new(),
    }
}

/// Units with the versions that stand, by unit.
async fn standing(
    store: &Store,
    units: Option<&[UnitId]>,
    state: Option<filings::State>,
) -> Vec<(UnitId, i32, filings::State)> {
    let days = numbers(month(10));
    let rows = store.standing_filings(FORM, days, units, state).await.unwrap();
    let mut found: Vec<_> = rows.iter().map(|r| (r.unit, r.version, r.state)).collect();
    found.sort_by_key(|(unit, ..)| *unit);
    found
}

#[tokio::test]
async fn the_newest_filing_of_each_unit_stands() {
    both(|store| async move {
        use filings::State::{Accepted, Returned, Sent};
        let batch = Batch::new(1, 5)
            .filing(&filing(ONE, month(10), 1, Returned))
            .filing(&filing(ONE, month(10), 2, Sent))
            .filing(&filing(TWO, month(10), 1, Sent))
            .filing(&filing(TWO, month(10), 2, Accepted))
            .filing(&filing(THREE, month(10), 1, Sent))
            .filing(&filing(THREE, month(9), 2, Returned));
        store.write(batch).await.unwrap();
        let all = [(ONE, 2, Sent), (TWO, 2, Accepted), (THREE, 1, Sent)];
        assert_eq!(standing(&store, None, None).await, all);
        assert_eq!(standing(&store, Some(&[ONE, TWO]), None).await, all[..2]);
        let sent = standing(&store, None, Some(Sent)).await;
        assert_eq!(sent, [(ONE, 2, Sent), (THREE, 1, Sent)], "not an older version");
        let sent = standing(&store, Some(&[TWO, THREE]), Some(Sent)).await;
        assert_eq!(sent, [(THREE, 1, Sent)]);
        assert!(standing(&store, Some(&[]), None).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn reports_are_found_by_units_and_period() {
    both(|store| async move {
        use reports::Stage::{Accepted, Sent, Writing};
        let batch = Batch::new(1, 5)
            .new_report(&report(ONE, month(10), Sent))
            .new_report(&report(TWO, month(10), Writing))
            .new_report(&report(TWO, month(9), Sent))
            .new_report(&report(THREE, month(10), Accepted));
        store.write(batch).await.unwrap();
        let units = |rows: Vec<ReportRow>| -> Vec<UnitId> { rows.iter().map(|r| r.unit).collect() };
        let sent = store.sent_reports(None).await.unwrap();
        assert_eq!(units(sent), [ONE, TWO]);
        let sent = store.sent_reports(Some(&[TWO, THREE])).await.unwrap();
        assert_eq!(units(sent), [TWO]);
        assert!(store.sent_reports(Some(&[])).await.unwrap().is_empty());
        let days = numbers(month(10));
        let found = store.reports_of_period(FORM, days, &[TWO, THREE]).await.unwrap();
        let mut found = units(found);
        found.sort();
        assert_eq!(found, [TWO, THREE]);
    })
    .await;
}
