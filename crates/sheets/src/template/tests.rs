use super::*;
use crate::archive::Archive;
use crate::sample;
use dienhong_domain::packs::{Item, List, Words};

fn pack() -> Pack {
    let words = |vi: &str, en: &str| Words {
        vi: vi.to_owned(),
        en: en.to_owned(),
    };
    let item = |id: &str, vi: &str, en: &str| Item {
        id: id.to_owned(),
        title: words(vi, en),
        since: None,
        until: None,
    };
    let items = vec![
        item("hop", "Họp tổ & đối thoại", "Meeting"),
        item("loa", "Loa phát thanh", "Loudspeaker"),
    ];
    Pack {
        lists: vec![List {
            id: "noi-dung".into(),
            title: words("Nội dung", "Topics"),
            items,
        }],
        ..Pack::default()
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = Archive::open(bytes).expect("an archive");
    let part = archive.part(name, 10_000_000).expect("readable").expect("there");
    String::from_utf8(part).expect("UTF-8")
}

fn made(lang: &str) -> Vec<u8> {
    let units = ["Tổ dân phố 1".to_owned(), "Tổ dân phố 2".to_owned()];
    entry_template(&sample::register(), &pack(), &units, lang, "3f2a").expect("a template")
}

#[test]
fn rules_notes_and_the_hidden_row_are_there() {
    let bytes = made("vi");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains(r#"<row r="2""#) && sheet.contains(r#"hidden="1""#),
        "hidden row of codes"
    );
    assert!(sheet.contains("'Danh mục'!$B$1:$B$2"), "units");
    assert!(sheet.contains("'Danh mục'!$I$1:$I$2"), "choice");
    assert!(
        sheet.contains(r#"type="whole""#) && sheet.contains(r#"type="decimal""#),
        "numbers"
    );
    assert!(sheet.contains(r#"sqref="A3:A502""#), "500 rows");
    assert!(sheet.contains("Có,Không"), "yes or no");
    let book = part(&bytes, "xl/workbook.xml");
    assert!(
        book.contains(r#"name="Danh mục" sheetId="3" state="hidden""#),
        "{book}"
    );
    let notes = part(&bytes, "xl/comments1.xml");
    assert!(notes.contains("hơn 2.000"), "notes");
    let strings = part(&bytes, "xl/sharedStrings.xml");
    for text in [
        "Số người dự (lượt người) *",
        "@don-vi",
        "@so:tuyen-truyen@3f2a",
        "Họp tổ &amp; đối thoại",
    ] {
        assert!(strings.contains(text), "{text}");
    }
    assert!(!strings.contains("Ảnh<"), "photos are left out");
}

#[test]
fn the_language_changes_words_and_not_codes() {
    let strings = part(&made("en"), "xl/sharedStrings.xml");
    for text in [
        "Attendance (attendances) *",
        "Guide",
        "Date *",
        "@ngay",
        "luot",
        "Loudspeaker",
    ] {
        assert!(
            strings.contains(text) || part(&made("en"), "xl/workbook.xml").contains(text),
            "{text}"
        );
    }
}

#[test]
fn the_same_register_gives_the_same_template() {
    assert_eq!(made("vi"), made("vi"));
}

#[test]
fn a_monthly_register_asks_for_the_month_and_long_hints_fit() {
    let mut register = sample::register();
    register.monthly = true;
    register.fields[0].hint = Some(Words {
        vi: "Đếm mỗi người một lần. ".repeat(40),
        en: String::new(),
    });
    let bytes = entry_template(&register, &Pack::default(), &[], "vi", "r").expect("a template");
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("Tháng *"));
}
