//! Whether a frame of the caller is a voice: earshot's score, and the frame's level over the line's own noise.

use earshot::Detector;

use crate::{EngineSettings, mulaw};

/// earshot hears 256 samples at 16 kHz at a time.
const WINDOW: usize = 256;
/// How fast the noise floor follows the line: down at once, up slowly (dB a frame).
const FLOOR_RISE_DB: f32 = 0.05;
/// Windows kept while the line is quiet: the detector hears them first when it is not, so that it knows what came before. 128 ms.
const KEPT: usize = 8;
/// Samples a frame adds, at 16 kHz.
const FRAME: usize = 320;
/// The floor never goes below this: digital silence must not make a click a voice (dB of full scale).
const QUIETEST_DB: f32 = -65.0;

/// A voice detector for one call (8 KiB).
pub struct Voice {
    detector: Box<Detector>,
    window: Vec<i16>,
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
            window: Vec::with_capacity(WINDOW * (KEPT + 1) + FRAME),
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
        for &code in sound {
            let sample = mulaw::decode(code);
            // 8 to 16 kHz: the sample between two is their mean.
            self.window.push(i16::midpoint(self.last_sample, sample));
            self.window.push(sample);
            self.last_sample = sample;
        }
        let level = self.level_db(sound);
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
        let mut windows = self.window.chunks_exact(WINDOW);
        for window in windows.by_ref() {
            self.score = self.detector.predict_i16(window);
        }
        let heard = self.window.len() - windows.remainder().len();
        self.window.drain(..heard);
    }

    /// Keeps the newest windows only, whole ones of what was there.
    fn forget(&mut self) {
        let over = (self.window.len() / WINDOW).saturating_sub(KEPT);
        self.window.drain(..over * WINDOW);
    }

    #[expect(clippy::unused_self, reason = "one of the two measures a frame is judged by")]
    #[expect(clippy::cast_precision_loss, reason = "a frame has 160 samples")]
    fn level_db(&self, sound: &[u8]) -> f32 {
        let power: f32 = sound.iter().map(|code| f32::from(mulaw::decode(*code)).powi(2)).sum::<f32>()
            / sound.len().max(1) as f32;
        10.0 * (power / f32::from(i16::MAX).powi(2)).max(1e-10).log10()
    }
}
