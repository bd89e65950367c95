//! Composes ear, mouth and thinking into one conversation.

mod deeds;
mod ending;
mod failing;
mod hearing;
mod keypad;
mod speaking;
mod thinking;
mod turns;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use bytes::Bytes;
use domain::call::EndReason;
use jiff::Zoned;

use crate::StreamStart;
use crate::{
    Brief, CloseCode, Counters, EngineSettings, Input, Message, Output, RxMode, ear::Ear, mouth::Mouth,
    pacer::TxMode, phrases, rx::RxQueue,
};
use deeds::Deeds;
use hearing::Hearing;
use keypad::Keypad;
use speaking::Reply;
use thinking::Thinking;

/// How far a call is.
#[derive(Debug)]
enum Phase {
    /// The socket is open; nobody said who they are.
    Opened,
    /// The back office is asked.
    Asked,
    /// The conversation.
    Talking(Box<Known>),
    /// Over.
    Ended,
}

/// What is known once admitted.
#[derive(Debug)]
struct Known {
    brief: Arc<Brief>,
    /// When the stream started: spans count from here.
    started: Duration,
}

/// What can be watched while a call runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gauges {
    /// Frames waiting for the recogniser.
    pub rx_queue: usize,
    /// How it is fed.
    pub rx_mode: RxMode,
    /// Frames waiting to be sent.
    pub tx_queue: usize,
    /// How they go.
    pub tx_mode: TxMode,
    /// Everything counted.
    pub counters: Counters,
}

/// Who has the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    /// The stream was not let in yet.
    Opening,
    /// The caller speaks.
    Caller,
    /// The caller has spoken; the agent thinks.
    Thinking,
    /// The agent speaks.
    Agent,
    /// Nobody says anything.
    Nobody,
}

/// One call.
#[derive(Debug)]
pub struct Engine {
    settings: EngineSettings,
    /// The present at instant zero, in the agency's zone.
    opened_at: Zoned,
    phase: Phase,
    outputs: VecDeque<Output>,
    counters: Counters,
    rx: RxQueue,
    ear: Ear,
    hearing: Hearing,
    mouth: Mouth,
    messages: Vec<Message>,
    thinking: Option<Thinking>,
    reply: Option<Reply>,
    replies: u32,
    ids: u32,
    /// Since when nothing was said by anybody.
    quiet_since: Duration,
    silence_prompts: u32,
    failures: u32,
    /// Replies in a row of which nothing had a sound.
    unheard: u32,
    /// Answers in a row that gave way to new words before a sound was heard.
    given_way: u32,
    keypad: Keypad,
    deeds: Deeds,
    closing: Option<EndReason>,
    last_chunk: Option<u64>,
    started: Option<Duration>,
}

impl Engine {
    /// A call whose socket opened at instant zero, which is this present in the agency's zone.
    pub fn new(settings: EngineSettings, opened_at: Zoned) -> Self {
        Self {
            opened_at,
            rx: RxQueue::new(&settings),
            ear: Ear::new(&settings),
            mouth: Mouth::new(&settings),
            settings,
            phase: Phase::Opened,
            outputs: VecDeque::new(),
            counters: Counters::default(),
            hearing: Hearing::default(),
            messages: Vec::new(),
            thinking: None,
            reply: None,
            replies: 0,
            ids: 0,
            quiet_since: Duration::ZERO,
            silence_prompts: 0,
            failures: 0,
            unheard: 0,
            given_way: 0,
            keypad: Keypad::default(),
            deeds: Deeds::default(),
            closing: None,
            last_chunk: None,
            started: None,
        }
    }

    /// Takes an input at its instant.
    pub fn handle(&mut self, input: Input, now: Duration) {
        if !matches!(self.phase, Phase::Ended) {
            self.take(input, now);
            self.advance(now);
        }
    }

    /// The next thing to be done, if any.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// The caller's next frame for the recogniser, at most [`Engine::burst`] in a row between two inputs.
    pub fn peek_frame(&self) -> Option<&Bytes> {
        self.rx.peek()
    }

    /// The recogniser took the frame of [`Engine::peek_frame`].
    pub fn frame_taken(&mut self) {
        self.hearing.frame_taken(&self.counters);
        self.rx.taken(&mut self.counters);
    }

    /// How many frames may be handed over before the next input is looked at.
    pub fn burst(&self) -> usize {
        self.rx.burst()
    }

