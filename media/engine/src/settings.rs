use std::time::Duration;

use serde::{Deserialize, Serialize};

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Every threshold of a conversation. The defaults are starting points: tune them from recorded calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EngineSettings {
    /// Frames of the caller kept for the recogniser (20 ms each); the oldest is dropped beyond.
    pub rx_frames: usize,
    /// From this many on the recogniser is fed as fast as it takes.
    pub rx_drain_at: usize,
    /// Down to this many.
    pub rx_normal_at: usize,
    /// Frames handed over at once while draining.
    pub rx_drain_batch: usize,
    /// Frames waiting to be sent; speech beyond 90 % waits at its source.
    pub tx_frames: usize,
    /// Frames sent ahead of real time, so that a late timer is not heard.
    pub tx_lead_frames: u32,
    /// Later than this the pace starts anew instead of being made up for.
    pub resync_after: Duration,
    /// The detector's score from which a frame may be a voice, 0 to 1.
    pub voice_score: f32,
    /// How far above the line's own noise a voice is, in dB.
    pub voice_above_noise_db: f32,
    /// How fast the line's noise is taken for louder while nobody speaks, in dB a frame; for quieter it is at once.
    pub noise_rise_db: f32,
    /// Noise is never taken for quieter: digital silence must not make a click a voice (dB of full scale).
    pub noise_least_db: f32,
    /// Gaps this short are within a word, not between two.
    pub voice_gap: Duration,
    /// How like our own voice a voice is an echo of it, in hundredths; above 100 none is.
    pub echo_likeness: u32,
    /// So long after its sound an echo's words may still come.
    pub echo_words: Duration,
    /// Voice that, with a first word, interrupts the agent.
    pub interrupt_with_word: Duration,
    /// Voice that interrupts the agent by itself.
    pub interrupt_alone: Duration,
    /// A voice that ended so long ago still counts when its word comes.
    pub word_after_voice: Duration,
    /// Without a word by then an interruption was none; with a voice that goes on, twice as long.
    pub false_interruption: Duration,
    /// Silence that, with a stable partial, lets the agent think ahead.
    pub think_ahead_silence: Duration,
    /// How long a partial has to stay the same to be stable.
    pub stable_partial: Duration,
    /// Silence after a final that gives the agent the word.
    pub turn_silence: Duration,
    /// Silence after which a partial that never became final is taken as it is.
    pub partial_silence: Duration,
    /// Words that nothing was added to for so long are a turn, whatever else the line brings.
    pub turn_despite_voice: Duration,
    /// Silence of both after which the caller is asked whether they are there.
    pub silence_prompt: Duration,
    /// So many prompts without an answer end the call.
    pub silence_prompts: u32,
    /// The longest call.
    pub maximum: Duration,
    /// Without a `start` by then the socket is closed.
    pub start_within: Duration,
    /// So often a lost recogniser is opened again.
    pub recogniser_attempts: u32,
    /// And after these again and again, with such a pause.
    pub recogniser_again: Duration,
    /// A thought of which nothing more comes for so long has failed.
    pub think_within: Duration,
    /// So often the model may think on about one turn, on what its tools gave.
    pub think_rounds: u32,
    /// A sentence without sound by then has failed.
    pub speech_within: Duration,
    /// A mark so late will not come: the sound is taken as heard.
    pub mark_within: Duration,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            rx_frames: 200,
            rx_drain_at: 100,
            rx_normal_at: 20,
            rx_drain_batch: 50,
            tx_frames: 120,
            tx_lead_frames: 4,
            resync_after: ms(60),
            voice_score: 0.5,
            voice_above_noise_db: 6.0,
            noise_rise_db: 0.05,
            noise_least_db: -65.0,
            voice_gap: ms(80),
            echo_likeness: 85,
            echo_words: ms(3000),
            interrupt_with_word: ms(200),
            interrupt_alone: ms(400),
            word_after_voice: ms(1000),
            false_interruption: ms(2000),
            think_ahead_silence: ms(300),
            stable_partial: ms(200),
            turn_silence: ms(300),
            partial_silence: ms(800),
            turn_despite_voice: ms(3000),
            silence_prompt: ms(8000),
            silence_prompts: 3,
            maximum: Duration::from_mins(30),
            start_within: ms(5000),
            recogniser_attempts: 3,
            recogniser_again: ms(5000),
            think_within: ms(8000),
            think_rounds: 6,
            speech_within: ms(8000),
            mark_within: ms(1500),
        }
    }
}
