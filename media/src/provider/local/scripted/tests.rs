use tokio_util::task::TaskTracker;

use super::{ScriptBook, ScriptedRecognizer};
use crate::mulaw;
use crate::provider::local::{EspeakSynthesizer, ToneSynthesizer, speech};
use crate::provider::{Heard, Recognizer, Synthesizer};

const FRAME: usize = 160;

fn call() -> domain::ids::CallSid {
    "CA00000000000000000000000000000001".parse().expect("a sid")
}

fn silence(ms: usize) -> Vec<u8> {
    vec![mulaw::SILENCE; ms * 8]
}

/// Hears the audio with the script; partials and finals in order.
async fn hear(script: Option<&[&str]>, audio: &[u8]) -> Vec<Heard> {
    let book = ScriptBook::default();
    if let Some(lines) = script {
        book.put(&call(), lines.iter().map(|line| (*line).to_owned()).collect());
    }
    let mut session = ScriptedRecognizer::new(book, TaskTracker::new()).open(&call()).await.expect("opens");
    for frame in audio.chunks(FRAME) {
        session.audio.room().await;
        assert!(session.audio.take(frame), "it listens");
    }
    drop(session.audio);
    let mut heard = Vec::new();
    while let Some(next) = session.heard.recv().await {
        heard.push(*next);
    }
    heard
}

fn finals(heard: &[Heard]) -> Vec<&str> {
    heard
        .iter()
        .filter_map(|heard| if let Heard::Final { text, .. } = heard { Some(text.as_str()) } else { None })
        .collect()
}

#[tokio::test]
async fn a_line_for_every_utterance_of_real_speech() {
    if speech::detect().await.synthesizer.name() != "espeak-ng" {
        return;
    }
    let lines = ["שלום, אני מחפשת דירה לקנות בחיפה", "ארבעה חדרים", "כן"];
    let voice = EspeakSynthesizer::hebrew();
    let mut audio = silence(500);
    for line in lines {
        audio.extend_from_slice(&voice.speak(line).await.expect("it speaks"));
        audio.extend(silence(1_200));
    }
    let heard = hear(Some(&lines), &audio).await;
    assert_eq!(finals(&heard), lines, "{heard:?}");
    assert_eq!(heard.first(), Some(&Heard::Ready));
    let first_final = heard.iter().position(|heard| matches!(heard, Heard::Final { .. })).expect("a final");
    let partials: Vec<&Heard> =
        heard[..first_final].iter().filter(|heard| matches!(heard, Heard::Partial { .. })).collect();
    assert!(partials.len() >= 3, "{partials:?}");
    assert!(
        matches!(partials.last(), Some(Heard::Partial { text, stable: true }) if text == lines[0]),
        "{partials:?}"
    );
    if let Heard::Final { span, .. } = &heard[first_final] {
        assert!((350..=800).contains(&span.start_ms) && span.end_ms > span.start_ms + 1_000, "{span:?}");
    }
}

#[tokio::test]
async fn silence_is_nothing() {
    assert_eq!(hear(Some(&["שלום"]), &silence(3_000)).await, [Heard::Ready]);
}

#[tokio::test]
async fn without_a_script_it_recognises_nothing() {
    let mut audio = silence(300);
    audio.extend_from_slice(&ToneSynthesizer.speak("שלום לכולם").await.expect("tones"));
    audio.extend(silence(1_000));
    assert_eq!(hear(None, &audio).await, [Heard::Ready]);
}

#[test]
fn the_book_holds_the_newest_calls() {
    let book = ScriptBook::default();
    for number in 0..1_500 {
        let call = format!("CA{number:032x}").parse().expect("a sid");
        book.put(&call, vec!["שלום".to_owned()]);
    }
    let line = |number: u32| book.line(&format!("CA{number:032x}").parse().expect("a sid"), 0);
    assert_eq!((line(0), line(1_499).as_deref()), (None, Some("שלום")));
}
