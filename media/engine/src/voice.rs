//! Whether a frame of the caller is a voice: earshot's score, and the frame's level over the line's own noise.

use earshot::Detector;

use crate::{EngineSettings, mulaw};

/// earshot hears 256 samples at 16 kHz at a time.
const WINDOW: usize = 256;
/// The line's codes in it, at 8 kHz.
const CODES: usize = WINDOW / 2;
/// How fast the noise floor follows the line: down at once, up slowly (dB a frame).
const FLOOR_RISE_DB: f32 = 0.05;
/// Windows kept while the line is quiet: the detector hears them first when it is not, so that it knows what came before. 128 ms.
const KEPT: usize = 8;
/// Codes a frame adds.
const FRAME: usize = 160;
/// The floor never goes below this: digital silence must not make a click a voice (dB of full scale).
const QUIETEST_DB: f32 = -65.0;

/// A voice detector for one call (9 KiB).
pub struct Voice {
    detector: Box<Detector>,
    /// What the detector is to hear, as it came from the line: a quarter of what it is to the detector.
    window: Vec<u8>,
    /// The sample before the window.
    last_sample: i16,
    score: f32,
    floor_db: f32,
    least_score: f32,
    above_noise_db: f32,
}

impl std::fmt::Debug for Voice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Voice")
            .field("score", &self.score)
            .field("floor_db", &self.floor_db)
            .finish_non_exhaustive()
    }
}

impl Voice {
    /// With the settings' thresholds.
    pub fn new(settings: &EngineSettings) -> Self {
        Self {
            detector: Detector::default_boxed(),
            window: Vec::with_capacity(CODES * (KEPT + 1) + FRAME),
            last_sample: 0,
            score: 0.0,
            floor_db: -50.0,
            least_score: settings.voice_score,
            above_noise_db: settings.voice_above_noise_db,
        }
    }

    /// Whether this frame is a voice. A frame that is not above the noise is none, whatever the detector would say: it is not asked.
    /// It is two thirds of what a frame costs, and most of a call one side is silent.
    pub fn frame(&mut self, sound: &[u8]) -> bool {
        let level = self.take(sound);
        let loud = level >= self.floor_db + self.above_noise_db;
        if loud {
            self.listen();
        } else {
            self.forget();
        }
        let voiced = loud && self.score >= self.least_score;
        if !voiced {
            self.floor_db =
                if level < self.floor_db { level } else { self.floor_db + FLOOR_RISE_DB }.max(QUIETEST_DB);
        }
        voiced
    }

    /// Has the detector hear all whole windows.
    fn listen(&mut self) {
        let whole = self.window.len() / CODES * CODES;
        let mut samples = [0; WINDOW];
        for codes in self.window[..whole].chunks_exact(CODES) {
            self.last_sample = at_twice_the_rate(codes, self.last_sample, &mut samples);
            self.score = self.detector.predict_i16(&samples);
        }
        self.window.drain(..whole);
    }

    /// Keeps the newest windows only, whole ones of what was there.
    fn forget(&mut self) {
        let over = (self.window.len() / CODES).saturating_sub(KEPT) * CODES;
        if let Some(last) = self.window.drain(..over).next_back() {
            self.last_sample = mulaw::decode(last);
        }
    }

    /// Adds a frame to what the detector is to hear; gives its level.
    fn take(&mut self, sound: &[u8]) -> f32 {
        self.window.extend_from_slice(sound);
        let square = |code: &u8| u64::from(i32::from(mulaw::decode(*code)).pow(2).unsigned_abs());
        level_db(sound.iter().map(square).sum(), sound.len())
    }
}

/// 8 to 16 kHz: the sample between two is their mean. Gives the last.
fn at_twice_the_rate(codes: &[u8], mut last: i16, samples: &mut [i16; WINDOW]) -> i16 {
    let (pairs, _) = samples.as_chunks_mut();
    for ([between, now], code) in pairs.iter_mut().zip(codes) {
        let sample = mulaw::decode(*code);
        (*between, *now) = (i16::midpoint(last, sample), sample);
        last = sample;
    }
    last
}

/// The level of so many samples by the sum of their squares, in dB of full scale.
#[expect(clippy::cast_precision_loss, reason = "a level to some digits")]
fn level_db(power: u64, samples: usize) -> f32 {
    let mean = power as f32 / samples.max(1) as f32;
    10.0 * (mean / f32::from(i16::MAX).powi(2)).max(1e-10).log10()
}
