//! Recording, sending again, correcting, voiding; files.

use super::ward::{ALL, Answer, Ward};
use crate::common::both_small;
use axum::http::StatusCode;
use dienhong_domain::rights::{Permission, Role};
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test]
async fn the_same_entry_sent_again_changes_nothing() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let (path, first) = ward.session(&key, "2026-11-10", json!(60)).await;
        assert_eq!(first.status, StatusCode::CREATED);
        assert_eq!(
            (&first.json()["rev"], &first.json()["was_there"]),
            (&json!(1), &json!(false))
        );
        // Other words for the same answers are the same entry.
        for again in [json!(60), json!("60"), json!({ "steps": 600, "scale": 1 })] {
            let same = ward
                .send(&key, "PUT", &path, ward.body("10/11/2026", again.clone()))
                .await;
            assert_eq!(
                (same.status, &same.json()["was_there"]),
                (StatusCode::OK, &json!(true)),
                "{again}"
            );
        }
        assert_eq!(
            ward.get(&key, "/api/v1/figures/luot-tuyen-truyen").await.json()["figure"]["steps"],
            60
        );
        let entry = ward.get(&key, &path).await.json();
        assert_eq!(entry["revisions"].as_array().map(Vec::len), Some(1));
    })
    .await;
}

#[tokio::test]
async fn an_id_that_is_taken_tells_nothing_of_what_is_there() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let (path, _) = ward.session(&key, "2026-11-10", json!(60)).await;
        let other = ward
            .send(&key, "PUT", &path, ward.body("2026-11-10", json!(61)))
            .await;
        // Somebody of another ward with the very same content, and with their own.
        let stranger = ward.test.person(Role::Official, ward.beside).await;
        let cookie = format!("dh={}", stranger.cookie);
        let headers = [
            ("cookie", cookie.as_str()),
            ("content-type", "application/json"),
            ("accept-language", "en"),
        ];
        let same = ward
            .raw(
                "PUT",
                &path,
                &headers,
                ward.body("2026-11-10", json!(60)).to_string().into_bytes(),
            )
            .await;
        let mut own = ward.body("2026-11-10", json!(60));
        own["unit"] = json!(ward.test.uid(ward.beside));
        let own = ward
            .raw("PUT", &path, &headers, own.to_string().into_bytes())
            .await;
        for (who, refused) in [("other", &other), ("same", &same), ("own", &own)] {
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (StatusCode::CONFLICT, "id-taken"),
                "{who}"
            );
            assert_eq!(refused.bytes, other.bytes, "{who}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_answered_can_be_sent_back() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let (path, made) = ward.session(&key, "2026-11-10", json!("hơn 2.000")).await;
        assert_eq!(made.status, StatusCode::CREATED);
        let entry = ward.get(&key, &path).await.json()["entry"].clone();
        assert_eq!(
            entry["values"]["luot"],
            json!({ "steps": 2000, "scale": 0, "bound": "at-least" })
        );
        assert_eq!(entry["values"]["noi-dung"], json!(["thu-doan", "ma-tuy"]));
        assert_eq!(entry["texts"]["dia-diem"], "Hội trường tổ 3");
        let mut back = json!({});
        for name in ["register", "day", "state", "values", "texts"] {
            back[name] = entry[name].clone();
        }
        back["unit"] = entry["unit"]["uid"].clone();
        assert_eq!(
            ward.send(&key, "PUT", &path, back.clone()).await.json()["was_there"],
            true
        );
        back["seen_rev"] = entry["rev"].clone();
        back["values"]["luot"] = json!(2500);
        let without = ward.send(&key, "PUT", &path, back.clone()).await;
        assert_eq!(
            without.mistakes(),
            [("reason".to_owned(), "no-reason".to_owned())]
        );
        back["reason"] = json!("đếm lại");
        let revised = ward.send(&key, "PUT", &path, back.clone()).await;
        assert_eq!(
            (revised.status, &revised.json()["rev"]),
            (StatusCode::OK, &json!(2))
        );
        let stale = ward.send(&key, "PUT", &path, back).await;
        assert_eq!(
            (stale.status, stale.code().as_str(), &stale.json()["rev"]),
            (StatusCode::CONFLICT, "conflict", &json!(2))
        );
        let entry = ward.get(&key, &path).await.json();
        assert_eq!(entry["revisions"][0]["reason"], "đếm lại");
        assert_eq!(entry["revisions"][0]["changes"].as_array().map(Vec::len), Some(1));
        assert_eq!(
            ward.get(&key, "/api/v1/figures/luot-tuyen-truyen").await.json()["figure"]["steps"],
            2500
        );
    })
    .await;
}

