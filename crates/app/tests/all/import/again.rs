//! A sheet imported again, or a row that the book got in another way: what the book has of it is reported, and exactly
//! what a person saw is written.

use super::*;
use dienhong_app::entries::{Remark, RowsKind};
use dienhong_domain::rights::Role;

const HOA: &str = "Thôn Tân Hòa";

fn one(attended: &str) -> Vec<u8> {
    sheet(&[row("3/5/2026", HOA, attended)])
}

fn told(of: &Import) -> Vec<(&'static str, usize)> {
    let told = |r: &Remark| (r.code(), r.places().len());
    of.remarks.iter().map(told).collect()
}

/// Records an entry's next revision: another number of attendances, or another state.
async fn revise(app: &App, id: Uuid, attended: &str, state: State) {
    let old = app.store.entry(id).await.expect("read").expect("an entry");
    let draft = Draft {
        id,
        register: "tuyen-truyen".into(),
        unit: Some(old.unit),
        day: old.day.to_string(),
        fields: [
            ("hinh-thuc".to_owned(), vec!["truong-hoc".to_owned()]),
            ("noi-dung".to_owned(), vec!["ma-tuy".to_owned()]),
            ("luot".to_owned(), vec![attended.to_owned()]),
        ]
        .into(),
        state: Some(state),
        seen: Some(old.rev.into()),
        why: "đếm lại".into(),
        ..Draft::default()
    };
    app.by(&anybody())
        .entries()
        .record(&draft)
        .await
        .expect("revised");
}

#[tokio::test]
async fn a_row_is_known_only_while_the_book_says_what_it_says() {
    wards(|app| async move {
        let id = takes(&app, &one("71")).await.good[0].id;
        let again = looks(&app, &one("71")).await;
        assert_eq!((again.known, told(&again)), (1, vec![]));
        revise(&app, id, "77", State::Final).await;
        let changed = takes(&app, &one("71")).await;
        assert_eq!(
            (changed.known, told(&changed)),
            (0, vec![("rows-known-changed", 1)])
        );
        assert_eq!((changed.written, changed.is_whole()), (0, false));
        revise(&app, id, "77", State::Voided).await;
        let voided = takes(&app, &one("71")).await;
        assert_eq!((voided.known, told(&voided)), (0, vec![("rows-known-voided", 1)]));
        assert_eq!(listed(&app).await.len(), 1);
    })
    .await;
}

/// Somebody of another ward wrote a draft under the id that a row will have.
#[tokio::test]
async fn what_another_ward_holds_under_a_rows_id_hides_no_row() {
    wards(|app| async move {
        let looked = looks(&app, &one("71")).await;
        let id = looked.good[0].id;
        let foreign = Draft {
            id,
            register: "tuyen-truyen".into(),
            unit: Some(HOI_THUONG),
            day: "3/5/2026".into(),
            state: Some(State::Draft),
            ..Draft::default()
        };
        app.by(&anybody())
            .entries()
            .record(&foreign)
            .await
            .expect("a draft");
        let clerk = somebody(2, &[(Role::Official, DIEN_HONG)]);
        let wish = Wish {
            write: true,
            seen: Some(looked.seal.clone()),
            ..Wish::default()
        };
        let done = app
            .by(&clerk)
            .entries()
            .import("tuyen-truyen", DIEN_HONG, &one("71"), &wish)
            .await;
        let done = done.expect("looked through");
        assert_eq!((done.known, done.written, told(&done)), (0, 1, vec![]));
        assert_ne!(done.good[0].id, id);
        // Sent again, it is reported as alike, because its id does not identify it.
        let again = app
            .by(&clerk)
            .entries()
            .import("tuyen-truyen", DIEN_HONG, &one("71"), &wish)
            .await;
        let again = again.expect("looked through");
        assert_eq!((again.written, told(&again)), (0, vec![("rows-alike", 1)]));
    })
    .await;
}

