//! A good sheet, mangled as offices mangle sheets: the same answers come out, or it is told what differs.

use crate::register::register;
use dienhong_domain::amount;
use dienhong_domain::text::clean_line;
use dienhong_domain::time::Day;
use dienhong_sheets::columns::DAY;
use dienhong_sheets::{Limits, Matched, match_book, read};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

const HEADS: [(&str, &str); 6] = [
    (DAY, "Ngày"),
    ("@don-vi", "Đơn vị"),
    ("hinh-thuc", "Hình thức"),
    ("luot", "Số lượt người dự"),
    ("dia-diem", "Địa điểm"),
    ("ghi-chu", "Ghi chú"),
];

/// One session as it was meant.
#[derive(Clone, Debug)]
struct Session {
    day: Day,
    texts: [String; 4],
    people: u32,
}

fn session() -> impl Strategy<Value = Session> {
    let text = || {
        let words = [
            "Tổ dân phố",
            "Cà Mau",
            "Hòa Bình",
            "Quán Hà",
            "họp, bàn",
            "đường \"Lê\"",
            "Đình làng",
            "3",
        ];
        prop::collection::vec(prop::sample::select(words.to_vec()), 1..3).prop_map(|w| w.join(" "))
    };
    let texts = [text().boxed(), text().boxed(), text().boxed(), text().boxed()];
    (2024i32..2027, 1u32..13, 1u32..29, texts, 0u32..100_000).prop_map(|(year, month, day, texts, people)| {
        let day = Day::new(year, month, day).expect("a day");
        Session { day, texts, people }
    })
}

/// How the days stand in the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Days {
    Text,
    Short,
    Iso,
    Real(&'static str),
}

/// What happened to the sheet.
#[derive(Clone, Copy, Debug)]
struct Mangling {
    days: Days,
    blank_rows: bool,
    hidden_row: bool,
    hidden_column: bool,
    merged: bool,
    extra_sheet: bool,
    hidden_sheet: bool,
    formula: bool,
    own_column: bool,
}

fn mangling() -> impl Strategy<Value = Mangling> {
    let days = prop::sample::select(vec![
        Days::Text,
        Days::Short,
        Days::Iso,
        Days::Real("dd/mm/yyyy"),
        Days::Real("m/d/yyyy"),
        Days::Real("d/m/yyyy h:mm"),
    ]);
    (days, prop::array::uniform8(prop::bool::weighted(0.3))).prop_map(|(days, set)| Mangling {
        days,
        blank_rows: set[0],
        hidden_row: set[1],
        hidden_column: set[2],
        merged: set[3],
        extra_sheet: set[4],
        hidden_sheet: set[5],
        formula: set[6],
        own_column: set[7],
    })
}

/// Writes the sessions as a mangled workbook.
fn workbook(sessions: &[Session], how: Mangling) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, (_, head)) in HEADS.iter().enumerate() {
        sheet.write_string(0, column as u16, *head).expect("written");
    }
    let step = 1 + u32::from(how.blank_rows);
    for (row, session) in (1..).step_by(step as usize).zip(sessions) {
        write(sheet, row, session, how);
    }
    if how.hidden_row {
        sheet.set_row_hidden(1).expect("hidden");
    }
    if how.hidden_column {
        sheet.set_column_hidden(4).expect("hidden");
    }
    if how.merged {
        sheet
            .merge_range(1, 5, 1 + step, 5, "chung", &Format::new())
            .expect("merged");
    }
    if how.formula {
        sheet.write_formula(1, 3, Formula::new("30+34")).expect("written");
    }
    if how.own_column {
        sheet.write_string(0, 7, "Riêng").expect("written");
        sheet.write_string(1, 7, "x").expect("written");
    }
    for (is_there, name) in [(how.extra_sheet, "Khác"), (how.hidden_sheet, "Ẩn")] {
        if is_there {
            let other = book.add_worksheet();
            other.set_name(name).expect("named");
            other.write_string(3, 0, "còn nữa").expect("written");
            other.set_hidden(name == "Ẩn");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn write(sheet: &mut Worksheet, row: u32, session: &Session, how: Mangling) {
    let day = session.day;
    let (y, m, d) = (day.year(), day.month(), day.day());
    match how.days {
        Days::Text => sheet.write_string(row, 0, format!("{d:02}/{m:02}/{y}")),
        Days::Short => sheet.write_string(row, 0, format!("{d}-{m}-{}", y % 100)),
        Days::Iso => sheet.write_string(row, 0, day.to_string()),
        Days::Real(format) => {
            let moment = ExcelDateTime::from_ymd(y as u16, m as u8, d as u8).expect("a day");
            sheet.write_datetime_with_format(row, 0, &moment, &Format::new().set_num_format(format))
        }
    }
    .expect("written");
    let [unit, form, place, notes] = &session.texts;
    for (column, text) in [(1, unit), (2, form), (4, place), (5, notes)] {
        sheet.write_string(row, column, text).expect("written");
    }
    sheet.write_number(row, 3, session.people).expect("written");
}

fn csv(sessions: &[Session], separator: char) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut lines = vec![
        HEADS
            .map(|(_, head)| head.to_owned())
            .join(&separator.to_string()),
    ];
    for s in sessions {
        let [unit, form, place, notes] = s.texts.each_ref().map(|t| quoted(t));
        let day = format!("{}/{}/{}", s.day.day(), s.day.month(), s.day.year());
        lines.push([day, unit, form, s.people.to_string(), place, notes].join(&separator.to_string()));
    }
    lines.join("\r\n")
}

/// Windows-1258: letters with circumflex, breve or horn, tones behind them.
fn windows_1258(text: &str) -> Vec<u8> {
    let tones = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    let mut apart = String::new();
    for c in text.nfc() {
        let (tone, rest): (Vec<char>, Vec<char>) = c.nfd().partition(|c| tones.contains(c));
        apart.extend(rest.into_iter().nfc().chain(tone));
    }
    encoding_rs::WINDOWS_1258.encode(&apart).0.into_owned()
}

fn understood(field: &str, text: &str) -> String {
    match field {
        DAY => Day::parse(text).map_or_else(|_| text.to_owned(), |d| d.to_string()),
        "luot" => amount::parse(text, 0).map_or_else(|_| text.to_owned(), |n| n.to_string()),
        _ => clean_line(text),
    }
}

fn rows(matched: &Matched) -> Vec<BTreeMap<String, String>> {
    let rows = matched.sheets.iter().flat_map(|s| &s.columns.rows);
    rows.map(|r| {
        r.cells
            .iter()
            .map(|(f, c)| (f.clone(), understood(f, &c.text)))
            .collect()
    })
    .collect()
}

fn meant(sessions: &[Session]) -> Vec<BTreeMap<String, String>> {
    let row = |s: &Session| {
        let [unit, form, place, notes] = s.texts.clone();
        let answers = [s.day.to_string(), unit, form, s.people.to_string(), place, notes];
        HEADS
            .iter()
            .map(|(field, _)| (*field).to_owned())
            .zip(answers)
            .collect()
    };
    sessions.iter().map(row).collect()
}

fn codes(matched: &Matched) -> Vec<&'static str> {
    matched.all_notes().map(|n| n.kind.code()).collect()
}

