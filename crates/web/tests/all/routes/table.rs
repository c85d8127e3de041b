//! The table of routes: each route is in it once, and paths are written nowhere else.

use super::routes;
use axum::http::Method;
use dienhong_app::urls;
use dienhong_web::access::{Access, Rate, Route};

#[test]
fn every_route_stands_once() {
    let mut seen = std::collections::BTreeSet::new();
    for Route { method, path, .. } in routes() {
        assert!(
            seen.insert((method.to_string(), *path)),
            "{method} {path} stands twice"
        );
    }
}

#[test]
fn every_public_door_is_guarded_or_takes_no_password() {
    let public = routes().filter(|route| route.access == Access::Public && route.method != Method::GET);
    let (guarded, open): (Vec<&Route>, Vec<&Route>) = public.partition(|route| route.rate == Rate::Guarded);
    let paths = |of: &[&Route]| of.iter().map(|route| route.path).collect::<Vec<_>>();
    assert_eq!(
        paths(&guarded),
        [
            urls::SIGN_IN,
            urls::SIGN_IN_CODE,
            urls::SIGN_IN_PASSKEY_START,
            urls::SIGN_IN_PASSKEY,
            urls::SIGN_IN_AGAIN,
        ]
    );
    // Codes of invitations and of the first start are random and long, letters are signed, and the demo has no secrets.
    let without = [
        "/moi",
        "/cai-dat",
        "/demo",
        "/api/exchange/",
        urls::SIGN_OUT,
        urls::DISPLAY,
    ];
    for path in paths(&open) {
        assert!(
            without.iter().any(|known| path.starts_with(known)),
            "{path} is guarded"
        );
    }
}

/// Files of the crates of pages with this ending, with their text.
fn sources(end: &str) -> Vec<(std::path::PathBuf, String)> {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let all = std::fs::read_dir(crates).expect("the crates").flatten();
    let of_pages = all.filter(|folder| folder.file_name().to_string_lossy().starts_with("web"));
    let mut open: Vec<std::path::PathBuf> = of_pages
        .flat_map(|folder| ["src", "templates"].map(|part| folder.path().join(part)))
        .filter(|folder| folder.is_dir())
        .collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for file in std::fs::read_dir(folder).expect("the sources").flatten() {
            let path = file.path();
            match path.is_dir() {
                true => open.push(path),
                false if path.to_string_lossy().ends_with(end) => {
                    let text = std::fs::read_to_string(&path).expect("a source");
                    found.push((path, text));
                }
                false => {}
            }
        }
    }
    assert!(found.len() > 50, "{} files end in {end}", found.len());
    found
}

/// The first beginning of a page's path that a text contains as a literal: `"/so/`, `"/so"`, `"/so?`.
fn written_out(text: &str) -> Option<String> {
    let first = |path: &'static str| path.split('/').nth(1).filter(|part| !part.is_empty());
    let rooms: std::collections::BTreeSet<&str> = routes()
        .filter(|route| !route.path.starts_with("/api") && !route.path.starts_with("/assets"))
        .filter_map(|route| first(route.path))
        .collect();
    let ends = ['/', '"', '?', '#'];
    rooms
        .into_iter()
        .flat_map(|room| ends.map(|end| format!("\"/{room}{end}")))
        .find(|literal| text.contains(literal.as_str()))
}

#[test]
fn paths_are_written_once_and_links_are_made_of_them() {
    for (path, text) in sources(".rs").into_iter().chain(sources(".html")) {
        if path.ends_with("gallery.html") {
            continue;
        }
        let found = written_out(&text);
        assert!(found.is_none(), "{} writes {found:?} out", path.display());
        let is_the_table = path.ends_with("access.rs");
        assert!(
            is_the_table || !text.contains(".route("),
            "{} has routes of its own",
            path.display()
        );
    }
    assert_eq!(
        written_out(r#"href="/bao-cao/{{ id }}""#).as_deref(),
        Some("\"/bao-cao/")
    );
}
