//! Speech without an account: espeak-ng where it is installed, tones where it is not.

mod espeak;
mod resample;
mod tone;

use std::sync::Arc;

pub use espeak::EspeakSynthesizer;
pub use tone::ToneSynthesizer;

use crate::provider::Synthesizer;

/// The embedded voice this machine has, and the line that says so at start-up.
pub struct Detected {
    /// The voice.
    pub synthesizer: Arc<dyn Synthesizer>,
    /// Whether it says words; tones are none.
    pub has_words: bool,
    /// For the log.
    pub line: &'static str,
}

/// Looks for espeak-ng and its Hebrew voice.
pub async fn detect() -> Detected {
    if espeak::is_installed().await {
        let line = "speech: espeak-ng (he), embedded; good for demonstrations, not for customers";
        return Detected { synthesizer: Arc::new(EspeakSynthesizer::hebrew()), has_words: true, line };
    }
    let line = "speech: espeak-ng with its Hebrew voice is not installed, so callers hear tones instead of words \
                (Debian: apt-get install espeak-ng)";
    Detected { synthesizer: Arc::new(ToneSynthesizer), has_words: false, line }
}
