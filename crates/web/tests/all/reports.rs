//! The reports of the articles: recorded through the forms, written, approved, and every figure read back from the page, the
//! Word file (python-docx), the PDF (pdftotext), the workbook (openpyxl) and its proof.

use crate::common::{Page, Person, TestApp, noon};
use axum::http::StatusCode;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_reports::{Number, docx, pdf, xlsx};
use dienhong_store::testing::both;
use std::path::Path;
use std::process::Command;
use uuid::Uuid;

/// A figure of an article as its report must bear it.
struct Figure {
    /// Name of the number.
    name: &'static str,
    /// As written, bound included.
    text: &'static str,
    /// Value for a spreadsheet.
    value: f64,
    /// A piece of a sentence or table in which the PDF shows it; empty where a table breaks it.
    said: &'static str,
}

struct Made {
    docx: Vec<u8>,
    pdf: Vec<u8>,
    xlsx: Vec<u8>,
    page: Page,
    id: Uuid,
}

/// Writes, approves and issues the report of a ward through its pages.
async fn make(test: &TestApp, ward: UnitId, outline: &str, (from, to): (&str, &str), on: &str) -> Made {
    let clerk = test.person(Role::Official, ward).await;
    let chair = test.person(Role::Chair, ward).await;
    let uid = test.uid(ward).to_string();
    let body = [
        ("don-vi", uid.as_str()),
        ("ten", "UBND phường"),
        ("tu-ngay", "1/1/2012"),
        ("cap-tren", ""),
        ("dong-ten", "Ủy ban nhân dân\nphường"),
        ("dia-danh", "Phường"),
        ("ky-hieu", "UBND"),
        ("so-rieng", "false"),
        ("noi-nhan", "UBND cấp trên"),
        ("luu", "VT"),
    ];
    let saved = test.post(&clerk, "/van-ban/co-quan", &body).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    let issuer = saved.location.rsplit('=').next().expect("a body").to_owned();
    let signer = [
        ("co-quan", issuer.as_str()),
        ("ho-ten", "Người Minh Họa"),
        ("the-thuc", "on-behalf"),
        ("thay-mat", "Ủy ban nhân dân"),
        ("chuc-vu", "Chủ tịch"),
        ("ky-tu", "1/1/2012"),
    ];
    let saved = test.post(&clerk, "/van-ban/nguoi-ky", &signer).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());

    let begun = [
        ("don-vi", uid.as_str()),
        ("mau", outline),
        ("tu", from),
        ("den", to),
        ("ban-do", "thuo-ay"),
    ];
    let begun = test.post(&clerk, "/bao-cao", &begun).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.words());
    let id: Uuid = begun
        .location
        .split('/')
        .nth(2)
        .and_then(|id| id.parse().ok())
        .expect("an id");
    let actor = test.actor(&clerk).await;
    let report = test.app.report(&actor, id).await.expect("the report");
    let editor = format!("/bao-cao/{id}/soan");
    let shown = test.get(&clerk, &editor).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
    for line in &report.draft.expect("a draft").lines {
        if matches!(line.kind, dienhong_app::reports::LineKind::Ask(_)) {
            let out = [("viec", "bo"), ("doan", line.part.as_str()), ("lan", "0")];
            let done = test.post(&clerk, &editor, &out).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        }
    }
    let touched = test
        .app
        .report(&actor, id)
        .await
        .expect("the report")
        .touched
        .to_string();
    let path = format!("/bao-cao/{id}");
    let sent = test
        .post(&clerk, &format!("{path}/trinh"), &[("lan", &touched)])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    let page = test.get(&chair, &path).await.text();
    let signer = page
        .split("<option value=\"")
        .skip(1)
        .filter_map(|o| o.split('"').next());
    let signer = signer
        .into_iter()
        .find(|o| Uuid::parse_str(o).is_ok())
        .expect("a signer")
        .to_owned();
    let approved = [("nguoi-ky", signer.as_str()), ("ngay", on)];
    let approved = test.post(&chair, &format!("{path}/duyet"), &approved).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.words());
    let file = async |format: &str| test.get(&clerk, &format!("{path}/tai/{format}")).await.bytes;
    Made {
        docx: file("docx").await,
        pdf: file("pdf").await,
        xlsx: file("xlsx").await,
        page: test.get(&clerk, &path).await,
        id,
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What other readers than our own find in the files.
fn read_back(made: &Made) -> (serde_json::Value, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for (name, bytes) in [
        ("a.docx", &made.docx),
        ("a.pdf", &made.pdf),
        ("a.xlsx", &made.xlsx),
    ] {
        std::fs::write(at(name), bytes).expect("written");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/read-papers.py");
    let read = |python: &str| {
        let made = Command::new(python)
            .arg(&script)
            .args([at("a.docx"), at("a.xlsx")])
            .output();
        made.ok().filter(|o| o.status.success())
    };
    let read = read("python3").or_else(|| read("/usr/bin/python3"));
    let read = read.expect("scripts/install-needs brings python-docx and openpyxl");
    let json = serde_json::from_slice(&read.stdout).expect("JSON");
    let text = Command::new("pdftotext")
        .args([at("a.pdf"), "-".into()])
        .output()
        .expect("pdftotext");
    (json, flat(&String::from_utf8_lossy(&text.stdout)))
}

/// Signs a PDF or verifies it with pyHanko.
fn sign_paper(args: &[&std::ffi::OsStr]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let run = |python: &std::ffi::OsStr| {
        let script = root.join("scripts/sign-paper.py");
        let ran = Command::new(python).arg(script).args(args).output();
        ran.ok().filter(|o| o.status.success())
    };
    let own = root.join(".python/bin/python");
    let ran = run(own.as_os_str()).or_else(|| run("python3".as_ref()));
    let ran = ran.expect("scripts/install-needs brings pyHanko");
    String::from_utf8(ran.stdout).expect("text")
}

/// Reads the figures back from everywhere.
async fn bears(test: &TestApp, person: &Person, made: &Made, figures: &[Figure]) {
    let actor = test.actor(person).await;
    let report = test.app.report(&actor, made.id).await.expect("the report");
    let numbers: Vec<Number> = report.paper.numbers().into_iter().cloned().collect();
    let (files, pdf_text) = read_back(made);
    let page = flat(&made.page.words());

    // The Word file holds every number of the model in its bookmark, in order; page and margins are those of Decree 30.
    let marks = files["bookmarks"].as_array().expect("bookmarks");
    let found: Vec<String> = marks.iter().map(|m| flat(m[1].as_str().expect("text"))).collect();
    let wanted: Vec<String> = numbers.iter().map(|n| flat(&n.text)).collect();
    assert_eq!(found, wanted);
    assert_eq!(files["page_mm"], serde_json::json!([210.0, 297.0]));
    assert_eq!(files["margins_mm"], serde_json::json!([20.0, 20.0, 20.0, 30.0]));
    assert!(flat(files["words"].as_str().expect("words")).contains("Độc lập - Tự do - Hạnh phúc"));

    // The workbook holds each with its text, value and proof.
    let rows = files["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), numbers.len());
    for (row, number) in rows.iter().zip(&numbers) {
        assert_eq!(row[0], number.name.as_str());
        assert_eq!(row[1].as_str().map(flat), Some(flat(&number.text)));
        let value = number.value.map(|v| v as f64 / 10f64.powi(number.scale.into()));
        assert_eq!(row[2].as_f64(), value, "{row}");
    }

    for figure in figures {
        // In a sentence, or in a table whose rows are measures; parts of it by units or months stand under longer names.
        let bears = |n: &&Number| match n.name.split('.').collect::<Vec<_>>()[..] {
            [name] | [_, name] => name == figure.name,
            _ => false,
        };
        let all: Vec<&Number> = numbers.iter().filter(bears).collect();
        assert!(!all.is_empty(), "{} stands in the report", figure.name);
        for number in all {
            assert_eq!(number.text, figure.text, "{}", number.name);
            let value = number.value.map(|v| v as f64 / 10f64.powi(number.scale.into()));
            assert_eq!(value, Some(figure.value), "{}", number.name);
            let proof = test.get(person, &number.proof).await;
            assert_eq!(proof.status, StatusCode::OK, "{}", number.proof);
            assert!(
                flat(&proof.words()).contains(figure.text),
                "{}: {}",
                figure.text,
                number.proof
            );
        }
        for (what, text) in [("page", &page), ("PDF", &pdf_text)] {
            assert!(
                text.contains(figure.said),
                "{} on the {what}: {text}",
                figure.said
            );
        }
        let words = flat(files["words"].as_str().expect("words"));
        assert!(words.contains(figure.said), "{} in Word: {words}", figure.said);
    }

    // Made again, on another day and in another time zone, the files are the same byte for byte.
    let paper = &report.paper;
    assert_eq!(docx(paper).expect("DOCX"), made.docx);
    assert_eq!(xlsx(paper).expect("XLSX"), made.xlsx);
    assert_eq!(
        pdf(paper, dienhong_reports::Fonts::tinos()).expect("PDF"),
        made.pdf
    );
}

fn old_dien_hong(test: &TestApp) -> UnitId {
    test.unit("23560", "Diên Hồng", Day::new(2022, 1, 1).expect("a day"))
}

/// Article A: mid-term report of the scheme, rows A3, A4, A7 and U1.
#[tokio::test]
async fn row_a3_a4_a7_u1_in_the_report_of_dien_hong_2022() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 9, 15)).await;
        let ward = old_dien_hong(&test);
        let official = test.person(Role::Official, ward).await;
        let police = test.person(Role::Police, ward).await;
        let groups = test
            .found_groups(&official, ward, "to-dan-pho", 7, "1/1/2020")
            .await;
        for (group, day, count) in [(groups[0], "10/10/2021", "612"), (groups[2], "5/3/2022", "1.032")] {
            let answers = [
                ("hinh-thuc", "sinh-hoat-to"),
                ("noi-dung", "thu-doan"),
                ("luot", count),
                ("luot-bound", "exact"),
            ];
            test.record(&official, "tuyen-truyen", group, day, &answers).await;
        }
        let school = [
            ("hinh-thuc", "truong-hoc"),
            ("noi-dung", "bao-luc-hoc-duong"),
            ("luot", "1200"),
            ("luot-bound", "exact"),
        ];
        test.record(&official, "tuyen-truyen", ward, "1/9/2022", &school)
            .await;
        let sheet = |count, bound| [("loai", "to-roi"), ("so-to", count), ("so-to-bound", bound)];
        test.record(&police, "to-roi", ward, "20/12/2021", &sheet("1.500", "at-least"))
            .await;
        test.record(&police, "to-roi", ward, "9/9/2022", &sheet("500", "exact"))
            .await;
        let cleaned = [
            ("viec", "don-ve-sinh"),
            ("viec", "trong-cay"),
            ("luot", "hơn 100"),
        ];
        test.record(&official, "ve-sinh", ward, "20/3/2022", &cleaned)
            .await;

        let made = make(&test, ward, "so-ket", ("2021-08-23", "2022-09-15"), "15/9/2022").await;
        let figures = [
            Figure {
                name: "luot-tuyen-truyen",
                text: "2.844",
                value: 2844.0,
                said: "2.844 lượt người tham gia",
            },
            Figure {
                name: "to-roi",
                text: "hơn 2.000",
                value: 2000.0,
                said: "hơn 2.000 tờ",
            },
            Figure {
                name: "luot-ve-sinh",
                text: "hơn 100",
                value: 100.0,
                said: "hơn 100 lượt người",
            },
            Figure {
                name: "so-to",
                text: "7",
                value: 7.0,
                said: "7 tổ dân phố",
            },
        ];
        bears(&test, &official, &made, &figures).await;
        assert!(made.page.words().contains("01/BC-UBND"));
    })
    .await;
}

