//! Law by its day on the pages: a link opens the form of a past day by the law of that day.

use crate::common::{TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::testing::{DIEN_HONG, anybody};
use dienhong_domain::rights::Role;
use dienhong_packs_testing::LawPack;

async fn installed(test: &TestApp, pack: LawPack<'_>) {
    let files = [("pack.toml".to_owned(), pack.text().into_bytes())];
    let install = test.app.by(&anybody()).packs().install(&files, None).await;
    let install = install.unwrap_or_else(|e| panic!("{e:?}"));
    let done = test.app.by(&anybody()).packs().finish_install(install).await;
    done.unwrap_or_else(|e| panic!("{e:?}"));
}

#[tokio::test]
async fn a_link_opens_the_form_by_the_law_of_its_day() {
    both_small(|store| async move {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        let older = LawPack {
            id: "luat-cu",
            version: "1",
            measure: "luat-buoi",
            register: "luat-so",
            fields: &["noi-cu"],
            ..LawPack::default()
        };
        let newer = LawPack {
            id: "luat-moi",
            head: "from = 2026-07-01\nsupersedes = [\"luat-cu\"]",
            fields: &["noi-moi"],
            ..older
        };
        installed(&test, older).await;
        installed(&test, newer).await;
        let clerk = test.person(Role::Official, DIEN_HONG).await;
        let uid = test.uid(DIEN_HONG);
        let form = async |day: &str| {
            let page = test
                .get(&clerk, &format!("/ghi/luat-so?don-vi={uid}&ngay={day}"))
                .await;
            assert_eq!(page.status, StatusCode::OK, "{day}: {}", page.words());
            page.text()
        };
        let june = form("2026-06-30").await;
        assert!(june.contains("noi-cu") && !june.contains("noi-moi"), "{june}");
        assert!(
            june.contains("30/06/2026") || june.contains("30/6/2026"),
            "{june}"
        );
        for day in ["2026-07-01", "", "2027-01-01", "khong-phai-ngay"] {
            let now = form(day).await;
            assert!(now.contains("noi-moi") && !now.contains("noi-cu"), "{day}: {now}");
        }
    })
    .await;
}
