//! `POST /agent/greeting`: the greeting by ear, as the next caller would hear it, before it is saved.
//!
//! The very synthesiser of the phone speaks it; the answer is that sound as a WAV file of mu-law, as recordings are.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use domain::{
    Decider as _, StreamId,
    business::{Amendment, Business, BusinessCommand, BusinessRefusal},
    user::Permission,
    values::Voice,
};
use media::wav;
use serde::Deserialize;

use crate::{app::App, auth::Session, problem::Problem};

/// What is to be heard; what is not given is as it was saved.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Wanted {
    agent_name: Option<String>,
    /// Null: the installation's own.
    voice: Option<Voice>,
    greeting: Option<String>,
}

/// Speaks it.
pub(crate) async fn handler(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Json(wanted): Json<Wanted>,
) -> Result<Response, Problem> {
    session.permit(&headers, Permission::EditSettings)?;
    app.greetings.count(session.user, app.clock.now()).map_err(Problem::too_many)?;
    let voice = wanted.voice;
    let text = words(&app, &session, wanted).await?;
    let synthesizer = app.media.deps().synthesizer.clone();
    let sound = synthesizer.speak_as(voice, &text).await.map_err(|error| Problem::unavailable(&error))?;
    let headers = [(header::CONTENT_TYPE, "audio/wav"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, wav::of_mulaw(1, &sound)).into_response())
}

/// The greeting with its placeholders filled in, were this saved: decided as it would be, and not written down.
async fn words(app: &App, session: &Session, wanted: Wanted) -> Result<String, Problem> {
    let held = app.bus.state::<Business>(&StreamId::business(session.business)).await;
    let mut held = held.map_err(|error| Problem::unavailable(&error))?;
    let amendment =
        Amendment { agent_name: wanted.agent_name, greeting: wanted.greeting, ..Amendment::default() };
    let command = BusinessCommand::AmendSettings { amendment: Box::new(amendment) };
    let outcome = held.decide(&command).map_err(|refusal| refused(&refusal))?;
    outcome.into_events().iter().for_each(|event| held.evolve(event));
    let greeting = held.settings().map(domain::business::Settings::spoken_greeting);
    greeting.ok_or_else(|| Problem::not_found("the business is not open"))
}

fn refused(refusal: &BusinessRefusal) -> Problem {
    match refusal {
        BusinessRefusal::Unknown => Problem::not_found("the business is not open"),
        BusinessRefusal::BadGreeting(_) => Problem::unprocessable("greeting", refusal.to_string()),
        BusinessRefusal::Invalid { field, remedy: _ } => Problem::unprocessable(field, refusal.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::{Value, json};

    use crate::testing::{Answer, Bench};

    async fn hear(bench: &Bench, bearer: &str, wanted: Value) -> Answer {
        bench.json("/agent/greeting", &wanted, &[("authorization", bearer)]).await
    }

    async fn owner(bench: &Bench) -> String {
        format!("Bearer {}", bench.sign_in().await.json()["access_token"].as_str().unwrap())
    }

    #[tokio::test]
    async fn a_greeting_is_heard_before_it_is_saved() {
        let bench = Bench::new().await;
        let bearer = owner(&bench).await;
        let before = bench.events().await;
        let saved = hear(&bench, &bearer, json!({})).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        assert_eq!(saved.headers["content-type"], "audio/wav");
        assert!(saved.body.starts_with("RIFF"));
        let wanted = json!({ "agentName": "נועה", "voice": "MALE_A", "greeting": "שלום מ{agent}. {recording_notice}" });
        let changed = hear(&bench, &bearer, wanted).await;
        assert_eq!(changed.status, StatusCode::OK);
        assert_ne!(changed.body, saved.body);
        assert_eq!(bench.events().await, before, "something was written down");
    }

    #[tokio::test]
    async fn what_cannot_be_said_is_refused_by_field() {
        let bench = Bench::new().await;
        let bearer = owner(&bench).await;
        for (wanted, field) in [
            (json!({ "greeting": "שלום" }), "greeting"),
            (json!({ "greeting": "{recording_notice} {x}" }), "greeting"),
            (json!({ "agentName": " " }), "agentName"),
        ] {
            let refused = hear(&bench, &bearer, wanted).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.json()["field"], field);
        }
    }

    #[tokio::test]
    async fn who_asks_too_often_waits() {
        let bench = Bench::new().await;
        let bearer = owner(&bench).await;
        let mut last = StatusCode::OK;
        for _ in 0..=crate::greetings::A_MINUTE {
            last = hear(&bench, &bearer, json!({ "greeting": "x" })).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    }
}
