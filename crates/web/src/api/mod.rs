//! The interface for programs, described by OpenAPI.

use crate::access::Route;
use crate::state::AppState;
use axum::Json;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Routes of the interface.
pub(crate) const ROUTES: &[Route] = &[];

/// The interface's routes.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
}

/// No sign-in and no key.
pub(crate) fn unauthorized() -> Response {
    (StatusCode::UNAUTHORIZED, Json(serde_json::json!({ "error": "unauthorized" }))).into_response()
}

/// What is not there, or not for this actor.
pub(crate) fn not_found() -> Response {
    (StatusCode::NOT_FOUND, Json(serde_json::json!({ "error": "not-found" }))).into_response()
}
