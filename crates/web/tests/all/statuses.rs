//! Pages tell what was not read of the law: at a register, a measure and what is owed.

use crate::common::{TestApp, both_small, noon};
use axum::http::StatusCode;
use dienhong_app::entries::Draft;
use dienhong_app::testing::{DIEN_HONG, anybody, day};
use dienhong_domain::entries::State;
use dienhong_domain::rights::Role;
use uuid::Uuid;

/// An overlay that says of three parts of the shipped pack that only their names are known.
const PACK: &str = r#"[pack]
id = "thu-tinh-trang"
version = "1"
title = { vi = "Thử", en = "Trial" }
extends = "phong-trao"
[[status]]
of = "measure"
id = "luot-tuyen-truyen"
known = "name-only"
[[status]]
of = "register"
id = "tuyen-truyen"
known = "name-only"
[[status]]
of = "filing"
id = "hang-thang"
known = "name-only"
"#;

#[tokio::test]
async fn what_was_not_read_is_told_where_a_part_is_shown() {
    both_small(|store| async move {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        let session = Draft {
            id: Uuid::now_v7(),
            register: "tuyen-truyen".into(),
            unit: Some(DIEN_HONG),
            day: day(10, 5).to_string(),
            fields: [
                ("hinh-thuc".to_owned(), vec!["sinh-hoat-to".to_owned()]),
                ("noi-dung".to_owned(), vec!["ma-tuy".to_owned()]),
                ("luot".to_owned(), vec!["46".to_owned()]),
            ]
            .into(),
            state: Some(State::Final),
            ..Draft::default()
        };
        let done = test.app.by(&anybody()).entries().record(&session).await;
        done.unwrap_or_else(|e| panic!("{e:?}"));
        let clerk = test.person(Role::Official, DIEN_HONG).await;
        let uid = test.uid(DIEN_HONG);
        let pages = [
            "/so".to_owned(),
            format!("/so-lieu/luot-tuyen-truyen?don-vi={uid}"),
            format!("/gui-so-lieu?don-vi={uid}"),
        ];
        let told = "Đã biết văn bản, chưa có nội dung.";
        for path in &pages {
            let page = test.get(&clerk, path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.words().contains(told), "{path}: {}", page.words());
        }
        let files = [("pack.toml".to_owned(), PACK.as_bytes().to_vec())];
        let install = test
            .app
            .by(&anybody())
            .packs()
            .install(&files, Some(DIEN_HONG))
            .await;
        let install = install.unwrap_or_else(|e| panic!("{e:?}"));
        let done = test.app.by(&anybody()).packs().finish_install(install).await;
        done.unwrap_or_else(|e| panic!("{e:?}"));
        for path in &pages {
            let page = test.get(&clerk, path).await;
            assert!(page.words().contains(told), "{path}: {}", page.words());
        }
    })
    .await;
}
