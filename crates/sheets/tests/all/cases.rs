//! Troublesome files from daily offices, each with what is right.

use crate::corpus::file;
use crate::register::register;
use dienhong_domain::amount::{self, AmountError};
use dienhong_domain::text::fold;
use dienhong_domain::time::Day;
use dienhong_sheets::columns::{DAY, UNIT};
use dienhong_sheets::*;

fn matched(name: &str) -> Matched {
    let book = read(&file(name), Limits::default()).expect("readable");
    match_book(&book, &register()).expect("matched")
}

fn told(matched: &Matched) -> Vec<(&'static str, Option<&str>)> {
    let notes = matched.all_notes();
    notes.map(|n| (n.kind.code(), n.address.as_deref())).collect()
}

/// The answers to one question, row by row.
fn answers<'a>(matched: &'a Matched, field: &str) -> Vec<&'a str> {
    let rows = matched.sheets.iter().flat_map(|s| &s.columns.rows);
    rows.map(|r| r.cells.get(field).map_or("", |c| c.text.as_str()))
        .collect()
}

fn days(matched: &Matched) -> Vec<Day> {
    let typed = answers(matched, DAY);
    typed.into_iter().map(|d| Day::parse(d).expect("a day")).collect()
}

#[test]
fn each_sheet_with_the_heading_is_read_under_its_name() {
    let matched = matched("a-sheet-a-month.xlsx");
    let names: Vec<&str> = matched.sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["Tháng 1", "Tháng 2", "Tháng 3"]);
    assert_eq!(answers(&matched, "luot"), ["11", "22", "33"]);
    assert!(told(&matched).is_empty());
}

#[test]
fn formulas_without_a_stored_value_are_named() {
    let matched = matched("formula-without-stored-value.xlsx");
    let formula = |address| ("formula-without-result", Some(address));
    assert_eq!(told(&matched), [formula("F2"), formula("H2"), formula("G3")]);
    assert_eq!(answers(&matched, "luot"), ["", "12"]);
}

#[test]
fn a_filtered_row_is_told_and_read() {
    let matched = matched("filtered-row.xlsx");
    assert_eq!(told(&matched), [("hidden-rows", Some("3"))]);
    assert_eq!(answers(&matched, "luot"), ["21", "22", "23"]);
}

#[test]
fn two_numbers_in_one_cell_stay_two() {
    let matched = matched("two-numbers-one-cell.xlsx");
    let cell = &matched.sheets[0].columns.rows[0].cells["luot"];
    assert_eq!(cell.address, "F2");
    assert_eq!(amount::parse(&cell.text, 0), Err(AmountError::SplitDigits));
}

#[test]
fn renamed_headings_are_told_as_left_out() {
    let matched = matched("renamed-optional-headings.xlsx");
    let unknown = |address| ("unknown-column", Some(address));
    assert_eq!(told(&matched), [unknown("G1"), unknown("H1")]);
    assert!(matched.all_notes().all(|n| n.kind.leaves_out()));
    let unknown: Vec<&str> = matched.sheets[0]
        .columns
        .unknown
        .iter()
        .map(|(_, t)| t.as_str())
        .collect();
    assert_eq!(unknown, ["Địa điểm tổ chức", "Ghi chú thêm"]);
}

#[test]
fn the_same_rows_in_other_shapes_mean_the_same() {
    let first = matched("rows-first.xlsx");
    for name in ["rows-other-day-shape.xlsx", "rows-other-number-shape.xlsx"] {
        let other = matched(name);
        assert_eq!(days(&other), days(&first), "{name}");
        let counts = |m: &Matched| -> Vec<i64> {
            answers(m, "luot")
                .into_iter()
                .map(|n| amount::parse(n, 0).expect("a number"))
                .collect()
        };
        assert_eq!(counts(&other), counts(&first), "{name}");
        assert!(told(&other).is_empty());
    }
}

#[test]
fn a_quote_never_closed_swallows_no_row() {
    let refused = read(&file("quote-never-closed.csv"), Limits::default());
    assert_eq!(refused, Err(ReadError::QuoteNotClosed { line: 3 }));
}

#[test]
fn quotes_not_doubled_are_part_of_the_text() {
    let matched = matched("quotes-not-doubled.csv");
    assert_eq!(answers(&matched, "dia-diem"), ["\"Nhà sàn\" tổ 3", "Nhà B"]);
    assert_eq!(answers(&matched, "luot"), ["61", "62"]);
    assert!(told(&matched).is_empty());
}