fn matched(bytes: &[u8]) -> Matched {
    let book = read(bytes, Limits::default()).expect("readable");
    match_book(&book, &register()).expect("matched")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_mangled_workbook_means_the_same_or_tells(sessions in prop::collection::vec(session(), 2..6), how in mangling()) {
        let matched = matched(&workbook(&sessions, how));
        let told = codes(&matched);
        let is_same = rows(&matched) == meant(&sessions);
        prop_assert!(is_same || matched.all_notes().any(|n| n.kind.leaves_out()), "{told:?}");
        let expected = [
            (how.hidden_row, "hidden-rows"),
            (how.hidden_column, "hidden-column"),
            (how.merged, "merged"),
            (how.extra_sheet, "no-head"),
            (how.hidden_sheet, "hidden-sheet"),
            (how.formula, "formula-without-result"),
            (how.own_column, "unknown-column"),
        ];
        for (was, code) in expected {
            prop_assert_eq!(told.contains(&code), was, "{}: {:?}", code, &told);
        }
        let turnable = |s: &Session| s.day.day() <= 12 && s.day.day() != s.day.month();
        let is_turned = how.days == Days::Real("m/d/yyyy") && sessions.iter().any(turnable);
        prop_assert_eq!(told.contains(&"month-first"), is_turned);
        if told.is_empty() {
            prop_assert!(is_same);
        }
    }

    #[test]
    fn a_text_file_means_the_same_in_every_encoding(sessions in prop::collection::vec(session(), 2..6), sign in prop::sample::select(vec![',', ';', '\t'])) {
        let text = csv(&sessions, sign);
        let wide = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let files = [
            (true, text.clone().into_bytes()),
            (true, format!("\u{feff}{text}").into_bytes()),
            (true, wide(&text)),
            (false, windows_1258(&text)),
        ];
        for (is_unicode, bytes) in files {
            let matched = matched(&bytes);
            prop_assert_eq!(rows(&matched), meant(&sessions));
            let told: &[&str] = if is_unicode { &[] } else { &["not-unicode"] };
            prop_assert_eq!(codes(&matched), told);
        }
    }

    #[test]
    fn one_damaged_byte_changes_one_cell_and_is_told(sessions in prop::collection::vec(session(), 2..6), place in any::<prop::sample::Index>()) {
        let mut bytes = csv(&sessions, ';').into_bytes();
        let head = bytes.iter().position(|b| *b == b'\n').expect("a head") + 1;
        let place = head + place.index(bytes.len() - head);
        bytes[place] = 0xff;
        let Ok(book) = read(&bytes, Limits::default()) else {
            // A quote that no longer closes.
            return Ok(());
        };
        let matched = match_book(&book, &register()).expect("matched");
        prop_assert!(codes(&matched).contains(&"bad-bytes"));
        let (found, meant) = (rows(&matched), meant(&sessions));
        if found.len() == meant.len() {
            let differ = found.iter().zip(&meant).filter(|(a, b)| a != b).count();
            prop_assert!(differ <= 1, "{differ}");
        }
    }
}
