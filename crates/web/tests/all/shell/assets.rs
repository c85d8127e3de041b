//! The files of the design kit, and the icons inside pages.

use askama::Template;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use dienhong_web::assets;
use dienhong_web::respond::html;
use std::path::Path;
use tower::ServiceExt;

/// The status of a file's answer to a browser that holds a copy with this tag.
async fn status(path: &str, held: Option<&str>) -> StatusCode {
    let request = Request::get(assets::href(path));
    let request = match held {
        Some(tag) => request.header(header::IF_NONE_MATCH, tag),
        None => request,
    };
    let request = request.body(Body::empty()).expect("a request");
    let routes: axum::Router = super::common();
    routes.oneshot(request).await.expect("an answer").status()
}

#[tokio::test]
async fn every_file_of_the_kit_is_served_with_its_type() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets");
    for prefix in ["", "fonts/", "icons/"] {
        let inside = folder.join(prefix);
        for entry in std::fs::read_dir(inside).expect("the assets") {
            let name = entry
                .expect("an asset")
                .file_name()
                .into_string()
                .expect("a plain name");
            let path = format!("{prefix}{name}");
            let is_for_people = name == "icons.svg"
                || name.ends_with(".md")
                || ["fonts", "icons", "sw.js"].contains(&path.as_str());
            assert!(
                is_for_people || status(&path, None).await == StatusCode::OK,
                "{path} is not served"
            );
        }
    }
}

#[tokio::test]
async fn a_known_tag_is_answered_without_the_file() {
    let content = assets::href("");
    let content = content.trim_start_matches("/assets/").trim_end_matches('/');
    let tag = format!("W/\"{content}\"");
    assert_eq!(status("kit.css", Some(&tag)).await, StatusCode::NOT_MODIFIED);
    assert_eq!(status("kit.css", None).await, StatusCode::OK);
    assert_eq!(status("../Cargo.toml", None).await, StatusCode::NOT_FOUND);
}

#[derive(Template)]
#[template(
    source = r##"<use href="#i-plus"/><use href="#i-plus"/><use href="#i-nothing"/>|<!--icons-->"##,
    ext = "html"
)]
struct WithIcons;

#[tokio::test]
async fn a_page_gets_each_icon_once() {
    let bytes = axum::body::to_bytes(html(&WithIcons).into_body(), usize::MAX).await;
    let page = String::from_utf8(bytes.expect("a body").into()).expect("UTF-8");
    let (_, icons) = page.split_once('|').expect("the icons");
    assert!(icons.starts_with("<symbol id=\"i-plus\"") && icons.ends_with("</symbol>"));
    assert_eq!(icons.matches("<symbol").count(), 1);
}
