//! Pagers, fields, and the reader's cookies.

use axum::http::{HeaderMap, Uri, header};
use dienhong_i18n::Locale;
use dienhong_web::shell::{Display, Field, Mistake, PageNumber, Pager, Reader, bound_code};

#[test]
fn a_pager_names_what_is_shown() {
    let pager = Pager::new(54, 8, PageNumber::from("7".to_owned()), |page| {
        format!("?trang={page}")
    });
    assert_eq!((pager.from, pager.to, pager.next), (49, 54, None));
    assert_eq!(pager.previous.as_deref(), Some("?trang=6"));
    let empty = Pager::new(0, 8, PageNumber::FIRST, |_| String::new());
    assert_eq!(empty, Pager::default());
}

#[test]
fn a_field_takes_its_own_mistake() {
    let mistakes = [Mistake::new("ngay", "Ghi ngày."), Mistake::new("luot", "Ghi số.")];
    let field = Field::new("luot", "Số lượt người")
        .hint("Hai buổi là hai lượt")
        .checked(&mistakes);
    assert_eq!(field.error.as_deref(), Some("Ghi số."));
    assert_eq!(field.described_by(), "luot-h luot-e");
}

#[test]
fn bounds_come_back_as_they_were_sent() {
    for (bound, code, ..) in Field::default().bounds() {
        assert_eq!(bound_code(code), bound, "{code}");
    }
}

#[test]
fn cookies_choose_language_and_display() {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::COOKIE,
        "a=b; ngon-ngu=en; hien-thi=dark-high-large"
            .parse()
            .expect("a header"),
    );
    let reader = Reader::of(&headers, &Uri::from_static("/so?tim=a"));
    assert_eq!(reader.locale, Locale::En);
    assert_eq!(reader.display.code(), "dark-high-large");
    assert_eq!(reader.here, "/so?tim=a");
}

#[test]
fn a_broken_cookie_is_the_default() {
    assert_eq!(Display::parse("\u{0}-<script>-9"), Display::default());
    assert!(Display::parse("").attributes().is_empty());
}
