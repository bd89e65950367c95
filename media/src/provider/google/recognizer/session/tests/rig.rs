use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;

use super::super::{Closing, LineId, Model, Output, Request, Session, Why};
use crate::mulaw;
use crate::provider::{
    Heard, ProviderError,
    google::Hearing,
    google::recognizer::{
        tape::CHUNK,
        words::{Answer, Word},
    },
};

/// 10 ms of virtual time.
const STEP: Duration = Duration::from_millis(10);
/// Chunks of a word.
const WORD: usize = 4;

/// What one stream got.
#[derive(Debug, Default)]
pub(super) struct Stream {
    pub(super) audio: Vec<u8>,
    pub(super) open: bool,
    pub(super) ended: bool,
    pub(super) opened_at: Duration,
    /// When each request came.
    pub(super) times: Vec<Duration>,
    /// Chunks its finals reach to.
    final_to: usize,
}

pub(super) struct Rig {
    pub(super) session: Session,
    pub(super) now: Duration,
    pub(super) streams: BTreeMap<LineId, Stream>,
    pub(super) whys: Vec<Why>,
    pub(super) models: Vec<Model>,
    pub(super) heard: Vec<Heard>,
    pub(super) over: bool,
    /// All that was said, in chunks.
    pub(super) given: Vec<u8>,
    /// Frames the intake refused.
    pub(super) refused: usize,
    /// Streams take this long to open.
    pub(super) opens_in: Duration,
    /// Streams take no requests.
    pub(super) stalled: bool,
    /// Until then Google is away: a stream seems to open, as the connections were there, and breaks.
    pub(super) down_until: Duration,
    /// Audio that found no room.
    pub(super) lost: Duration,
}

impl Rig {
    pub(super) fn new(settings: Hearing) -> Self {
        Self::opening(settings, Duration::ZERO)
    }

    /// The first stream takes this long to open, and so do those after it.
    pub(super) fn opening(settings: Hearing, opens_in: Duration) -> Self {
        let mut rig = Self {
            session: Session::new(settings, Model::Chosen, 0.5),
            now: Duration::ZERO,
            streams: BTreeMap::new(),
            whys: Vec::new(),
            models: Vec::new(),
            heard: Vec::new(),
            over: false,
            given: Vec::new(),
            refused: 0,
            opens_in,
            stalled: false,
            down_until: Duration::ZERO,
            lost: Duration::ZERO,
        };
        rig.settle();
        rig
    }

    /// Word `n`, and the gap after it.
    pub(super) fn word(&mut self, n: u8) {
        self.play(n, WORD);
        self.play(mulaw::SILENCE, 1);
    }

    /// So many chunks of one byte, in frames of 20 ms at their pace.
    pub(super) fn play(&mut self, byte: u8, chunks: usize) {
        for _ in 0..chunks * 5 {
            if self.session.takes_audio() {
                self.session.audio(Bytes::copy_from_slice(&[byte; CHUNK / 5]), self.now);
                self.given.extend_from_slice(&[byte; CHUNK / 5]);
            } else {
                self.refused += 1;
            }
            self.pass(Duration::from_millis(20));
        }
    }

