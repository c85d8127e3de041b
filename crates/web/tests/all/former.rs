//! Units that ended, and units below, on the pages and through the interface: chosen, found, read.

use crate::common::{Person, TestApp, both_small, noon};
use crate::units::hidden;
use axum::http::{Method, StatusCode};
use dienhong_app::testing::{DIEN_HONG, EAST, HOI_THUONG, IA_KRING};
use dienhong_app::units::Choices;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use dienhong_domain::units::{Change, ChangeKind, NewUnit, Part, UnitId};
use dienhong_store::Store;
use serde_json::json;
use uuid::Uuid;

const HEIR: UnitId = UnitId(60);
const MEETING: [(&str, &str); 3] = [
    ("hinh-thuc", "sinh-hoat-to"),
    ("noi-dung", "ma-tuy"),
    ("luot", "40"),
];

struct Place {
    test: TestApp,
    province: Person,
    /// Of the heir.
    official: Person,
    old_group: UnitId,
}

impl Place {
    /// Diên Hồng, which had one group, and Hội Thương became Pleiku on 1 June 2026.
    async fn new(store: Store) -> Place {
        let test = TestApp::new(store, noon(2026, 12, 1)).await;
        let province = test.person(Role::Official, EAST).await;
        let groups = test
            .found_groups(&province, DIEN_HONG, "to-dan-pho", 1, "01/01/2026")
            .await;
        let merger = Change {
            id: Uuid::from_u128(7),
            day: Day::new(2026, 6, 1).expect("a day"),
            kind: ChangeKind::Merge,
            reference: "NQ".into(),
            ends: vec![DIEN_HONG, HOI_THUONG, groups[0]],
            creates: vec![NewUnit {
                id: HEIR,
                uid: Uuid::from_u128(60),
                name: "Pleiku".into(),
                kind: "phuong".into(),
                code: None,
                parent: Some(EAST),
            }],
            sets: Vec::new(),
            parts: [DIEN_HONG, HOI_THUONG]
                .map(|from| Part {
                    from,
                    to: HEIR,
                    share: Some(1_000_000),
                    source: String::new(),
                })
                .to_vec(),
            groups: Vec::new(),
        };
        let actor = test.actor(&province).await;
        let done = test
            .app
            .by(&actor)
            .units()
            .record_made(&merger, &Choices::default())
            .await;
        done.unwrap_or_else(|e| panic!("{e:?}"));
        let official = test.person(Role::Official, HEIR).await;
        Place {
            test,
            province,
            official,
            old_group: groups[0],
        }
    }
}

#[tokio::test]
async fn units_that_ended_are_chosen_on_the_form_like_living_ones() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        let form = place.test.get(&place.official, "/ghi/tuyen-truyen").await;
        for name in [
            "Phường Pleiku",
            "Phường Diên Hồng (cũ, đến 31/05/2026)",
            "Tổ dân phố 1 (cũ, đến 31/05/2026)",
        ] {
            assert!(form.words().contains(name), "{name} in {}", form.words());
        }
        let chosen = format!("value=\"{}\" checked", place.test.uid(HEIR));
        assert!(
            form.text().contains(&chosen),
            "the living one is meant before anything is chosen"
        );
        for unit in [DIEN_HONG, place.old_group] {
            place
                .test
                .record(&place.official, "tuyen-truyen", unit, "02/03/2026", &MEETING)
                .await;
        }
        let list = place
            .test
            .get(
                &place.official,
                &format!("/so/tuyen-truyen?don-vi={}", place.test.uid(DIEN_HONG)),
            )
            .await;
        assert!(list.words().contains("2 mục"), "{}", list.words());
    })
    .await;
}

#[tokio::test]
async fn a_refused_day_names_the_unit_of_that_day() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        let page = place
            .test
            .record_page(&place.official, "tuyen-truyen", HEIR, "02/03/2026", &MEETING)
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let advice = "Chọn đơn vị của ngày ấy: Phường Diên Hồng, Phường Hội Thương.";
        assert!(page.words().contains(advice), "{}", page.words());
    })
    .await;
}

#[tokio::test]
async fn an_official_above_the_ward_chooses_the_unit_and_meets_no_empty_question() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        let doors = place.test.get(&place.province, "/ghi").await;
        assert!(doors.text().contains("/ghi/tuyen-truyen"), "{}", doors.words());
        let which = place.test.get(&place.province, "/ghi/tuyen-truyen").await;
        assert_eq!(which.status, StatusCode::OK);
        let href = |unit| format!("/ghi/tuyen-truyen?don-vi={}", place.test.uid(unit));
        for unit in [HEIR, IA_KRING] {
            assert!(which.text().contains(&href(unit)), "{}", which.text());
        }
        assert!(
            !which.text().contains("name=\"q-don-vi\""),
            "a question without an answer"
        );
        let sought = place
            .test
            .get(&place.province, "/ghi/tuyen-truyen?tim=dien+hong")
            .await;
        assert!(sought.text().contains(&href(DIEN_HONG)), "{}", sought.text());
        let form = place.test.get(&place.province, &href(IA_KRING)).await;
        let chosen = format!("value=\"{}\" checked", place.test.uid(IA_KRING));
        assert!(form.text().contains(&chosen), "{}", form.text());
        assert!(
            form.text().contains("/ghi/tuyen-truyen?tim="),
            "the way to another unit"
        );
        for (unit, day) in [(IA_KRING, "02/11/2026"), (DIEN_HONG, "02/03/2026")] {
            place
                .test
                .record(&place.province, "tuyen-truyen", unit, day, &MEETING)
                .await;
        }
    })
    .await;
}

