//! Journeys through the pages of people, over HTTP against the real router.

use crate::common::{Case, open, sqlite};
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use dienhong_app::clock::FixedClock;
use dienhong_store::testing::Address;
use dienhong_web::{AppState, Options, router};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

const NOON: i64 = 1_767_243_600_000;
const PASSWORD: &str = "bốn con vịt xanh";

/// A browser that keeps its cookies, at the server of a new book with nobody in it.
struct Browser {
    state: AppState,
    clock: Arc<FixedClock>,
    session: Mutex<Option<String>>,
    language: Mutex<&'static str>,
    _file: Address,
}

struct Page {
    status: StatusCode,
    text: String,
    to: String,
}

impl Browser {
    async fn at_a_new_book() -> Browser {
        let (store, file) = sqlite().await;
        let clock = Arc::new(FixedClock::at(NOON));
        let app = open(store, clock.clone(), "https://phuong.example").await;
        let options = Options {
            is_secure: true,
            ..Options::default()
        };
        Browser {
            state: AppState::new(app, options),
            clock,
            session: Mutex::default(),
            language: "vi".into(),
            _file: file,
        }
    }
    fn language(&self) -> &'static str {
        *self.language.lock().expect("free")
    }
    fn speak(&self, language: &'static str) {
        *self.language.lock().expect("free") = language;
    }
    fn session(&self) -> Option<String> {
        self.session.lock().expect("free").clone()
    }
    /// Continues with the session of somebody else, or with none.
    fn switch_to(&self, session: Option<String>) {
        *self.session.lock().expect("free") = session;
    }
    async fn send(&self, request: axum::http::request::Builder, body: String) -> Page {
        let mut request = request.header(header::ACCEPT_LANGUAGE, self.language());
        if let Some(session) = self.session() {
            request = request.header(header::COOKIE, format!("ngon-ngu={}; {session}", self.language()));
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
                self.switch_to((!value.is_empty()).then(|| format!("__Host-dh={value}")));
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
    /// The values of all options.
    fn options(&self) -> impl Iterator<Item = &str> {
        let all = self.text.split("<option value=\"").skip(1);
        all.filter_map(|rest| rest.split('"').next())
    }
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
    let browser = Browser::at_a_new_book().await;
    assert_eq!(browser.open("/so").await.to, "/cai-dat");
    browser
        .open("/cai-dat")
        .await
        .says("/ngon-ngu/en?ve=%2Fcai-dat%2Fxa");
    let found = browser.open("/cai-dat/xa?xa=dien+hong").await;
    found.says("Phường Diên Hồng");
    found.says("aria-current=\"step\"");
    browser.open("/cai-dat/xa?xa=zzzz").await.says("Không tìm thấy");
    // A province keeps its own book, and a ward is found by the names that it inherited.
    browser
        .open("/cai-dat/xa?xa=tinh+gia+lai")
        .await
        .says("Tỉnh Gia Lai");
    browser
        .open("/cai-dat/xa?xa=yen+do")
        .await
        .says("Phường Diên Hồng");
    let unit = browser.commune("phuong+dien+hong").await;
    browser
        .open(&format!("/cai-dat/nguoi?don-vi={unit}"))
        .await
        .says("Mã cài đặt");
    let refused = browser
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
    browser.set_up().await;
    browser.open("/tai-khoan").await.says("Nguyễn Thị Phượng");
    assert_eq!(browser.open("/cai-dat").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        browser
            .submit("/cai-dat/nguoi", &[("don-vi", &unit)])
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn signing_in_by_password_and_code_comes_back_to_the_page() {
    let browser = Browser::at_a_new_book().await;
    let secret = browser.set_up().await;
    let left = browser.submit("/ra", &[]).await;
    assert_eq!(left.to, "/vao?ra=1");
    browser.open("/vao?ra=1").await.says("Đã đăng xuất");
    assert_eq!(browser.open("/nguoi?x=1").await.to, "/vao?next=%2Fnguoi%3Fx%3D1");
    let wrong = browser
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
    let half = browser.submit("/vao", &fields).await;
    let id = half.between("name=\"id\" value=\"", "\"");
    let wrong = browser.submit("/vao/ma", &[("id", &id), ("ma", "000000")]).await;
    wrong.says("Mã không khớp");
    wrong.says("Máy chủ đang là 12 giờ 00 phút, ngày 01/01/2026");
    let of_a_late_phone = totp(&secret, NOON + 8 * 60_000);
    let late = browser
        .submit("/vao/ma", &[("id", &id), ("ma", &of_a_late_phone)])
        .await;
    late.says("đồng hồ điện thoại chạy trước máy chủ khoảng 8 phút");
    late.says("Máy chủ đang là 12 giờ 00 phút, ngày 01/01/2026");
    browser.clock.set(NOON + 60_000);
    let code = totp(&secret, NOON + 60_000);
    let done = browser
        .submit("/vao/ma", &[("id", &id), ("ma", &code), ("next", "/nguoi?x=1")])
        .await;
    assert_eq!(done.to, "/nguoi?x=1");
    assert_eq!(browser.open("/nguoi").await.status, StatusCode::OK);
    browser.open("/tai-khoan").await.says("(máy này)");
    browser.clock.set(NOON + 120_000);
    let half = browser.submit("/vao", &fields).await;
    let id = half.between("name=\"id\" value=\"", "\"");
    let code = totp(&secret, NOON + 120_000);
    browser.submit("/vao/ma", &[("id", &id), ("ma", &code)]).await;
    let sessions = browser.open("/tai-khoan").await;
    assert!(
        !sessions.text.contains("/tai-khoan/phien/"),
        "the session before has ended"
    );
    let away = browser
        .submit(
            "/vao",
            &[("ten", "x"), ("mat-khau", "y"), ("next", "https://xa.vn")],
        )
        .await;
    assert!(!away.text.contains("xa.vn"));
}

#[tokio::test]
async fn words_survive_a_session_that_ran_out() {
    let browser = Browser::at_a_new_book().await;
    let secret = browser.set_up().await;
    browser.submit("/ra", &[]).await;
    let body = "--x\r\ncontent-disposition: form-data; name=\"ghi-chu\"\r\n\r\nMất \"chữ\" & <dấu>\r\n\
                --x\r\ncontent-disposition: form-data; name=\"anh\"; filename=\"a.jpg\"\r\n\r\nbytes\r\n--x--\r\n";
    let request = Request::post("/ghi/tuyen-truyen?a=1")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let asked = browser.send(request, body.to_owned()).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    asked.says("Những gì đã ghi vẫn còn nguyên");
    asked.says("name=\"giu.ghi-chu\" value=\"Mất &#34;chữ&#34; &#38; &#60;dấu&#62;\"");
    browser.clock.set(NOON + 60_000);
    let code = totp(&secret, NOON + 60_000);
    let kept = [
        ("dich", "/ghi/tuyen-truyen?a=1"),
        ("tep", "1"),
        ("giu.ghi-chu", "Mất \"chữ\""),
    ];
    let again = browser
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
    let done = browser
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
    assert_eq!(browser.open("/tai-khoan").await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_is_invited_appointed_and_let_go() {
    let browser = Browser::at_a_new_book().await;
    browser.set_up().await;
    let (invitation, page) = browser.invite_police().await;
    let chair = browser.session();
    browser.switch_to(None);
    browser.come_as_police(&invitation).await;
    let police = browser.session();
    browser.switch_to(chair);
    browser.end_the_appointment(&page).await;
    browser.switch_to(police);
    browser
        .open("/tai-khoan")
        .await
        .says("Chưa được giao nhiệm vụ nào");
}

impl Browser {
    /// Invites somebody of the police; gives the addresses of the invitation and of the person.
    async fn invite_police(&self) -> (String, String) {
        let form = self.open("/nguoi/moi").await;
        form.says("Chủ tịch");
        // The first option may be the empty one.
        let mut units = form.options().filter(|unit| !unit.is_empty());
        let unit = units.next().expect("a unit");
        self.submit("/nguoi/moi", &[("ten", "")])
            .await
            .says("Chọn vai trò");
        let fields = [
            ("ten", "Đặng Ưng Hoàng"),
            ("dien-thoai", "0905 123 456"),
            ("vai-tro", "police"),
            ("don-vi", unit),
            ("den", "30/06/2031"),
        ];
        let ticket = self.submit("/nguoi/moi", &fields).await;
        ticket.says("Thư mời của Đặng Ưng Hoàng");
        let code = ticket.between("https://phuong.example/moi/", "<");
        let id = ticket.between("href=\"/nguoi/", "\"");
        assert!(!id.is_empty(), "a link to the person");
        self.submit("/nguoi/moi", &fields)
            .await
            .says("Số này đã có người dùng");
        self.open("/nguoi").await.says("Đã mời");
        let person = format!("/nguoi/{id}");
        self.open(&person)
            .await
            .says("Công an, Phường Diên Hồng. 01/01/2026 đến 30/06/2031");
        (format!("/moi/{code}"), person)
    }
    async fn come_as_police(&self, invitation: &str) {
        let page = self.open(invitation).await;
        page.says("Thư mời ông/bà Đặng Ưng Hoàng");
        page.says("data-passkey=\"create\" data-begin=\"/moi/");
        self.accept(invitation, "0905123456").await;
        assert_eq!(
            self.open("/nguoi").await.status,
            StatusCode::NOT_FOUND,
            "the police appoint nobody"
        );
        self.open(invitation).await.says("Thư mời này đã dùng rồi");
    }
    async fn end_the_appointment(&self, person: &str) {
        let page = self.open(person).await;
        let term = page.between(&format!("{person}/phan-cong/"), "\"");
        let path = format!("{person}/phan-cong/{term}");
        self.submit(&path, &[("khi", "ngay")]).await.says("Ghi lý do");
        let why = [("khi", "ngay"), ("ly-do", "Chuyển công tác")];
        let ended = self.submit(&path, &why).await;
        assert_eq!(ended.to, format!("{person}?xong=ket-thuc"));
        self.open(&ended.to)
            .await
            .says("Nguyễn Thị Phượng cho kết thúc: Chuyển công tác");
        self.open("/nhat-ky").await.says("Kết thúc phân công");
        self.open("/nhat-ky?kiem-tra=1").await.says("Chuỗi liền mạch");
    }
}

#[tokio::test]
async fn a_program_gets_a_key_that_is_shown_once() {
    let browser = Browser::at_a_new_book().await;
    browser.set_up().await;
    browser
        .open("/ma-ket-noi")
        .await
        .says("Chưa có phần mềm nào kết nối");
    let form = browser.open("/ma-ket-noi/moi").await;
    let unit = form.options().find(|v| v.len() == 36).expect("a unit");
    browser
        .submit("/ma-ket-noi/moi", &[("ten", "Máy quét")])
        .await
        .says("Chọn ít nhất một việc");
    let fields = [
        ("ten", "Máy quét"),
        ("don-vi", unit),
        ("vai-tro", "official"),
        ("viec", "write-entries"),
        ("viec", "read-totals"),
        ("den", "31/12/2026"),
    ];
    let made = browser.submit("/ma-ket-noi/moi", &fields).await;
    let key = made.between("<code>", "</code>");
    assert!(key.starts_with("dienhong_"));
    let list = browser.open("/ma-ket-noi").await;
    list.says("Ghi mục mới, Xem số liệu");
    assert!(!list.text.contains(&key));
    let id = list.between("/ma-ket-noi/", "/thu-hoi");
    let id = id.rsplit('/').next().expect("an id").to_owned();
    assert_eq!(
        browser.submit(&format!("/ma-ket-noi/{id}/thu-hoi"), &[]).await.to,
        "/ma-ket-noi?xong=1"
    );
}

#[tokio::test]
async fn every_page_speaks_both_languages() {
    let browser = Browser::at_a_new_book().await;
    let mut pages = vec![];
    for language in ["vi", "en"] {
        browser.speak(language);
        for path in ["/cai-dat", "/cai-dat/xa", "/cai-dat/xa?xa=dien"] {
            pages.push((language, path, browser.open(path).await));
        }
    }
    browser.set_up().await;
    for language in ["vi", "en"] {
        browser.speak(language);
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
            "/nhat-ky?phan=people&ngay=01/01/2026",
            "/ma-ket-noi",
            "/ma-ket-noi/moi",
        ] {
            pages.push((language, path, browser.open(path).await));
        }
    }
    for (language, path, page) in pages {
        let _case = Case::new(format!("{path} in {language}"));
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
    let browser = Browser::at_a_new_book().await;
    browser.set_up().await;
    let request = Request::post("/ra").header("sec-fetch-site", "cross-site");
    assert_eq!(
        browser.send(request, String::new()).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        browser.open("/tai-khoan").await.status,
        StatusCode::OK,
        "still signed in"
    );
}

#[tokio::test]
async fn handing_over_shows_first_what_would_change_hands() {
    let browser = Browser::at_a_new_book().await;
    browser.set_up().await;
    let page = browser.open("/ban-giao").await;
    let me = page.options().filter(|v| v.len() == 36).last().expect("a person");
    let unit = page.between("name=\"don-vi\" value=\"", "\"");
    browser
        .open(&format!("/ban-giao?don-vi={unit}&nguoi-giao={me}"))
        .await
        .says("Không có việc đang làm");
    let fields = [
        ("don-vi", &*unit),
        ("nguoi-giao", me),
        ("nguoi-nhan", me),
        ("so-muc", "0"),
    ];
    browser
        .submit("/ban-giao", &fields)
        .await
        .says("Không có việc nào để bàn giao");
}
