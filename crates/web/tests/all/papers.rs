//! What the pages of a report say about it before it is approved.

use crate::common::{Person, TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::entries::Draft;
use dienhong_app::papers::{IssuerForm, SignerForm};
use dienhong_app::reports::{LineKind, NewReport};
use dienhong_app::testing::{DIEN_HONG, anybody, day};
use dienhong_domain::entries::State;
use dienhong_domain::papers::Authority;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Period;
use dienhong_store::Store;
use uuid::Uuid;

struct Office {
    test: TestApp,
    clerk: Person,
    chair: Person,
}

impl Office {
    /// A ward with a session of outreach in October, a body that issues papers and a chair who signs them.
    async fn open(store: Store) -> Office {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        let session = Draft {
            id: Uuid::now_v7(),
            register: "tuyen-truyen".into(),
            unit: Some(DIEN_HONG),
            day: day(10, 5).to_string(),
            fields: [
                ("hinh-thuc".to_owned(), vec!["hoi-nghi".to_owned()]),
                ("noi-dung".to_owned(), vec!["ma-tuy".to_owned()]),
                ("luot".to_owned(), vec!["hơn 46".to_owned()]),
            ]
            .into(),
            state: Some(State::Final),
            ..Draft::default()
        };
        let done = test.app.by(&anybody()).entries().record(&session).await;
        done.unwrap_or_else(|e| panic!("{e:?}"));
        let office = Office {
            clerk: test.person(Role::Official, DIEN_HONG).await,
            chair: test.person(Role::Chair, DIEN_HONG).await,
            test,
        };
        office.set_up().await;
        office
    }

    async fn set_up(&self) {
        let actor = self.test.actor(&self.clerk).await;
        let body = IssuerForm {
            from: Some(day(1, 1)),
            name: "UBND phường".into(),
            parent: String::new(),
            heading: "Ủy ban nhân dân\nphường Diên Hồng".into(),
            place: "Diên Hồng".into(),
            sign: "UBND".into(),
            by_kind: false,
            recipients: String::new(),
            archive: "VT".into(),
        };
        let body = self
            .test
            .app
            .by(&actor)
            .papers()
            .save_issuer(DIEN_HONG, None, &body)
            .await;
        let signer = SignerForm {
            from: day(1, 1),
            to: None,
            name: "Người Minh Họa".into(),
            authority: Authority::OnBehalf,
            above: "Ủy ban nhân dân".into(),
            office: "Chủ tịch".into(),
        };
        let signs = self
            .test
            .app
            .by(&actor)
            .papers()
            .add_signer(body.expect("a body"), &signer)
            .await;
        signs.expect("a signer");
    }

    /// The monthly report of October, its first open paragraph with these words and the others taken out.
    async fn write(&self, words: &str) -> (Uuid, String) {
        let (app, actor) = (&self.test.app, self.test.actor(&self.clerk).await);
        let new = NewReport {
            outline: "hang-thang".into(),
            period: Period::month(2026, 10).expect("a month"),
            is_restated: false,
            issuer: None,
        };
        let id = app
            .by(&actor)
            .reports()
            .begin(DIEN_HONG, &new)
            .await
            .expect("begun");
        let draft = app
            .by(&actor)
            .reports()
            .find(id)
            .await
            .expect("read")
            .draft
            .expect("a draft");
        let open = draft.lines.iter().filter(|l| matches!(l.kind, LineKind::Ask(_)));
        let mut open = open.map(|line| line.part.clone());
        let first = open.next().expect("an open paragraph");
        let done = app.by(&actor).reports().write_part(id, &first, 0, words).await;
        done.expect("written");
        for part in open {
            let done = app.by(&actor).reports().take_out(id, &part, 0, true).await;
            done.expect("taken out");
        }
        (id, first)
    }

    async fn page(&self, person: &Person, path: &str) -> (String, String) {
        let page = self.test.get(person, path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.words());
        (page.words(), page.text())
    }
}

#[tokio::test]
async fn the_chair_is_shown_each_typed_number_before_approving() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let (id, _) = office.write("Tổ 3 có 12/15 hộ tham gia. Không có gì khác.").await;
        let path = format!("/bao-cao/{id}");
        let edit_count = office
            .test
            .app
            .by(&anybody())
            .reports()
            .find(id)
            .await
            .expect("read")
            .edit_count;
        let edit_count = edit_count.to_string();
        let sent = office
            .test
            .post(&office.clerk, &format!("{path}/trinh"), &[("lan", &edit_count)])
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
        let (words, text) = office.page(&office.chair, &path).await;
        assert!(words.contains("Số gõ tay trong nội dung"), "{words}");
        assert!(
            words.contains("Tổ 3 có 12/15 hộ tham gia. Số gõ tay: 3; 12/15"),
            "{words}"
        );
        // A number, its bound and its unit stay on one line.
        assert!(text.contains(">hơn\u{a0}46</a>\u{a0}lượt\u{a0}người"), "{text}");
        let (words, _) = office.page(&office.clerk, &path).await;
        assert!(!words.contains("Số gõ tay trong nội dung"), "{words}");
    })
    .await;
}

