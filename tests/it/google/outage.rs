//! Google is away for a while, and a connection is gone: what is said meanwhile is heard all the same.

use std::time::Duration;

use acceptance::standins::google::{Ears, Google, Trouble, coded};
use acceptance::standins::relay::Relay;
use acceptance::wait;
use media::provider::google::Pings;
use media::provider::{Heard, Recognizer as _};
use tonic::Code;

use super::{Clients, SOON, coded_words, failure, words};

fn google() -> anyhow::Result<Google> {
    Google::start(Ears::Coded { words: 3 })
}

/// Whether it hears, as it was told.
fn told(heard: &[Heard]) -> Vec<&'static str> {
    let told = heard.iter().filter_map(|heard| match heard {
        Heard::Ready => Some("ready"),
        Heard::Troubled(_) => Some("troubled"),
        Heard::Failed(_) => Some("failed"),
        Heard::Partial { .. } | Heard::Final { .. } => None,
    });
    told.collect()
}

/// Waits until a stream has got so many bytes.
async fn received(google: &Google, bytes: usize) -> anyhow::Result<()> {
    wait::until("a stream has what was said", SOON, async || {
        let most = google.recognition.streams().iter().map(|stream| stream.audio.len()).max().unwrap_or(0);
        Ok(if most >= bytes { Ok(()) } else { Err(most) })
    })
    .await
}

#[tokio::test]
async fn three_seconds_without_google_in_mid_call_cost_no_word() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |_| {})?;
    clients.recognizer.warm_up().await?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=5)).await?;
    received(&google, 20_000).await?;
    google.die();
    // A word takes half a second to say.
    for n in 6..=11 {
        call.say(&coded([n])).await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    google.rise()?;
    call.say(&coded(12..=15)).await?;
    call.until("the last words", |heard| words(heard).len() >= 15).await?;
    let heard = call.end().await?;
    assert_eq!(words(&heard), coded_words(1..=15), "{heard:?}");
    assert_eq!(told(&heard), ["ready", "troubled", "ready"]);
    Ok(())
}

#[tokio::test]
async fn after_three_attempts_it_tells_of_trouble_and_goes_on_trying() -> anyhow::Result<()> {
    let google = google()?;
    let dies = Trouble { breaks: Some((0, Code::Unavailable)), ..Trouble::default() };
    google.recognition.trouble(vec![dies; 5]);
    let clients = Clients::of(&google, |_| {})?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=2)).await?;
    call.until("it is in trouble", |heard| told(heard).contains(&"troubled")).await?;
    assert_eq!(google.recognition.streams().len(), 3);
    call.say(&coded(3..=6)).await?;
    call.until("all words", |heard| words(heard).len() >= 6).await?;
    let heard = call.end().await?;
    assert_eq!((words(&heard), told(&heard)), (coded_words(1..=6), vec!["ready", "troubled", "ready"]));
    assert_eq!((google.recognition.streams().len(), failure(&heard)), (6, None));
    Ok(())
}

#[tokio::test]
async fn a_connection_that_drops_in_mid_sentence_costs_no_word() -> anyhow::Result<()> {
    // No final before the end: all of it is in the air.
    let google = Google::start(Ears::Coded { words: 200 })?;
    let clients = Clients::of(&google, |_| {})?;
    clients.recognizer.warm_up().await?;
    let mut call = clients.call().await?;
    let audio = coded(1..=12);
    // In the middle of a word.
    let (before, after) = audio.split_at(4_000 * 6 + 1_600);
    call.say(before).await?;
    received(&google, 4_000 * 6).await?;
    google.cut()?;
    call.say(after).await?;
    received(&google, audio.len()).await?;
    let heard = call.end().await?;
    assert_eq!(words(&heard), coded_words(1..=12), "{heard:?}");
    assert_eq!(told(&heard), ["ready"], "nobody is troubled by it");
    Ok(())
}

#[tokio::test]
async fn connections_that_were_closed_between_calls_are_opened_by_the_next() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |_| {})?;
    clients.recognizer.warm_up().await?;
    google.cut()?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=4)).await?;
    let heard = call.end().await?;
    assert_eq!((words(&heard), told(&heard)), (coded_words(1..=4), vec!["ready"]));
    Ok(())
}

#[tokio::test]
async fn a_call_on_a_connection_that_went_dead_without_a_word_is_heard_on_another() -> anyhow::Result<()> {
    let google = google()?;
    let relay = Relay::to(google.address())?;
    let clients = Clients::of(&google, |settings| {
        settings.stt_endpoint = format!("http://{}", relay.address());
        settings.pings = Pings { every: Duration::from_millis(300), within: Duration::from_millis(300) };
    })?;
    clients.recognizer.warm_up().await?;
    relay.go_dead();
    let mut call = clients.call().await?;
    call.say(&coded(1..=6)).await?;
    call.until("all words", |heard| words(heard).len() >= 6).await?;
    assert_eq!(words(&call.end().await?), coded_words(1..=6));
    Ok(())
}
