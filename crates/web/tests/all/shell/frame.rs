//! The frame over HTTP: display, problems, headers, assets; without a book.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use axum::routing::get;
use dienhong_web::respond::Problem;
use dienhong_web::shell;
use dienhong_web::shell::Reader;
use tower::ServiceExt;

fn house() -> Router {
    let refuse = async || Problem::Busy;
    let stumble = async || Problem::broken(&"the disk is full");
    let pages = Router::new()
        .merge(super::common())
        .route("/ban", get(refuse))
        .route("/hong", get(stumble))
        .route("/cam", get(async || StatusCode::FORBIDDEN));
    pages
        .layer(from_fn(dienhong_web::dress::dress))
        .layer(from_fn(shell::guard::headers))
}

async fn ask(request: Request<Body>) -> Response<Body> {
    house().oneshot(request).await.expect("an answer")
}

async fn open(path: &str, language: &str) -> (StatusCode, String, Response<()>) {
    let request = Request::get(path)
        .header(header::ACCEPT_LANGUAGE, language)
        .body(Body::empty());
    let (head, body) = ask(request.expect("a request")).await.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    (head.status, text, Response::from_parts(head, ()))
}

#[tokio::test]
async fn problems_are_calm_pages_in_the_readers_language() {
    let cases = [
        (
            "/khong-co",
            404,
            "Không có trang này hoặc không thuộc quyền xem",
            "There is no such page",
        ),
        (
            "/cam",
            404,
            "Không có trang này hoặc không thuộc quyền xem",
            "There is no such page",
        ),
        ("/ban", 503, "Máy chủ đang bận ghi", "The server is busy writing"),
        ("/hong", 500, "Phần mềm gặp lỗi", "Something went wrong here"),
    ];
    for (path, status, vi, en) in cases {
        for (language, words) in [("vi", vi), ("en", en)] {
            let (answered, page, _) = open(path, language).await;
            assert_eq!(answered.as_u16(), status, "{path} in {language}");
            assert!(page.contains(words), "{path}: {page}");
            assert!(page.contains(r#"href="/""#), "no way onward from {path}");
            assert!(!page.contains("disk"), "{path} tells the cause in {language}");
        }
    }
}

#[test]
fn a_forbidden_page_looks_like_one_that_is_not_there() {
    let problem = Problem::of(&StatusCode::FORBIDDEN.into_response());
    assert_eq!(problem, Some(Problem::NotFound));
    assert_eq!(
        problem.map(|p| p.page(&Reader::default(), None).status()),
        Some(StatusCode::NOT_FOUND)
    );
}

#[test]
fn references_are_short_and_differ() {
    let reference = || match Problem::broken(&"the disk is full") {
        Problem::Broken { reference } => reference,
        other => panic!("{other:?}"),
    };
    assert_eq!(reference().len(), 9);
    assert_ne!(reference(), reference());
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    for path in ["/hien-thi", "/khong-co", "/favicon.svg"] {
        let (_, _, head) = open(path, "vi").await;
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "permissions-policy",
        ] {
            assert!(head.headers().contains_key(name), "{path} lacks {name}");
        }
    }
}

#[tokio::test]
async fn a_page_leads_to_assets_that_are_there_for_ever() {
    let (_, page, _) = open("/hien-thi", "vi").await;
    for rest in page.split("\"/assets/").skip(1) {
        let path = format!("/assets/{}", rest.split('"').next().expect("an address"));
        let (status, _, head) = open(&path, "vi").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(
            head.headers()[header::CACHE_CONTROL]
                .to_str()
                .expect("text")
                .contains("immutable"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_display_is_remembered_and_leads_back() {
    let form = "text=large&theme=dark&contrast=high&language=en&ve=%2Fso%3Ftrang%3D2";
    let request =
        Request::post("/hien-thi").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = ask(request.body(Body::from(form)).expect("a request")).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookies: Vec<&str> = answer
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|c| c.to_str().expect("text"))
        .collect();
    assert!(cookies[0].starts_with("hien-thi=dark-high-large;") && cookies[1].starts_with("ngon-ngu=en;"));

    let there = answer.headers()[header::LOCATION].to_str().expect("text");
    let request = Request::get(there).header(header::COOKIE, "hien-thi=dark-high-large; ngon-ngu=en");
    let answer = ask(request.body(Body::empty()).expect("a request")).await;
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .expect("a body");
    let page = String::from_utf8_lossy(&bytes);
    assert!(page.contains(r#"<html lang="en" data-theme="dark" data-contrast="high" data-text="large">"#));
    assert!(page.contains("The display is saved on this device.") && page.contains(r#"href="/so?trang=2""#));
}

#[tokio::test]
async fn the_other_language_is_one_touch_away() {
    let (_, page, _) = open("/hien-thi?xong=1", "vi").await;
    let link = page
        .split("href=\"/ngon-ngu/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a link");
    let (status, _, head) = open(&format!("/ngon-ngu/{link}"), "vi").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(head.headers()[header::LOCATION], "/hien-thi?xong=1");
    assert!(
        head.headers()[header::SET_COOKIE]
            .to_str()
            .expect("text")
            .starts_with("ngon-ngu=en;")
    );
}

#[tokio::test]
async fn nobody_is_sent_elsewhere() {
    let led_to = async |address: &str| {
        let way: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
        let (status, _, head) = open(&format!("/ngon-ngu/vi?ve={way}"), "vi").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{address}");
        head.headers()[header::LOCATION]
            .to_str()
            .expect("text")
            .to_owned()
    };
    for address in ["//xa.vn", "https://xa.vn", "/\\xa.vn", "", "/a\n"] {
        assert_eq!(led_to(address).await, "/", "{address}");
    }
    assert_eq!(led_to("/so?tim=a").await, "/so?tim=a");
}
