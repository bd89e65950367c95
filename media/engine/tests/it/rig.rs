//! One call in virtual time: a line that plays at real pace, a caller, and providers that answer when told to.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use bytes::Bytes;
pub(crate) use call_engine::Thought;
use call_engine::{
    Brief, EngineSettings, Input, Message, Output, StreamStart, TapedEngine, Tool, ToolCall, ToolResult,
    mulaw,
};
use domain::call::{CallCommand, EndReason, PromptUsed, Reply};
use domain::ids::{BusinessId, CallSid};
use domain::lead::LeadDetails;
use domain::values::{Channel, Party, Span};

/// Three seconds of spoken Hebrew, mu-law at 8 kHz (espeak-ng, voice `he`).
const SPEECH: &[u8] = include_bytes!("data/speech.ulaw");
const STEP: Duration = Duration::from_millis(10);

pub(crate) fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fault a test switches on by itself")]
pub(crate) struct Rig {
    pub(crate) engine: TapedEngine,
    caller: Party,
    pub(crate) now: Duration,
    /// Everything that came out, with its instant.
    pub(crate) out: Vec<(Duration, Output)>,
    /// Frames of the caller, told apart by where they are.
    incoming: Vec<Bytes>,
    numbers: HashMap<usize, u64>,
    /// Frames the recogniser got.
    pub(crate) fed: Vec<Bytes>,
    pub(crate) recogniser_takes: bool,
    /// What the language model says, a list a request.
    pub(crate) answers: VecDeque<Vec<Thought>>,
    pub(crate) think_delay: Duration,
    /// Every request to the language model fails.
    pub(crate) model_is_dead: bool,
    /// Whether the agency has somebody to hand callers to.
    pub(crate) person_is_there: bool,
    /// The agent's sound is that of speech, and comes back this many frames late.
    pub(crate) echo: Option<usize>,
    played: Vec<Bytes>,
    /// No sentence gets its sound.
    pub(crate) is_mute: bool,
    /// Sentences with these words have no sound, and the voice says so.
    pub(crate) cannot_say: fn(&str) -> bool,
    /// How long a sentence's sound takes.
    pub(crate) speech_delay: Duration,
    /// How long the back office takes.
    pub(crate) tool_delay: Duration,
    speech_length: Duration,
    line: VecDeque<Heard>,
    later: Vec<(Duration, Input)>,
    saying_until: Duration,
    frames: u64,
    /// Sounds that are none of a voice, and how many frames of it are left.
    pub(crate) noise: Option<(Noise, u32)>,
}

/// A frame of it, by how many are still to come.
pub(crate) type Noise = fn(u32) -> Vec<u8>;

enum Heard {
    Frame(Bytes),
    Mark(String),
}

impl Rig {
    /// A call that was let in, its recogniser ready.
    pub(crate) fn call() -> Self {
        Self::speaking(ms(2000))
    }

    /// The same, each of the agent's sentences so long.
    pub(crate) fn speaking(length: Duration) -> Self {
        Self::let_in(Self { speech_length: length, ..Self::opened(EngineSettings::default()) })
    }

    pub(crate) fn let_in(mut rig: Self) -> Self {
        rig.now = ms(1000);
        rig.start();
        rig.input(Input::Admitted(Box::new(brief(rig.caller.clone()))));
        rig.input(Input::RecogniserReady);
        rig
    }

    /// A caller who shows no number.
    pub(crate) fn withheld() -> Self {
        Self::let_in(Self { caller: Party::Withheld, ..Self::opened(EngineSettings::default()) })
    }

    /// A call with settings of its own.
    pub(crate) fn with(settings: EngineSettings) -> Self {
        Self::let_in(Self::opened(settings))
    }

    pub(crate) fn opened(settings: EngineSettings) -> Self {
        let present = "2026-11-22T10:00:00+02:00[Asia/Jerusalem]".parse().unwrap();
        Self {
            engine: TapedEngine::new(settings, present, true),
            caller: Party::read("+972525550100"),
            now: Duration::ZERO,
            out: Vec::new(),
            incoming: Vec::new(),
            numbers: HashMap::new(),
            fed: Vec::new(),
            recogniser_takes: true,
            answers: VecDeque::new(),
            think_delay: ms(100),
            model_is_dead: false,
            person_is_there: false,
            is_mute: false,
            cannot_say: |_| false,
            speech_delay: ms(50),
            tool_delay: ms(30),
            echo: None,
            played: Vec::new(),
            speech_length: ms(2000),
            line: VecDeque::new(),
            later: Vec::new(),
            saying_until: Duration::ZERO,
            frames: 0,
            noise: None,
        }
    }

    pub(crate) fn start(&mut self) {
        let stream = "MZ00000000000000000000000000000001".parse().unwrap();
        self.input(Input::Start(StreamStart { call: sid(), stream, token: None }));
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.engine.handle(input, self.now);
        let due = self.engine.poll_timeout();
        assert!(
            due.is_none_or(|due| due > self.now),
            "nothing that is due is left: {due:?} at {:?}",
            self.now
        );
        self.drain();
    }

