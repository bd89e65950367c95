//! `POST /auth/logout`: the browser forgets its session.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::{app::App, auth::cookies};

/// Ends the cookies. Signed in or not, the answer is the same.
pub(crate) async fn handler(State(app): State<App>) -> Response {
    (StatusCode::NO_CONTENT, cookies::clear(app.public.is_secure())).into_response()
}
