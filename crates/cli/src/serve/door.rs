//! The pages and the API, and the authority's public certificate for phones to install.

use super::own_ca::OwnCa;
use super::plan::Plan;
use crate::context::CommandContext;
use crate::served::Protection;
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use dienhong_app::App;
use dienhong_web::{AppState, Options};
use std::sync::Arc;

/// Path of the certificate on phones: short, because people type it.
const AUTHORITY: &str = "/ca.crt";

/// Everything that is answered.
pub(super) fn router(cx: &CommandContext, plan: &Plan, app: Arc<App>, is_sample: bool) -> Router {
    let options = Options {
        is_sample,
        is_secure: plan.is_secure(),
    };
    let pages = dienhong_web::router(AppState::new(app, options));
    match plan.protection {
        Protection::OwnCa => authority(cx).fallback_service(pages),
        _ => pages,
    }
}

/// The certificate alone, also over plain http: a phone that does not trust the server yet must be able to fetch it.
/// Its fingerprint is shown in the window of the program and by `dienhong cert show`.
pub(super) fn authority(cx: &CommandContext) -> Router {
    let path = OwnCa::of(&cx.place).ca_file();
    let give = move || {
        let path = path.clone();
        async move {
            let kind = [(header::CONTENT_TYPE, "application/x-x509-ca-cert")];
            match tokio::fs::read(&path).await {
                Ok(bytes) => (kind, bytes).into_response(),
                Err(_) => axum::http::StatusCode::NOT_FOUND.into_response(),
            }
        }
    };
    Router::new().route(AUTHORITY, get(give))
}

/// The address of the certificate, when there is one.
pub(super) fn authority_url(plan: &Plan) -> Option<String> {
    if plan.protection != Protection::OwnCa {
        return None;
    }
    let mut url = plan.url.join(AUTHORITY).ok()?;
    if let Some(from) = plan.redirect_from {
        url.set_scheme("http").ok()?;
        url.set_port(Some(from.port())).ok()?;
    }
    Some(url.to_string())
}
