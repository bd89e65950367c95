//! Warming up: what would go wrong with a call is told before anybody calls.

use std::time::Duration;

use acceptance::standins::google::{Ears, Google, Stream, Trouble, coded};
use media::provider::{ProviderError, Recognizer as _};
use tonic::Code;

use super::{Clients, coded_words, words};

fn google() -> anyhow::Result<Google> {
    let google = Google::start(Ears::Coded { words: 3 })?;
    google.recognition.know_languages(&["he-IL"]);
    google.recognition.know_models(&["latest_long", "default"]);
    Ok(google)
}

fn models(streams: &[Stream]) -> Vec<&str> {
    streams.iter().map(Stream::model).collect()
}

#[tokio::test]
async fn a_little_silence_is_recognised_as_calls_are() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |_| {})?;
    clients.recognizer.warm_up().await?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=2)).await?;
    call.end().await?;
    let streams = google.recognition.streams();
    let [warming, calling] = &streams[..] else { anyhow::bail!("{}", streams.len()) };
    assert!(warming.ended && warming.audio.len() == 1_600, "200 ms");
    assert_eq!(warming.config, calling.config);
    Ok(())
}

#[tokio::test]
async fn a_language_google_does_not_know_is_named() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |settings| settings.hearing.language = "he-XX".to_owned())?;
    let told = clients.recognizer.warm_up().await;
    assert!(matches!(told, Err(ProviderError::Refused { .. })), "{told:?}");
    let told = told.err().map(|error| error.to_string()).unwrap_or_default();
    for part in [
        "model latest_long, language he-XX",
        "model default, language he-XX",
        "InvalidArgument",
        &google.url(),
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    Ok(())
}

#[tokio::test]
async fn a_model_google_does_not_know_is_replaced_before_the_first_call() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |settings| settings.hearing.model = "chirp_9".to_owned())?;
    clients.recognizer.warm_up().await?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=2)).await?;
    assert_eq!(words(&call.end().await?), coded_words(1..=2));
    assert_eq!(models(&google.recognition.streams()), ["chirp_9", "default", "default"]);
    // It is there now: the next warm-up finds it.
    google.recognition.know_models(&["chirp_9"]);
    clients.recognizer.warm_up().await?;
    clients.call().await?.end().await?;
    assert_eq!(models(&google.recognition.streams())[3..], ["chirp_9", "chirp_9"]);
    Ok(())
}

#[tokio::test]
async fn an_account_without_the_right_is_told_and_so_is_a_google_that_does_not_answer() -> anyhow::Result<()>
{
    let google = google()?;
    let clients =
        Clients::of(&google, |settings| settings.hearing.warm_up_within = Duration::from_millis(500))?;
    google.recognition.trouble([Trouble { breaks: Some((0, Code::PermissionDenied)), ..Trouble::default() }]);
    let told = clients.recognizer.warm_up().await;
    assert!(
        matches!(&told, Err(ProviderError::Refused { reason, .. }) if reason.contains("PermissionDenied")),
        "{told:?}"
    );
    google.recognition.trouble([Trouble { opens_after: Duration::from_mins(1), ..Trouble::default() }]);
    let told = clients.recognizer.warm_up().await;
    assert!(matches!(told, Err(ProviderError::TimedOut { .. })), "{told:?}");
    google.die();
    let told = clients.recognizer.warm_up().await;
    assert!(
        matches!(&told, Err(ProviderError::Unavailable { reason, .. }) if reason.contains(&google.url())),
        "{told:?}"
    );
    Ok(())
}
