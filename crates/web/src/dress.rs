//! Turns bare refusals (a status, perhaps with plain text) into pages, or into JSON for programs.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use dienhong_web_kit::respond::Problem;
use dienhong_web_kit::shell::Reader;
use dienhong_web_kit::state::{AppState, Me, Seen};

/// Who asked, on a response that refuses: its page keeps their frame.
#[derive(Clone)]
pub(crate) struct Framed(pub(crate) Seen, pub(crate) AppState);

/// Turns bare refusals into pages, whether of a handler, the router, a limit or a panic; programs get JSON. The layer is
/// around all routes. Somebody who is signed in keeps the frame of their rooms.
pub async fn dress(request: Request, next: Next) -> Response {
    let reader = Reader::of(request.headers(), request.uri());
    let is_program = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    if is_program {
        return dienhong_web_api::api::dress(&reader, response);
    }
    match Problem::of(&response) {
        Some(problem) => {
            let framed = response.extensions_mut().remove::<Framed>();
            let me = framed.and_then(|Framed(seen, state)| Me::of(seen, reader.clone(), &state));
            problem.page(&reader, me.as_ref())
        }
        None => response,
    }
}
