//! Many entries in one commit.

use super::ward::{ALL, Ward};
use crate::common::both_small;
use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

const PATH: &str = "/api/v1/entries:batch";

fn became(answer: &Value) -> Vec<&str> {
    answer["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|i| i["became"].as_str())
        .collect()
}

#[tokio::test]
async fn a_batch_is_written_wholly_or_not_at_all_and_once() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let one = |luot: Value| json!({ "id": Uuid::now_v7(), "entry": ward.body("2026-11-10", luot) });
        let (good, bad) = (one(json!(40)), one(json!("nhiều")));
        let batch = json!({ "entries": [good, bad] });
        let refused = ward.send(&key, "POST", PATH, batch.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            (&refused.json()["written"], became(&refused.json())),
            (&json!(0), vec!["left", "refused"])
        );
        assert_eq!(
            refused.json()["items"][1]["error"]["mistakes"][0]["field"],
            "values.luot"
        );
        assert_eq!(ward.get(&key, "/api/v1/entries").await.json()["total"], 0);
        let mut wished = batch;
        wished["mode"] = json!("good-ones");
        let taken = ward.send(&key, "POST", PATH, wished.clone()).await;
        assert_eq!(
            (taken.status, became(&taken.json())),
            (StatusCode::OK, vec!["created", "refused"])
        );
        let again = ward.send(&key, "POST", PATH, wished).await;
        assert_eq!(
            (&again.json()["written"], became(&again.json())),
            (&json!(0), vec!["was-there", "refused"])
        );
        assert_eq!(
            ward.get(&key, "/api/v1/figures/luot-tuyen-truyen").await.json()["figure"]["steps"],
            40
        );
    })
    .await;
}

#[tokio::test]
async fn nothing_in_a_batch_counts_twice() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let month = |unit: Uuid| {
            json!({ "id": Uuid::now_v7(), "entry": {
                "register": "tinh-hinh", "unit": unit, "day": "2026-10", "state": "final", "values": { "toi-pham": 1 } } })
        };
        let batch = json!({ "entries": [month(ward.groups[0]), month(ward.groups[0]), month(ward.groups[1])], "mode": "good-ones" });
        let answer = ward.send(&key, "POST", PATH, batch).await.json();
        assert_eq!(became(&answer), ["created", "refused", "created"]);
        assert_eq!(answer["items"][1]["error"]["mistakes"][0]["code"], "month-taken");
        let homes = |unit: Uuid, count: i64| {
            json!({ "id": Uuid::now_v7(), "entry": {
                "register": "dan-cu", "unit": unit, "day": "2026-11-01", "state": "final", "values": { "so-ho": count } } })
        };
        let batch = json!({ "entries": [homes(ward.groups[0], 100), homes(ward.uid, 2500)] });
        let answer = ward.send(&key, "POST", PATH, batch).await.json();
        assert_eq!((became(&answer), &answer["items"][1]["error"]["mistakes"][0]["code"]), (vec!["left", "refused"], &json!("stated-elsewhere")));
        let twice = homes(ward.groups[0], 100);
        let answer = ward.send(&key, "POST", PATH, json!({ "entries": [twice, twice] })).await.json();
        assert_eq!(answer["items"][1]["error"]["error"], "id-taken");
    })
    .await;
}

#[tokio::test]
async fn a_batch_revises_creates_and_names_who_was_faster() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let (path, _) = ward.session(&key, "2026-11-10", json!(60)).await;
        let id = path.rsplit('/').next().expect("an id").to_owned();
        let revise = |seen: i64| {
            let mut entry = ward.body("2026-11-10", json!(70));
            (entry["seen_rev"], entry["reason"]) = (json!(seen), json!("đếm lại"));
            json!({ "id": id, "entry": entry })
        };
        let new = json!({ "id": Uuid::now_v7(), "entry": ward.body("2026-11-11", json!(5)) });
        let done = ward
            .send(&key, "POST", PATH, json!({ "entries": [revise(1), new] }))
            .await;
        assert_eq!(
            (done.status, became(&done.json())),
            (StatusCode::OK, vec!["revised", "created"])
        );
        let stale = ward
            .send(&key, "POST", PATH, json!({ "entries": [revise(1)] }))
            .await
            .json();
        assert_eq!(
            (
                &stale["items"][0]["error"]["error"],
                &stale["items"][0]["error"]["rev"]
            ),
            (&json!("conflict"), &json!(2))
        );
        assert_eq!(
            ward.get(&key, "/api/v1/figures/luot-tuyen-truyen").await.json()["figure"]["steps"],
            75
        );
    })
    .await;
}

#[tokio::test]
async fn a_thousand_entries_go_at_once_and_no_more() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let entries: Vec<Value> = (0..1001)
            .map(|i| json!({ "id": Uuid::now_v7(), "entry": ward.body("2026-11-10", json!(i % 7)) }))
            .collect();
        let refused = ward.send(&key, "POST", PATH, json!({ "entries": entries })).await;
        assert_eq!(
            (refused.status, refused.mistakes()[0].1.as_str()),
            (StatusCode::BAD_REQUEST, "too-many")
        );
        let taken = ward
            .send(&key, "POST", PATH, json!({ "entries": entries[..1000] }))
            .await;
        assert_eq!(
            (taken.status, &taken.json()["written"]),
            (StatusCode::OK, &json!(1000))
        );
        let sum: i64 = (0..1000).map(|i| i % 7).sum();
        assert_eq!(
            ward.get(&key, "/api/v1/figures/luot-tuyen-truyen").await.json()["figure"]["steps"],
            sum
        );
    })
    .await;
}
