//! The binary with Google's speech takes a call: what was said is in the transcript, and what was synthesised is what was heard.

use acceptance::standins::google::{Ears, Google, sound_of};
use acceptance::twilio::{Line, MediaSocket, Phone, Twilio, phone::Noticed, webhooks::VOICE};
use acceptance::{Dashboard, Engine, Server, Setup, identity, server::NUMBER, wait};
use domain::hebrew::say;
use media::provider::local;
use serde_json::{Value, json};

use super::SOON;

const LINES: [&str; 2] = ["שלום, אני מחפשת דירה לקנות בחיפה", "ארבעה חדרים"];

/// Starts the server, and waits until the warm-up at its start has recognised its silence.
async fn start(google: &Google) -> anyhow::Result<Server> {
    let server = Server::start(&google.speaks_for(Setup::demo(Engine::Sqlite)?)?).await?;
    wait::until("the warm-up is over", SOON, async || {
        let over = google.recognition.streams().iter().any(|stream| stream.ended);
        Ok(if over { Ok(()) } else { Err(over) })
    })
    .await?;
    Ok(server)
}

/// A call that nobody answered yet is recognised already; its stream comes after the others.
async fn ring(server: &Server, google: &Google) -> anyhow::Result<Phone> {
    let line = Line::new("google", 1, &identity::caller(700), NUMBER);
    let others = google.recognition.streams().len();
    let answer = Twilio::of(server).deliver(VOICE, &line.incoming()).await?;
    // The recogniser listens before the line is there.
    google.opened(others + 1).await?;
    let mut socket = MediaSocket::open(server, &answer.stream_url()?).await?;
    socket.connected().await?;
    socket.start(&line, &answer.token()?).await?;
    Ok(Phone::new(line, socket))
}

/// Says a line and listens to the whole answer.
async fn converse(phone: &mut Phone, line: &str) -> anyhow::Result<()> {
    let before = phone.noticed().marks.len();
    phone.say(&local::detect().await.synthesizer.speak(line).await?).await?;
    phone
        .listen("the answer, and a second of silence after it", SOON, |noticed| {
            let silent = noticed.last_heard_ms.is_some_and(|heard| noticed.now_ms >= heard + 1_000);
            noticed.marks.len() > before && silent
        })
        .await?;
    Ok(())
}

fn inside(ssml: &str) -> &str {
    ssml.trim_start_matches("<speak>").trim_end_matches("</speak>")
}

fn is_greeted(noticed: &Noticed) -> bool {
    noticed.marks.iter().any(|mark| mark == "greeting_end")
}

fn said_by<'a>(turns: &'a [Value], speaker: &str) -> Vec<&'a str> {
    turns.iter().filter(|turn| turn["speaker"] == speaker).filter_map(|turn| turn["text"].as_str()).collect()
}

