//! Totals, figures and their proof: the same numbers everywhere.

use super::ward::{ALL, Ward};
use crate::common::both_small;
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_figure_is_the_same_in_totals_table_and_proof() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        ward.session(&key, "2026-03-10", json!("hơn 2.000")).await;
        ward.session(&key, "2026-11-10", json!(64)).await;
        let days = format!("unit={}&from=2026-01-01&to=2026-11-20", ward.uid);
        let row = line_of_totals(&ward, &key, &days).await;
        assert_eq!(
            (&row["figure"]["steps"], &row["figure"]["bound"]),
            (&json!(2064), &json!("at-least"))
        );
        let one = figure(&ward, &key, &format!("luot-tuyen-truyen?{days}")).await;
        assert_eq!(one["figure"], row["figure"]);
        let item = figure(&ward, &key, &format!("buoi-theo-noi-dung:ma-tuy?{days}")).await;
        assert_eq!(item["figure"]["steps"], 2);
        proof_leads_to_entries(&ward, &key, &days, &row["figure"]).await;
        tables_hold_the_figure(&ward, &key, &days).await;
    })
    .await;
}

/// The line of people reached among the totals.
async fn line_of_totals(ward: &Ward, key: &str, days: &str) -> Value {
    let totals = ward.get(key, &format!("/api/v1/totals?{days}")).await.json();
    let sections = totals["sections"].as_array().expect("sections");
    let mut rows = sections.iter().flat_map(|s| s["rows"].as_array().expect("rows"));
    let row = rows.find(|r| r["measure"] == "luot-tuyen-truyen");
    row.expect("the line").clone()
}

async fn figure(ward: &Ward, key: &str, path: &str) -> Value {
    ward.get(key, &format!("/api/v1/figures/{path}")).await.json()
}

/// Two pages of one posting each, the newest first, leading to an entry.
async fn proof_leads_to_entries(ward: &Ward, key: &str, days: &str, expected: &Value) {
    let path = format!("luot-tuyen-truyen/proof?{days}&per_page=1");
    let proof = figure(ward, key, &path).await;
    assert_eq!(
        (&proof["figure"]["figure"], &proof["total"]),
        (expected, &Value::Null),
        "what does not fit one answer is not counted"
    );
    let steps = |p: &Value| p["lines"][0]["amount"]["steps"].as_i64().unwrap_or_default();
    let next = proof["next"].as_str().expect("there are older ones");
    let second = figure(ward, key, &format!("{path}&after={next}")).await;
    assert_eq!((steps(&proof), steps(&second)), (64, 2000));
    assert_eq!((&second["next"], &second["total"]), (&Value::Null, &Value::Null));
    let all = figure(ward, key, &format!("luot-tuyen-truyen/proof?{days}")).await;
    assert_eq!((&all["total"], &all["next"]), (&json!(2), &Value::Null));
    let wrong = ward.get(key, &format!("/api/v1/figures/{path}&after=x")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(
        wrong
            .mistakes()
            .contains(&("after".to_owned(), "not-in-list".to_owned()))
    );
    let entry = proof["lines"][0]["entry"]["id"].as_str().expect("an entry");
    let entry = ward.get(key, &format!("/api/v1/entries/{entry}")).await;
    assert_eq!(entry.status, StatusCode::OK);
}

async fn tables_hold_the_figure(ward: &Ward, key: &str, days: &str) {
    let csv = ward.get(key, &format!("/api/v1/totals.csv?{days}")).await;
    let text = String::from_utf8_lossy(&csv.bytes);
    assert!(text.contains("2064"), "{text}");
    let sheet = ward.get(key, &format!("/api/v1/totals.xlsx?{days}")).await;
    assert!(sheet.bytes.starts_with(b"PK"));
}

#[tokio::test]
async fn a_stated_share_is_shown_and_never_added() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let measures = ward.get(&key, "/api/v1/measures").await.json();
        let share = measures["measures"]
            .as_array()
            .expect("measures")
            .iter()
            .find(|m| m["kind"] == "share")
            .cloned();
        let Some(share) = share else { return };
        let one = ward
            .get(
                &key,
                &format!("/api/v1/figures/{}", share["code"].as_str().expect("a code")),
            )
            .await
            .json();
        assert_eq!((&one["figure"], &one["share"]), (&Value::Null, &Value::Null));
    })
    .await;
}

