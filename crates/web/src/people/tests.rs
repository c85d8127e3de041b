//! Journeys through the pages of people, over HTTP against the real router.

use crate::people::again::ask_again;
use crate::router::router;
use crate::state::{AppState, Options};
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use dienhong_app::App;
use dienhong_app::clock::FixedClock;
use dienhong_store::Store;
use dienhong_store::testing::{Address, sqlite};
use std::sync::Arc;
use tower::ServiceExt;
use url::Url;

const NOON: i64 = 1_767_243_600_000;
const PASSWORD: &str = "bốn con vịt xanh";

/// A ward's box with nobody in it, and one browser.
struct TestApp {
    state: AppState,
    clock: Arc<FixedClock>,
    cookie: std::sync::Mutex<Option<String>>,
    language: std::sync::Mutex<&'static str>,
    _file: Address,
}

struct Page {
    status: StatusCode,
    text: String,
    to: String,
}

impl TestApp {
    async fn new() -> TestApp {
        let file = sqlite();
        let store = Store::open(&file.address).await.expect("a store");
        dienhong_app::setup::init(&store, NOON).await.expect("a book");
        let clock = Arc::new(FixedClock::at(NOON));
        let base = Url::parse("https://phuong.example").expect("an address");
        let app = App::open(store, clock.clone(), base).await.expect("an app");
        let options = Options {
            is_secure: true,
            ..Options::default()
        };
        let state = AppState::new(Arc::new(app), options);
        TestApp {
            state,
            clock,
            cookie: Default::default(),
            language: "vi".into(),
            _file: file,
        }
    }
    async fn send(&self, request: axum::http::request::Builder, body: String) -> Page {
        let mut request = request.header(header::ACCEPT_LANGUAGE, *self.language.lock().expect("free"));
        if let Some(cookie) = self.cookie.lock().expect("free").clone() {
            request = request.header(
                header::COOKIE,
                format!("ngon-ngu={}; {cookie}", *self.language.lock().expect("free")),
            );
        }
        let answer = router(self.state.clone())
            .oneshot(request.body(Body::from(body)).expect("a request"))
            .await;
        self.read(answer.expect("an answer")).await
    }
    async fn read(&self, answer: Response<Body>) -> Page {
        let (head, body) = answer.into_parts();
        for cookie in head.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            if let Some(value) = cookie.strip_prefix("__Host-dh=") {
                assert!(
                    cookie.contains("; Path=/; ") && cookie.ends_with("HttpOnly; SameSite=Lax; Secure"),
                    "{cookie}"
                );
                let value = value.split(';').next().unwrap_or_default();
                *self.cookie.lock().expect("free") =
                    (!value.is_empty()).then(|| format!("__Host-dh={value}"));
            }
        }
        let to = head
            .headers
            .get(header::LOCATION)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        Page {
            status: head.status,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            to,
        }
    }
    async fn open(&self, path: &str) -> Page {
        self.send(Request::get(path), String::new()).await
    }
    async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, body).await
    }
    /// The commune's identity as the search of the set-up finds it.
    async fn commune(&self, words: &str) -> String {
        let page = self.open(&format!("/cai-dat/xa?xa={words}")).await;
        page.between("name=\"don-vi\" value=\"", "\"")
    }
    /// Sets up, accepts by a password, and stays signed in; answers the app's secret.
    async fn set_up(&self) -> Vec<u8> {
        let unit = self.commune("phuong+dien+hong").await;
        let code = self.state.app.people.set_up_code().to_owned();
        let fields = [
            ("don-vi", &*unit),
            ("ten", "Nguyễn Thị Phượng"),
            ("vai-tro", "chair"),
            ("ma", &code),
        ];
        let page = self.submit("/cai-dat/nguoi", &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        self.accept(&page.to, "phuong.ntt").await
    }
    async fn accept(&self, address: &str, login: &str) -> Vec<u8> {
        let fields = [
            ("ten", login),
            ("mat-khau-moi", PASSWORD),
            ("mat-khau-lai", PASSWORD),
        ];
        let page = self.submit(&format!("{address}/mat-khau"), &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let letters = page
            .between("<p>", "</p></details>")
            .rsplit("<p>")
            .next()
            .unwrap_or_default()
            .replace(' ', "");
        let secret = data_encoding::BASE32_NOPAD
            .decode(letters.as_bytes())
            .expect("a secret");
        let id = page.between("name=\"id\" value=\"", "\"");
        let page = self
            .submit(
                &format!("{address}/ma"),
                &[("id", &id), ("ma", &totp(&secret, NOON))],
            )
            .await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert_eq!(page.text.matches("<li class=\"num\">").count(), 8);
        secret
    }
}

impl Page {
    fn between(&self, before: &str, after: &str) -> String {
        let rest = self
            .text
            .split_once(before)
            .unwrap_or_else(|| panic!("{before} in {}", self.text))
            .1;
        rest.split_once(after).expect("an end").0.to_owned()
    }
    fn says(&self, words: &str) {
        assert!(
            self.text.contains(words),
            "{words} ({}) in {}",
            self.status,
            self.text
        );
    }
}

/// The code that the telephone shows.
fn totp(secret: &[u8], now: i64) -> String {
    let app = totp_rs::Builder::new()
        .with_secret(secret.to_vec())
        .build_noncompliant();
    app.generate((now / 1000) as u64).to_string()
}

#[tokio::test]
async fn the_first_start_leads_from_any_page_to_a_signed_in_person() {
    let app = TestApp::new().await;
    assert_eq!(app.open("/so").await.to, "/cai-dat");
    app.open("/cai-dat").await.says("/ngon-ngu/en?ve=%2Fcai-dat%2Fxa");
    let found = app.open("/cai-dat/xa?xa=dien+hong").await;
    found.says("Phường Diên Hồng");
    found.says("aria-current=\"step\"");
    app.open("/cai-dat/xa?xa=zzzz").await.says("Không tìm thấy");
    let unit = app.commune("phuong+dien+hong").await;
    app.open(&format!("/cai-dat/nguoi?don-vi={unit}"))
        .await
        .says("Mã cài đặt");
    let refused = app
        .submit(
            "/cai-dat/nguoi",
            &[("don-vi", &unit), ("ten", ""), ("dien-thoai", "12")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "Ghi họ tên",
        "Số điện thoại có 10 hoặc 11 số",
        "Mã cài đặt chưa đúng",
        "Lỗi:",
    ] {
        refused.says(words);
    }
    app.set_up().await;
    app.open("/tai-khoan").await.says("Nguyễn Thị Phượng");
    assert_eq!(app.open("/cai-dat").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        app.submit("/cai-dat/nguoi", &[("don-vi", &unit)]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn signing_in_by_password_and_code_comes_back_to_the_page() {
    let app = TestApp::new().await;
    let secret = app.set_up().await;
    let left = app.submit("/ra", &[]).await;
    assert_eq!(left.to, "/vao?ra=1");
    app.open("/vao?ra=1").await.says("Đã đăng xuất");
    assert_eq!(app.open("/nguoi?x=1").await.to, "/vao?next=%2Fnguoi%3Fx%3D1");
    let wrong = app
        .submit("/vao", &[("ten", "Phượng NTT"), ("mat-khau", "sai")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says("Tên hoặc mật khẩu chưa đúng");
    wrong.says("value=\"Phượng NTT\"");
    let fields = [
        ("ten", "Phượng NTT"),
        ("mat-khau", PASSWORD),
        ("next", "/nguoi?x=1"),
    ];
    let half = app.submit("/vao", &fields).await;
    let id = half.between("name=\"id\" value=\"", "\"");
    app.submit("/vao/ma", &[("id", &id), ("ma", "000000")])
        .await
        .says("Mã không khớp");
    app.clock.set(NOON + 60_000);
    let code = totp(&secret, NOON + 60_000);
    let done = app
        .submit("/vao/ma", &[("id", &id), ("ma", &code), ("next", "/nguoi?x=1")])
        .await;
    assert_eq!(done.to, "/nguoi?x=1");
    assert_eq!(app.open("/nguoi").await.status, StatusCode::OK);
    app.open("/tai-khoan").await.says("(máy này)");
    app.clock.set(NOON + 120_000);
    let half = app.submit("/vao", &fields).await;
    let id = half.between("name=\"id\" value=\"", "\"");
    let code = totp(&secret, NOON + 120_000);
    app.submit("/vao/ma", &[("id", &id), ("ma", &code)]).await;
    let sessions = app.open("/tai-khoan").await;
    assert!(
        !sessions.text.contains("/tai-khoan/phien/"),
        "the session before has ended"
    );
    let away = app
        .submit(
            "/vao",
            &[("ten", "x"), ("mat-khau", "y"), ("next", "https://xa.vn")],
        )
        .await;
    assert!(!away.text.contains("xa.vn"));
}

#[tokio::test]
async fn words_survive_a_session_that_ran_out() {
    let app = TestApp::new().await;
    let secret = app.set_up().await;
    app.submit("/ra", &[]).await;
    let body = "--x\r\ncontent-disposition: form-data; name=\"ghi-chu\"\r\n\r\nMất \"chữ\" & <dấu>\r\n\
                --x\r\ncontent-disposition: form-data; name=\"anh\"; filename=\"a.jpg\"\r\n\r\nbytes\r\n--x--\r\n";
    let request = Request::post("/ghi/tuyen-truyen?a=1")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let asked = ask_again(&app.state, request.body(Body::from(body)).expect("a request")).await;
    let asked = app.read(asked).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    asked.says("Những gì đã ghi vẫn còn nguyên");
    asked.says("name=\"giu.ghi-chu\" value=\"Mất &#34;chữ&#34; &#38; &#60;dấu&#62;\"");
    app.clock.set(NOON + 60_000);
    let code = totp(&secret, NOON + 60_000);
    let kept = [
        ("dich", "/ghi/tuyen-truyen?a=1"),
        ("tep", "1"),
        ("giu.ghi-chu", "Mất \"chữ\""),
    ];
    let again = app
        .submit(
            "/vao/lai",
            &[
                &kept[..],
                &[("ten", "phuong.ntt"), ("mat-khau", "sai"), ("ma", &code)],
            ]
            .concat(),
        )
        .await;
    again.says("Tên hoặc mật khẩu chưa đúng");
    again.says("name=\"giu.ghi-chu\" value=\"Mất &#34;chữ&#34;\"");
    let done = app
        .submit(
            "/vao/lai",
            &[
                &kept[..],
                &[("ten", "phuong.ntt"), ("mat-khau", PASSWORD), ("ma", &code)],
            ]
            .concat(),
        )
        .await;
    done.says("action=\"/ghi/tuyen-truyen?a=1\" method=\"post\" enctype=\"multipart/form-data\"");
    done.says("name=\"ghi-chu\" value=\"Mất &#34;chữ&#34;\"");
    assert!(!done.text.contains(PASSWORD));
    assert_eq!(app.open("/tai-khoan").await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_is_invited_appointed_and_let_go() {
    let app = TestApp::new().await;
    app.set_up().await;
    let form = app.open("/nguoi/moi").await;
    form.says("Chủ tịch");
    let unit = form.between("<option value=\"", "\"");
    let unit = if unit.is_empty() {
        form.text
            .split("<option value=\"")
            .nth(2)
            .and_then(|r| r.split('"').next())
            .expect("a unit")
            .to_owned()
    } else {
        unit
    };
    app.submit("/nguoi/moi", &[("ten", "")])
        .await
        .says("Chọn vai trò");
    let fields = [
        ("ten", "Đặng Ưng Hoàng"),
        ("dien-thoai", "0905 123 456"),
        ("vai-tro", "police"),
        ("don-vi", &*unit),
        ("den", "30/6/2031"),
    ];
    let ticket = app.submit("/nguoi/moi", &fields).await;
    ticket.says("Giấy mời của Đặng Ưng Hoàng");
    let address = ticket.between("https://phuong.example/moi/", "<");
    let hoang = ticket.between("href=\"/nguoi/", "\"");
    let hoang = if hoang.is_empty() {
        panic!("no link")
    } else {
        hoang
    };
    app.submit("/nguoi/moi", &fields)
        .await
        .says("Số này đã có người dùng");
    app.open("/nguoi").await.says("Đã mời");
    app.open(&format!("/nguoi/{hoang}"))
        .await
        .says("Công an, Phường Diên Hồng. 1/1/2026 đến 30/6/2031");
    let chair = app.cookie.lock().expect("free").clone();
    *app.cookie.lock().expect("free") = None;
    let invitation = app.open(&format!("/moi/{address}")).await;
    invitation.says("Mời Đặng Ưng Hoàng");
    invitation.says("data-passkey=\"create\" data-begin=\"/moi/");
    app.accept(&format!("/moi/{address}"), "0905123456").await;
    assert_eq!(
        app.open("/nguoi").await.status,
        StatusCode::NOT_FOUND,
        "the police appoint nobody"
    );
    app.open(&format!("/moi/{address}"))
        .await
        .says("Giấy mời này đã dùng rồi");
    let police = app.cookie.lock().expect("free").clone();
    *app.cookie.lock().expect("free") = chair;
    let page = app.open(&format!("/nguoi/{hoang}")).await;
    let term = page.between(&format!("/nguoi/{hoang}/phan-cong/"), "\"");
    app.submit(&format!("/nguoi/{hoang}/phan-cong/{term}"), &[("khi", "ngay")])
        .await
        .says("Ghi lý do");
    let ended = app
        .submit(
            &format!("/nguoi/{hoang}/phan-cong/{term}"),
            &[("khi", "ngay"), ("ly-do", "Chuyển công tác")],
        )
        .await;
    assert_eq!(ended.to, format!("/nguoi/{hoang}?xong=ket-thuc"));
    app.open(&ended.to)
        .await
        .says("Nguyễn Thị Phượng cho kết thúc: Chuyển công tác");
    app.open("/nhat-ky").await.says("Kết thúc phân công");
    app.open("/nhat-ky?kiem-tra=1").await.says("Chuỗi liền mạch");
    *app.cookie.lock().expect("free") = police;
    app.open("/tai-khoan").await.says("Chưa được phân công việc gì");
}

#[tokio::test]
async fn a_program_gets_a_key_that_is_shown_once() {
    let app = TestApp::new().await;
    app.set_up().await;
    app.open("/ma-ket-noi")
        .await
        .says("Chưa có chương trình nào kết nối");
    let form = app.open("/ma-ket-noi/moi").await;
    let unit = form
        .text
        .split("<option value=\"")
        .filter_map(|r| r.split('"').next())
        .find(|v| v.len() == 36)
        .expect("a unit")
        .to_owned();
    app.submit("/ma-ket-noi/moi", &[("ten", "Máy quét")])
        .await
        .says("Chọn ít nhất một việc");
    let fields = [
        ("ten", "Máy quét"),
        ("don-vi", &*unit),
        ("vai-tro", "official"),
        ("viec", "write-entries"),
        ("viec", "read-totals"),
        ("den", "31/12/2026"),
    ];
    let made = app.submit("/ma-ket-noi/moi", &fields).await;
    let key = made.between("<code>", "</code>");
    assert!(key.starts_with("dienhong_"));
    let list = app.open("/ma-ket-noi").await;
    list.says("Ghi mục mới, Xem số liệu");
    assert!(!list.text.contains(&key));
    let id = list.between("/ma-ket-noi/", "/thu-hoi");
    let id = id.rsplit('/').next().expect("an id").to_owned();
    assert_eq!(
        app.submit(&format!("/ma-ket-noi/{id}/thu-hoi"), &[]).await.to,
        "/ma-ket-noi?xong=1"
    );
}

#[tokio::test]
async fn every_page_speaks_both_languages() {
    let app = TestApp::new().await;
    let mut pages = vec![];
    for language in ["vi", "en"] {
        *app.language.lock().expect("free") = language;
        for path in ["/cai-dat", "/cai-dat/xa", "/cai-dat/xa?xa=dien"] {
            pages.push(app.open(path).await);
        }
    }
    app.set_up().await;
    for language in ["vi", "en"] {
        *app.language.lock().expect("free") = language;
        for path in [
            "/vao",
            "/moi",
            "/moi/KHONG",
            "/tai-khoan",
            "/tai-khoan/mat-khau",
            "/nguoi",
            "/nguoi/moi",
            "/ban-giao",
            "/nhat-ky",
            "/nhat-ky?phan=people&ngay=1/1/2026",
            "/ma-ket-noi",
            "/ma-ket-noi/moi",
        ] {
            pages.push(app.open(path).await);
        }
    }
    for page in pages {
        assert!(
            page.status == StatusCode::OK || page.status == StatusCode::NOT_FOUND,
            "{} {}",
            page.status,
            page.text
        );
        assert!(
            !page.text.contains("[people-") && !page.text.contains("[shell-"),
            "{}",
            page.text
        );
        assert!(page.text.contains("<h1"));
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::new().await;
    app.set_up().await;
    let request = Request::post("/ra").header("sec-fetch-site", "cross-site");
    assert_eq!(
        app.send(request, String::new()).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        app.open("/tai-khoan").await.status,
        StatusCode::OK,
        "still signed in"
    );
}

#[tokio::test]
async fn handing_over_shows_first_what_would_change_hands() {
    let app = TestApp::new().await;
    app.set_up().await;
    let page = app.open("/ban-giao").await;
    let me = page
        .text
        .split("<option value=\"")
        .filter_map(|r| r.split('"').next())
        .filter(|v| v.len() == 36)
        .last()
        .expect("a person")
        .to_owned();
    let unit = page.between("name=\"don-vi\" value=\"", "\"");
    app.open(&format!("/ban-giao?don-vi={unit}&nguoi-giao={me}"))
        .await
        .says("Không có việc đang làm");
    let fields = [
        ("don-vi", &*unit),
        ("nguoi-giao", &me),
        ("nguoi-nhan", &me),
        ("so-muc", "0"),
    ];
    app.submit("/ban-giao", &fields)
        .await
        .says("Không có việc nào để bàn giao");
}

#[test]
fn every_class_belongs_to_one_route() {
    let mut seen = std::collections::BTreeSet::new();
    assert!(
        super::ROUTES
            .iter()
            .all(|(method, path, _)| seen.insert((*method, *path)))
    );
}
