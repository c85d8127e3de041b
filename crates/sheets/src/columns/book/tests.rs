use super::*;
use crate::read::{CellKind, Limits, RawCell, read};
use crate::sample::register;
use rust_xlsxwriter::Workbook;

fn sheet(name: &str, rows: &[&[&str]]) -> RawSheet {
    let cell = |text: &&str| RawCell {
        text: (*text).to_owned(),
        kind: if text.is_empty() {
            CellKind::Empty
        } else {
            CellKind::Text
        },
    };
    RawSheet {
        name: name.to_owned(),
        rows: rows.iter().map(|r| r.iter().map(cell).collect()).collect(),
        first_row: 1,
        ..RawSheet::default()
    }
}

fn matched(sheets: Vec<RawSheet>) -> Result<Matched, MatchError> {
    let book = Book {
        sheets,
        notes: Vec::new(),
    };
    match_book(&book, &register())
}

fn told(matched: &Matched) -> Vec<(&str, &'static str, Option<&str>)> {
    let notes = matched.all_notes();
    notes
        .map(|n| (n.sheet.as_str(), n.kind.code(), n.address.as_deref()))
        .collect()
}

const HEAD: &[&str] = &["Ngày", "Đơn vị", "Số người dự"];
const ROW: &[&str] = &["1/2/2026", "Tổ 1", "5"];

#[test]
fn our_own_template_tells_nothing_and_what_is_added_to_it_is_told() {
    let units = ["Tổ 1".to_owned()];
    let bytes = crate::entry_template(&register(), &Default::default(), &units, "vi", "r1").expect("made");
    let mut book = read(&bytes, Limits::default()).expect("readable");
    assert_eq!(told(&match_book(&book, &register()).expect("matched")), []);
    assert_eq!(book.notes.len(), 1);
    let more = Note::of_sheet("Khác", NoteKind::HiddenSheet { rows: 3 });
    book.notes.push(more.clone());
    book.sheets.push(sheet("Hướng dẫn", &[ROW]));
    let found = match_book(&book, &register()).expect("matched");
    assert_eq!(
        told(&found),
        [("Hướng dẫn", "no-head", None), ("Khác", "hidden-sheet", None)]
    );
}

#[test]
fn sheets_are_read_or_told() {
    let found = matched(vec![
        sheet("Tháng 1", &[HEAD, ROW]),
        sheet("Trống", &[]),
        sheet("Ghi tay", &[&["còn"], &["nữa"]]),
        sheet("Tháng 2", &[HEAD, ROW, ROW]),
    ])
    .expect("matched");
    let rows: Vec<usize> = found.sheets.iter().map(|s| s.columns.rows.len()).collect();
    assert_eq!(rows, [1, 2]);
    assert_eq!(
        found.notes,
        [Note::of_sheet("Ghi tay", NoteKind::NoHead { rows: 2 })]
    );
}

#[test]
fn a_heading_twice_names_its_sheet_among_several() {
    let twice: &[&str] = &["Ngày", "Số người dự", "Số người dự"];
    let addresses = vec!["Tháng 2!B1".to_owned(), "Tháng 2!C1".to_owned()];
    let field = "luot".to_owned();
    let sheets = vec![sheet("Tháng 1", &[HEAD, ROW]), sheet("Tháng 2", &[twice, ROW])];
    assert_eq!(matched(sheets), Err(MatchError::Twice { field, addresses }));
    assert_eq!(matched(vec![sheet("a", &[&["b"]])]), Err(MatchError::NoHead));
}

#[test]
fn cells_without_a_heading_and_rows_above_it_are_told() {
    let found = matched(vec![sheet(
        "Sổ",
        &[
            &["BÁO CÁO", "Phường", "x"],
            ROW,
            &["Ngày", "Đơn vị", "Số người dự", "", "STT"],
            &["1/2/2026", "Tổ 1", "5", "", "1"],
            &["2/2/2026", "Tổ 1", "6", "lạc", "2"],
        ],
    )])
    .expect("matched");
    assert_eq!(
        told(&found),
        [("Sổ", "no-heading", Some("D5")), ("Sổ", "above-head", Some("2"))]
    );
}

#[test]
fn days_beside_text_that_a_foreign_computer_left_are_in_doubt() {
    let mut raw = sheet(
        "Sổ",
        &[
            HEAD,
            ROW,
            &["13/9/2022", "Tổ 1", "6"],
            &["5/5/2022", "Tổ 1", "6"],
            &["14/9/2022", "Tổ 1", "7"],
        ],
    );
    assert_eq!(told(&matched(vec![raw.clone()]).expect("matched")), []);
    raw.rows[1][0].kind = CellKind::Day;
    raw.rows[3][0].kind = CellKind::Day;
    let found = matched(vec![raw]).expect("matched");
    assert_eq!(told(&found), [("Sổ", "month-first", Some("A2"))]);
    // In text alone, one day that can only be month first puts the others in doubt.
    let text = sheet("Sổ", &[HEAD, ROW, &["9/13/2022", "Tổ 1", "6"]]);
    assert_eq!(
        told(&matched(vec![text]).expect("matched")),
        [("Sổ", "month-first", Some("A2"))]
    );
}

#[test]
fn headings_with_other_spellings_are_understood() {
    let head: &[&str] = &[
        "Ngày",
        "Ðơn vị",
        "Tỷ lệ hộ ký cam kết",
        "NGƯỜI CHỦ TRÌ:",
        "Ghi chú *",
    ];
    let found = matched(vec![sheet("", &[head, &["1/2/2026", "Tổ 1", "5", "x", "y"]])]).expect("matched");
    assert_eq!(told(&found), []);
    assert_eq!(found.sheets[0].columns.found.len(), 5);
}

#[test]
fn hidden_merged_and_commented_cells_are_told() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [HEAD, ROW, ROW, ROW].iter().enumerate() {
        for (column, text) in cells.iter().enumerate() {
            sheet
                .write_string(row as u32, column as u16, *text)
                .expect("written");
        }
    }
    for row in [1, 2, 9] {
        sheet.set_row_hidden(row).expect("hidden");
    }
    sheet.set_column_hidden(2).expect("hidden");
    sheet.set_column_hidden(9).expect("hidden");
    let format = rust_xlsxwriter::Format::new();
    sheet.merge_range(2, 1, 3, 1, "Tổ 1", &format).expect("merged");
    sheet.merge_range(5, 0, 6, 1, "", &format).expect("merged");
    let note = rust_xlsxwriter::Note::new("số này chưa đúng");
    sheet.insert_note(0, 1, &note).expect("a comment");
    sheet.insert_note(1, 1, &note).expect("a comment");
    let read = read(&book.save_to_buffer().expect("a workbook"), Limits::default()).expect("readable");
    let found = match_book(&read, &register()).expect("matched");
    let expected = [
        ("Sheet1", "hidden-rows", Some("2:3")),
        ("Sheet1", "hidden-column", Some("C")),
        ("Sheet1", "merged", Some("B3:B4")),
        ("Sheet1", "comment", Some("B2")),
    ];
    assert_eq!(told(&found), expected);
    let rows: Vec<_> = found.all_notes().filter_map(Note::rows).collect();
    assert_eq!(rows, [(2, 3), (3, 4), (2, 2)]);
}
