//! The endpoint that receives drafts of phones: each gets a result, nothing is written twice, and nobody writes in another
//! person's name. On both engines.

use crate::common::{Person, TestApp, both, noon};
use axum::http::StatusCode;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::UnitId;
use dienhong_web::testing::{MOST, Sent};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

const DRAFTS: &str = "/api/phone/drafts";

struct Played {
    test: TestApp,
    official: Person,
    ward: UnitId,
}

async fn play(store: dienhong_store::Store) -> Played {
    let test = TestApp::new(store, noon(2026, 11, 22)).await;
    let ward = test.unit("23563", "Diên Hồng", Day::new(2026, 1, 1).expect("a day"));
    let official = test.person(Role::Official, ward).await;
    Played { test, official, ward }
}

impl Played {
    async fn number(&self, person: &Person) -> String {
        self.test.actor(person).await.person.to_string()
    }

    fn draft(&self, id: Uuid, count: &str, seen: &str) -> Value {
        let uid = self.test.uid(self.ward).to_string();
        json!({
            "id": id, "register": "tuyen-truyen", "at": noon(2026, 11, 22), "contact": noon(2026, 11, 20), "day_checked": false,
            "fields": [["id", id.to_string()], ["seen", seen], ["q-don-vi", uid], ["q-ngay", "22/11/2026"], ["trang-thai", "final"],
                ["q-ly-do", "Đếm lại"], ["hinh-thuc", "sinh-hoat-to"], ["noi-dung", "ma-tuy"], ["luot", count]],
        })
    }