#[tokio::test]
async fn figures_of_a_time_before_the_unit_existed_are_shown_and_said() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        place
            .test
            .record(&place.official, "tuyen-truyen", DIEN_HONG, "02/03/2026", &MEETING)
            .await;
        let query = format!("don-vi={}&tu=2026-01-01&den=2026-03-31", place.test.uid(HEIR));
        for path in ["/so-lieu", "/so-lieu/luot-tuyen-truyen"] {
            let page = place.test.get(&place.official, &format!("{path}?{query}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.words());
            let words = page.words();
            assert!(
                words.contains("Phường Pleiku có từ ngày 01/06/2026"),
                "{path}: {words}"
            );
            assert!(words.contains("40"), "{path}: {words}");
        }
        let query = query
            .replace("don-vi", "unit")
            .replace("tu=", "from=")
            .replace("den=", "to=");
        let answer = place
            .test
            .get(&place.official, &format!("/api/v1/totals?{query}"))
            .await;
        assert_eq!(answer.json()["lens"], "2026-12-01", "{}", answer.text());
    })
    .await;
}

#[tokio::test]
async fn units_that_ended_are_found_by_name_with_what_they_are_now() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        let page = place.test.get(&place.official, "/don-vi?tim=dien+hong").await;
        let words = page.words();
        assert!(words.contains("Phường Diên Hồng (cũ, đến 31/05/2026)"), "{words}");
        assert!(words.contains("Hiện nay thuộc Phường Pleiku"), "{words}");
        let uid = place.test.uid(DIEN_HONG);
        let answer = place
            .test
            .get(&place.official, &format!("/api/v1/units/{uid}"))
            .await;
        let unit = answer.json();
        assert_eq!(unit["kept_by"][0]["uid"], json!(place.test.uid(HEIR)), "{unit}");
        assert_eq!(
            unit["children"][0]["uid"],
            json!(place.test.uid(place.old_group)),
            "{unit}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_program_records_drafts_for_a_ward_that_ended() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        let body = json!({
            "register": "tuyen-truyen",
            "unit": place.test.uid(DIEN_HONG),
            "day": "2026-03-02",
            "state": "draft",
            "values": { "hinh-thuc": "sinh-hoat-to", "noi-dung": ["ma-tuy"], "luot": 40 }
        });
        let put = async |body: &serde_json::Value| {
            let path = format!("/api/v1/entries/{}", Uuid::now_v7());
            let bytes = body.to_string().into_bytes();
            place
                .test
                .send(
                    Some(&place.official),
                    Method::PUT,
                    &path,
                    "application/json",
                    bytes,
                )
                .await
        };
        let answer = put(&body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let mut late = body;
        late["day"] = json!("2026-07-02");
        late["state"] = json!("final");
        let refused = put(&late).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text().contains("Chọn đơn vị của ngày ấy: Phường Pleiku."),
            "{}",
            refused.text()
        );
        let path = format!(
            "/api/v1/registers/tuyen-truyen/template?unit={}",
            place.test.uid(DIEN_HONG)
        );
        let sheet = place.test.get(&place.official, &path).await;
        assert_eq!(sheet.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_group_whose_name_differs_by_the_place_of_a_tone_mark_is_confirmed_on_the_page() {
    both_small(|store| async move {
        let place = Place::new(store).await;
        let path = format!("/don-vi/{}/to", place.test.uid(IA_KRING));
        let fields = |name| {
            [
                ("ngay", "01/07/2026"),
                ("can-cu", "QĐ 1"),
                ("loai", "to-dan-pho"),
                ("ten", name),
            ]
        };
        let record = async |name, more: &[(&str, &str)]| {
            let preview = place.test.post(&place.province, &path, &fields(name)).await;
            let carried = hidden(&preview);
            let mut sent: Vec<(&str, &str)> = carried.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            sent.extend_from_slice(more);
            sent.push(("buoc", "ghi"));
            (preview, place.test.post(&place.province, &path, &sent).await)
        };
        let (_, first) = record("Hòa Bình", &[]).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.words());
        let (preview, refused) = record("Hoà Bình", &[]).await;
        assert!(
            preview.words().contains("Tên gần như trùng"),
            "{}",
            preview.words()
        );
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.words().contains("Đã có Hòa Bình"), "{}", refused.words());
        let (_, confirmed) = record("Hoà Bình", &[("trung-ten", "1")]).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.words());
    })
    .await;
}
