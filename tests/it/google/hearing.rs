//! The forced situations: a recogniser that comes late, stalls, dies twice, refuses its model.

use std::time::Duration;

use acceptance::standins::google::{Ears, Google, Trouble, coded};
use acceptance::twilio::handset::SILENCE;
use acceptance::twilio::phone::voice;
use media::provider::{Heard, ProviderError, Recognizer as _};
use tonic::Code;

use super::{Clients, coded_words, failure, words};

fn google() -> anyhow::Result<Google> {
    Google::start(Ears::Coded { words: 3 })
}

#[tokio::test]
async fn a_call_is_heard_and_every_byte_arrives() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |_| {})?;
    let mut call = clients.call().await?;
    let audio = coded(1..=8);
    let (one, more) = audio.split_at(8_000);
    call.say(one).await?;
    call.until("a partial", |heard| heard.len() >= 2).await?;
    call.say(more).await?;
    let heard = call.end().await?;
    assert_eq!(heard.first(), Some(&Heard::Ready));
    assert_eq!(words(&heard), coded_words(1..=8), "{heard:?}");
    assert!(heard.iter().any(|heard| matches!(heard, Heard::Partial { stable: true, .. })), "{heard:?}");
    let Some(Heard::Final { span, confidence, .. }) =
        heard.iter().find(|heard| matches!(heard, Heard::Final { .. }))
    else {
        anyhow::bail!("{heard:?}")
    };
    assert_eq!((span.start_ms, span.end_ms, *confidence), (0, 1_400, Some(0.9)));

    let streams = google.recognition.streams();
    assert_eq!(streams.len(), 1);
    assert!(streams[0].audio == audio && streams[0].ended, "byte for byte, and its end was told");
    assert!(streams[0].requests.iter().all(|length| *length == 800), "100 ms a request");
    let config = streams[0].config.config.clone().unwrap_or_default();
    assert_eq!(
        (config.language_code.as_str(), config.sample_rate_hertz, config.encoding),
        ("he-IL", 8_000, 3)
    );
    assert_eq!(config.model, "latest_long");
    let phrases: usize = config.speech_contexts.iter().map(|context| context.phrases.len()).sum();
    assert!(phrases >= 130 && config.speech_contexts.iter().all(|context| context.boost > 0.0), "{phrases}");
    assert!(streams[0].config.interim_results);
    Ok(())
}

#[tokio::test]
async fn an_announced_call_finds_an_open_stream() -> anyhow::Result<()> {
    let google = google()?;
    let clients = Clients::of(&google, |_| {})?;
    let sid = "CA00000000000000000000000000000001".parse()?;
    clients.recognizer.announce(&sid);
    google.opened(1).await?;
    let mut call = clients.call().await?;
    let audio = coded(1..=4);
    call.say(&audio).await?;
    assert_eq!(words(&call.end().await?), coded_words(1..=4));
    let streams = google.recognition.streams();
    assert!(streams.len() == 1 && streams[0].audio == audio, "one stream, byte for byte");
    // What was opened for it is used once.
    let _next = clients.call().await?;
    google.opened(2).await
}

#[tokio::test]
async fn ready_after_a_second_and_a_half_costs_nothing() -> anyhow::Result<()> {
    let google = google()?;
    // The token comes late, and then the stream is answered late.
    google.accounts.delay(Duration::from_millis(1_500));
    google.recognition.trouble([Trouble { opens_after: Duration::from_millis(500), ..Trouble::default() }]);
    let clients = Clients::of(&google, |_| {})?;
    let mut call = clients.call().await?;
    let audio = coded(1..=9);
    call.say(&audio).await?;
    let heard = call.end().await?;
    assert_eq!(words(&heard), coded_words(1..=9), "{heard:?}");
    let streams = google.recognition.streams();
    assert!(streams.len() == 1 && streams[0].audio == audio, "byte for byte");
    Ok(())
}

#[tokio::test]
async fn a_stall_of_three_seconds_costs_nothing() -> anyhow::Result<()> {
    let google = google()?;
    let stalls = Some((8_000, Duration::from_secs(3)));
    google.recognition.trouble([Trouble { stalls, ..Trouble::default() }]);
    let clients = Clients::of(&google, |_| {})?;
    let mut call = clients.call().await?;
    let audio = coded(1..=20);
    call.say(&audio).await?;
    let heard = call.end().await?;
    assert_eq!(words(&heard), coded_words(1..=20), "{heard:?}");
    let streams = google.recognition.streams();
    assert!(streams.len() == 1 && streams[0].audio == audio, "byte for byte");
    Ok(())
}

