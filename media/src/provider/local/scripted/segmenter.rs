//! Where the caller's utterances begin and end, by voice activity. No clock: time is counted in samples.

use domain::values::Span;

use crate::mulaw;

/// earshot's window: 256 samples at 16 kHz.
const WINDOW: usize = 256;
const WINDOW_MS: u32 = 16;
/// Above this a window counts as voice (earshot's own advice).
const VOICE: f32 = 0.5;
/// Voice before an utterance has begun, in milliseconds: a click is none.
const ONSET_MS: u32 = 64;
/// Silence after which the caller pauses: the partial is then unlikely to change.
const PAUSE_MS: u32 = 240;
/// Silence that ends an utterance. Above the pauses within a spoken sentence, below a listener's patience.
const END_MS: u32 = 560;
/// Voice an utterance must have had.
const LEAST_MS: u32 = 160;

/// What became known with a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Segment {
    /// Speech goes on.
    Going { voiced_ms: u32, pausing: bool },
    /// It is over.
    Ended { span: Span },
}

/// Cuts a call's audio into utterances.
pub(super) struct Segmenter {
    detector: Box<earshot::Detector>,
    window: Vec<i16>,
    last: i16,
    /// Windows taken so far, in milliseconds.
    now_ms: u32,
    /// Voice heard on end before an utterance has begun.
    onset_ms: u32,
    speech: Option<Speech>,
}

#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "units are part of a number's name")]
struct Speech {
    start_ms: u32,
    last_voice_ms: u32,
    voiced_ms: u32,
}

impl Segmenter {
    pub(super) fn new() -> Self {
        Self {
            detector: Box::default(),
            window: Vec::with_capacity(WINDOW * 2),
            last: 0,
            now_ms: 0,
            onset_ms: 0,
            speech: None,
        }
    }

    /// Takes mu-law at 8 kHz, of any length.
    pub(super) fn push(&mut self, frame: &[u8]) -> Option<Segment> {
        let mut news = None;
        for byte in frame {
            let sample = mulaw::decode(*byte);
            // 8 to 16 kHz by interpolation: enough for voice activity.
            self.window.push(i16::midpoint(self.last, sample));
            self.window.push(sample);
            self.last = sample;
            if self.window.len() >= WINDOW {
                let voice = self.detector.predict_i16(&self.window[..WINDOW]) > VOICE;
                self.window.drain(..WINDOW);
                // The end of an utterance is never overwritten by what follows it in the same frame.
                let next = self.step(voice);
                if !matches!(news, Some(Segment::Ended { .. })) {
                    news = next.or(news);
                }
            }
        }
        news
    }

    /// The audio has ended: so has what was being said.
    pub(super) fn finish(&mut self) -> Option<Segment> {
        self.speech.take().filter(|speech| speech.voiced_ms >= LEAST_MS).map(Speech::ended)
    }

    fn step(&mut self, voice: bool) -> Option<Segment> {
        let start_ms = self.now_ms;
        self.now_ms = self.now_ms.saturating_add(WINDOW_MS);
        let Some(mut speech) = self.speech else {
            self.onset_ms = if voice { self.onset_ms + WINDOW_MS } else { 0 };
            if self.onset_ms >= ONSET_MS {
                let began = self.now_ms.saturating_sub(self.onset_ms);
                self.speech =
                    Some(Speech { start_ms: began, last_voice_ms: self.now_ms, voiced_ms: self.onset_ms });
                self.onset_ms = 0;
            }
            return None;
        };
        if voice {
            speech.last_voice_ms = self.now_ms;
            speech.voiced_ms += WINDOW_MS;
        }
        let silence = start_ms.saturating_sub(speech.last_voice_ms);
        if silence < END_MS {
            self.speech = Some(speech);
            return Some(Segment::Going { voiced_ms: speech.voiced_ms, pausing: silence >= PAUSE_MS });
        }
        self.speech = None;
        (speech.voiced_ms >= LEAST_MS).then(|| speech.ended())
    }
}

impl Speech {
    fn ended(self) -> Segment {
        Segment::Ended { span: Span { start_ms: self.start_ms, end_ms: self.last_voice_ms } }
    }
}
