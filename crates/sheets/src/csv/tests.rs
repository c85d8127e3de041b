use super::*;
use crate::oldfont;
use crate::read::Encoding;
use proptest::prelude::*;

fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
    let sheet = read(bytes, Limits::default()).expect("readable");
    sheet
        .rows
        .into_iter()
        .map(|r| r.into_iter().map(|c| c.text).collect())
        .collect()
}

#[test]
fn every_separator_and_line_end_is_read() {
    let rows = vec![
        vec!["Ngày", "Số lượt", "Ghi chú"],
        vec!["10/9/2022", "1,5", "a\"b\nc"],
    ];
    for (separator, end) in [(";", "\r\n"), ("\t", "\n"), (";", "\r")] {
        let lines = [
            ["Ngày", "Số lượt", "Ghi chú"],
            ["10/9/2022", "1,5", "\"a\"\"b\nc\""],
        ];
        let text: Vec<String> = lines.iter().map(|l| l.join(separator)).collect();
        let text = text.join(end);
        assert_eq!(texts(text.as_bytes()), rows, "{separator:?} {end:?}");
        assert_eq!(
            texts(format!("\u{feff}{text}").as_bytes()),
            rows,
            "{separator:?} {end:?} after a mark"
        );
        let wide: Vec<u8> = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(texts(&wide), rows, "{separator:?} {end:?} in UTF-16");
    }
    assert_eq!(
        texts("a,\"b,c\",d\n1,2,3".as_bytes()),
        vec![vec!["a", "b,c", "d"], vec!["1", "2", "3"]]
    );
    assert_eq!(texts(b"sep=;\r\na;b\r\n"), vec![vec!["a", "b"]]);
}

#[test]
fn old_encodings_are_told_apart() {
    // "Tổ dân phố 3" as Windows-1258 writes it: letters with a circumflex, tones behind them.
    let sheet = read(
        b"T\xf4\xd2 d\xe2n ph\xf4\xec 3;\xf0\xfd\xf5\xcc\x6eg",
        Limits::default(),
    )
    .expect("readable");
    assert_eq!(sheet.encoding, Encoding::Windows1258);
    assert_eq!(sheet.rows[0][0].text, "Tổ dân phố 3");
    let sheet = read(b"T\xe6 d\xa9n ph\xe8,\xa7\xad\xeang phe", Limits::default()).expect("readable");
    assert_eq!(sheet.encoding, Encoding::Windows1252);
    assert_eq!(
        oldfont::convert(&sheet.rows[0][0].text, crate::OldFont::Tcvn3),
        "Tổ dân phố"
    );
    let sheet = read(
        "Société à Hanoï"
            .to_string()
            .chars()
            .map(|c| c as u8)
            .collect::<Vec<_>>()
            .as_slice(),
        Limits::default(),
    );
    assert_eq!(sheet.expect("readable").encoding, Encoding::Windows1252);
}

#[test]
fn the_first_row_and_odd_quotes_are_kept() {
    assert_eq!(
        texts(b"a,b\"c\n\n'=1,'x"),
        vec![vec!["a", "b\"c"], vec![], vec!["=1", "'x"]]
    );
    assert!(texts(b"").is_empty());
}

fn refused(text: &str) -> Option<ReadError> {
    read(text.as_bytes(), Limits::default()).err()
}

#[test]
fn a_quote_that_does_not_close_is_refused_with_its_line() {
    let not_closed = |line| Some(ReadError::QuoteNotClosed { line });
    assert_eq!(refused("\"open,b\nc"), not_closed(1));
    assert_eq!(refused("a,b,c\r\n1,2,3\r\n4,\"5,6\r\n7,8,9\r\n"), not_closed(3));
    // The quote of the next row's text closes it, behind which text stands.
    assert_eq!(
        refused("a,b,c\n1,\"Nhà B,\n2,\"Đến từng nhà, từng cơ sở\",3\n"),
        not_closed(2)
    );
    // Or the last character of the next row does: a row is missing.
    assert_eq!(
        refused("a,b,c,d\n1,2,3,4\n5,\"6,7,8\n9,10,11,12\"\n13,14,15,16\n"),
        not_closed(3)
    );
    assert_eq!(refused("a;b\n\"x;y\" z;1\n"), not_closed(2));
    assert_eq!(refused("a,b\n\"A\" và \"B, C,1\n"), not_closed(2));
}

#[test]
fn quotes_that_were_not_doubled_are_kept() {
    assert_eq!(
        texts("a,\"Nhà sàn\" tổ 3,c\n1,\"A\" và \"B\",3".as_bytes()),
        vec![
            vec!["a", "\"Nhà sàn\" tổ 3", "c"],
            vec!["1", "\"A\" và \"B\"", "3"],
        ]
    );
    assert_eq!(texts(b"a,\"b\" ,c"), vec![vec!["a", "b", "c"]]);
    let prose = "a,b,c\n1,\"Đã đến các tổ:\n1,2,3,4,5\",3\n";
    assert_eq!(texts(prose.as_bytes())[1][1], "Đã đến các tổ:\n1,2,3,4,5");
}

