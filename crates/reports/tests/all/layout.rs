//! Papers laid out in every format and read back: sizes of Decree 30/2020, every number the same everywhere, the same bytes
//! whenever they are made, every Vietnamese letter there.

use calamine::{Data, Reader, Xlsx};
use dienhong_domain::time::Day;
use dienhong_reports::{
    Bar, Block, Chart, Column, FontError, Fonts, LayoutError, Letterhead, Number, Paper, Recipients,
    Signature, Span, Table, docx, pdf, xlsx,
};
use std::io::{Cursor, Read, Write};
use std::process::{Command, Stdio};

fn number(name: &str, text: &str, value: Option<i64>) -> Number {
    Number {
        name: name.into(),
        text: text.into(),
        value,
        scale: 0,
        proof: format!("/so-lieu/{name}"),
    }
}

fn words(text: &str) -> Span {
    Span::Words(text.into())
}

fn every_format(paper: &Paper) -> [(&'static str, Result<Vec<u8>, LayoutError>); 3] {
    [
        ("DOCX", docx(paper)),
        ("PDF", pdf(paper, Fonts::tinos())),
        ("XLSX", xlsx(paper)),
    ]
}

/// A report with all parts, long enough for several pages. The figures are made up.
fn paper() -> Paper {
    let of = |name: &str, text: &str, value| Span::Number(number(name, text, value));
    let long = "Phong trào được cấp ủy, chính quyền và nhân dân trong phường hưởng ứng; nội dung tuyên truyền sát với từng khu phố. ";
    let row = |n: i64| {
        vec![
            vec![words(&format!("Tổ dân phố {n}"))],
            vec![of(&format!("to-{n}"), &format!("{}", n * 37), Some(n * 37))],
        ]
    };
    let columns = ["Đơn vị", "Lượt người"].into_iter().zip([(3, false), (1, true)]);
    let mut body = vec![
        Block::Basis(
            "Căn cứ Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2026 của Ủy ban nhân dân phường;".into(),
        ),
        Block::Heading(1, "I. KẾT QUẢ THỰC HIỆN".into()),
        Block::Heading(2, "1. Công tác tuyên truyền".into()),
        Block::Paragraph(vec![
            words("Đã tổ chức "),
            of("buoi", "46", Some(46)),
            words(" buổi tuyên truyền với "),
            of("luot", "2.844", Some(2844)),
            words(" lượt người tham gia; cấp phát "),
            of("to-roi", "hơn 2.000", Some(2000)),
            words(" tờ rơi."),
        ]),
        Block::Chart(Chart {
            title: "Buổi tuyên truyền theo tháng".into(),
            unit: "buổi".into(),
            bars: (1..=6)
                .map(|m| Bar {
                    label: format!("Tháng {m}"),
                    number: number(&format!("thang-{m}"), &format!("{}", m * 2), Some(m * 2)),
                })
                .collect(),
        }),
        Block::Table(Table {
            title: "Lượt người theo tổ dân phố".into(),
            columns: columns
                .map(|(title, (width, is_number))| Column {
                    title: title.into(),
                    width,
                    is_number,
                })
                .collect(),
            rows: (1..=40).map(row).collect(),
        }),
        Block::Heading(3, "a) Đánh giá".into()),
    ];
    body.extend((0..6).map(|_| Block::Paragraph(vec![words(&long.repeat(4))])));
    Paper {
        letterhead: Letterhead {
            parent: vec!["UBND TỈNH MINH HỌA".into()],
            issuer: vec!["ỦY BAN NHÂN DÂN".into(), "PHƯỜNG MINH HỌA".into()],
            number: Some(5),
            sign: "BC-UBND".into(),
            place: "Minh Họa".into(),
            day: Day::new(2026, 2, 5),
        },
        kind: "BÁO CÁO".into(),
        summary: "Sơ kết phong trào “Toàn dân bảo vệ an ninh Tổ quốc” năm 2025".into(),
        addressees: vec![],
        body,
        signature: Signature {
            lines: vec![
                "TM. ỦY BAN NHÂN DÂN".into(),
                "KT. CHỦ TỊCH".into(),
                "PHÓ CHỦ TỊCH".into(),
            ],
            name: "Châu Ngọc Ước".into(),
        },
        recipients: Recipients {
            lines: vec!["Công an tỉnh".into(), "Thường trực Đảng ủy".into()],
            archive: "VT, CA".into(),
        },
        annexes: vec![(
            "PHỤ LỤC".into(),
            vec![Block::Paragraph(vec![of(
                "phu-luc",
                "1.234.567",
                Some(1_234_567),
            )])],
        )],
        ..Paper::default()
    }
}

/// A part of a DOCX.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

pub(crate) fn run(program: &str, args: &[&str], input: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::File::create(&file).unwrap().write_all(input).unwrap();
    let done = Command::new(program)
        .args(args)
        .arg(&file)
        .arg("-")
        .stderr(Stdio::inherit())
        .output();
    let done = done.unwrap_or_else(|e| panic!("{program}, from the package poppler-utils: {e}"));
    assert!(done.status.success(), "{program}");
    String::from_utf8(done.stdout).unwrap()
}

/// Where a word first stands: (page, left, top, bottom) in millimetres.
pub(crate) fn place(boxes: &str, word: &str) -> (usize, f64, f64, f64) {
    let mut page = 0;
    for line in boxes.lines() {
        page += usize::from(line.contains("<page "));
        if line.contains(&format!(">{word}<")) {
            let of = |name: &str| -> f64 {
                let rest = line.split(&format!("{name}=\"")).nth(1).unwrap();
                rest.split('"').next().unwrap().parse::<f64>().unwrap() * 25.4 / 72.0
            };
            return (page, of("xMin"), of("yMin"), of("yMax"));
        }
    }
    panic!("{word} is not there");
}

pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_number_is_the_same_in_every_format() {
    let paper = paper();
    if let Ok(folder) = std::env::var("DIENHONG_LOOK") {
        // For eyes: the paper in every format.
        let made = [
            docx(&paper).unwrap(),
            pdf(&paper, Fonts::tinos()).unwrap(),
            xlsx(&paper).unwrap(),
        ];
        for (name, bytes) in ["docx", "pdf", "xlsx"].into_iter().zip(made) {
            std::fs::write(format!("{folder}/paper.{name}"), bytes).unwrap();
        }
    }
    let numbers = paper.numbers();
    assert_eq!(numbers.len(), 3 + 6 + 40 + 1);
    let (docx, pdf, xlsx) = (
        docx(&paper).unwrap(),
        pdf(&paper, Fonts::tinos()).unwrap(),
        xlsx(&paper).unwrap(),
    );
    // In Word each number stands in the bookmark of its name.
    let document = part(&docx, "word/document.xml");
    for number in &numbers {
        let mark = format!("w:name=\"so_{}\"", number.name.replace('-', "_"));
        let after = document.split(&mark).nth(1).unwrap_or_else(|| panic!("{mark}"));
        let inside = after.split("<w:bookmarkEnd").next().unwrap();
        assert!(
            inside.contains(&format!(">{}</w:t>", number.text.replace(' ', "\u{a0}"))),
            "{}: {inside}",
            number.name
        );
    }
    let text = flat(&run("pdftotext", &["-layout"], &pdf));
    for number in &numbers {
        assert!(text.contains(&number.text), "{} is on the PDF", number.text);
    }
    assert!(text.contains(
        "Đã tổ chức 46 buổi tuyên truyền với 2.844 lượt người tham gia; cấp phát hơn 2.000 tờ rơi."
    ));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let sheet = book.worksheet_range("Số liệu").unwrap();
    for (row, number) in sheet.rows().skip(1).zip(&numbers) {
        assert_eq!(row[0], Data::String(number.name.clone()));
        assert_eq!(row[1], Data::String(number.text.clone()));
        assert_eq!(row[2], Data::Float(number.value.unwrap() as f64));
    }
    let table = book.worksheet_range("Bảng 1").unwrap();
    assert_eq!(table.get_value((41, 1)), Some(&Data::Float(40.0 * 37.0)));
}

#[test]
fn the_page_is_that_of_decree_30() {
    let paper = paper();
    let document = part(&docx(&paper).unwrap(), "word/document.xml");
    // A4, margins of 20, 20, 30 and 20 mm (1 mm = 56,7 twentieths of a point), the first page without a number.
    assert!(document.contains(r#"w:w="11906" w:h="16838""#), "A4");
    for margin in [
        r#"w:top="1134""#,
        r#"w:bottom="1134""#,
        r#"w:left="1701""#,
        r#"w:right="1134""#,
    ] {
        assert!(document.contains(margin), "{margin}");
    }
    assert!(document.contains("<w:titlePg"), "another head on the first page");
    // The head of each table stands again on the next page; nothing is left of how the writer was told.
    let tables = paper
        .body
        .iter()
        .chain(paper.annexes.iter().flat_map(|(_, all)| all));
    let tables = tables.filter(|b| matches!(b, Block::Table(_))).count();
    assert!(tables > 0);
    assert_eq!(document.matches("<w:tblHeader />").count(), tables);
    assert!(!document.contains("w:trHeight w:val=\"0\""));
    let styles = part(&docx(&paper).unwrap(), "word/styles.xml");
    assert!(
        styles.contains("Times New Roman") && styles.contains(r#"w:val="28""#),
        "14 points"
    );

    let bytes = pdf(&paper, Fonts::tinos()).unwrap();
    let boxes = run("pdftotext", &["-bbox"], &bytes);
    let size = boxes.lines().find(|l| l.contains("<page ")).unwrap();
    assert!(
        size.contains("width=\"595.2") && size.contains("height=\"841.8"),
        "A4: {size}"
    );
    // The left margin is 30 mm; the first line begins 12,7 mm further.
    let (_, left, ..) = place(&boxes, "Căn");
    assert!((left - 42.7).abs() < 0.4, "{left}");
    let (_, left, ..) = place(&boxes, "Nơi");
    assert!((left - 30.0).abs() < 0.4, "{left}");
    // National name above the motto, both right of the issuer and at the same height.
    let (name, motto, issuer) = (place(&boxes, "CỘNG"), place(&boxes, "lập"), place(&boxes, "ỦY"));
    assert!(
        name.2 < motto.2 && issuer.1 < name.1,
        "{name:?} {motto:?} {issuer:?}"
    );
    assert!((20.0..23.0).contains(&name.2), "{name:?}");
    assert!(place(&boxes, "05/BC-UBND").2 > motto.3);
    // The page number stands in the middle of the upper margin, and not on the first page.
    let pages: Vec<&str> = boxes.split("<page ").skip(1).collect();
    assert!(pages.len() > 2, "{} pages", pages.len());
    let has_number = |page: &str, n: usize| page.lines().take(4).any(|l| l.contains(&format!(">{n}</word>")));
    assert!(!has_number(pages[0], 1) && has_number(pages[2], 3));
    let second = pages[1].lines().find(|l| l.contains(">2</word>")).unwrap();
    let top: f64 = second
        .split("yMin=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let left: f64 = second
        .split("xMin=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(top * 25.4 / 72.0 < 20.0, "{second}");
    assert!((left * 25.4 / 72.0 - (30.0 + 80.0)).abs() < 4.0, "{second}");
    // Whatever is printed is embedded, and is the one family.
    embedded_alone(&bytes, "Tinos");
}

#[test]
fn the_same_paper_is_the_same_file() {
    let paper = paper();
    let made = |paper: &Paper| {
        [
            docx(paper).unwrap(),
            pdf(paper, Fonts::tinos()).unwrap(),
            xlsx(paper).unwrap(),
        ]
    };
    let first = made(&paper);
    // Other papers in between, another moment: archives tell time in steps of two seconds.
    made(&Paper {
        summary: "Khác".into(),
        ..paper.clone()
    });
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let second = made(&paper);
    for (name, (a, b)) in ["docx", "pdf", "xlsx"].into_iter().zip(first.iter().zip(&second)) {
        assert!(a == b, "{name} differs");
    }
    let kept: Paper = serde_json::from_str(&serde_json::to_string(&paper).unwrap()).unwrap();
    assert_eq!(kept, paper);
}

#[test]
fn every_vietnamese_letter_in_both_unicode_forms_is_printed() {
    let marks = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    let mut all = Vec::new();
    for vowel in ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"] {
        for mark in marks {
            all.push(format!("{vowel}{mark}"));
        }
    }
    let small = format!("{} b c d đ g h k l m n p q r s t v x f j w z", all.join(" "));
    let both = format!("{small} {}", small.to_uppercase());
    let paper = Paper {
        body: vec![Block::Paragraph(vec![words(&both)])],
        ..paper()
    };
    let text = flat(&run("pdftotext", &[], &pdf(&paper, Fonts::tinos()).unwrap()));
    use unicode_normalization::UnicodeNormalization;
    let wanted: String = both.nfc().collect();
    for letter in wanted.split(' ') {
        assert!(text.nfc().any(|c| letter.contains(c)), "{letter}");
    }
    // Spaces of a justified line are not told apart from the gaps between letters.
    let solid = |text: &str| text.nfc().filter(|c| !c.is_whitespace()).collect::<String>();
    assert!(solid(&text).contains(&solid(&wanted)), "{text}");
    let document = part(&docx(&paper).unwrap(), "word/document.xml");
    assert!(document.contains(&wanted), "one form in Word");
}

#[test]
fn what_is_not_sound_is_refused_and_what_is_unseen_is_dropped() {
    let mut twice = paper();
    twice
        .body
        .push(Block::Paragraph(vec![Span::Number(number("buoi", "1", Some(1)))]));
    for (format, made) in every_format(&twice) {
        assert!(
            matches!(made, Err(LayoutError::NameTwice(name)) if name == "buoi"),
            "{format}"
        );
    }
    let mut ragged = paper();
    ragged.body.push(Block::Table(Table {
        title: "Lệch".into(),
        columns: vec![],
        rows: vec![vec![vec![]]],
    }));
    assert!(matches!(docx(&ragged), Err(LayoutError::Ragged(title)) if title == "Lệch"));
    // Markup of every kind is text.
    let hostile = "#panic() $x$ *a* _b_ `c` <w:p> ]]> & \u{0} \u{8} \u{202e}= {{x}} \\ @tag //x";
    let paper = Paper {
        summary: hostile.into(),
        body: vec![
            Block::Paragraph(vec![words(hostile)]),
            Block::Heading(1, hostile.into()),
        ],
        ..paper()
    };
    let text = flat(&run("pdftotext", &[], &pdf(&paper, Fonts::tinos()).unwrap()));
    assert!(text.contains("#panic() $x$ *a* _b_ `c` <w:p> ]]> &"), "{text}");
    let document = part(&docx(&paper).unwrap(), "word/document.xml");
    assert!(
        document.contains("&lt;w:p&gt;") && !document.contains('\u{0}'),
        "escaped"
    );
}

#[test]
fn a_paper_without_number_day_and_signer_can_be_seen_too() {
    let draft = Paper::default();
    for (format, made) in every_format(&draft) {
        assert!(!made.unwrap().is_empty(), "{format}");
    }
    assert_eq!(draft.number_line(), "Số:      /");
}

/// A PDF has the four cuts of one family and no other, each embedded in part with its letters.
fn embedded_alone(bytes: &[u8], family: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    let fonts = Command::new("pdffonts").arg(&file).output().unwrap();
    let fonts = String::from_utf8(fonts.stdout).unwrap();
    let lines: Vec<&str> = fonts.lines().skip(2).collect();
    assert_eq!(lines.len(), 4, "{fonts}");
    assert!(
        lines
            .iter()
            .all(|l| l.contains(family) && l.contains("yes yes yes")),
        "{fonts}"
    );
}

/// Tinos under another name, as an operator's own font would come.
fn own_family() -> Vec<(String, Vec<u8>)> {
    let wide = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<u8>>()
    };
    let renamed = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        for (old, new) in [
            (wide("Tinos"), wide("Quang")),
            (b"Tinos".to_vec(), b"Quang".to_vec()),
        ] {
            for at in 0..bytes.len() - old.len() {
                if bytes[at..].starts_with(&old) {
                    bytes[at..at + old.len()].copy_from_slice(&new);
                }
            }
        }
        bytes
    };
    // In no order: what a cut is, its file says.
    ["BoldItalic", "Regular", "Italic", "Bold"]
        .map(|cut| {
            let path = format!("{}/fonts/Tinos-{cut}.ttf", env!("CARGO_MANIFEST_DIR"));
            (format!("{cut}.ttf"), renamed(&std::fs::read(path).unwrap()))
        })
        .into()
}

#[test]
fn papers_are_set_in_the_operators_own_family() {
    let own = Fonts::from_files(own_family()).unwrap();
    assert_eq!(own.family(), "Quang");
    embedded_alone(&pdf(&paper(), &own).unwrap(), "Quang");
}

#[test]
fn a_family_that_cannot_set_papers_is_refused_with_the_reason() {
    let why = |files| Fonts::from_files(files).unwrap_err();
    let junk = ("junk.ttf".to_owned(), b"no font".to_vec());
    assert_eq!(why(vec![junk]), FontError::NoFont("junk.ttf".into()));
    assert!(matches!(why(vec![]), FontError::Families(_)));
    let mut three = own_family();
    three.pop();
    assert_eq!(why(three), FontError::Cut("Quang".into()));
    let mut two = own_family();
    let path = format!("{}/fonts/Tinos-Bold.ttf", env!("CARGO_MANIFEST_DIR"));
    two.push(("Tinos.ttf".into(), std::fs::read(path).unwrap()));
    assert_eq!(why(two), FontError::Families("Quang, Tinos".into()));
    // The maker's word on embedding stands in the table OS/2, at its fourth number.
    let mut closed = own_family();
    for (_, bytes) in &mut closed {
        let entry = (0..64)
            .map(|n| 12 + n * 16)
            .find(|at| bytes[*at..].starts_with(b"OS/2"))
            .unwrap();
        let table = u32::from_be_bytes(bytes[entry + 8..entry + 12].try_into().unwrap()) as usize;
        bytes[table + 8..table + 10].copy_from_slice(&2u16.to_be_bytes());
    }
    assert_eq!(why(closed), FontError::Embedding("Quang".into()));
    let long = (
        "long.ttf".to_owned(),
        vec![0; dienhong_reports::FONT_MAX as usize + 1],
    );
    assert_eq!(why(vec![long]), FontError::TooLarge("long.ttf".into()));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 16, failure_persistence: None, ..Default::default() })]

    #[test]
    fn changed_bytes_of_a_font_stop_nothing(at in proptest::collection::vec((0usize..200_000, proptest::prelude::any::<u8>()), 1..40), cut in 0usize..4) {
        let mut files = own_family();
        let bytes = &mut files[cut].1;
        for (place, byte) in at {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        // Refused, or a paper is made or refused: nothing ends the program.
        if let Ok(fonts) = Fonts::from_files(files) {
            let _ = pdf(&paper(), &fonts);
        }
    }
}

/// Numbers of every length behind words of every length, so that some fall at the end of a line.
fn many_numbers() -> Paper {
    let of = |n: i64| {
        let name = format!("so-{n}");
        let filler = "Nhân dân hưởng ứng ".repeat(3) + &"a".repeat(n as usize % 17);
        vec![
            words(&format!("{filler} ")),
            Span::Number(number(&name, &format!("hơn {n}.000"), Some(n))),
            words(" lượt người dự, có 12 tổ; "),
        ]
    };
    Paper {
        body: vec![Block::Paragraph((1..120).flat_map(of).collect())],
        ..paper()
    }
}

#[test]
fn no_line_ends_between_a_number_and_its_unit() {
    let paper = many_numbers();
    let text = run("pdftotext", &["-layout"], &pdf(&paper, Fonts::tinos()).unwrap());
    let ends = text.lines().map(str::trim_end).filter(|line| {
        let last = line.rsplit(char::is_whitespace).next().unwrap_or_default();
        last == "hơn" || last.ends_with("000") || last == "12"
    });
    assert_eq!(ends.collect::<Vec<_>>(), Vec::<&str>::new());
    let document = part(&docx(&paper).unwrap(), "word/document.xml");
    assert!(
        document.contains(">hơn\u{a0}7.000</w:t>")
            && document.contains(">\u{a0}lượt người dự, có 12\u{a0}tổ; <")
    );
}

#[test]
fn a_signature_never_stands_alone_on_a_page() {
    let line = |n: usize| Block::Paragraph(vec![words(&format!("Đoạn {n} ngắn."))]);
    let table = |rows: i64| {
        let row = |n: i64| vec![vec![words(&format!("Hàng {n}"))], vec![words("HetHang")]];
        Block::Table(Table {
            title: "Bảng".into(),
            columns: ["Đơn vị", "Số"]
                .map(|title| Column {
                    title: title.into(),
                    width: 1,
                    is_number: false,
                })
                .into(),
            rows: (0..rows).map(row).collect(),
        })
    };
    let chart = Block::Chart(Chart {
        title: "Hình".into(),
        unit: "buổi".into(),
        bars: vec![Bar {
            label: "HetHinh".into(),
            number: number("hinh", "1", Some(1)),
        }],
    });
    let last = || {
        Block::Paragraph(vec![words(&format!(
            "{}HetLoi",
            "Lời kết của báo cáo. ".repeat(12)
        ))])
    };
    let (mut moved, mut kept) = (0, 0);
    for count in 18..34 {
        for (end, word) in [
            (last(), "HetLoi"),
            (table(2), "HetHang"),
            (table(9), "HetHang"),
            (chart.clone(), "HetHinh"),
        ] {
            let body: Vec<Block> = (0..count).map(line).chain([end]).collect();
            let paper = Paper {
                body,
                annexes: Vec::new(),
                ..paper()
            };
            let bytes = pdf(&paper, Fonts::tinos()).unwrap();
            let boxes = run("pdftotext", &["-bbox"], &bytes);
            let signed = place(&boxes, "Ước").0;
            // The last of these words stands on the page of the signature.
            let page = boxes.split("<page ").nth(signed).unwrap();
            assert!(
                page.contains(&format!(">{word}<")),
                "{count} paragraphs, then {word}"
            );
            match signed {
                1 => kept += 1,
                _ => moved += 1,
            }
        }
    }
    assert!(
        moved > 10 && kept > 10,
        "{moved} on a second page, {kept} on the first"
    );
    let document = part(&docx(&paper()).unwrap(), "word/document.xml");
    let foot = document.find("Nơi nhận:").expect("the foot");
    let before = &document[..document[..foot].rfind("<w:tbl>").expect("its table")];
    let paragraphs: Vec<&str> = before.split("<w:p ").collect();
    assert!(
        paragraphs[paragraphs.len() - 2..]
            .iter()
            .all(|p| p.contains("<w:keepNext")),
        "the last paragraph and the gap"
    );
    assert!(!paragraphs[paragraphs.len() - 3].contains("<w:keepNext"));
}

#[test]
fn a_pdf_never_shows_empty_boxes() {
    let khmer = Paper {
        body: vec![Block::Paragraph(vec![words("Họp tại ភូមិ Tà Om")])],
        ..paper()
    };
    let refused = pdf(&khmer, Fonts::tinos());
    let Err(LayoutError::Letters(lacking)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(lacking[0].letters, "ភូមិ");
    // Word finds another font by itself.
    assert!(docx(&khmer).is_ok() && xlsx(&khmer).is_ok());
}
