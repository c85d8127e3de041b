use super::*;
use crate::read::{CellKind, Limits, read};
use dienhong_domain::time::Day;

fn sample() -> Table {
    let column = |title: &str, kind| Column {
        title: title.into(),
        kind,
        width: 14,
    };
    Table {
        title: "Sổ tuyên truyền".into(),
        notes: vec!["Phường Diên Hồng, 9/2022".into()],
        columns: vec![
            column("Ngày", ColumnKind::Day),
            column("Đơn vị", ColumnKind::Text),
            column("Lượt người", ColumnKind::Number { scale: 0 }),
            column("Tỉ lệ", ColumnKind::Number { scale: 4 }),
        ],
        rows: vec![vec![
            Cell::Day(Day::new(2022, 9, 10).expect("a day")),
            Cell::Text("=Tổ dân phố 3".into()),
            Cell::Number {
                steps: 2844,
                scale: 0,
            },
            Cell::Number {
                steps: 947_000,
                scale: 4,
            },
        ]],
        sheet: "Tuyên truyền: 9/2022".into(),
    }
}

#[test]
fn a_table_comes_back_as_it_was() {
    let bytes = to_xlsx(&[sample()]).expect("a workbook");
    let sheets = read(&bytes, Limits::default()).expect("readable").sheets;
    assert_eq!(sheets[0].name, "Tuyên truyền 9 2022");
    let last = sheets[0].rows.last().expect("rows");
    let seen: Vec<(&str, CellKind)> = last.iter().map(|c| (c.text.as_str(), c.kind)).collect();
    let expected = [
        ("10/09/2022", CellKind::Day),
        ("=Tổ dân phố 3", CellKind::Text),
        ("2844", CellKind::Number),
        ("94,7", CellKind::Number),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let first = to_xlsx(&[sample(), sample()]).expect("a workbook");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(first, to_xlsx(&[sample(), sample()]).expect("a workbook"));
}

#[test]
fn sheet_titles_fit_excel_and_never_repeat() {
    let mut taken = HashSet::new();
    let long = "Mô hình tự quản về an ninh, trật tự ở khu dân cư";
    let first = unique_title(long, &mut taken);
    let second = unique_title(&long.to_uppercase(), &mut taken);
    assert_eq!(first.encode_utf16().count(), 31);
    assert!(
        second.encode_utf16().count() <= 31 && second.ends_with(" (2)"),
        "{second}"
    );
    assert_eq!(sheet_title("'[a]/b:c'"), "a b c");
    assert_eq!(sheet_title("History"), "Sheet");
}

#[test]
fn odd_contents_are_written_all_the_same() {
    let mut table = sample();
    table.rows.push(vec![
        Cell::Text("ế".repeat(40_000)),
        Cell::Text("a\u{1}b_x0041_".into()),
    ]);
    table
        .rows
        .push(vec![Cell::Day(Day::new(1288, 4, 9).expect("a day")), Cell::Empty]);
    table.rows.push(
        (0..9)
            .map(|i| Cell::Number {
                steps: i64::MIN + i,
                scale: 9,
            })
            .collect(),
    );
    let sheets = read(&to_xlsx(&[table]).expect("a workbook"), Limits::default())
        .expect("readable")
        .sheets;
    assert!(sheets[0].rows[5][0].text.ends_with('…'));
    assert_eq!(sheets[0].rows[6][0].text, "09/04/1288");
    assert!(matches!(to_xlsx(&[]), Err(SheetError::NoTable)));
    assert!(to_xlsx(&[Table::default()]).is_ok());
}
