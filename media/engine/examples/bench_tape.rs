//! What recording a call's inputs costs, in CPU and bytes a call-minute: `cargo run --release -p call-engine --example bench_tape`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement, run by hand")]

use std::time::Duration;

use bytes::Bytes;
use call_engine::{Brief, EngineSettings, Input, Output, StreamStart, TapedEngine, tape};
use domain::{ids::BusinessId, lead::LeadDetails, values::Party};

/// Three seconds of spoken Hebrew.
const SPEECH: &[u8] = include_bytes!("../tests/it/data/speech.ulaw");
const MINUTES: u64 = 20;

fn main() {
    let (without, _) = call(false);
    let (with, tape) = call(true);
    let began = on_cpu();
    let (_, played) = tape::replay(&tape, |_, _, _| {}).unwrap();
    let minutes = f64::from(u32::try_from(MINUTES).unwrap());
    let ms = |time: Duration| time.as_secs_f64() * 1000.0 / minutes;
    println!("a call-minute of speech both ways, one core:");
    println!("  engine alone     {:7.1} ms", ms(without));
    println!("  with its tape    {:7.1} ms, {} bytes", ms(with), tape.len() as u64 / MINUTES);
    println!(
        "  replayed         {:7.1} ms, same: {}",
        ms(on_cpu().saturating_sub(began)),
        played.difference.is_none()
    );
}

/// A call in which both sides speak all the time; how long it took the engine, and the tape.
fn call(kept: bool) -> (Duration, Vec<u8>) {
    let opened = "2026-11-22T10:00:00+02:00[Asia/Jerusalem]".parse().unwrap();
    let settings = EngineSettings { interrupt_alone: Duration::from_hours(1), ..EngineSettings::default() };
    let mut engine = TapedEngine::new(settings, opened, kept);
    let (mut tape, mut now) = (Vec::new(), Duration::ZERO);
    let sid = format!("CA{:032x}", 1).parse().unwrap();
    let stream = format!("MZ{:032x}", 1).parse().unwrap();
    let began = on_cpu();
    engine.handle(Input::Start(StreamStart { call: sid, stream, token: None }), now);
    engine.handle(Input::Admitted(Box::new(brief())), now);
    for frame in 0..MINUTES * 60 * 50 {
        let at = usize::try_from(frame).unwrap() * 160 % (SPEECH.len() - 160);
        engine.handle(
            Input::Media { chunk: Some(frame), sound: Bytes::from_static(&SPEECH[at..at + 160]) },
            now,
        );
        speak(&mut engine, now);
        now += Duration::from_millis(10);
        engine.handle(Input::Timeout, now);
        speak(&mut engine, now);
        engine.frame_taken();
        now += Duration::from_millis(10);
        tape.extend(engine.tape(8192).unwrap_or_default().concat());
    }
    tape.extend(engine.end_of_tape().unwrap_or_default().concat());
    (on_cpu().saturating_sub(began), tape)
}

/// The time this thread was on a core, whoever else wants it: Linux's count, in nanoseconds.
fn on_cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(told.split_whitespace().next().unwrap().parse().unwrap())
}

/// Takes what the engine gives; each sentence gets three seconds of sound, and is followed by another.
fn speak(engine: &mut TapedEngine, now: Duration) {
    let mut said = Vec::new();
    while let Some(output) = engine.poll_output() {
        match output {
            Output::Speak { id, .. } => said.push(Input::Speech { id, sound: Bytes::from_static(SPEECH) }),
            Output::Mark(name) => {
                said.push(Input::Mark(name));
                said.push(Input::Digit('1'));
            }
            Output::Think { id, .. } => {
                let sentence = call_engine::Thought::Sentence("יש לנו שלוש דירות בכרמל".to_owned());
                said.push(Input::Thought { id, thought: sentence });
                said.push(Input::Thought { id, thought: call_engine::Thought::Done });
            }
            Output::Media(_)
            | Output::Clear
            | Output::Close(_)
            | Output::Admit(_)
            | Output::OpenRecogniser
            | Output::CancelThinking { .. }
            | Output::CancelSpeaking
            | Output::Record(_)
            | Output::UseTool { .. } => {}
        }
    }
    for input in said {
        engine.handle(input, now);
    }
}

fn brief() -> Brief {
    Brief {
        earlier: Vec::new(),
        call: format!("CA{:032x}", 1).parse().unwrap(),
        business: BusinessId::default_business(),
        business_name: "נדל״ן".into(),
        agent_name: "לאה".into(),
        voice: None,
        greeting: "שלום, מדברת לאה".into(),
        prompt: None,
        caller: Party::Withheld,
        known: LeadDetails::default(),
        free: Vec::new(),
        meeting_minutes: 60,
    }
}
