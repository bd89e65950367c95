use std::{collections::BTreeMap, ops::RangeInclusive, time::Duration};

use media::EngineSettings;

use super::{
    ConfigError,
    source::{Source, named},
};

/// How calls are held: every threshold of [`EngineSettings`] (their meanings and defaults are there), and how the process ends them.
/// In the file under `[call]`; as variables `CALL_…`. Lengths of time are whole milliseconds, or seconds where the name says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The engine's thresholds.
    pub engine: EngineSettings,
    /// Whether each call's inputs are recorded for `call replay`, as long as the business keeps recordings. Default: yes.
    pub record_inputs: bool,
    /// How long calls under way may go on after SIGTERM, in seconds; then the agent says goodbye. Default 25: systemd and Kubernetes
    /// kill after 30 unless told otherwise, and the goodbye takes some four.
    pub drain: Duration,
}

impl Default for Call {
    fn default() -> Self {
        Self { engine: EngineSettings::default(), record_inputs: true, drain: Duration::from_secs(25) }
    }
}

/// Some of a call's thresholds, to be tried on calls that were held under others.
#[derive(Debug)]
pub struct Thresholds(BTreeMap<String, String>);

impl Thresholds {
    /// By the names of their variables.
    ///
    /// # Errors
    /// One is unknown, or is not what it has to be.
    pub fn read(set: Vec<(String, String)>) -> Result<Self, ConfigError> {
        let field =
            |name: String| format!("call.{}", name.strip_prefix("CALL_").unwrap_or(&name).to_lowercase());
        let set = Self(set.into_iter().map(|(name, value)| (field(name), value)).collect());
        let mut source = Source::of_fields(set.0.clone());
        thresholds(&mut source, &mut EngineSettings::default());
        source.finish().map(|()| set)
    }

    /// Those, and the rest as it was.
    pub fn over(self, mut recorded: EngineSettings) -> EngineSettings {
        thresholds(&mut Source::of_fields(self.0), &mut recorded);
        recorded
    }
}

fn thresholds(source: &mut Source, set: &mut EngineSettings) {
    queues(source, set);
    voice(source, set);
    turns(source, set);
    limits(source, set);
    fit_together(source, set);
}

/// A setting's names.
type Name = (&'static str, &'static str);

impl Call {
    pub(super) fn read(source: &mut Source) -> Self {
        let mut call = Self::default();
        let switch = source.parse("CALL_RECORD_INPUTS", "call.record_inputs", "true or false");
        call.record_inputs = switch.unwrap_or(call.record_inputs);
        seconds(source, ("CALL_DRAIN_SECONDS", "call.drain_seconds"), 0..=3600, &mut call.drain);
        thresholds(source, &mut call.engine);
        call
    }
}

fn queues(source: &mut Source, set: &mut EngineSettings) {
    count(source, ("CALL_RX_FRAMES", "call.rx_frames"), 10..=3000, &mut set.rx_frames);
    count(source, ("CALL_RX_DRAIN_AT", "call.rx_drain_at"), 2..=3000, &mut set.rx_drain_at);
    count(source, ("CALL_RX_NORMAL_AT", "call.rx_normal_at"), 0..=2999, &mut set.rx_normal_at);
    count(source, ("CALL_RX_DRAIN_BATCH", "call.rx_drain_batch"), 1..=500, &mut set.rx_drain_batch);
    count(source, ("CALL_TX_FRAMES", "call.tx_frames"), 10..=3000, &mut set.tx_frames);
    count(source, ("CALL_TX_LEAD_FRAMES", "call.tx_lead_frames"), 0..=50, &mut set.tx_lead_frames);
    millis(source, ("CALL_RESYNC_AFTER_MS", "call.resync_after_ms"), 20..=2000, &mut set.resync_after);
}

fn voice(source: &mut Source, set: &mut EngineSettings) {
    let name = ("CALL_VOICE_SCORE", "call.voice_score");
    number(source, name, 0.0..=1.0, &mut set.voice_score);
    let name = ("CALL_VOICE_ABOVE_NOISE_DB", "call.voice_above_noise_db");
    number(source, name, 0.0..=60.0, &mut set.voice_above_noise_db);
    let name = ("CALL_NOISE_RISE_DB", "call.noise_rise_db");
    number(source, name, 0.0..=6.0, &mut set.noise_rise_db);
    let name = ("CALL_NOISE_LEAST_DB", "call.noise_least_db");
    number(source, name, -100.0..=0.0, &mut set.noise_least_db);
    millis(source, ("CALL_VOICE_GAP_MS", "call.voice_gap_ms"), 20..=1000, &mut set.voice_gap);
    count(source, ("CALL_ECHO_LIKENESS", "call.echo_likeness"), 50..=101, &mut set.echo_likeness);
}

