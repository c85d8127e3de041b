use super::*;
use crate::notes::NoteKind;
use crate::read::{CellKind, Limits, RawCell, read};
use crate::sample;

fn sheet(rows: &[&[&str]]) -> RawSheet {
    let cell = |text: &&str| RawCell {
        text: (*text).to_owned(),
        kind: if text.is_empty() {
            CellKind::Empty
        } else {
            CellKind::Text
        },
    };
    let rows = rows.iter().map(|r| r.iter().map(cell).collect()).collect();
    RawSheet {
        rows,
        first_row: 2,
        ..RawSheet::default()
    }
}

type Answers<'a> = Vec<(u32, Vec<(&'a str, &'a str, &'a str)>)>;

fn answers(columns: &Columns) -> Answers<'_> {
    let mut all = Vec::new();
    for row in &columns.rows {
        let cells = row
            .cells
            .iter()
            .map(|(k, c)| (k.as_str(), c.text.as_str(), c.address.as_str()));
        all.push((row.number, cells.collect()));
    }
    all
}

#[test]
fn codes_win_whatever_the_order() {
    let raw = sheet(&[
        &["Ghi chú", "Số người", "Riêng", "Ngày"],
        &["ghi-chu", "luot", "", "@ngay", "@so:tuyen-truyen@3f2a"],
        &["", "hơn 2.000", "x", "10/9/2022"],
        &["", "", "chỉ cột riêng"],
        &["muộn", "7"],
    ]);
    let columns = match_columns(&raw, &sample::register()).expect("matched");
    let expected = vec![
        (4, vec![("@ngay", "10/9/2022", "D4"), ("luot", "hơn 2.000", "B4")]),
        (6, vec![("ghi-chu", "muộn", "A6"), ("luot", "7", "B6")]),
    ];
    assert_eq!(answers(&columns), expected);
    assert_eq!(columns.unknown, [("C3".to_owned(), "Riêng".to_owned())]);
    assert_eq!(
        columns.origin,
        Some(Origin {
            register: "tuyen-truyen".into(),
            ruleset: "3f2a".into()
        })
    );
    let missing: Vec<(&str, bool)> = columns
        .missing
        .iter()
        .map(|m| (m.field.as_str(), m.required))
        .collect();
    assert!(missing.contains(&("@don-vi", true)) && missing.contains(&("hinh-thuc", true)));
    assert!(!missing.iter().any(|(f, _)| *f == "anh" || *f == "luot"));
}

#[test]
fn labels_match_without_case_marks_and_order() {
    let raw = sheet(&[
        &["BÁO CÁO", "Phường Diên Hồng"],
        &[],
        &[
            "STT",
            "HINH THUC*",
            "so nguoi du (lượt người):",
            "Thôn",
            "Ngày hẹn lại",
            "date",
            "Lạ",
        ],
        &["1", "Họp", "40", "Thôn 2", "11/9/2022", "10/9/2022", "?"],
    ]);
    let columns = match_columns(&raw, &sample::register()).expect("matched");
    let fields: Vec<(&str, &str)> = columns
        .found
        .iter()
        .map(|(k, a)| (k.as_str(), a.as_str()))
        .collect();
    let expected = [
        ("@don-vi", "D4"),
        ("@ngay", "F4"),
        ("hen", "E4"),
        ("hinh-thuc", "B4"),
        ("luot", "C4"),
    ];
    assert_eq!(fields, expected);
    assert_eq!(columns.unknown, [("G4".to_owned(), "Lạ".to_owned())]);
    assert_eq!(columns.rows.len(), 1);
    assert_eq!(columns.rows[0].number, 5);
}

#[test]
fn heads_in_an_old_font_are_understood_and_cells_are_left() {
    let raw = sheet(&[
        &["Ngµy", "§¬n vÞ", "Sè ng\u{ad}êi dù", "H×nh thøc"],
        &["10/9/2022", "Tæ d©n phè 3", "40", "Häp tæ"],
    ]);
    let columns = match_columns(&raw, &sample::register()).expect("matched");
    assert_eq!(columns.old_font, Some(OldFont::Tcvn3));
    assert_eq!(columns.found.len(), 4);
    assert_eq!(columns.rows[0].cells[UNIT].text, "Tæ d©n phè 3");
}

