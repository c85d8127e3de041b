//! Registers, units, and imports of sheets.

use super::ward::{ALL, Answer, Ward};
use crate::common::{both, both_small};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_register_tells_everything_that_a_form_needs() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let all = ward.get(&key, "/api/v1/registers").await.json();
        for register in all["registers"].as_array().expect("registers") {
            let one = ward
                .get(
                    &key,
                    &format!("/api/v1/registers/{}", register["id"].as_str().expect("a code")),
                )
                .await
                .json();
            assert_eq!(&one["register"], register);
            assert!(
                one["measures"].as_array().is_some_and(|m| !m.is_empty()),
                "{register}"
            );
            for field in one["fields"]
                .as_array()
                .expect("fields")
                .iter()
                .filter(|f| !f["list"].is_null())
            {
                assert!(
                    one["lists"]
                        .as_array()
                        .expect("lists")
                        .iter()
                        .any(|l| l["id"] == field["list"]),
                    "{field}"
                );
            }
        }
        assert_eq!(
            ward.get(&key, "/api/v1/registers/nothing").await.status,
            StatusCode::NOT_FOUND
        );
        let measures = ward.get(&key, "/api/v1/measures").await.json();
        assert!(measures["measures"].as_array().is_some_and(|m| m.len() > 20));
    })
    .await;
}

const HEADING: &str = "Ngày,Đơn vị,Hình thức,Nội dung tuyên truyền,Số lượt người dự\r\n";

/// A line of a sheet: an outreach session on a day, with the number of people reached.
fn line(day: &str, luot: &str) -> String {
    format!("{day},Tổ dân phố 1,Tại trường học,\"Phòng, chống ma túy\",{luot}\r\n")
}

/// Sends sheets of one register with a key.
struct Sheets<'a> {
    ward: &'a Ward,
    bearer: String,
}

impl Sheets<'_> {
    async fn post(&self, query: &str, kind: &str, sheet: &[u8]) -> Answer {
        let path = format!(
            "/api/v1/registers/tuyen-truyen/import?unit={}{query}",
            self.ward.uid
        );
        let headers = [("authorization", self.bearer.as_str()), ("content-type", kind)];
        self.ward.raw("POST", &path, &headers, sheet.to_vec()).await
    }
    async fn look_through(&self, sheet: &str) -> Answer {
        self.post("", "text/csv", sheet.as_bytes()).await
    }
    async fn take_in(&self, sheet: &str) -> Answer {
        self.post("&write=true", "text/csv", sheet.as_bytes()).await
    }
}

#[tokio::test]
async fn a_sheet_is_looked_through_then_taken_in_once() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let sheets = Sheets {
            ward: &ward,
            bearer: format!("Bearer {key}"),
        };
        let good = format!("{HEADING}{}", line("10/11/2026", "\"hơn 2.000\""));
        let looked = sheets.look_through(&good).await;
        let found = looked.json();
        assert_eq!(
            (looked.status, &found["good"][0]["row"], &found["written"]),
            (StatusCode::OK, &json!(2), &json!(0))
        );
        let taken = sheets.take_in(&good).await;
        assert_eq!(
            (taken.status, &taken.json()["written"]),
            (StatusCode::OK, &json!(1)),
            "{}",
            taken.json()
        );
        let again = sheets.take_in(&good).await;
        assert_eq!(
            (again.status, &again.json()["known"]),
            (StatusCode::OK, &json!(1))
        );
        bad_sheets_are_refused(&sheets, &good).await;
        let found = ward.get(&key, "/api/v1/entries?q=ma+tuy").await.json();
        assert_eq!(found["entries"].as_array().map(Vec::len), Some(1));
    })
    .await;
}

#[tokio::test]
async fn a_sheet_by_hand_with_the_old_word_for_the_audience_is_taken_in() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let sheets = Sheets {
            ward: &ward,
            bearer: format!("Bearer {key}"),
        };
        let head = "Ngày,Đơn vị,Hình thức,Nội dung tuyên truyền,Người nghe,Số lượt người dự\r\n";
        let row =
            "10/11/2026,Tổ dân phố 1,Tại trường học,\"Phòng, chống ma túy\",\"Học sinh, sinh viên\",46\r\n";
        let taken = sheets.take_in(&format!("{head}{row}")).await;
        let found = taken.json();
        assert_eq!(
            (taken.status, &found["written"]),
            (StatusCode::OK, &json!(1)),
            "{found}"
        );
        let entries = ward.get(&key, "/api/v1/entries?q=ma+tuy").await.json();
        let id = entries["entries"][0]["id"].as_str().expect("an entry").to_owned();
        let entry = ward.get(&key, &format!("/api/v1/entries/{id}")).await;
        let audience = &entry.json()["entry"]["values"]["nguoi-nghe"];
        assert!(audience.to_string().contains("hoc-sinh"), "{audience}");
    })
    .await;
}

