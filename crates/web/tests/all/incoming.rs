//! The pages of the register of incoming papers: what it is is asked first, letters of citizens and secret papers are turned
//! away without a trace.

use crate::common::{Page, Person, TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::testing::DIEN_HONG;
use dienhong_domain::rights::Role;
use dienhong_store::Store;
use uuid::Uuid;

struct Office {
    test: TestApp,
    clerk: Person,
    uid: String,
}

impl Office {
    async fn open(store: Store) -> Office {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        Office {
            clerk: test.person(Role::Official, DIEN_HONG).await,
            uid: test.uid(DIEN_HONG).to_string(),
            test,
        }
    }

    async fn answers(&self, nature: &str) -> Page {
        let fields = [("don-vi", self.uid.as_str()), ("la", nature)];
        self.test.post(&self.clerk, "/van-ban/den/hoi", &fields).await
    }

    /// Sends the form, which says what it is.
    async fn enters(&self, nature: &str, id: Uuid, more: &[(&str, &str)]) -> Page {
        let id = id.to_string();
        let mut fields = vec![
            ("don-vi", self.uid.as_str()),
            ("la", nature),
            ("ma", id.as_str()),
            ("ngay-den", "02/11/2026"),
            ("tac-gia", "UBND tỉnh"),
            ("so-ky-hieu", "12/KH-UBND"),
            ("ngay-van-ban", "30/10/2026"),
            ("loai", "plan"),
            ("trich-yeu", "Kế hoạch thử"),
        ];
        fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        fields.extend_from_slice(more);
        let scan = ("ban-quet", "ban-quet.pdf", &b"%PDF-1.7 a scan"[..]);
        self.test
            .upload(&self.clerk, "/van-ban/den/vao-so", &fields, &[scan])
            .await
    }

    /// Rows of the register, its scans and the change log.
    async fn traces(&self) -> [i64; 3] {
        let store = &self.test.app.store;
        let mut all = [0; 3];
        for (count, table) in all.iter_mut().zip(["incoming", "incoming_scan", "log"]) {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            *count = store.number(sql, Vec::new()).await.expect("counted");
        }
        all
    }
}

#[tokio::test]
async fn what_it_is_is_asked_before_there_is_a_field() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        for address in ["/van-ban/den/vao-so", "/van-ban/den/vao-so?la=cong-dan"] {
            let page = office.test.get(&office.clerk, address).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.words());
            assert!(page.words().contains("Đây là văn bản gì?"), "{}", page.words());
            for field in ["tac-gia", "trich-yeu", "ban-quet", "nguoi-nhan"] {
                assert!(!page.text().contains(field), "{address} has {field}");
            }
        }
        let unanswered = office.answers("").await;
        assert_eq!(unanswered.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = office.answers("co-quan").await;
        assert_eq!(form.status, StatusCode::SEE_OTHER);
        let form = office.test.get(&office.clerk, &form.location).await;
        assert!(form.text().contains("name=\"trich-yeu\""), "{}", form.words());
    })
    .await;
}

#[tokio::test]
async fn an_incoming_letter_of_a_citizen_is_turned_away_by_the_form() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let before = office.traces().await;
        let desks = [
            ("cong-dan", "bộ phận tiếp công dân"),
            ("mat", "quản lý văn bản mật"),
        ];
        for (nature, desk) in desks {
            let page = office.answers(nature).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.words().contains(desk), "{}", page.words());
            assert!(!page.text().contains("<input type=\"text\""), "{}", page.text());
            let page = office.enters(nature, Uuid::now_v7(), &[]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.words().contains(desk), "{}", page.words());
            assert!(!page.words().contains("Kế hoạch thử"), "nothing is given back");
        }
        let unsaid = office.enters("", Uuid::now_v7(), &[]).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        let smuggled = office
            .enters("co-quan", Uuid::now_v7(), &[("loai", "to-cao")])
            .await;
        assert_eq!(smuggled.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(office.traces().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_paper_is_entered_given_to_somebody_and_late() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let (test, clerk) = (&office.test, &office.clerk);
        let id = Uuid::now_v7();
        let entered = office.enters("co-quan", id, &[]).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.words());
        let again = office.enters("co-quan", id, &[]).await;
        assert_eq!(again.location, entered.location, "sent twice, entered once");
        let page = test.get(clerk, &entered.location).await;
        let words = page.words();
        assert!(words.contains("Văn bản đến số 1 năm 2026"), "{words}");
        assert!(words.contains("Kế hoạch: Kế hoạch thử"), "{words}");
        let scan = test.get(clerk, &format!("{}/ban-quet", entered.location)).await;
        assert_eq!(scan.status, StatusCode::OK);
        let bare = [("lan", "0"), ("nguoi-nhan", ""), ("han", "x")];
        let address = format!("{}/giao", entered.location);
        let refused = test.post(clerk, &address, &bare).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let given = [("lan", "0"), ("nguoi-nhan", "Tổ công tác"), ("han", "02/11/2026")];
        let given = test.post(clerk, &address, &given).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.words());
        let list = test.get(clerk, "/van-ban/den?nam=2026&xem=chua-xong").await;
        assert!(list.words().contains("Tổ công tác"), "{}", list.words());
        let list = test.get(clerk, "/van-ban/den?nam=2026&xem=qua-han").await;
        assert!(!list.words().contains("Tổ công tác"), "its last day is today");
    })
    .await;
}

#[tokio::test]
async fn every_mistake_is_told_at_once_and_what_was_typed_stays() {
    both_small(|store| async move {
        let office = Office::open(store).await;
        let wrong = [
            ("ngay-den", "03/11/2026"),
            ("tac-gia", ""),
            ("loai", ""),
            ("han", "01/11/2026"),
        ];
        let page = office.enters("co-quan", Uuid::now_v7(), &wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = page.text();
        for field in ["ngay-den", "tac-gia", "loai", "han"] {
            assert!(
                text.contains(&format!("id=\"{field}-e\"")),
                "{field}: {}",
                page.words()
            );
        }
        assert!(text.contains("Kế hoạch thử"), "{}", page.words());
    })
    .await;
}