async fn transcript(dashboard: &Dashboard, call: &str, turns: usize) -> anyhow::Result<Vec<Value>> {
    let query =
        "query($sid: ID!) { call(callSid: $sid) { endReason transcript { speaker text startMs endMs } } }";
    wait::until("the transcript is complete", SOON, async || {
        let answer = dashboard.ask(query, json!({ "sid": call })).await?;
        let said = answer["call"]["transcript"].as_array().cloned().unwrap_or_default();
        let done = answer["call"]["endReason"].is_string() && said.len() >= turns;
        Ok(if done { Ok(said) } else { Err(answer) })
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_heard_and_answered() -> anyhow::Result<()> {
    let google = Google::start(Ears::lines(&LINES))?;
    let server = start(&google).await?;
    let warm = server.client().get(server.at("/warmup")).send().await?;
    let (status, told) = (warm.status(), warm.text().await?);
    assert!(status.is_success() && told.contains("google-speech") && told.contains("google-voice"), "{told}");
    assert_eq!(google.recognition.streams().len(), 1, "who was awake a moment ago is not woken again");

    let mut phone = ring(&server, &google).await?;
    phone.listen("the greeting", SOON, is_greeted).await?;
    for line in LINES {
        converse(&mut phone, line).await?;
    }
    let (said, heard, line) = (phone.said().to_vec(), phone.heard().to_vec(), phone.line().clone());
    phone.hang_up(SOON).await?;

    let dashboard = Dashboard::of_owner(&server).await?;
    let turns = transcript(&dashboard, &line.call, 2 * LINES.len() + 1).await?;
    let of = |speaker: &str| said_by(&turns, speaker);
    assert_eq!(of("CALLER"), LINES, "{turns:#?}");
    assert!(of("AGENT").len() > LINES.len(), "{turns:#?}");

    // The recogniser got the line's sound from its first frame on; only what was under way at the end is missing.
    let streams = google.recognition.streams();
    let [_, stream] = &streams[..] else { anyhow::bail!("{} streams", streams.len()) };
    assert!(said.starts_with(&stream.audio), "byte for byte");
    let missing = said.len() - stream.audio.len();
    assert!(missing <= 8_000, "{missing} bytes are missing at the end");

    // What is said when something fails was got ready, should it be the voice that fails.
    let asked = google.voices.asked();
    assert!(media::PHRASES.iter().all(|phrase| asked.contains(&say::ssml(phrase))), "{asked:#?}");
    // The caller heard what was synthesised, without headers: each sentence once, as the transcript has them.
    let mut sentences: Vec<(usize, String)> = asked
        .iter()
        .filter_map(|ssml| {
            let sound = sound_of(ssml);
            let begins = heard.windows(sound.len()).position(|part| part == sound)?;
            Some((begins, inside(ssml).to_owned()))
        })
        .collect();
    sentences.sort_unstable();
    let spoken: Vec<String> = sentences.into_iter().map(|(_, text)| text).collect();
    let written: Vec<String> =
        of("AGENT").into_iter().map(|text| inside(&say::ssml(text)).to_owned()).collect();
    assert_eq!(spoken.join(" "), written.join(" "));
    let metrics = server.client().get(server.at("/metrics")).send().await?.text().await?;
    for shown in [
        r#"agentlocator_stt_streams_total{why="start"} 1"#.to_owned(),
        format!(r#"agentlocator_tts_sentences_total{{from="google"}} {}"#, asked.len()),
    ] {
        assert!(metrics.lines().any(|line| line == shown), "{shown} in {metrics}");
    }
    server.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_google_is_away_for_three_seconds_is_in_the_transcript() -> anyhow::Result<()> {
    let google = Google::start(Ears::lines(&LINES))?;
    let server = start(&google).await?;
    let sound = local::detect().await.synthesizer.speak(LINES[0]).await?;
    let mut phone = ring(&server, &google).await?;
    phone.listen("the greeting", SOON, is_greeted).await?;
    google.die();
    let back = phone.noticed().now_ms + 3_000;
    phone.say(&sound).await?;
    phone.listen("three seconds", SOON, |noticed| noticed.now_ms >= back).await?;
    google.rise()?;
    let understood = |_: &Noticed| google.recognition.understood().iter().any(|line| line == LINES[0]);
    phone.listen("what was said meanwhile", SOON, understood).await?;
    let (now, call) = (phone.noticed().now_ms, phone.line().call.clone());
    phone.listen("it arrives", SOON, |noticed| noticed.now_ms >= now + 500).await?;
    phone.hang_up(SOON).await?;
    let dashboard = Dashboard::of_owner(&server).await?;
    let turns = transcript(&dashboard, &call, 2).await?;
    assert_eq!(said_by(&turns, "CALLER"), LINES[..1], "{turns:#?}");
    server.stop().await
}

#[tokio::test]
async fn a_language_google_does_not_know_is_named_by_the_warm_up() -> anyhow::Result<()> {
    let google = Google::start(Ears::lines(&[]))?;
    google.recognition.know_languages(&["he-IL"]);
    let setup = google.speaks_for(Setup::demo(Engine::Sqlite)?)?.with("GOOGLE_STT_LANGUAGE", "he-XX");
    let server = Server::start(&setup).await?;
    let warm = server.client().get(server.at("/warmup")).send().await?;
    let (status, told) = (warm.status(), warm.text().await?);
    assert!(status.is_server_error() && told.contains("language he-XX"), "{status} {told}");
    server.stop().await
}

#[tokio::test]
async fn credentials_that_are_none_stop_the_start_by_name() -> anyhow::Result<()> {
    let setup = Setup::empty(Engine::Sqlite)?.with("SPEECH_PROVIDER", "google");
    let key = setup.home().join("key.json");
    let named = setup.clone().with("GOOGLE_APPLICATION_CREDENTIALS", &key.display().to_string());
    let pem = std::fs::read_to_string(acceptance::setup::root().join("tests/data/google/account.pem"))?;
    let with_token_uri =
        |uri: &str| json!({ "client_email": "a@b.c", "private_key": pem, "token_uri": uri }).to_string();
    for (file, says) in [
        (None, "No such file"),
        (Some("{}".to_owned()), "client_email"),
        (
            Some(
                r#"{"client_email":"a@b.c","private_key":"tiger","token_uri":"https://x.example"}"#
                    .to_owned(),
            ),
            "private_key",
        ),
        (Some(with_token_uri("http://tokens.example")), "token_uri"),
    ] {
        if let Some(file) = file {
            std::fs::write(&key, file)?;
        }
        let ran = acceptance::operator::run(&named, &["serve"]).await?;
        let told = &ran.stderr;
        assert!(
            !ran.success && told.contains("GOOGLE_APPLICATION_CREDENTIALS") && told.contains("expected"),
            "{told}"
        );
        assert!(told.contains(says) && !told.contains("tiger") && !told.contains("PRIVATE KEY"), "{told}");
        assert_eq!(told.trim().lines().count(), 1, "{told}");
        assert!(!setup.home().join("agentlocator.db").exists(), "nothing is made before");
    }
    std::fs::write(&key, with_token_uri("https://tokens.example"))?;
    for (name, value) in [
        ("GOOGLE_STT_ENDPOINT", "http://speech.googleapis.com"),
        ("GOOGLE_TTS_ENDPOINT", "speech"),
        ("GOOGLE_TTS_RATE", "9"),
        ("GOOGLE_STT_SHORT_CONFIDENCE", "2"),
        ("GOOGLE_STT_LANGUAGE", "Hebrew"),
    ] {
        let ran = acceptance::operator::run(&named.clone().with(name, value), &["serve"]).await?;
        assert!(
            !ran.success && ran.stderr.contains(name) && ran.stderr.contains("expected"),
            "{}",
            ran.stderr
        );
    }
    Ok(())
}
