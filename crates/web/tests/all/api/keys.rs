//! Keys, scopes and sessions.

use super::ward::{ALL, Ward};
use crate::common::both_small;
use axum::http::StatusCode;
use dienhong_domain::rights::Permission;
use dienhong_domain::time::Day;
use serde_json::{Value, json};

#[tokio::test]
async fn a_key_does_only_what_its_scopes_name() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, reads) = ward.key(&[Permission::ReadUnits, Permission::ReadTotals]).await;
        let (_, writes) = ward.key(&[Permission::ReadUnits, Permission::WriteEntries]).await;
        assert_eq!(ward.get(&reads, "/api/v1/totals").await.status, StatusCode::OK);
        assert_eq!(
            ward.get(&reads, "/api/v1/entries").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            ward.session(&reads, "2026-11-10", json!(60)).await.1.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            ward.get(&writes, "/api/v1/totals").await.status,
            StatusCode::NOT_FOUND
        );
        let body = ward.body("2026-11-10", json!(60));
        let refused = ward
            .send(
                &writes,
                "PUT",
                "/api/v1/entries/01926b2e-0000-7000-8000-000000000001",
                body,
            )
            .await;
        assert_eq!(
            refused.status,
            StatusCode::NOT_FOUND,
            "final needs finish-entries"
        );
        let mut sent = ward.body("2026-11-10", json!(60));
        sent["state"] = json!("sent");
        let taken = ward
            .send(
                &writes,
                "PUT",
                "/api/v1/entries/01926b2e-0000-7000-8000-000000000001",
                sent,
            )
            .await;
        assert_eq!(taken.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn a_key_that_is_revoked_over_or_unknown_opens_nothing() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (id, key) = ward.key(ALL).await;
        assert_eq!(ward.get(&key, "/api/v1/me").await.status, StatusCode::OK);
        let chair = ward.test.actor(&ward.chair).await;
        ward.test
            .app
            .by(&chair)
            .people()
            .revoke_key(id)
            .await
            .expect("revoked");
        let refused = ward.get(&key, "/api/v1/me").await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::UNAUTHORIZED, "unauthorized")
        );
        assert_eq!(refused.headers["www-authenticate"], "Bearer");
        let (_, short) = ward.key_until(ALL, Day::new(2026, 11, 20).expect("a day")).await;
        assert_eq!(ward.get(&short, "/api/v1/me").await.status, StatusCode::OK);
        ward.test.clock.set(ward.test.app.now() + 24 * 3600 * 1000);
        assert_eq!(
            ward.get(&short, "/api/v1/me").await.status,
            StatusCode::UNAUTHORIZED
        );
        for wrong in ["", "dienhong_", "dienhong_nothing", "x"] {
            assert_eq!(
                ward.get(wrong, "/api/v1/me").await.status,
                StatusCode::UNAUTHORIZED,
                "{wrong}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_appointment_that_ends_ends_what_a_session_may() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let last = Day::new(2026, 11, 20).expect("a day");
        let person = ward
            .test
            .person_until(dienhong_domain::rights::Role::Official, ward.unit, last)
            .await;
        let cookie = format!("dh={}", person.cookie);
        let path = "/api/v1/entries";
        assert_eq!(
            ward.raw("GET", path, &[("cookie", &cookie)], Vec::new())
                .await
                .status,
            StatusCode::OK
        );
        ward.test.clock.set(ward.test.app.now() + 24 * 3600 * 1000);
        assert_eq!(
            ward.raw("GET", path, &[("cookie", &cookie)], Vec::new())
                .await
                .status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn who_asks_is_told_what_they_may() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(&[Permission::ReadUnits, Permission::WriteEntries]).await;
        let me = ward.get(&key, "/api/v1/me").await.json();
        assert_eq!(
            (me["by"].as_str(), me["name"].as_str()),
            (Some("key"), Some("Cổng dịch vụ"))
        );
        let acts: Vec<&str> = me["may"]
            .as_array()
            .expect("acts")
            .iter()
            .filter_map(|m| m["act"].as_str())
            .collect();
        assert_eq!(acts, ["write-entries", "read-units"]);
        assert_eq!(me["may"][0]["units"][0]["uid"], json!(ward.uid));
        let cookie = format!("dh={}", ward.official.cookie);
        let me = ward
            .raw("GET", "/api/v1/me", &[("cookie", &cookie)], Vec::new())
            .await
            .json();
        assert_eq!(
            (me["by"].as_str(), me["appointments"][0]["role"].as_str()),
            (Some("session"), Some("official"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_foreign_page_cannot_write_with_a_session() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let cookie = format!("dh={}", ward.official.cookie);
        let path = format!("/api/v1/entries/{}", uuid::Uuid::now_v7());
        let body = ward.body("2026-11-10", json!(60)).to_string().into_bytes();
        let send = |origin: &'static str| {
            let headers = [
                ("cookie", cookie.clone()),
                ("content-type", "application/json".to_owned()),
                ("origin", origin.to_owned()),
            ];
            let (ward, path, body) = (&ward, path.clone(), body.clone());
            async move {
                let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
                ward.raw("PUT", &path, &headers, body).await.status
            }
        };
        assert_eq!(send("https://elsewhere.example").await, StatusCode::NOT_FOUND);
        assert_eq!(send("http://localhost").await, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn the_description_and_its_page_are_for_everyone() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        assert_eq!(ward.document["openapi"], "3.1.0");
        let page = ward.raw("GET", "/api", &[], Vec::new()).await;
        let text = String::from_utf8_lossy(&page.bytes).into_owned();
        for (path, item) in ward.document["paths"].as_object().expect("paths") {
            assert!(text.contains(path.as_str()), "{path} stands on the page");
            for operation in item.as_object().expect("operations").values() {
                let scopes = operation["security"][0]["key"].clone();
                let is_public = operation["operationId"] == "show_description";
                assert_eq!(scopes == Value::Null, is_public, "{path} names its scopes");
            }
        }
        let english = ward
            .raw(
                "GET",
                "/api/v1/openapi.json",
                &[("accept-language", "en")],
                Vec::new(),
            )
            .await
            .json();
        assert_ne!(
            english["info"]["description"],
            ward.document["info"]["description"]
        );
    })
    .await;
}