#[tokio::test]
async fn a_row_that_the_book_has_by_another_way_is_told() {
    wards(|app| async move {
        let by_hand = Draft {
            id: Uuid::now_v7(),
            register: "tuyen-truyen".into(),
            unit: Some(UnitId(21)),
            day: "3/5/2026".into(),
            fields: [
                ("hinh-thuc".to_owned(), vec!["truong-hoc".to_owned()]),
                ("noi-dung".to_owned(), vec!["ma-tuy".to_owned()]),
                ("luot".to_owned(), vec!["71".to_owned()]),
            ]
            .into(),
            state: Some(State::Final),
            ..Draft::default()
        };
        app.by(&anybody())
            .entries()
            .record(&by_hand)
            .await
            .expect("recorded");
        let twice = sheet(&[
            row("3/5/2026", HOA, "71"),
            row("3/5/2026", HOA, "71"),
            row("4/5/2026", HOA, "71"),
        ]);
        let looked = takes(&app, &twice).await;
        // One of the two is the entry; the other may be a second session.
        assert_eq!((looked.good.len(), looked.written), (3, 0));
        assert_eq!(told(&looked), [("rows-alike", 1)]);
        assert!(matches!(&looked.remarks[0], Remark::Rows(RowsKind::Alike, rows) if rows[0].row == 2));
        let wish = Wish {
            write: true,
            notes_are_seen: true,
            ..Wish::default()
        };
        assert_eq!(import(&app, &twice, wish).await.written, 3);
        let again = takes(&app, &twice).await;
        assert_eq!((again.known, told(&again)), (3, vec![]));
    })
    .await;
}

#[tokio::test]
async fn rows_without_a_unit_among_rows_with_one_are_told() {
    wards(|app| async move {
        let some = sheet(&[
            row("3/5/2026", HOA, "7"),
            row("4/5/2026", "", "8"),
            row("5/5/2026", " ", "9"),
        ]);
        let looked = takes(&app, &some).await;
        assert_eq!(
            (told(&looked), looked.unnamed, looked.written),
            (vec![("rows-without-unit", 2)], 2, 0)
        );
        let none = sheet(&[row("4/5/2026", "", "8"), row("5/5/2026", "", "9")]);
        let looked = takes(&app, &none).await;
        assert_eq!((told(&looked), looked.unnamed, looked.written), (vec![], 2, 2));
    })
    .await;
}

#[tokio::test]
async fn right_rows_that_are_left_behind_are_named() {
    wards(|app| async move {
        let rows = [("3/5/2026", "7"), ("4/5/2026", "8"), ("31/2/2026", "9")].map(|(d, n)| row(d, HOA, n));
        let text = format!(
            "\u{feff}{HEADING};Địa điểm\r\n{};\r\n{};Nhà ~\r\n{};\r\n",
            rows[0], rows[1], rows[2]
        );
        // A byte that is valid in no encoding is in the second row.
        let bytes: Vec<u8> = text.bytes().map(|b| if b == b'~' { 0xff } else { b }).collect();
        let wish = Wish {
            write: true,
            only_good: true,
            notes_are_seen: true,
            ..Wish::default()
        };
        let done = import(&app, &bytes, wish).await;
        let held = done.remarks.iter().find(|r| r.code() == "rows-held-back");
        let held = held.map(Remark::places);
        assert_eq!(
            held,
            Some(vec![(String::new(), Some("3".to_owned()))]),
            "{:?}",
            done.remarks
        );
        assert_eq!((done.written, done.bad.len()), (1, 1));
    })
    .await;
}