#[test]
fn a_damaged_byte_alters_no_good_text() {
    let good = "Ngày,Đơn vị\n1/1/2026,Tổ dân phố 3\n2/1/2026,Tổ dân phố 4\n";
    for mark in ["", "\u{feff}"] {
        let mut bytes = format!("{mark}{good}").into_bytes();
        let place = bytes.len() - 3;
        bytes[place] = 0xff;
        let sheet = read(&bytes, Limits::default()).expect("readable");
        assert_eq!(sheet.encoding, Encoding::Unicode);
        assert_eq!(sheet.rows[1][1].text, "Tổ dân phố 3");
        assert_eq!(sheet.rows[2][1].text, "Tổ dân phố\u{fffd}4");
        assert_eq!(sheet.notes, [Note::at("", "B3", NoteKind::BadBytes { line: 3 })]);
    }
    let mut wide: Vec<u8> = format!("\u{feff}{good}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    wide.pop();
    let sheet = read(&wide, Limits::default()).expect("readable");
    assert_eq!(sheet.rows[1][1].text, "Tổ dân phố 3");
    assert_eq!(sheet.notes.len(), 1);
}

#[test]
fn control_characters_are_told_with_their_cell() {
    let sheet = read("a,b\nHà\u{7}Nội,2\n".as_bytes(), Limits::default()).expect("readable");
    assert_eq!(sheet.notes, [Note::at("", "A2", NoteKind::ControlCharacters)]);
    assert_eq!(dienhong_domain::text::clean(&sheet.rows[1][0].text), "Hà Nội");
}

/// A quote in one row and another in the next make one cell of as many columns as the others have.
#[test]
fn a_row_that_hangs_on_another_by_a_quote_is_told() {
    for text in [
        "a;b;c\n1;2;\"Nhà\n3;4;văn hóa\"\n",
        "a;b;c\n1;\"12 inch;x\n2;loa 15\";y\n",
    ] {
        let sheet = read(text.as_bytes(), Limits::default()).expect("readable");
        let kinds: Vec<_> = sheet.notes.iter().map(|n| (n.kind.clone(), n.rows())).collect();
        assert!(kinds.contains(&(NoteKind::TwoLines, Some((2, 2)))), "{kinds:?}");
    }
    let prose = "a;b\n1;\"Đã đến các tổ,\nvà các trường\"\n";
    assert_eq!(
        read(prose.as_bytes(), Limits::default()).expect("readable").notes,
        []
    );
}

/// Everything that our reader makes of a text.
fn read_by_us(text: &str, separator: char) -> Vec<Vec<String>> {
    let all = records(text, separator, 1000);
    all.map(|record| record.expect("readable")).collect()
}

/// The same by the library `csv`, set to be as forgiving as it can be.
fn read_by_library(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader
        .delimiter(separator as u8)
        .has_headers(false)
        .flexible(true);
    let all = reader.from_reader(text.as_bytes()).into_records();
    all.map(|record| record.expect("readable").iter().map(str::to_owned).collect())
        .collect()
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = "[a-cđ\"',;\t\r\n ]{0,6}";
    (1usize..5).prop_flat_map(move |width| prop::collection::vec(prop::collection::vec(cell, width), 1..8))
}

proptest! {
    #[test]
    fn what_the_library_writes_is_read_as_written(
        table in table(),
        separator in prop::sample::select(SEPARATORS.to_vec()),
        end in prop::sample::select(vec![csv::Terminator::CRLF, csv::Terminator::Any(b'\n'), csv::Terminator::Any(b'\r')]),
    ) {
        let mut writer = csv::WriterBuilder::new();
        let mut writer = writer.delimiter(separator as u8).terminator(end).from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).expect("written");
        }
        let text = String::from_utf8(writer.into_inner().expect("written")).expect("text");
        prop_assert_eq!(read_by_us(&text, separator), table);
    }

    #[test]
    fn text_without_quotes_is_read_as_the_library_reads_it(
        text in "[a-cđ',;\t\r\n ]{0,40}",
        separator in prop::sample::select(SEPARATORS.to_vec()),
    ) {
        let mut ours = read_by_us(&text, separator);
        ours.retain(|row| *row != [""]);
        prop_assert_eq!(ours, read_by_library(&text, separator));
    }
}

/// Why the library does not read: each of these would take in something else than people see. Decision 25.
#[test]
fn what_the_library_reads_otherwise() {
    // Rows swallowed by a quote are one long cell.
    assert_eq!(
        read_by_library("a,b\n1,\"x\n2,y\n", ','),
        [vec!["a", "b"], vec!["1", "x\n2,y\n"]]
    );
    assert_eq!(
        refused("a,b\n1,\"x\n2,y\n"),
        Some(ReadError::QuoteNotClosed { line: 2 })
    );
    // Quotes that were not doubled are dropped.
    assert_eq!(
        read_by_library("\"Nhà sàn\" tổ 3,1\n", ','),
        [["Nhà sàn tổ 3", "1"]]
    );
    assert_eq!(
        texts("\"Nhà sàn\" tổ 3,1\n".as_bytes()),
        [["\"Nhà sàn\" tổ 3", "1"]]
    );
    // Blank rows are left out, so that rows below bear other numbers than in the file.
    assert_eq!(read_by_library("a,b\n\n1,2\n", ','), [["a", "b"], ["1", "2"]]);
    assert_eq!(texts(b"a,b\n\n1,2\n"), [vec!["a", "b"], vec![], vec!["1", "2"]]);
    // A quote behind a space opens nothing there as here.
    assert_eq!(
        read_by_library("a, \"b,c\"\n", ','),
        read_by_us("a, \"b,c\"\n", ',')
    );
}
