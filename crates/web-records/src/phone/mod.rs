//! The book on a phone: the installable page, the script that keeps forms while there is no network, the list of waiting
//! drafts, and the endpoint that receives them.

#[doc(hidden)]
pub mod receive;

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dienhong_app::urls;
use dienhong_i18n::t;
use dienhong_web_kit::access::Access::{Public, SignedIn};
use dienhong_web_kit::access::{BODY_MAX, Routes};
use dienhong_web_kit::assets;
use dienhong_web_kit::respond::html;
use dienhong_web_kit::shell::guard::CONTENT_POLICY;
use dienhong_web_kit::shell::{Reader, Room, Shell};
use dienhong_web_kit::state::Me;
use serde_json::json;

/// The routes of this room. A person whose rights ended while the phone was offline still sees the waiting drafts, and why
/// they are not accepted.
pub fn routes() -> Routes {
    Routes::default()
        .get(urls::SERVICE_WORKER, Public, script)
        .get(urls::MANIFEST, Public, manifest)
        .get(urls::WAITING, SignedIn, waiting)
        .post(urls::PHONE_DRAFTS, SignedIn, receive::receive)
        .body(BODY_MAX)
}

/// The script of the device, with the files of this build.
async fn script() -> Response {
    let text = format!(
        "const CONTENT = {};\nconst FILES = {};\nconst POLICY = {};\n{}",
        json!(assets::content()),
        json!(assets::kept_on_devices().collect::<Vec<_>>()),
        json!(CONTENT_POLICY),
        assets::SERVICE_WORKER,
    );
    let head = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (head, text).into_response()
}

async fn manifest(reader: Reader) -> Response {
    let icon = |file: &str, size: &str, purpose: &str| json!({ "src": assets::href(file), "sizes": size, "type": "image/png", "purpose": purpose });
    let body = json!({
        "name": t(reader.locale, "shell-brand"),
        "short_name": t(reader.locale, "shell-brand"),
        "description": t(reader.locale, "phone-manifest"),
        "lang": reader.locale.code(),
        "id": urls::HOME,
        "start_url": urls::HOME,
        "scope": urls::HOME,
        "display": "standalone",
        "background_color": "#fbf7ef",
        "theme_color": "#fbf7ef",
        "icons": [
            icon("icons/mark-192.png", "192x192", "any"),
            icon("icons/mark-512.png", "512x512", "any"),
            icon("icons/mark-maskable-512.png", "512x512", "maskable"),
        ],
    });
    let head = [
        (header::CONTENT_TYPE, "application/manifest+json"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (head, body.to_string()).into_response()
}

#[derive(Template)]
#[template(path = "phone/waiting.html")]
struct Waiting {
    shell: Shell,
    doors: Vec<(String, String)>,
    /// The sentence about what was sent last, with placeholders for count and moment.
    last: String,
}

async fn waiting(me: Me) -> Response {
    let shell = me.shell(t(me.locale(), "phone-title"), Room::New).narrow();
    let lead = shell.t("phone-lead");
    html(&Waiting {
        doors: crate::entries::doors(&me),
        last: shell.t2("phone-last", ("count", "{n}"), ("at", "{at}")),
        shell: shell.lead(lead),
    })
}
