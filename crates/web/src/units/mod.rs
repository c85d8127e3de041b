//! Pages of units.

use crate::access::Route;
use crate::state::AppState;
use axum::Router;

/// Routes with their classes.
pub(crate) const ROUTES: &[Route] = &[];

/// The handlers.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
}
