//! The reports of the articles: recorded through the forms, written, approved, and every figure read back from the page, the
//! Word file (python-docx), the PDF (pdftotext), the workbook (openpyxl) and its proof.

use super::*;
use crate::common::{Page, both, noon};
use axum::http::StatusCode;
use dienhong_app::reports::LineKind;
use dienhong_domain::rights::Role;
use dienhong_reports::{Number, docx, pdf, xlsx};
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use uuid::Uuid;

/// A figure of an article as its report must contain it.
struct Figure {
    /// Name of the number.
    name: &'static str,
    /// As written, bound included.
    text: &'static str,
    /// Value for a spreadsheet.
    value: f64,
    /// Text of a sentence or table in which the PDF shows it; empty if a table wraps it.
    said: &'static str,
}

fn figure(name: &'static str, text: &'static str, value: f64, said: &'static str) -> Figure {
    Figure {
        name,
        text,
        value,
        said,
    }
}

struct Made {
    docx: Vec<u8>,
    pdf: Vec<u8>,
    xlsx: Vec<u8>,
    page: Page,
    id: Uuid,
}

/// Writes, approves and issues the report of a ward through its pages.
async fn make(test: &TestApp, ward: UnitId, outline: &str, days: Days, on: &str) -> Made {
    let office = Office {
        test,
        ward,
        clerk: test.person(Role::Official, ward).await,
        chair: test.person(Role::Chair, ward).await,
    };
    office.open().await;
    let id = office.begin(outline, days).await;
    office.take_out_what_is_asked(id).await;
    office.submit(id).await;
    office.approve(id, on).await;
    office.hand_over(id).await
}

/// A ward's clerk and chair.
struct Office<'a> {
    test: &'a TestApp,
    ward: UnitId,
    clerk: Person,
    chair: Person,
}

