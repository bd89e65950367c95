//! What one received frame costs, from Twilio's text to the recogniser's queue: `cargo run --release -p media --example bench_frame`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement, run by hand and by make bench")]

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use call_engine::{Brief, EngineSettings, Input, StreamStart, TapedEngine};
use domain::{ids::BusinessId, lead::LeadDetails, values::Party};
use media::wire::{self, Incoming, Sounds};
use tokio::sync::mpsc;

/// Three seconds of spoken Hebrew.
const SPEECH: &[u8] = include_bytes!("../engine/tests/it/data/speech.ulaw");
/// Bytes of a frame.
const FRAME: usize = 160;
/// Frames before anything is counted: buffers have their size by then.
const WARM: usize = 5_000;
const FRAMES: usize = 200_000;

fn main() {
    let speech = messages(SPEECH);
    // A caller who speaks two fifths of the time, as people do with somebody who answers.
    let silence = vec![0xff_u8; SPEECH.len() * 3 / 2];
    let dialogue = messages(&[SPEECH, &silence].concat());
    let (voiced, allocations) = cost(&speech);
    let (mixed, _) = cost(&dialogue);
    println!("one received frame, one core:");
    println!("  parse, decode, VAD, tape, enqueue: who speaks without end   {voiced:8.2} µs   (asked 10)");
    println!("                                     who speaks 2/5 of a call {mixed:8.2} µs");
    println!("  of it parse and decode                                      {:8.2} µs", reading(&speech));
    println!(
        "  allocations                                                 {allocations:8.3}      (asked 2)"
    );
}

/// Microseconds and allocations a frame.
fn cost(messages: &[Bytes]) -> (f64, f64) {
    let mut call = Call::begin();
    let mut run = |frames: usize| (0..frames).for_each(|n| call.frame(&messages[n % messages.len()]));
    run(WARM);
    let counted = allocation_counter::measure(|| run(FRAMES));
    let began = on_cpu();
    run(FRAMES);
    let took = on_cpu().saturating_sub(began);
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let allocations = counted.count_total as f64 / FRAMES as f64;
    (us(took), allocations)
}

/// Microseconds a message that is read and nothing more.
fn reading(messages: &[Bytes]) -> f64 {
    let began = on_cpu();
    let mut sounds = Sounds::default();
    for n in 0..FRAMES {
        wire::read(&messages[n % messages.len()], &mut sounds).unwrap();
    }
    us(on_cpu().saturating_sub(began))
}

fn us(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(u32::try_from(FRAMES).unwrap())
}

/// Twilio's messages, a frame of the sound each.
fn messages(sound: &[u8]) -> Vec<Bytes> {
    let media = |(n, frame): (usize, &[u8])| {
        let payload = STANDARD.encode(frame);
        format!(
            r#"{{"event":"media","sequenceNumber":"{}","streamSid":"MZ{:032x}","media":{{"track":"inbound","chunk":"{}","timestamp":"{}","payload":"{payload}"}}}}"#,
            n + 2, 1, n + 1, n * 20
        )
        .into()
    };
    sound.chunks_exact(FRAME).enumerate().map(media).collect()
}

/// A call that is being listened to.
struct Call {
    engine: TapedEngine,
    sounds: Sounds,
    audio: mpsc::Sender<Bytes>,
    recogniser: mpsc::Receiver<Bytes>,
    now: Duration,
}

impl Call {
    fn begin() -> Self {
        let opened = "2026-11-22T10:00:00+02:00[Asia/Jerusalem]".parse().unwrap();
        let mut engine = TapedEngine::new(EngineSettings::default(), opened, true);
        let call = format!("CA{:032x}", 1).parse().unwrap();
        let stream = format!("MZ{:032x}", 1).parse().unwrap();
        engine.handle(Input::Start(StreamStart { call, stream, token: None }), Duration::ZERO);
        engine.handle(Input::Admitted(Box::new(brief())), Duration::ZERO);
        let (audio, recogniser) = mpsc::channel(64);
        Self { engine, sounds: Sounds::default(), audio, recogniser, now: Duration::ZERO }
    }

    fn frame(&mut self, message: &[u8]) {
        let Incoming::Media { chunk, sound } = wire::read(message, &mut self.sounds).unwrap() else { return };
        // Time stands still: nobody's turn ever comes, and what is measured is the ear alone.
        self.engine.handle(Input::Media { chunk, sound }, self.now);
        while self.engine.poll_output().is_some() {}
        while let Some(frame) = self.engine.peek_frame() {
            self.audio.try_send(frame.clone()).unwrap();
            self.engine.frame_taken();
        }
        while self.recogniser.try_recv().is_ok() {}
        drop(self.engine.tape(64 * 1024));
    }
}

/// The time this thread was on a core, whoever else wants it: Linux's count, in nanoseconds.
fn on_cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(told.split_whitespace().next().unwrap().parse().unwrap())
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