/// A book that changed between preview and confirmation: what would be written is not what was seen.
#[tokio::test]
async fn what_was_not_seen_is_not_corrected() {
    wards(|app| async move {
        let first = record(&app, "3/5/2026", "20", State::Final).await;
        let second = record(&app, "4/5/2026", "65", State::Final).await;
        let mut table = exported(&app).await;
        let attended = table
            .columns
            .iter()
            .position(|c| c.title.starts_with("Số lượt người dự"))
            .expect("a column");
        let of_first = table
            .rows
            .iter()
            .position(|cells| cells[attended] == Cell::Number { steps: 20, scale: 0 })
            .expect("its row");
        table.rows[of_first][attended] = Cell::Number { steps: 21, scale: 0 };
        let bytes = to_xlsx(std::slice::from_ref(&table)).expect("a workbook");
        let looked = looks(&app, &bytes).await;
        assert_eq!((looked.corrections.len(), looked.known), (1, 1));
        let confirmed = Wish {
            write: true,
            correct: Some("đếm lại".into()),
            seen: Some(looked.seal.clone()),
            ..Wish::default()
        };
        // Somebody else corrects the other row's entry, or this one's: both would be undone unseen.
        for other in [second, first] {
            revise(&app, other, "565", State::Final).await;
            let done = import(&app, &bytes, confirmed.clone()).await;
            assert_eq!((done.is_moved, done.corrected), (true, 0));
            let looked = looks(&app, &bytes).await;
            assert_ne!(looked.seal, confirmed.seen.clone().unwrap_or_default());
        }
        let looked = looks(&app, &bytes).await;
        let seen = Wish {
            seen: Some(looked.seal),
            ..confirmed
        };
        assert_eq!(import(&app, &bytes, seen).await.corrected, 2);
    })
    .await;
}

/// Two rows of one sheet that move into one month, or state one stock above and below: each alone would be right.
#[tokio::test]
async fn corrections_of_one_sheet_do_not_count_twice_together() {
    wards(|app| async move {
        let stock = |unit: i32, on: &str| Draft {
            id: Uuid::now_v7(),
            register: "dan-cu".into(),
            unit: Some(UnitId(unit)),
            day: on.into(),
            fields: [
                ("so-ho".to_owned(), vec!["200".to_owned()]),
                ("so-nhan-khau".to_owned(), vec!["800".to_owned()]),
            ]
            .into(),
            state: Some(State::Final),
            ..Draft::default()
        };
        for draft in [stock(20, "1/3/2026"), stock(21, "2/3/2026")] {
            app.by(&anybody())
                .entries()
                .record(&draft)
                .await
                .expect("recorded");
        }
        let snapshot = app.snapshot();
        let rules = snapshot.rules(DIEN_HONG, app.today());
        let register = rules.register("dan-cu").expect("the register");
        let query = ListQuery {
            register: Some("dan-cu".into()),
            ..everything()
        };
        let rows = app
            .by(&anybody())
            .entries()
            .list(&query)
            .await
            .expect("a list")
            .rows;
        let table = EntryTable {
            map: &snapshot.map,
            rules: &rules,
            register,
            locale: Locale::Vi,
        };
        let mut table = table.filled(&rows);
        let column = |title: &str| {
            table
                .columns
                .iter()
                .position(|c| c.title.starts_with(title))
                .expect("a column")
        };
        let (day, unit) = (column("Ngày"), column("Đơn vị"));
        let of = |name: &str| {
            table
                .rows
                .iter()
                .position(|r| r[unit] == Cell::Text(name.to_owned()))
                .expect("its row")
        };
        let (hoa, hoa_) = (of("Thôn Tân Hóa"), of(HOA));
        // One goes to the ward, the other to a later day.
        table.rows[hoa][unit] = Cell::Text("Phường Diên Hồng".to_owned());
        table.rows[hoa_][day] = Cell::Text("20/4/2026".to_owned());
        let bytes = to_xlsx(std::slice::from_ref(&table)).expect("a workbook");
        let wish = Wish {
            write: true,
            correct: Some("ghi nhầm".into()),
            notes_are_seen: true,
            ..Wish::default()
        };
        let done = app
            .by(&anybody())
            .entries()
            .import("dan-cu", DIEN_HONG, &bytes, &wish)
            .await
            .expect("looked through");
        assert_eq!((done.corrected, done.bad.len()), (0, 1), "{:?}", done.corrections);
        assert!(
            matches!(done.bad[0].what, EntryMistakeKind::StatedElsewhere { .. }),
            "{:?}",
            done.bad
        );
    })
    .await;
}
