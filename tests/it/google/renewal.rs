//! Streams that Google ends are renewed before, in the middle of a sentence when it must be.

use std::time::Duration;

use acceptance::standins::google::{Ears, Google, coded};
use acceptance::wait;
use media::provider::google::GoogleSettings;

use super::{Clients, SOON, coded_words, failure, words};

/// Ten seconds of speech as fast as it goes; at this pace a second and a half is a long life.
fn hasty(settings: &mut GoogleSettings) {
    settings.hearing.renew_from = Duration::from_millis(800);
    settings.hearing.renew_by = Duration::from_secs(1);
    settings.hearing.replay_speed = 10;
}

#[tokio::test]
async fn mid_sentence_no_word_is_lost_or_doubled() -> anyhow::Result<()> {
    // No final before the end: every renewal is in mid-sentence and goes back to the beginning.
    let google = Google::start(Ears::Coded { words: 200 })?;
    let clients = Clients::of(&google, hasty)?;
    let mut call = clients.call().await?;
    let audio = coded(1..=24);
    call.say(&audio).await?;
    wait::until("a later stream has heard all of it", SOON, async || {
        let heard: Vec<usize> =
            google.recognition.streams().iter().map(|stream| stream.audio.len()).collect();
        let (renewed, last) = (heard.len() >= 2, heard.last().copied());
        Ok(if renewed && last == Some(audio.len()) { Ok(()) } else { Err(heard) })
    })
    .await?;
    let heard = call.end().await?;
    assert_eq!(words(&heard), coded_words(1..=24), "{heard:?}");
    assert!(google.recognition.streams().iter().skip(1).any(|stream| stream.audio == audio), "byte for byte");
    Ok(())
}

#[tokio::test]
async fn sentence_by_sentence_each_is_said_once() -> anyhow::Result<()> {
    let google = Google::start(Ears::Coded { words: 4 })?;
    // As at 305 s: who has not renewed by then is cut off.
    google.recognition.limit(8_000 * 15);
    let clients = Clients::of(&google, hasty)?;
    let mut call = clients.call().await?;
    let audio = coded((0..60).map(|n| n % 30));
    call.say(&audio).await?;
    let heard = call.end().await?;
    assert_eq!(words(&heard), coded_words((0..60).map(|n| n % 30)), "{heard:?}");
    assert_eq!(failure(&heard), None);
    let streams = google.recognition.streams();
    assert!(streams.len() >= 3, "{}", streams.len());
    assert!(
        streams.iter().all(|stream| is_part_of(&stream.audio, &audio)),
        "no stream skipped or repeated a byte"
    );
    Ok(())
}

#[tokio::test]
async fn who_is_cut_off_all_the_same_goes_on() -> anyhow::Result<()> {
    let google = Google::start(Ears::Coded { words: 4 })?;
    google.recognition.limit(8_000 * 6);
    let clients = Clients::of(&google, |_| {})?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=40)).await?;
    let heard = call.end().await?;
    assert_eq!(words(&heard), coded_words(1..=40), "{heard:?}");
    assert!(google.recognition.streams().len() >= 4);
    Ok(())
}

fn is_part_of(part: &[u8], whole: &[u8]) -> bool {
    part.len() <= whole.len()
        && (0..=whole.len() - part.len()).step_by(800).any(|at| whole[at..].starts_with(part))
}
