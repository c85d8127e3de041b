//! The pages of papers made from templates: an invitation from the choice of its template to its number, and a certificate that
//! bears no national name.

use crate::common::{Page, Person, TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::papers::{IssuerForm, SignerForm};
use dienhong_app::testing::{DIEN_HONG, day};
use dienhong_domain::papers::Authority;
use dienhong_domain::rights::Role;
use dienhong_store::Store;
use serde_json::json;
use uuid::Uuid;

const BLANKS: [(&str, &str); 7] = [
    ("o-trich-yeu", "Họp sơ kết phong trào"),
    ("o-duoc-moi", "Trưởng các tổ dân phố"),
    ("o-cuoc-hop", "Hội nghị sơ kết phong trào"),
    ("o-chu-tri", "Chủ tịch Ủy ban nhân dân phường"),
    ("o-thoi-gian", "08 giờ 00, ngày 05 tháng 11 năm 2026"),
    ("o-dia-diem", "Hội trường phường"),
    ("o-luu-y", "Đề nghị đại biểu đến đúng giờ"),
];

struct Office {
    test: TestApp,
    clerk: Person,
    chair: Person,
    body: String,
    signer: String,
}

impl Office {
    async fn open(store: Store) -> Office {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        let clerk = test.person(Role::Official, DIEN_HONG).await;
        let chair = test.person(Role::Chair, DIEN_HONG).await;
        let actor = test.actor(&clerk).await;
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
        let papers = test.app.by(&actor).papers();
        let body = papers.save_issuer(DIEN_HONG, None, &body).await.expect("a body");
        let signer = SignerForm {
            from: day(1, 1),
            to: None,
            name: "Người Minh Họa".into(),
            authority: Authority::OnBehalf,
            above: "Ủy ban nhân dân".into(),
            office: "Chủ tịch".into(),
        };
        let signer = papers.add_signer(body, &signer).await.expect("a signer");
        drop(papers);
        Office {
            test,
            clerk,
            chair,
            body: body.to_string(),
            signer: signer.to_string(),
        }
    }

    /// Begins a paper and answers the address of its page.
    async fn begins(&self, template: &str) -> String {
        let (uid, id) = (self.test.uid(DIEN_HONG).to_string(), Uuid::now_v7().to_string());
        let fields = [
            ("don-vi", uid.as_str()),
            ("ma", id.as_str()),
            ("mau", template),
            ("ngay-luat", "02/11/2026"),
        ];
        let begun = self.test.post(&self.clerk, "/van-ban/soan", &fields).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.words());
        let paper = begun.location.strip_suffix("/dien");
        paper.expect("the form of its blanks").to_owned()
    }

    async fn fills_in(&self, paper: &str, seen: &str, blanks: &[(&str, &str)]) -> Page {
        let mut fields = vec![
            ("lan", seen),
            ("co-quan", self.body.as_str()),
            ("ngay-luat", "02/11/2026"),
        ];
        fields.extend_from_slice(blanks);
        let address = format!("{paper}/dien");
        self.test.post(&self.clerk, &address, &fields).await
    }

    async fn issues(&self, paper: &str) -> Page {
        let fields = [("nguoi-ky", self.signer.as_str()), ("ngay", "02/11/2026")];
        let address = format!("{paper}/ban-hanh");
        self.test.post(&self.chair, &address, &fields).await
    }
}

