//! Where a request comes from, and the session cookie of its response.

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Json, Redirect, Response};
use dienhong_app::people::{Door, SignedIn};
use dienhong_app::urls;
use dienhong_web_kit::access::cookie;
use dienhong_web_kit::shell::{Reader, Shell};
use dienhong_web_kit::state::AppState;
use serde_json::json;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The sender of a request, before anything is known about the person.
pub struct Visitor {
    address: String,
    device: String,
    /// Whether the browser runs on the same machine as the program.
    pub is_here: bool,
    has_language: bool,
    session: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|c| c.0.ip());
        let forwarded = forwarded(&parts.headers);
        let is_local = peer.is_some_and(|ip| ip.is_loopback());
        // The address that a proxy reports is trusted only from a proxy on this machine.
        let address = forwarded
            .clone()
            .filter(|_| is_local)
            .or(peer.map(place))
            .unwrap_or_default();
        Ok(Visitor {
            address,
            device: device(parts.headers.get(header::USER_AGENT)),
            is_here: is_local && !is_handed_on(&parts.headers) && is_for_this_machine(&parts.headers),
            session: cookie(&parts.headers, "__Host-dh").or_else(|| cookie(&parts.headers, "dh")),
            has_language: cookie(&parts.headers, "ngon-ngu").is_some(),
        })
    }
}

impl Visitor {
    /// The sender as the acts need it.
    pub(super) fn door(&self) -> Door<'_> {
        Door {
            address: &self.address,
            device: &self.device,
        }
    }
    /// Browser and system in a few words.
    pub fn device(&self) -> &str {
        &self.device
    }
    /// Where to go after signing in; a browser without a language cookie first gets the person's language.
    pub(super) fn onward(&self, reader: &Reader, signed_in: &SignedIn, next: &str) -> String {
        let next = inside(next);
        if self.has_language || reader.locale.code() == signed_in.language {
            return next;
        }
        let way: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        format!("{}?ve={way}", urls::language(&signed_in.language))
    }
}

/// Whether a proxy forwarded the request. Behind a proxy on this machine everybody looks local; its headers show it.
pub fn is_handed_on(headers: &HeaderMap) -> bool {
    [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
        "via",
    ]
    .iter()
    .any(|name| headers.contains_key(*name))
}

/// Whether the address that was typed names the machine itself.
pub fn is_for_this_machine(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

fn forwarded(headers: &HeaderMap) -> Option<String> {
    let last = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()?
        .to_str()
        .ok()?;
    let last = last.rsplit(',').next()?.trim();
    Some(last.parse().map(place).unwrap_or_else(|_| "?".to_owned()))
}

/// Where a request comes from: an IPv4 address, or the first 64 bits of an IPv6 address, since one subscriber holds all
/// addresses below them.
pub fn place(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => ip.segments()[..4]
            .iter()
            .map(|s| format!("{s:x}"))
            .collect::<Vec<_>>()
            .join(":"),
    }
}

/// "Chrome, Android": enough to recognise one's own devices, too little to track anybody.
pub fn device(agent: Option<&HeaderValue>) -> String {
    let agent = agent.and_then(|v| v.to_str().ok()).unwrap_or_default();
    let find = |names: &[(&'static str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = find(&[
        ("coc_coc", "Cốc Cốc"),
        ("Zalo", "Zalo"),
        ("Edg", "Edge"),
        ("SamsungBrowser", "Samsung Internet"),
        ("OPR/", "Opera"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome", "Chrome"),
        ("CriOS", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ]);
    browser.into_iter().chain(system).collect::<Vec<_>>().join(", ")
}

/// An address of this site, or the first page: redirects never lead to other sites, nor back to signing in
/// or out, to invitations or to the language switch.
pub fn inside(address: &str) -> String {
    let is_ours = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains(['\\', '\r', '\n', '\t'])
        && ![urls::SIGN_IN, urls::SIGN_OUT, urls::INVITATIONS, urls::LANGUAGES]
            .iter()
            .any(|door| {
                address
                    .strip_prefix(door)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
            });
    if is_ours {
        address.to_owned()
    } else {
        urls::HOME.to_owned()
    }
}

/// Gives the browser its session. `SameSite=Lax`: a link to a page in a message opens it; forms of other sites are
/// refused by their origin. The session that this browser had before ends.
pub async fn with_session(
    state: &AppState,
    visitor: &Visitor,
    signed_in: &SignedIn,
    response: impl IntoResponse,
) -> Response {
    if let Some(old) = &visitor.session
        && let Err(cause) = state.app.people.replace_session(state.app.now(), old).await
    {
        tracing::warn!(%cause, "a session could not be replaced");
    }
    with_cookie(state, &signed_in.cookie, signed_in.max_age, response)
}

/// Removes the session from the browser.
pub(super) fn without_session(state: &AppState, response: impl IntoResponse) -> Response {
    with_cookie(state, "", 0, response)
}

fn with_cookie(state: &AppState, value: &str, max_age: i64, response: impl IntoResponse) -> Response {
    let secure = if state.options.is_secure { "; Secure" } else { "" };
    let name = state.cookie();
    let cookie = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
    let mut response = response.into_response();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Redirects to another page after a form.
pub(super) fn see(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The answer to the passkey script: the page to open next.
pub(super) fn go(address: &str) -> Response {
    Json(json!({ "to": address })).into_response()
}

/// The answer to the passkey script: a sentence to show.
pub(super) fn say(words: String) -> Response {
    (
        axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({ "error": words })),
    )
        .into_response()
}

/// A frame without a person, naming the commune of the book.
pub(super) async fn front(state: &AppState, reader: &Reader, title: String) -> Shell {
    let shell = Shell::new(reader, title)
        .public()
        .narrow()
        .sample(state.options.is_sample);
    let snapshot = state.app.snapshot();
    let here = state.app.here(&snapshot);
    match state.app.people.home(here).await {
        Ok(Some(unit)) => shell.unit(snapshot.map.label(unit, here.today(), reader.locale.code()), ""),
        _ => shell,
    }
}
