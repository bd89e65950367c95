use std::f64::consts::PI;

use async_trait::async_trait;
use bytes::Bytes;
use domain::values::Voice;

use crate::mulaw;
use crate::provider::{ProviderError, Synthesizer};

const SAMPLES_A_SECOND: u32 = 8_000;
/// A tone for each word: so long a letter, within bounds, in milliseconds.
const MS_A_LETTER: usize = 55;
const GAP_MS: usize = 60;
const LONGEST_MS: usize = 600;
/// Longer texts are cut, in words: nobody listens to a minute of tones.
const MOST_WORDS: usize = 60;
/// A quarter of full scale: it is only a stand-in.
const LOUDNESS: f64 = 8_000.0;

/// Tones in place of words, as long as the words would be: for machines without a voice.
#[derive(Debug, Clone, Copy, Default)]
pub struct ToneSynthesizer;

#[async_trait]
impl Synthesizer for ToneSynthesizer {
    fn name(&self) -> &'static str {
        "tones"
    }

    async fn speak_as(&self, voice: Option<Voice>, text: &str) -> Result<Bytes, ProviderError> {
        let mut audio = Vec::new();
        for (number, word) in text.split_whitespace().take(MOST_WORDS).enumerate() {
            let ms = (word.chars().count() * MS_A_LETTER).min(LONGEST_MS);
            // Two pitches by turns, so that words can be told apart.
            let pitch = if number % 2 == 0 { 330.0 } else { 440.0 };
            tone(&mut audio, ms, pitch * height(voice));
            audio.resize(audio.len() + GAP_MS * 8, mulaw::SILENCE);
        }
        Ok(audio.into())
    }

    /// Nothing need be there before.
    async fn have_ready(&self, _: Option<Voice>, _: &str) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

/// How high a voice is, beside its own.
fn height(voice: Option<Voice>) -> f64 {
    match voice {
        None => 1.0,
        Some(Voice::FemaleA) => 1.25,
        Some(Voice::FemaleB) => 1.5,
        Some(Voice::MaleA) => 0.75,
        Some(Voice::MaleB) => 0.6,
    }
}

/// A sine that swells and fades, so that it does not click.
fn tone(audio: &mut Vec<u8>, ms: usize, hz: f64) {
    let length = u32::try_from(ms).unwrap_or_default() * SAMPLES_A_SECOND / 1_000;
    audio.extend((0..length).map(|at| {
        let swell = (PI * f64::from(at) / f64::from(length)).sin();
        let wave = (2.0 * PI * hz * f64::from(at) / f64::from(SAMPLES_A_SECOND)).sin();
        #[expect(clippy::cast_possible_truncation, reason = "at most LOUDNESS")]
        mulaw::encode((LOUDNESS * swell * wave) as i16)
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn longer_texts_sound_longer() {
        let short = ToneSynthesizer.speak("כן").await.expect("tones");
        let long = ToneSynthesizer.speak("שלום, הגעתם לנדל\"ן העיר").await.expect("tones");
        assert!(short.len() > 800 && long.len() > 3 * short.len());
    }
}