    pub(super) fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        self.settle();
        while self.now < end {
            self.now += STEP;
            if self.session.next_due().is_some_and(|due| due <= self.now) {
                self.session.tick(self.now);
            }
            self.settle();
        }
    }

    fn settle(&mut self) {
        loop {
            self.outputs();
            let lines: Vec<LineId> =
                self.streams.iter().filter(|(_, s)| s.open).map(|(line, _)| *line).collect();
            let mut fed = false;
            for line in lines {
                if self.streams[&line].opened_at <= self.now
                    && self.session.line(line).is_some_and(|l| l.opened.is_none())
                {
                    self.session.opened(line, self.now);
                    fed = true;
                }
                if self.now < self.down_until {
                    self.close_now(line, unavailable());
                    fed = true;
                    continue;
                }
                if self.stalled {
                    continue;
                }
                while let Some(request) = self.session.request(line, self.now) {
                    fed = true;
                    let stream = self.streams.get_mut(&line).expect("it is open");
                    match request {
                        Request::Audio(audio) => {
                            stream.times.push(self.now);
                            stream.audio.extend_from_slice(&audio);
                        }
                        Request::End => stream.ended = true,
                    }
                }
            }
            if !fed {
                return;
            }
        }
    }

    fn outputs(&mut self) {
        while let Some(output) = self.session.poll_output() {
            assert!(!self.over, "nothing comes after the end: {output:?}");
            match output {
                Output::Open { line, model, why } => {
                    let opened_at = self.now + self.opens_in;
                    self.streams.insert(line, Stream { open: true, opened_at, ..Stream::default() });
                    self.whys.push(why);
                    self.models.push(model);
                }
                Output::Drop(line) => self.streams.get_mut(&line).expect("it is open").open = false,
                Output::Heard(heard) => self.heard.push(heard),
                Output::Lost(audio) => self.lost += audio,
                Output::Disbelieved | Output::ModelRefused => {}
                Output::End => self.over = true,
            }
        }
    }

    /// The stream that is open and was opened last.
    pub(super) fn newest(&self) -> LineId {
        *self.streams.iter().rev().find(|(_, stream)| stream.open).expect("one is open").0
    }

    pub(super) fn oldest(&self) -> LineId {
        *self.streams.iter().find(|(_, stream)| stream.open).expect("one is open").0
    }

    pub(super) fn break_off(&mut self, line: LineId) {
        self.close(line, unavailable());
    }

    /// Google is away from now on, for so long.
    pub(super) fn go_down(&mut self, time: Duration) {
        self.down_until = self.now + time;
        self.settle();
    }

    pub(super) fn close(&mut self, line: LineId, closing: Closing) {
        self.close_now(line, closing);
        self.settle();
    }

    fn close_now(&mut self, line: LineId, closing: Closing) {
        self.streams.get_mut(&line).expect("there").open = false;
        self.session.closed(line, closing, self.now);
    }

    /// What a stream understands beyond its last final; an interim result keeps the border where it is.
    pub(super) fn answer(&mut self, line: LineId, is_final: bool, times: bool) {
        let stream = self.streams.get_mut(&line).expect("there");
        let chunks: Vec<u8> = stream.audio.chunks(CHUNK).map(|chunk| chunk[0]).collect();
        let to = chunks.len();
        let from = stream.final_to;
        let mut words = Vec::new();
        let mut at = from;
        while at < to {
            let run = chunks[at..].iter().take_while(|byte| **byte == chunks[at]).count();
            if chunks[at] != mulaw::SILENCE {
                let text = if run == WORD { format!("w{}", chunks[at]) } else { format!("?{}", chunks[at]) };
                words.push(Word { text, start_ms: ms(at), end_ms: ms(at + run) });
            }
            at += run;
        }
        if is_final {
            stream.final_to = to;
        }
        let text = words.iter().map(|word| word.text.clone()).collect::<Vec<_>>().join(" ");
        if !times || !is_final {
            words.clear();
        }
        let end = Duration::from_millis(ms(to).into());
        let answer = Answer { text, is_final, stability: 0.9, confidence: Some(0.9), end, words };
        self.session.answers(line, &[answer], self.now);
        self.settle();
    }

    /// Whether a stream's last audio is the gap after a word: that is where recognisers end their finals.
    pub(super) fn in_a_gap(&self, line: LineId) -> bool {
        self.streams[&line].audio.last() == Some(&mulaw::SILENCE)
    }

    pub(super) fn finals(&self) -> Vec<String> {
        let words = self.heard.iter().flat_map(|heard| match heard {
            Heard::Final { text, .. } => text.split_whitespace().map(str::to_owned).collect(),
            Heard::Ready | Heard::Partial { .. } | Heard::Troubled(_) | Heard::Failed(_) => Vec::new(),
        });
        words.collect()
    }

    /// What was told of whether it hears, in order.
    pub(super) fn told(&self) -> String {
        let told = self.heard.iter().filter_map(|heard| match heard {
            Heard::Ready => Some("ready"),
            Heard::Troubled(_) => Some("troubled"),
            Heard::Failed(_) => Some("failed"),
            Heard::Partial { .. } | Heard::Final { .. } => None,
        });
        told.collect::<Vec<_>>().join(" ")
    }

    /// Whether words came between a trouble and its end.
    pub(super) fn understood_in_trouble(&self) -> bool {
        self.heard
            .windows(2)
            .any(|pair| matches!(pair, [Heard::Troubled(_), Heard::Partial { .. } | Heard::Final { .. }]))
    }

    pub(super) fn failed(&self) -> Option<&ProviderError> {
        self.heard.iter().find_map(|heard| if let Heard::Failed(error) = heard { Some(error) } else { None })
    }
}

fn unavailable() -> Closing {
    Closing::Broken(ProviderError::Unavailable { provider: "test", reason: "cut".into() })
}

fn ms(chunks: usize) -> u32 {
    u32::try_from(chunks * 100).expect("short")
}

/// The words with these numbers.
pub(super) fn said(numbers: impl IntoIterator<Item = u8>) -> Vec<String> {
    numbers.into_iter().map(|n| format!("w{n}")).collect()
}

pub(super) fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
