//! Importing sheets: a row is identified by its meaning, not by how it was typed; neighbours whose names differ in one
//! diacritic are told apart; the book's own export is recognised and changes nothing.

mod again;

use dienhong_app::App;
use dienhong_app::entries::{Cursor, Draft, EntryMistakeKind, Import, ListQuery, Wish};
use dienhong_app::exports::EntryTable;
use dienhong_app::testing::*;
use dienhong_domain::entries::State;
use dienhong_domain::units::{BaseSpan, ChangeKind, Link, Span, UnitId};
use dienhong_i18n::Locale;
use dienhong_sheets::{Cell, Table, to_csv, to_xlsx};
use dienhong_store::testing::both;
use proptest::prelude::*;
use std::sync::Arc;
use uuid::Uuid;

const HEADING: &str = "Ngày;Đơn vị;Hình thức;Nội dung tuyên truyền;Số lượt người dự";
/// Groups of Diên Hồng; two differ in one diacritic only.
const GROUPS: [(i32, &str); 3] = [(20, "Tân Hóa"), (21, "Tân Hòa"), (22, "Làng Ốp")];

fn ward() -> Vec<BaseSpan> {
    with_villages(&GROUPS)
}

/// Runs a test with a ward's book on both engines.
async fn wards<F: Future<Output = ()>>(test: impl Fn(Arc<App>) -> F) {
    both(|store| async { test(Arc::new(book_on(store, &ward()).await)).await }).await;
}

fn row(day: &str, unit: &str, attended: &str) -> String {
    format!("{day};{unit};Tại trường học;Phòng, chống ma túy;{attended}")
}

fn sheet(rows: &[String]) -> Vec<u8> {
    format!("{HEADING}\r\n{}\r\n", rows.join("\r\n")).into_bytes()
}

async fn import(app: &App, bytes: &[u8], wish: Wish) -> Import {
    let done = app
        .by(&anybody())
        .entries()
        .import("tuyen-truyen", DIEN_HONG, bytes, &wish)
        .await;
    done.expect("the sheet is looked through")
}

async fn looks(app: &App, bytes: &[u8]) -> Import {
    import(app, bytes, Wish::default()).await
}

async fn takes(app: &App, bytes: &[u8]) -> Import {
    let wish = Wish {
        write: true,
        ..Wish::default()
    };
    import(app, bytes, wish).await
}

fn everything() -> ListQuery {
    ListQuery {
        unit: DIEN_HONG,
        with_former: false,
        register: Some("tuyen-truyen".into()),
        period: None,
        state: None,
        words: String::new(),
        from: Cursor::Newest,
        most: 1_000,
    }
}

async fn listed(app: &App) -> Vec<dienhong_app::entries::ListRow> {
    app.by(&anybody())
        .entries()
        .list(&everything())
        .await
        .expect("a list")
        .rows
}

/// The XLSX file that the page offers, written row by row.
async fn handed_over(app: &App) -> Vec<u8> {
    let snapshot = app.snapshot();
    let rules = snapshot.rules(DIEN_HONG, app.today());
    let table = EntryTable {
        map: &snapshot.map,
        rules: &rules,
        register: rules.register("tuyen-truyen").expect("the register"),
        locale: Locale::Vi,
    };
    let (actor, place) = (anybody(), app.workbook_place().await.expect("a place"));
    let pages = app.by(&actor).entries().pages(&everything()).expect("a list");
    let mut file = table.workbook(place, pages).await.expect("a file");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file, &mut bytes).expect("read");
    bytes
}

/// The same as a table.
async fn exported(app: &App) -> Table {
    let snapshot = app.snapshot();
    let rules = snapshot.rules(DIEN_HONG, app.today());
    let register = rules.register("tuyen-truyen").expect("the register");
    let table = EntryTable {
        map: &snapshot.map,
        rules: &rules,
        register,
        locale: Locale::Vi,
    };
    table.filled(&listed(app).await)
}