async fn bad_sheets_are_refused(sheets: &Sheets<'_>, good: &str) {
    let two_wrong_cells = format!("{good}{}", line("32/11/2026", "nhiều"));
    let refused = sheets.take_in(&two_wrong_cells).await;
    assert_eq!(
        (refused.status, refused.json()["bad"].as_array().map(Vec::len)),
        (StatusCode::UNPROCESSABLE_ENTITY, Some(2))
    );
    let no_number = format!("{HEADING}{}", line("11/11/2026", "nhiều"));
    let refused = sheets.take_in(&no_number).await;
    assert_eq!(
        (refused.status, &refused.json()["bad"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("values.luot"))
    );
    assert_eq!(refused.json()["bad"][0]["address"], "E2");
    for (sheet, code) in [
        ("", "sheet-unreadable"),
        ("a,b\r\n1,2\r\n", "sheet-without-heading"),
    ] {
        let refused = sheets.look_through(sheet).await;
        assert_eq!(
            (refused.status, refused.mistakes()[0].1.as_str()),
            (StatusCode::BAD_REQUEST, code)
        );
    }
    assert_eq!(
        sheets.post("", "text/html", b"").await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
}

#[tokio::test]
async fn the_template_can_be_filled_and_sent_back() {
    both_small(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let sheet = ward
            .get(
                &key,
                &format!("/api/v1/registers/tuyen-truyen/template?unit={}", ward.uid),
            )
            .await;
        assert!(sheet.bytes.starts_with(b"PK"));
        let bearer = format!("Bearer {key}");
        let kind = sheet.headers["content-type"].to_str().expect("a media type");
        let path = format!("/api/v1/registers/tuyen-truyen/import?unit={}", ward.uid);
        let looked = ward
            .raw(
                "POST",
                &path,
                &[("authorization", &bearer), ("content-type", kind)],
                sheet.bytes.clone(),
            )
            .await;
        assert_eq!(
            (looked.status, &looked.json()["rows"]),
            (StatusCode::OK, &json!(0))
        );
        let missing = ward.get(&key, "/api/v1/registers/tuyen-truyen/template").await;
        assert_eq!(missing.mistakes(), [("unit".to_owned(), "missing".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn units_are_found_without_diacritics_and_tell_their_history() {
    both(|store| async {
        let ward = Ward::new(store).await;
        let (_, key) = ward.key(ALL).await;
        let found = ward
            .get(&key, "/api/v1/units?q=dien+hong&level=commune")
            .await
            .json();
        assert_eq!(
            (&found["total"], &found["units"][0]["uid"]),
            (&json!(1), &json!(ward.uid))
        );
        let all = ward.get(&key, "/api/v1/units").await.json();
        assert_eq!(all["total"], 3, "the ward and its two groups");
        let below = ward
            .get(
                &key,
                &format!("/api/v1/units?parent={}&per_page=1&page=2", ward.uid),
            )
            .await
            .json();
        assert_eq!(
            (&below["total"], below["units"].as_array().map(Vec::len)),
            (&json!(2), Some(1))
        );
        let before = ward.get(&key, "/api/v1/units?on=2025-12-31").await.json();
        assert_eq!(before["total"], 1, "its groups were founded a day later");
        let one = ward
            .get(&key, &format!("/api/v1/units/{}", ward.uid))
            .await
            .json();
        assert!(one["predecessors"].as_array().is_some_and(|p| !p.is_empty()));
        assert_eq!(one["children"].as_array().map(Vec::len), Some(2));
        let old = one["predecessors"][0]["unit"]["uid"]
            .as_str()
            .expect("a predecessor")
            .to_owned();
        let cookie = format!("dh={}", ward.official.cookie);
        let old = ward
            .raw(
                "GET",
                &format!("/api/v1/units/{old}"),
                &[("cookie", &cookie)],
                Vec::new(),
            )
            .await
            .json();
        assert_eq!(
            (&old["is_alive"], &old["heirs"][0]["unit"]["uid"]),
            (&json!(false), &json!(ward.uid))
        );
    })
    .await;
}