impl Office<'_> {
    /// Sends a form and returns the page that it redirects to.
    async fn post(&self, person: &Person, path: &str, fields: &[(&str, &str)]) -> String {
        let page = self.test.post(person, path, fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}: {}", page.words());
        page.location
    }

    /// The body that issues, and who signs for it.
    async fn open(&self) {
        let uid = self.test.uid(self.ward).to_string();
        let body = [
            ("don-vi", uid.as_str()),
            ("ten", "UBND phường"),
            ("tu-ngay", "01/01/2012"),
            ("cap-tren", ""),
            ("dong-ten", "Ủy ban nhân dân\nphường"),
            ("dia-danh", "Phường"),
            ("ky-hieu", "UBND"),
            ("so-rieng", "false"),
            ("noi-nhan", "UBND cấp trên"),
            ("luu", "VT"),
        ];
        let saved = self.post(&self.clerk, "/van-ban/co-quan", &body).await;
        let issuer = saved.rsplit('=').next().expect("a body");
        let signer = [
            ("co-quan", issuer),
            ("ho-ten", "Người Minh Họa"),
            ("the-thuc", "on-behalf"),
            ("thay-mat", "Ủy ban nhân dân"),
            ("chuc-vu", "Chủ tịch"),
            ("ky-tu", "01/01/2012"),
        ];
        self.post(&self.clerk, "/van-ban/nguoi-ky", &signer).await;
    }
    async fn begin(&self, outline: &str, (from, to): Days) -> Uuid {
        let uid = self.test.uid(self.ward).to_string();
        let new = [
            ("don-vi", uid.as_str()),
            ("mau", outline),
            ("tu", from),
            ("den", to),
            ("ban-do", "thuo-ay"),
        ];
        let begun = self.post(&self.clerk, "/bao-cao", &new).await;
        let id = begun.split('/').nth(2).and_then(|id| id.parse().ok());
        id.expect("an id")
    }
    async fn report(&self, id: Uuid) -> dienhong_app::reports::Report {
        let actor = self.test.actor(&self.clerk).await;
        self.test
            .app
            .by(&actor)
            .reports()
            .find(id)
            .await
            .expect("the report")
    }
    /// Removes the paragraphs that people would have to write.
    async fn take_out_what_is_asked(&self, id: Uuid) {
        let editor = format!("/bao-cao/{id}/soan");
        let shown = self.test.get(&self.clerk, &editor).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
        for line in &self.report(id).await.draft.expect("a draft").lines {
            if matches!(line.kind, LineKind::Ask(_)) {
                let out = [("viec", "bo"), ("doan", line.part.as_str()), ("lan", "0")];
                self.post(&self.clerk, &editor, &out).await;
            }
        }
    }
    async fn submit(&self, id: Uuid) {
        let edit_count = self.report(id).await.edit_count.to_string();
        let path = format!("/bao-cao/{id}/trinh");
        self.post(&self.clerk, &path, &[("lan", &edit_count)]).await;
    }
    async fn approve(&self, id: Uuid, on: &str) {
        let page = self.test.get(&self.chair, &format!("/bao-cao/{id}")).await.text();
        let mut offered = page
            .split("<option value=\"")
            .skip(1)
            .filter_map(|o| o.split('"').next());
        let signer = offered.find(|o| Uuid::parse_str(o).is_ok()).expect("a signer");
        let path = format!("/bao-cao/{id}/duyet");
        self.post(&self.chair, &path, &[("nguoi-ky", signer), ("ngay", on)])
            .await;
    }
    async fn hand_over(&self, id: Uuid) -> Made {
        let path = format!("/bao-cao/{id}");
        let file = async |format: &str| {
            let path = format!("{path}/tai/{format}");
            self.test.get(&self.clerk, &path).await.bytes
        };
        Made {
            docx: file("docx").await,
            pdf: file("pdf").await,
            xlsx: file("xlsx").await,
            page: self.test.get(&self.clerk, &path).await,
            id,
        }
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What readers other than our own find in the files.
fn read_back(made: &Made) -> (Value, String) {
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
    let report = test
        .app
        .by(&actor)
        .reports()
        .find(made.id)
        .await
        .expect("the report");
    let numbers: Vec<Number> = report.paper.numbers().into_iter().cloned().collect();
    let (files, pdf_text) = read_back(made);
    is_a_paper_of_decree_30(&files, &numbers);
    is_in_the_workbook(&files, &numbers);
    let texts = [
        ("on the page", flat(&made.page.words())),
        ("in the PDF", pdf_text),
        ("in Word", flat(files["words"].as_str().expect("words"))),
    ];
    for figure in figures {
        stands_with_its_proof(test, person, &numbers, figure).await;
        for (place, text) in &texts {
            assert!(text.contains(figure.said), "{} {place}: {text}", figure.said);
        }
    }

    // Files made again, on another day and in another time zone, are identical byte for byte.
    let paper = &report.paper;
    assert_eq!(docx(paper).expect("DOCX"), made.docx);
    assert_eq!(xlsx(paper).expect("XLSX"), made.xlsx);
    assert_eq!(
        pdf(paper, dienhong_reports::Fonts::tinos()).expect("PDF"),
        made.pdf
    );
}

/// The Word file holds every number of the model in its bookmark, in order; page and margins are those of the decree.
fn is_a_paper_of_decree_30(files: &Value, numbers: &[Number]) {
    let marks = files["bookmarks"].as_array().expect("bookmarks");
    let found: Vec<String> = marks.iter().map(|m| flat(m[1].as_str().expect("text"))).collect();
    let wanted: Vec<String> = numbers.iter().map(|n| flat(&n.text)).collect();
    assert_eq!(found, wanted);
    assert_eq!(files["page_mm"], serde_json::json!([210.0, 297.0]));
    assert_eq!(files["margins_mm"], serde_json::json!([20.0, 20.0, 20.0, 30.0]));
    assert!(flat(files["words"].as_str().expect("words")).contains("Độc lập - Tự do - Hạnh phúc"));
}

/// The workbook holds each number with its text and value.
fn is_in_the_workbook(files: &Value, numbers: &[Number]) {
    let rows = files["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), numbers.len());
    for (row, number) in rows.iter().zip(numbers) {
        assert_eq!(row[0], number.name.as_str());
        assert_eq!(row[1].as_str().map(flat), Some(flat(&number.text)), "{row}");
        assert_eq!(row[2].as_f64(), value(number), "{row}");
    }
}

fn value(number: &Number) -> Option<f64> {
    number.value.map(|v| v as f64 / 10f64.powi(number.scale.into()))
}

/// Whether it is in a sentence or in a table whose rows are measures; its parts by units or months have longer names.
async fn stands_with_its_proof(test: &TestApp, person: &Person, numbers: &[Number], figure: &Figure) {
    let bears = |n: &&Number| match n.name.split('.').collect::<Vec<_>>()[..] {
        [name] | [_, name] => name == figure.name,
        _ => false,
    };
    let all: Vec<&Number> = numbers.iter().filter(bears).collect();
    assert!(!all.is_empty(), "{} stands in the report", figure.name);
    for number in all {
        assert_eq!(number.text, figure.text, "{}", number.name);
        assert_eq!(value(number), Some(figure.value), "{}", number.name);
        let proof = test.get(person, &number.proof).await;
        assert_eq!(proof.status, StatusCode::OK, "{}", number.proof);
        let stands = flat(&proof.words()).contains(figure.text);
        assert!(stands, "{}: {}", figure.text, number.proof);
    }
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
            .found_groups(&official, ward, "to-dan-pho", 7, "01/01/2020")
            .await;
        hold_outreach(&test, &official, ward, &groups).await;
        hand_out_leaflets(&test, &police, ward).await;
        clean_up(&test, &official, ward).await;

        let made = make(&test, ward, "so-ket", SCHEME, "15/09/2022").await;
        let figures = [
            figure("luot-tuyen-truyen", "2.844", 2844.0, "2.844 lượt người tham gia"),
            figure("to-roi", "hơn 2.000", 2000.0, "hơn 2.000 tờ"),
            figure("luot-ve-sinh", "hơn 100", 100.0, "hơn 100 lượt người"),
            figure("so-to", "7", 7.0, "7 tổ dân phố"),
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
            .found_groups(&official, ward, "to-dan-pho", 7, "01/01/2020")
            .await;
        launch_in_each(&test, &police, &groups).await;
        hand_out_notices(&test, &police, ward).await;
        let told = ["chu-truong", "thu-doan", "ma-tuy", "bao-ve-tre-em"];
        hold_festival(&test, &police, ward, &told).await;

        let made = make(&test, ward, "so-ket", UP_TO_AUGUST, "10/08/2023").await;
        let figures = [
            figure("luot-phat-dong", "hơn 1.200", 1200.0, "hơn 1.200"),
            figure("buoi-phat-dong", "7", 7.0, "7 tổ dân phố"),
            figure("thong-bao", "2.500", 2500.0, "2.500"),
            figure("buoi-theo-noi-dung:ma-tuy", "1", 1.0, "ma túy"),
            figure("buoi-theo-noi-dung:bao-ve-tre-em", "1", 1.0, "Bảo vệ trẻ em"),
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
        let ward = nghi_huong(&test);
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "khoi", 6, "01/01/2020").await;
        hold_meeting(&test, &official, ward, ("ban-chi-dao", "01/11/2023"), "25").await;
        let made = make(&test, ward, "so-ket", ("2023-01-01", "2023-11-02"), "02/11/2023").await;
        // The proof of a number of units is the unit's own page.
        let actor = test.actor(&official).await;
        let report = test
            .app
            .by(&actor)
            .reports()
            .find(made.id)
            .await
            .expect("the report");
        let numbers = report.paper.numbers();
        let units = numbers.iter().find(|n| n.name == "so-don-vi");
        let page = test.get(&official, &units.expect("it stands there").proof).await;
        assert_eq!(page.status, StatusCode::OK);
        let (files, text) = read_back(&made);
        assert!(text.contains("6 khối"), "{text}");
        assert!(
            flat(files["words"].as_str().expect("words")).contains("6 khối"),
            "{files}"
        );
    })
    .await;
}

/// A meeting with a number of people reached.
async fn hold_meeting(test: &TestApp, by: &Person, ward: UnitId, (kind, day): (&str, &str), count: &str) {
    let typed = [("loai", kind), ("luot", count), ("luot-bound", "exact")];
    test.record(by, "hop", ward, day, &typed).await;
}

/// Article D: ten years of Bắc Hồng, rows D6 and U2.
#[tokio::test]
async fn row_d6_u2_in_the_report_of_bac_hong() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2022, 7, 29)).await;
        let ward = bac_hong(&test);
        let official = test.person(Role::Official, ward).await;
        test.found_groups(&official, ward, "to-dan-pho", 10, "01/01/2012")
            .await;
        state_households(&test, &official, ward, "31/12/2021", ("2.546", "exact")).await;
        pledge_each_year(&test, &official, ward).await;
        let made = make(&test, ward, "tong-ket-giai-doan", TEN_YEARS, "29/07/2022").await;
        let figures = [
            figure("ty-le-cam-ket:giao-vien-hoc-sinh", "100", 100.0, "100"),
            figure("ho", "2.546", 2546.0, "2.546 hộ"),
            figure("so-to", "10", 10.0, "10 tổ dân phố"),
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
        let ward = unit_in(&test, "19357", "1", 2022);
        let official = test.person(Role::Official, ward).await;
        hold_meeting(&test, &official, ward, ("giao-ban", "01/06/2022"), "18").await;
        let year = ("2022-01-01", "2022-12-31");
        let made = make(&test, ward, "tong-ket-nam", year, "10/01/2023").await;
        let figures = [figure("luot-hop", "18", 18.0, "18 lượt người")];
        bears(&test, &official, &made, &figures).await;
    })
    .await;
}