#[tokio::test]
async fn dead_and_restarted_twice_and_the_transcript_is_complete() -> anyhow::Result<()> {
    let google = google()?;
    let dies = |bytes, code| Trouble { breaks: Some((bytes, code)), ..Trouble::default() };
    google.recognition.trouble([dies(20_000, Code::Unavailable), dies(0, Code::Internal)]);
    let clients = Clients::of(&google, |_| {})?;
    let mut call = clients.call().await?;
    let audio = coded(1..=12);
    call.say(&audio).await?;
    let heard = call.end().await?;
    assert_eq!(words(&heard), coded_words(1..=12), "{heard:?}");
    assert_eq!(failure(&heard), None);
    let streams = google.recognition.streams();
    assert_eq!(streams.len(), 3);
    // From the end of the last final on, the last stream got everything: byte for byte.
    let from = audio.len() - streams[2].audio.len();
    assert!(from > 0 && audio[from..] == streams[2].audio, "{from}");
    Ok(())
}

#[tokio::test]
async fn who_has_no_permission_is_told_at_once() -> anyhow::Result<()> {
    let google = google()?;
    google.recognition.trouble([Trouble { breaks: Some((0, Code::PermissionDenied)), ..Trouble::default() }]);
    let clients = Clients::of(&google, |_| {})?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=2)).await?;
    call.until("it is refused", |heard| failure(heard).is_some()).await?;
    assert!(matches!(failure(&call.heard), Some(ProviderError::Refused { .. })), "{:?}", call.heard);
    assert_eq!(google.recognition.streams().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_refused_model_is_replaced_for_this_call_and_the_next() -> anyhow::Result<()> {
    let google = google()?;
    google.recognition.know_models(&["default"]);
    let clients = Clients::of(&google, |settings| settings.hearing.model = "chirp_9".to_owned())?;
    for _ in 0..2 {
        let mut call = clients.call().await?;
        call.say(&coded(1..=4)).await?;
        assert_eq!(words(&call.end().await?), coded_words(1..=4));
    }
    let streams = google.recognition.streams();
    let models: Vec<&str> = streams.iter().map(acceptance::standins::google::Stream::model).collect();
    assert_eq!(models, ["chirp_9", "default", "default"]);
    Ok(())
}

#[tokio::test]
async fn a_model_that_was_refused_once_is_asked_for_again_after_a_while() -> anyhow::Result<()> {
    let google = google()?;
    google.recognition.know_models(&["default"]);
    let clients =
        Clients::of(&google, |settings| settings.hearing.model_again_after = Duration::from_millis(300))?;
    let mut call = clients.call().await?;
    call.say(&coded(1..=2)).await?;
    call.end().await?;
    google.recognition.know_models(&["latest_long", "default"]);
    tokio::time::sleep(Duration::from_millis(300)).await;
    clients.call().await?.end().await?;
    let streams = google.recognition.streams();
    let models: Vec<&str> = streams.iter().map(acceptance::standins::google::Stream::model).collect();
    assert_eq!(models, ["latest_long", "default", "latest_long"]);
    Ok(())
}

/// What of one utterance is believed, of which Google is only so sure.
async fn believed(line: &str, confidence: f32, stability: f32) -> anyhow::Result<String> {
    let google = Google::start(Ears::lines(&[line]))?;
    google.recognition.confidence(confidence);
    google.recognition.stability(stability);
    let clients = Clients::of(&google, |_| {})?;
    let mut call = clients.call().await?;
    call.say(&[voice(600), vec![SILENCE; 8_000]].concat()).await?;
    Ok(words(&call.end().await?).join(" "))
}

#[tokio::test]
async fn one_doubtful_word_is_not_believed_and_a_sentence_is() -> anyhow::Result<()> {
    assert_eq!(believed("רגל", 0.5, 0.1).await?, "");
    assert_eq!(believed("רגל ארוכה", 0.5, 0.1).await?, "רגל ארוכה");
    Ok(())
}

#[tokio::test]
async fn a_doubtful_yes_or_number_is_believed_and_so_is_what_was_stable_before() -> anyhow::Result<()> {
    for line in ["כן", "לא", "ארבע"] {
        assert_eq!(believed(line, 0.5, 0.1).await?, line);
    }
    assert_eq!(believed("רגל", 0.5, 0.9).await?, "רגל");
    Ok(())
}
