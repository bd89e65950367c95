//! Errors as people and programs read them: RFC 9457 `application/problem+json`.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use eventlog::LogError;
use serde::Serialize;

/// A refusal or a fault, on its way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    #[serde(serialize_with = "number")]
    status: StatusCode,
    title: &'static str,
    detail: String,
    /// The field of the request that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Seconds to wait before the next try.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<i64>,
}

impl Problem {
    /// A problem with a status and words that say what to do about it.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            title: status.canonical_reason().unwrap_or("Error"),
            detail: detail.into(),
            field: None,
            retry_after: None,
        }
    }

    /// The same, about this field of the request.
    #[must_use]
    pub fn about(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }

    /// 422: the field can be read, and cannot be.
    pub fn unprocessable(field: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail).about(field)
    }

    /// 429: too many tries; the next is looked at after this long.
    pub fn too_many(wait: jiff::SignedDuration) -> Self {
        let seconds = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
        let detail = format!("too many tries; the next is looked at in {seconds} s");
        Self { retry_after: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, detail) }
    }

    /// 400: this field cannot be read.
    pub fn field(field: impl Into<String>, expected: impl Into<String>) -> Self {
        let field = field.into();
        let detail = format!("{field}: expected {}", expected.into());
        Self { field: Some(field), ..Self::new(StatusCode::BAD_REQUEST, detail) }
    }

    /// 401: nobody is signed in.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// 403: signed in or not, this is not for you.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// 404: there is no such thing (for you).
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 503: a fault of ours; the details go to the log, the caller may try again. A full disk and the like are said.
    pub fn unavailable(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error, "request failed");
        let mut causes = std::iter::successors(Some(error), |error| error.source());
        let plain =
            causes.find_map(|cause| cause.downcast_ref::<LogError>().filter(|log| log.is_for_everyone()));
        let detail =
            plain.map_or("the server cannot do this just now; try again".to_owned(), LogError::to_string);
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("application/problem+json");
        let wait = self.retry_after.map(HeaderValue::from);
        let mut response = (self.status, [(header::CONTENT_TYPE, kind)], Json(self)).into_response();
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}