#[tokio::test]
async fn all_mistakes_come_at_once() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let body = json!({
            "register": "tuyen-truyen", "unit": ward.uid, "day": "2027-01-01", "state": "final",
            "values": { "hinh-thuc": "nothing", "luot": "khoang sau muoi", "colour": 1, "anh": null },
        });
        let refused = ward
            .send(&key, "PUT", &format!("/api/v1/entries/{}", Uuid::now_v7()), body)
            .await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "mistakes")
        );
        let mut found = refused.mistakes();
        found.sort();
        let wanted = [
            ("day", "day-in-the-future"),
            ("values.colour", "unknown-field"),
            ("values.hinh-thuc", "not-in-list"),
            ("values.luot", "not-a-number"),
            ("values.noi-dung", "missing"),
        ];
        assert_eq!(found, wanted.map(|(f, c)| (f.to_owned(), c.to_owned())));
        let mut unknown = ward.body("2026-11-10", json!(60));
        unknown["register"] = json!("nothing");
        let refused = ward
            .send(
                &key,
                "PUT",
                &format!("/api/v1/entries/{}", Uuid::now_v7()),
                unknown,
            )
            .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        let mut elsewhere = ward.body("2026-11-10", json!(60));
        elsewhere["unit"] = json!(ward.test.uid(ward.beside));
        let refused = ward
            .send(
                &key,
                "PUT",
                &format!("/api/v1/entries/{}", Uuid::now_v7()),
                elsewhere.clone(),
            )
            .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        elsewhere["unit"] = json!(Uuid::nil());
        let refused = ward
            .send(
                &key,
                "PUT",
                &format!("/api/v1/entries/{}", Uuid::now_v7()),
                elsewhere,
            )
            .await;
        assert_eq!(refused.mistakes(), [("unit".to_owned(), "no-unit".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_doubled_key_inside_values_is_refused_by_its_name() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let bearer = format!("Bearer {key}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/api/v1/entries/{}", Uuid::now_v7());
        let whole = ward.body("2026-11-10", json!(60)).to_string();
        let doubled = whole.replace("\"luot\":60", "\"luot\":64,\"luot\":60");
        assert_ne!(doubled, whole);
        let refused = ward
            .raw("PUT", &path, &headers, doubled.clone().into_bytes())
            .await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_eq!(
            refused.mistakes(),
            [("values.luot".to_owned(), "given-twice".to_owned())]
        );
        // The same question in both places, and inside a batch.
        let mut both = ward.body("2026-11-10", json!(60));
        both["values"]["dia-diem"] = json!("Hội trường tổ 3");
        both["texts"]["dia-diem"] = json!("Nhà rông");
        let refused = ward.send(&key, "PUT", &path, both).await;
        assert_eq!(
            refused.mistakes(),
            [("texts.dia-diem".to_owned(), "given-twice".to_owned())]
        );
        let batch = format!(
            r#"{{"entries":[{{"id":"{}","entry":{doubled}}}]}}"#,
            Uuid::now_v7()
        );
        let refused = ward
            .raw("POST", "/api/v1/entries:batch", &headers, batch.into_bytes())
            .await;
        let place = "entries.0.entry.values.luot".to_owned();
        assert_eq!(refused.mistakes(), [(place, "given-twice".to_owned())]);
        assert_eq!(ward.get(&key, &path).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn of_several_photos_the_damaged_one_is_named() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let path = format!("/api/v1/entries/{}", Uuid::now_v7());
        let mut sent = ward.body("2026-11-10", json!(60));
        sent["state"] = json!("sent");
        ward.send(&key, "PUT", &path, sent).await;
        let avif = b"\0\0\0\x1cftypavif\0\0\0\0mif1avif";
        let files: [(&str, &[u8]); 4] = [
            ("IMG_1.jpg", b"\xff\xd8\xff\xe0 cut"),
            ("IMG_2.jpg", b""),
            ("IMG_3.avif", avif),
            ("", b"no picture"),
        ];
        let mut body = b"--mark\r\nContent-Disposition: form-data; name=\"seen_rev\"\r\n\r\n1\r\n\
            --mark\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\nanh\r\n"
            .to_vec();
        for (name, bytes) in files {
            let head = format!(
                "--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend(b"--mark--\r\n");
        let bearer = format!("Bearer {key}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "multipart/form-data; boundary=mark"),
            ("accept-language", "vi"),
        ];
        let refused = ward.raw("POST", &format!("{path}/files"), &headers, body).await;
        let said: Vec<String> = refused.json()["mistakes"]
            .as_array()
            .expect("mistakes")
            .iter()
            .map(|m| m["message"].as_str().unwrap_or_default().to_owned())
            .collect();
        let wanted = [
            "“IMG_1.jpg” bị hỏng",
            "“IMG_2.jpg” trống không",
            "“IMG_3.avif” là ảnh AVIF",
            "“Tệp thứ 4” không phải ảnh",
        ];
        assert_eq!(said.len(), 4, "{said:?}");
        for (sentence, words) in said.iter().zip(wanted) {
            assert!(sentence.contains(words), "{sentence}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_entry_goes_from_state_to_state_with_its_reasons() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let path = format!("/api/v1/entries/{}", Uuid::now_v7());
        let mut draft = ward.body("2026-11-10", json!(60));
        draft["state"] = json!("draft");
        draft["values"]["noi-dung"] = Value::Null;
        assert_eq!(ward.send(&key, "PUT", &path, draft).await.status, StatusCode::CREATED);
        let state = format!("{path}/state");
        let to = |state: &str, rev: i64, reason: &str| json!({ "state": state, "seen_rev": rev, "reason": reason });
        let refused = ward.send(&key, "POST", &state, to("final", 1, "")).await;
        assert_eq!(refused.mistakes(), [("values.noi-dung".to_owned(), "missing".to_owned())]);
        let mut whole = ward.body("2026-11-10", json!(60));
        (whole["state"], whole["seen_rev"]) = (json!("sent"), json!(1));
        assert_eq!(ward.send(&key, "PUT", &path, whole).await.json()["state"], "sent");
        assert_eq!(ward.send(&key, "POST", &state, to("draft", 2, "")).await.mistakes()[0].1, "no-reason");
        assert_eq!(ward.send(&key, "POST", &state, to("final", 2, "")).await.json()["rev"], 3);
        assert_eq!(ward.send(&key, "POST", &state, to("final", 2, "")).await.code(), "conflict");
        let voided = ward.send(&key, "POST", &state, to("voided", 3, "ghi nhầm sổ")).await;
        assert_eq!(voided.json()["state"], "voided");
        assert_eq!(ward.send(&key, "POST", &state, to("final", 4, "x")).await.status, StatusCode::NOT_FOUND);
        let entry = ward.get(&key, &path).await.json();
        let steps: i64 = entry["postings"].as_array().expect("lines").iter().filter_map(|p| p["amount"]["steps"].as_i64()).sum();
        assert_eq!(steps, 0, "what was voided is taken away");
    })
    .await;
}

#[tokio::test]
async fn files_come_with_a_revision_and_go_to_readers_only() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let (_, blind) = ward
            .key(&[
                Permission::ReadUnits,
                Permission::WriteEntries,
                Permission::ReadTotals,
            ])
            .await;
        let path = format!("/api/v1/entries/{}", Uuid::now_v7());
        let mut sent = ward.body("2026-11-10", json!(60));
        sent["state"] = json!("sent");
        ward.send(&key, "PUT", &path, sent).await;
        let add = async |fields: &[(&str, &str)]| upload(&ward, &key, &path, fields).await;
        let added = add(&[
            ("seen_rev", "1"),
            ("field", "tai-lieu"),
            ("file", "Kế hoạch tháng 11"),
        ])
        .await;
        assert_eq!((added.status, &added.json()["rev"]), (StatusCode::OK, &json!(2)));
        let href = added.json()["files"][0]["href"]
            .as_str()
            .expect("an address")
            .to_owned();
        let bytes = ward.get(&key, &href).await;
        assert_eq!(String::from_utf8_lossy(&bytes.bytes), "Kế hoạch tháng 11");
        assert_eq!(ward.get(&blind, &href).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            ward.get(&key, &format!("{href}?small=true")).await.status,
            StatusCode::OK
        );
        let stale = add(&[("seen_rev", "1"), ("field", "tai-lieu"), ("file", "x")]).await;
        assert_eq!(stale.code(), "conflict");
        let wrong = add(&[("seen_rev", "2"), ("field", "luot"), ("file", "x")]).await;
        assert_eq!(
            wrong.mistakes(),
            [("field".to_owned(), "unknown-field".to_owned())]
        );
        let picture = add(&[("seen_rev", "2"), ("field", "anh"), ("file", "no picture")]).await;
        assert_eq!(
            picture.mistakes(),
            [("values.anh".to_owned(), "photo".to_owned())]
        );
        let none = add(&[("more", "1")]).await;
        assert_eq!((none.status, none.mistakes().len()), (StatusCode::BAD_REQUEST, 4));
    })
    .await;
}

/// Sends fields of a form to an entry's files; the one named `file` as a file.
async fn upload(ward: &Ward, key: &str, entry: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        let file = if *name == "file" {
            "; filename=\"kế hoạch.txt\""
        } else {
            ""
        };
        body.push_str(&format!(
            "--mark\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("--mark--\r\n");
    let bearer = format!("Bearer {key}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "multipart/form-data; boundary=mark"),
    ];
    ward.raw("POST", &format!("{entry}/files"), &headers, body.into_bytes())
        .await
}
