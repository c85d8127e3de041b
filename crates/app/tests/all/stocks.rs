//! A stock does not fall below zero unnoticed, on both engines: a new entry that takes it there is refused, everything
//! else is asked about.

use crate::common::packs::installed;
use dienhong_app::App;
use dienhong_app::checks::{Finding, Kind};
use dienhong_app::entries::{Draft, EntryError, EntryMistakeKind, Many};
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::time::Day;
use uuid::Uuid;

const PACK: &str = r#"
[pack]
id = "kho"
version = "1"
title = { vi = "Kho", en = "Store" }

[[pack.instrument]]
name = { vi = "Thông lệ", en = "Custom" }

[[section]]
id = "kho"
title = { vi = "Kho", en = "Store" }

[[measure]]
code = "binh-chua-chay"
title = { vi = "Bình chữa cháy", en = "Extinguishers" }
unit = { vi = "bình", en = "pieces" }
kind = "stock"
section = "kho"
reference = "Thông lệ"

[[register]]
id = "nhap-xuat"
title = { vi = "Sổ nhập, xuất", en = "In and out" }
act = { vi = "Ghi nhập, xuất", en = "Record" }
lead = { vi = "Mỗi lần một dòng.", en = "One line each." }
section = "kho"
icon = "eye"
levels = ["group", "commune"]

[[register.field]]
id = "nhap"
label = { vi = "Nhập", en = "In" }
kind = "number"
unit = { vi = "bình", en = "pieces" }
bound = false
max = 1000

[[register.field]]
id = "xuat"
label = { vi = "Xuất", en = "Out" }
kind = "number"
unit = { vi = "bình", en = "pieces" }
bound = true
max = 1000

[[register.post]]
measure = "binh-chua-chay"
field = "nhap"

[[register.post]]
measure = "binh-chua-chay"
field = "xuat"
sign = -1
"#;

fn draft(on: Day, field: &str, amount: &str) -> Draft {
    Draft {
        id: Uuid::now_v7(),
        register: "nhap-xuat".into(),
        unit: Some(DIEN_HONG),
        day: on.to_string(),
        fields: [(field.to_owned(), vec![amount.to_owned()])].into(),
        state: Some(State::Final),
        ..Draft::default()
    }
}

async fn records(app: &App, draft: &Draft) {
    let done = app.by(&anybody()).entries().record(draft).await;
    done.unwrap_or_else(|e| panic!("{draft:?}: {e:?}"));
}

/// The amount that there was when a new entry was refused.
fn stood(refused: &EntryError) -> Option<i64> {
    let EntryError::Mistakes(found) = refused else {
        return None;
    };
    found.iter().find_map(|m| match &m.what {
        EntryMistakeKind::BelowNought { stands, .. } if m.field == "xuat" => Some(stands.sums.amount),
        _ => None,
    })
}

#[tokio::test]
async fn a_new_entry_that_takes_a_stock_below_nought_is_refused_with_what_stands_there() {
    both_small_books(|app| async move {
        installed(&app, PACK, None).await;
        records(&app, &draft(day(3, 1), "nhap", "5")).await;
        let refused = app
            .by(&anybody())
            .entries()
            .record(&draft(day(3, 2), "xuat", "6"))
            .await;
        assert_eq!(stood(&refused.expect_err("six of five")), Some(5));
        let early = app
            .by(&anybody())
            .entries()
            .record(&draft(day(2, 1), "xuat", "1"))
            .await;
        assert_eq!(stood(&early.expect_err("before anything was there")), Some(0));
        records(&app, &draft(day(3, 2), "xuat", "5")).await;
        records(&app, &draft(day(3, 1), "xuat", "khoảng 6")).await;
    })
    .await;
}

#[tokio::test]
async fn a_batch_is_held_against_a_stock_in_the_order_of_its_days() {
    both_small_books(|app| async move {
        installed(&app, PACK, None).await;
        let batch = [
            draft(day(3, 10), "xuat", "4"),
            draft(day(3, 5), "nhap", "5"),
            draft(day(3, 11), "xuat", "2"),
        ];
        let answers = app
            .by(&anybody())
            .entries()
            .record_many(&batch, true)
            .await
            .expect("answers");
        let refused: Vec<Option<i64>> = answers
            .iter()
            .map(|answer| match answer {
                Many::Refused(error) => stood(error),
                _ => None,
            })
            .collect();
        assert_eq!(refused, [None, None, Some(1)]);
    })
    .await;
}

#[tokio::test]
async fn what_makes_a_later_day_wrong_is_kept_and_asked_about() {
    both_small_books(|app| async move {
        installed(&app, PACK, None).await;
        let first = draft(day(3, 1), "nhap", "5");
        records(&app, &first).await;
        records(&app, &draft(day(3, 10), "xuat", "5")).await;
        // It was recorded late: on its own day there was enough.
        records(&app, &draft(day(3, 5), "xuat", "2")).await;
        let found = app
            .by(&anybody())
            .checks()
            .check_book(DIEN_HONG)
            .await
            .expect("checked");
        let of = |kind| {
            found
                .kinds
                .iter()
                .find(|(k, _)| *k == kind)
                .expect("it is checked")
        };
        match &of(Kind::Nought).1[..] {
            [Finding::Below { unit, dip, .. }] => {
                assert_eq!((*unit, dip.first, dip.lowest), (DIEN_HONG, day(3, 10), -2));
            }
            other => panic!("{other:?}"),
        }
        // A correction is accepted too.
        let less = Draft {
            seen: Some(1),
            why: "Đếm lại".into(),
            fields: [("nhap".to_owned(), vec!["1".to_owned()])].into(),
            ..first
        };
        records(&app, &less).await;
    })
    .await;
}