#[tokio::test]
async fn letters_that_the_font_lacks_are_told_on_the_page() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let (id, _) = office.write("Họp tại ភូមិ Tà Om").await;
        let path = format!("/bao-cao/{id}");
        let told = "chữ ភូមិ ở “Họp tại ភូមិ Tà Om”";
        let (words, _) = office.page(&office.clerk, &path).await;
        assert!(words.contains(told), "{words}");
        let edit_count = office
            .test
            .app
            .by(&anybody())
            .reports()
            .find(id)
            .await
            .expect("read")
            .edit_count;
        let edit_count = edit_count.to_string();
        let sent = office
            .test
            .post(&office.clerk, &format!("{path}/trinh"), &[("lan", &edit_count)])
            .await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.words().contains(told), "{}", sent.words());
        let pdf = office.test.get(&office.clerk, &format!("{path}/tai/pdf")).await;
        assert_eq!(
            pdf.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "no PDF with empty boxes"
        );
    })
    .await;
}

#[tokio::test]
async fn a_heading_without_content_and_a_period_that_does_not_fit_are_told() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let (id, _) = office.write("Lời của người viết.").await;
        let (words, _) = office.page(&office.clerk, &format!("/bao-cao/{id}/soan")).await;
        assert!(words.contains("Dưới đề mục này chưa có nội dung"), "{words}");
        let uid = office.test.uid(DIEN_HONG).to_string();
        let year = [
            ("don-vi", uid.as_str()),
            ("mau", "hang-thang"),
            ("tu", "01/01/2026"),
            ("den", "31/12/2026"),
        ];
        let refused = office.test.post(&office.clerk, "/bao-cao", &year).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = refused.words();
        assert!(
            words.contains("Đề cương này lập theo tháng. Chọn trọn một tháng."),
            "{words}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_section_is_moved_by_its_button_and_the_change_log_tells() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let (id, _) = office.write("Lời của người viết.").await;
        let editor = format!("/bao-cao/{id}/soan");
        let (words, text) = office.page(&office.clerk, &editor).await;
        assert!(words.contains("II. Kết quả thực hiện phong trào"), "{words}");
        assert!(words.contains("Chuyển lên phan-ket-qua"), "{words}");
        assert!(
            !words.contains("Chuyển lên phan-tinh-hinh"),
            "it is the first: {words}"
        );
        assert!(text.contains("name=\"thu-tu\" value=\"0\""), "{words}");
        let fields = [("viec", "len"), ("doan", "phan-ket-qua"), ("thu-tu", "0")];
        let moved = office.test.post(&office.clerk, &editor, &fields).await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.words());
        assert!(moved.location.ends_with("#d-phan-ket-qua"), "{}", moved.location);
        let (words, _) = office.page(&office.clerk, &editor).await;
        assert!(words.contains("II. Tình hình an ninh, trật tự"), "{words}");
        assert!(words.contains("đổi thứ tự các phần"), "{words}");
        let unseen = office.test.post(&office.clerk, &editor, &fields).await;
        assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (words, _) = office.page(&office.chair, "/nhat-ky").await;
        assert!(words.contains("Đổi thứ tự các phần của báo cáo"), "{words}");
        let (words, _) = office.page(&office.clerk, &format!("/bao-cao/{id}")).await;
        assert!(words.contains("Đề cương theo"), "{words}");
    })
    .await;
}
