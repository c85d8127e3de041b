//! Replays files that once were, or could be, uploaded; and odd changes of a good one.

use dienhong_sheets::{Encoding, Limits, ReadError, read};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

pub(crate) fn file(name: &str) -> Vec<u8> {
    fs::read(
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(name),
    )
    .expect("a file of the corpus")
}

fn reason(name: &str) -> Option<ReadError> {
    read(&file(name), Limits::default()).err()
}

#[test]
fn no_file_of_the_corpus_does_harm() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the corpus") {
        dienhong_sheets::read::run(&fs::read(entry.expect("an entry").path()).expect("readable"));
        count += 1;
    }
    assert!(count >= 15);
}

#[test]
fn each_file_is_refused_for_its_own_reason() {
    assert_eq!(reason("good.xlsx"), None);
    assert_eq!(reason("truncated.xlsx"), Some(ReadError::Broken));
    assert_eq!(reason("many-strings-promised.xlsx"), Some(ReadError::Broken));
    assert_eq!(
        reason("bomb.xlsx"),
        Some(ReadError::TooLargeUnpacked {
            max: Limits::default().unpacked
        })
    );
    assert!(matches!(
        reason("far-cell.xlsx"),
        Some(ReadError::TooManyRows { .. })
    ));
    assert_eq!(reason("table.html.xls"), Some(ReadError::Html));
    assert_eq!(reason("old.xls"), Some(ReadError::OldExcel));
    assert_eq!(reason("protected.xlsx"), Some(ReadError::Protected));
    assert_eq!(reason("calc.ods"), Some(ReadError::OpenDocument));
    assert_eq!(reason("random.bin"), Some(ReadError::NotASheet));
}

#[test]
fn text_files_say_how_they_were_encoded() {
    let sheet = |name: &str| {
        read(&file(name), Limits::default())
            .expect("readable")
            .sheets
            .remove(0)
    };
    assert_eq!(sheet("semicolons.csv").rows[1][1].text, "Tổ \"3\"");
    assert_eq!(sheet("unicode-text.txt").rows[1][1].text, "Tổ 3");
    assert_eq!(sheet("windows-1258.csv").encoding, Encoding::Windows1258);
    assert_eq!(sheet("windows-1258.csv").rows[1][1].text, "Tổ dân phố");
    assert_eq!(sheet("tcvn3.csv").encoding, Encoding::Windows1252);
}

/// Puts the parts of a workbook back together with one part changed, so that the change passes the checksum.
fn with_changed_part(part: usize, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let good = file("good.xlsx");
    let mut archive = zip::ZipArchive::new(Cursor::new(good.as_slice())).expect("an archive");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let part = part % archive.len();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("a part");
        let name = entry.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("unpacked");
        if index == part {
            change(&mut bytes);
        }
        writer
            .start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(&bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn changed_bytes_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = file("good.xlsx");
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        dienhong_sheets::read::run(&bytes);
    }

    #[test]
    fn changed_parts_never_panic(
        part in 0usize..6,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "[<>/&;\"=a-z0-9 ]{0,4}"), 1..6),
    ) {
        let bytes = with_changed_part(part, |bytes| {
            for (place, text) in &changes {
                let place = place.index(bytes.len());
                let end = (place + text.len()).min(bytes.len());
                bytes.splice(place..end, text.bytes());
            }
        });
        dienhong_sheets::read::run(&bytes);
    }

    #[test]
    fn any_bytes_never_panic(head in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"\xff\xfe", b"sep=;\n", b"<html"]),
        tail in proptest::collection::vec(any::<u8>(), 0..300)) {
        dienhong_sheets::read::run(&[head, &tail].concat());
    }

    #[test]
    fn any_text_never_panics(text in "[\",;\t\r\n'=a-cà-ỹ¹©]{0,200}") {
        dienhong_sheets::read::run(text.as_bytes());
        let latin: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
        dienhong_sheets::read::run(&latin);
    }
}
