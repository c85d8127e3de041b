//! Papers of other kinds and certificates, made from the shipped pack alone and read back out of every format.

use crate::layout::{flat, part, place, run};
use dienhong_domain::templates::PaperTemplate;
use dienhong_domain::time::Day;
use dienhong_packs::load_chain;
use dienhong_reports::{
    Block, Fonts, Issuance, Layout, LayoutError, Paper, Signature, Span, Table, compose, docx, pdf,
};
use std::collections::BTreeMap;
use std::path::Path;

fn template(id: &str) -> PaperTemplate {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/phong-trao");
    let pack = load_chain(&path).expect("the shipped pack").effective;
    let found = pack.templates.into_iter().find(|template| template.id == id);
    found.unwrap_or_else(|| panic!("no template {id}"))
}

fn signature(lines: &[&str], name: &str) -> Signature {
    Signature {
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        name: name.into(),
    }
}

/// An office, its number and its signer. All of it is made up.
fn issuance() -> Issuance {
    Issuance {
        parent: vec!["UBND tỉnh Minh Họa".into()],
        heading: vec!["Ủy ban nhân dân".into(), "Phường Minh Họa".into()],
        sign: "UBND".into(),
        place: "Minh Họa".into(),
        number: Some(7),
        day: Day::new(2026, 2, 5),
        law_on: Day::new(2026, 2, 5).expect("a day"),
        signature: signature(&["CHỦ TỊCH"], "Châu Ngọc Ước"),
        secretary: signature(&["THƯ KÝ"], "Đặng Ưng Hoàng"),
        recipients: vec!["Công an phường".into()],
        archive: "VT, CA".into(),
    }
}

fn answers(all: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(id, text): &(&str, &str)| ((*id).to_owned(), (*text).to_owned());
    all.iter().map(owned).collect()
}

fn made(id: &str, filled: &[(&str, &str)], issuance: &Issuance) -> Paper {
    let template = template(id);
    compose(&template, &answers(filled), issuance).expect("every blank is filled in")
}

fn decision() -> Paper {
    let filled = [
        ("duoc-khen", "03 tập thể, 05 cá nhân (có danh sách kèm theo)"),
        (
            "thanh-tich",
            "trong phong trào Toàn dân bảo vệ an ninh Tổ quốc năm 2025",
        ),
        ("can-cu", "Căn cứ văn bản thứ nhất;\n\n  Căn cứ văn bản thứ hai."),
        ("de-nghi", "Trưởng Công an phường"),
        ("thi-hanh", "Văn phòng và các tập thể, cá nhân có tên"),
    ];
    made("quyet-dinh-tang-giay-khen", &filled, &issuance())
}

fn minutes() -> Paper {
    let filled = [
        ("ten-cuoc-hop", "Họp xét khen thưởng"),
        ("bat-dau", "08 giờ 00, ngày 05 tháng 02 năm 2026"),
        ("dia-diem", "Hội trường phường"),
        ("tham-du", "09 thành viên"),
        ("chu-tri", "Chủ tịch Hội đồng"),
        ("thu-ky", "Thư ký Hội đồng"),
        ("noi-dung", "1. Nghe báo cáo.\n2. Bỏ phiếu: 09/09 tán thành."),
        ("ket-thuc", "10 giờ 30, ngày 05 tháng 02 năm 2026"),
    ];
    let issuance = Issuance {
        signature: signature(&["CHỦ TỌA"], "Châu Ngọc Ước"),
        ..issuance()
    };
    made("bien-ban-hop", &filled, &issuance)
}

fn invitation() -> Paper {
    let filled = [
        ("trich-yeu", "Họp sơ kết phong trào"),
        ("duoc-moi", "Trưởng các tổ dân phố"),
        ("cuoc-hop", "Hội nghị sơ kết phong trào quý I năm 2026"),
        ("chu-tri", "Chủ tịch Ủy ban nhân dân phường"),
        ("thoi-gian", "08 giờ 00, ngày 05 tháng 4 năm 2026"),
        ("dia-diem", "Hội trường phường"),
        ("luu-y", "Đề nghị đại biểu đến đúng giờ"),
    ];
    made("giay-moi-hop", &filled, &issuance())
}

