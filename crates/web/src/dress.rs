//! Turns bare refusals (a status, perhaps with plain text) into pages, or into JSON for programs.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::Reader;

/// Turns bare refusals into pages, whether of a handler, the router, a limit or a panic; programs get JSON. The layer is
/// around all routes.
pub async fn dress(request: Request, next: Next) -> Response {
    let reader = Reader::of(request.headers(), request.uri());
    let is_program = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    if is_program {
        return dienhong_web_api::api::dress(&reader, response);
    }
    match Problem::of(&response) {
        Some(problem) => problem.page(&reader),
        None => response,
    }
}