#[test]
fn a_stray_cell_is_named() {
    let refused = |name: &str| read(&file(name), Limits::default()).expect_err("refused");
    let ReadError::TooManyColumns { address, .. } = refused("stray-cell-last-column.xlsx") else {
        panic!("another reason");
    };
    assert_eq!(address, "XFD2");
    let ReadError::TooManyRows { address, .. } = refused("stray-cell-last-row.xlsx") else {
        panic!("another reason");
    };
    assert_eq!(address, "A1048576");
}

#[test]
fn eth_in_a_heading_is_understood_and_found() {
    let matched = matched("eth-for-d-with-stroke.xlsx");
    assert_eq!(answers(&matched, UNIT), ["Tổ dân phố 3"]);
    let place = answers(&matched, "dia-diem")[0];
    assert_eq!(
        (fold(place), fold("Đình làng")),
        ("dinh lang".to_owned(), "dinh lang".to_owned())
    );
    assert_eq!(dienhong_domain::text::clean_line(place), "Đình làng");
    assert!(told(&matched).is_empty());
}

#[test]
fn a_heading_twice_names_both_cells() {
    let book = read(&file("heading-twice.xlsx"), Limits::default()).expect("readable");
    let twice = MatchError::Twice {
        field: "luot".to_owned(),
        addresses: vec!["F1".to_owned(), "I1".to_owned()],
    };
    assert_eq!(match_book(&book, &register()), Err(twice));
}

#[test]
fn an_old_font_is_converted_and_unicode_beside_it_is_not() {
    let matched = matched("old-font-beside-latin-only-unicode.xlsx");
    let columns = &matched.sheets[0].columns;
    let font = columns.old_font.expect("an old font");
    assert_eq!(font, OldFont::Tcvn3);
    let read = |field| -> Vec<String> {
        answers(&matched, field)
            .into_iter()
            .map(|t| convert(t, font))
            .collect()
    };
    assert_eq!(
        read("dia-diem"),
        [
            "nhà văn hóa tổ dân phố ba, đường lớn",
            "hội trường ủy ban phường",
            "Cà Mau",
            "Quán Hà"
        ]
    );
    assert_eq!(
        read("ghi-chu"),
        [
            "bà con dự đông đủ, phấn khởi",
            "tuyên truyền pháp luật về phòng chống ma túy",
            "Hòa Bình",
            "Hội trường tổ 3"
        ]
    );
    // The hidden row of codes, the guide and the hidden lists are our own and are not told.
    let converted = |address| ("old-font", Some(address));
    let mut told = told(&matched);
    told.retain(|(code, _)| *code != "old-font-unsure");
    assert_eq!(told, ["G3", "H3", "G4", "H4"].map(converted));
}

/// What a cell shows is not what it holds: thousands in words, a bound, nothing, thousands left out. A mark of money says nothing else.
#[test]
fn numbers_dressed_by_their_format_are_told() {
    let matched = matched("numbers-dressed-by-formats.xlsx");
    let dressed = |address| ("shown-otherwise", Some(address));
    assert_eq!(told(&matched), ["F2", "F3", "F4", "F5"].map(dressed));
    let shown = |n: &Note| match &n.kind {
        NoteKind::ShownOtherwise { shown, .. } => shown.clone(),
        other => panic!("{other:?}"),
    };
    let shown: Vec<String> = matched.all_notes().map(shown).collect();
    assert_eq!(shown, ["2 nghìn", "hơn 2000", "", "5"]);
}

/// A month or a year is no day of it; a day without its year is told with the year that is read.
#[test]
fn parts_of_days_are_not_made_whole() {
    let matched = matched("parts-of-days.xlsx");
    assert_eq!(
        answers(&matched, DAY),
        ["08/2026", "2026", "13/08/2026", "14/08/2026"]
    );
    assert_eq!(told(&matched), [("day-without-year", Some("A4"))]);
    assert!(answers(&matched, DAY)[..2].iter().all(|d| Day::parse(d).is_err()));
}

#[test]
fn two_rows_in_one_quote_are_told() {
    let matched = matched("two-rows-in-one-quote.csv");
    assert!(
        told(&matched).contains(&("two-lines", Some("F2"))),
        "{:?}",
        told(&matched)
    );
}

#[test]
fn a_row_struck_out_and_a_text_box_are_told() {
    let matched = matched("struck-row-and-text-box.xlsx");
    assert_eq!(told(&matched), [("text-boxes", None), ("struck-out", Some("3"))]);
    assert_eq!(answers(&matched, "luot"), ["41", "42", "43"]);
}
