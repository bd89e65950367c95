use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::StatusCode,
};
use serde::de::DeserializeOwned;

use crate::{app::App, problem::Problem};

/// A JSON body; what is wrong with it is told as a problem that names the field.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        Json::<T>::from_request(request, app)
            .await
            .map(|Json(value)| Self(value))
            .map_err(|error| problem(&error))
    }
}

/// The same from whoever does not say that it is JSON.
pub(crate) async fn whatever_it_says<T: DeserializeOwned>(request: Request, app: &App) -> Result<T, Problem> {
    let bytes = Bytes::from_request(request, app).await.map_err(|error| problem(&error.into()))?;
    Json::<T>::from_bytes(&bytes).map(|Json(value)| value).map_err(|error| problem(&error))
}

fn problem(error: &JsonRejection) -> Problem {
    let text = error.body_text();
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = format!("body: expected at most {} KiB", super::MAX_BODY / 1024);
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail).about("body");
    }
    if matches!(error, JsonRejection::JsonDataError(_)) {
        return Problem::field(field_in(&text), format!("a fitting value ({text})"));
    }
    Problem::field("body", format!("JSON ({text})"))
}

/// axum puts the way to the value before what is wrong with it, and serde a missing or unknown field between backticks.
fn field_in(text: &str) -> &str {
    let mut parts = text.split(": ").skip(1);
    let (way, what) = (parts.next().unwrap_or_default(), parts.next());
    let named = text.split('`').nth(1);
    what.filter(|_| !way.contains(' ')).map(|_| way).or(named).unwrap_or("body")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        #[derive(Debug, serde::Deserialize)]
        struct Form {
            #[expect(dead_code, reason = "read by nobody here")]
            name: String,
        }
        let field = |text: &str| match Json::<Form>::from_bytes(text.as_bytes()) {
            Err(error @ JsonRejection::JsonDataError(_)) => field_in(&error.body_text()).to_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(field("{}"), "name");
        assert_eq!(field(r#"{"name": 5}"#), "name");
        assert_eq!(field("[]"), "body");
    }
}