    async fn send(&self, person: &Person, number: &str, drafts: &[Value]) -> (StatusCode, Vec<Value>) {
        let body = json!({ "person": number, "drafts": drafts }).to_string();
        let page = self
            .test
            .upload(person, DRAFTS, &[("drafts", body.as_str())], &[])
            .await;
        let items = match page.status {
            StatusCode::OK => page.json()["items"].as_array().cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        (page.status, items)
    }

    async fn one(&self, draft: Value) -> Value {
        let number = self.number(&self.official).await;
        let (status, mut items) = self.send(&self.official, &number, &[draft]).await;
        assert_eq!((status, items.len()), (StatusCode::OK, 1));
        items.remove(0)
    }

    async fn entries(&self) -> i64 {
        let count = self
            .test
            .app
            .store
            .number("SELECT COUNT(*) FROM entry", vec![])
            .await;
        count.expect("counted")
    }
}

#[tokio::test]
async fn each_draft_gets_its_answer_and_none_is_written_twice() {
    both(|store| async {
        let p = play(store).await;
        let (good, wrong) = (Uuid::now_v7(), Uuid::now_v7());
        let number = p.number(&p.official).await;
        let drafts = [p.draft(good, "hơn 46", ""), p.draft(wrong, "nhiều", "")];
        let (_, items) = p.send(&p.official, &number, &drafts).await;
        assert_eq!(items[0]["became"], "recorded");
        assert_eq!(items[1]["became"], "fix");
        assert!(
            items[1]["mistakes"][0]
                .as_str()
                .is_some_and(|m| m.contains("phải là số")),
            "{items:?}"
        );
        assert_eq!(
            p.entries().await,
            1,
            "the good one is written though the other is not"
        );
        assert_eq!(p.one(p.draft(good, "hơn 46", "")).await["became"], "recorded");
        assert_eq!(p.entries().await, 1);

        // Another version under the same id: both are to be shown.
        let other = p.one(p.draft(good, "47", "")).await;
        assert_eq!((&other["became"], &other["rev"]), (&json!("conflict"), &json!(1)));
        // A revision whose response was lost is recognised by its content.
        assert_eq!(p.one(p.draft(good, "47", "1")).await["became"], "recorded");
        assert_eq!(p.one(p.draft(good, "47", "1")).await["became"], "recorded");
        assert_eq!(p.one(p.draft(good, "48", "1")).await["became"], "conflict");
    })
    .await;
}

/// The pack changed while the phone was offline: an answer to a removed question is reported, not discarded.
#[tokio::test]
async fn an_answer_to_a_question_that_is_no_more_is_not_lost_unseen() {
    both(|store| async {
        let p = play(store).await;
        let mut draft = p.draft(Uuid::now_v7(), "46", "");
        let fields = draft["fields"].as_array_mut().expect("fields");
        fields.push(json!(["so-ho-du", "25"]));
        fields.push(json!(["so-ho-du-bound", "exact"]));
        let item = p.one(draft.clone()).await;
        assert_eq!(item["became"], "fix", "{item}");
        assert!(
            item["mistakes"][0]
                .as_str()
                .is_some_and(|m| m.contains("so-ho-du")),
            "{item}"
        );
        assert_eq!(p.entries().await, 0);
        // An empty one is ignored.
        let fields = draft["fields"].as_array_mut().expect("fields");
        let last = fields.len() - 2;
        fields[last] = json!(["so-ho-du", " "]);
        assert_eq!(p.one(draft).await["became"], "recorded");
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_written_is_told_apart() {
    both(|store| async {
        let p = play(store).await;
        let id = Uuid::now_v7();
        assert_eq!(p.one(p.draft(id, "46", "")).await["became"], "recorded");
        let elsewhere = p
            .test
            .unit("23586", "Hội Phú", Day::new(2026, 1, 1).expect("a day"));
        let stranger = p.test.person(Role::Official, elsewhere).await;
        let number = p.number(&stranger).await;
        // The id of an entry that the person may not see reveals nothing; the unit is not theirs either.
        let (_, items) = p.send(&stranger, &number, &[p.draft(id, "46", "")]).await;
        assert_eq!(items[0]["became"], "refused");
        assert!(
            items[0]["words"]
                .as_str()
                .is_some_and(|w| w.contains("Diên Hồng")),
            "{items:?}"
        );
        let mut taken = p.draft(id, "46", "");
        taken["fields"][2][1] = json!(p.test.uid(elsewhere).to_string());
        let (_, items) = p.send(&stranger, &number, &[taken]).await;
        assert_eq!(items[0]["became"], "taken");
        assert!(items[0]["rev"].is_null());
        // Nobody sends in another person's name.
        let (status, _) = p
            .send(
                &stranger,
                &p.number(&p.official).await,
                &[p.draft(Uuid::now_v7(), "1", "")],
            )
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
        let mut odd = p.draft(Uuid::now_v7(), "1", "");
        odd["register"] = json!("khong-co");
        assert_eq!(p.one(odd).await["became"], "refused");
        let mut off = p.draft(Uuid::now_v7(), "1", "");
        off["at"] = json!(noon(2025, 11, 22));
        off["fields"][3][1] = json!("22/11/2025");
        assert_eq!(p.one(off.clone()).await["became"], "clock");
        off["day_checked"] = json!(true);
        assert_eq!(p.one(off).await["became"], "recorded");
        assert_eq!(p.entries().await, 2);
    })
    .await;
}

#[tokio::test]
async fn two_versions_are_shown_and_settled_without_script() {
    both(|store| async {
        let p = play(store).await;
        let id = Uuid::now_v7();
        assert_eq!(p.one(p.draft(id, "46", "")).await["became"], "recorded");
        assert_eq!(p.one(p.draft(id, "47", "1")).await["became"], "recorded");
        let uid = p.test.uid(p.ward).to_string();
        let text = id.to_string();
        let mut fields = vec![
            ("id", text.as_str()),
            ("seen", "1"),
            ("q-don-vi", uid.as_str()),
            ("q-ngay", "22/11/2026"),
            ("hinh-thuc", "sinh-hoat-to"),
            ("noi-dung", "ma-tuy"),
            ("luot", "48"),
            ("q-ly-do", "Đếm theo ảnh"),
            ("trang-thai", "final"),
        ];
        let at = format!("/muc/{id}/sua");
        let page = p.test.upload(&p.official, &at, &fields, &[]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        let words = page.words();
        assert!(
            words.contains("Hai bản khác nhau") && words.contains("47") && words.contains("48"),
            "{words}"
        );
        assert_eq!(page.text().matches("class=\"differs\"").count(), 1);
        // Opening one's own version again writes nothing; choosing it does.
        fields[1].1 = "2";
        fields[8].1 = "edit";
        assert_eq!(
            p.test.upload(&p.official, &at, &fields, &[]).await.status,
            StatusCode::OK
        );
        fields[8].1 = "final";
        assert_eq!(
            p.test.upload(&p.official, &at, &fields, &[]).await.status,
            StatusCode::SEE_OTHER
        );
        let row = p.test.app.store.entry(id).await.expect("read").expect("there");
        assert_eq!(row.rev, 3);
    })
    .await;
}

const GOOD: &str = r#"{"person":"7","drafts":[{"id":"01920000-0000-7000-8000-000000000001","register":"tuyen-truyen","at":1,"contact":0,"day_checked":false,"fields":[["q-day","01/09/2026"]]}]}"#;

#[test]
fn what_a_phone_sends_is_read() {
    let sent = Sent::read(GOOD.as_bytes()).expect("a good one");
    assert_eq!((sent.person.as_str(), sent.drafts.len()), ("7", 1));
    assert_eq!(
        sent.drafts[0].fields,
        [("q-day".to_owned(), "01/09/2026".to_owned())]
    );
}

#[test]
fn unknown_keys_and_too_many_drafts_are_refused() {
    assert!(Sent::read(GOOD.replace("\"at\":1", "\"at\":1,\"x\":1").as_bytes()).is_none());
    let one = GOOD
        .split_once('[')
        .and_then(|(_, rest)| rest.strip_suffix("]}"))
        .expect("one draft");
    let many = format!(r#"{{"person":"7","drafts":[{}]}}"#, vec![one; MOST + 1].join(","));
    assert!(Sent::read(many.as_bytes()).is_none());
}

proptest! {
    #[test]
    fn odd_bytes_never_break_it(bytes in prop::collection::vec(any::<u8>(), 0..400), cut in 0..GOOD.len(), to in any::<u8>()) {
        let _ = Sent::read(&bytes);
        let mut near = GOOD.as_bytes().to_vec();
        near[cut] = to;
        let _ = Sent::read(&near);
        prop_assert!(Sent::read(&GOOD.as_bytes()[..cut]).is_none());
    }
}
