//! The frame around every page, and the parts that pages are made of.

use axum::Router;
use axum::routing::get;
use dienhong_app::urls;
use dienhong_web::assets as files;
use dienhong_web::shell::display;

mod assets;
mod frame;
mod gallery;
mod parts;

/// The routes that every page needs, without the rest of the program.
pub(crate) fn common<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(urls::DISPLAY, get(display::show).post(display::save))
        .route(urls::LANGUAGE, get(display::change_language))
        .route(urls::FAVICON, get(files::favicon))
        .route(urls::ASSETS, get(files::asset))
}
