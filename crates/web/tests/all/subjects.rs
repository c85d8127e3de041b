//! The pages of the register of subjects: entering with all mistakes at once, renaming, inviting a head, closing.

use crate::common::{Page, Person, TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::testing::DIEN_HONG;
use dienhong_app::urls;
use dienhong_domain::rights::Role;
use dienhong_store::Store;
use uuid::Uuid;

struct Office {
    test: TestApp,
    clerk: Person,
    chair: Person,
    police: Person,
    uid: Uuid,
}

impl Office {
    async fn open(store: Store) -> Office {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        Office {
            clerk: test.person(Role::Official, DIEN_HONG).await,
            chair: test.person(Role::Chair, DIEN_HONG).await,
            police: test.person(Role::Police, DIEN_HONG).await,
            uid: test.uid(DIEN_HONG),
            test,
        }
    }

    async fn enters(&self, name: &str, kind: &str, opened: &str) -> Page {
        let id = Uuid::now_v7().to_string();
        let fields = [
            ("ma", id.as_str()),
            ("ten", name),
            ("loai", kind),
            ("tu-ngay", opened),
        ];
        let address = urls::new_subject_of(self.uid);
        self.test.post(&self.clerk, &address, &fields).await
    }

    /// The address of a school of the ward.
    async fn school(&self) -> String {
        let page = self.enters("Trường THCS thử", "co-so-giao-duc", "5/9/2010").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
        page.location
    }
}

#[tokio::test]
async fn a_form_comes_back_with_every_mistake_and_what_was_typed() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let page = office.enters(" ", "khac", "hom qua").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.text().matches("class=\"field__error\"").count(), 3);
        assert!(page.text().contains("value=\"hom qua\""));
        office.school().await;
        let twice = office
            .enters("Trường THCS thử", "co-so-giao-duc", "5/9/2010")
            .await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.words().contains("cùng tên này"), "{}", twice.words());
    })
    .await;
}

#[tokio::test]
async fn the_register_shows_to_each_what_they_may_do() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let empty = office
            .test
            .get(&office.clerk, &urls::subjects_of(office.uid))
            .await;
        assert!(empty.words().contains("Chưa có cơ sở nào"), "{}", empty.words());
        let school = office.school().await;
        let unit = office.test.get(&office.clerk, &urls::unit(office.uid)).await;
        assert!(unit.text().contains(&urls::subjects_of(office.uid)));
        for (who, acts) in [
            (&office.clerk, ["/ten", "/dong"].as_slice()),
            (&office.chair, ["/ten", "/dong", "/dau-moi"].as_slice()),
            (&office.police, [].as_slice()),
        ] {
            let text = office.test.get(who, &school).await.text();
            for act in ["/ten", "/dong", "/dau-moi"] {
                let is_there = text.contains(&format!("href=\"{school}{act}\""));
                assert_eq!(is_there, acts.contains(&act), "{act}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_subject_is_renamed_gets_a_head_and_closes() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let school = office.school().await;
        let renamed = [("lan", "0"), ("ten", "Trường THCS mới")];
        let page = office
            .test
            .post(&office.clerk, &format!("{school}/ten"), &renamed)
            .await;
        assert_eq!(
            (page.status, page.location.as_str()),
            (StatusCode::SEE_OTHER, school.as_str())
        );
        let stale = office
            .test
            .post(&office.clerk, &format!("{school}/ten"), &renamed)
            .await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        let head = [("ten", "Đặng Ưng Hoàng"), ("dien-thoai", ""), ("ngon-ngu", "vi")];
        let ticket = office
            .test
            .post(&office.chair, &format!("{school}/dau-moi"), &head)
            .await;
        assert_eq!(ticket.status, StatusCode::OK, "{}", ticket.words());
        assert!(ticket.text().contains("/moi/"));
        let shown = office.test.get(&office.police, &school).await.words();
        assert!(shown.contains("Đặng Ưng Hoàng"), "{shown}");
        let members = office.test.get(&office.chair, urls::PEOPLE).await.words();
        assert!(
            members.contains("Đầu mối cơ sở, Trường THCS mới, phường Diên Hồng"),
            "{members}"
        );
        let closed = [("lan", "1"), ("ngay", "1/11/2026"), ("ly-do", "Sáp nhập (thử)")];
        let page = office
            .test
            .post(&office.clerk, &format!("{school}/dong"), &closed)
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.words());
        let shown = office.test.get(&office.clerk, &school).await.words();
        assert!(shown.contains("Người đầu mối trước đây: 1"), "{shown}");
        assert!(!shown.contains("Đổi tên"), "{shown}");
    })
    .await;
}
