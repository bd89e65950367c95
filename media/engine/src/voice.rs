//! Whether a frame of the caller is a voice: earshot's score, and the frame's level over the line's own noise.

use earshot::Detector;

use crate::{EngineSettings, mulaw};

/// earshot hears 256 samples at 16 kHz at a time.
const WINDOW: usize = 256;
/// The line's codes in it, at 8 kHz.
const CODES: usize = WINDOW / 2;
/// Windows kept while the line is quiet: the detector hears them first when it is not, so that it knows what came before. 128 ms.
const KEPT: usize = 8;
/// Codes a frame adds.
const FRAME: usize = 160;
/// What a line's noise is taken for until it is known (dB of full scale).
const UNKNOWN_DB: f32 = -50.0;

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
    rise_db: f32,
    least_db: f32,
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
            floor_db: UNKNOWN_DB,
            least_score: settings.voice_score,
            above_noise_db: settings.voice_above_noise_db,
            rise_db: settings.noise_rise_db,
            least_db: settings.noise_least_db,
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
                if level < self.floor_db { level } else { self.floor_db + self.rise_db }.max(self.least_db);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Three seconds of spoken Hebrew.
    const SPEECH: &[u8] = include_bytes!("../tests/it/data/speech.ulaw");

    /// The speech so many times quieter, over a hum that is as loud as that.
    fn quiet_speech_over(hum: i16) -> Vec<u8> {
        let mixed = |(at, code): (usize, &u8)| {
            let hum = if at / 20 % 2 == 0 { hum } else { -hum };
            mulaw::encode((mulaw::decode(*code) / 64).saturating_add(hum))
        };
        SPEECH.iter().enumerate().map(mixed).collect()
    }

    fn voiced(voice: &mut Voice, sound: &[u8]) -> usize {
        sound.chunks_exact(FRAME).filter(|frame| voice.frame(frame)).count()
    }

    #[test]
    fn a_voice_has_to_be_above_the_line_s_own_noise() {
        let mut over_noise = Voice::new(&EngineSettings::default());
        let mut over_silence = Voice::new(&EngineSettings::default());
        let noise: Vec<u8> = quiet_speech_over(2_000).into_iter().cycle().take(SPEECH.len() * 6).collect();
        voiced(&mut over_noise, &noise);
        voiced(&mut over_silence, &[mulaw::SILENCE; FRAME * 100]);
        assert_eq!(voiced(&mut over_noise, &quiet_speech_over(2_000)), 0, "drowned in the hum");
        assert!(voiced(&mut over_silence, &quiet_speech_over(0)) > 30, "as quiet, on a quiet line");
    }

    #[test]
    fn the_noise_is_quieter_at_once_and_louder_slowly() {
        let mut voice = Voice::new(&EngineSettings::default());
        voice.frame(&rustle(30)[..FRAME]);
        let quiet = voice.floor_db;
        assert!(quiet < -55.0, "{quiet}");
        voiced(&mut voice, &rustle(3_000));
        let risen = voice.floor_db - quiet;
        assert!((1.0..=2.6).contains(&risen), "a second of it: {risen}");
    }

    /// A second of a noise that is no voice.
    fn rustle(loud: i32) -> Vec<u8> {
        let mut chance = 1_u32;
        let mut sample = || {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i16::try_from(i32::try_from(chance >> 16).unwrap_or_default() % (2 * loud) - loud)
                .unwrap_or_default()
        };
        (0..FRAME * 50).map(|_| mulaw::encode(sample())).collect()
    }
}