#[tokio::test]
async fn periods_and_maps_are_chosen_by_name_or_day() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        ward.session(&key, "2026-03-10", json!(64)).await;
        let steps = |query: &'static str| {
            let (ward, key) = (&ward, &key);
            async move {
                ward.get(key, &format!("/api/v1/figures/luot-tuyen-truyen?{query}"))
                    .await
                    .json()["figure"]["steps"]
                    .clone()
            }
        };
        for query in [
            "",
            "period=2026",
            "period=2026-Q1",
            "period=2026-03",
            "from=2026-03-10&to=2026-03-10",
            "lens=today",
            "lens=2026-06-01",
        ] {
            assert_eq!(steps(query).await, 64, "{query}");
        }
        for query in ["period=2025", "from=2026-03-11", "period=2026-H2"] {
            assert_eq!(steps(query).await, Value::Null, "{query}");
        }
        for (query, field, code) in [
            ("from=2026-03-11&to=2026-03-10", "from", "not-a-period"),
            ("period=2026-13", "period", "not-a-period"),
            ("period=2026&from=2026-01-01", "from", "not-a-period"),
            ("lens=then", "lens", "not-in-list"),
        ] {
            let refused = ward.get(&key, &format!("/api/v1/totals?{query}")).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{query}");
            assert!(
                refused.mistakes().contains(&(field.to_owned(), code.to_owned())),
                "{query}: {:?}",
                refused.mistakes()
            );
        }
        assert_eq!(
            ward.get(&key, "/api/v1/figures/nothing").await.status,
            StatusCode::NOT_FOUND
        );
        let other = ward.test.uid(ward.beside);
        assert_eq!(
            ward.get(&key, &format!("/api/v1/totals?unit={other}"))
                .await
                .status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn lists_are_filtered_paged_and_hide_the_drafts_of_others() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        for day in ["2026-03-10", "2026-04-10", "2026-05-10"] {
            ward.session(&key, day, json!(10)).await;
        }
        let mut draft = ward.body("2026-05-11", json!(10));
        draft["state"] = json!("draft");
        ward.send(
            &key,
            "PUT",
            &format!("/api/v1/entries/{}", uuid::Uuid::now_v7()),
            draft,
        )
        .await;
        let all = ward
            .get(&key, "/api/v1/entries?register=tuyen-truyen&per_page=2")
            .await
            .json();
        assert_eq!(
            (&all["total"], all["entries"].as_array().map(Vec::len)),
            (&json!(4), Some(2))
        );
        assert_eq!(
            all["counts"],
            json!({ "draft": 1, "sent": 0, "final": 3, "voided": 0 })
        );
        let spring = ward
            .get(&key, "/api/v1/entries?from=2026-04-01&to=2026-04-30&state=final")
            .await
            .json();
        assert_eq!(
            (&spring["total"], spring["entries"].as_array().map(Vec::len)),
            (&json!(null), Some(1)),
            "days are not counted"
        );
        assert_eq!(spring["entries"][0]["day"], "2026-04-10");
        let after = all["next"].as_str().expect("there are older ones");
        let path = format!("/api/v1/entries?register=tuyen-truyen&per_page=2&after={after}");
        let rest = ward.get(&key, &path).await.json();
        assert_eq!(
            (rest["entries"].as_array().map(Vec::len), &rest["next"]),
            (Some(2), &json!(null))
        );
        let ids = |of: &serde_json::Value| -> Vec<String> {
            let entries = of["entries"].as_array().expect("entries");
            entries.iter().map(|e| e["id"].to_string()).collect()
        };
        let mut shown = [ids(&all), ids(&rest)].concat();
        shown.sort();
        shown.dedup();
        assert_eq!(shown.len(), 4, "each entry once");
        let cookie = format!("dh={}", ward.official.cookie);
        let seen = ward
            .raw("GET", "/api/v1/entries", &[("cookie", &cookie)], Vec::new())
            .await
            .json();
        assert_eq!(seen["total"], 3);
    })
    .await;
}

#[tokio::test]
async fn an_indicator_is_exact_with_its_bound_and_what_it_rests_on() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        ward.session(&key, "2025-08-10", json!(90)).await;
        ward.session(&key, "2026-03-10", json!("hơn 100")).await;
        ward.session(&key, "2026-05-10", json!(50)).await;
        ward.session(&key, "2026-06-10", json!(50)).await;
        let days = format!("unit={}&from=2026-01-01&to=2026-10-31", ward.uid);
        let answer = ward
            .get(&key, &format!("/api/v1/indicators/luot-moi-buoi?{days}"))
            .await
            .json();
        let row = &answer["sections"][0]["rows"][0];
        assert_eq!(
            (&row["result"]["steps"], &row["result"]["scale"]),
            // At least 66,67 is no more than 66,6: a bound is rounded away from certainty.
            (&json!(666), &json!(1)),
            "{row}"
        );
        assert_eq!(
            row["result"]["value"],
            json!({
                "exact": { "numerator": "200", "denominator": "3" },
                "bound": "at-least",
                "low": { "numerator": "200", "denominator": "3" },
                "high": null,
            })
        );
        // At least 66,7 against exactly 90 decides nothing.
        assert_eq!(row["compared"]["verdict"], "inconclusive");
        assert_eq!(row["evidence"].as_array().map(Vec::len), Some(2));
        for evidence in row["evidence"].as_array().expect("evidence") {
            let code = evidence["measure"].as_str().expect("a code");
            let figure = ward
                .get(&key, &format!("/api/v1/figures/{code}?{days}"))
                .await
                .json();
            assert_eq!(figure["figure"], evidence["figure"], "{code}");
        }
        let whole = ward.get(&key, &format!("/api/v1/indicators?{days}")).await.json();
        let all = whole["sections"].as_array().expect("sections").iter();
        let same = all.flat_map(|s| s["rows"].as_array().expect("rows").clone());
        assert!(same.into_iter().any(|r| r == *row));
        let missing = ward.get(&key, "/api/v1/indicators/khong-co").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    })
    .await;
}