#[tokio::test]
async fn the_same_rows_in_another_shape_are_known() {
    wards(|app| async move {
        let first = [
            row("14/01/2026", "Thôn Tân Hòa", "52"),
            row("15/01/2026", "Thôn Tân Hòa", "hơn 2.000"),
        ];
        assert_eq!(takes(&app, &sheet(&first)).await.written, 2);
        let shapes = [
            [
                row("14/1/2026", "Thôn Tân Hòa", "52,0"),
                row("2026-01-15", "thôn tân hoà", "> 2000"),
            ],
            [
                row("2026-01-14", "Thôn  Tân Hoà", "52 lượt người"),
                row("15.1.2026", "Thôn Tân Hòa", "trên 2 000"),
            ],
        ];
        for again in shapes {
            let done = takes(&app, &sheet(&again)).await;
            assert_eq!(
                (done.known, done.written, &done.bad),
                (2, 0, &vec![]),
                "{again:?}"
            );
        }
        assert_eq!(listed(&app).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_group_is_not_its_neighbour_of_one_mark() {
    wards(|app| async move {
        takes(
            &app,
            &sheet(&[
                row("3/2/2026", "Thôn Tân Hòa", "10"),
                row("4/2/2026", "Thôn Tân Hóa", "11"),
            ]),
        )
        .await;
        let mut units: Vec<i32> = listed(&app).await.iter().map(|r| r.row.unit.0).collect();
        units.sort_unstable();
        assert_eq!(units, [20, 21]);
        let done = takes(
            &app,
            &sheet(&[
                row("5/2/2026", "Thon Tan Hoa", "12"),
                row("6/2/2026", "Thôn Nào", "13"),
            ]),
        )
        .await;
        let alike = vec![UnitId(20), UnitId(21)];
        let what: Vec<&EntryMistakeKind> = done.bad.iter().map(|b| &b.what).collect();
        assert_eq!(
            what,
            [
                &EntryMistakeKind::UnknownUnit { alike },
                &EntryMistakeKind::UnknownUnit { alike: vec![] }
            ]
        );
        assert_eq!((done.written, done.bad[0].address.as_str()), (0, "B2"));
    })
    .await;
}

#[tokio::test]
async fn a_sheet_of_the_heir_names_the_ward_that_ended() {
    let turn = day(6, 1);
    let mut spans = small_map();
    let mut ended = spans.iter().find(|s| s.id == HOI_THUONG).expect("a ward").clone();
    ended.id = UnitId(30);
    ended.uid = Uuid::from_u128(0x1284_0030);
    ended.span = Span {
        to: turn,
        name: "Yên Đỗ".into(),
        code: None,
        ..ended.span
    };
    spans.push(ended);
    let link = Link {
        day: turn,
        change: Uuid::from_u128(7),
        kind: ChangeKind::Merge,
        from: UnitId(30),
        to: DIEN_HONG,
        share: None,
        reference: "NQ".into(),
    };
    both(|store| async {
        let clock = Arc::new(dienhong_app::clock::FixedClock::at(NOON));
        let app = book_at(store, clock, &spans, std::slice::from_ref(&link)).await;
        let rows = [
            row("5/5/2026", "Phường Yên Đỗ", "31"),
            row("5/7/2026", "Phường Diên Hồng", "32"),
        ];
        assert_eq!(takes(&app, &sheet(&rows)).await.written, 2);
        // As the form and the lists name it.
        let called = [
            "Phường Yên Đỗ (cũ, đến 31/05/2026)",
            "Phường Yên Đỗ (cũ, đến 31/5/2026)",
            "phường yên đỗ (cũ, đến 31/05/2026), tỉnh Đông",
        ];
        for (name, on) in called.into_iter().zip(["6/5/2026", "7/5/2026", "8/5/2026"]) {
            let done = takes(&app, &sheet(&[row(on, name, "41")])).await;
            assert_eq!((done.written, &done.bad), (1, &vec![]), "{name}");
        }
        let late = takes(&app, &sheet(&[row("5/7/2026", "Phường Yên Đỗ", "33")])).await;
        assert!(
            matches!(late.bad[0].what, EntryMistakeKind::UnitNotThen { .. }),
            "{:?}",
            late.bad
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_left_out_is_told_and_nothing_is_written_before_somebody_saw_it() {
    wards(|app| async move {
        let text = format!(
            "{HEADING};Người ghi\r\n{};Lan\r\n",
            row("3/3/2026", "Làng Ốp", "9")
        );
        let text = text.replace("Làng Ốp", "Thôn Làng Ốp");
        let looked = takes(&app, text.as_bytes()).await;
        assert_eq!(
            (looked.good.len(), looked.written, looked.is_whole()),
            (1, 0, false)
        );
        assert_eq!(looked.remarks[0].code(), "unknown-column");
        let wish = Wish {
            write: true,
            notes_are_seen: true,
            ..Wish::default()
        };
        assert_eq!(import(&app, text.as_bytes(), wish).await.written, 1);
    })
    .await;
}

async fn record(app: &App, day: &str, attended: &str, state: State) -> Uuid {
    let id = Uuid::now_v7();
    let answer = |text: &str| vec![text.to_owned()];
    let draft = Draft {
        id,
        register: "tuyen-truyen".into(),
        unit: Some(UnitId(21)),
        day: day.into(),
        fields: [
            ("hinh-thuc".to_owned(), answer("truong-hoc")),
            ("noi-dung".to_owned(), vec!["ma-tuy".into(), "giao-thong".into()]),
            ("luot".to_owned(), answer(attended)),
            ("dia-diem".to_owned(), answer("=Nhà \"sàn\"; tổ 3")),
        ]
        .into(),
        state: Some(state),
        ..Draft::default()
    };
    app.by(&anybody())
        .entries()
        .record(&draft)
        .await
        .expect("recorded");
    id
}

#[tokio::test]
async fn the_own_export_sent_back_changes_nothing_and_finishes_no_draft() {
    wards(|app| async move {
        record(&app, "1/4/2026", "khoảng 300", State::Final).await;
        record(&app, "2/4/2026", "40", State::Draft).await;
        let gone = record(&app, "3/4/2026", "50", State::Final).await;
        let void = Draft {
            id: gone,
            register: "tuyen-truyen".into(),
            state: Some(State::Voided),
            seen: Some(1),
            why: "Ghi nhầm".into(),
            ..Draft::default()
        };
        app.by(&anybody()).entries().record(&void).await.expect("voided");
        let table = exported(&app).await;
        for bytes in [
            to_xlsx(std::slice::from_ref(&table)).expect("a workbook"),
            to_csv(&table),
            handed_over(&app).await,
        ] {
            let done = takes(&app, &bytes).await;
            assert_eq!(
                (done.rows, done.known, done.written, &done.bad),
                (3, 3, 0, &vec![])
            );
            assert!(done.is_whole(), "{:?}", done.remarks);
        }
        let mut states: Vec<State> = listed(&app).await.iter().map(|r| r.state).collect();
        states.sort_unstable();
        assert_eq!(states, [State::Draft, State::Final, State::Voided]);
    })
    .await;
}

#[tokio::test]
async fn a_row_mended_in_the_own_export_corrects_its_entry_once_a_reason_is_given() {
    wards(|app| async move {
        let id = record(&app, "1/4/2026", "300", State::Final).await;
        let mut table = exported(&app).await;
        let cell = table.rows[0]
            .iter_mut()
            .find(|c| **c == Cell::Number { steps: 300, scale: 0 });
        *cell.expect("the number") = Cell::Number { steps: 310, scale: 0 };
        let bytes = to_xlsx(&[table]).expect("a workbook");
        let looked = takes(&app, &bytes).await;
        assert_eq!(
            (looked.written, looked.corrected, looked.corrections.len()),
            (0, 0, 1)
        );
        let snapshot = app.snapshot();
        let rules = snapshot.rules(DIEN_HONG, app.today());
        let changes = looked.corrections[0].changes(&snapshot, &rules, "tuyen-truyen", Locale::Vi);
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert!(
            changes[0].1.starts_with("300") && changes[0].2.starts_with("310"),
            "{changes:?}"
        );
        let wish = Wish {
            write: true,
            correct: Some("Đếm lại".into()),
            ..Wish::default()
        };
        assert_eq!(import(&app, &bytes, wish).await.corrected, 1);
        let row = listed(&app).await.pop().expect("an entry");
        assert_eq!((row.row.id, row.row.rev, row.state), (id, 2, State::Final));
        assert_eq!(looks(&app, &bytes).await.known, 1);
    })
    .await;
}

#[tokio::test]
async fn an_export_can_neither_finish_nor_revive_nor_invent_an_entry() {
    wards(|app| async move {
        record(&app, "2/4/2026", "40", State::Draft).await;
        let table = exported(&app).await;
        let with = |column: usize, text: &str| {
            let mut table = table.clone();
            table.rows[0][column] = Cell::Text(text.into());
            to_xlsx(&[table]).expect("a workbook")
        };
        for (bytes, what) in [
            (with(3, "Đã duyệt"), EntryMistakeKind::StateBySheet),
            (
                with(0, &Uuid::now_v7().to_string()),
                EntryMistakeKind::NoSuchEntry,
            ),
            (with(0, "dòng mới"), EntryMistakeKind::NoSuchEntry),
        ] {
            let done = takes(&app, &bytes).await;
            assert_eq!(done.bad.iter().map(|b| &b.what).collect::<Vec<_>>(), [&what]);
            assert_eq!((done.written, done.corrected), (0, 0));
        }
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_the_twins_of_i_and_y_and_the_old_letter_for_d() {
    wards(|app| async move {
        let place = |text: &str| format!("{};{text}", row("3/5/2026", "Thôn Làng Ốp", "9"));
        let rows = ["Nhà Mỹ Lệ", "Nhà Mĩ Lệ", "Ðình làng", "Quy Nhơn", "Minh Hoà"].map(place);
        let text = format!("{HEADING};Địa điểm\r\n{}\r\n", rows.join("\r\n"));
        let wish = Wish {
            write: true,
            notes_are_seen: true,
            ..Wish::default()
        };
        assert_eq!(import(&app, text.as_bytes(), wish).await.written, 5);
        for (words, found) in [
            ("mĩ lệ", 2),
            ("Mỹ", 2),
            ("my le", 2),
            ("đình làng", 1),
            ("dinh", 1),
            ("qui nhon", 1),
            ("minh", 1),
        ] {
            let query = ListQuery {
                words: words.into(),
                ..everything()
            };
            let rows = app
                .by(&anybody())
                .entries()
                .list(&query)
                .await
                .expect("a list")
                .rows;
            assert_eq!(rows.len(), found, "{words}");
        }
        let units = app
            .snapshot()
            .map
            .search("lang op", &dienhong_domain::units::Level::ALL, day(5, 1), 5);
        assert_eq!(units, [UnitId(22)]);
    })
    .await;
}

/// An answer to each question of the register, as people give them.
fn any_row() -> impl Strategy<Value = (u8, u8, i64, u8, String, u8)> {
    let place = "[a-zA-ZăâđêôơưĂÂĐàáảãạ0-9 ;,\"'=+-]{0,24}";
    (1u8..=28, 1u8..=11, 0i64..=100_000, 0u8..4, place, 1u8..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn export_then_import_changes_nothing(rows in prop::collection::vec(any_row(), 1..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (_place, app) = small_book_on(dienhong_store::Engine::Sqlite).await;
            for (day, month, attended, bound, place, topics) in &rows {
                let bound = ["", "hơn ", "không quá ", "khoảng "][usize::from(*bound)];
                let all = ["ma-tuy", "giao-thong", "phong-chay"];
                let topics = all.iter().enumerate().filter(|(i, _)| topics & (1 << i) != 0);
                let answer = |text: String| vec![text];
                let draft = Draft {
                    id: Uuid::now_v7(),
                    register: "tuyen-truyen".into(),
                    unit: Some(DIEN_HONG),
                    day: format!("{day}/{month}/2026"),
                    fields: [
                        ("hinh-thuc".to_owned(), answer("sinh-hoat-to".into())),
                        ("noi-dung".to_owned(), topics.map(|(_, t)| (*t).to_owned()).collect()),
                        ("luot".to_owned(), answer(format!("{bound}{attended}"))),
                        ("dia-diem".to_owned(), answer(place.clone())),
                    ].into(),
                    state: Some(State::Final),
                    ..Draft::default()
                };
                app.by(&anybody()).entries().record( &draft).await.expect("recorded");
            }
            let table = exported(&app).await;
            for bytes in [to_xlsx(std::slice::from_ref(&table)).expect("a workbook"), to_csv(&table)] {
                let done = takes(&app, &bytes).await;
                assert_eq!((done.known, done.written, &done.bad), (rows.len(), 0, &vec![]));
                assert!(done.is_whole() && done.corrections.is_empty(), "{:?} {:?}", done.remarks, done.corrections);
            }
        });
    }
}
