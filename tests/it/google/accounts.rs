//! The account's token: one for all, renewed before its end, replaced when it is refused.

use std::sync::atomic::Ordering;
use std::time::Duration;

use acceptance::standins::google::{Ears, Google, coded};
use media::provider::{ProviderError, Recognizer as _};
use tokio::time::{sleep, timeout};

use super::{Clients, SOON, coded_words, words};

fn google() -> anyhow::Result<Google> {
    Google::start(Ears::Coded { words: 3 })
}

#[tokio::test]
async fn one_token_serves_all_until_it_is_refused() -> anyhow::Result<()> {
    let google = google()?;
    google.accounts.fail(2);
    let clients = Clients::of(&google, |_| {})?;
    clients.recognizer.warm_up().await?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=2)).await?;
    call.end().await?;
    assert_eq!(google.accounts.given(), 1);
    google.accounts.revoke();
    let mut call = clients.call().await?;
    call.say(&coded(1..=2)).await?;
    assert_eq!(words(&call.end().await?), coded_words(1..=2));
    assert_eq!(google.accounts.given(), 2);
    Ok(())
}

#[tokio::test]
async fn it_is_renewed_before_its_end_and_used_on_when_that_fails() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |_| {})?;
    let at = async |minutes: i64| {
        clients.clock.ahead.store(minutes, Ordering::Relaxed);
        (clients.recognizer.warm_up().await, google.accounts.given())
    };
    assert_eq!(at(0).await, (Ok(()), 1));
    assert_eq!(at(45).await, (Ok(()), 1));
    // The three attempts of one renewal. The next one waits a little.
    google.accounts.fail(3);
    assert_eq!(at(55).await, (Ok(()), 1), "it is good for five minutes more");
    let renewed = async {
        while google.accounts.given() == 1 {
            assert_eq!(at(56).await.0, Ok(()));
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(SOON, renewed).await?;
    assert_eq!(at(56).await, (Ok(()), 2));
    google.accounts.fail(3);
    let (lost, given) = at(200).await;
    assert!(matches!(lost, Err(ProviderError::Unavailable { .. })), "{lost:?}");
    assert_eq!(given, 2);
    Ok(())
}
