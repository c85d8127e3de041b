//! All routes with their access, and the layers around them.

use crate::guard::guard;
use crate::{demo, dress, today};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use dienhong_app::urls;
use dienhong_web_api::api;
use dienhong_web_kit::access::Access::Public;
use dienhong_web_kit::access::{BODY_MAX, Routes};
use dienhong_web_kit::state::AppState;
use dienhong_web_kit::{assets, shell};
use dienhong_web_people::{more, people, subjects, units};
use dienhong_web_procedures::{exchange, filings, papers, reports};
use dienhong_web_records::{checks, entries, indicators, phone, totals};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// Every route of the program. What is not here is not found.
pub fn routes() -> Routes {
    common()
        .and(entries::routes())
        .and(today::routes())
        .and(totals::routes())
        .and(indicators::routes())
        .and(checks::routes())
        .and(filings::routes())
        .and(reports::routes())
        .and(papers::routes())
        .and(exchange::routes())
        .and(more::routes())
        .and(people::routes())
        .and(phone::routes())
        .and(units::routes())
        .and(subjects::routes())
        .and(api::routes())
        .and(demo::routes())
}

fn common() -> Routes {
    Routes::default()
        .get(urls::HEALTH, Public, async || "ok")
        .get(urls::DISPLAY, Public, shell::display::show)
        .post(urls::DISPLAY, Public, shell::display::save)
        .get(urls::LANGUAGE, Public, shell::display::change_language)
        .get(urls::FAVICON, Public, assets::favicon)
        .get(urls::ASSETS, Public, assets::asset)
}

/// The signed-in site with the interface for programs: its guard, and the layers around them.
pub fn router(state: AppState) -> Router {
    let routes = routes();
    routes
        .router()
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(from_fn_with_state((state.clone(), routes.classes()), guard))
        // Inside the `dress` layer, so that its refusals become pages too, or JSON for programs.
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(60),
        ))
        .layer(from_fn(dress::dress))
        .layer(from_fn(shell::guard::headers))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(CompressionLayer::new())
        .with_state(state)
}