/// Article B: the same ward in 2023, rows B4, B5 and B7.
#[tokio::test]
async fn row_b4_b5_b7_in_the_report_of_dien_hong_2023() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = old_dien_hong(&test);
        let official = test.person(Role::Official, ward).await;
        let police = test.person(Role::Police, ward).await;
        let groups = test
            .found_groups(&official, ward, "to-dan-pho", 7, "1/1/2020")
            .await;
        for (i, group) in groups.iter().enumerate() {
            let (count, bound) = match i {
                0 => ("170", "at-least"),
                6 => ("180", "exact"),
                _ => ("170", "exact"),
            };
            let typed = [
                ("hinh-thuc", "phat-dong"),
                ("noi-dung", "phong-trao"),
                ("luot", count),
                ("luot-bound", bound),
            ];
            let day = format!("{}/7/2023", i + 10);
            test.record(&police, "tuyen-truyen", *group, &day, &typed).await;
        }
        let notices = [
            ("loai", "thong-bao"),
            ("so-to", "2.500"),
            ("so-to-bound", "exact"),
        ];
        test.record(&police, "to-roi", ward, "1/8/2023", &notices).await;
        let told = ["chu-truong", "thu-doan", "ma-tuy", "bao-ve-tre-em"];
        let mut typed: Vec<(&str, &str)> = told.iter().map(|t| ("noi-dung", *t)).collect();
        typed.extend([("hinh-thuc", "ngay-hoi"), ("luot", "90"), ("luot-bound", "exact")]);
        test.record(&police, "tuyen-truyen", ward, "9/8/2023", &typed)
            .await;

        let made = make(&test, ward, "so-ket", ("2023-01-01", "2023-08-10"), "10/8/2023").await;
        let figures = [
            Figure {
                name: "luot-phat-dong",
                text: "hơn 1.200",
                value: 1200.0,
                said: "hơn 1.200",
            },
            Figure {
                name: "buoi-phat-dong",
                text: "7",
                value: 7.0,
                said: "7 tổ dân phố",
            },
            Figure {
                name: "thong-bao",
                text: "2.500",
                value: 2500.0,
                said: "2.500",
            },
            Figure {
                name: "buoi-theo-noi-dung:ma-tuy",
                text: "1",
                value: 1.0,
                said: "ma túy",
            },
            Figure {
                name: "buoi-theo-noi-dung:bao-ve-tre-em",
                text: "1",
                value: 1.0,
                said: "bảo vệ trẻ em",
            },
        ];
        bears(&test, &official, &made, &figures).await;
    })
    .await;
}