fn turns(source: &mut Source, set: &mut EngineSettings) {
    let settings: [(Name, &mut Duration); 11] = [
        (("CALL_ECHO_WORDS_MS", "call.echo_words_ms"), &mut set.echo_words),
        (("CALL_WORD_AFTER_VOICE_MS", "call.word_after_voice_ms"), &mut set.word_after_voice),
        (("CALL_TURN_DESPITE_VOICE_MS", "call.turn_despite_voice_ms"), &mut set.turn_despite_voice),
        (("CALL_INTERRUPT_WITH_WORD_MS", "call.interrupt_with_word_ms"), &mut set.interrupt_with_word),
        (("CALL_INTERRUPT_ALONE_MS", "call.interrupt_alone_ms"), &mut set.interrupt_alone),
        (("CALL_FALSE_INTERRUPTION_MS", "call.false_interruption_ms"), &mut set.false_interruption),
        (("CALL_THINK_AHEAD_SILENCE_MS", "call.think_ahead_silence_ms"), &mut set.think_ahead_silence),
        (("CALL_STABLE_PARTIAL_MS", "call.stable_partial_ms"), &mut set.stable_partial),
        (("CALL_TURN_SILENCE_MS", "call.turn_silence_ms"), &mut set.turn_silence),
        (("CALL_PARTIAL_SILENCE_MS", "call.partial_silence_ms"), &mut set.partial_silence),
        (("CALL_SILENCE_PROMPT_MS", "call.silence_prompt_ms"), &mut set.silence_prompt),
    ];
    for (name, setting) in settings {
        millis(source, name, 20..=60_000, setting);
    }
    count(source, ("CALL_SILENCE_PROMPTS", "call.silence_prompts"), 0..=20, &mut set.silence_prompts);
}

fn limits(source: &mut Source, set: &mut EngineSettings) {
    seconds(source, ("CALL_MAXIMUM_SECONDS", "call.maximum_seconds"), 10..=14_400, &mut set.maximum);
    millis(source, ("CALL_START_WITHIN_MS", "call.start_within_ms"), 500..=60_000, &mut set.start_within);
    millis(source, ("CALL_THINK_WITHIN_MS", "call.think_within_ms"), 500..=60_000, &mut set.think_within);
    millis(source, ("CALL_SPEECH_WITHIN_MS", "call.speech_within_ms"), 500..=60_000, &mut set.speech_within);
    let name = ("CALL_RECOGNISER_AGAIN_MS", "call.recogniser_again_ms");
    millis(source, name, 500..=60_000, &mut set.recogniser_again);
    count(source, ("CALL_THINK_ROUNDS", "call.think_rounds"), 1..=50, &mut set.think_rounds);
    millis(source, ("CALL_MARK_WITHIN_MS", "call.mark_within_ms"), 200..=60_000, &mut set.mark_within);
    let name = ("CALL_RECOGNISER_ATTEMPTS", "call.recogniser_attempts");
    count(source, name, 0..=100, &mut set.recogniser_attempts);
}

/// Values that are sound by themselves and not together.
fn fit_together(source: &mut Source, set: &EngineSettings) {
    let mut at_most = |name: Name, fits: bool, expected: &str| {
        if !fits {
            source.fault(&named(name.0, name.1), expected);
        }
    };
    at_most(
        ("CALL_RX_DRAIN_AT", "call.rx_drain_at"),
        set.rx_drain_at <= set.rx_frames,
        "no more than CALL_RX_FRAMES",
    );
    at_most(
        ("CALL_RX_NORMAL_AT", "call.rx_normal_at"),
        set.rx_normal_at < set.rx_drain_at,
        "less than CALL_RX_DRAIN_AT",
    );
    at_most(
        ("CALL_INTERRUPT_WITH_WORD_MS", "call.interrupt_with_word_ms"),
        set.interrupt_with_word <= set.interrupt_alone,
        "no more than CALL_INTERRUPT_ALONE_MS",
    );
    at_most(
        ("CALL_THINK_AHEAD_SILENCE_MS", "call.think_ahead_silence_ms"),
        set.think_ahead_silence <= set.partial_silence,
        "no more than CALL_PARTIAL_SILENCE_MS",
    );
}

fn millis(source: &mut Source, name: Name, range: RangeInclusive<u64>, setting: &mut Duration) {
    if let Some(ms) = whole(source, name, &range, "milliseconds") {
        *setting = Duration::from_millis(ms);
    }
}

fn seconds(source: &mut Source, name: Name, range: RangeInclusive<u64>, setting: &mut Duration) {
    if let Some(seconds) = whole(source, name, &range, "seconds") {
        *setting = Duration::from_secs(seconds);
    }
}

fn count<T: TryFrom<u64>>(source: &mut Source, name: Name, range: RangeInclusive<u64>, setting: &mut T) {
    if let Some(count) = whole(source, name, &range, "").and_then(|count| T::try_from(count).ok()) {
        *setting = count;
    }
}

fn whole(source: &mut Source, name: Name, range: &RangeInclusive<u64>, unit: &str) -> Option<u64> {
    let text = source.text(name.0, name.1)?;
    let value = text.parse().ok().filter(|value| range.contains(value));
    if value.is_none() {
        let expected = format!("a whole number of {unit}, {} to {}", range.start(), range.end());
        source.fault(&named(name.0, name.1), &expected.replace(" of ,", ","));
    }
    value
}

fn number(source: &mut Source, name: Name, range: RangeInclusive<f32>, setting: &mut f32) {
    let Some(text) = source.text(name.0, name.1) else { return };
    match text.parse().ok().filter(|value| range.contains(value)) {
        Some(value) => *setting = value,
        None => {
            source.fault(&named(name.0, name.1), &format!("a number, {} to {}", range.start(), range.end()));
        }
    }
}
