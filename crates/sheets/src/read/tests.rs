use super::*;
use crate::{Cell, Column, ColumnKind, Table, to_xlsx};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn reason(bytes: &[u8]) -> ReadError {
    read(bytes, Limits::default()).expect_err("refused")
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(part).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A workbook with the given cells of a sheet and shared strings, as little as a reader needs.
fn workbook(cells: &str, strings: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let book = format!(
        r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Sổ" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let links = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let root = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let styles = format!(
        r#"<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="20"/></cellXfs></styleSheet>"#
    );
    let sheet = format!(r#"<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>"#);
    zipped(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn cells_read_as_a_person_sees_them() {
    let cells = r##"<row r="3"><c r="A3"><v>0.30000000000000004</v></c><c r="B3" s="1"><v>44814</v></c><c r="C3" s="2"><v>0.947</v></c>
        <c r="D3" t="b"><v>1</v></c><c r="E3" t="e"><v>#N/A</v></c><c r="F3" t="inlineStr"><is><t> xã&#173; </t></is></c>
        <c r="G3" s="3"><v>0.8125</v></c><c r="H3"><v>1E+20</v></c><c r="J3"><v>2000</v></c></row>"##;
    let sheets = read(&workbook(cells, "<sst/>"), Limits::default())
        .expect("readable")
        .sheets;
    let seen: Vec<(&str, CellKind)> = sheets[0].rows[0]
        .iter()
        .map(|c| (c.text.as_str(), c.kind))
        .collect();
    let expected = [
        ("0,3", CellKind::Number),
        ("10/09/2022", CellKind::Day),
        ("94,7%", CellKind::Number),
        ("TRUE", CellKind::YesNo),
        ("#N/A", CellKind::Error),
        ("xã\u{ad}", CellKind::Text),
        ("19:30", CellKind::Text),
        ("100000000000000000000", CellKind::Number),
        ("", CellKind::Empty),
        ("2000", CellKind::Number),
    ];
    assert_eq!(seen, expected);
    assert_eq!((sheets[0].name.as_str(), sheets[0].first_row), ("Sổ", 3));
}

#[test]
fn a_file_that_promises_a_billion_strings_is_refused() {
    for count in ["1000000000000", "99999999999999999999999999"] {
        let strings = format!("<sst uniqueCount = '{count}'><si><t>a</t></si></sst>");
        assert_eq!(reason(&workbook("", &strings)), ReadError::Broken, "{count}");
    }
    let wide: Vec<u8> = "<sst uniqueCount='9999999999'/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let bytes = zipped(&[("xl/workbook.xml", b"<a/>"), ("xl/sharedStrings.xml", &wide)]);
    assert_eq!(reason(&bytes), ReadError::Broken);
}

#[test]
fn limits_hold_and_name_the_place() {
    let cell = |address: &str| format!(r#"<row><c r="{address}"><v>1</v></c></row>"#);
    let sheet = || "Sổ".to_owned();
    let far = reason(&workbook(&cell("A20001"), "<sst/>"));
    assert_eq!(
        far,
        ReadError::TooManyRows {
            sheet: sheet(),
            max: 20_000,
            address: "A20001".to_owned()
        }
    );
    let wide = reason(&workbook(&cell("GS1"), "<sst/>"));
    assert_eq!(
        wide,
        ReadError::TooManyColumns {
            sheet: sheet(),
            max: 200,
            address: "GS1".to_owned()
        }
    );
    assert!(read(&workbook(&cell("GR20000"), "<sst/>"), Limits::default()).is_ok());

    let long = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(100_000));
    let many: String = (1..=600)
        .map(|r| format!(r#"<row><c r="A{r}" t="s"><v>0</v></c></row>"#))
        .collect();
    assert_eq!(
        reason(&workbook(&many, &long)),
        ReadError::TooMuchText {
            max: Limits::default().text
        }
    );

    let limits = Limits {
        bytes: 3,
        ..Limits::default()
    };
    assert_eq!(
        read(b"a;b;c", limits),
        Err(ReadError::TooLarge { bytes: 5, max: 3 })
    );
    let lines = "\n".repeat(3_000_000) + "x";
    assert_eq!(
        reason(lines.as_bytes()),
        ReadError::TooManyRows {
            sheet: String::new(),
            max: 20_000,
            address: "A3000001".to_owned()
        }
    );
    let commas = ",".repeat(3_000_000) + "x";
    assert!(matches!(
        reason(commas.as_bytes()),
        ReadError::TooManyColumns { .. }
    ));
    assert_eq!(reason(b""), ReadError::Empty);
}

#[test]
fn what_is_not_a_sheet_is_called_by_its_name() {
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let compound = |stream: &str| {
        [
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(),
            &[0; 600],
            &wide(stream),
        ]
        .concat()
    };
    assert_eq!(reason(&compound("EncryptedPackage")), ReadError::Protected);
    assert_eq!(reason(&compound("Workbook")), ReadError::OldExcel);
    assert_eq!(reason(&compound("WordDocument")), ReadError::NotASheet);
    assert_eq!(reason(b"\x09\x08\x08\x00\x00\x05\x10\x00"), ReadError::OldExcel);
    assert_eq!(
        reason(b" \r\n<html xmlns:x='urn:schemas-microsoft-com:office:excel'>"),
        ReadError::Html
    );
    assert_eq!(reason(b"\xef\xbb\xbf<TABLE><tr>"), ReadError::Html);
    let old = b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>";
    assert_eq!(reason(old), ReadError::Excel2003Xml);
    let ods = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b""),
    ]);
    assert_eq!(reason(&ods), ReadError::OpenDocument);
    assert_eq!(
        reason(&zipped(&[("xl/workbook.bin", b"")])),
        ReadError::BinaryExcel
    );
    assert_eq!(
        reason(&zipped(&[("word/document.xml", b"")])),
        ReadError::NotASheet
    );
    assert_eq!(reason(b"%PDF-1.7"), ReadError::NotASheet);
    assert_eq!(reason(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), ReadError::NotASheet);
    assert_eq!(reason(b"PK\x03\x04cut off"), ReadError::Broken);
}

#[test]
fn hidden_sheets_are_not_read() {
    let register = crate::sample::register();
    let bytes = crate::entry_template(&register, &Default::default(), &[], "vi", "r1").expect("a template");
    let names: Vec<String> = read(&bytes, Limits::default())
        .expect("readable")
        .sheets
        .into_iter()
        .map(|s| s.name)
        .collect();
    assert_eq!(names, ["Sổ tuyên truyền", "Hướng dẫn"]);
}

#[test]
fn ten_thousand_rows_are_read_and_matched() {
    let register = crate::sample::register();
    let titles = [
        "Ngày",
        "Đơn vị",
        "Số người dự",
        "Người chủ trì",
        "Hình thức",
        "Ghi chú",
    ];
    let column = |t: &&str| Column {
        title: (*t).to_owned(),
        kind: ColumnKind::Text,
        width: 20,
    };
    let text = |t: &str| Cell::Text(t.to_owned());
    let row = |i: i64| {
        let note = format!("Buổi {i}, có ghi chú");
        let unit = text("Tổ dân phố 3");
        vec![
            text("10/9/2022"),
            unit,
            Cell::Number { steps: i, scale: 0 },
            text("Nguyễn Thị Phượng"),
            text("Họp"),
            text(&note),
        ]
    };
    let table = Table {
        columns: titles.iter().map(column).collect(),
        rows: (0..10_000).map(row).collect(),
        ..Table::default()
    };
    let bytes = to_xlsx(&[table]).expect("a workbook");
    let start = std::time::Instant::now();
    let sheets = read(&bytes, Limits::default()).expect("readable").sheets;
    let columns = crate::match_columns(&sheets[0], &register).expect("matched");
    println!("read and matched in {:?}", start.elapsed());
    assert_eq!(columns.rows.len(), 10_000);
    assert_eq!(columns.rows[9_999].number, 10_001);
}

#[test]
fn sheets_full_of_marks_are_read_in_time() {
    // Each second row hidden, thousands of hidden columns and merged cells: told, and not compared with one another.
    let rows: String = (1..=20_000)
        .map(|r| {
            format!(
                r#"<row r="{r}" hidden="{}"><c r="A{r}" s="1"><v>{}</v></c></row>"#,
                r % 2,
                44_563 + r % 9
            )
        })
        .collect();
    let bytes = workbook(&rows, "<sst/>");
    let start = std::time::Instant::now();
    let book = read(&bytes, Limits::default()).expect("readable");
    let hidden = book.sheets[0]
        .notes
        .iter()
        .filter(|n| n.kind.code() == "hidden-rows");
    assert_eq!(hidden.count(), 10_000);
    let _ = crate::match_book(&book, &crate::sample::register());
    println!("read and matched in {:?}", start.elapsed());
}

#[test]
fn what_is_not_computed_is_read_as_nothing_and_told() {
    let cells = r#"<row r="2"><c r="A2"><f>1+1</f></c><c r="B2"><v>3</v></c><c r="C2" t="e"><v>#N/A</v></c><c r="D2" s="1"><v>44814.5</v></c>
        <c r="E2" t="inlineStr"><is><t>a_x0007_b</t></is></c></row>"#;
    let sheet = read(&workbook(cells, "<sst/>"), Limits::default())
        .expect("readable")
        .sheets
        .remove(0);
    assert_eq!(sheet.rows[0][0], RawCell::default());
    let told: Vec<_> = sheet
        .notes
        .iter()
        .map(|n| (n.kind.code(), n.address.as_deref()))
        .collect();
    let at = |code, address| (code, Some(address));
    let expected = [
        at("formula-error", "C2"),
        at("time-of-day", "D2"),
        at("control-characters", "E2"),
        at("formula-without-result", "A2"),
    ];
    assert_eq!(told, expected);
}
