//! Whether a frame of the caller is a voice: earshot's score, and the frame's level over the line's own noise.

use earshot::Detector;

use crate::{EngineSettings, mulaw};

/// earshot hears 256 samples at 16 kHz at a time.
const WINDOW: usize = 256;
/// How fast the noise floor follows the line: down at once, up slowly (dB a frame).
const FLOOR_RISE_DB: f32 = 0.05;
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
            window: Vec::with_capacity(WINDOW * 2),
            last_sample: 0,
            score: 0.0,
            floor_db: -50.0,
            least_score: settings.voice_score,
            above_noise_db: settings.voice_above_noise_db,
        }
    }

    /// Whether this frame is a voice.
    pub fn frame(&mut self, sound: &[u8]) -> bool {
        let level = self.level_db(sound);
        for &code in sound {
            let sample = mulaw::decode(code);
            // 8 to 16 kHz: the sample between two is their mean.
            self.window.push(i16::midpoint(self.last_sample, sample));
            self.window.push(sample);
            self.last_sample = sample;
            if self.window.len() >= WINDOW {
                self.score = self.detector.predict_i16(&self.window[..WINDOW]);
                self.window.drain(..WINDOW);
            }
        }
        let voiced = self.score >= self.least_score && level >= self.floor_db + self.above_noise_db;
        if !voiced {
            self.floor_db =
                if level < self.floor_db { level } else { self.floor_db + FLOOR_RISE_DB }.max(QUIETEST_DB);
        }
        voiced
    }

    #[expect(clippy::unused_self, reason = "one of the two measures a frame is judged by")]
    #[expect(clippy::cast_precision_loss, reason = "a frame has 160 samples")]
    fn level_db(&self, sound: &[u8]) -> f32 {
        let power: f32 = sound.iter().map(|code| f32::from(mulaw::decode(*code)).powi(2)).sum::<f32>()
            / sound.len().max(1) as f32;
        10.0 * (power / f32::from(i16::MAX).powi(2)).max(1e-10).log10()
    }
}
