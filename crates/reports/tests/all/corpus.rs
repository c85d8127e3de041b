//! Replays files that once were, or could be, handed in to be compared with a frozen paper.

use dienhong_reports::readback::run;
use dienhong_reports::{ReadBackError, bookmarked};
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn read(name: &str) -> Result<Vec<(String, String)>, ReadBackError> {
    bookmarked(&fs::read(folder().join(name)).expect("a file of the corpus"))
}

#[test]
fn the_kept_corpus_stops_nothing() {
    let mut count = 0;
    for file in fs::read_dir(folder()).expect("the corpus").flatten() {
        run(&fs::read(file.path()).expect("a file of the corpus"));
        count += 1;
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn a_file_as_word_leaves_it_is_read() {
    let read = read("good.docx").expect("readable");
    let read: Vec<_> = read.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let wanted = [
        ("so_buoi", "47"),
        ("so_luot", "2.844"),
        ("so_khung", "12"),
        ("so_bang", "37"),
    ];
    assert_eq!(read, wanted);
}

#[test]
fn each_file_is_refused_for_its_own_reason() {
    for name in ["cut.docx", "no-document.docx", "protected.docx"] {
        assert_eq!(read(name), Err(ReadBackError::NotADocx), "{name}");
    }
    assert_eq!(read("many-bookmarks.docx"), Err(ReadBackError::TooLarge));
    let broken = [
        ("broken-xml.docx", "ill-formed"),
        ("deep.docx", "too deep"),
        ("encrypted.docx", "Password"),
        ("entity.docx", "document type"),
        ("two-documents.docx", "two parts"),
        ("wrong-checksum.docx", ""),
    ];
    for (name, part) in broken {
        let read = read(name);
        assert!(
            matches!(&read, Err(ReadBackError::Broken(why)) if why.contains(part)),
            "{name}: {read:?}"
        );
    }
}