impl Office {
    /// Programs read a revoked paper and the one that revoked it as the pages tell them.
    async fn tells_programs(&self, old: &str, by: &str) {
        let id = old.rsplit('/').next().expect("an id");
        let list = self.test.get(&self.chair, "/api/v1/papers").await.json();
        let lines = list["papers"].as_array().expect("papers");
        let states: Vec<_> = lines
            .iter()
            .map(|line| (&line["id"], &line["state"], &line["number"]))
            .collect();
        let told = [
            (&json!(by), &json!("issued"), &json!("02/GM-UBND")),
            (&json!(id), &json!("revoked"), &json!("01/GM-UBND")),
        ];
        assert_eq!(states, told);
        let below = self
            .test
            .get(&self.chair, &format!("/api/v1/papers?below={by}"))
            .await
            .json();
        assert_eq!(
            (below["papers"][0]["id"].as_str(), below["next"].as_str()),
            (Some(id), None)
        );
        let one = self
            .test
            .get(&self.chair, &format!("/api/v1/papers/{id}"))
            .await
            .json();
        assert_eq!(one["revoked_by"], json!(by));
        let mark = one["numbers"][0]["revoked"].as_str().expect("by what");
        assert!(mark.starts_with("02/GM-UBND"), "{mark}");
        let file = self
            .test
            .get(&self.chair, &format!("/api/v1/papers/{id}/files/pdf"))
            .await;
        let page = self.test.get(&self.chair, &format!("{old}/tai/pdf")).await;
        assert!(
            file.bytes.starts_with(b"%PDF") && file.bytes == page.bytes,
            "the file as it was stored"
        );
        let none = self
            .test
            .get(&self.chair, &format!("/api/v1/papers/{id}/files/xlsx"))
            .await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn an_invitation_goes_from_its_template_to_its_number() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let (test, clerk, chair) = (&office.test, &office.clerk, &office.chair);
        let choice = test.get(clerk, "/van-ban/soan/mau").await;
        let words = choice.words();
        assert!(
            words.contains("Giấy mời họp") && words.contains("Mẫu 1.7"),
            "{words}"
        );
        let paper = office.begins("giay-moi-hop").await;
        let saved = office.fills_in(&paper, "0", &BLANKS[1..]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
        let page = test.get(clerk, &paper).await;
        assert!(page.words().contains("Còn chưa điền"), "{}", page.words());
        let refused = test.post(clerk, &format!("{paper}/trinh"), &[("lan", "1")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let saved = office.fills_in(&paper, "1", &BLANKS).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
        let submitted = test.post(clerk, &format!("{paper}/trinh"), &[("lan", "2")]).await;
        assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.words());
        let issued = office.issues(&paper).await;
        assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.words());
        let page = test.get(clerk, &paper).await;
        assert!(page.words().contains("01/GM-UBND"), "{}", page.words());
        let first = test.get(clerk, &format!("{paper}/tai/pdf")).await;
        assert_eq!(first.status, StatusCode::OK);
        let again = test.get(chair, &format!("{paper}/tai/pdf")).await;
        assert!(first.bytes == again.bytes, "the file stays as it was");
        let list = test.get(clerk, "/van-ban/soan?xem=issued").await;
        assert!(list.words().contains("01/GM-UBND"), "{}", list.words());
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_paper_says_why_in_the_register() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let (test, chair) = (&office.test, &office.chair);
        let paper = office.begins("giay-moi-hop").await;
        office.fills_in(&paper, "0", &BLANKS).await;
        let address = format!("{paper}/trinh");
        test.post(&office.clerk, &address, &[("lan", "1")]).await;
        office.issues(&paper).await;
        let address = format!("{paper}/huy");
        let silent = test.post(chair, &address, &[("ly-do", " ")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(silent.text().contains("id=\"ly-do-e\""), "{}", silent.words());
        let done = test.post(chair, &address, &[("ly-do", "Hoãn họp")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        let register = test.get(chair, "/van-ban?nam=2026").await;
        assert!(
            register.words().contains("Đã hủy: Hoãn họp"),
            "{}",
            register.words()
        );
        assert!(register.text().contains(&paper), "the line leads to the paper");
    })
    .await;
}

#[tokio::test]
async fn a_revoked_paper_says_by_which_one_on_its_page_and_in_the_register() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let mut issued = Vec::new();
        for _ in 0..2 {
            let paper = office.begins("giay-moi-hop").await;
            office.fills_in(&paper, "0", &BLANKS).await;
            let submission = format!("{paper}/trinh");
            office
                .test
                .post(&office.clerk, &submission, &[("lan", "1")])
                .await;
            office.issues(&paper).await;
            issued.push(paper);
        }
        let [old, new] = [&issued[0], &issued[1]];
        let id = new.rsplit('/').next().expect("an id");
        let path = format!("{old}/thu-hoi");
        let bare = office.test.post(&office.chair, &path, &[]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.words().contains("Chọn văn bản thu hồi."), "{}", bare.words());
        assert!(
            bare.text().contains(&format!("value=\"{id}\"")),
            "the other one can be chosen"
        );
        let done = office.test.post(&office.chair, &path, &[("theo", id)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        let page = office.test.get(&office.chair, old).await;
        assert!(
            page.words().contains("Đã thu hồi theo 02/GM-UBND"),
            "{}",
            page.words()
        );
        assert!(
            page.text().contains(&format!("href=\"{new}\"")),
            "it leads to the other one"
        );
        let register = office.test.get(&office.chair, "/van-ban").await;
        assert!(
            register.words().contains("Đã thu hồi theo 02/GM-UBND"),
            "{}",
            register.words()
        );
        assert!(!register.text().contains("<del>"), "its number stands");
        office.tells_programs(old, id).await;
    })
    .await;
}

#[tokio::test]
async fn a_certificate_shows_no_national_name() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let paper = office.begins("giay-khen").await;
        let page = office.test.get(&office.clerk, &paper).await;
        let words = page.words();
        assert!(!words.contains("CỘNG HÒA XÃ HỘI"), "{words}");
        assert!(words.contains("Số vào sổ:"), "{words}");
        assert!(words.contains("Mẫu theo"), "{words}");
        let other = office.begins("giay-moi-hop").await;
        let page = office.test.get(&office.clerk, &other).await;
        assert!(page.words().contains("CỘNG HÒA XÃ HỘI"), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn a_draft_that_is_not_needed_is_laid_aside_and_taken_up_again() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let (test, clerk) = (&office.test, &office.clerk);
        let paper = office.begins("giay-moi-hop").await;
        let list = async |state: &str| test.get(clerk, &format!("/van-ban/soan{state}")).await.text();
        assert!(list("").await.contains(&paper));
        let done = test.post(clerk, &format!("{paper}/bo"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        assert!(!list("").await.contains(&paper), "it leaves the list");
        assert!(
            list("?xem=discarded").await.contains(&paper),
            "and is still there"
        );
        let page = test.get(clerk, &paper).await;
        assert!(page.words().contains("Đã bỏ"), "{}", page.words());
        let twice = test.post(clerk, &format!("{paper}/bo"), &[]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        let filled = office.fills_in(&paper, "0", &BLANKS).await;
        assert_ne!(
            filled.status,
            StatusCode::SEE_OTHER,
            "nobody writes in what was laid aside"
        );
        let done = test.post(clerk, &format!("{paper}/lay-lai"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
        let filled = office.fills_in(&paper, "0", &BLANKS).await;
        assert_eq!(filled.status, StatusCode::SEE_OTHER, "{}", filled.words());
        let page = test.get(clerk, &paper).await;
        assert!(page.words().contains("lấy lại bản thảo"), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn who_only_reads_figures_sees_a_paper_once_it_has_its_number() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let test = &office.test;
        let reader = test.person(Role::Reader, DIEN_HONG).await;
        let paper = office.begins("giay-moi-hop").await;
        office.fills_in(&paper, "0", &BLANKS).await;
        let unseen = async |what: &str| {
            for address in [
                paper.clone(),
                format!("{paper}/tai/pdf"),
                format!("{paper}/tep/1/0/pdf"),
            ] {
                let page = test.get(&reader, &address).await;
                assert_eq!(page.status, StatusCode::NOT_FOUND, "{what}: {address}");
            }
            let list = test.get(&reader, "/van-ban/soan").await;
            assert_eq!(list.status, StatusCode::OK);
            assert!(!list.text().contains(&paper), "{what}");
        };
        unseen("drafted").await;
        let address = format!("{paper}/trinh");
        test.post(&office.clerk, &address, &[("lan", "1")]).await;
        unseen("submitted").await;
        let why = [("ly-do", "Sai giờ họp")];
        test.post(&office.chair, &format!("{paper}/tra"), &why).await;
        test.post(&office.clerk, &address, &[("lan", "1")]).await;
        office.issues(&paper).await;
        let page = test.get(&reader, &paper).await;
        assert!(page.words().contains("01/GM-UBND"), "{}", page.words());
        assert!(
            !page.words().contains("Sai giờ họp"),
            "how it came about stays inside"
        );
        let final_file = test.get(&reader, &format!("{paper}/tai/pdf")).await;
        assert_eq!(final_file.status, StatusCode::OK);
        let earlier = test.get(&reader, &format!("{paper}/tep/1/0/pdf")).await;
        assert_eq!(earlier.status, StatusCode::NOT_FOUND);
        let list = test.get(&reader, "/van-ban/soan").await;
        assert!(list.text().contains(&paper), "{}", list.words());
    })
    .await;
}