    /// The model's answer to the next request.
    pub(crate) fn will_answer(&mut self, thoughts: impl IntoIterator<Item = Thought>) {
        self.answers.push_back(thoughts.into_iter().chain([Thought::Done]).collect());
    }

    /// The same, of a model that says no more after it, not even that it is done.
    pub(crate) fn will_break_off(&mut self, thoughts: impl IntoIterator<Item = Thought>) {
        self.answers.push_back(thoughts.into_iter().collect());
    }

    /// The caller makes a sound of speech for so long, from now on.
    pub(crate) fn voice(&mut self, length: Duration) {
        self.saying_until = self.now + length;
    }

    /// The caller says something: sound, a partial on the way, a final 200 ms after the end.
    pub(crate) fn caller_says(&mut self, text: &str, length: Duration) {
        self.voice(length);
        self.later(length / 2, Input::Partial { text: text.to_owned(), stable: false });
        let stream_ms = |at: Duration| u32::try_from(at.saturating_sub(ms(1000)).as_millis()).unwrap();
        let span = Span { start_ms: stream_ms(self.now), end_ms: stream_ms(self.now + length) };
        self.later(length + ms(200), Input::Final { text: text.to_owned(), confidence: Some(0.9), span });
    }

    pub(crate) fn later(&mut self, after: Duration, input: Input) {
        self.later.push((self.now + after, input));
    }

    pub(crate) fn run(&mut self, length: Duration) {
        let end = self.now + length;
        while self.now < end && !self.engine.is_over() {
            self.now += STEP;
            self.due_inputs();
            if self.now.as_millis().is_multiple_of(20) {
                self.frame();
            }
            if self.engine.poll_timeout().is_some_and(|due| due <= self.now) {
                self.input(Input::Timeout);
            }
        }
    }

    fn due_inputs(&mut self) {
        let now = self.now;
        let (due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.later).into_iter().partition(|(at, _)| *at <= now);
        self.later = later;
        for (_, input) in due {
            self.input(input);
        }
    }

    /// 20 ms of the line, both ways.
    fn frame(&mut self) {
        let index = usize::try_from(self.frames).unwrap();
        self.frames += 1;
        let noise = self.noise.as_mut().filter(|(_, left)| *left > 0).map(|(noise, left)| {
            *left -= 1;
            noise(*left)
        });
        let sound = if let Some(noise) = noise {
            noise.into()
        } else if self.now <= self.saying_until {
            let start = (index * 160) % (SPEECH.len() - 160);
            Bytes::copy_from_slice(&SPEECH[start..start + 160])
        } else {
            Bytes::copy_from_slice(&[mulaw::SILENCE; 160])
        };
        let sound = self.with_echo(sound);
        self.incoming.push(sound.clone());
        self.numbers.insert(sound.as_ptr().addr(), self.frames);
        self.input(Input::Media { chunk: Some(self.frames), sound });
        let mut played = false;
        while let Some(next) = self.line.front() {
            match next {
                Heard::Frame(_) if played => break,
                Heard::Frame(sound) => {
                    played = true;
                    self.played.push(sound.clone());
                    self.line.pop_front();
                }
                Heard::Mark(_) => {
                    let Some(Heard::Mark(name)) = self.line.pop_front() else { unreachable!() };
                    self.input(Input::Mark(name));
                }
            }
        }
    }

    /// What the caller says, and over it what the line gives back of what it played: a quarter as loud.
    fn with_echo(&self, sound: Bytes) -> Bytes {
        let Some(delay) = self.echo else { return sound };
        let Some(back) = self.played.len().checked_sub(delay).and_then(|at| self.played.get(at)) else {
            return sound;
        };
        let mixed = sound
            .iter()
            .zip(back)
            .map(|(own, back)| mulaw::encode(mulaw::decode(*own).saturating_add(mulaw::decode(*back) / 4)));
        mixed.collect::<Vec<u8>>().into()
    }

    fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            self.out.push((self.now, output.clone()));
            match output {
                Output::Media(sound) => self.line.push_back(Heard::Frame(sound)),
                Output::Mark(name) => self.line.push_back(Heard::Mark(name)),
                Output::Clear => {
                    let pending: Vec<Heard> = self.line.drain(..).collect();
                    for heard in pending {
                        if let Heard::Mark(name) = heard {
                            self.input(Input::Mark(name));
                        }
                    }
                }
                Output::Think { id, .. } if self.model_is_dead => {
                    self.later(self.think_delay, Input::ThinkingFailed { id });
                }
                Output::Think { id, .. } => {
                    for thought in self.answers.pop_front().unwrap_or_else(|| vec![Thought::Done]) {
                        self.later(self.think_delay, Input::Thought { id, thought });
                    }
                }
                Output::Speak { .. } if self.is_mute => {}
                Output::Speak { id, text } if (self.cannot_say)(&text) => {
                    self.later(self.speech_delay, Input::SpeechFailed { id });
                }
                Output::Speak { id, .. } => {
                    let sound = match self.echo {
                        Some(_) => Bytes::from_static(SPEECH),
                        None => speech(id, self.speech_length),
                    };
                    self.later(self.speech_delay, Input::Speech { id, sound });
                }
                Output::UseTool { call: ToolCall { id, tool }, .. } => {
                    let result = match tool {
                        Tool::TransferToHuman if self.person_is_there => ToolResult::Done,
                        Tool::TransferToHuman => ToolResult::Failed("nobody is there".to_owned()),
                        _ => ToolResult::Captured,
                    };
                    self.later(self.tool_delay, Input::ToolResult { id, result });
                }
                Output::Close(_)
                | Output::Admit(_)
                | Output::OpenRecogniser
                | Output::CancelThinking { .. }
                | Output::CancelSpeaking
                | Output::Record(_) => {}
            }
        }
        if self.recogniser_takes {
            for _ in 0..self.engine.burst() {
                let Some(frame) = self.engine.peek_frame().cloned() else { break };
                self.fed.push(frame);
                self.engine.frame_taken();
            }
        }
    }

    /// Which of the caller's frames it is, from 1.
    pub(crate) fn number_of(&self, frame: &Bytes) -> u64 {
        self.numbers[&frame.as_ptr().addr()]
    }

    /// The call so far, on tape.
    pub(crate) fn tape(&mut self) -> Vec<u8> {
        let so_far = self.engine.tape(0).unwrap_or_default().concat();
        [so_far, self.engine.end_of_tape().unwrap_or_default().concat()].concat()
    }

    pub(crate) fn replies(&self) -> Vec<Reply> {
        let reply = |(_, output): &'_ (Duration, Output)| match output {
            Output::Record(CallCommand::RecordReply { reply }) => Some(reply.clone()),
            _ => None,
        };
        self.out.iter().filter_map(reply).collect()
    }

    pub(crate) fn utterances(&self) -> Vec<String> {
        let text = |(_, output): &'_ (Duration, Output)| match output {
            Output::Record(CallCommand::RecordUtterance { utterance }) => Some(utterance.text.clone()),
            _ => None,
        };
        self.out.iter().filter_map(text).collect()
    }

    /// What people are to read of the caller.
    pub(crate) fn notes(&self) -> Vec<String> {
        let note = |(_, output): &'_ (Duration, Output)| match output {
            Output::UseTool { call: ToolCall { tool: Tool::LeaveNote { text }, .. }, .. } => {
                Some(text.clone())
            }
            _ => None,
        };
        self.out.iter().filter_map(note).collect()
    }

    pub(crate) fn end(&self) -> Option<EndReason> {
        self.out.iter().find_map(|(_, output)| match output {
            Output::Record(CallCommand::End { reason, .. }) => Some(*reason),
            _ => None,
        })
    }

    pub(crate) fn at(&self, fits: impl Fn(&Output) -> bool) -> Vec<Duration> {
        self.out.iter().filter(|(_, output)| fits(output)).map(|(at, _)| *at).collect()
    }

    /// The conversation of the last request to the model.
    pub(crate) fn asked(&self) -> Vec<Message> {
        let asked = self.out.iter().rev().find_map(|(_, output)| match output {
            Output::Think { conversation, .. } => Some(conversation.messages.clone()),
            _ => None,
        });
        asked.unwrap_or_default()
    }

    pub(crate) fn thoughts(&self) -> usize {
        self.at(|output| matches!(output, Output::Think { .. })).len()
    }
}

/// The sound of a sentence whose frames can be told apart: each begins with its sentence and its number.
fn speech(id: u32, length: Duration) -> Bytes {
    let frames = u32::try_from(length.as_millis() / 20).unwrap();
    let frame = |number: u32| [&id.to_be_bytes()[..], &number.to_be_bytes(), &[1; 152]].concat();
    (0..frames).flat_map(frame).collect::<Vec<u8>>().into()
}

/// Which sentence a frame is of, and which of its frames it is.
pub(crate) fn frame_of(sound: &Bytes) -> (u32, u32) {
    let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap());
    (number(&sound[..4]), number(&sound[4..8]))
}

pub(crate) fn sid() -> CallSid {
    "CA00000000000000000000000000000001".parse().unwrap()
}

pub(crate) fn sentence(text: &str) -> Thought {
    Thought::Sentence(text.to_owned())
}

fn brief(caller: Party) -> Brief {
    Brief {
        call: sid(),
        business: BusinessId::default_business(),
        business_name: "נדל״ן".into(),
        agent_name: "לאה".into(),
        voice: None,
        greeting: "שלום, מדברת לאה".into(),
        prompt: Some((PromptUsed { channel: Channel::Calls, version: 1 }, String::new())),
        caller,
        known: LeadDetails::default(),
        earlier: Vec::new(),
        free: Vec::new(),
        meeting_minutes: 60,
    }
}
