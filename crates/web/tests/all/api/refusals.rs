//! Whatever is wrong with a request, the answer is JSON of the one shape, never a page.

use super::ward::{ALL, Ward};
use crate::common::both_small;
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn every_parameter_that_is_wrong_is_named() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let ask = "/api/v1/entries?unit=abc&state=fnal&after=x&from=2026-13-01&trang=2&q=a&q=b";
        let refused = ward.get(&key, ask).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::BAD_REQUEST, "unreadable")
        );
        let mut found = refused.mistakes();
        found.sort();
        let wanted = [
            ("after", "not-a-number"),
            ("from", "not-a-day"),
            ("q", "given-twice"),
            ("state", "not-in-list"),
            ("trang", "unknown-parameter"),
            ("unit", "not-a-uuid"),
        ];
        assert_eq!(found, wanted.map(|(f, c)| (f.to_owned(), c.to_owned())));
    })
    .await;
}

#[tokio::test]
async fn described_parameters_are_known_and_others_are_not() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        for (path, item) in ward.document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let path = path
                    .replace("{id}", &ward.uid.to_string())
                    .replace("{uid}", &ward.uid.to_string())
                    .replace("{measure}", "x");
                let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
                let mut names: Vec<&str> = parameters
                    .iter()
                    .filter(|p| p["in"] == "query")
                    .filter_map(|p| p["name"].as_str())
                    .collect();
                names.push("nothing-of-the-kind");
                let query: Vec<String> = names.iter().map(|n| format!("{n}=%00")).collect();
                let headers = [("authorization", format!("Bearer {key}"))];
                let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
                let answer = ward
                    .raw(
                        &method.to_uppercase(),
                        &format!("{path}?{}", query.join("&")),
                        &headers,
                        Vec::new(),
                    )
                    .await;
                if answer.status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
                    continue;
                }
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{method} {path}");
                let unknown: Vec<String> = answer
                    .mistakes()
                    .into_iter()
                    .filter(|(_, code)| code == "unknown-parameter")
                    .map(|(field, _)| field)
                    .collect();
                assert_eq!(unknown, ["nothing-of-the-kind"], "{method} {path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_there_are_refused_as_json() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        for path in ["/api/v1/nothing", "/api/v2/me", "/api/v1/entries/", "/api/v1"] {
            let refused = ward.get(&key, path).await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (StatusCode::NOT_FOUND, "not-found"),
                "{path}"
            );
        }
        let refused = ward
            .send(&key, "DELETE", "/api/v1/entries/abc", Value::Null)
            .await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed")
        );
        assert_eq!(refused.headers["allow"], "GET, PUT");
        let unit = ward.test.uid(ward.beside);
        for path in [
            format!("/api/v1/units/{unit}"),
            format!("/api/v1/entries/{unit}"),
            format!("/api/v1/files/{unit}"),
        ] {
            assert_eq!(
                ward.get(&key, &path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn ids_and_bodies_without_the_described_shape_are_refused() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        for id in [
            "abc",
            "01926b2e000070008000000000000001",
            "%7B01926b2e-0000-7000-8000-000000000001%7D",
            "%FF",
        ] {
            let refused = ward
                .send(
                    &key,
                    "PUT",
                    &format!("/api/v1/entries/{id}"),
                    ward.body("2026-11-10", json!(1)),
                )
                .await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{id}");
        }
        let path = format!("/api/v1/entries/{}", uuid::Uuid::now_v7());
        let mut more = ward.body("2026-11-10", json!(1));
        more["extra"] = json!(1);
        let mut state = ward.body("2026-11-10", json!(1));
        state["state"] = json!("voided");
        for body in [
            more,
            state,
            json!([]),
            json!({}),
            json!("x"),
            ward.body("2026-11-10", json!({ "a": 1 })),
        ] {
            let refused = ward.send(&key, "PUT", &path, body.clone()).await;
            assert_eq!(
                (refused.status, refused.mistakes()[0].1.as_str()),
                (StatusCode::BAD_REQUEST, "wrong-shape"),
                "{body}"
            );
        }
        let bearer = format!("Bearer {key}");
        let json = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let refused = ward.raw("PUT", &path, &json, b"{".to_vec()).await;
        assert_eq!(
            (refused.status, refused.mistakes()[0].1.as_str()),
            (StatusCode::BAD_REQUEST, "not-json")
        );
        let plain = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
        let refused = ward.raw("PUT", &path, &plain, b"{}".to_vec()).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type")
        );
        let refused = ward.raw("PUT", &path, &json, vec![b' '; 2 * 1024 * 1024]).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::PAYLOAD_TOO_LARGE, "too-large")
        );
    })
    .await;
}

#[tokio::test]
async fn refusals_speak_the_reader_s_language() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let message = |language: &'static str| {
            let ward = &ward;
            async move {
                ward.raw("GET", "/api/v1/me", &[("accept-language", language)], Vec::new())
                    .await
                    .json()["message"]
                    .clone()
            }
        };
        assert!(
            message("vi")
                .await
                .as_str()
                .is_some_and(|m| m.starts_with("Chưa có mã kết nối"))
        );
        assert!(
            message("en")
                .await
                .as_str()
                .is_some_and(|m| m.starts_with("No key"))
        );
    })
    .await;
}
