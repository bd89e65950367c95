use std::time::Duration;

use super::endpoint::Pings;

/// What of Google's services is used, and how.
#[derive(Debug, Clone)]
pub struct GoogleSettings {
    /// The recogniser's endpoint. `http` is for this machine only ([`super::check_endpoint`]).
    pub stt_endpoint: String,
    /// The synthesiser's endpoint. `http` is for this machine only ([`super::check_endpoint`]).
    pub tts_endpoint: String,
    /// Of the connections to both.
    pub pings: Pings,
    /// The recogniser's.
    pub hearing: Hearing,
    /// The synthesiser's.
    pub speaking: Speaking,
}

/// Google's own recogniser, in the region of the requirements.
const STT: &str = "https://europe-west1-speech.googleapis.com";
/// Google's own synthesiser.
const TTS: &str = "https://texttospeech.googleapis.com";

impl Default for GoogleSettings {
    fn default() -> Self {
        let (stt_endpoint, tts_endpoint) = (STT.to_owned(), TTS.to_owned());
        let (pings, hearing, speaking) = (Pings::default(), Hearing::default(), Speaking::default());
        Self { stt_endpoint, tts_endpoint, pings, hearing, speaking }
    }
}

/// The recogniser's settings. Durations that are Google's limits come from
/// <https://cloud.google.com/speech-to-text/quotas>: a stream lives 305 seconds.
#[derive(Debug, Clone)]
pub struct Hearing {
    /// The language that is spoken, as a BCP-47 tag (<https://cloud.google.com/speech-to-text/docs/speech-to-text-supported-languages>).
    pub language: String,
    /// The model that is asked for.
    pub model: String,
    /// The model taken when Google refuses that one.
    pub fallback_model: String,
    /// So long after that it is asked for again.
    pub model_again_after: Duration,
    /// A final of at most this many words counts as short.
    pub short_words: usize,
    /// The confidence a short final must have, 0 to 1, when nothing hangs on its words and no stable interim result had them before.
    pub short_confidence: f32,
    /// An interim result of at least this stability is unlikely to change, 0 to 1.
    pub stable_from: f32,
    /// Streams that may break in a row, without having been of use, before the session tells of trouble. It goes on trying.
    pub attempts: u32,
    /// The wait before the second attempt; twice as long before each further one.
    pub backoff: Duration,
    /// The longest such wait. What is waited is three quarters to five quarters of it: five seconds at most.
    pub longest_backoff: Duration,
    /// In trouble, a stream that lived so long is believed to hear, though it has said nothing. One on a connection that cannot be
    /// opened breaks before that ([`super::endpoint`]).
    pub mended_after: Duration,
    /// A stream that lived so long was of use, even if nobody spoke.
    pub proven_after: Duration,
    /// From this age on a stream is renewed at the first silence.
    pub renew_from: Duration,
    /// At this age it is renewed in mid-sentence.
    pub renew_by: Duration,
    /// Voice without any answer for so long: the stream is renewed, once until there is an answer.
    pub unanswered_after: Duration,
    /// Below this mean amplitude (of 32,767) audio is silence.
    pub quiet_below: u32,
    /// How much faster than real time what was held back is sent.
    pub replay_speed: u32,
    /// Audio kept: what waits to be sent, and what a new stream would have to hear again. When all of it waits for a stream that is
    /// open, no more is taken in; while none is open, the oldest goes.
    pub most_kept: Duration,
    /// How long the last words are waited for when the audio has ended.
    pub linger: Duration,
    /// How long a warm-up may take.
    pub warm_up_within: Duration,
}

impl Default for Hearing {
    fn default() -> Self {
        Self {
            language: "he-IL".to_owned(),
            model: "latest_long".to_owned(),
            fallback_model: "default".to_owned(),
            model_again_after: Duration::from_mins(10),
            short_words: 1,
            short_confidence: 0.6,
            stable_from: 0.8,
            attempts: 3,
            backoff: Duration::from_millis(100),
            longest_backoff: Duration::from_secs(4),
            mended_after: Duration::from_secs(5),
            proven_after: Duration::from_secs(20),
            renew_from: Duration::from_mins(4),
            renew_by: Duration::from_secs(270),
            unanswered_after: Duration::from_secs(15),
            quiet_below: 250,
            replay_speed: 2,
            most_kept: Duration::from_secs(30),
            linger: Duration::from_secs(5),
            // Whoever asks by HTTP is answered within 14 s.
            warm_up_within: Duration::from_secs(10),
        }
    }
}

/// The synthesiser's settings.
#[derive(Debug, Clone)]
pub struct Speaking {
    /// The voice.
    pub voice: String,
    /// How fast it speaks: 1 is its own pace. Google takes 0.25 to 4.
    pub rate: f64,
    /// How long one attempt may take.
    pub within: Duration,
    /// How often it is tried.
    pub attempts: u32,
    /// The wait before the second attempt; twice as long before each further one.
    pub backoff: Duration,
    /// Sound of late kept in memory, in bytes.
    pub memory_bytes: u64,
    /// Sound that is said again and again kept on disk, in bytes.
    pub disk_bytes: u64,
}

impl Default for Speaking {
    fn default() -> Self {
        Self {
            voice: "he-IL-Wavenet-D".to_owned(),
            rate: 1.0,
            // Three of these and their waits stay below the eight seconds the engine waits for a sentence.
            within: Duration::from_millis(2_400),
            attempts: 3,
            backoff: Duration::from_millis(100),
            memory_bytes: 8 * 1024 * 1024,
            disk_bytes: 256 * 1024 * 1024,
        }
    }
}
