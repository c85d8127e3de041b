//! Incoming papers of the ward: dealt with, struck, emptied, and one with its scan.

use super::Book;
use dienhong_app::papers::{Incoming, IncomingForm};
use dienhong_app::testing::*;
use dienhong_domain::incoming::Nature;
use uuid::Uuid;

const SCAN: &[u8] = b"%PDF-1.7 a scan";

/// Leaves four papers in the register, one in each state.
pub(super) async fn arrive(ward: &Book) {
    let papers = || ward.app.by(&ward.official);
    let done = enter(ward, "Kế hoạch (minh họa)", None).await;
    papers()
        .papers()
        .assign_incoming(done.id, 0, "Tổ công tác", Some(day(3, 9)))
        .await
        .expect("assigned");
    papers()
        .papers()
        .finish_incoming(done.id, 1, Some(day(3, 5)))
        .await
        .expect("dealt with");
    let struck = enter(ward, "Ghi hai lần (minh họa)", None).await;
    papers()
        .papers()
        .strike_incoming(struck.id, 0, "Ghi hai lần")
        .await
        .expect("struck");
    let emptied = enter(ward, "Không thuộc sổ (minh họa)", Some(SCAN)).await;
    papers()
        .papers()
        .empty_incoming(emptied.id, 0)
        .await
        .expect("emptied");
    enter(ward, "Giấy mời (minh họa)", Some(SCAN)).await;
}

async fn enter(ward: &Book, summary: &str, scan: Option<&[u8]>) -> Incoming {
    let form = IncomingForm {
        id: Uuid::now_v7(),
        nature: Nature::Organisation,
        day: day(3, 2),
        author: "UBND tỉnh".into(),
        sign: "12/KH-UBND".into(),
        paper_day: Some(day(2, 27)),
        kind: "plan".into(),
        summary: summary.to_owned(),
        receiver: String::new(),
        due: None,
        scan: scan.map(<[u8]>::to_vec),
    };
    let entered = ward
        .app
        .by(&ward.official)
        .papers()
        .enter_incoming(DIEN_HONG, &form)
        .await;
    entered.unwrap_or_else(|e| panic!("{summary}: {e:?}"))
}