#[test]
fn a_head_that_comes_twice_or_not_at_all_is_refused() {
    let twice = sheet(&[&["Ngày", "Số người dự", "SO NGUOI DU"], &["1/1/2022", "3", "4"]]);
    let addresses = vec!["B2".to_owned(), "C2".to_owned()];
    let expected = MatchError::Twice {
        field: "luot".to_owned(),
        addresses,
    };
    assert_eq!(match_columns(&twice, &sample::register()), Err(expected));
    let none = sheet(&[&["a", "b"], &["1", "2"]]);
    assert_eq!(match_columns(&none, &sample::register()), Err(MatchError::NoHead));
    assert_eq!(
        match_columns(&RawSheet::default(), &sample::register()),
        Err(MatchError::NoHead)
    );
}

#[test]
fn labels_that_differ_by_marks_only_are_told_apart_or_left() {
    let mut register = sample::register();
    register.fields[4].label.vi = "Bán".to_owned();
    register.fields[5].label.vi = "Bạn".to_owned();
    let columns = |head: &str| {
        match_columns(
            &sheet(&[&["Ngày", "Hình thức", head], &["1/1/2022", "x", "y"]]),
            &register,
        )
    };
    assert!(columns("bạn").expect("matched").found.contains_key("ghi-chu"));
    assert_eq!(columns("BAN").expect("matched").unknown.len(), 1);
}

#[test]
fn a_column_is_found_by_what_its_question_was_called_before() {
    let mut register = sample::register();
    register.fields[4].formerly = vec!["Chỗ họp".to_owned(), "Nơi cũ".to_owned()];
    register.fields[5].formerly = vec!["Nơi cũ".to_owned()];
    let columns = |head: &str| {
        let table = sheet(&[&["Ngày", "Hình thức", head], &["1/1/2022", "x", "y"]]);
        match_columns(&table, &register).expect("matched")
    };
    let place = register.fields[4].id.as_str();
    for head in ["Chỗ họp", "CHO HOP", "Chỗ họp *"] {
        assert!(columns(head).found.contains_key(place), "{head}");
    }
    assert_eq!(columns("Nơi cũ").unknown.len(), 1, "two questions were called so");
    // What a question is called today comes first.
    let mut register = sample::register();
    let today = register.fields[5].label.vi.clone();
    register.fields[4].formerly = vec![today.clone()];
    let table = sheet(&[&["Ngày", "Hình thức", today.as_str()], &["1/1/2022", "x", "y"]]);
    let found = match_columns(&table, &register).expect("matched").found;
    assert!(found.contains_key(&register.fields[5].id) && !found.contains_key(&register.fields[4].id));
}

#[test]
fn a_filled_template_comes_back() {
    let register = sample::register();
    let bytes =
        crate::entry_template(&register, &Default::default(), &["Tổ 1".into()], "en", "abc").expect("made");
    let raw = read(&bytes, Limits::default()).expect("readable").sheets;
    let columns = match_columns(&raw[0], &register).expect("matched");
    assert!(
        columns.rows.is_empty() && columns.unknown.is_empty() && columns.missing.is_empty(),
        "{columns:?}"
    );
    assert_eq!(columns.origin.map(|o| o.ruleset).as_deref(), Some("abc"));
    // Who deletes the hidden row is understood by the labels.
    let mut without = raw[0].clone();
    without.rows.remove(1);
    let columns = match_columns(&without, &register).expect("matched");
    assert!(
        columns.unknown.is_empty() && columns.missing.is_empty(),
        "{columns:?}"
    );
}

