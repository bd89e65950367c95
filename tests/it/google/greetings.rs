//! What callers hear first, and what they hear when the voice fails, is there before anybody calls: after a start on a database
//! that has been there, with Google down at first, and after a restart without a request.

use acceptance::standins::google::{Ears, Google};
use acceptance::{Dashboard, Engine, Server, Setup, wait};
use domain::hebrew::say;
use serde_json::json;
use tonic::Code;

use super::SOON;

/// The voices of the installation and of the business: Google's names.
const OWN: &str = "he-IL-Wavenet-D";
const OF_THE_BUSINESS: &str = "he-IL-Wavenet-C";

/// What it was asked for, by voice.
fn asked(google: &Google, voice: &str) -> Vec<String> {
    let requests = google.voices.requests();
    let of = |name: Option<String>| name.is_some_and(|name| name == voice);
    let texts = google.voices.asked();
    requests
        .into_iter()
        .zip(texts)
        .filter(|(request, _)| of(request.voice.clone().map(|v| v.name)))
        .map(|(_, text)| text)
        .collect()
}

async fn everything_is_there(google: &Google) -> anyhow::Result<()> {
    wait::until("the greeting and the phrases are there", SOON, async || {
        let (own, of_the_business) = (asked(google, OWN), asked(google, OF_THE_BUSINESS));
        let phrases =
            |asked: &[String]| media::PHRASES.iter().all(|phrase| asked.contains(&say::ssml(phrase)));
        let greeting = of_the_business.iter().any(|text| text.contains("מדברת"));
        let there = greeting && phrases(&own) && phrases(&of_the_business);
        Ok(if there { Ok(()) } else { Err((own.len(), of_the_business.len())) })
    })
    .await
}

#[tokio::test]
async fn a_database_that_is_given_another_voice_has_its_greetings_ready() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let update = "mutation($input: UpdateBusinessSettingsInput!) { updateBusinessSettings(input: $input) { userErrors { field } } }";
    let dashboard = Dashboard::of_owner(&server).await?;
    dashboard.ask(update, json!({ "input": { "voice": "FEMALE_B" } })).await?;
    server.stop().await?;

    let google = Google::start(Ears::lines(&[]))?;
    let setup = google.speaks_for(setup)?;
    // The voice is away while the process starts: three sentences, three attempts at each.
    google.voices.fail([Code::Unavailable; 9]);
    let server = Server::start(&setup).await?;
    everything_is_there(&google).await?;
    let warm = server.client().get(server.at("/warmup")).send().await?;
    let told: serde_json::Value = warm.json().await?;
    assert_eq!(told["greetings"], "ready", "{told}");
    server.stop().await?;

    let before = google.voices.requests().len();
    let server = Server::start(&setup).await?;
    let warm = server.client().get(server.at("/warmup")).send().await?;
    assert!(warm.status().is_success(), "{}", warm.text().await?);
    assert_eq!(google.voices.requests().len(), before, "all of it was on the disk");
    server.stop().await
}