/// The issued PDF is signed as an office does; the stored copy is the signed file, unchanged.
#[tokio::test]
async fn the_signed_copy_of_record_verifies() {
    both(|store| async move {
        let test = TestApp::new(store, noon(2023, 8, 10)).await;
        let ward = old_dien_hong(&test);
        let clerk = test.person(Role::Official, ward).await;
        hold_meeting(&test, &clerk, ward, ("ban-chi-dao", "01/08/2023"), "25").await;
        let made = make(&test, ward, "so-ket", UP_TO_AUGUST, "10/08/2023").await;
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
            .by(&actor)
            .reports()
            .keep_signed(made.id, signed.clone())
            .await
            .expect("kept");

        let copy = test
            .get(&clerk, &format!("/bao-cao/{}/tep/1/2/appended-1", made.id))
            .await;
        assert_eq!(copy.status, StatusCode::OK, "{}", copy.words());
        std::fs::write(at("copy.pdf"), &copy.bytes).expect("written");
        let found = sign_paper(&["verify".as_ref(), at("copy.pdf").as_os_str()]);
        let found: Value = serde_json::from_str(&found).expect("JSON");
        let wanted =
            serde_json::json!([{ "intact": true, "valid": true, "whole": true, "signer": "Con dấu thử" }]);
        assert_eq!(found, wanted);
        // The page says whether it is the issued file itself, signed, or a PDF that was printed anew.
        let said = |page: Page, what: &str| assert!(page.words().contains(what), "{}", page.words());
        let path = format!("/bao-cao/{}", made.id);
        said(test.get(&clerk, &path).await, "Đúng tệp PDF đã phát hành");
        let mut anew = signed;
        anew[100] ^= 1;
        test.app
            .by(&actor)
            .reports()
            .keep_signed(made.id, anew)
            .await
            .expect("kept");
        said(test.get(&clerk, &path).await, "không phải đúng tệp đã phát hành");
    })
    .await;
}