/// Article C: Nghi Hương, row U3; its criteria wait for their register.
#[tokio::test]
async fn row_u3_in_the_report_of_nghi_huong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 11, 2)).await;
        let ward = test.unit("16732", "Nghi Hương", Day::new(2023, 1, 1).expect("a day"));
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "khoi", 6, "1/1/2020").await;
        let typed = [("loai", "ban-chi-dao"), ("luot", "25"), ("luot-bound", "exact")];
        test.record(&official, "hop", ward, "1/11/2023", &typed).await;
        let made = make(&test, ward, "so-ket", ("2023-01-01", "2023-11-02"), "2/11/2023").await;
        let figures = [Figure {
            name: "so-don-vi",
            text: "6",
            value: 6.0,
            said: "6 khối",
        }];
        let actor = test.actor(&official).await;
        let report = test.app.report(&actor, made.id).await.expect("the report");
        // The proof of how many units stand there is the unit's own page.
        let proof = report
            .paper
            .numbers()
            .iter()
            .find(|n| n.name == "so-don-vi")
            .map(|n| n.proof.clone());
        let page = test.get(&official, &proof.expect("it stands there")).await;
        assert_eq!(page.status, StatusCode::OK);
        let (files, text) = read_back(&made);
        for said in figures.iter().map(|f| f.said) {
            assert!(
                text.contains(said) && flat(files["words"].as_str().expect("words")).contains(said),
                "{text}"
            );
        }
    })
    .await;
}

