//! Signing in to the demo book: possible on the machine itself, absent in any other book.

use crate::common::{TestApp, noon, sqlite};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use dienhong_app::clock::FixedClock;
use dienhong_app::{App, demo};
use dienhong_domain::rights::Role;
use dienhong_store::{Store, testing};
use dienhong_web::{AppState, Options};
use http_body_util::BodyExt;
use std::net::SocketAddr;
use std::sync::Arc;
use tower::ServiceExt;

const NOW: (i32, u32, u32) = (2026, 11, 22);

struct Answer {
    status: StatusCode,
    text: String,
    cookie: String,
}

async fn ask(router: &Router, method: Method, path: &str, from: &str, cookie: &str) -> Answer {
    let peer: SocketAddr = from.parse().expect("an address");
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:8080");
    let request = request
        .header(header::COOKIE, cookie)
        .extension(ConnectInfo(peer));
    let response = router
        .clone()
        .oneshot(request.body(Body::empty()).expect("a request"))
        .await
        .expect("an answer");
    let status = response.status();
    let cookie = response
        .headers()
        .get(header::SET_COOKIE)
        .and_then(|v| v.to_str().ok());
    let cookie = cookie
        .and_then(|c| c.split(';').next())
        .unwrap_or_default()
        .to_owned();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    Answer {
        status,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        cookie,
    }
}

const HERE: &str = "127.0.0.1:9";
const ELSEWHERE: &str = "192.0.2.7:9";

#[tokio::test]
async fn a_newcomer_enters_the_demo_as_any_role_on_the_machine_itself() {
    let place = testing::sqlite();
    let store = Store::open(&place.address).await.expect("a store");
    let now = noon(NOW.0, NOW.1, NOW.2);
    demo::make(&store, now).await.expect("the demo book");
    let base = "http://localhost".parse().expect("an address");
    let app = Arc::new(
        App::open(store, Arc::new(FixedClock::at(now)), base)
            .await
            .expect("the program opens"),
    );
    let router = |is_sample| {
        dienhong_web::router(AppState::new(
            app.clone(),
            Options {
                is_sample,
                ..Options::default()
            },
        ))
    };
    let demo = router(true);

    let page = ask(&demo, Method::GET, "/demo", HERE, "").await;
    let doors = demo::doors(&app.snapshot()).expect("doors");
    // Each role over units of both wards, and the two persons of the province that accepts what one of them sends.
    let over_units = Role::ALL.iter().filter(|role| !role.is_over_subject()).count();
    assert_eq!(doors.len(), 2 * over_units + 2);
    for door in &doors {
        assert!(
            page.text.contains(&format!(r#"action="/demo/{}""#, door.key)),
            "{}",
            door.key
        );
        let path = format!("/demo/{}", door.key);
        assert_eq!(
            ask(&demo, Method::GET, &path, HERE, "").await.status,
            StatusCode::OK,
            "{path}"
        );
        let entered = ask(&demo, Method::POST, &path, HERE, "").await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", door.key);
        let first = ask(&demo, Method::GET, "/", HERE, &entered.cookie).await;
        assert_eq!(first.status, StatusCode::OK, "{}", door.key);
        assert!(
            first.text.contains(&door.name) && first.text.contains(r#"href="/demo""#),
            "{}",
            door.key
        );
    }
    assert_eq!(
        ask(&demo, Method::GET, "/demo/quan-tri", HERE, "").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        ask(&demo, Method::POST, "/demo/quan-tri", HERE, "").await.status,
        StatusCode::NOT_FOUND
    );
    for (router, from) in [(&demo, ELSEWHERE), (&router(false), HERE)] {
        refused(router, from).await;
    }
}

#[tokio::test]
async fn a_real_book_has_no_such_door_even_when_it_is_served_as_a_demo() {
    let (store, _place) = sqlite().await;
    let test = TestApp::new(store, noon(NOW.0, NOW.1, NOW.2)).await;
    let served_as_demo = AppState::new(
        test.app.clone(),
        Options {
            is_sample: true,
            ..Options::default()
        },
    );
    for router in [test.router.clone(), dienhong_web::router(served_as_demo)] {
        refused(&router, HERE).await;
    }
}

async fn refused(router: &Router, from: &str) {
    for (method, path) in [
        (Method::GET, "/demo"),
        (Method::GET, "/demo/minh-hoa-chu-tich"),
        (Method::POST, "/demo/minh-hoa-chu-tich"),
    ] {
        let answer = ask(router, method, path, from, "").await;
        assert_eq!(
            (answer.status, answer.cookie.as_str()),
            (StatusCode::NOT_FOUND, ""),
            "{path} from {from}"
        );
    }
}
