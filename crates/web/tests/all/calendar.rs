//! The reminder calendar: made and revoked on one's own page, read without a session, and closed to everybody else alike.

use crate::common::{Person, TestApp, both_small, noon};
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use dienhong_app::testing::DIEN_HONG;
use dienhong_domain::rights::Role;
use dienhong_domain::time::Day;
use http_body_util::BodyExt;
use tower::ServiceExt;

/// An answer to a calendar program, which has no session.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

async fn fetched(test: &TestApp, path: &str) -> Answer {
    let request = Request::get(path).header(header::HOST, "localhost");
    let request = request.body(Body::empty()).expect("a request");
    let response = test.router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).expect("text"),
    }
}

/// Makes an address on the own page, and returns its path.
async fn made(test: &TestApp, person: &Person) -> String {
    let page = test.post(person, "/tai-khoan/lich", &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.words());
    let text = page.text();
    let (_, from) = text.split_once("http://localhost/lich/").expect("the address");
    let (path, _) = from.split_once('<').expect("its end");
    format!("/lich/{path}")
}

#[tokio::test]
async fn a_person_makes_a_calendar_and_a_program_reads_it_until_it_is_revoked() {
    both_small(|store| async move {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        let clerk = test.person(Role::Official, DIEN_HONG).await;
        let path = made(&test, &clerk).await;
        let read = fetched(&test, &path).await;
        assert_eq!(read.status, StatusCode::OK);
        for (name, value) in [
            (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
            (header::CACHE_CONTROL, "private, no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
        ] {
            assert_eq!(
                read.headers.get(&name).and_then(|v| v.to_str().ok()),
                Some(value),
                "{name}"
            );
        }
        assert!(read.text.starts_with("BEGIN:VCALENDAR\r\n"), "{}", read.text);
        assert!(read.text.contains("DTSTART;VALUE=DATE:2026"), "{}", read.text);
        assert!(!read.text.contains("Nguyễn Thị Phượng"), "{}", read.text);
        let account = test.get(&clerk, "/tai-khoan").await;
        assert!(account.words().contains("Địa chỉ lập lúc"), "{}", account.words());
        assert!(!account.text().contains(&path), "the address is shown again");
        assert!(!account.text().contains(".ics"), "the address is shown again");
        let newer = made(&test, &clerk).await;
        assert_eq!(fetched(&test, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(fetched(&test, &newer).await.status, StatusCode::OK);
        let revoked = test.post(&clerk, "/tai-khoan/lich/thu-hoi", &[]).await;
        assert_eq!(revoked.location, "/tai-khoan?xong=lich");
        assert_eq!(fetched(&test, &newer).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn without_an_appointment_a_calendar_is_answered_as_if_it_were_unknown() {
    both_small(|store| async move {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        let last = Day::new(2026, 11, 2).expect("a day");
        let clerk = test.person_until(Role::Official, DIEN_HONG, last).await;
        let path = made(&test, &clerk).await;
        assert_eq!(fetched(&test, &path).await.status, StatusCode::OK);
        test.clock.set(noon(2026, 11, 3));
        let ended = fetched(&test, &path).await;
        let unknown = format!("/lich/{}.ics", "A".repeat(43));
        let unknown_answer = fetched(&test, &unknown).await;
        assert_eq!(ended.status, StatusCode::NOT_FOUND);
        assert_eq!(ended.status, unknown_answer.status);
        let headers = |of: &Answer| -> Vec<String> {
            let of = of
                .headers
                .iter()
                .filter(|(name, _)| **name != header::CONTENT_LENGTH);
            of.map(|(name, value)| format!("{name}: {value:?}")).collect()
        };
        assert_eq!(headers(&ended), headers(&unknown_answer));
        let body = |of: &Answer, path: &str| {
            let encoded: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
            of.text.replace(&encoded, "").replace(path, "")
        };
        assert_eq!(body(&ended, &path), body(&unknown_answer, &unknown));
    })
    .await;
}

#[tokio::test]
async fn nobody_makes_or_revokes_a_calendar_without_a_session() {
    both_small(|store| async move {
        let test = TestApp::new(store, noon(2026, 11, 2)).await;
        let clerk = test.person(Role::Official, DIEN_HONG).await;
        let path = made(&test, &clerk).await;
        for address in ["/tai-khoan/lich", "/tai-khoan/lich/thu-hoi"] {
            let kind = "application/x-www-form-urlencoded";
            let page = test.send(None, Method::POST, address, kind, Vec::new()).await;
            assert_ne!(page.status, StatusCode::OK, "{address}: {}", page.words());
        }
        assert_eq!(fetched(&test, &path).await.status, StatusCode::OK);
    })
    .await;
}