/// Article D: ten years of Bắc Hồng, rows D6 and U2.
#[tokio::test]
async fn row_d6_u2_in_the_report_of_bac_hong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 7, 29)).await;
        let ward = test.unit("18115", "Bắc Hồng", Day::new(2022, 1, 1).expect("a day"));
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "to-dan-pho", 10, "1/1/2012")
            .await;
        let homes = [("so-ho", "2.546"), ("so-ho-bound", "exact")];
        test.record(&official, "dan-cu", ward, "31/12/2021", &homes).await;
        for year in 2012..=2021 {
            let typed = [
                ("ben-ky", "giao-vien-hoc-sinh"),
                ("noi-dung", "an-ninh-trat-tu"),
                ("ty-le", "100"),
                ("ty-le-bound", "exact"),
            ];
            test.record(&official, "cam-ket", ward, &format!("15/9/{year}"), &typed)
                .await;
        }
        let made = make(
            &test,
            ward,
            "tong-ket-giai-doan",
            ("2012-01-01", "2021-12-31"),
            "29/7/2022",
        )
        .await;
        let figures = [
            Figure {
                name: "ty-le-cam-ket:giao-vien-hoc-sinh",
                text: "100",
                value: 100.0,
                said: "100",
            },
            Figure {
                name: "ho",
                text: "2.546",
                value: 2546.0,
                said: "2.546 hộ",
            },
            Figure {
                name: "so-to",
                text: "10",
                value: 10.0,
                said: "10 tổ dân phố",
            },
        ];
        bears(&test, &official, &made, &figures).await;
    })
    .await;
}