#[test]
fn a_head_over_several_columns_puts_its_rows_in_doubt() {
    let mut raw = sheet(&[
        &["Ngày", "Đơn vị", "Hình thức", "Số người dự", ""],
        &["", "", "", "Nam", "Nữ"],
        &["10/9/2022", "Thôn 2", "Họp", "12", "13"],
        &["11/9/2022", "Thôn 2", "Họp", "20", ""],
    ]);
    let told = |raw: &RawSheet| {
        let columns = match_columns(raw, &sample::register()).expect("matched");
        let over = |n: &Note| match &n.kind {
            NoteKind::HeadOverSeveral { heading } => Some((n.rows(), heading.clone())),
            _ => None,
        };
        columns.notes.iter().filter_map(over).collect::<Vec<_>>()
    };
    assert_eq!(told(&raw), []);
    raw.notes = vec![
        Note::at("", "A2:A3", NoteKind::Merged),
        Note::at("", "D2:E2", NoteKind::Merged),
    ];
    assert_eq!(told(&raw), [(Some((3, 4)), "Số người dự".to_owned())]);
    assert!(
        NoteKind::HeadOverSeveral {
            heading: String::new()
        }
        .is_doubt()
    );
    // Merged over columns that are empty, it hides nothing.
    raw.rows.iter_mut().for_each(|row| row.truncate(4));
    assert_eq!(told(&raw), []);
}

/// Somebody changed the names above the hidden codes and filled the sheet by the names.
#[test]
fn a_head_that_names_another_question_than_its_code_is_refused() {
    let codes: &[&str] = &["@ngay", "@don-vi", "luot", "ghi-chu", "@so:tuyen-truyen@3f2a"];
    let raw = sheet(&[
        &["Ngày", "Đơn vị", "Ghi chú", "Số người dự"],
        codes,
        &["10/9/2022", "Tổ 1", "mưa", "40"],
    ]);
    let expected = MatchError::HeadAgainstCode {
        address: "C2".into(),
        heading: "Ghi chú".into(),
        field: "Số người dự".into(),
    };
    assert_eq!(match_columns(&raw, &sample::register()), Err(expected));
    let raw = sheet(&[
        &["Ngày", "Đơn vị *", "Số người vắng", "GHI CHÚ"],
        codes,
        &["10/9/2022", "Tổ 1", "40", "mưa"],
    ]);
    let columns = match_columns(&raw, &sample::register()).expect("matched");
    let renamed = NoteKind::HeadRenamed {
        heading: "Số người vắng".into(),
        field: "Số người dự".into(),
    };
    assert_eq!(columns.notes, [Note::at("", "C2", renamed)]);
}

#[test]
fn words_in_the_column_of_running_numbers_are_told() {
    let raw = sheet(&[
        &["STT", "Ngày", "Thôn", "Hình thức", "Số người dự"],
        &["1.", "10/9/2022", "Thôn 1", "Họp", "40"],
        &["Hủy, không tính", "11/9/2022", "Thôn 1", "Họp", "41"],
        &["Tổng: 81"],
    ]);
    let columns = match_columns(&raw, &sample::register()).expect("matched");
    let told: Vec<_> = columns.notes.iter().map(|n| (n.kind.code(), n.rows())).collect();
    assert_eq!(
        told,
        [
            ("numbering-words", Some((4, 4))),
            ("numbering-words", Some((5, 5)))
        ]
    );
    assert!(columns.notes.iter().all(|n| n.kind.is_doubt()));
}

/// The head that knows more stands below another block: its rows are lost whether their day is right or not.
#[test]
fn rows_above_the_head_are_told_without_a_day_too() {
    let raw = sheet(&[
        &["Ngày", "Thôn", "Hình thức", "Số người dự"],
        &["31/6/2026", "Thôn 1", "Họp", "40"],
        &["", "Thôn 2", "Họp", "41"],
        &["BÁO CÁO", "tháng 6"],
        &["Ngày", "Thôn", "Hình thức", "Số người dự", "Ghi chú"],
        &["10/6/2026", "Thôn 1", "Họp", "42", "mưa"],
    ]);
    let columns = match_columns(&raw, &sample::register()).expect("matched");
    let told: Vec<_> = columns.notes.iter().map(|n| (n.kind.code(), n.rows())).collect();
    assert!(
        told.contains(&("above-head", Some((3, 3)))) && told.contains(&("above-head", Some((4, 4)))),
        "{told:?}"
    );
    assert!(!told.contains(&("above-head", Some((5, 5)))), "{told:?}");
}