fn certificate() -> Paper {
    let filled = [
        ("nguoi-nhan", "Bà Nguyễn Thị Phượng"),
        ("don-vi", "Tổ trưởng Tổ dân phố 3, phường Minh Họa"),
        ("thanh-tich", "xuất sắc trong phong trào năm 2025"),
        ("quyet-dinh", "Quyết định số 12/QĐ-UBND ngày 05 tháng 02 năm 2026"),
    ];
    let issuance = Issuance {
        sign: String::new(),
        ..issuance()
    };
    made("giay-khen", &filled, &issuance)
}

fn all() -> [(&'static str, Paper); 4] {
    [
        ("quyet-dinh", decision()),
        ("bien-ban", minutes()),
        ("giay-moi", invitation()),
        ("giay-khen", certificate()),
    ]
}

fn read(paper: &Paper) -> String {
    flat(&run(
        "pdftotext",
        &["-layout"],
        &pdf(paper, Fonts::tinos()).unwrap(),
    ))
}

fn boxes(paper: &Paper) -> String {
    run("pdftotext", &["-bbox"], &pdf(paper, Fonts::tinos()).unwrap())
}

/// What a reader sees in Word, without the marks between paragraphs and runs.
fn in_word(paper: &Paper) -> String {
    let document = part(&docx(paper).unwrap(), "word/document.xml");
    let texts = document.split("<w:t xml:space=\"preserve\">").skip(1);
    let texts: String = texts.filter_map(|rest| rest.split("</w:t>").next()).collect();
    texts.replace('\u{a0}', " ")
}

#[test]
fn every_word_of_a_paper_is_in_every_format() {
    if let Ok(folder) = std::env::var("DIENHONG_LOOK") {
        // For eyes: each paper in both formats.
        for (name, paper) in all() {
            std::fs::write(format!("{folder}/{name}.docx"), docx(&paper).unwrap()).unwrap();
            std::fs::write(
                format!("{folder}/{name}.pdf"),
                pdf(&paper, Fonts::tinos()).unwrap(),
            )
            .unwrap();
        }
    }
    for (name, paper) in all() {
        let (on_paper, in_word) = (read(&paper).replace(' ', ""), in_word(&paper).replace(' ', ""));
        let body = paper.body.iter().map(|block| match block {
            Block::Heading(_, text) | Block::Basis(text) => text.clone(),
            Block::Paragraph(spans) => match &spans[..] {
                [Span::Words(words)] => words.clone(),
                _ => panic!("{name}: {spans:?}"),
            },
            other => panic!("{name}: {other:?}"),
        });
        let own = [
            paper.kind.clone(),
            paper.number_line(),
            paper.signature.name.clone(),
        ];
        let lines = paper
            .recipient_lines()
            .into_iter()
            .chain(paper.signature.lines.clone());
        for text in body.chain(own).chain(lines) {
            let text = text.replace([' ', '\u{a0}'], "");
            // Lines of the two halves of a page stand beside each other: only what is on one of them is looked for on paper.
            let start: String = text.chars().take(24).collect();
            assert!(on_paper.contains(&start), "{name}: {start} on paper: {on_paper}");
            assert!(in_word.contains(&text), "{name}: {text} in Word: {in_word}");
        }
    }
}

#[test]
fn the_same_paper_is_the_same_file_and_is_kept_as_it_is() {
    for (name, paper) in all() {
        let made = |paper: &Paper| (docx(paper).unwrap(), pdf(paper, Fonts::tinos()).unwrap());
        assert!(made(&paper) == made(&paper), "{name}");
        let kept: Paper = serde_json::from_str(&serde_json::to_string(&paper).unwrap()).unwrap();
        assert_eq!(kept, paper);
        assert_eq!(paper.anchors.len(), paper.body.len(), "{name}");
    }
}

#[test]
fn a_decision_names_who_decides_its_bases_and_its_articles() {
    let paper = decision();
    let authority = "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MINH HỌA";
    assert_eq!(
        paper.layout,
        Layout::Decision {
            authority: vec![authority.into()]
        }
    );
    assert_eq!(paper.number_line(), "Số: 07/QĐ-UBND");
    let bases: Vec<&str> = paper
        .body
        .iter()
        .filter_map(|block| match block {
            Block::Basis(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        bases,
        [
            "Căn cứ Luật Thi đua, khen thưởng;",
            "Căn cứ văn bản thứ nhất;",
            "Căn cứ văn bản thứ hai;",
            "Theo đề nghị của Trưởng Công an phường.",
        ]
    );
    assert_eq!(
        paper.recipient_lines(),
        ["- Như Điều 3;", "- Công an phường;", "- Lưu: VT, CA."]
    );
    let text = read(&paper);
    let order = [
        "Về việc tặng Giấy khen",
        authority,
        "Căn cứ Luật",
        "Theo đề nghị",
        "QUYẾT ĐỊNH:",
        "Điều 1. Tặng",
        "Điều 2.",
        "Điều 3. Văn phòng",
        "Nơi nhận:",
    ];
    let places = order.map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}")));
    assert!(places.is_sorted(), "{places:?}");
    // In Word the mark of an article is a run of its own, in bold.
    let document = part(&docx(&paper).unwrap(), "word/document.xml");
    let before = document.split(">Điều 1.</w:t>").next().unwrap();
    let run = before.rsplit("<w:r>").next().unwrap();
    assert!(run.contains("<w:b />"), "{run}");
}

#[test]
fn a_law_stands_only_on_the_days_on_which_it_holds() {
    let template = template("quyet-dinh-tang-giay-khen");
    let filled: BTreeMap<String, String> = template
        .blanks
        .iter()
        .map(|blank| (blank.id.clone(), "x".to_owned()))
        .collect();
    let before = Issuance {
        law_on: Day::new(2023, 12, 31).unwrap(),
        ..issuance()
    };
    let count = |issuance: &Issuance| {
        let paper = compose(&template, &filled, issuance).unwrap();
        let bases = paper.body.iter().filter(|block| matches!(block, Block::Basis(_)));
        bases.count()
    };
    assert_eq!((count(&before), count(&issuance())), (2, 3));
}

#[test]
fn minutes_have_no_place_and_day_and_two_signatures() {
    let paper = minutes();
    assert_eq!(paper.number_line(), "Số: 07/BB-UBND");
    let text = read(&paper);
    assert!(!text.contains("Minh Họa, ngày"), "{text}");
    assert!(!in_word(&paper).contains("Minh Họa, ngày"));
    let boxes = boxes(&paper);
    let (secretary, chair) = (place(&boxes, "THƯ"), place(&boxes, "TỌA"));
    assert!(secretary.1 < 105.0 && chair.1 > 105.0, "{secretary:?} {chair:?}");
    assert!((secretary.2 - chair.2).abs() < 0.2, "{secretary:?} {chair:?}");
    // Who gets them stands below the signatures.
    let (name, received) = (place(&boxes, "Ước"), place(&boxes, "nhận:"));
    assert!(received.2 > name.3, "{name:?} {received:?}");
    let anchors: Vec<&str> = paper.anchors.iter().map(String::as_str).collect();
    assert!(anchors.windows(2).any(|two| two == ["dien-bien", "dien-bien"]));
}

#[test]
fn an_invitation_has_the_lines_of_its_form() {
    let text = read(&invitation());
    let order = [
        "07/GM-UBND",
        "Minh Họa, ngày 05 tháng 02 năm 2026",
        "GIẤY MỜI",
        "Ủy ban nhân dân phường Minh Họa trân trọng kính mời:",
        "Tới dự",
        "Chủ trì:",
        "Thời gian:",
        "Địa điểm:",
        "đến đúng giờ./.",
    ];
    let places = order.map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}")));
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_certificate_is_a_sheet_across_with_a_number_of_its_book() {
    let paper = certificate();
    assert_eq!(paper.number_line(), "Số vào sổ: 07");
    assert_eq!(
        paper.letterhead.issuer,
        ["CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MINH HỌA"]
    );
    let text = read(&paper);
    for words in [
        "GIẤY KHEN",
        "Tặng",
        "Bà Nguyễn Thị Phượng",
        "Tổ trưởng Tổ dân phố 3",
        "Quyết định số 12/QĐ-UBND",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("CỘNG HÒA"), "no paper of Decree 30");
    let boxes = boxes(&paper);
    let size = boxes.lines().find(|line| line.contains("<page ")).unwrap();
    assert!(
        size.contains("width=\"841.8") && size.contains("height=\"595.2"),
        "A4 across: {size}"
    );
    assert_eq!(boxes.matches("<page ").count(), 1);
    let document = part(&docx(&paper).unwrap(), "word/document.xml");
    assert!(document.contains(r#"w:w="16838" w:h="11906""#) && document.contains("landscape"));
    let draft = Paper {
        body: vec![Block::Table(Table::default())],
        ..paper
    };
    assert!(matches!(docx(&draft), Err(LayoutError::Unfit)));
}

#[test]
fn a_letter_says_what_it_is_about_below_its_number() {
    let letter = Paper {
        kind: String::new(),
        summary: "tăng cường tuần tra".into(),
        layout: Layout::Letter,
        ..invitation()
    };
    let boxes = boxes(&letter);
    let (number, about) = (place(&boxes, "07/GM-UBND"), place(&boxes, "V/v"));
    assert!(about.2 > number.3 && about.1 < 105.0, "{number:?} {about:?}");
    assert!(in_word(&letter).contains("V/v tăng cường tuần tra"));
}

#[test]
fn what_is_missing_is_told_in_order_and_what_is_empty_is_not_printed() {
    let template = template("giay-khen");
    let missing = |filled: &[(&str, &str)]| {
        let made = compose(&template, &answers(filled), &issuance());
        let missing = made.err().unwrap_or_default();
        missing.iter().map(|blank| blank.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(missing(&[]), ["nguoi-nhan", "thanh-tich", "quyet-dinh"]);
    assert_eq!(
        missing(&[("nguoi-nhan", "A"), ("thanh-tich", " \n ")]),
        ["thanh-tich", "quyet-dinh"]
    );
    let filled = [
        ("nguoi-nhan", "A"),
        ("thanh-tich", "b"),
        ("quyet-dinh", "c"),
        ("la", "d"),
    ];
    let paper = made("giay-khen", &filled, &issuance());
    let Layout::Certificate(of) = &paper.layout else {
        panic!("{:?}", paper.layout)
    };
    assert_eq!(of.to, ["A"]);
}

#[test]
fn a_draft_of_every_form_can_be_seen() {
    for (name, paper) in all() {
        let mut draft = paper;
        (draft.letterhead.number, draft.letterhead.day) = (None, None);
        assert!(
            pdf(&draft, Fonts::tinos()).is_ok() && docx(&draft).is_ok(),
            "{name}"
        );
    }
}

#[test]
fn a_chair_who_decides_alone_signs_without_the_committee() {
    let name = "Người Minh Họa";
    let by_chair = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"];
    let by_deputy = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"];
    let decision = |authority: &str| Paper {
        layout: Layout::Decision {
            authority: vec![authority.to_owned()],
        },
        ..Paper::default()
    };
    let cases = [
        (
            "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MINH HỌA",
            &by_chair[..],
            &by_chair[1..],
        ),
        (
            "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MINH HỌA",
            &by_deputy[..],
            &by_deputy[1..],
        ),
        ("ỦY BAN NHÂN DÂN PHƯỜNG MINH HỌA", &by_chair[..], &by_chair[..]),
    ];
    for (authority, given, printed) in cases {
        let mut paper = decision(authority);
        paper.sign_by(signature(given, name));
        assert_eq!(paper.signature, signature(printed, name), "{authority}");
    }
    let mut notice = Paper::default();
    notice.sign_by(signature(&by_chair, name));
    assert_eq!(notice.signature, signature(&by_chair, name));
}
