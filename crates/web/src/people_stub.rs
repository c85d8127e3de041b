use crate::access::Route;
use crate::state::AppState;
pub(crate) const ROUTES: &[Route] = &[];
pub(crate) fn routes() -> axum::Router<AppState> { axum::Router::new() }
pub(crate) fn is_before_set_up(_: &dienhong_app::people::SetUpState) -> bool { false }
