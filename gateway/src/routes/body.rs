use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
};
use serde::de::DeserializeOwned;

use crate::{app::App, problem::Problem};

/// A JSON body; what is wrong with it is told as a problem that names the field.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, app).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => {
                let text = error.body_text();
                // serde names a missing or unknown field between backticks.
                let field = text.split('`').nth(1).unwrap_or("body").to_owned();
                Err(Problem::field(field, format!("a fitting value ({text})")))
            }
            Err(error) => Err(Problem::field("body", format!("JSON ({})", error.body_text()))),
        }
    }
}