/// Article E: Phường 1 of Quảng Trị in 2022. None of its rows has a register yet (models, tips, tasks); its report can be made.
#[tokio::test]
async fn the_report_of_phuong_1_can_be_made() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 1, 10)).await;
        let ward = test.unit("19357", "1", Day::new(2022, 1, 1).expect("a day"));
        let official = test.person(Role::Official, ward).await;
        let typed = [("loai", "giao-ban"), ("luot", "18"), ("luot-bound", "exact")];
        test.record(&official, "hop", ward, "1/6/2022", &typed).await;
        let made = make(
            &test,
            ward,
            "tong-ket-nam",
            ("2022-01-01", "2022-12-31"),
            "10/1/2023",
        )
        .await;
        let figures = [Figure {
            name: "luot-hop",
            text: "18",
            value: 18.0,
            said: "18 lượt người",
        }];
        bears(&test, &official, &made, &figures).await;
    })
    .await;
}

/// The issued PDF is signed as an office does; the copy of record is the signed file, unharmed.
#[tokio::test]
async fn the_signed_copy_of_record_verifies() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = old_dien_hong(&test);
        let clerk = test.person(Role::Official, ward).await;
        let typed = [("loai", "ban-chi-dao"), ("luot", "25"), ("luot-bound", "exact")];
        test.record(&clerk, "hop", ward, "1/8/2023", &typed).await;
        let made = make(&test, ward, "so-ket", ("2023-01-01", "2023-08-10"), "10/8/2023").await;
        let actor = test.actor(&clerk).await;

        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("issued.pdf"), &made.pdf).expect("written");
        sign_paper(&[
            "sign".as_ref(),
            at("issued.pdf").as_os_str(),
            at("signed.pdf").as_os_str(),
        ]);
        let signed = std::fs::read(at("signed.pdf")).expect("signed");
        test.app
            .keep_signed(&actor, made.id, signed.clone())
            .await
            .expect("kept");

        let copy = test
            .get(&clerk, &format!("/bao-cao/{}/tep/1/2/appended-1", made.id))
            .await;
        assert_eq!(copy.status, StatusCode::OK, "{}", copy.words());
        std::fs::write(at("copy.pdf"), &copy.bytes).expect("written");
        let found = sign_paper(&["verify".as_ref(), at("copy.pdf").as_os_str()]);
        let found: serde_json::Value = serde_json::from_str(&found).expect("JSON");
        let wanted =
            serde_json::json!([{ "intact": true, "valid": true, "whole": true, "signer": "Con dấu thử" }]);
        assert_eq!(found, wanted);
        // What is said of it: the issued file itself, signed; of one that was printed anew, that it is not.
        let said = |page: Page, what: &str| assert!(page.words().contains(what), "{}", page.words());
        let path = format!("/bao-cao/{}", made.id);
        said(test.get(&clerk, &path).await, "Đúng tệp PDF đã phát hành");
        let mut anew = signed;
        anew[100] ^= 1;
        test.app.keep_signed(&actor, made.id, anew).await.expect("kept");
        said(test.get(&clerk, &path).await, "không phải đúng tệp đã phát hành");
    })
    .await;
}
