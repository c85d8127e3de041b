//! Where a request comes from, and where redirects never lead.

use axum::http::{HeaderMap, HeaderValue};
use dienhong_web::testing::door::{device, inside, is_for_this_machine, is_handed_on, place};

#[test]
fn nobody_is_sent_elsewhere_after_signing_in() {
    for address in [
        "//xa.vn",
        "https://xa.vn",
        "/\\xa.vn",
        "",
        "/a\n",
        "/vao",
        "/ra",
        "/moi/ABC",
        "/vao?next=/vao",
    ] {
        assert_eq!(inside(address), "/", "{address}");
    }
    assert_eq!(inside("/so?tim=a"), "/so?tim=a");
    assert_eq!(inside("/vaosothu"), "/vaosothu");
}

#[test]
fn only_whoever_sits_at_the_machine_is_here() {
    let is_here = |pairs: &[(&'static str, &'static str)]| {
        let headers: HeaderMap = pairs
            .iter()
            .map(|(n, v)| (n.parse().expect("a name"), HeaderValue::from_static(v)))
            .collect();
        !is_handed_on(&headers) && is_for_this_machine(&headers)
    };
    assert!(
        is_here(&[("host", "localhost:8080")])
            && is_here(&[("host", "[::1]:8080")])
            && is_here(&[("host", "127.0.0.1")])
    );
    assert!(!is_here(&[("host", "phuong.example")]) && !is_here(&[]));
    assert!(!is_here(&[("host", "localhost"), ("x-real-ip", "203.0.113.7")]));
}

#[test]
fn devices_are_told_in_a_few_words() {
    let agent = HeaderValue::from_static(
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131 Mobile Safari/537.36",
    );
    assert_eq!(device(Some(&agent)), "Chrome, Android");
    assert_eq!(device(None), "");
}

#[test]
fn one_subscriber_of_ipv6_is_one_address() {
    let ip = |text: &str| text.parse().map(place).expect("an address");
    assert_eq!(ip("2001:db8:1:2:aaaa::1"), ip("2001:db8:1:2:bbbb::2"));
    assert_ne!(ip("2001:db8:1:2::1"), ip("2001:db8:1:3::1"));
}
