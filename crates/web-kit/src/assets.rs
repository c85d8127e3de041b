//! The design kit's files, served from the binary under a path with the hash of their content.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeSet;
use std::sync::LazyLock;

struct Asset {
    path: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($path:literal),* $(,)?) => {
        &[$(Asset { path: $path, bytes: include_bytes!(concat!("../../../assets/", $path)) }),*]
    };
}

const ASSETS: &[Asset] = assets![
    "app.css",
    "app.js",
    "entry.js",
    "fonts/OFL.txt",
    "fonts/be-vietnam-pro-latin-400.woff2",
    "fonts/be-vietnam-pro-latin-500.woff2",
    "fonts/be-vietnam-pro-latin-600.woff2",
    "fonts/be-vietnam-pro-latin-700.woff2",
    "fonts/be-vietnam-pro-latin-ext-400.woff2",
    "fonts/be-vietnam-pro-latin-ext-500.woff2",
    "fonts/be-vietnam-pro-latin-ext-600.woff2",
    "fonts/be-vietnam-pro-latin-ext-700.woff2",
    "fonts/be-vietnam-pro-vietnamese-400.woff2",
    "fonts/be-vietnam-pro-vietnamese-500.woff2",
    "fonts/be-vietnam-pro-vietnamese-600.woff2",
    "fonts/be-vietnam-pro-vietnamese-700.woff2",
    "fonts/dien-hong-figures-400.woff2",
    "fonts/dien-hong-figures-500.woff2",
    "fonts/dien-hong-figures-600.woff2",
    "fonts/dien-hong-figures-700.woff2",
    "grid.js",
    "icons/mark-180.png",
    "icons/mark-192.png",
    "icons/mark-512.png",
    "icons/mark-maskable-512.png",
    "kit.css",
    "mark.svg",
    "offline.js",
    "outbox.js",
    "passkey.js",
    "report.js",
    "tokens.css",
    "wordmark.svg",
];

const ICONS: &str = include_str!("../../../assets/icons.svg");
/// The script that keeps pages on a device, without the lines that name this build's files.
pub const SERVICE_WORKER: &str = include_str!("../../../assets/sw.js");
const FOR_EVER: &str = "public, max-age=31536000, immutable";
// A page cached before an upgrade still asks for the old hash.
const ASK_AGAIN: &str = "no-cache";
// The mark holds its light and dark colours in an inline style.
const MARK_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The hash of all assets as sixteen hexadecimal digits.
static CONTENT: LazyLock<String> = LazyLock::new(|| {
    let bytes = ASSETS
        .iter()
        .flat_map(|a| a.path.bytes().chain(a.bytes.iter().copied()));
    format!("{:016x}", fingerprint(bytes))
});

// FNV-1a: no protection against an adversary, only to distinguish the files of two builds.
fn fingerprint(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The address of an asset, as `kit.css`.
pub fn href(path: &str) -> String {
    format!("/assets/{}/{path}", *CONTENT)
}

/// The hash of all assets, as it is in their addresses.
pub fn content() -> &'static str {
    &CONTENT
}

/// The addresses of what a device needs to show cached pages: everything except licences and the icons of the installed
/// app.
pub fn kept_on_devices() -> impl Iterator<Item = String> {
    let is_seen = |path: &&str| !path.starts_with("icons/") && !path.ends_with(".txt");
    ASSETS.iter().map(|a| a.path).filter(is_seen).map(href)
}

/// The mark of the pages.
pub async fn favicon(headers: HeaderMap) -> Response {
    serve("mark.svg", ASK_AGAIN, &headers)
}

/// A style, script, font or picture under the hash of all of them.
pub async fn asset(Path((content, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let cache = if content == *CONTENT { FOR_EVER } else { ASK_AGAIN };
    serve(&path, cache, &headers)
}

fn serve(path: &str, cache: &'static str, headers: &HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|a| a.path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", *CONTENT);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let head = [
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, cache.to_owned()),
    ];
    if known.is_some_and(|v| {
        v.split(',')
            .any(|tag| tag.trim().trim_start_matches("W/") == etag)
    }) {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    let mut response = (head, [(header::CONTENT_TYPE, kind(path))], asset.bytes).into_response();
    if path.ends_with(".svg") {
        let policy = header::HeaderValue::from_static(MARK_POLICY);
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "text/plain; charset=utf-8",
    }
}

/// The symbols of the icons that a page uses, to be put into it once.
///
/// A symbol in another file is not drawn under our content policy, and the whole set would weigh 8 KB a page.
pub fn icons_of(page: &str) -> String {
    let used: BTreeSet<&str> = page
        .split("href=\"#i-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    used.into_iter().filter_map(symbol).collect()
}

fn symbol(icon: &str) -> Option<&'static str> {
    let start = ICONS.find(&format!("<symbol id=\"i-{icon}\""))?;
    let end = start + ICONS[start..].find("</symbol>")? + "</symbol>".len();
    Some(&ICONS[start..end])
}
