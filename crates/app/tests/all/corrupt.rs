//! Rows that somebody changed by hand: acts report them as corrupt data, never as not found. On both engines.

use dienhong_app::Fault;
use dienhong_app::entries::{Draft, EntryError};
use dienhong_app::filings::FilingError;
use dienhong_app::reports::ReportError;
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::filings;
use dienhong_domain::reports::Stage;
use dienhong_domain::time::Period;
use dienhong_i18n::Locale;
use dienhong_store::filings::FilingWrite;
use dienhong_store::reports::ReportRow;
use dienhong_store::{Batch, StoreError};
use uuid::Uuid;

fn is_corrupt(fault: &Fault, table_and_column: &str) -> bool {
    matches!(fault, Fault::Store(StoreError::Corrupt { column, .. }) if column == table_and_column)
}

#[tokio::test]
async fn a_bent_row_is_corrupt_and_not_missing() {
    both_small_books(|app| async move {
        let [entry, filing, report] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
        let (actor, days) = (anybody(), Period::month(2026, 10).expect("a month"));
        let draft = Draft {
            id: entry,
            register: "to-roi".into(),
            unit: Some(DIEN_HONG),
            day: "5/10/2026".into(),
            fields: [
                ("so-to".to_owned(), vec!["7".to_owned()]),
                ("loai".to_owned(), vec!["to-roi".to_owned()]),
            ]
            .into(),
            state: Some(State::Final),
            ..Draft::default()
        };
        let by = app.by(&actor);
        by.entries().record(&draft).await.expect("recorded");
        let batch = Batch::new(1, 5)
            .filing(&FilingWrite {
                id: filing,
                unit: DIEN_HONG.0,
                form: "hang-thang".into(),
                days: (days.from.number(), days.to.number()),
                version: 1,
                state: filings::State::Frozen,
                content: "{}".into(),
                hash: vec![0; 32],
                inputs: Vec::new(),
                origin: String::new(),
                made_at: 0,
                made_by: 0,
            })
            .new_report(&ReportRow {
                id: report,
                unit: DIEN_HONG,
                outline: "hang-thang".into(),
                first: days.from,
                last: days.to,
                issuer: None,
                is_restated: false,
                stage: Stage::Writing,
                version: 0,
                edit_count: 0,
                made_at: 0,
                made_by: 0,
                origin: String::new(),
            });
        app.store.write(batch).await.expect("written");
        let bent = ["entry", "filing", "report"]
            .iter()
            .fold(Batch::new(0, 6), |batch, table| {
                batch.run(format!("UPDATE {table} SET state = 99"), vec![])
            });
        app.store.write(bent).await.expect("bent");
        let told = by.entries().find(entry, Locale::Vi).await.err();
        assert!(
            matches!(&told, Some(EntryError::Fault(fault)) if is_corrupt(fault, "entry.state")),
            "{told:?}"
        );
        let told = by.filings().find(filing).await.err();
        assert!(
            matches!(&told, Some(FilingError::Fault(fault)) if is_corrupt(fault, "filing.state")),
            "{told:?}"
        );
        let told = by.reports().find(report).await.err();
        assert!(
            matches!(&told, Some(ReportError::Fault(fault)) if is_corrupt(fault, "report.state")),
            "{told:?}"
        );
    })
    .await;
}