    /// Whether the call is over; then no input matters any more.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Ended)
    }

    /// What can be watched.
    pub fn gauges(&self) -> Gauges {
        Gauges {
            rx_queue: self.rx.len(),
            rx_mode: self.rx.mode(),
            tx_queue: self.mouth.queued_frames(),
            tx_mode: self.mouth.mode(),
            counters: self.counters,
        }
    }

    /// Who has the word.
    pub fn floor(&self, now: Duration) -> Floor {
        let speaking = self.ear.silent_for(now) < self.settings.turn_silence && self.ear.last_voice.is_some();
        match &self.phase {
            Phase::Opened | Phase::Asked => Floor::Opening,
            Phase::Talking(_) if self.mouth.is_audible(now) => Floor::Agent,
            Phase::Talking(_) if speaking || self.ear.partial.is_some() => Floor::Caller,
            Phase::Talking(_) if self.thinking.is_some() || self.mouth.is_busy() => Floor::Thinking,
            Phase::Talking(_) | Phase::Ended => Floor::Nobody,
        }
    }

    fn take(&mut self, input: Input, now: Duration) {
        match input {
            Input::Start(start) => self.start(start, now),
            Input::Media { chunk, sound } => self.media(chunk, sound, now),
            Input::Digit(digit) => self.digit(digit, now),
            Input::Mark(name) => self.mouth.echoed(&name),
            Input::Stop => self.end(EndReason::CallerHungUp, CloseCode::Normal, now),
            Input::Lost => self.end(EndReason::LineLost, CloseCode::Normal, now),
            Input::Malformed => self.counters.malformed += 1,
            Input::Admitted(brief) => self.admitted(*brief, now),
            Input::Refused => self.end(EndReason::BadStream, CloseCode::Policy, now),
            Input::Partial { text, stable } => self.partial(text, stable, now),
            Input::Final { text, confidence, span } => self.final_text(&text, confidence, span, now),
            Input::RecogniserFailed => self.recogniser_failed(now),
            Input::RecogniserTroubled => self.recogniser_troubled(now),
            Input::RecogniserReady => self.recogniser_ready(),
            Input::Thought { id, thought } => self.thought(id, thought, now),
            Input::ThinkingFailed { id } => self.thinking_failed(id, now),
            Input::Speech { id, sound } => self.speech(id, sound, now),
            Input::SpeechFailed { id } => self.speech_failed(id),
            Input::ToolResult { id, result } => self.tool_result(id, result, now),
            Input::LineFull => {
                self.counters.line_full += 1;
                self.mouth.hold(true);
            }
            Input::LineFree => self.mouth.hold(false),
            Input::Timeout => {}
            Input::HangUp => self.say_goodbye(phrases::HANG_UP, EndReason::PersonEnded, now),
            Input::HandOver => self.say_goodbye(phrases::TRANSFERRING, EndReason::Transferred, now),
            Input::Shutdown => self.say_goodbye(phrases::SHUTDOWN, EndReason::ServerStopped, now),
        }
    }

    fn start(&mut self, start: StreamStart, now: Duration) {
        match self.phase {
            Phase::Opened => {
                self.started = Some(now);
                self.outputs.push_back(Output::Admit(start));
                // The recogniser opens while the back office looks: frames that come before it listens are kept in order.
                self.outputs.push_back(Output::OpenRecogniser);
                self.phase = Phase::Asked;
            }
            Phase::Asked | Phase::Talking(_) | Phase::Ended => self.counters.malformed += 1,
        }
    }

    fn admitted(&mut self, brief: Brief, now: Duration) {
        if !matches!(self.phase, Phase::Asked) {
            return;
        }
        let greeting = brief.greeting.clone();
        let started = self.started.unwrap_or(now);
        self.phase = Phase::Talking(Box::new(Known { brief: Arc::new(brief), started }));
        self.quiet_since = now;
        self.greet(greeting, now);
    }

    fn known(&self) -> Option<&Known> {
        match &self.phase {
            Phase::Talking(known) => Some(known),
            Phase::Opened | Phase::Asked | Phase::Ended => None,
        }
    }

    /// The present, in the agency's zone.
    fn present(&self, now: Duration) -> Zoned {
        let elapsed = jiff::SignedDuration::try_from(now).unwrap_or_default();
        self.opened_at.checked_add(elapsed).unwrap_or_else(|_| self.opened_at.clone())
    }

    fn next_id(&mut self) -> u32 {
        self.ids += 1;
        self.ids
    }

    /// Milliseconds since the stream started.
    fn stream_ms(&self, now: Duration) -> u32 {
        u32::try_from(now.saturating_sub(self.started.unwrap_or_default()).as_millis()).unwrap_or(u32::MAX)
    }

    /// The instant that is so many milliseconds after the stream started.
    fn at_stream_ms(&self, ms: u32) -> Duration {
        self.started.unwrap_or_default() + Duration::from_millis(ms.into())
    }

    /// Everything that time alone brings about. Doing it twice at one instant changes nothing.
    fn advance(&mut self, now: Duration) {
        match &self.phase {
            Phase::Opened if now >= self.settings.start_within => {
                return self.end(EndReason::BadStream, CloseCode::Policy, now);
            }
            Phase::Opened | Phase::Asked | Phase::Ended => return,
            Phase::Talking(_) => self.watch_length(now),
        }
        if self.is_over() {
            return;
        }
        // Each may bring about what those below it look for.
        self.watch_interruption(now);
        self.watch_patience(now);
        self.send_due(now);
        self.watch_turn(now);
        self.watch_silence(now);
        self.watch_goodbye(now);
    }

    /// The instant at which [`Input::Timeout`] is to come, were nothing else to come before.
    pub fn poll_timeout(&self) -> Option<Duration> {
        match &self.phase {
            Phase::Opened => Some(self.settings.start_within),
            Phase::Asked | Phase::Ended => None,
            Phase::Talking(_) => {
                let due = [
                    self.length_due(),
                    self.speech_due(),
                    self.interruption_due(),
                    self.turn_due(),
                    self.patience_due(),
                    self.silence_due(),
                    self.goodbye_due(),
                ];
                due.into_iter().flatten().min()
            }
        }
    }
}
