use std::{process::Stdio, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use domain::{hebrew::say, values::Voice};
use moka::sync::Cache;
use tokio::{io::AsyncWriteExt, process::Command, sync::Semaphore, time::timeout};

use super::resample;
use crate::{
    mulaw,
    provider::{ProviderError, Synthesizer},
    wav::{Coding, Head},
};

const NAME: &str = "espeak-ng";
/// A sentence takes some twenty milliseconds; what takes longer than this hangs.
const TIME_OUT: Duration = Duration::from_secs(5);
/// Children at once: more would only wait for the same cores.
const CHILDREN: usize = 4;
/// Audio kept, in bytes: about an hour of speech.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;
/// Longer texts are refused: the engine speaks sentence by sentence.
const MOST_CHARS: usize = 2_000;

/// Speaks through a child process `espeak-ng` for each sentence it has not said before.
#[derive(Debug, Clone)]
pub struct EspeakSynthesizer {
    voice: &'static str,
    words_per_minute: u16,
    children: Arc<Semaphore>,
    /// By voice and text as spoken.
    cache: Cache<String, Bytes>,
}

impl EspeakSynthesizer {
    /// The Hebrew voice, a little slower than its default.
    pub fn hebrew() -> Self {
        let weigh =
            |text: &String, audio: &Bytes| u32::try_from(text.len() + audio.len()).unwrap_or(u32::MAX);
        Self {
            voice: "he",
            words_per_minute: 150,
            children: Arc::new(Semaphore::new(CHILDREN)),
            cache: Cache::builder().max_capacity(CACHE_BYTES).weigher(weigh).build(),
        }
    }

    async fn synthesise(&self, voice: &str, text: &str) -> Result<Bytes, ProviderError> {
        let _turn = self.children.acquire().await.map_err(|closed| unavailable(&closed))?;
        let wav = timeout(TIME_OUT, self.run(voice, text))
            .await
            .map_err(|_| ProviderError::TimedOut { provider: NAME })??;
        let (rate, samples) =
            samples(&wav).ok_or_else(|| unavailable(&"its answer is no 16-bit mono WAV"))?;
        let samples = resample::to_8_khz(&samples, rate);
        Ok(samples.into_iter().map(mulaw::encode).collect())
    }

    /// The text goes in by stdin, never on the command line: it is a caller's words.
    async fn run(&self, voice: &str, text: &str) -> Result<Vec<u8>, ProviderError> {
        let mut child = Command::new("espeak-ng")
            .args(["-v", voice, "-s", &self.words_per_minute.to_string(), "-b", "1", "--stdin", "--stdout"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| unavailable(&error))?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(text.as_bytes()).await.map_err(|error| unavailable(&error))?;
        }
        let output = child.wait_with_output().await.map_err(|error| unavailable(&error))?;
        if output.status.success() { Ok(output.stdout) } else { Err(unavailable(&output.status)) }
    }
}

/// The sample rate and the samples of a 16-bit mono file.
fn samples(wav: &[u8]) -> Option<(u32, Vec<i16>)> {
    let head = Head::read(wav).ok()??;
    let pairs = wav[head.sound(wav.len())].chunks_exact(2);
    let samples = pairs.map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    ((head.coding, head.channels) == (Coding::Pcm16, 1)).then_some((head.rate, samples))
}

fn unavailable(reason: &dyn std::fmt::Display) -> ProviderError {
    ProviderError::Unavailable { provider: NAME, reason: reason.to_string() }
}

/// What turns its Hebrew into a voice: espeak-ng's own variants, and none for its own
/// (<https://github.com/espeak-ng/espeak-ng/blob/master/docs/voices.md>).
fn variant(voice: Option<Voice>) -> &'static str {
    match voice {
        None => "",
        Some(Voice::FemaleA) => "+f2",
        Some(Voice::FemaleB) => "+f4",
        Some(Voice::MaleA) => "+m3",
        Some(Voice::MaleB) => "+m7",
    }
}

/// Whether the program runs and knows Hebrew.
pub(super) async fn is_installed() -> bool {
    let voices =
        Command::new("espeak-ng").arg("--voices=he").stdin(Stdio::null()).kill_on_drop(true).output();
    let found = timeout(TIME_OUT, voices).await;
    found.is_ok_and(|voices| {
        voices.is_ok_and(|voices| String::from_utf8_lossy(&voices.stdout).contains(" he "))
    })
}

#[async_trait]
impl Synthesizer for EspeakSynthesizer {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn speak_as(&self, voice: Option<Voice>, text: &str) -> Result<Bytes, ProviderError> {
        if text.chars().count() > MOST_CHARS {
            return Err(ProviderError::Refused {
                provider: NAME,
                reason: format!("a text over {MOST_CHARS} characters"),
            });
        }
        let spoken = say::spoken(text);
        if !spoken.chars().any(char::is_alphanumeric) {
            return Ok(Bytes::new());
        }
        let voice = format!("{}{}", self.voice, variant(voice));
        let key = format!("{voice}/{}/{spoken}", self.words_per_minute);
        if let Some(audio) = self.cache.get(&key) {
            return Ok(audio);
        }
        let audio = self.synthesise(&voice, &spoken).await?;
        self.cache.insert(key, audio.clone());
        Ok(audio)
    }

    /// Any sentence is spoken in some twenty milliseconds: none need be there before.
    async fn have_ready(&self, _: Option<Voice>, _: &str) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        self.speak("שלום").await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sentence_is_telephone_audio_of_a_likely_length() {
        if !is_installed().await {
            return;
        }
        let voice = EspeakSynthesizer::hebrew();
        let audio = voice.speak("שלום, הפגישה מחר ב-16:30").await.expect("it speaks");
        let seconds = audio.len() / 8_000;
        assert!((1..=6).contains(&seconds), "{} bytes", audio.len());
        let loudest = audio.iter().map(|byte| mulaw::decode(*byte).unsigned_abs()).max();
        assert!(loudest.is_some_and(|peak| peak > 4_000), "{loudest:?}");
        // The second time it is the very same bytes.
        let again = voice.speak("שלום, הפגישה מחר בארבע וחצי").await.expect("it speaks");
        assert_eq!(audio.as_ptr(), again.as_ptr());
    }

    #[tokio::test]
    async fn every_voice_is_another() {
        if !is_installed().await {
            return;
        }
        let speaker = EspeakSynthesizer::hebrew();
        let mut heard = Vec::new();
        for voice in
            [None, Some(Voice::FemaleA), Some(Voice::FemaleB), Some(Voice::MaleA), Some(Voice::MaleB)]
        {
            let audio = speaker.speak_as(voice, "שלום, מדברת לאה").await.expect("it speaks");
            assert!(audio.len() > 4_000 && !heard.contains(&audio), "{voice:?}");
            heard.push(audio);
        }
    }

    #[tokio::test]
    async fn nothing_to_say_is_silence_and_too_much_is_refused() {
        let voice = EspeakSynthesizer::hebrew();
        assert_eq!(voice.speak(" … ").await, Ok(Bytes::new()));
        assert!(matches!(voice.speak(&"א".repeat(2_001)).await, Err(ProviderError::Refused { .. })));
    }
}
